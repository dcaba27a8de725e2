"""`fabula doctor`: it finds what is wrong, says how to mend it, and never breaks over it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from fabula import config
from fabula.cli.doctor import doctor
from fabula.cli.examination import examine
from fabula.models import machine, registry, shelf
from fabula.store import open_store

app = typer.Typer()
app.command()(doctor)


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the checks by what they looked at."""
    done = CliRunner().invoke(app, ["--quick", "--json", *arguments])
    data = json.loads(done.output)
    assert data["ok"] == (done.exit_code == 0)
    return done.exit_code, {check["what"]: check for check in data["checks"]}


@pytest.fixture(autouse=True)
def large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same memory and disk for every machine that runs these tests."""
    monkeypatch.setattr(machine, "ram", lambda: 16_000_000_000)
    monkeypatch.setattr(machine, "free_disk", lambda folder: 50_000_000_000)


def test_a_fresh_home_is_well_but_has_no_model(home: Path) -> None:
    """Nothing is broken before the first start; the missing model is a warning that says what to do."""
    code, checks = run()
    assert code == 0
    assert checks["models"]["state"] == "warn"
    assert "fabula models pull" in checks["models"]["mend"]
    assert "to fetch" in checks["--model auto, zh"]["found"]
    assert checks["sessions"]["found"] == "none yet"
    assert {check["state"] for check in checks.values()} <= {"ok", "warn"}
    assert not (home / "fabula.db").exists()  # looking leaves nothing behind
    assert not list(home.glob(".doctor*"))


def test_a_table_for_people(home: Path) -> None:
    """The plain table names each check, and the remedies follow it."""
    done = CliRunner().invoke(app, ["--quick"])
    assert done.exit_code == 0
    assert "FOUND" in done.output and "llama.cpp" in done.output
    assert "models: Fetch one: fabula models pull default" in done.output


def test_a_wrong_setting_is_named(home: Path) -> None:
    """A settings file with an unknown key is broken, and the other checks still run."""
    config.ensure(home)
    (home / "fabula.toml").write_text("[play]\nmodle = 'small'\n", "utf-8")
    code, checks = run()
    assert code == 1
    assert checks["settings"]["state"] == "broken"
    assert "model" in checks["settings"]["mend"]
    assert checks["worlds"]["state"] == "ok"


def test_a_damaged_database_is_found(home: Path) -> None:
    """A file that is no database, and one with damaged pages, are broken; nothing is changed."""
    config.ensure(home)
    path = home / "fabula.db"
    path.write_bytes(b"not a database at all" * 500)
    code, checks = run()
    assert code == 1 and checks["sessions"]["state"] == "broken"
    assert path.read_bytes() == b"not a database at all" * 500


def test_a_good_database_is_counted(home: Path) -> None:
    """A store without sessions opens and passes SQLite's own check."""
    open_store().close()
    _, checks = run()
    assert checks["sessions"]["state"] == "ok"
    assert checks["sessions"]["found"].startswith("0 in ")


def test_damage_inside_the_database_is_found(home: Path) -> None:
    """Rows that contradict their index are found by the check although the file opens."""
    open_store().close()
    connection = sqlite3.connect(home / "fabula.db")
    connection.executescript(
        "PRAGMA journal_mode=DELETE; CREATE TABLE probe (a TEXT); CREATE INDEX probe_a ON probe (a);"
        "INSERT INTO probe VALUES ('x'); PRAGMA writable_schema=ON;"
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'probe')"
        " WHERE name = 'probe_a';"
    )
    connection.close()
    code, checks = run()
    assert code == 1 and checks["sessions"]["state"] == "broken"


def test_a_truncated_model_is_found(home: Path) -> None:
    """A file of the right name and the wrong size is broken, with the command that fetches it again."""
    path = shelf.path_of(registry.find("small"))
    config.ensure(path.parent)
    path.write_bytes(b"GGUF" + bytes(100))
    code, checks = run()
    found = checks["model smollm2-135m-instruct"]
    assert code == 1 and found["state"] == "broken"
    assert "fabula models pull" in found["mend"]


def test_a_broken_own_world_is_a_warning(home: Path) -> None:
    """A world of the reader's own that can't be played is named, and harms nobody else."""
    folder = home / "worlds" / "mine"
    folder.mkdir(parents=True)
    (folder / "world.toml").write_text("title = 'Mine'\n", "utf-8")
    code, checks = run()
    assert code == 0
    assert checks["world mine"]["state"] == "warn"
    assert checks["world mine"]["mend"] == "fabula worlds check mine"


def test_too_little_of_everything(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little memory points to the small model; no memory and no disk are broken."""
    monkeypatch.setattr(machine, "ram", lambda: 1_000_000_000)
    assert run()[1]["memory"]["mend"] == "Play with: --model small"
    monkeypatch.setattr(machine, "ram", lambda: 100_000_000)
    monkeypatch.setattr(machine, "free_disk", lambda folder: 1_000)
    code, checks = run()
    assert code == 1
    assert checks["memory"]["state"] == checks["disk"]["state"] == checks["--model auto, en"]["state"] == "broken"


def test_an_unusable_home_breaks_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that is a file is broken with a hint, and the checks that need none still run."""
    wrong = tmp_path / "file"
    wrong.write_text("x")
    monkeypatch.setenv(config.HOME_VARIABLE, str(wrong))
    code, checks = run()
    assert code == 1
    assert checks["home"]["state"] == "broken" and config.HOME_VARIABLE in checks["home"]["mend"]
    assert checks["llama.cpp"]["state"] == "ok"


def test_without_a_model_the_server_is_not_tried(home: Path) -> None:
    """There is nothing to start, which is said and is no failure."""
    server = next(check for check in examine() if check.what == "model server")
    assert server.state == "warn" and "not tried" in server.found


@pytest.mark.model
def test_the_smallest_model_really_answers(furnished_home: Path) -> None:
    """With weights on disk the embedded server is started and asked."""
    server = next(check for check in examine() if check.what == "model server")
    assert server.state == "ok", server.found


@pytest.mark.model
def test_weights_that_cannot_be_loaded_are_found(home: Path, small_weights: Path) -> None:
    """A file of the right size with ruined insides does not start, and that is broken with a hint."""
    path = shelf.path_of(registry.find("small"))
    config.ensure(path.parent)
    shutil.copy(small_weights, path)
    with path.open("r+b") as file:
        file.seek(4)
        file.write(b"\xff" * 5_000_000)
    server = next(check for check in examine() if check.what == "model server")
    assert server.state == "broken" and server.mend
