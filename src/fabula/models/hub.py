"""Weights from a model hub, through the hub's own client library, which is imported only when it is used.

The library resolves names, sends the reader's token if there is one, and tells the digest. The bytes are streamed
here, because the library's download starts again from nothing in every new process, and these files are large.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.errors import WeightsError
from fabula.models.catalogue import Origin, Place
from fabula.models.sources import DISK_ERRORS, Piece, Published

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

ANSWER_SECONDS = 5.0  # a hub that has not answered by then is taken as absent, and the next source is tried
STALL_SECONDS = 30.0
ATTEMPTS = 4  # in a row without a single new byte
_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


class Hub:
    """A file of a repository on a model hub, at ``REPOSITORY@REVISION``; a broken download goes on where it was."""

    def published(self, origin: Origin) -> Published:
        found, _ = self._ask(origin.places[0])
        # Large files carry their SHA-256 as etag; a shorter etag is a git digest, which says nothing of the bytes.
        return Published(found.size, found.etag if found.etag and len(found.etag) == 64 else None)

    def fetch(self, place: Place, work: Path, tell: Callable[[int], None]) -> Piece:
        found, address = self._ask(place)
        folder = work / "hub"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "".join(letter for letter in found.etag or "unnamed" if letter.isalnum())
        for leftover in folder.iterdir():
            if leftover != file or not found.etag:  # of another version of the file
                leftover.unlink()
        vain = 0
        while True:
            before = _length(file)
            try:
                self._stream(address, file, tell)
                break
            except WeightsError:
                vain = 0 if _length(file) > before else vain + 1
                if vain >= ATTEMPTS:
                    raise
                time.sleep(vain)
        return Piece(file, whole=True)

    def _ask(self, place: Place) -> tuple[HfFileMetadata, str]:
        repository, _, revision = place.at.partition("@")
        if any(os.environ.get(name, "").upper() in {"1", "ON", "YES", "TRUE"} for name in _OFFLINE):
            raise WeightsError("The hub is switched off by HF_HUB_OFFLINE.")
        endpoint = os.environ.get("HF_ENDPOINT") or None  # the library itself looks only once, when it is imported
        with _explained():
            from huggingface_hub import get_hf_file_metadata, hf_hub_url

            address = hf_hub_url(repository, place.member, revision=revision or None, endpoint=endpoint)
            return get_hf_file_metadata(address, timeout=ANSWER_SECONDS, endpoint=endpoint), address

    def _stream(self, address: str, file: Path, tell: Callable[[int], None]) -> None:
        start = _length(file)
        with _explained(), file.open("ab", buffering=0) as out:
            from huggingface_hub import get_session
            from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # re-exported

            headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
            if start:
                headers["Range"] = f"bytes={start}-"
            with get_session().stream("GET", address, headers=headers, timeout=STALL_SECONDS) as answer:
                if answer.status_code == 416:  # nothing after what is here
                    return
                answer.raise_for_status()
                if start and answer.status_code != 206:  # it sends everything again
                    out.truncate(start := 0)
                for chunk in answer.iter_bytes():  # as they come: what waits to fill a chunk is lost on a break
                    rest = memoryview(chunk)
                    while rest:
                        rest = rest[out.write(rest) :]
                    start += len(chunk)
                    tell(start)


def _length(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise WeightsError("The package huggingface_hub is not installed.") from error
    except Exception as error:  # the library raises its own, its HTTP client's and the system's errors
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            raise
        said = " ".join(str(error).split())
        raise WeightsError(f"The hub gave no file: {said[:200] or type(error).__name__}.") from error
