"""Naming: where a text gives somebody a name, whether it calls them so, says that they are called so, or puts it beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.mentions import Mention
from fabula.analysis.quotations import narration, quotations
from fabula.analysis.verbs import KNOWN, forms

READER = "you"

_NO_NAMES = frozenset(
    "sir madam maam mister mistress miss lord lady captain doctor father mother sister brother uncle aunt grandmother grandfather"
    " grandma grandpa granny god heaven heavens christ lads boys girls gentlemen ladies friend child love dear darling dearie"
    " stranger traveller traveler son daughter lad lass boy girl man woman old young well yes no now look listen please oh ah"
    " here there come go wait stop hush quiet good thank thanks sorry so and but then right careful easy later today tomorrow"
    " yesterday tonight monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december christmas easter martinmas english chinese commander sergeant corporal"
    " prentice apprentice sexton chief cook master majesty highness honour keeper smith baker fishwife dog hey hello welcome"
    " nothing never always maybe perhaps again indeed enough first second third north south east west i i'm i'll i've you we he she"
    " they it the a an if when what who why how where that this these those my your his her our their take sit stand give"
    " saints mercy bless goodness gracious mind damn hell thunder careful steady two four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred thousand mum dad mama papa saint blessed virgin lordship reverend professor teacher nurse officer mate pal comrade neighbour".split()
)  # fmt: skip
_VERB_FORMS = KNOWN | forms(KNOWN, "past") | forms(KNOWN, "s")
_NAME = r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)?(?: [A-Z][a-z]+)?"
_VOCATIVE_EN = re.compile(
    rf"(?:^|[.!?…] )(?P<first>{_NAME})(?=[,!?…]|\.\.\.)|, (?:(?:my|little|old|young|poor|dear|sweet|good|dearest) )*(?P<last>{_NAME})(?=[.,!?…—]|$)|^(?P<all>{_NAME})[.,!?]?$"
    rf"|\b[Yy]ou(?:['’]re| are| must be) (?P<being>{_NAME})(?=[,.!?]|$)|^(?:Hello|Hey|Welcome|Evening|Morning|Good \w+|Ah|Oh|Here|Come|Look|Listen|Easy|Careful|Well|Thank you|Thanks),? (?:back, )?(?P<greeted>{_NAME})(?=[,.!?]|$)"
)
_ELSEWHERE_EN = re.compile(
    r"\b(?:a|an|another|some) (?:\w+ )?(?:man|woman|boy|girl|child|voice|stranger|fisherman|sailor|carter|pedlar|neighbour|customer|mother|lad)"
    r" (?:\w+ )?(?:calls?|shouts?|cries|yells?|says|asks|answers|bawls|sings|whispers)\b"
    r"|\b(?:calls?|shouts?|yells?|bawls|says|bellows|cries|roars|snaps|whispers|mutters|murmurs|tells|turns|whistles)(?: \w+ly)?(?: back| out| over| across \w+ \w+)?"
    r" (?:to|at|into|across|after|over|down|up|for)(?: the| a| an| her| his| its| some)?(?! you\b)(?: [a-z]+){1,3}"
    r"|\b(?:reads?|recites?|counts?|lists?|names|meaning|mimics?|sings?|prays?|quotes?|spells?|talking of|speaking of|the name)\b"
    r"|\bnot your name\b|\bnobody (?:of|by) that name\b|\bmistak\w+|\bwrong (?:man|woman|person|name)\b|\bsomebody else\b|\bto (?:him|her|it)self\b"
    r"|\bcorrects? (?:him|her)self\b|\bcalls? (?:her|his|its|the|one) ",
    re.IGNORECASE,
)  # fmt: skip
_GIVEN_EN = re.compile(
    rf"\b(?P<whose>[Yy]our|[Hh]is|[Hh]er|[Ii]ts|[Tt]he \w+(?:'s)?|{_NAME}['’]s) (?:(?:own|real|true|full|given|first) )?name(?: (?:is|on it is|was always)|:|,)"
    rf" (?:\w+ )?[\"“‘']?(?P<name>{_NAME})\b"
    rf"|(?P<theirs>\b(?:[Hh]is|[Hh]er|[Ii]ts|[Yy]our)|[Tt]he [\w ]{{2,24}}?(?:['’]s)) name(?:, [^,]{{2,30}},| is| was)+ (?:is )?(?P<aside>{_NAME})\b"
    rf"|(?P<clause>[Tt]he [\w ]{{2,24}}?|[A-Z]\w+),? whose name is (?P<whosename>{_NAME})\b"
    rf"|(?P<subject>\b[Tt]he [\w ]{{2,24}}?|\b[Hh]e|\b[Ss]he|\b[Ii]t|\b[Yy]ou) (?:is|are) (?:called|named) (?P<titled>{_NAME})\b"
    rf"|\b(?:calls?|named?|addresses|christens) (?P<you>you) (?P<called>{_NAME})\b"
    rf"|\b(?P<are>[Yy]ou) are (?:really |still |just )?(?P<being>{_NAME})(?=[.,;:!?]| and\b| now\b|$)"
    rf"|\b(?:greets?|welcomes?) (?P<greeted>you) as (?P<by>{_NAME})\b"
    rf"|^(?P<voc>[Yy]ou), (?P<addressed>{_NAME}),"
    rf"|\bcall(?:s|ed)? (?P<them>it|him|her) (?P<nick>{_NAME})\b|\b(?P<answering>[Hh]e|[Ss]he|[Ii]t) answers to (?:the name (?:of )?)?(?P<answers>{_NAME})\b"
)
_BESIDE_EN = (
    rf"(?P<name>(?:(?:Old|Big|Little|Young|Mr\.?|Mrs\.?|Miss|Uncle|Aunt|Father|Mother|Captain|Master|Mistress|Sister|Brother) )?{_NAME}),? $"
)
_BEHIND_EN = re.compile(rf"^,? (?:(?:named|called|who is called) )?(?P<name>(?:(?:Old|Big|Little|Young|Mr\.?|Mrs\.?|Miss) )?{_NAME})(?=,|\s|\.|;|$)")
_FORMER_EN = re.compile(
    r"\b(?:first|last|old|former|previous|next|other|another|some|late|new|second|third|father|predecessor|brother|sister|son|daughter|wife|husband)\b[^,;]*$"
)
_TITLES_EN = re.compile(r"^(?:Old|Big|Little|Young|Mr\.?|Mrs\.?|Miss|Uncle|Aunt|Father|Mother|Captain|Master|Mistress|Sister|Brother) ")

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安乐傅皮卞齐康伍余元卜顾孟"
    "平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯卢莫房裘缪干宗丁宣邓郁杭洪诸左石崔吉钮"
    "龚程嵇邢裴陆荣翁荀羊甄曲封芮储靳段富巫乌焦巴弓牧谷车侯班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭贡劳姬申扶堵冉宰郦桑桂牛寿"
    "扈燕冀浦尚农温庄晏柴瞿阎充慕连茹习艾鱼容古易戈廖庾终居衡耿满弘匡国文寇广禄东欧沃蔚隆师巩厍聂晁勾敖融冷辛阚饶曾沙丰巢关查游竺权逯盖益桓公"
)
_WORDS_ZH = frozenset(
    "小心 老天 老板 大人 大家 孩子 朋友 先生 姑娘 小姐 太太 师傅 老师 同学 客人 客官 兄弟 老弟 老兄 大哥 大姐 大叔 大婶 大娘 大爷 阿姨 阿婆 阿公 小子 小伙子 小家伙 丫头 伙计 老头 老伴"
    " 安静 安心 何必 何苦 何况 于是 金子 马上 高兴 方才 平常 平时 常常 成了 成交 时候 明天 明白 明早 明晚 白天 白费 黄昏 江上 水里 水上 石头 云彩 花了 方便 任凭 包你 包好 别动 别急 别怕 别说 别走 快走 快来"
    " 和气 和尚 向前 向来 单凭 通常 全部 全都 甘心 解开 居然 应该 干嘛 干活 干净 管他 经过 支好 毛病 强调 江湖 童话 明明 成天 古怪 容易 简单 空着 游过 冷静 温和 从前 从来 从此 能行 连你 关门 关上 东西 东边 南边"
    " 西边 北边 左边 右边 那边 那么 那就 那好 那是 那天 那个 都好 都行 时间 乐意 安分 常来 高些 万一 米饭 路上 石阶 金贵 钱呢 钱货 水凉 水冷 风大 雷雨 雪大 雨大 鱼呢 鱼鲜 鱼汤 牛奶 羊肉 马车 谢谢 谢了 多谢"
    " 老了 老话 老样 老实 老样子 大概 大声 大胆 大雨 大风 小声 小点 小雨 小鬼 阿弥 满了 满上 满意 晚安 早安 早上 晚上 别闹 计较 计划 许是 许久 贺喜 申时 午时 史上 路滑 路远 车来 车呢 毕竟 蓝的 白的 黄的"
    " 红的 黑的 元宝 单子 双手 双脚 全镇 文书 国王 牧师 神父 宝贝 连本带利 水又涨了 水涨了 云散了 房子 房里 金币 银币 左手 右手 章程 应当 程度 万岁 万幸 幸亏 幸好 幸会 终于 步子 利息 利钱 池子 相信 车来了"
    " 何时 何人 何处 何事 年轻人 外乡人 陌生人 老人家 小朋友 好孩子 傻孩子 好朋友 老朋友 可怜 亲爱的 乖 祝你 贵客 稀客 主人 指挥官 司令 长官 队长 船长 医生 班长 海狗 鱼干 鱼汤好了 白鱼 金鱼 温酒 热茶 冷茶 凉了".split()
)  # fmt: skip
_KIN_ZH = "师傅|婶|叔|伯|爷|嫂|姐|哥|婆|公|奶奶|大娘|大爷|大叔|大婶|先生|太太|掌柜|老板|老师|姑娘|妈|爹|娘|姨"
_GIVEN_ZH = (
    rf"(?:[老小阿大][\u3400-\u9fff](?!的|了|着)|[{_SURNAMES}][\u3400-\u9fff]{{1,2}}|[\u3400-\u9fff]{{1,2}}(?:{_KIN_ZH})|[\u3400-\u9fff]{{2,3}})"
)
_CALLED_ZH = re.compile(
    rf"(?P<whose>你)的?(?:名字|姓名|大名)(?:[，：]|，?(?:是|叫|写作))[“「]?(?P<name>{_GIVEN_ZH}?)(?=[”」，。！？；、]|两个字|三个字|$)"
    rf"|(?:管|把)?(?P<you>你)叫(?:做|作)?[“「]?(?P<called>{_GIVEN_ZH}?)(?=[”」，。！？；、]|$)"
    rf"|(?:喊|叫|唤)了?一?声[“「](?P<cried>{_GIVEN_ZH}?)[”」]，?(?P<answers>[\u3400-\u9fff]{{1,4}})"
    rf"|(?:叫|喊|唤)(?:了一声|着|道)?(?P<to>你)[“「：]+(?P<hailed>{_GIVEN_ZH}?)(?=[”」，。！？；、]|$)"
)
_ELSEWHERE_ZH = re.compile(
    r"(?:冲|朝|对|向|跟|和)(?!你)[^，。你]{1,10}?(?:说|喊|叫|嚷|吼|招呼|道|唤)|(?:喊|叫|唤|骂)(?:住|着|来)?(?!你|道|着你|了你)[^，。“”你]{1,8}[：，]?(?=[“」])|(?:一个|有个|有|几个|那个)[^，。“”]{0,8}(?:男孩|女孩|孩子|男人|女人|汉子|老太太|妇人|人|声音)[^，。“”]{0,12}(?:喊|叫|唤|说|问|嚷|念)"
    r"|念(?:着|道|了|出)|读(?:着|道|出)|数着|写着|刻着|记着|认错|叫错|喊错|看错|不是你的名字|没有回头|自言自语|管[^，。你]{1,6}叫|学着|名册|名单|隔壁的?"
)
_VOCATIVE_ZH = re.compile(r"(?:^|[，。！？…：—])(?P<name>[\u3400-\u9fff]{2,4})(?=[，。！？…—]|$)")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name that is given to somebody. ``who`` is `READER`, the key of a mention, or a pronoun ("his")."""

    who: str
    name: str
    begin: int


def addressed(text: str, language: str, before: str = "") -> list[Naming]:
    """The names by which somebody who speaks calls the reader: not what is called to others, or read out.

    Who is spoken of in ``before``, or in the narration itself, is spoken to and is not the reader.
    """
    plainly = narration(text, language)
    elsewhere = _ELSEWHERE_ZH if language == "zh" else _ELSEWHERE_EN
    if elsewhere.search(plainly):
        return []
    out = []
    for said in quotations(text, language):
        inner = said.text.strip()
        if said.speaker.casefold() == "you" or re.match(r"[”\"][，。]?你[^，。“”]{0,6}(?:说|问|喊|叫|唤|道)", text[said.end - 1 :]):
            continue
        if language == "zh":
            out += [Naming(READER, m["name"], said.begin) for m in _VOCATIVE_ZH.finditer(inner) if _like_a_name(m["name"])]
            out += [Naming(READER, m["name"], said.begin) for m in re.finditer(rf"你(?:就|一定|想必|该)?是(?P<name>{_GIVEN_ZH}?)(?=[，。！？吧吗]|$)", inner) if _like_a_name(m["name"])]
            led = re.match(r"(?P<name>[\u3400-\u9fff]{2,3})[，！]你", inner)
            out = [one for one in out if one.name not in plainly and one.name not in before]
            if led and led["name"] not in plainly + before and not out and _plain_name(led["name"]):
                out.append(Naming(READER, led["name"], said.begin))
            continue
        for match in _VOCATIVE_EN.finditer(inner):
            name = match["first"] or match["last"] or match["all"] or match["greeted"] or match["being"]
            if not _ordinary(name) and _to_the_reader(inner, plainly):
                out.append(Naming(READER, name, said.begin))
    return out


def _ordinary(name: str) -> bool:
    """Whether a word that begins with a capital is an ordinary one after all."""
    words = {word.casefold() for word in re.split(r"[ -]", name)}
    return bool(words & _NO_NAMES or words & _VERB_FORMS or any(word.endswith(("ly", "ing")) for word in words))


def _to_the_reader(inner: str, plainly: str) -> bool:
    """Whether what is said is said to the reader, as far as the words show it."""
    names = re.findall(r"[A-Z][a-z]+(?=,)", inner)
    return len(names) < 3 and bool(plainly.strip(' "“”.,!?') or re.search(r"\b[Yy]ou", inner))


_NO_NAME_ZH = re.compile(r"[谢的了着过吗呢吧啊呀嘛是不没有你我他她它们这什么怎哪来去走看听说想要会就都也还再很太真好快慢]")
_ADVERBS_ZH = frozenset(
    "现在 其实 今天 今晚 这下 原来 看来 难怪 毕竟 听着 瞧瞧 看看 对了 好吧 行了 喂喂 拜托 幸好 可惜 当然 如今 眼下 怪不得 告诉你 老实说 依我看 天哪 哎呀 哎哟 哎呦 嘿嘿 哈哈 嗯嗯 喏 没事"
    " 无论 反正 首先 最后 后来 以后 以前 过来 起来 坐下 站住 等等 慢着 慢点 早上 中午 晚上 夜里 早安 晚安 恭喜 抱歉 多谢 谢谢 对不起 别人 外面 里面 上面 下面 前面 后面 这里 那里 一会 终于 总算 果然 或许 也许 大概 恐怕".split()
)


_GIVEN_SIGNS = (
    "英芳兰梅秀明华强伟军丽娟燕玲霞红云月春秋冬夏青山海江河林生福贵财根宝龙凤虎文武国志建平安宁静雪雨晨阳晓怡欣雅婷琳琴珍珠莲荷菊桃杏柳松柏竹石岩川渡野遥舟帆露霜禾苗榆桐枫槐鹏飞鸣"
    "义仁礼智信忠孝德善良勇毅刚杰俊豪峰磊涛波浩然博宇轩昊辰星晴岚菲蕾薇萍蓉芬芝香翠玉洁莹晶瑶璐颖慧敏淑贞素娥妮娜莉拉衣绪知晚"
)


def _plain_name(word: str) -> bool:
    """Whether a word before "，你" can only be a name: no word that often stands there."""
    return word[-1] in _GIVEN_SIGNS and word not in _WORDS_ZH | _ADVERBS_ZH and not _NO_NAME_ZH.search(word)


def _like_a_name(word: str) -> bool:
    if word in _WORDS_ZH or word.endswith("子") or _NO_NAME_ZH.search(word):
        return False
    if re.match(rf"(?:[大老小好傻新各众男女两二三四五六七八九]|老大|谢谢)?(?:{_KIN_ZH})", word):
        return False
    if re.fullmatch(rf"[老小阿大][\u3400-\u9fff]|[\u3400-\u9fff]{{1,2}}(?:{_KIN_ZH})", word):
        return True
    return word[0] in _SURNAMES and len(word) in (2, 3)


def given(text: str, language: str) -> list[Naming]:
    """The names that a text says somebody has: "his name is Halvard", "your name, Lucas"."""
    if language == "zh":
        return _given_zh(text)
    plainly = narration(text, language)
    out = []
    for match in _GIVEN_EN.finditer(text):
        if plainly[match.start()] != text[match.start()] and '"' in text[: match.start()]:
            continue
        parts = {key: value for key, value in match.groupdict().items() if value}
        name = next(parts[key] for key in ("name", "called", "being", "by", "addressed", "nick", "answers", "aside", "titled", "whosename") if key in parts)
        if {word.casefold() for word in name.split()} & _NO_NAMES:
            continue
        whose = (match["whose"] or match["them"] or match["answering"] or match["theirs"] or match["subject"] or match["clause"] or "you").casefold()
        out.append(Naming(READER if whose in ("your", "you") else whose, name, match.start()))
    return out


_THEIRS_ZH = re.compile(rf"(?P<who>[他她它])(?:自己)?(?:的名字)?(?:叫做?|名叫|是叫)(?P<name>{_GIVEN_ZH}?)(?=[，。；！]|$)")


_INTRODUCED = {
    "en": re.compile(rf"\b(?:[Mm]y name(?: is|['’]s)|I am|I['’]m|[Cc]all me|(?:[Tt]hey|[Ff]olk|[Ee]verybody) calls? me) (?P<name>{_NAME})(?=[.,!?;—]|$| and\b)"),
    "zh": re.compile(rf"(?:敝姓|免贵姓|我姓|(?<!管)我叫|我的名字叫|(?:人家|他们|大伙儿?|街坊)都?叫我)(?P<name>[\u3400-\u9fff]{{1,3}}?)(?=[，。！；吧就]|$)"),
}
_PRESENTS = re.compile(rf"\bintroduces (?:him|her|it)self[^:,.]*?(?:\bas|:) (?P<name>{_NAME})(?=[,.; ]|$)")


def introduced(text: str, language: str) -> list[str]:
    """The names by which somebody who speaks introduces themselves."""
    out = [m["name"] for m in _PRESENTS.finditer(text)] if language == "en" else []
    for said in quotations(text, language):
        if said.speaker.casefold() == "you":
            continue
        out += [m["name"] for m in _INTRODUCED[language].finditer(said.text) if not _ordinary(m["name"]) and m["name"] not in _WORDS_ZH and not (language == "zh" and _NO_NAME_ZH.search(m["name"]))]
    return out


def hailed(text: str, language: str) -> list[str]:
    """The names that the reader calls out to somebody else."""
    if language == "zh":
        found = re.findall(r"“(?P<said>[^“”]*)”[，。]?你[^，。“”]{0,6}(?:说|问|喊|叫|唤|道)", text)
        return [m["name"] for said in found for m in _VOCATIVE_ZH.finditer(said) if 2 <= len(m["name"]) <= 3 and m["name"][-1] in _GIVEN_SIGNS]
    return [
        name
        for said in quotations(text, language)
        if said.speaker.casefold() == "you"
        for match in _VOCATIVE_EN.finditer(said.text.strip())
        for name in [match["first"] or match["last"] or match["all"] or match["greeted"] or match["being"]]
        if not _ordinary(name)
    ]


def _given_zh(text: str) -> list[Naming]:
    out = [Naming(m["who"], m["name"], m.start()) for m in _THEIRS_ZH.finditer(text) if m["name"] not in _WORDS_ZH and not _NO_NAME_ZH.search(m["name"])]
    for match in _CALLED_ZH.finditer(text):
        name = match["name"] or match["called"] or match["hailed"] or match["cried"]
        if name and name not in _WORDS_ZH:
            out.append(Naming(match["answers"] or READER, name, match.start()))
    return out


def mistaken(text: str, mention: Mention, name: str, language: str) -> Naming | None:
    """A name behind a common noun that is nearly ``name``: one sign is another ("托蕾" for "托薇", "Tova" for "Tove")."""
    rest = text[mention.end :]
    if language == "zh" and not _FORMER_ZH.search(text[: mention.begin]):
        near = rest[: len(name)]
        alike = len(name) > 1 and len(near) == len(name) and sum(a != b for a, b in zip(near, name, strict=True)) == 1
        return Naming(mention.key, near, mention.end) if alike and near[0] == name[0] else None
    return None


def beside(text: str, mentions: Sequence[Mention], language: str) -> list[Naming]:
    """The names that stand beside a common noun that somebody goes by: "the baker, Marit", "Old Gregor, the keeper"."""
    plainly = narration(text, language)
    out = []
    for mention in mentions:
        if plainly[mention.begin : mention.end] != mention.text:
            continue
        left, right = plainly[: mention.begin], plainly[mention.end :]
        if language == "zh":
            out += _beside_zh(mention, left, right)
        elif mention.text[:1].islower() or mention.text.casefold().startswith("the "):
            out += _beside_en(mention, left, right)
    return out


def _beside_en(mention: Mention, left: str, right: str) -> list[Naming]:
    found = re.search(_BESIDE_EN, left)
    if found and not _FORMER_EN.search(mention.text) and re.match(r"^(?:,|\s+\w+|$|\.)", right):
        name = found["name"]
        sure = "," not in found[0] or right.startswith(",") or not left[: found.start()].strip()
        if sure and not _known_word(name) and not re.search(r"\b(?:and|or)\s$", left[: found.start()]):
            return [Naming(mention.key, _TITLES_EN.sub("", name), found.start())]
    behind = _BEHIND_EN.match(right)
    if behind and not _FORMER_EN.search(f"{left[-20:]}{mention.text}"):
        name = behind["name"]
        closed = right[behind.end() :]
        if not _known_word(name) and (not behind[0].startswith(",") or closed.startswith(",")) and not closed.startswith(("'", "’")):
            return [Naming(mention.key, _TITLES_EN.sub("", name), mention.end)]
    return []


def _known_word(name: str) -> bool:
    return bool({word.casefold() for word in _TITLES_EN.sub("", name).split()} & _NO_NAMES)


_FORMER_ZH = re.compile(r"(?:上一任|前任|前一任|从前的?|原来的?|第一任|过去的|那位|另一[个位]|另外一[个位]|新来的|别的|上个|上一个|老一辈|头一任|末一任|某个)$")


def _beside_zh(mention: Mention, left: str, right: str) -> list[Naming]:
    out: list[Naming] = []
    if _FORMER_ZH.search(left):
        return out
    called = re.search(r"(?:名叫|唤作|人称|自称|叫做|叫)(?P<name>[\u3400-\u9fff]{2,3})的(?:那[个条位]|这[个条位])?$", left)
    if called:
        out.append(Naming(mention.key, called["name"], called.start()))
    surname = re.match(r"姓(?P<name>[\u3400-\u9fff])(?=[，。；])", right)
    if surname:
        out.append(Naming(mention.key, surname["name"], mention.end))
    named = re.match(r"(?:名叫|叫做?|自称|的名字叫)(?P<name>[\u3400-\u9fff]{2,3}?)(?=[，。；])", right)
    if named and named["name"] not in _WORDS_ZH:
        out.append(Naming(mention.key, named["name"], mention.end))
    behind = re.match(rf"(?P<name>[老小阿大](?![得的了着地心])[\u3400-\u9fff]|[\u3400-\u9fff]{{1,2}}(?:{_KIN_ZH}))(?![儿子得的地])", right)
    if behind and behind["name"] not in _WORDS_ZH and not re.search(r"[的了着过把在和跟向对给从用笑说道]", behind["name"][:-1]):
        out.append(Naming(mention.key, behind["name"], mention.end))
    return out
