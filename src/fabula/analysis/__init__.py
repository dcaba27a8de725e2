"""Text to measures. Model-free.

For programs: ``read`` (a text and its parts), ``analyse`` (everything that is measured of it, in one record) and
``read_on`` (the sentences of a text that comes in pieces, with their feelings)::

    from fabula.analysis import analyse, read, read_on

Nothing is imported before it is asked for. Every other measure is a function of its own module, from a `Text`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabula.analysis.report import report as analyse
    from fabula.analysis.stream import sentences as read_on
    from fabula.analysis.text import read

__all__ = ["analyse", "read", "read_on"]

# A function may not be called as its module is: whoever imported the module would get that instead.
_HOMES = {"analyse": ("report", "report"), "read": ("text", "read"), "read_on": ("stream", "sentences")}

if not TYPE_CHECKING:  # a checker sees the imports above, and complains of what isn't there

    def __getattr__(name: str) -> object:
        """One of the functions above, imported when it is first asked for."""
        if name not in _HOMES:
            raise AttributeError(f"module 'fabula.analysis' has no attribute '{name}'")
        module, attribute = _HOMES[name]
        return getattr(import_module(f"fabula.analysis.{module}"), attribute)
