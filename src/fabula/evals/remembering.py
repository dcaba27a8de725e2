"""``fabula bench memory``: what the prompt still holds of sixty facts, long after they were planted.

The facts are planted in the first ten turns of a played session (`fabula.evals.island`). The turns are told by the
scripted server, so that two hundred of them take seconds: what is measured is the prompt, which the engine makes as
always. At each probe the reader asks about every fact, and the prompt of that turn is looked at before it is told.
The baseline is a window over the newest turns, of the same size, with the same prefix and the same question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fabula.analysis.sentences import sentences
from fabula.engine.lore import Embed
from fabula.engine.prompt import prefix, turn_messages
from fabula.engine.story import Story, TellSettings, Told
from fabula.engine.zones import estimate
from fabula.errors import ServerError
from fabula.evals import island
from fabula.evals.island import Planted
from fabula.evals.kept import Kept
from fabula.evals.recorder import Recorder
from fabula.evals.report import Aim, Report
from fabula.models.model import Model
from fabula.models.request import Message, Request
from fabula.testing.supervised import SupervisedScript

Say = Callable[[str], None]
FETCH = 12  # the turn in which things begin to be fetched and left elsewhere
TELLINGS = 8  # facts that the real model is asked about
TOLD_TOKENS = 90  # of an answer
QUAY = "I go to the quay."  # nobody is there, so the reader asks themselves
IDLE = (
    "I listen to the rain for a while.", "I walk up and down to keep warm.", "I count the boats.", "I go to the inn.",
    "I sit down by the fire.", "I look at my hands.", "I hum a tune.", "I think of supper.", QUAY,
    "I watch the water.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """At which turns the facts are needed, and how many of them a real model is asked about at the last one."""

    turns: tuple[int, ...] = (50, 100, 200)
    tellings: int = 0


def run(
    plan: Plan, model: Model | None, embed: Embed | None, settings: TellSettings, *, report: Path | None, say: Say
) -> Report:  # fmt: skip
    """Measure by ``plan``; ``model`` is the real one that tells at the last probe, not yet started, or None.

    With ``embed`` old prose is also found by its meaning.
    """
    arguments = {
        "turns": plan.turns, "tellings": plan.tellings, "model": model.identity if model else "",
        "by_meaning": embed is not None, "settings": settings.model_dump(),
    }  # fmt: skip
    kept = Kept(report, arguments)
    asyncio.run(_measure(plan, model, embed, settings, kept, say))
    result = summary(plan, model, settings, kept, by_meaning=embed is not None)
    if report is not None:
        result.write(report)
    kept.done()
    return result


# -- the session ---------------------------------------------------------------------------------------------------


async def _measure(
    plan: Plan, model: Model | None, embed: Embed | None, settings: TellSettings, kept: Kept, say: Say
) -> None:  # fmt: skip
    recorder = Recorder(Model("scripted", embedded=SupervisedScript(_script())))
    quick = settings.model_copy(update={"phrase_choices": False, "summaries": False, "asks": False})
    story = island.begin(island.world(), recorder, quick)
    story.understand(embed)
    most = 0
    try:
        for number in range(1, max(plan.turns) + 1):
            await _turn(story, action(number, plan.turns), number)
            most = max(most, _size(story.base()))
            if number in plan.turns and not any(row["turn"] == number for row in kept.rows("probe")):
                row = kept.add("probe", {**await _probe(story, recorder, number), "most": most})
                say(f"turn {number}: the prompt holds {row['held']} of {row['facts']} facts, a window {row['window']}")
        if model is not None and len(kept.rows("telling")) < 2 * plan.tellings:
            await _tellings(plan, story, recorder, model, kept, say)
    finally:
        await recorder.close()


def action(number: int, probes: Sequence[int]) -> str:
    """What the reader does in a turn; a probe finds them alone on the quay."""
    if number <= len(island.VISITS):
        return island.action(number)
    if 0 <= number - FETCH < len(island.FETCHED):
        return island.fetching()[number - FETCH]
    return QUAY if number in probes else IDLE[number % len(IDLE)]


def _script() -> dict[str, Any]:
    """What the scripted server tells in the first turns: the planted sentence, and others around it."""
    return {"prose": [f" {visit.told} {island.around(number)}" for number, visit in enumerate(island.VISITS, 1)]}


async def _turn(story: Story, words: str, number: int) -> None:
    async for step in story.play(words):
        if isinstance(step, Told) and number <= len(island.VISITS):
            visit = island.VISITS[number - 1]
            happened = {(event.item, event.to) for event in step.events if hasattr(event, "item")}  # type: ignore[attr-defined]
            if visit.told not in step.text or (visit.left, visit.place) not in happened:
                raise ServerError(f"Turn {number} of the bench did not plant its facts.", hint="This is a bug.")
    await story.between.settle()


# -- probes --------------------------------------------------------------------------------------------------------


def question(one: Planted) -> str:
    """How the reader asks about a fact."""
    return f"I try to remember {one.ask}."


def holds(messages: Sequence[Message], one: Planted) -> bool:
    """Whether one sentence of the prompt, behind the world's prefix, says the fact."""
    return any(
        all(need.casefold() in sentence.casefold() for need in one.needs)
        for part in messages[3:]
        for line in part.content.split("\n")
        for sentence in sentences(line, "en")
    )


def plain_window(story: Story, request: Request, budget: int) -> tuple[Message, ...]:
    """The newest told turns that fit, and the same lead: what one has without roll-ups and remembering."""
    lead = request.messages[-1].content.rpartition("\n\n")[2]
    told = [turn.told.text for turn in story.tree.path()[1:] if turn.told]
    room, kept = budget - estimate(lead), list[str]()
    for text in reversed(told):
        room -= estimate(text)
        if room < 0:
            break
        kept.insert(0, text)
    begun = prefix(story.world, story.state.reader.rating)
    opening = (*begun[:2], Message("assistant", "\n\n".join([begun[2].content, *kept])))
    return turn_messages(opening, "", lead, story.world.language, prefill=True)


async def _probe(story: Story, recorder: Recorder, number: int) -> dict[str, Any]:
    """Ask about every fact, and look at the prompts."""
    rows, sizes, plain_sizes, stale = [], [], [], 0
    for one in island.facts():
        request = await recorder.capture(story, question(one))
        plainly = plain_window(story, request, _budget(story.settings))
        rows.append({"kind": one.kind, "ask": one.ask, "held": holds(request.messages, one),
                     "window": holds(plainly, one)})  # fmt: skip
        sizes.append(_size(request.messages))
        plain_sizes.append(_size(plainly))
        stale += _stale(request.messages[-2:], one)
    return {
        "turn": number, "facts": len(rows), "held": sum(row["held"] for row in rows),
        "window": sum(row["window"] for row in rows), "tokens": max(sizes), "window_tokens": max(plain_sizes),
        "stale": stale, "rows": rows,
    }  # fmt: skip


def _budget(settings: TellSettings) -> int:
    return settings.rollup_tokens + settings.log_tokens + settings.tail_tokens


def _size(messages: Sequence[Message]) -> int:
    return sum(estimate(part.content) for part in messages)


def _stale(tail: Sequence[Message], one: Planted) -> bool:
    """Whether what was remembered beside the turn gives the old place of a thing that has been moved since."""
    if one.kind != "moved" or tail[0].role != "user":
        return False
    item = next(key for key in island.FETCHED if island.ITEMS[key] == one.needs[0])
    old = next(visit.place for visit in island.VISITS if visit.left == item)
    return holds((*[tail[0]] * 3, tail[0]), replace(one, needs=(one.needs[0], island.PLACES[old][0])))


async def _tellings(plan: Plan, story: Story, recorder: Recorder, model: Model, kept: Kept, say: Say) -> None:
    """Let the real model tell the turn in which a fact is needed: from our prompt, and from the window."""
    chosen = island.facts()[:: max(1, 60 // plan.tellings)][: plan.tellings]
    requests = [await recorder.capture(story, question(one)) for one in chosen]
    done = {(row["side"], row["ask"]) for row in kept.rows("telling")}
    await model.start()
    try:
        for side in ("ours", "window"):
            for one, request in zip(chosen, requests, strict=True):
                if (side, one.ask) in done:
                    continue
                messages = request.messages
                if side == "window":
                    messages = plain_window(story, request, _budget(story.settings))
                text, usage = await model.complete(replace(request, messages=messages, max_tokens=TOLD_TOKENS))
                answer = [need for need in one.needs if need.casefold() not in one.ask.casefold()]
                right = all(need.casefold() in text.casefold() for need in answer)
                kept.add("telling", {"side": side, "kind": one.kind, "ask": one.ask, "right": right, "text": text})
                say(f"{side}, {one.ask}: {'right' if right else 'not said'} ({usage.total:.0f} s)")
    finally:
        await model.close()


# -- the summary ---------------------------------------------------------------------------------------------------


def summary(plan: Plan, model: Model | None, settings: TellSettings, kept: Kept, *, by_meaning: bool) -> Report:
    """The report of what is kept."""
    metrics: dict[str, Any] = {
        "facts": len(island.facts()), "told_by": "the scripted server",
        "old_prose_found_by": "words and meaning" if by_meaning else "words",
    }  # fmt: skip
    baseline: dict[str, Any] = {}
    probes = kept.rows("probe")
    for row in probes:
        at = f"at turn {row['turn']}"
        metrics |= {
            f"held {at}": row["held"] / row["facts"],
            f"prompt_tokens {at}": row["tokens"],
            f"prompt_tokens_most {at}": row["most"],
        }
        baseline |= {f"held {at}": row["window"] / row["facts"], f"prompt_tokens {at}": row["window_tokens"]}
    last = probes[-1]
    for kind in dict.fromkeys(row["kind"] for row in last["rows"]):
        among = [row for row in last["rows"] if row["kind"] == kind]
        metrics[f"held, {kind}"] = sum(row["held"] for row in among) / len(among)
        baseline[f"held, {kind}"] = sum(row["window"] for row in among) / len(among)
    metrics["old_places_recalled"] = sum(row["stale"] for row in probes)
    for side, table in (("ours", metrics), ("window", baseline)):
        told = [row["right"] for row in kept.rows("telling") if row["side"] == side]
        if told and model is not None:
            table[f"told right by {model.name}"] = sum(told) / len(told)
    decided = [row["held"] for row in last["rows"] if row["kind"] not in ("told", "said")]
    ratio = {"prompt_tokens_most, last probe to first": last["most"] / probes[0]["most"]}
    metrics |= {"missed": [row["ask"] for row in last["rows"] if not row["held"]],
                "tellings": kept.rows("telling"), "budget": _budget(settings)}  # fmt: skip
    aims = [
        Aim(f"held at turn {last['turn']}, decided by rules", ">=", 0.95, sum(decided) / len(decided)),
        Aim(f"held at turn {last['turn']}, all", ">=", 0.85, last["held"] / last["facts"]),
        Aim("old places recalled", "<=", 0, metrics["old_places_recalled"]),
        Aim("prompt_tokens_most, last probe to first", "<=", 1.1, ratio["prompt_tokens_most, last probe to first"]),
    ]
    return Report("memory", metrics, baseline, ratio, aims)
