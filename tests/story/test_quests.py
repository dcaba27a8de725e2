"""Quests: hidden, offered, taken on, step by step to the end, failed, and what each of it does and tells."""

from __future__ import annotations

import random

import pytest
from mill import at, begun, last, mill, of, play

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.intent import Intent, possible
from fabula.story.offer import offer
from fabula.story.rules import Guard
from fabula.story.state import fold

ACCEPT = Intent("accept", "parcel")


def test_a_quest_without_an_offer_is_open_from_the_start() -> None:
    """The first step of such a quest is where a story begins; one with an offer is hidden."""
    state = begun(mill())
    assert state.quests == {"flour": "look", "parcel": "hidden", "purge": "hidden"}
    assert Guard(quest={"flour": "open"}).holds(state)
    assert not Guard(quest={"parcel": "open"}).holds(state)
    assert Guard(quest={"parcel": "hidden"}).holds(state)


def test_a_quest_is_offered_when_its_guard_holds_and_taken_on_by_saying_so() -> None:
    """Meeting Cy offers the parcel, once and in words; nothing moves until it is promised, and then step by step."""
    told = mill()
    met, waited, taken = play(told, begun(told), "go:yard", "wait", "accept:parcel")
    assert of(e.QuestAdvanced, met) == [e.QuestAdvanced("parcel", "offered")]
    assert "Cy looks for somebody who will carry a parcel." in met.facts
    assert not of(e.QuestAdvanced, waited)
    assert ACCEPT in possible(told, met.after)
    assert not Guard(quest={"parcel": "open"}).holds(met.after)
    assert of(e.QuestAdvanced, taken) == [e.QuestAdvanced("parcel", "fetch")]
    assert Guard(quest={"parcel": "open"}).holds(taken.after)
    assert ACCEPT not in possible(told, taken.after)


def test_a_quest_is_taken_on_only_where_its_giver_is() -> None:
    """Away from Cy the promise is refused and not possible; for a quest of nobody it is possible everywhere."""
    told = mill()
    away = play(told, begun(told), "go:yard", "go:mill")[-1].after
    assert ACCEPT not in possible(told, away)
    assert last(told, away, "accept:parcel").refused
    free = mill(('by = "cy"\noffer', "offer"))
    away = play(free, begun(free), "go:yard", "go:mill")[-1].after
    assert ACCEPT in possible(free, away)
    assert not last(free, away, "accept:parcel").refused


@pytest.mark.parametrize("step", ["hidden", "fetch", "done", "failed"])
def test_only_what_is_offered_can_be_taken_on(step: str) -> None:
    """A quest that is hidden, open, done or failed can't be promised (again)."""
    told = mill()
    state = begun(told, e.PlayerMoved("yard"), e.QuestAdvanced("parcel", step))
    refused = last(told, state, "accept:parcel")
    assert refused.refused
    assert refused.after.quests["parcel"] in (step, "offered")


def test_steps_are_done_in_order_and_the_reward_follows() -> None:
    """What was done before its step was open counts once it is; the reward comes in the same turn."""
    told = mill()
    start = begun(told, e.FlagSet("delivered"))
    met, taken, fetched = play(told, start, "go:yard", "accept:parcel", "do:fetch")
    assert met.after.quests["parcel"] == "offered"
    assert taken.after.quests["parcel"] == "fetch"
    assert of(e.QuestAdvanced, fetched) == [e.QuestAdvanced("parcel", "carry"), e.QuestAdvanced("parcel", "done")]
    assert "Bo gives you a coin for it." in fetched.facts
    assert fetched.after.items["coin"] == "player"
    assert "bo owes player" in fetched.after.relations
    assert fetched.after.counters["crown"] == 2
    assert fold(start, [event for turn in (met, taken, fetched) for event in turn.events]) == fetched.after


def test_a_reward_is_given_once() -> None:
    """A quest that is done stays done and pays no second time."""
    told = mill()
    done = begun(told, e.FlagSet("delivered"), e.QuestAdvanced("parcel", "carry"), e.ItemMoved("parcel", "player"))
    first, second = play(told, done, "wait", "wait")
    assert first.after.quests["parcel"] == "done" == second.after.quests["parcel"]
    assert first.after.counters["crown"] == 2 == second.after.counters["crown"]


def test_a_deadline_fails_an_offered_and_an_open_quest() -> None:
    """At midnight the parcel fails, whether it was promised or only offered, and that is told once."""
    told = mill()
    for step in ("offered", "fetch", "carry"):
        late, later = play(told, begun(told, at("23:50"), e.QuestAdvanced("parcel", step)), "wait", "wait")
        assert of(e.QuestAdvanced, late) == [e.QuestAdvanced("parcel", "failed")]
        assert late.facts.count("It is midnight, and nobody wants the parcel any more.") == 1
        assert not of(e.QuestAdvanced, later)
        assert later.after.quests["parcel"] == "failed"


def test_a_quest_that_is_done_in_the_last_minute_is_done() -> None:
    """When the last step and the deadline come in the same turn, the step counts."""
    told = mill()
    ready = begun(
        told, at("23:50"), e.PlayerMoved("mill"), e.QuestAdvanced("parcel", "carry"), e.ItemMoved("parcel", "player")
    )
    done = last(told, ready, "do:deliver")
    assert Guard(time=["00:00-05:00"]).holds(done.after)
    assert done.after.quests["parcel"] == "done"
    assert "It is midnight, and nobody wants the parcel any more." not in done.facts


def test_a_hidden_quest_is_not_offered_past_its_deadline() -> None:
    """Nobody is offered what has failed already; when the deadline's guard no longer holds, it is offered after all."""
    told = mill()
    night = last(told, begun(told, at("23:50")), "go:yard")
    assert night.after.quests["parcel"] == "hidden"
    assert not [fact for fact in night.facts if "parcel" in fact]
    assert last(told, begun(told, at("06:00", 2)), "go:yard").after.quests["parcel"] == "offered"


@pytest.mark.parametrize(
    ("effects", "steps"),
    [({"offer": ["purge"]}, ["offered"]), ({"accept": ["purge"]}, ["trap"]), ({"fail": ["purge"]}, ["failed"]),
     ({"offer": ["purge"], "accept": ["purge"]}, ["offered", "trap"]), ({"accept": ["parcel"]}, ["fetch"])],
)  # fmt: skip
def test_effects_move_quests(effects: dict[str, list[str]], steps: list[str]) -> None:
    """Rules can offer, take on and fail quests; a quest that effects take on needs no giver."""
    lines = ", ".join(f"{key} = {value}" for key, value in effects.items()).replace("'", '"')
    told = mill(('then = { set = ["burnt"] }', f'then = {{ set = ["burnt"], {lines} }}'))
    burnt = last(told, begun(told, e.ItemMoved("lamp", "player")), "do:burn")
    assert [event.step for event in of(e.QuestAdvanced, burnt)] == steps


def test_effects_do_not_bring_a_quest_back() -> None:
    """What is done or failed is neither offered nor taken on nor failed again by effects."""
    told = mill(
        ('then = { set = ["burnt"] }', 'then = { set = ["burnt"], offer = "purge", accept = "purge", fail = "purge" }')
    )
    for step in ("done", "failed"):
        state = begun(told, e.ItemMoved("lamp", "player"), e.QuestAdvanced("purge", step))
        assert not of(e.QuestAdvanced, last(told, state, "do:burn"))


def test_quests_at_every_step_can_be_offered_choices_for() -> None:
    """Choices are found whatever has become of quests: hidden, offered, open, done and failed."""
    told = mill()
    for steps in (("hidden", "offered"), ("offered", "failed"), ("done", "trap"), ("failed", "done")):
        state = begun(told, *(e.QuestAdvanced(key, step) for key, step in zip(("parcel", "purge"), steps, strict=True)))
        assert len(offer(told, state, random.Random(1))) == 3
    yard = begun(told, e.PlayerMoved("yard"), e.QuestAdvanced("parcel", "offered"))
    assert ACCEPT in offer(told, yard, random.Random(1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('by = "cy"\noffer', 'by = "cyd"\noffer', r"'quests\.parcel\.by': there is no character 'cyd'"),
     ("[quests.purge.steps.trap]", "[quests.purge.steps.open]", r"'quests\.purge\.steps\.open': this id is reserved"),
     ('quest = { purge = "open" }', 'quest = { purge = "opn" }', "'purge' has no step 'opn'"),
     ('reward = { give = ["coin"]', 'reward = { give = ["cion"]', r"'quests\.parcel\.reward\.give': there is no item"),
     ("tell_offer = ", "tell_ofer = ", r"'quests\.parcel\.tell_ofer'")],
)  # fmt: skip
def test_a_wrong_quest_is_named_with_its_key(old: str, new: str, message: str) -> None:
    """Givers, steps and rewards that are not there are found when the world is read."""
    with pytest.raises(WorldError, match=message) as caught:
        mill((old, new))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("[rules.trap]", "[rules.check]", r"rules\.check\.phrase"),
     ("[quests.flour.steps.look]", "[quests.flour.steps.offer]", r"quests\.flour\.steps\.offer\.goal"),
     ("[facts.road]", "[facts.when]", r"facts\.when\.name")],
)  # fmt: skip
def test_an_id_may_be_a_word_of_the_language_and_is_translated_all_the_same(old: str, new: str, key: str) -> None:
    """A rule called check or a step called offer is no rule's line: its missing Chinese is named like any other."""
    changes = [(old, new), ('knows = "road"', 'knows = "when"')] if "facts" in old else [(old, new)]
    assert mill(*changes).title == "Rich"
    with pytest.raises(WorldError, match=rf"world\.zh\.toml: '{key}'.* has no text"):
        mill(*changes, language="zh")
