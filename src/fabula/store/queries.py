"""The questions that `fabula.store.sql` asks its tables, each on a connection that is in a transaction."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.engine import Row as Result

from fabula.store import naming
from fabula.store.base import Events, Meta, SessionInfo
from fabula.store.row import Row, event_of, readable, thawed
from fabula.store.schema import events as event_table
from fabula.store.schema import measurements, sessions


def session(found: Result[Any]) -> SessionInfo:
    """A row of the table of sessions."""
    return SessionInfo(**found._mapping)


def ids(connection: Connection) -> list[str]:
    """The ids of all sessions, the last appended to first."""
    return list(connection.scalars(select(sessions.c.id).order_by(sessions.c.updated.desc())))


def info(connection: Connection, session_id: str, *, must_read: bool = True) -> SessionInfo:
    """What is known of a session: `NotFound` if nothing is, `NewerFormat` if its events ``must_read`` and can't be."""
    found = connection.execute(select(sessions).where(sessions.c.id == session_id)).first()
    if found is None:
        raise naming.unknown(session_id, ids(connection))
    kept = session(found)
    if must_read:
        readable(session_id, kept.format)
    return kept


def open_turn(connection: Connection, session_id: str) -> int:
    """The turn to which an event that is appended now would belong."""
    query = select(event_table.c.turn).where(event_table.c.session == session_id)
    return connection.scalar(query.order_by(event_table.c.position.desc()).limit(1)) or 0


def events(connection: Connection, session_id: str, after: int) -> Events:
    """The events of a session after a position, in order."""
    columns = event_table.c
    query = select(columns.position, columns.turn, columns.type, columns.data)
    query = query.where(columns.session == session_id, columns.position > after).order_by(columns.position)
    return [event_of(session_id, Row(*found)) for found in connection.execute(query)]


def meta(connection: Connection, session_id: str) -> Meta:
    """The measurements of a session, by turn."""
    query = select(measurements.c.turn, measurements.c.data).where(measurements.c.session == session_id)
    return thawed(session_id, {found.turn: found.data for found in connection.execute(query)})


def write(connection: Connection, session_id: str, fresh: list[Row], measured: dict[int, str], moment: str) -> None:
    """Insert events, and measurements in the place of earlier ones of the same turns."""
    if fresh:
        connection.execute(insert(event_table), [{"session": session_id, "at": moment, **asdict(row)} for row in fresh])
    if measured:
        old = delete(measurements).where(
            measurements.c.session == session_id, measurements.c.turn == bindparam("old_turn")
        )
        connection.execute(old, [{"old_turn": turn} for turn in measured])
        connection.execute(
            insert(measurements),
            [{"session": session_id, "turn": turn, "data": data} for turn, data in measured.items()],
        )
