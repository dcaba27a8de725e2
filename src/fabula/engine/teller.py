"""Telling: turning a model's stream into the prose of a turn that ends where a turn should end."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Protocol

from fabula.analysis.clean import plain
from fabula.analysis.sentences import complete_length, length
from fabula.engine.contradict import KINDS
from fabula.models.model import Model
from fabula.models.request import Request, Usage


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a turn should be: words in English, characters in Chinese."""

    least: int
    enough: int  # the turn ends with the first sentence that reaches this
    most: int


MEASURES = {"en": Measure(60, 66, 120), "zh": Measure(100, 105, 200)}

SHARES = {"en": 24, "zh": 40}  # what the model tells at the least, however long the author's lead is

# What a small model writes when it falls out of the story: notes, headings, roles, lists of choices.
_LEAKS = re.compile(
    r"[\[【]|<[|｜/A-Za-z]|\n[ \t]*(?:#|\*\*|---|—{3}"
    r"|(?:Action|Choices?|Note|User|Assistant|Reader)\s?:|(?:行动|选项|读者|注)\s?[:：]|\d[.)、]|[-*] )"
)
STOPS = ("<|im_start|>", "<|im_end|>", "\n[", "\nAction:", "\n行动：")
_HELD = 12  # characters of a new line that may still turn out to be a leak


LONGEST = {"en": 45, "zh": 80}  # a sentence
RUNAWAY = 1200  # characters without the end of a sentence
# The faults that are never let through, however often told again: they break the page, give away what is kept back, or
# are not for this reader.
NEVER = ("another language", "speaks out of turn", "gives away", "not for this reader")
# And those that are let through only where nothing is told again at all: what is told would not be so.
UNTRUE = KINDS
RETELLS = 5  # sentences of a turn that are told again; after them only what is grave counts, and it ends the turn


class Judge(Protocol):
    """Looks at sentences; see `fabula.engine.check`."""

    def __call__(self, sentence: str, *, whole: bool) -> str:
        """What is wrong with a sentence, or with one that is still being told; empty if nothing is."""

    def gravest(self, sentence: str) -> str:
        """What makes a whole sentence untrue or breaks the page, whatever else is wrong with it; empty if nothing."""

    def told(self, sentence: str) -> None:
        """Take note of a sentence that was let out."""


@dataclass(slots=True)
class Retold:
    """What telling sentences again has cost in a turn: what was wrong with them, tokens, seconds."""

    why: list[str] = field(default_factory=list)
    tokens: int = 0
    seconds: float = 0.0

    def add(self, why: str, tokens: int, seconds: float) -> None:
        """Count a refused sentence."""
        self.why.append(why)
        self.tokens += tokens
        self.seconds += seconds


class Telling:
    """Collects a stream and lets out sentence by sentence what may be shown.

    ``lead`` is how the turn already begins: the author's sentences about what happens, or a first word. ``judge``
    looks at each sentence before it is let out. When it finds something, `refused` says what, and the telling waits
    for another stream that goes on from `text`.
    Readers are slower than the stream, so waiting for a sentence costs them nothing, and the turn ends on a full one.
    """

    def __init__(self, language: str, lead: str = "", judge: Judge | None = None, *, retells: int = RETELLS) -> None:
        self.language, measure = language, MEASURES[language]
        said, share = length(lead, language), SHARES[language]
        self.measure = Measure(
            max(measure.least, said), max(measure.enough, said + share), max(measure.most, said + 3 * share)
        )
        self.over, self.refused = False, ""
        self.broken = False  # the turn ended before a sentence that could not be let out
        self.retold = Retold()
        self.sentences = 0  # let out so far
        self._judge, self._retells = judge, retells
        self._lead, self._said = lead, said
        self._raw = ""  # what the model wrote, behind the lead
        self._told = ""  # what of it was let out; only ever grows
        self._fresh = True  # nothing came from this stream yet

    def feed(self, piece: str) -> str:
        """Take in a piece; returns what may now be shown. Sets `over` when the turn should end."""
        piece = plain(piece)
        before = self._told or self._lead
        if self._fresh and self.language == "en" and before and (piece[:1].isalnum() or piece[:1] == '"'):
            piece = f" {piece}"  # a server that goes on without the space between two sentences
        self._fresh = self._fresh and not piece
        shown = ""
        for character in piece:  # so that where a turn ends does not depend on how a server cuts its stream
            shown += self._step(character)
            if self.over or self.refused:
                break
        return shown

    def again(self) -> None:
        """Forget the refused sentence; the next piece goes on from `text`."""
        self._raw, self._fresh, self.refused = self._told, True, ""

    def _step(self, character: str) -> str:
        self._raw += character
        text, leaked = self._usable()
        size = self._said + length(text, self.language)
        if leaked and self._patient():
            self.refused = "leaves the story"
            return ""
        if leaked or size > self.measure.most:
            return self.finish()
        whole = self._whole(text, size)
        if whole <= len(self._told):
            if len(text) - len(self._told) > RUNAWAY:
                self.refused = "endless" if self._patient() else ""
                return "" if self.refused else self.finish()
            if character in " ，,；;":  # a word or clause is complete, so something may be wrong already
                self.refused = self._wrong(text[len(self._told) :], whole=False)
            return ""
        if not self._sure(text, whole):
            return ""
        if not length(text[len(self._told) : whole], self.language):  # marks without a word
            self.refused = "leaves the story" if self._patient() else ""
            return "" if self.refused else self.finish()
        self.refused = self._wrong(text[len(self._told) : whole], whole=True)
        if self.refused or self.over:
            return ""
        self.over = self._said + length(text[:whole], self.language) >= self.measure.enough
        return self._let(text[:whole])

    def finish(self) -> str:
        """The stream is over: returns what else may be shown, so that all that was shown is the turn."""
        if self.over and self._told:
            return ""
        self.over = True
        text, _ = self._usable()
        whole = self._whole(text, self._said + length(text, self.language))
        if whole > len(self._told) and not self._wrong(text[len(self._told) : whole], whole=True):
            return self._let(text[:whole])
        if not self.added and text.strip() and not self._wrong(text, whole=True):
            words = text.rpartition(" ")[0]  # better a sentence that breaks off than none
            rest = (words if words.strip() else text).rstrip(' ,;:，；：、-—\n"“')
            return self._let(f"{rest}…") if rest.strip() else ""
        return ""

    @property
    def added(self) -> bool:
        """Whether the model told anything beyond the lead."""
        return bool(self._told.strip())

    @property
    def text(self) -> str:
        """The prose of the turn: the lead, and all that was let out."""
        return (self._lead + self._told).strip()

    @property
    def short(self) -> bool:
        """Whether the turn broke off before it was as long as a turn should be."""
        return self.broken and length(self.text, self.language) < self.measure.least

    def _patient(self) -> bool:
        """Whether a sentence may still be told again."""
        return self._judge is not None and len(self.retold.why) < self._retells

    def _wrong(self, sentence: str, *, whole: bool) -> str:
        """What is wrong with a sentence. When enough was told again only the gravest count, and end the turn."""
        if self._judge is None:
            return ""
        if self._patient() and length(sentence, self.language) > LONGEST[self.language]:
            return "endless"
        found = self._judge(sentence.strip(), whole=whole)
        if self._patient() or not found:
            return found
        if whole and self._retells and found not in NEVER:
            found = self._judge.gravest(sentence.strip())
        if found not in ((*NEVER, *UNTRUE) if self._retells else NEVER):
            return ""
        self.over = self.broken = True
        return found

    def _usable(self) -> tuple[str, bool]:
        leak = _LEAKS.search(self._raw, max(0, len(self._told) - 1))
        text = self._raw[: leak.start()] if leak else self._raw
        if not self._lead:
            text = text.lstrip()
        return re.sub(r"\n[ \t]*\n\s*", "\n\n", text), leak is not None

    def _whole(self, text: str, size: int) -> int:
        """The length in full sentences; when the turn gets too long, a forgotten closing quote is forgiven."""
        strict = complete_length(text, self.language)
        return strict if size <= self.measure.most else complete_length(text, self.language, quotes=False)

    def _sure(self, text: str, whole: int) -> bool:
        """Whether the end of a sentence is sure: in English a closing quote or an abbreviation may follow."""
        return self.language == "zh" or len(text) > whole or text[whole - 1] in '"”'

    def _let(self, text: str) -> str:
        fresh = text[len(self._told) :] if text.startswith(self._told) else ""
        self._told += fresh
        if fresh:
            self.sentences += 1
            if self._judge is not None:
                self._judge.told(fresh.strip())
        return fresh


Ask = Callable[[str, int], Request]  # the prose so far, and how many sentences were let out or refused -> the request


async def tell(model: Model, ask: Ask, telling: Telling) -> AsyncGenerator[str | Usage]:
    """Stream the prose of one turn: sentences as they may be shown, and at the end the `Usage`.

    The model is stopped as soon as the turn is long enough, and at a refused sentence, which is then told again from
    the same place. The turn is `telling.text`. The usage counts all generated tokens, and as the prompt that of
    the first request; `telling.retold` says how much went into telling again.
    """
    begun, first, spent = time.perf_counter(), 0.0, Usage()
    while not telling.over:
        since, usage, pieces = time.perf_counter(), Usage(), 0
        kept = 0  # pieces up to the last sentence that was let out
        async with aclosing(model.stream(ask(telling.text, telling.sentences + len(telling.retold.why)))) as stream:
            async for piece in stream:
                if isinstance(piece, Usage):
                    usage = piece
                    continue
                pieces += 1
                fresh = telling.feed(piece)
                if fresh:
                    since, kept = time.perf_counter(), pieces
                    first = first or since - begun
                    yield fresh
                if telling.over or telling.refused:
                    break
        generated = spent.generated + max(pieces, usage.generated)
        spent = replace(spent if spent.prompt else usage, generated=generated)
        if telling.over or not telling.refused:
            break
        telling.retold.add(telling.refused, pieces - kept, time.perf_counter() - since)
        telling.again()
    rest = telling.finish()
    if rest:
        yield rest
    total = time.perf_counter() - begun
    yield replace(spent, first=first or total, total=total)
