"""The embedded server: llama.cpp in a supervised child process on a random loopback port with a random key."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from fabula.config import ensure, home
from fabula.errors import ServerError

LOAD_SECONDS = 300.0
LOG_BYTES = 1_000_000


class EmbeddedServer:
    """One child process that serves one weights file.

    `launch` returns at once; `address` waits until the weights are loaded and gives URL and key. A dead child is
    launched again by the next `address` call. The child ends with this process, also when that is killed.
    With ``embeds`` it turns sentences into vectors instead of telling.
    """

    def __init__(self, weights: Path, *, context: int = 8192, threads: int = 0, embeds: bool = False) -> None:
        self.weights, self.context, self.threads, self.embeds = weights, context, threads, embeds
        self.slots = ensure(home() / "prefixes")
        self.starts = 0
        self._log_path = ensure(home() / "logs") / "llama.log"
        self._key = ""
        self._process: subprocess.Popen[str] | None = None
        self._answer: dict[str, Any] = {}
        self._answered = threading.Event()

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._process.pid if self.alive() and self._process else None

    def alive(self) -> bool:
        """Whether the child process is running."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start the child if it is not running; returns before the weights are loaded."""
        if self.alive():
            return
        self._reap()
        self._key = secrets.token_urlsafe(24)
        self._answer, self._answered = {}, threading.Event()
        settings = {
            "model": str(self.weights),
            "context": self.context,
            "key": self._key,
            "slots": f"{self.slots}{os.sep}",
            "threads": self.threads,
            "embeds": self.embeds,
        }
        self._turn_over()
        with self._log_path.open("ab") as log:  # another play may be writing to it
            self._process = subprocess.Popen(
                [sys.executable, "-m", "fabula.models.llama"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                **_own_group(),
            )
        self.starts += 1
        assert self._process.stdin is not None and self._process.stdout is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(settings) + "\n")
            self._process.stdin.flush()
        reader = threading.Thread(target=self._read, args=(self._process.stdout, self._answered), daemon=True)
        reader.start()

    def _turn_over(self) -> None:
        """Begin a new log when the old one is long; one older log is kept."""
        with contextlib.suppress(OSError):
            if self._log_path.stat().st_size > LOG_BYTES:
                self._log_path.replace(self._log_path.with_suffix(".log.1"))

    def _read(self, channel: IO[str], answered: threading.Event) -> None:
        line = ""
        with contextlib.suppress(OSError, ValueError):
            line = channel.readline()
        try:
            self._answer = json.loads(line)
        except ValueError:
            self._answer = {"error": "the process ended before it was ready"}
        answered.set()

    async def address(self) -> tuple[str, str]:
        """URL and API key of the running server, launching it if needed. Raises `ServerError` if it can't start."""
        self.launch()
        return await asyncio.to_thread(self.wait)

    def wait(self, seconds: float = LOAD_SECONDS) -> tuple[str, str]:
        """Like `address`, but blocks, and for so many seconds at most."""
        self.launch()
        ready = self._answered.wait(seconds)
        if not ready or "url" not in self._answer:
            reason = self._answer.get("error", f"not ready after {seconds:.0f} seconds")
            self.stop()
            raise ServerError(
                f"The embedded model server could not start with {self.weights.name}: {reason}.",
                hint=f"Run: fabula doctor. The server's log is {self._log_path}.",
            )
        return str(self._answer["url"]), self._key

    def stop(self) -> None:
        """End the child and wait for it."""
        if self.alive() and self._process is not None:
            if self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._reap()

    def _reap(self) -> None:
        if self._process is None:
            return
        self._process.wait(timeout=10)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process = None


def _own_group() -> dict[str, Any]:
    """Keep the terminal's Ctrl-C from the child: it cancels a turn, not the server."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
