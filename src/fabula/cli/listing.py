"""Lists and pages on a terminal: Rich where a person looks at them, plain text where they are piped."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from fabula.formats.book import readable

PAGE_WIDTH = 76


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print aligned columns; what can't be printed is taken out, so that no cell can steer the terminal."""
    cells = [[readable(cell).replace("\n", " ") for cell in line] for line in lines]
    if on_terminal():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        grid = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
        for number, head in enumerate(heads):
            grid.add_column(head, overflow="fold", no_wrap=number == 0)
        for line in cells:
            grid.add_row(*(Text(cell, style="bold" if number == 0 else "") for number, cell in enumerate(line)))
        Console(highlight=False).print(grid)
        return
    widths = [max(columns(line[at]) for line in [list(heads), *cells]) for at in range(len(heads))]
    for line in [list(heads), *cells]:
        padded = (cell + " " * (width - columns(cell)) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(padded).rstrip())


def paragraph(text: str, *, style: str = "", indent: int = 0) -> None:
    """Print a paragraph: set in lines of a book's width on a terminal, as one line where it is piped."""
    clean = readable(text)
    if not on_terminal():
        typer.echo(" " * indent + clean)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    width = min(PAGE_WIDTH, console.width)
    styled = Text(clean, style=style)
    console.print(Padding(styled, (0, 0, 0, indent), expand=False) if indent else styled, width=width)


def as_json(data: Any) -> None:
    """Print ``data`` as JSON."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, which only an escape can carry
        text = json.dumps(data, indent=2)
    typer.echo(text)


def columns(text: str) -> int:
    """How many terminal columns ``text`` takes; a Chinese character takes two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """Say what is being done, on a terminal's error stream, for as long as it is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(readable(doing)):
        yield
