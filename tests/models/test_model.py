"""An opened model: the same face for a server elsewhere and for a supervised child that may die."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from fabula import config
from fabula.errors import ServerError, SettingsError
from fabula.models.model import Model, ServerSettings
from fabula.models.request import Capabilities, Message, Request, Usage
from fabula.testing.scripted import scripted_server
from fabula.testing.supervised import SupervisedScript

PREFIX = (Message("system", "Tell a story."), Message("user", "Begin."), Message("assistant", "It was dusk."))
ASK = Request(PREFIX, max_tokens=100)


async def test_a_server_elsewhere_is_started_once() -> None:
    """The first start probes the server and takes its model's name; the next ones cost nothing."""
    with scripted_server(model="far-away", llama=False) as server:
        model = Model(server.url, url=server.url)
        assert model.capabilities == Capabilities()
        assert await model.start()
        assert not await model.start()
        assert model.name == "far-away"
        assert model.capabilities.model == "far-away"
        assert await model.warm(PREFIX) == 0
        assert server.requests() == []  # there is nothing to warm on a server that is not ours
        await model.close()


async def test_a_named_model_is_asked_for_by_name() -> None:
    """A model name that the reader gave goes out with every request and stays."""
    with scripted_server(llama=False) as server:
        model = Model("storyteller-7b", url=server.url)
        await model.start()
        await model.complete(ASK)
        assert server.requests()[0]["model"] == "storyteller-7b"
        assert model.name == "storyteller-7b"
        await model.close()


async def test_settings_reach_the_client() -> None:
    """The key and the limits of section [server] are used."""
    script = {"prose": [{"stall_after": 0}]}
    with scripted_server(script, key="k1", llama=False) as server:
        refused = Model("x", url=server.url)
        with pytest.raises(ServerError, match="API key"):
            await refused.start()
        await refused.close()
        model = Model("x", url=server.url, settings=ServerSettings(api_key="k1", first_seconds=0.3))
        await model.start()
        with pytest.raises(ServerError, match="stopped answering"):
            await model.complete(ASK)
        await model.close()


async def test_a_failed_start_can_be_repeated() -> None:
    """A start that failed leaves nothing behind: the next one works once the server is there."""
    model = Model("x", url="http://127.0.0.1:9")
    with pytest.raises(ServerError):
        await model.start()
    assert model.capabilities == Capabilities()
    with scripted_server() as server:
        model = Model("x", url=server.url)
        assert await model.start()
        await model.close()


async def test_using_a_model_before_start_is_a_programming_error() -> None:
    """Generating without start() is a RuntimeError, not an error for readers."""
    model = Model("x", url="http://127.0.0.1:9")
    with pytest.raises(RuntimeError, match="start"):
        await model.complete(ASK)
    await model.close()


async def test_a_dead_child_is_started_again() -> None:
    """After a kill the next start brings the child back, says that it is new, and generation works again."""
    child = SupervisedScript({"prose": ["First life."]}, {"prose": ["Second life."]})
    model = Model("scripted", embedded=child)
    try:
        assert await model.start()
        assert (await model.complete(ASK))[0] == "First life."
        assert child.server is not None
        child.server.process.kill()
        child.server.process.wait()
        with pytest.raises(ServerError):
            await model.complete(ASK)
        assert await model.start()
        assert not await model.start()
        assert (await model.complete(ASK))[0] == "Second life."
        assert child.starts == 2
    finally:
        await model.close()
    assert not child.alive()


async def test_a_closed_model_can_be_started_again() -> None:
    """Closing ends the child; a later start brings another one."""
    child = SupervisedScript({"prose": ["First life."]}, {"prose": ["Second life."]})
    model = Model("scripted", embedded=child)
    await model.start()
    await model.close()
    assert not child.alive()
    assert await model.start()
    assert (await model.complete(ASK))[0] == "Second life."
    await model.close()


async def test_warming_is_kept_on_disk() -> None:
    """A prefix is read once; a new child gets it from disk and reuses it in the first turn."""
    child = SupervisedScript({})
    model = Model("scripted", embedded=child, identity="weights-1")
    try:
        await model.start()
        assert await model.warm(PREFIX) > 0
        child.stop()
        await model.start()
        assert await model.warm(PREFIX) == 0
        _, usage = await model.complete(Request((*PREFIX[:2], Message("assistant", "It was dusk. You wait.")), 50))
        assert usage.reused == usage.prompt - 2
    finally:
        await model.close()


async def test_two_starts_at_once_make_one_client() -> None:
    """A start in the background and one by a turn do not both open the server."""
    child = SupervisedScript({})
    model = Model("scripted", embedded=child)
    try:
        assert sorted(await asyncio.gather(model.start(), model.start())) == [False, True]
        assert child.starts == 1
    finally:
        await model.close()


async def test_stream_passes_pieces_and_usage_on() -> None:
    """Pieces come as they are told, then the usage; closing early is allowed."""
    with scripted_server({"prose": ["One two."]}) as server:
        model = Model("x", url=server.url)
        await model.start()
        async with aclosing(model.stream(ASK)) as stream:
            got = [piece async for piece in stream]
        assert "".join(piece for piece in got if isinstance(piece, str)) == "One two."
        assert isinstance(got[-1], Usage)
        async with aclosing(model.stream(ASK)) as stream:
            await anext(stream)
        await model.close()


@pytest.mark.parametrize(("key", "value"), [("context", 10), ("threads", -1), ("stall_seconds", 0), ("speed", 9)])
def test_impossible_server_settings_are_refused(key: str, value: int) -> None:
    """A setting out of bounds or of an unknown name is a SettingsError that names it."""
    with pytest.raises(SettingsError, match=key):
        config.load(ServerSettings, "server", **{key: value})
