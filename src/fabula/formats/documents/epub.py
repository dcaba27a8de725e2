"""EPUB books: the chapters in the order of the spine."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import unquote, urlsplit

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.documents import encoding, web
from fabula.formats.documents.draft import Draft, Paragraph, counted
from fabula.formats.documents.zipped import Archive

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml"})
_LONGEST_SPINE = 10_000


def read(data: bytes) -> Draft:
    """The paragraphs of a book, chapter by chapter; pictures, the table of contents and extra pages are left out."""
    archive = Archive(data, "EPUB")
    package = _package(archive)
    root = _xml(archive, package)
    locked = _locked(archive)
    paragraphs: list[Paragraph] = []
    notes: list[str] = []
    missing = aside = 0
    for name, linear in _spine(root, posixpath.dirname(package)):
        if not linear:
            aside += 1
        elif name not in archive:
            missing += 1
        elif name in locked:
            raise DocumentError(
                f"The EPUB file is protected: its chapter '{name[:80]}' is encrypted.",
                hint="Fabula opens no protected books; give one without copy protection.",
            )
        else:
            page = archive.read(name)
            decoded = encoding.decode(page, web.charset(page))
            chapter = web.read(decoded.text)
            paragraphs += chapter.paragraphs
            notes += [f"{name[:80]}: {note}" for note in decoded.notes if decoded.lost]
            notes += [note for note in chapter.notes if note not in notes]
    if aside:
        notes.append(
            f"{counted(aside, 'page')} outside the order of reading {'was' if aside == 1 else 'were'} left out."
        )
    if missing:
        notes.append(f"{counted(missing, 'chapter')} that the book lists {'is' if missing == 1 else 'are'} not in it.")
    return Draft(tuple(paragraphs), _title(root), tuple(notes))


def _xml(archive: Archive, name: str) -> Any:
    """An XML file of the archive as a tree. No entity is put in, and nothing outside is looked up."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtra("documents", "Reading EPUB files") from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(archive.read(name), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise archive.broken(f"'{name[:80]}': {error}") from error
    if root is None:
        raise archive.broken(f"'{name[:80]}' is empty")
    return root


def _package(archive: Archive) -> str:
    """The name of the file that lists what the book is made of."""
    for element in _named(_xml(archive, _CONTAINER), "rootfile"):
        path = _inside("", element.get("full-path") or "")
        if path in archive:
            return path
    raise archive.broken(f"'{_CONTAINER}' names no file that is in it")


def _named(root: Any, name: str) -> Any:
    return root.iter(f"{{*}}{name}")


def _inside(folder: str, link: str) -> str:
    """Where in the archive a link leads; names that would lead out of it simply match no entry."""
    try:
        path = unquote(urlsplit(link).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/")


def _spine(root: Any, folder: str) -> list[tuple[str, bool]]:
    """The names of the chapters in order, and whether each is read in its turn."""
    items = {}
    for item in _named(root, "item"):
        kind = (item.get("media-type") or "").lower()
        if kind in _PAGES and "nav" not in (item.get("properties") or "").split():
            items[item.get("id")] = _inside(folder, item.get("href") or "")
    chapters = [
        (items[one.get("idref")], one.get("linear") != "no")
        for one in _named(root, "itemref")
        if one.get("idref") in items
    ]
    return chapters[:_LONGEST_SPINE]


def _title(root: Any) -> str:
    return next((one.text or "" for one in _named(root, "title")), "")


def _locked(archive: Archive) -> frozenset[str]:
    """The entries that are encrypted; fonts often are, chapters only in protected books."""
    if _ENCRYPTION not in archive:
        return frozenset()
    links = (one.get("URI") or "" for one in _named(_xml(archive, _ENCRYPTION), "CipherReference"))
    return frozenset(_inside("", link) for link in links)
