"""A session as a JSON file to keep, to send and to read again: nothing of it is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fabula import __version__
from fabula.errors import FabulaError, InputError, NewerFormat
from fabula.formats.book import Session
from fabula.story import event as e
from fabula.story.language import LANGUAGES
from fabula.story.tree import Tree

NAME = "fabula.session"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Archive:
    """A session as it was read from a file."""

    id: str
    world: str
    language: str
    title: str
    created: str
    updated: str
    events: list[e.Event]
    meta: dict[int, dict[str, Any]]


def to_json(session: Session, events: Iterable[e.Event], meta: Mapping[int, Mapping[str, Any]]) -> str:
    """Everything that is kept of a session, so that `from_json` gives back the same."""
    records = [e.to_record(event) for event in events]
    digest = next((record["world_digest"] for record in records if record["type"] == e.SessionStarted.type), "")
    data = {
        "format": f"{NAME}/{FORMAT}",
        "fabula": __version__,
        "session": {
            "id": session.id,
            "language": session.language,
            "title": session.title,
            "created": session.created,
            "updated": session.updated,
        },
        "world": {"id": session.world, "digest": digest},
        "events": records,
        "meta": {str(turn): dict(values) for turn, values in meta.items()},
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which only an escape can carry into a file
        text = json.dumps(data, indent=1)
    return text + "\n"


def from_json(text: str) -> Archive:
    """The session that `to_json` wrote. Raises `InputError` for anything else, `NewerFormat` for a newer form."""
    try:
        data = json.loads(text)
        name, _, version = str(data["format"]).partition("/")
        if name != NAME:
            raise ValueError(f"its format is {data['format']!r}")
        if int(version) > FORMAT:
            raise NewerFormat(
                f"The file holds a session in format {version}; this Fabula reads up to {FORMAT}.",
                hint="Update Fabula to import it.",
            )
        about = data["session"]
        archive = Archive(
            id=_text(about, "id"),
            world=_text(data["world"], "id"),
            language=_text(about, "language"),
            title=_text(about, "title"),
            created=_moment(about, "created"),
            updated=_moment(about, "updated"),
            events=[_event(number, record) for number, record in enumerate(data["events"], start=1)],
            meta={int(turn): dict(values) for turn, values in data["meta"].items()},
        )
        if not archive.events or not isinstance(archive.events[0], e.SessionStarted):
            raise ValueError("its first event is not session.started")
        for event in (archive, *archive.events):
            spoken = getattr(event, "language", "en")
            if spoken not in LANGUAGES:
                raise ValueError(f"its language is {spoken!r}")
        Tree().grow(archive.events)
    except NewerFormat:
        raise
    except FabulaError as error:
        raise _unusable(error.message) from error
    except KeyError as error:
        raise _unusable(f"it has no {error}") from error
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise _unusable(str(error)) from error
    return archive


def _unusable(why: str) -> InputError:
    return InputError(
        f"The file is not a session that Fabula exported: {why}.",
        hint="Export one with: fabula sessions export ID --format json",
    )


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise TypeError(f"'{key}' = {value!r} is not text")
    return value


def _moment(table: Mapping[str, Any], key: str) -> str:
    datetime.fromisoformat(_text(table, key))
    return _text(table, key)


def _event(number: int, record: Any) -> e.Event:
    """The event of a record from a stranger: also its fields must be of the right kinds."""
    from pydantic import TypeAdapter, ValidationError

    if not isinstance(record, dict):
        raise TypeError(f"event {number} is not an object")
    event = e.from_record(record)
    fields = {key: value for key, value in record.items() if key != "type"}
    text = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")  # half characters are kept, but not judged
    try:
        TypeAdapter(type(event)).validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"event {number} ({event.type}): '{where}': {first['msg']}") from error
    return event
