"""Sentences as vectors: the real embedder, and what a failing one costs."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fabula.errors import ServerError
from fabula.models import embedder as module
from fabula.models import registry, shelf
from fabula.models.catalogue import EMBEDDER, TABLE
from fabula.models.embedded import EmbeddedServer
from fabula.models.embedder import Embedder, open_embedder


@pytest.fixture(scope="module")
def real(clean_environment: None, embedder_weights: Path) -> Iterator[Embedder]:
    """The embedder as `fabula models pull embedder` leaves it, running."""
    server = EmbeddedServer(embedder_weights, context=module.CONTEXT, threads=1, embeds=True)
    made = Embedder(server)
    yield made
    made.close()


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


PAIRS = [
    ("I give granny the envelope and say I am going abroad", "hand her the letter and tell her you are leaving"),
    ("head over to the store on the corner", "go to the corner shop"),
    ("What makes a potato a good one?", "ask her how she chooses potatoes"),
    ("set the signal fire burning", "light the beacon with what wood there is"),
]  # fmt: skip


@pytest.mark.model
async def test_paraphrases_are_nearer_than_strangers(real: Embedder) -> None:
    """Each sentence is nearest to the one that means the same; vectors have length one."""
    vectors = await real.embed([text for pair in PAIRS for text in pair])
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-4) for vector in vectors)
    ours, theirs = vectors[::2], vectors[1::2]
    for number, vector in enumerate(ours):
        near = [cosine(vector, other) for other in theirs]
        assert near.index(max(near)) == number, PAIRS[number]


@pytest.mark.model
def test_it_agrees_with_what_the_model_is_known_for(real: Embedder) -> None:
    """The figures that the model's makers show for these sentences, to within what eight bits cost."""
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    first, *others = real.vectors(texts)
    assert [cosine(first, other) for other in others] == pytest.approx([0.695, 0.943, 0.257], abs=0.02)


@pytest.mark.model
def test_odd_texts_are_embedded_too(real: Embedder) -> None:
    """Nothing, long texts and other scripts give vectors, and the order is that of the texts."""
    texts = ["", "长" * 5000, "word " * 3000, "🍠", "go to the shop", "", "\x00"]
    vectors = real.vectors(texts)
    assert len(vectors) == len(texts)
    assert vectors[0] == vectors[5]
    assert cosine(vectors[4], real.vectors(["go to the shop"])[0]) == pytest.approx(1, abs=1e-6)


@pytest.mark.model
def test_what_was_asked_before_is_remembered(real: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same texts need no process; over the limit the oldest go."""
    monkeypatch.setattr(module, "KEPT", 3)
    first = real.vectors(["one lamp", "two lamps", "three lamps"])
    begun = time.perf_counter()
    assert real.vectors(["one lamp", "two lamps", "three lamps"]) == first
    assert time.perf_counter() - begun < 0.1
    real.vectors(["four lamps"])
    assert "one lamp" not in real._kept
    assert "three lamps" in real._kept


@pytest.mark.model
def test_a_dead_process_is_started_again(real: Embedder) -> None:
    """Killing it costs one start."""
    real.vectors(["before"])
    real.server.stop()
    assert real.vectors(["after"])


def test_damaged_weights_are_left_alone_after_two_failures(home: Path) -> None:
    """A file that llama.cpp can't load is an error each time, and then no process is started any more."""
    path = home / "broken.gguf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"GGUF" + bytes(100))
    broken = Embedder(EmbeddedServer(path, context=512, embeds=True))
    for _ in range(module.FAILURES):
        with pytest.raises(ServerError, match="could not start"):
            broken.vectors(["word"])
    starts = broken.server.starts
    with pytest.raises(ServerError, match="left alone"):
        broken.vectors(["word"])
    assert broken.server.starts == starts


@pytest.mark.parametrize(
    "rows",
    [[], [[0.0, 0.0]], [[1.0], [1.0, 2.0]], [[float("nan")]], [["x"]]],
)
def test_vectors_that_are_none_are_refused(rows: list[list[float]]) -> None:
    """Too few, of different sizes, or without a direction: no vectors."""
    answer = json.loads(json.dumps({"data": [{"index": n, "embedding": row} for n, row in enumerate(rows)]}))
    with pytest.raises((ValueError, TypeError)):
        module._vectors(answer, max(len(rows), 1))


def test_it_is_optional(home: Path) -> None:
    """Without its weights there is none, and no model that tells is taken for it, nor it for one that tells."""
    assert open_embedder() is None
    assert registry.find("embedder") == EMBEDDER
    assert EMBEDDER not in TABLE
    assert all(not weights.embeds for weights in TABLE)
    shelf.folder().mkdir(parents=True)
    with shelf.path_of(EMBEDDER).open("wb") as file:
        file.write(shelf.MAGIC)
        file.truncate(EMBEDDER.bytes)
    found = open_embedder()
    assert found is not None
    assert found.knows("en")
    assert not found.knows("zh")
    assert shelf.installed() == []
    roomy = 1 << 40
    assert registry.auto("en", roomy, roomy, shelf.folder()).name != EMBEDDER.name
