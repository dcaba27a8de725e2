"""Chance: random tables, what is found in places, skill checks, and words that are filled in."""

from __future__ import annotations

from collections import Counter

import pytest
from mill import at, begun, last, mill, of, play
from pydantic import ValidationError

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.decide import DEEPEST, decide, dice
from fabula.story.intent import Intent
from fabula.story.rules import Check, Guard
from fabula.story.slots import filled

SEEDS = range(60)


def test_draws_come_from_the_turn_s_dice_and_are_recorded() -> None:
    """The same seed and turn draw the same row; the row is an event, is told, and stays drawn in the state."""
    told, drawn = mill(), set()
    for seed in SEEDS:
        yard = begun(told, e.PlayerMoved("yard"), at("22:30"), seed=seed)
        whistled = last(told, yard, "do:whistle")
        rolled = of(e.TableRolled, whistled)
        assert rolled[0].table == "weather"
        assert whistled.after.drawn["weather"] == rolled[0].row
        assert told.tables["weather"].rows[rolled[0].row].tell in whistled.facts
        assert last(told, yard, "do:whistle") == whistled
        drawn.add(rolled[0].row)
    assert drawn == {"calm", "storm"}


def test_weights_are_how_often_a_row_comes() -> None:
    """Calm weighs three times a storm: over many seeds it comes about three times as often."""
    told = mill()
    rows = Counter(
        last(told, begun(told, e.PlayerMoved("yard"), at("22:30"), seed=seed), "do:whistle").after.drawn["weather"]
        for seed in range(400)
    )
    assert set(rows) == {"calm", "storm"}
    assert 2 < rows["calm"] / rows["storm"] < 4.5


def test_a_row_is_drawn_only_when_its_guard_holds() -> None:
    """By day there are no storms; frogs, which weigh most, come only to those on the roof."""
    told = mill()
    for seed in SEEDS:
        noon = last(told, begun(told, e.PlayerMoved("yard"), at("12:00"), seed=seed), "do:whistle")
        assert noon.after.drawn["weather"] == "calm"
    up = begun(told, e.PlayerMoved("yard"), e.FlagSet("up"))
    assert last(told, up, "do:whistle").after.drawn["weather"] == "frogs"


def test_a_table_with_no_possible_row_draws_nothing() -> None:
    """Without a row whose guard holds nothing is rolled and nothing is recorded."""
    told = mill(('name = "calm"\nweight = 3', 'name = "calm"\nwhen = { set = ["up"] }'))
    noon = last(told, begun(told, e.PlayerMoved("yard"), at("12:00")), "do:whistle")
    assert not of(e.TableRolled, noon)


def test_finds_are_rolled_on_the_first_visit_only() -> None:
    """Entering the cellar for the first time says what lies there; it stays so, however often one comes back."""
    told, found = mill(), set()
    for seed in SEEDS:
        first, _, again = play(told, begun(told, seed=seed), "go:cellar", "go:mill", "go:cellar")
        rolled = [event.row for event in of(e.TableRolled, first) if event.table == "litter"]
        assert len(rolled) == 1
        assert not [event for event in of(e.TableRolled, again) if event.table in ("litter", "weather")]
        assert (first.after.items["coin"] == "cellar") == (rolled == ["coin"])
        assert again.after.drawn["litter"] == rolled[0]
        found.add(rolled[0])
    assert found == {"coin", "web"}


def test_places_entered_by_a_rule_are_found_in_too() -> None:
    """It does not matter how one comes to be in a place for the first time."""
    told = mill(('then = { set = ["burnt"] }', 'then = { set = ["burnt"], move = "cellar" }'))
    fled = last(told, begun(told, e.ItemMoved("lamp", "player")), "do:burn")
    assert of(e.TableRolled, fled)[0].table == "litter"


def test_a_table_with_once_is_rolled_once() -> None:
    """A second roll of a ``once`` table does nothing; one without it draws anew."""
    told = mill(('then = { roll = ["weather"] }', 'then = { roll = ["weather", "litter"] }'))
    rolls = of(e.TableRolled, *play(told, begun(told, e.PlayerMoved("yard")), *["do:whistle"] * 4))
    counted = Counter(event.table for event in rolls)
    assert counted["litter"] == 1
    assert counted["weather"] == 4


def test_a_row_s_effects_follow_and_may_roll_on() -> None:
    """A storm rolls the damage in the same turn, whose effect is counted."""
    told = mill()
    stormy = begun(told, e.TableRolled("weather", "storm"))
    banged = last(told, stormy, "wait")
    assert of(e.TableRolled, banged) == [e.TableRolled("damage", "roof")]
    assert banged.after.counters["skill"] == -1
    assert banged.facts[-2:] == ["The roof leaks.", "The shutters bang."]


def test_tables_that_roll_one_another_in_a_ring_are_refused() -> None:
    """A ring is found when the world is read, and named whole; no chain of tables is longer than what is followed."""
    text = (
        '[tables.one.rows.on]\nname = "on"\nthen = { roll = "two" }\n'
        '[tables.two.rows.on]\nname = "on"\nthen = { roll = "one" }\n[tables.litter]\n'
    )
    with pytest.raises(WorldError, match=r"roll one another without end: .*(one -> two|two -> one)"):
        mill(("[tables.litter]\n", text))
    with pytest.raises(WorldError, match="roll one another without end: weather -> weather"):
        mill(('name = "calm"\nweight = 3', 'name = "calm"\nthen = { roll = "weather" }'))
    assert len(mill().tables) < DEEPEST


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('roll = ["weather"] }', 'roll = ["wether"] }', r"'rules\.whistle\.then\.roll': there is no table 'wether'"),
     ('finds = ["litter", "weather"]', 'finds = ["liter"]', r"'places\.cellar\.finds': there is no table 'liter'"),
     ('drawn = { weather = "storm" }', 'drawn = { weather = "strom" }', "'weather' has no row 'strom'"),
     ("weight = 3", "weight = 0", r"'tables\.weather\.rows\.calm\.weight'"),
     ("[tables.litter]\nonce = true", "[tables.litter]\nonce = 3", r"'tables\.litter\.once'")],
)  # fmt: skip
def test_a_wrong_table_is_named_with_its_key(old: str, new: str, message: str) -> None:
    """Tables and rows that are not there are found when the world is read."""
    with pytest.raises(WorldError, match=message):
        mill((old, new))


# -- skill checks ---------------------------------------------------------------------------------------------


def test_a_check_is_recorded_and_has_two_outcomes() -> None:
    """Dice, bonus and target are in the event; the sum decides; both outcomes follow with their effects and words."""
    told, outcomes = mill(), set()
    for seed in SEEDS:
        climbed = last(told, begun(told, e.PlayerMoved("yard"), seed=seed), "do:climb")
        (rolled,) = of(e.CheckRolled, climbed)
        assert (rolled.why, rolled.dice, rolled.bonus, rolled.against) == ("climb", "2d6", 0, 8)
        assert len(rolled.rolls) == 2
        assert all(1 <= roll <= 6 for roll in rolled.rolls)
        won = sum(rolled.rolls) >= 8
        assert ("up" in climbed.after.flags) == won
        assert (climbed.after.counters["skill"] == 1) != won
        assert ("You are up." if won else "You slide down again.") in climbed.facts
        assert [event.minutes for event in of(e.TimePassed, climbed)] == ([10] if won else [30, 10])
        assert ("climb" in climbed.after.done) == won
        outcomes.add(won)
    assert outcomes == {True, False}


def test_what_is_added_counts() -> None:
    """With enough skill every throw succeeds, and with too little none does."""
    told = mill()
    for skill, up in ((6, True), (-5, False)):
        for seed in SEEDS:
            state = begun(told, e.PlayerMoved("yard"), e.CounterSet("skill", skill), seed=seed)
            climbed = last(told, state, "do:climb")
            assert of(e.CheckRolled, climbed)[0].bonus == skill
            assert ("up" in climbed.after.flags) == up


def test_a_chance_and_a_check_must_both_succeed() -> None:
    """With a chance beside the check, the check is thrown only if the chance came true."""
    told = mill(("check = { dice", "chance = 0.5\ncheck = { dice"))
    thrown = set()
    for seed in SEEDS:
        climbed = last(told, begun(told, e.PlayerMoved("yard"), seed=seed), "do:climb")
        lucky = of(e.DiceRolled, climbed)[0].roll < 0.5
        assert bool(of(e.CheckRolled, climbed)) == lucky
        assert not ("up" in climbed.after.flags and not lucky)
        thrown.add(lucky)
    assert thrown == {True, False}


@pytest.mark.parametrize("text", ["d6", "0d6", "21d6", "2d1", "2d101", "2d06", "2 d 6", "", "six"])
def test_wrong_dice_are_refused(text: str) -> None:
    """Dice are written like 2d6: up to twenty of them, with up to a hundred sides."""
    with pytest.raises(ValidationError, match="are no dice"):
        Check(dice=text, against="1")
    assert Check(dice="20d100", against="1").sides() == (20, 100)


def test_a_check_that_can_fail_must_say_so() -> None:
    """Without words for a failure the world is refused."""
    with pytest.raises(WorldError, match=r"'rules\.climb\.tell_fail': a rule that can fail"):
        mill(('tell_fail = "You slide down again."\n', ""))


# -- slots ----------------------------------------------------------------------------------------------------


def test_slots_are_filled_from_what_is_true_now() -> None:
    """Counters, the hour and the drawn row stand in the author's sentences, as they are after the action's effects."""
    told = mill()
    ground = last(told, begun(told), "do:grind")
    assert ground.facts[0] == "The stones turn. 5 sacks are left, and it is 21:40."
    state = begun(told, e.TableRolled("weather", "storm"))
    assert filled(told, state, "Now {weather}, {grain} and {time}.") == "Now a storm, 5 and 21:40."
    chinese = mill(language="zh")
    assert filled(chinese, state, "{weather}，{time}") == "暴风雨，21:40"


def test_a_table_that_was_not_rolled_fills_its_slot_with_nothing() -> None:
    """Before the first roll there is no row to speak of; braces that are no slot stay as they are."""
    told = mill()
    assert filled(told, begun(told), "The weather: {weather}.") == "The weather: ."
    assert filled(told, begun(told), "{Grain} {} { grain }") == "{Grain} {} { grain }"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [('text = "Cobbles. The weather: {weather}."', 'text = "Cobbles. {wether}"', "places.yard.text"),
     ("{grain} sacks are left", "{sacks} sacks are left", "rules.grind.tell"),
     ('tell_fail = "You slide', 'tell_fail = "{slide} You slide', "rules.climb.tell_fail"),
     ('tell = "An owl calls at {time}."', 'tell = "An owl calls at {hour}."', "triggers.owl.tell"),
     ('tell = "It stays calm."', 'tell = "It stays {calm}."', "tables.weather.rows.calm.tell"),
     ('text = "There is much grain."', 'text = "There is {much} grain."', "gauges.grain.levels.much.text"),
     ('text = "She says that she', 'text = "{She} {she} says that she', "characters.ada.topics.vow.text"),
     ('text = "There is flour in it."', 'text = "There is {flour} in it."', "places.mill.details.bin.text"),
     ('text = "It burns."', 'text = "It {burns}."', "items.lamp.text"),
     ('text = "Bo took the coin."', 'text = "{bo} took the coin."', "facts.theft.text"),
     ('ask = "What turns', 'ask = "{what} turns', "questions.wheel.ask"),
     ('refuse = "Nobody goes', 'refuse = "{nobody} goes', "places.road.refuse"),
     ('tell_done = "Bo gives', 'tell_done = "{bo} gives', "quests.parcel.tell_done")],
)  # fmt: skip
def test_an_unknown_slot_is_refused(old: str, new: str, key: str) -> None:
    """A slot that nothing fills is found when the world is read, in every sentence that is told."""
    with pytest.raises(WorldError, match="nothing fills the slot") as caught:
        mill((old, new))
    assert f"'{key}'" in caught.value.message
    assert "counters, tables and 'time'" in caught.value.hint


def test_time_is_a_slot_only_where_there_is_a_clock() -> None:
    """In a world without a clock ``{time}`` is as unknown as any other slot."""
    from walking import small

    from fabula.story.parse import parse

    text = small()["world.toml"].replace('tell = "A bell rings."', 'tell = "It is {time}."')
    with pytest.raises(WorldError, match=r"slot '\{time\}'"):
        parse({**small(), "world.toml": text})


# -- gauges ---------------------------------------------------------------------------------------------------


def test_a_gauge_tells_a_level_once_and_only_when_it_is_another() -> None:
    """The level's words come in the turn that reaches it, upwards and downwards, and not again while it lasts."""
    told = mill()
    texts = [level.text for level in told.gauges["grain"].levels.values()]

    def words(*changes: int) -> list[list[str]]:
        state, out = begun(told), []
        for change in changes:
            state = begun(told, e.CounterSet("grain", state.counters["grain"]))
            rule = mill(("then = { kill = [", f"then = {{ count = {{ grain = {change} }}, kill = ["))
            decision = decide(rule, state, Intent("do", "push"), "", offered=False, rng=dice(1, 1))
            out.append([fact for fact in decision.facts if fact in texts])
            state = decision.after
        return out

    assert words(-1, -1, -1, -2, -1) == [[], [texts[1]], [], [texts[0]], []]
    assert words(3, -8, 4) == [[], [texts[0]], [texts[2]]]
    assert told.gauges["grain"].level(-1) is None


def test_levels_must_begin_at_different_values() -> None:
    """Two levels with the same least value are refused; so is a gauge of no counter."""
    with pytest.raises(WorldError, match=r"'gauges\.grain\.levels': two levels begin at the same value"):
        mill(("least = 4", "least = 1"))
    with pytest.raises(WorldError, match=r"'gauges\.grain\.counter': there is no counter 'corn'"):
        mill(('counter = "grain"', 'counter = "corn"'))


def test_a_drawn_row_can_be_asked_for() -> None:
    """A guard knows the row that was drawn last, and only that one."""
    told = mill()
    guard = Guard(drawn={"weather": "storm"})
    assert not guard.holds(begun(told))
    assert guard.holds(begun(told, e.TableRolled("weather", "calm"), e.TableRolled("weather", "storm")))
    assert not guard.holds(begun(told, e.TableRolled("weather", "storm"), e.TableRolled("weather", "calm")))
