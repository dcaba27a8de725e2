"""Relations: who has to do with whom, and where the text shows it."""

from __future__ import annotations

from fabula.analysis.cast import cast
from fabula.analysis.deeds import deeds
from fabula.analysis.relations import Relation, central, relations
from fabula.analysis.speakers import speakers
from fabula.analysis.text import Text, read

TALE = (
    "There was a boy called Hans. Hans helped the old woman, and the old woman blessed Hans. Hans loved his mother.\n\n"
    'The giant hated Hans. The giant struck Hans and chased him. "Go away!" cried the giant.\n\n"Never!" said Hans.\n\n'
    "The miller slept in the mill."
)


def found(text: Text, **more: object) -> dict[frozenset[str], Relation]:
    people = cast(text)
    ties = relations(text, people, speakers(text, people), deeds(text, people), **more)  # type: ignore[arg-type]
    return {frozenset((one.one, one.other)): one for one in ties}


def test_friends_and_foes() -> None:
    """Tone is of the deeds: who is helped and blesses is a friend, who strikes and chases none."""
    ties = found(read(TALE, "en"))
    assert ties[frozenset(("Hans", "the old woman"))].tone > 0.3
    assert ties[frozenset(("Hans", "the giant"))].tone < -0.3
    assert ties[frozenset(("Hans", "the giant"))].spoken == 2


def test_kinship_is_named() -> None:
    """ "His mother" is the mother of whom "his" means."""
    tie = found(read(TALE, "en"))[frozenset(("Hans", "his mother"))]
    assert tie.kin == "mother: his mother"


def test_strangers_have_no_relation() -> None:
    """Who shares no sentence, scene or line with anybody has no edge."""
    assert not any("the miller" in pair for pair in found(read(TALE, "en")))


def test_relations_cite_sentences() -> None:
    """Every relation has spans, each a sentence of the text, at most twelve."""
    text = read(TALE, "en")
    for tie in found(text).values():
        assert 0 < len(tie.spans) <= 12
        assert set(tie.spans) <= set(text.sentences)
        assert tie.weight > 0
        assert -1 <= tie.tone <= 1


def test_the_polarity_of_shared_sentences_counts() -> None:
    """Two whose deeds say nothing are friends or foes by how their sentences feel."""
    text = read("Anna and Bert walked home. Anna and Bert sat down. Anna saw Bert.", "en")
    up = found(text, polarity=[0.9] * len(text.sentences))[frozenset(("Anna", "Bert"))]
    down = found(text, polarity=[-0.9] * len(text.sentences))[frozenset(("Anna", "Bert"))]
    assert down.tone < 0 < up.tone


def test_chinese_relations() -> None:
    """The same in Chinese: 打 and 骂 are hostile, 他的母亲 is kin."""
    raw = "康大叔打小栓。康大叔又骂小栓。小栓哭了。小栓叫他的母亲。他的母亲抱小栓。"
    ties = found(read(raw, "zh"))
    assert ties[frozenset(("康大叔", "小栓"))].tone < -0.3
    assert ties[frozenset(("小栓", "他的母亲"))].kin == "母亲: 他的母亲"


def test_who_is_central() -> None:
    """Shares of the weight, the greatest first: Hans knows everybody."""
    text = read(TALE, "en")
    shares = central(list(found(text).values()))
    assert next(iter(shares)) == "Hans"
    assert all(0 < share <= 1 for share in shares.values())
