"""The kelp station as a simulation: stocks and flows, weather that can be foreseen, and words for every change."""

from __future__ import annotations

import pytest
from mill import begun, fired, last, may, of, play, taken
from walking import world

from fabula.story import event as e
from fabula.story.intent import Intent, phrase, spoken_of, tells
from fabula.story.state import State
from fabula.story.world import World

WAIT = ("wait",)
SUITED = ("do:light_lamp", "go:nursery", "take:spool", "go:moonpool", "take:suit", "go:lines")
FED = (*SUITED, "do:tie_spool", "do:gather", "go:raft", "do:feed_otter")

# name: (ending, seed, what the reader does)
PLAYS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "seed, pick, feed, pump and cut": (
        "flourish", 6,
        ("do:light_lamp", "go:moonpool", "take:suit", "go:nursery", "take:spool", "go:moonpool", "do:pump", "go:lines",
         "do:tie_spool", "do:gather", "go:raft", "do:feed_otter", "go:lines", "wait", "do:harvest"),
    ),
    "give the forest to the otters": ("wild", 1, (*FED, "do:let_go")),
    "cut it short for soup": (
        "soup", 1, ("do:light_lamp", "go:moonpool", "take:suit", "go:lines", "do:gather", *WAIT * 7, "do:cut_short"),
    ),
    "light the lamp and leave it to itself": ("soup", 1, ("do:light_lamp", *WAIT * 21)),
    "save the batteries": ("bare", 1, WAIT * 15),
}  # fmt: skip


def kelp(**counters: int) -> tuple[World, State]:
    """The station at the start, with these counters as they are given."""
    told = world("kelp-station")
    return told, begun(told, *(e.CounterSet(counter, value) for counter, value in counters.items()))


def lit(**counters: int) -> tuple[World, State]:
    """The same with the lamp already lit."""
    told, _ = kelp()
    events = [e.CounterSet(counter, value) for counter, value in counters.items()]
    return told, begun(told, e.FlagSet("lamp_on"), *events)


def after(*intents: str, seed: int = 1) -> State:
    """The state after these actions, all of which must be possible."""
    return taken(world("kelp-station"), begun(world("kelp-station"), seed=seed), *intents)


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(world("kelp-station"), state, intent)


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, seed, script = PLAYS[name]
    assert after(*script[:-1], seed=seed).ended == ""
    assert after(*script, seed=seed).ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _, _ in PLAYS.values()} == set(world("kelp-station").endings)


def test_a_good_winter_is_a_quest_done_step_by_step() -> None:
    """The play that flourishes does every step of the main quest in order, and the harvest is its last."""
    _, seed, script = PLAYS["seed, pick, feed, pump and cut"]
    told = world("kelp-station")
    steps = of(e.QuestAdvanced, *play(told, begun(told, seed=seed), *script))
    assert [one.step for one in steps if one.quest == "winter"] == ["hold", "seed", "peace", "cut", "done"]


# -- the machine ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kelp_now", "food", "thinned", "growth"),
    [(3, 4, 0, 2), (7, 3, 0, 2), (8, 4, 0, 1), (8, 4, 1, 2), (15, 6, 0, 1), (16, 6, 0, 0), (16, 6, 1, 1),
     (3, 2, 0, 1), (3, 0, 0, 0), (8, 0, 1, 0)],
)  # fmt: skip
def test_kelp_grows_at_the_pace_of_what_it_has_least_of(kelp_now: int, food: int, thinned: int, growth: int) -> None:
    """Short kelp has light for two, tall kelp for one until it is thinned; without food light is of no use."""
    told, state = lit(kelp=kelp_now, food=food, thinned=thinned)
    turn = last(told, state, "wait")
    assert turn.after.counters["growth"] == growth
    assert turn.after.counters["kelp"] == kelp_now + growth


def test_nothing_grows_in_the_dark_or_on_empty_batteries() -> None:
    """A dark lamp grows nothing however much there is to eat, and a lamp whose wheel is jammed goes out by itself."""
    told, state = kelp(kelp=5, food=8)
    assert last(told, state, "wait").after.counters["kelp"] == 5
    fading = begun(told, e.FlagSet("lamp_on"), e.FlagSet("jammed"), e.CounterSet("charge", 1), e.CounterSet("food", 8))
    turn = last(told, fading, "wait")
    assert turn.after.counters["kelp"] == 3 + 2
    assert "lamp_on" not in turn.after.flags
    assert told.triggers["dark"].tell in turn.facts
    assert last(told, turn.after, "wait").after.counters["kelp"] == 3 + 2


def test_the_batteries_are_a_sum() -> None:
    """Wheel in, lamp out, never above eight: a jam makes a lit lamp cost, and a gale pays double."""
    for counters, flags, change in (
        ({"charge": 5}, (), 1), ({"charge": 8}, (), 0), ({"charge": 5, "wheel": 2}, (), 2),
        ({"charge": 5}, ("lamp_on",), 0), ({"charge": 5}, ("lamp_on", "jammed"), -1), ({"charge": 5}, ("jammed",), 0),
    ):  # fmt: skip
        told, _ = kelp()
        events = [e.CounterSet(counter, value) for counter, value in counters.items()]
        state = begun(told, *events, *(e.FlagSet(flag) for flag in flags))
        assert last(told, state, "wait").after.counters["charge"] == counters["charge"] + change


def test_urchins_breed_and_graze_by_number() -> None:
    """Few urchins only stand about; six or more eat a third of their number; a swarm breeds twice as fast."""
    for urchins, eaten, bred in ((3, 0, 1), (5, 0, 1), (6, 2, 1), (8, 2, 2), (9, 3, 2)):
        told, state = kelp(kelp=11, urchins=urchins)
        turns = play(told, state, *WAIT * 4)
        assert turns[2].after.counters["kelp"] == 11 - eaten
        if not turns[3].after.ended:
            assert turns[3].after.counters["urchins"] == urchins + bred


def test_a_forest_brings_a_second_otter() -> None:
    """A fed otter takes one urchin every second week; once the kelp is an arm high there are two of them."""
    told = world("kelp-station")
    for high, otters in ((4, 1), (8, 2)):
        state = begun(told, e.FlagSet("otter"), e.CounterSet("otters", 1), e.CounterSet("kelp", high),
                      e.CounterSet("urchins", 5))  # fmt: skip
        first = last(told, state, "wait")
        assert ("mate" in fired(first)) == (high == 8)
        second = last(told, first.after, "wait").after
        assert (second.counters["otters"], second.counters["urchins"]) == (otters, 5 - otters)


# -- the weather -----------------------------------------------------------------------------------------------------


def test_the_barometer_shows_the_weather_that_comes() -> None:
    """What the glass says is what blows in with the next change; it can be tapped once between two changes."""
    told, seen = world("kelp-station"), set()
    for seed in range(25):
        state = last(told, begun(told, seed=seed), "wait").after
        for _ in range(4):
            tapped = last(told, state, "do:read_glass")
            coming = state.drawn["weather"]
            assert told.tables["weather"].rows[coming].name in tapped.facts[0]
            if tapped.after.turn % 3:
                assert not able(tapped.after, "do:read_glass")
            turns = [tapped]
            while turns[-1].after.turn % 3:
                turns.append(last(told, turns[-1].after, "wait"))
            assert ("gale" in fired(turns[-1])) == (coming == "gale")
            assert ("frost" in fired(turns[-1])) == (coming == "frost")
            seen.add(coming)
            state = turns[-1].after
            if state.ended:
                break
    assert seen == {"calm", "gale", "frost"}


def test_the_glass_is_silent_before_there_is_weather() -> None:
    """On the first day nobody has seen a change of weather yet, so there is nothing to tap for."""
    assert not able(after(), "do:read_glass")


def test_a_gale_is_good_and_bad_at_once() -> None:
    """A gale stirs up food, drives the wheel, tears what is tall and shuts the raft, until other weather comes."""
    told = world("kelp-station")
    counters = [e.CounterSet(counter, value) for counter, value in {"kelp": 13, "food": 1, "urchins": 1}.items()]
    turns = play(told, begun(told, *counters, seed=_coming("gale", "calm")), *WAIT * 6)
    stormy, calm = turns[2].after, turns[5].after
    assert (stormy.counters["food"], stormy.counters["kelp"], stormy.counters["wheel"]) == (3, 12, 2)
    assert told.triggers["gale"].tell in turns[2].facts
    refused = last(told, stormy, "go:raft")
    assert refused.refused == told.places["raft"].refuse
    assert (refused.after.place, calm.counters["wheel"]) == ("deck", 1)
    assert told.triggers["calm"].tell in turns[5].facts
    assert able(calm, "go:raft")


def _coming(*weathers: str) -> int:
    """A seed whose first weathers are these."""
    told = world("kelp-station")
    for seed in range(200):
        turns = play(told, begun(told, seed=seed), *WAIT * (3 * len(weathers) - 2))
        rolls = [event.row for event in of(e.TableRolled, *turns)]
        if tuple(rolls[: len(weathers)]) == weathers:
            return seed
    raise AssertionError(f"no seed brings {weathers}")


# -- words for what counts -------------------------------------------------------------------------------------------


def test_counters_are_told_when_they_reach_another_level() -> None:
    """Along a whole winter each gauge speaks in exactly those turns that change its level."""
    told = world("kelp-station")
    _, seed, script = PLAYS["seed, pick, feed, pump and cut"]
    before, spoken = begun(told, seed=seed), 0
    for turn in play(told, before, *script):
        for gauge in told.gauges.values():
            was, now = (gauge.level(state.counters[gauge.counter]) for state in (before, turn.after))
            said = [key for key, level in gauge.levels.items() if level.text in turn.facts]
            assert said == ([now] if now != was and now else [])
            spoken += len(said)
        before = turn.after
    assert spoken >= 8


def test_the_log_knows_the_week() -> None:
    """What is written in the log is headed by the week that it is."""
    log = last(world("kelp-station"), after(*WAIT * 4), "do:log_thin")
    assert "Week 4" in log.facts[0]


def test_everything_the_machine_does_is_explained() -> None:
    """Whatever changes a counter by itself says why, for whoever wants to understand the system; so do the gauges."""
    told = world("kelp-station")
    silent = {"calendar", "grow"}  # the week goes by; what has grown is explained by its pace
    for key, trigger in told.triggers.items():
        if trigger.then.let or trigger.then.count:
            assert trigger.explain or key in silent, key
    assert all(gauge.explain for gauge in told.gauges.values())


# -- promises, and who knows what ------------------------------------------------------------------------------------


def test_midwinter_is_a_bet_on_the_system() -> None:
    """Bryndis offers it to who has asked what kelp needs; kept, it is charge; at week ten it is lost."""
    told = world("kelp-station")
    offered = after("ask:bryndis/needs")
    assert offered.quests["midwinter"] == "offered"
    promised = last(told, offered, "accept:midwinter").after
    kept = last(told, last(told, promised, "do:light_lamp").after, "wait").after
    assert kept.quests["midwinter"] == "apron"
    grown = begun(told, e.QuestAdvanced("midwinter", "apron"), e.CounterSet("kelp", 12), e.CounterSet("charge", 3))
    done = last(told, grown, "wait")
    assert (done.after.quests["midwinter"], done.after.counters["charge"]) == ("done", 3 + 1 + 4)
    assert told.quests["midwinter"].tell_done in done.facts
    late = play(told, promised, *WAIT * 8)[-1]
    assert (late.after.counters["week"], late.after.quests["midwinter"]) == (10, "failed")
    assert told.quests["midwinter"].tell_failed in late.facts


def test_thinning_needs_to_be_understood_first() -> None:
    """Only who has been told how kelp shades itself thins the ropes; it costs kelp now and pays light afterwards."""
    told, calm = world("kelp-station"), _coming("calm")
    here = [e.CounterSet("kelp", 10), e.FlagSet("lamp_on"), e.ItemMoved("suit", "player"), e.PlayerMoved("moonpool")]
    ignorant = last(told, begun(told, *here, seed=calm), "go:lines").after
    assert not able(ignorant, "do:thin")
    knowing = play(told, begun(told, *here, seed=calm), "inquire:moth/shade", "go:lines")[-1].after
    assert "player.shade" in knowing.knows
    assert able(knowing, "do:thin")
    thinned = last(told, knowing, "do:thin").after
    assert thinned.counters["kelp"] == knowing.counters["kelp"] - 2 + thinned.counters["growth"]
    assert not able(thinned, "do:thin")


def test_the_shy_battery_is_for_who_listens() -> None:
    """Gust keeps one battery off the gauge. He does not say so when asked, but to who has heard him out he does."""
    told = world("kelp-station")
    room = after("go:wheelroom")
    assert "gust.spare" in room.knows
    assert not tells(told, room, "gust", "spare")
    heard = play(told, room, "ask:gust/wheel", "ask:gust/pump", "ask:gust/concertina")[-1].after
    assert not able(room, "ask:gust/spare")
    shown = last(told, heard, "ask:gust/spare").after
    assert "player.spare" in shown.knows
    assert not able(shown, "do:spare")  # the batteries are well
    low = begun(told, e.PlayerMoved("wheelroom"), e.FactLearned("player", "spare", "told"), e.CounterSet("charge", 2))
    asked = last(told, low, "do:spare").after
    assert asked.counters["charge"] == 2 + 4 + 1
    assert not able(asked, "do:spare")


def test_the_crew_say_what_they_know() -> None:
    """When the boat comes, why kelp stands still, what gales are good for: each is there for the asking, and true."""
    told, state = kelp()
    for place, who, facts in (
        ("deck", "bryndis", ("boat", "least", "chain", "glass")),
        ("moonpool", "moth", ("shade", "chain")),
        ("wheelroom", "gust", ("least", "glass")),
    ):
        here = last(told, state, f"go:{place}").after if place != "deck" else state
        for fact in facts:
            asked = last(told, here, f"inquire:{who}/{fact}")
            assert told.facts[fact].text in asked.facts
            assert f"player.{fact}" in asked.after.knows


def test_topics_do_not_speak_of_what_their_speaker_hides() -> None:
    """The words that ask for a topic name no fact that the asked one would not tell, so that both never answer."""
    told, state = kelp()
    for who, character in told.characters.items():
        for topic in character.topics:
            words = phrase(told, Intent("ask", who, topic), "en")
            assert all(tells(told, state, who, fact) for fact in spoken_of(told, "en", words)), words
