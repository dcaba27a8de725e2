"""``fabula bench turn``: what a told turn costs beside the same prompt sent straight to the same server.

How a turn is paired with a plain call is written in `fabula.evals.pairing`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

import httpx

from fabula.engine.story import TellSettings
from fabula.errors import ServerError
from fabula.evals import memory, pairing, script, start
from fabula.evals.kept import Kept
from fabula.evals.pairing import Row
from fabula.evals.recorder import Recorder
from fabula.evals.report import Aim, Report, reused_share
from fabula.models.model import Model
from fabula.story.event import from_record

SETTLED = 5  # turns after which the cache should carry nearly all of the prompt
HELPS = 7  # pages of help that are timed
MOST = 1.03  # how much slower than the plain call a turn may be
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure. ``starts`` is how often a start is repeated; 0 leaves starts and memory out."""

    world: str
    language: str
    turns: int
    starts: int = 5
    memory_turns: int = 3

    def arguments(self, model: Model, settings: TellSettings) -> dict[str, Any]:
        """What must be equal for kept results to be used."""
        from fabula import __version__

        return {
            "world": self.world, "language": self.language, "turns": self.turns, "starts": self.starts,
            "model": model.identity, "context": model.settings.context, "threads": model.settings.threads,
            "fabula": __version__, "settings": settings.model_dump(),
        }  # fmt: skip


def run(plan: Plan, model: Model, settings: TellSettings, *, report: Path | None, say: Say) -> Report:
    """Measure by ``plan`` with an embedded ``model`` that is not started; partial results lie beside ``report``."""
    if model.embedded is None:
        raise ServerError("This bench measures the embedded server.", hint="Name a model from `fabula models list`.")
    kept = Kept(report, plan.arguments(model, settings))
    body = asyncio.run(_session(plan, Recorder(model), settings, kept, say))
    if plan.starts and sys.platform != "win32":  # there it would need another kind of terminal, and is not measured
        _starts(plan, model, kept, say)
        _memory(plan, model, body, kept, say)
    result = summary(plan, model, kept)
    if report is not None:
        result.write(report)
    kept.done()
    return result


# -- the session -----------------------------------------------------------------------------------


async def _session(plan: Plan, recorder: Recorder, settings: TellSettings, kept: Kept, say: Say) -> dict[str, Any]:
    """Play the session and end the server, which would otherwise share the memory that is weighed later."""
    try:
        return await _play(plan, recorder, settings, kept, say)
    finally:
        await recorder.close()


async def _play(plan: Plan, recorder: Recorder, settings: TellSettings, kept: Kept, say: Say) -> dict[str, Any]:
    """Play the session, the kept turns first; the plain form of its last request."""
    story = script.begin(plan.world, plan.language, recorder, settings=settings)
    for row in kept.rows("turn"):
        events = [from_record(record) for record in row["events"]]
        story.store.append(story.id, events, expected_position=story.tree.position, at=row["at"])
        story.tree.grow(events)
    await story.prepare()
    body: dict[str, Any] = {}
    url, key = await recorder.embedded.address() if recorder.embedded else ("", "")
    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=600, trust_env=False
    ) as http:
        for number, action in enumerate(script.actions(plan.language, plan.turns), 1):
            if number > len(kept.rows("turn")):
                row, body = await pairing.pair(story, recorder, http, action, raw_first=number % 2 == 0)
                kept.add("turn", row)
            say(_line(kept.rows("turn")[number - 1], plan.turns))
    return body or recorder.body(await recorder.capture(story, "1"))


def _line(row: Row, turns: int) -> str:
    engine, plainly, tokens = row["engine"], row["raw"], row["tokens"]
    return (
        f"turn {row['turn']:>2} of {turns}: {row['pieces']} tokens, first after {engine['first']:.2f} s "
        f"(plain {plainly['first']:.2f}), all after {engine['wall']:.2f} s (plain {plainly['wall']:.2f}), "
        f"{tokens['reused']} of {tokens['prompt']} prompt tokens reused"
    )


# -- start and memory ------------------------------------------------------------------------------


def _starts(plan: Plan, model: Model, kept: Kept, say: Say) -> None:
    assert model.embedded is not None
    if kept.rows("start"):
        return
    with start.scene(plan.world, plan.language, model.name, model.embedded.weights) as play:
        say("starts: once unmeasured, which warms the file cache and puts the world's prefix on disk ...")
        start.first_word(play)
        pages = [start.help_page() for _ in range(HELPS + 1)][1:]  # the first one warms the file cache
        openings, words = [], []
        for number in range(1, plan.starts + 1):
            openings.append(start.opening(play))
            words.append(start.first_word(play))
            say(f"start {number} of {plan.starts}: opening after {_s(openings[-1])}, first told word {_s(words[-1])}")
    helps, bare = zip(*pages, strict=True)
    kept.add("start", {"opening": openings, "first_word": words, "help": list(helps), "bare": list(bare)})


def _memory(plan: Plan, model: Model, body: dict[str, Any], kept: Kept, say: Say) -> None:
    assert model.embedded is not None
    if kept.rows("memory"):
        return
    with start.scene(plan.world, plan.language, model.name, model.embedded.weights) as play:
        say(f"memory: a play of {plan.memory_turns} turns, then the plain server ...")
        ours = start.resident(play, plan.memory_turns)
    server = model.embedded
    plainly = memory.plain_server(server.weights, server.context, model.settings.threads, body)
    kept.add("memory", {"ours": ours, "plain": plainly})


def _s(value: float | None) -> str:
    return "never" if value is None else f"{value:.2f} s"


# -- the summary -----------------------------------------------------------------------------------


def summary(plan: Plan, model: Model, kept: Kept) -> Report:
    """The report of what is kept. Ratios are medians of each turn's own ratio."""
    rows = kept.rows("turn")
    paired = [r for r in rows if r["pieces_compared"] == r["pieces"] and not r["restarted"] and r["pieces"] > 1]
    straight = [row for row in paired if not row["retold"]["why"]]  # the others took longer by what was told again
    late = [row for row in rows if row["turn"] > SETTLED]
    reused = reused_share(row["tokens"] for row in late)
    opening, word, page, bare = (_middle(kept, name) for name in ("opening", "first_word", "help", "bare"))
    over = round(page - bare, 4) if page is not None and bare is not None else None
    weighed = (kept.rows("memory") or [{"ours": None, "plain": None}])[0]
    ratio = {
        name: _median([row["engine"][key] / row["raw"][key] for row in among if row["raw"][key]])
        for name, key, among in (
            ("seconds_to_first_token", "first", paired),
            ("seconds_of_turn", "wall", straight),
            ("tokens_a_second", "rate", paired),
        )
    }
    ratio["memory"] = weighed["ours"] / weighed["plain"] if weighed["ours"] and weighed["plain"] else None
    metrics = {
        "model": model.name, "world": plan.world, "language": plan.language, "turns": len(rows),
        "turns_paired": len(paired), "turns_told_straight": len(straight),
        **_medians(paired, straight, "engine"),
        "seconds_to_first_shown": _median([row["engine"]["shown"] for row in paired]),
        "tokens_of_turn": _median([row["pieces"] for row in rows]),
        "retold_sentences_a_turn": _mean([len(row["retold"]["why"]) for row in rows]),
        "retold_seconds_a_turn": _mean([row["retold"]["seconds"] for row in rows]),
        "same_text": sum(row["same_text"] for row in rows) / max(len(rows), 1),
        "reused_share": reused,
        "reused_share_worst": min((reused_share([row["tokens"]]) or 0.0 for row in late), default=None),
        "prompt_tokens": sum(row["tokens"]["prompt"] for row in rows),
        "reused_tokens": sum(row["tokens"]["reused"] for row in rows),
        "background_tokens_evaluated": sum(r["background"]["prompt"] - r["background"]["reused"] for r in rows),
        "memory": weighed["ours"],
        "seconds_to_opening": opening,
        "seconds_to_first_word": word,
        "seconds_of_help": page,
        "by_turn": [{key: value for key, value in row.items() if key not in ("events", "at", "part")} for row in rows],
    }  # fmt: skip
    aims = [
        Aim("seconds_to_first_token, ratio", "<=", MOST, ratio["seconds_to_first_token"]),
        Aim("seconds_of_turn, ratio", "<=", MOST, ratio["seconds_of_turn"]),
        Aim("tokens_a_second, ratio", ">=", round(1 / MOST, 3), ratio["tokens_a_second"]),
        Aim(f"reused_share after turn {SETTLED}", ">=", 0.90, reused),
        Aim("memory, ratio", "<=", 1.15, ratio["memory"]),
        Aim("seconds_to_opening", "<=", 1.0, opening),
        Aim("seconds_to_first_word", "<=", 4.0, word),
        Aim("seconds_of_help over a bare interpreter", "<=", 0.15, over),
    ]
    return Report(
        "turn",
        metrics,
        {**_medians(paired, straight, "raw"), "memory": weighed["plain"], "seconds_of_help": bare},
        ratio,
        aims,
    )


def _medians(paired: list[Row], straight: list[Row], side: str) -> dict[str, float | None]:
    return {
        "tokens_a_second": _median([row[side]["rate"] for row in paired]),
        "seconds_to_first_token": _median([row[side]["first"] for row in paired]),
        "seconds_of_turn": _median([row[side]["wall"] for row in straight]),
    }


def _mean(values: list[Any]) -> float | None:
    return round(float(mean(values)), 4) if values else None


def _median(values: list[Any]) -> float | None:
    return round(float(median(values)), 4) if values else None


def _middle(kept: Kept, name: str) -> float | None:
    """The median of the repeated starts; None if one of them never got there."""
    values = [value for row in kept.rows("start") for value in row[name]]
    return None if None in values else _median(values)
