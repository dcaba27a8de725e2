"""Naming: who is called what."""

from __future__ import annotations

import pytest

from fabula.analysis import naming
from fabula.analysis.mentions import Names
from fabula.analysis.people import READER

NAMES = {
    "en": Names({"tove": ["Tove", "the baker"], "oda": ["Oda"]}, "en"),
    "zh": Names({"tove": ["托薇", "面包师"]}, "zh"),
}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", '"Did you hear that, Agnes?" he whispers.', ["Agnes"]),
        ("en", '"Lucas, sit down," she says to you.', ["Lucas"]),
        ("en", '"So you\'re Nikolai," says the smith.', ["Nikolai"]),
        ("en", '"Careful," she says.', []),
        ("en", '"Paid, all of it," she tells you.', []),
        ("en", '"Sixty-one," he says, "sixty-two."', []),
        ("en", 'A girl calls "Henrik!" across the stalls.', []),
        ("en", '"Oskar, Liv, Matthias," she reads.', []),
        ("en", '"Thank you, Nils," you say.', []),
        ("zh", "“你怎么来了，林舟？”她问。", ["林舟"]),
        ("zh", "“月英，你可来了。”她抱住你。", ["月英"]),
        ("zh", "“小心，烫。”她说。", []),
        ("zh", "“现在，你走吧。”她说。", []),
        ("zh", "“小桃，看着摊子！”她冲隔壁的姑娘喊。", []),
    ],
)
def test_what_the_reader_is_called(language: str, text: str, names: list[str]) -> None:
    """A name by which the reader is addressed; not words that only stand there, nor what is called to others."""
    assert [one.name for one in naming.addressed(text, language) if one.who == READER] == names


def test_who_was_spoken_of_is_spoken_to() -> None:
    """A raven that has just come down is no reader."""
    assert naming.addressed("他问：“乌鸦，你怕打雷吗？”", "zh", "一只乌鸦落下来。") == []


@pytest.mark.parametrize(
    ("language", "text", "who", "name"),
    [
        ("en", "His name is Halvard, and he yawns.", "his", "Halvard"),
        ("en", "He writes down your name, Lucas.", READER, "Lucas"),
        ("en", "You scratch it and call it Max.", "it", "Max"),
        ("en", "The dog is called Bella.", "the dog", "Bella"),
        ("zh", "他写下你的名字，周渡，又大又重。", READER, "周渡"),
        ("zh", "她叫春兰。", "她", "春兰"),
    ],
)
def test_names_that_are_given(language: str, text: str, who: str, name: str) -> None:
    """Where a text says what somebody's name is."""
    assert [(one.who, one.name) for one in naming.given(text, language)] == [(who, name)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The baker, Marit, yawns.", "Marit"), ("en", "Old Marit, the baker, yawns.", "Marit"),
        ("en", "Marit the baker yawns.", "Marit"), ("en", "The first baker, Marit, built this.", None),
        ("en", "The baker, as ever, yawns.", None), ("zh", "面包师阿莲擦擦手。", "阿莲"),
        ("zh", "那个叫阿莲的面包师来了。", "阿莲"), ("zh", "上一任面包师阿莲走了。", None),
        ("zh", "面包师小声说。", None),
    ],
)  # fmt: skip
def test_names_beside_a_common_noun(language: str, text: str, name: str | None) -> None:
    """A name in apposition to what somebody goes by is theirs; that of a former one is not."""
    found = naming.beside(text, NAMES[language].find(text), language)
    assert [one.name for one in found] == ([name] if name else [])


def test_people_introduce_themselves() -> None:
    """What somebody says their name is."""
    assert naming.introduced('"They call me Dagny," says the baker.', "en") == ["Dagny"]
    assert naming.introduced('"I am tired," says the baker.', "en") == []
    assert naming.introduced("“我叫孙德海。”他说。", "zh") == ["孙德海"]
    assert naming.hailed('"Fetch, Bosun!" you call.', "en") == ["Bosun"]


def test_a_name_that_is_nearly_right() -> None:
    """One sign is another."""
    text = "面包师托蕾添了根柴。"
    (one,) = NAMES["zh"].find(text)
    assert naming.mistaken(text, one, "托薇") == "托蕾"
    assert naming.mistaken("面包师托薇添了根柴。", one, "托薇") == ""
