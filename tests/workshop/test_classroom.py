"""The class view: scores come from named checks, a bad file costs only itself, and the table is plain CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from fabula.errors import InputError
from fabula.workshop.advice_kinds import KINDS, SHOW, level
from fabula.workshop.classroom import CRITERIA, classroom, table

GOOD = (
    "The lamp went out when Rosa was halfway down the stairs. She held the rail, which was cold and wet under her hand."
    "\n\n“Who is there?” she called. Nothing answered but the rain. One step, then another. At the bottom her brother sat"  # noqa: E501
    " on the coal box with the cat in his arms, black from head to foot. Rosa laughed until the neighbours knocked."
)
WEAK = (
    "I was very sad. I was very angry. The the thing was bad ,and i was so scared. I was very happy. I was very lonely."
    " This experience taught me that you should be good."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two drafts, a picture, an empty file, and a name that a spreadsheet would run."""
    (tmp_path / "anna.txt").write_text(GOOD, "utf-8")
    (tmp_path / "=ben.txt").write_text(WEAK, "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / ".hidden").write_bytes(b"\x00")
    (tmp_path / "more").mkdir()
    return tmp_path


def test_scores_come_from_their_checks(folder: Path) -> None:
    """Each of five scores is 1 and one more for each check that is met, and the better draft has the higher total."""
    view = classroom(folder, level("middle"))
    by = {one.name: one for one in view.drafts}
    assert set(by) == {"anna.txt", "=ben.txt"}
    for one in view.drafts:
        assert tuple(score.criterion for score in one.scores) == CRITERIA
        for score in one.scores:
            assert len(score.checks) == 3 and score.score == 1 + sum(check.met for check in score.checks)
            assert all(check.measure and check.bound for check in score.checks)
    assert by["anna.txt"].total >= by["=ben.txt"].total + 5
    assert next(score.score for score in by["anna.txt"].scores if score.criterion == "showing") == 4


def test_a_bad_file_costs_only_itself(folder: Path) -> None:
    """What can't be read is listed with a reason; hidden files and folders are no drafts."""
    view = classroom(folder, level("middle"))
    assert {one.name for one in view.unread} == {"picture.png", "empty.txt"}
    assert all(one.reason for one in view.unread)


def test_needs_are_counted_by_draft(folder: Path) -> None:
    """A kind that one draft needs three times counts once."""
    needs = dict(classroom(folder, level("middle")).needs)
    assert needs[SHOW] == 1 and set(needs) <= set(KINDS)


def test_the_table_is_read_back(folder: Path) -> None:
    """The CSV has a row for each file, read or not, and no cell that a spreadsheet takes for a formula."""
    rows = list(csv.DictReader(io.StringIO(table(classroom(folder, level("middle"))))))
    assert [row["draft"] for row in rows] == ["'=ben.txt", "anna.txt", "empty.txt", "picture.png"]
    assert all(1 <= int(rows[1][name]) <= 4 for name in CRITERIA)
    assert rows[2]["unread"] and not rows[1]["unread"] and rows[2]["total"] == ""


def test_a_folder_without_drafts_is_refused(tmp_path: Path) -> None:
    """A folder that isn't there or is empty is an error with its name."""
    with pytest.raises(InputError, match="nowhere"):
        classroom(tmp_path / "nowhere", level("middle"))
    with pytest.raises(InputError, match="no files"):
        classroom(tmp_path, level("middle"))
