"""The caring message and the pointers to real help."""

from __future__ import annotations

import pytest

from fabula.analysis import caring as module
from fabula.analysis.caring import caring, region
from fabula.analysis.danger import KINDS, Danger
from fabula.analysis.text import Span
from fabula.errors import InputError

HELP = {
    "en_US.UTF-8": "988", "en-CA": "988", "en_GB": "116 123", "GB": "116 123", "en-IE": "116 123", "de_DE": "116 123",
    "zh_CN.UTF-8": "12356", "zh-HK": "2896 0000", "zh-Hant-TW": "1925", "en-AU": "13 11 14", "en_NZ": "1737",
}  # fmt: skip


def _found(kind: str) -> Danger:
    return Danger(kind, Span(0, 4), 0.9)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("locale", "number"), HELP.items())
def test_each_locale_has_its_own_help(locale: str, number: str, language: str) -> None:
    """A locale's number comes first or near it, in either language, and the way to all others is always there."""
    answer = caring(_found(KINDS[0]), language, locale)
    assert number in answer.pointers[0]
    assert any("findahelpline.com" in pointer for pointer in answer.pointers)


@pytest.mark.parametrize("kind", KINDS)
def test_the_message_says_what_this_is_not(kind: str) -> None:
    """Every message says in the text's language that this is a reflection aid, no therapy and no diagnosis."""
    english, chinese = caring(_found(kind), "en"), caring(_found(kind), "zh")
    assert "reflection aid" in english.message and "not therapy" in english.message
    assert "不是心理治疗" in chinese.message and "不做诊断" in chinese.message
    assert "12356" in str(chinese) and "findahelpline.com" in str(english)


@pytest.mark.parametrize(("locale", "expected"), [
    ("en", ""), ("C", ""), ("C.UTF-8", ""), (None, ""), ("", ""), ("en_XX", ""), ("UK", "GB"), ("fr-FR", "EU"),
    ("de", ""), ("nz", ""), ("NZ", "NZ"), ("zh", ""), ("es_ES@euro", "EU"),
])  # fmt: skip
def test_regions(locale: str | None, expected: str) -> None:
    """A language alone names no region, and what isn't known has none rather than a wrong one."""
    assert region(locale) == expected


def test_the_file_says_how_it_was_checked() -> None:
    """The pointers don't claim more than is known about them."""
    assert "not called" in module.checked()


def test_an_unknown_language_is_an_error() -> None:
    """Nobody is answered in a language that they don't read."""
    with pytest.raises(InputError, match="'fr'"):
        caring(_found(KINDS[0]), "fr")
