"""The baseline of a turn: the same prompt sent straight to the server by a plain streaming call."""

from __future__ import annotations

import json
import time
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx

from fabula.errors import ServerError


@dataclass(frozen=True, slots=True)
class RawTold:
    """What came and when: ``stamps[i]`` is when ``pieces[i]`` was there, counted from the sending."""

    pieces: list[str]
    stamps: list[float]


async def tell(http: httpx.AsyncClient, body: dict[str, Any], limit: int) -> RawTold:
    """Stream an answer and hang up after ``limit`` pieces, as the engine does."""
    begun, stamps, pieces = time.perf_counter(), [], []
    async with http.stream("POST", "/v1/chat/completions", json=body) as answer:
        if answer.status_code != 200:
            await answer.aread()
            raise ServerError(f"The plain call was answered with HTTP {answer.status_code}.", hint="Try again.")
        async with aclosing(answer.aiter_lines()) as lines:  # type: ignore[type-var]
            async for line in lines:
                if not line.startswith("data: ") or line == "data: [DONE]":
                    continue
                choices = json.loads(line[6:]).get("choices")
                piece = choices[0]["delta"].get("content") if choices else None
                if piece:
                    stamps.append(time.perf_counter() - begun)
                    pieces.append(piece)
                    if len(stamps) >= limit:
                        break
    return RawTold(pieces, stamps)
