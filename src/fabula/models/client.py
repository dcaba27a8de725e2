"""The one client for every model server: OpenAI-compatible chat, plus llama.cpp's extensions where they exist.

What a server can do is found out once, by asking it, and kept as `Capabilities`; nothing here asks for a
server's name. Closing a stream closes its connection, which makes llama.cpp stop working on it.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import Any

import httpx

from fabula.errors import ServerError, SettingsError
from fabula.models.request import STORY, Capabilities, Message, Request, Usage

CONNECT_SECONDS = 10.0
FIRST_TOKEN_SECONDS = 600.0  # a cold prompt on a slow machine
STALL_SECONDS = 60.0  # between two tokens
MAX_LINE = 1 << 20
LIKELIEST = 20  # tokens whose probabilities are asked for: the most that the protocol allows
MAX_ANSWER = 1 << 20  # of anything that is no stream
# What odd answers raise in httpx, in json and in us; a server's nonsense is a ServerError, never a crash.
NONSENSE = (TypeError, ValueError, AttributeError, AssertionError, LookupError, RecursionError, OverflowError)
ADDRESS_HINT = "Write it like http://127.0.0.1:8080"


class Client:
    """Talks to one server. Use as ``async with``; `capabilities` is filled by `probe`."""

    def __init__(
        self, base_url: str, *, api_key: str = "", model: str = "", keep_alive: bool = True,
        stall_seconds: float = STALL_SECONDS, first_seconds: float = FIRST_TOKEN_SECONDS,
    ) -> None:  # fmt: skip
        root = base_url.rstrip("/")
        self.root = root[: -len("/v1")] if root.endswith("/v1") else root
        self.model = model
        self.capabilities = Capabilities()
        self._stall, self._first = stall_seconds, first_seconds
        limits = httpx.Limits() if keep_alive else httpx.Limits(max_keepalive_connections=0)
        if not all("!" <= character <= "~" for character in api_key):
            raise SettingsError(
                "The API key of the model server holds characters that no key has (spaces, other scripts).",
                hint="Correct FABULA_SERVER_API_KEY, or api_key in [server].",
            )
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        try:
            address = httpx.URL(self.root)
        except httpx.InvalidURL as error:
            raise ServerError(f"'{base_url}' is no address of a server: {error}.", hint=ADDRESS_HINT) from error
        if address.scheme not in ("http", "https") or not address.host or not 0 < (address.port or 80) < 65536:
            raise ServerError(f"'{base_url}' is no address of a server.", hint=ADDRESS_HINT)
        self._http = httpx.AsyncClient(
            base_url=self.root,
            headers=headers,
            limits=limits,
            timeout=httpx.Timeout(first_seconds, connect=CONNECT_SECONDS),
            trust_env=False,  # a proxy setting must never see a story that is told on this machine
        )

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections; running streams end."""
        await self._http.aclose()

    async def probe(self) -> Capabilities:
        """Ask the server what it can do. Raises `ServerError` if it can't be reached or refuses the key."""
        try:
            async with asyncio.timeout(2 * CONNECT_SECONDS):
                props = await self._get("/props", allowed=(404, 405, 501))
                models = await self._get("/v1/models", allowed=(404, 405, 501))
        except (httpx.HTTPError, TimeoutError, *NONSENSE) as error:
            raise ServerError(
                f"The model server at {self.root} can't be reached: {error or type(error).__name__}.",
                hint="Start it, or correct the address given with --model.",
            ) from error
        listed = models.get("data")
        first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
        name = self.model or "".join(c for c in str(first.get("id", "")) if c.isprintable())[:120]
        settings = props.get("default_generation_settings")
        if isinstance(settings, dict):
            context = _count(settings.get("n_ctx")) or 8192
            self.capabilities = Capabilities(
                extensions=True,
                prefill=True,
                slot_files=True,
                context=context,
                model=name,
                slots=max(1, _count(props.get("total_slots"))),
            )
        else:
            self.capabilities = Capabilities(context=_count(first.get("max_model_len")) or 8192, model=name)
        self.model = name
        return self.capabilities

    async def _get(self, path: str, allowed: tuple[int, ...]) -> dict[str, Any]:
        async with self._http.stream("GET", path, timeout=CONNECT_SECONDS) as answer:
            if answer.status_code in allowed:
                return {}
            text = await _some(answer)
            self._refuse(answer.status_code, text, answer.headers.get("location", ""))
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def _refuse(self, status: int, text: str, location: str = "") -> None:
        if status < 300:
            return
        if status < 400:
            raise ServerError(
                f"The model server at {self.root} sends us on to {_brief(location)} (HTTP {status}).",
                hint="Give that address with --model, if you trust it.",
            )
        if "exceed_context_size" in text:
            raise ServerError(
                f"The prompt is longer than the context of the model server at {self.root}: {_brief(text)}.",
                hint="Raise 'context' in [server], or lower 'log_tokens' in [engine].",
            )
        if status in (401, 403):
            raise ServerError(
                f"The model server at {self.root} refused the API key (HTTP {status}).",
                hint="Set FABULA_SERVER_API_KEY to a key that it accepts.",
            )
        raise ServerError(
            f"The model server at {self.root} answered HTTP {status}: {_brief(text)}.",
            hint="Try again; if it stays, look at the server's own log.",
        )

    def _body(self, request: Request, *, stream: bool) -> dict[str, Any]:
        able = self.capabilities
        body: dict[str, Any] = {
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "max_tokens": request.max_tokens,
            "stream": stream,
            "seed": request.seed,
        }
        if self.model:
            body["model"] = self.model
        if request.stop:
            body["stop"] = list(request.stop)
        if able.extensions:
            slot = request.slot if request.slot < able.slots else STORY
            body |= request.sampling.extended() | {"cache_prompt": True, "id_slot": slot, "timings_per_token": stream}
            if request.grammar:
                body["grammar"] = request.grammar
        else:
            body |= request.sampling.plain()
        if stream:
            body["stream_options"] = {"include_usage": True}
        if request.schema is not None and able.schema:
            schema = {"name": "answer", "strict": True, "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    async def stream(self, request: Request) -> AsyncGenerator[str | Usage]:
        """Generate: pieces of text as they come, a `Usage` as soon as the prompt's tokens are known, one at the end.

        Raises `ServerError` (retryable) when the server dies, stalls or talks nonsense. Close the iterator to
        cancel; the server stops working on it.
        """
        begun = time.perf_counter()
        usage, first, seen, counted = Usage(), 0.0, 0, False
        with self._troubles():
            async with self._http.stream(
                "POST", "/v1/chat/completions", json=self._body(request, stream=True)
            ) as answer:
                if answer.status_code >= 300:
                    text = await _some(answer)
                    if request.schema is not None and answer.status_code in (400, 422, 501):
                        self.capabilities = replace(self.capabilities, schema=False)
                    self._refuse(answer.status_code, text, answer.headers.get("location", ""))
                async with aclosing(self._chunks(answer)) as chunks:
                    async for chunk in chunks:
                        piece, finish = _delta(chunk)
                        if piece:
                            first = first or time.perf_counter() - begun
                            seen += 1
                            yield piece
                            if seen > 2 * request.max_tokens + 64:  # a server that does not know where to end
                                usage = replace(usage, finish="length")
                                break
                        usage = _usage(usage, chunk, finish)
                        if usage.prompt and not counted:
                            counted = True
                            yield usage
        if not usage.finish:
            raise ServerError(f"The model server at {self.root} broke off in the middle.", hint="Try again.")
        yield replace(usage, generated=usage.generated or seen, first=first, total=time.perf_counter() - begun)

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Whatever goes wrong between us and the server, as a `ServerError`."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise ServerError(
                f"The model server at {self.root} stopped answering.", hint="The turn can be told again."
            ) from error
        except httpx.HTTPError as error:
            raise ServerError(
                f"The connection to the model server at {self.root} broke: {error or type(error).__name__}.",
                hint="The turn can be told again.",
            ) from error
        except NONSENSE as error:
            raise ServerError(
                f"The model server at {self.root} talked nonsense: {_brief(str(error))}.", hint="Try again."
            ) from error

    async def chances(self, messages: Sequence[Message], options: Sequence[str], slot: int = STORY) -> dict[str, float]:
        """How likely each of some one-token answers is to come next, together 1; nothing is told.

        An option counts with all tokens that begin it or are it, blanks left out. Raises `ServerError` where the
        server gives no probabilities, or none of the options is among its twenty likeliest tokens.
        """
        asked = Request(tuple(messages), max_tokens=1, slot=slot)
        body = self._body(asked, stream=True) | {"logprobs": True, "top_logprobs": LIKELIEST, "temperature": 1.0}
        found = dict.fromkeys(options, 0.0)
        with self._troubles():
            async with self._http.stream("POST", "/v1/chat/completions", json=body) as answer:
                if answer.status_code >= 300:
                    self._refuse(answer.status_code, await _some(answer), answer.headers.get("location", ""))
                async with aclosing(self._chunks(answer)) as chunks:
                    async for chunk in chunks:
                        for token, chance in _likely(chunk):
                            said = token.strip().casefold()
                            for option in options:
                                if said and option.casefold().startswith(said):
                                    found[option] += chance
                        if sum(found.values()):
                            break
        total = sum(found.values())
        if not total:
            raise ServerError(
                f"The model server at {self.root} says nothing of how likely its answers are.",
                hint="Use the embedded server, or one that gives logprobs.",
            )
        return {option: chance / total for option, chance in found.items()}

    async def _chunks(self, answer: httpx.Response) -> AsyncGenerator[dict[str, Any]]:
        """The JSON objects of a server-sent event stream."""
        lines = self._lines(answer)
        deadline = time.monotonic() + self._first
        while True:
            try:
                async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                    line = await anext(lines)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise ServerError(
                    f"The model server at {self.root} stopped answering.", hint="The turn can be told again."
                ) from error
            if not line.startswith("data:"):
                continue
            data = line[5:].strip()
            if data == "[DONE]":
                return
            try:
                chunk = json.loads(data)
            except (ValueError, RecursionError) as error:
                raise ServerError(
                    f"The model server at {self.root} sent what is not JSON: {_brief(data)}.", hint="Try again."
                ) from error
            if not isinstance(chunk, dict):
                raise ServerError(f"The model server at {self.root} sent {_brief(data)}.", hint="Try again.")
            if _delta(chunk)[0]:  # nothing but words counts as a sign of life
                deadline = time.monotonic() + self._stall
            if "error" in chunk:
                raise ServerError(
                    f"The model server at {self.root} failed: {_brief(str(chunk['error']))}.", hint="Try again."
                )
            yield chunk

    async def _lines(self, answer: httpx.Response) -> AsyncGenerator[str]:
        """The lines of an answer, ended by line feeds only: prose may hold other separators."""
        rest = ""
        async with aclosing(answer.aiter_text()) as texts:  # type: ignore[type-var]
            async for text in texts:
                *whole, rest = (rest + text).split("\n")
                for line in whole:
                    yield line.rstrip("\r")
                if len(rest) > MAX_LINE or any(len(line) > MAX_LINE for line in whole):
                    raise ServerError(
                        f"The model server at {self.root} sent a line of over {MAX_LINE:,} characters.",
                        hint="This is no answer of a model; look at what runs at that address.",
                    )
        if rest:
            yield rest

    async def complete(self, request: Request) -> tuple[str, Usage]:
        """Generate and return the whole text with its usage."""
        parts: list[str] = []
        usage = Usage()
        async with aclosing(self.stream(request)) as stream:
            async for piece in stream:
                if isinstance(piece, Usage):
                    usage = piece
                else:
                    parts.append(piece)
        return "".join(parts), usage

    async def evaluate(self, messages: tuple[Message, ...], slot: int = STORY) -> int:
        """Let the server read ``messages`` into its cache without telling anything; tokens newly evaluated."""
        _, usage = await self.complete(Request(messages, max_tokens=1, slot=slot))
        return usage.prompt - usage.reused

    async def slot(self, action: str, filename: str = "", number: int = STORY) -> bool:
        """Save, restore or erase a slot; False if the server can't."""
        if not self.capabilities.slot_files or number >= self.capabilities.slots:
            return False
        try:
            answer = await self._http.post(
                f"/slots/{number}", params={"action": action}, json={"filename": filename} if filename else {}
            )
        except httpx.HTTPError:
            return False
        return answer.status_code == 200


async def _some(answer: httpx.Response) -> str:
    """The beginning of an answer that is not a stream of words; a server may send without end."""
    kept = b""
    async with aclosing(answer.aiter_bytes()) as pieces:  # type: ignore[type-var]
        async for piece in pieces:
            kept += piece
            if len(kept) > MAX_ANSWER:
                break
    return kept[:MAX_ANSWER].decode("utf-8", "replace")


def _count(value: Any) -> int:
    """A number of tokens as a server states it; 0 for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1 << 31:
        return 0
    return int(value)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return repr(line[:160] + ("…" if len(line) > 160 else ""))


def _delta(chunk: dict[str, Any]) -> tuple[str, str]:
    choices = chunk.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        return "", ""
    delta = choices[0].get("delta")
    piece = delta.get("content") if isinstance(delta, dict) else None
    finish = choices[0].get("finish_reason")
    return piece if isinstance(piece, str) else "", finish if isinstance(finish, str) else ""


def _likely(chunk: dict[str, Any]) -> list[tuple[str, float]]:
    """The likeliest tokens at one place, with their probabilities."""
    choices = chunk.get("choices")
    found = choices[0].get("logprobs") if isinstance(choices, list) and choices else None
    content = found.get("content") if isinstance(found, dict) else None
    if not content:
        return []
    return [(str(one["token"]), math.exp(min(0.0, float(one["logprob"])))) for one in content[0]["top_logprobs"]]


def _usage(usage: Usage, chunk: dict[str, Any], finish: str) -> Usage:
    timings, counts = chunk.get("timings"), chunk.get("usage")
    if isinstance(timings, dict) and "prompt_n" in timings:
        reused = _count(timings.get("cache_n"))
        usage = replace(
            usage, prompt=reused + _count(timings["prompt_n"]), reused=reused,
            generated=_count(timings.get("predicted_n")) or usage.generated,
        )  # fmt: skip
    elif isinstance(counts, dict):
        details = counts.get("prompt_tokens_details")
        usage = replace(
            usage, prompt=_count(counts.get("prompt_tokens")),
            reused=_count(details.get("cached_tokens")) if isinstance(details, dict) else 0,
            generated=_count(counts.get("completion_tokens")),
        )  # fmt: skip
    return replace(usage, finish=finish) if finish else usage
