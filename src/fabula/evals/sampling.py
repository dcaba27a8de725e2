"""``fabula bench sampling``: which way of drawing the next token tells turns that are whole, varied and do not loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from fabula.analysis.sentences import complete_length, length, sentences
from fabula.engine.story import Authored, Story, TellSettings, Told
from fabula.engine.teller import MEASURES
from fabula.evals import script
from fabula.evals.kept import Kept
from fabula.evals.report import Aim, Report, shown
from fabula.models.model import Model
from fabula.models.request import Sampling
from fabula.story.language import LANGUAGES

Say = Callable[[str], None]
BASELINE, DEFAULT = "temperature", "default"
MEASURED = ("distinct_2", "distinct_3", "repeated_sentences", "whole_turns", "length", "refused")
_BARE = {"top_p": 1.0, "min_p": 0.0, "repeat_penalty": 1.0, "dry_multiplier": 0.0}


def settings() -> dict[str, Sampling]:
    """The settings that are compared; the baseline draws by temperature alone."""
    return {
        BASELINE: Sampling(**_BARE),
        "top-p": Sampling(**_BARE | {"top_p": 0.95}),
        "min-p": Sampling(dry_multiplier=0.0, repeat_penalty=1.0),
        "min-p, penalty": Sampling(dry_multiplier=0.0),
        "min-p, dry": Sampling(repeat_penalty=1.0),
        DEFAULT: Sampling(),
        "default, cooler": Sampling(temperature=0.7),
        "default, warmer": Sampling(temperature=1.1),
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play with each setting."""

    world: str
    languages: tuple[str, ...]
    turns: int
    sessions: int = 1


def minutes(plan: Plan, *, small: bool) -> float:
    """About how long it takes on two processor cores."""
    each = 2.0 if small else 9.0
    return max(1.0, len(settings()) * len(plan.languages) * plan.turns * plan.sessions * each / 60)


def run(plan: Plan, model: Model, tell: TellSettings, *, report: Path | None, say: Say) -> Report:
    """Play a session with every setting in every language; finished sessions are kept beside ``report``."""
    asked = {"world": plan.world, "languages": plan.languages, "turns": plan.turns, "sessions": plan.sessions}
    samplings = {name: sampling.model_dump() for name, sampling in settings().items()}
    kept = Kept(report, {**asked, "model": model.identity, "settings": samplings})
    asyncio.run(_sessions(plan, model, tell, kept, say))
    result = summary(plan, model, kept)
    if report is not None:
        result.write(report)
    kept.done()
    return result


async def _sessions(plan: Plan, model: Model, tell: TellSettings, kept: Kept, say: Say) -> None:
    done = {(row["setting"], row["language"], row["session"]) for row in kept.rows("session")}
    try:
        for language in plan.languages:
            for number in range(plan.sessions):
                for name, sampling in settings().items():
                    if (name, language, number) in done:
                        continue
                    chosen = tell.model_copy(update={"sampling": sampling, "phrase_choices": False})
                    story = script.begin(plan.world, language, model, seed=script.SEED + number, settings=chosen)
                    texts, lost = await _play(story, plan.turns)
                    refused = sum(len(meta["retold"]["why"]) for meta in story.meta.values()) / max(len(texts), 1)
                    row = {"setting": name, "language": language, "session": number, "lost": lost, "texts": texts}
                    kept.add("session", row | measure(texts, language, lost) | {"refused": refused})
                    say(f"{language}, {name}: {len(texts)} turns told")
    finally:
        await model.close()


async def _play(story: Story, turns: int) -> tuple[list[dict[str, str]], int]:
    """The turns of a session (the author's lead, and the whole text), and how many could not be told."""
    texts, lost = [], 0
    for action in script.actions(story.world.language, turns):
        failed = False
        async with aclosing(story.play(action)) as steps:
            async for step in steps:
                failed = failed or isinstance(step, Authored)
                if isinstance(step, Told) and not failed:
                    told = story.tree.turns[step.turn].told
                    texts.append({"lead": told.lead if told else "", "text": step.text})
        lost += failed
    return texts, lost


def measure(texts: Sequence[dict[str, str]], language: str, lost: int = 0) -> dict[str, float]:
    """The measures of one session. Repetition is looked for in what the model wrote, without the author's leads."""
    own = [_own(text) for text in texts]
    words = [word for text in own for word in LANGUAGES[language].tokens(text.casefold())]
    said = [line.casefold() for text in own for line in sentences(text, language)]
    counted = len(texts) + lost
    return {
        "distinct_2": _distinct(words, 2),
        "distinct_3": _distinct(words, 3),
        "repeated_sentences": 1 - len(set(said)) / len(said) if said else 0.0,
        "whole_turns": sum(_whole(text["text"], language) for text in texts) / counted if counted else 0.0,
        "length": float(mean([length(text["text"], language) for text in texts])) if texts else 0.0,
    }


def _own(text: dict[str, str]) -> str:
    whole, lead = text["text"], text["lead"]
    return whole[len(lead) :] if whole.startswith(lead) else whole


def _distinct(words: Sequence[str], size: int) -> float:
    """The share of word groups of this size that occur for the first time."""
    groups = list(zip(*(words[at:] for at in range(size)), strict=False))
    return len(set(groups)) / len(groups) if groups else 0.0


def _whole(text: str, language: str) -> bool:
    """Whether a turn ends on a full sentence within its bounds; one that was cut off is marked by an ellipsis."""
    bounds = MEASURES[language]
    ended = complete_length(text, language, quotes=False) == len(text) and not text.endswith("…")
    return ended and bounds.least <= length(text, language) <= bounds.most


def summary(plan: Plan, model: Model, kept: Kept) -> Report:
    """The report: the default's figures as the metrics, temperature alone as the baseline, all settings in a list."""
    rows = kept.rows("session")
    by_setting = []
    for name in settings():
        for language in plan.languages:
            mine = [row for row in rows if row["setting"] == name and row["language"] == language]
            figures = {key: round(mean(row[key] for row in mine), 4) for key in MEASURED} if mine else {}
            by_setting.append({"setting": name, "language": language, **figures})
    default, baseline = _flat(by_setting, DEFAULT), _flat(by_setting, BASELINE)
    metrics = {"model": model.name, "world": plan.world, "turns": plan.turns, "sessions": plan.sessions, **default}
    aims = []
    for language in plan.languages:
        aims += [
            Aim(f"whole_turns_{language}", ">=", 0.95, default.get(f"whole_turns_{language}")),
            Aim(f"repeated_sentences_{language}", "<=", 0.02, default.get(f"repeated_sentences_{language}")),
        ]
    ratio = {key: round(value / baseline[key], 4) for key, value in default.items() if baseline.get(key)}
    texts = [{key: row[key] for key in ("setting", "language", "session", "texts")} for row in rows]
    metrics |= {"by_setting": by_setting, "texts": texts}
    return Report("sampling", metrics, dict(baseline), ratio, aims)


def _flat(by_setting: Iterable[dict[str, Any]], name: str) -> dict[str, float]:
    return {
        f"{key}_{row['language']}": value
        for row in by_setting
        if row["setting"] == name
        for key, value in row.items()
        if key not in ("setting", "language")
    }


def table(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Heads and rows, a row for each setting and language."""
    lines = [
        (row["setting"], row["language"], *(shown(row.get(name)) for name in MEASURED))
        for row in report.metrics["by_setting"]
    ]
    return ("SETTING", "LANG", "DISTINCT-2", "DISTINCT-3", "REPEATED", "WHOLE", "LENGTH", "REFUSED"), lines
