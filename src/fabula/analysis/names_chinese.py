"""Chinese names: what can be one, and where a Chinese sentence gives somebody one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.lazy import Lazy
from fabula.analysis.verbs import wordset

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "昌马苗凤花方俞任袁柳史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安乐傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛"
    "禹狄米贝明臧计伏戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊"
    "胡凌霍虞万支柯卢莫房裘缪干宗丁宣邓郁杭洪诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊甄曲封芮储靳段富巫乌焦巴弓牧"
    "谷车侯班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶黎薄印白怀蒲邰鄂索咸籍赖卓蔺屠蒙池乔阴胥苍闻莘"
    "党翟谭贡劳姬申扶堵冉宰郦桑桂牛寿扈燕冀浦尚农温庄晏柴瞿阎充慕连茹习艾鱼容古易戈廖庾终居衡耿满弘匡国文"
    "寇广禄东欧沃蔚隆师巩厍聂晁勾敖融冷辛阚饶曾沙丰巢关查游竺权逯盖益桓公"
)
_WORDS = wordset(
    "大笔 老远 老早 大步 小跑 大口 大半 小半 大约 大多 小憩 老是 小心 老天 老板 大人 大家 孩子 朋友 先生 姑娘 小姐 太太"
    " 师傅 老师 同学 客人 客官 兄弟 老弟"
    " 老兄 大哥 大姐 大叔 大婶 大娘 大爷 阿姨 阿婆 阿公 小子 小伙子 小家伙 丫头 伙计 老头 老伴"
    " 安静 安心 何必 何苦 何况 于是 金子 马上 高兴 方才 平常 平时 常常 成了 成交 时候 明天 明白"
    " 明早 明晚 白天 白费 黄昏 江上 水里 水上 石头 云彩 花了 方便 任凭 包你 包好 别动 别急 别怕"
    " 别说 别走 快走 快来 和气 和尚 向前 向来 单凭 通常 全部 全都 甘心 解开 居然 应该 干嘛 干活"
    " 干净 管他 经过 支好 毛病 强调 江湖 童话 明明 成天 古怪 容易 简单 空着 游过 冷静 温和 从前"
    " 从来 从此 能行 连你 关门 关上 东西 东边 南边 西边 北边 左边 右边 那边 那么 那就 那好 那是"
    " 那天 那个 都好 都行 时间 乐意 安分 常来 高些 万一 米饭 路上 石阶 金贵 钱呢 钱货 水凉 水冷"
    " 风大 雷雨 雪大 雨大 鱼呢 鱼鲜 鱼汤 牛奶 羊肉 马车 谢谢 谢了 多谢 老了 老话 老样 老实 老样子"
    " 大概 大声 大胆 大雨 大风 小声 小点 小雨 小鬼 阿弥 满了 满上 满意 晚安 早安 早上 晚上 别闹"
    " 计较 计划 许是 许久 贺喜 申时 午时 史上 路滑 路远 车来 车呢 毕竟 蓝的 白的 黄的 红的 黑的"
    " 元宝 单子 双手 双脚 全镇 文书 国王 牧师 神父 宝贝 水涨了 云散了 房子 房里 金币 银币 左手"
    " 右手 章程 应当 程度 万岁 万幸 幸亏 幸好 幸会 终于 步子 利息 利钱 池子 相信 车来了 何时 何人"
    " 何处 何事 年轻人 外乡人 陌生人 老人家 小朋友 好孩子 傻孩子 好朋友 老朋友 可怜 亲爱的 乖 祝你"
    " 贵客 稀客 主人 指挥官 司令 长官 队长 船长 医生 班长 海狗 鱼干 白鱼 金鱼 温酒 热茶 冷茶 凉了"
)
_ADVERBS = wordset(
    "现在 其实 今天 今晚 这下 原来 看来 难怪 毕竟 听着 瞧瞧 看看 对了 好吧 行了 喂喂 拜托 幸好"
    " 可惜 当然 如今 眼下 怪不得 告诉你 老实说 依我看 天哪 哎呀 哎哟 哎呦 嘿嘿 哈哈 嗯嗯 喏 没事"
    " 无论 反正 首先 最后 后来 以后 以前 过来 起来 坐下 站住 等等 慢着 慢点 早上 中午 晚上 夜里"
    " 早安 晚安 恭喜 抱歉 多谢 谢谢 对不起 别人 外面 里面 上面 下面 前面 后面 这里 那里 一会 终于"
    " 总算 果然 或许 也许 大概 恐怕"
)
_NO_NAME = Lazy(r"[谢的了着过吗呢吧啊呀嘛是不没有你我他她它们这什么怎哪来去走看听说想要会就都也还再很太真好快慢]")
_KIN = "师傅|婶|叔|伯|爷|嫂|姐|哥|婆|公|奶奶|大娘|大爷|大叔|大婶|先生|太太|掌柜|老板|老师|姑娘|妈|爹|娘|姨"
_GIVEN_SIGNS = (
    "英芳兰梅秀明华强伟军丽娟燕玲霞红云月春秋冬夏青山海江河林生福贵财根宝龙凤虎文武国志建平安宁静雪雨晨阳"
    "晓怡欣雅婷琳琴珍珠莲荷菊桃杏柳松柏竹石岩川渡野遥舟帆露霜禾苗榆桐枫槐鹏飞鸣义仁礼智信忠孝德善良勇毅刚"
    "杰俊豪峰磊涛波浩然博宇轩昊辰星晴岚菲蕾薇萍蓉芬芝香翠玉洁莹晶瑶璐颖慧敏淑贞素娥妮娜莉拉衣绪知晚"
)
_SIGNS_TOO = wordset(
    "平安 安宁 文明 和平 善良 勇敢 聪明 光明 高明 英明 珍珠 玉石 石山 江山 青春 春雨 雨雪 风雪 雪山 青山 江海 山河"
)
_GIVEN = (
    rf"(?:[老小阿大][\u3400-\u9fff](?!的|了|着)|[{_SURNAMES}][\u3400-\u9fff]{{1,2}}"
    rf"|[\u3400-\u9fff]{{1,2}}(?:{_KIN})|[\u3400-\u9fff]{{2,3}})"
)
CALLED = Lazy(
    rf"(?P<whose>你)的?(?:名字|姓名|大名)(?:[，：]|，?(?:是|叫"
    rf"|写作))[“「]?(?P<name>{_GIVEN}?)(?=[”」，。！？；、]|两个字|三个字|$)"
    rf"|(?:管|把)?(?P<you>你)叫(?:做|作)?[“「]?(?P<called>{_GIVEN}?)(?=[”」，。！？；、]|$)"
    rf"|(?:喊|叫|唤)了?一?声[“「](?P<cried>{_GIVEN}?)[”」]，?(?P<answers>[\u3400-\u9fff]{{1,4}})"
    rf"|(?:叫|喊|唤)(?:了一声|着|道)?(?P<to>你)[“「：]+(?P<hailed>{_GIVEN}?)(?=[”」，。！？；、]|$)"
)
NICKNAMED = Lazy(
    rf"[叫喊唤称](?P<who>[他她它])(?P<name>[\u3400-\u9fff]{{1,2}}(?:{_KIN})|[阿小大老黑白黄花][\u3400-\u9fff]"
    r"|[\u3400-\u9fff]{2})(?=[，。；！]|$)"
)
THEIRS = Lazy(
    rf"(?P<who>[他她它])(?:自己|本名|真名|大名|小名)?(?:的名字)?(?:叫做?|名叫"
    rf"|是叫)(?P<name>{_GIVEN}?)(?=[，。；！]|$)"
)
ELSEWHERE = Lazy(
    r"(?:一个|有个|有|几个|那个)[^，。“”]{0,8}(?:男孩|女孩|孩子|男人|女人|汉子|老太太|妇人|人|声音)[^，。“”]{0,12}"
    r"(?:喊|叫|唤|说|问|嚷|念)|念(?:着|道|了|出)|读(?:着|道|出)|数着|写着|刻着|记着|认错|叫错|喊错|看错"
    r"|不是你的名字|没有回头|自言自语|管[^，。你]{1,6}叫|学着|名册|名单|隔壁的?"
)  # what is said is no address of the reader
TO_OTHERS = Lazy(r"(?:喊|叫|唤|骂)(?:住|着|来)?(?!你|道|着你|了你)[^，。“”你]{1,8}[：，]?(?=[“」])")
CALLING = Lazy(
    r"(?:冲|朝|对|向|跟|和)(?!你)[^，。你]{1,10}?(?:说|喊|叫|嚷|吼|招呼|道|唤)"
)  # somewhere, where the reader may be
THERE = Lazy(r"你的(?:脚步|声音|影子|名字|动静)|看见你|见你|听见你|认出你")
_VOCATIVE = Lazy(r"(?:^|[，。！？…：—])(?P<name>[\u3400-\u9fff]{2,4})(?=[，。！？…—]|$)")
INTRODUCED = Lazy(
    r"(?:敝姓|免贵姓|我姓|(?<!管)我叫|我的名字叫|(?:人家|他们|大伙儿?|街坊)都?叫我"
    r"|(?<!管)叫我(?=[^，。]{2,3}(?:就行|就好|好了|就成|吧)))"
    r"(?P<name>[\u3400-\u9fff]{1,3}?)(?=[，。！；吧就好]|$)"
)
_FORMER = Lazy(
    r"(?:上一任|前任|前一任|从前的?|原来的?|第一任|过去的|那位|另一[个位]|另外一[个位]|新来的"
    r"|别的|上个|上一个|老一辈|头一任|末一任|某个)$"
)
_IS_YOU = Lazy(rf"你(?:就|一定|想必|该)?是(?P<name>{_GIVEN}?)(?=[，。！？吧吗]|$)")
_LED = Lazy(r"(?P<name>[\u3400-\u9fff]{2,3})[，！]你")


def ordinary(name: str) -> bool:
    """Whether a word is surely no name."""
    return name in _WORDS or bool(_NO_NAME.search(name))


def _plain(word: str) -> bool:
    """Whether a word before "，你" can only be a name: no word that often stands there."""
    return word[-1] in _GIVEN_SIGNS and word not in _ADVERBS and not ordinary(word)


def like_a_name(word: str) -> bool:
    """Whether a word looks like a name: a surname with one or two signs, 老/小/阿 with one, or with kinship."""
    if ordinary(word) or word.endswith("子"):
        return False
    if re.match(rf"(?:[大老小好傻新各众男女两二三四五六七八九]|老大|谢谢)?(?:{_KIN})", word):
        return False
    if re.fullmatch(rf"[老小阿大][\u3400-\u9fff]|[\u3400-\u9fff]{{1,2}}(?:{_KIN})", word):
        return True
    return word[0] in _SURNAMES and len(word) in (2, 3)


def vocatives(said: str) -> Iterator[str]:
    """The names by which somebody is called in what is said."""
    found = [match["name"] for match in _VOCATIVE.finditer(said) if like_a_name(match["name"])]
    found += [match["name"] for match in _IS_YOU.finditer(said) if like_a_name(match["name"])]
    last = re.search(r"，(?P<name>[\u3400-\u9fff]{2})[。！？]?$", said)
    if last and not found and set(last["name"]) <= set(_GIVEN_SIGNS) and last["name"] not in _SIGNS_TOO:
        found.append(last["name"])
    led = _LED.match(said)
    if led and not found and _plain(led["name"]):
        found.append(led["name"])
    yield from found


def called_out(plainly: str) -> str:
    """The name that the narrator calls to the reader: "陈砚，你听"; empty if there is none."""
    found = _LED.match(plainly)
    return found["name"] if found and like_a_name(found["name"]) else ""


def nickname(word: str) -> bool:
    """Whether a word behind "叫它" is a name and no verb."""
    return not ordinary(word) and (word[0] in "阿小大老黑白黄花" or like_a_name(word) or word[-1] in _GIVEN_SIGNS)


def hails(said: str) -> Iterator[str]:
    """The names in what the reader calls to somebody; a pet's need not begin like a person's."""
    for match in _VOCATIVE.finditer(said):
        if 2 <= len(match["name"]) <= 3 and nickname(match["name"]):
            yield match["name"]


def beside(left: str, right: str, common: str) -> str:
    """The name that stands beside the common noun between ``left`` and ``right``; empty if there is none."""
    if former(left):
        return ""
    called = re.search(r"(?:名叫|唤作|人称|自称|叫做|叫)(?P<name>[\u3400-\u9fff]{2,3})的(?:[那这][个条位])?$", left)
    if called:
        return called["name"]
    told = re.match(r"姓(?P<surname>[\u3400-\u9fff])(?=[，。；])", right) or re.match(
        r"(?:名叫|叫做?|自称|的名字叫|(?:本|真|原|大)名(?:是|叫)?)(?P<surname>[\u3400-\u9fff]{2,3}?)(?=[，。；])", right
    )
    if told:
        return "" if told["surname"] in _WORDS else told["surname"]
    behind = re.match(
        rf"(?P<name>[老小阿大](?![得的了着地心])[\u3400-\u9fff]|[\u3400-\u9fff]{{1,2}}(?:{_KIN}))(?![儿子得的地])",
        right,
    )
    if not behind or behind["name"] in _WORDS:
        return ""
    return "" if re.search(r"[的了着过把在和跟向对给从用笑说道]", behind["name"][:-1]) else behind["name"]


def former(left: str) -> bool:
    """Whether a common noun behind these words means another one who is, or was, that: "上一任守塔人"."""
    return bool(_FORMER.search(left))
