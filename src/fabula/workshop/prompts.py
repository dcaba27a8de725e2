"""Writing prompts: what to write about, by theme and level, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.analysis.themes import definitions
from fabula.errors import InputError
from fabula.workshop.advice_kinds import Level

_FITS = {"p": ("primary", "middle"), "m": ("middle", "high"), "h": ("high", "adult")}
_ALL = "a"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to write about. ``theme`` is the key of one of the themes, ``label`` its name in the language."""

    theme: str
    label: str
    text: str
    levels: tuple[str, ...]


def prompts(language: str, theme: str | None = None, level: Level | None = None) -> tuple[Prompt, ...]:
    """The prompts of a language, for a theme (its key or its name) and a level if they are given.

    Raises `InputError` for a language or theme that isn't known.
    """
    if language not in ("en", "zh"):
        raise InputError(f"There are no prompts in '{language}'.", hint="Take one of: en, zh.")
    found = _all(language)
    if theme is not None:
        wanted = theme.strip().casefold()
        found = tuple(one for one in found if wanted in (one.theme, one.label.casefold()))
        if not found:
            known = ", ".join(dict.fromkeys(f"{one.theme} ({one.label})" for one in _all(language)))
            raise InputError(f"There is no theme '{theme}'.", hint=f"Take one of: {known}.")
    return tuple(one for one in found if level is None or level.name in one.levels)


@lru_cache(maxsize=2)
def _all(language: str) -> tuple[Prompt, ...]:
    raw = (files("fabula.workshop") / f"prompts.{language}.toml").read_text("utf-8")
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(raw)
    every = tuple(dict.fromkeys(name for names in _FITS.values() for name in names))
    return tuple(
        Prompt(key, one.label, text, every if code == _ALL else _FITS[code])
        for key, one in definitions(language).items()
        for code, text in table[key].items()
    )
