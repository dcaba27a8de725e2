"""The moon school as an educational world: facts with sources, questions that follow the reader, eyes in the dark."""

from __future__ import annotations

import pytest
from mill import begun, last, may, play, taken
from walking import world

from fabula.story.clock import hour
from fabula.story.decide import dice
from fabula.story.intent import Intent, match, next_question, phrase, spoken_of, tells
from fabula.story.offer import offer
from fabula.story.state import State
from fabula.story.world import World

WAIT = ("wait",)
PHASES = ("go:kitchen", "ask:pocock/bun", "do:ph_lit")
ECLIPSES = ("go:maproom", "ask:nadia/hoops", "do:ec_tilt")
FACE = ("go:dome", "ask:sabo/chair", "do:fa_once")
TWINKLE = ("go:terrace", "look:terrace/chimney", "do:tw_air")
TIDES = ("take:torch", "go:meadow", "go:seawall", "ask:marrable/bulges", "do:ti_two")
MONTH = ("quiz:pocock", "answer:month/month")
WEEK = ("quiz:pocock", "answer:week/full")

# name: (ending, what the reader does)
PLAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "answer three cards and sign": ("enough", (*PHASES, *ECLIPSES, *FACE, "go:porch", "do:sign")),
    "answer two, and three questions for the third": (
        "enough",
        (*PHASES, *MONTH, *WEEK, *ECLIPSES, "ask:nadia/kinds", "quiz:nadia", "answer:who_sees/everyone", "go:porch",
         "do:sign"),
    ),
    "go on past three": ("keeper", (*PHASES, *TWINKLE, *ECLIPSES, *FACE, "go:porch", "do:sign")),
    "answer five before the cloud": (
        "keeper", (*PHASES, *TWINKLE, *ECLIPSES, *FACE, "go:porch", *TIDES, *WAIT * 6),
    ),
    "feed the Moon to the goat": ("playful", ("go:kitchen", "take:bun", *PHASES[1:], "go:meadow", "do:goat_eclipse")),
    "go home early": ("open", (*PHASES, "go:porch", *WAIT * 4, "do:go_home")),
    "sit on the porch until the cloud comes": ("open", WAIT * 24),
}  # fmt: skip


def school(language: str = "en") -> World:
    """The world of these tests."""
    return world("moon-school", language)


def after(*intents: str) -> State:
    """The state after these actions, all of which must be possible."""
    return taken(school(), begun(school()), *intents)


def able(state: State, intent: str) -> bool:
    """Whether the rules would carry it out now."""
    return may(school(), state, intent)


@pytest.mark.parametrize("name", PLAYS)
def test_every_ending_is_reached(name: str) -> None:
    """Each of these plays is possible from first to last, and ends as it says in its last turn and not before."""
    ending, script = PLAYS[name]
    assert after(*script[:-1]).ended == ""
    assert after(*script).ended == ending


def test_all_endings_have_a_play() -> None:
    """No ending of the world is left out above."""
    assert {ending for ending, _ in PLAYS.values()} == set(school().endings)


def test_the_plays_are_the_same_in_chinese() -> None:
    """The Chinese edition decides the same events for the same plays."""
    for _, script in PLAYS.values():
        english, chinese = (play(school(x), begun(school(x)), *script) for x in ("en", "zh"))
        assert [d.events for d in english] == [d.events for d in chinese]


# -- questions -----------------------------------------------------------------------------------------------------


def test_the_next_question_follows_the_reader() -> None:
    """Two right answers in a row make the questions harder; one wrong answer makes them easier again."""
    shown = after(*PHASES, *ECLIPSES, "ask:nadia/kinds")
    assert (shown.level, next_question(school(), shown, "nadia")) == (1, "phase")
    good = after(*PHASES, *MONTH, *WEEK, *ECLIPSES, "ask:nadia/kinds")
    assert (good.level, next_question(school(), good, "nadia")) == (2, "who_sees")
    risen = last(school(), after(*PHASES, *MONTH, "quiz:pocock"), "answer:week/full")
    assert school().triggers["harder"].tell in risen.facts
    fallen = play(school(), good, "quiz:nadia", "answer:who_sees/strip")[-1].after
    assert (fallen.level, next_question(school(), fallen, "nadia")) == (1, "phase")


def test_one_is_asked_about_what_was_shown() -> None:
    """Nobody asks before there was something to reason from, and the hard ones come after the card is answered."""
    assert not able(after("go:kitchen"), "quiz:pocock")
    assert able(after("go:kitchen", "ask:pocock/bun"), "quiz:pocock")
    assert not able(after("go:kitchen", "ask:pocock/bun", *MONTH), "quiz:pocock")
    assert able(after(*PHASES, *MONTH), "quiz:pocock")
    chair = after("go:dome", "ask:sabo/chair")
    assert next_question(school(), chair, "sabo") == ""
    assert next_question(school(), last(school(), chair, "do:fa_once").after, "sabo") == "nod"


def test_a_wrong_answer_is_welcome() -> None:
    """It costs a raisin, fills Nadia's notebook, and teaches what was asked; the question comes again."""
    asked = after("go:kitchen", "ask:pocock/bun", "quiz:pocock")
    assert "player.month" not in asked.knows
    wrong = last(school(), asked, "answer:month/season")
    assert wrong.facts[0] == school().questions["month"].tell_wrong
    assert (wrong.after.counters["wrong"], wrong.after.counters["marks"]) == (1, 0)
    assert wrong.after.knows["player.month"] == "pocock"
    assert able(last(school(), wrong.after, "go:maproom").after, "ask:nadia/notebook")
    right = play(school(), wrong.after, *MONTH)[-1].after
    assert (right.counters["wrong"], right.counters["marks"]) == (1, 1)
    assert next_question(school(), right, "pocock") == ""


def test_three_chalk_marks_make_a_card() -> None:
    """The third mark counts like a card, once; the first explains the law."""
    first = last(school(), after("go:kitchen", "ask:pocock/bun", "quiz:pocock"), "answer:month/month")
    assert school().triggers["first_mark"].tell in first.facts
    two = after(*PHASES, *MONTH, *WEEK, *ECLIPSES, "ask:nadia/kinds", "quiz:nadia")
    assert (two.counters["marks"], two.counters["understood"]) == (2, 2)
    third = last(school(), two, "answer:who_sees/everyone")
    assert school().triggers["three_marks"].tell in third.facts
    assert school().triggers["bell"].tell in third.facts
    fourth = play(school(), third.after, "quiz:nadia", "answer:phase/full")[-1].after
    assert (fourth.counters["marks"], fourth.counters["understood"]) == (4, 3)


@pytest.mark.parametrize(
    ("language", "words", "option"),
    [("en", "thirty, I think", "month"), ("en", "two weeks", "fortnight"), ("en", "fourteen or ninety", ""),
     ("zh", "三十个吧", "month"), ("zh", "两个星期", "fortnight"), ("zh", "十四个还是九十个", "")],
)  # fmt: skip
def test_answers_are_given_in_ones_own_words(language: str, words: str, option: str) -> None:
    """Words that mean one answer are that answer; words that mean two are none."""
    state = play(school(language), begun(school(language)), "go:kitchen", "ask:pocock/bun", "quiz:pocock")[-1].after
    intent = match(school(language), state, words)
    assert (intent.kind, intent.topic) == ("answer", option) if option else intent.kind != "answer"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_answer_is_offered(language: str) -> None:
    """All options of a question are among the choices, the right one too; each option's own label means it alone."""
    told = school(language)
    for key, question in told.questions.items():
        state = begun(told)
        state.asked, state.place = key, told.characters[question.by].at
        choices = offer(told, state, dice(1, 1))
        assert {choice.topic for choice in choices} == set(question.options)
        assert set(question.right) < set(question.options)
        for option, label in question.options.items():
            found = match(told, state, phrase(told, Intent("answer", key, option), language))
            assert found == Intent("answer", key, option), (label, found)


# -- facts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_has_a_source(language: str) -> None:
    """Whatever is taught can be read up on, and every question teaches a fact."""
    assert [key for key, fact in school(language).facts.items() if not fact.source] == []
    assert {question.fact for question in school(language).questions.values()} <= set(school(language).facts)


def test_nobody_gives_away_what_a_card_or_a_question_asks_for() -> None:
    """By the rule of the house it is shown, and then guessed: who is asked for it straight out does not tell."""
    state = begun(school())
    asked = {question.fact for question in school().questions.values()} - {"twinkle", "shadows"}
    for fact in (*asked, "half_lit", "tilt", "once", "bulges"):
        assert fact is not None
        assert not any(tells(school(), state, who, fact) for who in school().characters)
    shown = last(school(), after("go:maproom"), "inquire:nadia/scale")
    assert shown.facts[0] == school().facts["scale"].text
    assert "player.scale" in shown.after.knows


def test_what_one_sees_one_knows() -> None:
    """Details teach: the notice, the scale, the shadows and the light are known to whoever has looked."""
    for fact, script in {
        "night_eyes": ("look:porch/notice",),
        "scale": ("go:maproom", "look:maproom/balls"),
        "shadows": ("go:dome", "look:dome/eyepiece"),
        "light": ("go:meadow", "look:meadow/shadow"),
        "later": (*TIDES[:3], "take:tide_table"),
    }.items():
        assert f"player.{fact}" not in after(*script[:-1]).knows
        assert after(*script).knows[f"player.{fact}"] == "saw"


def test_the_answer_can_be_seen_or_asked_for() -> None:
    """Wim can be answered by whoever has looked over the chimney, and by whoever has asked his sister."""
    assert not able(after("go:kitchen", "go:terrace"), "do:tw_air")
    assert able(after("go:kitchen", "go:terrace", "look:terrace/chimney"), "do:tw_air")
    assert able(after("go:maproom", "inquire:nadia/twinkle", "go:dome", "go:terrace"), "do:tw_air")


def test_telling_wim_is_answering_his_card() -> None:
    """What one has asked Nadia can simply be told to Wim: it is chalked up once, like the rule's own answer."""
    asked = after("go:maproom", "inquire:nadia/twinkle", "go:dome", "go:terrace")
    told = last(school(), asked, "tell:wim/twinkle")
    assert school().triggers["wim_told"].tell in told.facts
    assert told.after.counters["understood"] == 1
    assert not able(told.after, "do:tw_air")
    assert after("go:kitchen", *TWINKLE, *WAIT).counters["understood"] == 1


def test_what_wim_is_told_the_kitchen_hears_at_cocoa() -> None:
    """At half past seven Wim comes down, and Mr. Pocock learns from him what nobody had told him before."""
    untold = after("go:kitchen", *WAIT * 8)
    assert hour(untold.minutes) == "19:30"
    assert "pocock.twinkle" not in untold.knows
    told = after("go:kitchen", *TWINKLE, "go:kitchen")
    turns = play(school(), told, *WAIT * 4)
    assert school().triggers["cocoa"].tell in turns[-1].facts
    assert turns[-1].after.knows["pocock.twinkle"] == "wim"
    assert able(turns[-1].after, "ask:pocock/news")
    assert not able(untold, "ask:pocock/news")
    assert play(school(), untold, *WAIT * 4)[-1].after.characters["wim"] == "terrace"


def test_what_nobody_knows_is_worth_a_card() -> None:
    """Dr. Sabo's open question is for those who have come far enough, and goes into the tin in the reader's hand."""
    assert not able(after("go:dome", "ask:sabo/chair"), "ask:sabo/unknown")
    far = after(*FACE, "ask:sabo/far_side")
    assert able(far, "ask:sabo/unknown")
    porch = play(school(), far, "ask:sabo/unknown", "go:porch")[-1].after
    assert last(school(), porch, "do:own_card").after.counters["marks"] == 1
    assert last(school(), begun(school()), "do:own_card").refused == school().rules["own_card"].refuse
    risen = after(*PHASES, *MONTH, *WEEK, "go:maproom", "go:dome")
    assert able(risen, "ask:sabo/unknown")


# -- the clock -----------------------------------------------------------------------------------------------------


def test_eyes_need_time_and_no_white_light() -> None:
    """Twenty-five minutes away from the kitchen lamp show seven sisters; after one look at it they are a smudge."""
    roof = ("go:kitchen", "go:terrace")
    dazzled = last(school(), after(*roof), "do:sisters")
    assert dazzled.refused == school().rules["sisters"].refuse
    turns = play(school(), after(*roof), *WAIT * 4)
    assert turns[-1].after.counters["dark"] == 25
    assert school().gauges["eyes"].levels["night"].text in turns[-1].facts
    assert able(turns[-1].after, "do:sisters")
    counted = last(school(), turns[-1].after, "do:sisters").after
    assert "player.aside" in counted.knows
    assert counted.counters["marks"] == 1
    back = play(school(), turns[-1].after, "go:kitchen", "go:terrace")
    assert school().gauges["eyes"].levels["lamp"].text in back[0].facts
    assert not able(back[-1].after, "do:sisters")


def test_standing_still_buys_eyes_with_cloud() -> None:
    """To wait for one's eyes takes twenty minutes in one turn: the cloud comes three turns earlier."""
    roof = after("go:kitchen", "go:terrace")
    stood = last(school(), roof, "do:wait_dark").after
    assert (hour(roof.minutes), hour(stood.minutes)) == ("18:55", "19:15")
    assert able(stood, "do:sisters")

    def clouded(state: State) -> int:
        while not state.ended:
            state = last(school(), state, "wait").after
        assert hour(state.minutes) == "20:45"
        return state.turn

    assert clouded(stood) == clouded(roof) - 3 == 21


def test_the_cloud_keeps_its_hours() -> None:
    """At eight it has reached the lighthouse, at a quarter to nine the Moon."""
    turns = play(school(), begun(school()), *WAIT * 24)
    near = next(turn for turn in turns if school().triggers["cloud_near"].tell in turn.facts)
    assert hour(near.after.minutes) == "20:00"
    assert [hour(turn.after.minutes) for turn in turns if turn.ending] == ["20:45"]


def test_the_tide_tells_the_time() -> None:
    """Mrs. Marrable drinks tea until she goes down for high water; whoever stands by learns what a day does to it."""
    tea = after("go:kitchen")
    assert {"pocock", "marrable"} <= set(tea.here())
    assert after(*WAIT * 8).characters["marrable"] == "seawall"
    wall = play(school(), after("take:torch", "go:meadow", "go:seawall"), *WAIT * 14)
    slack = wall[-1]
    assert hour(slack.after.minutes) == "20:10"
    assert school().triggers["slack"].tell in slack.facts
    assert slack.after.knows["player.later"] == "saw"
    assert "player.later" not in wall[-2].after.knows


@pytest.mark.parametrize("language", ["en", "zh"])
def test_topics_do_not_speak_of_what_their_speaker_hides(language: str) -> None:
    """The words that ask for a topic name no fact that the asked one would not tell, so that both never answer."""
    told = school(language)
    state = begun(told)
    for who, character in told.characters.items():
        for topic in character.topics:
            words = phrase(told, Intent("ask", who, topic), language)
            assert all(tells(told, state, who, fact) for fact in spoken_of(told, language, words)), words
