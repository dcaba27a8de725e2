"""Guards and effects: the small language in which worlds say what is possible and what follows.

A guard is a table whose lines must all hold; an effects table is turned into events. Both are data, so a
world can be checked before it is played.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from fabula.story.event import (
    CharacterMoved,
    CounterChanged,
    Event,
    FlagCleared,
    FlagSet,
    ItemMoved,
    PlayerMoved,
    StoryEnded,
)

if TYPE_CHECKING:
    from fabula.story.state import State

PLAYER = "player"
NOWHERE = "nowhere"

_COMPARISON = re.compile(r"^\s*(<=|>=|==|!=|<|>)\s*(-?\d+)\s*$")
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
    if not _COMPARISON.match(value):
        raise ValueError(f"'{value}' is no comparison; write one like '>= 3' or '== 0'")
    return value


Names = Annotated[list[str], BeforeValidator(_as_list)]
Comparison = Annotated[str, AfterValidator(_comparison)]


def compare(value: int, comparison: str) -> bool:
    """Whether ``value`` satisfies a comparison such as ``">= 3"``."""
    match = _COMPARISON.match(comparison)
    if match is None:
        raise ValueError(f"'{comparison}' is no comparison")
    return bool(_OPERATORS[match[1]](value, int(match[2])))


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
    quest: dict[str, str] = {}  # quest = "open", "done", or a step id that is the current one
    any: list[Guard] = []  # at least one of these guards holds

    def holds(self, state: State) -> bool:
        """Whether every line holds in ``state``."""
        return not any(True for _ in self.failing(state))

    def failing(self, state: State) -> Iterator[str]:
        """The names of the lines that do not hold in ``state``."""
        held = {item for item, holder in state.items.items() if holder == PLAYER}
        here = {who for who, where in state.characters.items() if where in (state.place, PLAYER)}
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
            "counters": all(compare(state.counters.get(key, 0), text) for key, text in self.counters.items()),
            "turn": self.turn is None or compare(state.turn, self.turn),
            "quest": all(state.quests.get(key) == value for key, value in self._quests(state)),
            "any": not self.any or any(guard.holds(state) for guard in self.any),
        }
        return (name for name, good in checks.items() if not good)

    def _quests(self, state: State) -> Iterator[tuple[str, str]]:
        for key, wanted in self.quest.items():
            current = state.quests.get(key, "")
            if wanted == "open" and current != "done":
                continue
            yield key, wanted


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
    end: str | None = None  # this ending is reached

    def events(self) -> list[Event]:
        """The events that these effects stand for, in a fixed order."""
        out: list[Event] = [ItemMoved(item=item, to=PLAYER) for item in self.give]
        out += [ItemMoved(item=item, to=NOWHERE) for item in self.lose]
        out += [ItemMoved(item=item, to=to) for item, to in self.put.items()]
        out += [FlagSet(flag=flag) for flag in self.set]
        out += [FlagCleared(flag=flag) for flag in self.clear]
        out += [CounterChanged(counter=counter, by=by) for counter, by in self.count.items() if by]
        out += [CharacterMoved(character=who, to=to) for who, to in self.bring.items()]
        if self.move:
            out.append(PlayerMoved(to=self.move))
        if self.end:
            out.append(StoryEnded(ending=self.end))
        return out


class Rule(BaseModel):
    """An action that this world knows: when it is possible, and what it does.

    With ``chance`` below 1 a die is thrown: ``then`` follows on success, ``fail`` otherwise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phrase: str = Field(min_length=1)  # as an offered choice: "fill the lamp with oil"
    words: list[str] = []  # free words that mean this: each entry is a set of words that must all occur
    when: Guard = Guard()
    then: Effects = Effects()
    tell: str = Field(min_length=1)  # what must be told when it succeeds
    chance: float = Field(default=1.0, gt=0, le=1)
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
