"""Fetching weights with a person looking on: what, how large, from where, and then a bar or plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.models.catalogue import Weights
    from fabula.models.weights import Installed, Tell

ASKED = "asked from the hub (its LFS digest) when the model is pulled"


def fetch(weights: Weights, *, ask: bool = False) -> Installed:
    """Pull with a progress display on stderr, after saying what will be fetched, how large and from where.

    ``ask`` lets a person at a terminal decline; without a terminal nobody is asked.
    """
    from fabula.models import weights as shelf

    if weights.local:
        return shelf.held(weights)  # a file of the reader's own is where it is, or it is an error
    if shelf.look(weights) is None:
        _announce(weights)
        if ask and person():
            typer.confirm("Fetch it?", default=True, abort=True, err=True)
    try:
        with progress() as tell:
            return shelf.pull(weights, tell)
    except KeyboardInterrupt:
        typer.echo(f"Stopped. `fabula models pull {weights.name}` goes on from here.", err=True)
        raise


def _announce(weights: Weights) -> None:
    from fabula.models import machine, shelf

    hubs = any(origin.kind == "hub" for origin in weights.sources)
    rounded = "about " if weights.sha256 is None and hubs else ""
    origins = ", else ".join(str(origin) for origin in weights.sources)
    typer.echo(
        f"{weights.title}: {rounded}{machine.size(weights.bytes)}, licence {weights.licence}, from {origins}.", err=True
    )
    if rounded:
        typer.echo(f"Its SHA-256 is {ASKED}.", err=True)
    typer.echo(f"It will lie in {shelf.folder()}.", err=True)


def person() -> bool:
    """Whether a person can be asked: input and stderr are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar with bytes, speed and time left on a terminal; elsewhere a line for each step and each tenth."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("…", total=None)
        first: list[int] = []

        def tell(done: int, total: int, what: str) -> None:
            if not first and done:
                # What an earlier pull brought is no speed of this one.
                first.append(done)
                bar.reset(task, total=total or None, completed=done)
            bar.update(task, completed=done, total=total or None, description=what)

        yield tell


class _Lines:
    """Progress for logs and pipes."""

    def __init__(self) -> None:
        self._what = ""
        self._tenth = -1

    def __call__(self, done: int, total: int, what: str) -> None:
        tenth = 10 * done // total if total else 0
        if what == self._what and tenth == self._tenth:
            return
        self._what, self._tenth = what, tenth
        typer.echo(f"{what}: {done:,} of {total:,} bytes" if total else what, err=True)
