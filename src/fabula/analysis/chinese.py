"""How a Chinese sentence is built around a name: what stands before it, and what it does."""

from __future__ import annotations

import re

from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Role
from fabula.analysis.verbs import ZH_SPEECH

_BREAK = Lazy(r"[，。；：！？、…—“”「」（）\s]")
# What may stand between the beginning of a clause and its subject.
_LED = (
    r"(?:因为|结果|好在|幸好|今早|今天|今晚|今夜|今儿|今日|如今|眼下|这回|这次|现在|刚好|只见|但见|忽然|突然|猛地"
    r"|猛然|这时候?|这会儿"
    r"|此时|此刻|接着|然后|于是|可是|可|但是|但|而|又|却|也|便|就|原来|连|果然|不料|谁知"
    r"|偏偏|倒是|还是|那|这|正好|恰好|刚好|转眼|眨眼间|终于|总算|随后|片刻后|不一会儿|过了一会儿|一会儿|没多久|半晌"
    r"|良久|老|小|年轻的|年老的|上了年纪的)"
)
_PLACED = r".{1,12}(?:里|上|下|中|边|旁|头|前|后|间|处|口|面|时|地|外|内|底|角|侧|方|对面|身旁|附近|不远)(?:的)?"
_BODY = (
    r"手|双手|手指|指头|指尖|胳膊|手臂|眼睛|眼|目光|视线|脸|声音|嗓音|嗓门|嘴|嘴唇|嘴角|头|脑袋|呼吸|气息|笑声"
    r"|咳嗽声|脚步声|脚步|脚|步子|肩|肩膀|拳头|拇指|手掌|掌心"
    r"|下巴|眉头|眉毛|鼻子|尾巴|耳朵|爪子|舌头|牙|喉咙|影子|身影|膝盖|腿|腰|身子|叫声|吠声|呼噜声|鼾声|话音|话|哭声"
    r"|歌声|口哨|眼圈|眼神|表情|神色"
)
_SAYS = "|".join(ZH_SPEECH)
_STATES = Lazy(
    r"^(?:的|家|谁[也都]不|什么[也都]不|那[儿里边]|这人|这个人|(?:就|便|正|也|都)?是(?!在|想|来)|就是在[^，。]*的[，。]|嘛|么(?=，)|没有?(?:出"
    r"|来|在|到|去|回|开|露面|跟|进)|有(?!些|点)|住|叫(?=[\u3400-\u9fff]{1,3}[，。])|姓|爱|喜欢|恨|知道|认识|欠|想必|要是"
    r"|会|能|该|应该|还?不在|没来|没在|不见"
    r"|不过|只是|只有|只剩|成了|变成|小得|看上去|看起来|显得|[^，。]{0,4}?(?:大概|恐怕|多半|也许|准是|八成|可能"
    r"|想必|或许|兴许|应该)|[^，。]{0,12}(?:刻|写|画|留|钉|贴)(?:在|了|下|着)|[^，。着了]{0,5}(?:总(?!算)|常|每"
    r"|一向|向来|从来|照例)|[躺停]在[^。]*(?:棺|灵|草席|裹尸|[盖蒙覆]着)|躺在[^，。]*(?:底下|地下|土里|坟|墓|棺|石头下|碑)|在[^，。]*(?:底下|地下|坟里|墓里|碑下"
    r"|土里|天上|海底)|长眠|安息|埋|葬|早?已经?(?:死|不在|走"
    r"|去世|过世|离开|没了|入土|睡了)|早就|再也|死|去世|过世|生前|走(?:了|后|以后|之后)(?!过来|进来)|离开|离去|去了"
    r"|回去|回家|不会|不可能|从前|以前|当年|昨|那时|曾|常|总|从来"
    r"|每|一向|向来|平时|平日|之?外|等人|他们|她们|们|啊|呢|吧|号|般|似的|一样|留下|身上|身后|身边|旁边|面前"
    r"|手[里上中]|脚边|背后|头上|嘴里|怀里|家门|两个字|三个字)"
)
_HERE = Lazy(r"^(?:还|仍|正|依旧|照旧|就)?在(?=你|旁边|一旁|身|这|门口|边上)")
_GONE = Lazy(
    r"^(?:还|仍|正|依旧|大概|准)?在(?!你|旁边|一旁|身|这|[^，。]{0,8}[着了起来]|[^，。]{1,6}(?:上|里"
    r"|下|边|前|后|旁)[\u3400-\u9fff])"
)
_BODY_ACTS = Lazy(rf"^的(?:[^，。的]{{0,4}}的?)?(?:{_BODY})(?!印|迹|样|纹|套|帕|套|巾)[^，。]{{1,}}")
_IT_IS = Lazy(r"(?:(?<![不可要还总但于只若])是|原来是|竟是|正是|来的是|就是)$")
_MEETS = Lazy(
    r"(?:撞上|撞见|遇见|遇上|碰上|碰见|迎上|叫住|喊住|拦住|找到|看见|瞧见|瞥见|递给|传给|抛给|扔给|送给|分给|倒给"
    r"|盛给"
    r"|指给|让给|交给|塞给|还给|递到|放到|塞到|塞进|交到|挨着|靠着|扶着|扶住|搀着|拉着|拉住|拽住|牵着|搂着|抱着"
    r"|抱住"
    r"|盯着|瞪着|瞪了|望着|看着|瞅着|拍拍|拍了拍|推推|推了推|摸摸|摸了摸|跟着|跟上|跟在|等着|陪着|朝|冲|向|对着|对"
    r"|和|跟|与|同|问|告诉|谢过|安慰|听|听着|帮|请|被|让)了?$"
    r"|(?:站|坐|蹲|躺|跪|靠|立|走|跑|钻|冒|闪|进|探|窜|跳|飘|围)(?:着|出|来|进|过|了|出来|进来|过来|着的)+$"
    r"|(?:^|[^，。]*[^，。])(?:把|将)$"
    r"|(?:朝|冲|向|对|拉住|扶住|撞上|遇见|碰见)[^，。]{1,12}的$"
)
_COMES_FROM = Lazy(r"(?:传来|传出|响起|飘来|伸来|伸过来|探出|露出|冒出|伸出)了?$")
_SPEAKS = Lazy(rf"^[^，。；“”]{{0,10}}?(?:{_SAYS})")
_FAR_OFF = Lazy(
    r"(?:想着|想念|怀念|关于|说起|提起|谈起|讲起|问起|像|学着|学|模仿|装成|扮|画着|刻着|写着|去找"
    r"|找找|打听|等|欠|替死去的|死去的|已故的|故去的|死了的|埋着)$"
)


def role(text: str, begin: int, end: int) -> Role:
    """What the name at ``begin``..``end`` of a narration does."""
    left, right = text[:begin], text[end:]
    start = left[max([match.end() for match in _BREAK.finditer(left)], default=0) :]
    if _FAR_OFF.search(start):
        return Role.SPOKEN_OF
    if _IT_IS.search(start):
        if re.search(r"账本|名单|名册|[写刻]|划掉|字", left):
            return Role.SPOKEN_OF
        return Role.MET if re.match(r"[，。！；：…—]|$", right) else Role.SPOKEN_OF
    if _COMES_FROM.search(start) and re.match(rf"的(?:{_BODY})", right):
        return Role.MET
    if re.search(r"[跑走凑爬跳扑蹦钻退挪站坐蹲跪躺靠偎溜](?:到|在|回)$", start) and re.match(
        r"[脚身]边|跟前|面前|身旁|怀里", right
    ):
        return Role.MET
    met = _MEETS.search(start)
    if _subject(start) and not met:
        if _BODY_ACTS.match(right):
            return Role.ACTS
        if right.startswith(("的", "家的")):
            return Role.OWNS
        if _does(right):
            return Role.SPEAKS if _SPEAKS.match(right) else Role.ACTS
        return Role.SPOKEN_OF
    if start.endswith("从") and re.match(r"(?:身边|身旁|跟前|面前|背后|旁边|手里|手上)", right):
        return Role.MET
    if met:
        if right.startswith("的"):
            return Role.MET if re.match(rf"的(?:{_BODY}|怀)", right) else Role.OWNS
        return Role.MET
    return Role.OWNS if right.startswith("的") else Role.SPOKEN_OF


def _subject(start: str) -> bool:
    """Whether a name behind these words can begin a statement about itself."""
    if re.fullmatch(rf"{_LED}*", start):
        return True
    return bool(re.fullmatch(rf"{_LED}*{_PLACED}(?:，)?{_LED}*", start)) and not start.endswith("的")


def _does(right: str) -> bool:
    if not right or _BREAK.match(right):
        return bool(re.match(r"，(?=[^，。]*(?:着|了|起|出))", right)) and False
    if _HERE.match(right):
        return True
    return not (_STATES.match(right) or _GONE.match(right))
