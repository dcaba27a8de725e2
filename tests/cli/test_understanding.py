"""The embedder in a sitting: there where its weights are and the language is its own, and never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.cli import seat
from fabula.cli.sitting import Order, Sitting
from fabula.engine.story import TellSettings
from fabula.errors import ModelError
from fabula.evals import script
from fabula.models import shelf
from fabula.models.catalogue import EMBEDDER
from fabula.store.worlds import load

ORDER = Order(None, "en", None, None, None, None, False)


def lay() -> None:
    """Put a file of the embedder's size where its weights would lie."""
    shelf.folder().mkdir(parents=True)
    with shelf.path_of(EMBEDDER).open("wb") as file:
        file.write(shelf.MAGIC)
        file.truncate(EMBEDDER.bytes)


def test_without_weights_words_alone_are_compared(home: Path) -> None:
    """Nothing is missing but the embedder."""
    sitting, story = Sitting(ORDER, seat.PlaySettings()), script.begin("last-bus", "en", None, settings=TellSettings())
    sitting._understand(story)
    assert sitting.embedder is None
    assert story.memory.embed is None


def test_it_is_used_in_its_own_language_only(home: Path) -> None:
    """English is compared by it, Chinese is not, also after the language was switched; no process was started yet."""
    lay()
    sitting, story = Sitting(ORDER, seat.PlaySettings()), script.begin("last-bus", "en", None, settings=TellSettings())
    sitting._understand(story)
    assert sitting.embedder is not None
    assert story.memory.embed is not None
    story.switch(load("last-bus", "zh"))
    sitting._understand(story)
    assert story.memory.embed is None
    assert sitting.embedder.server.starts == 0


def test_it_tells_no_story(home: Path) -> None:
    """Named as a model it is refused in words."""
    lay()
    with pytest.raises(ModelError, match="tells nothing"):
        seat.weights_for("embedder", "en")
