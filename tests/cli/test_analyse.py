"""``fabula analyse``: a story goes in, a summary or JSON comes out, and bad input is explained."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fpdf import FPDF

STORIES = {
    "en": "It rained all night, and the boy was afraid of the dark.\n\nIn the morning the old woman laughed.\n\n"
    "“Come in, my dear,” she said, and gave him her last warm loaf.\n\nHe hugged her, full of joy and gratitude.",
    "zh": "下了一夜的雨，男孩很害怕黑暗。\n\n早晨，老奶奶笑了。\n\n“进来吧，孩子。”她说，把最后一个热馒头给了他。\n\n"
    "他拥抱了她，满心感激和喜悦。",
}


def run(*arguments: str, given: bytes = b"", most: int = 120) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "fabula", "analyse", *arguments]
    return subprocess.run(command, input=given.decode("utf-8", "surrogateescape"), capture_output=True,
                          text=True, encoding="utf-8", errors="surrogateescape", timeout=most)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_story_is_read(language: str, tmp_path: Path) -> None:
    """The summary names the feelings; the JSON has every sentence with offsets that hold, the same every time."""
    path = tmp_path / "story.txt"
    path.write_text(STORIES[language], "utf-8")
    summary = run(str(path))
    assert summary.returncode == 0, summary.stderr
    assert "Feeling: " in summary.stdout and "Arc: " in summary.stdout
    found = json.loads(run(str(path), "--json").stdout)
    assert found["report"]["language"] == language and found["report"]["format"] == "fabula-analysis/1"
    sentences = [found["text"][one["begin"] : one["end"]] for one in found["report"]["emotion"]["sentences"]]
    assert len(sentences) >= 4 and all(one in STORIES[language] for one in sentences)
    first, *_, last = found["report"]["emotion"]["sentences"]
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


# -- bad input: a clear answer each, in bounded time and memory -------------------------------------------------


def archive(entries: dict[str, bytes]) -> bytes:
    """A ZIP of these entries."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def scanned() -> bytes:
    """A PDF of one page that holds a drawing and no text."""
    made = FPDF()
    made.add_page()
    made.rect(20, 20, 100, 150)
    return bytes(made.output())


BOMB = b"<p>" + bytes(30 * 1024 * 1024)
CONTAINER = b'<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
BAD = {
    "nothing": (lambda: b"", "empty"),
    "blanks": (lambda: b" \n\t\n", "no text"),
    "emoji": (lambda: "🙂".encode(), "no word"),
    "binary": (lambda: bytes(range(256)) * 64, "binary"),
    "too large": (lambda: b"a word " * (51 * 1024 * 1024 // 7), "bytes"),
    "unknown language": (lambda: "Сегодня я очень счастлив, что мы снова вместе.".encode(), "language"),
    "scanned": (scanned, "scan"),
    "epub bomb": (lambda: archive({"META-INF/container.xml": CONTAINER, "c.opf": BOMB, "a.xhtml": BOMB}), "memory"),
    "docx bomb": (lambda: archive({"word/document.xml": BOMB}), "memory"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("reported", [False, True], ids=["summary", "report"])
def test_what_cannot_be_read_is_explained(name: str, reported: bool, tmp_path: Path) -> None:
    """Exit code 3 and one paragraph that says what it is, with --report too, which then writes nothing."""
    made, said = BAD[name]
    path = tmp_path / "story"
    path.write_bytes(made())
    found = run(str(path), *(["--report", str(tmp_path / "out")] if reported else []))
    assert found.returncode == 3, found.stderr
    assert said in found.stderr and "Traceback" not in found.stderr and len(found.stderr) < 600
    assert not reported or not list((tmp_path / "out").iterdir())


def test_another_encoding_is_found_and_said(tmp_path: Path) -> None:
    """GB18030 without a declaration is read; the same bytes are not taken for English."""
    path = tmp_path / "story.txt"
    path.write_bytes(STORIES["zh"].encode("gb18030"))
    found = json.loads(run(str(path), "--json").stdout)
    assert found["report"]["language"] == "zh" and "老奶奶" in found["text"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_mixed_languages_are_what_they_are_most(language: str, tmp_path: Path) -> None:
    """A story with lines of another language in it is read as what most of it is, its report too."""
    other = {"en": STORIES["zh"][:12], "zh": "“Good morning,” he said."}[language]
    path = tmp_path / "story.txt"
    path.write_text(STORIES[language] * 2 + "\n\n" + other, "utf-8")
    found = run(str(path), "--json", "--report", str(tmp_path / "out"))
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["report"]["language"] == language
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "language"),
    [("a ", "en"), ("word and ", "en"), ("Anna said. ", "en"), ("“", "en"), ('"', "en"), ("“Oh” ", "en"),
     ("Anna ", "en"),
     ("笑", "zh"), ("他说：“好。”", "zh"), ("”", "zh"), ("张三", "zh"), ("。", "zh")],
)  # fmt: skip
def test_a_million_characters_of_one_thing(unit: str, language: str, tmp_path: Path) -> None:
    """A line of a million characters of whatever ends within the time that a book may take, with its report."""
    path = tmp_path / "story.txt"
    path.write_text(("a word. " if language == "en" else "一个字。") + unit * (1_000_000 // len(unit)), "utf-8")
    found = run(str(path), "--lang", language, "--report", str(tmp_path / "out"), most=280)
    assert found.returncode == 0, found.stderr[-500:]
    assert (tmp_path / "out" / "report.html").stat().st_size > 1000
