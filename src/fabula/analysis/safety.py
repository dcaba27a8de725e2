"""Safety: what a told text may not hold for a family, for teenagers, for adults.

In English a list of phrases written for this (``lexicons/safety.en.toml``) with rules for what is denied, quoted to
object, reclaimed or an idiom: no English training data may be shipped. In Chinese the same, and a head fitted on
COLDataset (``heads/safety-zh.md``) for sentences that name a group of people. Dark fiction is allowed: killing, war
and grief are no reason under any policy. It is a screen and no judge: it must be sure rather than complete.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.analysis.head import Head, shipped
from fabula.analysis.quotations import QUOTED
from fabula.analysis.sentences import sentence_spans
from fabula.analysis.text import LANGUAGES, Span
from fabula.errors import InputError

FAMILY, TEEN, ADULT = POLICIES = ("family", "teen", "adult")
HATE, INCITEMENT, SLUR, MINORS = "hate", "incitement", "slur", "sexual content with minors"
SELF_HARM, SEXUAL, GORE, SWEARING, POLICY = "self-harm instructions", "sexual", "gore", "swearing", "policy"
_ALWAYS = {HATE: 0.5, INCITEMENT: 0.5, MINORS: 0.5, SELF_HARM: 0.5, POLICY: 0.5}
REFUSED: Mapping[str, Mapping[str, float]] = {  # from which probability a category is refused
    FAMILY: {**_ALWAYS, SLUR: 0.4, SEXUAL: 0.3, GORE: 0.4, SWEARING: 0.3},
    TEEN: {**_ALWAYS, SLUR: 0.5, SEXUAL: 0.6, GORE: 0.6},
    ADULT: {**_ALWAYS, SLUR: 0.75},
}
_LISTS = {  # the tables of a lexicon: the category and how likely one entry makes it
    "hate": (HATE, {"likely": 0.7}),
    "hate-near": (HATE, {"likely": 0.6}),
    "incitement": (INCITEMENT, {"likely": 0.85}),
    "slur": (SLUR, {"likely": 0.8}),
    "self-harm": (SELF_HARM, {"likely": 0.8}),
    "sexual": (SEXUAL, {"heavy": 0.8, "mild": 0.35}),
    "gore": (GORE, {"heavy": 0.7, "mild": 0.45}),
    "swearing": (SWEARING, {"mild": 0.5}),
    "minors": (MINORS, {"sure": 0.9}),
}
_OPINIONS = frozenset((HATE, INCITEMENT, SLUR))  # what may be said to object to it, or be denied
_DENIED, _COUNTERED, _VOICED = 0.3, 0.3, 0.6  # what is left: denied, objected to, said by somebody in a story
_BEFORE = 30  # characters before an entry in which it may be denied
_HEAD_FROM = 0.8  # how sure the head must be: it was fitted on posts, not on stories
_LEET = str.maketrans("4310@$", "aeioas")
_IN_WORD = re.compile(r"(?<=[A-Za-z])[4310@$](?=[A-Za-z])")
_ONE = re.compile(r"[那这个位名老小年轻的了是有着]$|[一两几]个?$")  # before a group of people that is one person
_YES, _NO = 0.85, 0.15  # what a second opinion must say to refuse by itself, or to set a reason aside
POLICY_TEXTS: Mapping[str, str] = {
    FAMILY: "no hate or threats against a group of people, no slurs, no swearing, nothing sexual, no gore, no help"
    " with self-harm; sadness, fear and adventure are fine",
    TEEN: "no hate or threats against a group of people, no slurs, no explicit sex, nothing sexual with minors, no"
    " gore, no help with self-harm; dark fiction, violence in a story and grief are fine",
    ADULT: "no hate or threats against a real group of people, nothing sexual with minors, no help with self-harm;"
    " dark fiction, violence, crime and sex between adults are fine",
}

Ask = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text isn't allowed, or nearly: a category, where, and how probable it is, from 0 to 1."""

    category: str
    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text is allowed; ``reasons`` are those for which it is not, the likeliest first."""

    allowed: bool
    reasons: tuple[Reason, ...]


def safety(text: str, language: str, policy: str = TEEN, *, ask: Ask | None = None, listed: bool = False) -> Verdict:
    """Whether a text is allowed under a policy: ``family``, ``teen`` or ``adult``.

    With ``listed`` only the lists count and the Chinese head is left out: for prose that is being told, where it must
    be quick and sure.
    ``ask`` gives a second opinion: from `question` to the probability of "yes, it breaks the policy". Then a reason is
    set aside where the answer is a sure no (content with minors never is), and a sure yes is a reason of its own.
    Raises `InputError` for an unknown language or policy.
    """
    if policy not in POLICIES:
        raise InputError(f"'{policy}' is no safety policy.", hint=f"Take one of: {', '.join(POLICIES)}.")
    bounds = REFUSED[policy]
    given = findings(text, language, listed=listed)
    found = [one for one in given if one.probability >= bounds.get(one.category, 2.0)]
    if ask is not None and text.strip():
        answer = ask(question(text, policy))
        if answer <= _NO:
            found = [one for one in found if one.category == MINORS]
        elif answer >= _YES and not found:
            found = [Reason(POLICY, Span(0, len(text)), answer)]
    reasons = sorted(found, key=lambda one: (-one.probability, one.span.begin))
    return Verdict(not reasons, tuple(reasons))


def question(text: str, policy: str) -> str:
    """What a model is asked about a text: whether it breaks the written policy, yes or no."""
    return (
        f"Policy for a story app: {POLICY_TEXTS[policy]}.\n\nText:\n{text[:2000]}\n\n"
        "Does this text break the policy? Answer yes or no."
    )


def findings(text: str, language: str, *, listed: bool = False) -> Iterator[Reason]:
    """All that any policy could refuse, with its probability, in order of the sentences."""
    if language not in LANGUAGES:
        raise InputError(f"Safety can't be judged in '{language}'.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    known = _list(language)
    plain = _IN_WORD.sub(lambda match: match[0].translate(_LEET), text.replace("’", "'"))
    if not known.any.search(plain):  # most sentences: nothing that is on any list
        return
    for begin, end in sentence_spans(plain, language):
        yield from _of_sentence(plain[begin:end], begin, known, head=language == "zh" and not listed)


def _of_sentence(sentence: str, offset: int, known: _List, *, head: bool) -> Iterator[Reason]:
    hit = False
    for category, probability, pattern in known.entries:
        for match in pattern.finditer(sentence):
            left = probability * _left(category, sentence, match, known)
            hit = hit or category in _OPINIONS
            if left > 0:
                yield Reason(category, Span(offset + match.start(), offset + match.end()), round(left, 3))
    if head and not hit and _of_all(sentence, known):
        sure = float(_head().probabilities([sentence])[0, 0])
        if sure >= _HEAD_FROM:
            yield Reason(HATE, Span(offset, offset + len(sentence)), round(sure, 3))


def _of_all(sentence: str, known: _List) -> bool:
    """Whether a Chinese sentence speaks of a whole group of people, and not of one of them: 那女人 is one."""
    if known.less["counter"].search(sentence) or QUOTED.search(sentence):
        return False
    return any(
        not _ONE.search(sentence[max(0, one.start() - 3) : one.start()]) for one in known.group.finditer(sentence)
    )


def _left(category: str, sentence: str, match: re.Match[str], known: _List) -> float:
    """The share of an entry that is left by what stands around it in the sentence, from 0 to 1."""
    less = known.less
    if any(one.start() < match.end() and one.end() > match.start() for one in less["innocent"].finditer(sentence)):
        return 0.0
    if category == SLUR and any(
        one.start() < match.end() and one.end() > match.start()
        for name in ("homonym", "reclaimed")
        for one in less[name].finditer(sentence)
    ):
        return 0.0
    if category not in _OPINIONS:
        return 1.0
    share = 1.0
    if less["negated"].search(sentence[max(0, match.start() - _BEFORE) : match.start()]):
        share *= _DENIED
    if category != SLUR and less["denied"].search(match[0]):
        share *= _DENIED
    if less["counter"].search(sentence):
        share *= _COUNTERED
    elif any(
        one.start() < match.start() < one.end() and len(one[0]) < len(sentence) for one in QUOTED.finditer(sentence)
    ):
        share *= _VOICED  # a character says it, and somebody tells that
    return share


@dataclass(frozen=True, slots=True)
class _List:
    """The lexicon of a language, compiled. ``any`` matches wherever an entry, or a group of people, may."""

    entries: tuple[tuple[str, float, re.Pattern[str]], ...]
    less: Mapping[str, re.Pattern[str]]
    group: re.Pattern[str]
    any: re.Pattern[str]


@lru_cache(maxsize=2)
def _list(language: str) -> _List:
    table = tomllib.loads((files("fabula.analysis") / "lexicons" / f"safety.{language}.toml").read_text("utf-8"))

    def whole(patterns: list[str]) -> str:
        text = "|".join(patterns)
        for name, words in table["short"].items():
            text = text.replace(f"<{name}>", words)
        return text

    def compiled(patterns: list[str]) -> re.Pattern[str]:
        return re.compile(whole(patterns), re.IGNORECASE)

    entries = tuple(
        (category, weights[level], compiled(patterns))
        for name, (category, weights) in _LISTS.items()
        for level, patterns in table[name].items()
    )
    less = {name: compiled(patterns) for name, patterns in table["less"].items()}
    group = table["short"]["group"]
    bounded = rf"\b{group}\b" if language == "en" else group
    rest = [
        pattern
        for name in _LISTS
        if name not in ("hate", "hate-near", "incitement")
        for patterns in table[name].values()
        for pattern in patterns
    ]
    said = r"heil hitler|white power|race war now|hitler was right" if language == "en" else "(?!)"
    return _List(entries, less, re.compile(bounded, re.I), re.compile("|".join((bounded, said, whole(rest))), re.I))


def _head() -> Head:
    return shipped("safety-zh")
