"""Mending: slips of grammar and punctuation that are sure, put right without a change of meaning.

A rule that could be wrong about a good sentence is left out. What is unsure (a quotation that isn't closed) is noted
and left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from fabula.analysis.sentences import sentence_spans
from fabula.analysis.text import Text
from fabula.workshop.advice_repetition import SURE_SLIP

_ROUNDS = 6  # until nothing changes; a mended place can bring a second one to light, hardly a third


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` at ``begin`` of the text as it was given became ``after``, for a reason."""

    begin: int
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The mended text, each change in order, and notes on what only the writer can put right."""

    text: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    begin: int
    end: int
    by: str


_Rule = tuple[str, Callable[[str], Iterator[_Edit]]]


def mend(text: Text) -> Mended:
    """The text with its sure slips put right. Mending what is mended changes nothing."""
    raw, origin = text.raw, list(range(len(text.raw) + 1))
    changes: list[Change] = []
    for _ in range(_ROUNDS):
        before = raw
        for reason, rule in _RULES[text.language]:
            edits = list(rule(raw))
            changes += [Change(origin[one.begin], raw[one.begin : one.end], one.by, reason) for one in edits]
            raw, origin = _applied(raw, origin, edits)
        if raw == before:
            break
    return Mended(raw, tuple(sorted(changes, key=lambda one: one.begin)), tuple(_notes(Text(raw, text.language))))


def _applied(raw: str, origin: list[int], edits: list[_Edit]) -> tuple[str, list[int]]:
    if not edits:
        return raw, origin
    out: list[str] = []
    places: list[int] = []
    at = 0
    for one in edits:
        out += [raw[at : one.begin], one.by]
        places += origin[at : one.begin]
        places += [origin[min(one.begin + number, max(one.begin, one.end - 1))] for number in range(len(one.by))]
        at = one.end
    return "".join([*out, raw[at:]]), [*places, *origin[at:]]


def _swap(pattern: str, by: str | Callable[[re.Match[str]], str], flags: int = 0) -> Callable[[str], Iterator[_Edit]]:
    """A rule that replaces the group "x" of each match (or all of it) outside addresses."""
    made = re.compile(pattern, flags)

    def rule(raw: str) -> Iterator[_Edit]:
        for found in made.finditer(raw):
            if _address(raw, found.start()):
                continue
            begin, end = found.span("x") if "x" in made.groupindex else found.span()
            new = by(found) if callable(by) else by
            if raw[begin:end] != new:
                yield _Edit(begin, end, new)

    return rule


_TOKEN = re.compile(r"\S*")


def _address(raw: str, at: int) -> bool:
    """Whether a place lies in a web or mail address or a file's name."""
    begin = max(raw.rfind(" ", max(0, at - 80), at), raw.rfind("\n", max(0, at - 80), at)) + 1
    token = raw[max(begin, at - 80) : at + 80]
    found = _TOKEN.match(token)
    word = found[0] if found else ""
    return "://" in word or "www." in word or "@" in word


def _capitals(raw: str) -> Iterator[_Edit]:
    """Small letters at the beginning of a sentence behind a full stop."""
    spans = sentence_spans(raw, "en")
    for (_, behind), (begin, end) in pairwise(spans):
        word = re.match(r"[a-z]+(?![A-Za-z.]*[A-Z.])\b", raw[begin:end])
        before = re.search(r"[a-z]{2}\.$", raw[max(0, behind - 4) : behind])
        if word and before and not _address(raw, begin):
            yield _Edit(begin, begin + 1, raw[begin].upper())


def _first_capital(raw: str) -> Iterator[_Edit]:
    """A small letter with which a text begins that has capitals elsewhere or ends with a mark."""
    found = re.match(r"\s*([a-z])[a-z]*\b(?![.\w])", raw)
    if found and re.search(r"[.!?]", raw):
        yield _Edit(found.start(1), found.end(1), found[1].upper())


def _full_quotes(raw: str) -> Iterator[_Edit]:
    """Straight quotation marks of a Chinese line, where they come in pairs and no others stand there."""
    at = 0
    for line in raw.split("\n"):
        marks = [at + number for number, one in enumerate(line) if one == '"']
        if marks and len(marks) % 2 == 0 and not re.search("[“”「」]", line) and re.search(_H, line):
            yield from (_Edit(one, one + 1, "“" if number % 2 == 0 else "”") for number, one in enumerate(marks))
        at += len(line) + 1


def _closing(raw: str) -> Iterator[_Edit]:
    """The closing mark of a speech that is left open: one sentence, to the end of its paragraph, with nobody saying it.

    A speech that goes on in the next paragraph stays open there, as books print it.
    """
    for found in _LEFT_OPEN.finditer(raw):
        said = found["said"]
        if len(_ENDS.findall(said)) == 1 and not _SAID.search(said) and raw[found.end() :].lstrip()[:1] not in "“":
            yield _Edit(found.end("said"), found.end("said"), "”")


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()


def _kept_case(new: str) -> Callable[[re.Match[str]], str]:
    return lambda found: new[0].upper() + new[1:] if found["x"][0].isupper() else new


_LEFT_OPEN = re.compile(r"“(?P<said>[^“”\n]{2,200}[.!?。！？…])[ \t]*(?=\n|$)")
_ENDS = re.compile(r"[.!?。！？…]+")
_SAID = re.compile(r"\b(?:said|says?|asked|cried|told|answered|replied|shouted|whispered|called)\b|[说道问喊叫答]")
_NOT_NOUNS = r"(?!(?:is|are|and|or|in|on|at|as|if|of|it|i|am|an|any|all|each|either|it's|into|onto|off|over|out|about|after|above|around|one|once|oui\w*|eu\w+|ewe\w*|unan\w+)\b)"  # noqa: E501
_VOWEL = rf"{_NOT_NOUNS}(?:[aeio][a-z]{{2,}}|un(?!i)[a-z]{{3,}}|umb[a-z]+|upp?[a-z]{{3,}}|ugl[a-z]+)\b"
_CONSONANT = r"(?=[a-z]*[aeiouy])[bcdfgjklmnpqrstvw][a-z]{2,}\b"
_HALF = {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"}
_H = r"[\u3400-\u9fff]"
_SLOW = "慢慢|轻轻|悄悄|静静|默默|紧紧|狠狠|偷偷|匆匆|呆呆|牢牢|缓缓|飞快|卖力|使劲|拼命|用力|急忙|不停|仔细|大声|小声|高兴|开心|兴奋|伤心|生气|认真"  # noqa: E501
_DO = "走|跑|说|看|推|拉|坐|站|笑|哭|喊|叫|问|想|听|写|读|画|吃|喝|飞|跳|爬|抱|拿|放|打开|关|点|摸|盯|望|躺|睡|唱|骑|追|等|握|抓|擦|挥"  # noqa: E501
_GOES = "跑|走|飞|睡|长|笑|哭|跳|玩|起"
_HOW = "快|慢|高|早|晚|香|远|开心|高兴|响|整齐|厉害|伤心"
_NOUN = "花|脸|眼睛|天空|房子|大树|小鸟|小狗|小猫|姑娘|女孩|男孩|裙子|衣服|风景|歌声|太阳|月亮|星星|草地"

_RULES: dict[str, tuple[_Rule, ...]] = {
    "en": (
        ("a word written twice", _swap(SURE_SLIP["en"], lambda found: found[1], re.IGNORECASE)),
        ("a speech ends with its mark", _closing),
        ("no space before a mark", _swap(r"(?<=[\w”\"'’)])(?P<x>[ \t]+)(?=[,;](?:\s|$|[A-Za-z])|[!?]+(?:\s|$)|\.(?:\s|$)|:\s)", "")),  # noqa: E501
        ("a mark said once", _swap(r"(?<!,),{2,}(?!,)", ",")),
        ("a mark said once", _swap(r"(?<=\w)!{2,}(?![!?])", "!")),
        ("a mark said once", _swap(r"(?<=\w)\?{2,}(?![!?])", "?")),
        ("a mark said once", _swap(r"(?<=[a-z]{2})\.\.(?=\s|$)", ".")),
        ("a space after a mark", _swap(r"(?<=[A-Za-z])[,;!?](?P<x>)(?=[A-Za-z])", " ")),
        ("a space after a mark", _swap(r"(?<=[a-z]{2})\.(?P<x>)(?=[A-Z][a-z]+[ ,])", " ")),
        ("“I” has a capital", _swap(r"(?<![\w(.'’-])(?<!part )(?<!chapter )i(?=['’](?:m|ll|ve|d)\b| [a-z]{2,})", _upper)),  # noqa: E501
        ("a sentence begins with a capital", _first_capital),
        ("a sentence begins with a capital", _capitals),
        ("“an” before a vowel", _swap(rf"(?<![-\w'’])(?P<x>[Aa])(?= {_VOWEL})", _kept_case("an"))),
        ("“a” before a consonant", _swap(rf"(?<![-\w'’])(?P<x>[Aa]n)(?= {_CONSONANT})", _kept_case("a"))),
        ("“it's” is “it is”", _swap(r"\b(?P<x>[Ii]ts)(?= (?:a|an|the|been|not)\b(?!-))", _kept_case("it's"))),
        ("“its” is what belongs to it", _swap(r"\b(?P<x>[Ii]t['’]s)(?= own\b)", _kept_case("its"))),
        ("“you're” is “you are”", _swap(r"\b(?P<x>[Yy]our)(?= (?:a|an|the)\b (?!game)(?!-)|(?= not (?!\w+ing\b|-)))", _kept_case("you're"))),  # noqa: E501
        ("“your” is what belongs to you", _swap(r"\b(?P<x>[Yy]ou['’]re)(?= own\b)", _kept_case("your"))),
    ),
    "zh": (
        ("多写了一个字", _swap(SURE_SLIP["zh"], lambda found: found[1])),
        ("说话结束要有后引号", _closing),
        ("中文用全角引号", _full_quotes),
        ("中文用全角标点", _swap(rf"(?<={_H})[ ]*(?P<x>[,?!:;])(?![\w/\\]*[A-Za-z0-9]{{2,}}[./])", lambda found: _HALF[found["x"]])),  # noqa: E501
        ("中文用全角标点", _swap(rf"(?<={_H})(?P<x>\.)(?=\s|$|{_H}|[“”\"’」])", "。")),
        ("中文用全角标点", _swap(rf"(?<=[”」])(?P<x>[,.?!;:])(?=\s|$|{_H})", lambda found: _HALF[found["x"]])),
        ("中文用全角括号", _swap(rf"\((?=[^()\n]*{_H})([^()\n]*)\)", lambda found: f"（{found[1]}）")),
        ("标点前后不空格", _swap(rf"(?<={_H})(?P<x>[ \t]+)(?=[，。！？；：、])", "")),
        ("标点前后不空格", _swap(rf"(?<=[，。！？；：、])(?P<x>[ \t]+)(?={_H})", "")),
        ("标点只写一次", _swap(r"，{2,}", "，")),
        ("标点只写一次", _swap(r"(?<!。)。。(?!。)", "。")),
        ("标点只写一次", _swap(r"！{2,}(?!？)", "！")),
        ("标点只写一次", _swap(r"？{2,}(?!！)", "？")),
        ("省略号是六个点", _swap(r"。{3,}", "……")),
        ("怎样做用“地”", _swap(rf"(?:{_SLOW})(?P<x>的)(?=(?:{_DO})(?:着|了|起来|过去|过来|出来|进去|下来|下去|回来))", "地")),  # noqa: E501
        ("做得怎样用“得”", _swap(rf"(?:{_GOES})(?P<x>的)(?=(?:很|非常|特别|十分|真|太){{1}}(?:{_HOW})(?:[，。！？；了]|$))", "得")),  # noqa: E501
        ("什么样的用“的”", _swap(rf"(?:美丽|漂亮|可爱|红红|大大|小小|高高|长长|圆圆|蓝蓝|绿绿)(?P<x>地)(?=(?:{_NOUN}))", "的")),  # noqa: E501
    ),
}  # fmt: skip


def _notes(text: Text) -> Iterator[str]:
    """A note for each paragraph whose quotation marks don't come in pairs (a speech may go on in the next one)."""
    paragraphs = [text.of(one) for one in text.paragraphs]
    for number, said in enumerate(paragraphs):
        after = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
        goes_on = after[:1] in '“"「'
        odd = said.count('"') % 2 or said.count("“") != said.count("”") or said.count("「") != said.count("」")
        if odd and not (goes_on and said.count("“") == said.count("”") + 1):
            shown = " ".join(said.split())[:40]
            yield (
                f"这一段的引号不成对：“{shown}……”" if text.language == "zh" else
                f"The quotation marks of this paragraph don't come in pairs: {shown} …"
            )  # fmt: skip
