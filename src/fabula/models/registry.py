"""Which weights: by name, by what this machine can run, or by what is already here."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path

from fabula.errors import InputError, UnknownModel, WeightsError
from fabula.models import shelf
from fabula.models.catalogue import KNOWN, TABLE, Origin, Place, Weights
from fabula.models.machine import size
from fabula.models.partial import Partial

DEFAULT = "qwen2.5-coder-1.5b-instruct"
SMALL = "smollm2-135m-instruct"
_OWN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
# A model should leave about half of the memory to everything else that the reader runs.
_COMFORT = 2


def find(name: str, folder: Path | None = None) -> Weights:
    """Return the weights called ``name``: a name or alias, one of the reader's own, or a path to a ``.gguf`` file.

    Anything else is an `UnknownModel` that offers the nearest name.
    """
    wanted = name.strip()
    known = {}
    for weights in (*KNOWN, *shelf.own(folder)):
        for key in (weights.name, *weights.aliases):
            known[key] = weights
    if wanted.lower() in known:
        return known[wanted.lower()]
    if wanted.lower().endswith(".gguf"):
        return at(Path(wanted))
    near = difflib.get_close_matches(wanted.lower(), list(known), n=1)
    raise UnknownModel(
        f"No model is called '{wanted}'.",
        hint=f"Did you mean '{near[0]}'?" if near else "See the names with `fabula models list`.",
    )


def at(path: Path) -> Weights:
    """Describe a GGUF file of the reader's own, used where it lies; a missing file is a `WeightsError`."""
    path = path.expanduser().absolute()
    if not path.is_file():
        raise WeightsError(f"There is no file {path}.", hint="Correct the path to your .gguf file.")
    return _own(path.stem, path, local=path)


def given(name: str, path: Path, folder: Path | None = None) -> Weights:
    """Weights to be pulled from a file at hand: registered ones keep their digest, a new name is the reader's own.

    ``path`` may be the file, or a folder that holds it under its registered name.
    """
    path = path.expanduser().absolute()
    try:
        weights: Weights | None = find(name, folder)
    except UnknownModel:
        weights = None
    if path.is_dir() and weights is not None:
        path = path / weights.file
    if not path.is_file():
        raise WeightsError(f"There is no file {path}.", hint="Correct the path after --from.")
    origin = Origin("path", (Place(str(path), bytes=path.stat().st_size),))
    if weights is not None and any(weights.name == entry.name for entry in KNOWN):
        return replace(weights, sources=(origin,))
    if not _OWN_NAME.fullmatch(name):
        raise InputError(
            f"'{name}' can't be the name of a model.",
            hint="Use up to 64 small letters, digits, dots, dashes or underscores, starting with a letter or digit.",
        )
    return replace(_own(name, path), sources=(origin,))


def _own(name: str, path: Path, local: Path | None = None) -> Weights:
    count = path.stat().st_size
    return Weights(
        name=name,
        title=name,
        file=path.name if local else f"{name}.gguf",
        bytes=count,
        sha256=None,
        licence="not stated",
        languages=(),
        parameters=0,
        context=0,
        # The two tested models were measured with their contexts full: 0.35 GB for 0.1, 2.3 GB for 1.1.
        memory=count * 2 + 300_000_000,
        template="in the file",
        note="Your own.",
        local=local,
    )


def recommend(ram: int, language: str | None = None) -> Weights:
    """The best weights of the table that leave half of ``ram`` bytes free; the smallest where none does."""
    fitting = [w for w in TABLE if w.memory * _COMFORT <= ram and (language is None or w.tells(language))]
    return fitting[-1] if fitting else find(SMALL)


def auto(language: str, ram: int, disk: int, folder: Path | None = None) -> Weights:
    """Choose for a reader who named nothing: the best one here for the language, else the default, else the small.

    ``ram`` and ``disk`` are bytes of memory and of free disk. Where nothing fits, a `WeightsError` says what
    the smallest choice for the language would need.
    """
    here = [found.weights for found in shelf.installed(folder) if found.weights.tells(language)]
    running = [weights for weights in here if weights.memory <= ram]
    if running:
        return running[-1]
    choices = [weights for weights in (find(DEFAULT), find(SMALL)) if weights.tells(language)]
    for weights in choices:
        if weights.memory <= ram and missing(weights, folder) <= disk:
            return weights
    if not choices:
        raise WeightsError(
            f"No model that Fabula fetches by itself tells stories in '{language}'.",
            hint="Play in English (--lang en) or Chinese (--lang zh), or name a model of your own with --model.",
        )
    least = choices[-1]
    raise WeightsError(
        f"No model for '{language}' fits this machine: {least.title} needs {size(least.memory)} of memory and "
        f"{size(missing(least, folder))} of disk; there are {size(ram)} and {size(disk)}.",
        hint="Free some disk or memory"
        + ("" if least.name == SMALL else ", play in English with `--lang en --model small`")
        + ", or name a model server with --model http://….",
    )


def missing(weights: Weights, folder: Path | None = None) -> int:
    """Bytes of disk that fetching these weights still needs, working room included; 0 where they are here."""
    if shelf.look(weights, folder) is not None:
        return 0
    room = max((origin.room for origin in weights.sources), default=0)
    return max(weights.bytes - Partial(shelf.path_of(weights, folder)).kept(), 0) + room
