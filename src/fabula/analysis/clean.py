"""Making text safe to keep and to print: what typed, pasted and generated text must not carry."""

from __future__ import annotations

import re
import unicodedata

_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF, 0x200B, 0x2060])
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")


def plain(text: str, *, lines: bool = True) -> str:
    """``text`` in NFC without terminal escapes, control, bidirectional-override and lone surrogate characters.

    Line breaks and tabs stay (as spaces where ``lines`` is False).
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_BIDI)
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    text = unicodedata.normalize("NFC", "".join(kept)).replace("\t", " ")
    return text if lines else " ".join(text.split())


_MARKS = re.compile(r"<\|[^|<>]{0,40}\|>|<｜[^｜<>]{0,40}｜>|\[/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS)\]")
_ANGLES = str.maketrans("<>", "‹›")


def unmarked(text: str) -> str:
    """``text`` without the marks of chat templates, so that nothing in it can end a message or begin another.

    Whole marks go; an angle bracket that is left becomes ‹ or ›, so no mark can be put together from the rest.
    """
    return _MARKS.sub("", text).translate(_ANGLES)
