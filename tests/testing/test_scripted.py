"""The scripted server itself: a real process that says what its script says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fabula.analysis.sentences import complete_length, length
from fabula.engine.teller import MEASURES
from fabula.errors import InputError
from fabula.testing.script import Reply, Script, instance, prose
from fabula.testing.scripted import scripted_server
from fabula.testing.slot import Slot


def ask(url: str, text: str = "Go on.", **more: object) -> dict[str, object]:
    """One whole answer of the server at ``url``."""
    body = {"messages": [{"role": "user", "content": text}], **more}
    answer = httpx.post(f"{url}/v1/chat/completions", json=body, trust_env=False)
    return {"status": answer.status_code, **answer.json()}


def said(answer: dict[str, object]) -> str:
    """The words of a whole answer."""
    return answer["choices"][0]["message"]["content"]  # type: ignore[index, no-any-return]


@pytest.mark.parametrize(("language", "told"), [("en", "You walk to the cart."), ("zh", "你走到红薯摊前。")])
@pytest.mark.parametrize("seed", range(5))
def test_generated_prose_is_long_enough_for_a_turn(language: str, told: str, seed: int) -> None:
    """Prose by seed fills a turn with full sentences, differs by seed and words, and repeats itself exactly."""
    text = prose(told, seed, goes_on=True)
    assert length(text, language) > MEASURES[language].enough * 1.2
    assert complete_length(text, language) == len(text)
    assert text == prose(told, seed, goes_on=True)
    assert text != prose(told, seed + 1, goes_on=True)
    assert text != prose(told + "!", seed, goes_on=True)


def test_replies_come_in_order_then_by_seed() -> None:
    """Prose and choices have lists of their own, used up in order; afterwards text is made."""
    script = {"prose": ["One.", {"text": "Two."}], "choices": [{"data": ["A", "B"]}], "seed": 4}
    form = {"type": "json_schema", "json_schema": {"schema": {"type": "array", "items": {"type": "string"}}}}
    with scripted_server(script) as server:
        assert said(ask(server.url)) == "One."
        assert said(ask(server.url, max_tokens=1)) == "…"  # reading a prompt uses up no reply
        assert json.loads(said(ask(server.url, response_format=form))) == ["A", "B"]
        assert said(ask(server.url)) == "Two."
        assert said(ask(server.url)).count(".") > 8
        assert len(server.requests()) == 5
        assert server.stats()["requests"] == 5


def test_any_key_is_taken() -> None:
    """A random key may begin with a dash; requests without it are refused, also those that only look."""
    with scripted_server(key="-dash") as server:
        assert server.stats()["requests"] == 0
        assert ask(server.url)["status"] == 401
        assert httpx.get(f"{server.url}/requests", trust_env=False).status_code == 401


def test_stop_words_and_token_limit_are_kept() -> None:
    """A stop word cuts the reply before it, and max_tokens cuts it after so many pieces."""
    with scripted_server({"prose": ["One two\nthree four", "One two three"]}) as server:
        assert said(ask(server.url, stop=["\nthree"])) == "One two"
        short = ask(server.url, max_tokens=2)
        assert said(short) == "One two"
        assert short["choices"][0]["finish_reason"] == "length"  # type: ignore[index]


def test_generated_values_fit_their_schema() -> None:
    """A request with a schema gets a value of that form; numbered lines of the request become its strings."""
    labels = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    assert instance(labels, "Choose:\n1. Go home\n2. Wait\n3. Sing") == ["Go home", "Wait"]
    shape = {
        "type": "object",
        "properties": {"mood": {"enum": ["calm", "wild"]}, "sure": {"type": "boolean"}, "age": {"type": "integer"},
                       "names": labels, "fixed": {"const": 3}},
    }  # fmt: skip
    value = {"mood": "calm", "sure": False, "age": 0, "names": ["scripted", "scripted"], "fixed": 3}
    assert instance(shape, "") == value


def test_it_ends_when_its_standard_input_closes(tmp_path: Path) -> None:
    """The command prints its URL as one JSON line, answers, and ends by itself when nobody holds its input."""
    script = tmp_path / "script.toml"
    script.write_text('prose = ["Hello."]\n', "utf-8")
    command = [sys.executable, "-m", "fabula.testing.scripted", "--script", str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert httpx.get(f"{url}/health", trust_env=False).json() == {"status": "ok"}
        process.stdin.close()
        assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("script", [{"proze": []}, {"prose": [{"dieafter": 3}]}, {"prose": [7]}])
def test_a_wrong_script_is_an_input_error(script: dict[str, object]) -> None:
    """An unknown key or form in a script is named, before any process is started."""
    with pytest.raises(InputError, match=r"can't hold"), scripted_server(script):
        pass


def test_an_unreadable_script_file_is_explained(tmp_path: Path) -> None:
    """A script that is no TOML is an InputError that names the file."""
    path = tmp_path / "script.toml"
    path.write_text("prose = [", "utf-8")
    with pytest.raises(InputError, match=r"script\.toml"):
        Script.read(path)


def test_the_slot_reuses_the_longest_common_prefix() -> None:
    """Told words are reused when they come back in the prompt; a change re-reads what follows it."""
    slot = Slot(None)
    assert slot.read([("user", "a b c")]) == (0, 4)
    slot.tell(" d e")
    assert slot.read([("user", "a b c d e f")]) == (6, 1)
    assert slot.read([("user", "a b c d e f")]) == (6, 1)
    assert slot.read([("user", "a b X d")]) == (3, 2)
    assert slot.act("save", "a.slot")[0] == 501


def test_pieces_keep_the_text_whole() -> None:
    """Cutting a reply into pieces loses no character, spaces and line breaks included."""
    text = " One two.\n\nThree 一二，三。 “四五。”\n"
    assert "".join(Reply(text=text).cut()) == text
