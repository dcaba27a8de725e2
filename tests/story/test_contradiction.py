"""Contradictions: what is called impossible never holds, what is called implied always does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mill import files, mill

from fabula.errors import WorldError
from fabula.story.clock import Clock
from fabula.story.contradiction import contradiction, implies
from fabula.story.parse import collect
from fabula.story.rules import Guard
from fabula.story.state import State
from fabula.story.validate import check
from fabula.story.world import World

CLOCK = Clock(start="08:00", days=["one", "two", "three"])
FEW = st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True)
NUMBERS = st.builds(
    lambda sign, n: f"{sign} {n}", st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]), st.integers(0, 3)
)
TIMES = st.lists(
    st.sampled_from(["morning", "evening", "night", "07:00-12:00", "22:00-05:00", "11:00-19:00"]), max_size=2
)
LINES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("at", "has", "lacks", "set", "unset", "present", "alive", "dead", "done", "visited"), FEW),
        **dict.fromkeys(("turn", "day", "level"), NUMBERS),
        "counters": st.dictionaries(st.sampled_from(["c", "d"]), NUMBERS | st.just("> d"), max_size=2),
        "quest": st.dictionaries(st.just("q"), st.sampled_from(["open", "hidden", "s1", "s2", "done"])),
        "drawn": st.dictionaries(st.just("t"), st.sampled_from(["r1", "r2"])),
        "time": TIMES,
        "weekday": st.lists(st.integers(1, 3), max_size=2),
    },
)
GUARDS = st.recursive(
    LINES, lambda inner: st.builds(lambda lines, any_: {**lines, "any": any_}, LINES, st.lists(inner, max_size=2)),
    max_leaves=4,
).map(lambda lines: Guard(**lines))  # fmt: skip


@st.composite
def states(draw: st.DrawFn) -> State:
    """States over the few names that the guards have."""
    some = st.sets(st.sampled_from(["a", "b"]))
    minutes = draw(st.integers(0, 3 * 1440 - 1))
    return State(
        place=draw(st.sampled_from(["a", "b"])),
        items=dict.fromkeys(draw(some), "player"),
        characters={key: draw(st.sampled_from(["a", "b"])) for key in ("a", "b")},
        flags=draw(some), dead=draw(some), visited=draw(some), done=dict.fromkeys(draw(some), 1),
        counters={key: draw(st.integers(0, 4)) for key in ("c", "d")},
        turn=draw(st.integers(0, 4)), level=draw(st.integers(1, 4)),
        quests={"q": draw(st.sampled_from(["hidden", "offered", "s1", "s2", "done"]))},
        drawn={"t": draw(st.sampled_from(["r1", "r2"]))},
        minutes=minutes, phase=CLOCK.phase(minutes), weekday=CLOCK.weekday(minutes),
    )  # fmt: skip


@given(GUARDS, GUARDS, states())
@settings(max_examples=400, deadline=None)
def test_what_is_certain_is_true_in_every_state(one: Guard, other: Guard, state: State) -> None:
    """In no state do guards hold that contradict one another; wherever one holds, so does what it implies."""
    for guards in ((one,), (other,), (one, other)):
        if contradiction(*guards, clock=CLOCK):
            assert not all(guard.holds(state) for guard in guards)
    if implies(one, other) and one.holds(state):
        assert other.holds(state)
    assert implies(one, one)


@pytest.mark.parametrize(
    ("guards", "why"),
    [([{"set": "x", "unset": "x"}], "'set' and 'unset' both name 'x'"),
     ([{"has": "x", "lacks": ["y", "x"]}], "'has' and 'lacks' both name 'x'"),
     ([{"related": "a trusts b", "unrelated": "a trusts b"}], "'a trusts b'"),
     ([{"knows": "player.x", "ignorant": "player.x"}], "'player.x'"),
     ([{"alive": "x", "dead": "x"}], "'alive' and 'dead'"),
     ([{"present": "x", "dead": "x"}], "'present' and 'dead'"),
     ([{"at": ["x", "y"]}, {"at": "z"}], "'at' asks for x or y and for z at once"),
     ([{"at": "x", "any": [{"at": "y"}, {"at": "z"}]}], "no alternative of 'any' can hold: 'at' asks for x and for y"),
     ([{"counters": {"c": "> 3"}}, {"counters": {"c": "< 4"}}], "no 'c' is '> 3' and '< 4'"),
     ([{"turn": "== 3"}, {"turn": "!= 3"}], "no 'turn' is"),
     ([{"quest": {"q": "done"}}, {"quest": {"q": "open"}}], "'quest' asks 'q' to be 'done' and 'open' at once"),
     ([{"drawn": {"t": "x"}}, {"drawn": {"t": "y"}}], "'drawn' asks 't'"),
     ([{"time": "morning"}, {"time": ["night", "17:00-18:00"]}], "'time' asks for morning and for night or"),
     ([{"weekday": [1]}, {"weekday": [2, 3]}], "'weekday' asks for 1 and for 2 or 3")],
)  # fmt: skip
def test_each_contradiction_is_said_in_words(guards: list[dict[str, Any]], why: str) -> None:
    """Two lines, or lines of a guard and of its alternatives, that can't both hold are named with what they ask for."""
    assert why in contradiction(*(Guard(**lines) for lines in guards), clock=CLOCK)


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [({"set": ["x", "y"]}, {"set": "x"}, True), ({"set": "x"}, {"set": ["x", "y"]}, False),
     ({"at": "x"}, {"at": ["x", "y"]}, True), ({"at": ["x", "y"]}, {"at": "x"}, False), ({}, {"at": "x"}, False),
     ({"turn": ">= 10"}, {"turn": "> 5"}, True), ({"turn": ">= 5"}, {"turn": "> 5"}, False),
     ({"counters": {"c": "== 3"}}, {"counters": {"c": "!= 4"}}, True),
     ({"quest": {"q": "s1"}}, {"quest": {"q": "open"}}, True),
     ({"quest": {"q": "done"}}, {"quest": {"q": "open"}}, False),
     ({"set": "x"}, {"any": [{"set": "y"}, {"set": "x"}]}, True), ({"set": "x"}, {"any": [{"set": "y"}]}, False),
     ({"any": [{"set": "x"}]}, {"any": [{"set": "y"}, {"set": "x"}]}, True)],
)  # fmt: skip
def test_what_follows_from_a_guard(one: dict[str, Any], other: dict[str, Any], so: bool) -> None:
    """More lines, and narrower ones, imply fewer and wider ones; never the other way round."""
    assert implies(Guard(**one), Guard(**other)) is so


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('when = { at = ["cellar"] }', 'when = { set = ["up"], unset = ["up"] }', "rules.sleep.when"),
     ('when = { weekday = [2] }', 'when = { has = ["lamp"], lacks = ["lamp"] }', "triggers.rest.when"),
     ('needs = { time = "06:00-20:00" }', 'needs = { related = "bo owes cy", unrelated = "bo owes cy" }',
      "places.road.needs"),
     ('fails = { counters = { mice = ">= 6" } }', 'fails = { alive = "bo", dead = "bo" }', "quests.purge.fails"),
     ('when = { counters = { crown = ">= 2" } }',
      'when = { any = [{ at = ["mill"] }, { set = ["up"], unset = ["up"] }] }',
      "endings.crowned.when.any.1"),
     ('when = { counters = { crown = ">= 2" } }', 'when = { time = "night", any = [{ time = "06:00-20:00" }] }',
      "endings.crowned.when")],
)  # fmt: skip
def test_a_guard_against_itself_is_an_error(old: str, new: str, key: str) -> None:
    """Wherever it stands, alternatives included, it is reported with its key, once."""
    with pytest.raises(WorldError, match=rf"world\.toml: '{key}': this can never hold: "):
        mill((old, new))
    table, _ = collect({**files(), "world.toml": files()["world.toml"].replace(old, new, 1)}, "en")
    assert [where for where, _, _ in check(World.model_validate(table))] == [key]
