"""What every store promises: append-only streams of events, one a session, and what is known about each.

The position of a session is the number of events in its stream. Whoever appends says at which position they
believe it to be, and is refused with a `Conflict` if it is elsewhere: two writers never mix their turns.
The clock is an argument as well: ``at`` is ISO 8601 text, see `now`.
`fabula.testing.contracts` holds the tests of this contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Protocol, Self

from fabula.story.event import Event

FORMAT = 1  # of a stored stream; a session with a higher one was written by a newer Fabula

Events = list[Event]  # names of their own: inside a store, `list` is one of its methods
Meta = dict[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What is known about a session without reading its events."""

    id: str
    world: str
    language: str  # that of its newest turn
    title: str
    created: str  # moments are ISO 8601 text in UTC
    updated: str  # when it was last appended to
    position: int  # number of events
    turns: int  # number of turns told, all branches, the opening not counted
    format: int = FORMAT


Infos = list[SessionInfo]


@dataclass(frozen=True, slots=True)
class Stored:
    """A whole session, read in one moment: its events, and what was measured about its turns."""

    info: SessionInfo
    events: Events
    meta: Meta


def now() -> str:
    """The present moment, as stores take and give it: ISO 8601 text in UTC, so fine that it tells an order."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Store(Protocol):
    """Keeps sessions. Safe to use from several threads; `close` is idempotent."""

    def new_id(self, world: str) -> str:
        """A short readable id that no session has: ``last-bus-7f3a``."""
        ...

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
        """Keep a new session with its first events. `Conflict` if there is one of that id."""
        ...

    def append(
        self,
        session_id: str,
        events: Iterable[Event],
        *,
        expected_position: int,
        at: str,
        meta: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> int:
        """Add events and measurements in one transaction and return the new position.

        `Conflict` if the stream is not at ``expected_position``: then nothing is written. Measurements of a
        turn replace earlier ones of the same turn.
        """
        ...

    def read(self, session_id: str, after: int = 0) -> Events:
        """The events after position ``after``, in order."""
        ...

    def load(self, session_id: str) -> Stored:
        """All that is kept of a session, as of one moment."""
        ...

    def meta(self, session_id: str) -> Meta:
        """What was measured, by turn: tokens, seconds, model. Not part of the story."""
        ...

    def info(self, session_id: str) -> SessionInfo:
        """What is known about a session without reading its events."""
        ...

    def resolve(self, text: str) -> str:
        """The id that ``text`` is, or that alone begins or ends with it; `NotFound` names near ones."""
        ...

    def latest(self, world: str | None = None) -> SessionInfo | None:
        """The session that was appended to last (in ``world``), or None."""
        ...

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        ...

    def delete(self, session_id: str) -> None:
        """Remove a session and all that is kept of it, for good."""
        ...

    def close(self) -> None:
        """Let go of files and connections; afterwards every other call is a `StoreError`."""
        ...

    def list(self, world: str | None = None) -> Infos:
        """All sessions (of ``world``), the last appended to first."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
