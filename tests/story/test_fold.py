"""State is a fold of events and nothing else."""

from __future__ import annotations

import random
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import editions, opened, walk, world

from fabula.errors import NewerFormat, StoreError
from fabula.story import event as e
from fabula.story.state import State, fold

ids = st.sampled_from(["a", "b", "c", "player", "nowhere"])
words = st.text(max_size=8)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": st.one_of(ids, words),
    "int": st.integers(-5, 5),
    "float": st.floats(0, 1),
    "bool": st.booleans(),
    "dict[str, str]": st.dictionaries(ids, ids, max_size=3),
    "dict[str, int]": st.dictionaries(ids, st.integers(-5, 5), max_size=3),
    "list[str]": st.lists(ids, max_size=3),
    "list[int]": st.lists(st.integers(1, 6), max_size=3),
    "list[dict[str, str]]": st.lists(st.fixed_dictionaries({"label": words, "intent": ids}), max_size=3),
}
events = st.one_of(
    [st.builds(kind, **{f.name: VALUES[str(f.type)] for f in fields(kind)}) for kind in e.EVENTS.values()]
)
streams = st.lists(events, max_size=25)


@given(a=streams, b=streams)
@settings(max_examples=150, deadline=None)
def test_folding_in_parts_is_folding_at_once(a: list[e.Event], b: list[e.Event]) -> None:
    """fold(s, a + b) == fold(fold(s, a), b) for all event lists, digest included, and nothing given is changed."""
    first = fold(State(), a)
    digest = first.digest()
    whole = fold(State(), a + b)
    assert fold(first, b) == whole
    assert fold(first, b).digest() == whole.digest()
    assert first.digest() == digest


@given(event=events)
@settings(max_examples=200, deadline=None)
def test_events_survive_being_stored(event: e.Event) -> None:
    """An event is the same after its stored form, which is named and versioned."""
    record = e.to_record(event)
    assert record["type"] == event.type
    assert e.from_record(record) == event


def test_event_names_are_versioned_and_unique() -> None:
    """Every event type is called NAME.VERB/NUMBER, and its name leads to its class."""
    for name, kind in e.EVENTS.items():
        assert kind.type == name
        subject, _, version = name.partition("/")
        assert subject.count(".") == 1
        assert int(version) >= 1


@pytest.mark.parametrize(
    ("record", "error", "words"),
    [({"type": "player.flew/1", "to": "moon"}, NewerFormat, "player.flew/1"),
     ({"type": "player.moved/2", "to": "moon"}, NewerFormat, "player.moved/2"),
     ({}, NewerFormat, "unknown"),
     ({"type": "player.moved/1"}, StoreError, "player.moved/1"),
     ({"type": "player.moved/1", "to": "x", "by": "y"}, StoreError, "player.moved/1")],
)  # fmt: skip
def test_records_of_other_versions_are_refused(record: dict[str, Any], error: type[Exception], words: str) -> None:
    """An unknown event, a newer version and missing or surplus fields are errors that name the event."""
    with pytest.raises(error, match=words):
        e.from_record(record)


@pytest.mark.parametrize(("name", "language"), editions())
def test_every_walk_refolds_to_the_same_state(name: str, language: str) -> None:
    """Along a random walk the state that the rules decided is the fold of the stored events, however they are split."""
    told = world(name, language)
    stream = opened(told, 3)
    for before, decision in walk(told, 3, 25):
        assert fold(State(), stream) == before
        stream += [e.from_record(e.to_record(event)) for event in decision.events]
        assert fold(State(), stream).digest() == decision.after.digest()
    cut = random.Random(3).randrange(len(stream))
    assert fold(fold(State(), stream[:cut]), stream[cut:]) == fold(State(), stream)


def test_the_digest_sees_every_change() -> None:
    """Whatever part of the state differs, the digest differs; the order in which sets were filled does not count."""
    base = fold(State(), opened(world("last-bus")))
    changes: list[e.Event] = [
        e.PlayerMoved(to="shop"), e.ItemMoved(item="letter", to="nowhere"), e.FlagSet(flag="told"),
        e.CounterChanged(counter="minutes", by=-1), e.TopicHeard(character="luo", topic="departure"),
        e.DetailSeen(place="stop", detail="bench"), e.RuleDone(rule="board"), e.TriggerFired(trigger="horn"),
        e.LoreFired(entry="frost"), e.QuestAdvanced(quest="say_it", step="tell"), e.StoryEnded(ending="said"),
        e.LanguageSwitched(language="zh"), e.CharacterMoved(character="luo", to="cart"),
        e.ActionTaken(text="x", intent="wait", offered=False),
    ]  # fmt: skip
    digests = {fold(base, [change]).digest() for change in changes} | {base.digest()}
    assert len(digests) == len(changes) + 1
    one, other = [e.FlagSet(flag=flag) for flag in "abc"], [e.FlagSet(flag=flag) for flag in "cab"]
    assert fold(base, one).digest() == fold(base, other).digest()
    assert fold(base, [e.FlagSet(flag="a"), e.FlagCleared(flag="a")]).digest() == base.digest()
