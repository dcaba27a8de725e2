"""Stances: what a clause of the reader's words does. It acts, or it only sees, says, asks, wishes or tells.

"I watch Ines walk to the office" names a deed and does none; "I watch Ines and take the jar" does one. What this
module is not sure of counts as an act, for the rules still have to allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from fabula.analysis.mentions import any_name
from fabula.analysis.quotations import QUOTED
from fabula.analysis.verbs import DOING, HANDLING, STAYING, any_of, forms, wordset


class Stance(StrEnum):
    """What a clause does."""

    ACTS = "acts"
    SEES = "sees"
    WATCHES = "watches"  # what others do
    SAYS = "says"  # to others, also that they should do something
    ASKS = "asks"
    WISHES = "wishes"
    TELLS = "tells"  # of others, of things, of long ago


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the reader's words, with the marks behind it."""

    text: str
    stance: Stance


# In the patterns a person's name is written Ж, that of a place or a thing П, as often as it has characters, so that a
# name of several words is one word, and no verb is found inside it. What is quoted becomes Ц.
_PERSON, _THING, _QUOTE = "ЖПЦ"
_I = re.IGNORECASE
_MOVES = wordset(
    "go walk come enter climb run head return step travel descend visit sneak hurry cross ride sail wade get take give"
    " deliver hand let leave see say tell ask hear open put sit stay wait set make eat drink sign stir"
)
_DEEDS = (DOING | HANDLING | STAYING | _MOVES) - {"like", "have", "back", "last", "fish", "eye", "eyes", "post", "wire"}
_BASE = any_of(_DEEDS)
_DOES = any_of(forms(_DEEDS, "base") | forms(_DEEDS, "s") | forms(_DEEDS, "ing"))
_ANYBODY = (
    r"(?:Ж+(?!['’]s)|him|them|you|people|others|the others|some(?:one|body)|any(?:one|body)|every(?:one|body)|her|it)"
)
_SOMETHING = r"(?:the|an?|my|his|her|their|this|that|these|those|some|two|three|four|several) (?:[\w-]+ ){0,2}?[\w-]+"
_SMALL = (
    r"(?:i|we|and|or|but|for|from|on|in|into|at|to|of|off|with|by|over|under|near|beside|behind|before|after|about|the|an?"
    r"|my|his|her|their|its|then|there|here|again|too|once|until|while|as|so|if|who|which|that|through|across|up|down"
    r"|away|out|back|closely|carefully|first)\b"
)
_HEAD = r"^\W*(?:[\w'’]+[\s,]+){0,4}?"
_SEES = (
    r"(?:watch|see|hear|notice|observe|spot|glimpse|overhear|witness|picture|feel|catch|spy|look (?:at|on)"
    r"|listen(?: to)?|stare at|gaze at)(?:ing)?,? "
)
_ORDERS = (
    r"(?:tell|ask|order|command|beg|urge|persuade|convince|advise|remind|warn|forbid|allow|permit|invite|force"
    r"|instruct|implore|encourage|signal|motion|beckon|request|call on|plead with|shout (?:at|to)|send)"
)
_WANTS = r"(?:want|expect|need|wish|hope for|like|love|prefer|long for|wait for|trust|dread|get)"
_PAST = (
    r"(?:took|gave|went|saw|did|had|got|made|was|came|told|sat|rode|put|let|rang|swam|ran|wrote|sold|bought|left|drank"
    r"|ate|threw|found|held|met|stood|drove|climbed|\w{2,}ed)"
)
_EN: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern, _I))
    for stance, pattern in (
        (Stance.WISHES, r"\bin (?:my|the) (?:mind|mind['’]s eye|head|thoughts?|imagination|heart|memory|memories)\b"
                        r"|\bin thought\b"),
        (Stance.TELLS, r"\b(?:long|(?:years?|months?|weeks?|days?|ages|hours?)) ago\b|\bas an? (?:young )?(?:child|boy"
                       r"|girl|kid|youth)\b|\bin my (?:youth|childhood)\b|\bwhen i was (?!on\b|in\b|at\b)|\bback then\b"
                       r"|\bin those days\b|\bthe other (?:day|night)\b"
                       rf"|\bi once {_PAST}\b|^\W*once,? (?:i|we) {_PAST}\b"),
        (Stance.WISHES, _HEAD + r"(?:hope|wish|trust|fear|believe|think|guess|expect|suspect|suppose|worry|doubt|pray)"
                        rf" (?:that )?(?:{_ANYBODY}|{_SOMETHING}|there|he|she|they|all) (?!to\b)[\w'’]+"),
        (Stance.WISHES, _HEAD + rf"{_WANTS} {_ANYBODY} (?:not )?to (?!the\b|an?\b|my\b)\w+"),
        (Stance.WATCHES, _HEAD + rf"{_SEES}(?:that |how |as |while |when |where )?(?:{_ANYBODY}|he|she|they)"
                         rf" (?:\w+ly )?(?!{_SMALL})[\w'’]+(?P<theirs>)"),
        (Stance.SEES, _HEAD + rf"{_SEES}(?:that |how |as |while |when |where )?{_SOMETHING} (?:\w+ly )?(?:{_DOES})\b"
                      r"(?P<theirs>)"),
        (Stance.SAYS, _HEAD + rf"{_ORDERS}\s+(?:(?!(?:to|and|then)\b)[\w'’.-]+\s+){{1,5}}?(?:not\s+)?to\s+"
                      rf"(?:\w+ly\s+)?(?:{_BASE})\b(?P<theirs>)"),
        (Stance.SAYS, _HEAD + rf"(?:let|have|make) {_ANYBODY} (?:\w+ly )?(?!{_SMALL})\w+(?P<theirs>)"),
        (Stance.SAYS, r"^\W*(?:(?:and|then|so|now|just|i|we|\w+ly)\W+){0,3}(?:say|tell|ask|explain|mention|warn|remind"
                      r"|inform|inquire|enquire|answer|reply|confess|admit|claim|insist|swear|promise|suggest|whisper"
                      r"|shout|murmur|mutter|announce|declare|complain|joke|talk|speak|chat|greet|beg|plead|urge"
                      r"|advise)\b"),
        (Stance.TELLS, r"^\W*(?:(?:and|then|so|but|now)\W+)?Ж+(?:['’]s \w+)?(?: \w+ly)? [\w'’]+(?: [\w'’]+)+"),
        (Stance.TELLS, r"^\W*(?:(?:and|then|so|but|now)\W+)?(?:the|an?|my(?! (?:hands?|fingers?|feet|legs|arms|eyes"
                       r"|turn|way|next)\b)|his|her|its|their|this|that|these|those|some|every|each|all|people|most"
                       r"|many|every(?:one|body)|some(?:one|body)|any(?:one|body)|no(?:body| one)|there|it|he|she|they)"
                       r"(?: [\w'’-]+){3,}"),
    )
)  # fmt: skip
# Questions that ask for leave, for company or for a kindness are acts as good as any.
_ASKS_EN = re.compile(
    r"^\W*(?:(?:and|but|so|well|oh|hey|please|tell me|excuse me|Ж+)\W+)*(?:(?:is (?!it (?:all right|okay|ok|fine) if"
    r" (?:i|we)\b)|are|was|were|am|do(?! you mind)|does|did|has|have|had|should|must|might|would (?!you)|can (?!i\b"
    r"|we\b|you\b)|could (?!i\b|we\b|you\b)|may (?!i\b|we\b)|will (?!you))\b.*\?\W*$|(?:who|whom|whose|what(?! about)"
    r"|which|where|when|why(?! not| don['’]t)|how(?! about))\b(?!.*,\s*i\b))",
    _I | re.DOTALL,
)
_CALLED_EN = re.compile(
    r"^\W*(?:Ж+[,!]\W*(?:please\W+)?|please\W+)(?!(?:i|we|let['’]?s|let|may|can|could|would|will|shall|here|there|please"
    r"|i['’]\w+)\b)(?P<verb>\w+)|^\W*(?P<verb2>\w+)\b(?!.*\bi\b).*, Ж+\W*$",
    _I | re.DOTALL,
)
_WITH_ME = re.compile(r"\b(?:me|us|my|our|i|together)\b", _I)
_ON_EN = re.compile(r"^\W*and (?!(?:then|i|we)\b)", _I)  # what somebody else is still doing
_BARE_EN = re.compile(r"(?<!ing)(?<!s)(?<!ed)$")
_CUT = {
    "en": re.compile(
        rf"[:,]+\s*|[;—–]\s*|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…]+\s+|\s+(?=(?:but|and then|then|so|yet"
        rf"|and i|and we)\s+\w)|\s+(?=and (?:\w+ly )?(?:{_BASE}|watch|see|hear|hope|tell|ask|say)\b)",
        _I,
    ),
    "zh": re.compile(
        r"[，：…。！？；\s]+|(?<=[^早也这那成])(?=[就便](?![是要]))|(?<=.)(?=但是|可是|不过|然后|于是|接着|而是)"
    ),
}
_SENTENCE = {
    "en": re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<=[.!?…])\s+|;\s*"),
    "zh": re.compile(r"(?<=[。！？；])"),
}
_CALL = {"en": re.compile(r"^\W*(?:(?:oh|hey|well|so|and|please)\W+)*Ж*\W*$", _I), "zh": re.compile(r"^\W*Ж*\W*$")}

_ZH_I = (
    r"^\W*(?:我们?|咱们?|俺)?(?:于是|然后|接着|又|再|也|还|先|只好|只是|只|正在?|一边|忽然|突然|[默静悄偷慢轻暗][^，。]地?"
    r"|[^，。ЖП]{1,4}地)*"
)
_ZH_ANYBODY = r"(?:Ж+|他们?|她们?|大家|别人|有人|那人|那个人|人家)"
_ZH: tuple[tuple[Stance, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(pattern))
    for stance, pattern in (
        (Stance.WISHES, r"(?:在|从)?心(?:里头?|中|头)(?=[^，。]*[去到拿取交给])|脑海|脑子里|想象[里中]|梦里|梦中"),
        (Stance.TELLS, r"^\W*过去(?=П)|(?:^|我)从前|以前|曾经?|当年|年轻的?时候|小时候|那时候?|那年|早年"
                       r"|[几多数两三十百]年前"),
        (Stance.SEES, _ZH_I + r"(?:[听看望瞧瞥遇碰见撞](?:到|见)|望着|瞧着|听着|闻到|闻见|感到|感觉到?|觉察|察觉|注意到"
                      r"|发现|目送|[看盯]着(?=Ж|他|她|有人|大家)|[看听瞧等](?=(?:Ж+|他们?|她们?|大家)[^，。的]{2})"
                      r"|等[着到]?(?=Ж|他|她))|[看听望][得不](?:到|见)"),
        (Stance.WISHES, _ZH_I + r"(?:希望|盼[着望]?|期待|期望|但愿|指望|想念|惦记|惦着|相信|担心|害怕|怕(?=Ж|他|她)|猜"
                        r"|估计|以为|觉得|认为|回想|怀念|琢磨|想起|想着"
                        r"|想到(?![^，。]*(?:去|看看|走走|逛逛|找|转转|瞧瞧|一趟))"
                        r"|(?:想要?|要)(?=(?:Ж+|他|她)(?![说聊谈的])[^，。]{2}))"),
        (Stance.SAYS, _ZH_I + r"(?:(?:[跟对向和同朝][^，。]{1,6}?)?(?:告诉|问(?!候)|打听|请教|提到|提起(?=了?[ЖП])|谈到"
                      r"|谈起|说到|说起|聊到|聊起|讲到|讲起|问起|听说|据说|解释|承认|坦白|回答|[说讲](?![着完定]))"
                      r"|提醒|警告)|^\W*(?:说到|提到|谈到|讲到|聊到|说起|提起|谈起|讲起|聊起|听说|据说)"),
        (Stance.SAYS, _ZH_I + r"(?:让|叫|请|求|劝|命令?|吩咐|催|逼|喊|派|打发|拜托|托|叮嘱|嘱咐|要求|允许|不许|不准"
                      rf"|禁止|使唤|哀求|恳求|央求|安排){_ZH_ANYBODY}"),
        (Stance.TELLS, r"^\W*(?:Ж+(?![，！：、]|$|[和跟与同]?[我咱您你])|他们?|她们?|它们?|大家|有人|别人|人们|那人"
                       r"|那个人|孩子们|邻居|我的?(?:父亲|母亲|爸爸?|妈妈?|爷爷|外婆|外公|朋友|哥哥|姐姐|弟弟|妹妹|同学))"
                       r"(?![^，。]*[我咱])[^，。！？]{2}"),
        (Stance.TELLS, r"^\W*[那这]?П+[上里下边旁前后外那]*(?:[在是有很被也都冒亮传静热]|已|的(?![^，。]*我))"),
    )
)  # fmt: skip
_ZH_OTHERS = re.compile(r"Ж|[他她]|大家|有人|别人|那人|人们|孩子")
_ASKS_ZH = re.compile(
    r"^(?!.*(?:好吗|好不好|行吗|行不行|可以吗|怎么样|咱|我们|一起|敢不敢|肯不肯|愿不愿|能不能|可不可以|[能肯]|可以))"
    r"(?:.*[?？]\W*$|.*[吗么呢]\W*$|(?!\W*[我咱]).*(?:什么|怎么|谁|哪[里儿个些]|几点|几时|多久|多远|多少|为什么))",
    re.DOTALL,
)
_CALLED_ZH = re.compile(r"^\W*Ж+[，！]\W*(?!.*[我咱吧])(?:请|快|你|您)?[^，。]{2}")


def stances(text: str, language: str, names: Sequence[str] = (), things: Sequence[str] = ()) -> list[Clause]:
    """The clauses of the reader's words, which together are ``text``.

    ``names`` are those of the people whom the words may tell of, ``things`` those of places and things.
    """
    masked = _masked(text, language, tuple(names), tuple(things))
    out: list[Clause] = []
    for sentence, offset in _parts(_SENTENCE[language], masked, 0):
        for begin, end, stance in _of_sentence(sentence, offset, language):
            out.append(Clause(text[begin:end], stance))
    return out


def _of_sentence(sentence: str, offset: int, language: str) -> Iterator[tuple[int, int, Stance]]:
    """The clauses of a masked sentence; a name that is only called belongs to what comes after it."""
    whole = _of_whole(sentence, language)
    waiting, last, bare = -1, Stance.ACTS, False
    for part, at in _parts(_CUT[language], sentence, offset):
        if _CALL[language].match(part) and at + len(part) < offset + len(sentence):
            waiting = at if waiting < 0 else waiting
            continue
        stance, match = _of_clause(part, language) if whole is None else (whole, None)
        goes_on = _goes_on(part, last) if language == "zh" else bare and _ON_EN.search(part) is not None
        if whole is None and stance is Stance.ACTS and goes_on:
            stance = last
        else:
            bare = match is not None and "theirs" in match.groupdict() and bool(_BARE_EN.search(match[0]))
        last = stance
        yield waiting if waiting >= 0 else at, at + len(part), stance
        waiting = -1
    if waiting >= 0:
        yield waiting, offset + len(sentence), Stance.ACTS


def _of_whole(sentence: str, language: str) -> Stance | None:
    """What a whole sentence does, whatever its clauses are: it asks, or it calls on somebody to do something."""
    if language == "zh":
        return Stance.ASKS if _ASKS_ZH.search(sentence) else Stance.SAYS if _CALLED_ZH.search(sentence) else None
    if _ASKS_EN.search(sentence):
        return Stance.ASKS
    called = _CALLED_EN.search(sentence)
    verb = (called["verb"] or called["verb2"] or "").casefold() if called else ""
    return Stance.SAYS if verb in _DEEDS and not _WITH_ME.search(sentence) else None


def _of_clause(part: str, language: str) -> tuple[Stance, re.Match[str] | None]:
    for stance, pattern in _ZH if language == "zh" else _EN:
        match = pattern.search(part)
        if match and stance is Stance.SEES and language == "zh" and _ZH_OTHERS.search(part):
            return Stance.WATCHES, match
        if match:
            return stance, match
    return Stance.ACTS, None


def _goes_on(part: str, last: Stance) -> bool:
    """Whether a Chinese clause without anybody of its own goes on with what others were told to do."""
    return last is Stance.TELLS and not re.match(r"\W*(?:[我咱就便]|于是|然后)", part)


@lru_cache(maxsize=64)
def _known(language: str, names: tuple[str, ...]) -> re.Pattern[str]:
    core = [name for name in names if name]
    if language == "zh":
        return re.compile(any_name(core) or r"(?!)")
    core += [re.sub(r"^(?:the|an?) ", "", name, flags=_I) for name in core]
    return re.compile(rf"\b(?:the |an? )?(?:{any_name(set(core))})\b(?!-)" if core else r"(?!)", _I)


def _masked(text: str, language: str, names: tuple[str, ...], things: tuple[str, ...]) -> str:
    """``text``, as long as before, with letters that stand for names, things and quotations."""
    masked = QUOTED.sub(lambda match: _QUOTE * len(match[0]), text)
    if language == "zh":  # 奶奶家 is a place, though it begins like somebody
        masked = _known(language, tuple(one for one in things if any(name in one for name in names))).sub(
            lambda match: _THING * len(match[0]), masked
        )
    masked = _known(language, names).sub(lambda match: _PERSON * len(match[0]), masked)
    if language == "zh":
        masked = _known(language, things).sub(lambda match: _THING * len(match[0]), masked)
    return masked


def _parts(cut: re.Pattern[str], text: str, offset: int) -> Iterator[tuple[str, int]]:
    ends = [0, *(found.end() for found in cut.finditer(text)), len(text)]
    yield from ((text[a:b], offset + a) for a, b in pairwise(ends) if b > a)
