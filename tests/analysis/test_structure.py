"""Structure: scenes where something changes, tension where it rises, and no more than a text can show."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest

from fabula.analysis.emotions import Affect
from fabula.analysis.scenes import CHAPTER, MARK, TIME, kinds_of, scenes
from fabula.analysis.structure import structure
from fabula.analysis.tension import strains
from fabula.analysis.text import Text, read

CALM = "The farmer walked to the field and looked at the wheat, which stood high and yellow in the morning sun."
WILD = "Wolves! They attacked him! He fled, bleeding, and the beasts chased him!"
TALE = " ".join([CALM] * 8 + [WILD] * 3 + [CALM] * 5)
ZH_CALM = "农夫慢慢走到田里，看着早晨太阳下面高高的金黄色的麦子，心里盘算着今年的收成。"
ZH_WILD = "狼！狼扑上来咬他！他拼命逃跑，鲜血直流！"
ZH_TALE = ZH_CALM * 8 + ZH_WILD * 3 + ZH_CALM * 5


@dataclass(frozen=True)
class _Feeling:
    begin: int
    end: int
    polarity: float
    intensity: float
    affect: Affect


def _feelings(text: Text, tense: slice) -> list[_Feeling]:
    bad = set(range(len(text.sentences))[tense])
    return [
        _Feeling(one.begin, one.end, -0.9, 0.9, Affect(-0.8, 0.8, -0.2))
        if number in bad
        else _Feeling(one.begin, one.end, 0.3, 0.2, Affect(0.4, -0.4, 0.2))
        for number, one in enumerate(text.sentences)
    ]


@pytest.mark.parametrize(("raw", "language", "cry"), [(TALE, "en", "Wolves!"), (ZH_TALE, "zh", "狼！")])
def test_parts_follow_the_tension(raw: str, language: str, cry: str) -> None:
    """Quiet, an attack, and quiet again: the climax holds the attack, and the parts cover the text in order."""
    text = read(raw, language)
    found = structure(text)
    parts = {one.name: one for one in found.parts}
    assert parts["climax"].begin <= raw.rindex(cry) < parts["climax"].end
    assert parts["setup"].end <= raw.index(cry) and parts["resolution"].begin >= raw.index(cry)
    assert parts["climax"].tension > max(parts["setup"].tension, parts["resolution"].tension)
    assert all(left.end <= right.begin for left, right in pairwise(found.parts))
    assert found.parts[0].begin == 0 and found.parts[-1].end == len(raw.rstrip())
    assert all(one.begin <= one.sign.begin < one.sign.end <= one.end for one in found.parts)


def test_feelings_move_the_climax() -> None:
    """Sentences that are worded alike have their climax where the feelings are unpleasant and stirred."""
    text = read(" ".join([CALM] * 20), "en")
    assert structure(text).parts == () and "too even for parts" in structure(text).missing
    for tense in (slice(6, 9), slice(13, 16)):
        found = structure(text, _feelings(text, tense))
        climax = next(one for one in found.parts if one.name == "climax")
        middle = text.sentences[tense.start + 1]
        assert climax.begin <= middle.begin < climax.end and found.missing == ()


def test_signs_of_tension() -> None:
    """A short cry of danger is tenser than a long calm sentence, in each sign; all stay between 0 and 1."""
    calm, wild = (
        strains(read(f"{CALM} Help! A wolf attacks!", "en"), ())[0],
        strains(read(f"{CALM} A wolf attacks!!", "en"), ())[1],
    )
    assert wild.total > calm.total and wild.conflict == 1 and wild.marks == 1 and wild.short > calm.short == 0
    assert 0 <= calm.total < wild.total <= 1


@pytest.mark.parametrize(
    ("raw", "missing"), [("She ran.", "too short for a curve"), (f"{WILD} {CALM} Nobody came.", "too short for parts")]
)
def test_short_texts_get_no_more_than_they_show(raw: str, missing: str) -> None:
    """One sentence has one scene and its strain; a paragraph has no plot."""
    found = structure(read(raw, "en"))
    assert missing in found.missing and found.parts == () and len(found.scenes) == 1
    assert bool(found.tension) is (missing != "too short for a curve")


KINDS = ("action", "speech", "description")
LONG = " ".join(["The miller carried flour and counted sacks while the wheel turned slowly in the green water."] * 5)
SEA = " ".join(["Sailors hauled ropes on deck as gulls cried over the harbour and the captain studied charts."] * 5)


@pytest.mark.parametrize(
    ("raw", "language", "why", "start"),
    [
        (f"{LONG}\n\nThe next morning she left. {LONG}", "en", TIME, "The next morning"),
        (f"{LONG}\n\n* * *\n\nShe left. {LONG}", "en", MARK, "She left."),
        (f"Chapter 1\n\n{LONG}\n\nChapter 2\n\n{LONG}", "en", CHAPTER, "Chapter 2"),
        (f"{ZH_CALM * 4}\n\n第二天，他又去了。{ZH_CALM * 3}", "zh", TIME, "第二天"),
    ],
)
def test_scenes_begin_where_something_changes(raw: str, language: str, why: str, start: str) -> None:
    """Chapters, rows of marks and changes of time begin a scene, which says why; scenes cover the text."""
    found = scenes(read(raw, language))
    assert [one.because for one in found] == ["", why]
    assert raw[found[1].begin :].startswith(start) and found[0].begin == 0 and found[-1].end == len(raw)


def test_a_change_of_matter_begins_a_scene() -> None:
    """Where the words change altogether a scene begins, and nowhere among paragraphs that stay with their matter."""
    raw = "\n\n".join([LONG] * 3 + [SEA] * 3)
    found = scenes(read(raw, "en"))
    assert [one.because for one in found] == ["", "words"] and raw[found[1].begin :].startswith("Sailors")


@pytest.mark.parametrize(
    ("raw", "language", "kinds"),
    [
        ('He grabbed the rope. "Hold it, hold it fast!" The sea was grey and wide.', "en", KINDS),
        ("他抓起绳子。“快，拉住它！”大海是灰色的。", "zh", KINDS),
    ],
)  # fmt: skip
def test_what_sentences_do(raw: str, language: str, kinds: tuple[str, ...]) -> None:
    """A deed, something said and a description are told apart, and pace is made of their shares."""
    text = read(raw, language)
    assert kinds_of(text) == kinds
    (one,) = scenes(text)
    assert one.pace.quick == pytest.approx(2 / 3) and one.pace.description == pytest.approx(1 / 3)
