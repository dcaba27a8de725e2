"""Deciding a turn: from an intent to events and to what must be told. Pure: the dice are an argument."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from fabula.story import event as e
from fabula.story.clock import DAY, minute
from fabula.story.formula import evaluate
from fabula.story.intent import Intent, next_question, open_question, tells
from fabula.story.language import LANGUAGES
from fabula.story.rules import ALWAYS, NOWHERE, OFF, PLAYER, Effects, Rule
from fabula.story.slots import filled
from fabula.story.state import State, advance, fold
from fabula.story.world import World

DEEPEST = 8  # tables that may roll one another


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens in a turn: ``events`` in order, the state ``after`` them, and the facts to tell.

    ``facts`` are sentences of the author (or of a refusal) that the prose must carry; those of them that only describe
    what is there are in ``described``, and need not be told twice. ``refused`` is the reason if the action was not
    allowed, ``failed`` says that it was tried and the dice were against it; ``ending`` is the id of the ending that
    this turn reaches.
    """

    events: list[e.Event]
    after: State
    facts: list[str] = field(default_factory=list)
    refused: str = ""
    ending: str = ""
    described: frozenset[str] = frozenset()
    failed: bool = False

    @property
    def action(self) -> e.ActionTaken:
        """What the reader did."""
        return next(x for x in self.events if isinstance(x, e.ActionTaken))


def dice(seed: int, turn: int) -> random.Random:
    """The dice of one turn: the same seed and turn always throw the same."""
    return random.Random(f"{seed}:{turn}")


def decide(world: World, state: State, intent: Intent, text: str, *, offered: bool, rng: random.Random) -> Decision:
    """Carry out ``intent`` by the world's rules, then let time, people, triggers, quests and endings follow.

    The first event is always ``action.taken/1``; a refused action changes nothing else but what happens by itself.
    """
    course = _Course(world, state, rng)
    course.add(e.ActionTaken(text=text, intent=str(intent), offered=offered))
    refused = filled(world, state, _refusal(world, state, intent))
    if refused:
        course.add(e.ActionRefused(intent=str(intent), reason=refused))
        course.tell(refused)
    else:
        _carry_out(course, intent)
    _time(course, state)
    _triggers(course)
    _facts(course, state)
    _quests(course)
    _facts(course, state)  # what a quest made true is seen in the same turn
    _gauges(course, state)
    _endings(course)
    ending = course.state.ended if course.state.ended != state.ended else ""
    return Decision(
        course.events, course.state, course.facts, refused, ending, frozenset(course.described), course.failed
    )


class _Course:
    """What has happened so far in a turn: events, the state after them, and what must be told."""

    def __init__(self, world: World, state: State, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.state = fold(state, ())
        self.events: list[e.Event] = []
        self.facts: list[str] = []
        self.described: set[str] = set()
        self.failed = False

    def add(self, *events: e.Event) -> None:
        """Let events happen; whoever enters a place for the first time finds what is there."""
        for event in events:
            fresh = isinstance(event, e.PlayerMoved) and event.to not in self.state.visited
            self.events.append(event)
            advance(self.state, (event,))
            if fresh and isinstance(event, e.PlayerMoved):
                for table in self.world.places[event.to].finds:
                    self.roll(table)

    def tell(self, text: str) -> None:
        """A sentence of the author that the prose must carry; each once."""
        text = filled(self.world, self.state, text).strip()
        if text and text not in self.facts:
            self.facts.append(text)

    def describe(self, text: str) -> None:
        """A sentence that only says what is there: told as `tell` does, but not where it was told before."""
        self.tell(text)
        self.described.add(filled(self.world, self.state, text).strip())

    def follow(self, effects: Effects, depth: int = 0) -> None:
        """Let effects happen, with the tables they roll, the time they take and the quests they move."""
        self.add(*effects.events(self.state))
        if effects.minutes:
            self.pass_time(effects.minutes)
        for table in effects.roll:
            self.roll(table, depth)
        for quest in effects.offer:
            if self.state.quests.get(quest) == "hidden":
                self.quest(quest, "offered")
        for quest in effects.accept:
            if self.state.quests.get(quest) in ("hidden", "offered"):
                self.quest(quest, next(iter(self.world.quests[quest].steps)))
        for quest in effects.fail:
            if self.state.quests.get(quest) not in ("done", "failed"):
                self.quest(quest, "failed")

    def quest(self, key: str, step: str) -> None:
        """Move a quest to a step, and tell what is told then."""
        quest = self.world.quests[key]
        self.add(e.QuestAdvanced(quest=key, step=step))
        self.tell({"offered": quest.tell_offer, "done": quest.tell_done, "failed": quest.tell_failed}.get(step, ""))
        if step == "done":
            self.follow(quest.reward)

    def pass_time(self, minutes: int) -> None:
        """Let the clock go on; nothing in a world without one."""
        clock = self.world.clock
        if clock is None or not minutes:
            return
        now = self.state.minutes + minutes
        self.add(e.TimePassed(minutes=minutes, phase=clock.phase(now), weekday=clock.weekday(now)))

    def throw(self, why: str, chance: float) -> bool:
        """Whether a chance comes true."""
        if chance >= 1:
            return True
        roll = round(self.rng.random(), 6)
        self.add(e.DiceRolled(why=why, chance=chance, roll=roll))
        return roll < chance

    def check(self, key: str, rule: Rule) -> bool:
        """Whether a rule's skill check succeeds."""
        if rule.check is None:
            return True
        count, sides = rule.check.sides()
        rolls = [self.rng.randint(1, sides) for _ in range(count)]
        bonus = evaluate(rule.check.add, self.state.counters)
        against = evaluate(rule.check.against, self.state.counters)
        self.add(e.CheckRolled(why=key, dice=rule.check.dice, rolls=rolls, bonus=bonus, against=against))
        return sum(rolls) + bonus >= against

    def roll(self, key: str, depth: int = 0) -> None:
        """Draw a row of a random table among those that are possible now."""
        table = self.world.tables[key]
        if depth > DEEPEST or (table.once and key in self.state.drawn):
            return
        rows = {name: row for name, row in table.rows.items() if row.when.holds(self.state)}
        if not rows:
            return
        drawn = self.rng.choices(list(rows), [row.weight for row in rows.values()])[0]
        self.add(e.TableRolled(table=key, row=drawn))
        self.tell(rows[drawn].tell)
        self.follow(rows[drawn].then, depth + 1)


def _refusal(world: World, state: State, intent: Intent) -> str:
    """Why the rules do not allow the intent now; empty if they do."""
    words = LANGUAGES[state.language].refusals
    name = world.name_of(intent.target)
    if intent.kind == "go":
        place = world.places[intent.target]
        if intent.target not in world.places[state.place].exits:
            return words["far"].format(name=name)
        if not place.needs.holds(state):
            return place.refuse or words["locked"].format(name=name)
    elif intent.kind == "take":
        if intent.target in state.held():
            return words["held"].format(name=name)
        if intent.target not in state.lying_here():
            return words["gone"].format(name=name)
        if world.items[intent.target].fixed:
            return words["fixed"].format(name=name)
    elif intent.kind == "drop":
        if intent.target not in state.held():
            return words["gone"].format(name=name)
        if world.items[intent.target].fixed:  # nobody could pick it up again
            return words["kept"].format(name=name)
    elif intent.kind in ("talk", "ask", "inquire", "tell") and intent.target not in state.here():
        return words["dead" if intent.target in state.dead else "absent"].format(name=name)
    elif intent.kind == "tell" and f"{PLAYER}.{intent.topic}" not in state.knows:
        return words["rule"]
    elif intent.kind == "quiz" and not next_question(world, state, intent.target):
        return words["rule" if intent.target in state.here() else "absent"].format(name=name)
    elif intent.kind == "answer" and intent.target != open_question(world, state):
        return words["rule"]
    elif intent.kind == "accept":
        quest = world.quests[intent.target]
        if state.quests.get(intent.target) != "offered" or (quest.by and quest.by not in state.here()):
            return words["rule"]
    elif intent.kind == "do":
        rule = world.rules[intent.target]
        if (intent.target in state.done and not rule.again) or not rule.when.holds(state):
            return rule.refuse or words["rule"]
    return ""


def _carry_out(course: _Course, intent: Intent) -> None:
    world, state = course.world, course.state
    match intent.kind:
        case "go":
            course.describe(world.places[intent.target].text)
            course.add(e.PlayerMoved(to=intent.target))
        case "take":
            course.add(e.ItemMoved(item=intent.target, to=PLAYER))
            course.describe(world.items[intent.target].text)
        case "drop":
            course.add(e.ItemMoved(item=intent.target, to=state.place))
        case "look":
            course.add(e.DetailSeen(place=intent.target, detail=intent.topic))
            course.describe(world.places[intent.target].details[intent.topic].text)
        case "survey":
            course.describe(world.places[state.place].text)
        case "ask":
            topic = world.characters[intent.target].topics[intent.topic]
            course.add(e.TopicHeard(character=intent.target, topic=intent.topic))
            course.describe(topic.text)
            course.follow(topic.then)
        case "inquire" if tells(world, state, intent.target, intent.topic):
            _learn(course, intent.topic, [PLAYER], intent.target)
            course.describe(world.facts[intent.topic].text)
        case "tell":
            _learn(course, intent.topic, state.here(), PLAYER)
        case "quiz":
            question = next_question(world, state, intent.target)
            course.add(e.QuestionAsked(question=question))
            course.tell(world.questions[question].ask)
        case "answer":
            _answer(course, intent)
        case "accept":
            course.quest(intent.target, next(iter(world.quests[intent.target].steps)))
        case "do":
            _do(course, intent.target)


def _do(course: _Course, key: str) -> None:
    rule = course.world.rules[key]
    if course.throw(key, rule.chance) and course.check(key, rule):
        course.add(e.RuleDone(rule=key))
        course.tell(rule.tell)
        course.follow(rule.then)
    else:
        course.failed = True
        course.tell(rule.tell_fail)
        course.follow(rule.fail)


def _answer(course: _Course, intent: Intent) -> None:
    key, question = intent.target, course.world.questions[intent.target]
    right = intent.topic in question.right
    course.add(e.QuestionAnswered(question=key, answer=intent.topic, right=right))
    course.tell(question.tell_right if right else question.tell_wrong)
    if question.fact:
        _learn(course, question.fact, [PLAYER], question.by)
    course.follow(question.then if right else question.fail)


def _time(course: _Course, before: State) -> None:
    """Let the turn's time pass, and move whoever has somewhere to be at this hour.

    Somebody who is spoken with stays for the turn, and goes with the first in which they are not.
    """
    clock = course.world.clock
    if clock is None or course.state.ended:
        return
    course.pass_time(clock.turn)
    words = LANGUAGES[course.state.language].refusals
    stayed = course.state.place == before.place
    for who, character in course.world.characters.items():
        since = before.since if who == before.talking else before.minutes
        (was, _), (now, due) = (_due(character.schedule, at) for at in (since, course.state.minutes))
        at = course.state.characters.get(who, NOWHERE)
        if who in course.state.dead or at in (NOWHERE, due) or not course.state.alone(who):
            continue
        if now == was or who == course.state.talking:
            continue
        course.add(e.CharacterMoved(character=who, to=due))
        if stayed and course.state.place in (at, due):
            course.tell(words["comes" if due == course.state.place else "leaves"].format(name=character.name))


def _due(schedule: dict[str, str], minutes: int) -> tuple[int, str]:
    """The hour of the schedule that came last, as minutes like those of the clock, and the place that it names."""
    today = minutes - minutes % DAY
    hours = ((today + minute(time), place) for time, place in schedule.items())
    return max(((hour if hour <= minutes else hour - DAY, place) for hour, place in hours), default=(0, ""))


def _triggers(course: _Course) -> None:
    """What happens by itself. Each trigger is looked at once, in the world's order, seeing what came before."""
    for key, trigger in course.world.triggers.items():
        state = course.state
        if key in state.fired and not trigger.again:
            continue
        if state.turn % trigger.every or state.ended or not trigger.when.holds(state):
            continue
        if course.throw(key, trigger.chance):
            course.add(e.TriggerFired(trigger=key))
            course.follow(trigger.then)
            course.tell(trigger.tell)


def _gauges(course: _Course, before: State) -> None:
    """Tell the level of each counter that is on another level than before the turn."""
    for gauge in course.world.gauges.values():
        was, now = (gauge.level(state.counters.get(gauge.counter, 0)) for state in (before, course.state))
        if now != was and now is not None:
            course.tell(gauge.levels[now].text)


def _facts(course: _Course, before: State) -> None:
    """What comes true in a turn is known to whoever is here; gossips pass on what they would tell anybody who asks.

    What was true before, another player's doing perhaps, is not seen again. In a player's first turn all is new.
    """
    state = course.state
    here = [PLAYER, *state.here()]
    first = before.turn < before.players()
    for key, fact in course.world.facts.items():
        if fact.when is not None and fact.when.holds(state) and (first or not fact.when.holds(before)):
            _learn(course, key, here, "saw")
    for teller in (who for who in course.world.characters if course.world.characters[who].gossips):
        where = state.place_of(teller)
        if where == NOWHERE or teller in state.dead:
            continue
        near = [who for who in course.world.characters if who != teller and state.place_of(who) == where]
        for key in course.world.facts:
            if tells(course.world, state, teller, key):
                _learn(course, key, [who for who in near if who not in state.dead], teller)


def _learn(course: _Course, fact: str, people: Iterable[str], source: str) -> None:
    course.add(
        *(
            e.FactLearned(character=who, fact=fact, source=source)
            for who in people
            if f"{who}.{fact}" not in course.state.knows
        )
    )


def _quests(course: _Course) -> None:
    """Offer quests, fail them, and move every open one over the steps whose conditions hold now."""
    for key, quest in course.world.quests.items():
        current = course.state.quests.get(key, "done")
        late = quest.fails is not None and quest.fails.holds(course.state)
        if current == "hidden" and not late and quest.offer is not None and quest.offer.holds(course.state):
            course.quest(key, "offered")
        steps = list(quest.steps)
        while current not in OFF and quest.steps[current].when.holds(course.state):
            rest = steps[steps.index(current) + 1 :]
            current = rest[0] if rest else "done"
            course.quest(key, current)
        late = quest.fails is not None and quest.fails.holds(course.state)
        if late and course.state.quests.get(key) not in ("hidden", "done", "failed"):
            course.quest(key, "failed")


def _endings(course: _Course) -> None:
    if course.state.ended:
        return
    for key, ending in course.world.endings.items():
        if ending.when != ALWAYS and ending.when.holds(course.state):
            course.add(e.StoryEnded(ending=key))
            return


def note_traits(
    world: World, state: State, proposed: Iterable[tuple[str, str, str]]
) -> tuple[list[e.TraitNoted], list[tuple[str, str, str]]]:
    """Decide about small facts (owner, part, value) that prose proposes: those accepted as events, and those refused.

    Accepted is what is said of a living character who is here and does not contradict what was noted before.
    """
    accepted: list[e.TraitNoted] = []
    refused: list[tuple[str, str, str]] = []
    known = dict(state.traits)
    for owner, part, value in proposed:
        key = f"{owner}.{part}"
        if owner not in state.here() or owner not in world.characters or known.get(key, value) != value:
            refused.append((owner, part, value))
        elif key not in known:
            known[key] = value
            accepted.append(e.TraitNoted(owner=owner, part=part, value=value))
    return accepted, refused


def start(world: World, *, seed: int) -> e.SessionStarted:
    """The first event of a session in this world."""
    clock = world.clock
    knows = {f"{who}.{key}": "start" for key, fact in world.facts.items() for who in fact.known_by}
    return e.SessionStarted(
        world=world.id,
        world_digest=world.digest(),
        language=world.language,
        seed=seed,
        place=world.start.place,
        items={key: item.at for key, item in world.items.items()},
        characters={key: character.at for key, character in world.characters.items()},
        counters=dict(world.start.counters),
        quests={key: "hidden" if q.offer is not None else next(iter(q.steps)) for key, q in world.quests.items()},
        dead=[key for key, character in world.characters.items() if not character.alive],
        relations=list(world.start.relations),
        knows=knows | {f"{PLAYER}.{key}": "start" for key in world.start.knows},
        minutes=clock.begins if clock else 0,
        phase=clock.phase(clock.begins) if clock else "",
        weekday=clock.weekday(clock.begins) if clock else 0,
    )
