"""Reports: all that is measured of a text, in one record with offsets into it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.arc import Arc, arc
from fabula.analysis.asked import Ask, Asked, asked
from fabula.analysis.company import Company, company
from fabula.analysis.emotion import Carrier, Feeling, carriers, feelings, whole
from fabula.analysis.emotions import NEUTRAL
from fabula.analysis.objects import Thing, objects
from fabula.analysis.places import Place, places
from fabula.analysis.profiles import Nearness, Profile, nearest, profile
from fabula.analysis.structure import Structure, structure
from fabula.analysis.style import Style, style
from fabula.analysis.summary import Chosen, summary
from fabula.analysis.text import Chapter, Text
from fabula.analysis.themes import Embed, Theme, themes
from fabula.analysis.timeline import Moment, timeline
from fabula.analysis.topics import Keyphrase, keyphrases

FORMAT = "fabula-analysis/1"
_STRONGEST = 6  # sentences whose words are marked


@dataclass(frozen=True, slots=True)
class Strong:
    """A sentence that is felt strongly, with the words that carry it."""

    feeling: Feeling
    carriers: tuple[Carrier, ...]


@dataclass(frozen=True, slots=True)
class Emotion:
    """The feelings of a text: as a whole, by chapter, paragraph and sentence, in the order of the text.

    ``arc`` is None for fewer than four sentences, ``asked`` where no model was asked. ``strongest``
    stand in the order of the text.
    """

    whole: Feeling
    chapters: tuple[Feeling, ...]
    paragraphs: tuple[Feeling, ...]
    sentences: tuple[Feeling, ...]
    arc: Arc | None
    asked: Asked | None
    strongest: tuple[Strong, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What is found in a text. Offsets are those of the text as it was read (``fabula.formats.document``)."""

    format: str
    language: str
    chapters: tuple[Chapter, ...]
    summary: tuple[Chosen, ...]
    emotion: Emotion
    company: Company
    places: tuple[Place, ...]
    objects: tuple[Thing, ...]
    timeline: tuple[Moment, ...]
    style: Style
    profile: Profile
    nearest: tuple[Nearness, ...]
    themes: tuple[Theme, ...]
    keyphrases: tuple[Keyphrase, ...]
    structure: Structure


def report(text: Text, embed: Embed | None = None, ask: Ask | None = None) -> Report:
    """The report on a text. The same text always gives the same one.

    ``embed`` gives unit vectors for texts, and lets themes be found that are told without their words; ``ask`` asks a
    model what the text feels like as a whole (`asked.asked`).
    """
    found = feelings(text.raw, [(one.begin, one.end) for one in text.sentences], text.language)
    told, built = style(text), structure(text, found)
    people = company(text, found, built.scenes)
    own = profile(text, told)
    return Report(
        FORMAT, text.language, text.chapters, summary(text, people.cast), emotion(text, found, ask), people,
        places(text, people.cast), objects(text, people.cast), timeline(text), told, own, nearest(own),
        themes(text, embed), keyphrases(text), built,
    )  # fmt: skip


def emotion(text: Text, found: Sequence[Feeling], ask: Ask | None = None) -> Emotion:
    """The feelings of a text from those of its sentences."""
    size = max(1, len(text.raw))
    places = [(one.begin + one.end) / 2 / size for one in found]
    felt = [one for one in found if one.name != NEUTRAL]
    strongest = sorted(felt, key=lambda one: one.intensity * one.confidence, reverse=True)[:_STRONGEST]
    marked = [Strong(one, tuple(carriers(text.raw, one, text.language))) for one in strongest]
    read = whole(found, 0, len(text.raw))
    return Emotion(
        read,
        tuple(_within(found, one.begin, one.end) for one in text.chapters),
        tuple(_within(found, one.begin, one.end) for one in text.paragraphs),
        tuple(found),
        arc(places, [one.polarity for one in found], [one.intensity for one in found]),
        asked(text.raw, read, text.language, ask) if ask else None,
        tuple(sorted(marked, key=lambda one: one.feeling.begin)),
    )


def _within(found: Sequence[Feeling], begin: int, end: int) -> Feeling:
    first = bisect_left(found, begin, key=lambda one: one.begin)
    last = bisect_left(found, end, key=lambda one: one.begin)
    return whole(found[first:last], begin, end)
