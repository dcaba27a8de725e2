"""Where Fabula keeps things, and how settings are read.

Settings live beside what they configure, as frozen pydantic models. They are filled in this order, later
over earlier: defaults, the TOML file, the environment, flags. An unknown key is an error.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from fabula.errors import SettingsError

S = TypeVar("S", bound=BaseModel)

HOME_VARIABLE = "FABULA_HOME"
CONFIG_VARIABLE = "FABULA_CONFIG"
SECTIONS = ("play", "engine", "server")


def home() -> Path:
    """The folder that holds weights, sessions, saved prefixes and logs. It may not exist yet.

    ``FABULA_HOME`` wins; otherwise the user's data folder of this operating system.
    """
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return _expanded(chosen, HOME_VARIABLE)
    from platformdirs import user_data_path  # late: not needed where FABULA_HOME is set

    return user_data_path("fabula", appauthor=False)


def ensure(folder: Path) -> Path:
    """Make ``folder`` (and its parents) and return it; an unwritable place is a `SettingsError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The folder {folder} can't be made or written: {error.strerror or error}.",
            hint=f"Give Fabula a folder that you own: set {HOME_VARIABLE}=/some/folder.",
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(
            f"The folder {folder} is not writable by you.",
            hint=f"Change its owner, or set {HOME_VARIABLE}=/some/folder.",
        )
    return folder


def config_file() -> Path:
    """The TOML settings file: ``FABULA_CONFIG``, else ``fabula.toml`` in the home folder."""
    chosen = os.environ.get(CONFIG_VARIABLE)
    return _expanded(chosen, CONFIG_VARIABLE) if chosen else home() / "fabula.toml"


def _expanded(path: str, variable: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:  # ~somebody who is not known here
        raise SettingsError(
            f"{variable}={path[:200]} names no folder: {error}.", hint="Write the whole path."
        ) from error


def _file_section(section: str) -> dict[str, Any]:
    path = config_file()
    if not os.path.exists(path):  # unlike Path's, it raises nothing where a folder may not be read
        if os.environ.get(CONFIG_VARIABLE):
            raise SettingsError(
                f"{CONFIG_VARIABLE} names {path}, which does not exist.",
                hint="Correct the path, or unset the variable.",
            )
        return {}
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"The settings file {path} can't be read: {error}.", hint="Mend it or move it away."
        ) from error
    unknown = set(table) - set(SECTIONS)
    if unknown:
        raise SettingsError(
            f"{path}: unknown section [{sorted(unknown)[0]}].", hint=f"Known sections: {', '.join(SECTIONS)}."
        )
    values = table.get(section, {})
    if not isinstance(values, dict):
        raise SettingsError(f"{path}: '{section}' must be a table.", hint=f"Write it as [{section}].")
    return values


def _environment_section(section: str, fields: Mapping[str, Any]) -> dict[str, str]:
    prefix = f"FABULA_{section.upper()}_"
    found = {}
    for variable, value in os.environ.items():
        if variable.startswith(prefix):
            key = variable[len(prefix) :].lower()
            if key not in fields:
                raise SettingsError(
                    f"The environment variable {variable} names no setting of [{section}].",
                    hint=_suggest(key, list(fields)),
                )
            found[key] = value
    return found


def _suggest(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Known settings: {', '.join(sorted(known))}."


def load(kind: type[S], section: str, **flags: Any) -> S:
    """Fill the settings class ``kind`` from file, environment and flags (``None`` flags are not given).

    Raises `SettingsError` that names the key and where it came from.
    """
    fields = kind.model_fields
    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    layers = (
        (str(config_file()), _file_section(section)),
        ("the environment", _environment_section(section, fields)),
        ("the command line", {key: value for key, value in flags.items() if value is not None}),
    )
    for source, values in layers:
        for key, value in values.items():
            if key not in fields:
                raise SettingsError(
                    f"{source}: unknown setting '{key}' in [{section}].", hint=_suggest(key, list(fields))
                )
            merged[key] = value
            sources[key] = source
    try:
        return kind(**merged)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else section
        raise SettingsError(
            f"{sources.get(key, 'the settings')}: '{key}' = {merged.get(key)!r} is not possible: {first['msg']}.",
            hint="Correct the value or leave it out to use the default.",
        ) from error
