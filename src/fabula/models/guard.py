"""Holding one weights file alone among all processes, and explaining what the disk refuses."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula.errors import WeightsError
from fabula.models.catalogue import Weights
from fabula.models.machine import size
from fabula.models.partial import Partial

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def alone(target: Path, waiting: Callable[[], None] | None) -> Iterator[None]:
    """Hold the lock of ``target`` among all processes; the system frees it when a process dies.

    While another holds it, ``waiting`` is called once and then waited; without it a held lock is a `WeightsError`.
    """
    from filelock import FileLock, Timeout

    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.with_name(f".{target.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        if waiting is None:
            raise WeightsError(
                f"{target.name} is being fetched by another Fabula.", hint="Wait for it or stop it, then try again."
            ) from error
        waiting()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def explained(weights: Weights, target: Path) -> Iterator[None]:
    """Turn an ``OSError`` of the body into a `WeightsError` that says which folder and what to do."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno in FULL:
            kept = size(Partial(target).kept())
            raise WeightsError(
                f"The disk is full: {weights.title} needs {size(weights.bytes)} in {target.parent} ({why}).",
                hint=f"Free some space and repeat `fabula models pull {weights.name}`, which goes on after the {kept} "
                f"that are here, or free those with `fabula models remove {weights.name}`.",
            ) from error
        raise WeightsError(
            f"The weights of {weights.title} can't be kept in {target.parent}: {why}.",
            hint="Change the folder's owner, or set FABULA_HOME to a folder that you own.",
        ) from error
