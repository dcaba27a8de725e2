"""Walking through worlds without a model: every shipped world in every language, and random but repeatable actions."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fabula.store.worlds import find, shipped
from fabula.story import event as e
from fabula.story.decide import Decision, decide, dice, start
from fabula.story.intent import Intent, possible
from fabula.story.offer import offer
from fabula.story.parse import parse
from fabula.story.state import State, fold
from fabula.story.world import World

SMALL = Path(__file__).parent / "small"  # a world with one of everything


def small() -> dict[str, str]:
    """The texts of the small world's files."""
    return {str(path.relative_to(SMALL)): path.read_text("utf-8") for path in SMALL.rglob("*.*")}


@cache
def world(name: str, language: str | None = None) -> World:
    """A shipped world."""
    return parse(find(name), language)


def editions() -> list[tuple[str, str]]:
    """Every shipped world in every language it is written in."""
    return [(name, language) for name in shipped() for language in world(name).languages]


def opened(told: World, seed: int = 1) -> list[e.Event]:
    """The first events of a session."""
    return [start(told, seed=seed), e.ReaderIntroduced(name="Mei", pronouns="she", persona="", rating=told.rating)]


def step(told: World, state: State, intent: Intent) -> Decision:
    """One decided turn, with the dice that a session would throw."""
    return decide(told, state, intent, str(intent), offered=False, rng=dice(state.seed, state.turn + 1))


def walk(told: World, seed: int, turns: int) -> Iterator[tuple[State, Decision]]:
    """A random walk: the state before each turn, and the turn. Mostly what is offered, sometimes anything possible,
    sometimes anything that the world knows at all."""
    rng = random.Random(seed)
    state = fold(State(), opened(told, seed))
    for _ in range(turns):
        kind = rng.random()
        if kind < 0.6:
            intent = rng.choice(offer(told, state, dice(state.seed, -state.turn - 1)))
        elif kind < 0.85:
            intent = rng.choice(list(possible(told, state)))
        else:
            intent = rng.choice(everything(told, state))
        decision = step(told, state, intent)
        yield state, decision
        state = decision.after


def everything(told: World, state: State) -> list[Intent]:
    """Every intent that words could mean here, possible or not."""
    out = [Intent("free"), Intent("wait"), Intent("survey")]
    out += [Intent("go", place) for place in told.places if place != state.place]
    out += [Intent(kind, item) for item in told.items for kind in ("take", "drop")]
    out += [Intent("talk", who) for who in told.characters]
    out += [Intent("ask", who, topic) for who, c in told.characters.items() for topic, t in c.topics.items()
            if t.when.holds(state)]  # fmt: skip
    out += [Intent("look", state.place, detail) for detail in told.places[state.place].details]
    return out + [Intent("do", rule) for rule in told.rules]
