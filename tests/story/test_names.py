"""Naming: words that would mean everything or nothing, and words that mean two things."""

from __future__ import annotations

import pytest
from walking import small

from fabula.errors import WorldError
from fabula.story.language import CHINESE, ENGLISH
from fabula.story.parse import parse

GOOD = small()
QUESTION = """[questions.sum]
by = "ada"
ask = "What is one and one?"
options = { two = "two", three = "three" }
right = ["two"]
words = { two = ["2"] }
tell_right = "Yes."
tell_wrong = "No."
[quests.out]"""
FACTS = """[facts.war]
name = "the war"
text = "It is war."
keys = ["war"]
known_by = ["ada"]
[facts.peace]
name = "the peace"
text = "It is peace."
keys = ["peace"]
known_by = ["ada"]
[quests.out]"""


def changed(*changes: tuple[str, str], file: str = "world.toml") -> dict[str, str]:
    """The small world's files, with a question and two facts, and each change made once."""
    texts = {**GOOD, "world.toml": GOOD["world.toml"].replace("[quests.out]", QUESTION, 1)}
    texts["world.toml"] = texts["world.toml"].replace("[quests.out]", FACTS, 1)
    texts["world.zh.toml"] += """
[questions.sum]
ask = "一加一是几？"
options = { two = "二", three = "三" }
words = { two = ["两"] }
tell_right = "对。"
tell_wrong = "不对。"
[facts]
war = { name = "那场战争", text = "打仗了。", keys = ["战争"] }
peace = { name = "和平", text = "太平了。", keys = ["和平"] }
"""
    for old, new in changes:
        assert old in texts[file], old
        texts[file] = texts[file].replace(old, new, 1)
    return texts


def test_the_world_of_these_tests_is_good() -> None:
    """In both languages, so that each case below is one mistake."""
    for language in ("en", "zh"):
        parse(changed(), language)


BLANK = ["", " ", "\u3000", "…", "the", "A "]


@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('words = ["open door"]', 'words = ["open door", "{}"]', "rules.pick.words"),
     ('phrase = "pick the lock"', 'phrase = "{}"', "rules.pick.phrase"),
     ('name = "the study"', 'name = "{}"', "places.study.name"),
     ('aliases = ["the library"]', 'aliases = ["{}"]', "places.study.aliases"),
     ('name = "the clock"', 'name = "{}"', "places.hall.details.clock.name"),
     ('name = "the house"', 'name = "{}"', "characters.ada.topics.house.name"),
     ('name = "the war"', 'name = "{}"', "facts.war.name"),
     ('keys = ["war"]', 'keys = ["{}"]', "facts.war.keys"),
     ('two = "two"', 'two = "{}"', "questions.sum.options.two"),
     ('two = ["2"]', 'two = ["{}"]', "questions.sum.words.two"),
     ('keys = ["stairs"]', 'keys = ["{}"]', "lore.stairs.keys"),
     ('goal = "Find the book."', 'goal = "Find the book."\nclaims = ["{}"]', "quests.out.steps.find.claims"),
     ('title = "leave the house"', 'title = "{}"', "quests.out.title")],
)  # fmt: skip
def test_blank_words_are_an_error(old: str, new: str, key: str, blank: str) -> None:
    """Nothing, a blank, a mark or a lone article would be found in every text or in none: file and key are named."""
    with pytest.raises(WorldError, match=rf"^world\.toml: '{key}") as caught:
        parse(changed((old, new.format(blank))))
    assert caught.value.hint


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "。"])
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('words = ["开 门"]', 'words = ["{}"]', "rules.pick.words"),
     ('phrase = "撬锁"', 'phrase = "{}"', "rules.pick.phrase"),
     ('name = "书房"', 'name = "{}"', "places.study.name"),
     ('aliases = ["图书室"]', 'aliases = ["{}"]', "places.study.aliases"),
     ('keys = ["战争"]', 'keys = ["{}"]', "facts.war.keys"),
     ('keys = ["楼梯"]', 'keys = ["{}"]', "lore.stairs.keys"),
     ('two = ["两"]', 'two = ["{}"]', "questions.sum.words.two"),
     ('two = "二"', 'two = "{}"', "questions.sum.options.two")],
)  # fmt: skip
def test_blank_words_of_an_overlay_are_an_error_of_that_file(old: str, new: str, key: str, blank: str) -> None:
    """In Chinese a blank is part of every text; the overlay is blamed, and the first language is still good."""
    files = changed((old, new.format(blank)), file="world.zh.toml")
    with pytest.raises(WorldError, match=rf"^world\.zh\.toml: '{key}"):
        parse(files, "zh")
    parse(files)


@pytest.mark.parametrize(
    ("old", "new"),
    [('words = ["open door"]', 'words = ["open the door"]'), ('two = ["2"]', 'two = ["a pair"]')],
)  # fmt: skip
def test_an_article_among_words_that_must_occur_is_an_error(old: str, new: str) -> None:
    """Articles are never looked for, so that an entry with one would never be found; within a phrase they may stand."""
    with pytest.raises(WorldError, match=r"'(the|a)' in '.*' is never looked for") as caught:
        parse(changed((old, new)))
    assert caught.value.hint == "Leave it out."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('tell = "The lock gives."', 'tell = " "', r"'rules\.pick\.tell': there is only blank space"),
     ("[quests.out]", '[tables.sky]\nrows.x = { name = " " }\n[quests.out]', r"'tables\.sky\.rows\.x\.name': .*blank")],
)  # fmt: skip
def test_blank_sentences_are_an_error(old: str, new: str, message: str) -> None:
    """What must be told or shown has to be there."""
    with pytest.raises(WorldError, match=message):
        parse(changed((old, new)))


TOPIC = '[characters.ada.topics.home]\nname = "{}"\ntext = "x"\n{}\n[lore.stairs]'
RULE = '[rules.force]\nphrase = "{}"\ntell = "x"\n{}\n[triggers.ring]'
DETAIL = '[places.hall.details.watch]\nname = "{}"\ntext = "x"\n[places.study]'


@pytest.mark.parametrize(
    ("old", "new", "one", "other"),
    [('name = "the book"', 'name = "a key"', "items.book", "items.key"),
     ('name = "the book"', 'name = "Key"', "items.book", "items.key"),
     ('name = "the book"', 'name = "some  LIBRARY"', "items.book", "places.study"),
     ('name = "the peace"', 'name = "War"', "facts.peace", "facts.war"),
     ('three = "three"', 'three = "Two"', "questions.sum.options.three", "questions.sum.options.two"),
     ("[places.study]", DETAIL.format("a Clock"), "places.hall.details.watch", "places.hall.details.clock"),
     ("[lore.stairs]", TOPIC.format("House", ""), "characters.ada.topics.home", "characters.ada.topics.house"),
     ("[lore.stairs]", TOPIC.format("house", "when = { at = ['hall'] }"), "characters.ada.topics.home",
      "characters.ada.topics.house"),
     ("[triggers.ring]", RULE.format("pick a lock", ""), "rules.force", "rules.pick"),
     ("[triggers.ring]", RULE.format("Pick the lock", "when = { done = ['pick'] }"), "rules.force", "rules.pick"),
     ("[rules.pick]", "[quests.away]\ntitle = 'Leave the house'\ntext = 'x'\nsteps.a = { goal = 'Go.', "
      "when = { set = ['open'] } }\n[rules.pick]", "quests.away", "quests.out")],
)  # fmt: skip
def test_two_of_one_name_are_an_error(old: str, new: str, one: str, other: str) -> None:
    """Articles, case and spaces do not tell names apart, just as they don't in what readers write: both are named."""
    with pytest.raises(WorldError) as caught:
        parse(changed((old, new)))
    assert f"'{one}" in caught.value.message and other in caught.value.message
    assert "Give one" in caught.value.hint


@pytest.mark.parametrize(
    "changes",
    [(("[triggers.ring]", RULE.format("pick the lock", "when = { at = ['study'] }")),),
     (("[triggers.ring]", RULE.format("pick the lock", "when = { counters = { bell = '>= 900' } }")),),
     (("[triggers.ring]", RULE.format("pick the lock", "when = { done = ['pick'] }")), ("again = true\n\n", "\n")),
     (("[lore.stairs]", TOPIC.format("the house", "when = { heard = ['ada.house'] }")),),
     (("[lore.stairs]", TOPIC.format("the houses", "")),),
     (("[places.study]", DETAIL.format("the house")),)],
)  # fmt: skip
def test_one_name_is_enough_for_what_is_never_there_at_once(changes: tuple[tuple[str, str], ...]) -> None:
    """Guards that exclude one another, or one after the other, tell two rules or topics of one name apart."""
    parse(changed(*changes))


def test_a_topic_and_a_fact_of_one_name_are_an_error_where_both_can_be_asked() -> None:
    """Whoever would tell the fact has no topic of that name, unless it comes when the fact is known, or is not told."""
    topic = ("[lore.stairs]", TOPIC.format("a war", ""))
    with pytest.raises(WorldError, match=r"'characters\.ada\.topics\.home': .* taken by facts\.war, which 'ada'"):
        parse(changed(topic))
    parse(changed(("[lore.stairs]", TOPIC.format("a war", "when = { knows = ['player.war'] }"))))
    parse(changed(topic, ('keys = ["war"]', 'keys = ["war"]\nsecret = true')))
    parse(changed(topic, ('keys = ["war"]\nknown_by = ["ada"]', 'keys = ["war"]')))
    parse(changed(topic, ("[characters.ada]\n", '[characters.ada]\nlies = ["war"]\n')))


def test_what_tells_phrases_apart() -> None:
    """As when they are looked for: words without articles in English, whatever stands there in Chinese."""
    assert ENGLISH.alike("The  Old Lamp") == ENGLISH.alike("an old lamp") != ENGLISH.alike("an old lamps")
    assert ENGLISH.alike("Лампа") == ENGLISH.alike("лампа") != ENGLISH.alike("…")
    assert CHINESE.alike("那封信") != CHINESE.alike("信")
    assert ENGLISH.wordless("the") and not ENGLISH.wordless("the 9") and not CHINESE.wordless("a")
