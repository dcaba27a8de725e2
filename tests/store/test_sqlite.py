"""The SQLite store: its schema, its durability settings, and what it says when the file or the disk is bad."""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from fabula.errors import NewerFormat, StoreError
from fabula.store import migrations, open_store
from fabula.store.schema import metadata
from fabula.store.sqlite import SqliteStore
from fabula.testing.contracts import AT, begun, make, told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where this test's database is."""
    return tmp_path / "fabula.db"


def change(path: Path, *statements: str) -> None:
    """Do something to a database behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def pragma(store: SqliteStore, name: str) -> object:
    """A pragma as the store's own connections have it."""
    with store._transaction() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_appends_survive_a_cut_of_power(path: Path) -> None:
    """Connections write ahead, wait for the disk at every commit, and hold foreign keys; also when reopened."""
    for _ in range(2):
        with SqliteStore(path) as store:
            settings = {name: pragma(store, name) for name in ("journal_mode", "synchronous", "foreign_keys")}
            assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_copy_without_write_ahead_log_gets_it_back(path: Path) -> None:
    """A database that was restored in another journal mode is switched when it is opened."""
    with SqliteStore(path) as store:
        make(store)
    change(path, "PRAGMA journal_mode=DELETE")
    with SqliteStore(path) as store:
        assert pragma(store, "journal_mode") == "wal"
        assert store.read("last-bus-7f3a") == begun()


def test_the_default_place_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a path the file is fabula.db in the home folder, which is made, and only its owner can read it."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "new" / "home"))
    with open_store() as store:
        make(store)
        for file in (tmp_path / "new" / "home").iterdir():
            assert file.stat().st_mode & 0o077 == 0, file
    assert [file.name for file in (tmp_path / "new" / "home").iterdir()] == ["fabula.db"]


def test_migrations_lead_to_the_tables_that_the_code_uses(path: Path) -> None:
    """Migrating up from nothing gives exactly the schema that the store queries, and `HEAD` names that revision."""
    with SqliteStore(path) as store, store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == migrations.HEAD


def test_migrations_go_down_and_up_again(path: Path) -> None:
    """Downgrading to nothing leaves no table of ours, and the next opening makes a working database of it."""
    with SqliteStore(path) as store:
        make(store)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.down(connection)
        left = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        assert left == ["alembic_version"]
    engine.dispose()
    with SqliteStore(path) as store:
        assert store.list() == []
        make(store)
        assert store.read("last-bus-7f3a") == begun()


def test_opening_a_current_database_needs_no_alembic(path: Path) -> None:
    """The migration machinery is imported only when there is something to migrate: opening stays fast."""
    with SqliteStore(path) as store:
        make(store)
    code = (
        "import sys, pathlib; from fabula.store import open_store\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "with open_store(pathlib.Path(sys.argv[1])) as store: assert store.latest()\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, env=dict(os.environ))


def open_and_close(path: Path) -> int:
    """Open the store in another process and count its sessions."""
    with open_store(path) as store:
        return len(store.list())


def test_processes_may_open_a_new_store_at_once(path: Path) -> None:
    """Several processes that all find no database yet: one makes it, the others wait, none fails."""
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(functools.partial(open_and_close), [path] * 4, timeout=120)) == [0] * 4


def test_a_database_of_a_newer_fabula_is_left_alone(path: Path) -> None:
    """An unknown schema revision is NewerFormat, and not a byte of the file changes."""
    with SqliteStore(path) as store:
        make(store)
    change(path, "UPDATE alembic_version SET version_num = '9999'", "CREATE TABLE moons (id TEXT)")
    before = path.read_bytes()
    with pytest.raises(NewerFormat, match="9999") as caught:
        SqliteStore(path)
    assert "Update Fabula" in caught.value.hint
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_session_of_a_newer_fabula_is_listed_but_not_opened(path: Path) -> None:
    """One session in a newer format does not spoil the list or the other sessions, and can be deleted."""
    with SqliteStore(path) as store:
        make(store), make(store, "last-bus-0001")
        change(path, "UPDATE sessions SET format = 2 WHERE id = 'last-bus-7f3a'")
        assert len(store.list()) == 2
        assert store.read("last-bus-0001") == begun()
        for call in (store.read, store.load, store.meta):
            with pytest.raises(NewerFormat, match="last-bus-7f3a"):
                call("last-bus-7f3a")
        with pytest.raises(NewerFormat):
            store.append("last-bus-7f3a", told(1), expected_position=3, at=AT)
        store.delete("last-bus-7f3a")
        assert [info.id for info in store.list()] == ["last-bus-0001"]


def test_an_event_of_a_newer_fabula_is_named(path: Path) -> None:
    """A stored event type that this version does not know is NewerFormat, not a crash."""
    with SqliteStore(path) as store:
        make(store)
        change(path, "UPDATE events SET type = 'turn.sung/1' WHERE position = 3")
        with pytest.raises(NewerFormat, match=r"turn\.sung/1"):
            store.read("last-bus-7f3a")


@pytest.mark.parametrize("data", ["{", "[]", "null", '{"text": "no note"}', '{"note": "", "text": "", "more": 1}'])
def test_a_damaged_event_is_named(path: Path, data: str) -> None:
    """A row that is no event any more is a StoreError that says which, and other sessions are not affected."""
    with SqliteStore(path) as store:
        make(store), make(store, "last-bus-0001")
        change(path, f"UPDATE events SET data = '{data}' WHERE position = 3 AND session = 'last-bus-7f3a'")
        with pytest.raises(StoreError, match="Event 3 of the session 'last-bus-7f3a'"):
            store.read("last-bus-7f3a")
        assert store.read("last-bus-0001") == begun()


def test_damaged_measurements_do_not_take_the_story_with_them(path: Path) -> None:
    """Measurements that can't be read are a StoreError; the events can still be read."""
    with SqliteStore(path) as store:
        make(store)
        change(path, "INSERT INTO measurements VALUES ('last-bus-7f3a', 1, 'no json')")
        with pytest.raises(StoreError, match="measurements"):
            store.meta("last-bus-7f3a")
        assert store.read("last-bus-7f3a") == begun()


def test_a_file_that_is_no_database_is_kept(path: Path) -> None:
    """Opening some other file is a StoreError that names it, and the file keeps its bytes."""
    path.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(StoreError, match="damaged, or is no database") as caught:
        SqliteStore(path)
    assert str(path) in caught.value.message
    assert path.read_bytes() == b"Dear diary, " * 500


def test_a_corrupt_database_is_a_paragraph(path: Path) -> None:
    """A database whose pages were overwritten is a StoreError on opening or on reading, never a raw error."""
    with SqliteStore(path) as store:
        make(store)
        for number in range(40):
            make(store, f"last-bus-{number:04}")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(bytes(data))

    def use() -> None:
        with SqliteStore(path) as store:
            store.read("last-bus-0001")

    with pytest.raises(StoreError, match="damaged"):
        use()


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    """A healthy SQLite file without our tables is refused instead of being filled with them."""
    change(path, "CREATE TABLE bookmarks (url TEXT)", "INSERT INTO bookmarks VALUES ('x')")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not one of Fabula's"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_full_disk_loses_nothing(path: Path) -> None:
    """When there is no room for a turn it is a StoreError that says so; all earlier turns stay whole and usable."""
    with SqliteStore(path) as store:
        session = make(store)
        pages = pragma(store, "page_count")
        assert isinstance(pages, int)
        with store._transaction() as connection:  # the pool gives this one connection back to every call
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 8}")
        failure, position, number = None, 3, 0
        while failure is None and number < 500:
            number += 1
            try:
                position = store.append(session, told(number, text="snow " * 400), expected_position=position, at=AT)
            except StoreError as error:
                failure = error
        assert failure is not None and "is full" in failure.message
        assert number > 1, "some turns had room"
        assert store.info(session).position == len(store.read(session)) == position
    with SqliteStore(path) as store:
        assert store.append(session, told(number), expected_position=position, at=AT) == position + 4


def test_a_home_that_is_a_file_is_a_paragraph(tmp_path: Path) -> None:
    """A home that can't be made is a StoreError that names the folder and FABULA_HOME."""
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StoreError, match="home") as caught:
        SqliteStore(tmp_path / "home" / "fabula.db")
    assert "FABULA_HOME" in caught.value.hint


def test_a_database_path_that_is_a_folder_is_a_paragraph(path: Path) -> None:
    """A folder where the file should be is a StoreError."""
    path.mkdir()
    with pytest.raises(StoreError, match=r"fabula\.db can't be opened for writing"):
        SqliteStore(path)


@pytest.fixture
def not_root() -> Iterator[Path]:
    """A folder that anybody may write to, used as an ordinary user: root may write everywhere."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o777)
        shutil.rmtree(folder)


def test_a_folder_without_rights_is_a_paragraph(not_root: Path) -> None:
    """A home that its user may not write to is a StoreError with the remedy."""
    not_root.chmod(0o555) if os.stat(not_root).st_uid == os.geteuid() else _as_root(not_root, 0o555)
    with pytest.raises(StoreError, match=r"not writable|can.t be written") as caught:
        SqliteStore(not_root / "fabula.db")
    assert "FABULA_HOME" in caught.value.hint


def test_a_read_only_file_is_a_paragraph(not_root: Path) -> None:
    """A database file that its user may only read is a StoreError, and stays as it is."""
    path = not_root / "fabula.db"
    with SqliteStore(path) as store:
        make(store)
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="can't be"):
        SqliteStore(path).append("last-bus-7f3a", told(1), expected_position=3, at=AT)
    assert path.read_bytes() == before


def _as_root(folder: Path, mode: int) -> None:
    os.seteuid(0)
    folder.chmod(mode)
    os.seteuid(65534)


def test_a_writer_that_never_ends_is_a_paragraph(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When another program holds the lock for too long it is a StoreError; nothing is written, and later it works."""
    monkeypatch.setattr("fabula.store.sqlite.BUSY_SECONDS", 0.2)
    with SqliteStore(path) as store:
        session = make(store)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="held by another program"):
                store.append(session, told(1), expected_position=3, at=AT)
            assert store.read(session) == begun()
            other.execute("ROLLBACK")
        assert store.append(session, told(1), expected_position=3, at=AT) == 7


def test_a_deleted_story_is_not_in_the_file_any_more(path: Path) -> None:
    """After a delete the words of the story are in neither the database nor its log."""
    secret = "the letter under the third persimmon"
    with SqliteStore(path) as store:
        session = make(store)
        store.append(session, told(1, text=secret), expected_position=3, at=AT)
        assert any(secret.encode() in file.read_bytes() for file in path.parent.iterdir())
        store.delete(session)
        assert not any(secret.encode() in file.read_bytes() for file in path.parent.iterdir())
