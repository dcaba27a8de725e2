"""Speakers: who says each quotation, how that is known, and what isn't said at all."""

from __future__ import annotations

import pytest

from fabula.analysis.cast import cast
from fabula.analysis.speakers import WAYS, Speech, speakers
from fabula.analysis.text import read


def said(raw: str, language: str) -> list[Speech]:
    text = read(raw, language)
    return list(speakers(text, cast(text)))


SETTING = "There was a king who had a daughter called Ilse. An old fisherman lived near the castle.\n\n"
KITCHEN = "从前有一个老奶奶，她有一个孙子叫阿明。老奶奶住在山里。阿明很懂事。\n"


@pytest.mark.parametrize(
    ("raw", "who", "how"),
    [
        ('"Who is there?" asked the king.', "the king", "descriptor"),
        ('"Who is there?" the king asked.', "the king", "descriptor"),
        ('The king said: "Who is there?"', "the king", "descriptor"),
        ('The king opened the door and asked, "Who is there?"', "the king", "descriptor"),
        ('Then said the old fisherman: "It is I."', "fisherman", "descriptor"),
        ('"I am cold," whispered Ilse.', "Ilse", "named"),
        ('Ilse sat down. "I am cold," she whispered.', "Ilse", "pronoun"),
        ('"I am cold," spluttered Ilse.', "Ilse", "named"),
        ('Ilse shook her head. "No."', "Ilse", "narration"),
        ('The king turned to Ilse:\n\n"Go home."', "the king", "descriptor"),
        ('"It is late," said the king to Ilse.', "the king", "descriptor"),
    ],
)
def test_who_is_pointed_at_speaks(raw: str, who: str, how: str) -> None:
    """Behind, before, inverted, with a colon, by pronoun, by an unknown verb, or by what is done beside it."""
    line = said(SETTING + raw, "en")[-1]
    assert who in line.speaker
    assert line.how == how
    assert line.how in WAYS
    assert 0 < line.confidence < 1


def test_both_halves_of_an_interrupted_line_have_one_speaker() -> None:
    """What goes on behind "said the king" is the king's, also where the second half is a sentence of its own."""
    lines = said(SETTING + '"Come in," said the king, "and sit down." He smiled. "You must be cold."', "en")
    assert {line.speaker for line in lines} == {"the king"}


def test_two_take_turns() -> None:
    """Lines without a word about who speaks go back and forth between the two who do."""
    raw = (
        SETTING
        + '"Where is the ring?" asked the king.\n\n"I lost it," said Ilse.\n\n'
        + '"When?"\n\n"Yesterday."\n\n"And where?"\n\n"In the wood."'
    )
    lines = said(raw, "en")
    assert [line.speaker for line in lines] == ["the king", "Ilse"] * 3
    assert lines[2].how == "turn-taking"
    assert lines[3].to == "the king"


def test_who_is_called_does_not_speak() -> None:
    """A name inside the line that is called out is whom it is said to."""
    raw = SETTING + 'The king and Ilse sat by the fire.\n\n"Ilse, are you cold?"\n\n"No."'
    lines = said(raw, "en")
    assert lines[0].speaker == "the king"
    assert lines[0].to == "Ilse"
    assert lines[1].speaker == "Ilse"


def test_a_line_that_answers_in_the_same_paragraph_is_somebody_elses() -> None:
    """Nothing between two quotations but a blank: nobody closes their own line to open it again."""
    lines = said(SETTING + '"Where is it?" asked the king. "Ilse, speak!" "I lost it."', "en")
    assert lines[-1].speaker == "Ilse"


@pytest.mark.parametrize(
    "raw",
    [
        'They came to the "Green Hills," and rested.',
        'He played "jook-about" again.',
        '"I will go," thought the king, and he went.',
    ],
)
def test_what_is_not_said_is_left_out(raw: str) -> None:
    """Names in quotation marks and thoughts are no speech."""
    assert said(SETTING + raw, "en") == []


def test_single_marks_are_read_where_a_book_uses_them() -> None:
    """British printing, with apostrophes in it; a text with double marks keeps its apostrophes."""
    raw = SETTING + (
        "'I don't know,' said the king. 'Isn't Ilse here?'\n\n'She's gone,' said the fisherman; 'don't wait.'"
    )
    lines = said(raw, "en")
    assert [line.speaker for line in lines] == ["the king"] * 2 + ["the fisherman"] * 2
    assert raw[lines[0].begin : lines[0].end] == "'I don't know,'"
    mixed = said(SETTING + "\"'Tis the fishermen's boat,\" said the king.", "en")
    assert len(mixed) == 1


def test_wrapped_lines_are_no_new_turns() -> None:
    """In a text whose lines are broken at one width, a line's end alone changes no speaker."""
    raw = (
        "There was once a king who had a daughter and her name was Ilse, and she\n"
        'was fond of apples. One day the king said to her: "Do not eat that one.\n'
        'It is not ripe yet." He laughed loudly at the face which she made then.\n'
        '"You will be ill."\n'
    )
    assert {line.speaker for line in said(raw, "en")} == {"the king"}


@pytest.mark.parametrize(
    ("raw", "who", "how"),
    [
        ("老奶奶说：“天冷了。”", "老奶奶", "descriptor"),
        ("老奶奶慢慢地站起来，擦擦手，轻轻的问道，“冷么？”", "老奶奶", "descriptor"),
        ("“天冷了。”老奶奶说。", "老奶奶", "descriptor"),
        ("“天冷了，”老奶奶叹了口气，说，“多穿一件。”", "老奶奶", "descriptor"),
        ("“我不冷！”阿明叫着跑出去。", "阿明", "named"),
        ("阿明跑回来。他喊道：“下雪了！”", "阿明", "pronoun"),
        ("“下雪了！”阿明的眼睛亮了。", "阿明", "narration"),
    ],
)
def test_who_speaks_in_chinese(raw: str, who: str, how: str) -> None:
    """Before and behind, with clauses between subject and verb, by pronoun and by what is done."""
    line = said(KITCHEN + raw, "zh")[-1]
    assert line.speaker == who
    assert line.how == how


def test_chinese_turns_and_answers() -> None:
    """Lines of their own go back and forth; two quotations side by side are two people's."""
    raw = KITCHEN + "“冷么？”老奶奶问。\n“不冷。”阿明说。\n“饿么？”\n“不饿。”\n老奶奶笑着说，“好孩子。”“奶奶也吃。”"
    lines = said(raw, "zh")
    assert [line.speaker for line in lines] == ["老奶奶", "阿明"] * 3


def test_chinese_words_in_marks_are_no_speech() -> None:
    """A sound, a sign, a word that is spoken of."""
    assert said(KITCHEN + "只听“啪”的一声，门开了。阿明写了一个“八”字。老奶奶不懂“痨病”这两个字。", "zh") == []


def test_lines_without_anybody_have_no_speaker() -> None:
    """Where nobody is there who could speak, nobody is named and nothing is sure."""
    lines = said('"Hello?" "Who is it?"', "en")
    assert [(line.speaker, line.how, line.confidence) for line in lines] == [("", "", 0.0)] * 2
