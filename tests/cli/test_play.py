"""`fabula play` as a process: what it prints, keeps and answers, with a scripted model server elsewhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fabula.testing.scripted import ScriptedServer, scripted_server

KEYS = {"turn", "action", "text", "choices", "events", "state_digest", "tokens", "seconds", "model"}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A scripted server that tells as long as it is asked."""
    with scripted_server({"seed": 3}) as running:
        yield running


def fabula(*arguments: str, typed: bytes | str = b"", server: ScriptedServer | None = None) -> Any:
    """Run the program in this test's home; the finished process."""
    data = typed.encode() if isinstance(typed, str) else typed
    return subprocess.run(
        command(*arguments, server=server), input=data, capture_output=True, timeout=120, env=environment(server)
    )


def command(*arguments: str, server: ScriptedServer | None = None) -> list[str]:
    """The command line, with the scripted server as its model."""
    model = ["--model", server.url] if server is not None else []
    return [sys.executable, "-m", "fabula", *arguments, *model]


def environment(server: ScriptedServer | None) -> dict[str, str]:
    """This test's environment, with the server's key."""
    return {**os.environ, "LANG": "C.UTF-8"} | ({"FABULA_SERVER_API_KEY": server.key} if server else {})


def terminal(server: ScriptedServer, language: str) -> Any:
    """The Last Bus played on a pseudo-terminal."""
    import pexpect

    return pexpect.spawn(
        sys.executable, command("play", "last-bus", "--lang", language, server=server)[1:], encoding="utf-8",
        env={**environment(server), "TERM": "xterm"}, dimensions=(40, 100), timeout=40,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # where a shell runs us behind, it is ignored
    )  # fmt: skip


def records(done: Any) -> list[dict[str, Any]]:
    """The JSON lines of a run."""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_actions_give_one_json_object_a_turn(server: ScriptedServer) -> None:
    """Every action yields one line with the promised keys, choices are three and different, and the exit code is 0."""
    done = fabula("play", "last-bus", "--actions", "-", "--json", "--seed", "4", typed="1\nhello\n\n", server=server)
    assert done.returncode == 0, done.stderr
    turns = records(done)
    assert [turn["turn"] for turn in turns] == [1, 2, 3]
    for turn in turns:
        assert set(turn) >= KEYS
        assert len({choice["label"] for choice in turn["choices"]}) == 3
        assert turn["text"] and turn["state_digest"] and turn["seconds"]["total"] >= turn["seconds"]["first"]


def test_same_seed_and_actions_give_the_same_events(server: ScriptedServer) -> None:
    """Two fresh sessions with one seed and one list of actions decide the same, turn by turn."""
    order = ("play", "drowned-bell", "--actions", "-", "--json", "--seed", "9")
    first, second = (records(fabula(*order, typed="1\n2\n1\n3\n1\n1\n", server=server)) for _ in range(2))
    assert [turn["events"] for turn in first] == [turn["events"] for turn in second]
    assert [turn["state_digest"] for turn in first] == [turn["state_digest"] for turn in second]


def test_a_pipe_without_a_line_gets_the_opening_and_one_turn(server: ScriptedServer) -> None:
    """With nobody there the opening and one turn are told, in plain text without escapes."""
    done = fabula("play", "last-bus", "--lang", "en", server=server)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert "The last bus stands at the stop" in text and "1. " in text and "fabula play --session last-bus-" in text
    assert "\x1b" not in text


def test_a_killed_story_goes_on_from_the_last_told_turn(server: ScriptedServer, tmp_path: Path) -> None:
    """After SIGKILL in the middle of a turn, --session goes on behind the last whole turn and the replay is right."""
    slow = {"seed": 3, "prose": ["", "", {"slow": 0.5}]}
    with scripted_server(slow) as teller:
        process = subprocess.Popen(
            command("play", "last-bus", "--actions", "-", "--json", server=teller),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(teller),
        )  # fmt: skip
        assert process.stdin and process.stdout
        process.stdin.write(b"1\n1\n1\n1\n")
        process.stdin.flush()
        session = [json.loads(process.stdout.readline()) for _ in range(2)][-1]["session"]
        time.sleep(0.5)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        process.stdin.close()
        process.stdout.close()
    done = fabula("play", "--session", session, "--actions", "-", "--json", typed="1\n", server=server)
    assert done.returncode == 0, done.stderr
    assert [turn["turn"] for turn in records(done)] == [3]
    assert fabula("sessions", "replay", session).returncode == 0


def test_bad_actions_are_explained_and_lose_nothing(server: ScriptedServer) -> None:
    """A megabyte, a number out of range, control characters and broken UTF-8: an error or a turn each, in order."""
    typed = b"x" * 1_000_000 + b"\n" + b"99\n" + b"\x1b[31mI w\x00ait\x1b[0m\n" + b"\xff\xfe look\n"
    done = fabula("play", "last-bus", "--actions", "-", "--json", typed=typed, server=server)
    assert done.returncode == 5
    lines = records(done)
    assert [line.get("error", {}).get("code") for line in lines] == [None, "action", None, None]
    assert (lines[0]["action"], lines[0]["intent"]["left_out"]) == ("x" * 600, 999_400)
    taken = next(event for event in lines[2]["events"] if event["type"] == "action.taken/1")
    assert taken["text"] == "I wait"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("play", "last-bsu"), 6, "last-bus"),
        (("play", "last-bus", "--lang", "fr"), 3, "fr"),
        (("play", "winter-pass", "--lang", "zh"), 3, "zh"),
        (("play", "last-bus", "--model", "nonsense-9b"), 4, "nonsense-9b"),
        (("play", "last-bus", "--model", "http://127.0.0.1:9"), 4, "127.0.0.1:9"),
        (("play", "--session", "nobody-0000"), 6, "nobody-0000"),
        (("play", "--json"), 3, "--actions"),
        (("play", "--actions", "/no/such/file"), 3, "/no/such/file"),
    ],
)
def test_what_is_wrong_is_said_in_one_paragraph(arguments: tuple[str, ...], code: int, words: str) -> None:
    """Each wrong order ends with its documented exit code and one line that names the value; no traceback."""
    done = fabula(*arguments)
    said = done.stderr.decode() + done.stdout.decode()
    assert (done.returncode, words in said, "Traceback" in said) == (code, True, False), said


def test_an_unwritable_home_is_said_before_anything_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ScriptedServer
) -> None:
    """A home that is a file is named, with the variable that mends it."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    monkeypatch.setenv("FABULA_HOME", str(blocked / "home"))
    done = fabula("play", "last-bus", server=server)
    assert done.returncode in (3, 6)
    assert "FABULA_HOME" in done.stderr.decode() and "Traceback" not in done.stderr.decode()


def test_a_family_reader_never_sees_a_stronger_world(home: Path, server: ScriptedServer) -> None:
    """With the rating 'family' kept, a 'teen' world is refused before its opening is shown."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "reader.json").write_text(json.dumps({"rating": "family"}))
    done = fabula("play", "drowned-bell", server=server)
    assert done.returncode == 3 and b"rated" in done.stderr
    assert b"Slake" not in done.stdout


def test_commands_move_in_the_tree(server: ScriptedServer) -> None:
    """Down a pipe: undo, branch, save, map, state, why and lang all answer, and the story goes on."""
    typed = (
        "1\n2\n/undo\n/redo\n/branch 2\n1\n/save here\n/map\n/state\n/why\n/lang zh\n1\n/goto 77\n/nonsense\n/quit\n"
    )
    done = fabula("play", "last-bus", "--lang", "en", typed=typed, server=server)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    for words in (
        "You are at turn 1.",
        "You are at turn 2.",
        "saved as 'here'",
        "Turns:",
        "Read as:",
        "你",
        "77",
        "/nonsense",
    ):
        assert words in text, words


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal (pexpect)")
def test_a_person_is_asked_once_and_ctrl_c_cancels_only_the_turn() -> None:
    """On a terminal: the opening, the questions, a turn cancelled by Ctrl-C, the next one told, and the farewell."""
    import pexpect

    script = {"seed": 3, "prose": [{"slow": 0.4}]}
    with scripted_server(script) as server:
        child = terminal(server, "en")
        try:
            child.expect("The last bus stands")
            for question, answer in (("called", "Wen"), ("pronouns", "she"), ("sentence", ""), ("reading", "1")):
                child.expect(question)
                child.sendline(answer)
            child.expect("What do you do")
            child.expect(r">\x1b")
            child.send("I hum\r")
            child.expect("You hum")
            time.sleep(1)
            child.sendintr()
            child.expect("cancelled")
            child.expect(r">\x1b")
            child.send("1\r")
            child.expect("What do you do")
            child.expect(r">\x1b")
            child.send("/quit\r")
            child.expect("fabula play --session")
            child.expect(pexpect.EOF)
        finally:
            child.close(force=True)
        assert child.exitstatus == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal (pexpect)")
def test_after_editing_enter_goes_on(server: ScriptedServer, home: Path) -> None:
    """The editor of /edit has keys of its own; afterwards Enter takes the next action, and /quit leaves."""
    import pexpect

    home.mkdir(parents=True, exist_ok=True)
    (home / "reader.json").write_text("{}")
    child = terminal(server, "en")
    try:
        child.expect("What do you do")
        child.expect(r">\x1b")
        child.send("1\r")
        child.expect("What do you do")
        child.expect(r">\x1b")
        child.send("/edit\r")
        child.expect("Esc, then Enter")
        time.sleep(0.5)
        child.send(" Mine.\x1b\r")
        child.expect("Your text is kept as turn 2")
        child.expect(r">\x1b")
        child.send("/state\r")
        child.expect("You hold")
        child.expect(r">\x1b")
        child.send("/quit\r")
        child.expect("fabula play --session")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert child.exitstatus == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal (pexpect)")
def test_the_first_questions(server: ScriptedServer, home: Path) -> None:
    """A rating that is no answer is asked for again, and Ctrl-C at a question leaves at once without a session."""
    import pexpect

    child = terminal(server, "zh")
    child.expect("怎么称呼你")
    time.sleep(0.5)  # the question stands there a moment before the keys are read
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert not (home / "reader.json").exists()
    child = terminal(server, "zh")
    try:
        for question, answer in (
            ("怎么称呼你", ""),
            ("代词", ""),
            ("你是谁", ""),
            ("谁在读", "x"),
            ("1、2 或 3", "合家"),
        ):
            child.expect(question)
            child.sendline(answer)
        child.expect("你要做什么")
        child.expect(r">\x1b")
        child.send("/quit\r")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert json.loads((home / "reader.json").read_text("utf-8"))["rating"] == "family"
    listed = fabula("sessions", "list", "--json")
    assert json.loads(listed.stdout) == []  # nobody played, so there is nothing to go on with


def test_quit_ends_a_file_of_actions(server: ScriptedServer) -> None:
    """/quit in --actions leaves, as it does at a terminal; odd numbers of turns are errors and no crash."""
    typed = "1\n/goto ²\n/goto " + "9" * 5000 + "\n/quit\n2\n"
    done = fabula("play", "last-bus", "--actions", "-", "--json", typed=typed, server=server)
    assert [record.get("turn", 0) for record in records(done)] == [1, 0, 0]
    assert "Traceback" not in done.stderr.decode()


def test_a_failed_start_leaves_no_session() -> None:
    """Where no model answers nothing is kept, and nothing is said to be kept."""
    done = fabula("play", "last-bus", "--model", "http://127.0.0.1:9", typed="1\n")
    assert done.returncode == 4
    assert b"kept as" not in done.stdout
    assert json.loads(fabula("sessions", "list", "--json").stdout) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_can_not_be_written_is_said() -> None:
    """A full disk behind standard output, or a closed one, is a sentence or a quiet end; never a traceback."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("worlds", "list"), stdout=full, stderr=subprocess.PIPE, env=environment(None), timeout=60
        )
    assert (done.returncode, b"can't be written" in done.stderr, b"Traceback" in done.stderr) == (6, True, False)
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&-', "sh", *command("worlds", "list")],
        stderr=subprocess.PIPE, env=environment(None), timeout=60,
    )  # fmt: skip
    assert b"Traceback" not in closed.stderr


def test_a_story_whose_world_has_changed_goes_on_or_says_what_is_gone(server: ScriptedServer, home: Path) -> None:
    """A choice of something that is gone is offered no more; a quest step that is gone is named."""
    assert fabula("worlds", "new", "bakery").returncode == 0
    done = fabula("play", "bakery", "--actions", "-", "--json", "--seed", "1", typed="\n", server=server)
    session, intents = records(done)[0]["session"], [choice["intent"] for choice in records(done)[0]["choices"]]
    asked = next(intent for intent in intents if intent.startswith(("ask:", "do:", "look:")))
    file = home / "worlds" / "bakery" / "world.toml"
    gone = asked.split("/")[-1].split(":")[-1]
    file.write_text(file.read_text("utf-8").replace(f".{gone}]", f".{gone}_new]"), "utf-8")
    again = fabula("play", "--session", session, "--actions", "-", "--json", typed="1\n2\n3\n", server=server)
    assert b"Traceback" not in again.stderr, again.stderr.decode()


def test_why_survives_measurements_of_another_version(server: ScriptedServer, tmp_path: Path) -> None:
    """An imported session may lack measurements, or bring reasons that this version does not know."""
    fabula("play", "last-bus", "--lang", "en", "--actions", "-", "--json", typed="1\n", server=server)
    out = tmp_path / "story.json"
    assert fabula("sessions", "export", "latest", "--out", str(out)).returncode == 0
    text = json.loads(out.read_text("utf-8"))
    for turn in text["turns"] if isinstance(text.get("turns"), list) else []:
        turn["meta"] = {"tokens": {}, "seconds": {}, "retold": {"why": ["nonsense"]}}
    if "meta" in text:
        text["meta"] = {key: {"tokens": {}, "retold": {"why": ["nonsense"]}} for key in text["meta"]}
    out.write_text(json.dumps(text), "utf-8")
    assert fabula("sessions", "import", str(out)).returncode == 0
    done = fabula("play", "--session", "latest", typed="/why\n/quit\n", server=server)
    assert b"Traceback" not in done.stderr and done.returncode == 0, done.stderr.decode()
