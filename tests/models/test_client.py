"""The client against a real server process: what works, what fails, and what the failure is called."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from fabula.errors import FabulaError, ServerError, SettingsError
from fabula.models.client import Client
from fabula.models.request import Message, Request, Sampling, Usage
from fabula.testing.scripted import ScriptedServer, scripted_server

ASK = (Message("system", "Tell a story."), Message("user", "Begin."))
LIST = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}


def request(text: str = "", **more: Any) -> Request:
    """A small request; ``text`` is the storyteller's last words to go on from."""
    messages = (*ASK, Message("assistant", text)) if text else ASK
    return Request(messages, **{"max_tokens": 200, **more})


@asynccontextmanager
async def connected(server: ScriptedServer, **more: Any) -> AsyncIterator[Client]:
    """A client that has probed ``server``."""
    async with Client(server.url, api_key=server.key, **more) as client:
        await client.probe()
        yield client


async def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something becomes true, for up to ten seconds."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, f"waited ten seconds for {what}"
        await asyncio.sleep(0.02)


# -- what a server can do ------------------------------------------------------------------------------


async def test_llama_like_capabilities() -> None:
    """A server with /props has the extensions, slot files, and its own context."""
    with scripted_server(context=4096, model="little") as server:
        async with connected(server) as client:
            able = client.capabilities
    assert (able.extensions, able.prefill, able.slot_files, able.schema) == (True, True, True, True)
    assert (able.context, able.model) == (4096, "little")


async def test_plain_capabilities() -> None:
    """A server without /props is asked for nothing beyond the OpenAI protocol; its context is read where it says it."""
    with scripted_server(llama=False, context=2048) as server:
        async with connected(server) as client:
            able = client.capabilities
            assert not await client.slot("save", "x.slot")
    assert (able.extensions, able.prefill, able.slot_files) == (False, False, False)
    assert (able.context, able.model) == (2048, "scripted")


async def test_an_address_with_v1_is_the_same_server() -> None:
    """The address may end in /v1 or a slash, as other programs write it."""
    with scripted_server() as server:
        for url in (f"{server.url}/v1", f"{server.url}/v1/", f"{server.url}/"):
            async with Client(url) as client:
                assert (await client.probe()).model == "scripted"


async def test_only_llama_like_servers_get_extensions() -> None:
    """Grammar and llama.cpp's sampling go where they are known, and never to a plain server."""
    asked = request(grammar='root ::= "a"', seed=5, stop=("\n[",), sampling=Sampling(temperature=0.3))
    bodies = []
    for llama in (True, False):
        with scripted_server(llama=llama) as server:
            async with connected(server) as client:
                await client.complete(asked)
            bodies += server.requests()
    rich, plain = bodies
    assert rich["grammar"] == 'root ::= "a"'
    assert {"min_p", "dry_multiplier", "repeat_penalty", "cache_prompt"} <= set(rich)
    known = {"messages", "max_tokens", "stream", "stream_options", "seed", "model", "stop", "temperature", "top_p"}
    assert set(plain) <= known
    for body in bodies:
        assert (body["seed"], body["stop"], body["temperature"], body["max_tokens"]) == (5, ["\n["], 0.3, 200)
        assert body["messages"][0] == {"role": "system", "content": "Tell a story."}


async def test_a_foreign_answer_to_the_probe_is_survived() -> None:
    """A server whose /props and /v1/models answer strange JSON is a plain one, not a crash."""
    for body in (b"[]", b"null", b'"x"', b"<html>hello</html>", b'{"data": ["x"]}', b'{"data": {"a": 1}}',
                 b'{"data": [], "default_generation_settings": null}'):  # fmt: skip
        async with answering(body) as url, Client(url, model="mine") as client:
            able = await client.probe()
            assert not able.extensions
            assert able.model == "mine"


async def test_odd_numbers_and_endless_answers_to_the_probe() -> None:
    """Numbers that are none, nesting without end and names with escapes are survived; a redirect is explained."""
    for context in (b'"abc"', b"[1]", b"-5", b"1e400", b"null"):
        async with answering(b'{"default_generation_settings": {"n_ctx": %s}}' % context) as url, Client(url) as client:
            assert (await client.probe()).context == 8192
    async with answering(b"[" * 200_000) as url, Client(url) as client:
        assert not (await client.probe()).extensions
    async with answering(b'{"data": [{"id": "a\\u001b[2Jb"}]}') as url, Client(url) as client:
        assert "\x1b" not in (await client.probe()).model

    async def elsewhere(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 307 x\r\nLocation: http://other.invalid/\r\n")
        writer.write(b"Connection: close\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with serving(elsewhere) as url, Client(url) as client:
        with pytest.raises(ServerError, match=r"other\.invalid"):
            await client.probe()


def test_a_key_that_can_not_be_one() -> None:
    """A key with a line break or another script is refused before it is sent, and is not printed."""
    for key in ("名", "a\nb", "a b"):
        with pytest.raises(SettingsError) as caught:
            Client("http://127.0.0.1:9", api_key=key)
        assert key not in caught.value.paragraph()


async def test_signs_of_life_without_words_do_not_count() -> None:
    """A server that only pings, or sends empty pieces, is given up when its time is over; so is one without an end."""
    empty = b'data: {"choices": [{"delta": {"content": ""}}]}\n\n'
    for beat in (b": ping\n\n", empty):

        async def ping(head: bytes, writer: asyncio.StreamWriter, beat: bytes = beat) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            for _ in range(200):
                writer.write(beat)
                await writer.drain()
                await asyncio.sleep(0.05)

        async with serving(ping) as url, Client(url, first_seconds=0.5, stall_seconds=0.5) as client:
            with pytest.raises(ServerError, match="stopped answering"):
                await client.complete(request())

    async def forever(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b'data: {"choices": [{"delta": {"content": "-"}}]}\n\n')
                await writer.drain()
                await asyncio.sleep(0)

    async with serving(forever) as url, Client(url) as client:
        text, usage = await client.complete(request(max_tokens=20))
        assert len(text) < 200
        assert usage.finish == "length"


# -- telling -------------------------------------------------------------------------------------------


async def test_text_and_usage_of_a_llama_like_server() -> None:
    """The text comes whole and in pieces, tokens are counted, and what was read before is reported as reused."""
    script = {"prose": [" The lamp burns low.", " She turns a potato."]}
    with scripted_server(script) as server:
        async with connected(server) as client:
            text, cold = await client.complete(request("You wait."))
            again, warm = await client.complete(request("You wait. The lamp burns low."))
    assert (text, again) == (" The lamp burns low.", " She turns a potato.")
    assert (cold.reused, cold.generated, cold.finish) == (0, 4, "stop")
    assert warm.reused == cold.prompt + 3  # all of it but the last token, which is always read again
    assert warm.prompt == cold.prompt + 4
    assert 0 < cold.first <= cold.total


async def test_reading_ahead_counts_only_what_was_read() -> None:
    """Reading a prompt ahead tells nothing, and its number is of tokens newly read: almost none the second time."""
    with scripted_server({"prose": ["Told."]}) as server:
        async with connected(server) as client:
            first = await client.evaluate(ASK)
            again = await client.evaluate(ASK)
            assert (await client.complete(request()))[0] == "Told."
    assert first > 4
    assert again == 1


async def test_usage_of_a_plain_server() -> None:
    """A plain server's own usage numbers are taken."""
    with scripted_server({"prose": ["One two three."]}, llama=False) as server:
        async with connected(server) as client:
            text, usage = await client.complete(request())
    assert text == "One two three."
    assert (usage.prompt, usage.generated, usage.reused) == (6, 3, 0)


async def test_prompt_tokens_are_known_before_the_text_ends() -> None:
    """A llama-like server's prompt count is yielded early, so that a cancelled turn can still be accounted for."""
    with scripted_server({"prose": [{"text": "One two three four.", "stall_after": 2}]}) as server:
        async with connected(server) as client, aclosing(client.stream(request())) as stream:
            seen = [await anext(stream) for _ in range(3)]
    assert any(isinstance(piece, Usage) and piece.prompt for piece in seen)


async def test_chinese_and_emoji_arrive_unharmed() -> None:
    """Text outside ASCII comes back byte by byte the same, also when a piece is a single character."""
    text = "末班车停在站牌下。“孩子，”她说，“吃吧。” 🍠 naïve é"
    with scripted_server({"prose": [{"text": text}, {"pieces": list(text)}]}) as server:
        async with connected(server) as client:
            assert (await client.complete(request()))[0] == text
            assert (await client.complete(request()))[0] == text


async def test_line_separators_in_text_do_not_break_the_stream() -> None:
    """Characters that some programs take for ends of lines may stand unescaped in a server's JSON."""
    text = "One\u2028two\u2029three\x85four\x0bfive\x1csix."
    with scripted_server({"prose": [{"pieces": [text]}]}) as server:
        async with connected(server) as client:
            assert (await client.complete(request()))[0] == text


async def test_a_stream_without_done_is_complete() -> None:
    """Servers that finish but leave out [DONE] are understood."""
    with scripted_server({"prose": [{"text": "All of it.", "no_done": True}]}) as server:
        async with connected(server) as client:
            text, usage = await client.complete(request())
    assert (text, usage.finish) == ("All of it.", "stop")


async def test_an_empty_answer_is_an_answer() -> None:
    """A model that ends at once gives an empty text and no error; what that means is for the engine to say."""
    with scripted_server({"prose": [{"empty": True}]}) as server:
        async with connected(server) as client:
            text, usage = await client.complete(request())
    assert (text, usage.finish, usage.generated) == ("", "stop", 0)


async def test_schema_is_sent_and_obeyed() -> None:
    """A JSON schema goes out in OpenAI's form and the answer is the JSON text."""
    with scripted_server({"choices": [{"data": ["Go", "Wait"]}]}) as server:
        async with connected(server) as client:
            assert (await client.complete(request(schema=LIST)))[0] == '["Go", "Wait"]'
        form = server.requests()[-1]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"] == LIST


async def test_a_refused_schema_is_remembered() -> None:
    """A server that refuses a schema with 400 is not asked for one again; prose goes on."""
    with scripted_server({"choices": [{"status": 400}], "prose": ["Fine.", "Still fine."]}, llama=False) as server:
        async with connected(server) as client:
            with pytest.raises(ServerError, match="HTTP 400"):
                await client.complete(request(schema=LIST))
            assert not client.capabilities.schema
            await client.complete(request(schema=LIST))
            assert "response_format" not in server.requests()[-1]
            assert (await client.complete(request()))[0] == "Still fine."


async def test_a_server_error_does_not_switch_the_schema_off() -> None:
    """A passing failure (500) of a schema request says nothing about schemas."""
    with scripted_server({"choices": [{"status": 500}]}) as server:
        async with connected(server) as client:
            with pytest.raises(ServerError, match="HTTP 500"):
                await client.complete(request(schema=LIST))
            assert client.capabilities.schema


# -- failing -------------------------------------------------------------------------------------------

FAULTS = {
    "HTTP 500": ({"status": 500}, "HTTP 500.*This failure was scripted"),
    "HTTP 400": ({"status": 400}, "HTTP 400"),
    "HTTP 429": ({"status": 429}, "HTTP 429"),
    "death at once": ({"die_after": 0}, "broke"),
    "death in the middle": ({"die_after": 3}, "broke"),
    "no JSON": ({"garbage": "{never closed"}, "not JSON.*never closed"),
    "no object": ({"garbage": "[1, 2]"}, r"sent '\[1, 2\]'"),
    "a failure in the stream": ({"error": "out of memory"}, "out of memory"),
    "an end without a finish": ({"truncate": True}, "broke off in the middle"),
    "a line over a megabyte": ({"pieces": ["One ", "x" * 1_100_000]}, "line of"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_is_a_retryable_server_error(fault: str) -> None:
    """Whatever a server does wrong is a ServerError that names the server and says what happened and what to do."""
    reply, message = FAULTS[fault]
    with scripted_server({"prose": [reply]}) as server:
        async with connected(server) as client:
            with pytest.raises(ServerError, match=message) as caught:
                await client.complete(request())
    assert caught.value.retryable
    assert caught.value.hint
    assert server.url in caught.value.message


@pytest.mark.parametrize("after", [0, 3])
async def test_a_stall_is_noticed(after: int) -> None:
    """Silence longer than allowed is an error, before the first piece and between two; the server is let go."""
    with scripted_server({"prose": [{"stall_after": after}]}, llama=False) as server:
        limits = {"first_seconds": 0.5, "stall_seconds": 20.0} if after == 0 else {"stall_seconds": 0.5}
        async with connected(server, **limits) as client:
            begun = time.monotonic()
            with pytest.raises(ServerError, match="stopped answering"):
                await client.complete(request())
            assert time.monotonic() - begun < 15
            await until(lambda: server.stats()["disconnects"] == 1, "the server to notice")


async def test_slow_is_not_stalled() -> None:
    """A slow server is not broken off as long as each piece comes within the limit."""
    with scripted_server({"prose": [{"text": "One two three four five six.", "slow": 0.4}]}) as server:
        async with connected(server, stall_seconds=2.0) as client:
            assert (await client.complete(request()))[0] == "One two three four five six."


async def test_the_wrong_key_is_refused() -> None:
    """A missing or wrong key is a ServerError that says which setting holds it; the right one works."""
    with scripted_server(key="right", llama=False) as server:
        for key in ("", "wrong"):
            async with Client(server.url, api_key=key) as client:
                with pytest.raises(ServerError, match="refused the API key") as caught:
                    await client.probe()
                assert "FABULA_SERVER_API_KEY" in caught.value.hint
        async with connected(server) as client:
            assert (await client.complete(request()))[0]


async def test_the_key_is_nowhere_in_an_error() -> None:
    """Messages of failures never show the API key."""
    with scripted_server({"prose": [{"status": 500}]}, key="very-secret") as server:
        async with connected(server) as client:
            with pytest.raises(ServerError) as caught:
                await client.complete(request())
            assert "very-secret" not in caught.value.paragraph() + repr(client)


async def test_nobody_at_the_address() -> None:
    """An address where nothing listens is a ServerError that names it and the flag that gave it."""
    with scripted_server() as server:
        pass  # its port is free again now
    async with Client(server.url) as client:
        with pytest.raises(ServerError, match=server.url) as caught:
            await client.probe()
        assert "--model" in caught.value.hint
        with pytest.raises(ServerError):
            await client.complete(request())


@pytest.mark.parametrize("url", ["http://", "not a url", "http://[::1", "ftp://127.0.0.1", "http://127.0.0.1:99999"])
async def test_an_impossible_address_is_explained(url: str) -> None:
    """What is no HTTP address at all is explained, not a crash somewhere in the network."""
    with pytest.raises(FabulaError):
        async with Client(url) as client:
            await client.probe()


async def test_a_server_that_dies_between_two_requests() -> None:
    """A kept-alive connection to a server that has died meanwhile is a ServerError, and the slot says no."""
    with scripted_server() as server:
        async with connected(server) as client:
            await client.complete(request())
            server.process.kill()
            server.process.wait()
            assert not await client.slot("save", "x.slot")
            with pytest.raises(ServerError):
                await client.complete(request())


async def test_proxies_never_see_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxy settings of the environment are not used."""
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with scripted_server({"prose": ["Direct."]}) as server:
        async with connected(server) as client:
            assert (await client.complete(request()))[0] == "Direct."


async def test_an_endless_line_is_cut_off() -> None:
    """A line that never ends is given up after about a megabyte instead of filling the memory."""
    sent = 0

    async def pour(_: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ")
        while sent < 64 << 20:
            writer.write(b"x" * 65536)
            sent += 65536
            await writer.drain()

    async with serving(pour) as url, Client(url) as client:
        with pytest.raises(ServerError, match="line of"):
            await client.complete(request())
    assert sent < 16 << 20


# -- cancelling ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_alive", [True, False])
async def test_closing_the_stream_is_noticed_by_the_server(keep_alive: bool) -> None:
    """Closing the iterator closes the connection: the server sees it and stops; the client works on."""
    with scripted_server({"prose": [{"slow": 0.02}, "Next."]}) as server:
        async with connected(server, keep_alive=keep_alive) as client:
            async with aclosing(client.stream(request())) as stream:
                pieces = 0
                async for piece in stream:
                    pieces += isinstance(piece, str)
                    if pieces == 3:
                        break
            await until(lambda: server.stats()["disconnects"] == 1, "the server to notice")
            assert server.stats()["streams"] == 0
            assert server.stats()["pieces"] < 60
            assert (await client.complete(request()))[0] == "Next."


async def test_cancelling_the_task_is_noticed_by_the_server() -> None:
    """A cancelled task, as Ctrl-C makes it, stops the server's work as well, even in the middle of a silence."""
    with scripted_server({"prose": [{"stall_after": 2}]}) as server:
        async with connected(server) as client:
            task = asyncio.create_task(client.complete(request()))
            await until(lambda: server.stats()["pieces"] == 2, "two pieces")
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await until(lambda: server.stats()["disconnects"] == 1, "the server to notice")


async def test_closing_the_client_ends_its_streams() -> None:
    """Closing the client while a stream waits ends the stream with an error or an end, never with a hang."""
    with scripted_server({"prose": [{"stall_after": 1}]}) as server:
        async with connected(server) as client:
            task = asyncio.create_task(client.complete(request()))
            await until(lambda: server.stats()["pieces"] == 1, "a piece")
            await client.close()
            await until(lambda: server.stats()["disconnects"] == 1, "the server to notice")
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


# -- small servers of this file --------------------------------------------------------------------------


@asynccontextmanager
async def serving(answer: Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[str]:
    """A server that reads a request's head and lets ``answer`` write to it whatever it likes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(await reader.readuntil(b"\r\n\r\n"), writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def answering(body: bytes, *others: tuple[bytes, bytes]) -> AsyncIterator[str]:
    """A server that answers every request with ``body``, except those whose head begins with one of ``others``."""

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        body = next((other for begin, other in others if head.startswith(begin)), default)
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()

    default = body
    async with serving(answer) as url:
        yield url


# -- how likely an answer is ----------------------------------------------------------------------------


async def test_the_chances_of_answers_are_shares_of_their_tokens() -> None:
    """Tokens that are or begin an option count for it, whatever their case and blanks; the rest is left out."""
    with scripted_server({"chances": [{" A": 0.5, "a": 0.1, "B": 0.2, "The": 0.2}]}) as server:
        async with connected(server) as client:
            found = await client.chances(ASK, ("A", "B"))
        (body,) = server.requests()
    assert found == {"A": pytest.approx(0.75), "B": pytest.approx(0.25)}
    assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)


async def test_a_server_without_probabilities_is_named() -> None:
    """No probabilities, or none of an option, is an error and never a guess."""
    with scripted_server({"chances": [{}, {"Maybe": 1.0}]}) as server:
        async with connected(server) as client:
            for _ in range(2):
                with pytest.raises(ServerError, match="says nothing of how likely"):
                    await client.chances(ASK, ("A", "B"))
