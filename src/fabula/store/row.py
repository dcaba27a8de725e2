"""Events as rows: which turn each belongs to, and its data as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fabula.errors import Conflict, NewerFormat, StoreError
from fabula.store.base import FORMAT, Meta
from fabula.story import event as e


@dataclass(frozen=True, slots=True)
class Row:
    """One stored event."""

    position: int
    turn: int  # the turn that was open when it was written
    type: str
    data: str


def rows(events: Iterable[e.Event], *, position: int, turn: int) -> Iterator[Row]:
    """The rows of events that follow ``position``, at which ``turn`` was the open one."""
    for number, event in enumerate(events, start=position + 1):
        if isinstance(event, e.TurnOpened | e.TipMoved):
            turn = event.turn
        record = e.to_record(event)
        yield Row(number, turn, record.pop("type"), dumps(record))


def event_of(session_id: str, row: Row) -> e.Event:
    """The event of a row; `StoreError` or `NewerFormat` that names session and position."""
    try:
        return e.from_record({**loads(row.data), "type": row.type})
    except NewerFormat:
        raise
    except (StoreError, TypeError, ValueError) as error:
        raise StoreError(
            f"Event {row.position} of the session '{session_id}' can't be read: {error}",
            hint="The database is damaged there; restore a copy of it. Other sessions are not affected.",
        ) from error


def dumps(data: Mapping[str, Any]) -> str:
    """Compact JSON. Half characters, which a broken terminal can hand us, are kept as escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # no file or database takes a lone surrogate as it is
        return json.dumps(data, separators=(",", ":"))
    return text


def loads(text: str) -> dict[str, Any]:
    """The data of a row; `ValueError` or `TypeError` if it is not a JSON object."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise TypeError("it is not a JSON object")
    return data


def frozen(meta: Mapping[int, Mapping[str, Any]] | None) -> dict[int, str]:
    """Measurements by turn, as JSON."""
    return {int(turn): dumps(values) for turn, values in (meta or {}).items()}


def thawed(session_id: str, meta: Mapping[int, str]) -> Meta:
    """Measurements by turn, in the order of turns; `StoreError` if they are damaged."""
    try:
        return {turn: loads(meta[turn]) for turn in sorted(meta)}
    except (TypeError, ValueError) as error:
        raise StoreError(
            f"The measurements of the session '{session_id}' can't be read: {error}",
            hint="The database is damaged there; restore a copy of it. The story itself is not affected.",
        ) from error


def told_turns(events: Iterable[e.Event]) -> int:
    """How many turns begin in ``events``."""
    return sum(isinstance(event, e.TurnOpened) for event in events)


def language_after(language: str, events: Iterable[e.Event]) -> str:
    """The language that the story is told in after ``events``."""
    switched = [event.language for event in events if isinstance(event, e.LanguageSwitched)]
    return switched[-1] if switched else language


def elsewhere(session_id: str, expected: int, found: int) -> Conflict:
    """The `Conflict` of an append that expected another position."""
    return Conflict(
        f"The session '{session_id}' is at position {found}, not at {expected}: somebody else went on with it.",
        hint="Nothing was written. Open the session again to go on from its newest turn.",
    )


def readable(session_id: str, format_: int) -> None:
    """`NewerFormat` if a stream of this format can't be read by this Fabula."""
    if format_ > FORMAT:
        raise NewerFormat(
            f"The session '{session_id}' is kept in format {format_}; this Fabula reads up to {FORMAT}.",
            hint="It was written by a newer version: update Fabula to open it. Nothing was changed.",
        )


def utc(at: str) -> str:
    """The same moment in UTC and always equally long: text that sorts. `ValueError` if it is no ISO 8601."""
    return datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="microseconds")
