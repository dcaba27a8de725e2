"""Guards, effects, dice and triggers: the small language of worlds."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from walking import opened, small, step, world

from fabula.story import event as e
from fabula.story.decide import decide, dice
from fabula.story.intent import Intent
from fabula.story.parse import parse
from fabula.story.rules import Effects, Guard, compare
from fabula.story.state import State, fold


def state(*events: e.Event) -> State:
    """The opening of the last bus, and then ``events``."""
    return fold(State(), [*opened(world("last-bus")), *events])


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [(">= 3", 3, 2), ("<= -1", -1, 0), ("== 0", 0, 1), ("!= 0", 1, 0), ("<5", 4, 5), (" > 2 ", 3, 2)],
)
def test_comparisons(text: str, good: int, bad: int) -> None:
    """All six comparisons, with or without spaces."""
    assert compare(good, text)
    assert not compare(bad, text)


@pytest.mark.parametrize("text", ["3", "=> 3", "", ">= 1.5", ">= x // y", "< open(1)"])
def test_a_wrong_comparison_is_refused_when_the_world_is_read(text: str) -> None:
    """What is no comparison is refused with an example, not found out in the middle of a story."""
    with pytest.raises(ValidationError, match="comparison"):
        Guard(counters={"minutes": text})


HOLD: list[tuple[dict[str, Any], list[e.Event]]] = [
    ({"at": "cart"}, [e.PlayerMoved(to="cart")]),
    ({"at": ["cart", "shop"]}, [e.PlayerMoved(to="shop")]),
    ({"has": "ginger"}, [e.ItemMoved(item="ginger", to="player")]),
    ({"lacks": "letter"}, [e.ItemMoved(item="letter", to="nowhere")]),
    ({"set": ["a", "b"]}, [e.FlagSet(flag="a"), e.FlagSet(flag="b")]),
    ({"present": "grandmother"}, [e.CharacterMoved(character="grandmother", to="player")]),
    ({"present": "grandmother"}, [e.PlayerMoved(to="cart")]),
    ({"heard": "luo.departure"}, [e.TopicHeard(character="luo", topic="departure")]),
    ({"seen": "stop.bench"}, [e.DetailSeen(place="stop", detail="bench")]),
    ({"visited": "shop"}, [e.PlayerMoved(to="shop"), e.PlayerMoved(to="stop")]),
    ({"done": "board"}, [e.RuleDone(rule="board")]),
    ({"counters": {"minutes": "< 50"}}, [e.CounterChanged(counter="minutes", by=-1)]),
    ({"turn": ">= 1"}, [e.ActionTaken(text="", intent="wait", offered=False)]),
    ({"quest": {"say_it": "tell"}}, [e.QuestAdvanced(quest="say_it", step="tell")]),
    ({"quest": {"say_it": "done"}}, [e.QuestAdvanced(quest="say_it", step="done")]),
    ({"any": [{"set": "x"}, {"set": "y"}]}, [e.FlagSet(flag="y")]),
]


@pytest.mark.parametrize(("guard", "events"), HOLD, ids=[str(guard) for guard, _ in HOLD])
def test_a_guard_holds_exactly_after_what_it_waits_for(guard: dict[str, Any], events: list[e.Event]) -> None:
    """Each line of a guard fails before, and holds after, the events that make it true, and is named while it fails."""
    checked = Guard.model_validate(guard)
    assert list(checked.failing(state())) == list(guard)
    assert checked.holds(state(*events))
    assert Guard().holds(state())


def test_unset_and_open_hold_until_they_do_not() -> None:
    """``unset`` and an open quest are true at first and end with the flag and the quest."""
    unset, still = Guard(unset=["told"]), Guard(quest={"say_it": "open"})
    assert unset.holds(state())
    assert still.holds(state())
    assert not unset.holds(state(e.FlagSet(flag="told")))
    assert not still.holds(state(e.QuestAdvanced(quest="say_it", step="done")))


def test_effects_become_events() -> None:
    """Every line of an effects table has its event, and folding them does what the table says."""
    effects = Effects.model_validate(
        {"give": "ginger", "lose": "letter", "put": {"thermos": "shop"}, "set": "a", "clear": "b", "move": "cart",
         "count": {"warmth": 2, "minutes": 0}, "bring": {"luo": "player"}, "end": "said"}
    )  # fmt: skip
    after = state(e.FlagSet(flag="b"), *effects.events(State()))
    assert (after.items["ginger"], after.items["letter"], after.items["thermos"]) == ("player", "nowhere", "shop")
    assert (after.flags, after.place, after.ended, after.counters["warmth"]) == ({"a"}, "cart", "said", 2)
    assert "luo" in after.here()
    assert not any(isinstance(event, e.CounterChanged) and event.by == 0 for event in effects.events(State()))


def test_dice_decide_by_seed_and_are_kept() -> None:
    """A chance throws the turn's dice: the roll is an event, both outcomes occur, and the same seed repeats itself."""
    told, outcomes = parse(small()), set()
    for seed in range(20):
        begun = fold(State(), opened(told, seed))
        decision = step(told, begun, Intent("do", "pick"))
        rolls = [event for event in decision.events if isinstance(event, e.DiceRolled)]
        assert len(rolls) == 1
        won = rolls[0].roll < 0.5
        outcomes.add(won)
        assert ("open" in decision.after.flags) == won
        assert decision.facts[0] == ("The lock gives." if won else "The pick slips.")
        assert (decision.ending == "free") == won
        assert step(told, begun, Intent("do", "pick")) == decision
    assert outcomes == {True, False}


def test_triggers_fire_in_order_once_and_on_their_turns() -> None:
    """A trigger sees what those before it did; it fires once unless told otherwise; ``every`` counts turns."""
    told = parse(small())
    now = fold(State(), [*opened(told), e.CounterChanged(counter="bell", by=1)])
    fired = []
    for _ in range(4):
        decision = step(told, now, Intent("wait"))
        fired.append([event.trigger for event in decision.events if isinstance(event, e.TriggerFired)])
        now = decision.after
    assert fired == [["ring", "echo"], ["tick"], [], ["tick"]]
    assert now.counters["bell"] == 1 + 10 + 200


def test_an_ending_is_reached_once() -> None:
    """In the turn that reaches an ending it is decided and told; later turns do not end again, and triggers rest."""
    told = world("last-bus")
    now = state(e.FlagSet(flag="told"))
    decision = step(told, now, Intent("do", "board"))
    assert decision.ending == "said"
    assert decision.events[-1] == e.StoryEnded(ending="said")
    later = step(told, decision.after, Intent("wait"))
    assert later.ending == ""
    assert not any(isinstance(event, e.StoryEnded | e.TriggerFired) for event in later.events)


def test_deciding_changes_nothing_that_is_given() -> None:
    """`decide` leaves the state that it was given as it was."""
    told, now = world("last-bus"), state()
    digest = now.digest()
    decide(told, now, Intent("go", "cart"), "go", offered=False, rng=dice(1, 1))
    assert now.digest() == digest
