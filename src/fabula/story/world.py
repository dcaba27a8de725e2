"""Worlds: who and what there is, where it all begins, and how it can end.

A world is a folder: ``world.toml``, optional ``lore/*.md``, and for each further language an overlay
``world.LANG.toml`` (and ``lore/NAME.LANG.md``) that holds only text under the same keys. `parse` turns the
files' texts into a checked `World`; reading the files is the store's work.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from fabula.errors import WorldError
from fabula.story.rules import NOWHERE, PLAYER, Count, Effects, Guard, Rule, Trigger

FORMAT = 1
GENRES = ("role-playing", "strategy", "simulation", "sandbox", "educational", "slice-of-life")
RATINGS = ("family", "teen", "adult")
LANGUAGES = ("en", "zh")

Rating = Literal["family", "teen", "adult"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
WorldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]

TEXT_KEYS = frozenset(
    ("title", "premise", "tone", "manner", "opening", "name", "aliases", "text", "persona", "voice", "phrase", "words",
     "tell", "tell_fail", "refuse", "goal", "keys")
)  # fmt: skip
OPTIONAL_TEXT_KEYS = frozenset({"aliases", "words"})


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


class Item(_Part):
    """Something that can be held. ``at`` is a place, a character, ``player`` or ``nowhere``."""

    name: Text
    aliases: list[Text] = []
    text: Text
    at: Id
    fixed: bool = False  # cannot simply be picked up; only rules move it


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
    topics: dict[Id, Topic] = {}


class LoreEntry(_Part):
    """Background that is called up when one of its keys is spoken of."""

    keys: list[Text] = Field(min_length=1)
    text: Text


class Step(_Part):
    """One step of a quest: done when ``when`` holds."""

    goal: Text
    when: Guard


class Quest(_Part):
    """Something to achieve, in steps that are done in order."""

    title: Text
    text: Text
    steps: dict[Id, Step] = Field(min_length=1)


class Ending(_Part):
    """A way in which the story can end. ``text`` is the author's own closing passage."""

    title: Text
    when: Guard = Guard()
    text: Text


class Start(_Part):
    """Where everything begins."""

    place: Id
    counters: dict[Id, Count] = {}


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
    start: Start
    places: dict[Id, Place] = Field(min_length=1)
    items: dict[Id, Item] = {}
    characters: dict[Id, Character] = {}
    lore: dict[str, LoreEntry] = {}
    quests: dict[Id, Quest] = Field(min_length=1)
    rules: dict[Id, Rule] = {}
    triggers: dict[Id, Trigger] = {}
    endings: dict[Id, Ending] = Field(min_length=1)

    def digest(self) -> str:
        """The first 16 hex digits of the SHA-256 of the world's whole content in this language."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def entities(self) -> Iterator[tuple[str, str, Place | Item | Character]]:
        """All places, items and characters as (kind, id, entity)."""
        for kind, table in (("places", self.places), ("items", self.items), ("characters", self.characters)):
            for key, value in table.items():
                yield kind, key, value

    def name_of(self, key: str) -> str:
        """The name of a place, item or character in this language; the id itself if there is none."""
        for table in (self.places, self.items, self.characters):
            if key in table:
                return table[key].name
        return key


def _merge(base: dict[str, Any], over: dict[str, Any], path: str, file: str) -> dict[str, Any]:
    """Lay an overlay's texts over the base; anything but text under a known key is an error."""
    merged = dict(base)
    for key, value in over.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            if not isinstance(base.get(key), dict):
                raise WorldError(
                    f"{file}: '{where}' is not in world.toml.",
                    hint=_near(key, [k for k, v in base.items() if isinstance(v, dict)]),
                )
            merged[key] = _merge(base[key], value, where, file)
        elif key in TEXT_KEYS:
            merged[key] = value
        else:
            raise WorldError(
                f"{file}: '{where}' is not text.",
                hint="An overlay holds only text; rules and places belong in world.toml.",
            )
    return merged


def _missing_texts(base: Mapping[str, Any], over: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, value in base.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            if key in {"when", "then", "fail", "needs", "start", "counters"}:
                continue
            under = over.get(key)
            yield from _missing_texts(value, under if isinstance(under, dict) else {}, where)
        elif key in TEXT_KEYS - OPTIONAL_TEXT_KEYS and key not in over:
            yield where


def _unprintable(value: Any, where: str) -> Iterator[str]:
    """The keys of texts that would do something to a terminal: a world can come from a stranger."""
    if isinstance(value, str):
        if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\t\u200d" for c in value):
            yield where
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unprintable(key, where or "a key")
            yield from _unprintable(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _unprintable(inner, where)


def _near(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known here: {', '.join(sorted(known)[:12])}." if known else ""


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        raise WorldError(f"{file} is not valid TOML: {error}.", hint="Correct it at that line.") from error


def _lore_file(text: str, file: str) -> dict[str, Any]:
    first, _, rest = text.replace("\r\n", "\n").lstrip().partition("\n")
    label, colon, listed = first.partition(":")
    empty, _, body = rest.partition("\n")
    if label != "keys" or not colon or empty.strip() or not body.strip():
        raise WorldError(
            f"{file} does not begin with its keys.",
            hint="Write 'keys: word, another word' on the first line, then an empty line, then the text.",
        )
    return {"keys": [key.strip() for key in re.split(r"[,，]", listed) if key.strip()], "text": body.strip()}


def _collect(files: Mapping[str, str], language: str) -> tuple[dict[str, Any], str]:
    """The merged table of one language, and the name of the file that errors are to blame."""
    if "world.toml" not in files:
        raise WorldError("The folder has no world.toml.", hint="Make one with: fabula worlds new NAME")
    base = _toml(files["world.toml"], "world.toml")
    declared = base.get("languages", ["en"])
    if not (isinstance(declared, list) and declared and all(item in LANGUAGES for item in declared)):
        raise WorldError(
            f"world.toml: 'languages' = {declared!r} is not possible.", hint=f"A list of some of {LANGUAGES}."
        )
    if language not in declared:
        raise WorldError(
            f"The world '{base.get('id', '?')}' is not written in '{language}'.",
            hint=f"It is written in: {', '.join(declared)}.",
        )
    if not isinstance(base.setdefault("lore", {}), dict):
        raise WorldError("world.toml: 'lore' must be a table.", hint="Write entries as [lore.NAME].")
    for name in sorted(files):
        match = re.fullmatch(r"lore/([a-z0-9_-]+)\.md", name)
        if match:
            base["lore"][match[1]] = _lore_file(files[name], name)
    blame = "world.toml"
    if language != declared[0]:
        blame = f"world.{language}.toml"
        if blame not in files:
            raise WorldError(
                f"{blame} is missing, though world.toml lists '{language}'.",
                hint=f"Write it, or take '{language}' out of 'languages'.",
            )
        over = _toml(files[blame], blame)
        if not isinstance(over.get("lore", {}), dict):
            raise WorldError(f"{blame}: 'lore' must be a table.", hint="Write entries as [lore.NAME].")
        for name in sorted(files):
            match = re.fullmatch(rf"lore/([a-z0-9_-]+)\.{language}\.md", name)
            if match:
                over.setdefault("lore", {})[match[1]] = _lore_file(files[name], name)
        missing = list(_missing_texts(base, over, ""))
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise WorldError(f"{blame}: '{missing[0]}'{more} has no text.", hint="Write it in this language.")
        base = _merge(base, over, "", blame)
    return {**base, "language": language, "languages": declared}, blame


def parse(files: Mapping[str, str], language: str | None = None) -> World:
    """A checked `World` from the texts of a world folder (file name -> text).

    Without ``language`` the first of the world's languages is taken. Raises `WorldError` that names file,
    key and remedy.
    """
    if language is None:
        head = _toml(files["world.toml"], "world.toml") if "world.toml" in files else {}
        declared = head.get("languages", ["en"])
        language = declared[0] if isinstance(declared, list) and declared else "en"
    table, blame = _collect(files, str(language))
    if table.get("format") != FORMAT:
        raise WorldError(
            f"world.toml: 'format' = {table.get('format')!r}, but this Fabula reads format {FORMAT}.",
            hint=f"Write 'format = {FORMAT}', or update Fabula if the world is newer.",
        )
    strange = next(_unprintable(table, ""), None)
    if strange is not None:
        raise WorldError(
            f"{blame}: '{strange}' holds a character that does not print (an escape or an invisible mark).",
            hint="Type the text anew there.",
        )
    try:
        world = World.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        remedy = {
            "missing": "Add it.",
            "extra_forbidden": "Take it out, or correct its name.",
            "string_pattern_mismatch": "Ids are lower-case letters, digits and underscores.",
        }.get(first["type"], "Correct the value.")
        more = f" ({error.error_count() - 1} more problems follow.)" if error.error_count() > 1 else ""
        raise WorldError(f"{blame}: '{key}': {first['msg']}.", hint=remedy + more) from error
    problems = list(check(world))
    if problems:
        more = f" ({len(problems) - 1} more problems follow.)" if len(problems) > 1 else ""
        key, message, hint = problems[0]
        raise WorldError(f"{blame}: '{key}': {message}.", hint=hint + more)
    return world


def check(world: World) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the references of a world, as (key, message, remedy)."""
    kinds: dict[str, str] = {}
    for kind, key, _ in world.entities():
        if key in (PLAYER, NOWHERE):
            yield f"{kind}.{key}", "this id is reserved", "Choose another id."
        if key in kinds:
            yield f"{kind}.{key}", f"the id is taken by {kinds[key]}.{key}", "Ids are unique; rename one."
        kinds[key] = kind
    names: dict[str, str] = {}
    for kind, key, entity in world.entities():
        for name in (entity.name, *entity.aliases):
            owner = names.setdefault(name.casefold(), f"{kind}.{key}")
            if owner != f"{kind}.{key}":
                yield f"{kind}.{key}", f"the name '{name}' is taken by {owner}", "Give one another name."
    references = _References(world)
    yield from references.problems()


class _References:
    """Walks a world and reports every id that names nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[str, list[str]] = {
            "place": list(world.places),
            "item": list(world.items),
            "character": list(world.characters),
            "counter": list(world.start.counters),
            "rule": list(world.rules),
            "quest": list(world.quests),
            "ending": list(world.endings),
            "topic": [f"{who}.{topic}" for who, c in world.characters.items() for topic in c.topics],
            "detail": [f"{where}.{key}" for where, p in world.places.items() for key in p.details],
            "holder": [*world.places, *world.characters, PLAYER, NOWHERE],
            "stand": [*world.places, PLAYER, NOWHERE],
        }
        effects = [
            *(rule.then for rule in world.rules.values()),
            *(rule.fail for rule in world.rules.values()),
            *(trigger.then for trigger in world.triggers.values()),
            *(topic.then for c in world.characters.values() for topic in c.topics.values()),
        ]
        self.known["flag"] = sorted({flag for effect in effects for flag in effect.set})

    def _need(self, key: str, kind: str, values: list[str]) -> Iterator[tuple[str, str, str]]:
        for value in values:
            if value not in self.known[kind]:
                what = "no effect ever sets the flag" if kind == "flag" else f"there is no {kind}"
                yield key, f"{what} '{value}'", _near(value, self.known[kind])

    def _guard(self, key: str, guard: Guard) -> Iterator[tuple[str, str, str]]:
        for field, kind in (
            ("at", "place"), ("has", "item"), ("lacks", "item"), ("set", "flag"), ("unset", "flag"),
            ("present", "character"), ("heard", "topic"), ("seen", "detail"), ("visited", "place"), ("done", "rule"),
        ):  # fmt: skip
            yield from self._need(f"{key}.{field}", kind, getattr(guard, field))
        yield from self._need(f"{key}.counters", "counter", list(guard.counters))
        for quest, step in guard.quest.items():
            yield from self._need(f"{key}.quest", "quest", [quest])
            if quest in self.world.quests and step not in ("open", "done", *self.world.quests[quest].steps):
                steps = list(self.world.quests[quest].steps)
                yield f"{key}.quest", f"'{quest}' has no step '{step}'", _near(step, steps)
        for number, inner in enumerate(guard.any):
            yield from self._guard(f"{key}.any.{number}", inner)

    def _effects(self, key: str, effects: Effects) -> Iterator[tuple[str, str, str]]:
        yield from self._need(f"{key}.give", "item", effects.give)
        yield from self._need(f"{key}.lose", "item", effects.lose)
        yield from self._need(f"{key}.put", "item", list(effects.put))
        yield from self._need(f"{key}.put", "holder", list(effects.put.values()))
        yield from self._need(f"{key}.bring", "character", list(effects.bring))
        yield from self._need(f"{key}.bring", "stand", list(effects.bring.values()))
        yield from self._need(f"{key}.count", "counter", list(effects.count))
        yield from self._need(f"{key}.move", "place", [effects.move] if effects.move else [])
        yield from self._need(f"{key}.end", "ending", [effects.end] if effects.end else [])

    def problems(self) -> Iterator[tuple[str, str, str]]:
        world = self.world
        yield from self._need("start.place", "place", [world.start.place])
        for key, place in world.places.items():
            yield from self._need(f"places.{key}.exits", "place", place.exits)
            yield from self._guard(f"places.{key}.needs", place.needs)
        for key, item in world.items.items():
            yield from self._need(f"items.{key}.at", "holder", [item.at])
        for key, character in world.characters.items():
            yield from self._need(f"characters.{key}.at", "stand", [character.at])
            for name, topic in character.topics.items():
                yield from self._guard(f"characters.{key}.topics.{name}.when", topic.when)
                yield from self._effects(f"characters.{key}.topics.{name}.then", topic.then)
        for key, rule in world.rules.items():
            yield from self._guard(f"rules.{key}.when", rule.when)
            yield from self._effects(f"rules.{key}.then", rule.then)
            yield from self._effects(f"rules.{key}.fail", rule.fail)
            if rule.chance < 1 and not rule.tell_fail:
                yield f"rules.{key}.tell_fail", "a rule that can fail must say what is told then", "Add it."
        for key, trigger in world.triggers.items():
            yield from self._guard(f"triggers.{key}.when", trigger.when)
            yield from self._effects(f"triggers.{key}.then", trigger.then)
        for key, quest in world.quests.items():
            for name, step in quest.steps.items():
                yield from self._guard(f"quests.{key}.steps.{name}.when", step.when)
        ended = {e.end for r in world.rules.values() for e in (r.then, r.fail)}
        ended |= {t.then.end for t in world.triggers.values()}
        ended |= {t.then.end for c in world.characters.values() for t in c.topics.values()}
        for key, ending in world.endings.items():
            yield from self._guard(f"endings.{key}.when", ending.when)
            if ending.when == Guard() and key not in ended:
                yield f"endings.{key}.when", "this ending can't be reached", "Give it a guard, or an effect 'end'."
        yield from self._reachable()

    def _reachable(self) -> Iterator[tuple[str, str, str]]:
        world = self.world
        reached = {e.move for r in world.rules.values() for e in (r.then, r.fail) if e.move}
        reached |= {t.then.move for t in world.triggers.values() if t.then.move} | {world.start.place}
        frontier = sorted(reached)
        while frontier:
            place = world.places.get(frontier.pop())
            fresh = set(place.exits) - reached if place else set()
            reached |= fresh
            frontier += sorted(fresh)
        for key in world.places:
            if key not in reached:
                yield f"places.{key}", "no exit leads here", "Add it to the exits of another place."
