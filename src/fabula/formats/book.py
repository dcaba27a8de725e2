"""A session bound as a book: title page, one branch turn by turn, and how it ended. Plain data for any page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fabula.story import event as e
from fabula.story.tree import Tree, Turn
from fabula.story.world import World


class Session(Protocol):
    """What a page tells of a session beside its story."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def world(self) -> str:
        """The id of its world."""
        ...

    @property
    def language(self) -> str:
        """The language of its newest turn."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def created(self) -> str:
        """When it began, ISO 8601."""
        ...

    @property
    def updated(self) -> str:
        """When it was last told, ISO 8601."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """One turn: what the reader did and how it was told."""

    turn: int
    number: int  # its place on this branch; 0 is the opening
    language: str
    action: str
    paragraphs: list[str]
    bookmarks: list[str]


@dataclass(frozen=True, slots=True)
class Book:
    """One branch of a session, ready to be set."""

    title: str
    subtitle: str
    premise: list[str]
    reader: str
    language: str
    pages: list[Page]
    ending: str  # the title of the ending, empty if the story is still open
    closing: list[str]  # the author's last words, where the last turn does not already tell them
    ended: bool
    created: datetime
    updated: datetime
    id: str


def bind(world: World | None, tree: Tree, session: Session, turn: int | None = None) -> Book:
    """The book of the branch that leads to ``turn`` (default: the tip). Without its world it lacks only extras."""
    path = tree.path(turn)
    pages = list(_pages(path, tree, session.language))
    events = [event for one in path for event in one.events]
    ending = next((x.ending for x in reversed(events) if isinstance(x, e.StoryEnded)), "")
    reader = next((x.name for x in reversed(events) if isinstance(x, e.ReaderIntroduced)), "")
    known = world.endings.get(ending) if world else None
    closing = paragraphs(known.text) if known else []
    told = {text for page in pages for text in page.paragraphs}
    title = world.title if world else session.title
    return Book(
        title=readable(title),
        subtitle=readable(session.title) if session.title != title else "",
        premise=paragraphs(world.premise) if world else [],
        reader=readable(reader),
        language=pages[-1].language if pages else session.language,
        pages=pages,
        ending=readable(known.title) if known else "",
        closing=[text for text in closing if text not in told],
        ended=bool(ending),
        created=datetime.fromisoformat(session.created),
        updated=datetime.fromisoformat(session.updated),
        id=session.id,
    )


def _pages(path: Iterable[Turn], tree: Tree, language: str) -> Iterable[Page]:
    for number, turn in enumerate(path):
        for event in turn.events:
            if isinstance(event, e.SessionStarted | e.LanguageSwitched):
                language = event.language
        action = turn.action
        yield Page(
            turn=turn.id,
            number=number,
            language=language,
            action=" ".join(paragraphs(action.text)) if action else "",
            paragraphs=paragraphs(turn.told.text) if turn.told else [],
            bookmarks=[readable(name) for name, marked in tree.bookmarks.items() if marked == turn.id],
        )


def paragraphs(text: str) -> list[str]:
    """The lines of ``text`` that have something on them: storytellers begin a paragraph with every new line."""
    return [line for line in (readable(one).strip() for one in text.splitlines()) if line]


def readable(text: str) -> str:
    """``text`` without what can't be printed: control characters and half characters; tabs become spaces."""
    return "".join(" " if c == "\t" else c for c in text if c in "\t\n" or not _unprintable(ord(c)))


def _unprintable(code: int) -> bool:
    return (
        code < 0x20
        or 0x7F <= code <= 0x9F
        or 0xD800 <= code <= 0xDFFF
        or code in (0xFFFE, 0xFFFF)
        or 0x202A <= code <= 0x202E  # they turn the direction of whatever follows on the page
        or 0x2066 <= code <= 0x2069
    )
