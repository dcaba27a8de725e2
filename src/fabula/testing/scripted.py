"""A scripted model server in a process of its own: ``python -m fabula.testing.scripted --script FILE``.

For tests, benches and plug-in authors. It prints one JSON line with its URL and ends when its standard input
closes. The engine and the edges never start it: a story is told by a real model or not at all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fabula.errors import InputError, ServerError
from fabula.testing.script import Script


@dataclass(frozen=True, slots=True)
class ScriptedServer:
    """A running scripted server, seen from the outside."""

    url: str
    key: str
    process: subprocess.Popen[str]

    def requests(self) -> list[dict[str, Any]]:
        """The bodies of all generation requests so far, in the order in which they came."""
        return self._get("/requests")  # type: ignore[no-any-return]

    def stats(self) -> dict[str, int]:
        """How many ``requests`` and ``pieces``, ``streams`` running now, and ``disconnects`` in the middle of one."""
        return self._get("/stats")  # type: ignore[no-any-return]

    def _get(self, path: str) -> Any:
        address = urlsplit(self.url)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        with closing(http.client.HTTPConnection(str(address.hostname), address.port, timeout=10)) as connection:
            connection.request("GET", path, headers=headers)
            return json.loads(connection.getresponse().read())


@contextmanager
def scripted_server(
    script: Mapping[str, Any] | Path | None = None, *, llama: bool = True, key: str = "", slots: Path | None = None,
    model: str = "scripted", context: int = 8192,
) -> Iterator[ScriptedServer]:  # fmt: skip
    """A scripted server that lives as long as the ``with`` block.

    ``script`` is a script as plain data or its file (see `fabula.testing.script`); ``llama`` plays a llama.cpp
    server, otherwise a plain OpenAI-compatible one; ``slots`` is the folder of its slot files.
    """
    with tempfile.TemporaryDirectory(prefix="fabula-script-") as folder:
        path = script if isinstance(script, Path) else Path(folder) / "script.json"
        if not isinstance(script, Path):
            Script.of(script or {})  # an InputError is raised here, not in the child
            path.write_text(json.dumps(script or {}), "utf-8")
        command = [sys.executable, "-m", __name__, "--script", str(path), "--model", model, "--context", str(context)]
        command += [f"--key={key}"] if key else []
        command += [] if llama else ["--plain"]
        command += ["--slots", str(slots)] if slots else []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                answer = json.loads(line) if line else {"error": "the process ended before it was ready"}
                if "error" in answer:
                    raise ServerError(f"The scripted server could not start: {answer['error']}")
                yield ScriptedServer(answer["url"], key, process)
            finally:
                process.kill()  # nothing in it is worth a goodbye, and a stalled stream would not hear one


def main(words: list[str] | None = None) -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m fabula.testing.scripted", description=main.__doc__)
    parser.add_argument("--script", type=Path, help="a TOML or JSON file; without one all prose is made by seed 0")
    parser.add_argument("--plain", action="store_true", help="play a plain OpenAI-compatible server")
    parser.add_argument("--key", default="", help="the API key that every request must bring")
    parser.add_argument("--slots", type=Path, help="the folder of slot files")
    parser.add_argument("--model", default="scripted", help="the name of the model")
    parser.add_argument("--context", type=int, default=8192, help="its context in tokens")
    given = parser.parse_args(words)

    from fabula.testing.slot import Slot
    from fabula.testing.speaker import Speaker, SpeakerServer

    try:
        script = Script.read(given.script) if given.script else Script()
    except InputError as error:
        print(json.dumps({"error": error.paragraph()}), flush=True)
        sys.exit(2)
    slots = (Slot(given.slots), Slot(given.slots))
    speaker = Speaker(script, slots, not given.plain, given.key, given.model, given.context)
    server = SpeakerServer(speaker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}"}), flush=True)
    while sys.stdin.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
