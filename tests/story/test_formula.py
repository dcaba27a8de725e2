"""Formulas over counters: what they can say, what is refused, and that nothing accepted ever goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mill import begun, last, mill
from pydantic import TypeAdapter, ValidationError

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.formula import LARGEST, Formula, bounds, evaluate, names
from fabula.story.rules import Effects, Guard, compare

COUNTERS = {"grain": 7, "people": 3, "debt": -4}
FORMULA = TypeAdapter(Formula)
PARTS = [
    "grain", "people", "debt", "0", "1", "7", "1000000000", "(", ")", "+", "-", "*", "//", "%", "/", "**", ",", " ",
    "min(", "max(", "abs(", "max(1, ", "if", "else", "not", "=", "'", "\\", "[", "]", ".", "_", "1or 2",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("grain - people // 2", 6), ("grain % 3", 1), ("max(0, debt, grain * 2)", 14), ("min(grain, people)", 3),
     ("abs(debt)", 4), ("-debt - -1", 5), ("(grain + people) * 2", 20), ("nobody + 1", 1), ("  3 ", 3),
     ("debt // 3", -2), ("grain // max(1, debt)", 7), ("grain // (people * 0 + 2)", None), ("grain // (2 * 3)", 1)],
)  # fmt: skip
def test_formulas_are_whole_number_arithmetic(text: str, value: int | None) -> None:
    """Each sign and function gives what it gives on paper, rounding down; counters that are not there are 0."""
    if value is None:
        with pytest.raises(ValueError, match="could divide by zero"):
            evaluate(text, COUNTERS)
    else:
        assert evaluate(text, COUNTERS) == value


@pytest.mark.parametrize(
    "text",
    ["grain // people", "grain % people", "grain // 0", "1 // -2", "1 // (grain + 1)", "1 // min(1, grain)",
     "1 // abs(debt)", "1 % (0 * 2)", "1 // max(0, grain)", "1 % max(grain, people)"],
)  # fmt: skip
def test_a_divisor_that_can_be_zero_is_refused(text: str) -> None:
    """Only divisors that are above zero whatever happens are taken, and the error says how to write one."""
    with pytest.raises(ValidationError, match=r"write the divisor as a number or as max\(1"):
        FORMULA.validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["", "grain +", "1.5", "1e9", "grain / 2", "grain ** 2", "grain < 2", "a if b else c", "open('x')", "grain.x",
     "[1]", "'a'", "True", "max()", "abs(1, 2)", "max(*grain)", "max(key=1)", "lambda: 1", "(x := 1)",
     "__import__('os')", "~grain", "grain and 1", "9999999999", "1 + " * 60 + "1", "not grain", "f'{grain}'",
     "grain; 1", "1\n2"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    """Everything else that Python could read is refused, with the formula or its length in the message."""
    with pytest.raises(ValidationError, match=r"is no formula|which formulas do not have|characters long"):
        FORMULA.validate_python(text)


def test_a_plain_number_is_a_formula() -> None:
    """TOML's own numbers can stand where a formula can; true and 1.5 can't."""
    assert FORMULA.validate_python(8) == "8"
    assert Effects.model_validate({"let": {"grain": -3}}).let == {"grain": "-3"}
    for value in (True, 1.5, None):
        with pytest.raises(ValidationError):
            FORMULA.validate_python(value)


def test_names_are_found_once() -> None:
    """The counters that a formula speaks of, each once, functions not among them."""
    assert names("max(grain, people, grain) - debt") == ["grain", "people", "debt"]


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join), st.dictionaries(
    st.sampled_from(["grain", "people", "debt"]), st.integers(-LARGEST, LARGEST)))  # fmt: skip
@settings(max_examples=600, deadline=None)
def test_an_accepted_formula_never_goes_wrong(text: str, counters: dict[str, int]) -> None:
    """Any text is refused when the world is read, or has a value within the limits, whatever the counters are."""
    try:
        FORMULA.validate_python(text)
    except ValidationError:
        return
    assert -LARGEST <= evaluate(text, counters) <= LARGEST


trees: st.SearchStrategy[str] = st.recursive(
    st.sampled_from(["grain", "people", "debt"]) | st.integers(0, LARGEST).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda part: f"({part[0]} {part[1]} {part[2]})"),
        st.tuples(inner, st.sampled_from(["//", "%"]), st.integers(1, 99)).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, inner).map(lambda part: f"max({part[0]}, {part[1]})"),
        st.tuples(inner, inner).map(lambda part: f"min({part[0]}, {part[1]})"),
        inner.map(lambda part: f"abs({part})"),
        inner.map(lambda part: f"-{part}"),
    ),
    max_leaves=8,
)


@given(trees.filter(lambda text: len(text) <= 200), st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
@settings(max_examples=300, deadline=None)
def test_formulas_count_as_python_does(text: str, grain: int, people: int, debt: int) -> None:
    """As long as no part grows beyond the limits, the value is the one that Python's own arithmetic gives."""
    values = {"grain": grain, "people": people, "debt": debt}
    assert -LARGEST <= evaluate(text, values) <= LARGEST
    if "*" not in text and len(text) < 100 and max(map(int, _numbers(text)), default=0) < LARGEST // 100:
        assert evaluate(text, values) == eval(text, {"min": min, "max": max, "abs": abs}, values)


def _numbers(text: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in text).split()


def test_values_stay_within_the_limits() -> None:
    """A world can't count itself out of memory: products stop at the largest value, in both directions."""
    assert evaluate("grain * grain * grain", {"grain": LARGEST}) == LARGEST
    assert evaluate("-grain * grain", {"grain": LARGEST}) == -LARGEST


@pytest.mark.parametrize("text", ["-" * 190 + "1", "(" * 90 + "1" + ")" * 90, "abs(" * 40 + "1" + ")" * 40])
def test_deep_formulas_are_read_or_refused(text: str) -> None:
    """Nesting as deep as the length allows is no trouble."""
    try:
        FORMULA.validate_python(text)
    except ValidationError:
        return
    assert abs(evaluate(text, {})) == 1


@pytest.mark.parametrize(
    ("guard", "holds"),
    [({"counters": {"grain": ">= skill + 5"}}, True), ({"counters": {"grain": "< mice"}}, False),
     ({"turn": "< grain"}, True), ({"day": "== grain - 4"}, True), ({"level": "> grain"}, False)],
)  # fmt: skip
def test_comparisons_may_speak_of_counters(guard: dict[str, object], holds: bool) -> None:
    """A formula stands behind every comparison: of counters, turns, days and levels alike (5 sacks at the start)."""
    assert Guard.model_validate(guard).holds(begun(mill())) == holds


def test_comparing_takes_counters_from_the_state() -> None:
    """A name in a comparison is that counter; without counters it is 0."""
    assert compare(3, "> grain - 5", {"grain": 7})
    assert compare(3, "> grain - 5")
    assert not compare(3, "> grain", {"grain": 7})


def test_let_works_out_counters_from_what_they_were_before() -> None:
    """All formulas of one ``let`` see the counters as they were: two can change places."""
    told = mill(
        ('let = { grain = "max(0, grain - 1)", mice = "mice + 1" }', 'let = { grain = "mice", mice = "grain" }')
    )
    ground = last(told, begun(told), "do:grind")
    assert (ground.after.counters["grain"], ground.after.counters["mice"]) == (0, 5)
    assert [event for event in ground.events if isinstance(event, e.CounterSet)] == [
        e.CounterSet("grain", 0), e.CounterSet("mice", 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('let = { grain = "max(0, grain - 1)"', 'let = { grain = "max(0, grian - 1)"', r"rules\.grind\.then\.let"),
     ('let = { grain = "max(0, grain - 1)"', 'let = { grian = "1"', r"rules\.grind\.then\.let"),
     ('add = "skill"', 'add = "skil"', r"rules\.climb\.check"),
     ("against = 8", 'against = "8 + skil"', r"rules\.climb\.check"),
     ("counters = { mice", "counters = { mcie", r"quests\.purge\.offer\.counters")],
)  # fmt: skip
def test_a_counter_that_is_not_there_is_named(old: str, new: str, key: str) -> None:
    """Formulas are looked through for names that no counter has, wherever they stand."""
    with pytest.raises(WorldError, match=f"'{key}.*there is no counter"):
        mill((old, new))


RANGES = st.tuples(st.integers(-9, 9) | st.just(10 * LARGEST), st.integers(0, 9)).map(
    lambda row: (row[0], row[0] + row[1])
)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join)
       | st.sampled_from(["min(3, grain + 1)", "abs(debt) * grain", "grain // max(1, people)", "debt % max(1, people)",
                          "grain - people * debt", "-(debt // 3)", "max(grain, -people) - abs(debt - grain)"]),
       st.fixed_dictionaries(dict.fromkeys(COUNTERS, RANGES)), st.randoms(use_true_random=False))  # fmt: skip
@settings(max_examples=400, deadline=None)
def test_a_value_lies_within_its_bounds(text: str, ranges: dict[str, tuple[int, int]], rng: Any) -> None:
    """Whatever counters are within their ranges, a formula's value is within the bounds that were worked out."""
    try:
        FORMULA.validate_python(text)
    except ValidationError:
        return
    low, high = ({key: row[n] for key, row in ranges.items()} for n in (0, 1))
    least, most = bounds(text, low, high)
    assert least <= evaluate(text, {key: rng.randint(*row) for key, row in ranges.items()}) <= most
