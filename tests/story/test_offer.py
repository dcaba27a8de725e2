"""What is offered and what can be done, along random walks through every shipped world in every language."""

from __future__ import annotations

import pytest
from walking import editions, everything, opened, small, step, walk, world

from fabula.analysis.sentences import han_share
from fabula.story import event as e
from fabula.story.decide import decide, dice
from fabula.story.intent import Intent, match, phrase, possible
from fabula.story.offer import COUNT, offer
from fabula.story.parse import parse
from fabula.story.recap import recap
from fabula.story.state import State, fold
from fabula.story.tree import ROOT, Turn

EDITIONS = pytest.mark.parametrize(("name", "language"), editions())
SEEDS = range(4)
TURNS = 40


@EDITIONS
def test_three_different_possible_choices_on_every_walk(name: str, language: str) -> None:
    """Wherever a walk leads, after an ending too, three different things are offered that the rules will carry out."""
    told = world(name, language)
    for seed in SEEDS:
        for state, _ in walk(told, seed, TURNS):
            offered = offer(told, state, dice(state.seed, -state.turn - 1))
            assert len(set(offered)) == len(offered) == COUNT
            assert set(offered) <= set(possible(told, state))
            labels = [phrase(told, intent, language) for intent in offered]
            assert len({label.casefold() for label in labels}) == COUNT
            assert all(label.strip() == label != "" for label in labels)
            assert all((han_share(label) > 0.5) == (language == "zh") for label in labels)
            assert offered == offer(told, state, dice(state.seed, -state.turn - 1))


@EDITIONS
def test_what_is_possible_is_not_refused(name: str, language: str) -> None:
    """The rules carry out every possible intent and refuse nothing of it; what they refuse they refuse with words."""
    told = world(name, language)
    for state, _ in walk(told, 11, 25):
        able = set(possible(told, state))
        for intent in {*able, *everything(told, state)}:
            decision = step(told, state, intent)
            assert isinstance(decision.events[0], e.ActionTaken)
            if intent in able:
                assert not decision.refused
            if decision.refused:
                assert decision.refused in decision.facts
                assert (han_share(decision.refused) > 0.5) == (language == "zh")
            assert all(fact.strip() for fact in decision.facts)
            assert decision.after == fold(state, decision.events)


@EDITIONS
def test_the_recap_is_never_empty(name: str, language: str) -> None:
    """From the opening on a recap says at least where the reader is, in full sentences of the story's language."""
    told = world(name, language)
    state = fold(State(), opened(told))
    assert recap(told, [], state)
    turns: list[Turn] = []
    for number, (_, decision) in enumerate(walk(told, 5, TURNS), 1):
        turns.append(Turn(number, number - 1 if number > 1 else ROOT, list(decision.events)))
        lines = recap(told, turns, decision.after)
        assert lines
        assert all(line.strip().endswith((".", "。", "!", "！", "?", "？", "”", '"', "’")) for line in lines), lines
        assert told.name_of(decision.after.place) in lines[-1]


@EDITIONS
def test_the_author_s_phrases_are_understood(name: str, language: str) -> None:
    """Typing the plain phrase of what can be done is understood as doing that, not as something near it."""
    told = world(name, language)
    for state, _ in walk(told, 8, 20):
        for intent in possible(told, state):
            if intent.kind in ("do", "ask", "look", "go", "take"):
                assert match(told, state, phrase(told, intent, language)) == intent


@EDITIONS
def test_following_the_first_choice_ends_the_story(name: str, language: str) -> None:
    """A reader who always takes the leading choice reaches an ending within a sitting, whatever the dice."""
    told = world(name, language)
    for seed in range(3):
        state = fold(State(), opened(told, seed))
        while not state.ended and state.turn < 60:
            state = step(told, state, offer(told, state, dice(state.seed, -state.turn - 1))[0]).after
        assert state.ended, f"seed {seed}: still going after {state.turn} turns in {state.place}"
        assert state.ended in told.endings


@EDITIONS
def test_the_same_dice_decide_the_same(name: str, language: str) -> None:
    """A walk repeated with the same seed is the same, event by event."""
    told = world(name, language)
    assert [d.events for _, d in walk(told, 2, 20)] == [d.events for _, d in walk(told, 2, 20)]


@pytest.mark.parametrize("name", sorted({name for name, _ in editions()}))
def test_languages_agree_on_what_happens(name: str) -> None:
    """A walk in another language of a world decides the same events: only texts are translated, never rules."""
    base, *others = [world(name, language) for language in world(name).languages]
    for other in others:
        state, twin = fold(State(), opened(base)), fold(State(), opened(other))
        for before, decision in walk(base, 6, 30):
            action = decision.events[0]
            assert isinstance(action, e.ActionTaken)
            intent = Intent.parse(action.intent)
            one, two = (
                decide(told, at, intent, "x", offered=False, rng=dice(before.seed, before.turn + 1)).events
                for told, at in ((base, state), (other, twin))
            )
            assert [_without_words(event) for event in one] == [_without_words(event) for event in two]
            state, twin = fold(state, one), fold(twin, two)


def _without_words(event: e.Event) -> e.Event:
    return e.ActionRefused(intent=event.intent, reason="") if isinstance(event, e.ActionRefused) else event


@pytest.mark.parametrize(("language", "reason"), [("en", "You can't part with the key."), ("zh", "钥匙不能随便放下。")])
def test_what_is_fixed_is_not_put_down(language: str, reason: str) -> None:
    """A fixed thing that a rule gave is kept until a rule takes it: nobody could pick it up again."""
    files = small()
    text = files["world.toml"].replace('name = "the key"', 'name = "the key"\nfixed = true', 1)
    rule = '[rules.unhook]\nphrase = "unhook the key"\nthen = { give = ["key"] }\ntell = "You have it."\n'
    lose = '[rules.bury]\nphrase = "bury the key"\nwhen = { has = ["key"] }\nthen = { lose = ["key"] }\ntell = "x"\n'
    files["world.toml"] = text.replace("[rules.pick]", rule + lose + "[rules.pick]", 1)
    for rule, words in (("unhook", "摘下钥匙"), ("bury", "埋掉钥匙")):
        files["world.zh.toml"] += f'[rules.{rule}]\nphrase = "{words}"\ntell = "x"\n'
    told = parse(files, language)
    state = step(told, fold(State(), opened(told)), Intent("do", "unhook")).after
    assert state.items["key"] == "player"
    assert Intent("drop", "key") not in list(possible(told, state))
    words = {"en": ["I put the key down", "discard the key"], "zh": ["我放下钥匙", "把钥匙扔掉"]}[language]
    assert {str(match(told, state, one)) for one in words} == {"drop:key"}
    refused = step(told, state, Intent("drop", "key"))
    assert (refused.refused, refused.after.items["key"]) == (reason, "player")
    assert step(told, state, Intent("do", "bury")).after.items["key"] == "nowhere"
