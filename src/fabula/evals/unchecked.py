"""Sessions told with and without checks: what telling again takes out of the prose, and what it costs.

The second part of ``fabula bench consistency``. The same actions are played through the shipped worlds twice, once as
always and once with no sentence told again (``retells = 0``). What the checks find in the finished prose is counted
afterwards, on both sides by the same code, so the figures say what telling again removes and not what the checks miss.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from fabula.analysis.sentences import complete_length, sentences
from fabula.engine.contradict import Contradictions
from fabula.engine.story import Authored, Story, TellSettings, Told
from fabula.evals import script
from fabula.evals.kept import Kept
from fabula.models.model import Model
from fabula.store.worlds import load, shipped

Say = Callable[[str], None]
SIDES = ("on", "off")


def worlds(language: str) -> list[str]:
    """The shipped worlds that are written in a language."""
    return [name for name in shipped() if language in load(name, None).languages]


async def play(
    languages: Sequence[str], sessions: int, turns: int, model: Model, tell: TellSettings, kept: Kept, say: Say
) -> None:  # fmt: skip
    """Play every session on both sides; finished ones are kept."""
    done = {(row["language"], row["session"], row["checks"]) for row in kept.rows("session")}
    try:
        for language in languages:
            found = worlds(language)
            for number in range(sessions):
                for side in SIDES:
                    if (language, number, side) in done:
                        continue
                    changes: dict[str, Any] = {"phrase_choices": False} | ({"retells": 0} if side == "off" else {})
                    chosen = tell.model_copy(update=changes)
                    world = found[number % len(found)]
                    story = script.begin(world, language, model, seed=script.SEED + number, settings=chosen)
                    row = await _session(story, turns)
                    kept.add(
                        "session", {"language": language, "session": number, "checks": side, "world": world, **row}
                    )
                    say(f"{language} {number + 1}, {world}, checks {side}: {row['sentences']} sentences, "
                        f"{sum(row['found'].values())} contradictions, {row['seconds']:.0f} s")  # fmt: skip
    finally:
        await model.close()


async def _session(story: Story, turns: int) -> dict[str, Any]:
    found: Counter[str] = Counter()
    count, begun, failed = 0, time.perf_counter(), 0
    examples: list[str] = []
    for action in script.actions(story.world.language, turns):
        if story.state.ended:
            break
        before = story.tree.tip
        async with aclosing(story.play(action)) as steps:
            async for step in steps:
                failed += isinstance(step, Authored)
                if isinstance(step, Told):
                    before = step.turn
        for sentence, wrong in _contradictions(story, before):
            count += 1
            found.update(wrong)
            examples += [f"{kind}: {sentence}" for kind in wrong]
    retold = [meta["retold"] for meta in story.meta.values() if "retold" in meta]
    return {
        "sentences": count, "found": dict(found), "examples": examples, "failed": failed,
        "turns": len(story.meta), "seconds": round(time.perf_counter() - begun, 1),
        "retold": sum(len(one["why"]) for one in retold),
        "retold_seconds": round(sum(one["seconds"] for one in retold), 1),
    }  # fmt: skip


def _contradictions(story: Story, turn: int) -> Iterator[tuple[str, list[str]]]:
    """The model's own sentences of a turn, each with the kinds of contradictions in it."""
    told = story.tree.turns[turn].told
    if told is None or told.origin != "model":
        return
    language = story.world.language
    find = Contradictions(story.world, story.tree.state(turn)).find
    before = (sentences(told.lead, language) or [""])[-1]
    for sentence in whole(told.text.removeprefix(told.lead), language):
        yield sentence, [one.kind for one in find(sentence, before)]
        before = sentence


def whole(text: str, language: str) -> Iterator[str]:
    """The sentences of a text as the checks see them: one that ends within a quotation goes on to its end."""
    begun = ""
    for piece in sentences(text, language):
        begun += (" " if begun and language == "en" else "") + piece
        if complete_length(begun, language):
            yield begun
            begun = ""
    if begun:
        yield begun


def figures(rows: Sequence[dict[str, Any]], language: str, side: str) -> dict[str, float]:
    """Contradictions in a hundred sentences, sentences told again a turn, seconds a turn: of one language and side."""
    mine = [row for row in rows if row["language"] == language and row["checks"] == side]
    if not mine:
        return {}
    told, turns = sum(row["sentences"] for row in mine), sum(row["turns"] for row in mine)
    return {
        "contradictions_in_100": round(100 * sum(sum(row["found"].values()) for row in mine) / max(told, 1), 2),
        "retold_a_turn": round(sum(row["retold"] for row in mine) / max(turns, 1), 2),
        "retold_seconds_a_turn": round(sum(row["retold_seconds"] for row in mine) / max(turns, 1), 2),
        "seconds_a_turn": round(sum(row["seconds"] for row in mine) / max(turns, 1), 2),
    }


def run(
    languages: Sequence[str], sessions: int, turns: int, model: Model, tell: TellSettings, kept: Kept, say: Say
) -> None:  # fmt: skip
    """`play`, from code that is not asynchronous."""
    asyncio.run(play(languages, sessions, turns, model, tell, kept, say))
