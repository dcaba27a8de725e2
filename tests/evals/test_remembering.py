"""`fabula bench memory`: facts are planted by rules, and what a prompt holds is told from what it does not hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from fabula.engine.story import TellSettings
from fabula.evals import island, remembering
from fabula.evals.remembering import QUAY, Plan, action, holds
from fabula.models.request import Message


def test_a_bench_reports_what_the_prompts_hold(tmp_path: Path) -> None:
    """At turn 40 our prompt holds all that the rules decided, the window of the same size next to nothing."""
    path = tmp_path / "memory.json"
    said: list[str] = []
    remembering.run(Plan((20, 40)), None, None, TellSettings(), report=path, say=said.append)
    report = json.loads(path.read_text("utf-8"))
    assert list(report) == ["name", "metrics", "baseline", "ratio", "aims", "machine", "when"]
    metrics, baseline = report["metrics"], report["baseline"]
    assert [aim["met"] for aim in report["aims"][:3]] == [True] * 3, report["aims"]
    assert metrics["prompt_tokens_most at turn 40"] < 2700 + 600
    for kind in ("left", "moved", "given", "promised", "learned", "heard", "looked"):
        assert metrics[f"held, {kind}"] == 1
    assert metrics["held at turn 40"] > 0.9 > 0.2 > baseline["held at turn 40"]
    assert metrics["old_places_recalled"] == 0
    assert len(said) == 2
    assert not list(tmp_path.glob("*.partial.jsonl"))


def test_the_facts_are_sixty_and_each_can_be_missed() -> None:
    """Sixty facts, forty of them decided by rules; no question holds its own answer."""
    facts = island.facts()
    assert len(facts) == len({one.ask for one in facts}) == 60
    assert sum(one.kind in ("told", "said") for one in facts) == 20
    for one in facts:
        asked = Message("assistant", f"You try to remember {one.ask}.")
        assert not holds((asked,) * 4, one)


def test_a_fact_is_held_by_one_sentence() -> None:
    """The words of an answer must stand in one sentence, behind the world's prefix."""
    one = next(one for one in island.facts() if one.kind == "left")
    prefix = (Message("system", ""),) * 3
    item, place = one.needs
    assert holds((*prefix, Message("user", f"So far: You left {item} at {place}. Write on.")), one)
    assert not holds((*prefix, Message("user", f"You left {item} there. You are at {place}.")), one)
    assert not holds((Message("system", f"You left {item} at {place}."),) * 3, one)
    assert not holds((*prefix, Message("user", f"{item} {place}")), replace(one, needs=(*one.needs, "nowhere")))


def test_probes_find_the_reader_alone() -> None:
    """Who asks themselves is not answered by somebody else."""
    assert action(50, (50, 100)) == QUAY
    assert action(1, ()) == island.action(1)
    assert all(island.ITEMS[item] in " ".join(island.fetching()) for item in island.FETCHED)
