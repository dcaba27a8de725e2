"""Function words: those that hold sentences together and say nothing of what they are about."""

from __future__ import annotations

from functools import lru_cache

from fabula.analysis.lexicon import shipped


@lru_cache(maxsize=2)
def function_words(language: str) -> frozenset[str]:
    """The function words of a language, in small letters and with straight apostrophes."""
    return frozenset(shipped("functions", language).forms)
