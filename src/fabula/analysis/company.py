"""Company: who is in a text, what they say and do, what they feel, and what they are to each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.cast import Character, cast
from fabula.analysis.deeds import Deed, deeds
from fabula.analysis.emotion import Feeling, feelings, whole
from fabula.analysis.relations import Relation, relations
from fabula.analysis.scenes import Scene
from fabula.analysis.speakers import Speech, speakers
from fabula.analysis.text import Span, Text

LEADING = 8  # people whose feelings are looked at


@dataclass(frozen=True, slots=True)
class Mood:
    """What somebody feels in a text: of the sentences in which they act, and of the lines that they say.

    ``spans`` are those, in order. A sentence in which two act counts for both.
    """

    name: str
    feeling: Feeling
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """The people of a text, those most often mentioned first, with all that is found of them."""

    cast: tuple[Character, ...]
    speech: tuple[Speech, ...]
    deeds: tuple[Deed, ...]
    relations: tuple[Relation, ...]
    moods: tuple[Mood, ...]


def company(text: Text, found: Sequence[Feeling], scenes: Sequence[Scene] = ()) -> Company:
    """The company of a text from the feelings of its sentences (``found``, one for each) and its scenes."""
    people = cast(text)
    said = speakers(text, people)
    done = deeds(text, people)
    ties = relations(
        text, people, said, done, scenes=[Span(one.begin, one.end) for one in scenes],
        polarity=[one.polarity for one in found],
    )  # fmt: skip
    return Company(people, said, done, ties, moods(text, people, said, found))


def moods(
    text: Text, people: Sequence[Character], said: Sequence[Speech], found: Sequence[Feeling]
) -> tuple[Mood, ...]:
    """The moods of the leading people, in the order of the cast; who neither acts nor speaks has none."""
    begins = [one.begin for one in text.sentences]
    lines = feelings(text.raw, [(one.begin, one.end) for one in said], text.language)
    out = []
    for one in people[:LEADING]:
        acting = {bisect_right(begins, mention.begin) - 1 for mention in one.mentions if mention.subject}
        own = [found[at] for at in sorted(acting) if 0 <= at < len(found) and not _inside(text.sentences[at], said)]
        own += [felt for felt, line in zip(lines, said, strict=True) if line.speaker == one.name]
        own.sort(key=lambda felt: (felt.begin, felt.end))
        if own:
            spans = tuple(Span(felt.begin, felt.end) for felt in own)
            out.append(Mood(one.name, whole(own, own[0].begin, max(felt.end for felt in own)), spans))
    return tuple(out)


def _inside(sentence: Span, said: Sequence[Speech]) -> bool:
    """Whether a sentence is nothing but part of a line: then it is the speaker's, who is asked after apart."""
    at = bisect_right(said, sentence.begin, key=lambda line: line.begin) - 1
    return at >= 0 and said[at].begin <= sentence.begin and sentence.end <= said[at].end
