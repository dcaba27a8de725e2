"""Summary: whole sentences of the text, in its order, that say most of the rest."""

from __future__ import annotations

import pytest

from fabula.analysis.cast import cast
from fabula.analysis.summary import summary, wanted
from fabula.analysis.text import read

RAIN = "The village waited for rain through the long dry summer of that year. "
TALE = "".join(
    f"{RAIN}The old well near the church {word} a little lower in the evening heat. "
    for word in ("sank", "went", "stood", "grew")
) + (
    "A purple elephant once sang quadratic equations to bewildered plumbers somewhere else. "
    "At last the rain came to the village, and the old well was full in the evening."
)


def test_it_is_the_texts_own_words() -> None:
    """Sentences of the text, in order, none twice, as many as asked for; ranks from 0 to 1."""
    text = read(TALE, "en")
    found = summary(text, (), 3)
    assert len(found) == 3
    assert [one.begin for one in found] == sorted({one.begin for one in found})
    assert all(" ".join(TALE[one.begin : one.end].split()) == one.text for one in found)
    assert all(0 <= one.rank <= 1 for one in found)


def test_what_has_nothing_to_do_with_the_rest_is_left_out() -> None:
    """A sentence that shares no words with the others is not chosen; nor is the same one twice."""
    found = [one.text for one in summary(read(TALE, "en"), (), 3)]
    assert not any("elephant" in one for one in found)
    assert len(set(found)) == len(found)


def test_it_grows_slowly() -> None:
    """One sentence of one, a few of a page, never more than twelve."""
    assert [wanted(1), wanted(16), wanted(100_000)] == [1, 3, 12]


def test_the_main_characters_come_in() -> None:
    """Among sentences of equal weight, one that names somebody new is taken before one that doesn't."""
    raw = "".join(
        f"{name} carried the heavy water over the green hill in the morning. "
        for name in ("Anna", "Anna", "Anna", "Bertram")
    )
    text = read(raw, "en")
    assert any("Bertram" in one.text for one in summary(text, cast(text), 2))


@pytest.mark.parametrize(("raw", "language"), [("Hello.", "en"), ("你好。", "zh"), ("“好。”", "zh"), ("Yes!", "en")])
def test_the_shortest_text_is_its_own_summary(raw: str, language: str) -> None:
    """A text of one short sentence, also of one that is said, is summed up by it."""
    assert [one.text for one in summary(read(raw, language))] == [raw]


def test_long_texts_are_ranked_in_blocks() -> None:
    """More sentences than a block still give an ordered summary, the same each time."""
    raw = " ".join(
        f"The fisherman number {number} rowed his little boat over the wide grey lake." for number in range(600)
    )
    text = read(raw, "en")
    found = summary(text)
    assert found == summary(read(raw, "en"))
    assert len(found) == 12
