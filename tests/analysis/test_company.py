"""Company: the people of a text with their moods, joined from what is said, done and felt."""

from __future__ import annotations

import pytest

from fabula.analysis.company import LEADING, Company, company
from fabula.analysis.emotion import feelings
from fabula.analysis.structure import structure
from fabula.analysis.text import Text, read

TALES = {
    "en": "Anna was happy. Anna laughed and danced with joy all day.\n\nBoris wept. Boris hated the dark, and he was "
    "terribly afraid.\n\n“I love this wonderful morning,” said Anna.\n\n“Everything is lost and hopeless,” cried "
    "Boris.\n\nAnna hugged Boris. Boris thanked Anna.",
    "zh": "小红很高兴。小红整天笑着跳舞，心里满是喜悦。\n\n小明哭了。小明讨厌黑暗，他非常害怕。\n\n"
    "“我爱这美好的早晨！”小红说。\n\n“一切都完了，没有希望了。”小明哭着说。\n\n小红拥抱了小明。小明感谢小红。",
}
NAMES = {"en": ("Anna", "Boris"), "zh": ("小红", "小明")}
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def met(raw: str, language: str) -> tuple[Text, Company]:
    """A text and its company."""
    text = read(raw, language)
    found = feelings(text.raw, [(one.begin, one.end) for one in text.sentences], language)
    return text, company(text, found, structure(text, found).scenes)


@BOTH
def test_each_has_their_own_mood(language: str) -> None:
    """The glad one's mood is pleasant, the sad one's unpleasant, in the order of the cast."""
    _, people = met(TALES[language], language)
    moods = {one.name: one.feeling for one in people.moods}
    glad, sad = NAMES[language]
    assert moods[glad].polarity > 0.1 > -0.1 > moods[sad].polarity
    order = [one.name for one in people.cast]
    assert [one.name for one in people.moods] == [name for name in order if name in moods]


@BOTH
def test_a_mood_shows_where_it_stands(language: str) -> None:
    """The spans of a mood lie in the text, in order, and hold a sentence in which they act or a line of theirs."""
    text, people = met(TALES[language], language)
    for one in people.moods:
        assert one.spans and [(s.begin, s.end) for s in one.spans] == sorted((s.begin, s.end) for s in one.spans)
        assert all(0 <= span.begin < span.end <= len(text.raw) for span in one.spans)
        lines = {(line.begin, line.end) for line in people.speech if line.speaker == one.name}
        named = [span for span in one.spans if (span.begin, span.end) in lines or one.name in text.of(span)
                 or any(m.begin >= span.begin and m.end <= span.end for c in people.cast if c.name == one.name
                        for m in c.mentions)]  # fmt: skip
        assert len(named) == len(one.spans)


@BOTH
def test_what_is_said_of_people_is_of_the_cast(language: str) -> None:
    """Who speaks, acts and is related is in the cast; at most the leading eight have moods."""
    _, people = met(TALES[language] + "\n\n" + TALES[language], language)
    names = {one.name for one in people.cast}
    assert {one.speaker for one in people.speech if one.speaker} <= names
    assert {name for one in people.relations for name in (one.one, one.other)} <= names
    assert len(people.moods) <= LEADING


@BOTH
def test_nobody_is_nobody(language: str) -> None:
    """A text without people has no company."""
    raw = {"en": "It rained. The rain fell on the roof all night.", "zh": "下雨了。雨整夜落在屋顶上。"}[language]
    _, people = met(raw, language)
    assert people.moods == () and people.relations == ()
