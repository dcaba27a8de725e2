"""``fabula bench intent``: what free words are read as, by their words alone, with nearness, and with asking.

The cases were written by hand over the shipped worlds: a world, the intents that lead to a moment in it, words that a
reader types then, and the intents that are right. The bounds of `fabula.engine.reading` were chosen on the development
half; figures are those of the test half. A false event is an event that the words cause though they should cause none.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

from fabula.engine.lore import Embed
from fabula.engine.reading import Reading, instructions, read
from fabula.errors import FabulaError, InputError
from fabula.evals.kept import Kept
from fabula.evals.report import Aim, Report, share, shown
from fabula.models.embedder import Embedder
from fabula.models.model import Model
from fabula.models.request import ASIDE
from fabula.store.worlds import load
from fabula.story import event as e
from fabula.story.decide import decide, dice, start
from fabula.story.intent import FREE, Intent, match
from fabula.story.state import State, fold
from fabula.story.world import World

Say = Callable[[str], None]
SEED = 7
QUICK = 4  # every fourth case
PATIENCE = 120.0  # seconds for an answer: here it is wanted also from a busy machine
HALVES = ("dev", "test")
WAYS = ("lexical", "near", "asked")  # what is compared: by the words alone, with nearness, and with asking
BASELINE = WAYS[0]
FLOOR, FALSE = 0.80, 0.02


@dataclass(frozen=True, slots=True)
class Case:
    """Words at a moment of a world. ``intents`` are right, the first one before all; ``kind`` says what was tried."""

    language: str
    world: str
    after: tuple[str, ...]
    words: str
    intents: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read."""

    languages: tuple[str, ...]
    half: str = "test"
    quick: bool = False


def cases(language: str, half: str) -> list[Case]:
    """The cases of one half, in order."""
    path = files("fabula.evals").joinpath("intents", f"{language}.{half}.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Case(language, row["world"], tuple(row["after"]), row["words"], tuple(row["intents"]), row["kind"])
        for row in rows
    ]


@cache
def world_of(name: str, language: str) -> World:
    """A shipped world."""
    return load(name, language)


def moment(case: Case) -> State:
    """The state in which the words are said; an `InputError` names a case that the world does not fit any more."""
    world = world_of(case.world, case.language)
    reader = e.ReaderIntroduced(name="", pronouns="", persona="", rating=world.rating)
    state = fold(State(), [start(world, seed=SEED), reader])
    for number, intent in enumerate(case.after, 1):
        decision = decide(world, state, Intent.parse(intent), "", offered=True, rng=dice(SEED, number))
        if decision.refused:
            raise InputError(f"'{case.words}' can't be said: {case.world} refuses {intent} ({decision.refused})")
        state = decision.after
    return state


def causes(world: World, state: State, intent: Intent) -> bool:
    """Whether an intent causes events that free words would not."""

    def events(what: Intent) -> list[e.Event]:
        rng = dice(SEED, len(state.visited) + 100)
        decided = decide(world, state, what, "", offered=False, rng=rng).events
        return [x for x in decided if not isinstance(x, e.ActionTaken | e.ActionRefused)]

    return events(intent) != events(FREE)


async def measure(case: Case, way: str, embed: Embed | None, model: Model | None) -> dict[str, Any]:
    """One case read in one way: what came out, whether it was right or a false event, and what it cost."""
    world, state = world_of(case.world, case.language), moment(case)
    begun = time.perf_counter()
    if way == BASELINE:
        found = Reading(match(world, state, case.words), "lexical")
    else:
        asked = model if way == "asked" else None
        found = await read(world, state, case.words, embed=embed, model=asked, patience=PATIENCE)
    took = time.perf_counter() - begun
    return {
        "language": case.language, "way": way, "words": case.words, "kind": case.kind, "intents": list(case.intents),
        "read": str(found.intent), "how": found.how, "right": str(found.intent) in case.intents,
        "false_event": case.intents[0] == str(FREE) and causes(world, state, found.intent),
        "seconds": round(took, 4), "tokens": found.facts.get("tokens", 0), "problem": found.facts.get("problem", ""),
        "score": found.facts.get("score"), "margin": found.facts.get("margin"),
    }  # fmt: skip


def run(plan: Plan, model: Model | None, embedder: Embedder | None, *, report: Path | None, say: Say) -> Report:
    """Read all cases in all ways; without a ``model`` nothing is asked. Finished ones are kept beside ``report``."""
    asked = {"languages": plan.languages, "half": plan.half, "quick": plan.quick, "embedder": embedder is not None}
    kept = Kept(report, asked | {"model": model.identity if model else ""})
    try:
        asyncio.run(_all(plan, model, embedder, kept, say))
    finally:
        if embedder is not None:
            embedder.close()
    result = summary(plan, kept.rows("case"), model.name if model else "none", embedder is not None)
    if report is not None:
        result.write(report)
    kept.done()
    return result


async def _all(plan: Plan, model: Model | None, embedder: Embedder | None, kept: Kept, say: Say) -> None:
    done = {(row["language"], row["way"], row["words"]) for row in kept.rows("case")}
    try:
        for language in plan.languages:
            embed = embedder.vectors if embedder is not None and embedder.knows(language) else None
            chosen = cases(language, plan.half)[:: QUICK if plan.quick else 1]
            for way in WAYS if model is not None else WAYS[:-1]:
                if way == "asked" and model is not None:
                    await _warm(model, language, kept, say)
                for case in chosen:
                    if (language, way, case.words) not in done:
                        kept.add("case", await measure(case, way, embed, model))
                say(f"{language}, {way}: {len(chosen)} cases read")
    finally:
        if model is not None:
            await model.close()


async def _warm(model: Model, language: str, kept: Kept, say: Say) -> None:
    """Start the model and let it read what every question begins with, as a play does once for a machine."""
    try:
        await model.start()
        tokens = await model.warm(instructions(language), ASIDE)
        if tokens:
            say(f"{language}: {tokens} tokens that every question begins with were read once and kept")
    except FabulaError as error:
        say(error.message)


# -- the summary -----------------------------------------------------------------------------------


def summary(plan: Plan, rows: list[dict[str, Any]], model: str, embedder: bool) -> Report:
    """The report: the last way's figures as the metrics, the words alone as the baseline, all ways in a list."""
    by_way = list(_by_way(rows))
    last = [row for row in by_way if row["way"] == by_way[-1]["way"]] if by_way else []
    flat, base = _flat(last), _flat(row for row in by_way if row["way"] == BASELINE)
    metrics = {"half": plan.half, "model": model, "embedder": embedder, **flat}
    aims = []
    for language in plan.languages:
        aims += [
            Aim(f"accuracy_{language}", ">=", FLOOR, flat.get(f"accuracy_{language}")),
            Aim(f"false_events_{language}", "<=", FALSE, flat.get(f"false_events_{language}")),
        ]
    ratio = {key: round(flat[key] / value, 4) for key, value in base.items() if value and flat.get(key) is not None}
    metrics |= {"by_way": by_way, "cases": [{key: row[key] for key in row if key != "part"} for row in rows]}
    return Report("intent", metrics, base, ratio, aims)


def _by_way(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for way in WAYS:
        for language in dict.fromkeys(row["language"] for row in rows):
            mine = [row for row in rows if row["way"] == way and row["language"] == language]
            if not mine:
                continue
            free = [row for row in mine if row["intents"][0] == str(FREE)]
            asked = [row for row in mine if row["how"] == "asked"]
            yield {
                "way": way, "language": language, "cases": len(mine), "free": len(free),
                "accuracy": share(row["right"] for row in mine),
                "false_events": share(row["false_event"] for row in free),
                "seconds": round(median(row["seconds"] for row in mine), 4),
                "asked": share(row["how"] == "asked" for row in mine),
                "asked_right": share(row["right"] for row in asked),
                "asked_seconds": round(median(row["seconds"] for row in asked), 3) if asked else None,
                "asked_tokens": round(median(row["tokens"] for row in asked), 1) if asked else None,
            }  # fmt: skip


def _flat(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    skipped = ("way", "language", "cases", "free")
    return {f"{key}_{row['language']}": value for row in rows for key, value in row.items() if key not in skipped}


def table(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows, a row for each way and language."""
    columns = ("accuracy", "false_events", "seconds", "asked", "asked_right", "asked_seconds", "asked_tokens")
    lines = [
        (
            row["way"],
            row["language"],
            str(row["cases"]),
            *("-" if row[key] is None else shown(row[key]) for key in columns),
        )
        for row in report.metrics["by_way"]
    ]
    heads = ("WAY", "LANG", "CASES", "RIGHT", "FALSE", "SECONDS", "ASKED", "OF THESE RIGHT", "SECONDS", "TOKENS")
    return heads, lines
