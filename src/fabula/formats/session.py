"""A session as a page to read: Markdown and HTML. As a file to keep: `fabula.formats.archive`.

Story text comes from models and strangers: in every form it is escaped, and nothing in it can become markup.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fabula import __version__
from fabula.formats.archive import Archive, from_json, to_json
from fabula.formats.book import Book, Session, bind
from fabula.formats.branches import branches
from fabula.story.tree import Tree
from fabula.story.world import World

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["Archive", "from_json", "to_html", "to_json", "to_markdown"]

_WORDS = {
    "en": {
        "reader": "told for {name}",
        "turns": ("one turn", "{n} turns"),
        "end": "The End",
        "open": "to be continued",
        "branches": "The branches of this story",
        "branches_note": "The bold line is the way told here. On the right: where each branch has come to.",
        "made": "Told with Fabula {version}",
    },
    "zh": {
        "reader": "讲给{name}听",
        "turns": ("一回", "{n}回"),
        "end": "全文完",
        "open": "未完待续",
        "branches": "故事的岔路",
        "branches_note": "粗线是这里讲的路；右边写着每条岔路走到了哪里。",
        "made": "用 Fabula {version} 讲述",
    },
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def to_html(world: World | None, tree: Tree, session: Session, *, turn: int | None = None) -> str:
    """One branch as a self-contained page that asks for nothing from outside: readable, printable, light and dark."""
    book = bind(world, tree, session, turn)
    words = _words(book.language)
    style = files("fabula.formats").joinpath("templates/session.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(
        book=book,
        words=words,
        facts=_facts(book),
        tag=_tag,
        map=branches(tree, turn),
        style=style,
        style_hash=digest,
        version=__version__,
        made=words["made"].format(version=__version__),
    )


@cache
def _template() -> Template:
    import jinja2  # late: only this form needs it

    loader = jinja2.PackageLoader("fabula.formats", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("session.html.j2")


def to_markdown(world: World | None, tree: Tree, session: Session, *, turn: int | None = None) -> str:
    """One branch as CommonMark that shows the story's text as it is."""
    book = bind(world, tree, session, turn)
    words = _words(book.language)
    blocks = [f"# {_escape(book.title)}"]
    if book.subtitle:
        blocks.append(f"**{_escape(book.subtitle)}**")
    blocks += [f"> {_escape(text)}" for text in book.premise]
    blocks += [_escape(" · ".join(_facts(book))), "---"]
    for page in book.pages:
        blocks += [f"#### {_escape(name)}" for name in page.bookmarks]
        if page.action:
            blocks.append(f"**{page.number}**  *{_escape(page.action)}*")
        blocks += [_escape(text) for text in page.paragraphs]
    blocks.append("---")
    if book.ending:
        blocks.append(f"## {_escape(book.ending)}")
    blocks += [_escape(text) for text in book.closing]
    blocks.append(_escape(words["end"] if book.ended else words["open"]))
    return "\n\n".join(blocks) + "\n"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&|~!#])")
_LINE_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


def _escape(text: str) -> str:
    """``text`` on one line so that Markdown shows exactly it."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LINE_START.sub(lambda m: rf"{m[1]}\{m[2]}" if m[1] else rf"\{m[3]}", line)


def _words(language: str) -> dict[str, Any]:
    return _WORDS.get(language, _WORDS["en"])


def _tag(language: str) -> str:
    """The language tag for a page: Chinese here is always in simplified characters."""
    return "zh-Hans" if language == "zh" else language


def _facts(book: Book) -> list[str]:
    """The small print of the title page: for whom, when, how long."""
    words = _words(book.language)
    one, many = words["turns"]
    number = len(book.pages) - 1
    facts = [words["reader"].format(name=book.reader)] if book.reader else []
    return [*facts, _date(book.updated, book.language), one if number == 1 else many.format(n=number)]


def _date(at: datetime, language: str) -> str:
    if language == "zh":
        return f"{at.year}年{at.month}月{at.day}日"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
