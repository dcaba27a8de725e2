"""Bring weights to this machine: source after source, part after part, verified, and only then under their name.

A pull may be killed at any moment and the next one goes on where it stopped. What turns out to be wrong is
removed, and the error says so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fabula.errors import WeightsError
from fabula.models import machine, registry, shelf
from fabula.models.catalogue import Origin, Weights
from fabula.models.guard import alone, explained
from fabula.models.machine import size
from fabula.models.partial import Partial
from fabula.models.shelf import Installed, Tell
from fabula.models.sources import Published, source


def silent(done: int, total: int, what: str) -> None:
    """Nobody listens."""


def pull(
    name: Weights | str, progress: Tell | None = None, *, where: Path | None = None, free: int | None = None
) -> Installed:
    """Bring weights to this machine, verified, and say where they lie; what is here already is not fetched again.

    ``progress(done_bytes, total_bytes, what)`` is called often, sometimes from another thread. ``free`` stands
    in for the disk's free bytes. Raises `WeightsError` with what to do; no half file ever lies under the name.
    """
    weights = registry.find(name, where) if isinstance(name, str) else name
    if weights.local:
        return shelf.held(weights)
    tell = progress or silent
    target = shelf.path_of(weights, where)
    with explained(weights, target), alone(target, lambda: tell(0, 0, "waiting for another Fabula that fetches it")):
        return _already(weights, where, tell) or _from_any(weights, target, tell, free)


def _already(weights: Weights, where: Path | None, tell: Tell) -> Installed | None:
    found = shelf.look(weights, where)
    if found is None:
        return None
    if weights.sha256 is None:
        # A file that the reader brings is brought anew: an equal size does not mean equal bytes.
        brought = any(origin.kind == "path" for origin in weights.sources)
        return None if brought or found.sha256 is None else found
    if found.sha256 is None:  # put there by hand
        digest = shelf.digest(found.path, lambda done: tell(done, weights.bytes, "checking the file that is here"))
        if digest == weights.sha256:
            return shelf.record(weights, found.path, found.bytes, sha256=digest, source=found.source)
    return found if found.sha256 == weights.sha256 else None


def _from_any(weights: Weights, target: Path, tell: Tell, free: int | None) -> Installed:
    partial = Partial(target)
    # What was begun is gone on with, whatever the table's order.
    origins = sorted(weights.sources, key=lambda origin: not partial.began_with(origin))
    refused: list[tuple[Origin, WeightsError]] = []
    for origin in origins:
        tell(partial.assembled(), weights.bytes, f"asking {origin}")
        try:
            return _from_one(weights, origin, partial, tell, free)
        except WeightsError as error:
            refused.append((origin, error))
    if len(refused) == 1 and refused[0][1].hint:
        raise refused[0][1]
    reasons = " ".join(f"[{origin}] {error.message}" for origin, error in refused) or "No source is known for it."
    raise WeightsError(
        f"{weights.title} could not be fetched. {reasons}",
        hint=f"Check the network and repeat `fabula models pull {weights.name}`, or bring {target.name} from another "
        f"machine: `fabula models pull {weights.name} --from /path/to/{target.name}`.",
    )


def _from_one(weights: Weights, origin: Origin, partial: Partial, tell: Tell, free: int | None) -> Installed:
    way = source(origin.kind)
    published = way.published(origin)
    _same(weights, origin, published)
    total = published.bytes or weights.bytes
    # What an earlier pull left is either gone on with or cleared away: both ways it is room that is not needed.
    needed = total - partial.kept() + origin.room
    _room(weights, needed, machine.free_disk(partial.target.parent) if free is None else free)
    done = partial.begin(origin)
    # What is fetched can be more than what is made of it; that is what takes time, and what a bar should show.
    fetched = sum(place.bytes for place in origin.places) or total
    heard_all, tell = tell, _rising(tell)
    for number, place in enumerate(origin.places[done:], done + 1):
        base = partial.assembled()
        what = f"part {number} of {len(origin.places)}" if len(origin.places) > 1 else str(origin)
        heard = _heard(tell, base, place.bytes or total - base, fetched, what)
        heard(0)
        piece = way.fetch(place, partial.work, heard)
        if piece.whole and len(origin.places) == 1:
            partial.adopt(piece.path)
        else:
            with piece.open() as stream:
                partial.append(stream, heard)
    digest = _check(weights, published, partial, heard_all)
    # The card first: a card without its file is harmless, a file without its card would be read all over again.
    made = shelf.record(weights, partial.target, partial.assembled(), sha256=digest, source=str(origin))
    partial.finish()
    return made


def _heard(tell: Tell, base: int, most: int, total: int, what: str) -> Callable[[int], None]:
    return lambda count: tell(base + min(count, most), total, what)


def _rising(tell: Tell) -> Tell:
    """A wheel is counted as it arrives and again as it is copied; a progress bar should not run backwards."""
    top = 0

    def rising(done: int, total: int, what: str) -> None:
        nonlocal top
        top = max(top, done)
        tell(top, total, what)

    return rising


def _same(weights: Weights, origin: Origin, published: Published) -> None:
    """A source that says beforehand that it has another file is spared the download."""
    if weights.sha256 is None:
        return
    wrong = ""
    if published.sha256 not in (None, weights.sha256):
        wrong = f"SHA-256 {published.sha256}, should be {weights.sha256}"
    elif published.bytes not in (None, weights.bytes):
        wrong = f"{published.bytes:,} bytes, should be {weights.bytes:,}"
    if wrong:
        own = "To keep it as a model of your own, give it another name: `fabula models pull my-model --from FILE`."
        raise WeightsError(
            f"{origin.places[0].at} is not the published file of {weights.title}: {wrong}.",
            hint=own if origin.kind == "path" else "",
        )


def _room(weights: Weights, needed: int, free: int) -> None:
    if free < needed:
        raise WeightsError(
            f"The disk is too full for {weights.title}: {needed:,} bytes are needed ({size(needed)}), "
            f"{free:,} are free ({size(free)}).",
            hint="Free some space, or set FABULA_HOME to a folder on a larger disk.",
        )


def _check(weights: Weights, published: Published, partial: Partial, tell: Tell) -> str:
    """The digest of what was put together; whatever is not the published file is removed and a `WeightsError`."""
    count = partial.assembled()
    size_wanted = weights.bytes if weights.sha256 else published.bytes
    digest_wanted = weights.sha256 or published.sha256
    with partial.bytes.open("rb") as file:
        magic = file.read(len(shelf.MAGIC))
    wrong = digest = ""
    if size_wanted is not None and count != size_wanted:
        wrong = f"it has {count:,} bytes, should have {size_wanted:,}"
    elif magic != shelf.MAGIC:
        wrong = f"it is not a GGUF file, it starts with {magic!r}"
    else:
        tell(count, count, "checking SHA-256")
        digest = shelf.digest(partial.bytes)
        if digest_wanted not in (None, digest):
            wrong = f"its SHA-256 is {digest}, should be {digest_wanted}"
    if wrong:
        partial.clear()
        raise WeightsError(f"What was fetched for {weights.title} is wrong: {wrong}. It was removed.")
    return digest
