"""Word documents (DOCX): body text with tables and text boxes, as it would be printed."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.documents.draft import Draft, Paragraph, counted
from fabula.formats.documents.zipped import Archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARAGRAPH, _RUN, _TEXT = f"{_W}p", f"{_W}r", f"{_W}t"
# What was deleted or moved away, ruby, properties, and the second telling of a text box for old programs.
_UNSEEN = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr", "sectPr")) | {_FALLBACK}
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "}
_LARGEST_PART = 50 * 1024 * 1024  # bytes of XML; the tree of it takes ten times as much


def read(data: bytes) -> Draft:
    """The paragraphs of a DOCX file in order, headings by their styles; footnotes, comments and margins are left out."""
    archive = Archive(data, "DOCX")
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and len(archive.read(name)) > _LARGEST_PART:
            raise DocumentError(
                f"The DOCX file is not read, because its part '{name[:80]}' is larger than {_LARGEST_PART:,} bytes.",
                hint="Save it in parts.",
            )
    try:
        import docx
    except ImportError:
        raise MissingExtra("documents", "Reading DOCX files") from None
    # python-docx opens what the archive has just been held to; zipfile never unpacks more than an entry declares.
    try:
        document = docx.Document(BytesIO(data))
        levels = _levels(document.styles.element)
        body = document.element.body
    except Exception as error:  # python-docx raises whatever the missing part happens to make it raise
        raise archive.broken(f"{type(error).__name__}: {error}"[:200]) from error
    if body is None:
        raise archive.broken("it has no body")
    paragraphs = tuple(Paragraph(_text(one), _level(one, levels)) for one in _walk(body) if one.tag == _PARAGRAPH)
    title = document.core_properties.title or ""
    return Draft(paragraphs, title, tuple(_left_out(document)))


def _walk(root: Any, *, stop: str = "") -> Iterator[Any]:
    """The elements below ``root`` that are seen, in document order, without going into any that is called ``stop``."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if element.tag in _UNSEEN or element.tag == stop or not isinstance(element.tag, str):
            continue
        if element.tag == _RUN and element.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        yield element
        stack.extend(reversed(element))


def _text(paragraph: Any) -> str:
    """The text of a paragraph without that of text boxes in it, which have paragraphs of their own."""
    return "".join(
        element.text or "" if element.tag == _TEXT else _SIGNS.get(element.tag, "")
        for element in _walk(paragraph, stop=_PARAGRAPH)
    )


def _levels(styles: Any) -> dict[str, int]:
    """The level of each style that makes headings: by its outline level, its name, or the style it is based on."""
    own: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in styles.iterchildren(f"{_W}style"):
        key = style.get(f"{_W}styleId") or ""
        name = (_value(style, "name") or "").lower()
        outline = _value(style, "pPr/" + _W + "outlineLvl")
        if name == "title":
            own[key] = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            own[key] = min(max(int(name[8:]), 1), 6)
        elif outline is not None and outline.isdigit():
            own[key] = int(outline) + 1 if int(outline) < 6 else 0
        bases[key] = _value(style, "basedOn") or ""
    found: dict[str, int] = {}
    for key in bases:
        at, steps = key, 0
        while at in bases and at not in own and steps < 20:
            at, steps = bases[at], steps + 1
        if own.get(at):
            found[key] = own[at]
    return found


def _value(element: Any, path: str) -> str | None:
    found = element.find(_W + path)
    return None if found is None else found.get(f"{_W}val")


def _level(paragraph: Any, levels: dict[str, int]) -> int:
    outline = _value(paragraph, "pPr/" + _W + "outlineLvl") or ""
    if outline.isdigit() and int(outline) < 6:
        return int(outline) + 1
    return levels.get(_value(paragraph, "pPr/" + _W + "pStyle") or "", 0)


def _left_out(document: Any) -> Iterator[str]:
    """One note for each kind of text beside the body."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        noun = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}.get(kind)
        if noun is None or relation.is_external:
            continue
        try:
            root = etree.fromstring(relation.target_part.blob, parser)
        except etree.XMLSyntaxError:
            continue
        # Separators between text and footnotes are kept as footnotes with a type.
        number = sum(1 for one in root if any(True for _ in one.iter(_TEXT)) and one.get(f"{_W}type") is None)
        if number:
            yield f"{counted(number, noun)} {'was' if number == 1 else 'were'} left out."
