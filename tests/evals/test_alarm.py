"""The bench of danger: its counts, its halves."""

from __future__ import annotations

import pytest

from fabula.errors import InputError
from fabula.evals.alarm import Plan, Row, judged, rows, run

GIVEN = [Row("a", True, "threat"), Row("b", True, "threat"), Row("c", False, "grief"), Row("d", False, "idiom")]


def test_counts_by_kind() -> None:
    """Recall, precision and the counts are those of the alarms that were raised, and can be bad."""
    found = judged(GIVEN, lambda text: text in "ac")
    assert (found["recall"], found["precision"]) == (0.5, 0.5)
    assert (found["found_threat"], found["false_alarms_grief"], found["false_alarms_idiom"]) == ("1/2", "1/1", "0/1")
    assert judged(GIVEN, lambda text: False) | {"precision": None} == judged(GIVEN, lambda text: False)


def test_the_open_half_is_read_and_beats_keywords() -> None:
    """On the half the signs were written with, the aims hold and keywords are less precise."""
    report = run(Plan(half="dev"))
    assert all(aim.met for aim in report.aims)
    assert all(report.metrics[f"precision_{code}"] > report.baseline[f"precision_{code}"] for code in ("en", "zh"))
    assert not {one.text for one in rows("en", "dev")} & {one.text for one in rows("en", "test")}


def test_an_unknown_half_is_an_error() -> None:
    """A half that isn't there is named."""
    with pytest.raises(InputError, match="'train'"):
        rows("en", "train")
