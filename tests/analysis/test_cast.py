"""The cast: characters found without a list, their names joined, their pronouns counted."""

from __future__ import annotations

import pytest

from fabula.analysis.cast import Character, cast
from fabula.analysis.text import read

TALE = (
    "Once upon a time there was a poor miller who had a daughter called Marleen. The miller loved his daughter, but he"
    " was afraid of the king. One day the old king came to the mill. The king said that"
    " Marleen must spin gold. She wept,"
    " and a little dwarf came in and asked her why. Marleen told the dwarf everything."
)
MEDICINE = (
    "华老栓走到家，店里没有客人。华大妈从灶下走出，问他说：“得了么？”老栓点点头，说：“得了。”小栓坐在桌前吃饭，"
    "他咳嗽起来，小栓又喝了水。一个花白胡子的人说：“老栓，你病了么？”花白胡子又看看小栓，叹了口气。康大叔走进来，对老栓嚷道：“好了么？”"
)


def _by(found: tuple[Character, ...], words: str) -> Character:
    return next(one for one in found if one.called(words))


def test_a_tale_has_those_who_act_in_it() -> None:
    """People with names and without are found, with gender and kind, and what they are called is joined."""
    found = cast(read(TALE, "en"))
    assert _by(found, "Marleen").called("his daughter")
    assert _by(found, "Marleen").gender == "she"
    assert _by(found, "the king").called("the old king")
    assert _by(found, "the dwarf").kind == "person"
    assert not any(one.called("the mill") or one.called("gold") for one in found)


def test_pronouns_count_for_whom_they_mean() -> None:
    """A pronoun goes to whoever fits in gender: "she" to Marleen, "he" to the miller, not to the king after him."""
    text = read(TALE, "en")
    found = cast(text)
    meant = {text.raw[one.begin : one.end]: who.name for who in found for one in who.mentions if one.how == "pronoun"}
    assert _by(found, meant["She"]).name == "Marleen"
    assert _by(found, meant["he"]).called("the miller")


def test_mentions_stand_where_they_say() -> None:
    """Every mention's offsets give its words, mentions are in order, and shares add up to one."""
    for raw, language in ((TALE, "en"), (MEDICINE, "zh")):
        text = read(raw, language)
        found = cast(text)
        for who in found:
            begins = [one.begin for one in who.mentions]
            assert begins == sorted(begins)
            assert who.first.begin == begins[0]
            for one in who.mentions:
                if one.how == "name":
                    surface = raw[one.begin : one.end]
                    assert any(name in surface or surface in name for name in (who.name, *who.aliases))
        assert sum(one.share for one in found) == pytest.approx(1.0, abs=0.01)


def test_chinese_names_are_found_and_joined() -> None:
    """老栓 is 华老栓, 花白胡子 is the man with the grey beard, titles make names, and 客人 who do nothing are left
    out."""
    found = cast(read(MEDICINE, "zh"))
    assert _by(found, "老栓").called("华老栓")
    assert _by(found, "花白胡子").called("一个花白胡子的人")
    assert _by(found, "华大妈").gender == "she"
    assert _by(found, "康大叔").gender == "he"
    assert _by(found, "小栓").name != _by(found, "老栓").name


def test_a_name_of_numerals_is_learned_from_how_clauses_begin() -> None:
    """七斤 is no weight where it begins clauses and speaks; 三斤 that is bought is one."""
    raw = (
        "七斤慢慢地抬起头来。七斤说：“皇帝坐了龙庭了。”七斤嫂有些着急，赶忙的问：“真的么？”七斤又叹一口气，说：“真的。”"
        "七斤嫂呆了一刻。七斤没有应。七斤喝醉了酒。七斤嫂站起身说：“这怎么好！”她买了三斤米。七斤便走了。七斤嫂也走了。"
    )
    found = cast(read(raw, "zh"))
    assert {"七斤", "七斤嫂"} <= {one.name for one in found}
    assert _by(found, "七斤嫂").gender == "she"
    assert not any(one.called("三斤") for one in found)


@pytest.mark.parametrize(
    ("raw", "language", "name"),
    [
        ("I went to the well. I drank, and my brother laughed at me. I was angry.", "en", "I"),
        ("我走到井边。我喝了水。弟弟笑我，我很生气。", "zh", "我"),
    ],
)
def test_who_tells_is_one_of_them(raw: str, language: str, name: str) -> None:
    """A narrator in the first person is a character, with their own mentions."""
    who = next(one for one in cast(read(raw, language)) if one.narrator)
    assert who.name == name
    assert who.count >= 3


def test_i_inside_quotations_is_no_narrator() -> None:
    """Whoever says "I" in a tale that is told of others doesn't tell it."""
    assert not any(one.narrator for one in cast(read('The fox laughed. "I am hungry, and I will eat," he said.', "en")))


def test_speech_without_marks_makes_no_narrator() -> None:
    """In a classical text what follows 曰 may say 我: nobody in the tale tells it."""
    assert not any(one.narrator for one in cast(read("生归家。女曰：我待君久矣，我饥。生笑。女曰：我去矣。", "zh")))


def test_places_are_no_characters() -> None:
    """A name that only stands behind "in" and "to" is a place's."""
    found = cast(read("Anna lived in Whitby. She went to Whitby every day. Anna sang in Whitby.", "en"))
    assert [one.name for one in found] == ["Anna"]


def test_two_of_one_noun_are_kept_apart() -> None:
    """A second introduction ("another king") makes a second character, and traits say who is meant."""
    raw = "The old king slept. Another king came. The other king laughed, and the old king woke. The old king wept."
    found = cast(read(raw, "en"))
    assert _by(found, "the old king").name != _by(found, "the other king").name


def test_names_of_a_cast_differ() -> None:
    """Who can't be told apart by words gets a number: speakers are given by name."""
    raw = "A man came. He sat down. A man laughed. The man wept. A man sang, and the man slept."
    names = [one.name for one in cast(read(raw, "en"))]
    assert len(names) == len(set(names)) > 1


def test_classical_chinese_has_its_own_nouns() -> None:
    """生 and 女 stand for people where they begin a clause and do something."""
    found = cast(read("生归家，见女立庭中。女曰：“君来何迟？”生曰：“路远。”女笑，生亦笑。", "zh"))
    assert {"生", "女"} <= {one.name for one in found}
    assert _by(found, "女").gender == "she"


def test_the_same_text_gives_the_same_cast() -> None:
    """Nothing depends on the order of sets or on chance."""
    assert cast(read(TALE, "en")) == cast(read(TALE, "en"))
    assert cast(read(MEDICINE, "zh")) == cast(read(MEDICINE, "zh"))


@pytest.mark.parametrize("raw", ["a", "Hello.", "“”a", '"', "我", "the the the", "X" * 5000, "“" * 500 + "a"])
def test_odd_texts_have_a_cast_too(raw: str) -> None:
    """A text with hardly anything in it is read, and has hardly anybody in it."""
    if not any(one.isalnum() for one in raw):
        return
    for language in ("en", "zh"):
        assert len(cast(read(raw, language))) <= 1
