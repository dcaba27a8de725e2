"""Reachability: what can come true in a world at all, found without playing it.

The world is relaxed: whatever was once true stays true, so a guard is judged by whether each of its lines could hold
at some time. Everything found unreachable here is unreachable in play; the contrary is not promised (that is
what random walks are for). The method is the delete relaxation of classical planning (Bonet and Geffner 2001).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from fabula.story.clock import day
from fabula.story.formula import LARGEST, evaluate, names
from fabula.story.rules import ALWAYS, NOWHERE, OFF, PLAYER, Effects, Guard, compared
from fabula.story.state import State
from fabula.story.world import World

_TOP = 10 * LARGEST  # a counter that can grow at all is taken to reach any value


@dataclass(slots=True)
class Possible:
    """What could be true at some time. Characters and items map to all places that they could be in."""

    places: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    items: dict[str, set[str]] = field(default_factory=dict)
    characters: dict[str, set[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    fired: set[str] = field(default_factory=set)
    quests: set[tuple[str, str]] = field(default_factory=set)
    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    related: set[str] = field(default_factory=set)
    knows: set[str] = field(default_factory=set)
    drawn: set[tuple[str, str]] = field(default_factory=set)
    right: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)

    def size(self) -> tuple[int, ...]:
        """Grows whenever anything more is possible."""
        tables = (self.items, self.characters)
        return (
            *(len(getattr(self, one.name)) for one in fields(self) if isinstance(getattr(self, one.name), set)),
            *(sum(map(len, table.values())) for table in tables),
            sum(self.high.values()) - sum(self.low.values()),
        )  # fmt: skip


def reach(world: World, state: State) -> Possible:
    """What is true in ``state``, and all that could come true from there."""
    found = Possible(
        places={state.place},
        items={key: {state.items.get(key, NOWHERE)} for key in world.items},
        characters={key: {state.characters.get(key, NOWHERE)} for key in world.characters},
        flags=set(state.flags),
        heard=set(state.heard),
        seen=set(state.seen),
        done=set(state.done),
        fired=set(state.fired),
        visited=set(state.visited),
        quests=set(state.quests.items()),
        low=dict(state.counters),
        high=dict(state.counters),
        dead=set(state.dead),
        related=set(state.relations),
        knows=set(state.knows),
        drawn=set(state.drawn.items()),
        right={key for key, right in state.answered.items() if right},
        ends={state.ended} - {""},
    )
    for who, character in world.characters.items():
        if who not in state.dead:
            found.characters[who].update(character.schedule.values())
    step = _Step(world, found, state)
    size: tuple[int, ...] = ()
    while size != found.size():
        size = found.size()
        step.all()
    return found


class _Step:
    """One round: everything that the possible guards let happen."""

    def __init__(self, world: World, found: Possible, state: State) -> None:
        self.world, self.found, self.state = world, found, state
        self.lasting = state.flags - {flag for effects in world.effects() for flag in effects.clear}

    def all(self) -> None:
        """Moving and taking, talking, rules, triggers, quests, facts and endings."""
        self._going()
        world, found = self.world, self.found
        for who, character in world.characters.items():
            for key, topic in character.topics.items():
                if self.meets(who) and self.holds(topic.when):
                    found.heard.add(f"{who}.{key}")
                    self.follow(topic.then)
        for key, rule in world.rules.items():
            if (rule.again or key not in self.state.done) and self.holds(rule.when):
                found.done.add(key)
                self.follow(rule.then)
                if rule.chance < 1 or rule.check:
                    self.follow(rule.fail)
        for key, trigger in world.triggers.items():
            if (trigger.again or key not in self.state.fired) and self.holds(trigger.when):
                found.fired.add(key)
                self.follow(trigger.then)
        for key, question in world.questions.items():
            if self.meets(question.by) and self.holds(question.when):
                found.right.add(key)
                if question.fact:
                    found.knows.add(f"{PLAYER}.{question.fact}")
                self.follow(question.then)
                self.follow(question.fail)
        self._quests()
        self._facts()
        found.ends.update(
            key for key, ending in world.endings.items() if ending.when != ALWAYS and self.holds(ending.when)
        )

    def _going(self) -> None:
        world, found = self.world, self.found
        for place in sorted(found.places):
            found.places.update(x for x in world.places[place].exits if self.holds(world.places[x].needs))
            found.seen.update(f"{place}.{detail}" for detail in world.places[place].details)
            for table in world.places[place].finds if place not in self.state.visited else ():
                self.roll(table)
        for key, item in world.items.items():
            if not item.fixed and found.items[key] & found.places:
                found.items[key] |= {PLAYER} | found.places  # once held it can be put down anywhere

    def _quests(self) -> None:
        found = self.found
        for key, quest in self.world.quests.items():
            steps = list(quest.steps)
            if self.state.quests.get(key) in ("done", "failed"):
                continue
            if (key, "hidden") in found.quests and quest.offer is not None and self.holds(quest.offer):
                found.quests.add((key, "offered"))
            if (key, "offered") in found.quests and (quest.by is None or self.meets(quest.by)):
                found.quests.add((key, steps[0]))
            for number, step in enumerate(steps):
                if (key, step) in found.quests and self.holds(quest.steps[step].when):
                    found.quests.add((key, [*steps, "done"][number + 1]))
            if quest.fails is not None and self.holds(quest.fails):
                found.quests.add((key, "failed"))
            if (key, "done") in found.quests:
                self.follow(quest.reward)

    def _facts(self) -> None:
        for key, fact in self.world.facts.items():
            if fact.when is not None and self.holds(fact.when):
                self.found.knows.update(f"{who}.{key}" for who in (PLAYER, *self.world.characters))
            willing = (who for who, c in self.world.characters.items() if key not in c.lies and self.meets(who))
            if not fact.secret and any(f"{who}.{key}" in self.found.knows for who in willing):
                self.found.knows.add(f"{PLAYER}.{key}")
            if f"{PLAYER}.{key}" in self.found.knows:
                self.found.knows.update(f"{who}.{key}" for who in self.world.characters if self.meets(who))
            gossips = (who for who, c in self.world.characters.items() if c.gossips and key not in c.lies)
            if not fact.secret and any(f"{who}.{key}" in self.found.knows for who in gossips):
                self.found.knows.update(f"{who}.{key}" for who in self.world.characters)

    def meets(self, who: str) -> bool:
        """Whether somebody who lives could be where the player is."""
        if who in self.state.dead:
            return False
        where = self.found.characters[who]
        return bool(where & self.found.places) or PLAYER in where

    def holds(self, guard: Guard) -> bool:
        """Whether each line of a guard could hold at some time."""
        found = self.found
        return (
            (not guard.at or not found.places.isdisjoint(guard.at))
            and all(PLAYER in found.items.get(item, ()) for item in guard.has)
            and found.flags.issuperset(guard.set)
            and self.lasting.isdisjoint(guard.unset)
            and all(who in found.characters and self.meets(who) for who in guard.present)
            and self.state.dead.isdisjoint(guard.alive)
            and (guard.turn is None or _later(self.state.turn, guard.turn))
            and (guard.day is None or _later(day(self.state.minutes), guard.day))
            and found.heard.issuperset(guard.heard)
            and found.seen.issuperset(guard.seen)
            and (found.places | found.visited).issuperset(guard.visited)
            and found.done.issuperset(guard.done)
            and all(self._compares(counter, text) for counter, text in guard.counters.items())
            and all(self._quest(key, step) for key, step in guard.quest.items())
            and found.right.issuperset(guard.right)
            and found.dead.issuperset(guard.dead)
            and found.related.issuperset(guard.related)
            and found.knows.issuperset(guard.knows)
            and all(row in found.drawn for row in guard.drawn.items())
            and (not guard.any or any(self.holds(inner) for inner in guard.any))
        )

    def _compares(self, counter: str, comparison: str) -> bool:
        sign, formula = compared(comparison)
        found = self.found
        low, high = found.low.get(counter, 0), found.high.get(counter, 0)
        if names(formula):
            return True  # two moving values: leave it to the random walks
        value = evaluate(formula, {})
        return {
            "<": low < value, "<=": low <= value, ">": high > value, ">=": high >= value,
            "==": low <= value <= high, "!=": not (low == high == value),
        }[sign]  # fmt: skip

    def _quest(self, key: str, step: str) -> bool:
        if step == "open":
            return any(quest == key and now not in OFF for quest, now in self.found.quests)
        return (key, step) in self.found.quests

    def follow(self, effects: Effects) -> None:
        """Add what effects could make true."""
        found = self.found
        for item in effects.give:
            found.items[item].add(PLAYER)
        for item, to in effects.put.items():
            found.items[item].add(to)
        if effects.move:
            found.places.add(effects.move)
        for who, to in effects.bring.items():
            found.characters[who].add(to)
        found.flags.update(effects.set)
        for counter, by in effects.count.items():
            if by > 0:
                found.high[counter] = _TOP
            elif by < 0:
                found.low[counter] = -_TOP
        for counter, formula in effects.let.items():
            self._let(counter, formula)
        found.dead.update(effects.kill)
        found.related.update(effects.relate)
        found.knows.update(f"{who}.{fact}" for who, facts in effects.teach.items() for fact in facts)
        for table in effects.roll:
            self.roll(table)
        found.quests.update((quest, "offered") for quest in effects.offer)
        found.quests.update((quest, next(iter(self.world.quests[quest].steps))) for quest in effects.accept)
        found.quests.update((quest, "failed") for quest in effects.fail)
        if effects.end:
            found.ends.add(effects.end)

    def _let(self, counter: str, formula: str) -> None:
        found = self.found
        if names(formula):
            found.high[counter], found.low[counter] = _TOP, -_TOP
            return
        value = max(-LARGEST, min(LARGEST, evaluate(formula, {})))
        found.high[counter] = max(found.high.get(counter, 0), value)
        found.low[counter] = min(found.low.get(counter, 0), value)

    def roll(self, table: str) -> None:
        """Add every row that could be drawn."""
        if self.world.tables[table].once and table in self.state.drawn:
            return
        for key, row in self.world.tables[table].rows.items():
            if self.holds(row.when):
                self.found.drawn.add((table, key))
                self.follow(row.then)


def _later(now: int, comparison: str) -> bool:
    """Whether what only grows can satisfy a comparison, now or later."""
    sign, formula = compared(comparison)
    if names(formula) or sign in (">", ">=", "!="):
        return True
    value = evaluate(formula, {})
    return now < value if sign == "<" else now <= value


def unreachable(world: World, begun: State) -> Iterator[tuple[str, str, str]]:
    """Everything that can never happen in a story that begins in the state ``begun``, as (key, message, remedy)."""
    found = reach(world, begun)
    could = _Step(world, found, begun)
    for place in world.places:
        if place not in found.places:
            yield f"places.{place}", "this place can't be reached", "Give it an exit whose guard can hold."
    for key in world.rules:
        if key not in found.done:
            yield f"rules.{key}.when", "this rule can never be carried out", _why(could, world.rules[key].when)
    for key in world.triggers:
        if key not in found.fired:
            yield f"triggers.{key}.when", "this can never happen", _why(could, world.triggers[key].when)
    for who, character in world.characters.items():
        for key, topic in character.topics.items():
            if f"{who}.{key}" not in found.heard:
                yield (
                    f"characters.{who}.topics.{key}",
                    "this can never be asked",
                    _why(could, topic.when) if could.meets(who) else f"Nobody ever meets '{who}'.",
                )
    for key, question in world.questions.items():
        if key not in found.right:
            yield f"questions.{key}", "this question can never be asked", _why(could, question.when)
    for key, quest in world.quests.items():
        steps = list(quest.steps)
        for number, step in enumerate(steps):
            after = [*steps, "done"][number + 1]
            if (key, step) in found.quests and (key, after) not in found.quests:
                yield (
                    f"quests.{key}.steps.{step}",
                    "this step can never be done",
                    _why(could, quest.steps[step].when),
                )
        if (key, steps[0]) not in found.quests:
            guard = quest.offer if quest.offer is not None else ALWAYS
            yield f"quests.{key}", "this quest can never be taken on", _why(could, guard)
    for table, rows in world.tables.items():
        rolled = any(name == table for name, _ in found.drawn)
        for row in rows.rows:
            if rolled and (table, row) not in found.drawn:
                yield f"tables.{table}.rows.{row}", "this row can never be drawn", "Correct its 'when'."
        if not rolled:
            remedy = "Roll it in an effect, or in the 'finds' of a place other than the first."
            yield f"tables.{table}", "nothing ever rolls this table", remedy
    for key, ending in world.endings.items():
        if key not in found.ends:
            yield f"endings.{key}.when", "this ending can't be reached", _why(could, ending.when)


def _why(step: _Step, guard: Guard) -> str:
    """Which line of a guard can never hold, as a hint."""
    for name, value in guard:
        alone = Guard(**{name: value})
        if alone != ALWAYS and not step.holds(alone):
            lacking = value
            if name == "has":
                lacking = next(item for item in value if PLAYER not in step.found.items.get(item, ()))
                return f"It needs the item '{lacking}', which the player can never have."
            if isinstance(value, list) and value and not isinstance(value[0], Guard):
                lacking = next((one for one in value if not step.holds(Guard(**{name: [one]}))), value)
            return f"'{name} = {lacking}' can never hold."
    return "Give it a guard, or an effect that leads to it."
