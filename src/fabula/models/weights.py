"""Weights on this machine, by name: pull, verify, remove, list. The rooms above use this module."""

from __future__ import annotations

from pathlib import Path

from fabula.errors import WeightsError
from fabula.models import registry, shelf
from fabula.models.catalogue import Weights
from fabula.models.guard import alone, explained
from fabula.models.partial import Partial
from fabula.models.pull import pull, silent
from fabula.models.shelf import Installed, Tell, folder, held, installed, look, ready

__all__ = ["Installed", "Tell", "folder", "held", "installed", "look", "pull", "ready", "remove", "verify"]


def verify(name: Weights | str, progress: Tell | None = None, *, where: Path | None = None) -> Installed:
    """Read the whole file and compare its SHA-256; a wrong one is a `WeightsError`, and stays where it is."""
    weights = registry.find(name, where) if isinstance(name, str) else name
    found = shelf.held(weights, where)
    tell = progress or silent
    digest = shelf.digest(found.path, lambda done: tell(done, found.bytes, "checking SHA-256"))
    right = weights.sha256 or found.sha256
    if right not in (None, digest):
        raise WeightsError(
            f"The weights {found.path} are damaged: SHA-256 {digest}, should be {right}.",
            hint=f"Fetch them again: `fabula models remove {weights.name}`, then `fabula models pull {weights.name}`.",
        )
    if found.sha256 is None and not weights.local:
        with explained(weights, found.path):
            return shelf.record(weights, found.path, found.bytes, sha256=digest, source=found.source)
    return Installed(weights, found.path, found.bytes, digest, found.source, found.when)


def remove(name: Weights | str, *, where: Path | None = None) -> int:
    """Remove the file, its card and what an interrupted pull left, and return the bytes freed.

    Nothing there, a file outside Fabula's folder, or a pull that is running is a `WeightsError`.
    """
    weights = registry.find(name, where) if isinstance(name, str) else name
    if weights.local:
        raise WeightsError(
            f"{weights.local} is a file of your own outside Fabula's folder.", hint="Delete it yourself if you want to."
        )
    path = shelf.path_of(weights, where)
    partial = Partial(path)
    if not path.exists() and not partial.folder.exists():
        raise WeightsError(f"{weights.title} is not on this machine.", hint="See what is: `fabula models list`.")
    with explained(weights, path), alone(path, None):
        freed = partial.clear() + (path.stat().st_size if path.exists() else 0)
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
    return freed
