"""The bench of whole books: books of real stories, every part timed in a process of its own, a plain script beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.errors import InputError
from fabula.evals import analysing
from fabula.evals.analysing import PARTS, Plan, book, length, plainly, run

TALE = "Anna was happy. She met Boris in the wood. “Come in,” said Boris. They laughed until dark. Then it rained."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two small stories in each language."""
    english, chinese = (tmp_path / source for source in analysing._SOURCES.values())
    for path in (english, chinese):
        path.parent.mkdir(parents=True)
    english.write_text("".join(json.dumps({"sections": [TALE, f"Part {n}. {TALE}"]}) + "\n" for n in (1, 2)), "utf-8")
    story = "小红很高兴。\n她在树林里遇见小明。“进来吧。”小明说。"
    chinese.write_text("".join(json.dumps({"text": story}, ensure_ascii=False) + "\n" for _ in range(2)), "utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_book_is_made_of_whole_stories(data: Path, language: str) -> None:
    """It is as long as wanted, no story is cut, and each is a chapter."""
    text = book(data, language, 200)
    assert length(text, language) >= 200
    assert text.endswith(TALE if language == "en" else "小明说。")
    assert text.startswith("Chapter 1\n\n" if language == "en" else "第1章\n\n")


def test_a_run_has_every_part(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both languages have seconds for each part of a report and the peak of memory, beside the plain script."""
    monkeypatch.setattr(analysing, "WORDS", {"en": 300, "zh": 300})
    found = run(Plan(data), report=tmp_path / "analyse.json", say=lambda line: None)
    for language in ("en", "zh"):
        assert all(f"{language}_seconds, {part}" in found.metrics for part in (*PARTS, "sentences and words", "all"))
        assert found.metrics[f"{language}_peak_mb"] > 10 and found.baseline[f"{language}_peak_mb"] > 10
        parts = sum(found.metrics[f"{language}_seconds, {part}"] for part in (*PARTS, "sentences and words"))
        assert parts <= found.metrics[f"{language}_seconds, all"] + 0.1
    assert len(found.aims) == 4 and (tmp_path / "analyse.json").exists()


def test_the_plain_script_measures(data: Path) -> None:
    """The baseline counts what is there: sentences, words, names, and how pleasant it is."""
    found = plainly(TALE, "en")
    assert found["sentences"] == 5 and ("Boris", 2) in found["names"] and found["mood"] > 0
    assert plainly("小红很高兴。她笑了。", "zh")["mood"] > 0


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Without the data the error names the file and the option."""
    with pytest.raises(InputError, match="stories"):
        book(tmp_path, "en", 10)
