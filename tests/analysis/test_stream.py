"""Streams: a text that comes in pieces is read as if it were whole, in bounded memory."""

from __future__ import annotations

import tracemalloc
from collections import deque
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.analysis import read_on, stream
from fabula.analysis.emotion import Feeling, feelings
from fabula.analysis.stream import Sentence, sentences
from fabula.analysis.text import Text
from fabula.errors import InputError

STORIES = {
    "en": "Chapter 1\n\nIt rained all night, and Mr. Brown was afraid.\n“Who is there?” he asked. Nobody spoke!\n\n"
    "“Come in, my dear,” she said. She gave him her last warm loaf …\n\nChapter 2\n\nHe hugged her, full of joy.",
    "zh": "第一章\n\n下了一夜的雨，男孩很害怕。\n“谁在那儿？”他问。没有人说话！\n\n"
    "“进来吧，孩子。”她说。她把馒头给了他……\n\n第二章\n\n他拥抱了她，满心感激和喜悦。",
}
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def at_once(text: str, language: str) -> list[Feeling]:
    """The sentences of the text read whole."""
    whole = Text(text, language)
    return feelings(text, [(one.begin, one.end) for one in whole.sentences], language)


def same(found: list[Sentence], text: str, language: str) -> None:
    """What was streamed is what is found at once: the same offsets, words and feelings."""
    wanted = at_once(text, language)
    assert [(one.feeling.begin, one.feeling.end) for one in found] == [(one.begin, one.end) for one in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert one.text == text[other.begin : other.end][:4000]
        assert one.feeling.plutchik == pytest.approx(other.plutchik, abs=1e-5)
        assert one.feeling.polarity == pytest.approx(other.polarity, abs=1e-5)
        assert one.feeling.intensity == pytest.approx(other.intensity, abs=1e-5)


def pieces(text: str, size: int) -> Iterator[str]:
    """The text in pieces of a size."""
    return (text[at : at + size] for at in range(0, len(text), size))


@BOTH
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_pieces_change_nothing(language: str, size: int) -> None:
    """A story in pieces of any size has the sentences and feelings of the whole one; titles are passed over."""
    found = list(sentences(pieces(STORIES[language], size), language))
    same(found, STORIES[language], language)
    assert not any("Chapter" in one.text or one.text.startswith("第") for one in found)


PARTS = st.sampled_from(
    [
        "\n\n",
        "\n",
        " ",
        "\n \n",
        "\u3000\u3000",
        "\n\u3000\u3000",
        "\u3000",
        "\n\t\n",
        "\v",
        "\r",
        "\x85",
        "Mr. ",
        "He came. ",
        "she went. ",
        "I. ",
        "…",
        "3.5",
        "?”",
        "“",
        "”",
        '"',
        "Oh!",
        "Chapter 1",
        "II",
        "a" * 70,
        "他来了。",
        "”",
        "！",
        "……",
        "第一章",
        "一",
        "word " * 30,
        "笑" * 40,
        "x. y. z. ",
        " " * 60,
        "\n" * 30,
        " \n" * 20,
        "\u3000" * 40,
    ]
)


@given(st.lists(PARTS, max_size=40), st.sampled_from(["en", "zh"]), st.data())
@settings(max_examples=150, deadline=None)
def test_any_text_cut_anywhere(parts: list[str], language: str, data: st.DataObject) -> None:
    """Whatever the text, wherever it is cut, and however little is looked at together: the same as the whole.

    With blocks of a hundred characters, so that paragraphs, sentences and blanks outgrow them.
    """
    text = "".join(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    cut = [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "BLOCK", data.draw(st.sampled_from([30, 100, 500])))
        patch.setattr(stream, "LONGEST", 60)
        found = list(sentences(cut, language))
    wanted = at_once(text, language)
    assert [(one.feeling.begin, one.feeling.end) for one in found] == [(one.begin, one.end) for one in wanted]
    assert all(one.text == text[at.begin : at.end][:60] for one, at in zip(found, wanted, strict=True))


@pytest.mark.parametrize(
    ("language", "unit"),
    [("en", "word "), ("en", "a"), ("en", "He came. "), ("en", "he came. "), ("en", "\n"), ("en", "Mr. "), ("zh", "笑"),
     ("zh", "他来了。"), ("zh", "“"), ("en", "He came.\n"), ("en", "He came.\n\n"), ("en", "  ")],
)  # fmt: skip
def test_memory_does_not_grow_with_the_text(language: str, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the text is held in the same memory, whatever its kind: an endless sentence and a blank too."""
    for name, value in {"BLOCK": 2_000, "LOOKAHEAD": 8_000, "LONGEST": 500}.items():
        monkeypatch.setattr(stream, name, value)
    list(sentences([STORIES[language]], language))  # what is loaded once
    peaks = []
    for count in (20_000 // len(unit), 80_000 // len(unit)):
        tracemalloc.start()
        last = deque(sentences((unit for _ in range(count)), language), maxlen=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        if unit.strip():
            assert last[0].feeling.end == len((unit * count).rstrip())
    assert peaks[1] < 1.3 * peaks[0]


def test_what_an_endless_sentence_feels_like() -> None:
    """A sentence of a million characters has the offsets and the feeling that it has in the whole text."""
    text = "I am happy and " * 70_000
    same(list(sentences(pieces(text, 9_999), "en")), text, "en")


@pytest.mark.parametrize("given_pieces", [[], [""], [" \n", "\n"]])
def test_nothing_has_no_sentences(given_pieces: list[str]) -> None:
    """Of nothing nothing is told, and no language is asked for."""
    assert list(sentences(given_pieces)) == []


@BOTH
def test_the_language_is_told_by_the_beginning(language: str) -> None:
    """Without a language it is found out; the package offers the same function."""
    assert list(read_on([STORIES[language]])) == list(sentences([STORIES[language]], language))


def test_another_language_is_refused() -> None:
    """A language that isn't read is an error, given or found."""
    with pytest.raises(InputError, match="'fr'"):
        list(sentences(["Bonjour."], "fr"))
    with pytest.raises(InputError, match="language"):
        list(sentences(["Сегодня я очень счастлив и рад."]))


def test_a_single_title_is_a_sentence() -> None:
    """What looks like a title and is the only one is read, as in the whole text."""
    text = "Chapter 1\n\nHe came. He went."
    same(list(sentences(pieces(text, 3), "en")), text, "en")
