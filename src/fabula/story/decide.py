"""Deciding a turn: from an intent to events and to what must be told. Pure: the dice are an argument."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from fabula.story import event as e
from fabula.story.intent import Intent
from fabula.story.language import LANGUAGES
from fabula.story.state import State, fold
from fabula.story.world import World


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens in a turn: ``events`` in order, the state ``after`` them, and the facts to tell.

    ``facts`` are sentences of the author (or of a refusal) that the prose must carry; ``refused`` is the
    reason if the action failed; ``ending`` the id of the ending that this turn reaches.
    """

    events: list[e.Event]
    after: State
    facts: list[str] = field(default_factory=list)
    refused: str = ""
    ending: str = ""


def dice(seed: int, turn: int) -> random.Random:
    """The dice of one turn: the same seed and turn always throw the same."""
    return random.Random(f"{seed}:{turn}")


def decide(world: World, state: State, intent: Intent, text: str, *, offered: bool, rng: random.Random) -> Decision:
    """Carry out ``intent`` by the world's rules.

    The first event is always ``action.taken/1``; a refused action changes nothing else but what triggers do.
    """
    events: list[e.Event] = [e.ActionTaken(text=text, intent=str(intent), offered=offered)]
    facts: list[str] = []
    refused = _refusal(world, state, intent)
    if refused:
        events.append(e.ActionRefused(intent=str(intent), reason=refused))
        facts.append(refused)
    else:
        more, told = _carry_out(world, state, intent, rng)
        events += more
        facts += told
    before_triggers = fold(state, events)
    for more, told in _triggers(world, before_triggers, rng):
        events += more
        facts += told
    after = fold(state, events)
    steps, goals = _quests(world, after)
    events += steps
    facts += goals
    after = fold(after, steps)
    ending = after.ended if after.ended != state.ended else ""
    if not after.ended:
        reached = next((key for key, end in world.endings.items() if _guarded(end.when) and end.when.holds(after)), "")
        if reached:
            events.append(e.StoryEnded(ending=reached))
            after = fold(after, events[-1:])
            ending = reached
    return Decision(events, after, facts, refused, ending)


def _guarded(guard: object) -> bool:
    return guard != type(guard)()


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
    elif intent.kind == "drop" and intent.target not in state.held():
        return words["gone"].format(name=name)
    elif intent.kind in ("talk", "ask") and intent.target not in state.here():
        return words["absent"].format(name=name)
    elif intent.kind == "do":
        rule = world.rules[intent.target]
        if (intent.target in state.done and not rule.again) or not rule.when.holds(state):
            return rule.refuse or words["rule"]
    return ""


def _carry_out(world: World, state: State, intent: Intent, rng: random.Random) -> tuple[list[e.Event], list[str]]:
    match intent.kind:
        case "go":
            return [e.PlayerMoved(to=intent.target)], [world.places[intent.target].text]
        case "take":
            return [e.ItemMoved(item=intent.target, to="player")], [world.items[intent.target].text]
        case "drop":
            return [e.ItemMoved(item=intent.target, to=state.place)], []
        case "look":
            detail = world.places[intent.target].details[intent.topic]
            return [e.DetailSeen(place=intent.target, detail=intent.topic)], [detail.text]
        case "survey":
            return [], [world.places[state.place].text]
        case "ask":
            topic = world.characters[intent.target].topics[intent.topic]
            heard = e.TopicHeard(character=intent.target, topic=intent.topic)
            return [heard, *topic.then.events()], [topic.text]
        case "do":
            return _do(world, intent.target, rng)
        case _:
            return [], []


def _do(world: World, key: str, rng: random.Random) -> tuple[list[e.Event], list[str]]:
    rule = world.rules[key]
    good, rolled = _throw(key, rule.chance, rng)
    if good:
        return [*rolled, e.RuleDone(rule=key), *rule.then.events()], [rule.tell]
    return [*rolled, *rule.fail.events()], [rule.tell_fail]


def _throw(why: str, chance: float, rng: random.Random) -> tuple[bool, list[e.Event]]:
    if chance >= 1:
        return True, []
    roll = round(rng.random(), 6)
    return roll < chance, [e.DiceRolled(why=why, chance=chance, roll=roll)]


def _triggers(world: World, state: State, rng: random.Random) -> Iterator[tuple[list[e.Event], list[str]]]:
    """What happens by itself. Each trigger is looked at once, in the world's order, seeing what came before."""
    for key, trigger in world.triggers.items():
        if key in state.fired and not trigger.again:
            continue
        if state.turn % trigger.every or state.ended or not trigger.when.holds(state):
            continue
        good, rolled = _throw(key, trigger.chance, rng)
        if not good:
            yield rolled, []
            continue
        happened: list[e.Event] = [*rolled, e.TriggerFired(trigger=key), *trigger.then.events()]
        state = fold(state, happened)
        yield happened, [trigger.tell] if trigger.tell else []


def _quests(world: World, state: State) -> tuple[list[e.Event], list[str]]:
    """Move every open quest over the steps whose conditions hold now."""
    events: list[e.Event] = []
    for key, quest in world.quests.items():
        steps = list(quest.steps)
        current = state.quests.get(key, "done")
        while current != "done" and quest.steps[current].when.holds(state):
            rest = steps[steps.index(current) + 1 :]
            current = rest[0] if rest else "done"
            advanced = e.QuestAdvanced(quest=key, step=current)
            events.append(advanced)
            state = fold(state, [advanced])
    return events, []


def start(world: World, *, seed: int) -> e.SessionStarted:
    """The first event of a session in this world."""
    return e.SessionStarted(
        world=world.id,
        world_digest=world.digest(),
        language=world.language,
        seed=seed,
        place=world.start.place,
        items={key: item.at for key, item in world.items.items()},
        characters={key: character.at for key, character in world.characters.items()},
        counters=dict(world.start.counters),
        quests={key: next(iter(quest.steps)) for key, quest in world.quests.items()},
    )
