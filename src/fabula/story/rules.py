"""Guards and effects: the small language in which worlds say what is possible and what follows.

A guard is a table whose lines must all hold; an effects table is turned into events. Both are data, so a
world can be checked before it is played.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from fabula.story.clock import Span, day, within
from fabula.story.event import (
    CharacterDied,
    CharacterMoved,
    CounterChanged,
    CounterSet,
    Event,
    FactLearned,
    FlagCleared,
    FlagSet,
    ItemMoved,
    PlayerMoved,
    RelationEnded,
    RelationSet,
    StoryEnded,
)
from fabula.story.formula import Formula, evaluate, names

if TYPE_CHECKING:
    from fabula.story.state import State

PLAYER = "player"
NOWHERE = "nowhere"

OFF = ("hidden", "offered", "done", "failed")  # where a quest is when it is not open
_COMPARISON = re.compile(r"^\s*(<=|>=|==|!=|<|>)\s*(\S.*)$")
_RELATION = re.compile(r"^[a-z][a-z0-9_]* [a-z][a-z0-9_]* [a-z][a-z0-9_]*$")
_DICE = re.compile(r"^([1-9]|1\d|20)d([2-9]|[1-9]\d|100)$")
_OPERATORS = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _comparison(value: str) -> str:
    match = _COMPARISON.match(value)
    if not match:
        raise ValueError(f"'{value}' is no comparison; write one like '>= 3' or '< wall + 2'")
    try:
        names(match[2])
    except ValueError as error:
        raise ValueError(f"'{value}' is no comparison: {error}") from error
    return value


def _relation(value: str) -> str:
    if not _RELATION.match(value):
        raise ValueError(f"'{value}' is no relation; write 'who relation whom', such as 'bram trusts player'")
    return value


def _dice(value: str) -> str:
    if not _DICE.match(value):
        raise ValueError(f"'{value}' are no dice; write them like '2d6'")
    return value


Names = Annotated[list[str], BeforeValidator(_as_list)]
Relations = Annotated[list[Annotated[str, AfterValidator(_relation)]], BeforeValidator(_as_list)]
Spans = Annotated[list[Span], BeforeValidator(_as_list)]
Comparison = Annotated[str, AfterValidator(_comparison)]


def compared(comparison: str) -> tuple[str, str]:
    """The sign and the formula of a comparison such as ``">= 3"``."""
    match = _COMPARISON.match(comparison)
    if match is None:
        raise ValueError(f"'{comparison}' is no comparison")
    return match[1], match[2]


def compare(value: int, comparison: str, counters: Mapping[str, int] | None = None) -> bool:
    """Whether ``value`` satisfies a comparison such as ``">= 3"``; formulas in it may speak of ``counters``."""
    sign, formula = compared(comparison)
    return bool(_OPERATORS[sign](value, evaluate(formula, counters or {})))


class Guard(BaseModel):
    """A condition on the state. Every line that is given must hold; an empty guard always holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Names = []  # the player is in one of these places
    has: Names = []  # the player holds all of these items
    lacks: Names = []  # the player holds none of these items
    set: Names = []  # all of these flags are set
    unset: Names = []  # none of these flags is set
    present: Names = []  # all of these characters are where the player is
    heard: Names = []  # all of these topics ("character.topic") were heard
    seen: Names = []  # all of these details ("place.detail") were looked at
    visited: Names = []  # all of these places were visited
    done: Names = []  # all of these rules have succeeded at least once
    counters: dict[str, Comparison] = {}
    turn: Comparison | None = None  # number of turns told so far
    quest: dict[str, str] = {}  # quest = "hidden", "offered", "open", "done", "failed", or the current step
    alive: Names = []  # all of these characters live
    dead: Names = []  # all of these characters are dead
    related: Relations = []  # all of these relations hold
    unrelated: Relations = []  # none of these relations holds
    knows: Names = []  # all of these are known: "character.fact", "player.fact"
    ignorant: Names = []  # none of these is known
    time: Spans = []  # the time is in one of these: "night", "22:00-05:00"
    day: Comparison | None = None  # the number of the day, from 1
    weekday: list[int] = []  # the day of the week is one of these, from 1
    right: Names = []  # all of these questions were answered rightly
    level: Comparison | None = None  # of the questions that are asked next, from 1
    drawn: dict[str, str] = {}  # table = the row that was drawn last
    any: list[Guard] = []  # at least one of these guards holds

    def holds(self, state: State) -> bool:
        """Whether every line holds in ``state``."""
        return not any(True for _ in self.failing(state))

    def failing(self, state: State) -> Iterator[str]:
        """The names of the lines that do not hold in ``state``."""
        held = {item for item, holder in state.items.items() if holder == PLAYER}
        here = set(state.here())
        checks = {
            "at": not self.at or state.place in self.at,
            "has": held.issuperset(self.has),
            "lacks": held.isdisjoint(self.lacks),
            "set": state.flags.issuperset(self.set),
            "unset": state.flags.isdisjoint(self.unset),
            "present": here.issuperset(self.present),
            "heard": state.heard.issuperset(self.heard),
            "seen": state.seen.issuperset(self.seen),
            "visited": state.visited.issuperset(self.visited),
            "done": set(state.done).issuperset(self.done),
            "counters": all(
                compare(state.counters.get(key, 0), text, state.counters) for key, text in self.counters.items()
            ),
            "turn": self.turn is None or compare(state.turn, self.turn, state.counters),
            "quest": all(state.quests.get(key) == value for key, value in self._quests(state)),
            "alive": state.dead.isdisjoint(self.alive),
            "dead": state.dead.issuperset(self.dead),
            "related": state.relations.issuperset(self.related),
            "unrelated": state.relations.isdisjoint(self.unrelated),
            "knows": set(state.knows).issuperset(self.knows),
            "ignorant": set(state.knows).isdisjoint(self.ignorant),
            "time": not self.time or any(within(state.minutes, state.phase, span) for span in self.time),
            "day": self.day is None or compare(day(state.minutes), self.day, state.counters),
            "weekday": not self.weekday or state.weekday in self.weekday,
            "right": all(state.answered.get(question) for question in self.right),
            "level": self.level is None or compare(state.level, self.level, state.counters),
            "drawn": all(state.drawn.get(table) == row for table, row in self.drawn.items()),
            "any": not self.any or any(guard.holds(state) for guard in self.any),
        }
        return (name for name, good in checks.items() if not good)

    def _quests(self, state: State) -> Iterator[tuple[str, str]]:
        for key, wanted in self.quest.items():
            current = state.quests.get(key, "")
            if wanted == "open" and current not in OFF:
                continue
            yield key, wanted


ALWAYS = Guard()


Count = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]  # of a counter, or a change of one


class Effects(BaseModel):
    """What follows: a table of changes, each of which becomes an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    give: Names = []  # these items are now the player's
    lose: Names = []  # these items are gone
    put: dict[str, str] = {}  # item = place or character that holds it now
    move: str | None = None  # the player is now here
    bring: dict[str, str] = {}  # character = place, "player" (goes along) or "nowhere"
    set: Names = []
    clear: Names = []
    count: dict[str, Count] = {}  # counter = change
    let: dict[str, Formula] = {}  # counter = formula over the counters as they were before
    kill: Names = []  # these characters are dead
    relate: Relations = []  # these relations hold from now on
    unrelate: Relations = []  # these relations hold no longer
    teach: dict[str, Names] = {}  # character or "player" = facts that they know now
    roll: Names = []  # these tables are rolled
    minutes: int = Field(default=0, ge=0, le=100_000)  # time that passes besides that of the turn
    offer: Names = []  # these quests are offered
    accept: Names = []  # these quests are taken on
    fail: Names = []  # these quests fail
    end: str | None = None  # this ending is reached

    def events(self, state: State) -> list[Event]:
        """The events that these effects stand for in ``state``, in a fixed order.

        What also needs the world (tables, time, quests) is `fabula.story.decide`'s part.
        """
        out: list[Event] = [ItemMoved(item=item, to=PLAYER) for item in self.give]
        out += [ItemMoved(item=item, to=NOWHERE) for item in self.lose]
        out += [ItemMoved(item=item, to=to) for item, to in self.put.items()]
        out += [FlagSet(flag=flag) for flag in self.set]
        out += [FlagCleared(flag=flag) for flag in self.clear]
        out += [CounterChanged(counter=counter, by=by) for counter, by in self.count.items() if by]
        out += [CounterSet(counter=c, value=evaluate(text, state.counters)) for c, text in self.let.items()]
        for who in (who for who in self.kill if who not in state.dead):
            if not state.alone(who):  # nobody goes along any more
                out.append(CharacterMoved(character=who, to=state.place_of(who)))
            out.append(CharacterDied(character=who))
        out += [RelationSet(*text.split()) for text in self.relate if text not in state.relations]
        out += [RelationEnded(*text.split()) for text in self.unrelate if text in state.relations]
        out += [
            FactLearned(character=who, fact=fact, source="told")
            for who, facts in self.teach.items()
            for fact in facts
            if f"{who}.{fact}" not in state.knows
        ]
        out += [CharacterMoved(character=who, to=to) for who, to in self.bring.items()]
        if self.move:
            out.append(PlayerMoved(to=self.move))
        if self.end and not state.ended:
            out.append(StoryEnded(ending=self.end))
        return out


class Check(BaseModel):
    """A skill check: dice and what is added to them must reach ``against``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dice: Annotated[str, AfterValidator(_dice)] = "2d6"
    add: Formula = "0"
    against: Formula

    def sides(self) -> tuple[int, int]:
        """How many dice, and how many sides each has."""
        match = _DICE.match(self.dice)
        assert match is not None, self.dice
        return int(match[1]), int(match[2])


class Rule(BaseModel):
    """An action that this world knows: when it is possible, and what it does.

    With ``chance`` below 1, or a ``check``, dice are thrown: ``then`` follows on success, ``fail`` otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phrase: str = Field(min_length=1)  # as an offered choice: "fill the lamp with oil"
    words: list[str] = []  # free words that mean this: each entry is a set of words that must all occur
    when: Guard = Guard()
    then: Effects = Effects()
    tell: str = Field(min_length=1)  # what must be told when it succeeds
    chance: float = Field(default=1.0, gt=0, le=1)
    check: Check | None = None
    fail: Effects = Effects()
    tell_fail: str = ""
    again: bool = False  # whether it can be done more than once
    refuse: str = ""  # what to tell when it is tried and not possible
    quest: bool = False  # whether it drives a quest on (offered first)


class Trigger(BaseModel):
    """Something that happens by itself after a turn's action, when its guard holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: Guard = Guard()
    then: Effects = Effects()
    tell: str = ""
    chance: float = Field(default=1.0, gt=0, le=1)
    again: bool = False
    every: int = Field(default=1, ge=1)  # with again: only on turns that are a multiple of this
    explain: str = ""  # why it happens, for /why and for whoever wants to understand the system


class Row(BaseModel):
    """One row of a random table. ``weight`` is how often it comes, beside the other rows that are possible."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    weight: int = Field(default=1, ge=1, le=1000)
    when: Guard = Guard()
    then: Effects = Effects()
    tell: str = ""


class Table(BaseModel):
    """A random table: one of its rows is drawn with the story's own dice.

    With ``once`` a row that was drawn stays drawn, so that what was found stays true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    once: bool = False
    rows: dict[str, Row] = Field(min_length=1)
