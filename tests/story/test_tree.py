"""The tree of turns: every walk and branch, and what a damaged stream is called."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import opened, world

from fabula.errors import NotFound, StoreError
from fabula.story import event as e
from fabula.story.state import State, fold
from fabula.story.tree import ROOT, Tree
from fabula.testing.sessions import play, turn

moves = st.lists(st.one_of(st.just(-1), st.integers(0, 8)), max_size=25)


def grown(steps: list[int]) -> list[e.Event]:
    """A session: -1 is a new turn at the tip, anything else goes to that turn (if there are so many)."""
    events = opened(world("last-bus"))
    tree = Tree().grow(events)
    for number in steps:
        fresh: list[e.Event]
        if number < 0:
            at = tree.next_id()
            fresh = [
                e.TurnOpened(turn=at, parent=tree.tip),
                e.ActionTaken(text=str(at), intent="wait", offered=False),
                e.FlagSet(flag=f"f{at}"),
            ]
            fresh.append(e.TurnTold(note="", text=f"Turn {at}.", digest=fold(tree.state(), fresh).digest()))
        else:
            fresh = [e.TipMoved(turn=number % (max(tree.turns) + 1))]
        tree.grow(fresh)
        events += fresh
    return events


@given(steps=moves, cut=st.integers(0, 200))
@settings(max_examples=80, deadline=None)
def test_growing_in_parts_is_growing_at_once(steps: list[int], cut: int) -> None:
    """A tree grown from a stream in two parts is the tree of the whole stream; its position counts all events."""
    events = grown(steps)
    whole = Tree().grow(events)
    assert Tree().grow(events[:cut]).grow(events[cut:]) == whole
    assert whole.position == len(events)
    assert list(whole.mismatches()) == []


@given(steps=moves)
@settings(max_examples=80, deadline=None)
def test_paths_lead_from_the_opening(steps: list[int]) -> None:
    """Every path begins at the opening, each step is a child of the one before, and the state has just its flags."""
    tree = Tree().grow(grown(steps))
    for number in tree.turns:
        path = tree.path(number)
        assert path[0].id == ROOT
        assert path[-1].id == number
        for parent, child in pairwise(path):
            assert child.parent == parent.id
            assert child.id in parent.children
        assert tree.state(number).flags == {f"f{step.id}" for step in path[1:]}
        assert tree.depth(number) == len(path) - 1
        forward = tree.forward(number)
        assert forward is None or tree.turns[forward].parent == number


def test_what_happens_after_going_back_belongs_to_the_branch() -> None:
    """Events behind a moved tip (a language switch, say) belong to the turn that the tip is on."""
    tree = Tree().grow(grown([-1, -1, 1]))
    tree.grow([e.LanguageSwitched(language="zh")])
    assert tree.state().language == "zh"
    assert tree.state(2).language == "zh"  # told before, but a child of the turn that was switched
    assert tree.state(ROOT).language == "en"


def test_unknown_turns_are_named() -> None:
    """Going to a turn that is not there is NotFound with the numbers that are."""
    with pytest.raises(NotFound, match="no turn 7") as caught:
        Tree().grow(grown([-1])).turn(7)
    assert "0 to 1" in caught.value.hint


@pytest.mark.parametrize("events", [[e.TurnOpened(turn=1, parent=5)], [e.TurnOpened(turn=0, parent=0)]], ids=str)
def test_a_turn_that_can_not_grow_is_damage(events: list[e.Event]) -> None:
    """A turn from nowhere, or one that exists already, is a StoreError."""
    with pytest.raises(StoreError, match="can't grow"):
        Tree().grow(events)


def test_a_changed_story_is_noticed() -> None:
    """When stored events no longer give the stored digest, the turn is named with both digests."""
    events = play(world("last-bus"), ["go:cart", "do:share_potato", "wait"])
    assert list(Tree().grow(events).mismatches()) == []
    at = next(i for i, event in enumerate(events) if isinstance(event, e.PlayerMoved))
    events[at] = e.PlayerMoved(to="shop")
    found = list(Tree().grow(events).mismatches())
    assert [number for number, _, _ in found] == [1, 2, 3]
    assert all(old != new for _, old, new in found)


def test_the_opening_and_actions_are_found() -> None:
    """A turn knows its action and its telling; the opening has no action."""
    from fabula.story.intent import Intent

    told = world("last-bus")
    tree = Tree().grow(play(told, ["go:cart"]))
    assert tree.turns[ROOT].action is None
    assert tree.turns[ROOT].told is not None
    action = tree.turns[1].action
    assert action is not None
    assert action.intent == "go:cart"
    assert tree.turn(1).told == turn(told, Tree().grow(play(told, [])), Intent("go", "cart"))[-1]
    assert fold(State(), []) == State()
