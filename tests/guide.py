"""The world that ``docs/worlds.md`` builds, taken out of its blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

GUIDE = Path(__file__).parents[1] / "docs" / "worlds.md"
NAME = "small-weather"
_FILE = re.compile(r"<!-- file: (\S+) -->")


@dataclass(frozen=True)
class Part:
    """A block of the guide that belongs to a file, and the number of the step in which it stands."""

    step: int
    file: str
    text: str


def parts() -> list[Part]:
    """The blocks that are written into files, in order. TOML names its file in the first line, text in a comment above."""
    out: list[Part] = []
    step, comment, last = 0, "", -1
    for token in MarkdownIt("commonmark").parse(GUIDE.read_text("utf-8")):
        if token.type == "inline" and (found := re.match(r"(\d+)\. ", token.content)) and token.level == 1:
            step = int(found[1])
        if token.map is None:
            continue
        if token.type == "html_block":
            comment, last = token.content.strip(), token.map[1]
        elif token.type == "fence":
            named = _FILE.fullmatch(comment) if last == token.map[0] else None
            if token.info == "toml":
                named = re.match(r"# (world(?:\.\w+)?\.toml)\n", token.content)
                assert named, f"docs/worlds.md:{token.map[0] + 1}: a TOML block that does not name its file"
            if named:
                out.append(Part(step, named[1], token.content))
    return out


def files(until: int = 99) -> dict[str, str]:
    """The texts of all files as they are after the step ``until``."""
    out: dict[str, str] = {}
    for part in parts():
        if part.step <= until:
            out[part.file] = out.get(part.file, "") + part.text + "\n"
    return out


def world_files(until: int = 99) -> dict[str, str]:
    """Those that belong to the world."""
    return {name: text for name, text in files(until).items() if name.startswith(("world", "lore/"))}
