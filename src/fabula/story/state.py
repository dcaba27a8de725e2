"""State: what is true now. It is a fold of events and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from typing import Any

from fabula.story import event as e
from fabula.story.rules import NOWHERE, PLAYER


@dataclass(slots=True)
class Reader:
    """Who the reader plays, and the content rating they chose."""

    name: str = ""
    pronouns: str = ""
    persona: str = ""
    rating: str = "teen"


@dataclass(slots=True)
class State:
    """All that is true in one moment of one branch. Ids are those of the world."""

    place: str = ""
    items: dict[str, str] = field(default_factory=dict)  # item -> player | place | character | nowhere
    characters: dict[str, str] = field(default_factory=dict)  # character -> place | player | nowhere
    counters: dict[str, int] = field(default_factory=dict)
    quests: dict[str, str] = field(default_factory=dict)  # quest -> current step | done
    flags: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)  # "character.topic"
    seen: set[str] = field(default_factory=set)  # "place.detail"
    visited: set[str] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)  # rule -> times
    fired: dict[str, int] = field(default_factory=dict)  # trigger -> times
    lore: set[str] = field(default_factory=set)
    reader: Reader = field(default_factory=Reader)
    language: str = "en"
    seed: int = 0
    turn: int = 0  # turns told on this branch
    ended: str = ""

    def held(self) -> list[str]:
        """The items that the player holds, in the world's order."""
        return [item for item, holder in self.items.items() if holder == PLAYER]

    def here(self) -> list[str]:
        """The characters where the player is, those who go along included."""
        return [who for who, where in self.characters.items() if where in (self.place, PLAYER)]

    def lying_here(self) -> list[str]:
        """The items that lie in the player's place."""
        return [item for item, holder in self.items.items() if holder == self.place and holder != NOWHERE]

    def as_dict(self) -> dict[str, Any]:
        """Plain data with sets as sorted lists: the form that is digested and shown."""
        data = asdict(self)
        return {key: sorted(value) if isinstance(value, set) else value for key, value in data.items()}

    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the state's canonical JSON."""
        text = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _apply(state: State, event: e.Event) -> None:
    match event:
        case e.SessionStarted():
            state.place, state.language, state.seed = event.place, event.language, event.seed
            state.items, state.characters = dict(event.items), dict(event.characters)
            state.counters, state.quests = dict(event.counters), dict(event.quests)
            state.visited.add(event.place)
        case e.ReaderIntroduced():
            state.reader = Reader(event.name, event.pronouns, event.persona, event.rating)
        case e.LanguageSwitched():
            state.language = event.language
        case e.PlayerMoved():
            state.place = event.to
            state.visited.add(event.to)
        case e.CharacterMoved():
            state.characters[event.character] = event.to
        case e.ItemMoved():
            state.items[event.item] = event.to
        case e.FlagSet():
            state.flags.add(event.flag)
        case e.FlagCleared():
            state.flags.discard(event.flag)
        case e.CounterChanged():
            state.counters[event.counter] = state.counters.get(event.counter, 0) + event.by
        case e.TopicHeard():
            state.heard.add(f"{event.character}.{event.topic}")
        case e.DetailSeen():
            state.seen.add(f"{event.place}.{event.detail}")
        case e.RuleDone():
            state.done[event.rule] = state.done.get(event.rule, 0) + 1
        case e.TriggerFired():
            state.fired[event.trigger] = state.fired.get(event.trigger, 0) + 1
        case e.LoreFired():
            state.lore.add(event.entry)
        case e.QuestAdvanced():
            state.quests[event.quest] = event.step
        case e.StoryEnded():
            state.ended = event.ending
        case e.ActionTaken():
            state.turn += 1
        case _:
            pass  # turns, tips and bookmarks belong to the tree, not to the state


def fold(state: State, events: Iterable[e.Event]) -> State:
    """The state after ``events``, starting from ``state``, which stays as it is.

    ``fold(s, a + b) == fold(fold(s, a), b)`` for all event lists.
    """
    after = deepcopy(state)
    for event in events:
        _apply(after, event)
    return after
