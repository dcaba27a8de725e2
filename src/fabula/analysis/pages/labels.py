"""Labels: the words of a report's page, in the language that the page is for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files


class Labels:
    """The words of a page: ``say("feeling", "lead", name="joy")`` is one, filled in."""

    def __init__(self, language: str, table: Mapping[str, Mapping[str, str | list[str]]]) -> None:
        self.language = language
        self._table = table

    def say(self, group: str, key: str, **values: object) -> str:
        """A label, with ``values`` for its blanks; one that isn't known stands as it is."""
        found = self._table[group].get(key, key)
        return str(found).format(**values) if values else str(found)

    def heads(self, group: str, key: str = "heads") -> Sequence[str]:
        """The heads of a table's columns."""
        return [str(one) for one in self._table[group][key]]


@lru_cache(maxsize=2)
def labels(language: str) -> Labels:
    """The labels of a language, ``en`` or ``zh``."""
    raw = (files("fabula.analysis.pages") / f"labels.{language}.toml").read_text("utf-8")
    return Labels(language, tomllib.loads(raw))
