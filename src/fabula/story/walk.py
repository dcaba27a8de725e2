"""Random walks: playing a world without a model, to see what is ever reached and where one gets stuck."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from fabula.story import event as e
from fabula.story.decide import Decision, decide, dice, start
from fabula.story.intent import possible
from fabula.story.offer import offer
from fabula.story.reach import reach
from fabula.story.rules import PLAYER
from fabula.story.state import State, fold
from fabula.story.world import World

TURNS = 80  # of a walk, at the most
# How walks go, in turn: the share of turns that take an offered choice, and whether the others look for what is new.
MANNERS = ((1.0, False), (0.5, False), (0.6, True), (0.2, True))
LEADING = (3, 1, 1)  # how often each offered choice is taken; the first one leads on


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A state from which no ending can be reached any more, found by the walk with this seed."""

    seed: int
    turn: int
    place: str
    held: list[str]


@dataclass(slots=True)
class Coverage:
    """What random walks have reached. ``reached`` and ``all`` map a kind of content to its keys."""

    walks: int = 0
    turns: int = 0
    all: dict[str, list[str]] = field(default_factory=dict)
    reached: dict[str, set[str]] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)  # ending -> walks that ended so
    lengths: list[int] = field(default_factory=list)  # turns of the walks that ended
    dead_ends: list[DeadEnd] = field(default_factory=list)

    def missing(self, kind: str) -> list[str]:
        """What of a kind no walk has reached."""
        return [key for key in self.all[kind] if key not in self.reached[kind]]

    def share(self) -> float:
        """The share of all content that some walk has reached, from 0 to 1."""
        whole = sum(map(len, self.all.values()))
        return 1 - sum(len(self.missing(kind)) for kind in self.all) / whole if whole else 1.0


def content(world: World, begun: State) -> dict[str, list[str]]:
    """Everything in a world that play can reach, by kind. Items that can never be held do not count."""
    holdable = reach(world, begun).items
    return {
        "places": list(world.places),
        "details": [f"{where}.{key}" for where, place in world.places.items() for key in place.details],
        "items": [item for item in world.items if PLAYER in holdable[item]],
        "topics": [f"{who}.{key}" for who, one in world.characters.items() for key in one.topics],
        "rules": list(world.rules),
        "triggers": list(world.triggers),
        "quests": [f"{key}.{step}" for key, q in world.quests.items() for step in (*list(q.steps)[1:], "done")],
        "tables": [f"{key}.{row}" for key, table in world.tables.items() for row in table.rows],
        "facts": list(world.facts),
        "questions": list(world.questions),
        "endings": list(world.endings),
    }


def walk(world: World, seed: int, turns: int, tried: Counter[str]) -> Iterator[Decision]:
    """The turns of one random walk, which stops at an ending.

    ``tried`` counts what walks have done so far; the same seed and counts walk the same way.
    """
    rng = random.Random(f"walk:{seed}")
    share, seeking = MANNERS[seed % len(MANNERS)]
    state = fold(State(), [start(world, seed=seed)])
    for turn in range(1, turns + 1):
        offered = rng.random() < share
        if offered:
            choices = offer(world, state, dice(state.seed, -state.turn - 1))
            intent = rng.choices(choices, LEADING[: len(choices)])[0]
        else:
            choices = [one for one in possible(world, state) if one.kind != "drop" or not seeking]
            least = min(tried[str(one)] for one in choices)
            intent = rng.choice([one for one in choices if not seeking or tried[str(one)] == least])
        tried[str(intent)] += 1
        decision = decide(world, state, intent, str(intent), offered=offered, rng=dice(state.seed, turn))
        yield decision
        state = decision.after
        if state.ended:
            return


def simulate(world: World, walks: int, *, turns: int = TURNS, seed: int = 0) -> Iterator[Coverage]:
    """Walk ``walks`` times and yield the growing `Coverage` after each walk."""
    begun = fold(State(), [start(world, seed=seed)])
    found = Coverage(all=content(world, begun))
    found.reached = {kind: set() for kind in found.all}
    found.reached["items"].update(begun.held())
    found.reached["places"].add(begun.place)
    found.reached["facts"].update(world.start.knows)
    tried: Counter[str] = Counter()
    for number in range(seed, seed + walks):
        state, taken = begun, 0
        for decision in walk(world, number, turns, tried):
            taken += 1
            state = decision.after
            for event in decision.events:
                _count(found.reached, event)
        found.walks += 1
        found.turns += taken
        if state.ended:
            found.endings[state.ended] += 1
            found.lengths.append(taken)
        elif not reach(world, state).ends:
            found.dead_ends.append(DeadEnd(number, taken, state.place, state.held()))
        yield found


def _count(reached: dict[str, set[str]], event: e.Event) -> None:
    match event:
        case e.PlayerMoved():
            reached["places"].add(event.to)
        case e.DetailSeen():
            reached["details"].add(f"{event.place}.{event.detail}")
        case e.ItemMoved(to="player"):
            reached["items"].add(event.item)
        case e.TopicHeard():
            reached["topics"].add(f"{event.character}.{event.topic}")
        case e.RuleDone():
            reached["rules"].add(event.rule)
        case e.TriggerFired():
            reached["triggers"].add(event.trigger)
        case e.QuestAdvanced():
            reached["quests"].add(f"{event.quest}.{event.step}")
        case e.TableRolled():
            reached["tables"].add(f"{event.table}.{event.row}")
        case e.FactLearned(character="player"):
            reached["facts"].add(event.fact)
        case e.QuestionAnswered():
            reached["questions"].add(event.question)
        case e.StoryEnded():
            reached["endings"].add(event.ending)
