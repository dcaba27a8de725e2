"""``fabula bench workshop``: what is measured, and that an interrupted bench goes on."""

from __future__ import annotations

from pathlib import Path

from fabula.evals import workshop
from fabula.evals.kept import Kept
from fabula.models.model import Model
from fabula.testing.scripted import scripted_server

PLAN = workshop.Plan(("en", "zh"), 1, 2, reword=False)


def test_stories_are_measured_beside_plain_ones(tmp_path: Path) -> None:
    """The person's words keep every fact in the story; scripted prose about nothing, told plainly, loses them."""
    with scripted_server() as server:
        found = workshop.run(PLAN, Model("scripted", url=server.url), report=tmp_path / "r.json", say=lambda line: None)
    assert found.metrics["texts"] == 2
    for language in PLAN.languages:
        assert found.metrics[f"kept_facts_{language}"] == 1.0
        assert found.baseline[f"kept_facts_{language}"] < 0.5
        assert 0.0 <= found.metrics[f"refused_{language}"] <= 1.0
    assert not list(tmp_path.glob("*.partial*"))


def test_an_interrupted_bench_goes_on(tmp_path: Path) -> None:
    """What is finished is not told again: with one text of two kept, only the other is asked for."""
    said: list[str] = []
    row = {"part": "text", "id": workshop.chosen("en", 1)[0]["id"], "language": "en", "distance": [0.1],
           "distance_blind": [0.2], "mismatch": [0.0], "mismatch_blind": [0.1], "refused": 0, "trials": 2,
           "left_out": 0, "kept": 1.0, "person": 1.0, "kept_plain": 0.5, "person_plain": 1.0}  # fmt: skip
    with scripted_server() as server:
        model = Model("scripted", url=server.url)
        kept = Kept(tmp_path / "r.json", {"texts": 1, "candidates": 2, "reword": False,
                                                   "languages": PLAN.languages, "model": model.identity})  # fmt: skip
        kept.add("text", row)
        found = workshop.run(PLAN, model, report=tmp_path / "r.json", say=said.append)
    assert len(said) == 1 and "f-zh" in said[0]
    assert found.metrics["distance_en"] == 0.1 and found.ratio["distance_en"] == 0.5


def test_texts_of_danger_are_left_out() -> None:
    """No story is told of a text that speaks of danger, and the half that may not be looked at is not taken."""
    for language in ("en", "zh"):
        rows = workshop.chosen(language, 10)
        assert len(rows) == 10 and {one["half"] for one in rows} == {"dev"}
        assert len({one["id"] for one in rows}) == 10
