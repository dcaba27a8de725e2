"""The words in which a model is asked what a reader meant: the same first messages each time, then one question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask in one language. ``examples`` are questions with their right answers."""

    system: str
    question: str  # {place}, {people}, {options}, {words}
    nobody: str
    none: str
    comma: str
    examples: tuple[tuple[str, str], ...]


ENGLISH = Asking(
    system="A reader of a story types what they do. Say which of the numbered actions it is. If it is none of them, or if it is only said, felt, wished or remembered, answer 0. Answer with the number alone.",
    question="""{place}. {people}
{options}
0. none of these
The reader: {words}""",
    nobody="Nobody is here.",
    none="none of these",
    comma=", ",
    examples=(
        (
            """The barn. Ella, Old Tom
1. ask Ella about the missing horse
2. talk with Ella
3. feed the hens
4. take the pitchfork
0. none of these
The reader: Ella, do you know where the grey mare has gone?""",
            "1",
        ),
        (
            """The barn. Ella, Old Tom
1. take the pitchfork
2. feed the hens
3. go to the field
4. look closely at the pitchfork
0. none of these
The reader: The hens cluck, and I think of my mother's kitchen.""",
            "0",
        ),
        (
            """The field. Nobody is here.
1. go to the barn
2. cut the rope of the kite
3. take the kite
4. look around
0. none of these
The reader: I get out my penknife and let it fly away""",
            "2",
        ),
        (
            """The field. Nobody is here.
1. take the kite
2. go to the barn
3. look closely at the scarecrow
4. wait and watch
0. none of these
The reader: I set fire to the scarecrow""",
            "0",
        ),
    ),
)

CHINESE = Asking(
    system="读者用自己的话说他做了什么。请指出是下面编号中的哪一件。要是哪一件都不是，或者只是说说、想想、盼着、回忆，就答0。只答一个数字。",
    question="""{place}。{people}
{options}
0. 都不是
读者：{words}""",
    nobody="这里没有人。",
    none="都不是",
    comma="、",
    examples=(
        (
            """谷仓。阿秀、老田
1. 向阿秀打听走丢的马
2. 和阿秀说说话
3. 喂鸡
4. 拿起草叉
0. 都不是
读者：阿秀，你知道那匹灰马跑哪儿去了吗？""",
            "1",
        ),
        (
            """谷仓。阿秀、老田
1. 拿起草叉
2. 喂鸡
3. 去田里
4. 仔细看看草叉
0. 都不是
读者：鸡咕咕地叫，我心里一阵发酸。""",
            "0",
        ),
        (
            """田里。这里没有人。
1. 去谷仓
2. 割断风筝的线
3. 拿起风筝
4. 环顾四周
0. 都不是
读者：我掏出小刀，放它飞走了""",
            "2",
        ),
        (
            """田里。这里没有人。
1. 拿起风筝
2. 去谷仓
3. 仔细看看稻草人
4. 静静等一会儿
0. 都不是
读者：我一把火烧了稻草人""",
            "0",
        ),
    ),
)

ASKINGS = {"en": ENGLISH, "zh": CHINESE}
