"""What a reader makes of a file: paragraphs, before they are cleaned and put together."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, half characters, private and never assigned ones, soft hyphens, what turns the direction of writing,
# and spaces without width. U+200C and U+200D stay: Persian and emoji are written with them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e001f\U000f0000-\U0010ffff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?\n[ \n]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a heading has a level from 1 (the highest) to 6, anything else 0."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """The paragraphs of a document in reading order, what it calls itself, and what was left out of it."""

    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def unified(text: str) -> str:
    """``text`` with every line end as a line feed."""
    return _BREAKS.sub("\n", text)


def cleaned(text: str) -> str:
    """One paragraph in NFC, without what can't be printed; its lines may stay, but none of them is blank."""
    text = _UNPRINTABLE.sub("", _ESCAPES.sub("", unified(text)))
    text = _LINE_ENDS.sub("\n", _SPACES.sub(" ", text)).strip()
    return unicodedata.normalize("NFC", text)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 page`, `12 pages`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
