"""Mismatch: what a candidate gets wrong of the text that it belongs to, each term apart; and what is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis import beings_chinese, nominals_chinese, nominals_english
from fabula.analysis.emotion import Feeling, feelings
from fabula.analysis.nominals import NAME
from fabula.analysis.sentences import han_share, length, sentences
from fabula.analysis.telling import person, tense
from fabula.analysis.text import Text
from fabula.analysis.verbs import wordset
from fabula.analysis.words import words
from fabula.errors import InputError
from fabula.workshop import facts
from fabula.workshop.distance import emotion_distance
from fabula.workshop.facts import Fact

_LOST, _PERSON, _TENSE, _STRANGERS, _ADDED = 0.5, 1.0, 0.3, 0.5, 0.3  # weights, chosen and not learnt
_META = re.compile(
    r"\b(?:story|stories|sentences?|paragraph|narrators?|protagonist|author|writer|reader|as an ai|in conclusion"
    r"|here is|here's|rewrit\w+)\b|故事|句子|这一?段(?:文字|经历)|作者|主人公|叙述者|读者|以下|改写|结尾|开头|总之"
    r"|好的[，,]",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\n\t*#<>\[\]{}|_=~`:;：；\"“”「」『』…]|--|——|^\s*(?:\d+[.)、]|[-•])")
_ENDS = {"en": ".!?", "zh": "。！？"}
_BOUNDS = {"en": (4, 45), "zh": (6, 75)}  # words or characters of a told part
_OTHERS = {
    "en": {"he": "he him his himself", "she": "she her hers herself", "they": "they them their theirs themselves"},
    "zh": {"他": "他 他们", "她": "她 她们", "它": "它 它们"},
}
_SPOKEN_TO = {"en": "you your yours yourself", "zh": "你 你们 您"}
_NUMBER = re.compile(r"\d+|[一二两三四五六七八九十]+点")
_HOURS = {  # of the day, in both languages
    "morning": re.compile(
        r"\b(?:morning|dawn|sunrise|daybreak)\b|早晨|清晨|早上|凌晨|黎明|拂晓|朝阳|日出|晨光", re.IGNORECASE
    ),
    "noon": re.compile(r"\b(?:noon|midday|afternoon)\b|中午|正午|午后|下午", re.IGNORECASE),
    "evening": re.compile(r"\b(?:evening|dusk|sunset|twilight)\b|傍晚|黄昏|夕阳|日落|暮色|晚霞", re.IGNORECASE),
    "night": re.compile(r"\b(?:nights?|midnight|moonlight)\b|夜|晚上|月光|那晚", re.IGNORECASE),
}
_GENERAL = wordset("one people someone somebody everyone nobody stranger strangers 人 人们 大家 别人 他人 自己")
_ALIKE = 0.5  # of a candidate's runs of characters stand in what is told already


@dataclass(frozen=True, slots=True)
class Terms:
    """What a candidate is chosen by: all are from 0 (good) up, ``total`` is the sum that is smallest for the best.

    ``distance``: of its feeling. The others make the mismatch, each with its weight in it: ``lost`` facts, wrong
    ``person`` or pronoun, wrong ``tense``, ``strangers`` (people that the text doesn't have) and ``added`` things.
    """

    distance: float
    lost: float
    person: float
    tense: float
    strangers: float
    added: float

    @property
    def mismatch(self) -> float:
        """All terms but the distance."""
        return self.lost + self.person + self.tense + self.strangers + self.added

    @property
    def total(self) -> float:
        """Distance and mismatch together."""
        return self.distance + self.mismatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate would stand.

    ``text``: the person's; ``language`` and ``person``: of the story; ``target``: what it should feel like; ``facts``:
    those that it is about, of which ``need`` must stand in it; ``told``: what stands in the story already.
    """

    text: Text
    language: str
    person: str
    target: Feeling
    facts: Sequence[Fact]
    need: int
    told: Sequence[str]


def terms(place: Place, candidate: str) -> Terms:
    """The terms of a candidate, which `fault` lets stand.

    In another language than the text's its facts, people and tense can't be compared, and those terms are 0.
    """
    here = Text(candidate, place.language)
    felt = feelings(candidate, [(0, len(candidate))], place.language)[0]
    apart = emotion_distance(felt, place.target)
    wrong = _PERSON * _wrong_person(place, here)
    if place.language != place.text.language:
        return Terms(apart, 0.0, wrong, 0.0, 0.0, 0.0)
    there = sum(facts.kept(one, candidate, place.language) for one in place.facts)
    need = min(place.need, len(place.facts))
    lost = max(0, need - there) / need if need else 0.0
    own, now = tense(place.text).name, tense(here).name
    new = facts.added(place.text, place.text.raw, here)
    return Terms(
        apart, _LOST * lost, wrong,
        _TENSE * (own in ("past", "present") and now in ("past", "present") and own != now),
        _STRANGERS * min(2, len(strangers(place.text, here))), _ADDED * min(1.0, len(new) / 4),
    )  # fmt: skip


def _wrong_person(place: Place, here: Text) -> bool:
    """Whether a candidate speaks to somebody, is told by the wrong person, or says "he" where the text has none."""
    found = {one.text.casefold() for one in words(here.raw, here.language)}
    if found & set(_SPOKEN_TO[here.language].split()):
        return True
    if place.person == "third":
        return person(here).first > 0
    if place.language != place.text.language:
        return False
    own = {one.text.casefold() for one in place.text.words}
    others = (set(forms.split()) for forms in _OTHERS[here.language].values())
    return any(found & forms and not own & forms for forms in others)


def strangers(text: Text, here: Text) -> tuple[str, ...]:
    """The people of a candidate that the text doesn't speak of, by their nouns or names, each once."""
    find = nominals_chinese.nominals if here.language == "zh" else nominals_english.nominals
    heads = [one.head for one in find(here) if one.kind in ("person", "group") or one.form == NAME]
    if here.language == "zh":  # also those who do nothing, whom `nominals` leaves out
        heads += [being for one in words(here.raw, "zh") if (being := beings_chinese.being(one.text))]
    raw = text.raw.casefold()
    return tuple(head for head in dict.fromkeys(heads) if head.casefold() not in raw and head not in _GENERAL)


def fault(place: Place, candidate: str) -> str:
    """Why a candidate can't stand at all; empty if it can."""
    language = place.language
    if not candidate:
        return "empty"
    if (han_share(candidate) > 0.9) != (language == "zh") or _foreign(place, candidate):
        return "another script"
    if _MARKS.search(candidate):
        return "marks of a list or of speech"
    found = _META.search(candidate)
    if found is not None and found[0].casefold() not in place.text.raw.casefold():
        return "speaks about the story"
    if candidate[-1] not in _ENDS[language]:
        return "broken off"
    least, most = _BOUNDS[language]
    if not least <= length(candidate, language) <= most * max(1, min(2, len(sentences(candidate, language)))):
        return "too short or too long"
    if re.search("[，、,].?$|[，、,][。.]", candidate) or re.search("[和与及或、，][。！？]", candidate):
        return "broken off"
    if any(number not in place.text.raw for number in _NUMBER.findall(candidate)):
        return "a number that the text doesn't have"
    if _other_hour(place, candidate):
        return "at another hour"
    if any(_alike(candidate, one) >= _ALIKE for one in place.told):
        return "repeats"
    return _unsafe(candidate, language)


def _foreign(place: Place, candidate: str) -> bool:
    """Whether a Chinese candidate has Latin words that the text doesn't, or an English one any Han character."""
    if place.language == "en":
        return han_share(candidate) > 0
    return any(word not in place.text.raw for word in re.findall(r"[A-Za-z]+", candidate))


def _other_hour(place: Place, candidate: str) -> bool:
    """Whether a candidate speaks of an hour of the day while the text speaks of others only."""
    own = {hour for hour, known in _HOURS.items() if known.search(place.text.raw)}
    now = {hour for hour, known in _HOURS.items() if known.search(candidate)}
    return bool(own and now and not own & now)


def _alike(one: str, other: str) -> float:
    """The share of the runs of a text that another has too: of six letters, or of two Chinese characters."""
    size = 2 if han_share(one) > 0.5 else 6
    runs = {one[at : at + size] for at in range(len(one) - size + 1)}
    return sum(run in other for run in runs) / len(runs) if runs else 1.0


def _unsafe(candidate: str, language: str) -> str:
    from fabula.analysis.danger import danger

    try:
        return "speaks of danger" if danger(candidate, language) else ""
    except InputError:
        return ""
