"""Moods: are the reader's words done, or only denied, imagined, claimed, told of others, or said to the program?

A reader's words may cause events only where they do something now. What this module is not sure of counts as done:
the rules still have to allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from fabula.analysis.stances import Stance, stances


class Mood(StrEnum):
    """Why a part of the reader's words does nothing."""

    DENIED = "denied"
    IMAGINED = "imagined"
    CLAIMED = "claimed"
    OTHERS = "told of others"
    OUTSIDE = "said to the program"


@dataclass(frozen=True, slots=True)
class Said:
    """What of some words is done now, and why the rest is not. Nothing done: ``text`` is empty.

    ``acts`` is the part of ``text`` in which the reader acts; the rest only speaks, asks, sees or tells of others, so
    that nothing but what is done by speaking or looking can come of it. ``orders``: it speaks to somebody; ``sees``: it
    looks at something.
    """

    text: str
    mood: Mood | None = None
    acts: str = ""
    orders: bool = False
    sees: bool = False


_I = re.IGNORECASE

# Words to the program instead of the story. They void everything beside them.
_OUTSIDE = {
    "en": re.compile(
        r"\b(?:ignore|disregard|forget|override|bypass|skip|break)\b[^.!?]{0,30}\b(?:rules?|instructions?|prompts?"
        r"|guidelines?"
        r"|restrictions?|limits?|programming)\b"
        r"|\b(?:system|developer|admin|debug|root|god) ?(?:prompt|mode|message|override|note|command|console)\b"
        r"|^\W*(?:system|assistant|developer|admin|narrator|gm|dm|ooc|out of character)\b ?[:>\])]"
        r"|\b(?:language model|chat ?bot|large model|artificial intelligence|\bai\b (?:model|assistant)|as an ai"
        r"|jailbreak)\b"
        r"|\byou are (?:now )?(?:an? )?(?:ai\b|assistant|model|program|computer|game ?master|dan\b)"
        r"|\b(?:print|reveal|show|repeat|output|tell) (?:me )?your (?:\w+ )?(?:instructions?|prompts?|rules)\b"
        r"|\b(?:the|my) (?:inventory|quest log)\b|\bthe player (?:is|has|gets|wins|now|can)\b"
        r"|\bset \w+ (?:=|to true)"
        r"|\b(?:cheat|cheat code|hack the game|win the game|let me win|i win)\b",
        _I,
    ),
    "zh": re.compile(
        r"(?:忽略|无视|忘掉|忘记|忘了|跳过|绕过|打破|不要遵守|别管)[^。！？]{0,12}(?:指令|规则|规矩|提示|设定|限制"
        r"|要求)"
        r"|(?:规则|规矩|指令|设定)[^。！？]{0,4}(?:忘掉|忘了|作废|取消|改成)"
        r"|系统(?:提示|指令|消息|：|:)|提示词|人工智能|语言模型|大模型|聊天机器人|\bAI\b|作弊|外挂|开发者模式|管理员"
        r"|你现在(?:是|要听)|从现在起你|玩家|旁白[：:]|主持人|通关|背包里(?:加|多)|直接告诉我结局|剧透",
        _I,
    ),
}
# What is only thought, wished, supposed, dreamt or remembered; and so is what follows from it.
_IMAGINED = {
    "en": re.compile(
        r"\b(?:if|what if|if only|unless|suppose|supposing|imagine|imagining|pretend|pretending|make believe"
        r"|dream\w*|daydream\w*"
        r"|fantasi[sz]e|wish|wonder\w*|remember\w*|recall\w*|reminisce|used to|hypothetically|in theory|might"
        r"|perhaps|maybe"
        r"|think(?:ing)? (?:about|of|back)|thought (?:about|of)|toy with|consider\w*|contemplate|tempted|almost"
        r"|nearly|as though"
        r"|plan to|intend to|hope to|hoping|one day|some day|tomorrow|later|next time|(?:i|we) would|would (?:i|we)"
        r"|what would happen)\b"
        r"|\bi could\b|\bi'd\b(?! like| love| better)|\bwere i\b",
        _I,
    ),
    "zh": re.compile(
        r"如果|要是|假如|假使|假设|倘若|若是|万一|就算|哪怕|梦见|梦到|做梦|想象|幻想|设想|假装|假想|装作|想起|记得"
        r"|回忆|怀念|小时候"
        r"|恨不得|巴不得|但愿|要不要|会不会|差点|险些|几乎|打算|盘算|琢磨着|考虑|犹豫|念头|明天|以后再|将来|下次|改天"
    ),
}
# Conditions that only sound like it: asking whether, politeness, and what to do if something should happen.
_REAL = {
    "en": re.compile(
        r"\b(?:ask\w*|see|check|find out|know|tell me|look|say) (?:\w+ ){0,3}(?:if|whether)\b|\bif (?:you (?:don't"
        r"|do not) mind|i may"
        r"|you please|that'?s (?:all right|okay|ok)|you like)\b|\b(?:i would|i'd) (?:like|love) to\b"
        r"|\bwould you (?!have)\b",
        _I,
    ),
    "zh": re.compile(r"要是(?:您|你)?(?:不介意|方便|愿意)|如果(?:您|你)?(?:不介意|方便|愿意)"),
}
_ADVICE = {
    "en": re.compile(r"\bwhat (?:should|do|am|can|must) i\b|\bhow (?:should|do|can) i\b|\bwhat to do\b", _I),
    "zh": re.compile(r"怎么办|咋办|该怎么|怎么做|有什么(?:法子|办法)|有啥(?:法子|办法)"),
}
# Things that are said to have happened before; whatever is built on them is void too.
_CLAIMED = {
    "en": re.compile(
        r"\balready\b|\b(?:as|like) i (?:just |have )?(?:said|told|mentioned|explained)\b|\bi told you\b|\bearlier\b"
        r"|\byesterday\b"
        r"|\b(?:last|a) (?:night|week|while) ago\b|\blast (?:night|week|time|year)\b"
        r"|\bi(?:'ve| have| had)(?: just| now| all| both| finally)? (?!been\b|always\b|never\b)(?:got|taken|given"
        r"|done|told|shown"
        r"|signed|paid|found|fed|won|seen|read|met|made|put|brought|bought|\w{2,}ed)\b"
        r"|\b(?:since|because|now that|given that) (?:i|you|he|she|they|we|the \w+|[A-Z]\w+) (?:\w+ )?(?:has|have"
        r"|had|is|was|did|gave)\b"
        r"|\b(?:said|told me|promised|agreed|swore|says) (?:that )?i (?:can|could|may|might|should|get|am allowed)\b"
        r"|\b(?:gave|promised|handed|sold|lent) (?:it to )?me\b|\bby now\b",
        _I,
    ),
    "zh": re.compile(
        r"已经|早就|早已|刚才|刚刚|方才|先前|昨天|昨晚|前天|上次|上回|说过|讲过|告诉过|答应过|答应(?:了)?我|归我了"
        r"|给我了|送我了|送给我|卖给我了"
        r"|给了我|早给|是我的了|(?<!不)[\u4e00-\u9fff]过了"
    ),
}
# What denies, and what only looks like it.
_DENIED = {
    "en": re.compile(
        r"\b(?:not|never|cannot|neither|nor|no longer|without|instead of|rather than|refus\w+|avoid\w*|nothing"
        r"|nobody|no one"
        r"|stop (?:myself|short)|decline|hold back|keep (?:\w+ ){1,3}(?:hidden|secret|to myself))\b|n't\b"
        r"|\bwould rather\b|\bdont\b|\bwont\b",
        _I,
    ),
    "zh": re.compile(r"不|没|别|勿|休想|拒绝|懒得|打消|免得|绝非"),
}
_AFFIRMED = {
    "en": re.compile(
        r"\bcan(?:'t|not) (?:help|wait)\b|\bwithout (?:a|another|any|further|more|saying|looking|thinking|asking"
        r"|waiting|hesitat\w+"
        r"|making)(?: (?:word|sound|thought|ado|delay|noise|back|twice|hesitation))*\b|\bdo nothing\b"
        r"|\bnothing else\b|\bdon't worry\b"
        r"|\bnot (?:only|just|far|yet sure)\b|\bif you (?:don't|do not) mind\b|\bwhy (?:don't|not)\b|\bno doubt\b",
        _I,
    ),
    "zh": re.compile(
        r"([\u4e00-\u9fff]{1,2})不\1|[好行对能可会]不|不(?:由得|禁|停|断|住|慌不忙|慌|忙|动声色|声不响|好意思|客气"
        r"|过|如|管|论|久|一会|远|同|知不觉|仅|但|紧不慢)"
        r"|不一会|差不多|忍不住|禁不住|说不定|没(?:关系|事|错|多久|准)|趁[^，。]*[没不]|什么(?:也|都)不做|对不起"
        r"|别(?:人|的|处|家|致|扭|客气|担心|怕)|[告离分特区个]别|不见不散|没精打采"
    ),
}
# Of these the model is asked nothing: whatever they name, it isn't the reader who does it now.
_NO_ACT = {Stance.WISHES: Mood.IMAGINED, Stance.WATCHES: Mood.OTHERS}
_MYSELF = {"en": re.compile(r"\W*(?:(?:and|so|then|but)\W+)*(?:i|we)\b", _I), "zh": re.compile(r"\W*(?:就|便|于是)?我")}
_SENTENCES = {"en": re.compile(r"(?<=[.!?])\s+|;\s*"), "zh": re.compile(r"(?<=[。！？；])")}
_CLAUSES = {
    "en": re.compile(r"[:,]+\s*|\s+(?:but|and then|then|so|yet|and i)\s+(?=\w)|\s[-–—]\s", _I),
    "zh": re.compile(r"[，：、…\s]+|(?<=.)(?=但是|可是|不过|然后|于是|接着|而是)"),
}
_ASKS = {
    "en": re.compile(r"\?\W*$"),
    "zh": re.compile(
        r"[？?]\W*$|[吗么]\W*$|^(?!.*(?:我[才可绝还也再]?[不没]|[也都][不没])).*(?:什么|怎么|几|谁|哪|多少)",
        re.DOTALL,
    ),
}
_SOMEBODY = {
    "en": r"(?:he|she|they|it|everyone|everybody|somebody|someone|(?:the|a"
    r"|an) \w+(?: \w+)?{names})\s+(?:\w+ly )?\w+s\b(?! me\b.*\?)",
    "zh": r"(?:他|她|它|他们|她们|大家|老天{names})(?=[^，。？]*(?:了我|给我(?!讲|说|看|演示|算|听|唱|指)|原谅|爱上"
    r"|突然|忽然))",
}


def done(text: str, language: str, names: Iterable[str] = (), things: Iterable[str] = ()) -> Said:
    """What of the reader's words is done now.

    ``names`` are those of the people that the words may tell of, ``things`` those of places and things.
    """
    if _OUTSIDE[language].search(text):
        return Said("", Mood.OUTSIDE)
    if _CLAIMED[language].search(text):
        return Said("", Mood.CLAIMED)
    supposed = _REAL[language].sub(" ", text)
    if _IMAGINED[language].search(supposed) and not _ADVICE[language].search(text):
        return Said("", Mood.IMAGINED)
    names, things = list(names), list(things)
    if _others(text, language, names):
        own = [one for one in stances(text, language, names, things)[1:] if one.stance is Stance.ACTS]
        kept = "".join(one.text for one in own) if own and _MYSELF[language].match(own[0].text) else ""
        return Said(kept, Mood.OTHERS, kept)
    parts, denied = [], False
    for clause, asks in _clauses(text, language):
        if not asks and _DENIED[language].search(_AFFIRMED[language].sub("", clause)):
            denied = True
        else:
            parts.append(clause)
    text = "".join(parts).strip() if denied else text
    found = stances(text, language, names, things)
    does = {one.stance for one in found}
    acts = text if does <= {Stance.ACTS} else "".join(one.text for one in found if one.stance is Stance.ACTS).strip()
    mood = Mood.DENIED if denied else next((mood for one, mood in _NO_ACT.items() if one in does), None)
    return Said(text, mood, acts, orders=Stance.SAYS in does, sees=Stance.SEES in does)


def _others(text: str, language: str, names: Iterable[str]) -> bool:
    """Whether the words tell what somebody else does, as only the story may."""
    known = "".join(f"|{re.escape(name)}" for name in names if name)
    return re.match(r"\W*" + _SOMEBODY[language].replace("{names}", known), text, _I) is not None


def _clauses(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """The clauses with what ends them, and whether each stands in a question: a question denies nothing."""
    for sentence in _parts(_SENTENCES[language], text):
        asks = _ASKS[language].search(sentence) is not None
        for clause in _parts(_CLAUSES[language], sentence):
            yield clause, asks


def _parts(cut: re.Pattern[str], text: str) -> Iterator[str]:
    ends = [0, *(found.end() for found in cut.finditer(text)), len(text)]
    yield from (text[a:b] for a, b in pairwise(ends) if text[a:b].strip())
