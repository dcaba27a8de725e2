"""Placing: where the reader is said to be."""

from __future__ import annotations

import pytest

from fabula.analysis import placing
from fabula.analysis.mentions import Names

PLACES = {
    "en": Names({"chapel": ["the chapel"], "market": ["the market"], "cellar": ["the cellar"]}, "en"),
    "zh": Names({"chapel": ["教堂"], "market": ["集市"], "cellar": ["地窖"]}, "zh"),
}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Here in the chapel your steps ring."), ("en", "You push from stall to stall across the market."),
        ("en", "This is the far end of the market, and it is raining."), ("en", "You reach the cellar."),
        ("en", "You stand at the foot of the chapel stair."), ("en", "The cellar is so damp that your coat drips."),
        ("en", "Oda follows you down into the cellar."), ("en", "The chapel door slams behind you."),
        ("zh", "你站在教堂的门廊里。"), ("zh", "这里是地窖，水在响。"), ("zh", "你已经到了集市。"),
        ("zh", "你挤在集市的摊子中间。"), ("zh", "昏暗的教堂里，你的膝盖碰到长椅。"),
    ],
)  # fmt: skip
def test_the_reader_is_put_there(language: str, text: str) -> None:
    """Standing, arriving, and what a place does to the reader's body."""
    assert placing.placed(text, PLACES[language].find(text), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "You can see the chapel from here."), ("en", "The smell of the market reaches you even here."),
        ("en", "Tomorrow you will stand in the market."), ("en", "You wish you were in the market."),
        ("en", "You think of the chapel."), ("en", "Tove asks if you have been to the chapel."),
        ("en", "She jerks her thumb at the market, but you both stay put."), ("en", "You are not in the chapel now."),
        ("zh", "你望着教堂。"), ("zh", "昨天你还在集市上。"), ("zh", "你打算去地窖。"),
        ("zh", "集市那边飘来鱼味，你饿了。"),
        ("zh", "教堂里传来歌声，你跟着哼。"),
    ],
)  # fmt: skip
def test_places_that_are_only_named(language: str, text: str) -> None:
    """Looking, wishing, going there, and what comes from there."""
    assert not placing.placed(text, PLACES[language].find(text), language)


def test_features_are_what_a_place_is_known_by() -> None:
    """Words of a description, in the singular, without what is everywhere."""
    harbour = placing.features("Nets, bollards, and boats that knock against each other.", "en")
    assert {"net", "bollard", "boat"} <= harbour and "other" not in harbour
    assert placing.mentioned("You trip over a bollard.", harbour, "en") == {"bollard"}
    assert placing.mentioned('"Bollards," she says. You wish for boats.', harbour, "en") == set()
    assert {"渔网", "缆桩"} <= placing.features("渔网、缆桩，船挨着船轻轻碰。", "zh")
    assert placing.reaches("You sit down on it.", "en") and not placing.reaches("You look at the nets.", "en")
