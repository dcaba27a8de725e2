"""Stories: the person's own sentences in their order, with what was told between them, and how that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fabula.errors import StoreError
from fabula.workshop.mismatch import Terms
from fabula.workshop.wish import Wish

if TYPE_CHECKING:
    from pydantic import TypeAdapter

OPENING, OWN, REWORDED, MIDDLE, TURN, CLOSING = "opening", "own", "reworded", "middle", "turn", "closing"


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate with its terms, or with the ``fault`` for which it was refused (then ``terms`` is None)."""

    text: str
    terms: Terms | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a story. ``part`` says what it is for; `OWN` is the person's, word for word.

    ``before`` stands between it and the piece before it. ``source`` is the number of the person's sentence (from 0)
    that it is, or words anew, or stands behind; -1 for what stands before all. ``trials`` are what it was chosen from.
    """

    part: str
    text: str
    before: str
    source: int
    trials: tuple[Trial, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the person wrote it."""
        return self.part == OWN


@dataclass(frozen=True, slots=True)
class Story:
    """A story told from ``text``. ``tail`` is what stands in the text behind its last sentence.

    ``left_out``: the parts for which no candidate could stand, so that nothing is told there.
    """

    text: str
    language: str  # of the text; that of the story is in the wish
    wish: Wish
    pieces: tuple[Piece, ...]
    tail: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def prose(self) -> str:
        """The story as it is read."""
        return "".join(one.before + one.text for one in self.pieces) + self.tail


def data(story: Story) -> dict[str, Any]:
    """The story as plain data that JSON can carry."""
    made: dict[str, Any] = _adapter().dump_python(story, mode="json")
    return made


def of(made: dict[str, Any]) -> Story:
    """The story that `data` made; a `StoreError` where it is damaged."""
    try:
        return _adapter().validate_python(made)
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise StoreError(
            f"The story in this draft is damaged at '{key}'.", hint="Show an older version: --undo."
        ) from error


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Story]:
    from pydantic import TypeAdapter

    return TypeAdapter(Story)
