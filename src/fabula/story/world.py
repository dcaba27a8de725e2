"""Worlds: who and what there is, where it all begins, and how it can end.

A world is a folder: ``world.toml``, optional ``lore/*.md``, and for each further language an overlay
``world.LANG.toml`` (and ``lore/NAME.LANG.md``) that holds only text under the same keys. `parse` turns the
files' texts into a checked `World`; reading the files is the store's work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from fabula.story.clock import Clock, Time
from fabula.story.lore import LoreEntry, LoreSettings
from fabula.story.rules import Count, Effects, Guard, Names, Relations, Rule, Table, Trigger

FORMAT = 1
GENRES = ("role-playing", "strategy", "simulation", "sandbox", "educational", "slice-of-life")
RATINGS = ("family", "teen", "adult")
LANGUAGES = ("en", "zh")

Rating = Literal["family", "teen", "adult"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
WorldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Detail(_Part):
    """Something in a place that can be looked at closely."""

    name: Text
    text: Text


class Place(_Part):
    """Somewhere the player can be."""

    name: Text
    aliases: list[Text] = []
    text: Text
    exits: list[Id] = []
    needs: Guard = Guard()  # what it takes to enter
    refuse: str = ""  # what to tell when it can't be entered
    details: dict[Id, Detail] = {}
    finds: Names = []  # tables that are rolled when it is first entered; what they gave stays true


class Item(_Part):
    """Something that can be held. ``at`` is a place, a character, ``player`` or ``nowhere``."""

    name: Text
    aliases: list[Text] = []
    text: Text
    at: Id
    fixed: bool = False  # can't simply be picked up or put down; only rules move it


class Topic(_Part):
    """Something that a character can be asked about, and what they then say."""

    name: Text
    text: Text
    when: Guard = Guard()
    then: Effects = Effects()


class Character(_Part):
    """Somebody other than the player."""

    name: Text
    aliases: list[Text] = []
    pronouns: Literal["he", "she", "they", "it"]
    persona: Text
    voice: str = ""
    at: Id
    alive: bool = True
    goals: list[Text] = []
    schedule: dict[Time, Id] = {}  # where they go by themselves at an hour of the day
    gossips: bool = False  # passes on what they would tell to whom they are with
    lies: list[Id] = []  # facts that they deny, though they know them
    topics: dict[Id, Topic] = {}


class Fact(_Part):
    """Something that can be known. Who has not learned it can't speak of it.

    ``when`` says when it comes true; who is there then has seen it. With ``secret`` it is passed on only by rules.
    """

    name: Text
    text: Text
    keys: list[Text] = Field(min_length=1)  # words that speak of it
    known_by: Names = []  # who knows it from the start
    secret: bool = False
    when: Guard | None = None
    source: str = ""  # where one can read up on it, in an educational world


class Question(_Part):
    """Something that a character asks the reader, with options to choose from and free words that mean them.

    What is asked next is nearest to the reader's level, which follows their answers.
    """

    by: Id
    ask: Text
    options: dict[Id, Text] = Field(min_length=2, max_length=6)
    right: Names = Field(min_length=1)
    words: dict[Id, list[Text]] = {}  # option = free words that mean it: each entry is a set of words
    level: int = Field(default=1, ge=1, le=9)
    when: Guard = Guard()
    fact: Id | None = None  # what is learned from it, rightly answered or not
    tell_right: Text
    tell_wrong: Text
    then: Effects = Effects()
    fail: Effects = Effects()


class Relation(_Part):
    """How one entity can stand to another; ``text`` is a sentence with ``{subject}`` and ``{object}``."""

    text: Text


class Level(_Part):
    """A level of a gauge: from ``least`` up to the next level."""

    least: int
    text: Text


class Gauge(_Part):
    """A counter in words: when it reaches another level, the level's text is told."""

    name: Text
    counter: Id
    explain: str = ""  # what moves it, for whoever wants to understand the system
    levels: dict[Id, Level] = Field(min_length=1)

    def level(self, value: int) -> str | None:
        """The level that a value is on; None below all of them."""
        reached = [(level.least, key) for key, level in self.levels.items() if level.least <= value]
        return max(reached)[1] if reached else None


class Step(_Part):
    """One step of a quest: done when ``when`` holds."""

    goal: Text
    when: Guard
    claims: list[Text] = []  # words that claim it done; without them, those of the goal


class Quest(_Part):
    """Something to achieve, in steps that are done in order.

    Open from the start, unless it has an ``offer``: then it is hidden until that holds, and offered until it is
    taken on. It fails when ``fails`` holds before its last step is done.
    """

    title: Text
    text: Text
    steps: dict[Id, Step] = Field(min_length=1)
    offer: Guard | None = None
    by: Id | None = None  # who offers it; it can be taken on only where they are
    fails: Guard | None = None  # a deadline, or what makes it impossible
    reward: Effects = Effects()
    tell_offer: str = ""
    tell_done: str = ""
    tell_failed: str = ""


class Ending(_Part):
    """A way in which the story can end. ``text`` is the author's own closing passage."""

    title: Text
    when: Guard = Guard()
    text: Text


class Start(_Part):
    """Where everything begins."""

    place: Id
    counters: dict[Id, Count] = {}
    relations: Relations = []
    knows: Names = []  # facts that the player knows


class World(_Part):
    """A playable world in one language. Made by `parse`."""

    format: int
    id: WorldId
    genre: Literal["role-playing", "strategy", "simulation", "sandbox", "educational", "slice-of-life"]
    rating: Rating
    language: str
    languages: list[str]
    title: Text
    premise: Text
    tone: Text
    manner: list[Text] = Field(min_length=1)
    opening: Text
    clock: Clock | None = None
    start: Start
    places: dict[Id, Place] = Field(min_length=1)
    items: dict[Id, Item] = {}
    characters: dict[Id, Character] = {}
    lore: dict[str, LoreEntry] = {}
    lore_settings: LoreSettings = LoreSettings()
    quests: dict[Id, Quest] = Field(min_length=1)
    rules: dict[Id, Rule] = {}
    triggers: dict[Id, Trigger] = {}
    tables: dict[Id, Table] = {}
    facts: dict[Id, Fact] = {}
    gauges: dict[Id, Gauge] = {}
    questions: dict[Id, Question] = {}
    relations: dict[Id, Relation] = {}
    endings: dict[Id, Ending] = Field(min_length=1)

    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the world's whole content in this language."""
        text = json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def entities(self) -> Iterator[tuple[str, str, Place | Item | Character]]:
        """All places, items and characters as (kind, id, entity)."""
        for kind, table in (("places", self.places), ("items", self.items), ("characters", self.characters)):
            for key, value in table.items():
                yield kind, key, value

    def people(self) -> dict[str, str]:
        """Every name and alias of a character -> their id."""
        return {name: who for who, one in self.characters.items() for name in (one.name, *one.aliases)}

    def name_of(self, key: str) -> str:
        """The name of a place, item or character in this language; the id itself if there is none."""
        for table in (self.places, self.items, self.characters):
            if key in table:
                return table[key].name
        return key

    def effects_by_key(self) -> Iterator[tuple[str, Effects]]:
        """Every table of effects in the world, with its key."""
        for key, rule in self.rules.items():
            yield f"rules.{key}.then", rule.then
            yield f"rules.{key}.fail", rule.fail
        for key, trigger in self.triggers.items():
            yield f"triggers.{key}.then", trigger.then
        for who, character in self.characters.items():
            for key, topic in character.topics.items():
                yield f"characters.{who}.topics.{key}.then", topic.then
        for key, quest in self.quests.items():
            yield f"quests.{key}.reward", quest.reward
        for key, question in self.questions.items():
            yield f"questions.{key}.then", question.then
            yield f"questions.{key}.fail", question.fail
        for key, table in self.tables.items():
            for name, row in table.rows.items():
                yield f"tables.{key}.rows.{name}.then", row.then

    def guards(self) -> Iterator[tuple[str, Guard]]:
        """Every guard in the world, with its key."""
        for key, place in self.places.items():
            yield f"places.{key}.needs", place.needs
        for who, character in self.characters.items():
            for key, topic in character.topics.items():
                yield f"characters.{who}.topics.{key}.when", topic.when
        for key, rule in self.rules.items():
            yield f"rules.{key}.when", rule.when
        for key, trigger in self.triggers.items():
            yield f"triggers.{key}.when", trigger.when
        for key, quest in self.quests.items():
            for name, step in quest.steps.items():
                yield f"quests.{key}.steps.{name}.when", step.when
            for name, guard in (("offer", quest.offer), ("fails", quest.fails)):
                if guard is not None:
                    yield f"quests.{key}.{name}", guard
        for key, table in self.tables.items():
            for name, row in table.rows.items():
                yield f"tables.{key}.rows.{name}.when", row.when
        for key, fact in self.facts.items():
            if fact.when is not None:
                yield f"facts.{key}.when", fact.when
        for key, question in self.questions.items():
            yield f"questions.{key}.when", question.when
        for key, entry in self.lore.items():
            yield f"lore.{key}.when", entry.when
        for key, ending in self.endings.items():
            yield f"endings.{key}.when", ending.when

    def effects(self) -> Iterator[Effects]:
        """Every table of effects in the world."""
        return (effects for _, effects in self.effects_by_key())
