"""An opened model: the embedded server or a server elsewhere, behind one face for the engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from fabula.models.embedded import EmbeddedServer
from fabula.models.request import STORY, Capabilities, Message, Request, Usage

if TYPE_CHECKING:  # imported late: the server begins to load before there is anything to talk with it
    from fabula.models.client import Client


class ServerSettings(BaseModel):
    """Settings of the model server, section ``[server]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    context: int = Field(default=8192, ge=1024, le=131072)  # tokens
    threads: int = Field(default=0, ge=0, le=512)  # 0: as many as the machine has real cores
    api_key: str = ""  # for a server elsewhere
    stall_seconds: float = Field(default=60.0, gt=0)  # silence between two tokens that counts as a stall
    first_seconds: float = Field(default=600.0, gt=0)  # silence before the first token that counts as a stall


class Model:
    """A model that tells. `start` (again) after a failure brings a dead embedded server back.

    Give either ``embedded`` or ``url``. ``identity`` names the weights for the saved prefixes.
    """

    def __init__(
        self, name: str, *, embedded: EmbeddedServer | None = None, url: str = "", identity: str = "",
        languages: Sequence[str] = (), settings: ServerSettings | None = None, understands: bool = True,
    ) -> None:  # fmt: skip
        self.name, self.identity, self.languages = name, identity or name, tuple(languages)
        self.settings = settings or ServerSettings()
        self.understands = understands  # whether it can be asked what words mean
        self.embedded, self._url = embedded, url
        self._client: Client | None = None
        self._starting = asyncio.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """What the running server can do; the defaults before `start`."""
        return self._client.capabilities if self._client else Capabilities()

    def launch(self) -> None:
        """Begin loading in the background, if this model is embedded."""
        if self.embedded is not None:
            self.embedded.launch()

    async def start(self) -> bool:
        """Make sure that the server answers; True if it was started anew (its cache is empty)."""
        async with self._starting:
            return await self._start()

    async def _start(self) -> bool:
        from fabula.models.client import Client

        if self._client is not None and (self.embedded is None or self.embedded.alive()):
            return False
        if self._client is not None:
            await self._client.close()
            self._client = None
        limits: dict[str, Any] = {
            "stall_seconds": self.settings.stall_seconds,
            "first_seconds": self.settings.first_seconds,
        }
        if self.embedded is not None:
            url, key = await self.embedded.address()
            client = Client(url, api_key=key, keep_alive=False, **limits)
        else:
            named = "" if self.name == self._url else self.name
            client = Client(self._url, api_key=self.settings.api_key, model=named, **limits)
        try:
            await client.probe()
        except BaseException:
            await client.close()
            raise
        self._client = client
        if self.embedded is None:
            self.name = client.model or self.name
        return True

    async def warm(self, messages: Sequence[Message], slot: int = STORY) -> int:
        """Bring a prefix into a slot's cache, from disk where possible; tokens newly evaluated (0: none)."""
        from fabula.models.prefix import PrefixFiles

        client = self._running()
        if self.embedded is None or not client.capabilities.slot_files:
            return 0
        return await PrefixFiles(self.embedded.slots, self.identity).warm(client, messages, slot)

    async def read(self, messages: Sequence[Message]) -> int:
        """Let an embedded server read ``messages`` into its cache ahead of need; tokens newly evaluated."""
        client = self._running()
        if self.embedded is None or not client.capabilities.extensions:
            return 0
        return await client.evaluate(tuple(messages))

    async def stream(self, request: Request) -> AsyncGenerator[str | Usage]:
        """Generate; see `Client.stream`."""
        async with aclosing(self._running().stream(request)) as pieces:
            async for piece in pieces:
                yield piece

    async def complete(self, request: Request) -> tuple[str, Usage]:
        """Generate the whole text; see `Client.complete`."""
        return await self._running().complete(request)

    async def chances(self, messages: Sequence[Message], options: Sequence[str], slot: int = STORY) -> dict[str, float]:
        """How likely each of some one-token answers is; see `Client.chances`."""
        return await self._running().chances(messages, options, slot)

    def _running(self) -> Client:
        if self._client is None:
            raise RuntimeError("Model.start() was not awaited")
        return self._client

    async def close(self) -> None:
        """Close the connection and end the embedded server."""
        if self._client is not None:
            await self._client.close()
            self._client = None
        if self.embedded is not None:
            self.embedded.stop()
