"""Speakers: who says each quotation of a text, how that is known, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.cast import Character
from fabula.analysis.discourse import DESCRIPTOR, NAMED, NARRATION, PRONOUN, SURE, TURN, Person, follow
from fabula.analysis.text import Text

WAYS = (NAMED, DESCRIPTOR, PRONOUN, NARRATION, TURN)


@dataclass(frozen=True, slots=True)
class Speech:
    """A quotation that is said: ``raw[begin:end]``, marks included.

    ``speaker``: the character's name, empty where it isn't known; ``to``: whom it is said to, or empty. ``how``:
    named or
    descriptor (in words beside it), pronoun (beside it), narration (by who acts beside it) or turn-taking; empty where
    nobody is known. ``confidence``: how often that way was right on the development texts, from 0 to 1.
    """

    begin: int
    end: int
    speaker: str
    how: str
    confidence: float
    to: str = ""


def speakers(text: Text, cast: Sequence[Character]) -> tuple[Speech, ...]:
    """The quotations of a text that are speech, in order, with who says them; thoughts and quoted words are left
    out."""
    people = [_person(one) for one in cast]
    names = [*(one.name for one in cast), ""]
    return tuple(
        Speech(line.begin, line.end, names[line.who], line.how, SURE[line.how], names[line.to])
        for line in follow(text, people).lines
        if line.speech
    )


def _person(one: Character) -> Person:
    mentions = [(own.begin, own.end, own.how == "name", own.subject) for own in one.mentions if own.how != "pronoun"]
    return Person(one.gender or "any", one.kind, mentions, one.narrator, one.share)
