"""A session on the terminal: read like a book, with the map of its branches at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer

from fabula.cli import listing
from fabula.formats.book import Session, bind
from fabula.formats.branches import outline
from fabula.story.tree import Tree
from fabula.story.world import World


def show(world: World | None, tree: Tree, session: Session, turn: int | None) -> None:
    """Print the branch that leads to ``turn`` (default: the tip), and the map if the story ever forked."""
    book = bind(world, tree, session, turn)
    listing.paragraph(book.title, style="bold")
    if book.subtitle:
        listing.paragraph(book.subtitle)
    listing.paragraph(f"{book.id}, turn {book.pages[-1].turn} of {len(tree.turns) - 1}", style="dim")
    for page in book.pages:
        typer.echo()
        if page.action:
            listing.paragraph(f"[{page.turn}] {page.action}", style="italic")
            typer.echo()
        for name in page.bookmarks:
            listing.paragraph(f"# {name}", style="dim")
        for number, text in enumerate(page.paragraphs):
            if number:
                typer.echo()
            listing.paragraph(text)
    if book.ended:
        typer.echo()
        listing.paragraph(book.ending or "The End", style="bold")
        for text in book.closing:
            typer.echo()
            listing.paragraph(text)
    if any(len(one.children) > 1 for one in tree.turns.values()):
        show_map(tree, turn)


def show_map(tree: Tree, turn: int | None = None) -> None:
    """Print the tree of turns, a line each; ``*`` marks the way to ``turn`` (default: the tip)."""
    typer.echo()
    listing.paragraph("Branches (* marks the way read above)", style="dim")
    for line in outline(tree, turn):
        mark = "*" if line.told else " "
        name = line.name or "(opening)"
        fork = "  " * line.indent
        listing.paragraph(f"{mark} {line.turn:>3} {fork}{name}", style="" if line.told else "dim")


def turn_facts(tree: Tree, number: int, measured: Mapping[str, Any]) -> dict[str, Any]:
    """One turn as plain data."""
    one = tree.turn(number)
    told, action = one.told, one.action
    return {
        "turn": number,
        "parent": one.parent if one.parent >= 0 else None,
        "children": one.children,
        "action": action.text if action else None,
        "intent": action.intent if action else None,
        "text": told.text if told else None,
        "origin": told.origin if told else None,
        "choices": told.choices if told else [],
        "digest": told.digest if told else None,
        "meta": dict(measured),
    }
