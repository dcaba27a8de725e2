"""``fabula models``: which language models there are, fetching them, looking at them, removing them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fabula.cli.fetch import ASKED, fetch, person, progress

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.models.catalogue import Weights

app = typer.Typer(
    name="models",
    help="Language models on this machine: list, pull, info, remove.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Name = Annotated[str, typer.Argument(help="A name or alias from `fabula models list`.", metavar="NAME")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """List models: size, needs, licence, here or not.

    Example: fabula models list --json
    """
    from fabula.models import machine, registry, shelf
    from fabula.models.catalogue import KNOWN

    memory = machine.ram()
    best = registry.recommend(memory)
    rows = [_facts(weights) | {"recommended": weights == best} for weights in (*KNOWN, *shelf.own())]
    if as_json:
        _print_json(rows)
        return
    heads = ("  MODEL", "SIZE", "MEMORY", "LANGUAGES", "LICENCE", "HERE", "TESTED")
    lines = [heads]
    for row in rows:
        name = ", ".join([row["name"], *row["aliases"]])
        size = machine.size(row["bytes"]) if row["exact"] else f"~{machine.size(row['bytes'])}"
        words = ("yes" if row["path"] else "no", "yes" if row["tested"] else "no")
        told = " ".join(row["languages"]) or "?"
        need = machine.size(row["memory"])
        lines.append((f"{'*' if row['recommended'] else ' '} {name}", size, need, told, row["licence"], *words))
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    typer.echo(
        f"\n* recommended for the {machine.size(memory)} of memory here. Without a graphics card a model that is twice"
        "\n  as large tells about half as fast."
        "\n  TESTED: this project's own tests tell stories with it."
        "\n  embedder: tells nothing, but knows which English words mean the same. Optional, for free words and memory."
        f"\n  ~ rounded; its SHA-256 is {ASKED}."
        "\n  Fetch one: fabula models pull NAME. Use a file of yours where it lies: --model /path/to/file.gguf"
    )


@app.command("pull")
def pull_model(
    name: Name,
    origin: Annotated[
        Path | None, typer.Option("--from", help="Copy from this file (or the folder that holds it).", metavar="PATH")
    ] = None,
    yes: Yes = False,
) -> None:
    """Fetch a model and verify it.

    An interrupted pull goes on where it stopped. With --from, NAME may be a new name of your own.

    Example: fabula models pull small
    """
    from fabula.models import registry

    weights = registry.given(name, origin) if origin else registry.find(name)
    found = fetch(weights, ask=not yes and origin is None)
    typer.echo(f"{weights.name} is ready: {found.path}" + (f" (SHA-256 {found.sha256})" if found.sha256 else ""))


@app.command("info")
def show_model(
    name: Name,
    as_json: Json = False,
    verify: Annotated[bool, typer.Option("--verify", help="Read the whole file and check its SHA-256.")] = False,
) -> None:
    """Show all that is known of one model.

    Example: fabula models info default --verify
    """
    from fabula.models import machine, registry, weights

    found = registry.find(name)
    verified = None
    if verify:
        with progress() as tell:
            verified = weights.verify(found, tell).sha256
    facts = _facts(found) | {"verified": verified}
    if as_json:
        _print_json(facts)
        return
    facts["bytes"] = f"{found.bytes:,}" if facts["exact"] else f"about {machine.size(found.bytes)}"
    facts["memory"] = f"{machine.size(found.memory)} to run"
    facts["sha256"] = facts["sha256"] or ("not computed; --verify computes it" if found.local else ASKED)
    facts["path"] = facts["path"] or f"not here; fetch it: fabula models pull {found.name}"
    for key in ("recommended", "exact", "embeds"):
        facts.pop(key, None)
    for key, value in facts.items():
        shown = ", ".join(value) if isinstance(value, list) else {True: "yes", False: "no"}.get(value, value)
        if shown not in (None, "", 0):
            typer.echo(f"{key.replace('_', ' '):<12}{shown}")


@app.command("remove")
def remove_model(name: Name, yes: Yes = False) -> None:
    """Remove a model from this machine.

    What an interrupted pull left of it goes too.

    Example: fabula models remove small --yes
    """
    from fabula.errors import InputError
    from fabula.models import machine, registry, weights

    found = registry.find(name)
    if not yes and weights.look(found) is not None:
        if not person():
            raise InputError(f"Removing {found.name} needs a yes.", hint="Repeat the command with --yes.")
        typer.confirm(f"Remove {found.title} ({machine.size(found.bytes)})?", abort=True, err=True)
    typer.echo(f"{found.name} is removed; {machine.size(weights.remove(found))} are free again.")


def _facts(weights: Weights) -> dict[str, Any]:
    from fabula.models import shelf

    here = shelf.look(weights)
    return {
        "name": weights.name,
        "aliases": list(weights.aliases),
        "title": weights.title,
        "bytes": weights.bytes,
        "exact": weights.sha256 is not None or weights.local is not None,
        "sha256": weights.sha256 or (here.sha256 if here else None),
        "licence": weights.licence,
        "languages": list(weights.languages),
        "parameters": weights.parameters or None,
        "context": weights.context or None,
        "memory": weights.memory,
        "template": weights.template,
        "tested": weights.tested,
        "embeds": weights.embeds,
        "note": weights.note,
        "sources": [str(origin) for origin in weights.sources],
        "path": str(here.path) if here else None,
        "pulled_from": here.source if here else None,
        "pulled_at": (here.when or None) if here else None,
    }


def _print_json(value: object) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
