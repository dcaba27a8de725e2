"""Texts: their language, and their chapters, paragraphs, sentences, words and quotations with offsets that hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.analysis.text import Text, detected, read
from fabula.errors import InputError

NOVEL = "Chapter 1\n\nIt rained. “Who is there?” he asked.\n\nNobody came.\n\nChapter 2\n\nIt stopped."


def test_parts_of_a_text() -> None:
    """Titles make chapters and are no sentences; who says something stays in the sentence of what is said."""
    text = read(NOVEL)
    assert [one.title for one in text.chapters] == ["Chapter 1", "Chapter 2"]
    assert [text.of(one) for one in text.sentences] == [
        "It rained.", "“Who is there?” he asked.", "Nobody came.", "It stopped.",
    ]  # fmt: skip
    assert len(text.paragraphs) == 5
    assert [text.raw[one.begin : one.end] for one in text.quotations] == ["“Who is there?”"]
    assert text.chapters[0].end == text.chapters[1].begin and text.chapters[-1].end == len(NOVEL)


def test_chinese_parts() -> None:
    """Chapters, sentences and words of a Chinese text."""
    text = read("第一章 夜\n\n下雨了。她笑了。\n\n第二章 晨\n\n天晴了。")
    assert [one.title for one in text.chapters] == ["第一章 夜", "第二章 晨"]
    assert [text.of(one) for one in text.sentences] == ["下雨了。", "她笑了。", "天晴了。"]
    assert "".join(one.text for one in text.words).startswith("第一章夜")


def test_given_titles_are_taken() -> None:
    """What a document marks as a title is one, whatever it looks like."""
    raw = "The Fox\n\nIt ran.\n\nThe Hen\n\nIt sat."
    text = read(raw, headings=[(0, 7), (raw.index("The Hen"), raw.index("The Hen") + 7)])
    assert [one.title for one in text.chapters] == ["The Fox", "The Hen"]
    assert len(text.sentences) == 2


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("A fox ran.", "en"), ("在深夜的街头，我遇到了一位老奶奶。", "zh"), ("他说OK，然后走了。", "zh"),
        ("He met 老布 in the harbour and they talked about the sea.", "en"), ("臣聞之，古之學者必有師。", "zh"),
    ],
)  # fmt: skip
def test_languages_are_told(raw: str, language: str) -> None:
    """English and Chinese are told by their script; mixed texts are what they are most."""
    assert detected(raw) == language


@pytest.mark.parametrize(
    "raw",
    [
        "こんにちは、わたしはねこです。なまえはまだない。", "안녕하세요 저는 고양이입니다", "Привет, это кошка.",
        "Der Hund lief über die Straße und bellte den ganzen Abend, weil niemand zu Hause war.",
        "Le chien courait dans la rue et aboyait toute la soirée parce que personne n'était là.",
    ],
)  # fmt: skip
def test_other_languages_are_refused(raw: str) -> None:
    """Japanese, Korean, Russian, German and French are not taken for English or Chinese."""
    with pytest.raises(InputError, match="language"):
        detected(raw)


@pytest.mark.parametrize("raw", ["", "  \n ", "🙂", "…！"])
def test_a_text_without_a_word_is_refused(raw: str) -> None:
    """There is nothing to look at in marks, blanks and an emoji; the error says so."""
    with pytest.raises(InputError, match="no word"):
        read(raw)


@given(st.text(alphabet='ab. \n"“”。，『』？中文A1', max_size=200), st.sampled_from(["en", "zh"]))
@settings(max_examples=80, deadline=None)
def test_offsets_hold(raw: str, language: str) -> None:
    """Sentences lie in order within paragraphs without overlapping; every word and quotation is where it says."""
    text = Text(raw, language)
    for group in (text.paragraphs, text.sentences):
        assert all(one.begin < one.end for one in group)
        assert all(a.end <= b.begin for a, b in pairwise(group))
    assert all(raw[one.begin : one.end] == one.text for one in text.words)
    assert all(raw[one.begin] in '"“『' for one in text.quotations)
    assert all(text.sentences[text.sentence_at(one.begin)] == one for one in text.sentences)


def test_who_says_a_line_in_chinese_belongs_to_it() -> None:
    """What stands behind a closed quotation and says who spoke is one sentence with it; a new deed is not."""
    text = read("“谁在那里？”老人问道。“是我。”她把门关上。", "zh")
    assert [text.of(one) for one in text.sentences] == ["“谁在那里？”老人问道。", "“是我。”", "她把门关上。"]
