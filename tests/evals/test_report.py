"""The form of a report, and what is kept while a bench runs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fabula.errors import InputError
from fabula.evals.kept import Kept
from fabula.evals.report import Aim, Report, shown, write

KEYS = ["name", "metrics", "baseline", "ratio", "aims", "machine", "when"]


def report() -> Report:
    return Report(
        "demo",
        {"seconds": 1.5, "by_turn": [1, 2], "memory": None},
        {"seconds": 1.0},
        {"seconds": 1.5},
        [Aim("seconds, ratio", "<=", 1.6, 1.5), Aim("share", ">=", 0.9, 0.5), Aim("memory", "<=", 1.15, None)],
    )


def test_the_json_form_is_the_documented_one(tmp_path: Path) -> None:
    """A written report has exactly the documented keys, and its aims say whether they were met."""
    path = tmp_path / "demo.json"
    report().write(path)
    data = json.loads(path.read_text("utf-8"))
    assert list(data) == KEYS
    assert data["aims"][0] == {"measure": "seconds, ratio", "op": "<=", "aim": 1.6, "value": 1.5, "met": True}
    assert {"cpu", "cores", "ram", "python", "platform", "versions"} <= set(data["machine"])
    assert set(data["machine"]["versions"]) == {"fabula", "xllamacpp"}


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [("<=", 1.0, True), ("<=", 1.01, False), (">=", 1.0, True), (">=", 0.99, False), ("<=", None, False)],
)
def test_an_aim_is_met_or_missed(op: str, value: float | None, met: bool) -> None:
    """The bound itself is within the aim; what could not be measured is missed and never passes in silence."""
    assert Aim("m", op, 1.0, value).met is met


def test_tables_for_people() -> None:
    """Figures stand beside their baseline and ratio; lists stay in the file, missed aims are shouted."""
    found = report()
    assert found.figures() == [("seconds", "1.500", "1.000", "1.500"), ("memory", "not measured", "", "")]
    assert [row[3] for row in found.verdicts()] == ["met", "MISSED", "MISSED"]
    assert shown(432_537_600) == "432,537,600"


def test_writing_replaces_the_whole_file(tmp_path: Path) -> None:
    """The file is replaced in one step, with the rights of an ordinary file, and nothing is left beside it."""
    path = tmp_path / "demo.json"
    path.write_text("old")
    write(path, "new\n")
    assert path.read_text("utf-8") == "new\n"
    assert os.listdir(tmp_path) == ["demo.json"]


def test_a_place_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    """A missing folder is named, for the report and for what is kept beside it."""
    path = tmp_path / "missing" / "demo.json"
    with pytest.raises(InputError, match="missing"):
        report().write(path)
    with pytest.raises(InputError, match="missing"):
        Kept(path, {"turns": 3})


def test_results_are_kept_until_the_arguments_change(tmp_path: Path) -> None:
    """Equal arguments find the finished pieces; other arguments begin anew."""
    path = tmp_path / "demo.json"
    Kept(path, {"turns": 3}).add("turn", {"turn": 1})
    again = Kept(path, {"turns": 3})
    assert [row["turn"] for row in again.rows("turn")] == [1]
    assert again.rows("start") == []
    assert Kept(path, {"turns": 4}).rows("turn") == []
    assert Kept(path, {"turns": 3}).rows("turn") == []


def test_a_line_that_was_cut_off_is_forgotten(tmp_path: Path) -> None:
    """A bench that was killed while it wrote a line loses that piece only."""
    path = tmp_path / "demo.json"
    kept = Kept(path, {})
    kept.add("turn", {"turn": 1})
    assert kept.path is not None
    with kept.path.open("a", encoding="utf-8") as file:
        file.write('{"part": "turn", "tu')
    again = Kept(path, {})
    again.add("turn", {"turn": 2})
    assert [row["turn"] for row in Kept(path, {}).rows("turn")] == [1, 2]
    again.done()
    assert os.listdir(tmp_path) == []


def test_without_a_report_nothing_is_kept_on_disk() -> None:
    """A bench without --json runs all the same."""
    kept = Kept(None, {})
    kept.add("turn", {"turn": 1})
    assert len(kept.rows("turn")) == 1
    kept.done()
