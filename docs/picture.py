"""Draw ``docs/images/play.svg``: two turns of The Last Bus, as the terminal showed them.

A real session with the default model in a home of its own: ``.venv/bin/python docs/picture.py``. Everything is what
the program wrote to a terminal; only the two lines that the reader typed are put in where they were typed.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from fabula.cli.words import say
from fabula.models import weights

PICTURE = Path(__file__).parent / "images" / "play.svg"
COLUMNS = 82
TYPED = ("1", "I sit down beside her and say nothing for a while")


def play(home: str, seed: int) -> str:
    """What the terminal shows while the reader types `TYPED`."""
    (Path(home) / "models").symlink_to(weights.folder(), target_is_directory=True)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "fabula", "play", "last-bus", "--lang", "en", "--model", "default"]
    environment = {**os.environ, "FABULA_HOME": home, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*command, "--seed", str(seed)], stdin=subprocess.PIPE, stdout=theirs, env=environment
    ) as story:
        os.close(theirs)
        assert story.stdin is not None
        story.stdin.write("".join(f"{line}\n" for line in TYPED).encode())
        story.stdin.close()
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # Linux ends a pseudo-terminal so
            pass
    if story.returncode:
        sys.exit(f"fabula play ended with {story.returncode}:\n{shown.decode(errors='replace')}")
    return shown.decode().replace("\r\n", "\n")


def with_typing(shown: str) -> str:
    """The same, with the question and the reader's lines behind the choices."""
    lines, typed = [], iter(TYPED)
    for line in shown.rstrip().split("\n"):
        lines.append(line)
        if re.match(r" +3\. ", line) and (text := next(typed, None)):
            lines += [f"    \x1b[2m{say('en', 'choose')}\x1b[0m", f"    {say('en', 'prompt')}\x1b[1m{text}\x1b[0m"]
    return "\n".join(lines)


def draw(shown: str) -> str:
    """The picture. Fonts are the viewer's own: nothing is fetched when it is looked at."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(shown))
    svg = console.export_svg(title="fabula play last-bus", unique_id="fabula")
    svg = re.sub(r"\s*@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


if __name__ == "__main__":
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        picture = draw(with_typing(play(folder, seed)))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture, "utf-8")
    print(f"Drew {PICTURE}")
