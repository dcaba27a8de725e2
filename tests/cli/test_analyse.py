"""``fabula analyse``: a story goes in, a summary or JSON comes out, and bad input is explained."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

STORIES = {
    "en": "It rained all night, and the boy was afraid of the dark.\n\nIn the morning the old woman laughed.\n\n"
    "“Come in, my dear,” she said, and gave him her last warm loaf.\n\nHe hugged her, full of joy and gratitude.",
    "zh": "下了一夜的雨，男孩很害怕黑暗。\n\n早晨，老奶奶笑了。\n\n“进来吧，孩子。”她说，把最后一个热馒头给了他。\n\n"
    "他拥抱了她，满心感激和喜悦。",
}


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "fabula", "analyse", *arguments]
    return subprocess.run(command, input=given.decode("utf-8", "surrogateescape"), capture_output=True,
                          text=True, encoding="utf-8", errors="surrogateescape", timeout=120)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_story_is_read(language: str, tmp_path: Path) -> None:
    """The summary names the feelings; the JSON has every sentence with offsets that hold, the same every time."""
    path = tmp_path / "story.txt"
    path.write_text(STORIES[language], "utf-8")
    summary = run(str(path))
    assert summary.returncode == 0, summary.stderr
    assert "Feeling: " in summary.stdout and "Arc: " in summary.stdout
    record = json.loads(run(str(path), "--json").stdout)
    found = record["report"]
    assert found["language"] == language and found["format"] == "fabula-analysis/1"
    sentences = [record["text"][one["begin"] : one["end"]] for one in found["emotion"]["sentences"]]
    assert len(sentences) >= 4 and all(one in STORIES[language] for one in sentences)
    first, last = found["emotion"]["sentences"][0], found["emotion"]["sentences"][-1]
    assert first["polarity"] < 0 < last["polarity"]
    assert run(str(path), "--json").stdout == run("-", "--json", given=STORIES[language].encode()).stdout.replace(
        '"title": "standard input"', '"title": "story"'
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "empty"), ("🙂".encode(), "no word"), (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "PNG"),
        ("Der Hund lief über die Straße und bellte den ganzen Abend, weil niemand da war.".encode(), "language"),
    ],
)  # fmt: skip
def test_bad_input_is_explained(given: bytes, said: str) -> None:
    """Nothing, an emoji, a picture, another language: exit code 3 and one line that says what it is."""
    found = run("-", given=given)
    assert found.returncode == 3
    assert said in found.stderr and "Traceback" not in found.stderr


def test_a_file_that_is_not_there_is_named() -> None:
    """A wrong path is an error with the path in it."""
    found = run("/nowhere/story.txt")
    assert found.returncode == 3 and "/nowhere/story.txt" in found.stderr


def test_a_long_line_takes_bounded_time() -> None:
    """A line of a million characters is read like anything else."""
    found = run("-", "--json", given=("word and " * 120_000).encode())
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["report"]["style"]["counts"]["words"] == 240_000


@pytest.mark.parametrize(("story", "without"), [("zh", "rjieba"), ("en", "pyphen")])
def test_an_optional_part_that_is_missing_is_named(story: str, without: str, tmp_path: Path) -> None:
    """Without the libraries of the optional part the command says how to install it, with exit code 7."""
    (tmp_path / f"{without}.py").write_text("raise ImportError('not here')", "utf-8")
    (tmp_path / "story.txt").write_text(STORIES[story], "utf-8")
    path = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['fabula', 'analyse', 'story.txt']"
    command = [sys.executable, "-c", f"{path}; from fabula.cli import main; main()"]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=60)
    assert found.returncode == 7
    assert "fabula[analysis]" in found.stderr and "Traceback" not in found.stderr
