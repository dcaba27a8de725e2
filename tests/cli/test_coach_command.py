"""``fabula coach``: advice, what became of it, mending, prompts and the class, on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

DRAFTS = {
    "en": "The bus stopped on the bridge. Marta was very afraid. Rain ran down the glass in ropes. He found the the key.",  # noqa: E501
    "zh": "车停在桥上。小雨非常害怕。雨水顺着车窗往下淌。他的的钥匙丢了。",
}


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "fabula", "coach", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", timeout=120)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_advice_is_printed_in_the_drafts_language(language: str, tmp_path: Path) -> None:
    """The text names the sentence and what to try; the JSON has offsets that hold."""
    path = tmp_path / "draft.txt"
    path.write_text(DRAFTS[language], "utf-8")
    said = run(str(path), "--level", "high")
    assert said.returncode == 0, said.stderr
    assert ("sentence 2" if language == "en" else "第2句") in said.stdout
    assert ("Try: " if language == "en" else "试一试：") in said.stdout
    found = json.loads(run(str(path), "--level", "high", "--json").stdout)
    assert found["language"] == language and {"show", "repetition"} <= {one["kind"] for one in found["advice"]}
    assert all(DRAFTS[language][one["begin"] : one["end"]] == one["text"] for one in found["advice"])


def test_a_draft_that_came_back(tmp_path: Path) -> None:
    """With --before the mended slip is taken up and the feeling is still there."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(DRAFTS["en"], "utf-8")
    new.write_text(DRAFTS["en"].replace("the the", "the"), "utf-8")
    found = json.loads(run(str(new), "--before", str(old), "--json").stdout)
    assert [one["kind"] for one in found["taken"]] == ["repetition"]
    assert "show" in [one["kind"] for one in found["stays"]]
    said = run(str(new), "--before", str(old))
    assert "Taken up: 1" in said.stdout and "New: 0" in said.stdout


def test_mending_prints_the_text_and_each_change() -> None:
    """The mended text comes first, then each change with its reason; a clean text says so."""
    said = run("-", "--mend", given="He saw the the dog ,and it's own tail.")
    assert said.stdout.startswith("He saw the dog, and its own tail.")
    assert "a word written twice" in said.stdout
    assert "没有要改的" in run("-", "--mend", given="他来了。我走了。").stdout


def test_prompts_by_theme_and_level() -> None:
    """Prompts come in the language asked for; a Chinese theme needs no --lang."""
    found = json.loads(run("--prompts", "--theme", "courage", "--level", "middle", "--lang", "en", "--json").stdout)
    assert len(found) >= 2 and all("middle" in one["levels"] for one in found)
    label = json.loads(run("--prompts", "--theme", "courage", "--lang", "zh", "--json").stdout)[0]["label"]
    assert label in run("--prompts", "--theme", label).stdout


def test_a_class_is_looked_at(tmp_path: Path) -> None:
    """The table has a row for each draft; the file that can't be read is named; the CSV is written."""
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    (drafts / "anna.txt").write_text(DRAFTS["en"], "utf-8")
    (drafts / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    said = run("--class", str(drafts), "--csv", str(tmp_path / "class.csv"))
    assert said.returncode == 0, said.stderr
    assert "anna.txt" in said.stdout and "Not read: broken.txt" in said.stdout and "Commonest needs" in said.stdout
    assert (tmp_path / "class.csv").read_text("utf-8-sig").startswith("draft,length,ideas")
    found = json.loads(run("--class", str(drafts), "--json").stdout)
    assert found["drafts"][0]["scores"]["ideas"]["checks"] and found["unread"][0]["name"] == "broken.txt"


@pytest.mark.parametrize(
    ("arguments", "given", "said"),
    [
        ((), "", "no draft"), (("-",), "", "empty"), (("-", "--level", "kindergarten"), "A dog.", "kindergarten"),
        (("-", "--kind", "poem"), "A dog.", "poem"), (("/nowhere.txt",), "", "/nowhere.txt"),
        (("--class", "/nowhere"), "", "/nowhere"), (("--prompts", "--theme", "dragons"), "", "dragons"),
    ],
)  # fmt: skip
def test_wrong_use_is_explained(arguments: tuple[str, ...], given: str, said: str) -> None:
    """No draft, an empty one, an unknown level, kind, file, folder or theme: exit code 3 and what it was."""
    found = run(*arguments, given=given)
    assert found.returncode == 3 and said in found.stderr and "Traceback" not in found.stderr
