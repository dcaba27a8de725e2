"""Random walks at the terminal: a progress bar while they go, and what they reached."""

from __future__ import annotations

import statistics
import sys
from collections import deque
from typing import Any

import typer

from fabula.cli import listing
from fabula.store import worlds
from fabula.story.walk import Coverage
from fabula.story.walk import simulate as walk

SHOWN = 6  # missing keys of a kind, and dead ends, that are printed; --json has all


def simulate(name: str, walks: int, turns: int, seed: int) -> Coverage:
    """Walk through a world; a bar on standard error where a person looks at it."""
    world = worlds.load(name)
    steps = walk(world, walks, turns=turns, seed=seed)
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        steps = iter(track(steps, f"{name}: walking", walks, console=Console(stderr=True), transient=True))
    return deque(steps, maxlen=1).pop()


def figures(found: Coverage) -> dict[str, Any]:
    """What was found, as plain data."""
    return {
        "walks": found.walks,
        "turns": found.turns,
        "coverage": round(found.share(), 4),
        "reached": {kind: [len(found.reached[kind] & set(keys)), len(keys)] for kind, keys in found.all.items()},
        "missing": {kind: missing for kind in found.all if (missing := found.missing(kind))},
        "endings": dict(found.endings.most_common()),
        "ended": sum(found.endings.values()),
        "median_turns": statistics.median(found.lengths) if found.lengths else None,
        "dead_ends": [
            {"seed": one.seed, "turn": one.turn, "place": one.place, "held": one.held} for one in found.dead_ends
        ],
    }


def show(found: Coverage) -> None:
    """Print it for people."""
    typer.echo(f"  {found.walks} walks, {found.turns:,} turns, {found.share():.1%} of everything reached")
    lines = []
    for kind, keys in found.all.items():
        if not keys:
            continue
        missing = found.missing(kind)
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        reached = len(keys) - len(missing)
        lines.append((kind, f"{reached}/{len(keys)}", f"never: {', '.join(missing[:SHOWN])}{more}" if missing else ""))
    listing.table(("  KIND", "REACHED", ""), [(f"  {kind}", share, never) for kind, share, never in lines])
    for ending, times in found.endings.most_common():
        typer.echo(f"  {times:>5} ended in '{ending}'")
    rest = found.walks - sum(found.endings.values())
    if rest:
        typer.echo(f"  {rest:>5} were still going")
    for one in found.dead_ends[:SHOWN]:
        held = f", holding {', '.join(one.held)}" if one.held else ""
        typer.echo(f"  dead end: after {one.turn} turns in '{one.place}'{held} no ending can be reached "
                   f"(walk {one.seed})")  # fmt: skip
    if len(found.dead_ends) > SHOWN:
        typer.echo(f"  and {len(found.dead_ends) - SHOWN} more dead ends (see --json)")
