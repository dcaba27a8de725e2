"""The protocol of a scripted model server: OpenAI's chat completions, with llama.cpp's extensions if told so."""

from __future__ import annotations

import json
import math
import os
import select
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fabula.testing.script import Reply, Script
from fabula.testing.slot import Slot, refusal

KEPT = 2000  # requests that are remembered
POLL_SECONDS = 0.02


class Gone(Exception):
    """The client closed the connection in the middle of a stream."""


@dataclass(slots=True)
class Speaker:
    """All that the server knows, shared by its threads."""

    script: Script
    slots: tuple[Slot, ...]
    llama: bool = True
    key: str = ""
    model: str = "scripted"
    context: int = 8192
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))
    busy: threading.Lock = field(default_factory=threading.Lock)  # it tells one thing at a time
    stats: dict[str, int] = field(default_factory=lambda: {"requests": 0, "streams": 0, "pieces": 0, "disconnects": 0})

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until nothing else is being told."""
        if not self.llama:
            yield
            return
        with self.busy:
            yield


class SpeakerServer(ThreadingHTTPServer):
    """A loopback server with a `Speaker`; its threads end with the process."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, speaker: Speaker) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.speaker = speaker

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of the server; everything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SpeakerServer

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _allowed(self) -> bool:
        key = self.server.speaker.key
        if key and self.headers.get("Authorization") != f"Bearer {key}":
            self._answer(401, refusal(401, "Invalid API Key"))
            return False
        return True

    def do_GET(self) -> None:
        speaker = self.server.speaker
        if self.path == "/health":
            self._answer(200, {"status": "ok"})
            return
        if not self._allowed():
            return
        pages: dict[str, Any] = {
            "/v1/models": {"object": "list", "data": [{"id": speaker.model, "object": "model"}]},
            "/requests": list(speaker.requests),
            "/stats": speaker.stats,
        }
        if speaker.llama:
            settings = {"n_ctx": speaker.context}
            pages["/props"] = {"default_generation_settings": settings, "total_slots": len(speaker.slots)}
            pages["/slots"] = [
                {"id": number, "n_ctx": speaker.context, "is_processing": speaker.busy.locked()}
                for number in range(len(speaker.slots))
            ]
        else:
            pages["/v1/models"]["data"][0]["max_model_len"] = speaker.context
        if self.path in pages:
            self._answer(200, pages[self.path])
        else:
            self._answer(404, refusal(404, "File Not Found"))

    def do_POST(self) -> None:
        speaker = self.server.speaker
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._allowed():
            return
        try:
            body = json.loads(data or b"{}")
        except ValueError:
            body = None
        where = urlsplit(self.path)
        if not isinstance(body, dict):
            self._answer(400, refusal(400, "The body is no JSON object"))
        elif where.path == "/v1/chat/completions":
            self._complete(body)
        elif speaker.llama and where.path in (paths := [f"/slots/{number}" for number in range(len(speaker.slots))]):
            with speaker.busy:
                action = parse_qs(where.query).get("action", [""])[0]
                slot = speaker.slots[paths.index(where.path)]
                self._answer(*slot.act(action, str(body.get("filename", ""))))
        else:
            self._answer(404, refusal(404, "File Not Found"))

    def _complete(self, body: dict[str, Any]) -> None:
        speaker = self.server.speaker
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages:
            self._answer(400, refusal(400, "'messages' is required"))
            return
        speaker.requests.append(body)
        speaker.stats["requests"] += 1
        form = body.get("response_format") or {}
        schema = (form.get("json_schema") or {}).get("schema")
        limit = int(body.get("max_tokens") or 1 << 20)
        # A request for one token only lets the server read a prompt: it uses up no reply.
        reply = Reply(text="…") if limit == 1 else speaker.script.next(messages, schema)
        if reply.status:
            self._answer(reply.status, refusal(reply.status, "This failure was scripted."))
            return
        with speaker.turn():
            speaker.stats["streams"] += 1
            try:
                said = _Said(speaker, body, reply, limit)
                if body.get("stream"):
                    self._stream(said)
                else:
                    self._answer(200, said.whole())
            except (Gone, ConnectionError):
                speaker.stats["disconnects"] += 1
                self.close_connection = True
            finally:
                speaker.stats["streams"] -= 1

    def _stream(self, said: _Said) -> None:
        reply = said.reply
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._event(said.chunk({"role": "assistant", "content": None}))
        for count, piece in enumerate([*said.pieces, None]):
            if count == reply.die_after:
                os._exit(70)
            if count == reply.stall_after:
                self._wait(float("inf"))
            if reply.truncate and count >= len(said.pieces) / 2:
                self._chunk(b"")
                return
            if count == min(1, len(said.pieces)) and (reply.garbage or reply.error):
                self._event(reply.garbage or refusal(500, reply.error))
            if piece is not None:
                self._wait(reply.slow)
                said.tell(piece)
                self._event(said.chunk({"content": piece}))
        self._event(said.chunk({}, finish=said.finish))
        self._event(said.closing())
        if not reply.no_done:
            self._event("[DONE]")
        self._chunk(b"")

    def _event(self, data: dict[str, Any] | str) -> None:
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        self._chunk(f"data: {text}\n\n".encode("utf-8", "surrogatepass"))

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def _wait(self, seconds: float) -> None:
        """Wait, and notice at once when the client leaves."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            readable, _, _ = select.select([self.connection], [], [], max(0.0, min(left, POLL_SECONDS)))
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise Gone
            if left <= 0:
                return


class _Said:
    """One reply on its way to a client, with the numbers that a server would report."""

    def __init__(self, speaker: Speaker, body: dict[str, Any], reply: Reply, limit: int) -> None:
        self.speaker, self.reply = speaker, reply
        self.pieces, self.finish = reply.cut(), reply.finish
        self._stop([str(stop) for stop in body.get("stop") or []])
        if len(self.pieces) > limit:
            self.pieces, self.finish = self.pieces[:limit], "length"
        said = [(str(message.get("role")), str(message.get("content"))) for message in body["messages"]]
        number = body.get("id_slot", 0)
        self.slot = speaker.slots[number if isinstance(number, int) and 0 <= number < len(speaker.slots) else 0]
        self.reused, self.read = self.slot.read(said) if speaker.llama else (0, Slot(None).read(said)[1])
        self.told = 0
        self.likely = speaker.script.likely() if body.get("logprobs") else {}

    def _stop(self, stops: list[str]) -> None:
        text = "".join(self.pieces)
        end = min((found for stop in stops if (found := text.find(stop)) >= 0), default=len(text))
        kept: list[str] = []
        for piece in self.pieces:
            kept.append(piece[:end])
            end -= len(kept[-1])
        self.pieces = [piece for piece in kept if piece]

    def tell(self, piece: str) -> None:
        self.told += 1
        self.speaker.stats["pieces"] += 1
        if self.speaker.llama:
            self.slot.tell(piece)

    def chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": finish}
        if self.likely and delta.get("content"):
            ranked = sorted(self.likely.items(), key=lambda item: -item[1])
            tokens = [{"token": token, "logprob": math.log(chance)} for token, chance in ranked]
            choice["logprobs"] = {"content": [{**tokens[0], "top_logprobs": tokens}]}
        return {"object": "chat.completion.chunk", "choices": [choice], **self._timings()}

    def closing(self) -> dict[str, Any]:
        return {"object": "chat.completion.chunk", "choices": [], **self._usage(), **self._timings()}

    def whole(self) -> dict[str, Any]:
        for piece in self.pieces:
            self.tell(piece)
        message = {"role": "assistant", "content": "".join(self.pieces)}
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        return {"object": "chat.completion", "choices": [choice], **self._usage(), **self._timings()}

    def _timings(self) -> dict[str, Any]:
        if not self.speaker.llama:
            return {}
        return {"timings": {"cache_n": self.reused, "prompt_n": self.read, "predicted_n": self.told}}

    def _usage(self) -> dict[str, Any]:
        prompt = self.reused + self.read
        return {"usage": {"prompt_tokens": prompt, "completion_tokens": self.told, "total_tokens": prompt + self.told}}
