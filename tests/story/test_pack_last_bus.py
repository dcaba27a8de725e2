"""The last bus as a slice of life: an hour by the clock, and who knows, hides, denies and passes on what."""

from __future__ import annotations

import pytest
from mill import begun, last, may, play, taken
from walking import world

from fabula.story.clock import hour
from fabula.story.intent import Intent, match, phrase, spoken_of, tells
from fabula.story.state import State
from fabula.story.world import World

SIT = ("go:cart", "do:share_potato")
SAY = (*SIT, "do:show_letter")
WAIT = ("wait",)
# The long way round: what Luo lets slip, what Xiaoman does about it, and what grandmother says to both.
SETTLED = ("ask:luo/grandmother", "go:shop", "ask:xiaoman/help", "go:stop", *SAY, "do:own_up", "do:settle")

# name: (ending, what the reader does)
PLAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "push the cart home and catch the bus": (
        "well_parted", (*SAY, "do:push_cart", "go:cart", "go:stop", "do:board"),
    ),
    "take the thermos along": (
        "well_parted", ("go:cart", "go:courtyard", "take:thermos", *SAY, "do:ask_thermos", "go:stop", "do:board"),
    ),
    "leave her somebody who looks in": ("well_parted", (*SETTLED, "go:stop", "do:board")),
    "say it and run": ("said", (*SAY, "go:stop", "do:board")),
    "let the bus go": (
        "stayed",
        (*SAY, "do:push_cart", "look:courtyard/tree", "look:courtyard/doorpost", "ask:grandmother/recipe",
         "do:stay_night"),
    ),
    "sit on until it has gone": ("stayed", (*SAY, *WAIT * 10)),
    "talk about the weather": ("unsaid", ("go:cart", *WAIT * 12)),
    "let Xiaoman say it": ("unsaid", ("go:shop", "do:confide_xiaoman", *WAIT * 11)),
}  # fmt: skip


def bus(language: str = "en") -> World:
    """The world of these tests."""
    return world("last-bus", language)


def after(*intents: str) -> State:
    """The state after these actions, all of which must be possible."""
    return taken(bus(), begun(bus()), *intents)


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(bus(), state, intent)


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, script = PLAYS[name]
    assert after(*script[:-1]).ended == ""
    assert after(*script).ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _ in PLAYS.values()} == set(bus().endings)


def test_the_plays_are_the_same_in_chinese() -> None:
    """The Chinese edition decides the same events for the same plays."""
    for _, script in PLAYS.values():
        english, chinese = (play(bus(x), begun(bus(x)), *script) for x in ("en", "zh"))
        assert [d.events for d in english] == [d.events for d in chinese]


# -- the hour ----------------------------------------------------------------------------------------------------


def departure(*before: str) -> str:
    """The hour at which the bus leaves without the reader."""
    state = after(*before)
    while "bus_gone" not in state.flags:
        state = last(bus(), state, "wait").after
    return hour(state.minutes)


def test_the_bus_goes_at_ten_by_the_clock_and_by_the_minutes_left() -> None:
    """The minutes left and the clock say the same: none are left at ten, which is what the timetable says."""
    assert departure() == "22:02"  # the first turn's end after ten
    state = after(*SAY)
    assert state.minutes + state.counters["minutes"] == 22 * 60
    assert "goes at ten" in last(bus(), begun(bus()), "look:stop/timetable").facts[0]


def test_only_luo_can_make_it_wait() -> None:
    """A watch that stops is worth ten minutes, an old story costs none, and a potato takes eight."""
    assert departure("ask:luo/departure") == "22:10"
    story = after("go:cart", "ask:grandmother/mother", "go:stop")
    told = last(bus(), story, "ask:luo/mother").after
    assert told.counters["minutes"] == story.counters["minutes"]
    assert not able(after("go:cart", "go:stop"), "ask:luo/mother")
    fed = ("go:cart", "go:steps", "look:steps/saucepan", *SIT, "do:tell_ferry", "go:stop", "do:give_parcel")
    assert departure(*fed) == "22:10"


def test_the_shop_shuts_at_twenty_to_ten() -> None:
    """Whoever lingers in the shop is put out with Xiaoman; from then on neither door nor sweets are to be had."""
    early = after("go:shop", *WAIT * 6)
    assert hour(early.minutes) == "21:38"
    assert able(early, "take:ginger")
    shut = last(bus(), early, "wait")
    assert bus().triggers["closing"].tell in shut.facts
    assert (shut.after.place, shut.after.characters["xiaoman"]) == ("stop", "cart")
    assert last(bus(), shut.after, "go:shop").refused == bus().places["shop"].refuse
    assert not able(shut.after, "take:ginger")


def test_grandmother_keeps_her_hours() -> None:
    """At six minutes to ten she goes up to the yard: the cart can't be pushed home any more, but a letter be shown."""
    at_the_cart = after(*SIT, *WAIT * 8)
    assert hour(at_the_cart.minutes) == "21:50"
    gone = last(bus(), at_the_cart, "wait")
    assert gone.after.characters["grandmother"] == "courtyard"
    assert bus().triggers["going_up"].tell in gone.facts
    assert not able(gone.after, "do:show_letter")
    shown = play(bus(), gone.after, "go:courtyard", "do:show_letter")[-1]
    assert "told" in shown.after.flags
    assert not able(shown.after, "do:push_cart")


# -- who tells whom ------------------------------------------------------------------------------------------------


def test_what_xiaoman_knows_grandmother_knows_at_twenty_to_ten() -> None:
    """Xiaoman warns, shuts, goes over for her potato, and has passed it on; the letter is then no news."""
    practised = after("go:shop", "do:confide_xiaoman")
    assert "xiaoman.leaving" in practised.knows
    assert "grandmother.leaving" not in practised.knows
    turns = play(bus(), practised, "go:stop", *WAIT * 4, "go:cart")
    heard = turns[-1].after
    assert hour(heard.minutes) == "21:42"
    assert heard.knows["grandmother.leaving"] == "xiaoman"
    assert bus().triggers["aloud"].tell in turns[-1].facts
    again = play(bus(), heard, "do:share_potato", "do:own_words")
    assert bus().triggers["wrapped"].tell in again[0].facts
    assert not able(again[0].after, "do:show_letter")
    assert "told" in again[1].after.flags
    assert again[1].after.counters["warmth"] == again[0].after.counters["warmth"]  # a letter shown would have counted


def test_xiaoman_warns_while_there_is_time() -> None:
    """She says at what hour she will pass it on, and whoever is at the cart before that tells it first."""
    confided = play(bus(), after("go:shop"), "do:confide_xiaoman")[-1]
    assert "twenty to ten" in bus().triggers["warned"].tell
    assert bus().triggers["warned"].tell in confided.facts
    first = after("go:shop", "do:confide_xiaoman", "go:stop", *SAY, *WAIT)
    assert first.knows["grandmother.leaving"] == "told"
    assert "errand" not in first.flags


def test_half_a_sentence_is_not_telling() -> None:
    """Blurted out standing up, it is heard, but the whole of it has to be told sitting down."""
    blurted = last(bus(), after("go:cart"), "tell:grandmother/leaving")
    assert bus().triggers["blurted"].tell in blurted.facts
    assert "told" not in blurted.after.flags
    assert not able(blurted.after, "do:own_words")
    sat = last(bus(), blurted.after, "do:share_potato").after
    assert "told" in last(bus(), sat, "do:own_words").after.flags


def test_being_told_is_not_the_same_as_knowing() -> None:
    """That she has known since noon she says only to whoever has told her, and only when it has become warm enough."""
    assert not able(after("go:cart"), "ask:grandmother/guessed")
    assert not able(after(*SAY), "ask:grandmother/guessed")
    warm = after(*SAY, "ask:grandmother/mother", "ask:grandmother/recipe")
    assert warm.counters["warmth"] == 4
    assert able(warm, "ask:grandmother/guessed")


# -- what is hidden --------------------------------------------------------------------------------------------------


def test_nobody_tells_about_september_for_the_asking() -> None:
    """All three know of the fall, and none would tell: two have sworn, and she denies it with a potato in her hand."""
    state = begun(bus())
    for who in ("grandmother", "luo", "xiaoman"):
        assert f"{who}.fall" in state.knows
        assert not tells(bus(), state, who, "fall")
    assert able(after("go:cart"), "ask:grandmother/knee")
    assert able(after("go:shop"), "ask:xiaoman/knee")
    assert not able(after(*SIT), "do:own_up")


def test_luo_breaks_his_word_and_it_does_good() -> None:
    """What he lets slip can be laid before her; then nobody is sworn any more, and she tells the rest herself."""
    slipped = after("ask:luo/grandmother")
    assert "player.fall" in slipped.knows
    assert slipped.relations == {"xiaoman sworn_to grandmother"}
    assert not able(last(bus(), slipped, "go:cart").after, "ask:grandmother/knee")  # no use in denying it now
    sat = play(bus(), slipped, *SIT)[-1].after
    assert not able(sat, "ask:grandmother/september")
    owned = last(bus(), sat, "do:own_up").after
    assert owned.relations == {"grandmother confides_in player"}
    assert able(owned, "ask:grandmother/september")


def test_who_looks_in_needs_her_consent() -> None:
    """Xiaoman is willing once she knows either thing; grandmother agrees when nothing is hidden; that parts well."""
    assert not able(after("go:shop"), "ask:xiaoman/help")
    assert able(after("go:shop", "do:confide_xiaoman"), "ask:xiaoman/help")
    assert able(after("ask:luo/grandmother", "go:shop"), "ask:xiaoman/help")
    hidden = after("go:shop", "do:confide_xiaoman", "ask:xiaoman/help", "go:stop", *SAY)
    assert last(bus(), hidden, "do:settle").refused == bus().rules["settle"].refuse
    settled = after(*SETTLED)
    assert "xiaoman looks_in_on grandmother" in settled.relations
    assert settled.quests["say_it"] == "done"


def test_the_card_in_the_shop_is_known_to_all_but_the_reader() -> None:
    """She denies that the cart is for sale; Luo says so, and the card does; either opens her mouth about it."""
    state = after("go:cart")
    assert not tells(bus(), state, "grandmother", "sale")
    assert not able(state, "ask:grandmother/cart_sale")
    assert able(after("inquire:luo/sale", "go:cart"), "ask:grandmother/cart_sale")
    seen = last(bus(), after("go:shop"), "look:shop/noticeboard").after
    assert seen.knows["player.sale"] == "saw"
    assert able(play(bus(), seen, "go:stop", "go:cart")[-1].after, "ask:grandmother/cart_sale")


def test_luo_denies_the_ferry_and_the_saucepan_does_not() -> None:
    """He will not say who bails it out; the saucepan says it, or Xiaoman, and then he talks of your grandfather."""
    asked = after("ask:luo/ferry")
    assert not tells(bus(), asked, "luo", "ferry")
    assert able(last(bus(), asked, "go:shop").after, "ask:xiaoman/ferry")
    assert not able(after("go:shop"), "ask:xiaoman/ferry")
    seen = after("go:cart", "go:steps", "look:steps/saucepan", "go:cart", "go:stop")
    assert not able(seen, "ask:luo/ferry")
    assert able(seen, "ask:luo/tar")


@pytest.mark.parametrize("said", ["do:tell_ferry", "tell:grandmother/ferry"])
def test_what_is_passed_on_comes_back_as_a_potato(said: str) -> None:
    """However she hears of the saucepan, she wraps a potato for the driver; nobody is given two."""
    told = last(bus(), after("go:cart", "go:steps", "look:steps/saucepan", "go:cart"), said)
    assert "grandmother.ferry" in told.after.knows
    assert "parcel" in told.after.held()
    assert bus().triggers["ferry_known"].tell in told.facts
    later = play(bus(), told.after, "drop:parcel", "wait")[-1].after
    assert later.items["parcel"] == "cart"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_topics_do_not_speak_of_what_their_speaker_hides(language: str) -> None:
    """The words that ask for a topic name no fact that the asked one would not tell, so that both never answer."""
    told = bus(language)
    state = begun(told)
    for who, character in told.characters.items():
        for topic in character.topics:
            words = phrase(told, Intent("ask", who, topic), language)
            assert all(tells(told, state, who, fact) for fact in spoken_of(told, language, words)), words


@pytest.mark.parametrize(
    ("language", "where", "words", "intent"),
    [("en", SIT, "I tell her that I am going abroad", "do:show_letter"),
     ("en", ("go:shop",), "I tell Xiaoman that I am going abroad", "do:confide_xiaoman"),
     ("en", ("ask:luo/grandmother", *SIT), "I know about the fall, I say", "do:own_up"),
     ("en", (), "who bails out the ferry?", "inquire:luo/ferry"),
     ("zh", SIT, "告诉奶奶我要出国了", "do:show_letter"),
     ("zh", ("go:shop",), "先跟小满说我要出国了", "do:confide_xiaoman"),
     ("zh", ("ask:luo/grandmother", *SIT), "摔跤的事我知道了", "do:own_up"),
     ("zh", (), "是谁在给渡船舀水？", "inquire:luo/ferry")],
)  # fmt: skip
def test_plain_words_do_it(language: str, where: tuple[str, ...], words: str, intent: str) -> None:
    """What a reader would say to these people is understood where they are."""
    state = play(bus(language), begun(bus(language)), *where)[-1].after if where else begun(bus(language))
    assert str(match(bus(language), state, words)) == intent
