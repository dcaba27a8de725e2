"""Placing: where a text says that the reader is now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fabula.analysis.contexts import Context, at, clause
from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Mention
from fabula.analysis.quotations import narration
from fabula.analysis.verbs import wordset

_UNREAL = frozenset(Context) - {Context.HABIT}
_PERCEIVES_EN = Lazy(
    r"\b(?:see|sees|seen|look(?:s|ing)? (?:at|out|back|up|down|across|over|toward)|gaze|stare|watch|point(?:s|ing)?"
    r"|towards?|head(?:s|ing)? (?:for|to|back)"
    r"|smell of|on (?:its|the|your|his|her) way|think of|hear|visible|glimpse|make out|the way to|the road to|the"
    r" path to|leads? (?:to|up|down|back|out)"
    r"|picture|remember|speaks? of|asks?|wants?|wish(?:es)?|comes? in from|back to|set out|set off|turn(?:s|ing)?"
    r" to|listen)\b",
    re.IGNORECASE,
)
_PART = (
    "floor|quay|light|half-light|dimness|flight|turn|stairs?|steps?|foot|door|doorway|doors|threshold|middle|heart"
    "|dark|darkness|walls?|edge|end|corner|corners|pews?|back|front|top|centre|center"
    "|depths?|shadows?|quiet|warmth|heat|gloom|mouth|bottom|roof|arch|aisle|entrance|side|far end|inside|hush|cold"
    "|din|noise|bustle|crowd|lanes?|stalls?"
    "|bricks?|ovens?|flagstones|nets|barrels?|planks?|boards|stones|air|ramp|porch|altar|railing|gallery|bench"
    "|counter|ledge|window"
)
_IN = Lazy(
    r"\b(?:in|inside|into|within|at|on|onto|through|across|under|beneath|around|round|among|amongst|between|over"
    r"|against|by|up|down|(?:used|accustomed) to|from one (?:end|side|corner) of|the length of|all over|all around"
    r"|up and down|in and out of)"
    r" (?:(?:the|a|an|one of the|its|one|every|each) (?!(?:way|direction|sight|thought|mention|name|view|smell"
    r"|sound|memory|map|picture|news|talk|hope|case|search|road|path) )(?:[\w-]+ ){1,3}?of )?(?:(?:very|whole"
    r"|old|dark|cold|quiet|empty|damp|warm) )*$",
    re.IGNORECASE,
)
_ARRIVES = Lazy(
    r"\byou(?: and (?:\w+|the \w+))? (?:\w+ly |finally |at last |now )?(?:enter|reach|arrive (?:at|in)|step (?:into"
    r"|inside|onto|in)|climb (?:into|up into|down into)|come (?:to|into|out (?:into|onto|in))"
    r"|walk into|duck into|slip into|cross|are back (?:in|at)|have reached|have come to|find yourself (?:in|at|on)"
    r"|have (?:come|got|gone|walked|climbed|made it) as far as|(?:climb|descend|mount|cross|pace|walk|wander|go up"
    r"|go down)|are (?:now )?(?:in|at|on|inside))"
    rf"(?: (?:the|a) (?:[\w-]+ ){{0,2}}?(?:{_PART}) of)? $",
    re.IGNORECASE,
)
_IS_HERE = Lazy(
    rf"(?:^|[.;:,] |\bhere )(?:this|here|you)(?: is|['’]s| are)(?: (?:the|a) (?:\w+ )?(?:{_PART}) of)?(?: only|"
    rf" just| still| now| in| at| inside)* $",
    re.IGNORECASE,
)
_SURROUNDS = Lazy(
    r"^(?:['’]s \w+)?(?: (?:door|doors|stairs?|walls?|roof|floor|air|ceiling|crowd|noise|warmth|heat|smell|stalls"
    r"|ovens))? (?:\w+ly )?(?:(?:is|are) (?:all )?(?:so|too|flooded|warm|cold|hot|dark|dim|damp|pack(?:ing|ed)"
    r"|crowded|full|loud|noisy|stuffy|close|cool|black|wet|closing)|smells?|closes?|opens?|feels?|wraps?"
    r"|swallows?|welcomes?|greets?|surrounds?|echoes|hums?|sways?|lies|spreads|stretches|swings?|slams?|bangs?"
    r"|clicks?|thuds?|shuts?|presses|creaks?|sticks?|gives|sighs?|groans?|takes|falls|rises|throngs|bustles|seems"
    r"|turns|drips|steams)\b",
    re.IGNORECASE,
)
_COMPOUND = Lazy(
    r"^ (?:master|keeper|light|bell|man|woman|people|folk|key|trade|cat|dog|gossip|prices?|days?|town|road|lane"
    r"|path|street|tax|rules?|boy|girl|clock|bread|smell)\b"
)
_ACTS = Lazy(
    r"\byou (?:\w+ly )?(?!(?:can|could|would|will|might|should|must|may|see|hear|think|remember|know"
    r"|want|wish|need|look|had|were|have|did|do|don|and|or)\b)[a-z]+",
    re.IGNORECASE,
)
_ABOUT_YOU = Lazy(
    r"\b(?:behind|around|about|beside|beneath|under|over|above|before|past|on either side of|in front of|at|to|with"
    r"|of|after|against|near) you\b"
    r"|\byour (?:back|feet|boots|shoes|coat|sleeves?|steps|footsteps|head|heads|hands?|fingers|face|hair|shoulders?"
    r"|breath|ears|knees|legs|palm|skin|clothes|eyes|voice)\b|\bboth your\b|\byou\b",
    re.IGNORECASE,
)
_POINTS = Lazy(
    r"\b(?:jerk|point|nod|wave|shout|glance|squint|look|stare|gesture|swear|laugh|aim|throw|growl|bark|scowl|glare"
    r"|gaze"
    r"|smile|yell|wink)s?\b",
    re.IGNORECASE,
)
_WHO_ACTS = Lazy(
    r"\b(?:[A-Z]\w+|he|she|it) (?:\w+ly )?\w+s?\b|\b(?:footsteps|steps|boots|voice|breath|your \w+)"
    r" \w+\b"
)
_TOUCHES_YOU = Lazy(
    r"\b(?:your (?!eyes|gaze|thoughts?|mind|ears|name|heart)"
    r"|(?:around|behind|about|over|round|before|with|at|beneath|beside|sides? of|front of) you|(?:swallows|greets)"
    r" you"
    r"|you (?:back|in|both)|you \w+ (?:down )?(?:at the back|inside|there))\b"
)  # what is said of a place reaches the reader's body: it is so warm that *your* coat steams
_AROUND_YOU = Lazy(
    r"\b(?:around|about|above|over|beneath|under|on either side of|past) you\b|\bat your (?:feet|back|elbow)\b"
    r"|\b(?:under|beneath) your (?:feet|hands?|boots|palms?)\b",
    re.IGNORECASE,
)
_VERBLESS = Lazy(
    r"^(?:and |but |so |then |now |(?:up |down |out |in |back )?here |still |there |(?:all )?(?:around|about|behind"
    r"|before|in front of|beneath|above|on either side of) you,? |the (?:crowd|air|noise|din|floor|light|dark"
    r"|darkness|heat|warmth|cold|silence|hush|gloom"
    r"|dust|people|quiet) (?=$))*$",
    re.IGNORECASE,
)

_PERCEIVES_ZH = Lazy(
    r"望|看见|瞧见|听见|听到|看到|看得见|看去|盯|闻到|飘过来|飘来|传来|从[^，。]{0,6}(?:那边|那头|方向|飘|传|过来|来的|带来"
    r"|拿来)|往[^，。]{0,8}(?:去|走|方向)|朝[^，。]{0,8}(?:去|走|方向)"
    r"|通往|通向|去往|说到|提到|指着|指了指|指向|想念|惦记|离|没进过|没去过|没到过|去[^，。]{0,4}$"
    r"|到[^，。]{0,4}(?:去|时)$"
)
_NOT_THERE_ZH = Lazy(
    r"^(?:里?(?:传|飘|透|漏)|里(?:走|跑|拿|带)出|那边|那头|方向|飘|传|立在|耸|像|号|师|主|的(?:人|钟|香|味|灯光|账"
    r"|烟囱|方向|路"
    r"|老板|事|光)|门锁|是[^，。]{0,3}远|在(?:远处|对面|那边))"
)
_ENTERS_ZH = Lazy(
    r"(?:头顶|头上|脚下|身边|四周|面前|身后|周围|背后|四下)(?:就|都|便|全)?是$|(?:这里|这儿|此处|眼前|脚下)(?:就|便"
    r"|正|可)?是$|(?:到了?|来到|走进|进了|踏进|跨进|迈进|钻进|回到了?|步入|闯进|摸进|下到|爬上|登上|置身|身在|身处"
    r"|走到|[坐站蹲躺爬退挤躲跪靠缩趴钻](?:到|在|进|上|回)了?|跑进|溜进|躲进|挤进|退进|拐进|踏上|回了)"
    r"(?:一座|那座|这座|湿漉漉的|昏暗的|空荡荡的)?$"
)
_CROSSES_ZH = Lazy(
    r"(?:沿着|穿过|绕过|顺着|踩着|踩在|踩过|踏着|踏过|扶着|靠着|贴着|挤过|推开|顶开|撞开|拉开|挤开|跨过|挨着|挤在"
    r"|走在|站在|坐在|蹲在"
    r"|倚着|摸着|爬完|爬下|爬着|走完|走过|跑过|躺在|跪在|缩在|躲在|待在|停在|逛着|巡着|撞上|习惯|习惯了|适应"
    r"|适应了)$"
)
_FEELS_ZH = Lazy(r"(?P<feels>[摸敲拍推擦扫蹭碰])(?:了(?P=feels)|着|到|上)$")
_ADJECTIVE_ZH = Lazy(r"(?:这|此刻的?|眼前的?|(?:[^，。你我他她它]{1,5}的))?")


def placed(text: str, places: Sequence[Mention], language: str) -> list[Mention]:
    """Those of the named ``places`` in which the reader is said to be, or to arrive, now."""
    plainly = narration(text, language)
    find = _here_zh if language == "zh" else _here_en
    return [
        place
        for place in places
        if plainly[place.begin : place.end] == place.text
        and not at(text, language, place.begin) & _UNREAL
        and find(text, plainly, place)
    ]


_DISTANT = Lazy(
    r"\b(?:see|count|from here|look(?:s|ing)? (?:at|out|up|down|across|over|toward)|gaze|watch"
    r"|point(?:s|ing)?|hear|smell|think|wish|sells?|smells? of)\b|望|看见|看到|想|闻到|听见|听到"
    r"|瞧"
)


def reaches(text: str, language: str) -> bool:
    """Whether a sentence puts what it names around the reader, within reach of hand and foot."""
    plainly = narration(text, language)
    found = re.search(r"你" if language == "zh" else r"\b[Yy]ou(?:rs?)?\b", plainly)
    return bool(found and not _DISTANT.search(plainly) and not at(text, language, found.start()) & _UNREAL)


_TOUCHED = Lazy(
    r"\b(?:around|about) you\b|\b(?:beneath|under|below|against|between|beside|from) your (?:[\w-]+ )?(?:feet"
    r"|foot|boots?"
    r"|toes?|heels?|shoes?|back|elbows?|knees?|shoulders?|palms?|fingers|hands?|cheek|head|legs?)\b"
    r"|\byour (?:back|shoulders?|feet|boots|hands?|elbows?|head|knees?|cheek|palms?|heels?) (?:\w+ )?(?:against"
    r"|on|upon|under"
    r"|between)\b|\b(?:creaks?|groans?|gives?|sways?|rocks?|shakes?|trembles?) (?:when|as|under|beneath) you\b"
    r"|\bon either side of you\b|\bon (?:every side|all sides|both sides)\b"
    r"|\byou (?:\w+ly )?(?:sit|stand|lean|kneel|crouch|perch|lie|squeeze)\b|\b(?:is|are) (?:all )?yours\b",
    re.IGNORECASE,
)
# What stands where it stands: nobody carries it away, and it is not seen from afar when it is touched.
_FIXED = wordset(
    "pew altar belfry pulpit nave font aisle stall bollard quay jetty pier mooring oven bakehouse forge anvil counter"
    " hearth bunk cell throne gallery loom millstone vat press rack shelf shelves locker crane gangway platform track"
    " turnstile stage orchard grave tomb"
)


_ONTO_YOU = Lazy(rf"^ (?:{_PART})(?: \w+)? (?:onto|on|down|into|over) your \w+")  # it drips from the cellar wall
_PASSES = Lazy(
    r"\byou (?:[\w ]{1,30} )?(?:pass|touch|feel|brush|scrub|sweep|bolt|bar|unbolt|unlock|lock|kick|pat|scrape|lean on"
    r"|sit on|knock on|hammer on) $",
    re.IGNORECASE,
)


def touched(text: str, language: str) -> tuple[int, int] | None:
    """The part of an English sentence in which something is told that the reader's body touches, or has around it."""
    plainly = narration(text, language)
    found = _TOUCHED.search(plainly) if language == "en" else None
    if not found or at(text, language, found.start()) & _UNREAL:
        return None
    begin, end = clause(text, language, found.start())
    return (0, end) if found[0].endswith("yours") else (begin, end)


def alone(part: str, description: str, word: str) -> bool:
    """Whether a feature shows its place by itself: it can't be moved, or is told as the description tells it."""
    if re.search(rf"\b(?:from|like|of|for) (?:\w+ ){{0,3}}?{word}", part, re.IGNORECASE):
        return False
    found = re.findall(r"[a-z]+", part.casefold())
    if word not in map(_singular, found):
        return False
    return word in _FIXED or bool(_beside(found, word) & _beside(re.findall(r"[a-z]+", description), word))


def _beside(words: Sequence[str], feature: str) -> set[str]:
    """The words that stand beside a feature: "wet" of "wet canvas", "knock" of "boats that knock"."""
    near = {
        _singular(other)
        for number, word in enumerate(words)
        if _singular(word) == feature
        for other in (*words[max(0, number - 1) : number], *words[number + 1 : number + 3])
    }
    return near - _LITTLE


_LITTLE = wordset("the and a an of to in on at by for with that which is are its it you your or under over from")
_COMMON = wordset(
    "down up away off going coming along across through around near great the and all any are but can for from had"
    " has him his how its not now off our out she too was who why you your"
    " they them their into onto when where what which then than with that each other everything nothing something"
    " somebody one two three four five six seven eight nine ten old new big little small long short high low wide"
    " white black red green blue grey brown dark bright warm cold hot wet dry empty full round square flat deep"
    " heavy light open closed behind under over above below between"
    " knock knocks turn turns lie lies stand stands hang hangs smell smells run runs come comes go goes sea wall"
    " walls door doors window windows floor roof stone stones water"
    " wind sky sun moon stars fire smoke air day night morning evening year years time place room house street road"
    " way side end back front top bottom hand hands head eyes face"
    " voice people man men woman women child children boy girl dog cat bird birds tree trees grass wood iron glass"
    " paper table chair bench chairs bed lamp candle oil salt snow rain"
    " ice mud sand dust earth ground river hill town village city bread fish half quarter rather more less than"
    " most very too also still never always every own name names"
)
_COMMON_ZH = wordset(
    "东西 地方 时候 上面 下面 底下 里面 外面 后面 前面 旁边 中间 地上 墙上 屋里 门口 窗户 桌子"
    " 椅子 一张 一把 一个 一座 一条 一盏 大海 海水 海风 石头 房子 院子 街上 路上 天空 太阳 月亮"
    " 灯光 火光 声音 气味 味道 孩子 大人 名字 日子 一半 就是 轻碰 轻轻"
)


def features(text: str, language: str) -> frozenset[str]:
    """The words of a place's description that hardly another place has: nouns, as far as their form shows it."""
    if language == "zh":
        parts = re.split(r"[，。；：、！？“”…\s]|的|着|了|是|和|在", text)
        cut = (re.sub(r"(?:底下|上头|里面|后面|外面|下面|上|里|下)$", "", part) for part in parts)
        return frozenset(part[-2:] for part in cut if len(part) >= 2) - _COMMON_ZH
    return frozenset(
        _singular(word)
        for word in re.findall(r"[a-z]{3,}", text.casefold())
        if word not in _COMMON and not word.endswith("ly")
    )


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    one = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    return re.sub(r"(?<=\w{4})holder$", "", one)  # who holds a stall is where the stalls are


def mentioned(text: str, words: Iterable[str], language: str) -> set[str]:
    """Those of `features` that a narration has, where it says what is so."""
    plainly = narration(text, language).casefold()
    if language == "zh":
        found = {word: plainly.find(word) for word in words if word in plainly}
    else:
        every = {_singular(match[0]): match.start() for match in re.finditer(r"[a-z]{3,}", plainly)}
        found = {word: every[word] for word in words if word in every}
    return {word for word, begin in found.items() if not at(text, language, begin) & _UNREAL}


def elsewhere(plainly: str, place: Mention) -> bool:
    """Whether what is told came from a place, or goes to it, or belongs to it: then it can be anywhere."""
    left = plainly[: place.begin]
    return bool(re.search(r"\b(?:from|to|for|towards?|about|near|past|like) (?:the )?(?:old )?$", left, re.IGNORECASE))


def _here_en(text: str, plainly: str, place: Mention) -> bool:
    left, right = plainly[: place.begin], plainly[place.end :]
    if _COMPOUND.match(right):
        return False
    begin, end = clause(text, "en", place.begin)
    if _IS_HERE.search(left) or _ARRIVES.search(left):
        return True
    if re.match(
        r" doors?\b[^;.]* (?:tumble|step|slip|stumble|duck|fall|squeeze|go|walk|push|stagger) in(?:side)?\b", right
    ):
        return bool(_ABOUT_YOU.search(plainly))
    if _PASSES.search(left) and re.match(rf" (?:{_PART})\b", right):
        return True
    if re.search(r"\b(?:from|off|down) $", left) and _ONTO_YOU.match(right):
        return True
    if re.match(r" (?:\w+ ){0,3}?to (?:yourself|yourselves)\b", right):
        return True
    before = plainly[begin : place.begin]
    if _PERCEIVES_EN.search(before) or not _ABOUT_YOU.search(plainly):
        return False
    if _AROUND_YOU.search(plainly[place.end :]) and not elsewhere(plainly, place):
        return True
    if re.match(rf"^(?: (?:{_PART}))? \w+s (?:[\w]+ )?(?:your|against your|over your|into your) \w+", right):
        return True
    if re.match(r" doors?\b", right) and re.search(r"\b(?:behind|inside) $", before, re.IGNORECASE):
        return True
    located = _IN.search(before)
    if located:
        lead = before[: located.start()]
        if re.match(r"at\b", located[0], re.IGNORECASE) and _POINTS.search(lead):
            return False
        if _VERBLESS.match(lead):
            if re.match(r"(?:\w+ )?here $", lead, re.IGNORECASE):
                return True
            return not _PERCEIVES_EN.search(plainly[place.end : end]) or "your" in plainly
        return bool(_ACTS.search(lead) or _WHO_ACTS.search(lead))
    return bool(_VERBLESS.match(before) and _SURROUNDS.match(right) and _TOUCHES_YOU.search(plainly))


def _here_zh(text: str, plainly: str, place: Mention) -> bool:
    begin, end = clause(text, "zh", place.begin)
    before, behind = plainly[begin : place.begin], plainly[place.end : end]
    if _NOT_THERE_ZH.match(behind):
        return False
    if _ENTERS_ZH.search(before):
        return "你" in plainly or before.startswith(("这", "眼前"))
    if _PERCEIVES_ZH.search(before) or "你" not in plainly:
        return False
    if before.endswith("从") and re.match(r"这[头边端][^，。]*到那[头边端]", behind):
        return True
    if before in ("", "整个", "整座") and re.match(r"[都全就]?(?:归|属于)你(?!管)", behind):
        return True
    if _FEELS_ZH.search(before) and re.match(r"的?(?:顶|墙|门|地面|柱|壁|台|石阶|楼梯)", behind):
        return True
    if re.search(r"(?<!不)(?<!正)在$", before) or _CROSSES_ZH.search(before):
        return not re.search(r"[望盯看瞧]|方向", behind)
    if _ADJECTIVE_ZH.fullmatch(before):
        if re.match(r"的(?:门|窗|钟|烟囱|灯|屋顶)", behind) and not re.search(r"身后|背后", plainly):
            return False
        inside = re.match(
            r"里|内|中|上|在你(?:四周|周围|身边|头上|脚下|身后)|深处|角落|正|的|挤|又|闷|热|冷|静|黑|空|暖|湿|人|满"
            r"|吵|到处|四处|全是|没",
            behind,
        )
        return bool(inside and "你" in plainly and not re.search(r"你[^，。]{0,4}[望盯看瞧]", plainly))
    return False
