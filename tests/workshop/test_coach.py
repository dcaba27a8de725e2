"""The coach: each fault is found where it stands, good prose is left alone, and what is offered takes the fault away."""  # noqa: E501

from __future__ import annotations

import asyncio

import pytest

from fabula.analysis.report import report
from fabula.analysis.text import read
from fabula.errors import InputError
from fabula.workshop.advice_kinds import (
    ARC,
    ENDING,
    KINDS,
    LEVELS,
    MODEL,
    NAMES,
    REPETITION,
    REWRITE,
    RHYTHM,
    SENSE,
    SHOW,
    WHO,
    Advice,
    level,
)
from fabula.workshop.advice_model import clean, holds, rewritten
from fabula.workshop.advice_rhythm import split
from fabula.workshop.advice_showing import bodies, sign
from fabula.workshop.advice_taken import progress
from fabula.workshop.coach import coach

GOOD = {
    "en": "The lamp went out when Rosa was halfway down the stairs. She held the rail, which was cold and wet under her"
    " hand, and listened. “Who is there?” she called. Nothing answered but the rain. One step, then another. At the"
    " bottom her brother sat on the coal box with the cat in his arms, and both were black from head to foot. Rosa"
    " laughed so loud that the neighbours knocked on the wall.",
    "zh": "罗莎下楼下到一半，灯灭了。她抓住又冷又湿的栏杆，竖起耳朵听。“谁在那儿？”她喊道。回答她的只有雨声。"
    "她一级一级往下走。楼梯底下，弟弟抱着猫坐在煤箱上，一人一猫从头黑到脚。罗莎哈哈大笑，笑得邻居都来敲墙。",
}


def looked(raw: str, grade: str = "middle", kind: str = "story", language: str | None = None) -> tuple[Advice, ...]:
    """The advice on a text."""
    text = read(raw, language)
    return coach(text, report(text), level(grade), kind)  # type: ignore[arg-type]


def kinds(raw: str, grade: str = "middle", kind: str = "story") -> set[str]:
    """The kinds of advice on a text."""
    return {one.kind for one in looked(raw, grade, kind)}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("grade", [one.name for one in LEVELS])
def test_good_prose_is_left_alone(language: str, grade: str) -> None:
    """A text that shows, turns, names and ends gets no advice at any level."""
    assert looked(GOOD[language], grade) == ()


@pytest.mark.parametrize(
    ("kind", "begins", "raw"),
    [
        (SHOW, "Marta was", "The bus stopped on the bridge. Marta was very afraid. Rain ran down the glass in ropes."),
        (SHOW, "小雨非常", "车停在桥上。小雨非常害怕。雨水顺着车窗往下淌。"),
        (REPETITION, "He found", "The yard was dark. He found the the key under a stone. It was cold."),
        (REPETITION, "突然有人", "小屋很安静。突然有人敲门，突然又敲了一下，突然门开了。外面下着雨。"),
        (RHYTHM, "I ate", "In the warm month of May the fair came to our town. I ate a pink cloud. I won a blue bear. I rode a red horse. I saw a tall man."  # noqa: E501
         " Then, all at once, every lamp in the whole long street went out."),
        (RHYTHM, "我骑了", "游乐园来了，整条街都热闹得像过年一样。我骑了红木马。我吃了棉花糖。我扔了小皮球。我得了大奖品。忽然，所有的灯一下子全灭了。"),  # noqa: E501
        (WHO, "She hit", "Anna had a red bike. Mia came to see it. Anna met Mia by the big stone. She hit it and fell off."),  # noqa: E501
        (WHO, "她撞了", "安安有辆红车。米米来看车。安安在石头旁边追上了米米。她撞了上去，摔倒了。"),
        (ENDING, "Then I woke", "The hut smelled of cake. An old woman opened the door. We ran. Then I woke up in my bed."),  # noqa: E501
        (ENDING, "这个故事", "血滴在面包上。阿福解下围巾。他坐了下来。这个故事告诉我们，要尊敬老人。"),
        (ENDING, "The door", "He took the key. The lock turned. A light moved below. The door slammed shut and"),
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_sentence(kind: str, begins: str, raw: str) -> None:
    """Each fault gets advice of its kind, whose span is the sentence (or the run) in which it stands."""
    found = [one for one in looked(raw) if one.kind == kind]
    assert len(found) == 1, [one.kind for one in looked(raw)]
    assert raw[found[0].span.begin :].startswith(begins)
    assert found[0].why and found[0].offer


@pytest.mark.parametrize(
    ("with_fault", "without"),
    [
        ("The bus stopped. Marta was very afraid. Rain ran down.", "The bus stopped. Marta was very afraid. She trembled."),  # noqa: E501
        ("车停了。小雨非常害怕。雨下着。", "车停了。小雨非常害怕。她浑身发抖。"),
    ],
)  # fmt: skip
def test_a_feeling_that_is_shown_next_may_be_named(with_fault: str, without: str) -> None:
    """A body sign in the next sentence takes the advice away, and nothing else differs."""
    assert SHOW in kinds(with_fault)
    assert SHOW not in kinds(without)


def test_small_children_may_name_one_feeling() -> None:
    """One feeling without a strengthening word is no fault in primary school, and one at a higher level."""
    raw = "We rowed out to the buoy. I was sad. The line had snapped."
    assert SHOW not in kinds(raw, "primary")
    assert SHOW in kinds(raw, "high") and SHOW in kinds(raw, "高中")


def test_a_day_without_a_turn_is_flat() -> None:
    """A list of what was done gets advice on its arc; one thing that goes wrong twice takes it away."""
    day = ["I get up at seven.", "I wash and dress.", "We eat bread in the kitchen.", "The bus comes at eight.",
           "We read in the first lesson.", "At noon we eat soup.", "I walk home along the river.", "At nine I sleep."]  # fmt: skip  # noqa: E501
    assert ARC in kinds(" ".join(day))
    day[3], day[6] = "But the bus did not come.", "I walked home and had lost my key!"
    assert ARC not in kinds(" ".join(day))


def test_work_may_say_what_was_learned() -> None:
    """A lesson at the end is a fault of a story and none of a workplace story."""
    raw = (
        "The red light came on. I pulled the lever. The belt stopped. This experience taught me that I must ask first."
    )
    assert ENDING in kinds(raw) and ENDING not in kinds(raw, kind="workplace")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_stretch_without_a_sense(language: str) -> None:
    """The same plan told twice is too long without a sense; one thing that is heard in the middle cuts the stretch."""
    plan = {
        "en": "She made a plan with her friends and they worked on it for weeks. They asked everybody about their problems. ",  # noqa: E501
        "zh": "表姐和朋友们订了一个计划，准备了很长时间。她们问了每个同学有什么困难，把最重要的列出来。",
    }[language]
    heard = {"en": "The loud bell rang. ", "zh": "铃声丁零零地响了。"}[language]
    assert SENSE in kinds(plan * 6)
    assert SENSE not in kinds((plan * 2 + heard) * 3)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("The yard was dark. He found the the key under a stone. It was cold.", REPETITION),
        ("Anna had a red bike. Mia came to see it. Anna met Mia by the big stone. She hit it and fell off.", WHO),
        ("安安有辆红车。米米来看车。安安在石头旁边追上了米米。她撞了上去，摔倒了。", WHO),
    ],
)
def test_a_rewrite_by_rule_takes_the_fault_away(raw: str, kind: str) -> None:
    """Put in the place of the sentence, the first wording that is offered gets no advice of that kind any more."""
    one = next(found for found in looked(raw) if found.kind == kind)
    assert one.how == REWRITE
    offer = one.offer.split(" (or:")[0].split("（或者")[0]
    assert kind not in kinds(raw[: one.span.begin] + offer + raw[one.span.end :])


def test_a_long_sentence_is_split_into_shorter_ones() -> None:
    """The parts keep all words but the joins, and each is short enough; what can't be split is left."""
    said = "we went up the stairs in the dark " + "and then Ali counted them all again out loud " * 4 + "and it ended"
    made = split(said, 30)
    assert made and max(len(one.split()) for one in made.split(".")) < 30
    kept = [word for word in made.lower().replace(".", "").split() if word not in ("and", "then")]
    assert kept == [word for word in said.lower().split() if word not in ("and", "then")]
    assert split("word " * 50, 30) == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_body_signs_count_as_shown(language: str) -> None:
    """What is offered for a feeling holds a word that the analysis takes for a feeling shown."""
    for word in {"en": ("sad", "afraid", "angry", "proud", "ashamed", "surprised", "worried"),
                 "zh": ("难过", "害怕", "生气", "自豪", "惭愧", "惊讶", "紧张", "感动")}[language]:  # fmt: skip
        made = sign(word, language).format(own="his")
        assert any(entry in made for entry in bodies(language)), (word, made)
    assert sign("blue" if language == "en" else "蓝", language) == ""


def test_the_same_draft_gets_the_same_advice_in_the_order_of_the_text() -> None:
    """Advice is deterministic and sorted by where it stands; every kind has a name in both languages."""
    raw = "I was very sad. The the lamp broke. Rain fell. Then I woke up and it was a dream."
    first = looked(raw)
    assert first == looked(raw) and len(first) >= 3
    assert [one.span.begin for one in first] == sorted(one.span.begin for one in first)
    assert set(NAMES["en"]) == set(NAMES["zh"]) == set(KINDS)


def test_levels_go_by_both_names() -> None:
    """Levels are found by English and Chinese names; another name is refused with the list."""
    assert level("初中") is level("Middle")
    with pytest.raises(InputError, match="grade 7") as caught:
        level("grade 7")
    assert "小学" in caught.value.hint


def test_progress_says_what_was_taken_up() -> None:
    """Of two faults one is mended and a new one made: one is taken up, one stays, one is new."""
    old = read("The bus stopped. Marta was very afraid. He found the the key. It was cold.")
    new = read("The bus stopped. Marta was very afraid. He found the key. It was cold. Then I woke up, it was a dream.")
    grade = level("high")
    came = progress(old, coach(old, report(old), grade), new, coach(new, report(new), grade))
    assert [one.kind for one in came.taken] == [REPETITION]
    assert [one.kind for one in came.stays] == [SHOW]
    assert [one.kind for one in came.fresh] == [ENDING]


def test_a_model_is_asked_until_its_wording_holds() -> None:
    """A wording with the same fault is refused, the next is taken; one that never holds is not offered."""
    raw = "The bus stopped on the bridge. Marta was very afraid. Rain ran down the glass in ropes."
    text, grade = read(raw), level("middle")
    one = next(found for found in coach(text, report(text), grade) if found.kind == SHOW)
    answers = iter(["Marta was so scared.", "“Marta gripped the cold rail and shivered.”"])

    async def generate(task: str) -> str:
        assert "Marta was very afraid." in task
        return next(answers)

    made = asyncio.run(rewritten(text, one, grade, "story", generate))
    assert made is not None and made.how == MODEL and made.offer == clean("“Marta gripped the cold rail and shivered.”")
    assert not holds(text, one, "Marta was so scared.", grade, "story")
    assert not holds(text, one, "Marta trembled. " * 40, grade, "story")

    async def never(task: str) -> str:
        return "Marta was very afraid."

    assert asyncio.run(rewritten(text, one, grade, "story", never)) is None
