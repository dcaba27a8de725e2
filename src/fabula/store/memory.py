"""A store that forgets everything when it is closed: for tests, and for stories that nobody should find."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from fabula.errors import Conflict, StoreError
from fabula.store import naming
from fabula.store.base import Events, Infos, Meta, SessionInfo, Stored
from fabula.store.row import Row, elsewhere, event_of, frozen, language_after, rows, thawed, told_turns, utc
from fabula.story.event import Event


@dataclass(slots=True)
class _Kept:
    info: SessionInfo
    rows: list[Row]  # encoded like everywhere else, so that no caller holds a piece of what is kept
    meta: dict[int, str] = field(default_factory=dict)


class MemoryStore:
    """Sessions in this process only. See `fabula.store.base.Store` for what each method promises."""

    def __init__(self) -> None:
        self._sessions: dict[str, _Kept] = {}
        self._lock = threading.RLock()
        self._closed = False

    def _open(self) -> dict[str, _Kept]:
        if self._closed:
            raise StoreError("The store is closed.", hint="Open it again.")
        return self._sessions

    def _kept(self, session_id: str) -> _Kept:
        sessions = self._open()
        if session_id not in sessions:
            raise naming.unknown(session_id, list(sessions))
        return sessions[session_id]

    def new_id(self, world: str) -> str:
        """A short readable id that no session has."""
        with self._lock:
            return naming.new_id(world, self._open().__contains__)

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
        events = list(events)
        with self._lock:
            if naming.checked_id(session_id) in self._open():
                raise Conflict(f"There is already a session '{session_id}'.", hint="Choose another id.")
            info = SessionInfo(
                session_id,
                world,
                language_after(language, events),
                naming.clean_title(title),
                created=utc(at),
                updated=utc(at),
                position=len(events),
                turns=told_turns(events),
            )
            kept = _Kept(info, list(rows(events, position=0, turn=0)), frozen(meta))
            self._sessions[session_id] = kept
            return info

    def append(
        self,
        session_id: str,
        events: Iterable[Event],
        *,
        expected_position: int,
        at: str,
        meta: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> int:
        """Add events and measurements at once, or nothing."""
        events = list(events)
        with self._lock:
            kept = self._kept(session_id)
            info = kept.info
            if info.position != expected_position:
                raise elsewhere(session_id, expected_position, info.position)
            turn = kept.rows[-1].turn if kept.rows else 0
            fresh, measured = list(rows(events, position=info.position, turn=turn)), frozen(meta)
            kept.rows += fresh
            kept.meta.update(measured)
            kept.info = replace(
                info,
                language=language_after(info.language, events),
                updated=utc(at),
                position=info.position + len(fresh),
                turns=info.turns + told_turns(events),
            )
            return kept.info.position

    def read(self, session_id: str, after: int = 0) -> Events:
        """The events after position ``after``, in order."""
        with self._lock:
            return [event_of(session_id, row) for row in self._kept(session_id).rows[max(0, after) :]]

    def load(self, session_id: str) -> Stored:
        """All that is kept of a session."""
        with self._lock:
            return Stored(self.info(session_id), self.read(session_id), self.meta(session_id))

    def meta(self, session_id: str) -> Meta:
        """What was measured, by turn."""
        with self._lock:
            return thawed(session_id, self._kept(session_id).meta)

    def info(self, session_id: str) -> SessionInfo:
        """What is known about a session without reading its events."""
        with self._lock:
            return self._kept(session_id).info

    def resolve(self, text: str) -> str:
        """The id that ``text`` is, or that alone begins or ends with it."""
        with self._lock:
            return naming.resolve(text, [info.id for info in self.list()])

    def latest(self, world: str | None = None) -> SessionInfo | None:
        """The session that was appended to last, or None."""
        return next(iter(self.list(world)), None)

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        with self._lock:
            kept = self._kept(session_id)
            kept.info = replace(kept.info, title=naming.clean_title(title))

    def delete(self, session_id: str) -> None:
        """Remove a session for good."""
        with self._lock:
            self._kept(session_id)
            del self._sessions[session_id]

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._sessions.clear()
            self._closed = True

    def list(self, world: str | None = None) -> Infos:
        """All sessions, the last appended to first."""
        with self._lock:
            found = [kept.info for kept in self._open().values() if world in (None, kept.info.world)]
        return sorted(found, key=lambda info: (info.updated, info.id), reverse=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
