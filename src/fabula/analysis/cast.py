"""The cast of a text: its characters with their names, found without a list, and where each is mentioned.

Who counts: whoever has a name and does or is called something, and whoever is described as a person, an animal or a
crowd
and acts. Pronouns are counted for whom they mean by recency, gender and number; see `discourse`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.analysis import names_chinese, nominals_chinese, nominals_english
from fabula.analysis.clauses_chinese import SAYS
from fabula.analysis.discourse import Person, follow
from fabula.analysis.identities import Identity, identities, vague
from fabula.analysis.nominals import DEFINITE, INDEFINITE, NAME, POSSESSED, Nominal
from fabula.analysis.people import first_person
from fabula.analysis.text import Span, Text
from fabula.analysis.verbs import wordset

_PLACED = re.compile(
    (
        r"\b(?:in|at|near|into|from|through|towards|beyond|to|of|island|lake|city|town|land"
        r"|mount|river|where|called) (?:the )?$"
    ),
    re.IGNORECASE,
)
_IS = re.compile(r"\s+(?:was|were|is|are|might|may|lay|lies|had been)\b")
_SITES = wordset(
    "lake mount mountain river street road castle sea ocean land day year ship island"
    " isle city town house hill wood forest church bay cape court"
)
_CALLED = re.compile(r"[,.!?，！？。]")  # behind a name that somebody is called by
_TELLS = 0.12  # of the pronouns are the narrator's own: then somebody in the tale tells it
_SELF = {"en": ("I", ("me", "my", "myself")), "zh": ("我", ())}


@dataclass(frozen=True, slots=True)
class Mention:
    """Where somebody is meant: ``how`` is ``name``, ``descriptor`` or ``pronoun``; ``subject``: whether they act
    there."""

    begin: int
    end: int
    how: str
    subject: bool = False


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody in a text.

    ``aliases``: the other words for them, the commonest first. ``kind``: person, animal, group or thing (that acts),
    or empty.
    ``gender``: he, she, it, they or empty where the text doesn't tell. ``share``: of all mentions, from 0 to 1.
    """

    name: str
    aliases: tuple[str, ...]
    kind: str
    gender: str
    mentions: tuple[Mention, ...]
    share: float
    narrator: bool = False

    @property
    def first(self) -> Span:
        """Where they first appear."""
        return Span(self.mentions[0].begin, self.mentions[0].end)

    @property
    def count(self) -> int:
        """The number of mentions, pronouns included."""
        return len(self.mentions)

    def called(self, words: str) -> bool:
        """Whether somebody goes by some words, articles and case apart."""
        return plain(words) in {plain(self.name), *map(plain, self.aliases)}


def plain(words: str) -> str:
    """A name as it is compared: in small letters, without article, on one line."""
    return re.sub(r"^(?:the|a|an|this|that|one of)\s+", "", " ".join(words.casefold().split()))


def cast(text: Text) -> tuple[Character, ...]:
    """The characters of a text, those most often mentioned first."""
    find = nominals_chinese.nominals if text.language == "zh" else nominals_english.nominals
    found = [one for one in identities(text, find(text)) if _counts(text, one)]
    people = [_person(one, len(text.raw)) for one in found]
    narrator = _narrator(text)
    if narrator:
        people.append(Person("any", "person", (), narrator=True))
    course = follow(text, people)
    votes: list[Counter[str]] = [Counter() for _ in people]
    for ref in course.pronouns:
        votes[ref.who][ref.gender] += 1
    people = [_learnt(one, own) for one, own in zip(people, votes, strict=True)]
    course = follow(text, people)
    meant: list[list[Mention]] = [[] for _ in people]
    for ref in course.pronouns:
        meant[ref.who].append(Mention(ref.begin, ref.end, "pronoun", ref.subject))
    total = max(1, sum(len(one.mentions) for one in people) + len(course.pronouns))
    out = [_character(text, one, people[number], meant[number], total) for number, one in enumerate(found)]
    if narrator and meant[-1]:
        name, aliases = _SELF[text.language]
        out.append(Character(name, aliases, "person", "", tuple(meant[-1]), len(meant[-1]) / total, True))
    return _apart(sorted(out, key=lambda one: (-one.count, one.mentions[0].begin)))


def _apart(found: Sequence[Character]) -> tuple[Character, ...]:
    """Characters whose names differ: of two with one name the second goes by another, or by a number."""
    out: list[Character] = []
    taken: set[str] = set()
    for one in found:
        name = next((words for words in (one.name, *one.aliases) if words not in taken), "")
        number = 2
        while not name:
            name = f"{one.name} ({number})" if f"{one.name} ({number})" not in taken else ""
            number += 1
        taken.add(name)
        aliases = tuple(words for words in dict.fromkeys((one.name, *one.aliases)) if words != name)
        out.append(replace(one, name=name, aliases=aliases))
    return tuple(out)


def _counts(text: Text, who: Identity) -> bool:
    """Whether somebody is one of the cast."""
    acts = sum(one.subject and not one.quoted for one in who.found)
    told = sum(not one.quoted for one in who.found)
    if who.names:
        if text.language == "en" and not who.kind and _place(text, who.found):
            return False
        if text.language == "zh" and not who.kind:
            speaks = any(one.subject and SAYS.search(text.raw[one.end : one.end + 6]) for one in who.found)
            return acts > 1 or (acts > 0 and (speaks or any(names_chinese.like_a_name(name) for name in who.names)))
        called = sum(one.quoted and _called(text.raw, one) for one in who.found)
        if called and len(who.found) > 1:
            return True
        several = any(" " in name for name in who.names) and not any(_SITES & set(name.split()) for name in who.names)
        return (
            acts > 0
            or (len(who.found) > 1 and (told > 0 or bool(who.kind)))
            or ((bool(who.kind) or several) and told > 0)
        )
    if any(vague(head) for head in who.heads):
        return acts > 0 and (who.gender != "they" or not who.heads & {"pair", "party", "pack", "others", "couple"})
    if not told or (who.heads <= {"one", "人"} and not acts):
        return False
    if who.heads == {"人"} and len(who.found) < 2 and not any(one.form == INDEFINITE for one in who.found):
        return False
    if who.kind == "person":
        return text.language == "en" or acts > 0 or told > 1 or any(one.form == INDEFINITE for one in who.found)
    if who.kind == "thing":
        return acts > 0
    return acts > 0 or told > 1


def _called(raw: str, one: Nominal) -> bool:
    """Whether somebody is called by a name: marks, or the edge of the quotation, on both sides."""
    left = raw[max(0, one.begin - 3) : one.begin].rstrip()[-1:]
    return not left.isalnum() and left != "" and _CALLED.match(raw, one.end) is not None


def _place(text: Text, found: Sequence[Nominal]) -> bool:
    """Whether a name is a place's: it mostly stands behind in, at, from."""
    placed = sum(bool(_PLACED.search(text.raw[max(0, one.begin - 24) : one.begin])) for one in found)
    acts = sum(one.subject and not _IS.match(text.raw[one.end : one.end + 9]) for one in found)
    return placed > acts and (placed * 2 >= len(found) or not acts)


def _person(who: Identity, length: int) -> Person:
    return Person(
        who.gender,
        who.kind,
        [(one.begin, one.end, one.form == NAME, one.subject) for one in who.found],
        share=min(1.0, 40 * len(who.found) / max(length / 5, 1)),
    )


def _narrator(text: Text) -> bool:
    """Whether somebody in the tale tells it: "I" makes up 12 % of the narration's pronouns, and stands there twice."""
    from fabula.analysis import cues_chinese, cues_english

    find = (cues_chinese if text.language == "zh" else cues_english).pronouns
    quotes = [(one.begin, one.end) for one in text.quotations]
    if not quotes and text.language == "zh" and "曰" in text.raw:
        return False  # what is said has no marks, and may be whose "我" it is
    counts: Counter[str] = Counter()
    at = 0
    for begin, end, gender, _ in find(text):
        while at < len(quotes) and quotes[at][1] <= begin:
            at += 1
        if (at == len(quotes) or begin < quotes[at][0]) and (
            gender != "I" or first_person(text.raw[max(0, begin - 1) : end + 2], text.language)
        ):
            counts[gender] += 1
    return counts["I"] > 1 and counts["I"] >= _TELLS * sum(counts.values())


def _learnt(one: Person, votes: Counter[str]) -> Person:
    """A person whose gender wasn't known, with that of the pronouns which mean them."""
    if one.gender not in ("any", "it") or one.narrator or not votes:
        return one
    best, count = votes.most_common(1)[0]
    sure = best in ("he", "she") and count >= 2 and count >= 0.7 * sum(votes.values())
    return replace(one, gender=best) if sure else one


def _character(text: Text, who: Identity, person: Person, meant: Sequence[Mention], total: int) -> Character:
    names: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for one in who.found:
        surface = " ".join(text.raw[one.begin : one.end].split())
        if text.language == "en" and one.form != NAME and surface[0].isupper() and not one.quoted:
            surface = surface[0].lower() + surface[1:]
        (names if one.form == NAME else words)[surface] += {NAME: 3, DEFINITE: 3, INDEFINITE: 1}.get(one.form, 2) - (
            one.form == POSSESSED and one.quoted
        )
        if one.form == NAME and surface != one.head and text.language == "zh":
            names[one.head] += 1
    ranked = [*(name for name, _ in names.most_common()), *(word for word, _ in words.most_common())]
    if names and text.language == "en":
        ranked.sort(key=lambda name: -names[name])
    mentions = [
        Mention(one.begin, one.end, "name" if one.form == NAME else "descriptor", one.subject) for one in who.found
    ]
    kind = who.kind or "person"
    gender = person.gender if person.gender in ("he", "she", "they", "it") else ""
    every = sorted([*mentions, *meant], key=lambda one: one.begin)
    return Character(ranked[0], tuple(dict.fromkeys(ranked[1:])), kind, gender, tuple(every), len(every) / total)
