"""Documents of others, read as plain text with headings: the one door to `fabula.formats.documents`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from fabula.errors import DocumentError, FabulaError
from fabula.formats.documents import encoding, epub, markdown, pdf, plain, signature, subtitles, web, word
from fabula.formats.documents.draft import Draft, Paragraph, cleaned, counted
from fabula.formats.documents.zipped import Archive

MAX_BYTES = 50 * 1024 * 1024
_LONGEST_TITLE = 200
_TEXTS: dict[str, Callable[[str], Draft]] = {
    "txt": plain.read,
    "markdown": markdown.read,
    "html": web.read,
    "srt": subtitles.read,
}
_FILES: dict[str, Callable[[bytes], Draft]] = {"docx": word.read, "epub": epub.read, "pdf": pdf.read}
KINDS = (*_TEXTS, *_FILES)
_EXTENSIONS = {
    "md": "markdown", "markdown": "markdown", "mdown": "markdown", "mkd": "markdown",
    "html": "html", "htm": "html", "xhtml": "html", "xht": "html",
    "srt": "srt", "vtt": "srt", "txt": "txt", "text": "txt", "docx": "docx", "epub": "epub", "pdf": "pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands in the text, and its level from 1 (the highest) to 6."""

    begin: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as text in NFC: paragraphs with a blank line between them, headings being paragraphs too.

    ``encoding`` is empty where the kind of file leaves no choice. ``notes`` says what was left out or guessed.
    """

    text: str
    title: str
    kind: str
    encoding: str
    headings: tuple[Heading, ...]
    notes: tuple[str, ...]


def read(path: Path, *, kind: str | None = None) -> Document:
    """The document in the file ``path``. Raises `DocumentError` for what is no plain file, too large or unreadable."""
    return parse(_bytes(path), name=path.name, kind=kind)


def parse(data: bytes, *, name: str = "", kind: str | None = None) -> Document:
    """The document in ``data``; ``name`` is the file's name, if it had one. Its kind is told by content, then by name.

    Raises `DocumentError`, or `MissingExtra` where the library for this kind is not installed.
    """
    called = f"'{_shown(name)}'" if name else "The input"
    if kind is not None and kind not in KINDS:
        raise DocumentError(f"There is no kind of document called '{kind}'.", hint=f"Kinds are: {', '.join(KINDS)}.")
    if len(data) > MAX_BYTES:
        raise _too_large(called, len(data))
    if not data:
        raise DocumentError(f"{called} is empty.", hint="Give a document with text in it.")
    found = kind or _file_kind(data, called)
    try:
        if found in _FILES:
            return _document(_FILES[found](data), found, name, "", _named_otherwise(found, name, kind))
        return _text(data, found, called, name, kind)
    except FabulaError:
        raise
    except Exception as error:  # seven libraries read what strangers made; none of them may end the program
        raise DocumentError(
            f"{called} can't be read as {found or 'text'}: {type(error).__name__}: {str(error)[:150]}",
            hint="Save it anew in the program that made it, or as plain text.",
        ) from error


def _text(data: bytes, found: str, called: str, name: str, kind: str | None) -> Document:
    """A document that is text itself: decoded, and only then told apart."""
    decoded = encoding.decode(data, web.charset(data))
    encoding.refuse_binary(decoded.text, called)
    notes = decoded.notes
    if "\0" in decoded.text:
        nuls = decoded.text.count("\0")
        notes += (f"{counted(nuls, 'NUL character')} {'was' if nuls == 1 else 'were'} left out.",)
    if not found:
        found = signature.text_kind(decoded.text) or _by_name(name)
    return _document(
        _TEXTS[found](decoded.text), found, name, decoded.encoding, notes + _named_otherwise(found, name, kind)
    )


def _file_kind(data: bytes, called: str) -> str:
    """The kind of a file that is more than text, by its first bytes; empty for a text. Raises for any other kind."""
    foreign = signature.foreign(data)
    if foreign:
        raise DocumentError(
            f"{called} is {foreign}, which can't be read.", hint=f"Kinds that can be read are: {', '.join(KINDS)}."
        )
    if signature.is_pdf(data):
        return "pdf"
    return _zip_kind(data, called) if signature.is_zip(data) else ""


def _zip_kind(data: bytes, called: str) -> str:
    archive = Archive(data, "ZIP")
    if "word/document.xml" in archive:
        return "docx"
    if "META-INF/container.xml" in archive:
        return "epub"
    names = {
        "xl/workbook.xml": "an Excel table",
        "ppt/presentation.xml": "a presentation",
        "content.xml": "an ODF file",
    }
    what = next((text for entry, text in names.items() if entry in archive), "a ZIP archive")
    raise DocumentError(
        f"{called} is {what} and neither DOCX nor EPUB.", hint="Save it as DOCX, or unpack it and give a file of it."
    )


def _by_name(name: str) -> str:
    """The kind that a text has by its extension; txt for any that is unknown or belongs to another kind of file."""
    kind = _EXTENSIONS.get(PurePath(name).suffix[1:].lower(), "txt")
    return kind if kind in ("markdown", "html", "txt") else "txt"


def _named_otherwise(found: str, name: str, kind: str | None) -> tuple[str, ...]:
    suffix = PurePath(name).suffix[1:].lower()
    if kind or _EXTENSIONS.get(suffix, found) == found or (suffix in ("txt", "text") and found in _TEXTS):
        return ()
    return (f"The name ends in .{suffix}, but the content is {found}; it was read as {found}.",)


def _document(draft: Draft, kind: str, name: str, encoded: str, notes: tuple[str, ...]) -> Document:
    """The cleaned paragraphs of a draft, put together; empty ones are gone."""
    parts: list[str] = []
    headings: list[Heading] = []
    at = 0
    for paragraph in draft.paragraphs:
        text = _clean(paragraph)
        if not text:
            continue
        if paragraph.level:
            headings.append(Heading(at, at + len(text), paragraph.level))
        parts.append(text)
        at += len(text) + 2
    if not parts:
        called = f"'{_shown(name)}'" if name else "The input"
        raise DocumentError(f"{called} holds no text.", hint="Give a document with text in it.")
    title = " ".join(cleaned(draft.title).split())[:_LONGEST_TITLE] or _shown(PurePath(name).stem)
    return Document("\n\n".join(parts), title, kind, encoded, tuple(headings), (*notes, *draft.notes))


def _clean(paragraph: Paragraph) -> str:
    text = cleaned(paragraph.text)
    return text.replace("\n", " ") if paragraph.level else text


def _shown(name: str) -> str:
    return " ".join(cleaned(name).split())[:_LONGEST_TITLE]


def _too_large(called: str, size: int) -> DocumentError:
    return DocumentError(
        f"{called} has {size:,} bytes, and {MAX_BYTES:,} are the most that is read.",
        hint="Split it and read the parts.",
    )


def _bytes(path: Path) -> bytes:
    """What is in a plain file. A pipe is not waited for, and a link is not followed to whatever it leads to."""
    called = f"'{_shown(str(path))}'"
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise _no_file(called, path, mode)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with open(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())  # what has been opened, should it have been exchanged meanwhile
            if not stat.S_ISREG(status.st_mode):
                raise _no_file(called, path, status.st_mode)
            if status.st_size > MAX_BYTES:
                raise _too_large(called, status.st_size)
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DocumentError(f"There is no file {called}.", hint="Look at the spelling of the path.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or error
        raise DocumentError(f"{called} can't be read: {why}.", hint="Look at the path and its permissions.") from error


def _no_file(called: str, path: Path, mode: int) -> DocumentError:
    if stat.S_ISLNK(mode):
        leads = _shown(os.readlink(path))
        return DocumentError(f"{called} is a link, to '{leads}'.", hint="Give the file itself that it leads to.")
    tests = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    what = next((noun for test, noun in tests if test(mode)), "a device")
    return DocumentError(
        f"{called} is {what} and not a file.", hint="Give a file, or - and the text on standard input."
    )
