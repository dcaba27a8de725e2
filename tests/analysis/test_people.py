"""People: pronouns, and who else a text mentions that they could mean."""

from __future__ import annotations

import pytest

from fabula.analysis.mentions import Names
from fabula.analysis.people import ANY, first_person, pronouns, strangers

NAMES = {"en": Names({"oda": ["Oda"], "bram": ["Bram"]}, "en"), "zh": Names({"oda": ["奥婶"]}, "zh")}


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", 'He nods. "She is late," he says.', [("he", True), ("he", True)]),
        ("en", "It drops the boot, and you pick it up.", [("it", True), ("it", False)]),
        ("zh", "他点点头，看了看她的手。", [("he", True), ("she", False)]),
        ("zh", "其他人走了，他们也走了。", []),
    ],
)
def test_pronouns_of_the_narration(language: str, text: str, found: list[tuple[str, bool]]) -> None:
    """Each has its gender and whether it begins what is said of it; those of quotations don't count."""
    assert [(one.gender, one.subject) for one in pronouns(text, language)] == found


@pytest.mark.parametrize(
    ("language", "text", "own"),
    [("en", "his sleeve", True), ("en", "her husband", False), ("en", "himself", True), ("zh", "她的围裙", True)],
)
def test_what_is_ones_own(language: str, text: str, own: bool) -> None:
    """Limbs and garments can hardly be those of anybody but the subject."""
    assert pronouns(text, language)[0].own is own


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Oda looks for her husband.", {"he"}),
        ("en", "Oda hands the child a herring.", {ANY}),
        ("en", "Oda wipes her hands.", set()),
        ("en", "Oda speaks of the bishop.", {"he", ANY}),
        ("en", "Then Lars laughs.", {ANY}),
        ("zh", "奥婶在找她丈夫。", {"he"}),
        ("zh", "奥婶擦擦手。", set()),
    ],
)
def test_strangers(language: str, text: str, found: set[str]) -> None:
    """Who is mentioned without being known by name may be meant too."""
    assert strangers(text, language, NAMES[language].find(text)) == found


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("en", "We push through the crowd.", True), ("en", "It makes me shiver.", True),
        ("en", "The bell of Our Lady rings.", False), ("en", "The wall reads: I was here.", False),
        ("zh", "我推开门。", True), ("zh", "阿乌我行我素。", False), ("zh", "斗得你死我活。", False),
        ("zh", "她自我解嘲地笑了。", False),
    ],
)  # fmt: skip
def test_who_tells(language: str, text: str, says: bool) -> None:
    """A narrator says I or we; idioms, saints and inscriptions do not."""
    assert first_person(text, language) is says
