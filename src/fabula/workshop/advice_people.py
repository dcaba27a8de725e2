"""Who a pronoun may mean: the cast, and whoever a short draft names too seldom to be one of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.analysis import names_chinese, nominals_chinese, nominals_english
from fabula.analysis.cast import Character
from fabula.analysis.nominals import NAME
from fabula.analysis.strings import Strings
from fabula.analysis.text import Span, Text

_MET = re.compile(
    r"\b(?:met|called|saw|told|asked|hit|pushed|helped|thanked|followed|phoned|visited|joined|hugged|chased|to|with|and|at|for|behind|beside)\s$"
)
_TAGS = ("nr", "nrfg", "nrt")  # jieba's for names of people
_TAIL = re.compile("[去来说在把给和对跟也就都又很]$")
_ROLES = re.compile(
    "警长|警察|老板娘?|经理|店主|店员|司机|医生|护士|校长|班长|队长|组长|主任|同桌|邻居|表[哥姐弟妹]|堂[哥姐弟妹]|师傅|大[叔妈爷娘]"
    "|阿姨|客户|同事|老师|教练|裁判|船长|国王|王子|公主|王后|房东|保安|厨师|导游|记者|律师|法官|商人|农夫|渔夫|猎人|木匠|裁缝"
)
_SURE = re.compile(
    r"[小老阿][\u4e00-\u9fff]|([\u4e00-\u9fff])\1|.*[爸妈爷奶哥姐弟妹叔姨姑舅婆公伯嫂孩生师长员友人]|[\u4e00-\u9fff]{2,3}(?:老师|医生|师傅|先生|女士)"
)
_IS = frozenset("当是做为像叫")  # before what somebody is, and not who they are
_TWICE = re.compile(r"([\u4e00-\u9fff])\1(?=[在来去把说有和跟也就都骑跑走站坐拿看问])")
_NO_NAME = "天天人人家家常常刚刚慢慢渐渐偷偷悄悄轻轻多多谢谢星星爸爸妈妈爷爷奶奶哥哥弟弟姐姐妹妹叔叔伯伯姑姑舅舅公公婆婆宝宝娃娃静静默默紧紧早早久久远远高高好好仅仅每每往往匆匆呆呆看看听听想想试试说说走走白白明明"  # noqa: E501
_PAIR = re.compile(
    r"(?:^|[，。！？\s“])([\u4e00-\u9fff]{2})[和跟与]([\u4e00-\u9fff]{2})(?=[在把一都去来走跑沿坐站玩吵打是从到正同])",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody with the places where a name or description of them stands. ``gender``: he, she, or empty."""

    name: str
    gender: str
    spots: tuple[Span, ...]


def surely(one: Somebody) -> bool:
    """Whether a Chinese name is a person's beyond doubt, and not a thing's that begins like a surname."""
    return _SURE.fullmatch(one.name) is not None


def somebodies(text: Text, cast: Sequence[Character]) -> list[Somebody]:
    """The people of a draft, without whoever tells it."""
    found = [
        Somebody(one.name, one.gender, tuple(Span(own.begin, own.end) for own in one.mentions if own.how != "pronoun"))
        for one in cast
        if one.kind in ("person", "") and not one.narrator
    ]
    known = {name for one in cast for name in (one.name, *one.aliases)}
    taken = {at for one in found for spot in one.spots for at in range(spot.begin, spot.end)}
    found += (_more if text.language == "zh" else _named)(text, known, taken)
    return [one for one in found if not one.name.startswith(("另", "another "))]


def _named(text: Text, known: set[str], taken: set[int]) -> Iterator[Somebody]:
    """Those with an English name who are only spoken of or to, and so aren't in the cast."""
    spots: dict[str, list[Span]] = {}
    for one in nominals_english.nominals(text):
        person = one.kind == "person" or (one.form == NAME and one.gender in ("he", "she"))
        plain = one.form == NAME and _MET.search(text.raw[max(0, one.begin - 16) : one.begin])
        if (person or plain) and one.begin not in taken and not one.quoted and one.form in (NAME, "definite"):
            spots.setdefault(text.raw[one.begin : one.end] if one.form == NAME else one.head, []).append(
                Span(one.begin, one.end)
            )
    for name, own in spots.items():
        if not _related(name, known):
            yield Somebody(name, "", tuple(own))


def _more(text: Text, known: set[str], taken: set[int]) -> Iterator[Somebody]:
    """Those who are named, by a name or a role, and aren't in the cast; the name that begins first and is longest."""
    seen: dict[str, str] = {}
    for one in nominals_chinese.nominals(text):
        if one.kind == "person" or one.form == NAME:
            seen.setdefault(text.raw[one.begin : one.end] if one.form == NAME else one.head, one.gender)
    for word in text.words:
        name = _TAIL.sub("", word.text)
        if word.tag in _TAGS and 2 <= len(name) <= 3 and (name[0] in "小老阿" or names_chinese.like_a_name(name)):
            seen.setdefault(name, "")
    for found in _ROLES.finditer(text.raw):
        seen.setdefault(found[0], "")
    for found in _PAIR.finditer(text.raw):
        seen.setdefault(found[1], "")
        seen.setdefault(found[2], "")
    for found in _TWICE.finditer(text.raw):
        name = found[0]
        if name not in _DOUBLED and text.raw.count(name) > 1:
            seen.setdefault(name, "")
    names = [name for name in seen if len(name) > 1 and name[0] not in "个另" and not _related(name, known)]
    places: dict[str, list[Span]] = {}
    for begin, end, name in Strings(names).longest(text.raw):
        if begin not in taken and text.raw[max(0, begin - 1) : begin] not in _IS:
            places.setdefault(name, []).append(Span(begin, end))
    for name, own in places.items():
        yield Somebody(name, seen[name] if seen[name] in ("he", "she") else "", tuple(own))


def _related(name: str, known: set[str]) -> bool:
    return any(name in other or other in name for other in known)


_DOUBLED = frozenset(_NO_NAME[at : at + 2] for at in range(0, len(_NO_NAME), 2))
