"""Prompts: every theme has some at every level, in both languages, and each is a concrete paragraph's worth."""

from __future__ import annotations

import pytest

from fabula.analysis.themes import definitions
from fabula.errors import InputError
from fabula.workshop.advice_kinds import LEVELS, level
from fabula.workshop.prompts import prompts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_theme_has_prompts_at_every_level(language: str) -> None:
    """Each of the 24 themes has at least four prompts, at least two of them at each level; none stands twice."""
    keys = list(definitions(language))
    assert len(keys) == 24
    for key in keys:
        assert len(prompts(language, key)) >= 4
        for one in LEVELS:
            assert len(prompts(language, key, one)) >= 2, (key, one.name)
    texts = [one.text for one in prompts(language)]
    assert len(set(texts)) == len(texts)
    least, most = (50, 230) if language == "en" else (15, 80)
    assert all(least <= len(one) <= most for one in texts)


def test_themes_go_by_key_and_name() -> None:
    """A theme is found by its key or its name in the language; another is refused with the list."""
    name = prompts("zh", "courage")[0].label
    assert name != "courage" and prompts("zh", name) == prompts("zh", "courage")
    with pytest.raises(InputError, match="dragons") as caught:
        prompts("en", "dragons", level("high"))
    assert "courage" in caught.value.hint
    with pytest.raises(InputError, match="'fr'"):
        prompts("fr")
