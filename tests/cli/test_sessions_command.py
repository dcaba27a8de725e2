"""``fabula sessions``: what each command prints, writes and refuses, without a model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from fabula.cli import listing, sessions
from fabula.errors import FabulaError, InputError, NotFound, SettingsError
from fabula.store import open_store, worlds
from fabula.story import event as e
from fabula.story.tree import Tree
from fabula.testing.contracts import AT, after
from fabula.testing.sessions import play

WALK = ["go:cart", "do:share_potato", "do:show_letter", "goto:2", "go:stop", "goto:3"]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``fabula sessions ...`` in a home that has two sessions; a FabulaError is raised as it is."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    with open_store() as store:
        for number, language in enumerate(("en", "zh")):
            world = worlds.load("last-bus", language)
            store.create(
                f"last-bus-000{number}",
                play(world, WALK),
                world=world.id,
                language=language,
                title=world.title,
                at=after(hours=number),
                meta={1: {"tokens": {"generated": 80}}},
            )

    def invoke(*arguments: str, code: int = 0, given: str | None = None) -> Result:
        result = CliRunner().invoke(sessions.app, arguments, input=given)
        if isinstance(result.exception, FabulaError):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return invoke


def tree(session: str) -> Tree:
    """The stored tree of a session."""
    with open_store() as store:
        return Tree().grow(store.read(session))


def test_list_shows_the_newest_first(run: Run) -> None:
    """The list has id, title and number of turns of each session, aligned also with Chinese titles."""
    first, second, third = run("list").output.splitlines()
    assert second.split()[:4] == ["last-bus-0001", "末班车", "4", "zh"]
    assert third.split()[:6] == ["last-bus-0000", "The", "Last", "Bus", "4", "en"]
    at = {listing.columns(line[: line.index(word)]) for line, word in ((first, "LANG"), (second, "zh"), (third, "en"))}
    assert len(at) == 1
    assert len(run("list", "--world", "other").output.splitlines()) == 1


def test_list_as_json_has_every_fact(run: Run) -> None:
    """The JSON list is what the store knows, with moments in ISO form."""
    found = json.loads(run("list", "--json").output)
    assert [one["id"] for one in found] == ["last-bus-0001", "last-bus-0000"]
    assert found[1] | {"position": 0} == {
        "id": "last-bus-0000",
        "world": "last-bus",
        "language": "en",
        "title": "The Last Bus",
        "created": AT,
        "updated": AT,
        "position": 0,
        "turns": 4,
        "format": 1,
    }
    assert json.loads(run("list", "--json", "--world", "x").output) == []


def test_show_reads_like_a_book(run: Run) -> None:
    """Actions and prose of the branch come in order, other branches only on the map."""
    world = worlds.load("last-bus")
    text = run("show", "0000").output
    wanted = [world.title, world.rules["share_potato"].phrase, world.rules["show_letter"].phrase, "Branches"]
    assert sorted(wanted, key=text.index) == wanted
    assert world.rules["show_letter"].tell in text, "piped, a paragraph is one line"
    assert world.places["stop"].text not in text
    assert "*   3 take out the letter" in text
    assert "    4   go to the bus stop" in text
    assert world.places["stop"].text in run("show", "0000", "--turn", "4").output
    with pytest.raises(NotFound, match="no turn 9"):
        run("show", "0000", "--turn", "9")


def test_show_as_json_has_the_tree(run: Run) -> None:
    """The JSON has all turns with parents, prose, digests and measurements; with --turn only that branch."""
    found = json.loads(run("show", "0001", "--json").output)
    assert [(one["turn"], one["parent"]) for one in found["turns"]] == [(0, None), (1, 0), (2, 1), (3, 2), (4, 2)]
    assert (found["tip"], found["bookmarks"]) == (3, {})
    assert found["turns"][1]["meta"] == {"tokens": {"generated": 80}}
    assert found["turns"][2]["intent"] == "do:share_potato"
    assert len(found["turns"][3]["digest"]) == 16
    branch = json.loads(run("show", "0001", "--json", "--turn", "4").output)["turns"]
    assert [one["turn"] for one in branch] == [0, 1, 2, 4]


def test_a_story_cannot_steer_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences in titles, actions and prose reach neither a pipe nor a terminal; markup is shown as it is."""
    monkeypatch.setenv("COLUMNS", "200")
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m [bold]not bold[/bold]"
    with open_store() as store:
        events: list[e.Event] = [
            e.TurnOpened(5, 0),
            e.ActionTaken(evil, "free", False),
            e.TurnTold("", evil),
            e.BookmarkSet(evil, 5),
        ]
        store.append("last-bus-0000", events, expected_position=store.info("last-bus-0000").position, at=AT)
        store.rename("last-bus-0000", evil)
    for terminal in (False, True):
        monkeypatch.setattr(listing, "on_terminal", lambda terminal=terminal: terminal)
        for command in (("list",), ("show", "0000")):
            output = run(*command).output
            assert "[bold]not bold[/bold]" in " ".join(output.split())
            assert not {c for c in output if c != "\n" and not c.isprintable()}


def test_latest_is_the_session_that_was_told_last(run: Run) -> None:
    """The word latest stands for the newest session; with none at all it is NotFound and says how to begin."""
    assert "末班车" in run("show", "latest").output
    run("delete", "latest", "--yes")
    assert "The Last Bus" in run("show", "latest").output
    run("delete", "latest", "--yes")
    with pytest.raises(NotFound) as caught:
        run("show", "latest")
    assert "fabula play" in caught.value.hint
    assert "fabula play" in run("list").output


def test_branch_moves_the_tip_and_keeps_everything(run: Run) -> None:
    """After branching the next turn grows from the chosen turn; no turn is lost and the bookmark is set."""
    before = tree("last-bus-0000")
    assert "turn 1" in run("branch", "0000", "1", "--name", " at the\ncart ").output
    after = tree("last-bus-0000")
    assert (after.tip, after.bookmarks) == (1, {"at the cart": 1})
    assert sorted(after.turns) == sorted(before.turns)
    with pytest.raises(NotFound, match="no turn 77"):
        run("branch", "0000", "77", "--name", "x")
    assert tree("last-bus-0000").position == after.position


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        (("--format", "markdown"), "# The Last Bus"),
        (("--format", "HTML"), "<!doctype html>"),
        (("--format", "json"), "{"),
        ((), "# The Last Bus"),
    ],
)
def test_export_prints_each_form(run: Run, arguments: tuple[str, ...], begins: str) -> None:
    """Without a file the chosen form is printed and nothing else."""
    assert run("export", "0000", *arguments).stdout.startswith(begins)


@pytest.mark.parametrize(("name", "begins"), [("a.html", "<!doctype"), ("a.md", "# "), ("a.json", "{"), ("a", "# ")])
def test_export_chooses_the_form_by_the_file(run: Run, tmp_path: Path, name: str, begins: str) -> None:
    """The file's suffix tells the form; the file is written whole, and nothing is left beside it."""
    result = run("export", "0000", "--out", name)
    assert result.stdout == ""
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([name, "home"])


def test_export_overwrites_only_when_told_to(run: Run, tmp_path: Path) -> None:
    """A file that is there is kept without --force; a bad form, and a place that can't be written, are InputErrors."""
    (tmp_path / "story.md").write_text("mine")
    with pytest.raises(InputError, match="there already"):
        run("export", "0000", "--out", "story.md")
    assert (tmp_path / "story.md").read_text() == "mine"
    run("export", "0000", "--out", "story.md", "--force")
    assert (tmp_path / "story.md").read_text("utf-8").startswith("# The Last Bus")
    for bad in (("--format", "pdf"), ("--out", "nowhere/x.md"), ("--out", "home", "--force")):
        with pytest.raises(InputError):
            run("export", "0000", *bad)
    assert (tmp_path / "home").is_dir()


def test_an_export_comes_back_by_import(run: Run, tmp_path: Path) -> None:
    """A JSON export that is imported has the same events and measurements; an id that is taken gets a new one."""
    run("export", "0001", "--out", "story.json")
    with open_store() as store:
        before = store.load("last-bus-0001")
    made = run("import", "story.json").output.split()[2].rstrip(":")
    assert made.startswith("last-bus-") and made != "last-bus-0001"
    run("delete", "last-bus-0001", "--yes")
    assert "last-bus-0001" in run("import", "story.json").output
    with open_store() as store:
        for session in (made, "last-bus-0001"):
            stored = store.load(session)
            assert (stored.events, stored.meta, stored.info.title) == (before.events, before.meta, before.info.title)


def test_import_refuses_what_is_no_session(run: Run, tmp_path: Path) -> None:
    """A missing file, bytes that are no text and another JSON are InputErrors; nothing is kept of them."""
    (tmp_path / "x.bin").write_bytes(b"\xff\xfe")
    (tmp_path / "x.json").write_text("{}")
    for name in ("missing.json", "x.bin", "x.json", "home"):
        with pytest.raises(InputError):
            run("import", name)
    with open_store() as store:
        assert len(store.list()) == 2


def test_replay_agrees_with_what_was_told(run: Run) -> None:
    """A stored session folds to all its digests without a model, and says so in both forms."""
    assert "all 5 turns" in run("replay", "0000").output
    found = json.loads(run("replay", "0000", "--json").output)
    assert (found["checked"], found["differing"]) == (5, [])
    assert found["digest"] == tree("last-bus-0000").state().digest()


def test_replay_finds_a_turn_that_differs(run: Run, tmp_path: Path) -> None:
    """When what happened was changed behind the store's back, the affected turns are listed; exit code 1."""
    run("export", "0000", "--out", "story.json")
    data = json.loads((tmp_path / "story.json").read_text("utf-8"))
    changed = next(one for one in data["events"] if one["type"] == "turn.opened/1" and one["turn"] == 3)
    data["events"].insert(data["events"].index(changed) + 1, {"type": "flag.set/1", "flag": "cheated"})
    (tmp_path / "story.json").write_text(json.dumps(data))
    imported = run("import", "story.json")
    assert "One turn differs" in imported.stderr
    session = imported.stdout.split()[2].rstrip(":")
    found = json.loads(run("replay", session, "--json", code=1).output)
    assert [one["turn"] for one in found["differing"]] == [3]
    assert found["differing"][0]["stored"] != found["differing"][0]["found"]
    assert "3 " in run("replay", session, code=1).output


def test_delete_asks_first(run: Run) -> None:
    """Without a person and without --yes nothing is deleted; with --yes only that session is."""
    with pytest.raises(InputError, match="last-bus-0000") as caught:
        run("delete", "0000", given="y\n")
    assert "--yes" in caught.value.hint
    run("delete", "0000", "--yes")
    with open_store() as store:
        assert [info.id for info in store.list()] == ["last-bus-0001"]


def test_a_session_whose_world_is_gone_can_still_be_read(run: Run) -> None:
    """Without its world a session is shown, exported and replayed; standard error says what is missing."""
    with open_store() as store:
        world = worlds.load("last-bus")
        store.create("lost-0001", play(world, WALK), world="lost", language="en", title="Lost", at=AT)
    shown = run("show", "lost")
    assert world.rules["show_letter"].tell in shown.stdout
    assert "without its world" in shown.stderr
    assert world.rules["show_letter"].phrase in run("export", "lost", "--format", "html").stdout
    run("replay", "lost")


def test_every_command_has_an_example() -> None:
    """Each command's help shows how it is used, and the example's options exist."""
    app = typer.main.get_command(sessions.app)
    commands = app.commands  # type: ignore[attr-defined]
    assert set(commands) == {"list", "show", "branch", "export", "import", "replay", "why", "graph", "delete"}
    for name, command in commands.items():
        assert f"Example: fabula sessions {name}" in command.help


def test_the_commands_are_known_before_anything_heavy_is_imported() -> None:
    """Importing the command group, as ``fabula --help`` does, imports no database, templates, Rich or pydantic."""
    code = (
        "import sys; from fabula.cli import sessions, worlds\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'jinja2', 'rich', 'pydantic') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert out.stdout.strip() == "[]"


def test_an_unusable_home_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home that can't be made is a FabulaError with the way out, not a traceback."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "file"))
    with pytest.raises(FabulaError) as caught:
        run("list")
    assert not isinstance(caught.value, SettingsError)
    assert "FABULA_HOME" in caught.value.hint
