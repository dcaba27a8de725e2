"""Verbs: forms of English ones, and patterns that wait until they are needed."""

from __future__ import annotations

import pytest

from fabula.analysis.lazy import Lazy
from fabula.analysis.verbs import any_of, forms, ing, past, stem, third


@pytest.mark.parametrize(
    ("base", "s", "in_ing", "in_past"),
    [
        ("walk", "walks", "walking", ("walked",)), ("carry", "carries", "carrying", ("carried",)),
        ("push", "pushes", "pushing", ("pushed",)), ("stop", "stops", "stopping", ("stopped",)),
        ("wipe", "wipes", "wiping", ("wiped",)), ("lie", "lies", "lying", ("lied",)),
        ("ring", "rings", "ringing", ("rang", "rung")), ("have", "has", "having", ("had", "had")),
    ],
)  # fmt: skip
def test_forms(base: str, s: str, in_ing: str, in_past: tuple[str, ...]) -> None:
    """Regular and irregular forms."""
    assert (third(base), ing(base), past(base)) == (s, in_ing, in_past)
    assert forms({base}, "s") == {s} and forms({base}, "base") == {base}


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("claps", "clap"),
        ("carries", "carry"),
        ("watches", "watch"),
        ("is", "be"),
        ("across", ""),
        ("his", ""),
        ("pass", ""),
    ],
)
def test_stems(word: str, base: str) -> None:
    """The base of what can be a verb; words that only end so have none."""
    assert stem(word) == base


def test_patterns_are_compiled_when_needed() -> None:
    """A wrong one is no trouble before that."""
    assert any_of({"go", "go on"}) == "go on|go"
    pattern = Lazy("a(b+)")
    assert pattern.search("xabb") and not pattern.match("xabb") and pattern.fullmatch("abb")
    assert [match[1] for match in pattern.finditer("ab abb")] == ["b", "bb"]
    assert pattern.sub("-", "xabby") == "x-y"
    assert Lazy("(").source == "("
