"""The suite of planted sentences: its form, its figures, and what the checker makes of the open half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fabula.cli.bench import app
from fabula.engine.contradict import KINDS
from fabula.evals import consistency
from fabula.evals.consistency import OPEN, Case, Plan, Verdict
from fabula.evals.unchecked import whole

FIELDS = {"place", "held", "here", "dead", "time", "done", "reader", "with", "step"}


@pytest.mark.parametrize("language", consistency.LANGUAGES)
def test_open_cases_have_the_documented_form(language: str) -> None:
    """Half of the cases are planted, every kind is among them, and their states name what the world has."""
    told, cases = consistency.world(language), consistency.cases(language, OPEN)
    assert len({case.id for case in cases}) == len(cases) == 160
    assert sum(bool(case.kind) for case in cases) == 80
    assert {case.kind for case in cases} == {"", *KINDS}
    for case in cases:
        assert set(case.state) <= FIELDS
        state = consistency.state_of(told, case)
        assert state.here() == [key for key in told.characters if key in case.state["here"]]
        assert state.held() == [key for key in told.items if key in case.state["held"]]
        assert not state.lying_here() and state.phase


@pytest.mark.parametrize("language", consistency.LANGUAGES)
def test_the_open_half_is_judged_well(language: str) -> None:
    """The aims for the half that the checker was written with are met, with room to the naive checker."""
    mine = consistency.judge(language, OPEN, consistency.checked)
    plain = consistency.judge(language, OPEN, consistency.naive)
    recall, precision = (_share(mine, planted=True), _precision(mine))
    assert recall >= 0.95 and precision >= 0.95
    assert _precision(plain) < precision and _share(plain, planted=True) < recall


def _share(verdicts: list[Verdict], *, planted: bool) -> float:
    chosen = [bool(one.found) for one in verdicts if bool(one.case.kind) == planted]
    return sum(chosen) / len(chosen)


def _precision(verdicts: list[Verdict]) -> float:
    flagged = [bool(one.case.kind) for one in verdicts if one.found]
    return sum(flagged) / len(flagged)


def test_the_naive_checker_takes_words_for_facts() -> None:
    """It flags who is away, what is not held, other places and any hour, and nothing else."""
    told = consistency.world("en")
    state = {
        "place": "market",
        "held": ["lamp"],
        "here": ["oda"],
        "dead": [],
        "time": "14:00",
        "done": [],
        "reader": "M",
    }
    for sentence, flagged in (
        ("Oda raises the lamp.", False), ("You think of Tove.", True), ("There is a key somewhere.", False),
        ("You wish for the key.", True), ("The chapel is far away.", True), ("It will be night soon.", True),
    ):  # fmt: skip
        case = Case("", state, "", sentence, "")
        assert bool(consistency.naive(told, consistency.state_of(told, case), case)) is flagged, sentence


def test_the_bench_writes_its_report(tmp_path: Path) -> None:
    """The command needs no model, prints a table, and writes figures, the baseline and aims."""
    path = tmp_path / "consistency.json"
    ran = CliRunner().invoke(app, ["consistency", "--quick", "--json", str(path)])
    assert ran.exit_code == 0, ran.output
    assert "wrong pronoun" in ran.output and "NAIVE" in ran.output and "recall_en_open" in ran.output
    report = json.loads(path.read_text("utf-8"))
    assert report["name"] == "consistency"
    assert report["metrics"]["cases_en_open"] == 160 // consistency.QUICK
    assert set(report["metrics"]["recall_by_kind_zh_open"]) == set(KINDS)
    assert {aim["measure"] for aim in report["aims"]} == {
        f"{measure}_{language}_open" for measure in ("recall", "precision") for language in consistency.LANGUAGES
    }
    assert 0 <= report["baseline"]["precision_en_open"] <= 1


def test_kinds_without_cases_have_no_share() -> None:
    """What was not measured is not counted as found."""
    case = Case("", {}, "", "", "dead")
    shares = consistency.by_kind([Verdict(case, ("dead",))])
    assert shares["dead"] == 1 and shares["person"] is None
    assert consistency.suite(Plan(halves=()))[2] == []


def test_a_quotation_is_judged_whole() -> None:
    """What somebody says in several sentences is no narration: told prose is cut where the checks cut it."""
    assert list(whole('"I stay. I wait here." She sits. Rain', "en")) == ['"I stay. I wait here."', "She sits.", "Rain"]
    assert list(whole("“我不走。我等。”她坐下。雨", "zh")) == ["“我不走。我等。”", "她坐下。", "雨"]
