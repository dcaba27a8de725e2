"""The house stands: floors, no cycles, quick help, nothing dangerous in the source, and all of it in the wheel."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "fabula"
FLOORS = {
    "errors": 0, "config": 0, "plugins": 0,
    "story": 1,
    "models": 2, "store": 2, "analysis": 2, "media": 2, "formats": 2,
    "engine": 3, "training": 3, "testing": 3,
    "workshop": 4, "recommend": 4,
    "server": 5, "evals": 5,
    "web": 6,
    "cli": 7, "__main__": 8,
}  # fmt: skip
NO_ROOM = {"__init__"}  # the package itself: a version and nothing else
ROOMS = sorted(
    entry.stem
    for entry in SOURCE.iterdir()
    if (entry.suffix == ".py" or any(entry.rglob("*.py"))) and entry.stem not in {*NO_ROOM, "__pycache__"}
)
MODULES = {
    ".".join(("fabula", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}


def _typing_only(tree: ast.AST) -> set[ast.AST]:
    """The nodes that only a type checker sees."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            found.update(inner for statement in node.body for inner in ast.walk(statement))
    return found


def _imports(name: str, *, typing: bool) -> Iterator[str]:
    """The modules of ours that a module imports, late imports too.

    With ``typing`` also what only a type checker imports, and what a plug-in's target names.
    """
    path = MODULES[name]
    tree = ast.parse(path.read_text("utf-8"))
    hidden = set() if typing else _typing_only(tree)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "fabula")
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).rstrip(".")
            if base.split(".")[0] == "fabula":
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    yield inner if inner in MODULES else base
        elif typing and isinstance(node, ast.Constant) and isinstance(node.value, str):
            named = re.fullmatch(r"(fabula(?:\.\w+)+):\w+", node.value)  # imported when it is used
            if named:
                yield named[1]


def _room(module: str) -> str:
    return [*module.split("."), ""][1]


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_a_floor(room: str) -> None:
    """Every package and top module is in the design's table of floors."""
    assert room in FLOORS, f"{room} has no floor: DESIGN and FLOORS must say where it lies"


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_lower_floors_only(room: str) -> None:
    """A room imports only rooms on lower floors and never a neighbour on its own; floor 0 may raise our errors."""
    wrong = [
        f"{module} imports {target}"
        for module in MODULES
        if _room(module) == room
        for target in _imports(module, typing=True)
        if _room(target) not in ("", room)
        and FLOORS[_room(target)] >= FLOORS[room]
        and not (FLOORS[room] == 0 and _room(target) == "errors")
    ]
    assert not wrong


def test_testing_room_is_never_used_to_play() -> None:
    """`fabula.testing` serves tests, evals and plug-in authors: no engine and no edge imports the scripted server."""
    users = {m for m in MODULES for target in _imports(m, typing=True) if _room(target) == "testing"}
    assert {_room(user) for user in users} <= {"testing", "evals"}, sorted(users)


def test_no_import_cycles() -> None:
    """No module imports itself round a circle, not even late, inside a function."""
    graph = {name: set(_imports(name, typing=False)) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle of imports: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("arguments", [["--help"], ["play", "--help"], ["sessions", "--help"], ["models", "--help"]])
def test_help_is_quick(arguments: list[str]) -> None:
    """Help imports none of the heavy libraries, so it is there at once.

    For the parameters of a command Typer itself imports pydantic; only the first help can be without.
    """
    heavy = {
        "torch", "fastapi", "nicegui", "transformers", "sqlalchemy", "alembic", "httpx", "rich", "pydantic",
        "prompt_toolkit", "huggingface_hub", "jinja2", "xllamacpp", "numpy",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fabula", *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "Usage:" in ran.stdout
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in ran.stderr.splitlines() if "|" in line}
    assert "fabula" in imported
    found = sorted(imported & heavy - ({"pydantic"} if len(arguments) > 1 else set()))
    assert not found


def test_story_is_pure() -> None:
    """The story room does no I/O: it imports nothing that reads files, clocks, networks or processes."""
    forbidden = {
        "os", "io", "pathlib", "time", "datetime", "socket", "subprocess", "secrets", "uuid", "shutil", "tempfile",
    }  # fmt: skip
    wrong = []
    for name, path in MODULES.items():
        if _room(name) != "story":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{name} imports {found}" for found in names if found.split(".")[0] in forbidden]
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("open", "print", "input"):
                wrong.append(f"{name} calls {called.id}")
    assert not wrong


def test_source_runs_no_text() -> None:
    """Nothing in the package unpickles, evaluates text as code, or hands a line to a shell."""
    modules = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    calls = {"eval", "exec", "compile", "__import__"}
    shells = {("os", "system"), ("os", "popen"), ("subprocess", "getoutput"), ("subprocess", "getstatusoutput")}
    wrong = []
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found = ""
            if isinstance(node, ast.Import):
                found = ", ".join(a.name for a in node.names if a.name.split(".")[0] in modules)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in modules:
                found = node.module or ""
            elif isinstance(node, ast.Call):
                called = node.func
                if isinstance(called, ast.Name) and called.id in calls:
                    found = called.id
                elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                    found = called.attr if (called.value.id, called.attr) in shells else ""
                if any(keyword.arg == "shell" for keyword in node.keywords):
                    found = "shell="
            if found:
                wrong.append(f"{name}:{getattr(node, 'lineno', 0)} uses {found}")
    assert not wrong


def _files() -> list[Path]:
    """The files of the repository: those that git knows or would take; without git, all but what tools leave."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split("\0")  # fmt: skip
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not re.search(r"/[._]", f"/{path.relative_to(ROOT)}")]
    return [path for path in found if path.is_file()]


def test_repository_names_no_registry() -> None:
    """No file names a registry's host or this machine's folders: pip, the hub client and apt know their own."""
    # Put together here, so that this file names none itself.
    dot = "."
    hosts = [
        dot.join(parts)
        for parts in (
            ("pypi", "org"), ("pythonhosted", "org"), ("hugging" "face", "co"), ("hf-mirror", "com"),
            ("modelscope", "cn"), ("npmjs", "org"), ("npmjs", "com"), ("anaconda", "org"), ("crates", "io"),
            ("debian", "org"), ("ubuntu", "com"), ("ghcr", "io"), ("docker", "io"), ("docker", "com"),
            ("pytorch", "org"), ("golang", "org"),
        )
    ]  # fmt: skip
    places = ["/" + "work/", "/" + "root/"]
    wrong = []
    for path in _files():
        text = path.read_bytes().decode("utf-8", "replace").lower()
        wrong += [f"{path.relative_to(ROOT)}: {word}" for word in (*hosts, *places) if word in text]
    assert not wrong


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in the wheel that is built from this checkout."""
    out = tmp_path_factory.mktemp("wheel")
    # With hatchling at hand nothing is fetched; otherwise pip brings it, as it does for anybody who builds.
    here = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *here, "-w", str(out), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    (built,) = out.glob("*.whl")
    return ZipFile(built).namelist()


def test_wheel_holds_the_whole_package(wheel: list[str]) -> None:
    """Worlds, templates, migrations and the skeleton of a world are in the wheel, like every file of the package."""
    expected = {
        f"fabula/{path.relative_to(SOURCE).as_posix()}"
        for path in _files()
        if path.is_relative_to(SOURCE) and "__pycache__" not in path.parts
    }
    assert expected <= set(wheel), sorted(expected - set(wheel))
    for needed in (
        "fabula/worlds/last-bus/world.toml",
        "fabula/worlds/drowned-bell/lore/bell.zh.md",
        "fabula/formats/templates/session.html.j2",
        "fabula/store/migrations/script.py.mako",
        "fabula/store/skeleton/world.toml",
    ):
        assert needed in wheel


def test_wheel_holds_licences_and_commands(wheel: list[str]) -> None:
    """The wheel carries the licence, the notices and the `fabula` command, and nothing outside the package."""
    inside = {name.partition("/")[2] for name in wheel if ".dist-info/" in name}
    assert {"licenses/LICENSE", "licenses/THIRD_PARTY_NOTICES.md", "entry_points.txt"} <= inside
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == {"fabula"}
