"""The documents tell the truth: their commands run, their code works, and their tables are whole.

A ``console`` block runs line by line in a shell, in one fresh home with a told session in it. A comment right above
the block says what it needs: ``<!-- run: small -->`` or ``<!-- run: default -->`` a model, ``<!-- run: no: why -->``
something that no test has. Without a comment it gets by without a model. In ``docs/worlds.md`` the home holds the world
that is built there; ``<!-- world: 2; exit: 1 -->`` asks for the world as it is after step 2, and for that exit code.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
import typer
from markdown_it import MarkdownIt
from pydantic import BaseModel

import guide
from fabula import config, errors
from fabula.cli import EXIT_CODES, app, exit_code
from fabula.cli.seat import PlaySettings
from fabula.engine.story import TellSettings
from fabula.models.model import ServerSettings
from fabula.models.request import Sampling
from fabula.store import open_store, worlds
from fabula.story.event import EVENTS
from fabula.testing.sessions import play

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "THIRD_PARTY_NOTICES.md")]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS: dict[str, type[BaseModel]] = {"play": PlaySettings, "engine": TellSettings, "server": ServerSettings}
TABLES = {**SETTINGS, "engine.sampling": Sampling}
NEEDS = re.compile(r"<!-- run: (small|default|no: .+) -->")
STEP = re.compile(r"<!-- world: (\d+); exit: (\d) -->")


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    where: str
    language: str
    text: str
    needs: str


def _blocks() -> Iterator[Block]:
    for document in DOCUMENTS:
        comment, last = "", -1
        for token in MarkdownIt("commonmark").parse(document.read_text("utf-8")):
            if token.map is None:
                continue
            if token.type == "html_block":
                comment, last = token.content.strip(), token.map[1]
            elif token.type == "fence":
                where = f"{document.relative_to(ROOT)}:{token.map[0] + 1}"
                yield Block(where, token.info, token.content, comment if last == token.map[0] else "")


BLOCKS = list(_blocks())


def _of(language: str) -> list[object]:
    marks = {"small": [pytest.mark.model], "default": [pytest.mark.default_model]}
    return [
        pytest.param(block, id=block.where, marks=marks.get(_needs(block), []))
        for block in BLOCKS
        if block.language == language and not _needs(block).startswith("no: ")
    ]


def _needs(block: Block) -> str:
    found = NEEDS.fullmatch(block.needs)
    return found[1] if found else ""


def _commands(text: str) -> list[str]:
    """The lines behind a ``$``, with their continuations; everything else is output to look at."""
    joined = re.sub(r"\\\n\s*", "", text)
    return [line[2:] for line in joined.splitlines() if line.startswith("$ ")]


@pytest.fixture
def seated(home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A home with one told session, and the weights that the block asks for."""
    block = request.getfixturevalue("block")
    wanted = _needs(block)
    models = home / "models"
    models.mkdir(parents=True)
    if wanted:
        weights = request.getfixturevalue(f"{wanted}_weights")
        (models / weights.name).symlink_to(weights)
    if block.where.startswith("docs/worlds.md"):
        _seat_in_the_guide(block, tmp_path)
        return home
    told = play(worlds.load("last-bus", "en"), ["go:cart", "talk:grandmother"])
    with open_store() as store:
        store.create(
            "last-bus-505a", told, world="last-bus", language="en", title="The Last Bus", at="2026-11-22T08:01:00+00:00"
        )
    return home


def _seat_in_the_guide(block: Block, folder: Path) -> None:
    """The world of the guide beside the commands, and a session of it that was played as the guide says."""
    step = STEP.fullmatch(block.needs)
    place = guide.lay(folder, int(step[1]) if step else 99)
    if step:
        return
    world = worlds.load(place, "en")
    with open_store() as store:
        events = play(world, guide.intents(world))
        at = "2026-11-22T08:01:00+00:00"
        store.create("small-weather-2a5f", events, world=str(place), language="en", title=world.title, at=at)


def _environment() -> dict[str, str]:
    # The venv's `fabula` comes first, and no block depends on the language of the machine.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}


@pytest.mark.timeout(900)  # a turn on a machine that does much else
@pytest.mark.parametrize("block", _of("console"))
def test_console_block_runs(block: Block, seated: Path, tmp_path: Path) -> None:
    """Every command of a console block ends with its exit code, in order, and the guide's print what is shown."""
    commands = _commands(block.text)
    step = STEP.fullmatch(block.needs)
    code = int(step[2]) if step else 0
    assert commands, f"{block.where}: a console block without a line that begins with $"
    for command in commands:
        ran = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=_environment(), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert ran.returncode == code, f"{block.where}: {command}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        shown = block.text.partition(f"$ {command}\n")[2].partition("\n$ ")[0]
        if block.where.startswith("docs/worlds.md") and shown:
            assert guide.follows(ran.stdout, shown), f"{block.where}: {command} printed\n{ran.stdout}"


@pytest.mark.parametrize("block", _of("python"))
def test_python_block_runs(block: Block, home: Path, tmp_path: Path) -> None:
    """Every Python block runs by itself in a fresh interpreter, warnings being errors."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", block.text], cwd=tmp_path, env=_environment(),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, f"{block.where}\n{ran.stderr[-2000:]}"
    for expected in re.findall(r"^print\(.*\)  # (.+)$", block.text, re.MULTILINE):
        assert expected in ran.stdout.splitlines()


@pytest.mark.parametrize("block", _of("toml"))
def test_toml_block_is_good(block: Block, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every TOML block parses; one that calls itself ``fabula.toml`` is accepted as settings."""
    tomllib.loads(block.text)
    if block.text.startswith("# fabula.toml"):
        home.mkdir(exist_ok=True)
        (home / "fabula.toml").write_text(block.text, "utf-8")
        for section, kind in SETTINGS.items():
            config.load(kind, section)


def test_blocks_are_known() -> None:
    """A block's language is one that this file runs or plain text, and a run comment is one that it understands."""
    for block in BLOCKS:
        assert block.language in ("console", "python", "toml", "text", "json"), block.where
        assert "run:" not in block.needs or NEEDS.fullmatch(block.needs), f"{block.where}: {block.needs}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link to a file of the repository names one that is there."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text("utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def _rows(text: str, heading: str = "") -> dict[str, str]:
    """Table rows by the first code span of their first cell, under ``heading`` or anywhere."""
    if heading:
        text = text.partition(f"{heading}\n")[2]
        text = re.split(r"^#{1,3} ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return {found[1]: line for line in text.splitlines() if (found := re.match(r"\| `([^`]+)`", line))}


def _walk(command: typer.core.TyperCommand, path: str) -> Iterator[tuple[str, typer.core.TyperCommand]]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
        return
    for name, one in inner.items():
        yield from _walk(one, f"{path} {name}")


def test_reference_has_every_command_and_option() -> None:
    """The table of commands names each command with all its options, and no other."""
    shown: dict[str, str] = {}
    for key, row in _rows(REFERENCE, "## Commands").items():
        shown[re.split(r" [A-Z\[]", key)[0]] = row
    real = dict(_walk(typer.main.get_command(app), "fabula"))
    assert set(shown) == set(real)
    for name, command in real.items():
        options = {max(one.opts, key=len) for one in command.params if one.param_type_name == "option"} - {"--help"}
        assert set(re.findall(r"`(--[a-z-]+)`", shown[name])) == options, name


def test_reference_has_every_slash_command() -> None:
    """The reference names each command that can be typed in a story."""
    from fabula.cli.commands import NAMES

    for name in NAMES:
        assert f"`/{name}" in REFERENCE, name


@pytest.mark.parametrize("section", TABLES)
def test_reference_has_every_setting(section: str) -> None:
    """The table of a section names each setting with its default, and no other."""
    rows = _rows(REFERENCE, f"### `[{section}]`")
    assert set(rows) == set(TABLES[section].model_fields)
    for name, one in TABLES[section].model_fields.items():
        default = one.default
        if isinstance(default, BaseModel):
            continue
        shown = {True: "true", False: "false"}.get(default) if isinstance(default, bool) else None
        shown = shown or (f'"{default}"' if isinstance(default, str) else str(default))
        cell = rows[name].split("|")[2].strip()
        assert cell == ("none" if default is None else f"`{shown}`"), name


def test_sections_are_known() -> None:
    """This file knows the settings class of every section that a settings file may have."""
    assert set(SETTINGS) == set(config.SECTIONS)


def _tree(kind: type[errors.FabulaError]) -> Iterator[type[errors.FabulaError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _tree(inner)


def test_reference_has_every_error() -> None:
    """The table of errors names each code with its exit code and whether trying again can help, and no other."""
    ours = [kind for kind in _tree(errors.FabulaError) if kind.__module__ == "fabula.errors"]
    rows = _rows(REFERENCE, "## Exit codes and errors")
    assert set(rows) == {kind.code for kind in ours}
    for kind in ours:
        cells = [cell.strip() for cell in rows[kind.code].split("|")]
        made = kind("part", "It") if kind is errors.MissingExtra else kind("what happened")
        assert cells[2:4] == [str(exit_code(made)), "yes" if kind.retryable else "no"], kind.code


@pytest.mark.parametrize("text", [README, REFERENCE], ids=["README", "reference"])
def test_exit_codes_are_told(text: str) -> None:
    """Both tables of exit codes are whole."""
    table = text.partition("| exit code |")[2].partition("\n\n")[0]
    shown = [int(number) for number in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)]
    assert shown == [0, 1, 2, *sorted(code for _, code in EXIT_CODES), 130]


def test_reference_has_every_event() -> None:
    """The table of events names each type with its fields, and no other."""
    rows = _rows(REFERENCE, "## Events")
    assert set(rows) == set(EVENTS)
    for name, kind in EVENTS.items():
        shown = re.findall(r"`(\w+)`", rows[name].split("|")[2])
        assert shown == [one.name for one in fields(kind)], name


def test_readme_has_every_world() -> None:
    """The table of worlds names each shipped world with its title, rating and languages, and no other."""
    rows = _rows(README, "## Worlds")
    found = {one.name: one for one in worlds.summaries("en") if one.source == "shipped"}
    assert set(rows) == set(found)
    for name, one in found.items():
        cells = [cell.strip() for cell in rows[name].split("|")]
        assert cells[2] == one.title
        assert cells[3].replace(" ", "-") in (one.genre, one.genre.replace(" ", "-"))
        assert cells[4:6] == [one.rating, " ".join(one.languages)], name


def test_changelog_and_readme_tell_of_no_other_version() -> None:
    """The changelog begins with the version of the package."""
    from fabula import __version__

    first = re.search(r"^## (\S+?),? ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == __version__


def test_glossary_is_bilingual_and_sorted() -> None:
    """Every word of the glossary has its Chinese and a definition, and each stands once."""
    rows = re.findall(
        r"^\| ([a-z ]+) \| (\S+) \| (.+) \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE
    )
    words = [word for word, _, _ in rows]
    assert len(words) > 30
    assert len(words) == len(set(words))
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for _, chinese, _ in rows)
    assert words == sorted(words)
