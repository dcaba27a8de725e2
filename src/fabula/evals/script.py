"""The session that benches play: the same actions every time, mixed as readers mix them."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.engine.story import Story, TellSettings, opening_events
from fabula.models.model import Model
from fabula.store import now
from fabula.store.memory import MemoryStore
from fabula.store.worlds import load
from fabula.story.event import Event, ReaderIntroduced
from fabula.story.tree import Tree
from fabula.story.world import World

SEED = 20260704
READER = ReaderIntroduced(name="Mei", pronouns="she", persona="", rating="family")
_FREE = {
    "en": (
        "I listen for a while and say nothing.",
        "I ask what everybody here is waiting for.",
        "I walk slowly once around and look at everything.",
        "I think of how this looked when I was a child.",
        "I tell them honestly that I am afraid.",
    ),
    "zh": (
        "我静静地听了一会儿，什么也没说。",
        "我问他们都在等什么。",
        "我慢慢地走了一圈，四处看看。",
        "我想起小时候这里的样子。",
        "我老实告诉他们，我有点害怕。",
    ),
}


def actions(language: str, turns: int) -> list[str]:
    """``turns`` actions: two offered choices, the first one and another one, then free words, and again."""
    free = _FREE[language]
    out = []
    for number in range(turns):
        block, at = divmod(number, 3)
        out.append(("1", str(2 + block % 2), free[block % len(free)])[at])
    return out


def begin(world: str, language: str, model: Model | None, *, seed: int = SEED, settings: TellSettings) -> Story:
    """A new session of a shipped world."""
    told = load(world, language)
    events = opening_events(told, seed=seed, reader=READER)
    # What free words mean is measured by a bench of its own; here a turn is the telling.
    return session(told, events, model, settings.model_copy(update={"asks": False}))


def session(told: World, events: Sequence[Event], model: Model | None, settings: TellSettings) -> Story:
    """A session in which these events have happened, in a store that forgets."""
    store = MemoryStore()
    store.create("bench", events, world=told.id, language=told.language, title=told.title, at=now())
    return Story("bench", told, Tree().grow(events), store, model, settings)
