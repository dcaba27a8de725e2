"""The reference shelf: made from documents by their hash, checked on those held out, kept as numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.analysis.profiles import nearest, profile
from fabula.analysis.reference import loaded
from fabula.analysis.style import style
from fabula.analysis.text import read
from fabula.errors import InputError
from fabula.training.shelf import ShelfRecipe, make, recipe, split

PLAIN = "The {0} went to the market. The {0} was glad, and came home with the bread. It was a good day for the {0}. "
OLD = "Whither goest thou, O {0}? I know not, for thou hast hidden thy face; yet shall we, O {0}, meet again. "
NAMES = ("fox", "hen", "cat", "king", "crow", "miller", "wolf", "queen", "tailor", "goose", "baker", "bear")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two collections of short tales, each told in its own way."""
    for name, frame in (("plain", PLAIN), ("old", OLD)):
        rows = [{"title": f"{one} {number}", "pages": [frame.format(one)] * 4} for one in NAMES for number in range(4)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    return tmp_path


def _recipe() -> ShelfRecipe:
    shelves = [
        {"key": key, "title": key.title(), "file": f"{key}.jsonl", "text": "pages", "name": "title"}
        for key in ("plain", "old")
    ]
    return ShelfRecipe.model_validate({"language": "en", "shelves": shelves, "least": 20})


def test_a_shelf_is_made_and_knows_its_kind(data: Path) -> None:
    """What is made tells held-out tales apart, says how well, and finds the shelf of a tale that it never saw."""
    manifest = make(_recipe(), data, data / "out")
    metrics = manifest["metrics"]
    assert metrics["documents"] == {"plain": 48, "old": 48}
    assert metrics["test"]["accuracy"] == 1 and metrics["leave_one_out"]["accuracy"] == 1
    known = loaded(json.loads((data / "out" / "en.json").read_text("utf-8")))
    assert sum(one.documents for one in known.shelves) < 96
    text = read(OLD.format("giant") * 4, "en")
    assert nearest(profile(text, style(text)), known)[0].key == "old"


def test_the_result_has_no_sentence(data: Path) -> None:
    """Neither a sentence of the tales nor two words of one stand in the file: words, shares and means do."""
    make(_recipe(), data, data / "out")
    made = (data / "out" / "en.json").read_text("utf-8").casefold()
    assert "market" in made and "the market" not in made and "goest thou" not in made


def test_the_same_data_give_the_same_file(data: Path) -> None:
    """Nothing in it is left to chance."""
    for name in ("one", "two"):
        make(_recipe(), data, data / name)
    assert (data / "one" / "en.json").read_bytes() == (data / "two" / "en.json").read_bytes()


def test_documents_go_by_their_name() -> None:
    """A document is always in the same part, and about one in ten is held out for each of two parts."""
    parts = [split(f"tale {number}") for number in range(2000)]
    assert parts == [split(f"tale {number}") for number in range(2000)]
    assert 0.08 < parts.count("test") / 2000 < 0.12 and 0.08 < parts.count("tune") / 2000 < 0.12


def test_missing_data_are_named(tmp_path: Path) -> None:
    """Without the data the error names the file."""
    with pytest.raises(InputError, match=r"old\.jsonl"):
        make(_recipe(), tmp_path, tmp_path / "out")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_recipes_that_ship_can_be_read(language: str) -> None:
    """Each language's recipe names shelves that differ."""
    given = recipe(language)
    assert given.language == language and len({one.key for one in given.shelves}) == len(given.shelves) >= 5
