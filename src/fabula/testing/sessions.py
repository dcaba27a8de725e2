"""Sessions made without a model: the rules decide as always, and the author's own sentences are the prose."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.story import event as e
from fabula.story.decide import decide, dice, start
from fabula.story.intent import Intent, phrase
from fabula.story.state import State, fold
from fabula.story.tree import ROOT, Tree
from fabula.story.world import World


def opening(world: World, *, seed: int = 1, name: str = "Mei") -> list[e.Event]:
    """The events of turn 0: the session starts, the reader is introduced, the author opens."""
    events: list[e.Event] = [
        start(world, seed=seed),
        e.ReaderIntroduced(name=name, pronouns="she", persona="", rating=world.rating),
    ]
    digest = fold(State(), events).digest()
    return [*events, e.TurnTold(note="", text=world.opening, digest=digest, origin="author")]


def turn(world: World, tree: Tree, intent: Intent, *, text: str = "", prose: str = "") -> list[e.Event]:
    """The events of the next turn at the tip of ``tree``, in which the reader means ``intent``."""
    state = tree.state()
    words = text or phrase(world, intent, state.language) or str(intent)
    decision = decide(world, state, intent, words, offered=not text, rng=dice(state.seed, state.turn + 1))
    told = prose or "\n\n".join(decision.facts) or "…"
    note = " ".join(decision.facts)
    return [
        e.TurnOpened(turn=tree.next_id(), parent=tree.tip),
        *decision.events,
        e.TurnTold(note=note, text=told, digest=decision.after.digest()),
    ]


def play(world: World, intents: Iterable[str], *, seed: int = 1, name: str = "Mei") -> list[e.Event]:
    """A whole session: each of ``intents`` is one turn (``"go:cart"``), and ``"goto:3"`` moves the tip to turn 3."""
    events = opening(world, seed=seed, name=name)
    tree = Tree().grow(events)
    for text in intents:
        kind, _, number = text.partition(":")
        if kind == "goto":
            fresh: list[e.Event] = [e.TipMoved(turn=int(number or ROOT))]
        else:
            fresh = turn(world, tree, Intent.parse(text))
        events += fresh
        tree.grow(fresh)
    return events
