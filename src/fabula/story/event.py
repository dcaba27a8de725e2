"""Events: everything that ever happens in a session, by stable names and versions.

An event is a frozen dataclass with a ``type`` such as ``player.moved/1``. `to_record` and `from_record`
are its stored form. State is nothing but a fold of events (`fabula.story.state.fold`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from fabula.errors import NewerFormat, StoreError


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class SessionStarted(Event):
    """A session begins in a world; ``world_digest`` names the exact text of the world."""

    type: ClassVar[str] = "session.started/1"
    world: str
    world_digest: str
    language: str
    seed: int
    place: str
    items: dict[str, str]
    characters: dict[str, str]
    counters: dict[str, int]
    quests: dict[str, str]
    dead: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)  # "subject relation object"
    knows: dict[str, str] = field(default_factory=dict)  # "character.fact" -> how they came to know it
    minutes: int = 0  # since midnight of day 1
    phase: str = ""  # the time of day; empty in a world without a clock
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class ReaderIntroduced(Event):
    """Who the reader plays, and what they may be told."""

    type: ClassVar[str] = "reader.introduced/1"
    name: str
    pronouns: str
    persona: str
    rating: str
    seat: int = 0  # of several players, who take turns in the order of their seats


@dataclass(frozen=True, slots=True)
class SeatTaken(Event):
    """Another player's turn has come: from now on they are ``player``."""

    type: ClassVar[str] = "seat.taken/1"
    seat: int


@dataclass(frozen=True, slots=True)
class LanguageSwitched(Event):
    """The story goes on in another language."""

    type: ClassVar[str] = "language.switched/1"
    language: str


@dataclass(frozen=True, slots=True)
class TurnOpened(Event):
    """A turn begins, grown from ``parent`` in the tree of turns (0 is the opening)."""

    type: ClassVar[str] = "turn.opened/1"
    turn: int
    parent: int


@dataclass(frozen=True, slots=True)
class ActionTaken(Event):
    """What the reader did: their words, and the intent that was read in them."""

    type: ClassVar[str] = "action.taken/1"
    text: str
    intent: str
    offered: bool


@dataclass(frozen=True, slots=True)
class ActionRefused(Event):
    """The rules did not allow the action; ``reason`` is told as a failed attempt."""

    type: ClassVar[str] = "action.refused/1"
    intent: str
    reason: str


@dataclass(frozen=True, slots=True)
class DiceRolled(Event):
    """A chance was decided: ``roll`` in [0, 1) succeeded when below ``chance``."""

    type: ClassVar[str] = "dice.rolled/1"
    why: str
    chance: float
    roll: float


@dataclass(frozen=True, slots=True)
class PlayerMoved(Event):
    """The player is now in another place."""

    type: ClassVar[str] = "player.moved/1"
    to: str


@dataclass(frozen=True, slots=True)
class CharacterMoved(Event):
    """A character is now in a place, with the player (``player``) or out of the story (``nowhere``)."""

    type: ClassVar[str] = "character.moved/1"
    character: str
    to: str


@dataclass(frozen=True, slots=True)
class ItemMoved(Event):
    """An item is now held by the player, a character or a place, or is gone (``nowhere``)."""

    type: ClassVar[str] = "item.moved/1"
    item: str
    to: str


@dataclass(frozen=True, slots=True)
class CheckRolled(Event):
    """Skill was tried: the ``rolls`` of ``dice`` and ``bonus`` together succeed when not below ``against``."""

    type: ClassVar[str] = "check.rolled/1"
    why: str
    dice: str
    rolls: list[int]
    bonus: int
    against: int


@dataclass(frozen=True, slots=True)
class TableRolled(Event):
    """A row of a random table was drawn; it stays drawn until the table is rolled again."""

    type: ClassVar[str] = "table.rolled/1"
    table: str
    row: str


@dataclass(frozen=True, slots=True)
class TimePassed(Event):
    """Time went on by ``minutes``, into that time of day and that day of the week (0 where days have no names)."""

    type: ClassVar[str] = "time.passed/1"
    minutes: int
    phase: str
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class CharacterDied(Event):
    """A character is dead from now on; their body stays where it is, and what they held stays with it."""

    type: ClassVar[str] = "character.died/1"
    character: str


@dataclass(frozen=True, slots=True)
class RelationSet(Event):
    """Two entities now stand in a relation, such as ``bram trusts player``."""

    type: ClassVar[str] = "relation.set/1"
    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class RelationEnded(Event):
    """Two entities no longer stand in a relation."""

    type: ClassVar[str] = "relation.ended/1"
    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class FactLearned(Event):
    """A character (or the player) now knows a fact; ``source`` is ``saw`` or who told them."""

    type: ClassVar[str] = "fact.learned/1"
    character: str
    fact: str
    source: str


@dataclass(frozen=True, slots=True)
class TraitNoted(Event):
    """The prose let fall a small lasting fact about somebody who was there, and the rules took it as true."""

    type: ClassVar[str] = "trait.noted/1"
    owner: str
    part: str
    value: str


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """A question is put to the reader and stays open until it is answered or they go away."""

    type: ClassVar[str] = "question.asked/1"
    question: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """The open question was answered with one of its options, rightly or not."""

    type: ClassVar[str] = "question.answered/1"
    question: str
    answer: str
    right: bool


@dataclass(frozen=True, slots=True)
class FlagSet(Event):
    """A flag is now set."""

    type: ClassVar[str] = "flag.set/1"
    flag: str


@dataclass(frozen=True, slots=True)
class FlagCleared(Event):
    """A flag is no longer set."""

    type: ClassVar[str] = "flag.cleared/1"
    flag: str


@dataclass(frozen=True, slots=True)
class CounterChanged(Event):
    """A counter rose or fell."""

    type: ClassVar[str] = "counter.changed/1"
    counter: str
    by: int


@dataclass(frozen=True, slots=True)
class CounterSet(Event):
    """A counter was worked out anew by a formula."""

    type: ClassVar[str] = "counter.set/1"
    counter: str
    value: int


@dataclass(frozen=True, slots=True)
class TopicHeard(Event):
    """A character told the player about a topic."""

    type: ClassVar[str] = "topic.heard/1"
    character: str
    topic: str


@dataclass(frozen=True, slots=True)
class DetailSeen(Event):
    """The player looked closely at a detail of a place."""

    type: ClassVar[str] = "detail.seen/1"
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class RuleDone(Event):
    """A rule of the world was carried out with success."""

    type: ClassVar[str] = "rule.done/1"
    rule: str


@dataclass(frozen=True, slots=True)
class TriggerFired(Event):
    """Something happened by itself."""

    type: ClassVar[str] = "trigger.fired/1"
    trigger: str


@dataclass(frozen=True, slots=True)
class LoreFired(Event):
    """A lore entry was called up by what was said; it stays in the log where it fired.

    ``reason`` says why, see `fabula.engine.lore`; it is empty in sessions of older versions.
    """

    type: ClassVar[str] = "lore.fired/1"
    entry: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuestAdvanced(Event):
    """A quest is now at ``step``: ``hidden``, ``offered``, the id of a step, ``done`` or ``failed``."""

    type: ClassVar[str] = "quest.advanced/1"
    quest: str
    step: str


@dataclass(frozen=True, slots=True)
class StoryEnded(Event):
    """The story reached one of its endings."""

    type: ClassVar[str] = "story.ended/1"
    ending: str


@dataclass(frozen=True, slots=True)
class TurnTold(Event):
    """A turn was told: the note it was told from, the prose, and the choices offered after it.

    ``note`` is what was said to the model beside the story; ``lead`` the author's part at the start of ``text``;
    ``choices`` are ``{"label", "intent"}``; ``digest`` is the digest of the state in which the turn left the story,
    so that a replay can be checked; ``origin`` is ``model``, ``author`` or ``reader`` (edited).
    """

    type: ClassVar[str] = "turn.told/1"
    note: str
    text: str
    choices: list[dict[str, str]] = field(default_factory=list)
    digest: str = ""
    lead: str = ""
    origin: str = "model"


@dataclass(frozen=True, slots=True)
class SummaryMade(Event):
    """The turns ``first`` to ``last`` of this branch were summed up in a language, for when they leave the prompt.

    The first summary of a block of turns counts and never changes; an empty ``text`` says that no good one was told.
    """

    type: ClassVar[str] = "summary.made/1"
    first: int
    last: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class TipMoved(Event):
    """The reader went to another turn of the tree: undo, redo, goto and branch are all this."""

    type: ClassVar[str] = "tip.moved/1"
    turn: int


@dataclass(frozen=True, slots=True)
class BookmarkSet(Event):
    """A turn was given a name."""

    type: ClassVar[str] = "bookmark.set/1"
    name: str
    turn: int


EVENTS: dict[str, type[Event]] = {
    kind.type: kind
    for kind in (
        SessionStarted,
        ReaderIntroduced,
        SeatTaken,
        LanguageSwitched,
        TurnOpened,
        ActionTaken,
        ActionRefused,
        DiceRolled,
        CheckRolled,
        TableRolled,
        TimePassed,
        PlayerMoved,
        CharacterMoved,
        CharacterDied,
        RelationSet,
        RelationEnded,
        FactLearned,
        TraitNoted,
        QuestionAsked,
        QuestionAnswered,
        ItemMoved,
        FlagSet,
        FlagCleared,
        CounterChanged,
        CounterSet,
        TopicHeard,
        DetailSeen,
        RuleDone,
        TriggerFired,
        LoreFired,
        QuestAdvanced,
        StoryEnded,
        TurnTold,
        SummaryMade,
        TipMoved,
        BookmarkSet,
    )
}


def to_record(event: Event) -> dict[str, Any]:
    """The stored form: ``{"type": "player.moved/1", "to": "cove"}``."""
    return {"type": event.type, **{f.name: getattr(event, f.name) for f in fields(event)}}


def from_record(record: dict[str, Any]) -> Event:
    """The event of a stored form.

    Raises `NewerFormat` for a name or version that this Fabula does not know, `StoreError` when fields are
    missing or surplus.
    """
    name = record.get("type", "")
    kind = EVENTS.get(name)
    if kind is None:
        raise NewerFormat(
            f"The event '{name}' is unknown to this Fabula.",
            hint="It was written by a newer version: update Fabula to open this session. Nothing was changed.",
        )
    data = {key: value for key, value in record.items() if key != "type"}
    try:
        return kind(**data)
    except TypeError as error:
        raise StoreError(
            f"A stored '{name}' event can't be read: {error}.", hint="The session file is damaged; restore a copy."
        ) from error
