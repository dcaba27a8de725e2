"""Everything that is wrong with a world, in all its languages: for those who write one."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from fabula.errors import FabulaError, WorldError
from fabula.store import worlds
from fabula.story.parse import blamed, collect, parse
from fabula.story.validate import check
from fabula.story.world import World


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: in which file, under which key, and what to do."""

    file: str
    key: str
    message: str
    hint: str


def problems(name_or_path: str | Path) -> list[Problem]:
    """All problems of a world; none means that it can be played in each of its languages."""
    try:
        found = worlds.find(name_or_path)
    except FabulaError as error:
        return [Problem("", "", error.message, error.hint)]
    out: list[Problem] = []
    said: set[tuple[str, str]] = set()
    for problem in (*_of_languages(found), *_unread(found), *_misnamed(name_or_path, found)):
        told = (problem.key or problem.file, problem.message)
        if told not in said:  # what is wrong in world.toml is wrong in every language
            said.add(told)
            out.append(problem)
    return out


def written_in(name_or_path: str | Path) -> list[str]:
    """The languages of a world that can be read."""
    return languages(worlds.find(name_or_path))


def languages(found: Mapping[str, str]) -> list[str]:
    """The languages that a world says it is written in; empty if that can't be read."""
    declared = _head(found).get("languages", ["en"])
    return [item for item in declared if isinstance(item, str)] if isinstance(declared, list) else []


def _head(found: Mapping[str, str]) -> dict[str, object]:
    try:
        return tomllib.loads(found["world.toml"])
    except (ValueError, RecursionError):  # as when a world is read
        return {}


def _of_languages(found: Mapping[str, str]) -> Iterator[Problem]:
    declared: list[str | None] = [*languages(found)]
    for language in declared or [None]:
        try:
            parse(found, language)
        except WorldError as error:
            yield from list(_all(found, language)) or [_problem(error.message, error.hint)]


def _all(found: Mapping[str, str], language: str | None) -> Iterator[Problem]:
    """What `parse` would say of one language if it did not stop at the first problem."""
    if language is None:
        return
    try:
        table, blame = collect(found, language)
        world = World.model_validate(table)
    except ValidationError as error:
        for one in error.errors():
            key = ".".join(str(part) for part in one["loc"])
            yield Problem(blamed(found, blame, key), key, one["msg"], "Correct it.")
    except WorldError as error:
        yield _problem(error.message, error.hint)
    else:
        for key, message, hint in check(world):
            yield Problem(blamed(found, blame, key), key, message, hint)


def _problem(message: str, hint: str) -> Problem:
    """A problem from a message that begins with the name of its file."""
    match = re.match(r"((?:world|lore/)\S*\.(?:toml|md)):? (.+)", message, re.DOTALL)
    return Problem(match[1], "", match[2], hint) if match else Problem("", "", message, hint)


def _unread(found: Mapping[str, str]) -> Iterator[Problem]:
    """Files that look as if they belonged to the world and yet are not read."""
    declared = languages(found)
    if not declared:
        return
    overlays = "|".join(re.escape(language) for language in declared[1:]) or "(?!)"
    read = re.compile(rf"world(\.({overlays}))?\.toml|lore/[a-z0-9_-]+(\.({overlays}))?\.md")
    for name in found:
        if not read.fullmatch(name):
            yield Problem(
                name,
                "",
                "this file is not read",
                f"Files are world.toml, world.LANG.toml, lore/NAME.md and lore/NAME.LANG.md, with NAME in lower "
                f"case and LANG one of the further 'languages' ({', '.join(declared[1:]) or 'there are none'}).",
            )


def _misnamed(name_or_path: str | Path, found: Mapping[str, str]) -> Iterator[Problem]:
    """A world must live in a folder of its id: of a shipped or own one a session remembers only that."""
    given, identity = os.path.basename(os.path.abspath(worlds.locate(name_or_path))), _head(found).get("id")
    if isinstance(identity, str) and identity != given:
        yield Problem(
            "world.toml", "id", f"the id is '{identity}', but the folder is '{given}'", "Give them the same name."
        )
