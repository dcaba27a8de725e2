"""The world that ``docs/worlds.md`` builds, taken out of its blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from fabula.story.decide import decide, dice, start
from fabula.story.intent import match
from fabula.story.state import State, fold
from fabula.story.world import World

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
    """The blocks that are written into files, in order. TOML names its file in its first line, text in a comment."""
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


def lay(folder: Path, until: int = 99) -> Path:
    """Write the world as it is after a step, and the file of actions beside it; the world's folder."""
    for name, text in world_files(until).items():
        file = folder / NAME / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "evening.txt").write_text("\n".join(evening()) + "\n", "utf-8")
    return folder / NAME


def evening() -> list[str]:
    """The actions of the evening that goes well, one after the other."""
    text = GUIDE.read_text("utf-8").partition("An evening that goes well")[2].partition("\n\n")[0]
    return re.findall(r"`([^`]+)`", text)


def intents(world: World) -> list[str]:
    """What those actions mean, each read in the state that the ones before it led to."""
    state, out = fold(State(), [start(world, seed=1)]), []
    for action in evening():
        intent = match(world, state, action)
        state = decide(world, state, intent, action, offered=False, rng=dice(1, state.turn + 1)).after
        out.append(str(intent))
    return out


def promised() -> list[tuple[int, str]]:
    """What a player is said to be able to do: (step, action)."""
    out: list[tuple[int, str]] = []
    step = 0
    for line in GUIDE.read_text("utf-8").splitlines():
        if found := re.match(r"## (\d+)\. ", line):
            step = int(found[1])
        if line.startswith("**Now a player can**"):
            out += [(step, action) for action in re.findall(r"`([^`]+)`", line)]
    return out


def follows(output: str, shown: str) -> bool:
    """Whether output is what was shown: numbers and widths may differ, and ``…`` stands for any lines or words."""
    left = [line for line in _plain(output).splitlines() if line.strip()]
    skipping = False
    for line in filter(str.strip, shown.splitlines()):
        if line.strip() == "…":
            skipping = True
            continue
        while left and not re.fullmatch(_line(line), left[0].strip()) and skipping:
            left.pop(0)
        if not left or not re.fullmatch(_line(line), left.pop(0).strip()):
            return False
        skipping = False
    return skipping or not left


def _plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", re.sub(r"\d[\d,.]*", "0", text))


def _line(line: str) -> str:
    return ".*".join(map(re.escape, _plain(line).strip().split("…")))
