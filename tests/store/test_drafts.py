"""Drafts: every version is kept, undo goes back, and damaged files are named."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from fabula.errors import InputError, NewerFormat, NotFound, StoreError
from fabula.store import now
from fabula.store.drafts import Drafts, open_drafts


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    """Drafts in a folder of their own."""
    return open_drafts(tmp_path / "drafts")


def test_versions_and_undo(drafts: Drafts) -> None:
    """A version is added to the one it was made from; undo shows that one again and loses nothing."""
    first = drafts.create("A title", "en", {"n": 0}, at=now(), why="told")
    drafts.add(first.id, 0, {"n": 1}, at=now(), why="retold")
    second = drafts.add(first.id, 1, {"n": 2}, at=now(), why="retold")
    assert second.current.story == {"n": 2}
    assert drafts.undo(first.id).current.story == {"n": 1}
    branch = drafts.add(first.id, 1, {"n": 3}, at=now(), why="retold")
    assert [one.story["n"] for one in branch.versions] == [0, 1, 2, 3] and branch.current.parent == 1
    drafts.undo(first.id)
    drafts.undo(first.id)
    with pytest.raises(InputError, match="nothing to undo"):
        drafts.undo(first.id)
    assert drafts.get(first.id).tip == 0


def test_ids_are_found_and_removed(drafts: Drafts) -> None:
    """An unmistakable end of an id is enough; an unknown one is `NotFound`; a removed draft is gone with all of it."""
    made = drafts.create("一位老奶奶", "zh", {"text": "街头"}, at=now(), why="told")
    assert drafts.get(made.id.split("-")[1]).title == "一位老奶奶"
    assert [one.id for one in drafts.list()] == [made.id]
    drafts.delete(made.id)
    with pytest.raises(NotFound, match="no draft"):
        drafts.get(made.id)
    assert not drafts.list() and not list(drafts.folder.glob("*"))


def test_only_the_owner_may_read(drafts: Drafts) -> None:
    """What a person wrote is readable for nobody else."""
    made = drafts.create("A title", "en", {}, at=now(), why="told")
    assert (drafts.folder / f"{made.id}.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [("{", StoreError), ("{}", StoreError), ('{"format": 99}', NewerFormat), ("[]", StoreError)],
)
def test_damaged_files_are_named(content: str, kind: type[StoreError], drafts: Drafts) -> None:
    """A damaged file and one of a newer Fabula are explained, with the file's name."""
    made = drafts.create("A title", "en", {}, at=now(), why="told")
    path = drafts.folder / f"{made.id}.json"
    path.write_text(content, "utf-8")
    with pytest.raises(kind, match=made.id):
        drafts.get(made.id)


def test_a_version_that_is_not_there(drafts: Drafts) -> None:
    """A tip beyond the versions is a damaged file."""
    made = drafts.create("A title", "en", {}, at=now(), why="told")
    path = drafts.folder / f"{made.id}.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"tip": 3}), "utf-8")
    with pytest.raises(StoreError, match="doesn't have"):
        drafts.get(made.id)


def test_two_writers_lose_nothing(drafts: Drafts) -> None:
    """Versions that are added at the same time are all kept."""
    made = drafts.create("A title", "en", {}, at=now(), why="told")
    threads = [
        threading.Thread(target=lambda n=n: drafts.add(made.id, 0, {"n": n}, at=now(), why="retold")) for n in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.story["n"] for one in drafts.get(made.id).versions[1:]) == list(range(8))
