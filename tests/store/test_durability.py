"""A story survives a killed process: at whatever moment it dies, every stored turn is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from fabula.store import open_store
from fabula.story import event as e
from fabula.story.tree import Tree

CHILD = """
import sys, pathlib
from fabula.store import now, open_store, worlds
from fabula.story.intent import Intent
from fabula.story.tree import Tree
from fabula.testing.sessions import opening, turn

store = open_store(pathlib.Path(sys.argv[1]))
world = worlds.load("last-bus", "zh")
if store.latest() is None:
    store.create("last-bus-7f3a", opening(world), world=world.id, language="zh", title=world.title, at=now())
tree = Tree().grow(store.read("last-bus-7f3a"))
walk = ["go:cart", "survey", "go:steps", "wait", "go:shop", "go:stop"]
while True:
    events = turn(world, tree, Intent.parse(walk[len(tree.turns) % len(walk)]), prose="雪" * 4000)
    meta = {events[0].turn: {"tokens": 100}}
    position = store.append("last-bus-7f3a", events, expected_position=tree.position, at=now(), meta=meta)
    tree.grow(events)
    print(position, flush=True)
"""
ROUNDS = 5


def play_and_kill(path: Path, seconds: float) -> int:
    """Let a child append turns, kill it so long after its first one, and return the last position it reported."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, env=dict(os.environ))
    assert child.stdout is not None
    with child.stdout:
        reported = child.stdout.readline()
        assert reported, "the child told no turn"
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().splitlines(keepends=True)
    assert child.wait() == -signal.SIGKILL
    return int([line for line in (reported, *rest) if line.endswith(b"\n")][-1])


def test_killed_at_any_moment_every_stored_turn_is_whole(tmp_path: Path) -> None:
    """After each SIGKILL the next process finds every reported turn, no half turn, right digests, and goes on."""
    path = tmp_path / "fabula.db"
    before = 0
    for _ in range(ROUNDS):
        reported = play_and_kill(path, random.uniform(0.0, 0.12))
        with open_store(path) as store:
            stored = store.load("last-bus-7f3a")
        assert before < reported <= stored.info.position == len(stored.events)
        tree = Tree().grow(stored.events)
        assert stored.info.turns == len(tree.turns) - 1
        for number, turn in tree.turns.items():
            assert isinstance(turn.events[-1], e.TurnTold), f"turn {number} is not whole"
            assert number == 0 or stored.meta[number] == {"tokens": 100}
        assert list(tree.mismatches()) == []
        before = stored.info.position
