"""A stage: config + data -> a directory with its results and a ``manifest.json`` that says how they were made."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from fabula.errors import InputError

MANIFEST = "manifest.json"
CHUNK = 1 << 20
Work = Callable[[Path], Mapping[str, Any]]  # fills a directory, and returns its metrics


def run(
    name: str, config: BaseModel, inputs: Iterable[Path], target: Path, work: Work, packages: Iterable[str] = ()
) -> dict[str, Any]:
    """Let ``work`` fill a new directory, write its manifest, and put it at ``target``; returns the manifest.

    The directory appears at once and whole: work that fails leaves what was at ``target`` before. A target that
    holds anything but an older result of a stage is an `InputError`.
    """
    if target.exists() and not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{target} holds something that no stage made.", hint="Give --out a new folder.")
    began, fresh = time.monotonic(), target.with_name(target.name + ".unfinished")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    hashes = {str(path): sha256(path) for path in inputs}
    metrics = work(fresh)
    manifest = {
        "stage": name,
        "config": config.model_dump(mode="json"),
        "inputs": hashes,
        "outputs": {path.name: sha256(path) for path in sorted(fresh.iterdir())},
        "versions": {"python": platform.python_version()} | {one: _version(one) for one in ("fabula", *packages)},
        "metrics": metrics,
        "seconds": round(time.monotonic() - began, 1),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)
    return manifest


def sha256(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
