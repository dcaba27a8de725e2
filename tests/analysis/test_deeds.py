"""Deeds: who does what to whom."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from fabula.analysis.cast import cast
from fabula.analysis.deeds import Triple, base, deeds, spacy_parse
from fabula.analysis.text import read


def done(raw: str, language: str) -> set[tuple[str, str, str]]:
    text = read(raw, language)
    return {(one.agent, one.verb, one.patient) for one in deeds(text, cast(text)) if one.patient}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("The wolf saw the girl. The wolf chased the girl.", ("the wolf", "chase", "the girl")),
        ("The wolf slept. The hunter came, took the knife and killed the wolf.", ("the hunter", "kill", "the wolf")),
        ("The girl slept. The girl was carried by the hunter.", ("the hunter", "carry", "the girl")),
        ("The hunter met the girl. He gave her an apple.", ("the hunter", "give", "the girl")),
        ("The king had a daughter. The king loved his daughter.", ("the king", "love", "his daughter")),
    ],
)
def test_an_english_deed(raw: str, expected: tuple[str, str, str]) -> None:
    """Plain, with several verbs, passive, by pronouns, and with somebody's own kin."""
    assert expected in done(raw, "en")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("老栓走到家。老栓看见康大叔。康大叔骂老栓。", ("康大叔", "骂", "老栓")),
        ("老栓坐着。康大叔走进来。康大叔把老栓推出去。老栓哭了。", ("康大叔", "推", "老栓")),
        ("老栓跑了。老栓被康大叔打了。康大叔笑了。老栓哭了。", ("康大叔", "打", "老栓")),
    ],
)
def test_a_chinese_deed(raw: str, expected: tuple[str, str, str]) -> None:
    """Plain, with 把 and with 被."""
    assert any(
        agent == expected[0] and expected[1] in verb and patient == expected[2]
        for agent, verb, patient in done(raw, "zh")
    )


def test_what_is_denied_is_marked() -> None:
    """Nobody is killed who "did not kill"; the deed is kept and said not to be real."""
    text = read(
        ("The hunter saw the wolf. The hunter did not kill the wolf. The wolf would have bitten the hunter."), "en"
    )
    found = {one.verb: one.real for one in deeds(text, cast(text)) if one.patient}
    assert found["see"]
    assert not found["kill"]


def test_going_to_somebody_is_nothing_done_to_them() -> None:
    """Who is only gone to is no patient."""
    assert not any(verb == "go" for _, verb, _ in done("The wolf saw the girl. The wolf went to the girl.", "en"))


def test_deeds_stand_where_they_say() -> None:
    """A deed's span holds its agent's and patient's words."""
    raw = "The wolf saw the girl. The wolf chased the girl."
    text = read(raw, "en")
    one = next(one for one in deeds(text, cast(text)) if one.verb == "chase")
    assert raw[one.begin : one.end] == "The wolf chased the girl"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gave", "give"),
        ("chased", "chase"),
        ("cared", "care"),
        ("stopped", "stop"),
        ("carries", "carry"),
        ("kissing", "kiss"),
        ("opened", "open"),
        ("went", "go"),
    ],
)
def test_base_forms(word: str, expected: str) -> None:
    """Irregular and regular forms lead back to their verb."""
    assert base(word) == expected


def test_a_parser_is_asked_instead_of_the_rules() -> None:
    """What a parser says is taken where its spans meet the cast, and only there."""
    text = read("The wolf saw the girl. The wolf slept.", "en")

    def parse(sentence: str) -> list[Triple]:
        return [Triple((0, 8), "greet", (13, 21)), Triple((9, 12), "see", None)] if "girl" in sentence else []

    found = deeds(text, cast(text), parse)
    assert [(one.agent, one.verb, one.patient) for one in found] == [("the wolf", "greet", "the girl")]


def test_a_spacy_pipeline_becomes_a_parser() -> None:
    """Subjects, objects, passives and negation are read from a dependency tree of spaCy's form."""

    def token(text: str, at: int, dep: str, pos: str = "NOUN", lemma: str = "", children: tuple[Any, ...] = ()) -> Any:
        return SimpleNamespace(text=text, idx=at, dep_=dep, pos_=pos, lemma_=lemma, children=children)

    wolf, girl = token("wolf", 4, "nsubj"), token("girl", 20, "dobj")
    active = token("chased", 9, "ROOT", "VERB", "chase", (wolf, girl))
    by = token("by", 30, "agent", "ADP", "by", (token("hunter", 37, "pobj"),))
    passive = token("saved", 24, "ROOT", "VERB", "save", (token("girl", 4, "nsubjpass"), by, token("not", 14, "neg")))
    assert spacy_parse(lambda _: [wolf, active, girl])("") == [Triple((4, 8), "chase", (20, 24), True)]
    assert spacy_parse(lambda _: [passive])("") == [Triple((37, 43), "save", (4, 8), False)]
