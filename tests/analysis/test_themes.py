"""Themes: what a text is about is found by what it says, and nothing is found where nothing is said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fabula.analysis.text import read
from fabula.analysis.themes import definitions, seeds, themes

STREET = (
    "在深夜的街头，我遇到了一位老奶奶，她卖力的推着一辆满载货物的三轮车。尽管天气寒冷，但她脸上依然洋溢着慈祥的微笑。"
    "我毫不犹豫地买了她的东西，并告诉她是来自远方的游客。"
)


@pytest.mark.parametrize(
    ("raw", "language", "key", "words"),
    [
        ("He was afraid, but he took heart and was bold.", "en", "courage", {"took heart", "bold"}),
        ("They mourned him at the funeral and wept by the grave.", "en", "loss-and-grief", {"funeral", "grave"}),
        ("He swore revenge; blood for blood.", "en", "revenge", {"swore revenge", "blood for blood"}),
        (STREET, "zh", "kindness-to-strangers", {"老奶奶", "慈祥"}),
        ("父亲死在仇人手里，他卧薪尝胆，誓要报仇雪恨。", "zh", "revenge", {"报仇雪恨", "仇人"}),
        ("离乡二十年，他终于回到故乡，老屋还在，物是人非。", "zh", "homecoming", {"回到故乡", "老屋"}),
        ("僧曰：吾出家于此寺，日诵佛经。", "zh", "faith", {"僧", "出家"}),
    ],
)  # fmt: skip
def test_a_theme_is_found_with_its_words(raw: str, language: str, key: str, words: set[str]) -> None:
    """Texts about a thing have its theme, with evidence that stands in the text."""
    text = read(raw, language)
    found = {one.key: one for one in themes(text)}
    assert key in found
    assert words <= {text.of(span) for span in found[key].evidence}
    assert all(0.5 <= one.score <= 1 for one in found.values())
    assert found[key].label == definitions(language)[key].label


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("The committee will meet on Tuesday to discuss the budget and the parking rules.", "en"),
        ("今天下午三点开会讨论下个季度的预算，请各部门提前提交表格。", "zh"),
    ],
)
def test_no_theme_without_evidence(raw: str, language: str) -> None:
    """A text that is about none of the 24 has none."""
    assert themes(read(raw, language)) == ()


def test_what_comes_up_throughout_counts_for_more() -> None:
    """The same words spread over a text score higher than heaped in one place."""
    filler = "The shop sold paper and ink, and the clerk counted boxes until the clock struck. " * 9
    words = ["They mourned.", "The funeral was short.", "A grave was dug.", "The widow sobbed."]
    spread = " ".join(f"{one} {filler}" for one in words)
    heap = " ".join(words) + " " + filler * 4
    scores = [
        {one.key: one.score for one in themes(read(raw, "en"))}.get("loss-and-grief", 0.0) for raw in (spread, heap)
    ]
    assert scores[0] > scores[1]


def test_one_word_in_a_longer_text_is_no_theme() -> None:
    """A single seed carries a sentence, and not a page."""
    page = "The clerk counted boxes until the clock struck and then went on. " * 8
    assert "revenge" in {one.key for one in themes(read("He wanted revenge.", "en"))}
    assert "revenge" not in {one.key for one in themes(read("He wanted revenge. " + page, "en"))}


def test_meaning_adds_what_words_leave_open() -> None:
    """With an encoder a sentence near a definition raises its theme, and only its theme; the answer stays below 1."""
    keys = list(definitions("en"))
    text = read("She was a little proud of him, and told nobody what he had dared.", "en")

    def embed(texts: Sequence[str]) -> list[list[float]]:
        rows = []
        for one in texts:
            known = [definitions("en")[key].sentence for key in keys]
            place = known.index(one) if one in known else keys.index("courage")
            rows.append([float(number == place) for number in range(len(keys))])
        return rows

    without = {one.key: one.score for one in themes(text)}
    with_it = {one.key: one.score for one in themes(text, embed)}
    assert without.get("courage", 0.0) < with_it["courage"] <= 1
    assert {key: score for key, score in with_it.items() if key != "courage"} == {
        key: score for key, score in without.items() if key != "courage"
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_taxonomy_is_whole(language: str) -> None:
    """Both languages have the same 24 themes, each with a definition and at least 40 seeds of its own."""
    assert list(definitions("en")) == list(definitions("zh")) and len(definitions("en")) == 24
    own: dict[str, set[str]] = {}
    for found in seeds(language).forms.values():
        for label, entry in found:
            own.setdefault(label, set()).add(entry)
    assert min(map(len, own.values())) >= 40 and set(own) == set(definitions(language))
    assert all(one.sentence.endswith((".", "。")) for one in definitions(language).values())
