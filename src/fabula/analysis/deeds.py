"""Deeds: who does what to whom, read from clauses by rules, or from a parser that is handed in.

English: behind a subject the first finite verb, then whoever is mentioned before the clause ends; passives turn both
round. Chinese: likewise, with 把, 被, 对, 给. What is only wished, asked or denied is marked, not left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fabula.analysis.cast import Character
from fabula.analysis.text import Text
from fabula.analysis.tokens_english import ADVERBS, AUXILIARIES, FUNCTION, Token, tokens, verbal
from fabula.analysis.verbs import IRREGULAR, KNOWN, ing, past, third, wordset
from fabula.analysis.words import Word

_BE = wordset("was were is are been be being am got")
_UNREAL = wordset("would could should might may must can will shall want wanted wish wished if unless")
_DENIED = wordset("not never no n't hardly cannot")
_NOUNS_IN_ING = wordset(
    "morning evening nothing something anything everything king ring thing spring wing"
    " string open even often seven ten men women children garden"
)
_REACH = 8  # words from a verb to whom it's done to
_TOWARDS = wordset(
    "to into in by near from through towards toward past behind before beside round"
    " around under over on upon at off out"
)
_MOVES = wordset(
    "go come run walk stay live sit stand lie fly ride sail swim rush return hurry wander"
    " climb creep be arrive travel sleep dwell remain jump fall grow enter happen seem"
)
_STOPS = wordset("and but or then so when while as that if because for where till until who which")
_ZH_STOP = re.compile(r"[，。！？；：、…—\n“”「」]")
_ZH_PLAIN = wordset(
    "是 有 在 要 想 会 能 可以 说 道 来 去 到 没有 像 叫 使 让 令 得 不 可 曰 云 应该"
    " 知道 觉得 就是 便是 看见 听 听见 见 看 起来 下来 出来 上来 过来 回来 进来 起 着 给"
    " 为 成 做 没"
)
_ZH_KEPT = wordset("看见 看 见 听 叫 让 给 说 告诉 使")  # of these, where somebody is the object
_ZH_DENIED = re.compile(r"[不没未莫勿别]")


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed in ``raw[begin:end]``: ``verb`` in its base form; ``patient`` is empty where nobody is acted on.

    ``real`` is False for what is denied, wished, supposed or only possible.
    """

    agent: str
    verb: str
    patient: str
    begin: int
    end: int
    real: bool = True


@dataclass(frozen=True, slots=True)
class Triple:
    """What a parser says: spans of the agent, the verb and (or None) whom it is done to, in the text that it was
    given."""

    agent: tuple[int, int]
    verb: str
    patient: tuple[int, int] | None
    real: bool = True


Parse = Callable[[str], Sequence[Triple]]


@dataclass(frozen=True, slots=True)
class _Ref:
    begin: int
    end: int
    name: str
    subject: bool


def deeds(text: Text, cast: Sequence[Character], parse: Parse | None = None) -> tuple[Deed, ...]:
    """The deeds of a text's narration, in order.

    ``parse`` (for instance `spacy_parse`) reads a sentence better than the rules do; its agents and patients are taken
    where they overlap with a mention of the cast.
    """
    refs = sorted(
        (_Ref(one.begin, one.end, who.name, one.subject) for who in cast for one in who.mentions),
        key=lambda ref: (ref.begin, -ref.end),
    )
    if parse is not None:
        return tuple(_parsed(text, refs, parse))
    return tuple(_chinese(text, refs) if text.language == "zh" else _english(text, refs))


def _parsed(text: Text, refs: Sequence[_Ref], parse: Parse) -> Iterator[Deed]:
    begins = [ref.begin for ref in refs]

    def whose(span: tuple[int, int] | None, offset: int) -> str:
        if span is None:
            return ""
        begin, end = offset + span[0], offset + span[1]
        for ref in refs[max(0, bisect_left(begins, begin) - 3) : bisect_left(begins, end)]:
            if ref.begin < end and begin < ref.end:
                return ref.name
        return ""

    for sentence in text.sentences:
        for one in parse(text.of(sentence)):
            agent = whose(one.agent, sentence.begin)
            if agent:
                patient = whose(one.patient, sentence.begin)
                yield Deed(agent, one.verb, patient if patient != agent else "", sentence.begin, sentence.end, one.real)


def spacy_parse(nlp: Any) -> Parse:
    """A `Parse` from a loaded spaCy pipeline with a dependency parser (spaCy itself is not needed by Fabula)."""

    def parse(sentence: str) -> list[Triple]:
        out = []
        for token in nlp(sentence):
            if token.pos_ != "VERB":
                continue
            parts = {child.dep_: child for child in token.children}
            agent, patient = parts.get("nsubj"), parts.get("dobj") or parts.get("obj") or parts.get("dative")
            if "nsubjpass" in parts:
                by = parts.get("agent")
                agent = next((one for one in by.children if one.dep_ == "pobj"), None) if by is not None else None
                patient = parts["nsubjpass"]
            if agent is not None:
                out.append(
                    Triple(
                        _whole(agent),
                        token.lemma_,
                        _whole(patient) if patient is not None else None,
                        "neg" not in parts,
                    )
                )
        return out

    return parse


def _whole(token: Any) -> tuple[int, int]:
    """A noun's span without what depends on it behind it."""
    return token.idx, token.idx + len(token.text)


@lru_cache(maxsize=1)
def _bases() -> dict[str, str]:
    known = sorted(KNOWN | set(IRREGULAR))
    out: dict[str, str] = {}
    for base in known:
        for form in (third(base), ing(base), *past(base)):
            out.setdefault(form, base)
    return out | {"was": "be", "were": "be", "had": "have", "did": "do"}


def base(word: str) -> str:
    """The base form of an English verb: "gave" -> "give"; by its ending where it isn't known."""
    low = word.casefold()
    if low in _bases():
        return _bases()[low]
    for ending, by in (("ied", "y"), ("ies", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if low.endswith(ending) and len(low) > len(ending) + 2 and not low.endswith("ss"):
            stem = low[: -len(ending)] + by
            if by == "" and ending in ("ed", "ing"):
                if stem[-1] == stem[-2] and stem[-1] not in "lsz":
                    return stem[:-1]
                return (
                    f"{stem}e"
                    if re.search(r"^[^aeiou]*[aeiou]r$", stem)
                    or (
                        re.search(r"(?:[^aeiou][aeiou](?:[bcdgkmpstvz]|ng)|[cgsvz]|u|at|in[dt]?e?)$", stem)
                        and not stem.endswith(("ss", "en", "er", "on", "ow", "ew", "it", "et", "op"))
                    )
                    else stem
                )
            return stem
    return low


def _english(text: Text, refs: Sequence[_Ref]) -> Iterator[Deed]:
    found = [token for token in tokens(text) if not token.quoted]
    begins = [token.begin for token in found]
    starts = {ref.begin: ref for ref in reversed(refs)}
    for ref in refs:
        if not ref.subject:
            continue
        at = bisect_left(begins, ref.end)
        if at and at <= len(found) and found[at - 1].begin >= ref.begin:
            yield from _run(found, at, ref, starts, text)


def _run(found: Sequence[Token], at: int, agent: _Ref, starts: dict[int, _Ref], text: Text) -> Iterator[Deed]:
    """The verbs that one subject governs: "came in, took the boy and kissed him"."""
    real, passive, verb, verb_at = True, False, "", at
    helped = False  # an auxiliary stands before: did, could
    steps = False  # a preposition stands between verb and object
    waiting = True  # for a verb
    limit = min(len(found), at + 40)
    while at < limit:
        token = found[at]
        if (token.starts and at > verb_at) or token.text in '.!?;:"“”':
            break
        if waiting:
            helped = helped or token.low in AUXILIARIES - _BE
            if token.low in _UNREAL | {"did", "does", "do"} | _DENIED or token.low.endswith("n't"):
                real = real and token.low in ("did", "do", "does")
            elif token.low in _BE:
                passive = True
            elif (
                token.low in AUXILIARIES
                or token.low in ADVERBS
                or token.low.endswith("ly")
                or token.low in (",", "who", "that")
            ):
                pass
            elif (
                verbal(token)
                or token.low in KNOWN
                or (helped and token.low.isalpha() and token.low not in FUNCTION)
                or (passive and token.low.endswith(("en", "ing")) and token.low not in _NOUNS_IN_ING)
            ):
                verb, verb_at, waiting, steps = token.low, at, False, False
                if token.low.endswith("ing"):
                    passive = False
            else:
                break
        else:
            other = starts.get(token.begin)
            if token.low in _STOPS - {"and", "for"}:
                break
            if token.low in _TOWARDS:
                steps = True
            if other is not None and ((steps and base(verb) in _MOVES) or at - verb_at > _REACH):
                break
            if other is not None and other.name != agent.name and not (other.subject and _new_clause(found, at)):
                yield _deed(agent, verb, other, found[verb_at], passive and found[at - 1].low == "by", real)
                at = max(at + 1, _behind(found, at, other.end))
                more = _more(found, at)
                if more is None:
                    return
                at, waiting, passive, real, verb, helped = more, True, False, True, "", False
                continue
            if other is not None and other.subject and _new_clause(found, at):
                break
            if (
                token.low in ("and", ",")
                and at + 1 < limit
                and verbal(found[at + 1])
                and found[at + 1].low not in AUXILIARIES
            ):
                yield Deed(agent.name, base(verb), "", found[verb_at].begin, found[verb_at].end, real)
                waiting, passive, real, verb, helped = True, False, True, "", False
        at += 1
    if verb:
        yield Deed(agent.name, base(verb), "", agent.begin, found[verb_at].end, real)


def _new_clause(found: Sequence[Token], at: int) -> bool:
    """Whether a subject behind a verb begins a clause of its own."""
    before = found[at - 1]
    return before.low in _STOPS or not before.word


def _behind(found: Sequence[Token], at: int, end: int) -> int:
    while at < len(found) and found[at].begin < end:
        at += 1
    return at


def _more(found: Sequence[Token], at: int) -> int | None:
    """Where another verb of the same subject follows: ", and kissed"."""
    while at < len(found) and found[at].low in (",", "and", "then", "also"):
        if at + 1 < len(found) and verbal(found[at + 1]):
            return at + 1
        at += 1
    return None


def _deed(agent: _Ref, verb: str, other: _Ref, token: Token, turned: bool, real: bool) -> Deed:
    begin, end = min(agent.begin, other.begin), max(agent.end, other.end, token.end)
    if turned:
        return Deed(other.name, base(verb), agent.name, begin, end, real)
    return Deed(agent.name, base(verb), other.name, begin, end, real)


def _chinese(text: Text, refs: Sequence[_Ref]) -> Iterator[Deed]:
    from fabula.analysis.clauses_chinese import clauses

    begins = [ref.begin for ref in refs]
    topic: _Ref | None = None
    last = 0
    for part in clauses(text):
        if part.quoted:
            continue
        if re.search(r"[。！？\n]", text.raw[last : part.begin]):
            topic = None
        last = part.end
        inside = list(refs[bisect_left(begins, part.begin) : bisect_left(begins, part.end)])
        subject = next((ref for ref in inside if ref.subject), None)
        topic = subject or topic
        if topic is not None:
            yield from _clause(text, part.words, inside, topic)


def _clause(text: Text, words: Sequence[Word], inside: Sequence[_Ref], topic: _Ref) -> Iterator[Deed]:
    agent, patient = topic, None
    others = [ref for ref in inside if ref.name != topic.name]
    for ref in others:
        left = text.raw[max(0, ref.begin - 2) : ref.begin]
        if left.endswith(("被", "让", "叫")) and left.endswith("被"):
            agent, patient = ref, topic
        elif left.endswith(("把", "将", "对", "向", "给", "跟", "同", "和", "替", "为", "朝")):
            patient = patient or ref
    behind = max(
        agent.end if agent.begin >= words[0].begin else words[0].begin,
        patient.end if patient is not None and patient is not topic else 0,
    )
    for word in words:
        if word.begin < behind or word.tag[:1] != "v" or any(ref.begin <= word.begin < ref.end for ref in inside):
            continue
        whom = patient or next(
            (ref for ref in others if word.end <= ref.begin <= word.end + 4 and ref is not agent), None
        )
        name_of = word.text.lstrip("便又却正只也就还都才") or word.text
        if name_of in _ZH_PLAIN and not (whom is not None and word.text in _ZH_KEPT):
            continue
        real = not _ZH_DENIED.search(text.raw[max(word.begin - 2, words[0].begin) : word.begin])
        name = whom.name if whom is not None and whom.name != agent.name else ""
        begin = min(
            [
                agent.begin if agent.begin >= words[0].begin else word.begin,
                word.begin,
                *([whom.begin] if whom and whom is not topic else []),
            ]
        )
        yield Deed(
            agent.name,
            name_of,
            name,
            begin,
            max(word.end, whom.end if whom is not None and whom is not topic else 0),
            real,
        )
        if patient is None and name:
            return
        if patient is not None:
            return
