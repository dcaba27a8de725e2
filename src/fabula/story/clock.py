"""The clock of a world: minutes since midnight of day 1, the times of day, and the days of the week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

DAY = 24 * 60
PHASES = {"dawn": "05:00", "morning": "07:00", "afternoon": "12:00", "evening": "18:00", "night": "22:00"}
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SPAN = re.compile(rf"({_TIME.pattern})\s*-\s*({_TIME.pattern})")


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(f"'{text}' is no time; write one like '07:30'")
    return text


def _span(text: str) -> str:
    if text not in PHASES and not _SPAN.fullmatch(text):
        raise ValueError(f"'{text}' is no time of day; write {', '.join(PHASES)}, or hours like '22:00-05:00'")
    return text


Time = Annotated[str, AfterValidator(_time)]
Span = Annotated[str, AfterValidator(_span)]


def minute(time: str) -> int:
    """The minute of the day that ``"07:30"`` means."""
    return int(time[:2]) * 60 + int(time[3:])


class Clock(BaseModel):
    """When the story begins, how long a turn takes, and what the times of day and the days are called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Time
    day: int = Field(default=1, ge=1, le=100_000)  # the number of the first day
    turn: int = Field(default=10, ge=0, le=DAY)  # minutes that a turn takes
    phases: dict[str, Time] = PHASES
    days: list[
        Annotated[str, Field(min_length=1, max_length=60)]
    ] = []  # names of the days, in turn; day 1 is the first

    @model_validator(mode="after")
    def _known(self) -> Clock:
        strange = [name for name in self.phases if name not in PHASES]
        if strange or len(self.phases) < 1:
            raise ValueError(f"phases can be {', '.join(PHASES)}; '{strange[0] if strange else ''}' is none")
        return self

    @property
    def begins(self) -> int:
        """Minutes since midnight of day 1 at which the story begins."""
        return (self.day - 1) * DAY + minute(self.start)

    def phase(self, minutes: int) -> str:
        """The time of day: the phase that began last."""
        now = minutes % DAY
        order = sorted((minute(time), name) for name, time in self.phases.items())
        return next((name for begins, name in reversed(order) if begins <= now), order[-1][1])

    def usual(self, minutes: int) -> int:
        """The minute of the usual day that this one is like: as far on in the same time of day."""
        if self.phases == PHASES:
            return minutes % DAY
        name = self.phase(minutes)
        (begin, length), (usual, usually) = _stretch(self.phases, name), _stretch(PHASES, name)
        return (usual + (minutes - begin) % DAY * usually // length) % DAY

    def weekday(self, minutes: int) -> int:
        """The day of the week, from 1; 0 if days have no names."""
        return minutes // DAY % len(self.days) + 1 if self.days else 0

    def name_of_day(self, minutes: int) -> str:
        """The day's name; empty if days have none."""
        return self.days[self.weekday(minutes) - 1] if self.days else ""


def _stretch(phases: Mapping[str, str], name: str) -> tuple[int, int]:
    """When a time of day begins and how many minutes it lasts."""
    begin = minute(phases[name])
    return begin, min(((minute(other) - begin) % DAY or DAY) for other in phases.values())


def within(minutes: int, phase: str, span: str) -> bool:
    """Whether a time lies in a span: in a phase, or between two hours, which may lie around midnight."""
    if "-" not in span:
        return span == phase
    begin, end = (minute(part.strip()) for part in span.split("-"))
    return between(minutes, begin, end)


def between(minutes: int, begin: int, end: int) -> bool:
    """Whether a time lies between two minutes of the day, perhaps around midnight; ``end`` itself does not."""
    now = minutes % DAY
    return begin <= now < end if begin < end else now >= begin or now < end


def hour(minutes: int) -> str:
    """The hour as ``"22:30"``."""
    return f"{minutes % DAY // 60:02}:{minutes % 60:02}"


def day(minutes: int) -> int:
    """The number of the day, from 1."""
    return minutes // DAY + 1
