"""Holding sentences against a state: planted contradictions are found, look-alikes are not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fabula.analysis.traits import traits
from fabula.engine.contradict import KINDS, TIME_OF_DAY, TRAIT, Contradiction, Contradictions
from fabula.evals.consistency import Case, state_of, world
from fabula.story.clock import Clock
from fabula.story.decide import note_traits, start
from fabula.story.parse import parse
from fabula.story.state import State, fold
from guide import world_files

HERE = Path(__file__).parent
READERS = {"en": "Mira", "zh": "林舟"}
LISTS = {"+": "here", "-": "dead"}
NAMES = {"h": "held", "done": "done", "t": "time", "r": "reader"}
MAPS = {"w": "with", "step": "step"}


def given(spec: str, language: str) -> Mapping[str, Any]:
    """The state that the words of a line stand for."""
    out: dict[str, Any] = {"held": [], "here": [], "dead": [], "done": [], "time": "14:00", "reader": READERS[language]}
    out["place"], *words = spec.split()
    for word in words:
        key, _, value = word.partition("=")
        if word[0] in LISTS:
            out[LISTS[word[0]]].append(word[1:])
        elif key in MAPS:
            out[MAPS[key]] = dict(pair.split(":") for pair in value.split(","))
        else:
            out[NAMES[key]] = value.split(",") if key in ("h", "done") else value
    return out


def lines(language: str) -> list[Case]:
    """The cases of ``told.LANG.txt``."""
    out = []
    for line in (HERE / f"told.{language}.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, spec, before, sentence = (part.strip() for part in line.split("||"))
            out.append(Case("", given(spec, language), before, sentence, kind))
    return out


def found(case: Case, language: str) -> list[str]:
    """The kinds that are found in a case."""
    told = world(language)
    return [one.kind for one in Contradictions(told, state_of(told, case)).find(case.sentence, case.before)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_planted_contradictions_are_found_and_named(language: str) -> None:
    """Each sentence that contradicts the state is flagged, and one of its kinds is the right one."""
    cases = [case for case in lines(language) if case.kind]
    assert {case.kind for case in cases} == set(KINDS)
    missed = [f"{case.kind}: {case.sentence}" for case in cases if case.kind not in found(case, language)]
    assert not missed


@pytest.mark.parametrize("language", ["en", "zh"])
def test_look_alikes_are_let_through(language: str) -> None:
    """What is denied, supposed, remembered, dreamt, told of, pictured, compared or far away contradicts nothing."""
    cases = [case for case in lines(language) if not case.kind]
    alarms = [f"{found(case, language)}: {case.sentence}" for case in cases if found(case, language)]
    assert not alarms


def test_why_names_who_and_what() -> None:
    """A contradiction says what was read in the sentence, with the ids of the world."""
    told = world("en")
    case = Case("", given("market -oda", "en"), "", "Oda wipes her hands.", "")
    (one,) = Contradictions(told, state_of(told, case)).find(case.sentence)
    assert one == Contradiction("dead", "Oda acts, but oda is dead")


def test_a_world_without_a_clock_has_no_wrong_hour() -> None:
    """Where no time passes, any hour may be told."""
    noon, case = "The noon sun beats on the roof.", Case("", given("market t=23:00", "en"), "", "", "")
    told = world("en")
    state = state_of(told, case)
    assert [one.kind for one in Contradictions(told, state).find(noon)] == [TIME_OF_DAY]
    assert not Contradictions(told.model_copy(update={"clock": None}), state).find(noon)


def test_where_night_falls_early_it_may_be_told() -> None:
    """A world with times of day of its own is held against those."""
    case = Case("", given("market t=16:30", "en"), "", "It is the middle of the night.", "")
    told = world("en")
    state = state_of(told, case)
    assert [one.kind for one in Contradictions(told, state).find(case.sentence)] == [TIME_OF_DAY]
    clock = Clock(start="12:00", phases={"morning": "10:00", "night": "14:00"})
    assert not Contradictions(told.model_copy(update={"clock": clock}), state).find(case.sentence)


def test_the_author_may_say_what_claims_a_goal() -> None:
    """Where a step has claims of its own, they alone decide."""
    told = world("en")
    bell = told.quests["bell"]
    steps = {key: step.model_copy(update={"claims": ["the mouth of the church"]}) for key, step in bell.steps.items()}
    told = told.model_copy(update={"quests": {"bell": bell.model_copy(update={"steps": steps})}})
    case = Case("", given("chapel step=bell:ring", "en"), "", "", "")
    look = Contradictions(told, state_of(told, case))
    assert not look.find("You have rung the bell at last.")
    assert [one.kind for one in look.find("The mouth of the church is open again.")] == ["quest claimed done"]
    assert not look.find("If you pull, the mouth of the church will open.")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_strange_text_is_no_trouble(language: str) -> None:
    """Empty, unfinished, foreign and endless sentences are looked at without an error."""
    told = world(language)
    case = Case("", given("market", language), "", "", "")
    look = Contradictions(told, state_of(told, case))
    for text in (
        "",
        " ",
        '"',
        "“",
        "Oda",
        "奥婶",
        "Oda's",
        "，",
        "a" * 5000,
        "Oda, " * 400,
        "奥婶，" * 400,
        "\n\n\x00",
    ):
        look.find(text, text)


@pytest.mark.parametrize(
    ("language", "same", "other", "denied"),
    [
        ("en", "Oda's grey eyes narrow.", "Oda's brown eyes narrow.", "Oda's eyes are not brown."),
        ("zh", "奥婶的眼睛是灰色的。", "奥婶的眼睛是棕色的。", "奥婶的眼睛不是棕色的。"),
    ],
)
def test_eyes_keep_their_colour(language: str, same: str, other: str, denied: str) -> None:
    """What prose let fall of somebody and the rules noted is not told otherwise later."""
    told = world(language)
    state = state_of(told, Case("", given("market +oda", language), "", same, ""))
    eyes = next(traits(same, {told.name_of("oda"): "oda"}, language))
    noted, refused = note_traits(told, state, [(eyes.owner, eyes.part, eyes.value)])
    assert [(one.owner, one.part, one.value) for one in noted] == [(eyes.owner, eyes.part, eyes.value)]
    assert not refused
    after = Contradictions(told, fold(state, noted))
    assert [one.kind for one in after.find(other)] == [TRAIT]
    assert not after.find(same)
    assert not after.find(denied)
    assert not Contradictions(told, state).find(other)


TRUE_HERE = {
    "en": [
        ("office", "The jar of noon stands on a shelf in the loft."), ("office", "On the blackboard it says: noon."),
        ("office", "“Assistant,” says a voice through the floorboards."), ("jetty", "Ines says that he is tired."),
    ],
    "zh": [
        ("office", "你多想有一罐正午。"),
        ("office", "你听见佩尔先生在阁楼里咳嗽。"),
        ("office", "楼上传来佩尔先生的咳嗽声。"),
        ("jetty", "伊内丝说，他没有病。"),
    ],
}  # fmt: skip
UNTRUE_HERE = {
    "en": [("office", "You now hold the jar of noon."), ("office", "The noon sun stands over the roof.")],
    "zh": [("office", "你把信揣进口袋。"), ("office", "正午的太阳照在屋顶上。"), ("jetty", "伊内丝笑了，他挠了挠头。")],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_that_hold_an_hour_and_talk_of_others_are_no_contradiction(language: str) -> None:
    """A jar of noon is no hour, what is heard of somebody is elsewhere, and whoever is reported on may be anybody."""
    told = parse(world_files(), language)
    state = fold(State(), [start(told, seed=1)])
    state.minutes, state.phase = 18 * 60 + 30, "evening"
    for place, sentence in TRUE_HERE[language]:
        state.place = place
        assert not Contradictions(told, state).find(sentence), sentence
    for place, sentence in UNTRUE_HERE[language]:
        state.place = place
        assert Contradictions(told, state).find(sentence), sentence
