"""Comparison: two texts side by side, the same with itself, and only of one language."""

from __future__ import annotations

import pytest

from fabula.analysis.comparison import comparison
from fabula.analysis.report import Report, report
from fabula.analysis.text import read
from fabula.errors import InputError

GLAD = "Anna was happy. She laughed all day. Her friends sang with her. What a wonderful, wonderful evening it was!"
GRIM = (
    "Boris wept in the cold cellar, alone, while the rats gnawed and the rain came through the boards. He was afraid."
    " Nobody came. Everything was lost, hopeless and bitter. He died in despair."
)
CHINESE = "小红很高兴。她整天都在笑。朋友们和她一起唱歌。多么美好的夜晚！"


def of(raw: str) -> Report:
    """The report of a text."""
    return report(read(raw))


def test_what_sets_two_apart_is_named() -> None:
    """The glad text is more pleasant than the grim one, lengths are theirs, and their arcs are there to be drawn."""
    first, second = of(GLAD), of(GRIM)
    found = comparison(first, second, ("Glad", "Grim"))
    by_name = {one.name: one for one in found.differences}
    assert by_name["polarity"].first > 0.2 > -0.2 > by_name["polarity"].second
    assert by_name["length"].first == first.style.counts.length
    assert by_name["length"].second == second.style.counts.length
    assert (found.first, found.second, found.language) == ("Glad", "Grim", "en")
    assert found.curves is not None and found.curves[0] == first.emotion.arc.curve  # type: ignore[union-attr]
    assert found.arc is None or 0 <= found.arc <= 2


def test_a_text_is_like_itself() -> None:
    """Beside itself nothing differs, the arc is the same, and the two can be told apart by name."""
    one = of(GRIM)
    found = comparison(one, one, ("Same", "Same"))
    assert all(part.first == part.second for part in found.differences)
    assert found.arc == pytest.approx(0, abs=1e-9)
    assert found.style is None or found.style == pytest.approx(0, abs=1e-6)
    assert found.first != found.second


def test_two_languages_are_refused() -> None:
    """An English and a Chinese text can't be compared, and the error names both."""
    with pytest.raises(InputError, match=r"'en'.*'zh'"):
        comparison(of(GLAD), of(CHINESE), ("One", "Other"))


def test_short_texts_have_no_curves() -> None:
    """Of a text with fewer than four sentences no arc is compared."""
    found = comparison(of("She laughed."), of(GRIM), ("One", "Other"))
    assert found.curves is None and found.arc is None
