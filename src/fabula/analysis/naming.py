"""Naming: where a text gives somebody a name: calls them so, says that they are called so, puts it beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from fabula.analysis import names_chinese, names_english
from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Mention
from fabula.analysis.people import READER
from fabula.analysis.quotations import narration, quotations
from fabula.analysis.verbs import wordset

_TO_THEM = {"en": "you", "zh": "你"}  # who speaks where the reader speaks


@dataclass(frozen=True, slots=True)
class Naming:
    """A name that is given to somebody. ``who`` is `READER`, the key of a mention, or a pronoun ("his")."""

    who: str
    name: str


def _names(language: str) -> ModuleType:
    return names_chinese if language == "zh" else names_english


def addressed(text: str, language: str, before: str = "") -> list[Naming]:
    """The names by which somebody who speaks calls the reader: not what is called to others, or read out.

    Who is spoken of in ``before``, or in the narration itself, is spoken to and is not the reader.
    """
    plainly, names = narration(text, language), _names(language)
    away = names.CALLING.search(plainly) and not names.THERE.search(plainly)
    if away or names.TO_OTHERS.search(plainly) or names.ELSEWHERE.search(plainly):
        return []
    out = []
    if language == "zh":
        out += [Naming(READER, name) for name in (names_chinese.called_out(plainly),) if name]
    for said in quotations(text, language):
        if said.speaker.casefold() == _TO_THEM[language]:
            continue
        for name in names.vocatives(said.text.strip()):
            if language == "zh":
                known = name in plainly or name in before
            else:
                known = not names_english.to_the_reader(said.text.strip(), plainly)
            if not known:
                out.append(Naming(READER, name))
    return out


def hailed(text: str, language: str) -> list[str]:
    """The names that the reader calls out to somebody else."""
    calls = names_chinese.hails if language == "zh" else names_english.vocatives
    spoken = [said for said in quotations(text, language) if said.speaker.casefold() == _TO_THEM[language]]
    return [name for said in spoken for name in calls(said.text.strip())]


def introduced(text: str, language: str) -> list[str]:
    """The names by which somebody who speaks introduces themselves."""
    names = _names(language)
    out = [match["name"] for match in names_english.PRESENTS.finditer(text)] if language == "en" else []
    for said in quotations(text, language):
        if said.speaker.casefold() != _TO_THEM[language]:
            found = (match["name"] for match in names.INTRODUCED.finditer(said.text))
            out += [name for name in found if not names.ordinary(name)]
    return out


def given(text: str, language: str) -> list[Naming]:
    """The names that a text says somebody has: "his name is Halvard", "your name, Lucas"."""
    return _given_zh(text) if language == "zh" else _given_en(text)


def _given_en(text: str) -> list[Naming]:
    plainly = narration(text, "en")
    out = []
    for match in names_english.GIVEN.finditer(text):
        if plainly[match.start()] != text[match.start()] and '"' in text[: match.start()]:
            continue
        parts = {key: value for key, value in match.groupdict().items() if value}
        name = next(value for key, value in parts.items() if key.startswith("name"))
        whose = next((value.casefold() for key, value in parts.items() if key.startswith("who")), READER)
        if not names_english.titled(name):
            out.append(Naming(READER if whose in ("your", "you") else whose, name))
    return out


def _given_zh(text: str) -> list[Naming]:
    out = [
        Naming(match["who"], match["name"])
        for match in names_chinese.THEIRS.finditer(text)
        if not names_chinese.ordinary(match["name"])
    ]
    out += [
        Naming(match["who"], match["name"])
        for match in names_chinese.NICKNAMED.finditer(text)
        if names_chinese.nickname(match["name"])
    ]
    for match in names_chinese.CALLED.finditer(text):
        name = match["name"] or match["called"] or match["hailed"] or match["cried"]
        if name and not names_chinese.ordinary(name):
            out.append(Naming(match["answers"] or READER, name))
    return out


def beside(text: str, mentions: Sequence[Mention], language: str) -> list[Naming]:
    """The names that stand beside a common noun that somebody goes by: "the baker, Marit", "Old Gregor, the keeper"."""
    plainly, names = narration(text, language), _names(language)
    out = []
    for one in mentions:
        quoted = plainly[one.begin : one.end] != one.text
        proper = language == "en" and not one.text.casefold().startswith("the ")
        name = "" if quoted or proper else names.beside(plainly[: one.begin], plainly[one.end :], one.text)
        if name:
            out.append(Naming(one.key, name))
    return out


_SAID = {
    "en": Lazy(
        r"\b(?:called|named|say|says|calls?(?: you)?|spells?|reads?|writes?|carved|scratched|inked|settles on|other"
        r"|another|some|an?|saint|like|shouts?|whispers?|cries|murmurs?|repeats?|answers to|as|old king|king|queen)"
        r"(?: the name| for)? [\"“]?$",
        re.IGNORECASE,
    ),
    "zh": Lazy(
        r"(?:叫|名叫|喊|唤|念|写下?|写着|刻下?|刻着|姓|名字|名字是|念着|读作|作|那棵|这棵|一棵|节气|的"
        r"|[“「])$"
    ),
}  # what stands before a name that is only mentioned
_SAID_OF = {
    "en": Lazy(r"\b(?:your|the|that|what|whose) (?:own )?names?\b|\bname is\b", re.IGNORECASE),
    "zh": Lazy(r"名字|日历|叫作|叫做|几个字|两个字|刻着|写着"),
}
_WORDS_TOO = wordset(
    "Dawn Rose Hope Grace Summer Autumn Winter Sky Storm River Ash Ivy Hazel Robin Wren Violet Daisy Lily May June"
    " April"
)
_NATURE = Lazy(
    r"\s+(?:breaks|comes|creeps|falls|rises|fades|blooms|opens|grows|climbs|spreads|light|petals?|bushes|water|is"
    r"|has)\b"
)


def only_named(plainly: str, one: Mention, language: str) -> bool:
    """Whether somebody's name stands there as a name, or as an ordinary word ("Dawn breaks"), and not for them."""
    does = re.search(r"\bas $", plainly[: one.begin], re.I) and re.match(r" (?:\w+ly )?\w+s\b", plainly[one.end :])
    if (_SAID[language].search(plainly[: one.begin]) and not does) or _SAID_OF[language].search(plainly):
        return True
    return one.text in _WORDS_TOO and bool(_NATURE.match(plainly[one.end :]))


def mistaken(text: str, mention: Mention, name: str) -> str:
    """What stands behind a Chinese common noun and is ``name`` but for one sign: "托蕾" for "托薇"; else empty."""
    near = text[mention.end : mention.end + len(name)]
    alike = len(name) > 1 and len(near) == len(name) and sum(a != b for a, b in zip(near, name, strict=True)) == 1
    return near if alike and near[0] == name[0] and not names_chinese.former(text[: mention.begin]) else ""
