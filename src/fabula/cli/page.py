"""The page that a story is read on: set like a book on a terminal, plain text where it is piped."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from typing import TextIO

WIDTH = 72
MARGIN = 4
_NO_LINE_START = "，。、；：！？”’）》」』…—,.;:!?)\"'"
_STYLES = {"title": "1", "dim": "2", "action": "3", "choice": "", "note": "2", "head": "1", "error": "31", "": ""}


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Page:
    """Writes prose as it is told, and everything around it.

    On a terminal lines are set at a book's width inside a margin, with breaks where English and Chinese allow
    them; piped, or with ``NO_COLOR``, there are no styles, and piped there is no setting either.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.terminal = self.out.isatty()
        self.styled = self.terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.margin, self.width = 0, WIDTH
        self._column = 0  # of the line being written; 0 at its start
        self._word = ""
        self._fresh = True  # nothing of the paragraph is on the line yet

    def _measure(self) -> None:
        """Fit the window as it is now; a reader may have resized it."""
        room = shutil.get_terminal_size((80, 24)).columns
        self.margin = MARGIN if room > WIDTH + MARGIN else 0
        self.width = max(20, min(WIDTH, room - self.margin - 1))

    def _style(self, text: str, style: str) -> str:
        code = _STYLES.get(style, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.styled and code else text

    # -- prose, piece by piece ---------------------------------------------------------------------

    def prose(self, piece: str) -> None:
        """Write a piece of prose; words are held until they are whole."""
        if not self.terminal:
            self.out.write(piece)
            self.out.flush()
            return
        for character in piece:
            self._take(character)
        self.out.flush()

    def _take(self, character: str) -> None:
        if character == "\n":
            self._flush()
            self._break()
        elif character == " ":
            self._flush()
            if self._column:
                self._word = " "
        elif unicodedata.east_asian_width(character) in "WF" and character not in _NO_LINE_START:
            self._flush()
            self._word = character
        else:
            self._word += character

    def _flush(self) -> None:
        word, self._word = self._word, ""
        if not word.strip():
            return
        if self._column and self._column + _columns(word) > self.width:
            self._break()
            word = word.lstrip()
        if self._column == 0:
            self.out.write(" " * self.margin)
            word = word.lstrip()
        self.out.write(word)
        self._column += _columns(word)

    def _break(self) -> None:
        self.out.write("\n")
        self._column = 0

    def end(self) -> None:
        """Close the paragraph that was being written."""
        self._flush()
        if self._column or not self.terminal:
            self._break()
        self._column = 0
        self.out.flush()

    # -- whole paragraphs --------------------------------------------------------------------------

    def begin(self) -> None:
        """Leave an empty line and take the window's measure before a stretch of prose."""
        self._measure()
        self.line("")

    def text(self, text: str) -> None:
        """Write paragraphs of prose at once."""
        self.begin()
        self.prose(text.strip())
        self.end()

    def line(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write a line (set in several where it is long)."""
        if not self.terminal:
            self.out.write(f"{' ' * indent}{text}\n")
            self.out.flush()
            return
        self._measure()
        lead = " " * (self.margin + indent)
        for row in _set(text, self.width - indent) or [""]:
            self.out.write(f"{lead}{self._style(row, style)}\n" if row else "\n")
        self.out.flush()

    def lines(self, text: str, style: str = "", indent: int = 0) -> None:
        """Write several lines as they stand."""
        for row in text.split("\n"):
            self.line(row, style, indent)


def _set(text: str, width: int) -> list[str]:
    """Break a text into rows of ``width`` columns; Chinese may break anywhere but before its punctuation."""
    if _columns(text) == len(text):
        return textwrap.wrap(text, width, drop_whitespace=True, break_on_hyphens=False)
    rows, row = [], ""
    for character in text:
        if _columns(row + character) > width and character not in _NO_LINE_START:
            rows.append(row)
            row = ""
        row += character
    return [*rows, row] if row else rows
