"""A model that takes notes: which requests the engine sends, and when each piece of an answer arrives."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from fabula.engine.story import Story
from fabula.models.model import Model
from fabula.models.request import STORY, Message, Request, Usage


class Captured(Exception):
    """The engine got as far as its request, which was all that was wanted."""


class Recorder(Model):
    """Takes the place of ``model``, which must not be started, and passes everything on.

    With ``capturing`` a telling ends in `Captured` before anything is sent; the story stays as it was.
    """

    def __init__(self, model: Model) -> None:
        super().__init__(
            model.name,
            embedded=model.embedded,
            identity=model.identity,
            languages=model.languages,
            settings=model.settings,
            understands=model.understands,
        )
        self.capturing = False
        self.request: Request | None = None
        self.background: Request | None = None  # the last one beside the telling
        self.pieces: list[str] = []  # of the first stream of the last telling
        self.stamps: list[float] = []  # when they arrived
        self._first = False  # the next stream begins a telling, and does not tell a sentence again

    async def stream(self, request: Request) -> AsyncGenerator[str | Usage]:
        """Generate, noting the request and the arrival of each piece."""
        if self.capturing:
            self.request = request
            raise Captured
        noting, self._first = self._first, False
        async with aclosing(super().stream(request)) as pieces:
            async for piece in pieces:
                if noting and isinstance(piece, str):
                    self.stamps.append(time.perf_counter())
                    self.pieces.append(piece)
                yield piece

    async def complete(self, request: Request) -> tuple[str, Usage]:
        """Generate the whole text, noting a request that goes on from the story's log."""
        if request.slot == STORY:
            self.background = request
        return await super().complete(request)

    async def read(self, messages: Sequence[Message]) -> int:
        """Read ahead, noting the request."""
        self.background = Request(tuple(messages), max_tokens=1)
        return await super().read(messages)

    def listen(self) -> None:
        """Note the pieces of the next stream, and of no later one."""
        self.pieces, self.stamps, self._first = [], [], True

    def body(self, request: Request) -> dict[str, Any]:
        """The request as it goes over the wire, without what only our own bookkeeping asks for."""
        body = self._running()._body(request, stream=True)
        return {key: value for key, value in body.items() if key not in ("timings_per_token", "stream_options")}

    async def capture(self, story: Story, action: str) -> Request:
        """The request that the engine would send for ``action``, without sending it."""
        self.capturing = True
        try:
            async with aclosing(story.play(action)) as steps:
                async for _ in steps:
                    pass
        except Captured:
            pass
        finally:
            self.capturing = False
        assert self.request is not None
        return self.request

    def left(self, story: Story) -> Request:
        """The request that brings the cache to where the engine left it after the turn at the tip.

        It is the last one in the background, with a single token to tell; at the beginning, and where nothing
        runs in the background, it is the log.
        """
        last = self.background or Request(story.base(), max_tokens=1)
        return replace(last, max_tokens=1)

    async def settle(self, left: Request) -> None:
        """Let the server read what `left` gave."""
        await self._running().complete(left)
