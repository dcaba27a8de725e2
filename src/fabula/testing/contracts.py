"""What every plug-in of a kind must do, as classes of tests to inherit.

A test module makes a class ``TestMine(StoreContract)`` with a ``store`` fixture; a store that several
processes share inherits `SharedStoreContract` and gives an ``opener`` fixture as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any

import pytest

from fabula.errors import Conflict, InputError, NotFound, StoreError
from fabula.store.base import Store
from fabula.story import event as e

AT = "2026-03-14T15:09:26.535897+00:00"
NASTY = {
    "nul": "a\x00b",
    "half a character": "\udc80 and \ud83d alone",
    "emoji joined": "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "right to left": "\u202eevil\u202c שלום مرحبا",
    "combining": "e\u0301 \u0915\u094d\u0937 Z̸a̸l̸g̸o̸",
    "controls": "\x1b[31mred\x1b[0m\r\n\x07\x85\u2028\u2029",
    "sql": "'; DROP TABLE events; --",
    "json": '{"type": "x"}\\u0000 \\" \ufeff',
    "rare planes": "𠮷野家 𝔣𝔞𝔟𝔲𝔩𝔞 \U0010ffff",
    "a megabyte": "雪" * 350_000,
}


def after(**time: int) -> str:
    """The moment so long after `AT`."""
    return (datetime.fromisoformat(AT) + timedelta(**time)).isoformat(timespec="microseconds")


def told(number: int, *, parent: int | None = None, text: str = "It snows.", writer: str = "") -> list[e.Event]:
    """The events of one small turn."""
    return [
        e.TurnOpened(turn=number, parent=number - 1 if parent is None else parent),
        e.ActionTaken(text=f"wait {number}", intent="wait", offered=True),
        e.CounterChanged(counter="minutes", by=-4),
        e.TurnTold(note=writer, text=text, choices=[{"label": "等", "intent": "wait"}], digest="0" * 16),
    ]


def begun() -> list[e.Event]:
    """The events of a small opening."""
    return [
        e.SessionStarted(
            world="last-bus",
            world_digest="0123456789abcdef",
            language="en",
            seed=7,
            place="stop",
            items={"letter": "player"},
            characters={"luo": "stop"},
            counters={"minutes": 50},
            quests={"say_it": "sit"},
        ),
        e.ReaderIntroduced(name="小梅", pronouns="she", persona="", rating="teen"),
        e.TurnTold(note="", text="The last bus stands at the stop.", origin="author"),
    ]


def make(store: Store, session_id: str = "last-bus-7f3a", *, world: str = "last-bus", at: str = AT) -> str:
    """Keep a small session and return its id."""
    store.create(session_id, begun(), world=world, language="en", title="The Last Bus", at=at)
    return session_id


class StoreContract:
    """What every store does. The inheriting class gives an empty ``store``, and closes it."""

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        """The store under test."""
        raise NotImplementedError("the inheriting class gives the store")

    def test_events_come_back_equal_and_in_order(self, store: Store) -> None:
        """What was appended in several goes is read as one stream, event for event."""
        session = make(store)
        first, second = told(1), [*told(2), e.TipMoved(turn=1), e.BookmarkSet(name="snow", turn=2)]
        assert store.append(session, first, expected_position=3, at=AT) == 7
        assert store.append(session, second, expected_position=7, at=AT) == 13
        assert store.read(session) == [*begun(), *first, *second]

    def test_reading_after_a_position_gives_only_what_follows(self, store: Store) -> None:
        """A reader who knows the first n events gets exactly the rest."""
        session = make(store)
        store.append(session, told(1), expected_position=3, at=AT)
        whole = store.read(session)
        for position in range(len(whole) + 1):
            assert store.read(session, after=position) == whole[position:]
        assert store.read(session, after=99) == []

    def test_info_counts_without_reading(self, store: Store) -> None:
        """Position counts events, turns counts turns of all branches without the opening; moments are kept."""
        session = make(store)
        assert (store.info(session).position, store.info(session).turns) == (3, 0)
        later = after(hours=1)
        branches = [*told(1), e.TipMoved(turn=0), *told(2, parent=0)]
        store.append(session, branches, expected_position=3, at=later)
        info = store.info(session)
        assert (info.position, info.turns) == (12, 2)
        assert (info.id, info.world, info.language, info.title) == (session, "last-bus", "en", "The Last Bus")
        assert (info.created, info.updated) == (AT, later)

    def test_moments_are_the_same_from_any_time_zone(self, store: Store) -> None:
        """A moment that is given in another zone is that same moment in UTC when it comes back."""
        session = make(store, at="2026-03-14T23:09:26.535897+08:00")
        assert store.info(session).created == AT
        store.append(session, told(1), expected_position=3, at="2026-03-15T00:00:00+08:00")
        assert store.info(session).updated == "2026-03-14T16:00:00.000000+00:00"
        with pytest.raises(ValueError, match="yesterday"):
            store.append(session, told(2), expected_position=7, at="yesterday")
        assert store.info(session).position == 7

    def test_an_id_is_given_once(self, store: Store) -> None:
        """A second session of the same id is refused, and the first stays as it is."""
        session = make(store)
        with pytest.raises(Conflict, match=session):
            store.create(session, told(1), world="other", language="zh", title="Other", at=AT)
        assert store.read(session) == begun()
        assert store.info(session).world == "last-bus"

    @pytest.mark.parametrize("position", [0, 2, 4, 1000, -1])
    def test_an_append_that_expects_another_position_writes_nothing(self, store: Store, position: int) -> None:
        """A conflict leaves events, measurements and info exactly as they were, and names both positions."""
        session = make(store)
        before = store.load(session)
        with pytest.raises(Conflict, match=rf"at position 3, not at {position}\b") as caught:
            store.append(session, told(1), expected_position=position, at=after(days=1), meta={1: {"tokens": 9}})
        assert caught.value.retryable
        assert store.load(session) == before

    def test_a_turn_that_fails_on_the_way_is_not_half_written(self, store: Store) -> None:
        """Events that stop coming, and measurements that can't be written, leave nothing of their turn behind."""
        session = make(store)
        before = store.load(session)

        def broken() -> Iterator[e.Event]:
            yield from told(1)[:2]
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.append(session, broken(), expected_position=3, at=AT)
        with pytest.raises(TypeError):
            store.append(session, told(1), expected_position=3, at=AT, meta={1: {"model": object()}})
        with pytest.raises(ZeroDivisionError):
            store.create("last-bus-0002", broken(), world="last-bus", language="en", title="x", at=AT)
        assert store.load(session) == before
        assert [info.id for info in store.list()] == [session]

    def test_measurements_are_kept_beside_the_story(self, store: Store) -> None:
        """Measurements come back by turn, are no events, and newer ones of a turn replace older ones."""
        session = make(store)
        first = {"tokens": {"prompt": 812, "reused": 790}, "seconds": 2.5, "model": "默认"}
        store.append(session, told(1), expected_position=3, at=AT, meta={1: first})
        assert store.append(session, [], expected_position=7, at=AT, meta={1: {"tokens": 1}, 0: {}}) == 7
        assert store.meta(session) == {0: {}, 1: {"tokens": 1}}
        assert store.read(session) == [*begun(), *told(1)]
        loaded = store.load(session)
        assert (loaded.info, loaded.events, loaded.meta) == (
            store.info(session),
            store.read(session),
            store.meta(session),
        )

    @pytest.mark.parametrize("name", sorted(NASTY))
    def test_any_text_comes_back_as_it_was(self, store: Store, name: str) -> None:
        """Prose, measurements and dictionary keys survive every character that Python can hold."""
        session, text = make(store), NASTY[name]
        events = told(1, text=text)
        store.append(session, events, expected_position=3, at=AT, meta={1: {text[:50]: text}})
        assert store.read(session, after=3) == events
        assert store.meta(session) == {1: {text[:50]: text}}

    def test_what_is_kept_is_out_of_reach(self, store: Store) -> None:
        """Changing what was given in or handed out does not change what is kept."""
        events, meta = begun(), {1: {"tokens": [1]}}
        store.create("last-bus-7f3a", events, world="last-bus", language="en", title="x", at=AT, meta=meta)
        meta[1]["tokens"].append(2)
        for started in (events[0], store.read("last-bus-7f3a")[0]):
            assert isinstance(started, e.SessionStarted)
            started.items["letter"] = "nowhere"
        store.meta("last-bus-7f3a")[1]["tokens"].append(3)
        assert store.read("last-bus-7f3a") == begun()
        assert store.meta("last-bus-7f3a") == {1: {"tokens": [1]}}

    def test_the_language_follows_the_story(self, store: Store) -> None:
        """After the story has switched its language, the session is listed in that language."""
        session = make(store)
        store.append(session, [e.LanguageSwitched(language="zh"), *told(1)], expected_position=3, at=AT)
        assert store.info(session).language == "zh"

    def test_an_unknown_session_is_named_with_near_ones(self, store: Store) -> None:
        """Everything that takes an id says that it is unknown, and which id may have been meant."""
        make(store)
        calls: list[Callable[[str], object]] = [
            store.read,
            store.load,
            store.meta,
            store.info,
            store.resolve,
            store.delete,
            lambda unknown: store.rename(unknown, "x"),
            lambda unknown: store.append(unknown, told(1), expected_position=0, at=AT),
        ]
        for call in calls:
            with pytest.raises(NotFound, match="last-bus-7f3b") as caught:
                call("last-bus-7f3b")
            assert "last-bus-7f3a" in caught.value.hint

    def test_part_of_an_id_is_enough_if_it_fits_one(self, store: Store) -> None:
        """The whole id, its beginning and its last signs find a session; what fits several or none is NotFound."""
        for session in ("last-bus-7f3a", "last-bus-7f3a0", "moon-school-11aa"):
            make(store, session)
        assert store.resolve("last-bus-7f3a") == "last-bus-7f3a"
        assert store.resolve("moon") == "moon-school-11aa"
        assert store.resolve(" 11AA ") == "moon-school-11aa"
        with pytest.raises(NotFound, match="fits 2 sessions") as caught:
            store.resolve("last")
        assert "last-bus-7f3a0" in caught.value.hint
        for nothing in ("", "-", "%", "school", "last-bus_7f3a"):
            with pytest.raises(NotFound):
                store.resolve(nothing)

    def test_sessions_are_listed_newest_first(self, store: Store) -> None:
        """The order is that of the last append, also after one; a world's list has only its sessions."""
        assert store.list() == []
        assert store.latest() is None
        make(store, "a-1", world="a", at=AT)
        make(store, "b-1", world="b", at=after(microseconds=1))
        make(store, "a-2", world="a", at=after(days=1))
        assert [info.id for info in store.list()] == ["a-2", "b-1", "a-1"]
        store.append("a-1", told(1), expected_position=3, at=after(days=2))
        assert [info.id for info in store.list()] == ["a-1", "a-2", "b-1"]
        assert [info.id for info in store.list("a")] == ["a-1", "a-2"]
        newest, of_b = store.latest(), store.latest("b")
        assert newest is not None and newest.id == "a-1"
        assert of_b is not None and of_b.id == "b-1"
        assert store.latest("c") is None

    def test_a_title_can_be_changed_to_any_line(self, store: Store) -> None:
        """A new title is kept as one printable line of bounded length; an empty one is refused."""
        session = make(store)
        store.rename(session, "  Grandmother\n\x1b[31m 奶奶 \udc80 ")
        assert store.info(session).title == "Grandmother [31m 奶奶"
        store.rename(session, "x" * 5000)
        assert len(store.info(session).title) == 120
        for empty in ("", " \n\t", "\x00"):
            with pytest.raises(InputError):
                store.rename(session, empty)
        assert (store.info(session).position, store.info(session).updated) == (3, AT)

    @pytest.mark.parametrize("bad", ["", "A", "../x", "a b", "a/b", "-a", "é", "x" * 61, "a\n", "a%"])
    def test_an_id_must_be_typable(self, store: Store, bad: str) -> None:
        """Ids that could not be typed, or could be mistaken for a path or an option, are refused."""
        with pytest.raises(InputError):
            make(store, bad)
        assert store.list() == []

    def test_new_ids_are_short_readable_and_free(self, store: Store) -> None:
        """A new id is the world's id and four hex digits, and never one that is taken."""
        seen = set()
        for _ in range(30):
            session = store.new_id("last-bus")
            assert re.fullmatch(r"last-bus-[0-9a-f]{4,6}", session)
            assert session not in seen
            seen.add(make(store, session))

    def test_deleting_removes_all_of_one_session(self, store: Store) -> None:
        """A deleted session is gone with its measurements, the others stay, and its id begins anew."""
        gone, stays = make(store), make(store, "last-bus-0001")
        store.append(gone, told(1), expected_position=3, at=AT, meta={1: {"tokens": 1}})
        kept = store.load(stays)
        store.delete(gone)
        assert [info.id for info in store.list()] == [stays]
        assert store.load(stays) == kept
        make(store, gone)
        assert (store.read(gone), store.meta(gone)) == (begun(), {})

    def test_a_long_session_is_whole(self, store: Store) -> None:
        """Thousands of events, appended turn by turn and at once, are all there and in order."""
        session = make(store)
        expected = begun()
        for number in range(1, 51):
            store.append(session, told(number), expected_position=len(expected), at=AT)
            expected += told(number)
        rest = [event for number in range(51, 1500) for event in told(number)]
        assert store.append(session, rest, expected_position=len(expected), at=AT) == len(expected) + len(rest)
        assert store.read(session) == expected + rest
        assert store.info(session).turns == 1499

    def test_threads_never_mix_their_turns(self, store: Store) -> None:
        """Four threads that append to one session at once: every turn is whole, none is lost or doubled."""
        session = make(store)
        with ThreadPoolExecutor(4) as pool:
            jobs = [pool.submit(append_turns, store, session, f"writer-{number}", 6) for number in range(4)]
            for job in jobs:
                job.result(timeout=120)
        assert_whole(store, session, {f"writer-{number}": 6 for number in range(4)})

    def test_a_closed_store_says_so(self, store: Store) -> None:
        """Closing twice is fine; afterwards every call is a StoreError and no surprise."""
        make(store)
        store.close()
        store.close()
        calls: list[Callable[[], object]] = [
            store.list,
            store.latest,
            lambda: store.info("last-bus-7f3a"),
            lambda: store.read("last-bus-7f3a"),
            lambda: store.new_id("x"),
            lambda: make(store, "x-1"),
            lambda: store.delete("last-bus-7f3a"),
        ]
        for call in calls:
            with pytest.raises(StoreError, match="closed"):
                call()

    def test_leaving_a_with_block_closes(self, store: Store) -> None:
        """A store used in a with statement is closed after it."""
        with store as same:
            assert same is store
        with pytest.raises(StoreError, match="closed"):
            store.list()


class SharedStoreContract(StoreContract):
    """What a store does in addition that several processes share. ``opener`` opens the same store anew."""

    @pytest.fixture
    def opener(self) -> Callable[[], Store]:
        """Opens what ``store`` has open once more; it is pickled and called in other processes."""
        raise NotImplementedError("the inheriting class gives the opener")

    def test_another_opening_sees_all_that_was_appended(self, store: Store, opener: Callable[[], Store]) -> None:
        """What `append` has returned is there for whoever opens the store next."""
        session = make(store)
        store.append(session, told(1), expected_position=3, at=AT, meta={1: {"tokens": 1}})
        with opener() as other:
            assert other.load(session) == store.load(session)

    def test_processes_never_mix_their_turns(self, store: Store, opener: Callable[[], Store]) -> None:
        """Three processes that append to one session at once: every turn is whole, none is lost or doubled."""
        session = make(store)
        with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(_append_elsewhere, opener, session, f"process-{n}", 8) for n in range(3)]
            for job in jobs:
                job.result(timeout=120)
        assert_whole(store, session, {f"process-{n}": 8 for n in range(3)})

    def test_of_writers_at_one_position_exactly_one_wins(self, store: Store, opener: Callable[[], Store]) -> None:
        """Three processes that expect the same position: one appends, the others are told of the conflict."""
        session = make(store)
        with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(_append_once, opener, session, f"process-{n}") for n in range(3)]
            outcomes = sorted(job.result(timeout=120) for job in jobs)
        assert outcomes == ["conflict", "conflict", "written"]
        assert store.info(session).position == 7


def append_turns(store: Store, session: str, writer: str, turns: int) -> None:
    """Append so many turns, each as soon as the stream lets us."""
    done = 0
    while done < turns:
        info = store.info(session)
        try:
            store.append(
                session,
                told(info.turns + 1, writer=writer),
                expected_position=info.position,
                at=AT,
                meta={info.turns + 1: {"writer": writer}},
            )
        except Conflict:
            continue
        done += 1


def assert_whole(store: Store, session: str, wanted: dict[str, int]) -> None:
    """Every turn in the stream is complete and in order, and each writer's turns are all there."""
    events = store.read(session)[3:]
    written: dict[str, int] = {}
    for number, at in enumerate(range(0, len(events), 4), start=1):
        last = events[at + 3]
        assert isinstance(last, e.TurnTold)
        assert events[at : at + 4] == told(number, writer=last.note)
        assert store.meta(session)[number] == {"writer": last.note}
        written[last.note] = written.get(last.note, 0) + 1
    assert written == wanted


def _append_elsewhere(opener: Callable[[], Store], session: str, writer: str, turns: int) -> None:
    with opener() as store:
        append_turns(store, session, writer, turns)


def _append_once(opener: Callable[[], Any], session: str, writer: str) -> str:
    with opener() as store:
        try:
            store.append(session, told(1, writer=writer), expected_position=3, at=AT)
        except Conflict:
            return "conflict"
        return "written"
