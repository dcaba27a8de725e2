"""`fabula bench cache`: the same story twice, once with what was called up frozen in the log, once as a lorebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fabula.cli.bench import app
from fabula.engine.story import TellSettings
from fabula.evals import caching
from fabula.evals.caching import Plan, action, world
from fabula.models.model import Model
from fabula.story.language import LANGUAGES
from fabula.testing.supervised import SupervisedScript


def test_a_bench_reports_in_the_documented_form(tmp_path: Path) -> None:
    """Thirty turns on a scripted server: ours is nearly all reused, the lorebook much less; background is apart."""
    path = tmp_path / "cache.json"
    model = Model("scripted", embedded=SupervisedScript({}))
    settings = TellSettings(log_tokens=900, summaries=False)
    caching.run(Plan(30, 32, (5, 28)), model, settings, report=path, say=lambda line: None)
    report = json.loads(path.read_text("utf-8"))
    assert list(report) == ["name", "metrics", "baseline", "ratio", "aims", "machine", "when"]
    metrics = report["metrics"]
    assert metrics["reused_share"] > 0.9 > report["baseline"]["reused_share"]
    assert metrics["background_tokens_evaluated"] > 0
    assert metrics["lore_fired"] == 12
    assert set(report["ratio"]) == {
        "seconds_to_first_token at turn 5", "seconds_to_first_token at turn 28",
        "seconds_to_first_token, last mark to first",
    }  # fmt: skip
    assert [row["turn"] for row in metrics["by_turn"]] == list(range(1, 31))
    assert not list(tmp_path.glob("*.partial.jsonl"))


def test_an_interrupted_bench_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that were played are kept with their events, and the story goes on from there."""
    path, plan, settings = tmp_path / "cache.json", Plan(4, 32, (3,)), TellSettings()
    turn, played = caching._turn, list[int]()

    async def twice(*args: object) -> object:
        if len(played) == 2:
            raise KeyboardInterrupt
        played.append(1)
        return await turn(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(caching, "_turn", twice)
    with pytest.raises(KeyboardInterrupt):
        caching.run(plan, _scripted(), settings, report=path, say=lambda line: None)
    monkeypatch.setattr(caching, "_turn", turn)
    report = caching.run(plan, _scripted(), settings, report=path, say=lambda line: None)
    assert [row["turn"] for row in report.metrics["by_turn"]] == [1, 2, 3, 4]


def _scripted() -> Model:
    return Model("scripted", embedded=SupervisedScript({}))


def test_every_entry_is_called_up_once() -> None:
    """In a hundred turns the reader speaks of each of the forty entries, in two turns of five, and of one at a time."""
    speech, lore = LANGUAGES["en"], world().lore
    assert len(lore) == 40
    spoken = [
        [key for key, entry in lore.items() if any(speech.contains(action(number), word) for word in entry.keys)]
        for number in range(1, 101)
    ]
    assert sorted(key for keys in spoken for key in keys) == sorted(lore)
    assert all(len(keys) < 2 for keys in spoken)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_small_model_reuses_its_prompt(furnished_home: Path, tmp_path: Path) -> None:
    """Ten turns on the real server, from the command line."""
    path = tmp_path / "cache.json"
    done = CliRunner().invoke(app, ["cache", "--quick", "--turns", "10", "--json", str(path)])
    assert done.exit_code == 0, done.output
    assert json.loads(path.read_text("utf-8"))["metrics"]["reused_share"] > 0.85
