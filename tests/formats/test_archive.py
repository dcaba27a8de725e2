"""A session as a JSON file: nothing is lost, and a file from a stranger can't do harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula import __version__
from fabula.errors import InputError, NewerFormat
from fabula.formats.archive import from_json, to_json
from fabula.store import SessionInfo, worlds
from fabula.story import event as e
from fabula.testing.contracts import NASTY, begun, told
from fabula.testing.sessions import play

AT = "2026-03-14T15:09:26.535897+00:00"
INFO = SessionInfo("last-bus-7f3a", "last-bus", "zh", "末班车", AT, AT, 7, 1)


def test_everything_comes_back() -> None:
    """Events, measurements and facts are the same after a round trip; world and version are noted."""
    world = worlds.load("last-bus", "zh")
    events = play(world, ["go:cart", "do:share_potato", "goto:1", "go:steps"])
    meta = {1: {"tokens": {"prompt": 5}, "seconds": 0.25}, 3: {}}
    text = to_json(INFO, events, meta)
    back = from_json(text)
    assert (back.events, back.meta) == (events, meta)
    assert (back.id, back.world, back.language, back.title) == ("last-bus-7f3a", "last-bus", "zh", "末班车")
    assert (back.created, back.updated) == (AT, AT)
    assert json.loads(text)["world"] == {"id": "last-bus", "digest": world.digest()}
    assert json.loads(text)["fabula"] == __version__
    assert to_json(INFO, back.events, back.meta) == text


@given(st.text(max_size=80) | st.sampled_from(sorted(NASTY.values(), key=len)[:-1]))
def test_any_text_comes_back(text: str) -> None:
    """Whatever characters a story has, half ones too, they survive the file, which is always valid UTF-8."""
    events = [*begun(), *told(1, text=text)]
    file = to_json(INFO, events, {1: {text: text}}).encode()
    back = from_json(file.decode())
    assert (back.events, back.meta) == (events, {1: {text: text}})


def broken(**changes: Any) -> str:
    """A good archive with some of its values replaced."""
    data = json.loads(to_json(INFO, [*begun(), *told(1)], {}))
    return json.dumps(data | changes)


def broken_event(number: int, **changes: Any) -> str:
    """A good archive in which one event has other fields."""
    data = json.loads(to_json(INFO, [*begun(), *told(1)], {}))
    data["events"][number] |= changes
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        broken(format="other/1"),
        broken(format="fabula.session/x"),
        broken(format=None),
        broken(session=[]),
        broken(session={"id": 7}),
        broken(world={}),
        broken(events=[]),
        broken(events={}),
        broken(events=[7]),
        broken(events=[e.to_record(e.TipMoved(turn=0))]),
        broken(meta=[]),
        broken(session={"id": "a", "language": "en", "title": "A", "created": "now", "updated": "now"}),
        broken(meta={"x": {}}),
        broken(meta={"1": 3}),
        broken_event(0, seed="7"),
        broken_event(0, language="tlh"),
        broken_event(0, items=[]),
        broken_event(2, text=None),
        broken_event(2, choices=[{"label": 1}]),
        broken_event(3, turn="1"),
        broken_event(3, parent=9),
        broken_event(3, extra=1),
        broken_event(5, by=1.5),
    ],
)
def test_a_file_that_is_no_session_is_refused(text: str) -> None:
    """Rubbish, other formats, missing parts, wrong kinds and impossible trees are an InputError with a remedy."""
    with pytest.raises(InputError, match="not a session that Fabula exported: ") as caught:
        from_json(text)
    assert "export" in caught.value.hint
    assert len(caught.value.message) < 400


def test_a_newer_file_says_so() -> None:
    """A newer form and an event that only a newer Fabula knows are NewerFormat."""
    for text in (broken(format="fabula.session/2"), broken_event(2, type="turn.sung/1")):
        with pytest.raises(NewerFormat):
            from_json(text)
