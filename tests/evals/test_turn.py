"""`fabula bench turn` on the small model: the form of its report, and that the comparison is fair."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fabula.cli.bench import app
from fabula.evals.script import actions

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench of long turns proves no more; the plays that it starts read the same environment."""
    monkeypatch.setenv("FABULA_ENGINE_MAX_TOKENS", "48")


@pytest.mark.timeout(600)
def test_a_quick_bench_reports_in_the_documented_form(furnished_home: Path, tmp_path: Path) -> None:
    """Three turns, one start: every figure is there, and the plain call told the same text from the same cache.

    No time is asserted: how quick a machine is, is for bench reports.
    """
    path = tmp_path / "turn.json"
    done = CliRunner().invoke(app, ["turn", "--quick", "--turns", "3", "--starts", "1", "--json", str(path)])
    assert done.exit_code == 0, done.output
    report = json.loads(path.read_text("utf-8"))
    assert list(report) == ["name", "metrics", "baseline", "ratio", "aims", "machine", "when"]
    metrics, rows = report["metrics"], report["metrics"]["by_turn"]
    assert [row["turn"] for row in rows] == [1, 2, 3]
    assert [row["raw_first"] for row in rows] == [False, True, False]
    assert metrics["same_text"] == 1
    assert all(0 < row["tokens"]["reused"] < row["tokens"]["prompt"] for row in rows)
    for name in ("tokens_a_second", "seconds_to_first_token", "seconds_of_turn", "memory"):
        assert metrics[name] > 0 and report["baseline"][name] > 0 and report["ratio"][name] > 0
    assert metrics["seconds_to_opening"] > 0 and metrics["seconds_to_first_word"] > 0
    unmeasured = [aim["measure"] for aim in report["aims"] if aim["value"] is None]
    assert unmeasured == ["reused_share after turn 5"]  # three turns are too few
    assert not list(tmp_path.glob("*.partial.jsonl"))
    assert "MEASURE" in done.output and "expected" not in done.output


def test_an_interrupted_bench_goes_on(furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was played before an interruption is kept, and the story goes on from there."""
    from fabula.evals import pairing

    path = tmp_path / "turn.json"
    order = ["turn", "--quick", "--turns", "2", "--starts", "0", "--json", str(path)]
    pair, played = pairing.pair, []

    async def once(*args: object, **more: object) -> object:
        if played:
            raise KeyboardInterrupt
        played.append(1)
        return await pair(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pairing, "pair", once)
    assert CliRunner().invoke(app, order).exit_code != 0
    kept = path.with_name("turn.json.partial.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line).get("turn") for line in kept] == [None, 1]
    monkeypatch.setattr(pairing, "pair", pair)
    assert CliRunner().invoke(app, order).exit_code == 0
    rows = json.loads(path.read_text("utf-8"))["metrics"]["by_turn"]
    assert [row["turn"] for row in rows] == [1, 2]
    assert rows[0] == {key: value for key, value in json.loads(kept[1]).items() if key not in ("part", "events", "at")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_script_mixes_choices_and_free_words(language: str) -> None:
    """Twenty turns take the first choice, another one, and free words, in turn."""
    script = actions(language, 20)
    assert len(script) == 20
    assert script[0::3] == ["1"] * 7
    assert set(script[1::3]) == {"2", "3"}
    assert all(len(words) > 4 for words in script[2::3])
