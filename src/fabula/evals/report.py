"""What a bench found: figures, a baseline, ratios, and which aims were met, in one JSON form."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import operator
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fabula.errors import InputError

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}
MISSING = "not measured"


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim and how it came out; a figure that could not be measured is ``None``, and a missed aim."""

    measure: str
    op: str
    aim: float
    value: float | None

    @property
    def met(self) -> bool:
        """Whether the value stands on the right side of the aim."""
        return self.value is not None and _COMPARE[self.op](self.value, self.aim)

    def record(self) -> dict[str, Any]:
        """The aim as it stands in the report."""
        return {"measure": self.measure, "op": self.op, "aim": self.aim, "value": self.value, "met": self.met}


def share(met: Iterable[bool]) -> float | None:
    """The share of what is true, with four digits; None of nothing."""
    found = list(met)
    return round(sum(found) / len(found), 4) if found else None


def reused_share(tokens: Iterable[Mapping[str, int]]) -> float | None:
    """The share of prompt tokens that were taken from the cache, of all prompts together; None of nothing."""
    found = list(tokens)
    prompt = sum(one["prompt"] for one in found)
    return round(sum(one["reused"] for one in found) / prompt, 4) if prompt else None


def machine() -> dict[str, Any]:
    """What was measured on, so that figures are only compared with figures of the same machine."""
    from importlib.metadata import version

    import psutil

    from fabula import __version__
    from fabula.models.machine import ram

    return {
        "cpu": _processor(),
        "cores": psutil.cpu_count(logical=False) or os.cpu_count() or 1,
        "threads": os.cpu_count() or 1,
        "ram": ram(),
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "versions": {"fabula": __version__, "xllamacpp": version("xllamacpp")},
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one bench. ``metrics`` may hold lists; ``baseline`` and ``ratio`` use its names."""

    name: str
    metrics: dict[str, Any]
    baseline: dict[str, Any] = field(default_factory=dict)
    ratio: dict[str, Any] = field(default_factory=dict)
    aims: list[Aim] = field(default_factory=list)
    machine: dict[str, Any] = field(default_factory=machine)
    when: str = field(default_factory=_now)

    def record(self) -> dict[str, Any]:
        """The report as JSON data."""
        return {
            "name": self.name,
            "metrics": self.metrics,
            "baseline": self.baseline,
            "ratio": self.ratio,
            "aims": [aim.record() for aim in self.aims],
            "machine": self.machine,
            "when": self.when,
        }

    def figures(self) -> list[tuple[str, str, str, str]]:
        """The rows of a table: measure, value, baseline, ratio. Lists and tables inside the metrics are left out."""
        rows = []
        for name in dict.fromkeys([*self.metrics, *self.baseline, *self.ratio]):
            cells = [table.get(name, "") for table in (self.metrics, self.baseline, self.ratio)]
            if not any(isinstance(cell, list | dict) for cell in cells):
                rows.append((name, shown(cells[0]), shown(cells[1]), shown(cells[2])))
        return rows

    def verdicts(self) -> list[tuple[str, str, str, str]]:
        """The rows of a table: measure, aim, value, met or missed."""
        return [
            (aim.measure, f"{aim.op} {aim.aim:g}", shown(aim.value), "met" if aim.met else "MISSED")
            for aim in self.aims
        ]

    def write(self, path: Path) -> None:
        """Write the JSON form to ``path`` in one step: afterwards the file is whole, or as it was before."""
        write(path, json.dumps(self.record(), ensure_ascii=False, indent=2) + "\n")


def shown(value: object) -> str:
    """A figure for people."""
    if value is None:
        return MISSING
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def write(path: Path, text: str) -> None:
    """Replace the file ``path`` by ``text`` as a whole; a place that can't be written is an `InputError`."""
    passing = ""
    try:
        handle, passing = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(passing).chmod(0o644)
        Path(passing).replace(path)
    except OSError as error:
        raise InputError(
            f"{path} can't be written: {error.strerror or error}.", hint="Choose another place with --json."
        ) from error
    finally:
        if passing:
            Path(passing).unlink(missing_ok=True)
