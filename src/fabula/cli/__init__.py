"""The command line. One file per command group; this one mounts them and maps errors to exit codes.

Exit codes: 0 done; 1 a check found something; 2 wrong usage; 3 the input must change; 4 the model, its weights or
its server; 5 a turn could not be told; 6 what is kept could not be read or written; 7 an optional part is missing;
130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys

import typer

from fabula import __version__
from fabula.cli import analyse, bench, coach, diary, doctor, models, play, sessions, train, workshop, worlds
from fabula.errors import (
    FabulaError,
    InputError,
    MissingExtra,
    ModelError,
    StoreError,
    TurnRejected,
)

EXIT_CODES: tuple[tuple[type[FabulaError], int], ...] = (
    (InputError, 3),
    (ModelError, 4),
    (TurnRejected, 5),
    (StoreError, 6),
    (MissingExtra, 7),
)

app = typer.Typer(
    name="fabula",
    help="Stories that a language model tells with you, on your own machine. Begin with: fabula play",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("play")(play.play)
app.add_typer(worlds.app, name="worlds")
app.add_typer(sessions.app, name="sessions")
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)
app.command("analyse")(analyse.analyse)
app.add_typer(diary.app, name="diary")
app.command("coach")(coach.coach)
app.command("workshop")(workshop.workshop)
app.add_typer(bench.app, name="bench")
app.add_typer(train.app, name="train")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fabula {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
) -> None:
    """Stories that a language model tells with you, on your own machine.

    Begin with: fabula play
    """


def exit_code(error: FabulaError) -> int:
    """The exit code of an error, by the first branch of the error tree it belongs to."""
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)


def main() -> None:
    """Run the command line; the process's exit code is the answer."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # started with the stream closed
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except FabulaError as error:
        typer.echo(f"fabula: {error.paragraph()}", err=True)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.filename is not None:
            raise
        # Our own output, which nothing can be written to any more; nor at the interpreter's exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        typer.echo(f"fabula: The output can't be written: {error.strerror or error}.", err=True)
        sys.exit(6)
