"""``fabula workshop``: a text goes in, a story of it comes out and is kept; danger gets care instead of a story."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fabula.testing.scripted import scripted_server

RAW = "In winter my car broke down on the road to Hallam. An old farmer towed me to the village with his tractor."
OPENING, CLOSING = "The winter road lay empty under the snow.", "I still think of his quiet kindness in that winter."
AGAIN = "Snow lay over the winter road and nobody came."


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "fabula", "workshop", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", timeout=120)


def test_a_story_is_told_kept_retold_and_undone(tmp_path: Path) -> None:
    """Piped text is told without a question; the draft is listed, shown, retold, taken back and removed."""
    with scripted_server({"prose": [OPENING, CLOSING, AGAIN]}) as server:
        options = ("--model", server.url, "--seed", "3")
        made = run("-", *options, "--length", "short", "--candidates", "1", "--json", given=RAW)
        assert made.returncode == 0, made.stderr
        told = json.loads(made.stdout)
        assert told["prose"] == f"{OPENING} {RAW}\n\n{CLOSING}" and told["kept_facts"] == 1.0
        ident = told["draft"]
        own = run("--draft", ident, "--retell", "2", "--model", server.url)
        assert own.returncode == 3 and "--mine" in own.stderr
        again = run("--draft", ident, "--retell", "1", "--model", server.url)
        assert again.returncode == 0, again.stderr
        assert AGAIN in again.stdout and OPENING not in again.stdout and "farmer towed me" in again.stdout
        assert "DISTANCE" in again.stdout and "TOTAL" in again.stdout
    assert ident in run("--list").stdout
    assert AGAIN in run("--show", ident).stdout and "version 2 of 2" in run("--show", ident).stdout
    assert OPENING in run("--undo", ident).stdout
    assert run("--undo", ident).returncode == 3
    assert OPENING not in run("--draft", ident, "--drop", "1").stdout
    assert run("--delete", ident).returncode == 0 and "No draft" in run("--list").stdout
    assert run("--show", ident).returncode == 6


def test_the_report_stands_beside_the_story(tmp_path: Path) -> None:
    """With --report the story, with what was told set apart, and the detailed report are written."""
    (tmp_path / "text.txt").write_text(RAW, "utf-8")
    with scripted_server({"prose": [OPENING, CLOSING]}) as server:
        made = run(str(tmp_path / "text.txt"), "--model", server.url, "--length", "short", "--candidates", "1",
                   "--report", str(tmp_path / "out"))  # fmt: skip
    assert made.returncode == 0, made.stderr
    story = (tmp_path / "out" / "story.md").read_text("utf-8")
    assert f"*{OPENING}* {RAW}" in story and f"*{CLOSING}*" in story
    assert {one.name for one in (tmp_path / "out").iterdir()} == {
        "story.md",
        "report.html",
        "report.pdf",
        "report.json",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I can't go on. Tonight I am going to kill myself.", "you trust"),
        ("我不想活了，今晚就结束自己的生命。", "信任的人"),
    ],
)
def test_danger_gets_care_and_no_story(text: str, said: str) -> None:
    """No model is asked, nothing is told and nothing is kept; a caring message with real help is said."""
    made = run("-", "--model", "http://127.0.0.1:9", given=text)
    assert made.returncode == 0, made.stderr
    assert said in made.stdout and "- " in made.stdout
    assert "No draft" in run("--list").stdout


def test_one_task_at_a_time() -> None:
    """Nothing, two tasks, or a draft without the sentence to retell: wrong usage, which is said."""
    for wrong in ((), ("-", "--list"), ("--draft", "x"), ("-", "--retell", "1")):
        made = run(*wrong, given=RAW)
        assert made.returncode == 2 and "Give one of" in " ".join(made.stderr.replace("│", " ").split())


def test_a_wish_that_cannot_be_met_asks_no_model() -> None:
    """Another language beside one's own words is refused before a model is looked for."""
    made = run("-", "--language", "zh", "--model", "http://127.0.0.1:9", given=RAW)
    assert made.returncode == 3 and "--keep facts" in made.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows has not")
def test_a_person_at_a_terminal_is_asked(tmp_path: Path) -> None:
    """What isn't given is asked, and Enter takes the default; what is given is not asked."""
    import pty

    (tmp_path / "text.txt").write_text(RAW, "utf-8")
    mine, theirs = pty.openpty()
    os.write(mine, b"\nbored\njoy\n\n")
    with scripted_server({"prose": [OPENING, CLOSING]}) as server:
        command = [sys.executable, "-m", "fabula", "workshop", str(tmp_path / "text.txt"), "--model", server.url]
        made = subprocess.run(
            [*command, "--length", "short", "--candidates", "1"], stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
    os.close(theirs)
    os.close(mine)
    assert made.returncode == 0, made.stderr
    assert "Style" in made.stderr and "Mood" in made.stderr and "Keep" in made.stderr
    assert "'bored' is none of them" in made.stderr
    assert "Length" not in made.stderr and "Person" not in made.stderr
