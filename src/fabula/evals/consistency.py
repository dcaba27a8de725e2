"""``fabula bench consistency``: how well told sentences are held against the state.

The suite: sentences beside a state of the planted world, half of which contradict it; the form of a case is written in
``planted/README.md``. A planted case counts as found when it is flagged at all, a look-alike that is flagged is a
false alarm. Beside it stands a naive checker, which takes every name, thing, place and hour that is not here, not held
or not now for a contradiction.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fabula.analysis.mentions import Names
from fabula.engine.contradict import KINDS, Contradictions
from fabula.engine.story import TellSettings
from fabula.evals import unchecked
from fabula.evals.kept import Kept
from fabula.evals.report import Aim, Report, share, shown
from fabula.models.model import Model
from fabula.story.clock import minute
from fabula.story.parse import parse
from fabula.story.rules import PLAYER
from fabula.story.state import Reader, State
from fabula.story.world import World

LANGUAGES = ("en", "zh")
# What the checker was written with, what nobody opened before it was finished, and (English only) the same once more.
OPEN, SEALED, FRESH = "open", "sealed", "fresh"
QUICK = 4  # every fourth case
NAIVE = "naive"  # the one kind that the naive checker knows
_FLOORS = {OPEN: (0.95, 0.95), SEALED: (0.80, 0.90), FRESH: (0.80, 0.90)}  # recall and precision
_HOURS = {
    "en": ("dawn", "sunrise", "morning", "noon", "midday", "afternoon", "dusk", "sunset", "evening", "night", "stars",
           "moon", "sun"),
    "zh": ("黎明", "早晨", "早上", "晨", "正午", "中午", "下午", "午后", "傍晚", "黄昏", "夕阳", "晚霞", "夜", "月亮",
           "星", "太阳", "天黑", "天亮"),
}  # fmt: skip

Say = Callable[[str], None]
Find = Callable[[World, State, "Case"], list[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence beside a state, as it stands in the suite; ``kind`` is empty for a look-alike."""

    id: str
    state: Mapping[str, Any]
    before: str
    sentence: str
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker found in a case: kinds, perhaps none."""

    case: Case
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which halves of the suite are judged, and whether only a part of them."""

    halves: tuple[str, ...] = (OPEN,)
    quick: bool = False
    sessions: int = 0  # in each language, told with and without checks
    turns: int = 25  # of a session
    languages: tuple[str, ...] = LANGUAGES  # of the sessions


@cache
def world(language: str) -> World:
    """The world of the suite in one language."""
    folder = files("fabula.evals") / "planted"
    return parse({name: (folder / name).read_text("utf-8") for name in ("world.toml", "world.zh.toml")}, language)


def cases(language: str, half: str) -> list[Case]:
    """The cases of one half, in order."""
    text = (files("fabula.evals") / "planted" / f"{language}.{half}.jsonl").read_text("utf-8")
    return [Case(**json.loads(line)) for line in text.splitlines() if line.strip()]


def state_of(told: World, case: Case) -> State:
    """The state that a case describes. What is not said to be here lies, or is, in another place."""
    given = case.state
    state = State(place=given["place"], language=told.language, reader=Reader(name=given["reader"]))

    def away(home: str) -> str:
        return home if home in told.places and home != state.place else told.places[state.place].exits[0]

    for key, item in told.items.items():
        state.items[key] = PLAYER if key in given["held"] else given.get("with", {}).get(key, away(item.at))
    for key, character in told.characters.items():
        state.characters[key] = state.place if key in given["here"] else away(character.at)
    for key, quest in told.quests.items():
        state.quests[key] = "done" if key in given["done"] else given.get("step", {}).get(key, next(iter(quest.steps)))
    state.dead, state.minutes = set(given["dead"]), minute(given["time"])
    state.phase = told.clock.phase(state.minutes) if told.clock else ""
    return state


def checked(told: World, state: State, case: Case) -> list[str]:
    """The kinds that Fabula's own check finds."""
    return [one.kind for one in Contradictions(told, state).find(case.sentence, case.before)]


def naive(told: World, state: State, case: Case) -> list[str]:
    """What a check by words alone finds: whoever and whatever is named and is not here, and every hour."""
    here = set(state.here())
    absent = {key: [one.name, *one.aliases] for key, one in told.characters.items() if key not in here}
    absent |= {key: [one.name, *one.aliases] for key, one in told.items.items() if state.items[key] != PLAYER}
    absent |= {key: [one.name, *one.aliases] for key, one in told.places.items() if key != state.place}
    names = Names(absent, told.language)
    words = case.sentence.casefold()
    return [NAIVE] if names.find(case.sentence) or any(hour in words for hour in _HOURS[told.language]) else []


def judge(language: str, half: str, find: Find, *, quick: bool = False) -> list[Verdict]:
    """What a checker finds in each case of a half."""
    told = world(language)
    chosen = cases(language, half)[:: QUICK if quick else 1]
    return [Verdict(case, tuple(find(told, state_of(told, case), case))) for case in chosen]


def run(
    plan: Plan, model: Model | None = None, tell: TellSettings | None = None, *, report: Path | None, say: Say = print
) -> Report:  # fmt: skip
    """Judge the suite, tell the sessions with ``model``, and write the report to ``report``."""
    metrics, baseline, aims = suite(plan)
    ratio: dict[str, Any] = {}
    asked = {"sessions": plan.sessions, "turns": plan.turns, "languages": plan.languages}
    kept = Kept(report if model is not None else None, {**asked, "model": model.identity if model else ""})
    if model is not None and plan.sessions:
        unchecked.run(plan.languages, plan.sessions, plan.turns, model, tell or TellSettings(), kept, say)
        rows = kept.rows("session")
        for language in plan.languages:
            for side, table_ in zip(unchecked.SIDES, (metrics, baseline), strict=True):
                found = unchecked.figures(rows, language, side)
                table_ |= {f"{name}_{language}": value for name, value in found.items()}
            for name in ("contradictions_in_100", "seconds_a_turn"):
                if baseline.get(f"{name}_{language}"):
                    ratio[f"{name}_{language}"] = round(
                        metrics[f"{name}_{language}"] / baseline[f"{name}_{language}"], 4
                    )
        metrics |= {"model": model.name, "session_rows": rows}
    result = Report("consistency", metrics, baseline, ratio, aims)
    if report is not None:
        result.write(report)
    kept.done()
    return result


# -- the suite -------------------------------------------------------------------------------------------


def suite(plan: Plan) -> tuple[dict[str, Any], dict[str, Any], list[Aim]]:
    """The figures of the suite, those of the naive checker, and the aims."""
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims = []
    spent, sentences = 0.0, 0
    for part, language, half in _parts(plan):
        begun = time.perf_counter()
        mine = judge(language, half, checked, quick=plan.quick)
        spent, sentences = spent + time.perf_counter() - begun, sentences + len(mine)
        metrics |= _figures(part, mine)
        metrics[f"named_{part}"] = share([v.case.kind in v.found for v in mine if v.case.kind and v.found])
        metrics[f"recall_by_kind_{part}"] = by_kind(mine)
        baseline |= _figures(part, judge(language, half, naive, quick=plan.quick))
        for measure, least in zip(("recall", "precision"), _FLOORS[half], strict=True):
            aims.append(Aim(f"{measure}_{part}", ">=", least, metrics[f"{measure}_{part}"]))
    metrics["milliseconds_a_sentence"] = round(1000 * spent / max(sentences, 1), 3)
    return metrics, baseline, aims


def _parts(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for half in plan.halves:
        for language in ("en",) if half == FRESH else LANGUAGES:
            yield f"{language}_{half}", language, half


def _figures(part: str, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    flagged = [bool(verdict.case.kind) for verdict in verdicts if verdict.found]
    return {
        f"cases_{part}": len(verdicts),
        f"recall_{part}": share([bool(verdict.found) for verdict in verdicts if verdict.case.kind]),
        f"precision_{part}": share(flagged),
    }


def by_kind(verdicts: Sequence[Verdict]) -> dict[str, float | None]:
    """The share of the planted cases of each kind that were found."""
    return {kind: share([bool(one.found) for one in verdicts if one.case.kind == kind]) for kind in KINDS}


def table(plan: Plan, report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The figures as a table: one line for each part of the suite, and one for each kind in it."""
    heads = ("SUITE", "FOUND", "RIGHTLY", "KIND NAMED", "NAIVE: FOUND", "NAIVE: RIGHTLY")
    lines: list[tuple[str, ...]] = []
    for part, _, _ in _parts(plan):
        mine = [shown(report.metrics[f"{name}_{part}"]) for name in ("recall", "precision", "named")]
        plain = [shown(report.baseline[f"{name}_{part}"]) for name in ("recall", "precision")]
        lines.append((part.replace("_", ", "), *mine, *plain))
        kinds = report.metrics[f"recall_by_kind_{part}"]
        lines += [(f"  {kind}", shown(share), "", "", "", "") for kind, share in kinds.items()]
    return heads, lines
