"""The diary looked back on: what its entries feel like, day by day and week by week.

An aid to reflection, made by weighing words: no therapy, and no diagnosis of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.emotion import Feeling, feelings, whole
from fabula.analysis.emotions import PLUTCHIK
from fabula.analysis.text import Span, detected, read
from fabula.errors import InputError
from fabula.store.diary import Entry

WEEK = dt.timedelta(days=7)
MOST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class Noted:
    """What an entry feels like; ``most`` is the sentence in its text that says so most."""

    id: int
    day: dt.date
    feeling: Feeling
    most: Span


@dataclass(frozen=True, slots=True)
class Day:
    """What a day felt like: the mean of its entries, whose ids are ``entries``."""

    day: dt.date
    feeling: Feeling
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What a week felt like from its Monday on: the mean of its days, however much was written on each.

    ``feeling`` is None for a week without an entry that could be read.
    """

    monday: dt.date
    feeling: Feeling | None
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Some weeks of a diary, in order, none left out.

    ``unread`` are the ids of entries of these weeks whose feeling can't be read: another language, or no word.
    """

    weeks: tuple[Week, ...]
    noted: tuple[Noted, ...]
    unread: tuple[int, ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """The days that something was written about, in order."""
        return tuple(day for week in self.weeks for day in week.days)

    @property
    def brightest(self) -> Noted | None:
        """The most pleasant entry; None where none is pleasant."""
        best = max(self.noted, key=lambda one: one.feeling.polarity, default=None)
        return best if best is not None and best.feeling.polarity > 0 else None

    @property
    def heaviest(self) -> Noted | None:
        """The most unpleasant entry; None where none is unpleasant."""
        worst = min(self.noted, key=lambda one: one.feeling.polarity, default=None)
        return worst if worst is not None and worst.feeling.polarity < 0 else None


def language(text: str) -> str:
    """The language that an entry is read in, ``en`` or ``zh``; empty where it is neither, or holds no word."""
    try:
        return detected(text)
    except InputError:
        return ""


def timeline(entries: Sequence[Entry], until: dt.date, weeks: int) -> Timeline:
    """The last ``weeks`` (1 to 520) up to the one that ``until`` lies in, of entries in any order.

    Raises `InputError` for another number of weeks. The same entries always give the same timeline.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"{weeks} weeks can't be shown.", hint=f"Ask for 1 to {MOST_WEEKS}.")
    last = monday(until)
    first = last - (weeks - 1) * WEEK
    chosen = sorted((one for one in entries if first <= one.day < last + WEEK), key=lambda one: (one.day, one.id))
    noted, unread = [], []
    for entry in chosen:
        found = note(entry)
        if found is None:
            unread.append(entry.id)
        else:
            noted.append(found)
    days: defaultdict[dt.date, list[Noted]] = defaultdict(list)
    for one in noted:
        days[one.day].append(one)
    by_week: defaultdict[dt.date, list[Day]] = defaultdict(list)
    for day, group in days.items():
        felt = _mean([one.feeling for one in group])
        by_week[monday(day)].append(Day(day, felt, tuple(one.id for one in group)))
    rows = [_week(first + number * WEEK, by_week) for number in range(weeks)]
    return Timeline(tuple(rows), tuple(noted), tuple(unread))


def note(entry: Entry) -> Noted | None:
    """What an entry feels like, from its sentences; None where it can't be read."""
    if not entry.language or not any(one.isalnum() for one in entry.text):
        return None
    text = read(entry.text, entry.language)
    spans = text.sentences or text.paragraphs  # an entry of nothing but headings
    found = feelings(text.raw, [(one.begin, one.end) for one in spans], text.language)
    felt = whole(found, 0, len(text.raw))
    side = 1 if felt.polarity >= 0 else -1
    most = max(found, key=lambda one: side * one.polarity * one.intensity)
    return Noted(entry.id, entry.day, felt, Span(most.begin, most.end))


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def _week(begin: dt.date, by_week: dict[dt.date, list[Day]]) -> Week:
    days = tuple(sorted(by_week.get(begin, ()), key=lambda one: one.day))
    return Week(begin, _mean([one.feeling for one in days]) if days else None, days)


def _mean(parts: Sequence[Feeling]) -> Feeling:
    """The plain mean of some feelings (at least one). Finer names differ by language, and have none."""
    count = len(parts)
    return Feeling(
        0, sum(one.end - one.begin for one in parts),
        sum(one.polarity for one in parts) / count,
        sum(one.intensity for one in parts) / count,
        sum(one.confidence for one in parts) / count,
        {name: sum(one.plutchik[name] for one in parts) / count for name in PLUTCHIK}, {},
    )  # fmt: skip
