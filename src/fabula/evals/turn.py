"""``fabula bench turn``: what a told turn costs beside the same prompt sent straight to the same server.

How a turn is paired. The scripted session is played through the engine. For each turn the engine's own request
is captured first; it is then told twice, once by the engine (the real turn) and once by a plain streaming call
with the same messages, grammar, sampling, seed and token limit, to the same server and slot. Which of the two
goes first changes with each turn, so that a machine that slows down or warms up favours neither. Before each of
them the slot is brought back to where the engine left it after the previous turn, by letting the server read
the last background request again: both find the same tokens in the cache, those that they would find in play.
A turn of the engine is timed from the reader's action to the end of its prose: rules, prompt, checks, and the
closing of the stream are all in it, the wording of the choices is not. The plain call is timed from its sending
to the piece with the number at which the engine stopped.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from fabula.engine.story import Piece, Prose, Restarted, Story, TellSettings, Told
from fabula.errors import ServerError
from fabula.evals import memory, raw, script, start
from fabula.evals.kept import Kept
from fabula.evals.recorder import Recorder
from fabula.evals.report import Aim, Report
from fabula.models.model import Model
from fabula.story.event import from_record, to_record

SETTLED = 5  # turns after which the cache should carry nearly all of the prompt
MOST = 1.03  # how much slower than the plain call a turn may be
Say = Callable[[str], None]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure. ``starts`` is how often a start is repeated; 0 leaves starts and memory out."""

    world: str
    language: str
    turns: int
    starts: int = 5
    memory_turns: int = 3

    def arguments(self, model: Model) -> dict[str, Any]:
        """What must be equal for kept results to be used."""
        from fabula import __version__

        return {
            "world": self.world, "language": self.language, "turns": self.turns, "starts": self.starts,
            "model": model.identity, "context": model.settings.context, "threads": model.settings.threads,
            "fabula": __version__,
        }  # fmt: skip


def run(plan: Plan, model: Model, settings: TellSettings, *, report: Path | None, say: Say) -> Report:
    """Measure by ``plan`` with an embedded ``model`` that is not started; partial results lie beside ``report``."""
    if model.embedded is None:
        raise ServerError("This bench measures the embedded server.", hint="Name a model from `fabula models list`.")
    kept = Kept(report, plan.arguments(model))
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
                row, body = await _pair(story, recorder, http, action, raw_first=number % 2 == 0)
                kept.add("turn", row)
            say(_line(kept.rows("turn")[number - 1], plan.turns))
    return body or recorder.body(await recorder.capture(story, "1"))


async def _pair(
    story: Story, recorder: Recorder, http: httpx.AsyncClient, action: str, *, raw_first: bool
) -> tuple[Row, dict[str, Any]]:
    """Tell one turn by the engine and by a plain call, from the same cache."""
    request = await recorder.capture(story, action)
    body = recorder.body(request)
    before, left = story.tree.position, recorder.left(story)
    plainly = raw.RawTold([], [])
    if raw_first:
        await recorder.settle(left)
        plainly = await raw.tell(http, body, request.max_tokens)
    await recorder.settle(left)
    told, row = await _told(story, recorder, action)
    if not raw_first:
        await recorder.settle(left)
        plainly = await raw.tell(http, body, len(row["stamps"]))
    stamps = row.pop("stamps")
    count = min(len(stamps), len(plainly.stamps))
    row |= {
        "turn": told.turn, "raw_first": raw_first, "pieces": len(stamps), "pieces_compared": count,
        "same_text": recorder.pieces[:count] == plainly.pieces[:count],
        "engine": _times(stamps, count) | {"wall": row.pop("wall"), "shown": row.pop("shown")},
        "raw": _times(plainly.stamps, count) | {"wall": plainly.stamps[count - 1] if count else 0.0},
        "tokens": told.meta["tokens"], "background": told.meta["background"],
        "events": [to_record(event) for event in story.store.read(story.id, before)],  # type: ignore[attr-defined]
        "at": story.store.info(story.id).updated,  # type: ignore[attr-defined]
    }  # fmt: skip
    return row, body


async def _told(story: Story, recorder: Recorder, action: str) -> tuple[Told, Row]:
    """Let the engine tell a turn; stamps count from the reader's action."""
    row: Row = {"wall": 0.0, "shown": 0.0, "stamps": [], "restarted": False}
    begun, pieces = time.perf_counter(), 0
    async with aclosing(story.play(action)) as steps:
        async for step in steps:
            match step:
                case Piece():
                    pieces += 1
                    if pieces == 2:  # the first one is the author's lead
                        row["shown"] = time.perf_counter() - begun
                case Restarted():
                    row["restarted"] = True
                case Prose():
                    row["wall"] = time.perf_counter() - begun
                    row["stamps"] = [stamp - begun for stamp in recorder.stamps]
                case Told():
                    return step, row
    raise ServerError("The story ended a turn without telling it.", hint="This is a bug; please report it.")


def _times(stamps: list[float], count: int) -> dict[str, float]:
    """Seconds to the first piece, and pieces a second after it."""
    if count < 2:
        return {"first": stamps[0] if stamps else 0.0, "rate": 0.0}
    return {"first": stamps[0], "rate": (count - 1) / max(stamps[count - 1] - stamps[0], 1e-9)}


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
        openings, words = [], []
        for number in range(1, plan.starts + 1):
            openings.append(start.opening(play))
            words.append(start.first_word(play))
            say(f"start {number} of {plan.starts}: opening after {_s(openings[-1])}, first told word {_s(words[-1])}")
    kept.add("start", {"opening": openings, "first_word": words})


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
    late = [row for row in rows if row["turn"] > SETTLED]
    reused = _share(late)
    opening, word = (_middle(kept, name) for name in ("opening", "first_word"))
    weighed = (kept.rows("memory") or [{"ours": None, "plain": None}])[0]
    ratio = {
        name: _median([row["engine"][key] / row["raw"][key] for row in paired if row["raw"][key]])
        for name, key in (("seconds_to_first_token", "first"), ("seconds_of_turn", "wall"), ("tokens_a_second", "rate"))
    }
    ratio["memory"] = weighed["ours"] / weighed["plain"] if weighed["ours"] and weighed["plain"] else None
    metrics = {
        "model": model.name, "world": plan.world, "language": plan.language, "turns": len(rows),
        "turns_paired": len(paired),
        **_medians(paired, "engine"),
        "seconds_to_first_shown": _median([row["engine"]["shown"] for row in paired]),
        "tokens_of_turn": _median([row["pieces"] for row in rows]),
        "same_text": sum(row["same_text"] for row in rows) / max(len(rows), 1),
        "reused_share": reused,
        "reused_share_worst": min((_share([row]) or 0.0 for row in late), default=None),
        "prompt_tokens": sum(row["tokens"]["prompt"] for row in rows),
        "reused_tokens": sum(row["tokens"]["reused"] for row in rows),
        "background_tokens_evaluated": sum(r["background"]["prompt"] - r["background"]["reused"] for r in rows),
        "memory": weighed["ours"],
        "seconds_to_opening": opening,
        "seconds_to_first_word": word,
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
    ]
    return Report("turn", metrics, {**_medians(paired, "raw"), "memory": weighed["plain"]}, ratio, aims)


def _medians(rows: list[Row], side: str) -> dict[str, float | None]:
    names = {"tokens_a_second": "rate", "seconds_to_first_token": "first", "seconds_of_turn": "wall"}
    return {name: _median([row[side][key] for row in rows]) for name, key in names.items()}


def _median(values: list[Any]) -> float | None:
    return round(float(median(values)), 4) if values else None


def _middle(kept: Kept, name: str) -> float | None:
    """The median of the repeated starts; None if one of them never got there."""
    values = [value for row in kept.rows("start") for value in row[name]]
    return None if None in values else _median(values)


def _share(rows: list[Row]) -> float | None:
    prompt = sum(row["tokens"]["prompt"] for row in rows)
    return round(sum(row["tokens"]["reused"] for row in rows) / prompt, 4) if prompt else None
