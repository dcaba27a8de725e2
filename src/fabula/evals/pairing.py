"""One turn told twice from the same cache: by the engine, and by a plain call to the same server.

The scripted session is played through the engine. For each turn the engine's own request
is captured first; it is then told twice, once by the engine (the real turn) and once by a plain streaming call
with the same messages, grammar, sampling, seed and token limit, to the same server and slot. Which of the two
goes first changes with each turn, so that a machine that slows down or warms up favours neither. Before each of
them the slot is brought back to where the engine left it after the previous turn, by letting the server read
the last background request again: both find the same tokens in the cache, those that they would find in play.
A turn of the engine is timed from the reader's action to the end of its prose: rules, prompt, checks, and the
closing of the stream are all in it, the wording of the choices is not. The plain call is timed from its sending
to the piece with the number at which the engine stopped. Where a sentence is refused the engine's first stream
ends early; up to there both are compared, and what telling again costs is reported apart.
"""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import Any

import httpx

from fabula.engine.story import Authored, Piece, Prose, Restarted, Story, Told
from fabula.errors import ServerError
from fabula.evals import raw
from fabula.evals.recorder import Recorder
from fabula.story.event import to_record

Row = dict[str, Any]


async def pair(
    story: Story, recorder: Recorder, http: httpx.AsyncClient, action: str, *, raw_first: bool
) -> tuple[Row, dict[str, Any]]:
    """Tell one turn by the engine and by a plain call; what was measured, and the plain call's body."""
    request = await recorder.capture(story, action)
    body = recorder.body(request)
    before, left = story.tree.position, recorder.left(story)
    plainly = raw.RawTold([], [])
    if raw_first:
        await recorder.settle(left)
        plainly = await raw.tell(http, body, request.max_tokens)
    await recorder.settle(left)
    told, row = await _told(story, recorder, action)
    await story.between.settle()  # what the engine does while the reader reads must not disturb the plain call
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
        "tokens": told.meta["tokens"], "background": told.meta["background"], "retold": told.meta["retold"],
        "events": [to_record(event) for event in story.store.read(story.id, before)],  # type: ignore[attr-defined]
        "at": story.store.info(story.id).updated,
    }  # fmt: skip
    return row, body


async def _told(story: Story, recorder: Recorder, action: str) -> tuple[Told, Row]:
    """Let the engine tell a turn; stamps count from the reader's action."""
    row: Row = {"wall": 0.0, "shown": 0.0, "stamps": [], "restarted": False}
    recorder.listen()
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
                case Authored():
                    raise ServerError(step.reason, hint="A bench measures a model that tells.")
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
