"""The drowned bell as a role-playing world: skill, gear, promises, and who knows what."""

from __future__ import annotations

import pytest
from mill import begun, last, may, of, play, taken
from walking import world

from fabula.story import event as e
from fabula.story.clock import hour
from fabula.story.decide import Decision
from fabula.story.intent import Intent, phrase, spoken_of, tells
from fabula.story.state import State
from fabula.story.world import World

BELL = "drowned-bell"
WAIT = ("wait",)
KIT = ("take:lamp", "go:counting", "do:bet")
DOWN = ("go:barge", "do:dive", "do:climb_lit")
TO_THE_WALL = ("go:loft", "ask:pask/hours", "ask:pask/frame")
PROMISE = (*TO_THE_WALL, "accept:sleepers", "take:pan", "go:ropewalk")
TRADE = ("go:shed", "ask:marget/strokes", "accept:valve", "take:herring", "go:barge")

# name: (ending, seed, what the reader does)
PLAYS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "wedge the frame and bring the tin home": (
        "held", 3,
        (*KIT, "go:loft", "take:wedges", *DOWN, "do:open_tin", "do:wedge", "do:surface", "do:give_tin"),
    ),
    "wedge the frame in the dark, without a bet": (
        "held", 3,
        ("go:shed", "do:drill", "go:counting", "look:counting/account", "do:tick", "go:loft", "take:wedges",
         "go:barge", "do:dive", "do:climb_dark", "do:open_tin", "do:wedge", "do:surface", "do:give_tin"),
    ),
    "ring the town awake": ("peal", 2, (*KIT, *DOWN, "do:open_tin", "do:ring")),
    "wake the street by a wrong hour, and let the tower fall": (
        "peal", 1, (*PROMISE, *WAIT * 6, "do:thirteen", *WAIT * 9),
    ),
    "sell the bell": ("pound", 2, ("go:counting", "do:sign", "go:barge", "do:dive", "do:climb_dark", "do:shackle")),
    "stand on the quay": ("her_turn", 1, WAIT * 22),
    "stay below until the air is gone": (
        "her_turn", 5, ("go:counting", "do:sign", "go:barge", "do:dive", "do:climb_dark", *WAIT * 6),
    ),
}  # fmt: skip


def bell(language: str = "en") -> World:
    """The world of these tests."""
    return world(BELL, language)


def after(*intents: str, seed: int = 1) -> State:
    """The state after these actions, all of which must be possible."""
    return taken(bell(), begun(bell(), seed=seed), *intents)


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(bell(), state, intent)


def checks(decision: Decision) -> list[tuple[str, int, int]]:
    """The skill checks of a turn: what for, what was added, and against what."""
    return [(roll.why, roll.bonus, roll.against) for roll in of(e.CheckRolled, decision)]


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, seed, script = PLAYS[name]
    assert after(*script[:-1], seed=seed).ended == ""
    assert after(*script, seed=seed).ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _, _ in PLAYS.values()} == set(bell().endings)


# -- skill -------------------------------------------------------------------------------------------------------


def test_practice_is_added_to_the_dice() -> None:
    """Knots in the bucket steady the hands, the doorknobs train the ear; each is added where it belongs."""
    plain = after("go:counting")
    assert checks(last(bell(), plain, "do:bet")) == [("bet", 0, 7)]
    trained = after("do:tune", "go:counting")
    assert checks(last(bell(), trained, "do:bet")) == [("bet", 1, 7)]
    drilled = after("go:shed", "do:drill", "go:counting", "do:sign", "go:barge")
    assert checks(last(bell(), drilled, "do:dive")) == [("dive", 1, 5)]


def test_practice_pays() -> None:
    """Over many dice more dives succeed with drilled hands than without; neither always."""

    def dived(*before: str) -> int:
        return sum(
            last(bell(), after(*before, "go:counting", "do:sign", "go:barge", seed=seed), "do:dive").after.place
            == "nave"
            for seed in range(120)
        )

    plain, drilled = dived(), dived("go:shed", "do:drill")
    assert 85 < plain < drilled < 120


def test_a_lost_bet_teaches_the_ear() -> None:
    """Who loses to Mr. Crake has at least heard the three taps: the second bet is easier, and there is no third."""
    seed = next(s for s in range(40) if "shoes_out" not in after("go:counting", "do:bet", seed=s).flags)
    lost = after("go:counting", "do:bet", seed=seed)
    assert (lost.counters["temper"], lost.counters["ear"]) == (1, 1)
    again = last(bell(), lost, "do:bet")
    assert checks(again) == [("bet", 1, 7)]
    if "shoes_out" not in again.after.flags:
        assert not able(again.after, "do:bet")
    assert able(lost, "do:sign")


def test_the_drill_costs_slack_water() -> None:
    """A drill takes ten minutes instead of five, so the tide turns one turn earlier for who has drilled."""
    assert hour(after("go:shed", "do:drill").minutes) == "22:05"

    def turning(*before: str) -> int:
        state = after(*before)
        while "turned" not in state.flags:
            state = last(bell(), state, "wait").after
        assert hour(state.minutes) == "23:10"
        return state.turn

    assert turning("go:shed", "do:drill") == turning("go:shed") - 1 == 15


# -- gear --------------------------------------------------------------------------------------------------------


def test_the_way_up_depends_on_what_is_carried() -> None:
    """With the lamp one climbs by hand and eye, without it by ear; a bell rope in the silt helps both."""
    to_the_nave = ("go:counting", "do:sign", "go:barge", "do:dive")
    for lamp, climb, against in (((), "climb_dark", 7), (("take:lamp",), "climb_lit", 5)):
        found = set()
        for seed in range(40):
            state = after(*lamp, *to_the_nave, seed=seed)
            if state.place == "nave":
                found.add(state.drawn["silt"])
                assert able(state, f"do:{climb}")
                bonus = 2 if state.drawn["silt"] == "rope" else 0
                assert checks(last(bell(), state, f"do:{climb}")) == [(climb, bonus, against)]
        assert found == {"rope", "pocket", "conger"}


def test_what_the_silt_holds_stays_there() -> None:
    """The silt is looked through once: a second dive finds what the first one found, and gives nothing twice."""
    state = after(*KIT, *DOWN, "do:open_tin", "look:belfry/bell", "do:surface", seed=2)
    assert state.place == "barge"
    again = last(bell(), state, "do:dive_again")
    assert again.after.place == "nave"
    assert of(e.TableRolled, again) == []
    assert again.after.drawn == state.drawn


def test_the_knife_makes_a_fouled_line_a_small_matter() -> None:
    """Marget's knife cuts a fouled line without dice; bare fingers have to try their skill."""
    below = [e.FlagSet("fouled"), e.ItemMoved("shoes", "player"), e.PlayerMoved("nave")]
    bare = begun(bell(), *below)
    assert able(bare, "do:work_free")
    assert not able(bare, "do:cut_free")
    assert checks(last(bell(), bare, "do:work_free")) == [("work_free", 0, 7)]
    cut = last(bell(), begun(bell(), *below, e.ItemMoved("knife", "player")), "do:cut_free")
    assert checks(cut) == []
    assert "fouled" not in cut.after.flags


def test_breath_is_told_in_words_when_it_changes() -> None:
    """Not each breath is told, only another level, and coming up is told as well."""
    levels = bell().gauges["breath"].levels
    turns = play(bell(), after(*KIT, "go:barge", seed=2), "do:dive", *WAIT * 6)
    air = [turn.after.counters["air"] for turn in turns]
    lines = [[key for key, level in levels.items() if level.text in turn.facts] for turn in turns]
    for before, now, told in zip([9, *air], air, lines, strict=False):
        was, level = (bell().gauges["breath"].level(value) for value in (before, now))
        assert told == ([level] if level != was else [])
    assert sum(map(bool, lines)) >= 2


# -- promises ------------------------------------------------------------------------------------------------------


def test_a_promise_is_offered_taken_on_kept_and_rewarded() -> None:
    """Pask asks only whoever knows what the wall leans on, and thanks with an easy pump."""
    assert after("go:loft").quests["sleepers"] == "hidden"
    asked = after(*TO_THE_WALL)
    assert asked.quests["sleepers"] == "offered"
    assert not able(last(bell(), asked, "go:quay").after, "accept:sleepers")
    promised = last(bell(), asked, "accept:sleepers").after
    assert promised.quests["sleepers"] == "pan"
    kept = after(*PROMISE, *WAIT * 6, seed=1)
    turn = last(bell(), kept, "do:thirteen")
    assert (turn.after.quests["sleepers"], turn.after.counters["air"]) == ("done", kept.counters["air"] + 2)
    assert bell().quests["sleepers"].tell_done in turn.facts


def test_a_promise_is_broken_when_the_tide_turns() -> None:
    """At ten past eleven both promises fail, taken on or only offered; what was never offered is not spoken of."""
    turns = play(bell(), after("go:shed", "ask:marget/strokes", "go:quay", *PROMISE), *WAIT * 10)
    failed = next(turn for turn in turns if "turned" in turn.after.flags)
    assert hour(failed.after.minutes) == "23:10"
    assert failed.after.quests["sleepers"] == failed.after.quests["valve"] == "failed"
    for quest in ("sleepers", "valve"):
        assert bell().quests[quest].tell_failed in failed.facts
    never = play(bell(), after(), *WAIT * 17)[-1]
    assert never.after.quests["valve"] == "hidden"
    assert not any(bell().quests["valve"].tell_failed in turn.facts for turn in play(bell(), after(), *WAIT * 17))


def test_the_seal_trades_for_herring() -> None:
    """The Bailiff wants herring and a promise, and gives a hat or the valve; with the valve the promise is kept."""
    assert not able(after("go:shed", "take:herring", "go:barge"), "do:feed_seal")
    drawn = {last(bell(), after(*TRADE, seed=seed), "do:feed_seal").after.drawn["bailiff"] for seed in range(30)}
    assert drawn == {"valve", "hat"}
    for seed in range(30):
        state = after(*TRADE, seed=seed)
        fed = last(bell(), state, "do:feed_seal").after
        won = fed.drawn["bailiff"] == "valve"
        assert ("valved" in fed.flags) == won == (fed.quests["valve"] == "done")
        assert able(fed, "do:feed_seal") == (not won)


def test_one_pull_brings_air_once() -> None:
    """With the valve back a pull on the line is four breaths, when they are needed, and a second pull is none."""
    below = begun(bell(), e.FlagSet("valved"), e.PlayerMoved("nave"))
    while below.counters["air"] > 6:
        assert not able(below, "do:more_air")
        below = last(bell(), below, "wait").after
    pulled = last(bell(), below, "do:more_air").after
    assert pulled.counters["air"] == below.counters["air"] + 4 - 1
    assert not able(pulled, "do:more_air")


def test_an_answered_pull_is_rewarded() -> None:
    """Whoever brings Marget the tin before the wedges are in goes down again in her brother's gloves."""
    state = after(*KIT, *DOWN, "do:open_tin", "look:belfry/bell", "do:surface", seed=2)
    given = last(bell(), state, "do:give_tin")
    assert given.after.quests["osk"] == "done"
    assert given.after.counters["hands"] == state.counters["hands"] + 1
    assert bell().quests["osk"].tell_done in given.facts


# -- the hour ------------------------------------------------------------------------------------------------------


def test_the_hour_is_struck_or_missed() -> None:
    """At eleven Pask strikes the pan, if it is there; if not, Ropewalk sleeps worse, and the pan is easier heard."""
    struck = play(bell(), after("go:loft"), *WAIT * 13)[-1]
    assert hour(struck.after.minutes) == "23:00"
    assert bell().triggers["eleven"].tell in struck.facts
    missed = play(bell(), after(*PROMISE), *WAIT * 8)[-1]
    assert hour(missed.after.minutes) == "23:00"
    assert bell().triggers["missed"].tell in missed.facts
    assert checks(last(bell(), missed.after, "do:bang_pan")) == [("bang_pan", 2, 8)]


def test_a_wrong_hour_needs_the_right_time_and_a_good_reason() -> None:
    """Thirteen can be struck about eleven only, by whoever knows how Ropewalk sleeps and what its wall leans on."""
    assert not able(after(*PROMISE), "do:thirteen")
    for told in (0, 1):
        topics = (TO_THE_WALL[1], TO_THE_WALL[2])
        ignorant = after("go:loft", topics[told], "take:pan", "go:ropewalk", *WAIT * 8)
        assert not able(ignorant, "do:thirteen")
    turns = play(bell(), after(*PROMISE), *WAIT * 15)
    open_ = [hour(turn.after.minutes) for turn in turns if able(turn.after, "do:thirteen")]
    assert (open_[0], open_[-1]) == ("22:50", "23:15")


# -- who knows what --------------------------------------------------------------------------------------------------


def test_what_one_has_read_is_worth_a_pair_of_shoes() -> None:
    """The tick in the wall account opens Mr. Crake's hand without dice, but only for who has read it."""
    assert not able(after("go:counting"), "do:tick")
    read = after("go:counting", "look:counting/account")
    assert "player.ticked" in read.knows
    lent = last(bell(), read, "do:tick")
    assert checks(lent) == []
    assert "shoes" in lent.after.held()
    assert "signed" not in lent.after.flags


def test_secrets_are_not_for_the_asking() -> None:
    """Nobody knows what the tin says before it is read; what Marget and Mr. Crake keep to themselves is not told."""
    state = after()
    assert not any(known.endswith(".hung") for known in state.knows)
    for who, fact in (("marget", "line"), ("crake", "ticked"), ("crake", "wall"), ("pask", "wall")):
        assert f"{who}.{fact}" in state.knows
        assert not tells(bell(), state, who, fact)
    assert "tib.osk" not in state.knows
    assert not able(after("go:shed"), "ask:marget/osk")
    named = after("go:loft", "ask:pask/register", "go:quay", "go:shed")
    confessed = last(bell(), named, "ask:marget/osk").after
    assert "player.line" in confessed.knows


def test_how_long_the_slack_lasts_can_be_asked() -> None:
    """Anybody in the harbour says when the tide turns, and it is true."""
    asked = last(bell(), after("go:shed"), "inquire:marget/slack")
    assert asked.facts[0] == bell().facts["slack"].text
    assert "ten past eleven" in asked.facts[0]


def test_telling_the_buyer_takes_the_chain_away() -> None:
    """Mr. Crake, once he knows what the bell holds up, burns no town: his chain is gone, and nobody can shackle it."""
    signed = ("go:counting", "do:sign", "go:barge", "do:dive", "do:climb_dark", "do:open_tin")
    seed = next(s for s in range(60) if after(*signed[:5], seed=s).place == "belfry")
    below = after(*signed, seed=seed)
    assert able(below, "do:shackle")
    while not able(below, "do:surface"):
        below = last(bell(), below, "wait").after
    turns = play(bell(), below, "do:surface", "go:shed", "go:counting", "ask:crake/lid")
    told = turns[-1]
    assert bell().triggers["crake_told"].tell in told.facts
    assert "signed" not in told.after.flags
    moved = play(bell(), told.after, "go:barge", "do:dive_again")[-1].after
    up = last(bell(), moved, "do:climb_dark").after
    assert not able(up, "do:shackle")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_topics_do_not_speak_of_what_their_speaker_hides(language: str) -> None:
    """The words that ask for a topic name no fact that the asked one would not tell, so that both never answer."""
    told = bell(language)
    state = begun(told)
    for who, character in told.characters.items():
        for topic in character.topics:
            words = phrase(told, Intent("ask", who, topic), language)
            assert all(tells(told, state, who, fact) for fact in spoken_of(told, language, words)), words


def test_the_dice_are_the_same_in_chinese() -> None:
    """The Chinese edition decides the same events for the same plays."""
    for _, seed, script in PLAYS.values():
        english, chinese = (play(bell(x), begun(bell(x), seed=seed), *script) for x in ("en", "zh"))
        assert [d.events for d in english] == [d.events for d in chinese]
