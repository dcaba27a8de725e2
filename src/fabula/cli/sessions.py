"""``fabula sessions``: the stories that were told here. Everything works without a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.store import SessionInfo
    from fabula.story.world import World

app = typer.Typer(
    name="sessions",
    help="Stories that were told here: list, show, why, graph, branch, export, import, replay, delete.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Session = Annotated[
    str, typer.Argument(help="A session's id, its beginning or its last four signs, or 'latest'.", metavar="ID")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Number = Annotated[int | None, typer.Option("--turn", help="The branch that leads to this turn.", metavar="N")]


@app.command("list")
def list_sessions(
    world: Annotated[str | None, typer.Option("--world", help="Only of this world.", metavar="WORLD")] = None,
    json: Json = False,
) -> None:
    """List sessions, the newest first.

    Example: fabula sessions list --world last-bus
    """
    from fabula.cli import listing
    from fabula.store import open_store

    with open_store() as store:
        found = store.list(world)
    if json:
        listing.as_json([_facts(info) for info in found])
    elif found:
        lines = [(info.id, info.title, str(info.turns), info.language, _when(info)) for info in found]
        listing.table(("SESSION", "TITLE", "TURNS", "LANGUAGE", "LAST TOLD"), lines)
    else:
        typer.echo("No story has been told here yet. Begin one with: fabula play")


@app.command("show")
def show_session(session: Session, turn: Number = None, json: Json = False) -> None:
    """Read a session like a book, and see the map of its branches.

    Example: fabula sessions show latest
    """
    from fabula.cli import listing, reading
    from fabula.store import open_store
    from fabula.story.tree import Tree

    with open_store() as store:
        stored = store.load(_resolve(store, session))
    tree = Tree().grow(stored.events)
    if json:
        turns = [one.id for one in tree.path(turn)] if turn is not None else sorted(tree.turns)
        listing.as_json(
            {
                "session": _facts(stored.info),
                "tip": tree.tip,
                "bookmarks": tree.bookmarks,
                "turns": [reading.turn_facts(tree, number, stored.meta.get(number, {})) for number in turns],
            }
        )
        return
    reading.show(_world(stored.info), tree, stored.info, turn)


@app.command("branch")
def branch_session(
    session: Session,
    turn: Annotated[int, typer.Argument(help="The turn from which the story is to go on.", metavar="TURN")],
    name: Annotated[str | None, typer.Option("--name", help="Bookmark that turn.", metavar="NAME")] = None,
) -> None:
    """Move a session to one of its turns, so that the next turn grows there. Nothing is lost.

    Example: fabula sessions branch latest 4 --name "before the letter"
    """
    from fabula.store import now, open_store
    from fabula.store.naming import clean_title
    from fabula.story.event import BookmarkSet, Event, TipMoved
    from fabula.story.tree import Tree

    with open_store() as store:
        identity = _resolve(store, session)
        tree = Tree().grow(store.read(identity))
        events: list[Event] = [TipMoved(turn=tree.turn(turn).id)]
        if name is not None:
            events.append(BookmarkSet(name=clean_title(name), turn=turn))
        store.append(identity, events, expected_position=tree.position, at=now())
    typer.echo(f"The next turn of {identity} grows from turn {turn}. Go on with: fabula play --session {identity}")


@app.command("export")
def export_session(
    session: Session,
    form: Annotated[
        str | None, typer.Option("--format", help="markdown, html or json; else by the name of FILE.", metavar="FORM")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write here instead of printing.", metavar="FILE")
    ] = None,
    turn: Number = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write a session as a page to read (markdown, html) or as a file to keep (json, all branches).

    Example: fabula sessions export latest --out story.html
    """
    from fabula.cli import saving
    from fabula.formats.session import to_html, to_json, to_markdown
    from fabula.store import open_store
    from fabula.story.tree import Tree

    chosen = saving.form(form, out)
    with open_store() as store:
        stored = store.load(_resolve(store, session))
    tree = Tree().grow(stored.events)
    if chosen == "json":
        text = to_json(stored.info, stored.events, stored.meta)
    else:
        write = to_html if chosen == "html" else to_markdown
        text = write(_world(stored.info), tree, stored.info, turn=turn)
    if out is None:
        typer.echo(text, nl=False)
    else:
        saving.write(out, text, force=force)
        typer.echo(f"Wrote {out}", err=True)


@app.command("import")
def import_session(
    file: Annotated[Path, typer.Argument(help="A file from 'export --format json'.", metavar="FILE")],
) -> None:
    """Keep a session that was exported as JSON, here or on another machine.

    Example: fabula sessions import story.json
    """
    from fabula.cli import saving
    from fabula.formats.session import from_json
    from fabula.store import now, open_store
    from fabula.store.naming import free_id
    from fabula.story.tree import Tree

    archive = from_json(saving.read(file))
    differing = [number for number, _, _ in Tree().grow(archive.events).mismatches()]
    with open_store() as store:
        info = store.create(
            free_id(archive.id, archive.world, store),
            archive.events,
            world=archive.world,
            language=archive.language,
            title=archive.title,
            at=now(),
            meta=archive.meta,
        )
    typer.echo(f"Kept as {info.id}: {info.title}, {info.turns} turns")
    if differing:
        many = "One turn differs" if len(differing) == 1 else f"{len(differing)} turns differ"
        typer.echo(f"{many} from what was stored. See: fabula sessions replay {info.id}", err=True)


@app.command("replay")
def replay_session(session: Session, json: Json = False) -> None:
    """Fold a session again without a model and compare every stored digest; exit code 1 if one differs.

    Example: fabula sessions replay latest
    """
    from fabula.cli import listing
    from fabula.store import open_store
    from fabula.story.tree import Tree

    with open_store() as store:
        stored = store.load(_resolve(store, session))
    tree = Tree().grow(stored.events)
    checked = sum(1 for one in tree.turns.values() if one.told is not None and one.told.digest)
    differing = list(tree.mismatches())
    facts = {
        "session": stored.info.id,
        "turns": len(tree.turns),
        "checked": checked,
        "differing": [{"turn": turn, "stored": kept, "found": found} for turn, kept, found in differing],
        "digest": tree.state().digest(),
    }
    if json:
        listing.as_json(facts)
    elif differing:
        listing.table(("TURN", "STORED", "FOUND"), [(str(turn), kept, found) for turn, kept, found in differing])
    else:
        typer.echo(f"{stored.info.id}: all {checked} turns with a digest fold to the state they were told in.")
    if differing:
        raise typer.Exit(1)


@app.command("why")
def why_session(
    session: Session,
    turn: Annotated[int | None, typer.Argument(help="The turn; without it, the one told last.", metavar="TURN")] = None,
    json: Json = False,
) -> None:
    """Say why a turn is as it is: intent, rules, lore, memory, tokens, seconds.

    Example: fabula sessions why latest 3
    """
    from dataclasses import asdict

    from fabula.cli import listing
    from fabula.cli.commands import rows
    from fabula.cli.words import say
    from fabula.engine.why import why
    from fabula.store import open_store, worlds
    from fabula.story.tree import Tree

    with open_store() as store:
        stored = store.load(_resolve(store, session))
    tree = Tree().grow(stored.events)
    number = tree.tip if turn is None else turn
    language = stored.info.language
    found = why(worlds.load(stored.info.world, language), tree, number, stored.meta.get(number, {}))
    if json:
        listing.as_json(asdict(found))
        return
    for head, text in rows(found, language):
        listing.paragraph(f"{head}{say(language, 'colon')}{text}" if head else text)


@app.command("graph")
def graph_session(
    session: Session,
    turn: Number = None,
    about: Annotated[
        str | None, typer.Option("--about", help="Only what touches this entity (an id).", metavar="ENTITY")
    ] = None,
    json: Json = False,
) -> None:
    """Show how everybody and everything stands to one another, and the turn that made it so.

    Example: fabula sessions graph latest --about player
    """
    from dataclasses import asdict

    from fabula.cli import listing
    from fabula.errors import NotFound
    from fabula.store import open_store
    from fabula.story import graph
    from fabula.story.tree import Tree

    with open_store() as store:
        stored = store.load(_resolve(store, session))
    edges = graph.graph(Tree().grow(stored.events).path(turn))
    if about is not None:
        known = sorted({one.subject for one in edges} | {one.object for one in edges})
        edges = graph.about(edges, about)
        if not edges:
            raise NotFound(f"Nothing is known about '{about}'.", hint=f"Known here: {', '.join(known)}.")
    if json:
        listing.as_json([asdict(one) for one in edges])
        return
    listing.table(
        ("SUBJECT", "RELATION", "OBJECT", "SINCE TURN", "MADE BY"),
        [(one.subject, one.relation, one.object, str(one.turn), one.made_by) for one in edges],
    )


@app.command("delete")
def delete_session(
    session: Session, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False
) -> None:
    """Delete a session and all its branches, for good.

    Example: fabula sessions delete last-bus-7f3a
    """
    import sys

    from fabula.errors import InputError
    from fabula.store import open_store

    with open_store() as store:
        identity = _resolve(store, session)
        info = store.info(identity)
        if not yes:
            if not sys.stdin.isatty():
                raise InputError(f"Nobody is here to confirm that {identity} may go.", hint="Give --yes.")
            if not typer.confirm(f"Delete {identity} ({info.title}, {info.turns} turns) for good?"):
                raise typer.Exit(1)
        store.delete(identity)
    typer.echo(f"Deleted {identity}.")


def _resolve(store: Any, text: str) -> str:
    """The id that ``text`` means; ``latest`` is the session that was told last."""
    newest = store.latest() if text == "latest" else None
    return str(newest.id if newest else store.resolve(text))


def _world(info: SessionInfo) -> World | None:
    """The session's world, or None (and a word about it) where it is not here any more: a story can be read without."""
    from fabula.errors import FabulaError
    from fabula.store import worlds

    try:
        return worlds.load(info.world, info.language)
    except FabulaError as error:
        typer.echo(f"(Shown without its world: {error.message})", err=True)
        return None


def _facts(info: SessionInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "world": info.world,
        "language": info.language,
        "title": info.title,
        "created": info.created,
        "updated": info.updated,
        "position": info.position,
        "turns": info.turns,
        "format": info.format,
    }


def _when(info: SessionInfo) -> str:
    from datetime import datetime

    return f"{datetime.fromisoformat(info.updated).astimezone():%Y-%m-%d %H:%M}"
