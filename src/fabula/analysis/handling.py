"""Handling: who holds, uses, carries or hands over a thing that a text names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis import handling_chinese, handling_english
from fabula.analysis.contexts import Context, at
from fabula.analysis.mentions import Mention
from fabula.analysis.quotations import narration

_UNREAL = frozenset(Context) - {Context.FAR, Context.HABIT}


@dataclass(frozen=True, slots=True)
class Handling:
    """Somebody does what only whoever holds a thing can do.

    ``who`` is a key, a pronoun, or `READER` or `STRANGER` of `fabula.analysis.people`.
    """

    who: str
    thing: Mention


def handled(text: str, things: Sequence[Mention], people: Sequence[Mention], language: str) -> list[Handling]:
    """Who handles which of ``things`` in a sentence; ``people`` are those whom it names."""
    plainly = narration(text, language)
    find = handling_chinese.who if language == "zh" else handling_english.who
    out = []
    for thing in things:
        if plainly[thing.begin : thing.end] != thing.text or at(text, language, thing.begin) & _UNREAL:
            continue
        who = find(plainly, thing, people)
        if who:
            out.append(Handling(who, thing))
    return out
