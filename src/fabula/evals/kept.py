"""Results that are kept while a bench runs, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from fabula.errors import InputError


class Kept:
    """A file of JSON lines beside the report: first what was asked for, then a line for each finished piece.

    A file that was begun with other arguments is begun anew; without a ``report`` nothing is kept on disk.
    """

    def __init__(self, report: Path | None, arguments: dict[str, Any]) -> None:
        self.path = report.with_name(f"{report.name}.partial.jsonl") if report else None
        self._head = {"arguments": json.loads(json.dumps(arguments))}
        self._rows: list[dict[str, Any]] = []
        lines = self._lines()
        if lines and lines[0] == self._head:
            self._rows = lines[1:]
        self._write("w", self._head, *self._rows)  # also without a line that was cut off

    def _lines(self) -> list[dict[str, Any]]:
        found = []
        if self.path is not None:
            with contextlib.suppress(OSError, ValueError):  # a line that was cut off ends what can be used
                for line in self.path.read_text("utf-8").splitlines():
                    found.append(json.loads(line))
        return found

    def rows(self, part: str) -> list[dict[str, Any]]:
        """What is finished of a part, in order."""
        return [row for row in self._rows if row["part"] == part]

    def add(self, part: str, row: dict[str, Any]) -> dict[str, Any]:
        """Keep a finished piece."""
        full = {"part": part, **row}
        self._rows.append(full)
        self._write("a", full)
        return full

    def _write(self, mode: str, *rows: dict[str, Any]) -> None:
        if self.path is None:
            return
        try:
            with self.path.open(mode, encoding="utf-8") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        except OSError as error:
            raise InputError(
                f"{self.path} can't be written: {error.strerror or error}.", hint="Choose another place with --json."
            ) from error

    def done(self) -> None:
        """Remove the file: the report is written."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
