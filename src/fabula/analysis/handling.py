"""Handling: who holds, uses, carries or hands over a thing that a text names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.contexts import Context, at, clause
from fabula.analysis.english import BODY
from fabula.analysis.mentions import Mention
from fabula.analysis.people import pronouns, strangers
from fabula.analysis.quotations import narration
from fabula.analysis.verbs import DOING, HANDLING, KNOWN, forms, stem

READER = "you"
STRANGER = "somebody"

# Deeds that need nobody to hold the thing: it can lie there, or be far away.
_WITHOUT = frozenset(
    "accept appear applaud approach arrive back balance bark beckon blink bob bolt bounce bow call cheer chuckle circle climb come cough crawl creep cringe cross crouch curse"
    " dance dart dash disappear dodge doze edge emerge enter escape examine extend eye face fall finish flinch float flop fly follow frown gasp gaze gesture get giggle glance"
    " glare glide glower go greet grimace grin groan grope grumble gulp help hesitate hide hit hobble hop hover howl hum hunch hurry inspect jog join jump kick kneel land laugh"
    " leap leave limp linger listen look loom lunge march meet melt motion mount move mumble nod notice nudge pace pass pause peek peep peer perch plod point pore pounce pretend"
    " rest retreat ride rise roar run rush sag salute sail saunter scan scream scowl see settle shiver shout show shriek shrug shudder shuffle sidle sigh signal sing sink sit"
    " skip slouch slump smell smile smirk sneak sneeze sniff snore snort sob spin spit spot spring sprint squat squint squirm stagger stand stare start startle stay steady steal"
    " step stiffen stir stoop stop straighten stride stroll struggle stumble sway sweat swim talk thank tiptoe totter track trail tremble trip trot trudge trample tread try tumble"
    " turn usher vanish vault visit wade wait wake walk wander wash watch water weep welcome whimper whine whirl whisper whistle wince wink wish withdraw work yawn yelp yell"
    " wheel count check taste reach search touch smell read accept act adjust aim attack begin bend block blush break brush bump burst buy carve cast catch chase comb cook cover"
    " crack crash curl cut deal descend dive drink drown duck dust eat exhale fan fish fit fix flail flash flick follow gnaw guide gut inhale lead lick load lock march mend order"
    " paint peel quiver race repair seat serve shut soak sort spill stand steer stick strain strike surge tackle tear test trail unlock yield zip".split()
) - HANDLING
_UNREAL = frozenset(Context) - {Context.FAR, Context.HABIT}
_VERBS = frozenset(HANDLING | (DOING - _WITHOUT))
_BASE, _THIRD, _ING = forms(_VERBS, "base"), forms(_VERBS, "s"), forms(_VERBS, "ing")
_MANNER = frozenset("up out off down on into at over from away back round around forth open aside with to through".split())
_ON_BODY = re.compile(
    rf"^(?:['’]s \w+)?(?: [\w-]+){{0,4}}? (?:in|on|at|against|over|around|across|under|from|into|inside|within|beneath|through|round|between|to) (?P<whose>your|his|her|its|their|[A-Z]\w+['’]s)"
    rf" (?:[\w-]+ )?(?:{BODY}|pocket|belt|coat|sleeve|apron|waist|back|neck|lap|chest|wrist|cloak|bag|pack|collar|hip|side)\b"
)
_CARRIED = re.compile(r"^ (?:that )?(?P<who>you|he|she|it) (?:\w+ly )?(?:are |is )?(?:hold|carry|grip|clutch|bear|wear|lift|raise)(?:s|ing)?\b")
_NOT_IT = re.compile(r"^ (?:in (?:the|a) (?:picture|painting|drawing)|of (?:a|an) )")

_TAKES_ZH = (
    "取下|摘下|解下|放低|压低|搁在|搁下|拿着|拿起|拿出|拿|提着|提起|提|举起|举着|举高|高举|握着|握紧|握住|握|攥着|攥紧|攥|抓着|抓起|抓住|抓紧|捏着|捏|捧着|捧起|捧|抱着|抱起|扛着|扛起|扛|背着|背起|背上|挎着|拎着|拎起|端着|端起"
    "|掏出|摸出|抽出|拔出|取出|亮出|递上|递给|递出|递|交给|交到|塞给|塞进|塞|扔给|扔|抛|丢下|放下|搁下|收起|收好|打开|拆开|撕开|展开|点亮|点着|点燃|拧亮|拧|插进|插|转动|晃着|晃|摇着|摇|吹起|吹响|吹着|吹"
    "|擦着|擦亮|擦|磨着|磨|用|使|挥着|挥舞|挥|拖着|拖|拽着|拽|拉着|系着|系|绑着|绑|缠着|缠|盘着|盘|绕着|绕|卸下|甩出|甩|解下|解开|叼着|叼起|叼|挑开|挑|撬开|刮|切开|切|剖开|剖|削|割开|割|砍|凿|捅|戳|抖开|抖|摊开|合上|扯开|扯|夹着|夹|托着|托起|掂着|掂|敲着|敲|摸出|扣上|戴上|戴着|穿上|披上|披着|背|衔着|别着|揣着|挂着|抡起|抡|翻看|翻着|举"
)
_BODY_ZH = r"(?:拳头(?:里|底下|下|中)?|手[里上中心边]?|掌心|手心|手掌|肩上?|肩膀|肩头|腰间|腰上|唇边|嘴边|怀里|兜里|口袋里?|背上|脖子上|指间|膝上|胳膊上|臂弯里?|牙间|嘴里|头顶)"


@dataclass(frozen=True, slots=True)
class Handling:
    """Somebody does what only whoever holds a thing can do. ``who`` is `READER`, a key, a pronoun, or `STRANGER`."""

    who: str
    thing: Mention


def handled(text: str, things: Sequence[Mention], people: Sequence[Mention], language: str) -> list[Handling]:
    """Who handles which of ``things`` in a sentence; ``people`` are those whom it names."""
    plainly = narration(text, language)
    out = []
    for thing in things:
        if plainly[thing.begin : thing.end] != thing.text or at(text, language, thing.begin) & _UNREAL:
            continue
        find = _who_zh if language == "zh" else _who_en
        who = find(text, plainly, thing, people)
        if who:
            out.append(Handling(who, thing))
    return out


def _owner(word: str, plainly: str, position: int, people: Sequence[Mention]) -> str:
    word = word.casefold()
    if word in ("your", "you"):
        return READER
    for one in people:
        if word.startswith(one.text.casefold()) and word.endswith("s"):
            return one.key
    near = [one for one in people if one.end <= position]
    if word in ("his", "her", "its", "he", "she", "it") and near and not strangers(plainly[:position], "en", list(people)):
        return near[-1].key
    return {"his": "he", "her": "she", "its": "it"}.get(word, word)


def _who_en(text: str, plainly: str, thing: Mention, people: Sequence[Mention]) -> str:
    left, right = plainly[: thing.begin], plainly[thing.end :]
    if re.match(r"^['’]s?\s", right) or re.match(r"^(?:-| (?:that|which) (?!you\b|he\b|she\b))", right) or _NOT_IT.match(right):
        return ""
    begin, _ = clause(text, "en", thing.begin)
    words = [(m[0].casefold(), m.start()) for m in re.finditer(r"[\w'’-]+", plainly[begin : thing.begin])]
    verb = _verb(words, begin)
    carried = _CARRIED.match(right)
    if carried:
        return _owner(carried["who"], plainly, thing.begin, people)
    body = _ON_BODY.match(right)
    if body and not verb:
        return _owner(body["whose"], plainly, thing.begin, people)
    if re.search(r"(?:^|[,;:.] )with $", left, re.IGNORECASE):
        return _follows(plainly, thing.end, people)
    if not verb and re.match(r" \w+s\b.* (?:as|while|when) you (?:\w+ ){1,3}(?:on |at |with )?it\b", right):
        return READER
    if not verb:
        return ""
    return _subject_en(plainly, verb, people)


def _follows(plainly: str, position: int, people: Sequence[Mention]) -> str:
    """Who is the subject behind "with the knife"."""
    rest = plainly[position:]
    pronoun = re.match(r",? (you|he|she|it) (?!could|can|would|might|may)\w+", rest)
    if pronoun:
        return READER if pronoun[1] == "you" else pronoun[1]
    return next((one.key for one in people if re.fullmatch(r",? ", plainly[position : one.begin]) and re.match(r" \w+s\b", plainly[one.end :])), "")


def _verb(words: list[tuple[str, int]], begin: int) -> tuple[str, int] | None:
    """The handling verb that governs what follows ``words``, with its offset."""
    if not words:
        return None
    for number in range(len(words) - 1, max(-1, len(words) - 7), -1):
        word, start = words[number]
        behind = [w for w, _ in words[number + 1 :]]
        if word not in _BASE | _THIRD | _ING:
            continue
        led = words[number - 1][0] if number else "and"
        if word in _BASE and word not in _THIRD and led not in ("you", "and", "then", "or", "both", "all") and not led.endswith("ly"):
            continue
        if number and words[number - 1][0] in ("to", "the", "a", "his", "her", "your", "its", "of"):
            continue
        if behind and behind[-1] == "with":
            return word, begin + start
        if len(behind) <= 5 and re.search(r"\b(?:seal|edge|handle|blade|end|ends|hilt|neck|cap|lid|flame|wick|wax|point|tip|weight|length|bit|shaft) of$", " ".join(behind)):
            return word, begin + start
        if len(behind) <= 4 and (not behind or not set(behind) & {"at", "for", "from", "about", "of", "by", "behind", "beside", "near", "past"}):
            if not set(behind) & {"to", "on", "into", "in"} or behind[-1:] in (["on"], ["into"]) and word.startswith(("blow", "play", "drum", "tap")):
                return word, begin + start
            return None
        return None
    last = [w for w, _ in words]
    if "with" in last[-1:]:
        for number in range(len(words) - 2, -1, -1):
            word, start = words[number]
            if stem(word) in KNOWN or (word in KNOWN and words[number - 1][0] in ("you", "and") and number):
                return word, begin + start
    return None


def _subject_en(plainly: str, verb: tuple[str, int], people: Sequence[Mention]) -> str:
    word, position = verb
    left = plainly[:position]
    if re.search(r"\b(?:to|will|would|could|can|should|might|may|must|let|help|make|makes|lets|not|never)(?: \w+ly)? $", left):
        return ""
    third = word.endswith("ing") or word not in KNOWN or word in _THIRD
    subjects: list[tuple[int, str]] = [(one.begin, one.key) for one in people if one.end <= position]
    subjects += [(one.begin, one.gender) for one in pronouns(plainly, "en") if one.subject and one.end <= position]
    yours = [m.start() for m in re.finditer(r"\b[Yy]ou\b(?!['’]r)", left)]
    if not third:
        direct = re.search(r"\b[Yy]ou(?: \w+ly| both| then| still)? $", left)
        return READER if direct or (yours and not re.search(r"\b(?:see|watch|hear|feel|let|help) (?:\w+ ){1,3}$", left)) else ""
    if word.endswith("ing"):
        subjects += [(m, READER) for m in yours if not re.search(r"\b(?:to|at|for|with|of|from|behind|beside|past|on|gives|hands|shows|tells)\s$", left[:m])]
        if not subjects and not left.strip(" ,"):
            after = re.search(r", (?P<who>you|he|she)\b", plainly[position:])
            return READER if after and after["who"] == "you" else ""
    if not subjects:
        return STRANGER
    at_, who = max(subjects)
    between = plainly[at_:position]
    return STRANGER if strangers(between, "en", [Mention(one.key, one.begin - at_, one.end - at_, one.text) for one in people if at_ <= one.begin < position]) and re.search(r"(?:,|\band\b) (?:a|an|the|another|some) \w+", between) else who


def _who_zh(text: str, plainly: str, thing: Mention, people: Sequence[Mention]) -> str:
    left, right = plainly[: thing.begin], plainly[thing.end :]
    begin, _ = clause(text, "zh", thing.begin)
    inside = plainly[begin : thing.begin]
    if re.search(r"(?:一|两|几|另外?一?|别的|每)[盏把封根支条面只张件串捆个][^，。]{0,4}$", inside):
        return ""  # one of that kind, not this one
    body = re.match(rf"(?:[^，。；你我他她它]{{0,6}}?)(?:在|贴着|压着|硌着|搭在|挂在|垂在|滑进|落进|坠着|靠着|抵着)(?P<who>你|他|她|它|[^，。的]{{2,4}})的?{_BODY_ZH}", right)
    if body:
        return READER if body["who"] == "你" else _named_zh(body["who"], people)
    own = re.search(rf"(?P<who>你|他|她|它)?(?:的)?{_BODY_ZH}(?:的|提着的|拿着的|那[把盏封根支条]|这[把盏封根支条])*$", inside)
    takes = re.search(rf"(?:{_TAKES_ZH})(?:了|过|一下|起)?(?:[^，。；的]{{0,4}}?(?:的|那|这|把|封|盏|根|支|条|一))*$", inside)
    moved = re.search(r"(?:把|将)(?:[^，。；把将]{0,4}?(?:的|那|这|把|封|盏|根|支|条))*$", inside) and re.match(
        r"[^，。；]{0,4}?(?:插|塞|递|交|放|搁|举|提|晃|拧|收|揣|抛|扔|甩|系|绑|缠|盘|绕|搭|凑|贴|拿|握|攥|翻|转|拆|撕|卸|套|挂|别|按|压|伸|送|推|扛|背|吹|擦|磨|丢|拉|拽|抖|解|展|亮|点|掏|抽|叼|架|横|竖)", right)
    direct = re.search(r"(?:^|[，。])?(?:你|[他她它])(?:们)?(?P<verb>[^，。的你他她它]{1,5})(?:那[把盏封根支条]|这[把盏封根支条]|一[把盏封根支条])?$", inside)
    if direct and not _NO_HANDLING_ZH.search(direct["verb"]):
        takes = direct
    if own and own["who"]:
        return READER if own["who"] == "你" else _named_zh(own["who"], people)
    if not (takes or moved or own):
        return ""
    return _subject_zh(plainly, thing.begin, people)


_NO_HANDLING_ZH = re.compile(
    r"[看望想找问说要听见闻记盯认指等怕爱缺少没不买卖欠忘求借讨盼离没有瞧瞅瞥打量是像和跟比向朝往对被给在到为替关需该会能懂知识谈聊提寻踢踩绊撞碰跨绕躲去摸]"
)


def _named_zh(word: str, people: Sequence[Mention]) -> str:
    for one in people:
        if one.text in word:
            return one.key
    return {"他": "he", "她": "she", "它": "it"}.get(word, "")


def _subject_zh(plainly: str, position: int, people: Sequence[Mention]) -> str:
    left = plainly[:position]
    subjects = [(one.begin, one.key) for one in people if one.end <= position and not re.search(r"(?:给|对|向|朝|冲|跟|替|帮|从|被|让|问|瞪着|看着)$", left[: one.begin])]
    subjects += [(m.start(), READER) for m in re.finditer(r"你(?!的|们|身|面前|手|眼前|脚|肩|怀)", left) if not re.search(r"(?:给|对|向|朝|冲|跟|替|帮|从|让|问|为|叫|请|陪|等|看着?|带着?|领着?)$", left[: m.start()])]
    subjects += [(one.begin, one.gender) for one in pronouns(plainly, "zh") if one.subject and one.end <= position]
    others = re.search(r"(?:^|[，。])(?:一个|有个|那个|几个|两个)[^，。]{1,10}$|(?:^|[，。])(?:一个|有个)[^，。]{0,12}(?:人|孩|汉|妇|客|夫|匠|贩)", left)
    if not subjects:
        late = re.match(r"[^，。]*，你", plainly[position:])
        return READER if late and not others else STRANGER if others else ""
    best = max(subjects)
    return STRANGER if others and others.start() > best[0] else best[1]
