"""Who handles a thing in a Chinese sentence: found by the verb or the hand before it, and by whose that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.analysis.contexts import clause
from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Mention
from fabula.analysis.people import READER, STRANGER, pronouns

_TAKES = (
    "掰开|掰|[抄操捡拾端掀夹揭扯掮擎握]起|掐了掐|掐|按着|按住|压着|啃着|啃|咬着|捻着|捻|取下|摘下|解下|放低|压低|搁在|搁下|拿着|拿起|拿出|拿|提着|提起"
    "|提|举起|举着|举高|高举|握着|握紧|握住|握|攥着"
    "|攥紧|攥|抓着|抓起|抓住|抓紧|捏着|捏|捧着|捧起|捧|抱着|抱起|扛着|扛起|扛|背着|背起|背上|挎着|拎着|拎起|端着"
    "|端起"
    "|掏出|摸出|抽出|拔出|取出|亮出|递上|递给|递出|递|交给|交到|塞给|塞进|塞|扔给|扔|抛|丢下|放下|搁下|收起|收好"
    "|打开|拆开|撕开|展开|点亮|点着|点燃|拧亮|拧|插进|插|转动|晃着|晃|摇着|摇|吹起|吹响|吹着|吹"
    "|擦着|擦亮|擦|磨着|磨|用|使|挥着|挥舞|挥|拖着|拖|拽着|拽|拉着|系着|系|绑着|绑|缠着|缠|盘着|盘|绕着|绕|卸下"
    "|甩出|甩|解下|解开|叼着|叼起|叼|挑开|挑|撬开|刮|切开|切|剖开|剖|削|割开|割|砍|凿|捅|戳|抖开|抖|摊开|合上|扯开"
    "|扯|夹着|夹|托着|托起|掂着|掂|敲着|敲|摸出|扣上|戴上|戴着|穿上|披上|披着|背|衔着|别着|揣着|挂着|抡起|抡|翻看"
    "|翻着|举"
)
_BODY = (
    r"(?:拳头(?:里|底下|下|中)?|手[里上中心边]?|掌心|手心|手掌|肩上?|肩膀|肩头|腰间|腰上|唇边|嘴边|怀里|兜里"
    r"|口袋里?|背上|脖子上|指间|膝上|胳膊上|臂弯里?|牙间|嘴里|嘴唇|下巴|脸颊|胸口|胸前|肋骨|后背|膝头|头顶)"
)
_NO_HANDLING = Lazy(
    r"[看望想找问说要听见闻记盯认指等怕爱缺少没不买卖欠忘求借讨盼离没有瞧瞅瞥打量是像和跟比向朝往对被给在到为替关需该会"
    r"能懂知识谈聊提寻踢踩绊撞碰跨绕躲去摸]"
)
_MOVES = (
    "[插塞递交放搁举提晃拧收揣抛扔甩系绑缠盘绕搭凑贴拿握攥翻转拆撕卸套挂别按压伸送推扛背吹擦磨丢"
    "拉拽抖解展亮点掏抽叼架横竖]"
)
_THE = "[的那这把封盏根支条一]"
_ONE_OF_THAT_KIND = Lazy(r"(?:一|两|几|另外?一?|别的|每)[盏把封根支条面只张件串捆个][^，。]{0,4}$")
_LIES_ON = Lazy(
    r"[^，。；你我他她它]{0,6}?(?:在|贴着|压着|硌着|搭在|挂在|垂在|滑进|落进|坠着|靠着|抵着|顶着|戳着|蹭着|扎着"
    r"|拍着|敲着|磕着|碰着|撞着)"
    rf"(?P<who>你|他|她|它|[^，。的]{{2,4}})的?{_BODY}"
)
_IN_HAND = Lazy(rf"(?P<who>你|他|她|它)?(?:的)?{_BODY}(?:的|提着的|拿着的|[那这][把盏封根支条])*$")
_TAKEN = Lazy(rf"(?:{_TAKES})(?:了|过|一下|起)?(?:[^，。；的]{{0,4}}?{_THE})*$")
_WITH_BA = Lazy(rf"(?:把|将)(?:[^，。；把将]{{0,4}}?{_THE})*$")
_DIRECTLY = Lazy(r"(?:^|[，。])?[你他她它](?:们)?(?P<verb>[^，。的你他她它]{1,5})(?:[那这一][把盏封根支条])?$")
_NO_SUBJECT = Lazy(r"(?:给|对|向|朝|冲|跟|替|帮|从|被|让|问|瞪着|看着)$")
_NOT_YOU = Lazy(r"(?:给|对|向|朝|冲|跟|替|帮|从|让|问|为|叫|请|陪|等|看着?|带着?|领着?)$")
_STRANGER = Lazy(
    r"(?:^|[，。])(?:一个|有个|那个|几个|两个)[^，。]{1,10}$"
    r"|(?:^|[，。])(?:一个|有个)[^，。]{0,12}(?:人|孩|汉|妇|客|夫|匠|贩)"
)


def who(plainly: str, thing: Mention, people: Sequence[Mention]) -> str:
    """Who handles ``thing`` in a narration: `READER`, a key, a pronoun, `STRANGER`; empty if nobody surely does."""
    right = plainly[thing.end :]
    begin, _ = clause(plainly, "zh", thing.begin)
    inside = plainly[begin : thing.begin]
    if _ONE_OF_THAT_KIND.search(inside):
        return ""
    if re.match(r"[^，。]{1,3}得你", right):
        return READER
    lies, own = _LIES_ON.match(right), _IN_HAND.search(inside)
    if lies:
        return _named(lies["who"], people)
    if own and own["who"]:
        return _named(own["who"], people)
    shown = re.search(r"(?:给|让)[^，。]{1,6}看(?:[那这][把盏封根支条])?$", inside)
    moved = _WITH_BA.search(inside) and re.match(rf"[^，。；]{{0,4}}?{_MOVES}", right)
    directly = _DIRECTLY.search(inside)
    does = directly and not _NO_HANDLING.search(directly["verb"])
    return _subject(plainly, thing.begin, people) if own or moved or does or shown or _TAKEN.search(inside) else ""


def _named(word: str, people: Sequence[Mention]) -> str:
    if word == "你":
        return READER
    named = next((one.key for one in people if one.text in word), "")
    return named or {"他": "he", "她": "she", "它": "it"}.get(word, "")


def _subject(plainly: str, position: int, people: Sequence[Mention]) -> str:
    """Who does what is done at an offset: the last one before it; else the reader, if they come right after it."""
    left = plainly[:position]
    subjects = [
        (one.begin, one.key) for one in people if one.end <= position and not _NO_SUBJECT.search(left[: one.begin])
    ]
    subjects += [
        (match.start(), READER)
        for match in re.finditer(r"你(?!的|们|身|面前|手|眼前|脚|肩|怀)", left)
        if not _NOT_YOU.search(left[: match.start()])
    ]
    subjects += [(one.begin, one.gender) for one in pronouns(plainly, "zh") if one.subject and one.end <= position]
    others = _STRANGER.search(left)
    if not subjects:
        late = re.match(r"[^，。]*，你", plainly[position:])
        return STRANGER if others else READER if late else ""
    begin, who = max(subjects)
    return STRANGER if others and others.start() > begin else who
