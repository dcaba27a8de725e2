"""Times of day: what is said to be now, and what only names an hour."""

from __future__ import annotations

import pytest

from fabula.analysis.times import told

NOON, NIGHT, EIGHT = 12 * 60, 23 * 60, 8 * 60


@pytest.mark.parametrize(
    ("language", "text", "holds", "not_at"),
    [
        ("en", "The noon sun beats on the tar.", NOON, NIGHT),
        ("en", "Stars stand over the masts.", NIGHT, NOON),
        ("en", "Midnight has come and gone.", NIGHT, NOON),
        ("en", "Early morning light falls on the pews.", EIGHT, NIGHT),
        ("en", "The last red of the sunset goes out of the sky.", 19 * 60, EIGHT),
        ("en", "It is not yet noon.", EIGHT, 21 * 60),
        ("en", "The clock strikes eight.", EIGHT, NOON),
        ("zh", "正午的日头晒着帆布。", NOON, NIGHT),
        ("zh", "满天星斗，月亮升到桅杆上头。", NIGHT, NOON),
        ("zh", "晨光爬上窗台。", EIGHT, NIGHT),
        ("zh", "天早已黑透。", NIGHT, NOON),
        ("zh", "早过了半夜。", 60, NOON),
    ],
)
def test_said_to_be_now(language: str, text: str, holds: int, not_at: int) -> None:
    """Light, sky and hours say when it is; bounds are generous."""
    found = told(text, language)
    assert found
    assert all(one.holds(holds) for one in found)
    assert not all(one.holds(not_at) for one in found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "By morning there will be forty loaves."), ("en", "She promises it for dawn."),
        ("en", "The coat is a midnight blue."), ("en", "Last night's rain drips from the canvas."),
        ("en", "It is as dark as night in here."), ("en", "The stones still hold the warmth of the afternoon."),
        ("en", '"At midnight I heard oars," she says.'), ("en", "It might as well be midnight."),
        ("en", "The morning's catch is gone."), ("en", "It is always night down here."),
        ("zh", "离天黑还有好一阵。"), ("zh", "昨夜的雨滴进你脖子里。"), ("zh", "底下黑得像半夜。"),
        ("zh", "石头上还留着午后的热气。"), ("zh", "“天亮前准能出来。”她说。"), ("zh", "早上打的鱼卖完了。"),
    ],
)  # fmt: skip
def test_hours_that_are_not_now(language: str, text: str) -> None:
    """Hours that are past, to come, compared, quoted or a colour say nothing of now."""
    assert not told(text, language)
