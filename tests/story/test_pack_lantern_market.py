"""The lantern market as a sandbox: nights that differ and stay as they were found, trades, secrets, and a clock."""

from __future__ import annotations

import pytest
from mill import begun, fired, last, may, of, play
from walking import world

from fabula.story import event as e
from fabula.story.clock import minute
from fabula.story.intent import Intent, phrase, tells
from fabula.story.state import State
from fabula.story.world import World

WAIT = ("wait",)
PRICE = ("go:pawnshop", "ask:plum/price")
PUNT = (*PRICE, "go:pilings", "do:moor_punt")
GUESTS = {"hobday": ("ring", "speech"), "pettle": ("key", "card"), "sprat": ("eye", "whistle")}
TABLES = ("mooring", "guest", "loss", "lost_at", "mud", "line", "hold", "wish", "dice")

# name: (ending, seed, what the reader does)
PLAYS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "a punt and a pair of socks": (
        "home", 1,
        (*PUNT, "go:stairs", "go:roof", "take:socks", "go:stairs", "do:dry_socks", "go:pawnshop", "do:redeem",
         "go:stairs", "do:board"),
    ),
    "what the river left of the tuba": (
        "home", 1,
        (*PRICE, "go:pilings", "take:mouthpiece", "do:moor_punt", "go:pawnshop", "do:return_mouthpiece", "do:redeem",
         "go:stairs", "do:board"),
    ),
    "what became of the tuba": (
        "home", 2,
        (*PRICE, "ask:plum/tuba", "go:pilings", "do:moor_punt", "go:stairs", "ask:dace/tuba", "go:pawnshop",
         "tell:plum/tuba", "do:redeem", "go:stairs", "do:board"),
    ),
    "a letter, a lamp and a stool": (
        "stayed", 1,
        (*PRICE, "go:booth", "ask:lamb/letter", "go:loft", "do:deliver_letter", "go:booth", "do:bring_answer",
         "go:pawnshop", "do:redeem", "go:stairs", "do:send_fiddle"),
    ),
    "only for a minute": ("asleep", 1, ("go:roof", *WAIT * 12, "do:lie_down")),
    "give it up": ("empty", 1, (*WAIT * 13, "do:row_empty")),
    "wait for the fish": ("empty", 1, WAIT * 29),
}  # fmt: skip


def market(*events: e.Event, at: str = "00:15", seed: int = 1) -> tuple[World, State]:
    """The market, with what has happened until the clock says ``at``."""
    told = world("lantern-market")
    later = minute(at) - minute("00:15")
    return told, begun(told, *events, *([e.TimePassed(later, "night", 0)] if later else []), seed=seed)


def night(**rows: str) -> list[e.Event]:
    """A night of which these rows are already drawn."""
    return [e.TableRolled(table, row) for table, row in rows.items()]


def met(guest: str, where: str = "row") -> list[e.Event]:
    """A guest stands in the Row, and has lost something that lies ``where``."""
    drawn = night(guest=guest, loss=GUESTS[guest][0], lost_at="bridge")
    return [*drawn, e.CharacterMoved(guest, "row"), e.ItemMoved("lost", where)]


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(world("lantern-market"), state, intent)


# -- how it can end -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, seed, script = PLAYS[name]
    told, state = market(seed=seed)
    for text in script:
        assert state.ended == ""
        assert able(state, text), f"{text} in turn {state.turn + 1}"
        state = last(told, state, text).after
    assert state.ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _, _ in PLAYS.values()} == set(world("lantern-market").endings)


# -- what sort of night it is -------------------------------------------------------------------------------------


ROUND = ("go:roof", "go:stairs", "go:pilings", "go:stairs", "go:row", "go:fishhall", "go:row")


def test_what_was_found_stays_so() -> None:
    """A second round through the same places draws nothing anew and moves nothing that lies there."""
    told, state = market()
    once = last(told, state, *ROUND).after
    twice = play(told, once, "go:stairs", *ROUND)
    assert not of(e.TableRolled, *twice)
    assert twice[-1].after.drawn == once.drawn
    assert {"guest", "loss", "lost_at", "mud", "line", "wish", "dice", "mooring"} == set(once.drawn)
    assert twice[-1].after.items == once.items


def test_the_same_seed_is_the_same_night_and_others_are_others() -> None:
    """The night comes from the session's seed alone."""
    nights = [tuple(sorted(last(*market(seed=seed), *ROUND).after.drawn.items())) for seed in range(30)]
    again = [tuple(sorted(last(*market(seed=seed), *ROUND).after.drawn.items())) for seed in range(30)]
    assert nights == again
    assert len(set(nights)) > 25


def test_every_row_comes_in_some_night_and_puts_its_thing_down() -> None:
    """All rows are drawn somewhere within sixty nights; what a row speaks of lies or stands where it says."""
    told, seen = world("lantern-market"), set[tuple[str, str]]()
    for seed in range(60):
        state = last(*market(seed=seed), *ROUND).after
        boat = begun(told, e.PlayerMoved("stairs"), *night(mooring="stairs"), seed=seed)
        state.drawn["hold"] = last(told, boat, "go:gloveboat").after.drawn["hold"]
        seen.update((table, row) for table, row in state.drawn.items() if table in TABLES)
        assert state.characters[state.drawn["guest"]] == "row"
        assert state.drawn["loss"] in GUESTS[state.drawn["guest"]]
        assert state.items["lost"] == state.drawn["lost_at"]
        assert state.items[state.drawn["mud"]] == "pilings"
        assert state.items[state.drawn["line"]] == "roof"
        assert state.quests["hat"] == "offered"
    assert seen == {(table, row) for table in TABLES for row in told.tables[table].rows}


@pytest.mark.parametrize("where", ["stairs", "bridge", "pilings"])
def test_the_glove_boat_lies_where_it_was_said_to(where: str) -> None:
    """It is boarded from its mooring and left to it; from the other two there is only the ring."""
    told, _ = market()
    for place in ("stairs", "bridge", "pilings"):
        state = begun(told, *night(mooring=where), e.PlayerMoved(place))
        assert able(state, "go:gloveboat") == (place == where)
        aboard = begun(told, *night(mooring=where), e.PlayerMoved("gloveboat"))
        assert able(aboard, f"go:{place}") == (place == where)
    first = last(*market(), "wait")
    name = told.tables["mooring"].rows[first.after.drawn["mooring"]].name
    assert any(f"tied up: {name}, tonight." in fact for fact in first.facts)


def test_dice_are_thrown_as_they_are_drawn_and_tench_knows_them() -> None:
    """Green, bone and horn: what is added to the throw differs, and Tench names the night's."""
    for row, luck in (("green", -1), ("bone", 0), ("horn", 1)):
        told = world("lantern-market")
        seed = next(seed for seed in range(40) if _dice(seed).drawn["dice"] == row)
        state = _dice(seed)
        assert of(e.CheckRolled, last(told, state, "do:throw_dice"))[0].bonus == luck
        heard = last(told, state, "go:bridge", "ask:tench/dice")
        assert told.tables["dice"].rows[row].name in heard.facts[0]


def _dice(seed: int) -> State:
    return last(*market(e.PlayerMoved("row"), seed=seed), "go:fishhall").after


# -- people and their tasks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("guest", GUESTS)
def test_a_stranger_s_handkerchief_is_promised_found_and_given_back(guest: str) -> None:
    """Asked, they say what they lost; promised, found and returned, each thanks in their own way."""
    told, state = market(*met(guest, "bridge"), e.PlayerMoved("row"), e.PlayerMoved("bridge"), e.PlayerMoved("row"))
    lost = told.tables["loss"].rows[GUESTS[guest][0]].name
    asked, taken, _, found, _, back = play(
        told, state, f"ask:{guest}/lost", "accept:lost", "go:bridge", "take:lost", "go:row", "do:return_lost"
    )
    assert lost in asked.facts[0]
    assert asked.after.quests["lost"] == "offered"
    assert taken.after.quests["lost"] == "find"
    assert lost in found.facts[0]
    assert back.after.quests["lost"] == "done"
    gained = (back.after.counters["buttons"] - 5, back.after.counters["luck"], "waits" in back.after.flags)
    assert gained == {"hobday": (4, 0, False), "pettle": (0, 2, False), "sprat": (0, 0, True)}[guest]


def test_a_handkerchief_can_not_be_returned_unpromised_or_too_late() -> None:
    """Without a word given there is nobody to give it to; at a quarter past four whoever lost it has gone home."""
    told, state = market(*met("sprat", "player"), e.PlayerMoved("row"))
    assert not able(state, "do:return_lost")
    told, state = market(*met("sprat", "player"), e.QuestAdvanced("lost", "give"), e.PlayerMoved("row"), at="04:05")
    assert able(state, "do:return_lost")
    late = last(told, state, "wait")
    assert late.after.characters["sprat"] == "nowhere"
    assert late.after.quests["lost"] == "failed"
    assert told.quests["lost"].tell_failed in late.facts


def test_tench_sells_what_she_has_seen() -> None:
    """For a button she says where the handkerchief lies; there is nothing to ask before anybody misses it."""
    told, state = market(*met("pettle"), e.PlayerMoved("bridge"))
    assert not able(state, "ask:tench/handkerchief")
    heard = last(told, begun(told, *met("pettle"), e.TopicHeard("pettle", "lost"), e.PlayerMoved("bridge")),
                 "ask:tench/handkerchief")  # fmt: skip
    assert told.tables["lost_at"].rows["bridge"].name in heard.facts[0]
    assert heard.after.counters["buttons"] == 4


def test_the_hat_wants_what_was_drawn() -> None:
    """The trifle lies where the wish says, is what it says, and earns three buttons once that was promised."""
    told = world("lantern-market")
    for row, place in (("feather", "roof"), ("shell", "pilings"), ("blot", "booth")):
        seed = next(seed for seed in range(40) if last(*market(seed=seed), "go:row").after.drawn["wish"] == row)
        state = last(*market(seed=seed), "go:row").after
        assert state.items["trifle"] == place
        found = last(told, begun(told, *night(wish=row), e.ItemMoved("trifle", place), e.PlayerMoved(place)),
                     "take:trifle")  # fmt: skip
        assert told.tables["wish"].rows[row].name in found.facts[0]
        bringing = begun(told, *night(wish=row), e.ItemMoved("trifle", "player"), e.PlayerMoved("row"))
        assert not able(bringing, "do:bring_trifle")
        bringing.quests["hat"] = "offered"
        done = last(told, bringing, "accept:hat", "do:bring_trifle").after
        assert (done.quests["hat"], done.counters["buttons"]) == ("done", 8)


TRADES = {
    "give_boot": ("boot", "stairs", {"names": 1}, "dace_dry"),
    "give_bottle": ("bottle", "stairs", {}, "waits"),
    "return_mouthpiece": ("mouthpiece", "pawnshop", {}, "one_name"),
    "sell_robe": ("robe", "fishhall", {"buttons": 3}, ""),
    "give_veil": ("veil", "soupboat", {}, "waits"),
    "swap_bell": ("handbell", "bridge", {}, "ladle_out"),
    "open_tin": ("tin", "row", {"buttons": 3}, ""),
}


@pytest.mark.parametrize("rule", TRADES)
def test_what_a_night_holds_has_a_taker(rule: str) -> None:
    """Things for things: each is given in one place, for what it brings, and then is gone."""
    item, place, gain, flag = TRADES[rule]
    told, empty = market(e.PlayerMoved(place))
    assert not able(empty, f"do:{rule}")
    state = begun(told, e.PlayerMoved(place), e.ItemMoved(item, "player"))
    done = last(told, state, f"do:{rule}").after
    assert done.items[item] == "nowhere"
    assert {key: done.counters[key] - state.counters[key] for key in gain} == gain
    assert not flag or flag in done.flags


def test_an_umbrella_is_worth_something_in_the_rain() -> None:
    """Before half past one nobody wants it; then it rains, and it is worth three buttons."""
    told, state = market(e.PlayerMoved("row"), e.ItemMoved("umbrella", "player"))
    assert not able(state, "do:lend_umbrella")
    told, state = market(e.PlayerMoved("row"), e.ItemMoved("umbrella", "player"), at="01:30")
    wet = last(told, state, "wait")
    assert "rain" in fired(wet)
    assert last(told, wet.after, "do:lend_umbrella").after.counters["buttons"] == 8


def test_the_ferryman_signs_once() -> None:
    """Socks or a boot: he has two feet and one name."""
    held = [e.PlayerMoved("stairs"), e.ItemMoved("boot", "player"), e.ItemMoved("socks", "player")]
    told, state = market(*held)
    assert able(state, "do:give_boot") and able(state, "do:dry_socks")
    for first, other in (("give_boot", "dry_socks"), ("dry_socks", "give_boot")):
        signed = last(told, state, f"do:{first}").after
        assert signed.counters["names"] == 1
        assert not able(signed, f"do:{other}")


# -- the hours of the night ---------------------------------------------------------------------------------------


def test_the_fish_come_at_five_or_half_an_hour_later() -> None:
    """The last lantern goes out at five; with a reason aboard, or the wrong time, the ferry waits for half an hour."""
    told, state = market(at="04:50")
    assert last(told, state, "wait").after.ended == "empty"
    told, state = market(e.FlagSet("waits"), at="04:50")
    turns = play(told, state, *WAIT * 4)
    assert [turn.after.ended for turn in turns] == ["", "", "", "empty"]
    assert "half_hour" in fired(turns[0])
    told, state = market(e.ItemMoved("fiddle", "player"), at="04:50")
    assert last(told, state, "wait").after.ended == "home"


@pytest.mark.parametrize(("intent", "place", "minutes"), [("stir_soup", "soupboat", 22), ("watch_show", "bridge", 34)])
def test_soup_and_tragedies_take_time(intent: str, place: str, minutes: int) -> None:
    """They cost more of the night than a turn does."""
    told, state = market(e.PlayerMoved(place))
    assert last(told, state, f"do:{intent}").after.minutes == state.minutes + minutes


def test_it_is_too_early_to_give_up_or_sleep() -> None:
    """Neither before a quarter past two."""
    for at, late in (("02:00", False), ("02:30", True)):
        told, state = market(at=at)
        assert able(state, "do:row_empty") == late
        assert able(begun(told, e.PlayerMoved("roof"), *_until(at)), "do:lie_down") == late


def _until(at: str) -> list[e.Event]:
    return [e.TimePassed(minute(at) - minute("00:15"), "night", 0)]


def test_once_a_night_the_clock_is_right() -> None:
    """Who promised Tench to come and is on the bridge at ten to four is paid; who is elsewhere has missed it."""
    told, state = market(e.PlayerMoved("bridge"))
    offered = last(told, state, "ask:tench/clock").after
    assert offered.quests["ten"] == "offered"
    promised = [e.QuestAdvanced("ten", "late")]
    told, state = market(*promised, e.PlayerMoved("bridge"), at="03:15")
    near, _, _, there = play(told, state, *WAIT * 4)
    assert near.after.quests["ten"] == "come" and near.after.counters["buttons"] == 5
    told, state = market(*promised, e.PlayerMoved("row"), at="03:30")
    *_, came = play(told, state, "wait", "go:bridge")
    assert (came.after.quests["ten"], came.after.counters["buttons"]) == ("done", 8)
    told, state = market(*promised, e.PlayerMoved("row"), at="03:55")
    assert last(told, state, "wait").after.quests["ten"] == "failed"
    assert there.after.quests["ten"] == "done"


def test_tench_goes_to_look_at_the_soup() -> None:
    """From two until twenty to three she is at the soup boat, and nothing can be swapped on the bridge."""
    told, state = market(e.PlayerMoved("bridge"), e.ItemMoved("lantern", "player"), at="01:45")
    assert able(state, "do:swap_lantern")
    gone = last(told, state, *WAIT * 2).after
    assert gone.characters["tench"] == "soupboat"
    assert not able(gone, "do:swap_lantern")
    assert able(last(told, gone, *WAIT * 5).after, "do:swap_lantern")


# -- secrets ------------------------------------------------------------------------------------------------------


def test_what_is_told_over_soup_goes_round() -> None:
    """Told to Mrs. Okoro, the story of the cards reaches Tench at two; she knows the man and pays four buttons."""
    told, state = market(e.PlayerMoved("soupboat"), at="01:50")
    assert "player.debt" in state.knows and "tench.debt" not in state.knows
    said, heard = play(told, state, "tell:okoro/debt", "wait")
    assert "confessed" in fired(said)
    assert heard.after.knows["tench.debt"] == "okoro"
    paid = last(told, heard.after, "ask:tench/cards").after
    assert paid.counters["buttons"] == 9
    told, silent = market(e.PlayerMoved("soupboat"), at="01:50")
    assert not able(last(told, silent, *WAIT * 2).after, "ask:tench/cards")


def test_the_best_man_hears_it_too() -> None:
    """He only learns it where it is passed on, and then there is something to ask him."""
    told, state = market(*met("hobday"), e.PlayerMoved("row"), at="01:45")
    assert not able(state, "ask:hobday/bride")
    told, state = market(
        *met("hobday"), e.FactLearned("okoro", "debt", "player"), e.PlayerMoved("soupboat"), at="01:45"
    )
    assert able(last(told, state, *WAIT * 2).after, "ask:hobday/bride")


def test_plum_tunes_between_half_past_two_and_half_past_three() -> None:
    """Whoever is near then knows it; known, it can be spoken of, and then a coat needs no buttons."""
    for at, knows in (("01:00", False), ("02:30", True), ("03:30", False)):
        told, state = market(e.PlayerMoved("pilings"), at=at)
        heard = last(told, state, "wait")
        assert ("player.tunes" in heard.after.knows) == ("tuning" in fired(heard)) == knows
    poor = [e.PlayerMoved("pawnshop"), e.TopicHeard("plum", "price"), e.CounterSet("buttons", 2)]
    told, state = market(*poor, e.FactLearned("player", "tunes", "saw"))
    assert not tells(told, state, "plum", "tunes")
    assert not able(state, "do:pawn_coat")
    pawned = last(told, state, "ask:plum/tuning", "do:pawn_coat").after
    assert (pawned.counters["names"], pawned.counters["buttons"]) == (1, 0)


def test_a_secret_that_is_sold_is_paid_for_by_somebody_else() -> None:
    """Three secrets have a price at the hat stall; Plum takes no coat, Perpetua no answer, Tench no trade any more."""
    told, state = market(e.PlayerMoved("row"))
    for rule in ("sell_plum", "sell_violet", "sell_clock"):
        assert not able(state, f"do:{rule}")
    knows = [e.FactLearned("player", fact, "saw") for fact in ("tunes", "violet", "clock")]
    held = [e.ItemMoved("letter", "player"), e.QuestAdvanced("violet", "deliver"), e.TopicHeard("lamb", "letter")]
    told, state = market(*knows, *held, e.TopicHeard("plum", "price"), e.PlayerMoved("row"))
    plum, violet, clock = (last(told, state, f"do:{rule}").after for rule in ("sell_plum", "sell_violet", "sell_clock"))
    assert [after.counters["buttons"] for after in (plum, violet, clock)] == [8, 9, 8]
    assert able(last(told, state, "go:pawnshop").after, "do:pawn_coat")
    assert not able(last(told, plum, "go:pawnshop").after, "do:pawn_coat")
    assert (violet.quests["violet"], violet.items["letter"]) == ("failed", "nowhere")
    assert {"okoro.violet", "bexley.violet"} <= set(violet.knows)
    lit = e.ItemMoved("lantern", "player")
    assert able(begun(told, lit, e.PlayerMoved("bridge")), "do:swap_lantern")
    assert not able(begun(told, lit, e.FlagSet("clock_out"), e.PlayerMoved("bridge")), "do:swap_lantern")
    assert "clock_out" in clock.flags


def test_secrets_are_found_by_looking_and_staying() -> None:
    """Who writes in violet, from the stool and the nose; why the clock stands, from its face and the play."""
    told, state = market(e.PlayerMoved("booth"))
    once, both = play(told, state, "ask:lamb/letter", "look:booth/window")
    assert "player.violet" not in once.after.knows and "player.violet" in both.after.knows
    assert not tells(told, both.after, "lamb", "violet")
    told, state = market(e.PlayerMoved("bridge"))
    looked, watched = play(told, state, "look:bridge/clock", "do:watch_show")
    assert "player.clock" not in looked.after.knows and "player.clock" in watched.after.knows
    assert "ribbon" in fired(watched)


def test_the_truth_about_the_tuba_makes_it_one_name() -> None:
    """Dace tells it to whoever has heard Plum's side; told to Plum, it takes one name to redeem a fiddle."""
    told, state = market(e.CounterSet("names", 1), e.PlayerMoved("stairs"), e.TopicHeard("plum", "price"))
    assert not able(state, "ask:dace/tuba")
    heard = last(told, state, "go:pawnshop", "ask:plum/tuba", "go:stairs", "ask:dace/tuba", "go:pawnshop").after
    assert not able(heard, "do:redeem")
    said = last(told, heard, "tell:plum/tuba")
    assert "his_fathers" in fired(said)
    assert able(said.after, "do:redeem")


def test_topics_that_tell_a_secret_do_not_name_it() -> None:
    """Asked about in the secret's own words, somebody would first answer from their ledger that they don't tell it."""
    told = world("lantern-market")
    words = [key.casefold() for fact in told.facts.values() if fact.secret for key in (fact.name, *fact.keys)]
    for who, character in told.characters.items():
        for topic in character.topics:
            asked = phrase(told, Intent("ask", who, topic), "en").casefold()
            assert not [word for word in words if word in asked], asked
