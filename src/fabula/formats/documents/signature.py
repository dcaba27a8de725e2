"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import re

# Magic bytes, where they stand, and what to call it.
_KNOWN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF87a", "a GIF picture"),
    (0, b"GIF89a", "a GIF picture"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (4, b"ftyp", "a film or a recording (MP4)"),
    (8, b"WAVE", "a recording (WAV)"),
    (8, b"AVI ", "a film (AVI)"),
    (0, b"\x1aE\xdf\xa3", "a film (Matroska)"),
    (0, b"ID3", "a recording (MP3)"),
    (0, b"OggS", "a recording (Ogg)"),
    (0, b"fLaC", "a recording (FLAC)"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"\xca\xfe\xba\xbe", "a Java class"),
    (0, b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"GGUF", "weights of a model (GGUF)"),
    (60, b"BOOKMOBI", "a Kindle book (MOBI)"),
    (0, b"ITSF", "a help file (CHM)"),
    (0, b"AT&TFORM", "a DjVu document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls) or one with a password"),
)
_MACHINE_CODE = re.compile(rb"MZ[\s\S]{58}[\s\S]{4}[\s\S]*?PE\x00\x00")


def foreign(data: bytes) -> str:
    """What ``data`` is, with its article, where that is something that holds no text for us; else nothing."""
    for place, magic, name in _KNOWN:
        if data[place : place + len(magic)] == magic:
            return name
    if data[:2] == b"BM" and b"\x00\x00" in data[6:10]:
        return "a BMP picture"
    return "a program (Windows)" if _MACHINE_CODE.match(data[:4096]) else ""


def is_pdf(data: bytes) -> bool:
    """Whether ``data`` is a PDF; some have a few bytes of a mail or a printer in front."""
    return b"%PDF-" in data[:1024]


def is_zip(data: bytes) -> bool:
    """Whether ``data`` is a ZIP archive, as DOCX and EPUB are."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I
)
_XML = re.compile(r"\s*<\?xml\b")
_SUBTITLES = re.compile(r"\s*(?:WEBVTT(?:[ \t\r\n]|$)|\d{1,6}[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->)")


def text_kind(text: str) -> str:
    """The kind of a text by how it begins: html or srt; else nothing."""
    begin = text[:4096]
    if _SUBTITLES.match(begin):
        return "srt"
    return "html" if _HTML.match(begin) or _XML.match(begin) else ""
