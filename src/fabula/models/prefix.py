"""Evaluated prompt prefixes on disk, so that a world that was opened once opens at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from fabula.models.client import Client
from fabula.models.request import STORY, Message

BUDGET_BYTES = 1 << 30


class PrefixFiles:
    """Slot files in one folder, named by what they hold, checked before use, oldest dropped over a budget."""

    def __init__(self, folder: Path, weights: str, *, budget: int = BUDGET_BYTES) -> None:
        self.folder, self.weights, self.budget = folder, weights, budget

    def name(self, messages: Sequence[Message]) -> str:
        """The file name for these messages told by these weights on this engine version."""
        from importlib.metadata import version

        parts = [self.weights, version("xllamacpp"), *(f"{m.role}\n{m.content}" for m in messages)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + ".slot"

    async def warm(self, client: Client, messages: Sequence[Message], slot: int = STORY) -> int:
        """Bring the prefix into a slot's cache, from disk if it is there; tokens newly evaluated."""
        name = self.name(messages)
        if self._good(name) and await client.slot("restore", name, slot):
            with contextlib.suppress(OSError):
                os.utime(self.folder / name)
            return 0
        tokens = await client.evaluate(tuple(messages), slot)
        await self._save(client, name, slot)
        return tokens

    async def _save(self, client: Client, name: str, slot: int) -> None:
        """Save under a passing name, then rename: a killed process leaves no half file under the real one.

        Saving is a convenience; a full disk only means that the next start is slower.
        """
        passing = f"{name}.{os.getpid()}.tmp"
        path = self.folder / passing
        try:
            if await client.slot("save", passing, slot):
                digest = _digest(path)
                note = {"sha256": digest, "bytes": path.stat().st_size}
                (self.folder / f"{name}.json").write_text(json.dumps(note), "utf-8")
                path.replace(self.folder / name)
        except OSError:
            pass
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        self.clean()

    def _good(self, name: str) -> bool:
        try:
            note = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
            path = self.folder / name
            return bool(path.stat().st_size == note["bytes"] and _digest(path) == note["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def clean(self) -> None:
        """Drop the longest unused slot files over the budget, and what killed processes left behind."""
        with contextlib.suppress(OSError):
            found = sorted(self.folder.glob("*.slot"), key=lambda p: p.stat().st_mtime, reverse=True)
            total = 0
            for path in found:
                total += path.stat().st_size
                if total > self.budget:
                    path.unlink(missing_ok=True)
                    path.with_name(path.name + ".json").unlink(missing_ok=True)
            for path in self.folder.glob("*.tmp"):
                if not _living(path.name.split(".")[-2]):
                    path.unlink(missing_ok=True)


def _living(pid: str) -> bool:
    import psutil

    return pid.isdigit() and psutil.pid_exists(int(pid))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
