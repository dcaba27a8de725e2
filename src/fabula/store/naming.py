"""Names of sessions: ids that people can type, ids found by a beginning, titles that fit a line."""

from __future__ import annotations

import difflib
import re
import secrets
from collections.abc import Callable, Sequence

from fabula.errors import InputError, NotFound, StoreError
from fabula.store.base import Store

TITLE_LENGTH = 120
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_TRIES_PER_LENGTH = 8


def new_id(world: str, taken: Callable[[str], bool]) -> str:
    """A short readable id for a session in ``world`` that is not ``taken``: ``last-bus-7f3a``.

    Four hex digits, and more once those are crowded.
    """
    for digits in range(4, 33):
        for _ in range(_TRIES_PER_LENGTH):
            found = f"{world}-{secrets.token_hex(digits)[:digits]}"
            if not taken(found):
                return found
    raise StoreError(f"No free session id could be found for the world '{world}'.", hint="Delete old sessions.")


def free_id(wanted: str, world: str, store: Store) -> str:
    """``wanted`` if it can be an id and is free in ``store``, else a new one: for sessions from elsewhere."""
    taken = {info.id for info in store.list()}
    return wanted if _ID.fullmatch(wanted) and wanted not in taken else store.new_id(checked_id(world))


def checked_id(text: str) -> str:
    """``text`` if it can be a session's id, else an `InputError`."""
    if not _ID.fullmatch(text):
        raise InputError(
            f"{text[:60]!r} can't be the id of a session.",
            hint="Ids are up to 60 lower-case letters, digits and hyphens, such as last-bus-7f3a.",
        )
    return text


def clean_title(text: str) -> str:
    """``text`` as one line of at most 120 characters without control characters; an `InputError` if nothing is left."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line:
        raise InputError("A session's title can't be empty.", hint="Give it a few words.")
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def resolve(text: str, ids: Sequence[str]) -> str:
    """The one of ``ids`` that ``text`` is, or alone begins or ends; `NotFound` says which come near."""
    wanted = text.strip().lower()
    if wanted in ids:
        return wanted
    begun = [one for one in ids if wanted and one.startswith(wanted)]
    begun = begun or [one for one in ids if wanted and one.endswith(f"-{wanted}")]  # 7f3a is what people remember
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise NotFound(f"'{wanted}' fits {len(begun)} sessions.", hint=f"Give more of the id: {_some(begun)}.")
    raise unknown(wanted, ids)


def unknown(session_id: str, ids: Sequence[str]) -> NotFound:
    """The `NotFound` of an id that is not kept; its hint names near ids."""
    near = difflib.get_close_matches(session_id, ids, n=3, cutoff=0.5)
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    elif ids:
        hint = f"Kept here: {_some(ids)}."
    else:
        hint = "No session is kept here yet; begin one with: fabula play"
    return NotFound(f"There is no session '{session_id[:60]}'.", hint=hint)


def _some(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
