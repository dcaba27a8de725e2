"""Sessions in one SQLite file: the store of a single machine.

Write-ahead log and ``synchronous=FULL``: what `append` has returned survives a killed process and a cut of
power. Several processes may have the file open; each append is one immediate transaction.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, exc

from fabula import config
from fabula.errors import NewerFormat, StoreError
from fabula.store import migrations
from fabula.store.file import explained, name, place
from fabula.store.sql import WRITES, SqlStore

FILE = "fabula.db"
BUSY_SECONDS = 15.0  # how long a writer waits for another before it gives up

_OTHER_TABLES = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # a deleted story is overwritten, not only forgotten
)


class SqliteStore(SqlStore):
    """Sessions in the SQLite file ``path``, by default ``fabula.db`` in the home folder.

    The file is made, or brought to the newest schema, when it is opened; one of a newer Fabula is left alone.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config.home() / FILE
        place(self.path)
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},  # transactions are begun by us
        )
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        super().__init__(engine)
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _prepare(self) -> None:
        with self._transaction() as connection:
            revision = _revision(connection)
            if revision is None and connection.exec_driver_sql(_OTHER_TABLES).first():
                raise StoreError(
                    f"{self.path} is a database, but not one of Fabula's.",
                    hint="Move it away, or give Fabula another folder with FABULA_HOME. Nothing was changed.",
                )
        if revision == migrations.HEAD:
            self._write_ahead()  # a copy that was restored may have lost it
            return
        if revision is not None and not migrations.known(revision):
            raise NewerFormat(
                f"The database {self.path} has the schema {revision!r}, which is newer than this Fabula's.",
                hint="Update Fabula to open it. Nothing was changed.",
            )
        self._write_ahead()
        with self._transaction(write=True) as connection:
            if _revision(connection) != migrations.HEAD:  # another process may have been quicker
                migrations.up(connection)

    def _write_ahead(self) -> None:
        """Switch the file to write-ahead logging, for good; SQLite does not wait by itself if it is busy."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                with self._engine.connect() as connection:
                    cursor = connection.connection.cursor()  # below SQLAlchemy: not allowed inside a transaction
                    cursor.execute("PRAGMA journal_mode=WAL")
                    cursor.close()
                return
            except (sqlite3.Error, exc.DBAPIError) as error:
                raw = error.orig if isinstance(error, exc.DBAPIError) else error
                if not name(raw).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or time.monotonic() > until:
                    raise explained(self.path, raw) from error
                time.sleep(0.02)

    def delete(self, session_id: str) -> None:
        """Remove a session, from the write-ahead log as well."""
        super().delete(session_id)
        with suppress(sqlite3.Error, exc.DBAPIError), self._engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a busy reader may keep the log a little longer
            cursor.close()

    def _explained(self, error: exc.DBAPIError) -> StoreError:
        return explained(self.path, error.orig)


def _on_connect(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: two readers that turn writers would deadlock.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    try:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except exc.OperationalError as error:
        if "no such table" in str(error.orig):
            return None
        raise
