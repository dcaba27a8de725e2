"""Timeline: expressions of time, how far they move the story, and what happens there."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fabula.analysis.text import read
from fabula.analysis.timeline import course, timeline


@pytest.mark.parametrize(
    ("raw", "language", "words", "kind", "days"),
    [
        ("Three years later he came back.", "en", "Three years later", "later", 1095.0),
        ("The next morning she woke.", "en", "The next morning", "later", 1.0),
        ("After two weeks they left.", "en", "After two weeks", "later", 14.0),
        ("A hundred years passed.", "en", "A hundred years passed", "later", 36500.0),
        ("They had met ten days ago.", "en", "ten days ago", "earlier", -10.0),
        ("Once upon a time there was a king.", "en", "Once upon a time", "once", None),
        ("He was born in 1881 in a town.", "en", "in 1881", "date", None),
        ("They met at midnight.", "en", "at midnight", "hour", None),
        ("Meanwhile the fox slept.", "en", "Meanwhile", "meanwhile", None),
        ("第二天早上，他走了。", "zh", "第二天早上", "later", 1.0),
        ("三年后，他回来了。", "zh", "三年后", "later", 1095.0),
        ("过了两个月，他来了。", "zh", "过了两个月", "later", 60.0),
        ("二十年前他住在这里。", "zh", "二十年前", "earlier", -7300.0),
        ("民国六年的冬天，风很大。", "zh", "民国六年", "date", None),
        ("有一天，他来了。", "zh", "有一天", "once", None),
        ("昨天他来过。", "zh", "昨天", "earlier", -1.0),
        ("傍晚，他回家了。", "zh", "傍晚", "hour", None),
    ],
)
def test_an_expression(raw: str, language: str, words: str, kind: str, days: float | None) -> None:
    """Its words, its kind, its shift in days where it says one, and the sentence it stands in."""
    text = read(raw, language)
    one = timeline(text)[0]
    assert (one.words, one.kind, one.days) == (words, kind, days)
    assert text.raw[one.begin : one.end] == words
    assert one.sentence == text.sentences[0]


@pytest.mark.parametrize("raw", ["The tree grew.", "He was later than she.", "A day's work is hard work.", "树很高。"])
def test_what_tells_no_time(raw: str) -> None:
    """Words that only look like it move nothing."""
    text = read(raw)
    assert not any(one.days for one in timeline(text))


def test_the_course_of_a_story() -> None:
    """Days add up in the narration; what somebody says of tomorrow moves nothing; looking back doesn't stay."""
    raw = (
        'They met. Three days later they fought. "I will come in ten years," he said. Two days ago it had rained.'
        " The next day they parted."
    )
    found = [(one.words, day) for one, day in course(timeline(read(raw, "en")))]
    assert found == [("Three days later", 3.0), ("Two days ago", 1.0), ("The next day", 4.0)]


def test_moments_are_in_order_and_apart() -> None:
    """No two overlap."""
    found = timeline(read("有一天早上，他走了。过了三天，第二天晚上他回来了。后来，傍晚时下雨。", "zh"))
    assert len(found) > 3
    assert all(left.end <= right.begin for left, right in pairwise(found))
