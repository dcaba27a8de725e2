"""The winter pass as a strategy game: stocks, orders, and four powers that move by tables, rules and calendars."""

from __future__ import annotations

import pytest
from mill import begun, fired, last, may, of, play
from walking import world

from fabula.story import event as e
from fabula.story.decide import decide, dice
from fabula.story.intent import Intent, phrase, tells
from fabula.story.state import State
from fabula.story.world import World

WAIT = ("wait",)
BEACON = ("go:storehouse", "take:brandy", "go:yard", "go:tower", "ask:pym/column", "do:beacon_brandy", "go:gatehouse")
LOOKED = ("do:ledger", "go:tower", "ask:pym/column", "go:gatehouse")

# name: (ending, seed, the orders)
PLAYS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "let them in, then close the pass with snow": (
        "snow", 1,
        ("go:tower", "ask:pym/column", "go:gatehouse", "do:open_gate", "go:yard", "go:ledge", "take:keg", "do:slide"),
    ),
    "light the beacon, send them over the top, and hold": (
        "paid", 4,
        (*BEACON, "do:open_gate", "go:yard", "do:shovels", "ask:wick/path", "do:escort", "go:tower", "do:south", *WAIT),
    ),
    "light the beacon, turn them away, and hold": (
        "unpaid", 6, (*BEACON, "do:turn_away", "do:wall_up", "go:storehouse", "do:full_pot", *WAIT * 5),
    ),
    "sell the pass for thirty-one people": (
        "fair", 5,
        (*LOOKED, "do:open_gate", "do:ledger", "go:road", "do:tea", "ask:ruane/gradient", "ask:ruane/winter",
         "do:strike_list", "do:sign"),
    ),
    "sell the pass for a stove": ("list", 1, (*LOOKED, "do:ledger", "do:wall_up", "go:road", "do:tea", "do:sign")),
    "watch them dig": ("fallen", 14, ("go:tower", "ask:pym/column", *WAIT * 13)),
    "turn them away and save soup": (
        "buttered", 1, (*WAIT * 3, "do:turn_away", "do:wall_up", "do:wall_up", "go:storehouse", "do:cut", *WAIT * 2),
    ),
}  # fmt: skip


def pass_(*events: e.Event, **counters: int) -> tuple[World, State]:
    """The pass at the start, with these counters as they are given, and then ``events``."""
    told = world("winter-pass")
    return told, begun(told, *(e.CounterSet(counter, value) for counter, value in counters.items()), *events)


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(world("winter-pass"), state, intent)


def eve(plan: str, *flags: str, **counters: int) -> tuple[World, State]:
    """The day before the Margrave does what he has a mind to."""
    drawn = [e.FlagSet("planned"), e.TableRolled("plan", plan)]
    return pass_(*drawn, *map(e.FlagSet, flags), **{"days": 7, "column": 6, **counters})


# -- how it can end -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, seed, script = PLAYS[name]
    told = world("winter-pass")
    state = begun(told, seed=seed)
    for text in script:
        assert state.ended == ""
        assert able(state, text), f"{text} in turn {state.turn + 1}"
        state = last(told, state, text).after
    assert state.ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _, _ in PLAYS.values()} == set(world("winter-pass").endings)


# -- what the commander can know ----------------------------------------------------------------------------------


def test_the_ledger_tells_how_things_stand() -> None:
    """Hask reads out what the counters are now, and something else two days later."""
    told, state = pass_(grain=9, gate=3, column=2, morale=4)
    first, _, second = play(told, state, "do:ledger", "wait", "do:ledger")
    assert "Pots of soup, 9; a pot is two days" in first.facts[0]
    assert "gate, 3. Bends that the Margrave has behind him, 2, of nine" in first.facts[0]
    assert "at night, 4" in first.facts[0]
    assert first.facts[0] != second.facts[0]


def test_the_ledger_and_the_shelves_together_give_the_reserve() -> None:
    """Who has heard the one and seen the other can ask about the difference, and open it when there is need."""
    told, state = pass_(grain=3)
    assert not able(state, "ask:hask/sum")
    seen = last(told, state, "do:ledger", "go:storehouse", "look:storehouse/shelves", "go:gatehouse").after
    assert not able(seen, "do:open_reserve")
    asked, opened = play(told, seen, "ask:hask/sum", "do:open_reserve")
    assert "player.reserve" in asked.after.knows
    assert e.CounterChanged("grain", 3) in opened.events
    assert not tells(told, state, "hask", "reserve")
    rich = begun(told, e.FactLearned("player", "reserve", "told"))
    assert not able(rich, "do:open_reserve")  # not with eleven pots in the store


def test_pym_sees_what_the_margrave_has_a_mind_to() -> None:
    """Watching the road names the row that is drawn; once looked at there is nothing new until the next is drawn."""
    for plan in world("winter-pass").tables["plan"].rows:
        told, state = eve(plan, days=6)
        assert not able(state, "do:lookout")
        tower = last(told, state, "go:tower").after
        ready = begun(told, e.PlayerMoved("tower"), e.TopicHeard("pym", "column"), *_planned(plan))
        assert not able(tower, "do:lookout")  # nobody has yet said what is on that road
        watched = last(told, ready, "do:lookout")
        assert told.tables["plan"].rows[plan].name in watched.facts[0]
        assert not able(watched.after, "do:lookout")
        assert ("player.patience" in watched.after.knows) == ("pym.patience" in watched.after.knows) == (plan == "gun")


def _planned(plan: str) -> list[e.Event]:
    return [e.FlagSet("planned"), e.TableRolled("plan", plan)]


# -- powers that move by themselves -------------------------------------------------------------------------------


def test_the_margrave_decides_every_fourth_day_and_acts_two_days_later() -> None:
    """Plans are drawn on days 2, 6, 10 and carried out, or not, on days 4, 8, 12."""
    told, state = pass_(column=1)
    turns = play(told, state, *WAIT * 12)
    drawn = [n for n, turn in enumerate(turns, 1) if any(x.table == "plan" for x in of(e.TableRolled, turn))]
    acted = [n for n, turn in enumerate(turns, 1) if "done" in fired(turn)]
    assert (drawn, acted) == ([2, 6, 10], [4, 8, 12])


@pytest.mark.parametrize(
    ("flags", "loss", "hearts"),
    [((), 1, 0), (("doubled",), 0, 1), (("counted",), 2, 0), (("doubled", "counted"), 0, 1)],
)
def test_ladders_meet_the_watch_that_was_set(flags: tuple[str, ...], loss: int, hearts: int) -> None:
    """An undoubled watch loses stone, more where the nineteen were counted on a Sunday; a doubled one gains heart."""
    told, state = eve("ladders", *flags, gate=6)
    turn = last(told, state, "wait")
    assert turn.after.counters["gate"] == 6 - loss
    assert turn.after.counters["morale"] == state.counters["morale"] + hearts
    assert any("day 8" in fact for fact in turn.facts)


def test_a_wagon_of_bread_tempts_only_the_hungry() -> None:
    """With soup in the store it is only a smell."""
    for grain, hearts in ((3, -1), (5, 0)):
        told, state = eve("bread", grain=grain)
        assert last(told, state, "wait").after.counters["morale"] - state.counters["morale"] == hearts


def test_a_doubled_watch_eats_twice() -> None:
    """Every fourth day it costs a pot more, and it can be let stand down again."""
    told, state = pass_(grain=20)
    single = last(told, state, *WAIT * 8).after.counters["grain"]
    double = last(told, state, "do:double_watch", *WAIT * 7).after.counters["grain"]
    assert double == single - 2
    down = last(told, state, "do:double_watch", "do:stand_down")
    assert "doubled" not in down.after.flags
    assert able(down.after, "do:double_watch")


def test_the_weather_turns_every_third_day_and_is_chalked_up() -> None:
    """A row is drawn on days 1, 4, 7; the slate names it; what it does to fires and raids is read from counters."""
    told, state = pass_()
    turns = play(told, state, *WAIT * 9)
    drawn = {n: x.row for n, turn in enumerate(turns, 1) for x in of(e.TableRolled, turn) if x.table == "weather"}
    assert list(drawn) == [1, 4, 7]
    for day, row in drawn.items():
        name = told.tables["weather"].rows[row].name
        assert f"Pym chalks it on the slate beside the stove: day {day}, {name}." in turns[day - 1].facts
        expected = {"still": (1, -1, -1), "snow": (-1, 1, 0), "thaw": (0, 0, 2), "wind": (-2, 1, 0)}[row]
        now = turns[day - 1].after.counters
        assert (now["sky"], now["cover"], now["hang"]) == expected


@pytest.mark.parametrize(
    ("rule", "place", "counter"),
    [("beacon", "tower", "sky"), ("slide", "ledge", "hang"), ("raid", "tower", "cover"), ("spike", "ledge", "cover")],
)
def test_dice_are_thrown_with_the_weather(rule: str, place: str, counter: str) -> None:
    """Fire, snow and those who go out by night: what the weather adds is added to the throw."""
    bonuses = []
    for value in (0, 1):
        told, state = pass_(
            e.PlayerMoved(place), e.ItemMoved("keg", "player"), e.TopicHeard("pym", "column"), e.FlagSet("inside"),
            e.FlagSet("gun"), e.QuestAdvanced("nail", "spike"), column=6, **{counter: value},
        )  # fmt: skip
        rolled = of(e.CheckRolled, last(told, state, f"do:{rule}"))
        bonuses.append(rolled[0].bonus)
    assert bonuses[1] == bonuses[0] + 1


def test_snow_undoes_a_day_of_digging() -> None:
    """On the day on which snow is drawn the road is shorter than it would have been."""
    told = world("winter-pass")
    for seed in range(40):
        state = begun(told, e.CounterSet("column", 5), e.CounterSet("days", 3), e.CounterSet("truce", 2), seed=seed)
        turn = last(told, state, "wait")
        snows = turn.after.drawn["weather"] == "snow"
        assert turn.after.counters["column"] == (4 if snows else 5)
        assert ("snow" in fired(turn)) == snows


def test_nobody_digs_on_sunday() -> None:
    """The sixth day is free of digging whatever the dice, and only then can the off-watch go down to the fires."""
    told = world("winter-pass")
    dug: set[int] = set()
    for seed in range(12):
        turns = play(told, begun(told, seed=seed), *WAIT * 7)
        assert "dig" not in fired(turns[5])
        dug.update(n for n, turn in enumerate(turns, 1) if "dig" in fired(turn))
        assert [n for n, turn in enumerate(turns, 1) if able(turn.after, "do:sunday_fires")] == [5]
    assert dug == {1, 2, 3, 4, 5, 7}


def test_sunday_fires_warm_both_sides_and_count_one() -> None:
    """Hearts and regard rise; the fort has been counted, and it can't be done by mistake twice."""
    told, state = pass_(e.FlagSet("sunday"), days=5)
    down = last(told, state, "do:sunday_fires").after
    assert (down.counters["morale"], down.counters["regard"]) == (state.counters["morale"] + 2, 1)
    assert "counted" in down.flags
    again = begun(told, e.FlagSet("sunday"), e.FlagSet("counted"))
    assert not able(again, "do:sunday_fires")


def test_the_relief_loses_the_days_of_north_wind() -> None:
    """From the beacon on it comes nearer every day, except into the wind; Pym counts its fires."""
    for sky, nearer in ((0, 1), (-2, 0)):
        told, state = pass_(e.FlagSet("lit"), e.PlayerMoved("tower"), days=1, march=4, sky=sky)
        turn = last(told, state, "do:south")
        assert "behind them: 4," in turn.facts[0]
        assert turn.after.counters["march"] == 4 + nearer


# -- the captain --------------------------------------------------------------------------------------------------


def parley(*events: e.Event, **counters: int) -> tuple[World, State]:
    """On the road, at the captain's kettle, with his terms heard."""
    here = [e.CharacterMoved("ruane", "road"), e.PlayerMoved("road"), e.FlagSet("parleyed"), e.TriggerFired("umbrella")]
    return pass_(*here, *events, **{"column": 5, "days": 1, **counters})


def test_listening_to_the_captain_counts() -> None:
    """Two of his topics raise his regard, which is told on a new level and added to the throw when he is asked."""
    told, state = parley()
    first, second = play(told, state, "ask:ruane/gradient", "ask:ruane/winter")
    warm = told.gauges["captain"].levels["warm"].text
    assert warm in second.facts and warm not in first.facts
    for at, bonus in ((state, 0), (second.after, 2)):
        assert of(e.CheckRolled, last(told, at, "do:strike_list"))[0].bonus == bonus


def test_a_truce_stops_the_digging_for_three_days_and_shows_the_gate() -> None:
    """While it lasts nobody digs, whatever the dice; it costs stone, and it is given only once."""
    told, state = parley(regard=5)
    won = last(told, state, "do:truce")
    assert won.after.counters["gate"] == state.counters["gate"] - 1
    assert not able(won.after, "do:truce")
    turns = [won, *play(told, won.after, *WAIT * 3)]
    assert ["dig" in fired(turn) for turn in turns[:3]] == [False] * 3
    assert [turn.after.counters["truce"] for turn in turns] == [2, 1, 0, 0]
    assert "truce_over" in fired(turns[2])


def test_a_refused_truce_costs_regard() -> None:
    """Dice that fail leave the captain sorry, and the cup gone."""
    told, state = parley(regard=-9)
    lost = last(told, state, "do:truce")
    assert lost.after.counters["regard"] == -10
    assert lost.after.counters["gate"] == state.counters["gate"]


def test_each_raid_makes_the_next_one_harder() -> None:
    """Whether it burns anything or not: what must be thrown rises by one, and there are dogs."""
    told, state = pass_(e.PlayerMoved("tower"), column=8, morale=6)
    first, second = play(told, state, "do:raid", "do:raid")
    against = [of(e.CheckRolled, turn)[0].against for turn in (first, second)]
    assert against[1] == against[0] + 1
    assert told.gauges["dogs"].levels["dogs"].text in first.facts


def test_terms_read_out_help_or_harm() -> None:
    """A garrison with some heart left likes to be asked; one without doesn't. Who hears it knows it from then on."""
    for morale, after in ((3, 4), (2, 1)):
        told, state = parley(e.ItemMoved("terms", "player"), e.PlayerMoved("yard"), morale=morale)
        read = last(told, state, "do:muster").after
        assert read.counters["morale"] == after
        assert {"hask.terms", "pym.terms", "wick.terms"} <= set(read.knows)
    told, state = pass_(e.FlagSet("inside"), e.FactLearned("player", "terms", "ruane"))
    assert not able(state, "ask:hask/terms")
    assert able(last(told, state, "tell:hask/terms").after, "ask:hask/terms")


# -- objectives ---------------------------------------------------------------------------------------------------


def test_the_gun_is_asked_about_told_to_pym_and_spiked() -> None:
    """Oda knows of it, the captain denies it; Pym, told, asks for leave; the gun that is spiked does not fire."""
    told, state = parley(e.CharacterMoved("oda", "yard"), e.FlagSet("inside"))
    assert not tells(told, state, "ruane", "patience")
    knows = last(told, state, "go:gatehouse", "go:yard", "inquire:oda/patience").after
    assert knows.quests["nail"] == "hidden"
    *_, offered, taken = play(told, knows, "go:tower", "tell:pym/patience", "accept:nail")
    assert (offered.after.quests["nail"], taken.after.quests["nail"]) == ("offered", "spike")
    ready = [e.PlayerMoved("ledge"), e.FlagSet("gun"), e.CounterSet("cover", 9)]
    for promised in (True, False):
        told, state = pass_(*ready, *([e.QuestAdvanced("nail", "spike")] if promised else []))
        assert able(state, "do:spike") == promised
    done = last(told, begun(told, *ready, e.QuestAdvanced("nail", "spike")), "do:spike")
    assert (done.after.quests["nail"], done.after.counters["morale"]) == ("done", 6)
    for spiked in (True, False):
        told, state = pass_(e.FlagSet("siege"), e.FlagSet("gun"), *[e.FlagSet("spiked")] * spiked, gate=9, morale=9)
        assert ("gun_fires" in fired(*play(told, state, *WAIT * 3))) != spiked


def test_the_nail_comes_too_late_once_the_road_has_arrived() -> None:
    """The siege ends the chance, and Pym says so."""
    told, state = pass_(e.QuestAdvanced("nail", "spike"), column=9)
    late = last(told, state, "wait")
    assert late.after.quests["nail"] == "failed"
    assert told.quests["nail"].tell_failed in late.facts


@pytest.mark.parametrize(("sky", "days"), [(1, 2), (0, 3), (-1, 4), (-2, 5)])
def test_barley_takes_as_long_as_the_weather(sky: int, days: int) -> None:
    """Offered by Wick once the soup runs low; his word given, he goes, is away for some days, and brings four pots."""
    told, state = pass_(e.PlayerMoved("yard"), grain=7, sky=sky, days=1)
    assert not able(state, "do:send_wick")
    offered = last(told, state, "wait").after
    went = last(told, offered, "accept:barley", "do:send_wick")
    gone = went.after
    assert (gone.characters["wick"], gone.items["mule"], gone.items["toll"]) == ("nowhere", "nowhere", "nowhere")
    assert not able(gone, "do:stew")
    turns = [went, *play(told, gone, *WAIT * 4)]
    assert next(n for n, turn in enumerate(turns, 1) if "wick_back" in fired(turn)) == days
    back = turns[days - 1].after
    assert (back.quests["barley"], back.characters["wick"], back.items["mule"]) == ("done", "yard", "yard")
    assert back.counters["sisters"] == 1


def test_no_mule_no_barley() -> None:
    """Whoever gives Bishop to the cook has failed Wick."""
    told, state = pass_(e.PlayerMoved("yard"), grain=4)
    *_, eaten = play(told, state, "wait", "accept:barley", "do:stew")
    assert eaten.after.quests["barley"] == "failed"
    assert told.quests["barley"].tell_failed in eaten.facts


def test_a_lamp_at_the_hospice_makes_the_path_safer() -> None:
    """After the barley the Sisters know: the throw for thirty-one people on a rope is two better."""
    ready = [e.PlayerMoved("yard"), e.CharacterMoved("oda", "yard"), e.FlagSet("inside"), e.TopicHeard("wick", "path")]
    for sisters, bonus in ((0, 0), (1, 2)):
        told, state = pass_(*ready, sisters=sisters)
        assert of(e.CheckRolled, last(told, state, "do:escort"))[0].bonus == bonus


def test_the_people_of_tarn_can_be_lost() -> None:
    """Left outside when the siege comes they are taken, and what was promised for them has failed."""
    told, state = pass_(e.FlagSet("knock"), column=9)
    taken = last(told, state, "wait").after
    assert "taken" in taken.flags
    assert taken.quests["tarn"] == "failed"


def test_who_works_beside_them_hears_about_the_baker() -> None:
    """Oda says it after shovels and soup, and not before; then the drains can be stopped, best in a thaw."""
    ready = [e.PlayerMoved("yard"), e.CharacterMoved("oda", "yard"), e.FlagSet("inside")]
    told, state = pass_(*ready, e.CounterSet("truce", 9), column=7)
    assert not able(state, "ask:oda/baker")
    assert not tells(told, state, "oda", "baker")
    knows = last(told, state, "do:shovels", "ask:oda/baker").after
    for hang, column in ((0, 5), (2, 4)):
        at = decide(told, begun(told, *ready, *_known("baker"), e.CounterSet("column", 7), e.CounterSet("hang", hang),
                                e.CounterSet("truce", 9), e.CounterSet("days", 1)),
                    Intent("do", "drains"), "", offered=False, rng=dice(1, 1))  # fmt: skip
        assert at.after.counters["column"] == column
    assert able(knows, "do:drains")


def _known(fact: str) -> list[e.Event]:
    return [e.FactLearned("player", fact, "told")]


def test_what_the_captain_is_told_he_uses() -> None:
    """Told where his ganger is he thinks better of you, and puts a lantern at every drain."""
    told, state = parley(*_known("baker"))
    talk = last(told, state, "tell:ruane/baker")
    assert "ganger" in fired(talk)
    assert talk.after.counters["regard"] == 1
    there = begun(told, e.PlayerMoved("yard"), e.CharacterMoved("oda", "yard"), e.FlagSet("inside"), *_known("baker"),
                  e.CounterSet("column", 5), *(e.FlagSet(flag) for flag in talk.after.flags))  # fmt: skip
    assert not able(there, "do:drains")


def test_topics_that_tell_a_secret_do_not_name_it() -> None:
    """Asked about in the secret's own words, somebody would first answer from their ledger that they don't tell it."""
    told = world("winter-pass")
    words = [key.casefold() for fact in told.facts.values() if fact.secret for key in (fact.name, *fact.keys)]
    for who, character in told.characters.items():
        for topic in character.topics:
            asked = phrase(told, Intent("ask", who, topic), "en").casefold()
            assert not [word for word in words if word in asked], asked
