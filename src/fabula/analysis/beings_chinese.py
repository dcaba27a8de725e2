"""Chinese beings: the nouns that people, animals and crowds go by, with their gender; titles; and which mean the same."""

from __future__ import annotations

from fabula.analysis.verbs import wordset

ANIMAL, GROUP, PERSON, THING = "animal", "group", "person", "thing"

_HE = wordset(
    "男人 男孩 男孩子 小男孩 男子 汉子 大汉 老汉 老头 老头子 老头儿 老翁 老爷 老爷子 老太爷 大老爷 少爷 公子 相公 官人 父亲 爸爸 爸 爹 爹爹 阿爹 儿子 哥哥"
    " 大哥 哥 弟弟 弟 兄弟 丈夫 爷爷 祖父 外公 姥爷 孙子 叔叔 大叔 叔 伯伯 大伯 伯 伯父 叔父 舅舅 舅 舅父 姑父 姨父 岳父 丈人 女婿 侄子 侄儿 外甥"
    " 少年 小伙子 小伙 后生 小子 和尚 道士 国王 王子 皇帝 皇上 大王 太子 王爷 神父 牧师 渔夫 樵夫 农夫 车夫 船夫 轿夫 马夫 屠夫 挑夫 武夫 懦夫 匹夫 更夫 鳏夫 父王 公公"
    " 先生 生 翁 公 叟 僧 郎 秀才 举人 进士 书生 老生 童生 孝廉 太守 县令 知县 知府 将军 元帅 都督 巡抚 刺史 丞相 宰相 侍郎 尚书 员外 老兄 老弟 世兄 新郎 绅士 太监 长老 方丈 师父"
    " 掌柜 店主 庄主 地主 财主 乡绅 老丈 小厮 书童 童子 道人 侠客 光棍 帮工 长工 短工 猎人 猎户 铁匠 木匠 石匠 裁缝 剃头匠 皮匠 土匪 强盗 巡警 警察 士兵 兵 小兵 大兵 大人"
    " 父 兄 夫 舅爷 老父 老和尚 老道 国君 君王 太爷 阿叔 阿伯 阿公 老公"
)
_SHE = wordset(
    "女人 女孩 女孩子 小女孩 女子 姑娘 小姑娘 大姑娘 老太太 老太 老太婆 老婆婆 老奶奶 奶奶 祖母 外婆 姥姥 婆婆 婆 老妇人 老妇 妇人 妇女 少妇 寡妇 母亲 妈妈 妈 娘 阿妈 娘亲 妻子 妻 老婆 太太 夫人"
    " 媳妇 女儿 闺女 姐姐 姊姊 大姐 姐 妹妹 妹 姐妹 婶婶 大婶 婶 婶子 姨 阿姨 姨妈 姨娘 姑姑 姑母 姑妈 姑 嫂嫂 嫂子 大嫂 嫂 大妈 大娘 老娘 小姐 少女 丫头 丫鬟 丫环 婢女 婢 妾 侍女 女仆 女佣 老妈子"
    " 尼姑 尼 女王 皇后 王后 公主 太后 娘娘 妃子 贵妃 仙女 神女 女神 圣母 新娘 新娘子 孙女 外孙女 侄女 外甥女 修女 女巫 巫婆 女 媪 妪 姬 娘子 主妇 老板娘 继母 后妈 后母 岳母 丈母娘 小媳妇 媒婆 少奶奶 女郎 渔妇 村妇 女主人 小妹"
    " 女生 女学生 女工 女士 女客 母 姊 奶妈 保姆 老媪 婆子 妹子"
)
_EITHER = wordset(
    "人 老人 老人家 大人物 孩子 小孩 小孩子 小孩儿 娃娃 娃 婴儿 小家伙 家伙 客人 顾客 客 旅客 行人 路人 旁人 生人 陌生人 主人 仆人 佣人 下人 伙计 老板 店员 小贩 商人 富人 穷人 富翁 邻居 邻人 乡邻 街坊 同乡 朋友 好友 伙伴 同伴 同学 同事"
    " 老师 教师 教员 教授 学生 徒弟 弟子 学徒 师傅 医生 大夫 郎中 护士 律师 法官 记者 作家 文豪 文人 诗人 画家 歌手 演员 司机 船长 水手 舵手 船家 店家 东家 管家 当家 工人 农民 农人 村民 村长 族长 酋长 镇长 县长 市长 校长 院长 队长 班长 首领 头目 首相 总统 官 官员 差役 衙役 狱卒 犯人 囚犯 贼 小偷 骗子 凶手 敌人 仇人 对手"
    " 乞丐 叫花子 傻子 呆子 疯子 瞎子 聋子 哑巴 瘸子 胖子 瘦子 矮子 驼子 驼背 麻子 秃子 高个子 瞎老头 病人 死人 男女 恋人 情人 爱人 对象 亲戚 亲人 亲家 家人 表兄 表妹 表弟 堂兄 双胞胎 孤儿 少东家 神仙 仙人 仙 神 上帝 天使 魔鬼 妖怪 妖精 怪物 鬼 鬼怪 巨人 小矮人 精灵 巫师 魔法师 法师 机器人 外星人"
    " 使者 侍卫 卫兵 哨兵 守卫 骑士 英雄 勇士 武士 战士 侠士 学者 读书人 文人 道长 居士 施主 看客 听客 酒客 坐客 女客 房客 香客 茶客 过客 乘客 者 某 胥 役 吏 贾 盗 主 友 奴 仆 鬼魂 灵魂 幽灵 稻草人 雪人 木偶 布娃娃 洋娃娃"
    " 裁判 教练 球员 选手 冠军 店小二 小二 小鬼 猴王 狮王 狐仙 狐狸精 龙王 阎王 土地公 判官 城隍 神医 牧童 放牛娃 小学生 中学生 大学生 孕妇 志愿者 科学家 工程师 厨师 大厨 园丁 保安 邮递员 售货员 服务员 飞行员 宇航员 消防员"
)
_ANIMALS = wordset(
    "狗 小狗 猫 小猫 老鼠 鼠 耗子 兔子 小兔子 兔 狐狸 狐 狼 大灰狼 老虎 虎 狮子 豹子 豹 熊 小熊 大象 象 猴子 猴 猩猩 鹿 小鹿 马 小马 驴 驴子 骡子 牛 水牛 公牛 奶牛 羊 小羊 山羊 绵羊 猪 小猪 野猪 鸡 公鸡 母鸡 小鸡 鸭子 鸭 小鸭子 丑小鸭 鹅 天鹅 鸟 小鸟 乌鸦 麻雀 燕子 喜鹊 老鹰 鹰 猫头鹰 鹦鹉 鸽子 孔雀 鹤 仙鹤 鸵鸟"
    " 蛇 大蛇 龙 鳄鱼 乌龟 龟 海龟 青蛙 蛙 蛤蟆 癞蛤蟆 鱼 金鱼 鲨鱼 鲸鱼 海豚 螃蟹 虾 蜗牛 蚂蚁 蚁 蜜蜂 蜂 蝴蝶 蜻蜓 蜘蛛 蚊子 苍蝇 蟋蟀 蝉 蚕 蝎子 蜥蜴 变色龙 刺猬 松鼠 河马 犀牛 长颈鹿 斑马 骆驼 袋鼠 鬣狗 豺狼 黄鼠狼 珍珠鸡 动物 小动物 野兽 驴儿 马儿 鸟儿 鱼儿 猫儿 狗儿 羚羊"
)
_GROUPS = wordset(
    "大家 众人 人们 别人 他人 人家 两人 二人 三人 俩人 父母 爸妈 爸爸妈妈 夫妻 夫妇 夫妻俩 两口子 老两口 父子 母子 母女 父女 兄妹 姐弟 姐妹 兄弟俩 兄弟们 孩子们 村民们 村人 乡民 群众 人群 大众 百姓 老百姓 士兵们 家人 全家 一家人 亲友 爷俩 闲人 看客们 邻里 官兵 官差 众 群小 诸生 家属 爹娘 父老 双亲 爸爸和妈妈 大人们"
)
TITLES = wordset(
    "先生 太太 小姐 女士 老爷 少爷 太爷 大人 奶奶 嫂子 嫂 婶 婶婶 大婶 叔 大叔 叔叔 伯 大伯 伯伯 哥 大哥 姐 大姐 妹 弟 爷 爷爷 公公 婆婆 婆 妈 大妈 大娘 娘 姑 姑姑 姨 阿姨 公 翁 生 女 氏 郎 姑娘 公子 相公 夫人 老师 师傅 医生 大夫 掌柜"
    " 老板 队长 班长 校长 村长 将军 举人 秀才 孝廉 进士 太守 县令 知府 知县 道士 和尚 法师 道人 员外 王 王子 公主 国王 皇帝 老头 老汉 老太太 老太婆 妹妹 弟弟 哥哥 姐姐 兄 君 子 僧 尼 媪 爹 大爷 三爷 二爷 四爷 五爷 老太爷 老太 帮办 博士 教授 司机 鼠"
)
# Kinship words that mean the same person of whom they are said.
SAME = {
    word: words.split()[0]
    for words in (
        "爸爸 爸 父亲 爹 爹爹 父 老爸", "妈妈 妈 母亲 娘 母 老妈 娘亲", "爷爷 祖父", "奶奶 祖母 老奶奶", "外婆 姥姥", "妻子 妻 老婆 太太 媳妇 夫人",
        "丈夫 夫 老公", "哥哥 哥 兄 大哥", "弟弟 弟", "姐姐 姐 姊 姊姊", "妹妹 妹 妹子", "女儿 闺女", "父母 爸妈 爸爸妈妈 爹娘 双亲", "姑姑 姑 姑母 姑妈", "叔叔 叔 叔父",
        "伯伯 伯 伯父", "舅舅 舅 舅父", "国王 王", "孩子 小孩 小孩子 小孩儿",
    )
    for word in words.split()
}  # fmt: skip
KINSHIP = frozenset(SAME) | wordset("儿子 孙子 孙女 侄子 侄女 外甥 女婿 岳父 岳母 继母 后妈 嫂子 兄弟 姐妹 亲家 表兄 表妹 主人 学生 徒弟 弟子 师父") - {"国王", "王"}
_ENDINGS = "人者员匠贩翁媪婆叟僧尼郎"  # of a longer word
_NO_BEINGS = wordset(
    "本人 个人 某人 令人 使人 诗人 何人 无人 动人 迷人 惊人 感人 吓人 气人 害人 杀人 骂人 救人 丢人 待人 喜人 宜人 烦人 成人 为人 做人 后人 前人 古人 今人 人人 每人 一人 有人 没人 夫人们 或者 作者 读者 记者 前者 后者 再者 人员 成员 动员 官员 新郎"
    " 生 先生生 出生 发生 花生 学生 医生 人生 一生 卫生 陌生 半生 平生 再生 野生 来生 谋生 女 男女 子女 儿女 美女 少女 妇女 主 自主 民主 作主 做主 公主 房主 神 精神 眼神 出神 留神 定神 凝神 心神 传神 鬼神 官 器官 五官 客 做客 请客 者 马 马上 立马 罢马 龙 虎 马虎 象 对象 现象 印象 想象 气象 形象 迹象 景象 好象 牛 吹牛 羊 鱼 鸡 蜂 蚕 鸟 兵 鬼 公 办公 公公 父 师父 母 兄 夫 工夫 功夫 大夫 夫 仙 子 王 女生 姑 蘑姑 嫂 友 仆 奴 役 吏 盗 胡子 主人"
)
_SINGLE = frozenset("生女翁媪公叟僧妾婢狐鬼妻母父兄弟嫂妹姊婿仆神仙王吏役妇尼道人狼虎犬猫狗鼠蛇龙熊猴鹿马牛羊猪鸡鸭鹅鸟鱼")  # may stand alone


def being(word: str) -> str:
    """The noun of a being that a word is, or ends with; empty where there is none."""
    if word in _GENDERS or word in _GROUPS:
        return word if len(word) > 1 or word in _SINGLE else ""
    if word.endswith("们") and len(word) > 2:
        return word
    for size in range(min(4, len(word) - 1), 1, -1):
        if word[-size:] in _GENDERS:
            return word[-size:]
    if len(word) > 1 and word[-1] in _ENDINGS and word not in _NO_BEINGS:
        return word
    return ""


def alone(word: str) -> bool:
    """Whether a noun of one character is enough to name somebody who acts ("生曰")."""
    return word in _SINGLE


def kind(noun: str) -> str:
    """`PERSON`, `ANIMAL` or `GROUP`."""
    if noun in _GROUPS or noun.endswith("们"):
        return GROUP
    return ANIMAL if noun in _ANIMALS else PERSON


def gender(noun: str) -> str:
    """``he``, ``she``, ``they`` or ``any``."""
    return "they" if kind(noun) == GROUP else _GENDERS.get(noun, "any")


_GENDERS = (
    dict.fromkeys(_EITHER | _ANIMALS, "any") | dict.fromkeys(_HE, "he") | dict.fromkeys(_SHE, "she")
)  # fmt: skip
