"""Telling: turning a model's stream into the prose of a turn that ends where a turn should end."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from fabula.analysis.clean import plain
from fabula.analysis.sentences import complete_length, length
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
    r"[\[【]|<\||\n\s*(?:#|\*\*|---|—{3}"
    r"|(?:Action|Choices?|Note|User|Assistant|Reader)\s?:|(?:行动|选项|读者|注)\s?[:：]|\d[.)、]|[-*] )"
)
STOPS = ("<|im_start|>", "<|im_end|>", "\n[", "\nAction:", "\n行动：")
_HELD = 12  # characters of a new line that may still turn out to be a leak


class Telling:
    """Collects a stream and lets out what may be shown: at once up to the least length, then by sentences.

    ``lead`` is how the turn already begins: the author's sentences about what happens, or a first word.
    Readers are slower than the stream, so holding back the last sentences costs them nothing, and the turn
    ends on a full one.
    """

    def __init__(self, language: str, lead: str = "") -> None:
        self.language, measure = language, MEASURES[language]
        said, share = length(lead, language), SHARES[language]
        self.measure = Measure(
            max(measure.least, said), max(measure.enough, said + share), max(measure.most, said + 3 * share)
        )
        self.over = False
        self._raw = lead
        self._lead = len(lead.strip())
        self._fresh = True  # nothing came from the model yet
        self._told = lead if complete_length(lead, language) else ""  # what was let out; only ever grows

    def feed(self, piece: str) -> str:
        """Take in a piece; returns the text that may now be shown. Sets `over` when the turn should end."""
        piece = plain(piece)
        if self._fresh and self.language == "en" and self._raw and (piece[:1].isalnum() or piece[:1] == '"'):
            piece = f" {piece}"  # a server that goes on without the space between two sentences
        self._fresh = self._fresh and not piece
        shown = ""
        for character in piece:  # so that where a turn ends does not depend on how a server cuts its stream
            shown += self._step(character)
            if self.over:
                break
        return shown

    def _step(self, character: str) -> str:
        self._raw += character
        text, leaked = self._usable()
        size = length(text, self.language)
        whole = self._whole(text, size)
        if leaked or size > self.measure.most:
            self.over = True
            return self.finish()
        if whole and length(text[:whole], self.language) >= self.measure.enough and self._sure(text, whole):
            self.over = True
            return self._let(text[:whole])
        return self._let(self._safe(text) if size < self.measure.least else text[:whole])

    def finish(self) -> str:
        """The stream is over: returns what else may be shown, so that all that was shown is the turn."""
        self.over = True
        text, _ = self._usable()
        whole = self._whole(text, length(text, self.language))
        if whole > len(self._told):
            return self._let(text[:whole])
        if self._told and whole < len(self._told.rstrip()):
            mark = "…" if not self._told.rstrip().endswith(("…", "...", "。", ".", "!", "?", "！", "？")) else ""
            self._told += mark
            return mark
        return ""

    @property
    def added(self) -> bool:
        """Whether the model told anything beyond the lead."""
        return len(self.text) > self._lead

    @property
    def text(self) -> str:
        """The prose of the turn: all that was let out."""
        return self._told.strip()

    def _usable(self) -> tuple[str, bool]:
        leak = _LEAKS.search(self._raw)
        text = (self._raw[: leak.start()] if leak else self._raw).lstrip()
        return re.sub(r"\n\s*\n\s*", "\n\n", text), leak is not None

    def _whole(self, text: str, size: int) -> int:
        """The length in full sentences; when the turn gets too long, a forgotten closing quote is forgiven."""
        strict = complete_length(text, self.language)
        return strict if size <= self.measure.most else complete_length(text, self.language, quotes=False)

    def _safe(self, text: str) -> str:
        """Without an ending that may still become a leak."""
        line = text.rfind("\n")
        if line >= 0 and len(text) - line <= _HELD:
            text = text[:line]
        return text.rstrip("\n#*-<| \ufffd")

    def _sure(self, text: str, whole: int) -> bool:
        """Whether the end of a sentence is sure: in English a closing quote or an abbreviation may follow."""
        return self.language == "zh" or len(text) > whole

    def _let(self, text: str) -> str:
        fresh = text[len(self._told) :] if text.startswith(self._told) else ""
        self._told += fresh
        return fresh


async def tell(model: Model, request: Request, telling: Telling) -> AsyncGenerator[str | Usage]:
    """Stream the prose of one turn: pieces as they may be shown, and at the end the `Usage`.

    The model is stopped as soon as the turn is long enough and a sentence is full; the turn is `telling.text`.
    """
    begun, first, generated, usage = time.perf_counter(), 0.0, 0, Usage()
    async with aclosing(model.stream(request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Usage):
                usage = piece
                continue
            generated += 1
            fresh = telling.feed(piece)
            if fresh:
                first = first or time.perf_counter() - begun
                yield fresh
            if telling.over:
                break
    rest = telling.finish()
    if rest:
        yield rest
    total = time.perf_counter() - begun
    yield replace(usage, generated=max(generated, usage.generated), first=first or total, total=total)
