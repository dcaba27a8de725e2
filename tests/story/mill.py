"""Playing in the rich world of these tests: a mill with a clock, knowledge, quests, tables and questions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from walking import opened, step

from fabula.story import event as e
from fabula.story.clock import DAY, minute
from fabula.story.decide import Decision
from fabula.story.intent import Intent, possible
from fabula.story.parse import parse
from fabula.story.state import State, fold
from fabula.story.world import World

RICH = Path(__file__).parent / "rich"
Kind = TypeVar("Kind", bound=e.Event)


@cache
def files() -> dict[str, str]:
    """The texts of the rich world's files."""
    return {path.relative_to(RICH).as_posix(): path.read_text("utf-8") for path in RICH.rglob("*.*")}


@cache
def mill(*changes: tuple[str, str], language: str = "en") -> World:
    """The rich world, with each (old, new) of ``changes`` made once in its world.toml."""
    text = files()["world.toml"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse({**files(), "world.toml": text}, language)


def begun(told: World, *events: e.Event, seed: int = 1) -> State:
    """The opening of the world, and then ``events``."""
    return fold(State(), [*opened(told, seed), *events])


def play(told: World, state: State, *intents: str) -> list[Decision]:
    """One decided turn for each intent, one after the other."""
    out = []
    for text in intents:
        out.append(step(told, state, Intent.parse(text)))
        state = out[-1].after
    return out


def last(told: World, state: State, *intents: str) -> Decision:
    """The last of the turns."""
    return play(told, state, *intents)[-1]


def may(told: World, state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return Intent.parse(intent) in set(possible(told, state))


def taken(told: World, state: State, *intents: str) -> State:
    """The state after these actions, all of which must be possible."""
    for text in intents:
        assert may(told, state, text), f"{text} in turn {state.turn + 1}"
        state = last(told, state, text).after
    return state


def fired(*decisions: Decision) -> list[str]:
    """The triggers that fired, in order."""
    return [event.trigger for event in of(e.TriggerFired, *decisions)]


def of(kind: type[Kind], *decisions: Decision) -> list[Kind]:
    """The events of one kind, in order."""
    return [event for decision in decisions for event in decision.events if isinstance(event, kind)]


def at(time: str, day: int = 1) -> e.TimePassed:
    """The event that moves the clock of an opening (21:40) to a time."""
    clock = mill().clock
    assert clock is not None
    now = (day - 1) * DAY + minute(time)
    return e.TimePassed(now - clock.begins, clock.phase(now), now // DAY % len(clock.days) + 1)
