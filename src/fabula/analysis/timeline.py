"""Timeline: the words by which a text says when something happens, in order, with what happens there.

Kinds follow TimeML's split of dates, durations and relative times (Pustejovsky et al., 2003), by patterns in the
manner of
HeidelTime (Strötgen and Gertz, 2010). ``days`` says how far the words move the story on, where that can be said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.lazy import Lazy
from fabula.analysis.text import Span, Text

DATE, LATER, EARLIER, HOUR, SEASON, ONCE, MEANWHILE, LASTING = (
    "date",
    "later",
    "earlier",
    "hour",
    "season",
    "once",
    "meanwhile",
    "lasting",
)

_NUMBER = {
    word: number
    for number, words in enumerate(
        (
            *("zero", "one a an", "two both couple", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
            "twenty",
        )
    )
    for word in words.split()
} | {"few": 3, "several": 4, "many": 10, "some": 3, "thirty": 30, "forty": 40, "fifty": 50,
     "hundred": 100, "thousand": 1000, "half": 0.5}  # fmt: skip
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365,
         "century": 36500, "morning": 0.5, "evening": 0.5, "afternoon": 0.5, "moment": 0.0, "winter": 365,
         "summer": 365, "spring": 365, "autumn": 365}  # fmt: skip
_UNIT = (
    r"(?P<unit>minute|hour|day|night|week|fortnight|month|year|century|centurie|winter"
    r"|summer|moment|morning|evening)s?"
)
_AMOUNT = (
    r"(?P<amount>(?:about |nearly |almost |over |more than )?(?:\d+|(?:a|one) hundred"
    r"|[a-z]+(?:-[a-z]+)?(?: (?:and )?a half)?|a (?:few|couple of|hundred|thousand)))"
)
_PART = (
    r"(?:day|morning|evening|night|afternoon|noon|week|month|year|spring|summer|autumn"
    r"|fall|winter|dawn|sunrise|sunset|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday)"
)
_ENGLISH = (
    (DATE, Lazy((
        r"\b(?:in (?:the year )?|by |since |until )?(?:(?:january|february|march|april|may"
        r"|june|july|august|september|october|november|december)(?: \d{1,2}(?:st|nd|rd"
        r"|th)?)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april|may"
        r"|june|july|august|september|october|november|december)\b(?:,? \d{4})?|(?<=in"
        r" )1[0-9]{3}|(?<=in )20\d\d|(?:in |on )?(?:christmas|easter|midsummer|michaelmas|new"
        r" year's|halloween|martinmas|shrove)(?: eve| day| night)?)\b"
    ), re.I)),
    (LATER, Lazy((
        rf"\b{_AMOUNT} {_UNIT} (?:later|after(?:wards?)?|(?:had )?(?:passed|went by|gone by"
        rf"|elapsed))\b"
    ), re.I)),
    (LATER, Lazy((
        rf"\b(?:after|in|within|at the end of) {_AMOUNT} (?:more |long |whole )?{_UNIT}\b(?:"
        rf" (?:time|had passed))?"
    ), re.I)),
    (LATER, Lazy((
        rf"\b(?:(?:early |late )?(?:on )?the (?:next|following|very next|second|third) {_PART}"
        rf"|next {_PART}|the day after(?: (?:that|tomorrow|next))?|the morrow|on the morrow"
        rf"|to-?morrow(?: (?:morning|evening|night))?)\b"
    ), re.I)),
    (EARLIER, Lazy((
        rf"\b(?:{_AMOUNT} {_UNIT} (?:ago|before|earlier)|(?:last|the previous) {_PART}|the day"
        rf" before(?: yesterday)?|the night before|yesterday|long ago|a long time ago)\b"
    ), re.I)),
    (ONCE, Lazy((
        r"\b(?:once upon a time|one (?:fine |cold |dark |winter's |summer's |rainy |beautiful "
        r"|bright )?(?:day|morning|evening|night|afternoon|spring|summer|autumn|winter)|long,?"
        r" long ago|in (?:the )?olden (?:times|days)|in those days|many years ago)\b"
    ), re.I)),
    (MEANWHILE, Lazy((
        r"\b(?:meanwhile|in the meantime|in the meanwhile|at the same (?:time|moment)|all this"
        r" (?:time|while))\b"
    ), re.I)),
    (LASTING, Lazy((
        rf"\b(?:for {_AMOUNT} (?:long |whole )?{_UNIT}|all (?:day|night|winter|summer)(?:"
        rf" long)?|day after day|night after night|year after year|every (?:day|morning|evening"
        rf"|night|year))\b"
    ), re.I)),
    (HOUR, Lazy((
        r"\b(?:(?:at|by|before|after|towards?|about|until|till|in) (?:the )?(?:early |late "
        r"|next )?(?:dawn|daybreak|sunrise|sunset|noon|midday|midnight|dusk|nightfall|twilight"
        r"|morning|evening|afternoon|night)|(?:at |about |by |towards )?(?:\d{1,2}|one|two"
        r"|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o'clock|that (?:same |very"
        r" )?(?:day|morning|evening|night|afternoon)|tonight|to-night|this (?:morning|evening"
        r"|afternoon)|when (?:night|evening|morning|day) came|at (?:last|once)(?<=\bnight))\b"
    ), re.I)),
    (SEASON, Lazy((
        r"\b(?:in (?:the )?|when |all |that )(?:early |late |the )?(?:spring|summer|autumn"
        r"|winter)(?:time| came)?\b"
    ), re.I)),
)  # fmt: skip
_ZN = "〇零一二两三四五六七八九十百千几数半多\\d"
_ZU = r"(?P<unit>分钟|小时|钟头|时辰|天|日|夜|晚|星期|礼拜|个?月|年|载|春秋|刻钟|刻)"
_CHINESE = (
    (DATE, Lazy(
        rf"民国(?:纪元)?[{_ZN}元初前]{{1,4}}年(?:[{_ZN}]{{1,3}}月)?(?:[{_ZN}]{{1,3}}[日号])?"
        rf"|(?:光绪|宣统|乾隆|康熙|雍正|嘉庆|道光|咸丰|同治|顺治|崇祯|万历|嘉靖|洪武|永乐|贞观"
        rf"|开元|天宝|建安|太康|永嘉|元嘉)[{_ZN}元初末]{{0,4}}(?:年间?|间)"
        rf"|[12][\d]{{3}}年(?:\d{{1,2}}月)?(?:\d{{1,2}}[日号])?|(?:阴历|旧历|农历)?(?:正月|腊月"
        rf"|[{_ZN}]{{1,2}}月)(?:初|廿)?[{_ZN}]{{1,3}}(?:[日号])?|(?:除夕|中秋|端午|清明|重阳"
        rf"|元宵|冬至|年关|立秋|立春|元旦|春节|圣诞)(?:节|前后?|之?夜)?"
    )),
    (LATER, Lazy(
        rf"(?:又?过了|再过|不到|大约过?了?"
        rf"|约莫)?(?P<amount>[{_ZN}]{{1,4}})(?:多)?(?:个)?{_ZU}(?:多|半)?(?:以后|之后|过后|后"
        rf"|过去了?|工夫后?)|(?:又"
        rf"|再)?过了?(?P<amount2>[{_ZN}]{{1,4}})(?:多)?(?:个)?(?P<unit2>分钟|小时|钟头|天|日|夜"
        rf"|星期|个?月|年|载)"
    )),
    (LATER, Lazy(
        rf"第二[天日年](?:清?[早晨]上?|一早|早上|晚上|中午|下午|傍晚|夜里|天明)?|次[日年晨]"
        rf"|翌[日年晨]|明[日天](?=[，便又])|隔[天日年]|不多[时久]|不久(?:以后|之后)?"
        rf"|过了一会儿?|一会儿?(?=[，便])|随后|后来|此后|从此以后|自此以后"
        rf"|[居逾越]?[{_ZN}]+[日月年]余?(?=，)|未几|无何|俄而|俄顷|少顷|既而|越[{_ZN}]?日"
        rf"|转眼(?:间|之间)?"
    )),
    (EARLIER, Lazy(
        rf"(?P<amount>[{_ZN}]{{1,4}})(?:多)?(?:个)?{_ZU}(?:以前|之前|前)|昨[天日晚夜](?:晚上"
        rf"|夜里)?|前[天日年](?:晚上)?|去年(?:[春夏秋冬年][天底]?)?|从前|先前|很久(?:很久)?以前"
        rf"|早年|当年|那年|上[个一](?:月|星期|礼拜|年)"
    )),
    (ONCE, Lazy(
        r"有[一]?[天日](?:早上|早晨|晚上|夜里|下午|上午|的?下半天)?|[一某](?:天|日|夕)(?:早上"
        r"|早晨|清晨|晚上|夜里|下午|上午|的下半天)?(?=[，的]|早|晚|，)"
        r"|有一[次回年夜](?=[，我他她])?|从前有|古时候|很早以前"
    )),
    (MEANWHILE, Lazy(r"与此同时|同时(?=，)|这时候?(?=[，])|那时候?(?=，)|此时|当[时下](?=，)|正在这时")),
    (LASTING, Lazy(
        rf"每[天日年夜晚](?:早上|晚上|清晨)?|整[天日夜年]|一(?:整)?[天夜]到晚|天天|年年|夜夜"
        rf"|[{_ZN}]+年来|终日|终年"
    )),
    (HOUR, Lazy(
        rf"(?:今|当|那|这|是|其)[天晚日夜早](?:早上|晚上|夜里|下午|上午|傍晚)?|清[晨早]"
        rf"|早[上晨](?:[{_ZN}]+点钟?)?|黎明|天(?:一|刚|快|还没|将)?(?:亮|明)了?|天黑(?:了|以后"
        rf"|之后)?|中午|正午|上午|下午(?:[{_ZN}]+点钟?)?|傍晚|黄昏|晚上|夜里|深夜|半夜|午夜"
        rf"|夜深|三更|[{_ZN}]更|至?夜半|日(?:暮|落|出|中)|薄暮|[{_ZN}]+点钟|吃过晚饭|晚饭(?:前"
        rf"|后)|秋天的后半夜|后半夜"
    )),
    (SEASON, Lazy(
        r"(?:今年|去年|明年|那年|这年|第二年)?(?:[春夏秋冬](?:天|季|日|初|末|间)|初[春夏秋冬]"
        r"|深[秋冬]|[暮孟仲季][春夏秋冬]|年底|年初|岁[暮末])(?:的后半夜)?"
    )),
)  # fmt: skip
_ZH_DAYS = {"分钟": 1 / 1440, "小时": 1 / 24, "钟头": 1 / 24, "时辰": 1 / 12, "刻钟": 1 / 96, "刻": 1 / 96,
            "天": 1, "日": 1, "夜": 1, "晚": 1, "星期": 7, "礼拜": 7, "月": 30, "个月": 30,
            "年": 365, "载": 365, "春秋": 365}  # fmt: skip
_ZH_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "两": 2, "几": 3, "数": 3, "半": 0.5, "多": 1,
}  # fmt: skip
_NEXT = {"day": 1, "morning": 1, "evening": 1, "night": 1, "afternoon": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Moment:
    """An expression of time at ``begin``..``end``; ``sentence`` is where it stands: what happens there.

    ``kind``: date, later, earlier, hour, season, once, meanwhile or lasting. ``days``: how many days the story moves on
    (above 0) or looks back (below 0) by these words; None where they don't say. ``quoted``: said by somebody in the
    tale,
    so not of the story's own time.
    """

    begin: int
    end: int
    words: str
    kind: str
    days: float | None
    sentence: Span
    quoted: bool


def timeline(text: Text) -> tuple[Moment, ...]:
    """The expressions of time of a text, in order; where two overlap, the one that begins first and then the longer."""
    rows = _CHINESE if text.language == "zh" else _ENGLISH
    found = [
        (match.start(), -match.end(), kind, match) for kind, pattern in rows for match in pattern.finditer(text.raw)
    ]
    quotes = [(one.begin, one.end) for one in text.quotations]
    starts = [begin for begin, _ in quotes]
    out: list[Moment] = []
    taken = 0
    for begin, minus, kind, match in sorted(found, key=lambda one: (one[0], one[1])):
        if begin < taken or not text.sentences:
            continue
        days = _shift(match, kind, text.language)
        if (
            kind in (LATER, EARLIER, LASTING)
            and "amount" in match.groupdict()
            and match.groupdict().get("amount")
            and days is None
        ):
            continue  # "the tree later": no amount
        taken = -minus
        place = bisect_right(starts, begin) - 1
        quoted = place >= 0 and begin < quotes[place][1]
        words = " ".join(match[0].split())
        out.append(Moment(begin, -minus, words, kind, days, text.sentences[text.sentence_at(begin)], quoted))
    return tuple(out)


def course(found: tuple[Moment, ...]) -> Iterator[tuple[Moment, float]]:
    """The moments of the story's own time, each with the days since its beginning as far as the words say."""
    now = 0.0
    for one in found:
        if one.quoted:
            continue
        if one.kind == LATER and one.days:
            now += one.days
        yield one, now + (one.days or 0.0 if one.kind == EARLIER else 0.0)


def _shift(match: re.Match[str], kind: str, language: str) -> float | None:
    """How many days an expression moves the story."""
    groups = match.groupdict()
    amount, unit = groups.get("amount") or groups.get("amount2"), groups.get("unit") or groups.get("unit2")
    sign = -1 if kind == EARLIER else 1
    if amount and unit:
        number = _chinese_number(amount) if language == "zh" else _english_number(amount)
        size = (_ZH_DAYS if language == "zh" else _DAYS).get(
            unit.removesuffix("ie") + ("y" if unit.endswith("ie") else "")
        )
        return round(sign * number * size, 4) if number is not None and size is not None else None
    if kind not in (LATER, EARLIER):
        return None
    return _plain_shift(match[0].casefold(), sign, language)


def _plain_shift(words: str, sign: int, language: str) -> float | None:
    if language == "zh":
        if re.match(r"第二年|次年|翌年|隔年|去年", words):
            return 365.0 * sign
        if re.match(r"前年", words):
            return -730.0
        if re.match(r"第二[天日]|次[日晨]|翌[日晨]|明|隔[天日]|昨", words):
            return 1.0 * sign
        return -2.0 if words.startswith("前天") else None
    if "day before yesterday" in words:
        return -2.0
    if "yesterday" in words or "day before" in words or "night before" in words:
        return -1.0
    found = re.search(r"(next|following|last|previous|second|third)\s+(\w+)", words)
    if found:
        times = {"third": 3, "second": 2}.get(found[1], 1)
        return sign * times * float(_NEXT.get(found[2], 1)) if found[2] in _NEXT else None
    return 1.0 * sign if "morrow" in words or "day after" in words else None


def _english_number(words: str) -> float | None:
    plain = re.sub(r"^(?:about|nearly|almost|over|more than) ", "", words.casefold())
    if plain.isdigit():
        return float(plain)
    parts = re.split(r"[ -]", plain)
    if "hundred" in parts or "thousand" in parts:
        return 1000.0 if "thousand" in parts else 100.0
    total = 0.0
    for part in parts:
        if part in ("and", "of"):
            continue
        if part not in _NUMBER:
            return None
        total = total + _NUMBER[part] if part not in ("a", "an") or len(parts) == 1 else total
    return total


def _chinese_number(words: str) -> float | None:
    if words.isdigit():
        return float(words)
    total, last = 0.0, 0.0
    for sign in words:
        if sign in "十百千":
            scale = {"十": 10, "百": 100, "千": 1000}[sign]
            total, last = total + (last or 1) * scale, 0.0
        elif sign in _ZH_DIGITS:
            last = _ZH_DIGITS[sign]
        elif sign.isdigit():
            last = last * 10 + int(sign)
        else:
            return None
    return total + last
