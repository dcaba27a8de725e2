"""Records: a report as JSON data, and the schema that is published for it (``docs/schemas``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fabula.analysis.comparison import Comparison
from fabula.analysis.report import Report

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Record:
    """A report with the text that its offsets are of (in code points), what it is called, and its kind of file.

    ``comparison`` is None where the text was looked at alone.
    """

    title: str
    kind: str
    text: str
    report: Report
    comparison: Comparison | None = None


def data(record: Record) -> dict[str, Any]:
    """The record as plain data that JSON can carry."""
    made: dict[str, Any] = _adapter().dump_python(record, mode="json")
    return made


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `data`."""
    found = _adapter().json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A report of fabula analyse"} | found


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Record]:
    from pydantic import TypeAdapter

    return TypeAdapter(Record)
