"""``fabula worlds``: listing, showing, checking and beginning worlds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from fabula.cli import worlds as command
from fabula.errors import FabulaError, NotFound, WorldError
from fabula.store import worlds

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``fabula worlds ...`` with an empty home; a FabulaError is raised as it is."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(command.app, arguments)
        if isinstance(result.exception, FabulaError):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_list_has_all_worlds_and_what_is_wrong_with_them(run: Run, tmp_path: Path) -> None:
    """Shipped and own worlds are listed; a broken one is told at the end and does not break the list."""
    run("new", "river-town")
    run("new", "broken-town")
    (tmp_path / "home" / "worlds" / "broken-town" / "world.toml").write_text("x")
    output = run("list").output
    lines = {line.split()[0]: line for line in output.splitlines()[1:]}
    assert {*worlds.shipped(), "river-town", "broken-town"} == set(lines)
    assert lines["river-town"].endswith("yours")
    assert not lines["last-bus"].endswith("yours")
    assert "broken-town can't be played: " in output
    found = {one["name"]: one for one in json.loads(run("list", "--json").output)}
    assert found["broken-town"]["error"] and not found["river-town"]["error"]
    assert found["last-bus"]["languages"] == ["en", "zh"]


def test_show_tells_what_a_world_is_about_and_not_how_it_ends(run: Run) -> None:
    """Premise and people are shown, in the language asked for; endings, topics and lore are not."""
    world = worlds.load("last-bus", "zh")
    for arguments in (("--lang", "zh"), ("--lang", "zh", "--json")):
        output = run("show", "last-bus", *arguments).output
        assert world.premise in output
        assert world.characters["luo"].name in output
        for ending in world.endings.values():
            assert ending.title not in output and ending.text[:20] not in output
    assert json.loads(run("show", "last-bus", "--json").output)["digest"] == worlds.load("last-bus").digest()
    with pytest.raises(NotFound, match="last-boat"):
        run("show", "last-boat")
    with pytest.raises(WorldError, match="fr"):
        run("show", "last-bus", "--lang", "fr")


def test_check_prints_all_problems_of_all_worlds(run: Run, tmp_path: Path) -> None:
    """Good worlds are called good with exit code 0; with a problem anywhere, all are listed and the exit code is 1."""
    assert run("check", "last-bus").output == "last-bus: good, in en and zh\n"
    run("new", "river-town", "--folder", "here")
    file = tmp_path / "here" / "river-town" / "world.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('["yard", "stairs"]', '["yard", "stair"]').replace('at = "yard"', 'at = "garden"'))
    output = run("check", "last-bus", "here/river-town", "nothing", code=1).output
    assert "last-bus: good" in output
    assert "world.toml, places.kitchen.exits: there is no place 'stair'. Did you mean 'stairs'?" in output
    assert "world.toml, items.kindling.at: there is no holder 'garden'." in output
    assert "There is no world 'nothing'." in output
    found = json.loads(run("check", "last-bus", "here/river-town", "--json", code=1).output)
    assert found["last-bus"] == []
    assert "items.kindling.at" in [one["key"] for one in found["here/river-town"]]


@pytest.mark.parametrize("deep", [600, 100])
def test_a_world_without_a_bottom_is_one_problem(run: Run, tmp_path: Path, deep: int) -> None:
    """A guard six hundred alternatives deep is said in words, and is no traceback."""
    run("new", "river-town", "--folder", ".")
    file = tmp_path / "river-town" / "world.toml"
    when = "{any=[" * deep + "]}" * deep
    file.write_text(file.read_text("utf-8") + f"\n[endings.deep]\ntitle = 'x'\ntext = 'x'\nwhen = {when}\n")
    assert "river-town: 1 problem\n  world.toml: " in run("check", "./river-town", code=1).output
    with pytest.raises(WorldError, match=r"world\.toml"):
        run("show", "./river-town")


def test_new_makes_a_world_and_says_what_to_do_with_it(run: Run, tmp_path: Path) -> None:
    """The commands that are printed name the new world in a way that finds it, from the home and from a folder."""
    for arguments in ((), ("--folder", "my worlds"), ("--folder", ".")):
        lines = run("new", "river-town", *arguments).output.splitlines()
        made = Path(lines[0].removeprefix("Made "))
        assert (made / "world.toml").is_file()
        name = lines[1].split(" play ")[1].strip("'")
        assert worlds.find(name) == worlds.find(made)
        assert "good" in run("check", name).output
    with pytest.raises(WorldError, match="there already"):
        run("new", "river-town")


def test_every_command_has_an_example() -> None:
    """Each command's help shows how it is used."""
    commands = typer.main.get_command(command.app).commands  # type: ignore[attr-defined]
    assert set(commands) == {"list", "show", "check", "new"}
    for name, one in commands.items():
        assert f"Example: fabula worlds {name}" in one.help
