"""``fabula play``: a story with a person, down a pipe, or from a list of actions."""

from __future__ import annotations

import os
from typing import Annotated

import typer


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
    order = sitting.Order(world, lang, session, model, seed, actions, json)
    sitting.sit(order)
