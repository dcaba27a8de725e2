"""Markdown, read as CommonMark with tables: what it would look like, not how it is typed."""

from __future__ import annotations

import re

from fabula.errors import MissingExtra
from fabula.formats.documents import web
from fabula.formats.documents.draft import Draft, unified

_FRONT = re.compile(r"---[ \t]*\n([\s\S]{0,10000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)")
_TITLE = re.compile(r"(?m)^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$")


def read(text: str) -> Draft:
    """The paragraphs of a Markdown text; HTML in it is read as HTML. Of front matter only the title is kept."""
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise MissingExtra("documents", "Reading Markdown") from None
    text = unified(text)
    front = _FRONT.match(text)
    title = _TITLE.search(front[1]) if front else None
    notes = ("The front matter was left out.",) if front else ()
    body = text[front.end() :] if front else text
    page = web.read("<body>" + MarkdownIt("commonmark").enable("table").render(body))
    first = next((one.text for one in page.paragraphs if one.level == 1), "")
    return Draft(page.paragraphs, title[1] if title else first, notes + page.notes)
