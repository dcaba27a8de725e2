"""Drafts: what is written in the workshop, one JSON file each in the home folder, with all its versions."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fabula.config import ensure, home
from fabula.errors import InputError, NewerFormat, NotFound, StoreError
from fabula.store import naming

FORMAT = 1  # of a draft's file; one with a higher number was written by a newer Fabula
_SECONDS = 10.0  # to wait for another Fabula that writes the same draft


class Version(BaseModel):
    """One telling of a draft: ``parent`` is the number of the version that it was made from, -1 for the first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parent: int = Field(ge=-1)
    at: str  # ISO 8601, UTC
    why: str
    story: dict[str, Any]


class Draft(BaseModel):
    """A draft with its versions, none of which is ever changed; ``tip`` is the one that is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    id: str
    title: str
    language: str
    created: str
    tip: int = Field(ge=0)
    versions: tuple[Version, ...] = Field(min_length=1)

    @property
    def current(self) -> Version:
        """The version that is shown."""
        return self.versions[self.tip]


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts in a folder. Two processes never mix what they write; a file is replaced as a whole."""

    folder: Path

    def list(self) -> list[Draft]:
        """All drafts, those changed last first. A damaged file is a `StoreError` that names it."""
        found = [self._read(path) for path in sorted(self.folder.glob("*.json"))]
        return sorted(found, key=lambda one: one.versions[-1].at, reverse=True)

    def get(self, text: str) -> Draft:
        """The draft of that id, or whose id alone begins or ends with it; `NotFound` otherwise."""
        return self._read(self._path(self._known(text)))

    def create(self, title: str, language: str, story: dict[str, Any], *, at: str, why: str) -> Draft:
        """Keep a new draft with its first version."""
        self._ready()
        new = naming.new_id("draft", lambda one: self._path(one).exists())
        draft = Draft(
            id=new, title=naming.clean_title(title), language=language, created=at, tip=0,
            versions=(Version(parent=-1, at=at, why=why, story=story),),
        )  # fmt: skip
        self._write(draft)
        return draft

    def add(self, text: str, parent: int, story: dict[str, Any], *, at: str, why: str) -> Draft:
        """Add a version made from version ``parent``, and show it."""
        made = Version(parent=parent, at=at, why=why, story=story)
        return self._change(
            text, lambda old: old.model_copy(update={"versions": (*old.versions, made), "tip": len(old.versions)})
        )

    def undo(self, text: str) -> Draft:
        """Show the version again that the shown one was made from; nothing is lost. `InputError` at the first one."""

        def back(old: Draft) -> Draft:
            if old.current.parent < 0:
                raise InputError(f"'{old.id}' is at its first version; there is nothing to undo.")
            return old.model_copy(update={"tip": old.current.parent})

        return self._change(text, back)

    def delete(self, text: str) -> str:
        """Remove a draft with all its versions, for good; returns its id."""
        known = self._known(text)
        try:
            self._path(known).unlink()
            self._lock_file(known).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"'{self._path(known)}' can't be removed: {error.strerror or error}.") from error
        return known

    def _change(self, text: str, change: Callable[[Draft], Draft]) -> Draft:
        from filelock import FileLock, Timeout

        known = self._known(text)
        try:
            with FileLock(self._lock_file(known), timeout=_SECONDS):
                draft = change(self._read(self._path(known)))
                self._write(draft)
                return draft
        except Timeout as error:
            raise StoreError(f"The draft '{known}' is being written by another Fabula.", hint="Try again.") from error
        except OSError as error:
            raise StoreError(f"The draft '{known}' can't be changed: {error.strerror or error}.") from error

    def _known(self, text: str) -> str:
        ids = [path.stem for path in sorted(self.folder.glob("*.json"))]
        try:
            return naming.resolve(text, ids)
        except NotFound as error:
            hint = f"Kept here: {', '.join(ids[:5])}." if ids else "Begin one with: fabula workshop FILE"
            raise NotFound(f"There is no draft '{text[:60]}'.", hint=hint) from error

    def _path(self, known: str) -> Path:
        return self.folder / f"{known}.json"

    def _lock_file(self, known: str) -> Path:
        return self.folder / f".{known}.lock"

    def _ready(self) -> None:
        ensure(self.folder)

    def _read(self, path: Path) -> Draft:
        try:
            made = json.loads(path.read_text("utf-8"))
            if isinstance(made, dict) and isinstance(made.get("format"), int) and made["format"] > FORMAT:
                raise NewerFormat(f"The draft {path} was written by a newer Fabula.", hint="Update Fabula.")
            draft = Draft.model_validate(made)
        except (OSError, ValueError, ValidationError, RecursionError) as error:
            raise StoreError(
                f"The draft {path} can't be read: {_why(error)}.", hint="Mend it or move it away."
            ) from error
        if draft.tip >= len(draft.versions) or any(one.parent >= at for at, one in enumerate(draft.versions)):
            raise StoreError(f"The draft {path} names a version that it doesn't have.", hint="Mend it or move it away.")
        return draft

    def _write(self, draft: Draft) -> None:
        target = self._path(draft.id)
        passing = target.with_name(f".{draft.id}.{os.getpid()}.tmp")
        try:
            passing.write_text(json.dumps(draft.model_dump(mode="json"), ensure_ascii=False, indent=1), "utf-8")
            passing.chmod(0o600)  # what a person lived through is nobody else's
            passing.replace(target)
        except OSError as error:
            passing.unlink(missing_ok=True)
            raise StoreError(
                f"The draft {target} can't be written: {error.strerror or error}.", hint="Free some space."
            ) from error


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return ": ".join([*(str(key) for key in first["loc"]), first["msg"]])
    return str(getattr(error, "strerror", None) or error)


def open_drafts(folder: Path | None = None) -> Drafts:
    """The drafts of this machine: those in ``folder``, by default ``drafts`` in the home folder."""
    return Drafts(folder or home() / "drafts")
