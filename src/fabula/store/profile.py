"""Who the reader is between sessions: name, pronouns, persona and content rating, asked once and kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fabula.config import ensure, home
from fabula.errors import StoreError


class Profile(BaseModel):
    """The reader's own settings, kept in ``reader.json`` in the home folder."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(default="", max_length=40)
    pronouns: str = Field(default="", max_length=20)
    persona: str = Field(default="", max_length=300)
    rating: Literal["family", "teen", "adult"] = "teen"


def path() -> Path:
    """Where the profile lies."""
    return home() / "reader.json"


def load() -> Profile | None:
    """The kept profile, or None before the first one; a damaged file is a `StoreError`."""
    try:
        return Profile.model_validate_json(path().read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None  # a home that can't be a folder is explained where something must be written
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        what = str(error)
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            what = ": ".join([*(str(key) for key in first["loc"]), first["msg"]])
        raise StoreError(
            f"The reader's file {path()} can't be read: {what}.",
            hint="Move it away; you will be asked again.",
        ) from error


def save(profile: Profile) -> None:
    """Keep the profile; the file is replaced as a whole."""
    target = ensure(home()) / "reader.json"
    passing = target.with_name(f"reader.json.{os.getpid()}.tmp")
    try:
        passing.write_text(json.dumps(profile.model_dump(), ensure_ascii=False, indent=2), "utf-8")
        passing.replace(target)
    except OSError as error:
        passing.unlink(missing_ok=True)
        raise StoreError(
            f"The reader's file {target} can't be written: {error.strerror or error}.", hint="Free some space."
        ) from error
