"""Prefixes on disk: read once, restored later, never trusted blindly, never in the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fabula.models.client import Client
from fabula.models.prefix import PrefixFiles
from fabula.models.request import Message, Request
from fabula.testing.scripted import ScriptedServer, scripted_server

WORLD = (Message("system", "A quiet world."), Message("user", "Begin."), Message("assistant", "It was dusk."))
OTHER = (Message("system", "A loud world."), Message("user", "Begin."), Message("assistant", "It was noon."))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of slot files."""
    path = tmp_path / "prefixes"
    path.mkdir()
    return path


@pytest.fixture
def server(folder: Path) -> Iterator[ScriptedServer]:
    """A llama-like server that keeps its slot files there."""
    with scripted_server(slots=folder) as running:
        yield running


@pytest.fixture
async def client(server: ScriptedServer) -> AsyncIterator[Client]:
    """A client of it."""
    async with Client(server.url) as connected:
        await connected.probe()
        yield connected


@pytest.fixture
def files(folder: Path) -> PrefixFiles:
    """What is tested, for weights called w1."""
    return PrefixFiles(folder, "w1")


def slots(folder: Path) -> list[str]:
    """The names of the slot files that are there."""
    return sorted(path.name for path in folder.glob("*.slot"))


async def reused(client: Client, messages: tuple[Message, ...]) -> bool:
    """Whether the server holds ``messages`` in its cache: all but the last token of them are reused."""
    _, usage = await client.complete(Request(messages, max_tokens=1))
    return usage.reused == usage.prompt - 1


async def test_saved_once_restored_later(client: Client, files: PrefixFiles, folder: Path) -> None:
    """The first time the prefix is read and saved; when it has left the cache it comes back from disk, unread."""
    assert await files.warm(client, WORLD) > 0
    assert slots(folder) == [files.name(WORLD)]
    await client.slot("erase")
    assert await files.warm(client, WORLD) == 0
    assert await reused(client, WORLD)
    assert sorted(path.suffix for path in folder.iterdir()) == [".json", ".slot"]


async def test_each_prefix_has_a_file_of_its_own(client: Client, files: PrefixFiles, folder: Path) -> None:
    """Two worlds do not disturb each other, and the same world told by other weights is another file."""
    assert await files.warm(client, WORLD) > 0
    assert await files.warm(client, OTHER) > 0
    assert await files.warm(client, WORLD) == 0
    assert await reused(client, WORLD)
    assert len(slots(folder)) == 2
    assert PrefixFiles(folder, "w2").name(WORLD) != files.name(WORLD)
    assert await PrefixFiles(folder, "w2").warm(client, WORLD) > 0
    moved = (Message("system", "A quiet"), Message("user", " world.Begin."), WORLD[2])
    assert files.name(moved) != files.name(WORLD)


DAMAGES = ["flipped", "truncated", "empty", "no note", "torn note", "odd note", "foreign note"]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_file_is_read_anew_and_replaced(
    damage: str, client: Client, files: PrefixFiles, folder: Path
) -> None:
    """What is not exactly what was saved is never given to the server: it is evaluated again and rewritten."""
    await files.warm(client, WORLD)
    path = folder / files.name(WORLD)
    note = folder / f"{path.name}.json"
    good = path.read_bytes()
    if damage == "flipped":
        path.write_bytes(bytes([good[0] ^ 1]) + good[1:])
    elif damage in ("truncated", "empty"):
        path.write_bytes(good[: len(good) // 2 if damage == "truncated" else 0])
    elif damage == "no note":
        note.unlink()
    else:
        note.write_text({"torn note": '{"sha256": "', "odd note": "[]", "foreign note": "{}"}[damage], "utf-8")
    await client.slot("erase")
    assert await files.warm(client, WORLD) > 0
    assert path.read_bytes() == good
    await client.slot("erase")
    assert await files.warm(client, WORLD) == 0


async def test_a_file_that_the_server_refuses_is_read_anew(client: Client, files: PrefixFiles, folder: Path) -> None:
    """A file with the right digest that this server can't load costs an evaluation, no error."""
    path = folder / files.name(WORLD)
    path.write_bytes(b"for another server")
    note = {"sha256": _sha256(path), "bytes": path.stat().st_size}
    (folder / f"{path.name}.json").write_text(json.dumps(note), "utf-8")
    assert await files.warm(client, WORLD) > 0
    await client.slot("erase")
    assert await files.warm(client, WORLD) == 0


async def test_the_longest_unused_go_first_over_the_budget(client: Client, folder: Path) -> None:
    """Over the budget the files that were not used longest are dropped with their notes; use counts, not age."""
    worlds = [(Message("system", f"World {number}."), *WORLD[1:]) for number in range(4)]
    roomy = PrefixFiles(folder, "w1")
    for number, world in enumerate(worlds[:3]):
        await roomy.warm(client, world)
        os.utime(folder / roomy.name(world), (1000 + number, 1000 + number))
    await roomy.warm(client, worlds[0])  # used again
    size = (folder / roomy.name(worlds[0])).stat().st_size
    tight = PrefixFiles(folder, "w1", budget=2 * size + size // 2)
    await tight.warm(client, worlds[3])
    assert slots(folder) == sorted(tight.name(world) for world in (worlds[0], worlds[3]))
    assert len(list(folder.glob("*.json"))) == 2


async def test_leavings_of_dead_processes_are_removed(client: Client, files: PrefixFiles, folder: Path) -> None:
    """Half-written files of processes that were killed go; those of living ones stay."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    old, odd = folder / f"aa.slot.{dead.pid}.tmp", folder / "what.tmp"
    mine = folder / f"bb.slot.{os.getppid()}.tmp"
    for path in (old, odd, mine):
        path.write_bytes(b"half")
    await files.warm(client, WORLD)
    assert [path.name for path in sorted(folder.glob("*.tmp"))] == [mine.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
async def test_a_full_disk_only_costs_the_file(client: Client, files: PrefixFiles, folder: Path) -> None:
    """When the disk is full the prefix is in the cache all the same, and nothing half-written is left."""
    (folder / f"{files.name(WORLD)}.{os.getpid()}.tmp").symlink_to("/dev/full")
    assert await files.warm(client, WORLD) > 0
    assert await reused(client, WORLD)
    assert list(folder.iterdir()) == []


async def test_a_note_that_can_not_be_written_only_costs_the_file(
    client: Client, files: PrefixFiles, folder: Path
) -> None:
    """A slot file without its note is never left behind to be trusted."""
    (folder / f"{files.name(WORLD)}.json").mkdir()
    assert await files.warm(client, WORLD) > 0
    assert await reused(client, WORLD)
    assert slots(folder) == []
    assert list(folder.glob("*.tmp")) == []


async def test_a_folder_that_went_away_is_no_error(client: Client, files: PrefixFiles, folder: Path) -> None:
    """Without its folder the prefix is evaluated each time, and the story goes on."""
    folder.rmdir()
    assert await files.warm(client, WORLD) > 0
    assert await files.warm(client, WORLD) > 0
    assert await reused(client, WORLD)


async def test_a_server_without_slot_files_just_reads(tmp_path: Path) -> None:
    """Where the server has no folder for slots, warming is an evaluation and leaves no file."""
    with scripted_server() as server:
        async with Client(server.url) as client:
            await client.probe()
            files = PrefixFiles(tmp_path, "w1")
            assert await files.warm(client, WORLD) > 0
            assert await reused(client, WORLD)
    assert slots(tmp_path) == []


def _sha256(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()
