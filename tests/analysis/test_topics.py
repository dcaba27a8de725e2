"""Topics: the phrases that a text turns on, and those of each of its parts."""

from __future__ import annotations

from fabula.analysis.text import read
from fabula.analysis.topics import keyphrases, topics

LIGHTHOUSE = (
    "The lighthouse keeper lived on a rock. Every evening the lighthouse keeper climbed the stairs and lit the lamp."
    " The lamp burned until dawn. Ships saw the lamp and kept away from the rock. One night the oil ran out, and the"
    " lighthouse keeper burned his chairs so that the lamp would burn."
)
BOOK = (
    "Chapter 1\n\nThe baker baked bread. The bread was for the market. The baker carried the bread to the market.\n\n"
    "Chapter 2\n\nThe whale swam in the sea. The whale sang. The sailors heard the whale and steered away."
)


def test_keyphrases_with_their_places() -> None:
    """What comes again and again is first, neighbours become a phrase, and every place is given."""
    text = read(LIGHTHOUSE, "en")
    found = {one.text: one for one in keyphrases(text)}
    assert next(iter(found)) == "lighthouse keeper"
    assert {"lamp", "rock"} <= set(found) and not {"the", "every", "climbed", "until"} & set(found)
    assert [text.of(span).casefold() for span in found["lamp"].spans] == ["lamp"] * 4
    assert max(one.score for one in found.values()) == 1


def test_keyphrases_in_chinese() -> None:
    """Nouns that a Chinese text turns on are found; particles and verbs are not."""
    text = read(
        "灯塔上住着一个老人。每天晚上，老人点亮灯塔的油灯。水手们看见灯塔，就知道海岸近了。老人爱灯塔，也爱水手。", "zh"
    )
    found = [one.text for one in keyphrases(text)]
    assert found[0] == "灯塔" and {"老人", "水手"} <= set(found) and not {"看见", "知道", "一个"} & set(found)


def test_each_chapter_has_its_own_topics() -> None:
    """A chapter's phrases are its own, with its title and its place."""
    text = read(BOOK, "en")
    first, second = topics(text)
    assert first.title == "Chapter 1" and text.raw[second.begin :].startswith("Chapter 2")
    assert "bread" in {one.text for one in first.phrases} and "whale" in {one.text for one in second.phrases}
    assert not {one.text for one in first.phrases} & {one.text for one in second.phrases}
    for part in (first, second):
        assert all(part.begin <= span.begin < span.end <= part.end for one in part.phrases for span in one.spans)


def test_a_word_alone() -> None:
    """A text without a noun has no phrase; one word is its own."""
    assert keyphrases(read("And then they did.", "en")) == ()
    assert [one.text for one in keyphrases(read("Lighthouse", "en"))] == ["Lighthouse"]
