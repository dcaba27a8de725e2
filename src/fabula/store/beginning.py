"""Beginning a world of one's own: a small complete one, to be changed into another."""

from __future__ import annotations

import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from fabula import config
from fabula.errors import SettingsError, WorldError
from fabula.store import worlds

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FILES = ("world.toml", "lore/neighbours.md")


def new(name: str, folder: Path | None = None) -> Path:
    """Write a small, complete, commented world called ``name`` and return its folder.

    It lies in ``folder`` or among the reader's own worlds. A `WorldError` says that something is there already,
    that the name can't be an id, or that the place can't be written.
    """
    if not _ID.fullmatch(name):
        raise WorldError(
            f"{name[:60]!r} can't be the name of a world.",
            hint="Up to 40 lower-case letters, digits and hyphens, beginning with a letter: river-town.",
        )
    if folder is None and name in worlds.shipped():
        raise WorldError(
            f"'{name}' is a world that comes with Fabula; one of yours would hide it.",
            hint="Choose another name, or give --folder.",
        )
    target = (folder or worlds.own_folder()) / name
    if target.exists() or target.is_symlink():
        raise WorldError(
            f"{target} is there already.", hint="Choose another name, or move it away. Nothing was changed."
        )
    try:
        _write(config.ensure(target.parent), target, name)
    except SettingsError as error:
        raise WorldError(error.message, hint=error.hint) from error
    except OSError as error:
        raise WorldError(f"{target} can't be written: {error.strerror or error}.", hint="Give --folder.") from error
    return target


def _write(parent: Path, target: Path, name: str) -> None:
    """Write all files aside and move the folder into place: there is a whole world or none."""
    template = files("fabula") / "store" / "skeleton"
    aside = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=parent))
    try:
        for file in _FILES:
            text = template.joinpath(*file.split("/")).read_text("utf-8")
            text = text.replace("@NAME@", name).replace("@TITLE@", name.replace("-", " ").title())
            (aside / file).parent.mkdir(exist_ok=True)
            (aside / file).write_text(text, "utf-8")
        aside.chmod(0o755)
        aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
