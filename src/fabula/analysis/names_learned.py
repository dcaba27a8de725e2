"""Names learned from a Chinese text: what jieba takes for one, who speaks, 老/小/阿 and titles, and how clauses
begin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fabula.analysis import beings_chinese as beings
from fabula.analysis import names_chinese
from fabula.analysis.clauses_chinese import MARKS, SAYS, Clause, leads, subject_start
from fabula.analysis.strings import Strings
from fabula.analysis.text import Text
from fabula.analysis.verbs import wordset
from fabula.analysis.words import Word

_NAMED = ("nr", "nrt", "nrfg")
_NO_NAMES = wordset(
    "小东西 照例 明白 花白 叶子 小溪 谈天 陈迹 阿阿 孙子 孙女 高兴 温和 红红 玄色 阳文"
    " 白白 黑黑 小心 老远 老是 老早 小时 小声 老样子 老实 小路 小河 小屋 小船 小鱼 老天"
    " 老爷 小姐 老家 小说 小学 小镇 小城 小店 小钱 小半 小事 大约 阿呀 阿弥陀佛 那里 和气"
    " 石头 东西 金黄 黄金 平安 安静"
    " 小床 小手 小脸 小脚 小洞 小山 小岛 小桥 小树 小草 小花 小时候 小便 小鬼 老酒 老茶"
    " 老房 老屋 老街 老店 老了 老大 老小 小康 成功 明亮 曾经 毛病 花园 花园里 黑暗 白天"
    " 毛毛 张开 张嘴 江湖 方才 安心 连连 万分 万一 任何 和蔼 常常 能干 容易 单单 白云"
    " 胡乱 胡说 胡同 高高 高大 尤其 于是 于今 幸福 利害 陆续 应该 应当 项目 顾客 康健"
    " 庄稼 房子 时间 时候 那么 那样 何等 何况 何必 金子 银子 谢谢 宝贝 清白 罗列 华丽"
    " 汤碗 水晶 水果 云彩 苗头 童年 梅花 桃花 柳树 松树 林子 雷声 雪白 星星 月亮 太阳"
    " 春天 秋天 夏天 冬天 元宝 文章 文书 章法 洪水 荣华 富贵 聪明 关系 关门 宣布 司空"
    " 习惯 终于 居然 广大 东边 西边 南边 北边 左边 右边 阴沉 蓝天 向前 向来 空气 白气"
    " 经过 包好 阿姨"
)
_PLACES = "庄村镇城江河湖山桥店路街县州府省国寺庙观宫殿堂楼阁亭岭谷岛海溪塘里中上下边旁外内前后门"
_PRONOUNS = frozenset("我你您他她它咱俺伊其汝吾余予")
_FUNCTION = frozenset(
    "的了着过是在有不没也都就便又还再很把被给对向从到和与跟同比等这那哪每各某之乎者也而且但于以为所其此彼如若则乃即皆亦既已将欲曰云问答说道叫喊笑骂去来走见看听只才却并没个们里上下么吗呢吧啊呀哩罢"
)
_NOUNISH = ("n", "nr", "nrt", "nrfg", "nz", "ng", "an", "vn", "j", "a", "b", "z", "m", "ns", "s")
_NUMBERED = re.compile(
    r"[二三四五六七八九十](?:叔|婶|爷|嫂|哥|姐|妹|弟|姑|姨|舅|伯|娘|太太|奶奶|老爷|少爷"
    r"|小姐|公子|先生)"
)
_SITES = re.compile(r"酒店|茶馆|饭店|客栈|桥|庄|村|镇|府|路|街|山|河|寺|庙|学校|大学|公司|医院|县|城|省|国")
_HAILED = re.compile(r"[“「‘，！？。][\u3400-\u9fff]?([老小阿][\u3400-\u9fff])(?=[，！？。—…])")
_ROOTED = re.compile(r"[老小阿][\u3400-\u9fffA-Z]")
MEASURED = re.compile(r"[一二两三四五六七八九十几数半百千每][\u3400-\u9fff]?(?:[个位名只条头匹群对双口些种样]|$)")
_DESCRIBED = re.compile(
    r"(?:(?P<a>[一那这有]个|几个|一位|那位)|(?<=[，。！？；：”“\n]))(?P<who>[\u3400-\u9fff]{2,7}?)的"
    r"(?:(?P<man>人|汉子|家伙)(?=[\u3400-\u9fff]{0,6}?(?:说|问|道|答|叫|嚷|喊|笑))|(?=(?:说|问|道|答|叫|嚷|喊)))"
)
NO_NAMES = wordset(
    "照例 连忙 赶紧 声音 眼睛 眼光 嘴里 嘴唇 脸 脸上 脸色 手 心 心里 话 头 身上 身子 大声"
    " 低声 高声 轻声 笑声 歌声 眼泪 目光 口 嘴 嘴巴 心中 喉咙 耳朵 脚 肚子 鼻子 怎么 什么"
    " 事情 时候 样子 地方 东西 船 店 屋 门 外面 里面 自己 大家 谁 这样 那样 如此 此 接着"
    " 一面 一边 连忙 立刻 于是 终于 仍然 忽然 可以 应该 老是 现在 今天 明天 昨天 当时"
    " 有人 没有 不能 不会 不用 同时 只是 就是 还是 可是 不过 最后 后来 刚才 经常 常常"
    " 突然 一下 一声 一会 一回 两个 几个 许多 所有 一切 天 风 雨 雪 夜 日 月 年 山 水 路"
    " 街 书 信 字 诗 酒 饭 钱 衣服 大门 房间 回头 点头 摇头 抬头 低头 开口 张口 转身 起身"
    " 听说 据说 难怪 怪不得 这时 那时 有的"
)


@dataclass(slots=True)
class Learned:
    """What a whole text shows: ``names`` with the noun of a being that each ends with, and ``before_titles``."""

    names: dict[str, str] = field(default_factory=dict)  # name -> noun of a being it ends with, or empty
    before_titles: set[str] = field(default_factory=set)


def learn(text: Text, parts: Sequence[Clause]) -> Learned:
    """The names of a text: seen as jieba's names, as who speaks, or as rooted (老栓) or titled (康大叔) subjects."""
    votes, talked = _voted(text, parts)
    votes = _mended(text.raw, votes)
    sited = _sited(text.raw, votes)
    names = [
        name
        for name, count in votes.items()
        if name not in sited
        and (name[-1] not in _PLACES or talked[name])
        and _sure(name, count)
        and not set(name) & set(MARKS)
    ]
    names += [name for name in _discovered(text, parts) if name not in names]
    joined = Counter(
        name + title
        for begin, name in Strings(names).every(text.raw)
        for title in sorted(_JOINED)
        if text.raw.startswith(title, begin + len(name))
    )
    names += [name for name, count in joined.items() if count > 1]  # 七斤|嫂
    return Learned({name: _noun_in(name) for name in names}, _titled(text))


def _voted(text: Text, parts: Sequence[Clause]) -> tuple[Counter[str], Counter[str]]:
    """How strongly each string is taken for a name, and how often it speaks."""
    votes: Counter[str] = Counter()
    talked: Counter[str] = Counter()
    for part in parts:
        for number, word in enumerate(part.words):
            behind = part.words[number + 1] if number + 1 < len(part.words) else None
            adverb = behind is not None and behind.tag in ("uv", "u") and _in_dictionary(word.text)  # 慷慨|地
            if word.tag in _NAMED and _nameable(word.text) and not adverb:
                votes[word.text] += 1
            if word.text == "阿" and behind and behind.tag in _NAMED:
                votes[word.text + behind.text] += 2
        found = None if part.quoted else _chain(part.words)
        if found:
            name, speaks, does = found
            if _nameable(name) and beings.being(name) != name and does:
                strange = _ROOTED.fullmatch(name) or (len(name) < 5 and not _in_dictionary(name))
                votes[name] += 3 if speaks else 1 if strange else 0
                talked[name] += speaks
    nouns = {word.end for word in text.words if word.tag in ("n", "nr", "nz", "ng")}
    for match in _DESCRIBED.finditer(text.raw):
        who = match["who"]
        led = match.end("who") in nouns and (match["a"] or match["man"])
        if led and who[0] != who[-1] and not set(who) & (_FUNCTION | _PRONOUNS) and who not in NO_NAMES:
            votes[who] += 3 if match["a"] else 1
    for match in _HAILED.finditer(text.raw):
        if _ROOTED.fullmatch(match[1]) and _nameable(match[1]):
            votes[match[1]] += 1
    for match in _NUMBERED.finditer(text.raw):
        votes[match[0]] += 2
    return votes, talked


def _mended(raw: str, votes: Counter[str]) -> Counter[str]:
    """The votes with names that were cut too short (庄木|三) or begin too early (朝|辛波薇亚, 问|奶奶)."""
    longer: dict[str, Counter[str]] = {name: Counter() for name in votes}
    for begin, name in Strings(votes).every(raw):
        longer[name][raw[begin + len(name) : begin + len(name) + 1]] += 1
    out: Counter[str] = Counter()
    for name, count in votes.items():
        sign, often = longer[name].most_common(1)[0] if longer[name] else ("", 0)
        cut = often > 1 and sign and sign in "一二三四五六七八九十" and often >= 0.8 * sum(longer[name].values())
        out[name + sign if cut else name] += count
    for name in list(out):
        rest = name[1:]
        early = name[0] in "朝向对跟和与问找叫给把被让请像到见"
        if early and (rest in out or (len(rest) > 1 and beings.being(rest) == rest)):
            if rest in out:
                out[rest] += out[name]
            del out[name]
    return out


def _sure(name: str, count: int) -> bool:
    """Whether a string has votes enough to be a name."""
    return (
        count >= 3
        or (count >= 2 and name[-1] not in f"{_PLACES}家")
        or (len(name) == 3 and names_chinese.like_a_name(name))
    )


def _noun_in(name: str) -> str:
    """The noun of a being that a name ends with: 大妈 of 华大妈, 嫂 of 祥林嫂."""
    noun = beings.being(name)
    if len(noun) > 1 and noun != name:
        return noun
    return name[-1] if name[-1] in "嫂婶爷叔伯哥姐妈婆姨妹爹娘" and len(name) > 1 else ""


_BEFORE_TITLE = re.compile(r"([\u3400-\u9fff])(?:老爷|大人|大叔|大妈|大婶|奶奶|嫂子|少爷|太爷|大娘|公公|先生|太太)")
_JOINED = wordset("嫂子 嫂 婶 大爷 爷 叔 伯 哥 姐 妈 老太 老爷 太太 先生 大人 少爷 奶奶 大叔 大妈")
_STARTS = frozenset(
    "便就也又都却才只还不没很已正在把被对向从给和跟说道问答走来去看听想站坐跑笑哭叫喊拿抱抬伸睁点摇回转一立忽慢吃喝"
    "打骂推拉带让请是有会能要知觉终于刚连再仍独自赶急悄轻大高低冷突的之曰云为至入出遂乃谓起见闻虽一直将既们照比因记呆愣瞪低穿戴躺爬飞游"
)
_TALKS = frozenset("说道问答喊叫笑哭想嚷曰叹骂")
_NOT_IN_NAMES = frozenset(
    "的了着过是在有不没就都便又还也很把被给对从到这那哪什么怎吗呢吧啊呀里外上下前后时候年月天日们他她它你我您谁自己每各某两几"
)


def _discovered(text: Text, parts: Sequence[Clause]) -> list[str]:
    """Strings that begin clauses as only names do: often, followed by varied predicates, and no word of the dictionary.

    Branching to the right is what tells words from chance strings (Harris, 1955; Feng et al., 2004).
    """
    behind, talks = _beginnings(text, parts)
    counts = {name: sum(follows.values()) for name, follows in behind.items()}
    known = {word.text: word.tag for word in text.words}
    out: list[str] = []
    longer: set[str] = set()  # all beginnings of the names that are found
    for name in sorted(behind, key=lambda one: (-len(one), one)):
        follows = {sign: often for sign, often in behind[name].items() if name + sign not in longer}
        count = sum(follows.values())
        starts = sum(often for sign, often in follows.items() if sign in _STARTS)
        enough = 0.6 if _in_dictionary(name) else 0.45
        if count < 3 or len(follows) < 3 or starts < enough * count:
            continue
        shorter = name[:-1] if len(name) > 2 and name[-1] not in "嫂婶爷叔伯哥姐妈婆" else ""
        if shorter and counts[shorter] > 1.6 * count and len(behind[shorter]) > len(follows):
            continue  # 七斤又 is not the name
        if _unknown(name, known.get(name, ""), talks[name]):
            out.append(name)
            longer.update(name[:size] for size in range(1, len(name) + 1))
    return out


def _beginnings(text: Text, parts: Sequence[Clause]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """What stands behind each string that begins a clause of the narration, and how often it speaks there."""
    behind: dict[str, Counter[str]] = {}
    talks: Counter[str] = Counter()
    for part in parts:
        if part.quoted or len(part.words) < 2:
            continue
        for number in {0, min(subject_start(part.words), len(part.words) - 1)}:
            begin = part.words[number].begin
            line = text.raw[begin : part.end]
            for size in (2, 3, 4):
                name, after, rest = line[:size], line[size : size + 1], line[size : size + 9]
                if after and not set(name) & _NOT_IN_NAMES and all("\u3400" <= one <= "\u9fff" for one in name):
                    behind.setdefault(name, Counter())[after] += 1
                    talks[name] += len(rest) < 9 and bool(set(rest) & _TALKS)
    return behind, talks


def _in_dictionary(word: str) -> bool:
    """Whether jieba's dictionary has a word; what it hasn't is put together by chance, or a name."""
    import rjieba

    return bool(rjieba.has_word(word))


def _unknown(name: str, tag: str, talks: int) -> bool:
    """Whether a string that begins clauses as names do may be one, for what the dictionary says of it."""
    ordinary = name in NO_NAMES or name in _NO_NAMES or beings.being(name) == name or name[-1] in _PLACES
    if ordinary or name[0] in _FUNCTION or name[-1] in _FUNCTION or name[0] == name[1]:
        return False
    if tag and tag not in (*_NAMED, "m", "nz", "n", "ns", "ng"):
        return False
    if tag == "m" and name[0] in "一两几半":
        return False
    if (tag in ("n", "ng") and not _in_dictionary(name)) or (not tag and name.endswith(("脸", "胡子", "头"))):
        return True
    return talks >= (2 if tag in ("n", "ns", "nz", "m") else 0 if tag in _NAMED else 1)


def _sited(raw: str, names: Iterable[str]) -> set[str]:
    """The strings that are mostly the names of houses or places: 咸亨酒店."""
    all_of: Counter[str] = Counter()
    sited: Counter[str] = Counter()
    for begin, name in Strings(names).every(raw):
        all_of[name] += 1
        sited[name] += bool(_SITES.match(raw, begin + len(name)))
    return {name for name, count in sited.items() if 2 * count > all_of[name]}


def _nameable(name: str) -> bool:
    return (
        1 < len(name) < 7
        and name not in _NO_NAMES
        and name not in NO_NAMES
        and not names_chinese.ordinary(name[:2] if len(name) == 2 else name)
        and not set(name) & (_PRONOUNS | frozenset("了着过上下的不没是很还关"))
        and not (len(name) == 2 and name[0] == name[1])
        and name[0] not in _FUNCTION
        and name[-1] not in _FUNCTION - {"有", "于", "之"}
        and (not MEASURED.match(name) or bool(re.fullmatch(r"[一二三四五六七八九]{2,3}", name)))
    )


def _chain(words: Sequence[Word]) -> tuple[str, bool, bool] | None:
    """The nouns that begin a clause, whether its verb is one of speech, and whether there is a verb at all."""
    number = first = subject_start(words)
    while (
        number < len(words)
        and words[number].tag in _NOUNISH
        and (number == first or words[number].begin == words[number - 1].end)
    ):
        word = words[number]
        if number > first and (
            leads(word)
            or SAYS.fullmatch(word.text)
            or word.tag in ("a", "b", "z", "vn", "zg")
            or word.text in NO_NAMES
            or set(word.text) & frozenset("被把给对向跟")
        ):
            break
        number += 1
    if number == first or number == len(words):
        if number == first and first and words[first - 1].tag == "m" and first < len(words):
            first -= 1  # a name of numerals: 八三质问了
        else:
            return None
    name = "".join(word.text for word in words[first:number])
    rest = "".join(word.text for word in words[number:])
    described = all(word.tag in ("a", "z", "b", "an") for word in words[first:number])
    if rest[0] in "地的得似是" or described:  # 慷慨地说; 意思是问他
        return None
    speaks = bool(SAYS.search(rest)) and (len(rest) <= 8 or bool(re.search(r"[说道问答]$", rest)))
    if not speaks and all(_in_dictionary(word.text) for word in words[first:number]) and number - first > 1:
        speaks = False
        name = "" if not _ROOTED.fullmatch(name) else name  # 茶碗|盖子: two nouns of the dictionary
    return name, speaks, words[number].tag[:1] in "vdpzacrn" and words[number].tag != "f"


def _titled(text: Text) -> set[str]:
    """Characters that stand before titles at least twice, inside a wrong word: "到慰|老爷", "像慰|老爷"."""
    counts: Counter[str] = Counter()
    for match in _BEFORE_TITLE.finditer(text.raw):
        if match[1] not in _FUNCTION and match[1] not in "老少大小姑":
            counts[match[0]] += 1
    return {name for name, count in counts.items() if count > 1}
