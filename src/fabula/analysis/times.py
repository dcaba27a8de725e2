"""Times of day: which hours a sentence says that it is now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.analysis.contexts import Context, at
from fabula.analysis.lazy import Lazy
from fabula.analysis.quotations import narration
from fabula.story.clock import between

_LIGHT = (
    "light|sun|sunlight|sky|air|breeze|wind|mist|fog|haze|rain|dew|chill|cold|stars?|glow|gloom|shadows?|crowds?"
    "|quiet|hush"
    "|silence|heat|warmth|tide|sounds?|shade|dark|darkness|hours?|frost|bells?|rush|glare|clouds?|drizzle|snow"
)
_NO = "".join(
    rf"(?<!{word} )"
    for word in ("good", "last", "every", "each", "all", "yesterday", "tomorrow", "next", "another", "other")
)
_ATTRIBUTE = (
    rf"(?!['’]s (?!(?:{_LIGHT})\b))(?! (?:[a-z]*(?:blue|black|watch|watchman|shift|boat|ferry|train|coach"
    rf"|market|cap|shirt|gown|school|meal|soup|prayers?|paper|post|star)\b))(?!-)(?!s\b)"
)


def _at(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


# (what is said, from, to): generous at both ends, for nobody tells time by the minute.
_ENGLISH = (
    (r"dawn|daybreak|sunrise|sun-up|first light|cock ?crow", "4", "8:30"),
    (r"(?:a|the) (?:cock|rooster)s? crows?|cocks? (?:is|are|begins? to|starts? to) crow(?:ing)?|sun (?:is )?(?:just"
     r" )?(?:com(?:es|ing) up|ris(?:es|ing))"
     r"|(?:rising|newly risen) sun", "3", "9"),
    (r"(?:sky|window|windows|east|horizon|panes?)\b[^,;.]{0,25} (?:is |are |has |have )?(?:turning|turns?|going"
     r"|goes|growing|grows?|gone) (?:grey|gray|pale|light)", "3:30", "8:30"),
    (r"sun\b[^;.]{0,60}\b(?:from|in|over|out of) the east", "4", "11"),
    (r"(?:town|village|city|street|harbour|market) (?:is|are) (?:\w+ ){0,2}?(?:waking|stirring|getting up"
     r"|getting out of bed"
     r"|rubbing its eyes)", "4", "10:30"),
    (r"dew (?=is|lies|still|glitters|wets|soaks|on the)", "3", "11"),
    (r"(?:supper|dinner) (?=is (?:long |already )?(?:over|done|ready|on the table|cleared))", "17", "4"),
    (r"breakfast (?=is (?:long |already )?(?:over|done|ready|on the table|cleared))", "5", "13"),
    (r"for the night\b", "16", "9"),
    (r"(?:getting|growing|turning|going|gets|grows) dark", "15:30", "23"),
    (r"(?:town|village|city|house|street|harbour|world|everybody|everyone|whole town|neighbours) (?:is|are) (?:fast"
     r" |sound "
     r"|still |all |long )*asleep", "20", "8"),
    (r"(?:lamps|lanterns|streetlamps|street lamps) (?:are|have been|have just been) (?:being )?lit|lamplighter"
     r"|streetlamps?|street lamps?", "15:30", "9"),
    (r"(?:over|at|eating|having|finish(?:es|ing)?) (?:his |her |your |their |a late |an early )?breakfast",
     "5", "12:30"),
    (r"(?:over|at|eating|having|finish(?:es|ing)?) (?:his |her |your |their )?(?:lunch|midday meal)", "11", "16"),
    (r"(?:over|at|eating|having|finish(?:es|ing)?) (?:his |her |your |their )?(?:supper|dinner)", "16", "1"),
    (r"moonrise", "16", "7"),
    (r"(?:pitch[- ])?dark(?:ness)? (?:out of doors|in the streets?|outside)", "16:30", "7:30"),
    (r"early (?:morning|light)", "4", "10"),
    (r"(?:first|evening) stars?", "16", "23"),
    (r"morning", "4:30", "12:45"),
    (r"not yet (?:noon|midday)", "4:30", "12:45"),
    (r"sun has not (?:yet )?risen|not yet (?:day|light)", "22", "8:30"),
    (r"noon(?:day)?|midday|sun (?:stands |is |hangs )?(?:straight |right |directly |high )*overhead|lunchtime",
     "10:30", "14:30"),
    (r"late afternoon", "14", "19"),
    (r"early afternoon", "11:30", "16"),
    (r"afternoon", "11:30", "18:45"),
    (r"twilight|half-light", "16:15", "8:30"),
    (r"dusk|sunset|sundown|nightfall|gloaming|sun (?:is )?(?:just |already )?touch(?:es|ing)|sun [^,;.]{0,30}in the"
     r" west|sun (?:is )?(?:just )?(?:sets?|setting|go(?:es)? down|going down|sinks?|sinking|has"
     r" set|has gone down"
     r"|dips?|slips?)|setting sun|last (?:light|red|rays?) of (?:the )?(?:day|sun)", "16:15", "22"),
    (r"evening|suppertime", "16:30", "23"),
    (r"(?<!\ba )midnight|the witching hour", "22:30", "2:30"),
    (r"the small hours|small hours", "23:30", "5:30"),
    (r"(?:dead|middle|depths?) of (?:the )?night", "21:30", "5"),
    (r"night", "18:30", "6:15"),
    (r"starlight|starlit|starry|stars", "18", "7"),
    (r"moonlight|moonlit", "17:30", "7:30"),
    (r"moon(?= (?:\w+ly )?(?:has|is|\w+s)\b)", "16", "9"),
    (r"(?:stands|hangs|shines|burns|climbs|blazes|beats|pours|glares) the (?:\w+ )?sun", "5", "21"),
    (r"sun(?= (?!is (?:\w+ )?(?:down|gone|low)|has |hides|never|sets|goes|sinks|dips)(?:is|\w+s)\b)", "5", "21"),
    (r"(?:light|day) is (?:going|failing|fading|almost gone|nearly gone)", "15", "22"),
    (r"(?:under|beneath|below) the (?:\w+ )?moon", "16", "9"),
    (r"sun (?:went down|set|sank)(?= (?:an hour|\w+ hours|long) ago)", "16:15", "6:30"),
    (r"sun (?:rose|came up)(?= (?:an hour|\w+ hours|long) ago)", "5", "15"),
    (r"sunlight|sunshine|sunbeams?|sunlit|broad day(?:light)?|daylight", "5", "21"),
    (r"(?:(?:the|bright|hot|warm|low|pale|weak) )?sun(?= (?:shines|beats|warms|glitters|stands|hangs|burns|climbs"
     r"|dazzles|falls|slants|is|"
     r"pours|comes out|breaks|lies|blazes|glares))|in the (?:hot |bright |warm |full )?sun\b|noon sun|(?:at|into"
     r"|against|in) the sun\b(?! (?:and moon|will))", "5", "21"),
    (r"(?:it is|it['’]s|has gone|has grown|has turned|grown|already|almost|nearly|fully|quite) dark(?= (?:outside"
     r"|out\b|over|in the street|now|already)|[,.;])"
     r"|has been dark(?= for| since)|dark(?:ness)? (?:has fallen|falls|is falling|settles over|comes down)",
     "16:30", "7:30"),
)  # fmt: skip
_GREETINGS = (
    (r"good morning", "4", "12:45"), (r"good afternoon", "11:30", "18:45"), (r"good evening", "16:15", "24"),
    (r"good night(?! kiss)", "18", "6"),
)  # fmt: skip
_CHINESE = (
    (r"太阳(?:刚|正|才|刚刚|正在|慢慢)*[^，。落下]{0,9}(?:升起|升上|冒出|露头|露脸|爬上来|跳出)", "4", "9:30"),
    (r"天(?:快|就要|眼看要|将)亮了?|[窗天东][^，。]{0,8}(?:发白|泛白|放亮)", "2:30", "8:30"),
    (r"(?:早|已经?|都)?过了(?:半夜|午夜|子夜)", "0", "6"),
    (r"(?:早|已经?|都)?过了(?:中午|正午|晌午)", "12", "18:45"),
    (r"(?:镇子?|全镇|全城|城里|村里|街上|街坊|人们|大家|家家户户|镇上的人)[^，。]{0,6}(?:睡熟|睡着|睡下|入睡|熟睡"
     r"|睡了)", "20", "7:30"),
    (r"掌灯|点起了?(?:过夜的?|夜)灯|过夜的灯|街灯|路灯|万家灯火|夜工|上夜班|守夜的", "15:30", "9"),
    (r"午饭|中饭|午餐", "10:30", "15:30"),
    (r"太阳[^，。]{0,8}前就?落(?:山|下)", "16:15", "6:30"),
    (r"天亮(?:的时候|时)，?(?=你(?:还|正|已))", "4", "9"),
    (r"天还[没未]亮", "20", "8:30"),
    (r"太阳(?:刚刚?|才)出来", "4", "9:30"),
    (r"(?:满|残|弯|新|圆)月(?=[升挂照高爬正悬躲钻从])|月牙", "16:30", "8"),
    (r"黎明|拂晓|破晓|天刚亮|天刚蒙蒙亮|天蒙蒙亮|天(?:已经?|都|就)?亮了|天边(?:刚刚?|正|已)?泛(?:白|起鱼肚白|起白)"
     r"|鱼肚白|日出|朝霞|朝阳|旭日|启明星|东方发白|第一缕阳光", "4", "8:45"),
    (r"鸡叫|鸡鸣|公鸡", "2", "9"),
    (r"早市|早集|晨光|晨雾|晨曦|晨风|清晨|清早|大清早|一大早|早晨|早上|清晨", "4", "11"),
    (r"上午", "6:30", "12:45"),
    (r"早饭", "5", "11"),
    (r"不到(?:晌午|中午|正午)", "4:30", "12:45"),
    (r"正午|中午|晌午|日中|太阳当头|日头当头|烈日当头|太阳(?:正)?在头顶|日上中天|大中午|午时", "10:30", "14:30"),
    (r"午后|下午|后半晌", "11:30", "18:45"),
    (r"傍晚|黄昏|日落|落日|夕阳|晚霞|暮色|残阳|斜阳|天色?(?:已经?|正|渐渐|慢慢|刚刚?)?(?:擦黑|向晚|将晚|暗下来"
     r"|黑下来)|(?:门外|窗外|外头|外面|街上)[^，。]{0,4}黑(?:了|下来|透)|长庚星|太阳(?:正|刚刚?|已经?|慢慢|渐渐|往|要"
     r"|快)*(?:落|沉|坠|下)(?:山|下去|到|进|入|了|向)|日头(?:正|刚刚?"
     r"|已经?)?(?:落|西)"
     r"|华灯初上|掌灯时分", "16:15", "22"),
    (r"晚饭|晚上|入夜", "16:30", "4"),
    (r"天(?:色|空)?(?:早|已经?|都|全|就|早已|早就)*黑(?:透|了|尽|下来|定|得)|夜(?:来得|来了|降临|已)|(?:外头|外面"
     r"|窗外|门外|街上)[^，。]{0,4}(?:漆黑|伸手不见五指|黢黑|乌黑|黑着|黑乎乎|一片黑)|夜幕|夜市|夜色|夜晚|夜里|夜空|夜风"
     r"|深夜|夜深|夜(?:已经?|都|这么|那么|很)+深|大半夜|黑夜|漆黑的夜|星空|星光|满天星|繁星|星星|群星|星斗|更深"
     r"|月光|月色|月亮(?=升|挂|照|高|爬|洒|正|悬|躲|钻|从|又|在|把)", "17:45", "6:30"),
    (r"凌晨|后半夜|下半夜", "23:30", "7"),
    (r"夜(?:还|正)+(?:很|这么)*[深长]", "19", "5"),
    (r"三更半夜|半夜|午夜|子夜|三更|夜半", "21:30", "4:30"),
    
    (r"阳光|日光(?!灯)|日头(?=晒|正|照|暖|毒|挂|高|把)|太阳(?=晒|正|照|暖|毒|挂|高|把|明晃晃|从|爬|[，。])"
     r"|[看望对]着太阳|烈日|艳阳|大太阳|大白天|大天白日|青天白日", "5", "20:45"),
)  # fmt: skip
_BANDS = {
    "en": [
        (Lazy(rf"{_NO}\b(?:{said})\b{_ATTRIBUTE}", re.IGNORECASE), _at(begin), _at(end))
        for said, begin, end in _ENGLISH
    ]
    + [(Lazy(rf"\b{said}\b", re.IGNORECASE), _at(begin), _at(end)) for said, begin, end in _GREETINGS],
    "zh": [(Lazy(said), _at(begin), _at(end)) for said, begin, end in _CHINESE],
}
# What stands before or behind a time that is not now.
_NOT_NOW = {
    "en": (
        Lazy(
            r"(?:\b(?:always|until|till|before|after|since|by|for|towards?|at|this|tonight|one|some|through|between"
            r"|ahead of"
            r"|hours? of|day and|night and|colou?r of|lasts? the|of an?|more|many|long|into|of a (?:winter|summer"
            r"|autumn|spring))"
            r"(?: the)?(?: (?:first|early|late|whole|long|next|noon))?|\b(?:holds?|keeps?|left)\b[^,;]{0,40}"
            r"|\b(?:sore|warm|hot|tired|dusty|wet|damp|stiff) from the(?: \w+)?|tonight's|\bas|\blike(?: \w+)?"
            r"|\bthe (?:other|next|following|coming|whole)|\ball|\b(?:\w+)day|\bdark|\bin the|\bfrom) $",
            re.IGNORECASE,
        ),
        Lazy(r"^(?: is (?:still |not )?(?:some way|hours?|far|a long way|miles|an hour|yet|close|near|coming"
                   r"|on its way)\b| (?:before|after next|ago|to come|you (?:first|came|met)|when|that)\b|, when)",
                   re.IGNORECASE),
    ),
    "zh": (
        Lazy(r"(?:昨|今|明|前|后|每|整|到|等|离|像|如|似|比|直到|自|从|打|过了?|熬|赶在|守了?(?:一)?|好几个?"
                   r"|那天|那个|那年|多少个?|天天|的一个|某个|一个|一|半|白天|夜夜|第二天|盼着?|等着|(?:留着|存着"
                   r"|带着|攒着|积着|剩着|残留着?|忘不了|记得)[^，。]{0,4})$"),
        Lazy(r"^(?:前|之前|以前|以后|之后|还早|还有|还差|再|时再|就走|的时候再|要是|为止|似的|一样|般|时分再"
                   r"|里?会|[^，。]{0,10}(?:还|曾)[^，。]*，(?:眼下|现在|如今|这会儿|此刻)|[^，。]{0,2}(?:常|总|爱"
                   r"|才(?=[来到能去]))|(?:[打捕买下烤来送摘采留剩拉运卖][^，。]{0,3}的))"),
    ),
}  # fmt: skip
_ABOUT_THEN = Lazy(r"\b(?:is|['’]s) (?:just|shortly|soon|a little|barely) (?:after|past|before) $", re.IGNORECASE)
_INSCRIBED = Lazy(r"\b(?:says|reads|written|chalked)\b[^.]*: ?$|[写刻][着的][^。]*：$")  # what stands on a board
_SKY = Lazy(r"stars?\b|moon|sun")
_WENT = Lazy(r"sun (?:went|rose|came|set|sank)|太阳[^，。]*前")
_IN_THE = Lazy(r"\bin the $", re.IGNORECASE)
_ASSERTED_BEHIND = Lazy(
    rf"^ (?:{_LIGHT})\b|^(?:,| (?:has|is|comes|falls|breaks|creeps|settles|lies|presses|hangs|sun|wears|deepens"
    rf"|draws))",
    re.I,
)
_CLOCK = {
    "en": Lazy(
        r"\b(?:clock|bell|bells|chapel|church|tower) (?:strikes|tolls|chimes|rings|is striking) (?P<hour>one|two"
        r"|three|four|five|six|seven"
        r"|eight|nine|ten|eleven|twelve)\b(?! times? (?:a|each|every))|\bit is (?:nearly |almost |just |barely "
        r"|already |half past |past |a little past )*"
        r"(?P<clock>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) o['’]clock", re.IGNORECASE),
    "zh": Lazy(r"(?!)"),
}  # fmt: skip
_HOURS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_SAYS_NOT = Lazy(r"\bnot\b|^不到|[没未]亮")  # a time that is said by denying another
_UNREAL = frozenset(Context) - {Context.FAR}


@dataclass(frozen=True, slots=True)
class Told:
    """A time that is said to be now: from ``begins`` to ``ends``, in minutes of the day, perhaps around midnight."""

    words: str
    begins: int
    ends: int
    twice: bool = False  # said by a clock with twelve hours

    def holds(self, minutes: int) -> bool:
        """Whether it can be said at this minute."""
        if self.twice:
            return abs((minutes - self.begins + 360) % 720 - 360) <= 60
        return between(minutes, self.begins, self.ends)


def told(text: str, language: str) -> list[Told]:
    """The times that a sentence says or plainly implies to be now, outside quotations."""
    plainly = narration(text, language)
    before, behind = _NOT_NOW[language]
    out: list[Told] = []
    taken: list[tuple[int, int]] = []
    for pattern, begins, ends in _BANDS[language]:
        for match in pattern.finditer(plainly):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            taken.append((match.start(), match.end()))
            left, right = plainly[: match.start()], plainly[match.end() :]
            unreal = at(text, language, match.start()) & _UNREAL
            if re.search(
                r"\bthis (?:late )?hour of the (?:\w+ )?$", left
            ):  # "nobody buys bread at this hour of the night"
                unreal -= {Context.NEGATED}
            if _WENT.match(match[0]):  # "the sun went down an hour ago"
                unreal -= {Context.MEMORY}
            if match[0].casefold().startswith("good "):  # who wishes it says so
                unreal -= {Context.HYPOTHETICAL, Context.REPORT}
            if (unreal and not _SAYS_NOT.search(match[0])) or behind.search(right):
                continue
            if _INSCRIBED.search(left):
                continue
            falls = re.search(r"\bfor (?:the )?$", left) and re.match(
                rf"(?: (?:{_LIGHT}))? (?!(?:{_LIGHT})\b)\w+s\b", right
            )  # "for night is falling"
            seen = _SKY.match(match[0]) and re.search(r"\b(?:at|into|towards?) the $", left)
            seen = seen or _WENT.match(match[0])
            now = re.search(r"\bthis $", left, re.IGNORECASE) and re.match(r" (?:is|has|finds)\b", right)
            about = _ABOUT_THEN.search(left)
            if (
                before.search(left)
                and not (falls or seen or now or about)
                and not (language == "en" and _IN_THE.search(left))
            ):
                continue
            out.append(Told(match[0], begins, ends))
    for match in _CLOCK[language].finditer(plainly):
        hour = (match["hour"] or match["clock"]).casefold()
        if not at(text, language, match.start()) & _UNREAL:
            out.append(Told(match[0], _HOURS.index(hour) * 60, 0, twice=True))
    return out
