"""Contexts: the parts of a sentence that don't say what is so here and now.

What is denied, supposed, still to come, remembered, dreamt, reported, pictured, compared, far away or usual is
marked by words that this module knows in English and Chinese; how far such a mark reaches is a matter of clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from fabula.analysis.lazy import Lazy
from fabula.analysis.quotations import narration
from fabula.analysis.verbs import SUPPOSING, any_of, forms


class Context(StrEnum):
    """Why a part of a sentence is not simply true now."""

    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    FUTURE = "future"
    MEMORY = "memory"
    DREAM = "dream"
    REPORT = "report"
    PICTURE = "picture"
    SIMILE = "simile"
    FAR = "far"
    HABIT = "habit"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text that stands in a context. ``end`` is the offset behind it."""

    context: Context
    begin: int
    end: int


C = Context

# How far a mark reaches: its clause as a whole, its clause from there on, its group of clauses as a whole, that group
# from there on, its clause and what follows in the group, the rest of the sentence, or all of it.
CLAUSE, ON, GROUP, GROUP_ON, SINCE, REST, ALL = range(7)

_SUPPOSE = any_of(
    forms(SUPPOSING - {"find", "fear", "guess"}, "base") | forms(SUPPOSING, "s") | forms(SUPPOSING, "ing")
)
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_TELLS = (
    r"(?:says?|[Yy]ou read|hears?|tells?(?: (?:you|him|her|them|the \w+|[A-Z]\w+))?|explains?"
    r"|claims?|swears?|insists?|mentions?"
    r"|reports?|thinks?"
    r"|believes?|knows?|complains?|warns?(?: you)?|promises?(?: you)?|reckons?|supposes?|argues?|jokes?|grunts?"
    r"|confess(?:es)?"
    r"|admits?|whispers?|agrees?|answers?|repl(?:y|ies)|remarks?|announces?|mutters?|assures? you|reminds? you)"
)

_ENGLISH: tuple[tuple[Context, int, str], ...] = (
    (C.NEGATED, ON, r"\b(?:not|never|no longer|cannot|can't|don't|doesn't|isn't|aren't|won't|without|neither|nor"
                    r"|nobody"
                    r"|no one|nothing|nowhere|none|no|instead of|rather than|far from"
                    r"|anything but"
                    r"|fails? to|refuses? to|forgets? to|stops? short)\b(?! (?:longer|sooner|more|than|doubt))"),
    (C.HYPOTHETICAL, REST, r"(?<!as )\bif\b"),
    (C.HYPOTHETICAL, REST, r"(?:^|(?<=[;:—] ))(?:Were|Had|Should) (?:it|you|he|she|they|there|the|[A-Z]\w+)\b"),
    (C.HYPOTHETICAL, SINCE, r"\b(?:would|could|might|may|should|ought|must (?:have|be)|'d|wouldn't|couldn't)\b"
                             r"|\bcan\b(?! (?:hear|feel|smell|taste|only just|hardly|see))"),
    (C.HYPOTHETICAL, GROUP_ON, r"\b(?:unless|whether|perhaps|maybe|probably|supposing|provided|lest|what if)\b"),
    (C.HYPOTHETICAL, GROUP_ON, r"\bguess(?:es)? (?:that|it|at)\b"),
    (C.HYPOTHETICAL, GROUP_ON, rf"\b(?:half[- ]|almost |all but )?(?:{_SUPPOSE})\b"),
    (C.HYPOTHETICAL, GROUP_ON, r"\b(?:for an? (?:\w+ )?(?:breath|heartbeat|moment|second|blink|instant),? you"
                               r" (?:see|think|hear|believe|are))\b|\byou (?:could have sworn|almost (?:think|see"
                               r"|hear|believe)|(?:only )?(?:think|believe|imagine) you)\b"),
    (C.HYPOTHETICAL, ON, r"\b(?:wants?|means?|plans?|intends?|needs?|longs?|promises?|offers?|threatens?|agrees?"
                         r"|swears?|asks?"
                         r"|begs?|waits?|hesitates?|decides?|tries|try|would like|likes?|tells?|dares?|expects?)"
                         r" (?:(?:you|him|her|them|it|[A-Z]\w+|the \w+) )?(?:not )?to\b"),
    (C.HYPOTHETICAL, ON, r"\b(?:about|ready|willing|afraid|eager|free|unable|able|due|supposed|meant|likely|enough"
                         r"|order) to\b"
                         r"|\btoo \w+ to\b"),
    (C.FUTURE, SINCE, r"\b(?:will|shall|won't|'ll|tomorrow(?!['’]s)|soon|someday|one day|next (?:week|year|time|month"
                       r"|spring|summer"
                       r"|autumn|winter)|going to|the day after)\b"),
    (C.FUTURE, ON, r"^When\b|\bwhen (?:you|they|he|she) (?:are|were|was|is|come|go)(?: \w+)? (?:next|last)\b|\bwhen"
                   r" (?:you|they|he|she) (?:are|were|was|is) (?:next|last)\b|\b(?:until|till|before|whenever"
                   r"|once(?! (?:more|again|or|and|with|at|in|on|to|from|into|over|across|through|round|against"
                   r"|for|by)\b|[,.;:])"
                   r"|when(?=[^,;]*(?:,[^,;]*)?(?:\bwill\b|\bwould\b|'ll\b))|by the time(?=.*(?:\bwill\b"
                   r"|\bwould\b|'ll\b))"
                   r"|as soon as|in case)\b"),
    (C.MEMORY, SINCE, r"\b(?:(?<!get )(?<!gets )used to (?!the\b|it\b)|yesterday(?!['’]s)|(?:years?|months?|weeks?"
                      r"|days?"
                      r"|hours?|minutes?|moments?|winters?|summers?|ages|long)"
                      r" ago|last (?:night|week|year|month|spring|summer|autumn|winter|evening|time|" + _DAYS + r")"
                      r"|the other (?:day|night|week)|in (?:the old|those) days|back then|in \w+ youth|as a"
                      r" (?:child|boy|girl)"
                      r"|formerly|in life|(?:an hour|a day|the night|the week|the day) before|the last \w+ ever)\b"),
    (C.MEMORY, CLAUSE, r"\bhad (?:just |already |once |never |only )?(?!to\b|better\b)\w+(?:ed|en|n|t)\b"),
    (C.MEMORY, GROUP_ON, r"\b(?:remember\w*|recall\w*|recollect\w*|reminisc\w*|think(?:s|ing)? (?:back|of)"
                         r"|memor(?:y|ies)"
                         r"|(?<!by )the (?:day|night|morning|year|summer|winter|time) (?:that|when|you|she|he"
                         r"|they|we)|once"
                         r" upon"
                         r"|long after|ever since)\b"),
    (C.DREAM, REST, r"\b(?:dream\w*|nightmares?|half[- ]asleep|hallucinat\w+|visions?|mind's eye|in your (?:mind"
                    r"|head|thoughts|memory)|(?:in|to) (?:your|a) (?:deep )?sleep"
                    r"|behind your (?:closed )?(?:lids|eyelids|eyes)|(?:close|shut) your eyes|you (?:doze|nod off"
                    r"|drift off|fall asleep))\b"),
    (C.REPORT, GROUP_ON, rf"\b{_TELLS} (?:\w+ )?that\b"),
    (C.REPORT, GROUP_ON, r"\basks? (?:\w+ ){0,3}?(?:after|about|for|if|whether|what|where|when|how|why|who)\b"),
    (C.REPORT, ON, r"(?<![\"”] )\b(?:says?|tells? (?:you|him|her|them)"
                   r"|(?:speaks?|talks?|tells?|news|rumours?|gossip|stor(?:y|ies)|tales?|word|warns?|sings?|thinks?"
                   r"|dreams?|thought)"
                   r" (?:\w+ )?(?:of|about)|according to|wonders?)\b"),
    (C.REPORT, CLAUSE, r"\b[Aa]s (?:the \w+|he|she|it|they|[A-Z]\w+) (?:\w+ly |always |often )?(?:says?(?=[,.;]|$)"
                       r"|likes? to|tells? it|puts? it|calls? it)\b"),
    (C.REPORT, GROUP, r"[,;] (?:he|she|it|they|the \w+|[A-Z]\w+) (?:says|explains|adds|tells you|swears|insists"
                    r"|claims|admits)\b(?! [\"“])"
                    r"|\bthey say\b|\bpeople say\b|\bit is said\b|\bthe story goes\b"),
    (C.PICTURE, REST, r"\b(?:picture|painting|portrait|drawing|sketch|photo(?:graph)?|engraving|statue|bust|carving"
                      r"|poster|mural"
                      r"|tapestry|icon|effigy|puppet|doll|postcard|likeness|silhouette|etching|woodcut|figurehead"
                      r"|tattoo|fresco"
                      r"|painted|sketched|embroidered|prints? of|a print|figurine|reflection|written|scratched"
                      r"|chalked|engraved|inked)s?\b"
                      r"|\bin the (?:song|story|tale|ballad|play|legend|book|poem)\b|\b(?:ballad|song|play|poem"
                      r"|legend) (?:is )?(?:of|about)\b"),
    (C.SIMILE, ON, r"\bas (?:if|though)\b|\blike (?=an?\b|the\b|some\b|[A-Z]|his\b|her\b)|\bas \w+ as\b|\bmight as"
                   r" well\b"
                   r"|\b(?:seems?|looks?|sounds?|feels?) (?:almost |just )?(?:like|as)\b|\bthan\b"
                   r"|\bthe way (?=he\b|she\b|it\b|they\b|you\b|an?\b|the\b|people\b|[A-Z])"
                   r"|\bworthy of\b"
                   r"|\bremind(?:s|ed)? you of\b|\bas (?:dark|black|quiet|still|white|cold|warm|bright|grey|gray)"
                   r" as\b"),
    (C.FAR, GROUP, r"\bfar (?:out|off|away|below|across|up|down)\b|\bin the distance\b|\bon the (?:rock|horizon"
                   r"|skyline)\b"
                   r"|\bon the (?:far|other|opposite|distant|town) (?:shore|side|bank|hill|quay)\b"
                   r"|\bacross the (?:bay|water|river|valley|harbour|street|road|fields?|strait|channel|roofs?"
                   r"|rooftops|lake|pass)\b"
                   r"|\bfrom (?:the|this|your|up) (?:quay|window|top|hill|gallery|roof|lamp room|heights?|tower"
                   r"|belfry|rail|deck|wall)\b"
                   r"|\bout (?:at|to) sea\b|\bthrough the (?:window|glass|telescope|spyglass|keyhole|crack|pane)\b"
                   r"|\bsomewhere\b(?! (?:at your|behind you|above you|under|near|close|beside))"
                   r"|\bbeyond the\b|\boutside\b(?! ?(?:[.,;!?]|$))|\bdistant\b|\bout there\b|\b(?:up|over|back"
                   r"|down|away) (?:in|by)"
                   r" the\b"
                   r"|(?<!look )(?<!looks )(?<!glances )(?<!glance )(?<!stares )(?<!squints )(?<!peers )(?<!gazes )"
                   r"(?<!smiles )(?<!nods )\b(?:over|back|down|away) at the\b"
                   r"|\bspeaking tube\b|\bfrom (?:below|above|next door|upstairs|downstairs)\b|\bno bigger than\b"
                   r"|\b(?:specks?|dots?)\b"),
    (C.FAR, CLAUSE, r"\boutside(?= ?(?:[.,;!?]|$))"),
    (C.HABIT, CLAUSE, rf"\b(?:every|each) (?:day|morning|evening|night|week|year|spring|summer|autumn|winter|time"
                      rf"|{_DAYS})\b"
                      rf"|\b(?:usually|sometimes|as a rule|by trade|on {_DAYS}|on a {_DAYS}|whenever"
                      r"|most (?:days|nights|evenings)|in (?:summer|winter|spring|autumn)|nowadays|these days)\b"),
)  # fmt: skip

_CHINESE: tuple[tuple[Context, int, str], ...] = (
    (C.NEGATED, ON, r"(?<!一)没有?(?!错|想到|等|精打采)|(?<![差无])不(?!过|知|远|时|断|住|由|停|禁|慌|慢|一会|久"
                    r"|小心|紧不|动声色|耐烦|错|同|料|止|少|仅|但|光|出声|说话|声不响)|并非|未必|未曾|尚未|还未"
                    r"|无法|从未|别(?=[再让去来说动])|毫无|难以|白白"),
    (C.HYPOTHETICAL, REST, r"要是|如果|假如|假使|倘若|若是|若(?=你|他|她|能)|万一|就算|即使|哪怕|除非|假装|好让"
                           r"|免得|以免|否则"),
    (C.HYPOTHETICAL, GROUP_ON, r"也许|或许|可能|大概|恐怕|怕是|兴许|说不定|八成|多半|想象|设想|幻想|想必|但愿"
                               r"|巴不得|盼着|盼望|希望|指望|打算|盘算|计划|准备|琢磨|寻思|心想|以为|猜|料想|想去"
                               r"|想要|想着|想把|想找|想到|打赌|只差|差一点|差点|险些|几乎要|恨不得|宁愿|不如"
                               r"|能不能|要不要|会不会|哪天|什么时候|念叨"),
    (C.HYPOTHETICAL, CLAUSE, r"(?<![一机社开聚不学])会(?![儿合场客议计])|(?<!才)能(?!干)|可以|应该|应当|本该"
                             r"|该(?=[去来把给])|得(?=去|先|把)|想(?=[^起了到一]{0,6}$)|要(?=[去来把找给])"),
    (C.HYPOTHETICAL, CLAUSE, r"(?:什么|哪[儿里]|怎么样?|如何|谁)[^，。？]{0,4}呢"),
    (C.FUTURE, SINCE, r"明天|明早|明晚|明年|后天|待会儿?|等会儿|等一会|回头再|到时候?|将来|以后|往后(?=[，的]|就|咱"
                      r"|还)|下次|改天|过几天|迟早|总有一天|不久就|快要|就要|即将|将要"
                      r""),
    (C.FUTURE, GROUP_ON, r"等(?=[^着了候一你，][^着候你，]{0,9}(?:了?，|再|就|时))|等(?=你[^，。]{1,10}[，时])"),
    (C.FUTURE, ON, r"直到|之前"),
    (C.MEMORY, SINCE, r"从前|以前|(?:^|(?<=[，。“]))过去(?=[，的总常])|当年|那年|那时候?|昨天|昨夜|昨晚|前天|前夜"
                      r"|上次|上回|上个?[周月年]|去年|前年|早年|小时候|年轻时|年轻的时候|曾经?|生前|往年|往常|当初"
                      r"|刚才|方才|早些时候|[一两几三四五六七八九十百多半]+个?(?:年|天|月|星期|钟头|小时|夜)前"
                      r"|很久前|很早前|死前|临死|留下的|下葬|头七"),
    (C.MEMORY, REST, r"想起|记起|记得|忆起|回忆|忘不了|怀念|记忆里|印象里|印象中|忘了"),
    (C.DREAM, REST, r"梦|闭上眼|合上眼|阖上眼|恍惚|幻觉|迷迷糊糊|睡着"),
    (C.REPORT, ON, r"(?:说起|提起|谈起|讲起|聊起|说到|提到|谈到|讲到|问起|打听|听说|据说|传说|传闻|听人说|相传)"),
    (C.REPORT, REST, r"(?:他|她|它|们|[\u3400-\u9fff]{2,3})?(?:告诉你|对你说|跟你说|解释说"
                     r"|讲，(?!“)|说(?=[^：“，。着完话不了起到道出])|打赌说|发誓说|嘀咕说|相信|认为|觉得|保证)"),
    (C.PICTURE, REST, r"画(?!面)|照片|相片|肖像|雕像|塑像|石像|木像|海报|招贴|年历|日历|木刻|剪影|影子戏|皮影|木偶"
                      r"|泥人|绣着|刻着|戏文|写着|名单|名册|故事里|歌里|唱词|书里|传说里|倒影|皮影戏|剪纸"),
    (C.SIMILE, ON, r"(?:跟|和|同)(?=[^，。]{1,12}(?:一样|似的|一般))|(?<![画雕塑肖石木偶])像|仿佛|似的|如同|宛如"
                   r"|犹如|好比|一样|一般(?!人)|活像|比(?!划|了|如|试|武)|如(?=[一半白黑]|死|水|冰)"),
    (C.FAR, GROUP, r"远处|远远|远方|老远|望见|望去|看出去|望出去|望下去|看下去|从[^，]{1,8}(?:看|望)(?:去|过去|出去"
                   r"|下去|见)|隔着(?!门|桌|帘|柜|炉)|那边|(?:马路|街|河|江|巷子|广场|院子|路)对面|对岸|彼岸|外头"
                   r"|外面|窗外|门外|隐隐|隐约|天边|海上|礁石上"
                   r"|楼[上下](?=传来|有人)|隔壁(?=传来)|塔外|望远镜|镇子另一头|街那头"),
    (C.HABIT, ON, r"总是|永远|终年|老是|总(?=[坐站说爱要在把])|常常|经常|常(?!见)|时常|往往|从来|一向|每(?:天|晚|夜"
                  r"|早|年|次|逢|到|回)|天天|夜夜|平时|平日|向来|素来|照例|一直(?=[^往向走])|从不|惯(?:常|于)"),
)  # fmt: skip

_NAMES = Lazy(r"\[A-Z\]")  # patterns that tell names by their capital letter keep to it
_TABLES = {
    "en": [
        (context, reach, Lazy(pattern, 0 if _NAMES.search(pattern) else re.IGNORECASE))
        for context, reach, pattern in _ENGLISH
    ],
    "zh": [(context, reach, Lazy(pattern)) for context, reach, pattern in _CHINESE],
}

# Where a clause ends, and where a group of clauses that belong together does.
_CLAUSES = {
    "en": Lazy(
        r"[,;:—–…]|\s-\s|\s(?=before (?:you|he|she|it|they|[A-Z]\w+|the \w+) (?:can|could|have|has|are|is)\b)"
        r"|\s(?=(?:but|while|as(?! well\b)|because|though|although|where|who|which|what|how|why"
        r"|whether|so|until|till|when|if|unless|since"
        r"|whereas|for)\s)(?!as \w+ as\b)|\s(?=(?:and|then|or)\s+(?:you|he|she|it|they|the|your|his|her|its|their|a"
        r"|[A-Z]\w+)\b)"
        r"|[\"“”]"
    ),
    "zh": Lazy(r"[，。；：！？、…—“”「」]"),
}
_GROUPS = {
    "en": Lazy(
        r"[;—–]|:\s|,\s+(?=(?:and|but|so|yet|then|while|though|although|until|now|today|only)\b)|\s(?=but\s)"
        r"|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?]\s|[\"“”]"
    ),
    "zh": Lazy(
        r"[；。！？…—]|[，](?=但|可|却|不过|而|现在|如今|今天|眼下|这会儿|此刻|睁开眼|一睁眼|只好)"
        r"|[“”「」]"
    ),
}
# A clause that depends on another: what is marked in it says nothing of the other.
_SUBORDINATE = {
    "en": Lazy(
        r"\s*(?:and |but )?(?:before|until|till|as|so that|who|whom|whose|which|whoever|whatever|however)\b", re.I
    ),
    "zh": Lazy(r"(?!)"),
}
_WAKES = {
    "en": Lazy(
        r"\b(?:wakes?|awake|until|open your eyes|opens? (?:his|her|their) eyes|brings? you back)\b", re.IGNORECASE
    ),
    "zh": Lazy(r"睁开眼|睁眼|惊醒|醒来|醒过来|回过神"),
}


@lru_cache(maxsize=256)
def contexts(text: str, language: str) -> tuple[Span, ...]:
    """All contexts of a sentence; what it quotes marks nothing."""
    plainly = narration(text, language)
    return tuple(_found(plainly, language))


def _found(plainly: str, language: str) -> Iterator[Span]:
    clauses, groups = (_edges(pattern[language], plainly) for pattern in (_CLAUSES, _GROUPS))
    for context, reach, pattern in _TABLES[language]:
        for match in pattern.finditer(plainly):
            mark = match.start()
            begin, end = _around(clauses if reach in (CLAUSE, ON) else groups, mark)
            if reach in (ON, GROUP_ON, REST):
                begin = mark
            elif reach == SINCE:
                begin, close = _around(clauses, mark)
                end = close if _SUBORDINATE[language].match(plainly[begin:]) else end
            elif reach == ALL:
                begin = 0
            if reach in (REST, ALL):
                end = len(plainly)
            if context is Context.DREAM:
                woken = _WAKES[language].search(plainly, match.end())
                end = woken.start() if woken else end
            yield Span(context, begin, end)


def _edges(pattern: Lazy, plainly: str) -> list[int]:
    return [0, *(match.end() for match in pattern.finditer(plainly)), len(plainly)]


def _around(edges: Sequence[int], position: int) -> tuple[int, int]:
    begin = max(edge for edge in edges if edge <= position)
    return begin, min((edge for edge in edges if edge > position), default=edges[-1])


def at(text: str, language: str, position: int) -> frozenset[Context]:
    """The contexts that hold at an offset of a sentence."""
    return frozenset(span.context for span in contexts(text, language) if span.begin <= position < span.end)


def clause(text: str, language: str, position: int) -> tuple[int, int]:
    """Where the clause around an offset begins and ends."""
    return _around(_edges(_CLAUSES[language], narration(text, language)), position)
