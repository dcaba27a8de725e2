"""Questions: which is asked next, how it is answered, and how they become harder and easier."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mill import at, begun, last, mill, of, play

from fabula.errors import WorldError
from fabula.story import event as e
from fabula.story.intent import Intent, match, next_question, open_question, phrase, possible
from fabula.story.offer import offer
from fabula.story.rules import Guard
from fabula.story.state import RISE, State, fold

ASKED = e.QuestionAsked("wheel")


def test_the_question_nearest_to_the_reader_s_level_is_next() -> None:
    """At the start the easiest; a level up the next one; what was answered rightly is not asked again."""
    told = mill()
    assert next_question(told, begun(told), "ada") == "wheel"
    right = e.QuestionAnswered("wheel", "water", True)
    assert next_question(told, begun(told, right), "ada") == "stone"
    assert next_question(told, begun(told, right, right), "ada") == "stone"
    assert next_question(told, begun(told, right, right, right, right), "ada") == "dress"
    harder = [e.QuestionAnswered("stone", "upper", True)] * 4
    assert next_question(told, begun(told, *harder), "ada") == "dress"
    assert next_question(told, begun(told, e.QuestionAnswered("dress", "week", True)), "ada") == "wheel"
    everything = [e.QuestionAnswered(key, "x", True) for key in told.questions]
    assert next_question(told, begun(told, *everything), "ada") == ""
    assert Intent("quiz", "ada") not in possible(told, begun(told, *everything))


def test_a_wrong_answer_may_be_asked_again() -> None:
    """A question that was answered wrongly is still to be asked."""
    told = mill()
    assert next_question(told, begun(told, e.QuestionAnswered("wheel", "wind", False)), "ada") == "wheel"


def test_only_who_has_questions_and_is_there_asks() -> None:
    """Bo has none, and Ada in the yard asks nobody in the mill."""
    told = mill()
    assert next_question(told, begun(told), "bo") == ""
    assert Intent("quiz", "bo") not in possible(told, begun(told))
    away = begun(told, e.CharacterMoved("ada", "yard"))
    assert next_question(told, away, "ada") == ""
    assert last(told, away, "quiz:ada").refused == "Ada is not here to listen."
    assert last(told, begun(told), "quiz:bo").refused


def test_a_question_can_wait_for_its_guard() -> None:
    """Questions whose guard does not hold are passed over."""
    told = mill(('by = "ada"\nask = "What turns', 'by = "ada"\nwhen = { set = ["burnt"] }\nask = "What turns'))
    assert next_question(told, begun(told), "ada") == "stone"
    assert next_question(told, begun(told, e.FlagSet("burnt")), "ada") == "wheel"


@given(st.lists(st.booleans(), max_size=30))
def test_levels_rise_slowly_and_fall_at_once(answers: list[bool]) -> None:
    """Two right answers in a row are a level up, one wrong answer is a level down, and none lies below the first."""
    state, level, row = State(), 1, 0
    for right in answers:
        state = fold(state, [ASKED, e.QuestionAnswered("wheel", "x", right)])
        row = row + 1 if right else 0
        if row == RISE:
            level, row = level + 1, 0
        elif not right:
            level = max(1, level - 1)
        assert (state.level, state.streak, state.asked) == (level, row, "")
        assert Guard(level=f"== {level}").holds(state)


def test_a_question_is_asked_and_answered() -> None:
    """Asking tells the question and offers its options alone; a right answer is recorded and told, and closes it."""
    told = mill()
    asked = last(told, begun(told), "quiz:ada")
    assert of(e.QuestionAsked, asked) == [ASKED]
    assert asked.facts == ["What turns the wheel?"]
    options = {Intent("answer", "wheel", option) for option in ("water", "wind")}
    assert options <= set(possible(told, asked.after))
    assert set(offer(told, asked.after, random.Random(1))) == options
    right = last(told, asked.after, "answer:wheel/water")
    assert of(e.QuestionAnswered, right) == [e.QuestionAnswered("wheel", "water", True)]
    assert right.facts[0] == "So it is."
    assert Guard(right=["wheel"]).holds(right.after)
    assert not options & set(possible(told, right.after))


def test_right_and_wrong_have_their_own_effects() -> None:
    """The third question gives a crown or takes one; the fact of the second is learned from either answer."""
    told = mill()
    dress = begun(told, e.QuestionAsked("dress"))
    assert last(told, dress, "answer:dress/week").after.counters["crown"] == 1
    wrong = last(told, dress, "answer:dress/never")
    assert wrong.after.counters["crown"] == -1
    assert wrong.facts[0] == "No."
    assert not Guard(right=["dress"]).holds(wrong.after)
    for option in ("upper", "lower"):
        answered = last(told, begun(told, e.QuestionAsked("stone")), f"answer:stone/{option}")
        assert answered.after.knows["player.tale"] == "ada"


@pytest.mark.parametrize(
    ("language", "words", "option"),
    [("en", "the water", "water"), ("en", "It is the water that does it.", "water"), ("en", "a STREAM", "water"),
     ("en", "the race of the mill", "water"), ("en", "WIND?", "wind"), ("en", "the wind, I think", "wind"),
     ("en", "not the wind but the water", None), ("en", "I don't know", None), ("en", "water or wind", None),
     ("en", "sing", None), ("zh", "靠水", "water"), ("zh", "小溪里的水吧", "water"), ("zh", "靠风！", "wind"),
     ("zh", "靠水还是靠风呢", None), ("zh", "唱歌", None)],
)  # fmt: skip
def test_free_words_that_mean_one_option_answer(language: str, words: str, option: str | None) -> None:
    """Labels and the author's own words mean an option; words that mean two, or none, answer nothing."""
    told = mill(language=language)
    state = begun(told, ASKED)
    found = match(told, state, words)
    if option is None:
        assert found.kind != "answer"
    else:
        assert found == Intent("answer", "wheel", option)
        assert match(told, begun(told), words).kind != "answer"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_offered_answers_are_understood(language: str) -> None:
    """The phrase of each offered answer, typed in, is that answer."""
    told = mill(language=language)
    for key, question in told.questions.items():
        state = begun(told, e.QuestionAsked(key))
        for option in question.options:
            assert match(told, state, phrase(told, Intent("answer", key, option), language)).topic == option


def test_a_question_is_closed_by_leaving() -> None:
    """Whoever goes away has answered nothing, and can't answer from elsewhere; coming back they are asked anew."""
    told = mill()
    asked, left, back, again = play(told, begun(told), "quiz:ada", "go:cellar", "go:mill", "wait")
    assert asked.after.asked == "wheel"
    assert left.after.asked == "" == back.after.asked
    assert last(told, left.after, "answer:wheel/water").refused
    assert not of(e.QuestionAnswered, left, back, again)


def test_a_question_waits_for_nobody_who_went_away() -> None:
    """When Ada leaves for the yard with a question open, other things are offered again and no answer is taken.

    She is spoken with when her hour strikes, so she goes a turn later.
    """
    told = mill()
    quiz, asked = play(told, begun(told, at("21:50")), "quiz:ada", "wait")
    assert quiz.after.characters["ada"] == "mill"
    assert asked.after.characters["ada"] == "yard"
    assert open_question(told, asked.after) == ""
    assert not [intent for intent in possible(told, asked.after) if intent.kind == "answer"]
    assert not [intent for intent in offer(told, asked.after, random.Random(1)) if intent.kind == "answer"]
    refused = last(told, asked.after, "answer:wheel/water")
    assert refused.refused and not of(e.QuestionAnswered, refused)


def test_only_the_open_question_can_be_answered() -> None:
    """An answer to another question, or without a question, changes nothing."""
    told = mill()
    for state in (begun(told), begun(told, ASKED)):
        refused = last(told, state, "answer:dress/week")
        assert refused.refused
        assert refused.after.counters["crown"] == 0


def test_one_question_at_a_time() -> None:
    """While a question is open nobody asks another."""
    told = mill()
    assert not [intent for intent in possible(told, begun(told, ASKED)) if intent.kind == "quiz"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [('right = ["water"]', 'right = ["watr"]', r"'questions\.wheel': there is no option 'watr'"),
     ('right = ["water"]', "right = []", r"'questions\.wheel\.right'"),
     ("words = { water =", "words = { steam =", r"'questions\.wheel': there is no option 'steam'"),
     ('options = { water = "the water", wind = "the wind" }', 'options = { water = "the water" }',
      r"'questions\.wheel\.options'"),
     ('by = "ada"\nask = "What', 'by = "adda"\nask = "What', r"'questions\.wheel\.by': there is no character"),
     ('fact = "tale"', 'fact = "tail"', r"'questions\.stone\.fact': there is no fact 'tail'"),
     ("level = 3\n", "level = 10\n", r"'questions\.dress\.level'"),
     ('by = "ada"\nask = "What', 'by = "old"\nask = "What', r"'questions\.wheel': this question can never be asked")],
)  # fmt: skip
def test_a_wrong_question_is_named_with_its_key(old: str, new: str, message: str) -> None:
    """Options, askers and facts that are not there, and questions of the dead, are found when the world is read."""
    with pytest.raises(WorldError, match=message):
        mill((old, new))
