"""How a database comes to the schema of this Fabula, step by step, forwards and back.

Run from code on a connection that is handed in; users need no ``alembic.ini``. A new step is a file in
``versions/``, and its revision becomes `HEAD`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

HEAD = "0001"  # told here as well, so that opening a current database needs no alembic


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "fabula.store:migrations")
    return config


def known(revision: str) -> bool:
    """Whether ``revision`` is one of ours; if not, a newer Fabula made it."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def up(connection: Connection, to: str = "head") -> None:
    """Bring the database forward, inside the transaction that ``connection`` is in."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def down(connection: Connection, to: str = "base") -> None:
    """Take the database back. What the older schema has no room for is lost."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.downgrade(config, to)
