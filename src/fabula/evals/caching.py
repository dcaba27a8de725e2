"""``fabula bench cache``: how much of the prompt of a long story is read again, and how long the first token takes.

A hundred short turns are played on the island, with forty lore entries that the reader calls up one after the other.
Between the turns the reader reads, so what the engine does meanwhile is finished before the next turn; its tokens are
reported apart. The baseline is how lorebooks are used elsewhere: the entries whose keys were spoken of lately stand in
the middle of the history, and the oldest turn leaves it when a new one comes. It has the same texts, server and slot.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from fabula.engine.prompt import prefix
from fabula.engine.story import Story, TellSettings, Told
from fabula.engine.zones import estimate
from fabula.errors import ServerError
from fabula.evals import island
from fabula.evals.kept import Kept
from fabula.evals.recorder import Recorder
from fabula.evals.report import Aim, Report, reused_share
from fabula.models.model import Model
from fabula.models.request import Message, Request, Usage
from fabula.story.event import from_record, to_record
from fabula.story.language import LANGUAGES
from fabula.story.lore import LoreEntry
from fabula.story.world import World

Say = Callable[[str], None]
Row = dict[str, Any]
MARKS = (5, 50, 100)
AROUND = 2  # turns on each side of a mark whose time to the first token is taken together
TOKENS = 32  # that a turn may have: the least that may be set
SCAN = 4  # turns in which the baseline looks for keys
AT_ONCE = 5  # entries that the baseline holds in the prompt at most

_NOUNS = (
    "heron", "lantern oil", "oyster", "ferryman", "kelp", "sundial", "bellows", "gallows", "windmill", "apiary",
    "mussel", "pilgrim", "causeway", "shipwreck", "sandbank", "tollgate", "cormorant", "almshouse", "peat bog",
    "salt tax", "whalebone", "harpoon", "compass rose", "sea fog", "parish book", "eel trap", "drift ice",
    "rope walk", "tide table", "widow's bench", "customs house", "wishing stone", "herring year", "plague cross",
    "moon garden", "hedge school", "brine pit", "smoke house", "regatta", "lost choir",
)  # fmt: skip
_SAID = (
    "was already old when the first map of the island was drawn",
    "is spoken of only on the shortest night of the year",
    "once cost the island a bishop, two boats and its good name",
    "belongs to nobody, and is mended by everybody in turn",
)
_SINCE = (
    "since then the doors on that side are painted white", "since then children count to nine and never to ten there",
    "since then no rope on the quay is coiled to the left", "since then the bell is rung once more than the hour",
)  # fmt: skip
_IDLE = (
    "I listen for a while and say nothing.", "I warm my hands by the fire.", "I ask Bess how the day has been.",
    "I look out at the rain.", "I turn my cup around.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """How many turns are played, how long they may be, and around which ones times are taken."""

    turns: int = 100
    tokens: int = TOKENS
    marks: tuple[int, ...] = MARKS


def world() -> World:
    """The island with forty lore entries."""
    lore = {
        f"entry_{number}": LoreEntry(
            keys=[noun], text=f"The {noun} {_SAID[number % 4]}, people say, and {_SINCE[number // 4 % 4]}."
        )
        for number, noun in enumerate(_NOUNS)
    }
    return island.world().model_copy(update={"lore": lore})


def action(number: int) -> str:
    """What the reader does in a turn, from 1: two turns of five speak of something that has a lore entry."""
    block, at = divmod(number - 1, 5)
    if at in (1, 3):
        return f"I ask Bess about the {_NOUNS[(2 * block + at // 2) % len(_NOUNS)]}."
    return _IDLE[at]


def run(plan: Plan, model: Model, settings: TellSettings, *, report: Path | None, say: Say) -> Report:
    """Measure by ``plan`` with an embedded ``model`` that is not started; partial results lie beside ``report``."""
    if model.embedded is None:
        raise ServerError("This bench measures the embedded server.", hint="Name a model from `fabula models list`.")
    given = {
        "turns": plan.turns, "tokens": plan.tokens, "marks": plan.marks, "model": model.identity,
        "context": model.settings.context, "threads": model.settings.threads, "settings": settings.model_dump(),
    }  # fmt: skip
    kept = Kept(report, given)
    asyncio.run(_measure(plan, Recorder(model), settings, kept, say))
    result = summary(plan, model, kept)
    if report is not None:
        result.write(report)
    kept.done()
    return result


async def _measure(plan: Plan, recorder: Recorder, settings: TellSettings, kept: Kept, say: Say) -> None:
    short = settings.model_copy(update={"max_tokens": plan.tokens, "phrase_choices": False, "asks": False})
    story = island.begin(world(), recorder, short)
    try:
        for row in kept.rows("turn"):
            events = [from_record(record) for record in row["events"]]
            story.store.append(story.id, events, expected_position=story.tree.position, at=row["at"])
            story.tree.grow(events)
        await story.prepare()
        for number in range(len(kept.rows("turn")) + 1, plan.turns + 1):
            row = kept.add("turn", await _turn(story, recorder, number))
            say(f"turn {number} of {plan.turns}: {row['tokens']['reused']} of {row['tokens']['prompt']} prompt tokens "
                f"reused, first token after {row['first']:.2f} s, then {row['ahead']['evaluated']} read ahead in "
                f"{row['ahead']['seconds']:.1f} s")  # fmt: skip
        await _baseline(plan, story, recorder, kept, say)
    finally:
        await recorder.close()


async def _turn(story: Story, recorder: Recorder, number: int) -> Row:
    """Play one turn, and let the work between the turns come to its end."""
    before = story.tree.position
    recorder.listen()
    begun = time.perf_counter()
    told: Told | None = None
    async for step in story.play(action(number)):
        told = step if isinstance(step, Told) else told
    if told is None or not recorder.stamps:
        raise ServerError("The story ended a turn without telling it.", hint="This is a bug; please report it.")
    first = recorder.stamps[0] - begun
    await story.between.settle()
    events = [to_record(event) for event in story.store.read(story.id, before)]  # type: ignore[attr-defined]
    return {
        "turn": number, "first": first, "tokens": told.meta["tokens"], "ahead": story.between.spent(),
        "lore": sum(record["type"] == "lore.fired/1" for record in events), "events": events,
        "at": story.store.info(story.id).updated,
    }  # fmt: skip


# -- the baseline --------------------------------------------------------------------------------------------------


def lorebook(story: Story, number: int, budget: int, *, whole: bool = False) -> tuple[Message, ...]:
    """The prompt of a turn as lorebooks make it: the newest turns that fit, and the active entries in their middle.

    With ``whole`` the turn has been told already.
    """
    turns = [turn.told for turn in story.tree.path()[1 : number + 1] if turn.told]
    end, kept = turns[-1].text if whole else turns[-1].lead, list[str]()
    for told in reversed(turns[:-1]):
        budget -= estimate(told.text)
        if budget < 0:
            break
        kept.insert(0, told.text)
    spoken = "\n".join([*(told.text for told in turns[-1 - SCAN : -1]), action(number)])
    speech = LANGUAGES[story.world.language]
    lore = [
        entry.text for entry in story.world.lore.values() if any(speech.contains(spoken, key) for key in entry.keys)
    ]
    begun = prefix(story.world, story.state.reader.rating)
    half = len(kept) // 2
    if not lore:
        return (*begun[:2], Message("assistant", "\n\n".join([begun[2].content, *kept, end])))
    return (
        *begun[:2], Message("assistant", "\n\n".join([begun[2].content, *kept[:half]])),
        Message("user", "\n".join(lore[-AT_ONCE:])), Message("assistant", "\n\n".join([*kept[half:], end])),
    )  # fmt: skip


async def _baseline(plan: Plan, story: Story, recorder: Recorder, kept: Kept, say: Say) -> None:
    """Tell the turns around the marks from lorebook prompts, each after the one before it."""
    budget = story.settings.rollup_tokens + story.settings.log_tokens
    for mark in plan.marks:
        if any(row["mark"] == mark for row in kept.rows("lorebook")):
            continue
        rows = []
        for number in _around(mark, plan.turns):
            before = lorebook(story, number - 1, budget, whole=True)
            await recorder.complete(_request(before, story, 1))
            rows.append({"turn": number, **await _timed(recorder, _request(lorebook(story, number, budget), story, 4))})
        if rows:
            kept.add("lorebook", {"mark": mark, "rows": rows})
            say(f"lorebook around turn {mark}: first token after {median(row['first'] for row in rows):.2f} s")


def _around(mark: int, turns: int) -> list[int]:
    return list(range(max(2, mark - AROUND), min(mark + AROUND, turns) + 1))


def _request(messages: Sequence[Message], story: Story, tokens: int) -> Request:
    return Request(tuple(messages), tokens, story.settings.sampling, seed=1)


async def _timed(recorder: Recorder, request: Request) -> Row:
    """When the first token of an answer came, and how much of the prompt was reused."""
    begun, first, usage = time.perf_counter(), 0.0, Usage()
    async with aclosing(recorder.stream(request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Usage):
                usage = piece
            else:
                first = first or time.perf_counter() - begun
    return {"first": first, "prompt": usage.prompt, "reused": usage.reused}


# -- the summary ---------------------------------------------------------------------------------------------------


def summary(plan: Plan, model: Model, kept: Kept) -> Report:
    """The report of what is kept."""
    rows = kept.rows("turn")
    later = rows[1:]
    theirs = [row for mark in kept.rows("lorebook") for row in mark["rows"]]
    near = {mark: [row["first"] for row in rows if row["turn"] in _around(mark, plan.turns)] for mark in plan.marks}
    firsts = {mark: round(median(values), 4) for mark, values in near.items() if values}
    their_firsts = {mark["mark"]: round(median(row["first"] for row in mark["rows"]), 4)
                    for mark in kept.rows("lorebook")}  # fmt: skip
    metrics: dict[str, Any] = {
        "model": model.name, "turns": len(rows), "lore_entries": len(_NOUNS),
        "lore_fired": sum(row["lore"] for row in rows),
        "reused_share": reused_share([row["tokens"] for row in later]),
        "reused_share_worst": min((reused_share([row["tokens"]]) or 0.0 for row in later[AROUND:]), default=None),
        "prompt_tokens_most": max(row["tokens"]["prompt"] for row in rows),
        **{f"seconds_to_first_token at turn {mark}": value for mark, value in firsts.items()},
        "background_tokens_evaluated": sum(row["ahead"]["evaluated"] for row in rows),
        "background_tokens_generated": sum(row["ahead"]["generated"] for row in rows),
        "background_seconds_most": max(row["ahead"]["seconds"] for row in rows),
        "by_turn": [{key: value for key, value in row.items() if key not in ("events", "at", "part")} for row in rows],
    }  # fmt: skip
    baseline: dict[str, Any] = {
        "reused_share": reused_share(theirs),
        **{f"seconds_to_first_token at turn {mark}": value for mark, value in their_firsts.items()},
        "prompt_tokens_most": max((row["prompt"] for row in theirs), default=None),
    }
    ratio = {
        f"seconds_to_first_token at turn {mark}": round(value / their_firsts[mark], 4)
        for mark, value in firsts.items()
        if mark in their_firsts
    }
    slower = firsts[max(firsts)] / firsts[min(firsts)] if len(firsts) > 1 else None
    ratio["seconds_to_first_token, last mark to first"] = round(slower, 4) if slower else None
    aims = [
        Aim("reused_share on the reader's path", ">=", 0.95, metrics["reused_share"]),
        Aim("seconds_to_first_token, last mark to first", "<=", 1.2, slower),
    ]
    return Report("cache", metrics, baseline, ratio, aims)
