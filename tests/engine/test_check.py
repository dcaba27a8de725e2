"""Checking sentences: what decides for the reader is refused, and what only looks like it is not."""

from __future__ import annotations

import pytest

from fabula.engine.check import Check
from fabula.engine.teller import NEVER
from fabula.store.worlds import load
from fabula.story.decide import start
from fabula.story.state import State, fold

REFUSED = {
    "en": {
        "acts for the reader": [
            "The wind turns, and you walk home.", "As you climb the steps, a frog calls.", "Slowly you nod.",
            "Somewhere inside, your heart beats faster.",
            "For a moment you think of her.", "Overhead you hear the bridge.", "Every day you wake up feeling tired.",
        ],
        "another narrator": ["The cart is where I left it.", "My hands are cold.",
                             "Across the river we can hear frogs."],
        "speaks about itself": ["The reader turns the page.", "The story ends here.",
                                "The smell of ink fills this novel."],
        "time jumps": ["Three days later the cart is gone.", "The next morning is grey.", "Weeks pass by the river.",
                       "An hour later the bus is gone."],
        "absent": ["Mr. Luo climbs into the boat.", "The driver waves.", '"Child!" shouts Mr. Luo.',
                   '"Come," says Mr. Luo.', "Now, Xiaoman laughs."],
        "another language": ["Somewhere 有人 laughs."],
        "loops": ["The wind and the wind and the wind and the wind.", "No, no more, no more, no more."],
    },
    "zh": {
        "acts for the reader": [
            "风停了，你往家里走去。", "你点了点头。", "灯光照过来，你的心跳得更急了。",
            "忽然你听见一阵蛙声。", "一阵风吹过，让你想起她。",
        ],
        "another narrator": ["远处是我小时候的学校。", "我们都听见了。"],
        "speaks about itself": ["这部小说到了最后。", "故事就这样结束了。"],
        "time jumps": ["几天后，红薯摊不见了。", "两分钟后，灯灭了。", "十几年以后，桥也旧了。", "第二天，天晴了。"],
        "absent": ["罗师傅爬上船。", "灯一晃，小满笑了。"],
        "another language": ["远处有人说 hello。"],
        "loops": ["说完，说完，说完，说完。"],
    },
}  # fmt: skip
GOOD = {
    "en": [
        "Grandmother Qin looks at you and wipes her hands.", "A leaf comes down between you and the cart.",
        "The coals shift, and the warmth reaches your knees.", 'Grandmother Qin says, "You eat, I talk."',
        'Grandmother Qin asks, "When did you last sleep, child?"', "Across the road Mr. Luo's bus ticks.",
        "The smell of potatoes follows you.",
        "Grandmother Qin hands you the larger half.", "Nothing moves on the river.",
        'Grandmother Qin says, "The next day I mended the wheel."', "Somewhere a radio tells the story of the flood.",
        "The lamp at the end of the street flickers twice and steadies.", "The two of you are alone with the coals.",
        "The smoke drifts before your eyes and is gone.", "She asks if you are hungry.",
        "The bench where you carved your name is wet with rain.", "She waits until you meet her eyes.",
        "Drip, drip, drip, goes the gutter above the cart.", "Mr. Luo is still sitting in the bus across the road.",
        "Mr. Luo has left his thermos on the seat.", "One evening, she says, the river came up to the third step.",
        "Three weeks later the wire was still holding, she says.", "The bell of Our Lady rings across the water.",
        "'My grandson,' says a woman at the next stall, to nobody.", "It is the end of the line.",
    ],
    "zh": [
        "秦奶奶看着你，擦了擦手。", "秦奶奶说：“你吃，我说。”", "风从你身后吹过来。", "远处，你脚下的石阶湿了。",
        "秦奶奶把大的一半递给你。",
        "你的茶凉在推车边上。", "你口袋里的信被雨打湿了一角。", "你对面的长椅上，一个男孩张着嘴睡着了。",
        "你左边的长凳上刻着两个名字。", "她叫你的小名，声音很轻，你小时候她就这么叫。",
        "滴答，滴答，滴答，雨水从檐角落下来。",
        "哈哈哈哈哈哈，孩子们笑着跑远了。", "再过半小时后，桥就要关了。", "第二天的煤已经码在棚子底下。",
        "三年后桥才修好，她说。",
        "有一天夜里，河水涨到第三级台阶，她慢慢地说。", "柜台下压着一本翻旧的小说。", "罗师傅还坐在马路对面的车里。",
        "她的自我解嘲里带着一点咳嗽。",
        "罗师傅的车还停在路边。", "炭火的热气扑到你脸上。", "秦奶奶问：“我第二天就把轮子修好了，你信不信？”",
    ],
}  # fmt: skip


def check(language: str, *told: str) -> Check:
    """A check at the cart, where only the grandmother is."""
    world = load("last-bus", language)
    state = fold(State(), [start(world, seed=1)])
    state.place = "cart"
    return Check(world, state, told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_may_not_be_told_is_named(language: str) -> None:
    """Each kind of bad sentence is refused, and by the name of what is wrong with it."""
    for name, bad in REFUSED[language].items():
        for sentence in bad:
            assert check(language)(sentence) == name, sentence


@pytest.mark.parametrize("language", ["en", "zh"])
def test_innocent_sentences_pass(language: str) -> None:
    """The reader as the one who is looked at, speech of those who are here, and things of the absent are no faults."""
    for sentence in GOOD[language]:
        assert check(language)(sentence) == "", sentence


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_told_is_not_told_again(language: str) -> None:
    """A sentence that was told, or nearly so, is refused; another one about the same thing is not."""
    old, near, far = {
        "en": ("The brass scale on the wheel ticks once.", "The brass scale on the wheel ticks again.",
               "The brass scale is empty."),
        "zh": ("一阵冷风从门缝里吹进来。", "一阵冷风又从门缝里吹进来。", "门缝里透出一点灯光。"),
    }[language]  # fmt: skip
    for one in (check(language, old), check(language)):
        one.told(old)
        assert one(old) == one(near) == "repeats"
        assert one(far) == ""
    assert check(language)(near) == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fault_is_seen_before_the_sentence_ends(language: str) -> None:
    """What is surely wrong is found while the sentence is still being told; its last word may still change it."""
    begun = {"en": "The wind turns, and you walk along the river", "zh": "风停了，你沿着河往家里走，走过石阶，走过"}[
        language
    ]
    assert check(language)(begun, whole=False) == "acts for the reader"
    unsure = {"en": "The wind turns, and you", "zh": "风停了，你"}[language]
    assert check(language)(unsure, whole=False) == ""
    cut = {"en": "Grandmother Qin's Wick went out at", "zh": "风停了，我"}[language]  # "we" is only half a word
    assert all(check(language)(cut[:end], whole=False) == "" for end in range(len(cut)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_short_sentences_do_not_repeat_long_ones(language: str) -> None:
    """A nod after a long sentence with the same small words is no repetition."""
    long, short = {
        "en": ("The lantern above the cart swings in the wind and she slowly counts the coins.",
               ("She counts coins slowly.", "The lantern swings above.")),
        "zh": ("她点了点头，没有说话，只看着风吹着灯，又看看你手里的信，过了好一会儿才把火钳放下来。",
               ("她点点头。", "她没说话。", "风吹着灯。", "她看看你。")),
    }[language]  # fmt: skip
    for sentence in short:
        assert check(language, long)(sentence) == "", sentence


def test_the_readers_own_name_is_no_foreign_word() -> None:
    """A reader called Anna may be called so in a Chinese story."""
    world = load("last-bus", "zh")
    state = fold(State(), [start(world, seed=1)])
    state.place, state.reader.name = "cart", "Anna"
    assert Check(world, state, [])("秦奶奶说：“Anna，趁热吃。”") == ""


def test_an_open_quotation_is_speech() -> None:
    """What is said may say "you" and "I" while the closing mark is still missing."""
    assert check("en")('Grandmother Qin says, "You know what I think, child, and', whole=False) == ""
    assert check("zh")("秦奶奶说：“你知道我怎么想，孩子，", whole=False) == ""


def test_what_is_not_for_this_reader_is_refused() -> None:
    """A sentence that the reader's content rating doesn't allow is refused, whatever was told again before."""
    world = load("last-bus", "en")
    state = fold(State(), [start(world, seed=1)])
    state.place = "cart"
    hateful, bloody = "All immigrants should be shot, says the poster.", "The fox lies dismembered in the gutter."
    assert Check(world, state, [])(hateful) == Check(world, state, []).gravest(hateful) == "not for this reader"
    for rating, found in (("family", "not for this reader"), ("teen", "not for this reader"), ("adult", "")):
        state.reader.rating = rating
        assert Check(world, state, [])(bloody) == found
    assert "not for this reader" in NEVER


@pytest.mark.parametrize("language", ["en", "zh"])
def test_dark_but_innocent_sentences_are_for_every_reader(language: str) -> None:
    """Grief, danger and death in a story are no reason to tell a sentence again."""
    dark = {
        "en": ("The old soldier killed a man in the war and never spoke of it.", "The river took her brother."),
        "zh": ("老兵在战场上杀过人，从来不提。", "河水带走了她的弟弟，雨还在下。"),
    }[language]  # fmt: skip
    for sentence in dark:
        assert check(language)(sentence) == "", sentence
