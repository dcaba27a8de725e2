"""Resident memory: a whole tree of processes, and the plain server that it is compared with."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from fabula.errors import ServerError


def weigh(pid: int, weights: Path) -> int:
    """The bytes of memory that the process ``pid`` and its children hold together.

    Shared pages are divided among those who share them (PSS); where a system does not tell, unshared ones count
    (USS). The weights are counted whole, since another program may have mapped the same file at the same time.
    """
    root = psutil.Process(pid)
    return sum(_one(process, weights) for process in (root, *root.children(recursive=True)))


def _one(process: psutil.Process, weights: Path) -> int:
    with contextlib.suppress(psutil.NoSuchProcess):
        full = process.memory_full_info()
        if not hasattr(full, "pss"):
            return int(full.uss)
        real = str(weights.resolve())
        mapped = [area for area in process.memory_maps(grouped=True) if area.path == real]
        return int(full.pss) + sum(int(area.rss) - int(area.pss) for area in mapped)
    return 0


def plain_server(weights: Path, context: int, threads: int, body: dict[str, Any]) -> int:
    """The bytes that a plain server holds after it has told the request ``body``."""
    import httpx

    command = [sys.executable, "-m", "fabula.evals.plain"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            process.stdin.write(json.dumps({"model": str(weights), "context": context, "threads": threads}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line:
                raise ServerError("The plain server did not start.", hint="Run: fabula doctor")
            answer = httpx.post(
                f"{json.loads(line)['url']}/v1/chat/completions",
                json=body | {"stream": False, "max_tokens": 32},
                timeout=600,
                trust_env=False,
            )
            if answer.status_code != 200:
                raise ServerError(f"The plain server answered HTTP {answer.status_code}.", hint="Run: fabula doctor")
            return weigh(process.pid, weights)
        finally:
            process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)
            process.kill()
