"""Recipes: the settings of a stage as a TOML file; those that made what Fabula ships are in ``recipes/``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fabula.errors import InputError
from fabula.training.fit import Recipe


def names() -> list[str]:
    """The recipes that come with Fabula."""
    folder = files("fabula.training") / "recipes"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def read(which: str) -> Recipe:
    """A recipe by its name, or from a file; an `InputError` says which value is wrong."""
    path = Path(which) if which.endswith(".toml") else Path(str(files("fabula.training") / "recipes" / f"{which}.toml"))
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        return Recipe(**found)
    except OSError as error:
        raise InputError(
            f"There is no recipe '{which}'.", hint=f"Take one of {', '.join(names())}, or a TOML file."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
    except (ValueError, TypeError) as error:
        raise InputError(f"{path.name} can't be read as a recipe: {error}.") from error
