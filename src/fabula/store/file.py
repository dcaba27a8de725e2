"""Database files: made for their owner alone, and what to tell a person when one can't be used."""

from __future__ import annotations

from pathlib import Path

from fabula import config
from fabula.errors import SettingsError, StoreError


def place(path: Path) -> None:
    """Make the folder, and the file readable by its owner alone."""
    try:
        config.ensure(path.parent)
        path.touch(mode=0o600)
    except SettingsError as error:
        raise StoreError(error.message, hint=error.hint) from error
    except OSError as error:
        raise StoreError(
            f"The database {path} can't be written: {error.strerror or error}.",
            hint="Change its owner or its rights, or set FABULA_HOME=/some/folder that is yours.",
        ) from error


def name(error: BaseException | None) -> str:
    """SQLite's own name of what went wrong, such as ``SQLITE_FULL``."""
    return str(getattr(error, "sqlite_errorname", ""))


_STORIES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("SQLITE_NOTADB", "SQLITE_CORRUPT"),
        "The database {path} is damaged, or is no database",
        "Restore a copy of it, or move it away to begin anew. Nothing was changed.",
    ),
    (("SQLITE_FULL",), "The disk that holds {path} is full", "Make room and try again. Nothing was half written."),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"),
        "The database {path} can't be opened for writing",
        "Change its owner or its rights, or set FABULA_HOME=/some/folder that is yours.",
    ),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        "The database {path} is held by another program",
        "Close that program, or wait and try again. Nothing was written.",
    ),
    (
        ("SQLITE_IOERR",),
        "The disk failed while {path} was read or written",
        "Look whether the disk is full or going bad, then try again. Nothing was half written.",
    ),
)


def explained(path: Path, error: BaseException | None) -> StoreError:
    """What to tell a person about a failure of the database ``path``."""
    failure = name(error)
    for names, message, hint in _STORIES:
        if failure.startswith(names):
            return StoreError(f"{message.format(path=path)} ({error}).", hint=hint)
    return StoreError(f"The database {path} failed: {error}.", hint="Nothing was half written; try again.")
