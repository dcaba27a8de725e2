"""A diary in one SQLite file of its own, ``diary.db``, that only its owner can read.

It is apart from the sessions, so that it can be copied, locked away or thrown away alone, and never goes with them to
a server. Entries are kept word for word.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fabula import config
from fabula.errors import InputError, NewerFormat, NotFound, StoreError
from fabula.store.file import explained, place

FILE = "diary.db"
LONGEST = 200_000  # characters of an entry
BUSY_SECONDS = 15.0
_VERSION = 1
_TABLE = """CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    written TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL
)"""
_PRAGMAS = ("PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON")  # what is removed is overwritten, not only forgotten
_COLUMNS = "id, day, written, language, text"


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wrote about a day. ``language`` is empty where it isn't one that is read.

    ``id`` counts from 1 and is never given twice; ``written`` is the moment of writing, ISO 8601 in UTC.
    """

    id: int
    day: dt.date
    written: str
    language: str
    text: str


class Diary:
    """The diary in the file ``path``, by default ``diary.db`` in the home folder. Close it, or use it with ``with``.

    Raises `StoreError` for a damaged file or a place that can't be written, `NewerFormat` for a newer Fabula's diary.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config.home() / FILE
        place(self.path)
        with self._explaining():
            self.path.chmod(0o600)  # also a copy that was put back with other rights
            self._connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        with self._explaining():
            for pragma in _PRAGMAS:
                self._connection.execute(pragma)
            found = self._version()
            if found == 0:
                with self._writing():
                    if self._version() == 0:  # another process may have been quicker
                        self._begin()
                return
        if found != _VERSION:
            raise NewerFormat(
                f"The diary {self.path} has the format {found}, which is newer than this Fabula's.",
                hint="Update Fabula to open it. Nothing was changed.",
            )

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _begin(self) -> None:
        if self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StoreError(
                f"{self.path} is a database, but no diary of Fabula's.",
                hint="Move it away, or give Fabula another folder with FABULA_HOME. Nothing was changed.",
            )
        self._connection.execute(_TABLE)
        self._connection.execute(f"PRAGMA user_version={_VERSION}")

    def add(self, text: str, *, day: dt.date, language: str, written: str) -> Entry:
        """Keep an entry, word for word. Raises `InputError` for one without a sign or of over 200,000 characters."""
        if not text.strip():
            raise InputError("The entry is empty.", hint="Write at least a word; nothing was kept.")
        if len(text) > LONGEST:
            raise InputError(
                f"The entry has {len(text):,} characters; at most {LONGEST:,} are kept as one.",
                hint="Keep it in parts. Nothing was kept yet.",
            )
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"The entry isn't UTF-8 text (character {error.start}).",
                hint="Write it to a file and give that on standard input, with -. Nothing was kept.",
            ) from error
        with self._explaining(), self._writing():
            cursor = self._connection.execute(
                "INSERT INTO entries (day, written, language, text) VALUES (?, ?, ?, ?)",
                (day.isoformat(), written, language, text),
            )
        assert cursor.lastrowid is not None
        return Entry(cursor.lastrowid, day, written, language, text)

    def entries(self) -> list[Entry]:
        """All entries by their days, those of a day as they were written."""
        with self._explaining():
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM entries ORDER BY day, id").fetchall()  # noqa: S608
        return [self._entry(row) for row in rows]

    def _entry(self, row: tuple[int, str, str, str, str]) -> Entry:
        try:
            return Entry(row[0], dt.date.fromisoformat(row[1]), *row[2:])
        except (ValueError, TypeError) as error:
            raise StoreError(
                f"Entry {row[0]} of the diary {self.path} is damaged: {error}.", hint="Restore a copy of the file."
            ) from error

    def remove(self, number: int) -> None:
        """Take an entry away, and overwrite its words in the file. Raises `NotFound`."""
        with self._explaining(), self._writing():
            if not self._connection.execute("DELETE FROM entries WHERE id = ?", (number,)).rowcount:
                raise NotFound(f"The diary has no entry {number}.", hint="See: fabula diary list")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that has the file to itself."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise explained(self.path, error) from error
