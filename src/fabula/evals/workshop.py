"""``fabula bench workshop``: is the chosen candidate nearer to what was felt, and does a story lose its facts?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import Any

from fabula.analysis.danger import found_in
from fabula.analysis.report import Report as Reading
from fabula.analysis.report import report as reading
from fabula.analysis.telling import person
from fabula.analysis.text import Text, read
from fabula.evals.kept import Kept
from fabula.evals.report import Aim, Report
from fabula.models.model import Model
from fabula.models.request import Message, Request
from fabula.workshop.facts import facts, share
from fabula.workshop.story import Story
from fabula.workshop.telling import tell
from fabula.workshop.wish import FACTS, Wish, writer

Say = Callable[[str], None]
PLAIN = {"en": "Write a story from this text:\n\n{text}", "zh": "根据下面的文字写一个故事：\n\n{text}"}
_TOKENS = 320  # of a plainly told story
_SEED = 11


@dataclass(frozen=True, slots=True)
class Plan:
    """So many ``texts`` in each language, told with so many ``candidates``; with ``reword`` also reworded."""

    languages: tuple[str, ...]
    texts: int
    candidates: int
    reword: bool


def minutes(plan: Plan) -> float:
    """About how long it takes on two processor cores."""
    each = 0.2 + (0.2 + 0.2 * plan.reword) * plan.candidates
    return len(plan.languages) * plan.texts * each


def chosen(language: str, count: int) -> list[dict[str, Any]]:
    """Personal texts of the half that may be looked at, spread over pleasant and unpleasant ones; none of danger."""
    path = files("fabula.evals") / "feelings" / f"{language}.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    fit = [one for one in rows if one["half"] == "dev" and not found_in(read(one["text"], language))]
    count = min(count, len(fit))
    return [fit[at * len(fit) // count] for at in range(count)]


def run(plan: Plan, model: Model, *, report: Path | None = None, say: Say = print) -> Report:
    """Tell and measure; finished texts are kept beside ``report``."""
    asked = {"texts": plan.texts, "candidates": plan.candidates, "reword": plan.reword, "languages": plan.languages}
    kept = Kept(report, {**asked, "model": model.identity})
    asyncio.run(_texts(plan, model, kept, say))
    found = summary(plan, model.name, kept.rows("text"))
    if report is not None:
        found.write(report)
    kept.done()
    return found


async def _texts(plan: Plan, model: Model, kept: Kept, say: Say) -> None:
    done = {row["id"] for row in kept.rows("text")}
    left = [(language, one) for language in plan.languages for one in chosen(language, plan.texts)]
    try:
        for language, one in left:
            if one["id"] in done:
                continue
            await model.start()
            row = await _row(plan, model, read(one["text"], language))
            kept.add("text", {"id": one["id"], "language": language, **row})
            say(f"{one['id']}: facts kept {row['kept']:.2f}, by a plain prompt {row['kept_plain']:.2f}")
    finally:
        await model.close()


async def _row(plan: Plan, model: Model, text: Text) -> dict[str, Any]:
    found = reading(text)
    story = await tell(model, text, found, Wish(candidates=plan.candidates, seed=_SEED))
    plain = await _plain(model, text)
    row = measured(text, found, story) | _told(text, found, plain, "_plain")
    if plan.reword:
        wish = Wish(keep=FACTS, candidates=plan.candidates, seed=_SEED)
        row |= _told(text, found, (await tell(model, text, found, wish)).prose, "_reworded")
    return row | {"story": story.prose, "plain": plain}


async def _plain(model: Model, text: Text) -> str:
    ask = Message("user", PLAIN[text.language].format(text=text.raw))
    return (await model.complete(Request((ask,), _TOKENS, seed=_SEED)))[0]


def measured(text: Text, found: Reading, story: Story) -> dict[str, Any]:
    """Of a story: distances of what was chosen and of a candidate taken blindly, and what stands in it of the text.

    A blind choice is the mean over those candidates of a part that could stand; parts with one such tell nothing.
    """
    near, blind, fit, unfit, refused, trials = [], [], [], [], 0, 0
    for piece in story.pieces:
        able = [one for one in piece.trials if one.terms is not None]
        trials += len(piece.trials)
        refused += len(piece.trials) - len(able)
        own = next((one.terms for one in able if one.text == piece.text), None)
        if own is None or len(able) < 2:
            continue
        near.append(own.distance)
        fit.append(own.mismatch)
        blind.append(mean(one.terms.distance for one in able if one.terms))
        unfit.append(mean(one.terms.mismatch for one in able if one.terms))
    return {
        "distance": near, "distance_blind": blind, "mismatch": fit, "mismatch_blind": unfit,
        "refused": refused, "trials": trials, "left_out": len(story.left_out),
        **_told(text, found, story.prose, ""),
    }  # fmt: skip


def _told(text: Text, found: Reading, prose: str, name: str) -> dict[str, Any]:
    same = bool(prose.strip()) and person(Text(prose, text.language)).name in ("", writer(found))
    return {f"kept{name}": share(facts(text, found), prose, text.language), f"person{name}": float(same)}


def summary(plan: Plan, name: str, rows: Sequence[Mapping[str, Any]]) -> Report:
    """The report: what was chosen beside a blind choice, and the stories beside plainly told ones."""
    metrics: dict[str, Any] = {"model": name, "texts": len(rows)}
    baseline: dict[str, Any] = {}
    for language in plan.languages:
        mine = [row for row in rows if row["language"] == language]
        for key in ("distance", "mismatch"):
            metrics[f"{key}_{language}"] = _mean(value for row in mine for value in row[key])
            baseline[f"{key}_{language}"] = _mean(value for row in mine for value in row[f"{key}_blind"])
        for key, told in (("kept", "kept_facts"), ("person", "own_person")):
            metrics[f"{told}_{language}"] = _mean(row[key] for row in mine)
            baseline[f"{told}_{language}"] = _mean(row[f"{key}_plain"] for row in mine)
            if plan.reword:
                metrics[f"{told}_reworded_{language}"] = _mean(row[f"{key}_reworded"] for row in mine)
        trials = sum(row["trials"] for row in mine)
        metrics[f"refused_{language}"] = round(sum(row["refused"] for row in mine) / trials, 4) if trials else None
    ratio = {
        key: round(metrics[key] / value, 3) for key, value in baseline.items() if value and metrics.get(key) is not None
    }
    aims = [
        Aim(f"distance_{one}: chosen / taken blindly", "<=", 1.0, ratio.get(f"distance_{one}"))
        for one in plan.languages
    ]
    aims += [Aim(f"kept_facts_{one}", ">=", 0.99, metrics[f"kept_facts_{one}"]) for one in plan.languages]
    return Report("workshop", metrics | {"stories": [dict(row) for row in rows]}, baseline, ratio, aims)


def _mean(values: Any) -> float | None:
    found = list(values)
    return round(mean(found), 4) if found else None
