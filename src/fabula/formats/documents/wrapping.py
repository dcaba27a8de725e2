"""Lines that a program broke, put together again: paragraphs from wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Scripts that are written without spaces: a line break between two of them stands for nothing.
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\u303f\u3041-\u33ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff]"
)
_SPACELESS = re.compile(
    r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"
)
_HAN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\u3000-\u3020\uff01-\uff60\U00020000-\U0003ffff]")
_HYPHENATED = re.compile(r"\b[^\W\d_]{1,40}(?:-[^\W\d_]{1,40}){1,4}")  # bounded: a line may be a million long
_BROKEN = re.compile(r"[^\W\d_]{2,}-$")
_ENDS = re.compile(r"[.!?。！？…:：;；—][\"'”’»」』）)\]]*$")


def width(line: str) -> int:
    """How many columns a line takes: characters of East Asia take two."""
    return len(line) if line.isascii() else len(line) + sum(1 for _ in _WIDE.finditer(line))


def ends(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_ENDS.search(line[-12:]))


def compounds(lines: Iterable[str]) -> frozenset[str]:
    """The words with a hyphen that stand inside lines: broken at the hyphen they keep it."""
    return frozenset(word.lower() for line in lines for word in _HYPHENATED.findall(line))


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: nothing in Chinese and Japanese, else a space."""
    left, right = before[-1:], after[:1]
    if not (_SPACELESS.match(left) and _SPACELESS.match(right)):
        return " "
    return "" if _HAN.match(left) or _HAN.match(right) else " "


def joined(lines: Sequence[str], known: frozenset[str] = frozenset()) -> str:
    """The lines as one; a word that was broken at a hyphen is whole again, unless ``known`` has it with the hyphen."""
    parts: list[str] = []
    last = ""
    for line in lines:
        if last:
            broken = _BROKEN.search(last[-40:])
            capitals = bool(broken) and last[-3:-1].isupper() and line[:2].isupper()
            if last.endswith("\u00ad") or (broken and (line[:1].islower() or capitals)):
                first = re.match(r"[^\W\d_]*", line)
                compound = (broken[0] + (first[0] if first else "")).lower() if broken else ""
                if compound not in known:
                    parts[-1] = parts[-1][:-1]
            else:
                parts.append(glue(last, line))
        parts.append(line)
        last = line
    return "".join(parts)
