"""``fabula models``: what a person and a script see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fabula.cli.models import app
from fabula.errors import InputError, WeightsError
from fabula.models import machine
from fabula.models.catalogue import KNOWN

BODY = b"GGUF" + bytes(1000)


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small GGUF file at hand, and an empty home."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    path = tmp_path / "given.gguf"
    path.write_bytes(BODY)
    return path


def run(*words: str) -> str:
    """Run one command; whatever it raises is raised, and stdout is returned."""
    return CliRunner().invoke(app, words, catch_exceptions=False, standalone_mode=False).stdout


def raised(*words: str) -> BaseException | None:
    """Run one command and return what it raised."""
    return CliRunner().invoke(app, words, standalone_mode=False).exception


def test_list_marks_one_recommendation(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every registered model is listed, one is recommended for the memory, in the table and in the JSON alike."""
    monkeypatch.setattr(machine, "ram", lambda: 17_000_000_000)
    rows = json.loads(run("list", "--json"))
    assert [row["name"] for row in rows] == [weights.name for weights in KNOWN]
    assert [row["name"] for row in rows if row["recommended"]] == ["qwen3-8b"]
    assert [row["path"] for row in rows] == [None] * len(KNOWN)
    lines = run("list").splitlines()
    assert [line.split()[1] for line in lines if line.startswith("* ")] == ["qwen3-8b", "recommended"]
    assert "17.0 GB of memory" in run("list")


def test_a_model_of_ones_own_from_pull_to_remove(given: Path) -> None:
    """pull --from, list, info --verify and remove work on a name of the reader's own."""
    assert "mine is ready" in run("pull", "mine", "--from", str(given))
    facts = json.loads(run("info", "mine", "--verify", "--json"))
    assert facts["verified"] == facts["sha256"]
    assert Path(facts["path"]).read_bytes() == BODY
    assert json.loads(run("list", "--json"))[-1]["name"] == "mine"
    # Nobody at the terminal: removing needs a yes.
    assert isinstance(raised("remove", "mine"), InputError)
    assert "mine is removed" in run("remove", "mine", "--yes")
    assert not Path(facts["path"]).exists()


def test_what_is_fetched_is_said_before_it_is(given: Path) -> None:
    """Before the first byte: the title, the size, the licence and where from; plain lines without a terminal."""
    result = CliRunner().invoke(app, ["pull", "mine", "--from", str(given)])
    told = result.stderr.splitlines()
    assert told[0] == f"mine: 1,004 bytes, licence not stated, from path {given}."
    assert told[-1] == "checking SHA-256: 1,004 of 1,004 bytes"


def test_info_says_who_vouches_for_the_bytes(given: Path) -> None:
    """Tested models show their own SHA-256; the others plainly say that the hub's digest is asked for."""
    assert "cc324af070c2ecbf" in run("info", "default")
    assert "asked from the hub" in run("info", "qwen3-8b")
    assert "not here; fetch it" in run("info", "qwen3-8b")
    assert isinstance(raised("info", "small", "--verify"), WeightsError)


@pytest.mark.parametrize("command", ["list", "pull", "info", "remove"])
def test_help_has_an_example(command: str) -> None:
    """Each command's help shows how it is used."""
    assert f"Example: fabula models {command}" in run(command, "--help")
