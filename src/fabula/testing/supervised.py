"""A scripted server in the place of the embedded one: started, watched and started again as that is."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fabula.models.embedded import EmbeddedServer
from fabula.testing.scripted import ScriptedServer, scripted_server


class SupervisedScript(EmbeddedServer):
    """An embedded server whose child plays scripts: the first one, after its death the next, the last one for ever.

    Give it to `fabula.models.model.Model` to see what a crash in the middle of a turn does.
    """

    def __init__(self, *scripts: Mapping[str, Any]) -> None:
        super().__init__(Path("scripted.gguf"))
        self.server: ScriptedServer | None = None
        self._scripts = list(scripts) or [{}]
        self._running = ExitStack()

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self.server.process.pid if self.server is not None and self.alive() else None

    def alive(self) -> bool:
        """Whether the child process is running."""
        return self.server is not None and self.server.process.poll() is None

    def launch(self) -> None:
        """Start the child with the next script if it is not running."""
        if self.alive():
            return
        self.stop()
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        key = secrets.token_urlsafe(24)
        self.server = self._running.enter_context(scripted_server(script, key=key, slots=self.slots))
        self.starts += 1

    async def address(self) -> tuple[str, str]:
        """URL and API key of the running child."""
        self.launch()
        assert self.server is not None
        return self.server.url, self.server.key

    def stop(self) -> None:
        """End the child and wait for it."""
        self._running.close()
        self.server = None
