"""Places: where a text happens, by name and by common noun, with where each is mentioned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.analysis.cast import Character, plain
from fabula.analysis.lazy import Lazy
from fabula.analysis.text import Span, Text
from fabula.analysis.verbs import any_of, wordset

_NOUNS = wordset(
    "forest wood woods village town city castle palace house home hut cottage cabin inn tavern church temple chapel"
    " monastery convent school market shop mill farm farmhouse barn stable garden orchard field meadow pasture hill"
    " mountain valley cave cavern river brook stream lake pond sea ocean shore beach island harbour harbor port bridge"
    " road street lane path square gate wall tower dungeon prison cellar kitchen hall room chamber bedroom attic stairs"
    " courtyard well fountain desert plain jungle swamp marsh moor heath bog cliff rock kingdom country land capital"
    " court hospital office station train ship boat graveyard churchyard tomb theatre library museum park playground"
    " classroom yard cemetery factory hotel restaurant café bank courthouse lodge camp wigwam tent den nest hole burrow"
    " hearth fireside roof threshold doorway corner crossroads highway wilderness glade clearing spring waterfall"
)
_LEADS = (
    "in|at|into|to|from|through|towards?|near|inside|outside|within|beyond|across|over"
    "|around|round|by|behind|under|on|upon|out of|reached|entered|left|of"
)
_DETERMINED = "the|a|an|his|her|their|its|my|our|your|this|that|another|some"
_COMMON = Lazy(
    rf"\b(?:{_LEADS})\s+(?P<whole>(?:{_DETERMINED})\s+(?:[a-z][\w'-]*\s+){{0,3}}?(?P<noun>{any_of(_NOUNS)})s?)\b(?!['’-])",
    re.IGNORECASE,
)
_PROPER = Lazy(
    rf"\b(?:in|at|near|into|from|through|towards?|beyond|to|of|reached"
    rf"|left)\s+(?P<whole>(?:the\s+)?(?:(?:{'|'.join(word.title() for word in sorted(_NOUNS))}"
    rf"|Mount|Isle|Cape|Bay|County)\s+(?:of\s+)?)?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)"
)
_SITED = Lazy(
    r"\b(?:City|Town|Village|Kingdom|Land|Island|Isle|Lake|River|Mount|Mountain|Castle"
    r"|Palace|Forest|Street|Road|Sea|Bay|Hill|House|Garden)\b"
)
_NOT = wordset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december god heaven lord christmas easter i english french chinese german"
)
_ZH_NOUNS = (
    "森林|树林|山林|村子|村庄|村里|小镇|镇上|城里|城堡|宫殿|皇宫|王宫|花园|园子|院子|天井"
    "|学校|学堂|教室|书房|书塾|私塾|茶馆|酒店|饭店|客栈|旅馆|店里|店铺|铺子|庙里|庙|寺"
    "|祠堂|衙门|监狱|牢里|医院|车站|码头|集市|市场|厨房|灶下|卧室|卧房|房间|屋里|屋子"
    "|房子|家里|门外|门口|窗外|街上|大街|街头|路上|路旁|路边|桥上|桥头|河边|河里|江边"
    "|海边|海里|海上|湖边|溪边|山上|山里|山下|山洞|洞里|田里|田野|地里|草原|草地|沙漠"
    "|沙滩|岛上|船上|船里|车上|井边|坟地|坟上|墓地|土谷祠|戏台|图书馆|公园|操场|工厂"
    "|办公室|故乡|乡下|京城|县城|城外|村外|树下|屋檐下|柜台|堂前|大门外|斋中|室中|舍|郊外"
)
_ZH_COMMON = Lazy(rf"(?P<whole>{_ZH_NOUNS})")
_ZH_SITED = re.compile(
    r"[\u3400-\u9fff]{1,4}(?:村|镇|城|县|州|府|庄|桥|寺|庙|庵|观|山|江|湖|河|岛|路|街|巷"
    r"|国|省|市|港|馆|楼|阁|店)$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place: ``name`` as the text mostly has it; ``proper`` where it is a name; its mentions in order."""

    name: str
    proper: bool
    mentions: tuple[Span, ...]

    @property
    def count(self) -> int:
        """The number of mentions."""
        return len(self.mentions)


def places(text: Text, cast: Sequence[Character] = ()) -> tuple[Place, ...]:
    """The places of a text, the most often mentioned first; who is in the cast is none.

    A place is a noun of a fixed list, or a name behind a word of place (English) or of jieba's class ns or with a
    place's ending (Chinese).
    """
    people = {plain(words) for one in cast for words in (one.name, *one.aliases)}
    spans: defaultdict[tuple[str, bool], list[Span]] = defaultdict(list)
    found = _chinese(text) if text.language == "zh" else _english(text)
    for key, proper, begin, end in found:
        if key not in people and plain(text.raw[begin:end]) not in people:
            spans[key, proper].append(Span(begin, end))
    out = [Place(_name(text, key, proper, where), proper, tuple(where)) for (key, proper), where in spans.items()]
    kept = [one for one in out if text.language != "en" or one.count > 1 or not one.proper or len(out) < 40]
    return tuple(sorted(kept, key=lambda one: (-one.count, one.mentions[0].begin)))


def _name(text: Text, key: str, proper: bool, spans: Sequence[Span]) -> str:
    return " ".join(text.of(spans[0]).split()) if proper else key


def _english(text: Text) -> Iterator[tuple[str, bool, int, int]]:
    found = []
    for match in _COMMON.finditer(text.raw):
        found.append((match["noun"].casefold(), False, match.start("whole"), match.end("whole")))
    for match in _PROPER.finditer(text.raw):
        name = match["whole"]
        words = name.casefold().removeprefix("the ").split()
        if words[0] in _NOT or (words[0] not in _NOUNS and not _sure(text.raw, match, name)):
            continue
        found.append((" ".join(words), True, match.start("whole"), match.end("whole")))
    taken = 0
    for one in sorted(found, key=lambda item: (item[2], -item[3])):
        if one[2] >= taken:
            taken = one[3]
            yield one


def _sure(raw: str, match: re.Match[str], name: str) -> bool:
    """Whether a name behind a word of place is surely a place's: one of "in" or "at", or with a place's noun in it."""
    return bool(
        _SITED.search(name)
        or re.match(r"(?:in|at|into|reached|near)\b", raw[match.start() : match.start() + 8], re.IGNORECASE)
    )


def _chinese(text: Text) -> Iterator[tuple[str, bool, int, int]]:
    taken = 0
    led = {text.raw[match.end() : match.end() + 2] for match in re.finditer("[在到从去回往向至住离进由自赴]", text.raw)}
    found = [(match["whole"], False, match.start(), match.end()) for match in _ZH_COMMON.finditer(text.raw)]
    for word in text.words:
        named = word.tag in ("ns", "nt") and len(word.text) > 1 and word.text not in _ZH_NOT and word.text[:2] in led
        if named or (_ZH_SITED.fullmatch(word.text) and len(word.text) > 2 and word.tag in ("ns", "nr", "nz", "n")):
            led_by = len(word.text) > 2 and word.text[0] in "从到在往向至去回"
            found.append((word.text[led_by:], True, word.begin + led_by, word.end))
    for one in sorted(found, key=lambda item: (item[2], -item[3])):
        if one[2] >= taken:
            taken = one[3]
            yield one


_ZH_NOT = wordset("东西 满口 乌黑 美丽 天黑 临街 上城 太高兴 伊 高门大户 华 那里 这里 中国人 外国 大概 明天 南无 西洋")
