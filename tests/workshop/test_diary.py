"""The diary looked back on: moods by day and week, in both languages, with nothing lost and nothing made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import InputError
from fabula.store.diary import Entry
from fabula.workshop.diary import language, monday, note, timeline

MONDAY = dt.date(2026, 3, 2)
GLAD = {
    "en": "I am so happy today, what a wonderful surprise. We laughed.",
    "zh": "今天我非常高兴，心里充满了喜悦和感激。大家都笑了。",
}
GRIM = {
    "en": "I cried all night. Everything is hopeless and I miss her.",
    "zh": "我痛哭了一整夜。绝望极了，非常伤心难过。",
}
BOTH = pytest.mark.parametrize("spoken", ["en", "zh"])


def entry(number: int, text: str, after: int = 0, spoken: str | None = None) -> Entry:
    """An entry about a day so many days after the Monday."""
    return Entry(number, MONDAY + dt.timedelta(days=after), "", language(text) if spoken is None else spoken, text)


@BOTH
def test_a_glad_and_a_grim_entry_are_told_apart(spoken: str) -> None:
    """The glad entry is pleasant and the brightest, the grim one unpleasant and the heaviest, with their sentences."""
    entries = [entry(1, GLAD[spoken]), entry(2, GRIM[spoken], after=1)]
    found = timeline(entries, MONDAY, 1)
    assert found.brightest is not None and found.heaviest is not None
    assert (found.brightest.id, found.heaviest.id) == (1, 2)
    assert found.days[0].feeling.polarity > 0.2 > -0.2 > found.days[1].feeling.polarity
    most = found.heaviest.most
    assert 0 <= most.begin < most.end <= len(GRIM[spoken])


def test_a_day_and_a_week_are_means() -> None:
    """Two entries of a day make its mean, days weigh the same in a week; languages may be mixed."""
    entries = [entry(1, GLAD["en"]), entry(2, GRIM["zh"]), entry(3, GLAD["zh"], after=6)]
    found = timeline(entries, MONDAY, 1)
    notes = [one.feeling.polarity for one in found.noted]
    first, last = found.days
    assert first.entries == (1, 2) and last.entries == (3,)
    assert first.feeling.polarity == pytest.approx((notes[0] + notes[1]) / 2)
    week = found.weeks[0].feeling
    assert week is not None and week.polarity == pytest.approx((first.feeling.polarity + last.feeling.polarity) / 2)


def test_weeks_follow_each_other_and_empty_ones_are_kept() -> None:
    """Four weeks are four rows from Mondays on; one without entries has no feeling; older entries are outside."""
    entries = [entry(1, GLAD["en"], after=-22), entry(2, GLAD["en"], after=-21), entry(3, GRIM["en"], after=6)]
    found = timeline(entries, MONDAY + dt.timedelta(days=3), 4)
    assert [week.monday for week in found.weeks] == [MONDAY - dt.timedelta(days=days) for days in (21, 14, 7, 0)]
    assert [week.feeling is None for week in found.weeks] == [False, True, True, False]
    assert [one.id for one in found.noted] == [2, 3]


@pytest.mark.parametrize(
    "text", ["🙂", "……", "Сегодня я очень счастлив и рад, что мы снова вместе дома.", "今日はとても楽しかったです。"]
)
def test_what_cannot_be_read_is_kept_apart(text: str) -> None:
    """An emoji, marks, another language: no feeling is made up, and the entry is named."""
    found = timeline([entry(7, text)], MONDAY, 1)
    assert found.unread == (7,) and not found.noted and found.weeks[0].feeling is None


def test_an_entry_of_headings_is_read() -> None:
    """An entry whose every line looks like a title has a feeling all the same."""
    assert note(entry(1, "# I am happy\n\n# We laughed", spoken="en")) is not None


@pytest.mark.parametrize("weeks", [0, -1, 521])
def test_other_numbers_of_weeks_are_refused(weeks: int) -> None:
    """Only 1 to 520 weeks can be asked for."""
    with pytest.raises(InputError, match=str(weeks)):
        timeline([], MONDAY, weeks)


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(-30, 30), st.sampled_from(["en", "zh", ""])), max_size=8))
@settings(max_examples=40, deadline=None)
def test_no_entry_of_these_weeks_is_lost(given_entries: list[tuple[str, int, str]]) -> None:
    """Whatever was written: each entry of the weeks is noted or named as unread, once, and order changes nothing."""
    entries = [entry(number, text, after, spoken) for number, (text, after, spoken) in enumerate(given_entries, 1)]
    found = timeline(entries, MONDAY, 3)
    inside = {one.id for one in entries if monday(MONDAY) - dt.timedelta(days=14) <= one.day < MONDAY + dt.timedelta(7)}
    assert sorted([*(one.id for one in found.noted), *found.unread]) == sorted(inside)
    assert timeline(entries[::-1], MONDAY, 3) == found
