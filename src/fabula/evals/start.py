"""How long ``fabula play`` takes from its start to the opening, and to the first word that the model tells."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from fabula.engine.story import Piece, TellSettings
from fabula.evals import script
from fabula.evals.memory import weigh
from fabula.models.shelf import folder
from fabula.store.profile import Profile

PATIENCE = 300.0  # seconds until a start is given up
ACTION = {"en": "I listen for a while and say nothing.", "zh": "我静静地听了一会儿，什么也没说。"}
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()=>][A-Z0-9]?")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is started: a world told by a model, in a home of its own."""

    world: str
    language: str
    model: str
    weights: Path
    home: Path

    def command(self, *more: str) -> list[str]:
        """The command line of a play."""
        told = ["play", self.world, "--lang", self.language, "--model", self.model, "--seed", str(script.SEED)]
        return [sys.executable, "-m", "fabula", *told, *more]

    def environment(self) -> dict[str, str]:
        """The environment of a play: this one, with the passing home."""
        return os.environ | {"FABULA_HOME": str(self.home), "TERM": "xterm", "PYTHONUNBUFFERED": "1"}


@contextlib.contextmanager
def scene(world: str, language: str, model: str, weights: Path) -> Iterator[Scene]:
    """A passing home with the real weights, where the reader is known already and nothing else is kept."""
    with tempfile.TemporaryDirectory(prefix="fabula-bench-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        (home / "models").symlink_to(folder().absolute(), target_is_directory=True)
        (home / "reader.json").write_text(Profile().model_dump_json(), "utf-8")
        yield Scene(world, language, model, weights, home)


def help_page() -> tuple[float, float]:
    """Seconds of ``fabula --help``, and of an interpreter that does nothing."""
    taken = []
    for words in (["-m", "fabula", "--help"], ["-c", "pass"]):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - begun)
    return taken[0], taken[1]


def opening(play: Scene) -> float | None:
    """Seconds from the start of the program to the first line of the author's opening, at a terminal."""
    text = _packed(script.begin(play.world, play.language, None, settings=TellSettings()).world.opening)[:16]
    with _terminal() as (near, far):
        begun = time.perf_counter()
        process = subprocess.Popen(
            play.command(), stdin=far, stdout=far, stderr=far, env=play.environment(), start_new_session=True
        )
        os.close(far)
        try:
            return _until(near, begun, lambda seen: text in seen)
        finally:
            _end(process)


def first_word(play: Scene) -> float | None:
    """Seconds from the start of the program to the first word that the model tells, with an action in a file."""
    lead = _packed(asyncio.run(_lead(play)))
    actions = play.home / "actions.txt"
    actions.write_text(ACTION[play.language] + "\n", "utf-8")

    def told(seen: str) -> bool:
        rest = seen.partition(lead)[2]
        return bool(rest) and rest[0] not in "(（"

    begun = time.perf_counter()
    process = subprocess.Popen(
        play.command("--actions", str(actions)),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=play.environment(),
    )  # fmt: skip
    assert process.stdout is not None
    try:
        return _until(process.stdout.fileno(), begun, told)
    finally:
        _end(process)
        process.stdout.close()


def resident(play: Scene, turns: int) -> int | None:
    """The bytes that a running play holds after ``turns`` turns; None if a turn could not be told."""
    process = subprocess.Popen(
        play.command("--actions", "-", "--json"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=play.environment(),
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    try:
        for action in script.actions(play.language, turns):
            process.stdin.write(action.encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line or "error" in json.loads(line):
                return None
        return weigh(process.pid, play.weights)
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            process.stdin.close()
        _end(process)
        process.stdout.close()


async def _lead(play: Scene) -> str:
    """The author's part of the first turn, which is no word of the model."""
    story = script.begin(play.world, play.language, None, settings=TellSettings())
    steps = story.play(ACTION[play.language])
    try:
        async for step in steps:
            if isinstance(step, Piece):
                return step.text
    finally:
        await steps.aclose()
    return ""


@contextlib.contextmanager
def _terminal() -> Iterator[tuple[int, int]]:
    """A pseudo-terminal; where a system has none, a pair of pipes can't stand in, so this raises."""
    import pty

    near, far = pty.openpty()
    try:
        yield near, far
    finally:
        os.close(near)


def _packed(text: str) -> str:
    """Text without what a terminal adds to it: styles, line breaks, margins."""
    return "".join(_ESCAPES.sub("", text).split())


def _until(source: int, begun: float, seen: Callable[[str], bool]) -> float | None:
    """Seconds from ``begun`` until what can be read from ``source`` satisfies ``seen``; None if it never does."""
    import select

    data = b""
    while (left := PATIENCE - (time.perf_counter() - begun)) > 0:
        if not select.select([source], [], [], left)[0]:
            break
        try:
            fresh = os.read(source, 65536)
        except OSError:  # a pseudo-terminal whose other side is closed
            break
        if not fresh:
            break
        data += fresh
        if seen(_packed(data.decode("utf-8", "ignore"))):
            return time.perf_counter() - begun
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a play and wait for all that it started, so that the next measurement has the machine for itself."""
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, alive = psutil.wait_procs(family, timeout=15)
    for child in alive:
        child.kill()
