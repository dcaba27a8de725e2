"""``fabula train``: make what Fabula learns from data: heads now, the storyteller later."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="train",
    help="Make what Fabula learns from data: heads that read feelings.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Data = Annotated[Path, typer.Option("--data", help="The folder of the data sets.", metavar="DIR")]


@app.command("head")
def head(
    recipe: Annotated[str, typer.Argument(help="A recipe's name, or its TOML file.")],
    data: Data,
    out: Annotated[Path, typer.Option("--out", help="A new folder for the head, its card and the manifest.")],
) -> None:
    """Fit a small head by a recipe; the heads that Fabula ships were made by this command.

    Example: fabula train head emotion-en --data ../shared/data --out emotion-en
    """
    from fabula.training import fit
    from fabula.training.recipe import read

    manifest = fit.fit(read(recipe), data, out, say=lambda line: typer.echo(line, err=True))
    for group, value in manifest["metrics"].get("macro_f1", {}).items():
        typer.echo(f"macro-F1 of {group} on the test rows: {value:.3f}")
    typer.echo(f"In {out}: {', '.join(manifest['outputs'])}, manifest.json ({manifest['seconds']:.0f} s)")


@app.command("list")
def list_recipes(
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the recipes.

    Example: fabula train list
    """
    from fabula.cli import listing
    from fabula.training.recipe import names, read

    found = [read(name) for name in names()]
    if json:
        listing.as_json([one.model_dump(mode="json") for one in found])
        return
    listing.table(("RECIPE", "LANGUAGE", "DATA"), [(one.name, one.language, ", ".join(one.sources)) for one in found])
