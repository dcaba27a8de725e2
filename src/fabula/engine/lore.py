"""Lore: background that is called up when one of its keys is spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from fabula.story.language import LANGUAGES
from fabula.story.state import State
from fabula.story.world import World

LIMIT = 1  # entries a turn, so that the tail stays short


def fired(world: World, state: State, texts: Iterable[str]) -> list[str]:
    """The ids of lore entries whose keys occur in ``texts`` and that have not fired on this branch yet.

    In the world's order, at most `LIMIT`. A fired entry is frozen into the log where it fired.
    """
    language = LANGUAGES[state.language]
    spoken = "\n".join(texts)
    found = (
        key
        for key, entry in world.lore.items()
        if key not in state.lore and any(language.contains(spoken, word) for word in entry.keys)
    )
    return list(islice(found, LIMIT))
