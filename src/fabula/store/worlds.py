"""Worlds in folders: those that come with Fabula, the reader's own, and any folder by its path.

Only ``world*.toml`` and ``lore/*.md`` are read, within bounds: a world can come from a stranger.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fabula import config
from fabula.errors import FabulaError, NotFound, WorldError
from fabula.story.parse import parse
from fabula.story.world import World

MAX_BYTES = 1_000_000  # of one file
MAX_FILES = 400
_READ = re.compile(r"world(\.[A-Za-z-]+)?\.toml|lore/[^/]+\.md")


@dataclass(frozen=True, slots=True)
class Summary:
    """A world in a listing. With ``error`` it can't be played, and only ``name`` and ``source`` are sure."""

    name: str
    source: str  # shipped | own
    title: str = ""
    genre: str = ""
    rating: str = ""
    languages: tuple[str, ...] = ()
    premise: str = ""
    error: str = ""


def shipped() -> list[str]:
    """The names of the worlds that come with Fabula."""
    return _folders(_shipped_folder())


def own() -> list[str]:
    """The names of the reader's own worlds: the folders in ``worlds/`` of the home folder."""
    return _folders(own_folder())


def own_folder() -> Path:
    """The folder of the reader's own worlds. It may not exist yet."""
    return config.home() / "worlds"


def find(name_or_path: str | Path) -> dict[str, str]:
    """The texts of a world's files, by file name; an own world hides a shipped one of the same name.

    Raises `NotFound`, or `WorldError` for a file that is too large, no text, or outside the folder.
    """
    return _texts(locate(name_or_path))


def load(name_or_path: str | Path, language: str | None = None) -> World:
    """The checked world of that name or folder, in ``language`` or in its first; errors name folder and file."""
    found = find(name_or_path)
    try:
        return parse(found, language)
    except WorldError as error:
        raise WorldError(f"The world '{name_or_path}' can't be played: {error.message}", hint=error.hint) from error


def summaries(language: str | None = None) -> list[Summary]:
    """All worlds by name, told in ``language`` where they are written in it; a broken one carries its error."""
    names = dict.fromkeys(shipped(), "shipped") | dict.fromkeys(own(), "own")
    return [_summary(name, source, language) for name, source in sorted(names.items())]


def _summary(name: str, source: str, language: str | None) -> Summary:
    try:
        found = find(name)
        world = parse(found)
        if language in world.languages and language != world.language:
            world = parse(found, language)
    except FabulaError as error:
        return Summary(name, source, error=error.paragraph())
    return Summary(name, source, world.title, world.genre, world.rating, tuple(world.languages), world.premise)


def locate(name_or_path: str | Path) -> Path:
    """The folder of the world of that name, or at that path; `NotFound` names near ones."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or "\\" in text or text.startswith((".", "~")):
        return _expanded(Path(name_or_path))
    for known, root in ((own(), own_folder()), (shipped(), _shipped_folder())):
        if text in known:
            return root / text
    if text and os.path.isfile(Path(text) / "world.toml"):  # unlike Path's, it takes any text without raising
        return Path(text)
    names = sorted({*shipped(), *own()})
    near = difflib.get_close_matches(text, names, n=1)
    raise NotFound(
        f"There is no world '{text[:60]}'.",
        hint=f"Did you mean '{near[0]}'?"
        if near
        else f"Worlds here: {', '.join(names)}. A folder is given by its path.",
    )


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # ~somebody who is not known here
        return path


def _shipped_folder() -> Path:
    return Path(str(files("fabula"))) / "worlds"


def _folders(root: Path) -> list[str]:
    try:
        entries = list(os.scandir(root))
    except OSError:  # not there, or not to be read by this person: then there are none for them
        return []
    return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith((".", "_")))


def _texts(folder: Path) -> dict[str, str]:
    if not os.path.isdir(folder):
        raise NotFound(
            f"There is no world folder {str(folder)[:200]}.", hint="Correct the path, or see: fabula worlds list"
        )
    found: dict[str, str] = {}
    try:
        root = folder.resolve()
        for name, path in _candidates(folder):
            if len(found) == MAX_FILES:
                raise WorldError(f"{folder} has more than {MAX_FILES} world and lore files.", hint="Join some of them.")
            found[name] = _text(root, path)
    except OSError as error:
        raise WorldError(
            f"{folder} can't be read: {error.strerror or error} ({error.filename}).", hint="Look at its rights."
        ) from error
    if "world.toml" not in found:
        raise WorldError(f"{folder} has no world.toml.", hint="Make a world with: fabula worlds new NAME")
    return found


def _candidates(folder: Path) -> Iterator[tuple[str, Path]]:
    inside = sorted(folder.iterdir())
    if (folder / "lore").is_dir():
        inside += sorted((folder / "lore").iterdir())
    for path in inside:
        name = path.relative_to(folder).as_posix()
        if _READ.fullmatch(name):
            yield name, path


def _text(root: Path, path: Path) -> str:
    try:
        inside = path.resolve().is_relative_to(root)
    except RuntimeError:  # a link that leads to itself
        inside = False
    if not inside:
        raise WorldError(f"{path} is a link that leads out of the world's folder.", hint="Put the file itself there.")
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise WorldError(f"{path} is not a file.", hint="Put a text file there.")
    if facts.st_size > MAX_BYTES:
        raise WorldError(
            f"{path} is {facts.st_size:,} bytes long; a world's file may have {MAX_BYTES:,}.",
            hint="Split it into lore files, or shorten it.",
        )
    try:
        return path.read_bytes().decode("utf-8-sig")  # some editors put a byte order mark first
    except UnicodeDecodeError as error:
        raise WorldError(
            f"{path} is not UTF-8 text (byte {error.start}).", hint="Save it as UTF-8 in your editor."
        ) from error
