"""``fabula play``: a story with a person, down a pipe, or from a list of actions."""

from __future__ import annotations

import os
from typing import Annotated

import typer

MOST_PLAYERS = 6


def play(
    world: Annotated[str | None, typer.Argument(help="A world's name or folder; see: fabula worlds list")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Tell in this language: en or zh.")] = None,
    session: Annotated[
        str | None, typer.Option("--session", help="Go on with this session: its id, the start of it, or 'latest'.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", help="A model's name, a .gguf file, or the http address of a server. Default: auto."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="The same seed and actions give the same events.")
    ] = None,
    players: Annotated[
        str | None,
        typer.Option("--players", help="Names of several who take turns at this machine: 'Mei, Jun'.", metavar="NAMES"),
    ] = None,
    actions: Annotated[
        str | None, typer.Option("--actions", help="Play this file of actions, one a line; - for standard input.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="With --actions: one JSON object a turn.")] = False,
) -> None:
    """Play a story: begin one, or go on with --session.

    Example: fabula play last-bus --lang en

    Without a person: printf '1\\n2\\n' | fabula play last-bus --actions - --json
    """
    from fabula.cli import sitting
    from fabula.errors import InputError

    if json and actions is None:
        raise InputError("--json needs --actions.", hint="For example: printf '1\\n' | fabula play --actions - --json")
    if actions not in (None, "-") and not os.path.isfile(actions):
        raise InputError(f"There is no file of actions at '{actions}'.", hint="Give a file, or - for standard input.")
    order = sitting.Order(world, lang, session, model, seed, actions, json, names(players))
    sitting.sit(order)


def names(given: str | None) -> tuple[str, ...]:
    """The names of several players; `InputError` for what can't be told apart."""
    import re

    from fabula.analysis.clean import plain
    from fabula.errors import InputError

    if given is None:
        return ()
    found = tuple(name for part in re.split(r"[,，、]", given) if (name := plain(part, lines=False).strip()))
    if not 2 <= len(found) <= MOST_PLAYERS or len({name.casefold() for name in found}) < len(found):
        raise InputError(
            f"--players '{given}' does not name two to {MOST_PLAYERS} different players.",
            hint="Write: --players 'Mei, Jun'",
        )
    if any(len(name) > 40 for name in found):
        raise InputError("A player's name is longer than 40 characters.", hint="Give a shorter one.")
    return found
