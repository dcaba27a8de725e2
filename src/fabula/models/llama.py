"""The child process that runs llama.cpp: ``python -m fabula.models.llama``, started by `fabula.models.embedded`.

It reads one JSON line with its settings from standard input, loads the weights, and writes one JSON line with
the address (or the error) to standard output. It ends as soon as its standard input closes, so it can't
outlive its parent, however the parent died. The API key comes by standard input so that no process list shows it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def _params(settings: dict[str, Any]) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    params.n_ctx = settings["context"]
    params.n_parallel = 2  # the story, and what is told apart from it
    params.kv_unified = True  # one cache of `context` tokens for both
    params.n_batch = params.n_ubatch = 512
    params.cache_ram_mib = 0  # a second copy of prompts in memory that we never ask for
    params.api_keys = [settings["key"]]
    params.cors_origins = "https://fabula.invalid"  # by default llama.cpp answers any page; "null" means sandboxed ones
    params.ui = False
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.slot_save_path = settings["slots"]
    params.warmup = False
    params.fit_params = False  # the size is ours to choose, and fitting loads the weights a second time
    params.verbosity = settings.get("verbosity", 1)
    if settings.get("embeds"):
        params.embedding = True
        params.n_parallel = 4  # sentences at a time
        params.n_batch = params.n_ubatch = settings["context"]  # a sentence must fit into one pass
    if settings.get("threads"):
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    return params


def main() -> None:
    """Serve until standard input closes."""
    settings = json.loads(sys.stdin.readline())
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # llama.cpp prints as it likes; the channel stays clean
    try:
        import xllamacpp

        server = xllamacpp.Server(_params(settings))
        answer = {"url": server.listening_address}
    except Exception as error:  # the native layer raises what it likes; the parent gets the words
        answer = {"error": f"{type(error).__name__}: {error}"}
    channel.write(json.dumps(answer) + "\n")
    channel.flush()
    if "url" in answer:
        while sys.stdin.read(4096):
            pass
    os._exit(0 if "url" in answer else 1)


if __name__ == "__main__":
    main()
