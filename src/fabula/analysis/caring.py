"""Caring: what is answered to a text that speaks of danger: a short message, and who can really help, by locale.

Both are data (``lexicons/caring.toml``), which says when and how the pointers were checked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fabula.analysis.danger import Danger
from fabula.analysis.text import LANGUAGES
from fabula.errors import InputError

EU = frozenset(
    ("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IT", "LV", "LT", "LU", "MT", "NL",
     "PL", "PT", "RO", "SK", "SI", "ES", "SE")
)  # fmt: skip
_REGION = re.compile(r"(?:^|[-_])([A-Za-z]{2})(?=$|[.@_-])")
_OTHER_CODES = {"UK": "GB", "EI": "IE"}


@dataclass(frozen=True, slots=True)
class Caring:
    """What is said, and who can help: ``message`` ends with what this is and isn't; ``pointers`` never is empty."""

    message: str
    pointers: tuple[str, ...]

    def __str__(self) -> str:
        """Both as plain text, a pointer a line."""
        return "\n".join((self.message, "", *(f"- {pointer}" for pointer in self.pointers)))


def caring(found: Danger, language: str, locale: str | None = None) -> Caring:
    """What is answered to a text in ``language`` in which ``found`` is spoken of.

    ``locale`` is a region (``GB``) or a locale (``en_GB.UTF-8``, ``zh-CN``); where it is None or unknown, the pointers
    are those that hold everywhere, for Chinese with those of mainland China. Raises `InputError` for an unknown
    language.
    """
    if language not in LANGUAGES:
        raise InputError(f"There is no caring message in '{language}'.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    known = _answers()
    said = known["say"][language]
    place = region(locale)
    if not place and language == "zh":
        place = "CN"
    near = known[place][language] if place else []
    return Caring(f"{said[found.kind]}\n\n{said['aid']}", (*near, *known["any"][language]))


def region(locale: str | None) -> str:
    """The region of a locale for which there are pointers, such as ``GB`` or ``EU``; empty where there are none."""
    given = locale or ""
    bare = len(given) == 2 and given.isupper()  # "DE" is a region, "de" a language
    for code in (given,) if bare else (part.upper() for part in _REGION.findall(given)[1:]):
        code = _OTHER_CODES.get(code, code)
        code = "EU" if code in EU else code
        if code in _answers():
            return code
    return ""


def checked() -> str:
    """When and how the pointers were checked."""
    return str(_answers()["checked"])


@lru_cache(maxsize=1)
def _answers() -> Mapping[str, Any]:
    return tomllib.loads((files("fabula.analysis") / "lexicons" / "caring.toml").read_text("utf-8"))
