"""A file that is being put together: its bytes so far, and a journal of the places that are done.

Everything lies in one folder beside the file to be, ``FILE.gguf.partial/``: the ``bytes``, the ``journal``, and a
``work`` folder for whatever a source needs while it fetches. A process may be killed at any moment: the next one
cuts the bytes back to the last place in the journal and goes on from there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

from fabula.models.catalogue import Origin
from fabula.models.machine import weigh

CHUNK = 1 << 20


class Partial:
    """The unfinished form of the file ``target``."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(target.name + ".partial")
        self.bytes = self.folder / "bytes"
        self.work = self.folder / "work"
        self._journal = self.folder / "journal"
        self._origin = ""
        self._ends: list[int] = []

    def assembled(self) -> int:
        """Bytes of the file that are put together so far."""
        return self.bytes.stat().st_size if self.bytes.is_file() else 0

    def kept(self) -> int:
        """Bytes of disk that an interrupted pull left here, a source's own leftovers included."""
        return weigh(self.folder)

    def began_with(self, origin: Origin) -> bool:
        """Whether what lies here came from this origin."""
        return self._read()[0] == repr(origin)

    def _read(self) -> tuple[str, list[int]]:
        try:
            journal = json.loads(self._journal.read_text("utf-8"))
            return str(journal["origin"]), [int(end) for end in journal["ends"]]
        except (OSError, ValueError, KeyError, TypeError):
            return "", []

    def begin(self, origin: Origin) -> int:
        """Make ready to go on with ``origin`` and return how many of its places are done already.

        What came from another origin is thrown away, and so are half fetched leftovers.
        """
        came_from, ends = self._read()
        here = self.assembled()
        self._origin = repr(origin)
        self._ends = [end for end in ends if end <= here] if came_from == self._origin else []
        if came_from not in ("", self._origin):
            self.clear()
            here = 0
        self.work.mkdir(parents=True, exist_ok=True)
        if here:
            with self.bytes.open("r+b") as file:
                file.truncate(self._ends[-1] if self._ends else 0)
        self._write()
        return len(self._ends)

    def _write(self) -> None:
        draft = self.folder / "journal.new"
        draft.write_text(json.dumps({"origin": self._origin, "ends": self._ends}), "utf-8")
        draft.replace(self._journal)

    def append(self, stream: IO[bytes], tell: Callable[[int], None]) -> None:
        """Add one place's bytes and note it as done; a failure leaves the places before it as they were."""
        start = self._ends[-1] if self._ends else 0
        end = start
        # Unbuffered: on a full disk a buffer would try to write its rest again while it is being cut back.
        with self.bytes.open("ab", buffering=0) as file:
            try:
                while chunk := stream.read(CHUNK):
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[file.write(rest) :]
                    end += len(chunk)
                    tell(end - start)
                os.fsync(file.fileno())  # the journal must never promise bytes that a power cut took
            except BaseException:
                file.truncate(start)
                raise
        self._note(end)

    def adopt(self, whole: Path) -> None:
        """Take a file that a source has put in the work folder as the whole, without copying it."""
        whole.replace(self.bytes)
        self._note(self.assembled())

    def _note(self, end: int) -> None:
        self._ends.append(end)
        self._write()

    def finish(self) -> None:
        """Put the finished bytes at the target, atomically, and clear everything else away."""
        self.bytes.replace(self.target)
        self.clear()

    def clear(self) -> int:
        """Remove all of it; returns the bytes that this freed."""
        count = self.kept()
        shutil.rmtree(self.folder, ignore_errors=True)
        return count
