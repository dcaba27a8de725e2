"""Contradictions: guards that can't hold at once, and guards that can't hold without another.

Both are found from what the guards say alone, whatever the world does. A contradiction that is found is certain;
one that is not found may still be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import combinations

from fabula.story.clock import DAY, Clock, within
from fabula.story.formula import LARGEST, evaluate, names
from fabula.story.rules import OFF, Guard, compared

_OPPOSED = (
    ("set", "unset"), ("has", "lacks"), ("related", "unrelated"), ("knows", "ignorant"), ("alive", "dead"),
    ("present", "dead"),
)  # fmt: skip
_EITHER = ("at", "weekday")  # lists of which one entry must hold
_NUMBERS = ("turn", "day", "level")
_ENDLESS = 100 * LARGEST  # further than any number that can be compared


def contradiction(*guards: Guard, clock: Clock | None = None) -> str:
    """Why these guards can never all hold at once, in words; empty if they might.

    Alternatives (``any``) contradict if each of them does.
    """
    why = _clash(guards, clock)
    if why:
        return why
    plain = [guard.model_copy(update={"any": []}) for guard in guards]
    for guard in guards:
        reasons = [contradiction(*plain, inner, clock=clock) for inner in guard.any]
        if reasons and all(reasons):
            return reasons[0] if len(set(reasons)) == 1 else f"no alternative of 'any' can hold: {reasons[0]}"
    return ""


def _clash(guards: Sequence[Guard], clock: Clock | None) -> str:
    """Why the plain lines of these guards can't hold together."""
    return next((why for found in (_opposed, _elsewhere, _numbers, _states) for why in found(guards)), "") or next(
        _times(guards, clock), ""
    )


def _opposed(guards: Sequence[Guard]) -> Iterator[str]:
    for yes, no in _OPPOSED:
        wanted, banned = ({name for guard in guards for name in getattr(guard, field)} for field in (yes, no))
        both = wanted & banned
        yield from (f"'{yes}' and '{no}' both name '{name}'" for name in sorted(both))


def _elsewhere(guards: Sequence[Guard]) -> Iterator[str]:
    for field in _EITHER:
        lists = [getattr(guard, field) for guard in guards if getattr(guard, field)]
        if lists and not reduce(set.intersection, map(set, lists)):
            yield f"'{field}' asks for {' and for '.join(' or '.join(map(str, one)) for one in lists)} at once"


def _numbers(guards: Sequence[Guard]) -> Iterator[str]:
    asked: dict[str, list[str]] = {}
    for guard in guards:
        for field in _NUMBERS:
            if (comparison := getattr(guard, field)) is not None:
                asked.setdefault(field, []).append(comparison)
        for counter, comparison in guard.counters.items():
            asked.setdefault(counter, []).append(comparison)
    for name, comparisons in asked.items():
        low, high, without = -_ENDLESS, _ENDLESS, set[int]()
        for least, most, no in map(_range, comparisons):
            low, high, without = max(low, least), min(high, most), without | no
        if low > high or (low == high and low in without):
            yield f"no '{name}' is {' and '.join(map(repr, comparisons))}"


def _range(comparison: str) -> tuple[int, int, set[int]]:
    """The least and the largest number that satisfies a comparison, and what between them does not."""
    sign, formula = compared(comparison)
    if names(formula):
        return -_ENDLESS, _ENDLESS, set()
    value = evaluate(formula, {})
    return {
        "<": (-_ENDLESS, value - 1, set[int]()), "<=": (-_ENDLESS, value, set[int]()),
        ">": (value + 1, _ENDLESS, set[int]()), ">=": (value, _ENDLESS, set[int]()),
        "==": (value, value, set[int]()), "!=": (-_ENDLESS, _ENDLESS, {value}),
    }[sign]  # fmt: skip


def _states(guards: Sequence[Guard]) -> Iterator[str]:
    """Quests in two steps and tables with two rows at once."""
    for field in ("quest", "drawn"):
        lines = [line for guard in guards for line in getattr(guard, field).items()]
        for (key, one), (other, two) in combinations(lines, 2):
            open_ = field == "quest" and "open" in (one, two) and not {one, two}.intersection(OFF)
            if key == other and one != two and not open_:
                yield f"'{field}' asks '{key}' to be '{one}' and '{two}' at once"


def _times(guards: Sequence[Guard], clock: Clock | None) -> Iterator[str]:
    spans = [guard.time for guard in guards if guard.time]
    if clock is None or len(spans) < 2:
        return
    if not any(all(any(within(now, clock.phase(now), span) for span in one) for one in spans) for now in range(DAY)):
        yield f"'time' asks for {' and for '.join(' or '.join(one) for one in spans)} at once"


def implies(guard: Guard, other: Guard) -> bool:
    """Whether ``other`` surely holds whenever ``guard`` does."""
    return all(_line(guard, other, field) for field in Guard.model_fields)


def _line(guard: Guard, other: Guard, field: str) -> bool:
    """Whether the line ``field`` of ``other`` holds whenever ``guard`` does."""
    here, there = getattr(guard, field), getattr(other, field)
    if not there or here == there:
        return True
    if field == "any":
        return any(implies(guard, one) for one in there) or bool(
            here and all(any(implies(mine, one) for one in there) for mine in here)
        )
    if field in _NUMBERS:
        return here is not None and _narrower(here, there)
    if field == "counters":
        return all(key in here and _narrower(here[key], one) for key, one in there.items())
    if field == "quest":
        return all(
            key in here and (here[key] == step or (step == "open" and here[key] not in OFF))
            for key, step in there.items()
        )
    if field == "drawn":
        return bool(there.items() <= here.items())
    if field in (*_EITHER, "time"):
        return bool(here) and set(here) <= set(there)
    return set(there) <= set(here)


def _narrower(comparison: str, other: str) -> bool:
    """Whether whatever satisfies ``comparison`` satisfies ``other`` as well."""
    if comparison == other:
        return True
    if any(names(compared(one)[1]) for one in (comparison, other)):
        return False
    (low, high, without), (least, most, no) = _range(comparison), _range(other)
    return low <= high and least <= low and high <= most and all(x in without or not low <= x <= high for x in no)
