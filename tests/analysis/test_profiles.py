"""Style profiles: texts lie near the shelf that they are told like, for reasons that hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.analysis.profiles import Profile, burrows, distance, nearest, profile
from fabula.analysis.reference import Reference, shipped
from fabula.analysis.style import style
from fabula.analysis.text import read

LIAO = (
    "有屠人货肉归，日已暮，欻一狼来，瞰担上肉，似甚垂涎，随屠尾行数里。屠惧，示之以刃，少却；及走，又从之。屠思狼所欲者肉，"
    "不如悬诸树而早取之。遂钩肉，翘足挂树间，示以空担。狼乃止。屠归。昧爽往取肉，遥望树上悬巨物，似人缢死状，大骇。"
)
CHILD = (
    "小猫醒来了。它看见妈妈在院子里。妈妈说：“快来吃饭吧！”小猫跑过去，坐在妈妈的旁边。它吃了一条大鱼。然后它和小狗一起玩。"
    "他们跑到树下，看见一只小鸟。小鸟在唱歌。小猫很高兴。晚上，小猫回家睡觉了。妈妈给它讲了一个故事。"
)


@pytest.mark.parametrize(("raw", "key"), [(LIAO, "liaozhai"), (CHILD, "picture-books")])
def test_nearest_shelf(raw: str, key: str) -> None:
    """A tale in classical Chinese and one for small children are each nearest to their kind, with reasons."""
    text = read(raw, "zh")
    found = nearest(profile(text, style(text)))
    assert found[0].key == key
    assert [one.distance for one in found] == sorted(one.distance for one in found)
    for one in found[0].because:
        assert (one.value > one.usual) == (one.shelf > one.usual), one


def test_too_short_a_text_is_near_nothing() -> None:
    """Under 50 words nothing is compared."""
    text = read("She ran.", "en")
    assert nearest(profile(text, style(text))) == ()


def _as(known: Reference, number: int) -> Profile:
    shelf = known.shelves[number]
    means = [{name: one.mean for name, one in table.items()} for table in (shelf.measures, shelf.functions)]
    return Profile(known.language, 1000, *means)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shelf_is_nearest_to_itself(language: str) -> None:
    """A text with exactly a shelf's means is nearest to it by both forms of Delta."""
    known = shipped(language)
    for number, shelf in enumerate(known.shelves):
        own = _as(known, number)
        assert nearest(own, known)[0].key == shelf.key
        assert burrows(own, shelf, known) == pytest.approx(0)
        assert min(burrows(own, one, known) for one in known.shelves if one is not shelf) > 0.1


def test_the_opposite_is_farthest() -> None:
    """What differs from the usual in the other direction has a distance of 2."""
    known = shipped("zh")
    own, shelf = _as(known, 0), known.shelves[0]
    turned = {name: 2 * known.functions[name].mean - value for name, value in own.functions.items()}
    other = {name: 2 * known.measures[name].mean - value for name, value in own.measures.items()}
    mild = replace(own, functions=turned, measures=other)
    assert distance(mild, shelf, known) > 1.9


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reference_has_numbers_and_no_text(language: str) -> None:
    """What ships are single words with shares, and means: nothing from which a sentence could be read."""
    known = shipped(language)
    assert all(0 < share <= 1.001 for share in [*known.common.values(), *known.seeds.values()])
    longest = 12 if language == "zh" else 60
    assert max(map(len, known.common)) <= longest
    assert known.rarity("xylophonists") == 1 > known.rarity(max(known.common, key=lambda word: known.common[word]))
