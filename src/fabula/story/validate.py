"""Validating: what is wrong with a world that can be read, found before it is played."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from pydantic import BaseModel

from fabula.story.contradiction import contradiction
from fabula.story.decide import start
from fabula.story.formula import names
from fabula.story.language import LANGUAGES
from fabula.story.lore import problems as lore_problems
from fabula.story.naming import problems as naming_problems
from fabula.story.reach import unreachable
from fabula.story.rules import NOWHERE, OFF, PLAYER, Effects, Guard, compared
from fabula.story.slots import slots, unknown
from fabula.story.state import State, fold
from fabula.story.world import World

Problem = tuple[str, str, str]  # key, message, remedy


def near(key: str, known: list[str]) -> str:
    """What was probably meant, as a hint."""
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known here: {', '.join(sorted(known)[:12])}." if known else ""


def check(world: World) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a world, as (key, message, remedy): first what names nothing, then what can never happen."""
    problems = [*_ids(world), *naming_problems(world)]
    problems += [*_References(world).problems(), *_clock(world), *_cycles(world), *_slots(world)]
    problems += lore_problems(world.lore, world.lore_settings, LANGUAGES[world.language])
    problems = problems or list(_contradictions(world))
    yield from problems or unreachable(world, fold(State(), [start(world, seed=0)]))


def _ids(world: World) -> Iterator[Problem]:
    kinds: dict[str, str] = {}
    for kind, key, _ in world.entities():
        if key in (PLAYER, NOWHERE):
            yield f"{kind}.{key}", "this id is reserved", "Choose another id."
        if key in kinds:
            yield f"{kind}.{key}", f"the id is taken by {kinds[key]}.{key}", "Ids are unique; rename one."
        kinds[key] = kind


def _contradictions(world: World) -> Iterator[Problem]:
    """Guards that say of themselves that they never hold, and such alternatives."""
    for key, guard in world.guards():
        yield from _contradicting(key, guard, world)


def _contradicting(key: str, guard: Guard, world: World) -> Iterator[Problem]:
    why = contradiction(guard, clock=world.clock)
    if why:
        yield key, f"this can never hold: {why}", "Take one of them out."
        return
    for number, inner in enumerate(guard.any):
        yield from _contradicting(f"{key}.any.{number}", inner, world)


def _alternatives(guard: Guard) -> Iterator[Guard]:
    """A guard and all that stand in its ``any``."""
    yield guard
    for inner in guard.any:
        yield from _alternatives(inner)


def _clock(world: World) -> Iterator[Problem]:
    """Times in a world without a clock, and days of the week that it does not have."""
    clock = world.clock
    for key, guard in world.guards():
        for one in _alternatives(guard):
            if clock is None:
                if one.time or one.day or one.weekday:
                    yield key, "there is no clock to tell the time", "Add [clock] with 'start'."
                continue
            for number in one.weekday:
                if not 1 <= number <= len(clock.days):
                    yield f"{key}.weekday", f"there is no day {number}", f"'clock.days' has {len(clock.days)} names."
            for span in one.time:
                if "-" not in span and span not in clock.phases:
                    yield f"{key}.time", f"the clock has no '{span}'", f"Its phases: {', '.join(clock.phases)}."
    if clock is None:
        for who, character in world.characters.items():
            if character.schedule:
                yield f"characters.{who}.schedule", "there is no clock to follow", "Add [clock] with 'start'."


def _cycles(world: World) -> Iterator[Problem]:
    """Tables that roll one another in a ring, and gauges whose levels begin at the same value."""
    graph = {
        key: {name for row in table.rows.values() for name in row.then.roll} for key, table in world.tables.items()
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        ring = " -> ".join(error.args[1])
        yield f"tables.{error.args[1][0]}", f"these tables roll one another without end: {ring}", "Take one roll out."
    for key, gauge in world.gauges.items():
        least = [level.least for level in gauge.levels.values()]
        if len(set(least)) < len(least):
            yield f"gauges.{key}.levels", "two levels begin at the same value", "Give each its own 'least'."


def _slots(world: World) -> Iterator[Problem]:
    """Slots in sentences that nothing fills. The opening is shown as it stands: nothing has been counted yet."""
    for slot in slots(world.opening):
        yield "opening", f"nothing fills the slot '{{{slot}}}' before the story has begun", "Write it out."
    for key, part in _parts(world):
        for field in TOLD:
            for slot in unknown(world, getattr(part, field, "")):
                yield f"{key}.{field}", f"nothing fills the slot '{{{slot}}}'", "Slots are counters, tables and 'time'."
    for key, relation in world.relations.items():
        strange = re.sub(r"\{(subject|object)\}", "", relation.text)
        if "{" in strange or "}" in strange:
            yield f"relations.{key}.text", f"'{relation.text}' has other slots", "Write only {subject} and {object}."


# Fields that are told as they stand, with their slots filled.
TOLD = (
    "text", "refuse", "tell", "tell_fail", "tell_offer", "tell_done", "tell_failed", "ask", "tell_right", "tell_wrong",
)  # fmt: skip


def _parts(world: World) -> Iterator[tuple[str, BaseModel]]:
    """Everything in a world that has sentences to tell, with its key."""
    tables: tuple[tuple[str, Mapping[str, BaseModel]], ...] = (
        ("places", world.places), ("items", world.items), ("facts", world.facts), ("quests", world.quests),
        ("rules", world.rules), ("triggers", world.triggers), ("questions", world.questions),
        ("lore", world.lore), ("endings", world.endings),
        *((f"places.{key}.details", place.details) for key, place in world.places.items()),
        *((f"characters.{key}.topics", who.topics) for key, who in world.characters.items()),
        *((f"tables.{key}.rows", table.rows) for key, table in world.tables.items()),
        *((f"gauges.{key}.levels", gauge.levels) for key, gauge in world.gauges.items()),
    )  # fmt: skip
    for name, table in tables:
        for key, part in table.items():
            yield f"{name}.{key}", part


class _References:
    """Walks a world and reports every id that names nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        people = [*world.characters, PLAYER]
        self.known: dict[str, list[str]] = {
            "place": list(world.places),
            "item": list(world.items),
            "character": list(world.characters),
            "counter": list(world.start.counters),
            "rule": list(world.rules),
            "quest": list(world.quests),
            "ending": list(world.endings),
            "table": list(world.tables),
            "fact": list(world.facts),
            "question": list(world.questions),
            "relation": list(world.relations),
            "entity": [*people, *world.places, *world.items],
            "person": people,
            "knowledge": [f"{who}.{fact}" for who in people for fact in world.facts],
            "topic": [f"{who}.{topic}" for who, c in world.characters.items() for topic in c.topics],
            "detail": [f"{where}.{key}" for where, p in world.places.items() for key in p.details],
            "holder": [*world.places, *world.characters, PLAYER, NOWHERE],
            "stand": [*world.places, PLAYER, NOWHERE],
        }
        self.known["flag"] = sorted({flag for _, effects in world.effects_by_key() for flag in effects.set})

    def _need(self, key: str, kind: str, values: Iterable[str]) -> Iterator[Problem]:
        for value in values:
            if value not in self.known[kind]:
                what = "no effect ever sets the flag" if kind == "flag" else f"there is no {kind}"
                yield key, f"{what} '{value}'", near(value, self.known[kind])

    def _relations(self, key: str, texts: Iterable[str]) -> Iterator[Problem]:
        for text in texts:
            subject, relation, thing = text.split()
            yield from self._need(key, "entity", [subject, thing])
            yield from self._need(key, "relation", [relation])

    def _counts(self, key: str, formula: str) -> Iterator[Problem]:
        yield from self._need(key, "counter", names(formula))

    def _guard(self, key: str, guard: Guard) -> Iterator[Problem]:
        for field, kind in (
            ("at", "place"), ("has", "item"), ("lacks", "item"), ("set", "flag"), ("unset", "flag"),
            ("present", "character"), ("heard", "topic"), ("seen", "detail"), ("visited", "place"), ("done", "rule"),
            ("right", "question"), ("alive", "character"), ("dead", "character"),
            ("knows", "knowledge"), ("ignorant", "knowledge"),
        ):  # fmt: skip
            yield from self._need(f"{key}.{field}", kind, getattr(guard, field))
        yield from self._relations(f"{key}.related", guard.related)
        yield from self._relations(f"{key}.unrelated", guard.unrelated)
        yield from self._need(f"{key}.counters", "counter", guard.counters)
        for comparison in (*guard.counters.values(), *filter(None, (guard.turn, guard.day, guard.level))):
            yield from self._counts(f"{key}.counters", compared(comparison)[1])
        for quest, step in guard.quest.items():
            yield from self._need(f"{key}.quest", "quest", [quest])
            if quest in self.world.quests and step not in ("open", *OFF, *self.world.quests[quest].steps):
                steps = list(self.world.quests[quest].steps)
                yield f"{key}.quest", f"'{quest}' has no step '{step}'", near(step, steps)
        for table, row in guard.drawn.items():
            yield from self._need(f"{key}.drawn", "table", [table])
            rows = list(self.world.tables[table].rows) if table in self.world.tables else [row]
            if row not in rows:
                yield f"{key}.drawn", f"'{table}' has no row '{row}'", near(row, rows)
        for number, inner in enumerate(guard.any):
            yield from self._guard(f"{key}.any.{number}", inner)

    def _effects(self, key: str, effects: Effects) -> Iterator[Problem]:
        for field, kind, values in (
            ("give", "item", effects.give), ("lose", "item", effects.lose), ("put", "item", effects.put),
            ("put", "holder", effects.put.values()), ("bring", "character", effects.bring),
            ("bring", "stand", effects.bring.values()), ("count", "counter", effects.count),
            ("let", "counter", effects.let), ("move", "place", [effects.move] if effects.move else []),
            ("kill", "character", effects.kill), ("teach", "person", effects.teach),
            ("teach", "fact", [fact for facts in effects.teach.values() for fact in facts]),
            ("roll", "table", effects.roll), ("offer", "quest", effects.offer), ("accept", "quest", effects.accept),
            ("fail", "quest", effects.fail), ("end", "ending", [effects.end] if effects.end else []),
        ):  # fmt: skip
            yield from self._need(f"{key}.{field}", kind, values)
        for formula in effects.let.values():
            yield from self._counts(f"{key}.let", formula)
        yield from self._relations(f"{key}.relate", effects.relate)
        yield from self._relations(f"{key}.unrelate", effects.unrelate)

    def problems(self) -> Iterator[Problem]:
        """Everything that names nothing."""
        world = self.world
        yield from self._need("start.place", "place", [world.start.place])
        yield from self._relations("start.relations", world.start.relations)
        yield from self._need("start.knows", "fact", world.start.knows)
        for key, place in world.places.items():
            yield from self._need(f"places.{key}.exits", "place", place.exits)
            yield from self._need(f"places.{key}.finds", "table", place.finds)
        for key, item in world.items.items():
            yield from self._need(f"items.{key}.at", "holder", [item.at])
        for key, character in world.characters.items():
            yield from self._need(f"characters.{key}.at", "stand", [character.at])
            yield from self._need(f"characters.{key}.schedule", "place", character.schedule.values())
            yield from self._need(f"characters.{key}.lies", "fact", character.lies)
        for key, fact in world.facts.items():
            yield from self._need(f"facts.{key}.known_by", "person", fact.known_by)
        for key, gauge in world.gauges.items():
            yield from self._need(f"gauges.{key}.counter", "counter", [gauge.counter])
        for key, rule in world.rules.items():
            if (rule.chance < 1 or rule.check) and not rule.tell_fail:
                yield f"rules.{key}.tell_fail", "a rule that can fail must say what is told then", "Add it."
            if rule.check is not None:
                yield from self._counts(f"rules.{key}.check", rule.check.add)
                yield from self._counts(f"rules.{key}.check", rule.check.against)
        for key, question in world.questions.items():
            yield from self._need(f"questions.{key}.by", "character", [question.by])
            yield from self._need(f"questions.{key}.fact", "fact", [question.fact] if question.fact else [])
            for option in (*question.right, *question.words):
                if option not in question.options:
                    yield f"questions.{key}", f"there is no option '{option}'", near(option, list(question.options))
        for key, quest in world.quests.items():
            yield from self._need(f"quests.{key}.by", "character", [quest.by] if quest.by else [])
            for step in quest.steps:
                if step in ("open", *OFF):
                    yield f"quests.{key}.steps.{step}", "this id is reserved", "Choose another id."
        for key, guard in world.guards():
            yield from self._guard(key, guard)
        for key, effects in world.effects_by_key():
            yield from self._effects(key, effects)
