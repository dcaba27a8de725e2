"""Web pages: what a reader would see of them, block by block. Nothing is ever fetched."""

from __future__ import annotations

import re
from typing import Any

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.documents.draft import Draft, Paragraph, unified

_BLOCKS_WORDS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre search section summary "
    "table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN_WORDS = (
    "audio button canvas embed iframe input math nav noscript object option rp rt rtc script select style svg "
    "template textarea video"
)
_UNSEEN = frozenset(_UNSEEN_WORDS.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MARKS = frozenset({"noteref", "pagebreak", "doc-noteref", "doc-pagebreak"})  # numbers in the text that nobody reads
_WIDE_BREAK = re.compile(
    r"(?<=[\u3001-\u30ff\u3400-\u9fff\uff00-\uff60])[ \t]*\n\s*(?=[\u3001-\u30ff\u3400-\u9fff\uff00-\uff60])"
)
_WHITE = re.compile(r"[ \t\n\f]+")
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding\s*=\s*["']([\w.-]{2,40})""",
    re.I,
)
_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_SELF_CLOSED = re.compile(rf"<(?!(?:{_VOID})\b)([a-zA-Z][\w:.-]{{0,40}})((?:\s[^<>]{{0,2000}})?)/>")
_XHTML = re.compile(r"\s*<\?xml\b|[\s\S]{0,400}?xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")
# Declarations of entities: none is ever put in, and as HTML the end of them would be shown.
_SUBSET = re.compile(r"(<!DOCTYPE[^\[<>]{0,500})\[[\s\S]{0,100000}?\]\s*>", re.I)
_CHUNK = 1 << 16
_DEEP = 1_000
_PATIENCE = 2 * 10**9  # ends that end nothing times open elements: libxml2 looks through all of them at each


def charset(data: bytes) -> str:
    """The encoding that a page names in its first bytes; empty where it names none."""
    found = _CHARSET.search(data[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def read(text: str) -> Draft:
    """The paragraphs of a page in the order of its source, without scripts, styles, navigation and hidden parts."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtra("documents", "Reading HTML") from None
    text = _SUBSET.sub(r"\1>", text, count=1)
    if _XHTML.match(text[:1000]):  # there <title/> is whole; as HTML it would swallow the page
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    page = _Page()
    data = unified(text).replace("\0", "").encode("utf-8", "replace")
    # Handed over piece by piece and taken as a stream of tags: no tree is built that could be too deep.
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, no_network=True)
    work = 0
    try:
        for begin in range(0, len(data), _CHUNK):
            piece = data[begin : begin + _CHUNK]
            before = page.closed
            parser.feed(piece)
            idle = piece.count(b"</") - (page.closed - before)
            work += max(0, idle) * page.depth if page.depth > _DEEP else 0
            if work > _PATIENCE:
                raise DocumentError(
                    f"The page has {page.depth:,} elements inside each other, which no page for people has.",
                    hint="Save its text in a browser and give that.",
                )
        parser.close()
    except etree.XMLSyntaxError:  # libxml2 takes any HTML, but calls a page without a single element an error
        page.close()
    notes = ("Ruby above the characters was left out.",) if page.ruby else ()
    return Draft(tuple(page.paragraphs), page.title, notes)


class _Page:
    """Takes the tags and the text of a page as they come, and keeps the paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.title = ""
        self.ruby = False
        self.depth = 0
        self.closed = 0  # elements that had something in them and have ended
        self._fresh = False  # nothing has come since the last element began
        self._unseen = 0  # the depth at which a hidden element began
        self._level = 0
        self._pre = 0
        self._in_title = False
        self._parts: list[str] = []

    def start(self, tag: Any, attributes: Any) -> None:
        """An element begins."""
        self.depth += 1
        self._fresh = True
        if self._unseen or not isinstance(tag, str):
            return
        if tag in _UNSEEN or (attributes and _hidden(attributes)):
            self.ruby |= tag == "rt"
            self._unseen = self.depth
        elif tag == "title":
            self._in_title = not self.title
            if not self._in_title:
                self._unseen = self.depth
        elif tag == "br":
            self._parts.append("\v")
        elif tag in _BLOCKS:
            self._flush()
            self._level = _HEADINGS.get(tag, self._level)
            self._pre += tag == "pre"

    def end(self, tag: Any) -> None:
        """An element ends."""
        if self._unseen:
            self._unseen = 0 if self._unseen == self.depth else self._unseen
        elif tag == "title":
            self._in_title = False
        elif tag in _BLOCKS:
            self._flush()
            if tag in _HEADINGS:
                self._level = 0
            self._pre -= tag == "pre" and self._pre > 0
        self.closed += not self._fresh
        self._fresh = False
        self.depth -= 1

    def data(self, text: str) -> None:
        """Text between two tags."""
        self._fresh = False
        if self._unseen:
            return
        if self._in_title:
            self.title += text
        else:
            self._parts.append(text.replace("\n", "\v") if self._pre else text)

    def close(self) -> None:
        """The page ends, whatever is still open."""
        self._flush()

    def _flush(self) -> None:
        """What has come together is a paragraph, or several where empty lines were made with <br><br>."""
        if not self._parts:
            return
        text = _WHITE.sub(" ", _WIDE_BREAK.sub("", "".join(self._parts)))
        self._parts = []
        for one in re.split(r"\v[\v \u00a0\u3000]*\v", text):
            if one.strip():
                self.paragraphs.append(Paragraph(one.replace("\v", "\n"), self._level))


def _hidden(attributes: Any) -> bool:
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
        return True
    return bool(_MARKS & {*attributes.get("epub:type", "").split(), *attributes.get("role", "").split()})
