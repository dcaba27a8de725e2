"""Facts and distance: what a story must not lose, and how far feelings are apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from experiences import TEXTS

from fabula.analysis.emotion import feelings
from fabula.analysis.report import Report
from fabula.workshop.distance import emotion_distance, target
from fabula.workshop.facts import facts, kept, share


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", ["街头", "老奶奶", "三轮车", "寒冷", "慈祥", "微笑", "货物", "远方", "游客"]),
     ("en", ["winter", "car", "road", "Hallam", "phone", "farmer", "tractor", "rope", "bumper", "village", "snowing"])],
)  # fmt: skip
def test_people_places_things_and_senses_are_facts(
    language: str, expected: list[str], found: Mapping[str, Report]
) -> None:
    """The street, the old woman, the tricycle, the cold and the kindness are among the facts; the narrator is none."""
    names = " ".join(one.name for one in facts(TEXTS[language], found[language]))
    assert not [one for one in expected if one not in names]
    assert all(one.name not in ("I", "我") for one in facts(TEXTS[language], found[language]))


def test_facts_are_known_by_their_forms(found: Mapping[str, Report]) -> None:
    """A fact is kept in another form of its word, and lost where its word is."""
    known = {one.name: one for one in facts(TEXTS["en"], found["en"])}
    tractor = next(one for name, one in known.items() if "tractor" in name)
    assert kept(tractor, "Two tractors came.", "en") and not kept(tractor, "A car came.", "en")
    chinese = facts(TEXTS["zh"], found["zh"])
    assert share(chinese, TEXTS["zh"].raw, "zh") == 1.0
    assert share(chinese, "我在街头遇到老奶奶。", "zh") < 0.5


def test_distance_orders_feelings() -> None:
    """A feeling is at 0 from itself, and nearer to its like than to its opposite; a mood asked for moves the target."""
    said = ["I was so happy and grateful.", "What a joyful, wonderful day!", "I was terrified and heartbroken."]
    glad, merry, broken = (feelings(one, [(0, len(one))], "en")[0] for one in said)
    assert emotion_distance(glad, glad) == 0.0
    assert emotion_distance(glad, merry) < emotion_distance(glad, broken) <= 1.0
    assert emotion_distance(glad, merry) == pytest.approx(emotion_distance(merry, glad))
    assert emotion_distance(broken, target([glad], "fear")) < emotion_distance(broken, target([glad], "own"))
