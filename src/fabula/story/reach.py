"""Reachability: what can come true in a world at all, found without playing it.

The world is relaxed: whatever was once true stays true, so a guard is judged by whether each of its lines could hold
at some time. Everything found unreachable here is unreachable in play; the contrary is not promised (that is
what random walks are for). The method is the delete relaxation of classical planning (Bonet and Geffner 2001).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from math import gcd

from fabula.story.clock import DAY, day, within
from fabula.story.contradiction import implies
from fabula.story.formula import LARGEST, bounds, evaluate, names
from fabula.story.rules import ALWAYS, NOWHERE, OFF, PLAYER, Effects, Guard, compare, compared
from fabula.story.state import RISE, State
from fabula.story.world import World

_TOP = 10 * LARGEST  # a counter that can grow again and again is taken to reach any value
_PATIENCE = 12  # times that formulas may push a counter further before it is asked how far that goes without end


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
    passes: bool = False  # whether time passes at all
    beat: int = DAY  # any time of the day is so many minutes, times a number, from the one that it is now

    def size(self) -> tuple[int, ...]:
        """Grows whenever anything more is possible."""
        tables = (self.items, self.characters)
        return (
            *(len(getattr(self, one.name)) for one in fields(self) if isinstance(getattr(self, one.name), set)),
            *(sum(map(len, table.values())) for table in tables),
            sum(self.high.values()) - sum(self.low.values()),
            self.passes,
            self.beat,
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
        self.most, self.least = dict(state.counters), dict(state.counters)  # what is set, without what is counted
        self.counted: dict[tuple[str, str], int] = {}  # what happens once, and a counter -> the change
        self.pushed: Counter[str] = Counter()  # counter -> how often a formula has pushed it further
        self.pass_time(world.clock.turn if world.clock else 0)

    def all(self) -> None:
        """Moving and taking, talking, rules, triggers, quests, facts and endings."""
        self._going()
        world, found = self.world, self.found
        for who, character in world.characters.items():
            if found.passes and who not in self.state.dead and not found.characters[who].isdisjoint(world.places):
                found.characters[who].update(character.schedule.values())  # who is nowhere goes nowhere by themselves
            for key, topic in character.topics.items():
                if self.meets(who) and self.holds(topic.when, who):
                    found.heard.add(f"{who}.{key}")
                    self.follow(topic.then)
        for key, rule in world.rules.items():
            if (rule.again or key not in self.state.done) and self.holds(rule.when):
                found.done.add(key)
                self.follow(rule.then, "" if rule.again else f"rules.{key}")
                if rule.chance < 1 or rule.check:
                    self.follow(rule.fail)
        for key, trigger in world.triggers.items():
            if (trigger.again or key not in self.state.fired) and self.holds(trigger.when):
                found.fired.add(key)
                self.follow(trigger.then, "" if trigger.again else f"triggers.{key}")
        for key, question in world.questions.items():
            if self.meets(question.by) and self.holds(question.when, question.by):
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
            late = quest.offer is not None and quest.fails is not None and implies(quest.offer, quest.fails)
            if (key, "hidden") in found.quests and quest.offer is not None and not late and self.holds(quest.offer):
                found.quests.add((key, "offered"))
            if (key, "offered") in found.quests and (quest.by is None or self.meets(quest.by)):
                found.quests.add((key, steps[0]))
            for number, step in enumerate(steps):
                if (key, step) in found.quests and self.holds(quest.steps[step].when):
                    found.quests.add((key, [*steps, "done"][number + 1]))
            if quest.fails is not None and self.holds(quest.fails):
                found.quests.add((key, "failed"))
            if (key, "done") in found.quests:
                self.follow(quest.reward, f"quests.{key}")

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

    def holds(self, guard: Guard, *beside: str) -> bool:
        """Whether each line of a guard could hold at some time, while the player is ``beside`` these characters."""
        found = self.found
        return (
            self._gathers(guard.at, (*guard.present, *beside))
            and all(PLAYER in found.items.get(item, ()) for item in guard.has)
            and found.flags.issuperset(guard.set)
            and self.lasting.isdisjoint(guard.unset)
            and self.state.dead.isdisjoint(guard.alive)
            and (guard.turn is None or _later(self.state.turn, guard.turn))
            and (guard.day is None or self._day(guard.day))
            and (not guard.time or self._time(guard.time))
            and (not guard.weekday or found.passes or self.state.weekday in guard.weekday)
            and (guard.level is None or self._level(guard.level))
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
            and (not guard.any or any(self.holds(inner, *beside) for inner in guard.any))
        )

    def _gathers(self, places: list[str], people: tuple[str, ...]) -> bool:
        """Whether the player could be in one of some places (in any, if there are none) with all these people."""
        found = self.found
        where = found.places.intersection(places) if places else set(found.places)
        for who in people:
            if who not in found.characters or not self.meets(who):
                return False
            if PLAYER not in found.characters[who]:
                where &= found.characters[who]
        return bool(where)

    def _day(self, comparison: str) -> bool:
        now = day(self.state.minutes)
        if self.found.passes or names(compared(comparison)[1]):
            return _later(now, comparison)
        return compare(now, comparison)

    def _time(self, spans: list[str]) -> bool:
        clock, now, beat = self.world.clock, self.state.minutes, self.found.beat
        if clock is None:
            return False
        return any(within(m, clock.phase(m), span) for m in range(now % beat, DAY, beat) for span in spans)

    def _level(self, comparison: str) -> bool:
        """Whether the level of the questions could satisfy a comparison: each can be answered rightly once."""
        state, asked = self.state, self.found.right
        right = sum(not state.answered.get(key) for key in asked)
        return self._within(1 if asked else state.level, state.level + (state.streak + right) // RISE, comparison)

    def _compares(self, counter: str, comparison: str) -> bool:
        return self._within(self.found.low.get(counter, 0), self.found.high.get(counter, 0), comparison)

    def _within(self, low: int, high: int, comparison: str) -> bool:
        """Whether something from ``low`` to ``high`` could satisfy a comparison."""
        sign, formula = compared(comparison)
        least, most = bounds(formula, self.found.low, self.found.high)
        return {
            "<": low < most, "<=": low <= most, ">": high > least, ">=": high >= least,
            "==": low <= most and least <= high, "!=": not (low == high == least == most),
        }[sign]  # fmt: skip

    def _quest(self, key: str, step: str) -> bool:
        if step == "open":
            return any(quest == key and now not in OFF for quest, now in self.found.quests)
        return (key, step) in self.found.quests

    def follow(self, effects: Effects, once: str = "") -> None:
        """Add what effects could make true; ``once`` is the key of what can happen only once."""
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
            if once:
                self.counted[once, counter] = by
            elif by:
                self.counted[f"{by > 0}", counter] = _TOP if by > 0 else -_TOP
            self._reckon(counter)
        for counter, formula in effects.let.items():
            self._let(counter, formula)
        self.pass_time(effects.minutes)
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
        """Let a counter reach what a formula can give, and in the end what it gives if counters grow for ever."""
        found = self.found
        low, high = bounds(formula, found.low, found.high)
        now = self.least.get(counter, 0), self.most.get(counter, 0)
        if now[0] <= low and high <= now[1]:
            return
        self.pushed[counter] += 1
        if self.pushed[counter] > _PATIENCE:
            endless = dict.fromkeys(names(formula), _TOP)
            if high > now[1]:
                high = bounds(formula, found.low, {**found.high, **endless})[1]
            if low < now[0]:
                low = bounds(formula, {key: -top for key, top in endless.items()}, found.high)[0]
            if self.pushed[counter] > 2 * _PATIENCE:
                low, high = -_TOP, _TOP
        self.least[counter], self.most[counter] = min(now[0], low), max(now[1], high)
        self._reckon(counter)

    def _reckon(self, counter: str) -> None:
        """How far a counter goes: from what it can be set to, by all that can be counted."""
        changes = [by for (_, one), by in self.counted.items() if one == counter]
        found = self.found
        found.high[counter] = min(_TOP, self.most.get(counter, 0) + sum(by for by in changes if by > 0))
        found.low[counter] = max(-_TOP, self.least.get(counter, 0) + sum(by for by in changes if by < 0))

    def pass_time(self, minutes: int) -> None:
        """Let the clock go on by so many minutes, as often as may be."""
        if minutes and self.world.clock is not None:
            self.found.passes, self.found.beat = True, gcd(self.found.beat, minutes)

    def roll(self, table: str) -> None:
        """Add every row that could be drawn."""
        if self.world.tables[table].once and table in self.state.drawn:
            return
        for key, row in self.world.tables[table].rows.items():
            if self.holds(row.when):
                self.found.drawn.add((table, key))
                self.follow(row.then, f"tables.{table}.{key}" if self.world.tables[table].once else "")


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
                    _why(could, topic.when, who) if could.meets(who) else f"Nobody ever meets '{who}'.",
                )
    for key, question in world.questions.items():
        if key not in found.right:
            yield f"questions.{key}", "this question can never be asked", _why(could, question.when, question.by)
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
            late = quest.fails is not None and implies(guard, quest.fails)
            remedy = "It has failed ('fails') whenever its 'offer' holds." if late else _why(could, guard)
            yield f"quests.{key}", "this quest can never be taken on", remedy
    for table, rows in world.tables.items():
        rolled = any(name == table for name, _ in found.drawn)
        for row in rows.rows:
            if rolled and (table, row) not in found.drawn:
                yield f"tables.{table}.rows.{row}", "this row can never be drawn", "Correct its 'when'."
        if not rolled:
            remedy = "Roll it in an effect, or in the 'finds' of a place other than the first."
            yield f"tables.{table}", "nothing ever rolls this table", remedy
    for key, fact in world.facts.items():
        if fact.when is not None and not could.holds(fact.when):
            yield f"facts.{key}.when", "this can never come true", _why(could, fact.when)
    for key, entry in world.lore.items():
        if not could.holds(entry.when):
            yield f"lore.{key}.when", "this entry can never be called up", _why(could, entry.when)
    for key, ending in world.endings.items():
        if key not in found.ends:
            yield f"endings.{key}.when", "this ending can't be reached", _why(could, ending.when)
    yield from _shadowed(world)


def _shadowed(world: World) -> Iterator[tuple[str, str, str]]:
    """Endings that always come too late: the first whose guard holds is told."""
    told = {effects.end for effects in world.effects()}
    before: list[str] = []
    for key, ending in world.endings.items():
        if ending.when == ALWAYS:
            continue
        first = next((one for one in before if implies(ending.when, world.endings[one].when)), "")
        if first and key not in told:
            yield (
                f"endings.{key}.when",
                f"this ending is never told, because endings.{first} holds whenever it does and stands before it",
                "Put it before that one, or give one another guard.",
            )
        before.append(key)


def _why(step: _Step, guard: Guard, *beside: str) -> str:
    """Which line of a guard can never hold (beside some character), as a hint."""
    there = Guard(at=guard.at)
    if there != ALWAYS and step.holds(there) and not step.holds(Guard(at=guard.at, present=guard.present), *beside):
        people = " and ".join(f"'{who}'" for who in dict.fromkeys((*guard.present, *beside)))
        return f"The player is never in {' or '.join(guard.at)} together with {people}."
    for name, value in guard:
        alone = Guard(**{name: value})
        if alone != ALWAYS and not step.holds(alone):
            if name == "any":
                return f"No alternative of 'any' can hold. The first: {_why(step, guard.any[0], *beside)}"
            lacking = value
            if name == "has":
                lacking = next(item for item in value if PLAYER not in step.found.items.get(item, ()))
                return f"It needs the item '{lacking}', which the player can never have."
            if isinstance(value, dict):
                key = next((key for key, one in value.items() if not step.holds(Guard(**{name: {key: one}}))), "")
                return f"'{name}.{key} = {value.get(key, value)}' can never hold."
            if isinstance(value, list) and value and not isinstance(value[0], Guard):
                lacking = next((one for one in value if not step.holds(Guard(**{name: [one]}))), value)
            return f"'{name} = {lacking}' can never hold."
    return "Give it a guard, or an effect that leads to it."
