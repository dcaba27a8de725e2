"""Slots in authors' sentences: ``{grain}`` is a counter, ``{weather}`` the row of a table, ``{time}`` the hour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.story.clock import hour
from fabula.story.state import State
from fabula.story.world import World

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_MEANT = re.compile(r"\{(\w+)\}")  # as a slot, though perhaps not written like one
TIME = "time"


def filled(world: World, state: State, text: str) -> str:
    """The sentence with its slots filled from what is true now, stripped."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name in world.tables:
            drawn = state.drawn.get(name, "")
            return world.tables[name].rows[drawn].name if drawn in world.tables[name].rows else ""
        if name == TIME:
            return hour(state.minutes)
        return str(state.counters[name]) if name in state.counters else match[0]

    return SLOT.sub(value, text).strip()


def slots(text: str) -> list[str]:
    """The names in braces in a text."""
    return _MEANT.findall(text)


def unknown(world: World, text: str) -> Iterator[str]:
    """The slots that nothing fills."""
    known = {*world.start.counters, *world.tables, *([TIME] if world.clock else [])}
    return (name for name in slots(text) if name not in known)
