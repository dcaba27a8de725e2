"""Mending: sure slips are put right, good sentences are left, and a second mending finds nothing."""

from __future__ import annotations

import random
import re

import pytest

from fabula.analysis.text import read
from fabula.workshop.mending import Mended, mend


def mended(raw: str) -> Mended:
    """A text, mended."""
    return mend(read(raw, "zh" if re.search("[\u4e00-\u9fff]", raw) else "en"))


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        ("He saw the the dog.", "He saw the dog."),
        ("Wait , she said .", "Wait, she said."),
        ("Apples,pears and plums.", "Apples, pears and plums."),
        ("It was over.Then we left.", "It was over. Then we left."),
        ("we left. it rained.", "We left. It rained."),
        ("Then i went home, and i'm glad.", "Then I went home, and I'm glad."),
        ("She ate a apple and an pear.", "She ate an apple and a pear."),
        ("Its a long way.", "It's a long way."),
        ("The dog ate it's own food.", "The dog ate its own food."),
        ("Your not alone.", "You're not alone."),
        ("Look!!! What???", "Look! What?"),
        ("“I am here.\n\nHe left.", "“I am here.”\n\nHe left."),
        ("他来了,我走了.", "他来了，我走了。"),
        ('他说:"你好!"', "他说：“你好！”"),
        ("她卖力的推着车。", "她卖力地推着车。"),
        ("他跑的很快。", "他跑得很快。"),
        ("美丽地花开了。", "美丽的花开了。"),
        ("我的的书丢了。。", "我的书丢了。"),
        ("天黑了 ， 我们回家。", "天黑了，我们回家。"),
        ("他（我哥)来了(昨天)。", "他（我哥)来了（昨天）。"),
    ],
)
def test_a_slip_is_put_right(raw: str, made: str) -> None:
    """Each sure slip becomes what it should be, and the change says what it was, where, and why."""
    found = mended(raw)
    assert found.text == made
    assert found.changes and all(one.reason for one in found.changes)
    for one in found.changes:
        assert raw[one.begin : one.begin + len(one.before)] == one.before


@pytest.mark.parametrize(
    "raw",
    [
        "He had had enough. She gave her her book. What it is is a gift. They said that that was all.",
        "See https://example.com/a,b?c=d or write to me.you@example.com, please.",
        "Mr. Smith paid $3.50 at 10:30 a.m. in the U.S. and left an hour later with a unicorn, a one-eyed cat and a European.",  # noqa: E501
        "Its tail was long. It's late. Your dog is here, and you're not.",
        "He got an A. Plan a is better. It was a… well, an X-ray.",
        "“Who is there?” he asked. “Wait…” she said. “No! no! never,” he cried.",
        "“First part of a long speech.\n\n“Second part of it.”",
        "Your very own house. Your a-game is on. Her i-th try.",
        "他说的很好听的故事，我的的确确听过。慢慢的路，轻轻的敲门声。",
        "圆周率是3.14，版本是2.0，网址是example.com。",
        "他不甚了了，说：“走吧……”然后——走了。",
        "这是他的士多店，我坐的士来。",
    ],
)
def test_good_sentences_are_left(raw: str) -> None:
    """What could be right is not touched."""
    found = mended(raw)
    assert found.text == raw, found.changes


def test_unsure_quotations_are_noted_and_left() -> None:
    """A speech of which nobody can say where it ends is named in a note and stays as it is."""
    raw = "“Come here, said Tom. He went out. The door closed.\n\nIt was late."
    found = mended(raw)
    assert found.text == raw and len(found.notes) == 1 and "Come here" in found.notes[0]


PARTS = {
    "en": ["the the", "i", "a apple", "an pear", "its a", "it's own", " ,", "!!", ",", ".", "..", "Then", "we left", "“", "”",  # noqa: E501
           '"', " ", "\n\n", "your the", "you're own", "e.g.", "3.5", "U.S.", "?"],
    "zh": ["的的", "他", "慢慢的走着", "跑的很快", ",", ".", "!!", "。。", "，", " ", "“", "”", '"', "(", ")", "我们", "了了",  # noqa: E501
           "\n\n", "美丽地花", "3.5", "ok", "？", "说:"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("seed", range(60))
def test_mending_twice_changes_nothing_more(language: str, seed: int) -> None:
    """Of random heaps of slips: the second mending finds nothing, and letters change only where a change says so."""
    dice = random.Random(seed)
    space = " " if language == "en" else ""
    raw = "word 字" + space.join(dice.choice(PARTS[language]) for _ in range(40))
    first = mend(read(raw, language))
    assert mend(read(first.text, language)).text == first.text
    assert mend(read(first.text, language)).changes == ()
    gone = "".join(one.before for one in first.changes)
    come = "".join(one.after for one in first.changes)

    def letters(text: str) -> list[str]:
        return sorted(one for one in text if one.isalnum())

    assert sorted(letters(raw) + letters(come)) == sorted(letters(first.text) + letters(gone))
