"""Contexts: what is not simply so here and now, and how far that reaches."""

from __future__ import annotations

import pytest

from fabula.analysis.contexts import Context, at, clause

C = Context


@pytest.mark.parametrize(
    ("language", "text", "word", "context"),
    [
        ("en", "You are not in the chapel now.", "chapel", C.NEGATED),
        ("en", "If Oda were alive she would laugh.", "laugh", C.HYPOTHETICAL),
        ("en", "You imagine Oda in the pew, elbowing her neighbours.", "elbowing", C.HYPOTHETICAL),
        ("en", "She wants you to carry the letter.", "letter", C.HYPOTHETICAL),
        ("en", "Tomorrow you will stand in the bakery.", "bakery", C.FUTURE),
        ("en", "Yesterday you had forty feet of rope.", "rope", C.MEMORY),
        ("en", "You doze off, and Bram comes down the stair.", "Bram", C.DREAM),
        ("en", "Oda tells you that Jonas is waiting.", "Jonas", C.REPORT),
        ("en", "A portrait of Bram hangs here; he squints.", "squints", C.PICTURE),
        ("en", "The dog is black like Rook.", "Rook", C.SIMILE),
        ("en", "Far out on the rock Bram waves.", "Bram", C.FAR),
        ("en", "On Saturdays Jonas comes for his money.", "Jonas", C.HABIT),
        ("zh", "你没有钥匙。", "钥匙", C.NEGATED),
        ("zh", "要是奥婶还活着，准要骂你。", "骂", C.HYPOTHETICAL),
        ("zh", "等面包凉了，你打算去港口。", "港口", C.FUTURE),
        ("zh", "昨天你还在地窖里。", "地窖", C.MEMORY),
        ("zh", "你想起老布坐在这里。", "老布", C.MEMORY),
        ("zh", "梦里守塔人朝你走来。", "守塔人", C.DREAM),
        ("zh", "墙上那幅画里，姚师傅抡着锤子。", "姚师傅", C.PICTURE),
        ("zh", "底下黑得像半夜。", "半夜", C.SIMILE),
        ("zh", "从塔顶望下去，奥婶在收摊。", "奥婶", C.FAR),
        ("zh", "姚师傅总是坐这儿。", "坐", C.HABIT),
    ],
)
def test_marks_reach_what_they_mean(language: str, text: str, word: str, context: Context) -> None:
    """A mark says why what it reaches is not simply true now."""
    assert context in at(text, language, text.index(word))


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "You remember nothing of this, and Oda laughs beside you.", "Oda"),
        ("en", "You dream of bread and wake; Tove shakes you.", "shakes"),
        ("en", '"If only," she says, and Oda laughs.', "Oda"),
        ("en", "He does not answer; Oda laughs.", "Oda"),
        ("en", "Oda looks as if she had slept badly, but Jonas grins.", "Jonas"),
        ("zh", "昨天这时候你还在数木桶，今天总算闻见了海风。", "海风"),
        ("zh", "你没回头，奥婶却笑了。", "奥婶"),
    ],
)
def test_marks_end(language: str, text: str, word: str) -> None:
    """What stands behind a "but", a waking or another clause is so again; what is quoted marks nothing."""
    assert not at(text, language, text.index(word))


def test_a_title_ends_no_clause() -> None:
    """The full stop of "Mr." does not."""
    text = "Mr. Luo sits in the bus across the road."
    assert C.FAR in at(text, "en", 0)
    assert clause(text, "en", 0) == (0, len(text))
