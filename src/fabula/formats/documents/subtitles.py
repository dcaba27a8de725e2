"""Subtitles (SRT and WebVTT): what is said, in order, as sentences."""

from __future__ import annotations

import re
from html import unescape

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.documents.draft import Draft, Paragraph, unified
from fabula.formats.documents.wrapping import ends, joined

_PAUSE = 2_000  # milliseconds of silence after which somebody begins anew
_LONGEST = 12  # cues in one paragraph: songs and Chinese subtitles have no full stops
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<[\d:.]{5,20}>|\{\\[^{}\n]{0,200}\}")
_SPEAKER = re.compile(r"\s*[-–—‐]\s*")
_CUE = re.compile(r"\d\d?:\d\d(?::\d\d)?[,.]\d{1,3}[ \t]*-->")


def read(text: str) -> Draft:
    """The sentences of a subtitle file; times, positions, styles and comments are left out."""
    try:
        from pysubs2 import SSAFile
        from pysubs2.exceptions import Pysubs2Error
    except ImportError:
        raise MissingExtra("documents", "Reading subtitles") from None
    text = unified(text).lstrip("\ufeff\n ")
    if not _CUE.search(text):
        raise DocumentError(
            "The text has no subtitles: nowhere in it is a line like 00:00:01,000 --> 00:00:02,000.",
            hint="Read it as a text with kind txt.",
        )
    try:
        cues = SSAFile.from_string(text, format_="vtt" if text.startswith("WEBVTT") else "srt").events
    except (Pysubs2Error, ValueError, IndexError) as error:
        raise DocumentError(f"The subtitles can't be read: {error}.", hint="Look at the times in the file.") from error
    lines: list[str] = []
    paragraphs: list[Paragraph] = []
    before, last = "", 0
    for cue in sorted(cues, key=lambda one: one.start):
        said = [line for line in map(_said, cue.plaintext.split("\n")) if line]
        if not said or said == [before]:  # rolling captions show a line again
            continue
        for line in said:
            if lines and (
                ends(lines[-1]) or _SPEAKER.match(line) or cue.start - last > _PAUSE or len(lines) >= _LONGEST
            ):
                paragraphs.append(Paragraph(joined(lines)))
                lines = []
            lines.append(_SPEAKER.sub("", line, count=1) if _SPEAKER.match(line) else line)
            last = cue.end
        before = said[-1]
    if lines:
        paragraphs.append(Paragraph(joined(lines)))
    return Draft(tuple(paragraphs))


def _said(line: str) -> str:
    return unescape(_TAG.sub("", line)).strip()
