"""``fabula diary``: entries are kept and looked back on, in both languages; it says what it is and what it isn't."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from fabula.store.diary import Diary

ENTRIES = {
    "en": ["I am so happy, we laughed all evening.", "I cried all night, everything feels hopeless."],
    "zh": ["今天太高兴了，我们笑了一个晚上。", "我痛哭了一整夜，绝望极了，非常伤心。"],
}
MIRROR = {"en": "no therapy and no diagnosis", "zh": "不是治疗，也不作诊断"}


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, in this test's home."""
    command = [sys.executable, "-m", "fabula", "diary", *arguments]
    return subprocess.run(command, input=given, capture_output=True, timeout=120, check=False)


def said(ran: subprocess.CompletedProcess[bytes], code: int = 0) -> str:
    """What it printed, if it ended with that code."""
    assert ran.returncode == code, ran.stderr.decode()
    assert b"Traceback" not in ran.stderr
    return (ran.stdout if code == 0 else ran.stderr).decode()


def days(*back: int) -> list[str]:
    """Days before today."""
    return [(dt.date.today() - dt.timedelta(days=one)).isoformat() for one in back]


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_mood_over_weeks(spoken: str, tmp_path: Path, home: Path) -> None:
    """Entries of two days become a strip and a picture for their owner alone, in their language, with the caveat."""
    for text, day in zip(ENTRIES[spoken], days(8, 0), strict=True):
        said(run("add", text, "--date", day))
    shown = said(run("timeline", "--weeks", "3", "--plot", str(tmp_path / "mood.svg")))
    assert MIRROR[spoken] in shown
    assert any(step in shown for step in "▅▆▇█") and any(step in shown for step in "▁▂▃▄")
    assert ENTRIES[spoken][0][:5] in shown
    svg = tmp_path / "mood.svg"
    assert svg.read_text("utf-8").startswith("<svg") and svg.stat().st_mode & 0o077 == 0
    said(run("timeline", "--plot", str(tmp_path / "mood.PNG")))
    assert (tmp_path / "mood.PNG").read_bytes().startswith(b"\x89PNG")
    found = json.loads(said(run("timeline", "--weeks", "3", "--json")))
    assert len(found["weeks"]) == 3 and [one["day"] for one in found["days"]] == days(8, 0)
    assert found["days"][0]["polarity"] > 0 > found["days"][1]["polarity"]


def test_entries_are_kept_word_for_word(home: Path) -> None:
    """From the command line, from standard input in another encoding, and out again as JSON and Markdown."""
    words = "  Two  blanks, a\ttab — and “marks”.\nA second line."
    said(run("add", words))
    said(run("add", given="老朋友来了，我们说了很久的话，天黑了也没有停。".encode("gb18030")))
    found = json.loads(said(run("export", "--format", "json")))
    assert [one["text"] for one in found] == [words, "老朋友来了，我们说了很久的话，天黑了也没有停。"]
    assert [one["language"] for one in found] == ["en", "zh"]
    assert words.strip() in said(run("export"))
    assert [one["id"] for one in json.loads(said(run("list", "--json")))] == [1, 2]


def test_an_export_is_for_its_owner_alone(tmp_path: Path, home: Path) -> None:
    """The file has mode 0600, is not written over by surprise, and HTML is refused."""
    said(run("add", ENTRIES["en"][0]))
    out = tmp_path / "diary.md"
    said(run("export", "--out", str(out)))
    assert out.stat().st_mode & 0o777 == 0o600
    assert "there already" in said(run("export", "--out", str(out)), 3)
    assert "html" in said(run("export", "--format", "html"), 3)


def test_an_entry_can_be_removed(home: Path) -> None:
    """After removing it is not listed; removing it again is an error with its number."""
    said(run("add", ENTRIES["en"][0]))
    said(run("add", ENTRIES["en"][1]))
    said(run("remove", "1"))
    listed = said(run("list"))
    assert ENTRIES["en"][1] in listed and ENTRIES["en"][0] not in listed
    assert "no entry 1" in said(run("remove", "1"), 6)


@pytest.mark.parametrize(
    ("arguments", "given", "named"),
    [
        (["add", "   "], b"", "empty"),
        (["add", "-"], b"", "empty"),
        (["add", "-"], bytes(range(256)) * 8, "binary"),
        (["add", "-"], b"word " * 200_000, "200,000"),
        (["add", "Fine.", "--date", "someday"], b"", "someday"),
        (["add", "Fine.", "--date", "9999-01-01"], b"", "9999-01-01"),
        (["timeline", "--plot", "mood.gif"], b"", "mood.gif"),
    ],
)
def test_bad_input_is_explained(arguments: list[str], given: bytes, named: str, home: Path) -> None:
    """Nothing, binary, too much, no day, a day to come, no picture: exit code 3, a line that says so, nothing kept."""
    assert named in said(run(*arguments, given=given), 3)
    with Diary() as diary:
        assert diary.entries() == []


def test_what_cannot_be_read_is_kept_all_the_same(home: Path) -> None:
    """An emoji and another language are kept and listed, and the timeline names them instead of guessing."""
    said(run("add", "🙂"))
    said(run("add", "Сегодня я очень счастлив и рад, что мы снова вместе дома."))
    assert "🙂" in said(run("list"))
    assert "1, 2" in said(run("timeline"))


def test_an_empty_diary_says_how_to_begin(home: Path) -> None:
    """Listing and timeline of nothing name the command, and draw nothing."""
    assert "fabula diary add" in said(run("timeline"))
    assert "fabula diary add" in said(run("list"))
    assert json.loads(said(run("list", "--json"))) == []


@pytest.mark.parametrize(
    ("text", "locale", "helped"),
    [
        ("I don't want to live anymore. I want to kill myself tonight.", "GB", "116 123"),
        ("我不想活了，今晚就想自杀。", "zh-CN", "12356"),
        ("It was a long day at work. 我不想活了，今晚就想自杀。", "zh-CN", "12356"),
    ],
)
def test_danger_is_kept_and_answered_with_care(text: str, locale: str, helped: str, home: Path) -> None:
    """Words of danger are kept word for word and answered with who can help there; the timeline answers them too."""
    assert helped in said(run("add", text, "--locale", locale))
    assert json.loads(said(run("list", "--json")))[0]["text"] == text
    assert any(one.isdigit() for one in said(run("timeline")).rpartition(text[:4])[2])
    quiet = said(run("add", "Grandfather died last spring. I miss him, and I cried at his grave."))
    assert helped not in quiet
