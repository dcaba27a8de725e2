"""Roles: what somebody who is named does in a sentence: acts, speaks, is met, owns, or is only spoken of."""

from __future__ import annotations

from fabula.analysis import chinese, english
from fabula.analysis.mentions import Mention, Role
from fabula.analysis.quotations import narration


def role(text: str, mention: Mention, language: str) -> Role:
    """What a mention does in its sentence. Who is named inside a quotation is only spoken of."""
    plainly = narration(text, language)
    if plainly[mention.begin : mention.end] != text[mention.begin : mention.end]:
        return Role.SPOKEN_OF
    find = chinese.role if language == "zh" else english.role
    return find(plainly, mention.begin, mention.end)
