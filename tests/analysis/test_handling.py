"""Handling: who does what only whoever holds a thing can do."""

from __future__ import annotations

import pytest

from fabula.analysis.handling import handled
from fabula.analysis.mentions import Names
from fabula.analysis.people import READER

THINGS = {
    "en": Names({"key": ["the iron key", "key"], "knife": ["the knife"], "lamp": ["the lamp"]}, "en"),
    "zh": Names({"key": ["铁钥匙"], "lamp": ["铜灯"], "letter": ["那封信", "信"]}, "zh"),
}
PEOPLE = {"en": Names({"oda": ["Oda"], "bram": ["Bram"]}, "en"), "zh": Names({"oda": ["奥婶"], "bram": ["老布"]}, "zh")}


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("en", "You fit the iron key to the lock.", READER),
        ("en", "You crouch, lift the lamp and listen.", READER),
        ("en", "The lamp swings from your fist.", READER),
        ("en", "You cut the string with the knife.", READER),
        ("en", "With the knife Bram whittles a peg.", "bram"),
        ("en", "Oda wipes the knife on her apron.", "oda"),
        ("en", "She slits the first fish from tail to gill with the knife.", "she"),
        ("en", "Bram hands you the lamp.", "bram"),
        ("zh", "你举起铜灯。", READER), ("zh", "铜灯在你手里晃着。", READER),
        ("zh", "你把铁钥匙插进锁孔。", READER), ("zh", "奥婶从兜里摸出那封信。", "oda"),
        ("zh", "老布提着铜灯走在前头。", "bram"), ("zh", "他念着那封信。", "he"),
    ],
)  # fmt: skip
def test_who_handles_it(language: str, text: str, who: str) -> None:
    """The verb before a thing, the hand that it lies in, and whose they are."""
    found = handled(text, THINGS[language].find(text), PEOPLE[language].find(text), language)
    assert [one.who for one in found] == [who]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "With the knife you could slit it open."), ("en", "Oda looks at the lamp."),
        ("en", "You ask Bram about the key."), ("en", "She wants you to carry the lamp."),
        ("en", "You wish you had the lamp."), ("en", "Bram points at the hook where the lamp should hang."),
        ("en", "The lamp is up in the tower."), ("en", "You have not got the key."),
        ("zh", "你没有铁钥匙。"), ("zh", "要是有铜灯就好了。"),
        ("zh", "你向老布打听铁钥匙。"), ("zh", "她盯着那封信。"),
        ("zh", "奥婶点起一盏铜灯。"),
    ],
)  # fmt: skip
def test_things_that_are_only_spoken_of(language: str, text: str) -> None:
    """Wishes, looks, questions and what is denied hold nothing."""
    assert not handled(text, THINGS[language].find(text), PEOPLE[language].find(text), language)
