"""The peer for memory: ``python -m fabula.evals.plain`` is llama.cpp's own server and nothing else.

Weights, context, slots and batches are the embedded server's; there is no key, no saved slot, and no Fabula in
the process. It reads one JSON line of settings, writes one with its address, and ends when its input closes.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Serve until standard input closes."""
    import xllamacpp

    settings = json.loads(sys.stdin.readline())
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # llama.cpp prints as it likes; the channel stays clean
    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    params.n_ctx = settings["context"]
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = 512
    params.cache_ram_mib = 0
    params.warmup = False
    params.fit_params = False
    params.verbosity = 1
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    if settings.get("threads"):
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    server = xllamacpp.Server(params)
    channel.write(json.dumps({"url": server.listening_address}) + "\n")
    channel.flush()
    while sys.stdin.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
