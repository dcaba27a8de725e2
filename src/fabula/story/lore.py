"""Lore: background entries, when each may be called up, and the form in which authors write them.

An entry stands in ``world.toml`` as ``[lore.NAME]``, or in a file of its own, ``lore/NAME.md``: lines ``name: value``,
an empty line, and the text. Which entries fire in a turn is `fabula.engine.lore`'s part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from fabula.errors import WorldError
from fabula.story.language import Language
from fabula.story.pattern import pattern
from fabula.story.rules import Guard

LONGEST = 8000  # characters of an entry's text
WORK = 10_000_000  # characters times parts of patterns, in a turn and at loading: some seconds if all comes together
SCANNED = 4000  # characters that patterns look at in a turn
_UNSPACED = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


def _key(text: str) -> str:
    pattern(text)
    return text


Key = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=210), AfterValidator(_key)
]  # words, or ``/pattern/flags``
Keys = Annotated[list[Key], Field(max_length=100)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Near = Annotated[float, Field(gt=0, le=1)]
Scan = Annotated[int, Field(ge=0, le=20)]


class LoreEntry(BaseModel):
    """Background that is called up when one of its keys is spoken of, or what it means; it fires once.

    Keys are words, matched whole (with ``whole = false`` anywhere; Chinese and Japanese always anywhere), or patterns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    keys: Keys = []
    secondary: Keys = []
    logic: Literal["any", "all", "none"] = "any"  # of the secondary keys, which must be spoken of as well
    whole: bool = True
    meaning: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""  # a sentence
    near: Near | None = None  # how near to it the reader's words must be; None: as the world says
    constant: bool = False  # needs no key: fires as soon as it may
    when: Guard = Guard()
    delay: int = Field(default=0, ge=0, le=100_000)  # the first turn in which it may fire
    probability: float = Field(default=1.0, gt=0, le=1)
    order: int = Field(default=0, ge=-1_000_000, le=1_000_000)  # the highest comes first
    group: str = Field(default="", max_length=40)  # one entry of a group fires in a turn
    weight: int = Field(default=1, ge=1, le=1000)  # how often it is drawn, beside those of its group and order
    sticky: int = Field(default=0, ge=0, le=1000)  # turns for which it stays active, without being told again
    cooldown: int | None = Field(default=None, ge=0, le=100_000)  # silent turns, then it may fire again; None: once
    scan: Scan | None = None  # how many earlier turns are looked at; None: as the world says
    recursive: bool = True  # whether its text may call up other entries
    text: Body

    def active(self, fired: int | None, turn: int) -> bool:
        """Whether it is active in ``turn`` if it fired last in the turn ``fired`` (None: never)."""
        return fired is not None and fired <= turn <= fired + self.sticky

    def ready(self, fired: int | None, turn: int) -> bool:
        """Whether it may fire in ``turn`` if it fired last in the turn ``fired`` (None: never)."""
        if fired is None:
            return turn >= self.delay
        return self.cooldown is not None and turn > fired + self.sticky + self.cooldown


class LoreSettings(BaseModel):
    """How much background a world calls up, ``[lore_settings]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: int = Field(default=1, ge=0, le=20)  # that fire in a turn; few, so that the tail stays short
    characters: int = Field(default=LONGEST, ge=1, le=20_000)  # of their texts together
    scan: Scan = 1  # how many earlier turns are looked at
    depth: int = Field(default=2, ge=0, le=8)  # how far entries call up others: 0 not at all
    near: Near = 0.6  # the cosine of meanings that counts as near


def spoken(language: Language, text: str, key: str, *, whole: bool = True) -> bool:
    """Whether a key is spoken of in ``text``: a pattern that matches, or words that occur."""
    found = pattern(key)
    if found is not None:
        return found.found(text)
    low, words = _low(text), _low(key)
    if not whole or not language.spaced or _UNSPACED.search(key):
        return words in low
    if not words.isascii():
        return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", low) is not None
    if not any(word in low for word in language.tokens(words)):
        return False  # the same answer as below, but at once: most keys of most entries are not there
    return language.contains(text, key)


@lru_cache(maxsize=64)
def _low(text: str) -> str:
    return text.casefold().replace("\u2019", "'")


# -- what is wrong with the entries of a world -----------------------------------------------------------------


def problems(
    lore: Mapping[str, LoreEntry], settings: LoreSettings, language: Language
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with entries that can each be read, as (key, message, remedy)."""
    for name, entry in lore.items():
        if not entry.keys and not entry.constant:
            why = " where there is no embedding model: a 'meaning' needs one" if entry.meaning else ""
            yield f"lore.{name}.keys", f"nothing calls this entry up{why}", "Give it keys, or 'constant = true'."
        for field, keys in (("keys", entry.keys), ("secondary", entry.secondary)):
            for key in keys:
                words = re.search(r"\w", key) and spoken(language, key, key, whole=entry.whole)
                if pattern(key) is None and not words:
                    yield f"lore.{name}.{field}", f"nobody can speak of '{key}': it holds no word", "Write a word."
        if len(entry.text) > settings.characters:
            yield (
                f"lore.{name}.text",
                f"the text has {len(entry.text)} characters, but a turn has room for {settings.characters}",
                "Shorten it, or raise 'lore_settings.characters'.",
            )
    again = {name: entry for name, entry in lore.items() if entry.cooldown is not None}
    parts = sum(found.parts for entry in lore.values() for key in (*entry.keys, *entry.secondary)
                if (found := pattern(key)) is not None)  # fmt: skip
    work = parts * (SCANNED + sum(len(entry.text) for entry in again.values() if entry.recursive))
    if work > WORK:
        yield "lore", f"the patterns of all entries have {parts} parts, which is too much", "Write words instead."
    else:
        yield from _rings(again, language)


def _rings(again: Mapping[str, LoreEntry], language: Language) -> Iterator[tuple[str, str, str]]:
    """Entries that can fire again and call themselves up. One that fires once may well hold its own key."""
    graph = {
        name: [
            other
            for other, called in again.items()
            if any(spoken(language, entry.text, key, whole=called.whole) for key in called.keys)
        ]
        for name, entry in again.items()
        if entry.recursive
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = error.args[1][::-1]
        yield (
            f"lore.{ring[0]}.text",
            f"the text calls its own entry up without end: {' -> '.join(ring)}",
            "Take the keys out of it, or write 'recursive = false', or leave 'cooldown' away.",
        )


# -- files ------------------------------------------------------------------------------------------------------

_LISTS = ("keys", "secondary")
_WORDS = ("meaning", "group", "logic")
_TEXTS = ("keys", "secondary", "meaning")  # what a further language writes anew, besides the text
_FORM = "Write 'keys: word, another word' on the first line, then an empty line, then the text."
_ITEM = re.compile(r"\s*(/(?:[^/\\]|\\.)*/[a-z]*|[^,，]*)\s*(?:[,，]|$)")  # a pattern may hold commas


def read(text: str, file: str, *, overlay: bool = False) -> dict[str, Any]:
    """The table of an entry from the text of its file.

    Lists are parted by commas; numbers and guards are written as in ``world.toml``: ``when: { has = ["key"] }``. The
    ``overlay`` of a further language holds only text. Raises `WorldError` that names the file and the line.
    """
    lines = text.replace("\r\n", "\n").strip().split("\n")
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    body = "\n".join(lines[end:]).strip()
    if not _colon(lines[0]) or not body:
        raise WorldError(f"{file} does not begin with its keys, an empty line, and a text.", hint=_FORM)
    table: dict[str, Any] = {"text": body}
    for line in lines[:end]:
        at = _colon(line) or len(line)
        name, value = line[:at].strip(), line[at + 1 :].strip()
        _named(name, file, overlay=overlay)
        if name in table:
            raise WorldError(f"{file}: '{name}' stands there twice.", hint="Write all keys behind one 'keys:'.")
        table[name] = _value(name, value, file)
    return table


def _colon(line: str) -> int:
    """Where a head line has its colon; 0 if it has none."""
    match = re.search("[:：]", line)
    return match.start() if match else 0


def _named(name: str, file: str, *, overlay: bool) -> None:
    """Raise `WorldError` for a head line that there is not, or not in an overlay."""
    known = [field for field in LoreEntry.model_fields if field != "text"]
    if name not in known:
        raise WorldError(
            f"{file}: '{name[:40]}' is nothing that an entry has.",
            hint=f"Lines before the empty line are 'name: value'. Known here: {', '.join(known)}.",
        )
    if overlay and name not in _TEXTS:
        raise WorldError(
            f"{file}: '{name}' is not text.", hint=f"A further language writes only {', '.join(_TEXTS)} and the text."
        )


def _value(name: str, value: str, file: str) -> Any:
    if name in _LISTS:
        return [key for match in _ITEM.finditer(value) if (key := match[1].strip())]
    if name in _WORDS:
        return value
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except (ValueError, RecursionError) as error:
        raise WorldError(
            f"{file}: '{name}: {value[:80]}' can't be read.", hint="Write values as in world.toml: 3, true, { … }."
        ) from error
