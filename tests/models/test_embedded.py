"""The embedded server with the real small weights: a child process that can be trusted, cancelled and killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import psutil
import pytest

from fabula import config
from fabula.errors import ServerError
from fabula.models.client import Client
from fabula.models.embedded import EmbeddedServer
from fabula.models.model import Model
from fabula.models.prefix import PrefixFiles
from fabula.models.request import Message, Request

pytestmark = pytest.mark.model

ON = "root ::= [a-zA-Z ,.]{1500}"  # so that the model does not end by itself
STORY = (
    Message("system", "You are a novelist. You write in the second person, in plain concrete prose."),
    Message("user", "Begin."),
    Message("assistant", "The last bus stands at the stop with its lights off. Mr. Luo holds up ten fingers."),
)
CONTEXT = 2048


@pytest.fixture(scope="module")
def shared(clean_environment: None, small_weights: Path) -> Iterator[EmbeddedServer]:
    """One running server for the tests that leave it alive."""
    server = EmbeddedServer(small_weights, context=CONTEXT)
    server.launch()
    yield server
    server.stop()


@pytest.fixture
async def client(shared: EmbeddedServer) -> AsyncIterator[Client]:
    """A client of the shared server."""
    url, key = await shared.address()
    async with Client(url, api_key=key, keep_alive=False) as connected:
        await connected.probe()
        yield connected


@pytest.fixture
def own(home: Path, small_weights: Path) -> Iterator[EmbeddedServer]:
    """A server of this test alone, to be killed; not started yet."""
    server = EmbeddedServer(small_weights, context=CONTEXT)
    yield server
    server.stop()


async def until(true: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
    """Wait until something becomes true."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, f"waited {seconds:.0f} seconds for {what}"
        await asyncio.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether a process has ended, by now or as a zombie that nobody has waited for."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


async def test_it_starts_and_goes_on_with_a_story(client: Client) -> None:
    """The server loads the weights, says what it can do, and goes on from the storyteller's last words."""
    able = client.capabilities
    assert able.extensions
    assert able.prefill
    assert able.slot_files
    assert able.context == CONTEXT
    text, usage = await client.complete(Request(STORY, max_tokens=24, grammar=ON))
    assert any(character.isalpha() for character in text)
    assert usage.generated == 24
    assert usage.finish == "length"
    assert usage.prompt > 30
    again, warm = await client.complete(Request((*STORY[:2], Message("assistant", STORY[2].content + text)), 8))
    assert again
    assert warm.reused >= usage.prompt  # the log grew at its end only, so all that was read stays read


async def test_a_schema_is_obeyed(client: Client) -> None:
    """With a JSON schema even a small model's answer is JSON of that form."""
    word = {"type": "string", "minLength": 2, "maxLength": 20}
    schema = {"type": "array", "items": word, "minItems": 3, "maxItems": 3}
    text, _ = await client.complete(Request((*STORY, Message("user", "Name three things.")), 120, schema=schema))
    value = json.loads(text)
    assert len(value) == 3
    assert all(isinstance(item, str) for item in value)


async def test_without_the_key_nothing_is_told(client: Client, shared: EmbeddedServer) -> None:
    """No key and a wrong key get 401 wherever something could be learnt or changed; the client explains it."""
    url, key = await shared.address()
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            assert (await http.post("/v1/chat/completions", json=body, headers=headers)).status_code == 401
            for path in ("/slots", "/props"):
                assert (await http.get(path, headers=headers)).status_code == 401
            answer = await http.post("/slots/0?action=erase", json={}, headers=headers)
            assert answer.status_code == 401
    async with Client(url, api_key="wrong") as stranger:
        with pytest.raises(ServerError, match="refused the API key"):
            await stranger.probe()
    assert len(key) >= 24


async def test_other_web_pages_are_kept_out(client: Client, shared: EmbeddedServer) -> None:
    """A page from elsewhere is not allowed by the CORS headers, neither to ask beforehand nor to read an answer."""
    url, key = await shared.address()
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        for origin in ("https://evil.example", "http://localhost:3000", "null"):  # null: any sandboxed frame
            headers = {"Origin": origin, "Authorization": f"Bearer {key}"}
            answers = [await http.get(path, headers=headers) for path in ("/health", "/v1/models", "/props")]
            answers.append(await http.options("/v1/chat/completions", headers={"Origin": origin, **asks}))
            for answer in answers:
                assert answer.headers.get("access-control-allow-origin") not in ("*", origin)


async def test_it_listens_on_the_loopback_only(client: Client, shared: EmbeddedServer) -> None:
    """The child has no socket that another machine could reach."""
    assert shared.pid is not None
    listening = [c for c in psutil.Process(shared.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert [connection.laddr.ip for connection in listening] == ["127.0.0.1"]


async def test_no_process_list_shows_the_key(client: Client, shared: EmbeddedServer) -> None:
    """The key is neither in the child's command line nor in its environment."""
    _, key = await shared.address()
    child = psutil.Process(shared.pid)
    assert key not in " ".join(child.cmdline())
    assert key not in " ".join(child.environ().values())


async def test_cancel_frees_the_slot(client: Client, shared: EmbeddedServer) -> None:
    """Closing a stream makes the server stop working on it at once; the next request is told."""
    url, key = await shared.address()
    headers = {"Authorization": f"Bearer {key}"}

    def busy() -> bool:
        slots = httpx.get(f"{url}/slots", headers=headers, trust_env=False).json()
        return any(slot["is_processing"] for slot in slots)

    async with aclosing(client.stream(Request(STORY, max_tokens=1500, grammar=ON))) as stream:
        count = 0
        async for piece in stream:
            count += isinstance(piece, str)
            if count == 3:
                break
        assert busy()
    await until(lambda: not busy(), "the slot to be free")
    text, _ = await client.complete(Request(STORY, max_tokens=4))
    assert text


async def test_a_killed_child_is_an_error_and_comes_back(own: EmbeddedServer) -> None:
    """SIGKILL in the middle of a stream is a ServerError; start() brings a new child and the story goes on."""
    model = Model("small", embedded=own)
    await model.start()
    first = own.pid
    assert first is not None

    async def killed_while_telling() -> None:
        async with aclosing(model.stream(Request(STORY, max_tokens=1500, grammar=ON))) as stream:
            async for piece in stream:
                if isinstance(piece, str) and own.alive():
                    os.kill(first, signal.SIGKILL)

    with pytest.raises(ServerError):
        await killed_while_telling()
    await until(lambda: not own.alive(), "the child's end")
    assert await model.start()
    assert own.pid not in (None, first)
    assert own.starts == 2
    assert (await model.complete(Request(STORY, max_tokens=4)))[0]
    await model.close()
    assert own.pid is None


async def test_stop_ends_the_child(own: EmbeddedServer) -> None:
    """Stopping waits for the child's end, can be repeated, and does not forbid another start."""
    await own.address()
    pid = own.pid
    assert pid is not None
    own.stop()
    own.stop()
    assert gone(pid)
    assert not own.alive()
    assert (await own.address())[0].startswith("http://127.0.0.1:")


async def test_the_child_dies_with_its_parent(small_weights: Path, home: Path) -> None:
    """However the parent dies (SIGKILL here), the child ends within seconds instead of holding its memory for ever."""
    program = """
import asyncio, sys, time
from pathlib import Path
from fabula.models.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), context=1024)
asyncio.run(server.address())
print(server.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", program, str(small_weights)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(await asyncio.to_thread(parent.stdout.readline))
        assert not gone(child)
        parent.kill()
    await until(lambda: gone(child), "the child's end")


@pytest.mark.parametrize("kind", ["rubbish", "truncated", "absent"])
async def test_unusable_weights_are_explained(kind: str, tmp_path: Path, home: Path, small_weights: Path) -> None:
    """Weights that can't be loaded are a ServerError that names the file and the log; no process stays behind."""
    path = tmp_path / "broken.gguf"
    if kind == "rubbish":
        path.write_bytes(b"GGUF" + os.urandom(4096))
    elif kind == "truncated":
        with small_weights.open("rb") as whole:
            path.write_bytes(whole.read(2_000_000))
    server = EmbeddedServer(path, context=1024)
    with pytest.raises(ServerError, match=r"broken\.gguf") as caught:
        await server.address()
    assert "llama.log" in caught.value.hint
    assert "\n" not in caught.value.paragraph()
    assert server.pid is None


async def test_a_prefix_survives_the_server(home: Path, small_weights: Path) -> None:
    """A prefix that one server saved is restored by the next: nothing is read again, and all of it is reused."""
    grown = (*STORY[:2], Message("assistant", STORY[2].content + "\n\nYou wait."))
    read = []
    for _ in range(2):
        server = EmbeddedServer(small_weights, context=CONTEXT)
        try:
            url, key = await server.address()
            async with Client(url, api_key=key, keep_alive=False) as client:
                await client.probe()
                files = PrefixFiles(server.slots, "small")
                read.append(await files.warm(client, STORY))
                _, usage = await client.complete(Request(grown, max_tokens=1))
        finally:
            server.stop()
    assert read[0] > 30
    assert read[1] == 0
    assert usage.reused >= read[0] - 2  # tokens at the seam may be cut differently
    assert len(list((config.home() / "prefixes").glob("*.slot"))) == 1


async def test_a_corrupt_slot_file_never_reaches_the_server(home: Path, small_weights: Path) -> None:
    """A damaged slot file costs one evaluation and is rewritten; the server lives on."""
    server = EmbeddedServer(small_weights, context=CONTEXT)
    try:
        url, key = await server.address()
        async with Client(url, api_key=key, keep_alive=False) as client:
            await client.probe()
            files = PrefixFiles(server.slots, "small")
            await files.warm(client, STORY)
            path = server.slots / files.name(STORY)
            good = path.stat().st_size
            path.write_bytes(os.urandom(good // 2))
            assert await files.warm(client, STORY) > 0
            assert path.stat().st_size == good
            assert await files.warm(client, STORY) == 0
            assert server.alive()
    finally:
        server.stop()


async def test_an_unwritable_home_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home that can't be made is a FabulaError that says which setting to change, before anything starts."""
    from fabula.errors import SettingsError

    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv(config.HOME_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(SettingsError, match="can't be made") as caught:
        EmbeddedServer(tmp_path / "x.gguf")
    assert config.HOME_VARIABLE in caught.value.hint
