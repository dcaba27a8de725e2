"""The coach's bench: its drafts hold what they claim, hits and false alarms are counted right, halves don't mix."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from fabula.analysis.text import Span
from fabula.errors import InputError
from fabula.evals import coaching
from fabula.workshop.advice_kinds import KINDS, level


@pytest.mark.parametrize("language", ["en", "zh"])
def test_drafts_hold_one_fault_each(language: str) -> None:
    """At least 40 drafts, every kind three times or more in each half, each with a passage that is there."""
    halves = {half: list(coaching.planted(language, half)) for half in coaching.HALVES}
    assert sum(map(len, halves.values())) >= 40
    for drafts in halves.values():
        counts = Counter(one.kind for one in drafts)
        assert set(counts) == set(KINDS) and min(counts.values()) >= 3
        for one in drafts:
            assert 0 <= one.begin < one.end <= len(one.raw) and "[[" not in one.raw
            level(one.level)
    names = [one.name for drafts in halves.values() for one in drafts]
    assert len(set(names)) == len(names)


def test_hits_and_misses_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A finder of nothing finds nothing; one that points at the passage finds all; the whole text is too wide."""
    drafts = [one for one in coaching.planted("en", "dev") if one.end - one.begin < len(one.raw) / 3]
    assert coaching._found(drafts, "en", lambda text, grade: [])["found_en"] == 0
    by = {one.raw: one for one in drafts}
    right = coaching._found(
        drafts, "en", lambda text, grade: [(by[text.raw].kind, Span(by[text.raw].begin, by[text.raw].end))]
    )
    assert right["found_en"] == 1 and right["other_en"] == 0
    wide = coaching._found(drafts, "en", lambda text, grade: [(by[text.raw].kind, Span(0, len(text.raw)))])
    assert wide["found_en"] == 0 and wide["other_en"] == 1


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Data sets of twenty short stories."""
    story = "The dog ran down to the river and barked. Nobody came to the door. " * 24
    for path, name, body in coaching._SOURCES["en"]:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        rows = [json.dumps({name: f"tale {number}", body: [story]}) for number in range(10)]
        (tmp_path / path).write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def test_halves_of_the_documents_do_not_mix(data: Path) -> None:
    """A document is in one half only; passages have about the size that is said, and the last one closes its document."""  # noqa: E501
    halves = [list(coaching.passages(data, "en", half)) for half in coaching.HALVES]
    assert all(halves)
    assert not {one.document for one in halves[0]} & {one.document for one in halves[1]}
    for one in halves[0]:
        assert 75 <= len(one.raw.split()) <= 170
    closing = Counter(one.document for one in halves[0] if one.closing)
    assert set(closing.values()) == {1}


def test_false_alarms_are_shares_of_passages(data: Path) -> None:
    """A finder that always cries has 1 of each kind; one that never does has 0."""
    given = list(coaching.passages(data, "en", "dev"))
    always = coaching._false(given, "en", lambda text, grade: [(kind, Span(0, 1)) for kind in KINDS])
    assert all(always[f"false_{kind}_en"] == 1 for kind in KINDS)
    assert coaching._false(given, "en", lambda text, grade: [])["false_show_en"] == 0


def test_missing_data_is_named(tmp_path: Path) -> None:
    """A folder without the data sets is an error with the file's name."""
    with pytest.raises(InputError, match="stories"):
        list(coaching.passages(tmp_path, "zh", "dev"))
