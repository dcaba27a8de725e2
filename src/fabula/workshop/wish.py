"""Wishes: how a person wants their story told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fabula.analysis.emotions import EIGHT
from fabula.analysis.report import Report
from fabula.analysis.text import LANGUAGES, Text
from fabula.errors import InputError

STYLES = ("plain", "warm", "spare", "fairy-tale", "wry")
LENGTHS = ("short", "medium", "long")
OWN = "own"
MOODS = (OWN, *EIGHT)
PERSONS = ("first", "third")
WORDS, FACTS = "words", "facts"
KEEPS = (WORDS, FACTS)
MOST = 16  # candidates for one part
LONGEST = 12_000  # characters of a personal text


@dataclass(frozen=True, slots=True)
class Wish:
    """How a story is to be told. ``language`` and ``person`` are the writer's own where they are empty.

    ``keep``: `WORDS` leaves the person's sentences word for word, `FACTS` lets them be reworded. ``mood`` is `OWN`, the
    feeling that the text has at each place, or one of Plutchik's eight.
    """

    style: str = "plain"
    length: str = "medium"
    mood: str = OWN
    language: str = ""
    person: str = ""
    keep: str = WORDS
    candidates: int = 4
    seed: int = 0


def settled(wish: Wish, text: Text, found: Report) -> Wish:
    """The wish with language and person filled in from the text.

    Raises `InputError` for a value that isn't known, for a text of over 12,000 characters, and where another person or
    language is wished for while the person's own words are to stand.
    """
    for name, value, known in (
        ("style", wish.style, STYLES), ("length", wish.length, LENGTHS), ("mood", wish.mood, MOODS),
        ("language", wish.language, ("", *LANGUAGES)), ("person", wish.person, ("", *PERSONS)),
        ("keep", wish.keep, KEEPS),
    ):  # fmt: skip
        if value not in known:
            raise InputError(
                f"There is no {name} '{value[:40]}'.", hint=f"Take one of: {', '.join(filter(None, known))}."
            )
    if not 1 <= wish.candidates <= MOST:
        raise InputError(f"{wish.candidates} candidates can't be told.", hint=f"Take 1 to {MOST}.")
    if len(text.raw) > LONGEST:
        raise InputError(
            f"The text has {len(text.raw):,} characters; a story is made of at most {LONGEST:,}.",
            hint="Bring one experience at a time; `fabula analyse` reads longer texts.",
        )
    own = writer(found)
    for name, value, is_own in (("language", wish.language, text.language), ("person", wish.person, own)):
        if wish.keep == WORDS and value not in ("", is_own):
            raise InputError(
                f"Your sentences stay word for word, so the story's {name} can't be '{value}': yours is '{is_own}'.",
                hint="Give --keep facts, which lets them be reworded.",
            )
    return replace(wish, language=wish.language or text.language, person=wish.person or own)


def writer(found: Report) -> str:
    """The person that the writer tells in; the first where there is no pronoun, as diaries leave theirs out."""
    return "third" if found.style.person.name in ("second", "third") else "first"
