"""The clock: times of day, midnight, days of the week, and people who have somewhere to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mill import at, begun, last, mill, of, play
from pydantic import ValidationError

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.clock import DAY, PHASES, Clock, day, hour, minute, within
from fabula.story.rules import Guard


@pytest.mark.parametrize(
    ("time", "phase"),
    [("04:59", "night"), ("05:00", "dawn"), ("06:59", "dawn"), ("07:00", "morning"), ("12:00", "afternoon"),
     ("18:00", "evening"), ("21:59", "evening"), ("22:00", "night"), ("23:59", "night"), ("00:00", "night")],
)  # fmt: skip
def test_the_time_of_day_is_the_phase_that_began_last(time: str, phase: str) -> None:
    """A phase begins on its minute, and night goes on past midnight, on every day."""
    clock = Clock(start="12:00")
    for number in (0, 1, 40):
        assert clock.phase(minute(time) + number * DAY) == phase


def test_a_world_can_have_phases_of_its_own() -> None:
    """Phases begin when the author says; those that are not named do not exist there."""
    clock = Clock(start="12:00", phases={"morning": "08:00", "night": "17:00"})
    assert [clock.phase(minute(time)) for time in ("07:59", "08:00", "16:59", "17:00")] == [
        "night", "morning", "morning", "night",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="phases can be dawn"):
        Clock(start="12:00", phases={"noon": "12:00"})
    with pytest.raises(ValidationError, match="phases can be dawn"):
        Clock(start="12:00", phases={})


@pytest.mark.parametrize(
    ("span", "inside", "outside"),
    [("22:00-05:00", ("22:00", "23:59", "00:00", "04:59"), ("21:59", "05:00", "12:00")),
     ("08:00 - 09:30", ("08:00", "09:29"), ("07:59", "09:30")),
     ("06:00-06:00", ("06:00", "05:59", "18:00"), ())],
)  # fmt: skip
def test_hours_may_lie_around_midnight(span: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    """The first minute of a span belongs to it and the last does not; equal ends are a whole day."""
    guard = Guard(time=[span])
    for time in (*inside, *outside):
        assert within(minute(time) + 3 * DAY, "", span) == (time in inside)
        assert guard.holds(begun(mill(), at(time, 4))) == (time in inside)


@given(st.integers(0, 5 * DAY), st.sampled_from([f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]))
def test_a_span_and_the_rest_of_the_day_share_out_every_minute(minutes: int, end: str) -> None:
    """Every minute lies in exactly one of ``a-b`` and ``b-a``."""
    begin = "07:15"
    assert within(minutes, "", f"{begin}-{end}") != within(minutes, "", f"{end}-{begin}")


@pytest.mark.parametrize("text", ["noon", "25:00-26:00", "8:00-9:00", "08:00", "08:00-", "", "night-dawn"])
def test_a_wrong_time_of_day_is_refused_when_the_world_is_read(text: str) -> None:
    """What is no time of day is refused with the words that are."""
    with pytest.raises(ValidationError, match="is no time of day"):
        Guard(time=[text])


@given(st.integers(0, 400 * DAY))
def test_hours_and_days_say_a_minute(minutes: int) -> None:
    """The hour and the number of the day together are the minute, and day 1 is the first."""
    assert (day(minutes) - 1) * DAY + minute(hour(minutes)) == minutes
    assert Clock(start="00:00").phase(minutes) in PHASES


def test_a_turn_takes_its_time_and_midnight_begins_a_day() -> None:
    """Each turn is ten minutes here; after 24:00 comes day 2 with the next day of the week, which a guard can ask."""
    told = mill()
    turns = play(told, begun(told, at("23:40")), "wait", "wait", "wait")
    assert [turn.after.minutes for turn in turns] == [minute("23:50"), DAY, DAY + 10]
    assert [turn.after.weekday for turn in turns] == [1, 2, 2]
    assert [of(e.TriggerFired, turn) for turn in turns] == [[], [e.TriggerFired("rest")], []]
    assert Guard(day=">= 2").holds(turns[1].after) and not Guard(day=">= 2").holds(turns[0].after)
    third = last(told, turns[-1].after, *["wait"] * 143)
    assert (third.after.weekday, day(third.after.minutes)) == (1, 3)


def test_effects_take_time_besides_that_of_the_turn() -> None:
    """``minutes`` of an effect comes to the turn's own ten, and both are recorded as events."""
    told = mill()
    slept = last(told, begun(told), "go:cellar", "do:sleep")
    assert [event.minutes for event in of(e.TimePassed, slept)] == [480, 10]
    assert hour(slept.after.minutes) == "06:00"
    assert (slept.after.phase, day(slept.after.minutes)) == ("dawn", 2)


def test_the_first_day_has_a_number() -> None:
    """With ``day`` a story begins later in the week."""
    told = mill(('start = "21:40"', 'start = "21:40"\nday = 4'))
    state = begun(told)
    assert (day(state.minutes), state.weekday, hour(state.minutes)) == (4, 2, "21:40")


def test_a_world_without_a_clock_has_no_time() -> None:
    """Without a clock nothing passes, and what would ask for the time is refused with its key."""
    from walking import small, step

    from fabula.story.intent import WAIT
    from fabula.story.parse import parse

    told = parse(small())
    assert told.clock is None
    assert not of(e.TimePassed, step(told, begun(told), WAIT))
    timed = small()["world.toml"].replace("when = { at =", 'when = { time = "night", at =')
    with pytest.raises(WorldError, match=r"'rules\.pick\.when': there is no clock"):
        parse({**small(), "world.toml": timed})


def test_people_go_where_they_have_to_be_once() -> None:
    """At ten Ada goes into the yard, is told to go, and is not fetched back there when a rule brings her elsewhere."""
    told = mill()
    before, ten, later = play(told, begun(told), "wait", "wait", "wait")
    assert before.after.characters["ada"] == "mill"
    assert of(e.CharacterMoved, ten) == [e.CharacterMoved("ada", "yard")]
    assert "Ada leaves." in ten.facts
    assert not of(e.CharacterMoved, later)
    called = begun(told, at("22:10"), e.CharacterMoved("ada", "cellar"))
    assert not of(e.CharacterMoved, *play(told, called, "wait", "wait"))


def test_who_comes_is_told_only_where_the_reader_stays() -> None:
    """Ada's coming is told to a reader who waits in the yard, not to one who only now walks in there."""
    told = mill()
    waiting = last(told, begun(told, e.PlayerMoved("yard"), at("21:50")), "wait")
    assert "Ada arrives." in waiting.facts
    walking = last(told, begun(told, at("21:50")), "go:yard")
    assert walking.after.characters["ada"] == "yard"
    assert not [fact for fact in walking.facts if "Ada" in fact]


def test_a_schedule_moves_neither_companions_nor_the_dead() -> None:
    """Dee goes along with the reader and Eli is dead: the hour that would move them passes by."""
    told = mill()
    ten = last(told, begun(told), "wait", "wait")
    assert "dee" in ten.after.here()
    assert ten.after.characters["old"] == "cellar"
    gone = last(told, begun(told, at("21:50"), e.CharacterMoved("ada", "nowhere")), "wait")
    assert gone.after.characters["ada"] == "nowhere"


def test_one_hour_is_a_schedule_too() -> None:
    """Somebody with a single hour goes there when it comes, day after day, from wherever they are by then."""
    told = mill(('schedule = { "22:00" = "yard", "06:00" = "mill" }', 'schedule = { "22:00" = "yard" }'))
    ten = last(told, begun(told, at("21:50")), "wait")
    assert of(e.CharacterMoved, ten) == [e.CharacterMoved("ada", "yard")]
    again = last(told, begun(told, at("21:50", 2), e.CharacterMoved("ada", "cellar")), "wait")
    assert of(e.CharacterMoved, again) == [e.CharacterMoved("ada", "yard")]
    day = begun(told, at("12:00"), e.CharacterMoved("ada", "cellar"))
    assert not of(e.CharacterMoved, last(told, day, "wait"))


def test_a_schedule_holds_after_a_long_sleep() -> None:
    """Whoever sleeps past several hours finds people where the last of them sent them."""
    told = mill()
    night = begun(told, at("23:00"), e.CharacterMoved("ada", "yard"))
    assert night.characters["ada"] == "yard"
    assert last(told, night, "go:cellar", "do:sleep").after.characters["ada"] == "mill"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('"22:00" = "yard", "06:00"', '"22:00" = "attic", "06:00"', r"'characters\.ada\.schedule': there is no place"),
     ('"22:00" = "yard", "06:00"', '"24:00" = "yard", "06:00"', "is no time; write one like"),
     ("weekday = [2]", "weekday = [3]", r"'triggers\.rest\.when\.weekday': there is no day 3"),
     ("weekday = [2]", "any = [{ any = [{ weekday = [3] }] }]", "there is no day 3"),
     ('[clock]\nstart = "21:40"', '[clock]\nphases = { dawn = "06:00" }\nstart = "21:40"', "has no 'night'")],
)  # fmt: skip
def test_a_wrong_time_is_named_with_its_key(old: str, new: str, message: str) -> None:
    """Places, hours, days and phases that a world does not have are found when it is read."""
    with pytest.raises(WorldError, match=message):
        mill((old, new))


def test_a_winter_evening_is_like_an_evening() -> None:
    """With other times of day a minute is like that of the usual day which is as far on in the same one."""
    assert Clock(start="16:30").usual(16 * 60 + 30) == 16 * 60 + 30
    winter = Clock(
        start="16:30", phases={"morning": "09:00", "afternoon": "12:00", "evening": "15:00", "night": "17:00"}
    )
    assert hour(winter.usual(16 * 60)) == "20:00"
    assert hour(winter.usual(17 * 60)) == "22:00"
    assert hour(winter.usual(12 * 60)) == "12:00"
    assert all(Clock(start="00:00").phase(winter.usual(now)) == winter.phase(now) for now in range(0, 3 * DAY, 7))
