"""Sessions in a relational database, by SQLAlchemy Core. `fabula.store.sqlite` says in which one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, delete, exc, insert, select, update

from fabula.errors import Conflict, StoreError
from fabula.store import naming, queries
from fabula.store.base import FORMAT, Events, Infos, Meta, SessionInfo, Stored
from fabula.store.row import elsewhere, frozen, language_after, rows, told_turns, utc
from fabula.store.schema import sessions
from fabula.story.event import Event

WRITES = "fabula_writes"  # the execution option that asks for a transaction that will write


class SqlStore:
    """Sessions in the database behind ``engine``. See `fabula.store.base.Store` for each method's promise."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closed = False

    def _explained(self, error: exc.DBAPIError) -> StoreError:
        """What to tell a person about a failure of the database."""
        return StoreError(f"The database failed: {error.orig}.", hint="Nothing was half written; try again.")

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[Connection]:
        if self._closed:
            raise StoreError("The store is closed.", hint="Open it again.")
        try:
            with self._engine.connect() as connection:
                connection.execution_options(**{WRITES: write})
                with connection.begin():
                    yield connection
        except exc.DBAPIError as error:
            raise self._explained(error) from error

    def new_id(self, world: str) -> str:
        """A short readable id that no session has."""
        with self._transaction() as connection:
            return naming.new_id(world, set(queries.ids(connection)).__contains__)

    def create(
        self,
        session_id: str,
        events: Iterable[Event],
        *,
        world: str,
        language: str,
        title: str,
        at: str,
        meta: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> SessionInfo:
        """Keep a new session with its first events."""
        events, measured, moment = list(events), frozen(meta), utc(at)
        values = {
            "id": naming.checked_id(session_id),
            "world": world,
            "language": language_after(language, events),
            "title": naming.clean_title(title),
            "created": moment,
            "updated": moment,
            "position": len(events),
            "turns": told_turns(events),
            "format": FORMAT,
        }
        with self._transaction(write=True) as connection:
            if connection.execute(select(sessions.c.id).where(sessions.c.id == session_id)).first():
                raise Conflict(f"There is already a session '{session_id}'.", hint="Choose another id.")
            connection.execute(insert(sessions), values)
            queries.write(connection, session_id, list(rows(events, position=0, turn=0)), measured, moment)
            return queries.info(connection, session_id)

    def append(
        self,
        session_id: str,
        events: Iterable[Event],
        *,
        expected_position: int,
        at: str,
        meta: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> int:
        """Add events and measurements in one transaction, or nothing."""
        events, measured, moment = list(events), frozen(meta), utc(at)
        with self._transaction(write=True) as connection:
            info = queries.info(connection, session_id)
            changed = connection.execute(
                update(sessions)
                .where(sessions.c.id == session_id, sessions.c.position == expected_position)
                .values(
                    language=language_after(info.language, events),
                    updated=moment,
                    position=expected_position + len(events),
                    turns=sessions.c.turns + told_turns(events),
                )
            )
            if changed.rowcount != 1:
                raise elsewhere(session_id, expected_position, info.position)
            fresh = list(rows(events, position=expected_position, turn=queries.open_turn(connection, session_id)))
            queries.write(connection, session_id, fresh, measured, moment)
        return expected_position + len(events)

    def read(self, session_id: str, after: int = 0) -> Events:
        """The events after position ``after``, in order."""
        with self._transaction() as connection:
            queries.info(connection, session_id)
            return queries.events(connection, session_id, after)

    def load(self, session_id: str) -> Stored:
        """All that is kept of a session, as of one moment."""
        with self._transaction() as connection:
            info = queries.info(connection, session_id)
            return Stored(info, queries.events(connection, session_id, 0), queries.meta(connection, session_id))

    def meta(self, session_id: str) -> Meta:
        """What was measured, by turn."""
        with self._transaction() as connection:
            queries.info(connection, session_id)
            return queries.meta(connection, session_id)

    def info(self, session_id: str) -> SessionInfo:
        """What is known about a session without reading its events."""
        with self._transaction() as connection:
            return queries.info(connection, session_id, must_read=False)

    def resolve(self, text: str) -> str:
        """The id that ``text`` is, or that alone begins or ends with it."""
        with self._transaction() as connection:
            return naming.resolve(text, queries.ids(connection))

    def latest(self, world: str | None = None) -> SessionInfo | None:
        """The session that was appended to last, or None."""
        return next(iter(self.list(world)), None)

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        with self._transaction(write=True) as connection:
            queries.info(connection, session_id)
            connection.execute(
                update(sessions).where(sessions.c.id == session_id).values(title=naming.clean_title(title))
            )

    def delete(self, session_id: str) -> None:
        """Remove a session; its events and measurements go with it."""
        with self._transaction(write=True) as connection:
            queries.info(connection, session_id, must_read=False)
            connection.execute(delete(sessions).where(sessions.c.id == session_id))

    def close(self) -> None:
        """Let go of every connection."""
        self._closed = True
        self._engine.dispose()

    def list(self, world: str | None = None) -> Infos:
        """All sessions, the last appended to first."""
        query = select(sessions).order_by(sessions.c.updated.desc(), sessions.c.id.desc())
        if world is not None:
            query = query.where(sessions.c.world == world)
        with self._transaction() as connection:
            return [queries.session(found) for found in connection.execute(query)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
