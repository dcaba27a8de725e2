"""``fabula worlds``: the worlds one can play here, and making one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="worlds",
    help="Worlds to play: list, show, check, new.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Language = Annotated[str | None, typer.Option("--lang", help="In this language: en or zh.", metavar="LANG")]


@app.command("list")
def list_worlds(lang: Language = None, json: Json = False) -> None:
    """List the worlds that can be played here, shipped and your own.

    Example: fabula worlds list --json
    """
    from dataclasses import asdict

    from fabula.cli import listing
    from fabula.store import worlds

    found = worlds.summaries(lang)
    if json:
        listing.as_json([asdict(summary) for summary in found])
        return
    lines = [
        (one.name, one.title, one.genre, one.rating, " ".join(one.languages), "yours" if one.source == "own" else "")
        for one in found
        if not one.error
    ]
    listing.table(("WORLD", "TITLE", "GENRE", "RATING", "LANGUAGES", ""), lines)
    for one in found:
        if one.error:
            listing.paragraph(f"{one.name} can't be played: {one.error}")


@app.command("show")
def show_world(
    name: Annotated[str, typer.Argument(help="A world's name, or the path of its folder.", metavar="NAME")],
    lang: Language = None,
    json: Json = False,
) -> None:
    """Show what a world is about, without giving its secrets away.

    Example: fabula worlds show last-bus --lang zh
    """
    from fabula.cli import listing
    from fabula.store import worlds

    world = worlds.load(name, lang)
    facts = {
        "id": world.id,
        "title": world.title,
        "genre": world.genre,
        "rating": world.rating,
        "language": world.language,
        "languages": world.languages,
        "premise": world.premise,
        "tone": world.tone,
        "characters": [character.name for character in world.characters.values()],
        "quests": [quest.title for quest in world.quests.values()],
        "places": len(world.places),
        "items": len(world.items),
        "lore": len(world.lore),
        "endings": len(world.endings),
        "digest": world.digest(),
    }
    if json:
        listing.as_json(facts)
        return
    listing.paragraph(world.title, style="bold")
    listing.paragraph(f"{world.id}, {world.genre}, {world.rating}, {' '.join(world.languages)}", style="dim")
    typer.echo()
    listing.paragraph(world.premise)
    typer.echo()
    listing.paragraph(world.tone, style="italic")
    typer.echo()
    listing.paragraph(f"People: {', '.join(c.name for c in world.characters.values()) or 'none'}")
    listing.paragraph(f"To achieve: {', '.join(quest.title for quest in world.quests.values())}")
    listing.paragraph(f"{len(world.places)} places, {len(world.items)} items, {len(world.endings)} endings")
    typer.echo()
    listing.paragraph(f"Play it with: fabula play {name}", style="dim")


@app.command("check")
def check_worlds(
    names: Annotated[list[str], typer.Argument(help="Names, or paths of folders.", metavar="NAME...")],
    simulate: Annotated[
        int, typer.Option("--simulate", help="Also walk through them N times without a model.", metavar="N", min=0)
    ] = 0,
    turns: Annotated[int, typer.Option("--turns", help="Turns of a walk, at the most.", metavar="N", min=1)] = 80,
    seed: Annotated[int, typer.Option("--seed", help="The dice of the first walk.", metavar="N")] = 0,
    json: Json = False,
) -> None:
    """Say everything that is wrong with worlds, in all their languages; exit code 1 if anything is.

    With --simulate, random walks report what they reached, what they never did, and states from which no ending
    can be reached any more (which are wrong too).

    Example: fabula worlds check ./river-town --simulate 200
    """
    from dataclasses import asdict

    from fabula.cli import listing, walking
    from fabula.store import inspection

    found = {name: inspection.problems(name) for name in names}
    walks = {name: walking.simulate(name, simulate, turns, seed) for name in names if simulate and not found[name]}
    if json:
        listing.as_json(
            {name: [asdict(problem) for problem in listed] for name, listed in found.items()}
            if not simulate
            else {name: {"problems": [asdict(problem) for problem in listed],
                         "walks": walking.figures(walks[name]) if name in walks else None}
                  for name, listed in found.items()}
        )  # fmt: skip
    else:
        for name, listed in found.items():
            if not listed:
                listing.paragraph(f"{name}: good, in {' and '.join(inspection.written_in(name))}")
                if name in walks:
                    walking.show(walks[name])
                continue
            listing.paragraph(f"{name}: {len(listed)} problem{'s' if len(listed) > 1 else ''}", style="bold")
            for problem in listed:
                where = ", ".join(part for part in (problem.file, problem.key) if part)
                listing.paragraph(f"{where}: {problem.message.rstrip('.')}. {problem.hint}".lstrip(": "), indent=2)
    if any(found.values()) or any(coverage.dead_ends for coverage in walks.values()):
        raise typer.Exit(1)


@app.command("new")
def new_world(
    name: Annotated[str, typer.Argument(help="Lower-case letters, digits and hyphens.", metavar="NAME")],
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Make it in this folder instead of your own worlds.", metavar="DIR")
    ] = None,
) -> None:
    """Make a small, complete, commented world, to be changed into your own.

    Example: fabula worlds new river-town
    """
    import shlex

    from fabula.store import beginning

    made = beginning.new(name, folder)
    known = shlex.quote(name if folder is None else str(made))
    typer.echo(f"Made {made}")
    typer.echo(f"Play it with: fabula play {known}")
    typer.echo(f"Change {made / 'world.toml'}, then: fabula worlds check {known}")
