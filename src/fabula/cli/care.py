"""What is said to somebody whose own words speak of danger, by the language of the words and the place they are in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabula.analysis.caring import Caring

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def care(text: str, language: str, locale: str | None = None) -> Caring | None:
    """The message for a text; None where it speaks of no danger.

    Words of either language are heard, whatever the text is mostly in. ``locale`` is by default the terminal's.
    """
    from fabula.analysis.caring import caring
    from fabula.analysis.danger import danger
    from fabula.analysis.text import LANGUAGES

    for spoken in sorted(LANGUAGES, key=lambda one: one != language):
        found = danger(text, spoken)
        if found is not None:
            return caring(found, spoken, locale or here())
    return None


def here() -> str | None:
    """The terminal's locale, such as ``en_GB.UTF-8``; None where it has none."""
    return next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), None)
