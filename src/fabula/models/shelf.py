"""The folder of weights on this machine: ``FILE.gguf`` with a small ``FILE.json`` beside it that says what it is.

A file counts as here when its size is right, which is looked at every time because it costs nothing; its whole
SHA-256 is computed after a pull and when the reader asks for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fabula import config
from fabula.errors import WeightsError
from fabula.models.catalogue import KNOWN, TABLE, Weights
from fabula.models.machine import size

FORMAT = "fabula.weights/1"
MAGIC = b"GGUF"
CHUNK = 1 << 20
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Installed:
    """Weights that lie on this machine. ``sha256`` is None where a file was put there by hand and never verified."""

    weights: Weights
    path: Path
    bytes: int
    sha256: str | None
    source: str
    when: str


def folder() -> Path:
    """The folder of weights. It may not exist yet."""
    return config.home() / "models"


def path_of(weights: Weights, where: Path | None = None) -> Path:
    """Where the file lies, or would lie."""
    return weights.local or (where or folder()) / weights.file


def _sidecar(path: Path) -> dict[str, Any]:
    # A card that can't be read is as good as none: the file is then known by its size alone.
    try:
        card = json.loads(path.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) and card.get("format") == FORMAT else {}


def record(weights: Weights, path: Path, count: int, *, sha256: str, source: str) -> Installed:
    """Write the card that lies beside ``path``, atomically, and return what it says."""
    found = Installed(weights, path, count, sha256, source, datetime.now(UTC).isoformat("T", "seconds"))
    card = {"format": FORMAT, "name": weights.name, "title": weights.title, "file": weights.file, "bytes": found.bytes}
    card |= {"sha256": sha256, "source": source, "licence": weights.licence, "languages": list(weights.languages)}
    card |= {"memory": weights.memory, "when": found.when}
    draft = path.with_suffix(".json.new")
    draft.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.replace(path.with_suffix(".json"))
    return found


def own(where: Path | None = None) -> list[Weights]:
    """Weights that the reader added under names of their own, read from their cards."""
    known = {weights.name for weights in KNOWN}
    found = []
    for card_path in sorted((where or folder()).glob("*.json")):
        card = _sidecar(card_path)
        if card and card.get("name") not in known:
            try:
                found.append(_from_card(card))
            except (KeyError, TypeError, ValueError):
                continue
    return found


def _from_card(card: dict[str, Any]) -> Weights:
    if Path(str(card["file"])).name != card["file"]:
        raise ValueError("a card may only name a file beside itself")
    return Weights(
        name=str(card["name"]),
        title=str(card["title"]),
        file=card["file"],
        bytes=int(card["bytes"]),
        sha256=str(card["sha256"]),
        licence=str(card["licence"]),
        languages=tuple(str(code) for code in card["languages"]),
        parameters=0,
        context=0,
        memory=int(card["memory"]),
        template="in the file",
        note="Your own.",
    )


def expected(weights: Weights, where: Path | None = None) -> int | None:
    """The exact size that the file must have, where it is known: from the table or from the card of its pull."""
    if weights.sha256 is not None:
        return weights.bytes
    recorded = _sidecar(path_of(weights, where)).get("bytes")
    return recorded if isinstance(recorded, int) else None


def ready(weights: Weights, where: Path | None = None) -> Path:
    """Return the path of the file if it can be loaded; missing, truncated or foreign files are a `WeightsError`.

    Cheap: the size and the first bytes, not the digest.
    """
    path = path_of(weights, where)
    again = f"`fabula models pull {weights.name}`"
    try:
        found = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except FileNotFoundError as error:
        if weights.local:
            raise WeightsError(f"There is no file {path}.", hint="Correct the path.") from error
        raise WeightsError(
            f"The weights of {weights.title} are not on this machine.",
            hint=f"Fetch them ({size(weights.bytes)}) with {again}.",
        ) from error
    except OSError as error:
        raise WeightsError(
            f"The weights {path} can't be read: {error.strerror or error}.", hint="Mend the file's permissions."
        ) from error
    wanted = expected(weights, where)
    mend = "It is no model that Fabula can run." if weights.local else f"Fetch it again with {again}."
    if wanted is not None and found != wanted:
        raise WeightsError(f"The weights {path} are damaged: {found:,} bytes, should be {wanted:,}.", hint=mend)
    if magic != MAGIC:
        raise WeightsError(f"The file {path} is not a GGUF file: it starts with {magic!r}.", hint=mend)
    return path


def installed(where: Path | None = None) -> list[Installed]:
    """Every model on this machine that can tell, the table's own order first, then the reader's own."""
    found = []
    for weights in (*TABLE, *own(where)):
        here = look(weights, where)
        if here is not None:
            found.append(here)
    return found


def look(weights: Weights, where: Path | None = None) -> Installed | None:
    """What is known of these weights on this machine, or None where no loadable file lies."""
    try:
        return held(weights, where)
    except WeightsError:
        return None


def held(weights: Weights, where: Path | None = None) -> Installed:
    """What is known of these weights on this machine; like `ready`, a file that can't be loaded is a `WeightsError`."""
    path = ready(weights, where)
    card = {} if weights.local else _sidecar(path)
    sha256 = str(card["sha256"]) if "sha256" in card else None
    source, when = str(card.get("source", "put there by hand")), str(card.get("when", ""))
    return Installed(weights, path, path.stat().st_size, sha256, source, when)


def digest(path: Path, tell: Callable[[int], None] | None = None) -> str:
    """The SHA-256 of a file, read in pieces; ``tell`` hears the bytes read so far."""
    state, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            state.update(chunk)
            done += len(chunk)
            if tell is not None:
                tell(done)
    return state.hexdigest()
