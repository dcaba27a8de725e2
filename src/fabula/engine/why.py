"""Why a turn is as it is: the intent, the rules that spoke, what else called up words, and what it cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fabula.story import event as e
from fabula.story.event import to_record
from fabula.story.intent import Intent
from fabula.story.rules import Guard
from fabula.story.state import State
from fabula.story.tree import Tree
from fabula.story.world import World


@dataclass(frozen=True, slots=True)
class Spoke:
    """A rule of the world that had a say: its key in the world's files, and what about it."""

    key: str
    said: str


@dataclass(frozen=True, slots=True)
class Why:
    """All that is known about how a turn came to be. Empty parts did not matter in it.

    ``intent`` is what was read in ``action``, ``source`` how: ``offered``, or what `fabula.engine.reading` says.
    ``rules`` are those that spoke; ``events`` what happened, as ``type field=value``; ``lore`` the entries that were
    called up and the reason; ``recalled`` the remembered lines and the reason; ``measured`` tokens, seconds and what
    was told again.
    """

    turn: int
    action: str = ""
    intent: str = ""
    source: str = ""
    refused: str = ""
    rules: list[Spoke] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    lore: list[Spoke] = field(default_factory=list)
    recalled: list[Spoke] = field(default_factory=list)
    lead: str = ""
    note: str = ""
    origin: str = ""
    measured: dict[str, Any] = field(default_factory=dict)


def why(world: World, tree: Tree, number: int, meta: Mapping[str, Any]) -> Why:
    """Explain turn ``number``; ``meta`` is what was measured when it was told. `NotFound` if there is no such turn."""
    turn = tree.turn(number)
    action, told = turn.action, turn.told
    if action is None or told is None:
        return Why(number, origin=told.origin if told else "")
    before = tree.state(turn.parent)
    refused = next((x.reason for x in turn.events if isinstance(x, e.ActionRefused)), "")
    skipped = (e.ActionTaken, e.ActionRefused, e.TurnTold, e.LoreFired, e.SummaryMade)
    found: Mapping[str, Any] = meta.get("intent", {})
    return Why(
        turn=number,
        action=action.text,
        intent=action.intent,
        source="offered" if action.offered else " ".join(f"{key}={value}" for key, value in found.items()),
        refused=refused,
        rules=[*_of_action(world, before, Intent.parse(action.intent)), *_of_events(world, turn.events)],
        events=[_brief(x) for x in turn.events if not isinstance(x, skipped)],
        lore=[Spoke(x.entry, x.reason) for x in turn.events if isinstance(x, e.LoreFired)],
        recalled=[Spoke(str(x.get("why", "")), str(x.get("text", ""))) for x in meta.get("recalled", [])],
        lead=told.lead,
        note=told.note,
        origin=told.origin,
        measured={key: value for key, value in meta.items() if key not in ("intent", "recalled")},
    )


def _of_action(world: World, before: State, intent: Intent) -> Iterator[Spoke]:
    """The guards that let the action pass or held it back."""
    guards: list[tuple[str, Guard]] = []
    if intent.kind == "do" and intent.target in world.rules:
        guards.append((f"rules.{intent.target}.when", world.rules[intent.target].when))
    if intent.kind == "go" and intent.target in world.places:
        guards.append((f"places.{intent.target}.needs", world.places[intent.target].needs))
    if intent.kind == "ask" and intent.target in world.characters:
        topic = world.characters[intent.target].topics.get(intent.topic)
        guards += [(f"characters.{intent.target}.topics.{intent.topic}.when", topic.when)] if topic else []
    for key, guard in guards:
        failing = set(guard.failing(before))
        for line, value in guard.model_dump(exclude_defaults=True).items():
            yield Spoke(f"{key}.{line}", f"{'failed' if line in failing else 'held'}: {value}")


def _of_events(world: World, events: list[e.Event]) -> Iterator[Spoke]:
    """What happened by itself, and the dice."""
    for event in events:
        match event:
            case e.DiceRolled():
                good = "success" if event.roll < event.chance else "failure"
                yield Spoke(event.why, f"{good}: {event.roll} against a chance of {event.chance}")
            case e.CheckRolled():
                total = sum(event.rolls) + event.bonus
                good = "success" if total >= event.against else "failure"
                thrown = " + ".join(map(str, event.rolls))
                yield Spoke(
                    f"rules.{event.why}.check",
                    f"{good}: {event.dice} gave {thrown}, {event.bonus} added: {total} against {event.against}",
                )
            case e.TriggerFired() if event.trigger in world.triggers:
                trigger = world.triggers[event.trigger]
                yield Spoke(f"triggers.{event.trigger}", trigger.explain or trigger.tell)
            case e.TableRolled() if event.table in world.tables:
                row = world.tables[event.table].rows.get(event.row)
                yield Spoke(f"tables.{event.table}", f"{event.row}: {row.name}" if row else event.row)
            case e.QuestAdvanced() if event.quest in world.quests:
                step = world.quests[event.quest].steps.get(event.step)
                yield Spoke(f"quests.{event.quest}", f"{event.step}: {step.goal}" if step else event.step)
            case e.CounterChanged() | e.CounterSet():
                for key, gauge in world.gauges.items():
                    if gauge.counter == event.counter and gauge.explain:
                        yield Spoke(f"gauges.{key}", gauge.explain)


def _brief(event: e.Event) -> str:
    record = to_record(event)
    kind = record.pop("type")
    return f"{kind} " + " ".join(f"{key}={value}" for key, value in record.items())
