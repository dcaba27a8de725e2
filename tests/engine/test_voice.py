"""From the reader's words to the story's voice, and never to a success that the rules did not decide."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fabula.engine.story import clean_action
from fabula.engine.voice import narrate

ENGLISH = {
    "I walk to the cart": "You walk to the cart.",
    "walk to the cart": "You walk to the cart.",
    "go to my grandmother's house": "You go to your grandmother's house.",
    "I give her my letter, then I wait.": "You give her your letter, then you wait.",
    "we sit down": "You sit down.",
    "I sit down. I wait, and we listen! My feet ache.": "You sit down. You wait, and you listen! Your feet ache.",
    "I'm tired": "You're tired.",
    "what is in the letter?": 'You ask, "What is in the letter?"',
    "hello": 'You say, "Hello."',
    "please sit with me": 'You say, "Please sit with me."',
    '"I am leaving"': 'You say, "I am leaving."',
    "ask Mr. Luo about the bus": "You ask Mr. Luo about the bus.",
    'I say "I love my bus" and wave': 'You say "I love my bus" and wave.',
    "I’m going to my room": "You're going to your room.",
}
ATTEMPTS = {
    "I kill the dragon": "You try to kill the dragon.",
    "find a million coins": "You try to find a million coins.",
    "open the vault": "You try to open the vault.",
    "I try to open the vault": "You try to open the vault.",
    "I become king": "You try to become king.",
}
CHINESE = {
    "我走到红薯摊前": "你走到红薯摊前。",
    "走到红薯摊前": "你走到红薯摊前。",
    "我们坐下": "你们坐下。",
    "这封信里写了什么？": "你问：“这封信里写了什么？”",
    "“我要走了”": "你说：“我要走了。”",
    "我看看我的信": "你看看你的信。",
    "杀死巨龙": "你试着杀死巨龙。",
    "我说“我爱你”": "你说“我爱你”。",
}

actions = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.lists(
        st.sampled_from(["I", "we", "my", "you", "say", '"', "“", "”", "?", "...", "Mr.", "take", "it", "(", "'", "me",
                         "what", "no", "我", "你", "说", "拿", "吗", "？", "「", "」", "。", ",", "e.g.", "9 p.m."]),
        min_size=1, max_size=10,
    ).map(" ".join),
)  # fmt: skip


CALLED = {
    "en": {
        "Postwoman, what did he say?": 'You ask, "Postwoman, what did he say?"',
        "ines, wade out with me!": 'You say, "Ines, wade out with me!"',
        "Boy, where is the well?": 'You ask, "Boy, where is the well?"',
    },
    "zh": {
        "伊内丝，你好吗？": "你问：“伊内丝，你好吗？”", "邮差，快去": "你说：“邮差，快去。”",
        "我说，伊内丝": "你说，伊内丝。",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "action"), [(code, action) for code, rows in CALLED.items() for action in rows])
def test_whoever_is_called_is_spoken_to(language: str, action: str) -> None:
    """Words that begin by calling somebody are said to them; the one who is called does not become the reader."""
    names = {"en": ["Ines", "the postwoman"], "zh": ["伊内丝", "邮差"]}[language]
    assert narrate(action, language, names=names) == CALLED[language][action]


@pytest.mark.parametrize("action", [*ENGLISH, *ATTEMPTS])
def test_english_is_told_in_the_second_person(action: str) -> None:
    """First person becomes second outside quotations, questions and greetings are said, claims become attempts."""
    assert narrate(action, "en") == {**ENGLISH, **ATTEMPTS}[action]


@pytest.mark.parametrize("action", CHINESE)
def test_chinese_is_told_in_the_second_person(action: str) -> None:
    """The same in Chinese."""
    assert narrate(action, "zh") == CHINESE[action]


@pytest.mark.parametrize("text", ["walk to the cart", "I walk to the cart"])
def test_a_refused_action_is_only_tried(text: str) -> None:
    """What the rules refused is told as an attempt, in both languages, and an attempt is not tried twice."""
    assert narrate(text, "en", failed=True) == "You try to walk to the cart."
    assert narrate("try to walk to the cart", "en", failed=True) == "You try to walk to the cart."
    assert narrate("走到车站", "zh", failed=True) == "你想走到车站。"


@pytest.mark.parametrize("language", ["en", "zh"])
@given(text=actions, failed=st.booleans())
@example(text='say "hello', failed=False)
@example(text='"hello" I say', failed=False)
@example(text="call Mr.", failed=False)
@example(text="我说“好", failed=False)
@example(text='"', failed=False)
@example(text="。", failed=False)
@settings(max_examples=200, deadline=None)
def test_whatever_is_typed_becomes_full_sentences(language: str, text: str, failed: bool) -> None:
    """Any action becomes one line of ended sentences and closed quotations, behind which the model can go on."""
    cleaned, _ = clean_action(text, language)
    if not cleaned:
        return
    line = narrate(cleaned, language, failed=failed)
    assert line.strip() == line
    assert "\n" not in line
    assert re.search("[.!?…。！？][\"'”’」』)]*$", line)
    assert line.count('"') % 2 == 0
    assert all(line.count(start) == line.count(end) for start, end in ("“”", "「」", "『』"))
