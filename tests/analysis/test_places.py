"""Places and objects: where a text happens, and with what."""

from __future__ import annotations

from fabula.analysis.cast import cast
from fabula.analysis.objects import objects
from fabula.analysis.places import places
from fabula.analysis.text import read

TALE = (
    "Pinkel lived in a small hut by the lake. One day he rowed to the island and crept into the hut of a witch. He took"
    " her golden lantern. The lantern shone. Pinkel carried the lantern to the palace in"
    " Bergen. The king took the lantern"
    " with his hand and praised him. Pinkel sailed from Bergen, and in Bergen they sang."
)


def test_places_are_named_and_common() -> None:
    """Places by noun and by name, with each mention where it says; people are none."""
    text = read(TALE, "en")
    found = {one.name: one for one in places(text, cast(text))}
    assert {"hut", "lake", "island", "palace", "Bergen"} <= set(found)
    assert found["hut"].count == 2
    assert found["Bergen"].proper
    assert not found["hut"].proper
    assert "Pinkel" not in found
    assert all("hut" in text.of(span) for span in found["hut"].mentions)


def test_objects_are_what_is_handled() -> None:
    """What is taken and carried counts; a hand, a king and what is named once do not."""
    text = read(TALE, "en")
    found = objects(text, cast(text))
    assert found[0].name == "lantern"
    assert found[0].handled == 3
    assert found[0].count == 4
    assert not {"hand", "king", "lake"} & {one.name for one in found}


def test_chinese_places_and_objects() -> None:
    """The same in Chinese: 茶馆 and 鲁镇 are places, 荷叶 is a thing, 眼睛 is none."""
    raw = "老栓走到茶馆里，拿着荷叶回来。他在鲁镇住了三年，把荷叶摊在桌上。他睁着眼睛，从鲁镇走回茶馆。"
    text = read(raw, "zh")
    people = cast(text)
    assert {"茶馆", "鲁镇"} <= {one.name for one in places(text, people)}
    found = {one.name: one for one in objects(text, people)}
    assert found["荷叶"].handled == 2
    assert "眼睛" not in found
