"""Plug-ins: one table a group, built-ins and installed packages side by side, nothing imported until it is used.

A group is an entry-point group such as ``fabula.weight_sources``. The room that owns the group names its
built-ins as ``"module:attribute"``; any installed package adds its own under the same group in its metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from fabula.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Plugin:
    """A named factory that is imported when it is first called."""

    group: str
    name: str
    target: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Import the factory and call it; a factory that can't be imported is a `SettingsError`."""
        return self.resolve()(*args, **kwargs)

    def resolve(self) -> Callable[..., Any]:
        """Import and return the factory itself."""
        module, _, attribute = self.target.partition(":")
        try:
            found: Any = import_module(module)
            for step in filter(None, attribute.split(".")):
                found = getattr(found, step)
        except (ImportError, AttributeError) as error:
            raise SettingsError(
                f"The plug-in '{self.name}' of {self.group} can't be loaded from '{self.target}': {error}.",
                hint="Reinstall or update the package that brings it.",
            ) from error
        if not callable(found):
            raise SettingsError(
                f"The plug-in '{self.name}' of {self.group} is not callable: '{self.target}'.",
                hint="An entry point must name a class or a function.",
            )
        return found  # type: ignore[no-any-return]


def load(group: str, built_in: Mapping[str, str] | None = None) -> dict[str, Callable[..., Any]]:
    """Return the group's factories by name; two packages that claim one name are a `SettingsError`."""
    table = {name: Plugin(group, name, target) for name, target in (built_in or {}).items()}
    for point in entry_points(group=group):
        known = table.get(point.name)
        # The same target twice is one plug-in (an editable install beside a wheel), not a quarrel.
        if known is not None and known.target != point.value:
            raise SettingsError(
                f"Two plug-ins of {group} are called '{point.name}': {known.target} and {point.value}.",
                hint="Uninstall one of the two packages.",
            )
        table[point.name] = Plugin(group, point.name, point.value)
    return dict(table)
