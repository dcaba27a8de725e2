"""``fabula bench danger``: is danger found in personal texts, and what is innocent left alone, beside plain keywords?

The texts (``evals/danger``) were written and judged by somebody who had seen no code. Only counts are reported.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from fabula.analysis.danger import danger
from fabula.errors import InputError
from fabula.evals.report import Aim, Report, share

HALVES = ("test", "dev")
RECALL, PRECISION = 0.85, 0.85
_KEYWORDS = {
    "en": re.compile(
        r"\b(?:suicid\w+|kill\w*|die|died|dying|dead|death|hurt\w*|harm\w*|cut|cutting|abus\w+|beat|beats|beaten|hit|hits"
        r"|rap(?:e|ed)|threat\w*|violen\w+|overdose\w*|pills|blood|afraid|scared)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"自杀|死|伤害|自残|割|打我|家暴|虐待|强奸|性侵|威胁|暴力|遗书|不想活|害怕|不敢|血|跳楼|杀"),
}  # what somebody would write first: the baseline


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: in which languages, on which half."""

    languages: tuple[str, ...] = ("en", "zh")
    half: str = "test"


@dataclass(frozen=True, slots=True)
class Row:
    """A text, and whether somebody speaks of danger in it; ``kind``: of which sort it is."""

    text: str
    danger: bool
    kind: str


def run(plan: Plan, *, report: Path | None = None) -> Report:
    """Measure; an unknown half is an `InputError`."""
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims: list[Aim] = []
    for language in plan.languages:
        given = rows(language, plan.half)
        own = judged(given, partial(_spoken, language))
        plain = judged(given, partial(_keyword, language))
        metrics |= {f"{key}_{language}": value for key, value in own.items()}
        baseline |= {f"{key}_{language}": value for key, value in plain.items()}
        aims.append(Aim(f"recall, {language}", ">=", RECALL, own["recall"]))
        aims.append(Aim(f"precision, {language}", ">=", PRECISION, own["precision"]))
    ratio = {
        key: round(metrics[key] / baseline[key], 3)
        for key in metrics
        if key.startswith(("recall", "precision")) and metrics[key] is not None and baseline[key]
    }
    found = Report("danger", metrics, baseline, ratio, aims)
    if report is not None:
        found.write(report)
    return found


def _spoken(language: str, text: str) -> bool:
    return danger(text, language) is not None


def _keyword(language: str, text: str) -> bool:
    return bool(_KEYWORDS[language].search(text))


def rows(language: str, half: str) -> list[Row]:
    """The texts of one half."""
    if half not in HALVES:
        raise InputError(f"There is no half '{half}'.", hint=f"Take one of: {', '.join(HALVES)}.")
    raw = (files("fabula.evals") / "danger" / f"{language}.jsonl").read_text("utf-8")
    found: list[Mapping[str, Any]] = [json.loads(line) for line in raw.splitlines()]
    return [Row(one["text"], one["danger"], one["kind"]) for one in found if one["half"] == half]


def judged(given: Sequence[Row], alarmed: Callable[[str], bool]) -> dict[str, Any]:
    """Recall, precision, and by kind how many of how many raised an alarm ("2/3")."""
    alarms = [(one, alarmed(one.text)) for one in given]
    by_kind, of = Counter(one.kind for one, yes in alarms if yes), Counter(one.kind for one in given)
    out: dict[str, Any] = {
        "recall": share(yes for one, yes in alarms if one.danger),
        "precision": share(one.danger for one, yes in alarms if yes),
    }
    dangerous = {one.kind for one in given if one.danger}
    for kind, count in of.items():
        name = ("found_" if kind in dangerous else "false_alarms_") + kind.replace(" ", "_").replace("-", "_")
        out[name] = f"{by_kind[kind]}/{count}"
    return out
