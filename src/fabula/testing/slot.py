"""A slot of a scripted server: which tokens it has read, and its files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


def tokens(text: str) -> list[str]:
    """The tokens of this server: words, and single Han characters."""
    return _TOKEN.findall(text)


class Slot:
    """A prefix cache with the rules of llama.cpp's: the longest common prefix is reused, the rest is read again.

    At least one token of every prompt is read. Told tokens stay in the cache behind their prompt.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.cached: list[str] = []

    def read(self, messages: Iterable[tuple[str, str]]) -> tuple[int, int]:
        """Take in a prompt of (role, text): how many tokens were reused, and how many had to be read."""
        prompt: list[str] = []
        for role, text in messages:
            prompt += [f"<|{role}|>", *tokens(text)]
        reused = 0
        for mine, theirs in zip(self.cached, prompt[:-1], strict=False):
            if mine != theirs:
                break
            reused += 1
        self.cached = prompt
        return reused, len(prompt) - reused

    def tell(self, piece: str) -> int:
        """Keep a told piece as well; how many tokens it has."""
        fresh = tokens(piece)
        self.cached += fresh
        return len(fresh)

    def act(self, action: str, filename: str) -> tuple[int, dict[str, object]]:
        """Save, restore or erase: the HTTP status and the answer."""
        if action == "erase":
            count, self.cached = len(self.cached), []
            return 200, {"id_slot": 0, "n_erased": count}
        if self.folder is None:
            return 501, refusal(501, "This server does not support slot files.")
        if action not in ("save", "restore") or not filename or filename != Path(filename).name:
            return 400, refusal(400, "Invalid action or filename")
        path = self.folder / filename
        try:
            if action == "save":
                path.write_text(json.dumps(self.cached), "utf-8")
                return 200, {"id_slot": 0, "filename": filename, "n_saved": len(self.cached)}
            self.cached = [str(token) for token in json.loads(path.read_text("utf-8"))]
            return 200, {"id_slot": 0, "filename": filename, "n_restored": len(self.cached)}
        except (OSError, ValueError, TypeError) as error:
            return 400, refusal(400, f"Unable to {action} slot: {error}")


def refusal(status: int, message: str) -> dict[str, object]:
    """An error body as llama.cpp and OpenAI write it."""
    return {"error": {"code": status, "message": message, "type": "scripted"}}
