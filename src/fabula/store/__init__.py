"""What is kept: sessions in a store, worlds in folders."""

from __future__ import annotations

from pathlib import Path

from fabula.store.base import SessionInfo, Store, Stored, now

__all__ = ["SessionInfo", "Store", "Stored", "now", "open_store"]


def open_store(path: Path | None = None) -> Store:
    """The store of this machine: the SQLite file ``path``, by default ``fabula.db`` in the home folder.

    Raises `StoreError` (a damaged file, a place that can't be written) or `NewerFormat`.
    """
    from fabula.store.sqlite import SqliteStore  # late: SQLAlchemy takes 200 ms to import

    return SqliteStore(path)
