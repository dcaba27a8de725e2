"""Mentions: names as whole words, aliases with their article, Chinese names by the longest that fits."""

from __future__ import annotations

import pytest

from fabula.analysis.mentions import Names, Role
from fabula.analysis.roles import role

PEOPLE = {"bram": ["Bram", "the keeper", "the lighthouse keeper"], "rose": ["Rose"], "plum": ["Isidor Plum", "plum"]}
ITEMS = {"lamp": ["the brass lamp", "lamp"], "key": ["the iron key", "key"]}
ZH = {"bram": ["老布", "守塔人"], "letter": ["那封信", "信"], "knife": ["剖鱼刀", "刀"]}


@pytest.mark.parametrize(
    ("names", "text", "found"),
    [
        (PEOPLE, "Brambles grow; Bram nods to the old keeper.", ["Bram", "the old keeper"]),
        (PEOPLE, "The lighthouse keeper waits.", ["The lighthouse keeper"]),
        (PEOPLE, "A rose for a keeper, and Rose's hand.", ["Rose"]),
        (PEOPLE, "A plum for Plum, says Isidor Plum.", ["Plum", "Isidor Plum"]),
        (ITEMS, "The keyhole, a key, the key and your brass lamp.", ["the key", "your brass lamp"]),
    ],
)
def test_english_names_are_whole_words(names: dict[str, list[str]], text: str, found: list[str]) -> None:
    """A proper name keeps its capital, a common noun needs an article and may have an adjective."""
    assert [one.text for one in Names(names, "en").find(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("老布拿起那封信。", ["老布", "那封信"]),
        ("你相信他，他把信递给守塔人。", ["信", "守塔人"]),
        ("剪刀、短刀都不是剖鱼刀。", ["剖鱼刀"]),
    ],
)
def test_chinese_names_are_the_longest_that_fit(text: str, found: list[str]) -> None:
    """A name of one sign counts only where it can't be a part of another word."""
    assert [one.text for one in Names(ZH, "zh").find(text)] == found


def test_offsets_and_keys_are_those_of_the_text() -> None:
    """A mention says whom it means and where it stands."""
    text = "You and the keeper nod."
    (one,) = Names(PEOPLE, "en").find(text)
    assert one.key == "bram" and text[one.begin : one.end] == one.text == "the keeper"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bram coughs and looks away.", Role.ACTS),
        ("Behind you Bram clears his throat.", Role.ACTS),
        ("Bram, white to the elbows, squeezes past.", Role.ACTS),
        ("Rain falls, and Bram's dry voice wishes you a good evening.", Role.ACTS),
        ("Bram and Oda climb the stair.", Role.ACTS),
        ("Bram and Oda argue over a hinge.", Role.SPEAKS),
        ("Bram is sitting on the step.", Role.ACTS),
        ('"Sit," says Bram.', Role.SPEAKS),
        ('"Sit," chants Bram, and does so himself.', Role.SPEAKS),
        ("It is only Bram, out of breath.", Role.MET),
        ("You nod to Bram.", Role.MET),
        ("In comes Bram with a lantern.", Role.MET),
        ("Something moves: Bram, with a lantern.", Role.MET),
        ("You press the coin into Bram's palm.", Role.MET),
        ("Bram's coat hangs on its nail.", Role.OWNS),
        ("The step where Bram sits is wet.", Role.SPOKEN_OF),
        ("You ask after Bram.", Role.SPOKEN_OF),
        ("Bram lives in the tower.", Role.SPOKEN_OF),
        ("Bram has left a note.", Role.SPOKEN_OF),
        ('"Bram nods," she says.', Role.SPOKEN_OF),
    ],
)
def test_english_roles(text: str, what: Role) -> None:
    """Who acts now, speaks or is met is told from who owns something or is only spoken of."""
    one = Names(PEOPLE, "en").find(text)[0]
    assert role(text, one, "en") is what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("老布咳了两声。", Role.ACTS),
        ("摊子后头，老布正数着铜板。", Role.ACTS),
        ("老布的手落在你肩上。", Role.ACTS),
        ("“坐。”老布说。", Role.SPEAKS),
        ("门口站着老布，靴子湿透了。", Role.MET),
        ("有人挪了挪身子，是老布。", Role.MET),
        ("你把灯递给老布。", Role.MET),
        ("老布的椅子空着。", Role.OWNS),
        ("老布住在塔里。", Role.SPOKEN_OF),
        ("你想念老布。", Role.SPOKEN_OF),
        ("老布总在这儿抽烟。", Role.SPOKEN_OF),
    ],
)
def test_chinese_roles(text: str, what: Role) -> None:
    """The same in Chinese, where no ending tells a deed from a state."""
    one = Names(ZH, "zh").find(text)[0]
    assert role(text, one, "zh") is what
