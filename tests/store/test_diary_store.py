"""The diary's file: entries word for word, for their owner alone, gone when removed, and bad files explained."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import InputError, NewerFormat, NotFound, StoreError
from fabula.store.diary import LONGEST, Diary

DAY = dt.date(2026, 3, 2)
AT = "2026-03-02T20:00:00.000000+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where this test's diary is."""
    return tmp_path / "diary.db"


def test_entries_come_back_by_their_days(path: Path) -> None:
    """Entries are there after closing, sorted by day and not by when they were written; ids count up."""
    with Diary(path) as diary:
        later = diary.add("Second day.", day=DAY + dt.timedelta(days=1), language="en", written=AT)
        first = diary.add("第一天。", day=DAY, language="zh", written=AT)
    with Diary(path) as diary:
        assert diary.entries() == [first, later]
    assert (later.id, first.id) == (1, 2)


@given(st.text(min_size=1, max_size=80).filter(lambda one: bool(one.strip())))
@settings(max_examples=40, deadline=None)
def test_words_are_kept_as_they_are(text: str) -> None:
    """Whatever can be written as UTF-8 comes back character by character: blanks, marks, NULs, other scripts."""
    with TemporaryDirectory() as folder, Diary(Path(folder) / "diary.db") as diary:
        try:
            diary.add(text, day=DAY, language="", written=AT)
        except InputError as error:
            assert "UTF-8" in error.message and any(0xD800 <= ord(one) < 0xE000 for one in text)
            return
        assert diary.entries()[-1].text == text


def test_only_its_owner_can_read_it(path: Path) -> None:
    """The file has mode 0600 when it is made, and gets it back if it was opened up."""
    with Diary(path):
        assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with Diary(path):
        assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["diary.db"]


def test_the_default_place_is_the_home_folder(home: Path) -> None:
    """Without a path it is diary.db in the home folder, which is made."""
    with Diary() as diary:
        assert diary.path == home / "diary.db" and diary.path.exists()


def test_what_is_removed_is_not_in_the_file_any_more(path: Path) -> None:
    """After removing an entry its words are nowhere in the folder; its number is not given again."""
    secret = "the letter under the third persimmon"
    with Diary(path) as diary:
        diary.add("Kept.", day=DAY, language="en", written=AT)
        number = diary.add(secret, day=DAY, language="en", written=AT).id
        assert secret.encode() in path.read_bytes()
        diary.remove(number)
        assert not any(secret.encode() in one.read_bytes() for one in path.parent.iterdir())
        assert [one.text for one in diary.entries()] == ["Kept."]
        assert diary.add("Next.", day=DAY, language="en", written=AT).id == number + 1


def test_removing_what_is_not_there_is_named(path: Path) -> None:
    """A number that the diary doesn't have is NotFound, and nothing else goes."""
    with Diary(path) as diary:
        diary.add("Kept.", day=DAY, language="en", written=AT)
        with pytest.raises(NotFound, match="99"):
            diary.remove(99)
        assert len(diary.entries()) == 1


@pytest.mark.parametrize("text", ["", " \n\t", "a" * (LONGEST + 1)])
def test_what_is_no_entry_is_refused(path: Path, text: str) -> None:
    """Nothing, and more than fits, is an error; nothing is kept."""
    with Diary(path) as diary:
        with pytest.raises(InputError):
            diary.add(text, day=DAY, language="en", written=AT)
        assert diary.entries() == []


def test_two_may_write_at_once(path: Path) -> None:
    """Two open diaries of one file see each other's entries and lose none."""
    with Diary(path) as one, Diary(path) as other:
        one.add("One.", day=DAY, language="en", written=AT)
        other.add("Two.", day=DAY, language="en", written=AT)
        assert [entry.text for entry in one.entries()] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("statements", "kind", "said"),
    [
        (["PRAGMA user_version=9"], NewerFormat, "9"),
        (["CREATE TABLE bookmarks (url TEXT)"], StoreError, "no diary"),
    ],
)
def test_a_file_of_others_is_left_alone(path: Path, statements: list[str], kind: type[StoreError], said: str) -> None:
    """A newer Fabula's diary and another program's database are refused, and not a byte changes."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(kind, match=said):
        Diary(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_kept(path: Path) -> None:
    """Some other file is a StoreError that names it, and keeps its bytes."""
    path.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(StoreError, match="no database"):
        Diary(path)
    assert path.read_bytes() == b"Dear diary, " * 500


def test_a_damaged_entry_is_named(path: Path) -> None:
    """A row whose day is no day is a StoreError that says which."""
    with Diary(path) as diary:
        number = diary.add("Kept.", day=DAY, language="en", written=AT).id
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE entries SET day = 'someday'")
        connection.commit()
    with Diary(path) as diary, pytest.raises(StoreError, match=f"Entry {number} "):
        diary.entries()
