"""Directing: who and what the sentences of a turn begin with."""

from __future__ import annotations

import random
import re

import pytest

from fabula.engine.direct import CHOICE, CUES, direct, grammar
from fabula.engine.wording import WORDINGS
from fabula.models.client import Client
from fabula.models.embedded import EmbeddedServer
from fabula.models.request import Message, Request
from fabula.store.worlds import load, shipped
from fabula.story.decide import start
from fabula.story.intent import Intent
from fabula.story.state import State, fold
from fabula.story.world import World

WORLDS = [(name, language) for name in shipped() for language in load(name).languages]


def at(world: World, place: str) -> State:
    """The state of a new session, moved to a place."""
    state = fold(State(), [start(world, seed=1)])
    state.place = place
    return state


@pytest.mark.parametrize("language", ["en", "zh"])
def test_only_who_is_here_begins_a_sentence(language: str) -> None:
    """At the cart sentences begin with the grandmother or with things around; never with those who are elsewhere."""
    world = load("last-bus", language)
    cues = direct(world, at(world, "cart"), Intent("free"), "", random.Random(1))
    begun = [start for cue in cues for start in cue]
    assert len(cues) == CUES
    assert any(start.startswith(world.characters["grandmother"].name) for start in cues[0])
    for who in ("luo", "xiaoman"):
        assert not any(world.characters[who].name in start for start in begun)
    alone = direct(world, at(world, "steps"), Intent("free"), "", random.Random(1))
    assert not any(character.name in start for character in world.characters.values() for cue in alone for start in cue)


def test_who_was_asked_answers_first() -> None:
    """A question is answered by the character that it was put to; what was done is first followed by a gesture."""
    world = load("drowned-bell", "en")
    state = at(world, next(iter(world.places)))
    state.characters = dict.fromkeys(state.characters, state.place)
    last = list(world.characters)[-1]
    cues = direct(world, state, Intent("talk", last), "", random.Random(1))
    assert all(start.startswith(world.characters[last].name) and start.endswith('"') for start in cues[0])
    assert not any(start.endswith('"') for start in direct(world, state, Intent("do", "x"), "", random.Random(1))[0])


def test_a_name_takes_turns_with_a_pronoun() -> None:
    """Somebody who was named is "she" next time, where nobody else here is; two who are both "she" keep their names."""
    world = load("last-bus", "en")
    state = at(world, "cart")
    begun = [start for cue in direct(world, state, Intent("free"), "", random.Random(1)) for start in cue]
    assert any(start.startswith(("She ", "Her ")) for start in begun)
    assert any(start.startswith("Grandmother Qin") for start in begun)
    state.characters["xiaoman"] = "cart"
    both = [start for cue in direct(world, state, Intent("free"), "", random.Random(1)) for start in cue]
    assert not any(start.startswith(("She ", "Her ")) for start in both)
    chinese = load("last-bus", "zh")
    begun = [
        start for cue in direct(chinese, at(chinese, "cart"), Intent("free"), "", random.Random(1)) for start in cue
    ]
    assert any(start.startswith("她") for start in begun) and not any("{" in start for start in begun)


def test_beginnings_do_not_come_back_at_once() -> None:
    """What began a sentence lately is not offered while there are others; things are named once."""
    world = load("last-bus", "en")
    state = at(world, "steps")
    told = " ".join(f"{start.strip()} something." for start in WORDINGS["en"].around[:10])
    cues = direct(world, state, Intent("free"), f"It begins. {told}", random.Random(3))
    begun = {start for cue in cues for start in cue}
    assert not begun & set(WORDINGS["en"].around[:10])
    ferry = "The moored ferry "
    assert any(ferry in cue for cue in cues)
    again = direct(world, state, Intent("free"), "Nothing. The moored ferry rocks.", random.Random(3))
    assert not any(ferry in cue for cue in again)


def test_the_same_dice_direct_the_same_turn() -> None:
    """Cues depend on nothing but state, prose and dice."""
    world = load("last-bus", "zh")
    one, same, other = (direct(world, at(world, "cart"), Intent("free"), "", random.Random(seed)) for seed in (1, 1, 2))
    assert one == same != other
    assert all(1 <= len(cue) <= CHOICE for cue in one)


@pytest.mark.model
@pytest.mark.parametrize(("name", "language"), WORLDS)
async def test_llama_cpp_keeps_to_the_grammar(name: str, language: str, small_server: EmbeddedServer) -> None:
    """In every place of every shipped world the grammar is accepted, and the model begins as a cue does."""
    url, key = await small_server.address()
    world = load(name, language)
    async with Client(url, api_key=key, keep_alive=False) as client:
        await client.probe()
        for place in world.places:
            cues = direct(world, at(world, place), Intent("free"), "", random.Random(5))
            request = Request((Message("user", "Go on."),), 30, grammar=grammar(cues, language), seed=3)
            text, _ = await client.complete(request)
            begun = [(text.lstrip(), start.rstrip()) for start in cues[0]]
            assert any(told.startswith(start) or start.startswith(told) for told, start in begun), (place, text)
            assert not re.search(r"[\[\]{}<>|#*_]", text)
