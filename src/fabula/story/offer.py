"""Which three intents to offer: one that leads on, one with people, one that looks around."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable

from fabula.story.intent import Intent, possible
from fabula.story.rules import OFF, Guard
from fabula.story.state import State
from fabula.story.world import World

COUNT = 3


def offer(world: World, state: State, rng: random.Random) -> list[Intent]:
    """Three different intents that are possible now, the one that leads on first.

    Deterministic for the same state and dice. The order of preference: what advances a quest (a rule, or the
    way to where one becomes possible), an unheard topic or a person, something not yet seen, then the rest.
    """
    options = list(possible(world, state))
    answers = [i for i in options if i.kind == "answer"]
    if answers:
        return _answers(world, answers, rng)
    chosen: list[Intent] = []
    _add(chosen, _leading(world, state, options))
    _add(chosen, _some(rng, (i for i in options if i.kind == "do")))
    _add(chosen, [i for i in options if i.kind == "accept"][:1])
    _add(chosen, _some(rng, (i for i in options if i.kind in ("ask", "inquire", "quiz"))))
    fresh = [
        i
        for i in options
        if (i.kind == "look" and f"{i.target}.{i.topic}" not in state.seen)
        or (i.kind == "go" and i.target not in state.visited)
        or i.kind == "take"
    ]
    _add(chosen, _some(rng, fresh))
    _add(chosen, _some(rng, (i for i in options if i.kind == "talk")))
    for kind in ("go", "ask", "do", "take", "look", "survey", "wait", "drop"):
        for intent in options:
            if intent.kind == kind and len(chosen) < COUNT:
                _add(chosen, [intent])
    return chosen[:COUNT]


def _answers(world: World, answers: list[Intent], rng: random.Random) -> list[Intent]:
    """Answers to the open question in any order, a right one among them."""
    right = rng.choice([i for i in answers if i.topic in world.questions[i.target].right])
    wrong = [i for i in answers if i.topic not in world.questions[i.target].right]
    offered = [right, *rng.sample(wrong, min(len(wrong), COUNT - 1))]
    return rng.sample(offered, len(offered))


def _add(chosen: list[Intent], more: Iterable[Intent]) -> None:
    chosen += [intent for intent in more if intent not in chosen]


def _some(rng: random.Random, options: Iterable[Intent]) -> list[Intent]:
    found = list(options)
    return [rng.choice(found)] if found else []


def _leading(world: World, state: State, options: list[Intent]) -> list[Intent]:
    """The intent that brings an open quest forward, if one is in sight."""
    for intent in options:
        if intent.kind == "do" and world.rules[intent.target].quest:
            return [intent]
    for wanted in _wanted(world, state):
        for intent in options:
            if intent in wanted:
                return [intent]
    for target in _where(world, state):
        step = _towards(world, state, target)
        if step is not None and step in options:
            return [step]
    return []


# Lines of a guard that the reader can make true by going, taking, asking and looking.
_REACHABLE = frozenset({"at", "has", "heard", "seen", "visited", "present", "done", "set", "any"})


def _goals(world: World, state: State) -> list[Guard]:
    """The guards that open quests, and quest rules that can still become possible, wait for; with alternatives."""
    steps = [quest.steps[now].when for key, quest in world.quests.items() if (now := state.quests[key]) not in OFF]
    rules = [rule.when for key, rule in world.rules.items() if rule.quest and key not in state.done]
    rules = [guard for guard in rules if _REACHABLE.issuperset(guard.failing(state))]
    return [one for guard in (*steps, *rules) if not guard.holds(state) for one in (guard, *guard.any)]


def _wanted(world: World, state: State) -> list[list[Intent]]:
    """Intents that would by themselves make a line of a goal true."""
    out = []
    for guard in _goals(world, state):
        wanted = [Intent("take", item) for item in guard.has]
        wanted += [Intent("ask", *topic.split(".", 1)) for topic in guard.heard]
        wanted += [Intent("look", *detail.split(".", 1)) for detail in guard.seen]
        wanted += [Intent("do", rule) for rule in guard.done]
        wanted += [Intent("do", key) for key, rule in world.rules.items() if set(guard.set) & set(rule.then.set)]
        wanted += [Intent("do", key) for key, rule in world.rules.items() if set(guard.has) & set(rule.then.give)]
        out.append(wanted)
    return out


def _where(world: World, state: State) -> list[str]:
    """Places to be in, for a goal to come nearer: where it asks to be, or where what it asks for is."""
    out: list[str] = []
    for guard in _goals(world, state):
        out += guard.at + [place for place in guard.visited if place not in state.visited]
        out += [state.items.get(item, "") for item in guard.has]
        out += [state.characters.get(state.items.get(item, ""), "") for item in guard.has]
        out += [state.characters.get(topic.split(".")[0], "") for topic in guard.heard]
        out += [state.characters.get(who, "") for who in guard.present]
        out += [detail.split(".")[0] for detail in guard.seen]
    for wanted in _wanted(world, state):
        out += [place for i in wanted if i.kind == "do" for place in world.rules[i.target].when.at]
    return [place for place in out if place in world.places and place != state.place]


def _towards(world: World, state: State, target: str) -> Intent | None:
    """The first step of a shortest open way from here to ``target``."""
    came: dict[str, str] = {state.place: ""}
    queue = deque([state.place])
    while queue:
        here = queue.popleft()
        if here == target:
            while came[here] != state.place:
                here = came[here]
            return Intent("go", here)
        for exit_ in world.places[here].exits:
            if exit_ not in came and world.places[exit_].needs.holds(state):
                came[exit_] = here
                queue.append(exit_)
    return None
