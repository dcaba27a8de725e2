"""A small map of a session's branches: where it forked and where each branch leads. Plain geometry for any page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.formats.book import paragraphs, readable
from fabula.story import event as e
from fabula.story.tree import ROOT, Tree

WIDTH = 330.0  # of the lines; labels stand to the right of it
ROW = 30.0
MARGIN = 14.0
LABEL = 40  # columns of text; a Chinese character takes two


@dataclass(frozen=True, slots=True)
class Node:
    """A turn that the map shows: the opening, a fork, the end of a branch, or a bookmark."""

    number: int  # how many turns it lies behind the opening
    x: float
    y: float
    told: bool  # on the branch that the page tells
    tip: bool
    ended: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """A stretch of turns from one shown turn to the next, as an SVG path."""

    path: str
    told: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What stands at the end of a branch."""

    x: float  # where the branch ends
    y: float
    number: int
    text: str
    told: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A turn in the outline of a tree."""

    turn: int
    indent: int
    name: str
    told: bool  # on the branch that the page tells


@dataclass(frozen=True, slots=True)
class Map:
    """Nodes, edges and labels, and the height they need."""

    nodes: list[Node]
    edges: list[Edge]
    labels: list[Label]
    height: float
    label_x: float = WIDTH + 2 * MARGIN
    width: float = 660.0


def branches(tree: Tree, turn: int | None = None) -> Map | None:
    """The map of a tree, with the way to ``turn`` (default: the tip) marked; None if it never forked."""
    if all(len(one.children) < 2 for one in tree.turns.values()):
        return None
    target = tree.tip if turn is None else turn
    told = {one.id for one in tree.path(target)}
    depth = _depths(tree)
    row = _rows(tree)
    step = WIDTH / max(1, *depth.values())

    def x(number: int) -> float:
        return round(MARGIN + depth[number] * step, 1)

    def y(number: int) -> float:
        return round(MARGIN + row[number] * ROW, 1)

    shown = {
        one.id
        for one in tree.turns.values()
        if one.id in (ROOT, target) or len(one.children) != 1 or one.id in tree.bookmarks.values()
    }
    nodes, edges, labels = [], [], []
    for number in sorted(shown, key=lambda number: number in told):  # the told way is drawn last, on top
        one = tree.turns[number]
        ended = any(isinstance(event, e.StoryEnded) for event in one.events)
        nodes.append(Node(depth[number], x(number), y(number), number in told, number == target, ended))
        above = one.parent
        while above not in shown and above > ROOT:
            above = tree.turns[above].parent
        if above >= ROOT:
            edges.append(Edge(_curve(x(above), y(above), x(number), y(number), step), number in told))
        if not one.children:
            labels.append(Label(x(number), y(number), depth[number], _short(_name(tree, number)), number in told))
    return Map(nodes, edges, labels, height=2 * MARGIN + ROW * max(row.values()))


def outline(tree: Tree, turn: int | None = None) -> Iterator[Line]:
    """The tree of turns as lines, branch after branch; a branch is indented where it forks off."""
    told = {one.id for one in tree.path(turn)}
    stack = [(ROOT, 0)]
    while stack:
        number, indent = stack.pop()
        one = tree.turns[number]
        yield Line(number, indent, _name(tree, number), number in told)
        first, *others = one.children or (None,)
        if first is not None:
            stack.append((first, indent))
        stack += [(child, indent + 1) for child in reversed(others) if child is not None]


def _name(tree: Tree, number: int) -> str:
    """What a turn is called on the map: its bookmarks, else what the reader did."""
    names = [readable(name) for name, marked in tree.bookmarks.items() if marked == number]
    action = tree.turns[number].action
    return ", ".join(names) or (" ".join(paragraphs(action.text)) if action else "")


def _short(text: str) -> str:
    columns = 0
    for at, character in enumerate(text):
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns > LABEL:
            return text[:at].rstrip() + "…"
    return text


def _depths(tree: Tree) -> dict[int, int]:
    depth = {ROOT: 0}
    for number in sorted(tree.turns):  # a parent always has the smaller number
        if number != ROOT:
            depth[number] = depth[tree.turns[number].parent] + 1
    return depth


def _rows(tree: Tree) -> dict[int, int]:
    """A row for every turn: a branch keeps its parent's row or, if it is not the first, gets one of its own."""
    row: dict[int, int] = {}
    free = 0
    stack = [ROOT]
    while stack:
        number = stack.pop()
        parent = tree.turns[number].parent
        if parent in row and tree.turns[parent].children[0] == number:
            row[number] = row[parent]
        else:
            row[number] = free
            free += 1
        stack += reversed(tree.turns[number].children)
    return row


def _curve(x0: float, y0: float, x1: float, y1: float, step: float) -> str:
    if y0 == y1:
        return f"M{x0} {y0}H{x1}"
    turn = min(x1, round(x0 + max(step, 18.0), 1))
    middle = round((x0 + turn) / 2, 1)
    return f"M{x0} {y0}C{middle} {y0} {middle} {y1} {turn} {y1}H{x1}"
