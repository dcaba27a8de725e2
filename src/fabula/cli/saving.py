"""Files that commands read and write: whole or not at all, and never by surprise over another."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from fabula.errors import InputError, StoreError

FORMS = ("markdown", "html", "json")
MAX_BYTES = 200_000_000
_SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json"}


def form(given: str | None, out: Path | None) -> str:
    """The form to write: as given, else by the file's suffix, else Markdown."""
    chosen = given.lower() if given else _SUFFIXES.get(out.suffix.lower() if out else "", "markdown")
    chosen = {"md": "markdown", "htm": "html"}.get(chosen, chosen)
    if chosen not in FORMS:
        raise InputError(f"'{given}' is no form that a session can be exported in.", hint=f"Use {', '.join(FORMS)}.")
    return chosen


def write(path: Path, content: str | bytes, *, force: bool = False, private: bool = False) -> None:
    """Write ``content`` to ``path`` in one step: afterwards the file is whole, or as it was before.

    A ``private`` file can be read by its owner alone.
    """
    if path.exists() and not force:
        raise InputError(f"{path} is there already.", hint="Give --force to overwrite it, or another name.")
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if not private:  # as a temporary file has it
            _plain_rights(aside)
        os.replace(aside, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            os.unlink(aside)


def put(path: Path, content: bytes) -> None:
    """Write a file of a folder that was named for it, over what is there. Raises `StoreError`."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StoreError(
            f"'{path}' can't be written: {error.strerror or error}.", hint="Name another place, or make room."
        ) from error


def read(path: Path) -> str:
    """The text of a file, or of standard input for ``-``."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}.", hint="Correct the path.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path} is larger than {MAX_BYTES:,} bytes.", hint="This is no session that Fabula exported.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text (byte {error.start}).", hint="Export the session again.") from error


def _plain_rights(path: str) -> None:
    """Give a temporary file the rights that an ordinary new file has."""
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(path, 0o666 & ~mask)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(f"{path} can't be written: {error.strerror or error}.", hint="Choose another place with --out.")
