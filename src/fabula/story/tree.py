"""The tree of turns: a session is a path in it, and undo, redo, branch and goto only move the tip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fabula.errors import NotFound, StoreError
from fabula.story import event as e
from fabula.story.state import State, advance, fold

ROOT = 0
SNAPSHOT = 32  # turns between two snapshots of the state


@dataclass(slots=True)
class Turn:
    """One turn: where it grew from, what happened in it and how it was told."""

    id: int
    parent: int
    events: list[e.Event] = field(default_factory=list)
    children: list[int] = field(default_factory=list)

    @property
    def told(self) -> e.TurnTold | None:
        """How it was told; None for a turn without prose (only the root before its opening)."""
        return next((x for x in reversed(self.events) if isinstance(x, e.TurnTold)), None)

    @property
    def action(self) -> e.ActionTaken | None:
        """What the reader did in it; None for the opening."""
        return next((x for x in self.events if isinstance(x, e.ActionTaken)), None)


@dataclass(slots=True)
class Tree:
    """All turns of a session, the tip where the reader is, and the named turns."""

    turns: dict[int, Turn] = field(default_factory=lambda: {ROOT: Turn(ROOT, -1)})
    tip: int = ROOT
    bookmarks: dict[str, int] = field(default_factory=dict)
    position: int = 0  # how many events it was folded from
    _open: int = ROOT
    _known: dict[int, tuple[int, State]] = field(default_factory=dict, repr=False, compare=False)
    """Snapshots: turn -> (how many of its events were folded, the state after them)."""

    def grow(self, events: Iterable[e.Event]) -> Tree:
        """Fold further events into this tree, in place, and return it."""
        for event in events:
            self._grow(event)
            self.position += 1
        return self

    def _grow(self, event: e.Event) -> None:
        match event:
            case e.TurnOpened():
                if event.parent not in self.turns or event.turn in self.turns:
                    raise StoreError(
                        f"Turn {event.turn} can't grow from turn {event.parent}.",
                        hint="The session file is damaged; restore a copy.",
                    )
                self.turns[event.turn] = Turn(event.turn, event.parent)
                self.turns[event.parent].children.append(event.turn)
                self._open = event.turn
                self.tip = event.turn
            case e.TipMoved():
                self.tip = self._open = self.turn(event.turn).id
            case e.SummaryMade():  # it belongs to the block that it sums up, whatever branch grows from there
                self.turn(event.last).events.append(event)
            case e.BookmarkSet():
                self.bookmarks[event.name] = event.turn
            case _:
                self.turns[self._open].events.append(event)

    def turn(self, number: int) -> Turn:
        """The turn of that number; `NotFound` if there is none."""
        if number not in self.turns:
            raise NotFound(
                f"There is no turn {number} in this story.",
                hint=f"It has turns 0 to {max(self.turns)}; /map shows them.",
            )
        return self.turns[number]

    def path(self, number: int | None = None) -> list[Turn]:
        """The turns from the opening to ``number`` (default: the tip), both included."""
        current = self.turn(self.tip if number is None else number)
        out = [current]
        while current.parent >= 0:
            current = self.turns[current.parent]
            out.append(current)
        return out[::-1]

    def state(self, number: int | None = None) -> State:
        """What is true after turn ``number`` (default: the tip).

        Folded from the nearest snapshot on the branch; every `SNAPSHOT`-th turn and the last one asked for leave one.
        """
        current: Turn | None = self.turn(self.tip if number is None else number)
        rest: list[Turn] = []
        state = State()
        while current is not None:
            folded, known = self._known.get(current.id, (-1, state))
            if folded == len(current.events):
                state = known
                break
            rest.append(current)
            current = self.turns.get(current.parent)
        state = state.copy()
        for turn in reversed(rest):
            advance(state, turn.events)
            if turn.id % SNAPSHOT == 0 or turn is rest[0]:
                self._known[turn.id] = (len(turn.events), state.copy())
        return state

    def next_id(self) -> int:
        """The number that the next turn will have."""
        return max(self.turns) + 1

    def forward(self, number: int) -> int | None:
        """The newest child of a turn: where redo leads."""
        children = self.turns[number].children
        return children[-1] if children else None

    def depth(self, number: int) -> int:
        """How many turns lie between the opening and ``number``."""
        return len(self.path(number)) - 1

    def mismatches(self) -> Iterator[tuple[int, str, str]]:
        """Turns whose stored digest is not that of the refolded state: (turn, stored, found)."""
        for number, turn in sorted(self.turns.items()):
            told = turn.told
            if told is not None and told.digest:
                before = self.state(turn.parent) if turn.parent >= 0 else State()
                found = fold(before, turn.events[: turn.events.index(told)]).digest()
                if found != told.digest:
                    yield number, told.digest, found
