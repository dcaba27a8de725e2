"""Plug-ins: built-ins and installed packages in one table, imported only when used."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fabula import plugins
from fabula.errors import SettingsError

GROUP = "fabula.test_group"


def install(folder: Path, package: str, line: str, code: str = "") -> None:
    """Put a package with one entry point of the test group into ``folder``, as an installer would."""
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{line}\n", "utf-8")
    if code:
        (folder / f"{package}.py").write_text(code, "utf-8")


def test_nothing_is_imported_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the table does not import a plug-in; calling it does, and passes the arguments on."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "fabula_test_lazy", "lazy = fabula_test_lazy:make", "def make(word):\n    return word * 2\n")
    table = plugins.load(GROUP, {"inner": "fabula.plugins:load"})
    assert set(table) == {"inner", "lazy"}
    assert "fabula_test_lazy" not in sys.modules
    assert table["lazy"]("ha") == "haha"
    monkeypatch.delitem(sys.modules, "fabula_test_lazy")


def test_two_packages_cannot_claim_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that would take a built-in's name is an error with both targets; the same target twice is not."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "fabula_test_rival", "inner = fabula_test_rival:make")
    with pytest.raises(SettingsError, match=r"fabula\.plugins:load and fabula_test_rival:make"):
        plugins.load(GROUP, {"inner": "fabula.plugins:load"})
    assert set(plugins.load(GROUP, {"inner": "fabula_test_rival:make"})) == {"inner"}


@pytest.mark.parametrize("target", ["fabula_no_such_module:make", "fabula.plugins:nothing", "fabula.plugins:__doc__"])
def test_a_plugin_that_cannot_be_used_is_named(target: str) -> None:
    """A missing module, a missing attribute and something that is no factory each name the plug-in and its target."""
    table = plugins.load(GROUP, {"broken": target})
    with pytest.raises(SettingsError, match=f"'broken' of {GROUP}.*{target}"):
        table["broken"]()
