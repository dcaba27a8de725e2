"""Chinese cues: what the narration beside a quotation says of who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fabula.analysis.clauses_chinese import SAYS
from fabula.analysis.cues_english import Cue
from fabula.analysis.quotations import Quotation
from fabula.analysis.text import Span, Text

if TYPE_CHECKING:
    from fabula.analysis.discourse import Ref, _Reader

_PRONOUN = re.compile(
    r"(?<![其吉])(?:[他她它]们?|伊(?:们|(?=[的便就又用却一也已从在将把说看听站不没是有]))"
    r"|(?<![自忘无唯本敌])我(?!们|行我素|见犹怜))(?!人|乡)"
)
_GENDER = {"他": "he", "她": "she", "伊": "she", "它": "it", "我": "I"}
_CLAUSE = re.compile(r"[，。！？；：、…—\n,!?;:\s]+")
_LAST = re.compile(r"[。！？；\n!?;]")
_LED = re.compile(
    r"^(?:[，,\s]|[\u3400-\u9fff]{1,6}，|[\u3400-\u9fff]{2,8}的(?=一|$)"
    r"|[一那这有某][个位只]|有一[个位只]|但是?|可是|于是|这时候?|那时|忽然|突然|这是|只见"
    r"|接着|然后|一面|一边|却|便|就|而|又|也|此时|同时|因为|当|等)*$"
)
_TIMED = re.compile(r"^[\u3400-\u9fff]{0,8}(?:后|时|天|间|回|日|夜|候|次|久|来|前|年|完|地|里|晚上|早上)$")
_THINKS = re.compile(r"(?:心想|暗想|想道|心里想|寻思|思忖|以为|觉得|暗道|自忖|心道|[我他她]想)[着了]?[，：:]?\s*$")
_NOT_SAID = re.compile(r"^(?:这|那|两|二|三|四|几|之类|等等?|的|字|一声|地)")
_FINAL = tuple("。！？，…—；.!?,")
_SAYS_END = re.compile(rf"{SAYS.pattern}[^，。！？；：]{{0,8}}?[，：,:]?\s*$")
_FALSE = re.compile(
    r"(?:[不没未别无][再有曾肯敢能]?[\u3400-\u9fff]?(?:说话?|问|答应?|叫|喊|道|骂|言)|听说"
    r"|据说|传说|虽说|小说|再说|胡说|难道|知道|街道|味道|一道|道路|道理|报道|人道|叫做"
    r"|叫作|名叫|应该|反应|答应了?$|学问|问题|笑容|笑脸|叫好|哭泣|可笑|好笑|笑话|念头|念佛"
    r"|呼吸|话语|谢绝)"
)


def pronouns(text: Text) -> Iterator[tuple[int, int, str, bool]]:
    """The pronouns of a text with their gender, and whether they can be subjects: no part of "his", near a clause's
    start."""
    raw = text.raw
    for match in _PRONOUN.finditer(raw):
        word = match[0]
        gender = "they" if word.endswith("们") else _GENDER[word]
        left = _CLAUSE.split(
            raw[max(0, match.start() - 14) : match.start()].replace("”", "，").replace("“", "，").replace("’", "，")
        )[-1]
        subject = raw[match.end() : match.end() + 1] not in ("的", "们") and (
            bool(_LED.match(left)) or bool(_TIMED.search(left))
        )
        yield match.start(), match.end(), gender, subject


def possessive(raw: str, begin: int, end: int) -> bool:
    """Whether a pronoun is one of having, or points back: 他的, 他自己."""
    return raw[end : end + 1] == "的" or raw[end : end + 2] == "自己"


def told(gap: str) -> bool:
    """Whether somebody behind these words of a verb of speech is spoken to."""
    return gap.endswith(("对", "向", "朝", "跟", "给", "问"))


def asks(behind: str) -> bool:
    """Whether what follows a subject is that they ask."""
    return bool(re.match(r"[^，。！？]{0,4}(?:问|打听|请教)", behind))


def turns(gap: str) -> bool:
    """Whether what stands between a line and a pronoun says that somebody else goes on."""
    return bool(re.fullmatch(r"[，。\s]*(?:但是?|可是|然而|却)", gap))


def far(gap: str) -> bool:
    """Whether what stands between a quotation and somebody is too much for them to begin the sentence."""
    return not _LED.match(gap.strip("。, "))


def spoken(raw: str, quote: Quotation, before: Span, after: Span) -> bool:
    """Whether a quotation is said, and isn't a word that is only quoted."""
    said = quote.text.strip()
    if not said:
        return False
    left, right = raw[before.begin : before.end].rstrip(), raw[after.begin : after.end]
    if _THINKS.search(left[-8:]):
        return False
    if said.endswith(_FINAL) or len(said) > 12:
        return True
    if not left or left[-1] in "，：。！？,:”\n":
        return not (_NOT_SAID.match(right) and left and left[-1] not in "：:")
    if _NOT_SAID.match(right):
        return False
    tail = _CLAUSE.split(left)[-1]
    if re.search(r"(?:说|道|曰|称)(?:[我他她它你]|是|之曰)?$", tail) and not re.search(r"(?:说|道|曰)$", tail):
        return False  # 说我“胖了”: what somebody is called
    return bool(SAYS.search(_FALSE.sub("", tail)[-8:])) or bool(
        re.match(r"[，。]?[\u3400-\u9fff]{1,8}(?:说|问|道|答)", right)
    )


def cue(reader: _Reader, number: int, quote: Quotation, before: Span, after: Span) -> Cue | None:
    """Who the narration beside a quotation says speaks: before it, else behind it."""
    return _ahead(reader, before) or _behind(reader, number, quote, after)


def _ahead(reader: _Reader, before: Span) -> Cue | None:
    """老栓说，“…”; 他睁大眼睛，…争辩道：“…”."""
    part = reader.raw[before.begin : before.end].rstrip()
    if not part.strip("，。,. \u3000\n"):
        return None
    if part[-1] in "。！？；" or (
        "\n" in reader.raw[before.begin + len(part) : before.end] and part[-1] not in "：:，,道说"
    ):
        return None
    clause = _CLAUSE.split(part.rstrip("，：,: "))[-1]
    says = SAYS.search(_FALSE.sub(lambda match: "〇" * len(match[0]), clause)[-10:])
    if not says and part[-1] not in "：:":
        return None
    begin = before.begin + max((match.end() for match in _LAST.finditer(part[:-1])), default=0)
    refs = reader.between(begin, before.end)
    subjects = [one for one in refs if one.subject]
    start = before.begin + len(part.rstrip("，：,: ")) - len(clause)
    inside = [one for one in subjects if one.begin >= start]
    if not subjects:
        subjects = [one for one in reader.between(before.begin, begin) if one.subject]
    ref = inside[0] if inside else subjects[-1] if subjects else None
    if ref is None or re.search(r"(?:听|传)[^，。]{0,4}(?:声音|喊声|叫声)$", clause):
        return Cue(None, verb=before.end)
    return Cue(ref, verb=ref.end)


def _behind(reader: _Reader, number: int, quote: Quotation, after: Span) -> Cue | None:
    """“…”老栓说。"""
    part = reader.raw[after.begin : after.end]
    stop = _LAST.search(part, 1)
    piece = part[: stop.start()] if stop else part
    if (
        number
        and not reader.raw[reader.quotes[number - 1].end : quote.begin].strip()
        and not reader.opens(quote.begin)
        and quote.text[-1:] not in "，,"
    ):
        return None  # an answer inside the paragraph; who acts behind it listens
    ref = _first(reader, after, piece)
    if ref is None:
        return None
    rest = piece[ref.end - after.begin :]
    if not SAYS.search(_FALSE.sub(lambda match: "〇" * len(match[0]), rest)):
        return None
    leads = not stop and number + 1 < len(reader.quotes) and reader.quotes[number + 1].begin == after.begin + len(part)
    goes_on = quote.text.rstrip()[-1:] in ("，", ",") or reader.opens(quote.begin)
    alone = number and not reader.raw[reader.quotes[number - 1].end : quote.begin].strip()
    goes_on = goes_on or (not alone and len(rest) <= 5)
    if leads and not goes_on:
        return None  # of the next one: “…”孔乙己便涨红了脸，争辩道，“…”
    return Cue(ref, verb=ref.end)


def _first(reader: _Reader, after: Span, piece: str) -> Ref | None:
    for one in reader.between(after.begin, after.begin + len(piece))[:2]:
        owns = reader.raw[one.end : one.end + 1] == "的" and not SAYS.match(reader.raw[one.end + 1 : one.end + 4])
        if not far(reader.raw[after.begin : one.begin]) and not owns:
            return one
    return None
