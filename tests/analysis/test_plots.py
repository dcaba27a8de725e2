"""The plot of moods: every day and week is drawn, in both languages, as SVG and as a picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from fabula.analysis.plots import COLOURS, Dot, mood

DAYS = [Dot(0, 0.6, "joy", "joy"), Dot(3, -0.7, "sadness", "sadness"), Dot(15, 0.1, "neutral", "hardly anything")]


def paths(svg: bytes, colour: str) -> int:
    """How many shapes have a colour."""
    return len(re.findall(rf"fill: {colour}", svg.decode()))


def test_each_day_is_a_dot_in_its_colour() -> None:
    """A day more of a feeling is a shape more in that colour; the title is for those who can't see it."""
    given = (["3/2", "3/9", "3/16"], "pleasant", "unpleasant", "mean", "A & B")
    drawn = mood(DAYS, [0.0, None, 0.1], *given)
    more = mood([*DAYS, Dot(16, 0.5, "joy", "joy")], [0.0, None, 0.1], *given)
    assert paths(more, COLOURS["joy"]) >= paths(drawn, COLOURS["joy"]) > 0
    assert more.count(b"<use") > drawn.count(b"<use")
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg") and b"A &amp; B" in drawn
    assert mood(DAYS, [0.0, None, 0.1], *given) == drawn


@pytest.mark.parametrize("weeks", [1, 2, 9, 120])
def test_any_number_of_weeks_fits(weeks: int) -> None:
    """One week or two years: a picture comes out, with no warning of the plotting library."""
    values = [None if number % 3 else 0.2 for number in range(weeks)]
    drawn = mood(DAYS[:2], values, [str(one) for one in range(weeks)], "愉快", "不快", "每周平均", "心情", picture=True)
    assert drawn.startswith(b"\x89PNG")
