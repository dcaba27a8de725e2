"""The intent bench: its cases fit the shipped worlds, its halves are apart, and its figures are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fabula.cli.bench import app
from fabula.evals import intent as bench
from fabula.store.worlds import shipped
from fabula.story.intent import FREE, Intent, known, possible

LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("half", bench.HALVES)
def test_cases_fit_their_worlds(language: str, half: str) -> None:
    """Every moment can be reached, every right intent is known to the world, and what can't be done is meant so."""
    for case in bench.cases(language, half):
        world, state = bench.world_of(case.world, language), bench.moment(case)
        assert case.world in shipped()
        assert all(known(world, Intent.parse(text)) and str(Intent.parse(text)) == text for text in case.intents)
        able = {str(intent) for intent in possible(world, state)}
        first = case.intents[0]
        assert first in able or first == str(FREE) or case.kind in ("claim", "plain"), case.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_halves_are_large_and_apart(language: str) -> None:
    """At least eighty cases a language, none in both halves, a third and more of them free."""
    dev, test = (bench.cases(language, half) for half in bench.HALVES)
    assert len(dev) + len(test) >= 80
    assert not {case.words for case in dev} & {case.words for case in test}
    for cases in (dev, test):
        free = [case for case in cases if case.intents[0] == str(FREE)]
        assert 0.25 < len(free) / len(cases) < 0.5
        assert {"denied", "imagined", "claim", "model", "other"} <= {case.kind for case in free}


def test_a_false_event_is_one_that_free_words_would_not_cause() -> None:
    """Talking and refused intents change nothing; looking, taking and going do."""
    case = next(case for case in bench.cases("en", "dev") if case.world == "last-bus" and not case.after)
    world, state = bench.world_of("last-bus", "en"), bench.moment(case)
    assert not bench.causes(world, state, FREE)
    assert not bench.causes(world, state, Intent("talk", "luo"))
    assert not bench.causes(world, state, Intent("take", "ginger"))  # it lies elsewhere
    assert bench.causes(world, state, Intent("go", "cart"))
    assert bench.causes(world, state, Intent("look", "stop", "bench"))


def test_a_bench_without_a_model_reports_in_the_documented_form(tmp_path: Path, home: Path) -> None:
    """Both ways of code alone, each language, and the words alone as the baseline."""
    path = tmp_path / "intent.json"
    done = CliRunner().invoke(app, ["intent", "--no-ask", "--quick", "--json", str(path)])
    assert done.exit_code == 0, done.output
    report = json.loads(path.read_text("utf-8"))
    assert list(report) == ["name", "metrics", "baseline", "ratio", "aims", "machine", "when"]
    ways = [(row["way"], row["language"]) for row in report["metrics"]["by_way"]]
    assert ways == [(way, language) for way in ("lexical", "near") for language in LANGUAGES]
    assert report["metrics"]["accuracy_zh"] > report["baseline"]["accuracy_zh"]
    assert {aim["measure"] for aim in report["aims"]} == {
        f"{name}_{language}" for name in ("accuracy", "false_events") for language in LANGUAGES
    }
    assert not (tmp_path / "intent.json.partial.jsonl").exists()


def test_an_unknown_half_is_refused() -> None:
    """The halves are dev and test."""
    assert CliRunner().invoke(app, ["intent", "--half", "both"]).exit_code != 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_alone_causes_no_false_events(language: str) -> None:
    """Of all the cases that should be free, read without any model, next to none makes something happen."""
    import asyncio

    free = [c for half in bench.HALVES for c in bench.cases(language, half) if c.intents[0] == str(FREE)]
    rows = [asyncio.run(bench.measure(case, "near", None, None)) for case in free]
    wrong = [row["words"] for row in rows if row["false_event"]]
    assert len(wrong) <= 1, wrong
