"""Sentences as vectors: what means the same lies in the same direction. A small model in a process of its own."""

from __future__ import annotations

import asyncio
import math
import threading
from array import array
from collections.abc import Sequence
from typing import Any

from fabula.errors import ServerError, WeightsError
from fabula.models import shelf
from fabula.models.catalogue import EMBEDDER
from fabula.models.embedded import EmbeddedServer

CONTEXT = 2048  # tokens that are looked at in one pass, all sentences together
TOGETHER = 64  # sentences a request
LONGEST = 400  # characters of a sentence; a Chinese one may have a token for each, and 512 is all that the model takes
KEPT = 4096  # vectors that are remembered
SECONDS = 20.0  # for an answer, and for the start of the process
FAILURES = 2  # in a row, after which it is left alone


class Embedder:
    """Makes unit vectors. Starts its process when it is first used; the vectors of the latest texts are kept.

    Any thread may ask.
    """

    def __init__(self, server: EmbeddedServer, languages: Sequence[str] = EMBEDDER.languages) -> None:
        self.server, self.languages = server, tuple(languages)
        self._kept: dict[str, array[float]] = {}
        self._failures = 0
        self._asking = threading.Lock()

    def knows(self, language: str) -> bool:
        """Whether it was made for a language."""
        return language in self.languages

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector for each text; see `vectors`."""
        return await asyncio.to_thread(self.vectors, texts)

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector for each text, some milliseconds later. Raises `ServerError` without an answer in time.

        After `FAILURES` in a row it is asked no more, so that no turn waits for it again.
        """
        with self._asking:
            if self._failures >= FAILURES:
                raise ServerError("The embedder failed and is left alone.", hint="Run: fabula doctor")
            wanted = [text for text in dict.fromkeys(texts) if text not in self._kept]
            made: dict[str, array[float]] = {}
            try:
                for at in range(0, len(wanted), TOGETHER):
                    part = wanted[at : at + TOGETHER]
                    made.update(zip(part, self._ask(part), strict=True))
            except ServerError:
                self._failures += 1
                raise
            self._failures = 0
            found = {text: made[text] if text in made else self._kept[text] for text in texts}
            self._keep(found)
        return [list(found[text]) for text in texts]

    def _keep(self, found: dict[str, array[float]]) -> None:
        """Remember these as the latest, and forget the oldest over the limit."""
        for text in found:
            self._kept.pop(text, None)
        self._kept.update(found)
        for text in list(self._kept)[: max(0, len(self._kept) - KEPT)]:
            del self._kept[text]

    def _ask(self, texts: Sequence[str]) -> list[array[float]]:
        import httpx

        url, key = self.server.wait(SECONDS)
        asked = [text[:LONGEST] or " " for text in texts]
        try:
            answer = httpx.post(
                f"{url}/v1/embeddings", json={"input": asked}, headers={"Authorization": f"Bearer {key}"},
                timeout=SECONDS, trust_env=False,
            )  # fmt: skip
            answer.raise_for_status()
            return _vectors(answer.json(), len(asked))
        except (httpx.HTTPError, ValueError, TypeError, LookupError) as error:
            self.server.stop()
            raise ServerError(f"The embedder gave no good answer: {error}.", hint="Run: fabula doctor") from error

    def close(self) -> None:
        """End the process."""
        self.server.stop()


def _vectors(answer: Any, count: int) -> list[array[float]]:
    """The vectors of an answer in the order of the texts, each of length one."""
    rows = sorted(answer["data"], key=lambda row: row["index"])
    vectors = [array("f", row["embedding"]) for row in rows]
    if len(vectors) != count or len({len(vector) for vector in vectors}) > 1:
        raise ValueError(f"{len(vectors)} vectors for {count} texts")
    sizes = [math.hypot(*vector) for vector in vectors]
    if not all(math.isfinite(size) and size for size in sizes):
        raise ValueError("a vector without a direction")
    return [array("f", (value / size for value in vector)) for vector, size in zip(vectors, sizes, strict=True)]


def open_embedder() -> Embedder | None:
    """The embedder of this machine, not started; None where its weights are not here or damaged: it is optional.

    It runs in one thread: two that share a core with the teller's would wait for each other.
    """
    try:
        path = shelf.ready(EMBEDDER)
    except WeightsError:
        return None
    return Embedder(EmbeddedServer(path, context=CONTEXT, threads=1, embeds=True))
