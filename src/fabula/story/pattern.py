"""Patterns: regular expressions from strangers, which can't hang a story.

A pattern has characters, ``.``, ``[classes]``, ``\\d \\w \\s \\b``, ``^ $``, groups, ``|``, and ``? * + {2,5}``.
Python's engine goes back and tries again, and for some patterns that takes for ever. Here all ways through a pattern
are followed at once, one character after the other (Thompson 1968), so that a text of n characters and a pattern of m
parts take at most n times m steps. What a single character matches is asked of `re`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 200  # characters of a pattern
PARTS = 400  # of a pattern, with everything that is repeated counted as often as it may stand
MOST = 100  # what ``{2,5}`` may ask for
_DEEPEST = 8  # groups within one another
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_END = -1  # the step behind the last one
_COUNT = re.compile(r"\{(\d{0,3})(,?)(\d{0,3})\}")


@dataclass(frozen=True, slots=True)
class _One:
    """One character, or (``wide`` is false) a place between two."""

    source: str
    wide: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    ways: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Node
    low: int
    high: int | None  # None: without end


_Node = _One | _Row | _Either | _Repeat


class _Reader:
    """Reads a pattern into nodes; `ValueError` says what is wrong with it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def next(self, *wanted: str) -> str:
        """The next of the ``wanted`` beginnings, which is passed; empty if none of them stands here."""
        found = next((one for one in wanted if self.text.startswith(one, self.at)), "")
        self.at += len(found)
        return found

    def either(self, depth: int) -> _Node:
        """Alternatives, up to the end of their group."""
        if depth > _DEEPEST:
            raise ValueError(f"it has more than {_DEEPEST} groups within one another")
        ways = [self.row(depth)]
        while self.next("|"):
            ways.append(self.row(depth))
        return ways[0] if len(ways) == 1 else _Either(tuple(ways))

    def row(self, depth: int) -> _Node:
        """What stands one behind the other."""
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self.repeated(self.one(depth)))
        return _Row(tuple(parts))

    def repeated(self, part: _Node) -> _Node:
        """A part with the count behind it."""
        counted = self.count()
        if counted is None:
            return part
        low, high = counted
        self.next("?")  # lazy or greedy: it matches all the same
        if self.at < len(self.text) and self.text[self.at] in "?*+{":
            raise ValueError("it repeats a repetition")
        if isinstance(part, _One) and not part.wide:
            raise ValueError("it repeats a place between two characters")
        if high != 1 and _varies(part):
            raise ValueError("it has a repetition within a repetition")
        return _Repeat(part, low, high)

    def count(self) -> tuple[int, int | None] | None:
        """How often the part before may stand; None if nothing is said."""
        sign = self.next("?", "*", "+")
        if sign:
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign]
        if self.at == len(self.text) or self.text[self.at] != "{":
            return None
        match = _COUNT.match(self.text, self.at)
        if match is None or not (match[1] or match[3]):
            raise ValueError("'{' begins no count such as {2,5}; write \\{ for the character")
        self.at = match.end()
        low = int(match[1] or 0)
        high = int(match[3]) if match[3] else None if match[2] else low
        if max(low, high or 0) > MOST or (high is not None and not 0 < high >= low):
            raise ValueError(f"'{match[0]}' is no count up to {MOST}")
        return low, high

    def one(self, depth: int) -> _Node:
        """A character, a class, a group, or a place between characters."""
        if self.next("(?:") or self.next("("):
            if self.text.startswith("?", self.at):
                raise ValueError("it has a group with '(?'; only ( ) and (?: ) can be used")
            inside = self.either(depth + 1)
            if not self.next(")"):
                raise ValueError("a group has no end")
            return inside
        if self.next("["):
            return self.choice()
        if self.next("\\"):
            return self.escaped()
        char = self.text[self.at]
        if char in "?*+{":
            raise ValueError(f"'{char}' repeats nothing")
        self.at += 1
        return _One(char, wide=char == ".") if char in ".^$" else _One(re.escape(char))

    def escaped(self, *, inside: bool = False) -> _One:
        """What stands behind a backslash."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char in "bB" and char and not inside:
            return _One("\\" + char, wide=False)
        if char and char in "dDwWsSntr":
            return _One("\\" + char)
        if not char or char.isalnum():
            raise ValueError(f"it has '\\{char}', which can't be used")
        return _One(re.escape(char))

    def choice(self) -> _One:
        """A class of characters, behind its opening bracket."""
        begun = self.at
        out = ["[", self.next("^")]
        while self.at < len(self.text) and (self.text[self.at] != "]" or self.at == begun):
            char = self.text[self.at]
            self.at += 1
            if char == "\\":
                out.append(self.escaped(inside=True).source)
            else:
                out.append("-" if char == "-" else re.escape(char))
        if not self.next("]"):
            raise ValueError("a class of characters has no end")
        source = "".join(out) + "]"
        if "--" in source or source in ("[]", "[^]"):
            raise ValueError(f"'{source}' is no class of characters")
        return _One(source)


def _varies(node: _Node) -> bool:
    """Whether a part can match in more than one length by repetition."""
    match node:
        case _Repeat(part=part, low=low, high=high):
            return low != high or _varies(part)
        case _Row(parts=parts) | _Either(ways=parts):
            return any(_varies(part) for part in parts)
    return False


class Pattern:
    """A pattern, ready to be looked for."""

    def __init__(self, text: str, flags: str = "") -> None:
        """`ValueError` says in words what is wrong with the pattern."""
        if len(text) > LONGEST:
            raise ValueError(f"it is {len(text)} characters long; {LONGEST} are possible")
        if set(flags) - set(_FLAGS):
            raise ValueError(f"its flags are '{flags}'; there are only {', '.join(_FLAGS)}")
        self._flags = re.NOFLAG
        for flag in flags:
            self._flags |= _FLAGS[flag]
        reader = _Reader(text)
        node = reader.either(0)
        if reader.at < len(text):
            raise ValueError("a group ends that never began")
        self._steps: list[tuple[re.Pattern[str] | None, bool, tuple[int, ...]]] = []
        self._begin = self._add(node, _END)
        begins = self._reached("", 0, [self._begin], everywhere=True)
        if _END in begins:
            raise ValueError("it matches even where there is nothing")
        sources = dict.fromkeys(found.pattern for step in begins if (found := self._steps[step][0]) is not None)
        self._first = _compiled("|".join(sources), self._flags)

    @property
    def parts(self) -> int:
        """How large the pattern is: the steps that one character of a text can take."""
        return len(self._steps)

    def _step(self, to: tuple[int, ...], found: re.Pattern[str] | None = None, *, wide: bool = False) -> int:
        if len(self._steps) == PARTS:
            raise ValueError(f"it has more than {PARTS} parts, what it repeats included")
        self._steps.append((found, wide, to))
        return len(self._steps) - 1

    def _add(self, node: _Node, to: int) -> int:
        """Add the steps of a node that lead on to the step ``to``; the first of them."""
        match node:
            case _One(source=source, wide=wide):
                return self._step((to,), _compiled(source, self._flags), wide=wide)
            case _Row(parts=parts):
                for part in reversed(parts):
                    to = self._add(part, to)
                return to
            case _Either(ways=ways):
                return self._step(tuple(self._add(way, to) for way in ways))
            case _Repeat(part=part, low=low, high=high):
                to = self._further(part, high - low, to) if high is not None else self._endless(part, to)
                return self._add(_Row((part,) * low), to)

    def _further(self, part: _Node, times: int, to: int) -> int:
        """Steps for a part that stands up to so many times, or not at all."""
        end = to
        for _ in range(times):
            to = self._step((self._add(part, to), end))
        return to

    def _endless(self, part: _Node, to: int) -> int:
        """Steps for a part that stands as often as it likes, or not at all."""
        again = self._step(())
        self._steps[again] = (None, False, (self._add(part, again), to))
        return again

    def _reached(self, text: str, at: int, steps: list[int], *, everywhere: bool = False) -> list[int]:
        """The steps that wait for a character at this place, and `_END` if the pattern is through.

        ``everywhere`` takes every place for a fitting one.
        """
        seen, out = dict.fromkeys(steps), list[int]()
        todo = list(seen)
        while todo:
            step = todo.pop()
            found, wide, to = (None, True, ()) if step == _END else self._steps[step]
            if wide:
                out.append(step)
            elif found is None or everywhere or found.match(text, at):
                fresh = [one for one in to if one not in seen]
                seen.update(dict.fromkeys(fresh))
                todo += fresh
        return out

    def found(self, text: str) -> bool:
        """Whether the pattern matches anywhere in ``text``."""
        at, steps = 0, [self._begin]
        while at < len(text):
            if steps == [self._begin]:  # nothing has begun yet: go on to where it can
                first = self._first.search(text, at)
                if first is None:
                    return False
                at = first.start()
            waiting = self._reached(text, at, steps)
            if _END in waiting:
                return True
            char = text[at]
            steps = [self._begin]
            for step in waiting:
                matcher, _, to = self._steps[step]
                if matcher is not None and matcher.match(char):
                    steps += to
            at += 1
        return _END in self._reached(text, at, steps)


@lru_cache(maxsize=4096)
def _compiled(source: str, flags: re.RegexFlag) -> re.Pattern[str]:
    try:
        return re.compile(source, flags)
    except re.error as error:
        raise ValueError(f"'{source}' is no class of characters: {error}") from error


@lru_cache(maxsize=4096)
def pattern(key: str) -> Pattern | None:
    """The pattern that a key such as ``/moon(rise|set)/i`` is, or None if it is words.

    `ValueError` says what is wrong with a broken one.
    """
    if not key.startswith("/"):
        return None
    text, slash, flags = key[1:].rpartition("/")
    if not slash or not text or re.search(r"[^a-z]", flags):
        raise ValueError(f"'{key}' begins like a pattern but does not end like one; write /pattern/ or /pattern/i")
    try:
        return Pattern(text, flags)
    except ValueError as error:
        raise ValueError(f"'{key}' can't be used: {error}") from error
