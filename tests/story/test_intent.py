"""What free words mean, cautiously: better free than wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import everything, opened, walk, world

from fabula.story import event as e
from fabula.story.intent import KINDS, Intent, match, possible
from fabula.story.state import State, fold

AT_THE_CART: list[e.Event] = [e.PlayerMoved(to="cart")]
IN_THE_SHOP: list[e.Event] = [e.PlayerMoved(to="shop")]

ENGLISH: list[tuple[list[e.Event], str, str]] = [
    ([], "go to the cart", "go:cart"),
    ([], "I walk over to grandmother's cart", "go:cart"),
    ([], "HEAD FOR THE CORNER SHOP", "go:shop"),
    ([], "look at the timetable", "look:stop/timetable"),
    ([], "I read the timetable carefully", "look:stop/timetable"),
    ([], "talk to the driver", "talk:luo"),
    ([], "say hello to Mr. Luo", "talk:luo"),
    ([], "ask Mr. Luo about waiting a little longer", "ask:luo/departure"),
    ([], "ask the driver about grandmother", "ask:luo/grandmother"),
    ([], "look around", "survey"),
    ([], "wait", "wait"),
    ([], "get on the bus", "do:board"),
    ([], "put the letter down", "drop:letter"),
    (AT_THE_CART, "sit down and share a potato with granny", "do:share_potato"),
    (AT_THE_CART, "I sit next to grandmother and eat a potato", "do:share_potato"),
    (AT_THE_CART, "look closely at the brass scale", "look:cart/scale"),
    (AT_THE_CART, "show her the letter", "do:show_letter"),
    (IN_THE_SHOP, "take the ginger sweets", "take:ginger"),
    (IN_THE_SHOP, "pick up some ginger sweets", "take:ginger"),
]  # fmt: skip
CHINESE: list[tuple[list[e.Event], str, str]] = [
    ([], "去红薯摊", "go:cart"),
    ([], "我走到小卖部", "go:shop"),
    ([], "看看时刻表", "look:stop/timetable"),
    ([], "和老罗聊两句", "talk:luo"),
    ([], "环顾四周", "survey"),
    ([], "等一会儿", "wait"),
    (AT_THE_CART, "坐下来和奶奶分一个烤红薯", "do:share_potato"),
    (AT_THE_CART, "把信拿出来给奶奶看", "do:show_letter"),
    (IN_THE_SHOP, "拿一包姜糖", "take:ginger"),
]  # fmt: skip
FREE = {
    "en": ["I sing the song about the ferry that never crosses", "don't go to the cart",
           "I will not go to the sweet potato cart", "What if I never left?",
           "I imagine taking the bus", "asdf qwer", "…", "🍠", "I would never show her the letter"],
    "zh": ["我想起小时候的夏天", "不去红薯摊", "要是我没回来呢", "哈哈哈", "……"],
}  # fmt: skip


def at(language: str, events: list[e.Event]) -> State:
    """The opening of the last bus, and then ``events``."""
    return fold(State(), [*opened(world("last-bus", language)), *events])


@pytest.mark.parametrize(("events", "words", "intent"), ENGLISH, ids=[row[1] for row in ENGLISH])
def test_english_words_are_understood(events: list[e.Event], words: str, intent: str) -> None:
    """Plain requests mean what they say, with articles, plurals and politeness around them."""
    assert str(match(world("last-bus"), at("en", events), words)) == intent


@pytest.mark.parametrize(("events", "words", "intent"), CHINESE, ids=[row[2] for row in CHINESE])
def test_chinese_words_are_understood(events: list[e.Event], words: str, intent: str) -> None:
    """The same in Chinese."""
    assert str(match(world("last-bus", "zh"), at("zh", events), words)) == intent


@pytest.mark.parametrize(("language", "words"), [(language, words) for language in FREE for words in FREE[language]])
def test_what_is_not_plainly_meant_stays_free(language: str, words: str) -> None:
    """Denied, imagined and unknown things are never carried out."""
    assert match(world("last-bus", language), at(language, []), words) == Intent("free")


@pytest.mark.parametrize("language", ["en", "zh"])
@given(text=st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_words_give_an_intent_that_can_be_decided(language: str, text: str) -> None:
    """Whatever is typed becomes an intent of a known kind whose target is in the world."""
    told = world("last-bus", language)
    state = at(language, [])
    intent = match(told, state, text)
    assert intent.kind in KINDS
    assert intent in {*everything(told, state), *possible(told, state)}


def test_an_intent_is_its_text() -> None:
    """Every intent that a world can have is read back from its text; rubbish is free."""
    told = world("last-bus")
    for state, _ in walk(told, 1, 5):
        for intent in (*possible(told, state), *everything(told, state)):
            assert Intent.parse(str(intent)) == intent
    for text in ("", "fly:moon", "GO:cart", ":::", "give:letter/luo"):
        assert Intent.parse(text) == Intent("free")
