"""Both stores keep the one contract."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fabula.store import Store, open_store
from fabula.store.memory import MemoryStore
from fabula.testing.contracts import SharedStoreContract, StoreContract


class TestMemory(StoreContract):
    """The store that forgets."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """An empty one."""
        with MemoryStore() as store:
            yield store


class TestSqlite(SharedStoreContract):
    """The store of one machine."""

    @pytest.fixture
    def opener(self, tmp_path: Path) -> Callable[[], Store]:
        """Opens this test's file."""
        return functools.partial(open_store, tmp_path / "fabula.db")

    @pytest.fixture
    def store(self, opener: Callable[[], Store]) -> Iterator[Store]:
        """A new file."""
        with opener() as store:
            yield store
