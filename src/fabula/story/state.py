"""State: what is true now. It is a fold of events and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from copy import copy as shallow
from dataclasses import asdict, dataclass, field, fields, replace
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
    quests: dict[str, str] = field(default_factory=dict)  # quest -> hidden | offered | current step | done | failed
    flags: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)  # "character.topic"
    seen: set[str] = field(default_factory=set)  # "place.detail"
    visited: set[str] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)  # rule -> times
    fired: dict[str, int] = field(default_factory=dict)  # trigger -> times
    lore: dict[str, int] = field(default_factory=dict)  # entry -> the turn in which it fired last
    dead: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)  # "subject relation object"
    knows: dict[str, str] = field(default_factory=dict)  # "character.fact" -> how they came to know it
    drawn: dict[str, str] = field(default_factory=dict)  # table -> row
    traits: dict[str, str] = field(default_factory=dict)  # "character.part" -> what the prose once said of it
    asked: str = ""  # the open question
    talking: str = ""  # the character whom the last action was spoken to
    since: int = 0  # the minute in which that conversation began
    answered: dict[str, bool] = field(default_factory=dict)  # question -> whether the last answer was right
    level: int = 1  # of the questions that are asked next
    streak: int = 0  # right answers in a row on this level
    minutes: int = 0  # since midnight of day 1
    phase: str = ""  # the time of day; empty in a world without a clock
    weekday: int = 0
    reader: Reader = field(default_factory=Reader)  # who is ``player`` now
    seat: int = 0  # of the reader, where several play
    others: dict[str, Reader] = field(default_factory=dict)  # "player.SEAT" -> the players whose turn it is not
    away: dict[str, str] = field(default_factory=dict)  # "player.SEAT" -> the place they are in
    language: str = "en"
    seed: int = 0
    turn: int = 0  # turns told on this branch
    ended: str = ""

    def copy(self) -> State:
        """Another state of the same content, sharing nothing that can change."""
        other = shallow(self)
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, dict | set):
                setattr(other, one.name, value.copy())
        other.reader = replace(self.reader)
        return other

    def held(self) -> list[str]:
        """The items that the player holds, in the world's order."""
        return [item for item, holder in self.items.items() if holder == PLAYER]

    def here(self) -> list[str]:
        """The living characters where the player is, those who go along included."""
        return [who for who, where in self.characters.items() if where in (self.place, PLAYER) and who not in self.dead]

    def players(self) -> int:
        """How many players take turns."""
        return len(self.others) + 1

    def place_of(self, who: str) -> str:
        """Where a character (or the player) is: a place, or ``nowhere``."""
        where = self.place if who == PLAYER else self.characters.get(who, NOWHERE)
        return self.place if where == PLAYER else self.away.get(where, where)

    def alone(self, who: str) -> bool:
        """Whether a character goes along with no player."""
        where = self.characters.get(who, NOWHERE)
        return where != PLAYER and where not in self.others

    def lying_here(self) -> list[str]:
        """The items that lie in the player's place."""
        return [item for item, holder in self.items.items() if holder == self.place and holder != NOWHERE]

    def as_dict(self) -> dict[str, Any]:
        """Plain data with sets as sorted lists: the form that is digested and shown.

        Whom the last action was spoken to isn't in it: the action itself is kept.
        """
        data = asdict(self)
        del data["talking"], data["since"]
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
            state.dead, state.relations, state.knows = set(event.dead), set(event.relations), dict(event.knows)
            state.minutes, state.phase, state.weekday = event.minutes, event.phase, event.weekday
        case e.ReaderIntroduced():
            reader = Reader(event.name, event.pronouns, event.persona, event.rating)
            if event.seat == state.seat:
                state.reader = reader
            else:
                state.others[f"{PLAYER}.{event.seat}"] = reader
                state.away[f"{PLAYER}.{event.seat}"] = state.place
        case e.SeatTaken():
            _take_seat(state, event.seat)
        case e.LanguageSwitched():
            state.language = event.language
        case e.PlayerMoved():
            state.place, state.asked = event.to, ""
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
        case e.CounterSet():
            state.counters[event.counter] = event.value
        case e.TableRolled():
            state.drawn[event.table] = event.row
        case e.TimePassed():
            state.minutes += event.minutes
            state.phase, state.weekday = event.phase, event.weekday
        case e.CharacterDied():
            state.dead.add(event.character)
        case e.RelationSet():
            state.relations.add(f"{event.subject} {event.relation} {event.object}")
        case e.RelationEnded():
            state.relations.discard(f"{event.subject} {event.relation} {event.object}")
        case e.FactLearned():
            state.knows.setdefault(f"{event.character}.{event.fact}", event.source)
        case e.TraitNoted():
            state.traits.setdefault(f"{event.owner}.{event.part}", event.value)
        case e.QuestionAsked():
            state.asked = event.question
        case e.QuestionAnswered():
            _answer(state, event)
        case e.TopicHeard():
            state.heard.add(f"{event.character}.{event.topic}")
        case e.DetailSeen():
            state.seen.add(f"{event.place}.{event.detail}")
        case e.RuleDone():
            state.done[event.rule] = state.done.get(event.rule, 0) + 1
        case e.TriggerFired():
            state.fired[event.trigger] = state.fired.get(event.trigger, 0) + 1
        case e.LoreFired():
            state.lore[event.entry] = state.turn
        case e.QuestAdvanced():
            state.quests[event.quest] = event.step
        case e.StoryEnded():
            state.ended = event.ending
        case e.ActionTaken():
            state.turn += 1
            talking = _spoken_to(event.intent)
            state.since = state.since if talking and talking == state.talking else state.minutes
            state.talking = talking
        case _:
            pass  # turns, tips and bookmarks belong to the tree, not to the state


def _spoken_to(intent: str) -> str:
    """The character whom an intent speaks to; empty for none."""
    kind, _, rest = intent.partition(":")
    return rest.partition("/")[0] if kind in ("talk", "ask", "inquire", "tell", "quiz") else ""


def _take_seat(state: State, seat: int) -> None:
    """Let the player of a seat be ``player``; what the other holds and knows goes by their seat from now on."""
    new, old = f"{PLAYER}.{seat}", f"{PLAYER}.{state.seat}"
    if new not in state.others:
        return
    names = {PLAYER: old, new: PLAYER}
    state.others[old], state.reader = state.reader, state.others.pop(new)
    state.away[old], state.place = state.place, state.away.pop(new, state.place)
    state.items = {key: names.get(holder, holder) for key, holder in state.items.items()}
    state.characters = {key: names.get(where, where) for key, where in state.characters.items()}
    state.knows = {_renamed(key, names): source for key, source in state.knows.items()}
    state.relations = {" ".join(names.get(part, part) for part in text.split()) for text in state.relations}
    state.seat, state.asked = seat, ""


def _renamed(known: str, names: dict[str, str]) -> str:
    """``player.fact`` and ``player.1.fact`` under the other name."""
    who, _, fact = known.rpartition(".")
    return f"{names.get(who, who)}.{fact}"


RISE = 2  # right answers in a row after which questions get harder; one wrong answer makes them easier


def _answer(state: State, event: e.QuestionAnswered) -> None:
    state.asked = ""
    state.answered[event.question] = event.right
    state.streak = state.streak + 1 if event.right else 0
    if not event.right:
        state.level = max(1, state.level - 1)
    elif state.streak >= RISE:
        state.level, state.streak = state.level + 1, 0


def advance(state: State, events: Iterable[e.Event]) -> State:
    """Fold ``events`` into ``state`` itself, and return it. For whoever owns the state; else use `fold`."""
    for event in events:
        _apply(state, event)
    return state


def fold(state: State, events: Iterable[e.Event]) -> State:
    """The state after ``events``, starting from ``state``, which stays as it is.

    ``fold(s, a + b) == fold(fold(s, a), b)`` for all event lists.
    """
    return advance(state.copy(), events)
