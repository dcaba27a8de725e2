"""Random walks: they repeat themselves, count rightly what they reached, and find where one gets stuck."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mill import begun, mill
from walking import everything, opened, small
from walking import walk as stroll

from fabula.story import event as e
from fabula.story.decide import Decision, decide, dice, start
from fabula.story.intent import Intent, possible
from fabula.story.offer import offer
from fabula.story.parse import parse
from fabula.story.reach import reach
from fabula.story.state import State, fold
from fabula.story.walk import MANNERS, Coverage, content, simulate, walk
from fabula.story.world import World

# A book that can be burnt, and with it the only ending.
STUCK = (
    '[endings.free]\ntitle = "Out"\nwhen = { set = ["open"] }',
    '[rules.burn]\nphrase = "burn the book"\nwhen = { has = ["book"] }\nthen = { lose = ["book"] }\ntell = "Gone."\n'
    '[endings.free]\ntitle = "Out"\nwhen = { has = ["book"], turn = ">= 12" }',
)


def stuck() -> World:
    """The small world with a dead end in it."""
    return parse({**small(), "world.toml": small()["world.toml"].replace(*STUCK)})


def final(steps: Iterator[Coverage]) -> Coverage:
    """The last of the growing coverages."""
    return list(steps)[-1]


def test_the_same_seed_walks_the_same_way() -> None:
    """Two simulations with the same seed find the same, walk by walk; another seed walks elsewhere."""
    told = mill()
    one, two, other = (final(simulate(told, 12, turns=30, seed=seed)) for seed in (5, 5, 6))
    assert one == two
    assert (one.turns, one.endings) != (other.turns, other.endings)
    first, again = ([d.events for d in walk(told, 3, 40, Counter())] for _ in range(2))
    assert first == again


@pytest.mark.parametrize("manner", range(len(MANNERS)))
def test_a_walk_is_a_story_that_could_be_played(manner: int) -> None:
    """In every manner each turn is a possible intent, decided with the story's own dice, to an ending or the limit."""
    told = mill()
    state = fold(State(), [start(told, seed=manner)])
    turns = list(walk(told, manner, 50, Counter()))
    for number, decision in enumerate(turns, 1):
        action = decision.events[0]
        assert isinstance(action, e.ActionTaken)
        intent = Intent.parse(action.intent)
        assert intent in possible(told, state)
        assert not decision.refused
        again = decide(told, state, intent, action.text, offered=action.offered, rng=dice(state.seed, number))
        assert again == decision
        state = decision.after
        assert not state.ended or number == len(turns)
    assert state.ended or len(turns) == 50


def test_a_walk_that_seeks_tries_what_was_tried_least() -> None:
    """With counts handed on, walks reach more than the same walks without: what is new is looked for."""
    told = mill()
    share, seeking = MANNERS[3]
    assert seeking and share < 0.5
    tried: Counter[str] = Counter({f"go:{place}": 10_000 for place in told.places})
    turns = list(walk(told, 3, 12, tried))
    free = [d.events[0].intent for d in turns if isinstance(d.events[0], e.ActionTaken) and not d.events[0].offered]
    assert free
    assert not [intent for intent in free if intent.startswith("go:")]
    assert sum(tried.values()) == 10_000 * len(told.places) + len(turns)


def test_coverage_counts_what_was_reached() -> None:
    """What simulations say was reached is what the events of the same walks say, kind by kind."""
    told = mill()
    found = final(simulate(told, 9, turns=40, seed=2))
    tried: Counter[str] = Counter()
    walks = [list(walk(told, seed, 40, tried)) for seed in range(2, 11)]
    events = [event for turns in walks for decision in turns for event in decision.events]
    assert found.walks == 9
    assert found.turns == sum(map(len, walks))
    assert found.lengths == [len(turns) for turns in walks if turns[-1].after.ended]
    assert found.endings == Counter(turns[-1].after.ended for turns in walks if turns[-1].after.ended)
    assert found.reached["rules"] == {event.rule for event in events if isinstance(event, e.RuleDone)}
    assert found.reached["triggers"] == {event.trigger for event in events if isinstance(event, e.TriggerFired)}
    assert found.reached["details"] == {
        f"{event.place}.{event.detail}" for event in events if isinstance(event, e.DetailSeen)
    }
    assert found.reached["places"] == {"mill"} | {event.to for event in events if isinstance(event, e.PlayerMoved)}
    assert found.reached["tables"] == {
        f"{event.table}.{event.row}" for event in events if isinstance(event, e.TableRolled)
    }
    assert found.reached["endings"] == set(found.endings)
    assert found.reached["items"] == {
        event.item for event in events if isinstance(event, e.ItemMoved) and event.to == "player"
    }
    for seed in range(12):  # short walks, in which things are found and left lying
        (decisions,) = [list(walk(told, seed, 12, Counter()))]
        held = {x.item for d in decisions for x in d.events if isinstance(x, e.ItemMoved) and x.to == "player"}
        assert final(simulate(told, 1, turns=12, seed=seed)).reached["items"] == held
    for kind, keys in found.all.items():
        missing = found.missing(kind)
        assert set(missing) == set(keys) - found.reached[kind]
        assert [key for key in keys if key in missing] == missing  # in the world's order


def test_the_share_is_of_everything_that_can_be_reached() -> None:
    """A world of which all was reached has 100 %; of which nothing was, 0; what can never be held does not count."""
    told = mill()
    everything_ = content(told, begun(told))
    assert set(everything_["items"]) == {"lamp", "coin", "parcel"}
    fixed = mill(('text = "It burns."\nat = "mill"', 'text = "It burns."\nat = "mill"\nfixed = true'),
                 ('when = { has = ["lamp"] }', 'when = { at = ["mill"] }'))  # fmt: skip
    assert "lamp" not in content(fixed, begun(fixed))["items"]
    whole = Coverage(all=everything_, reached={kind: set(keys) for kind, keys in everything_.items()})
    none = Coverage(all=everything_, reached={kind: set() for kind in everything_})
    assert (whole.share(), none.share()) == (1.0, 0.0)
    half = Coverage(all={"rules": ["a", "b", "c", "d"]}, reached={"rules": {"a", "x"}})
    assert half.share() == 0.25
    assert half.missing("rules") == ["b", "c", "d"]
    assert "quests" in everything_ and "parcel.done" in everything_["quests"]


def test_walks_reach_nearly_everything_in_the_mill() -> None:
    """Some dozen walks find all places and facts, all endings but the hardest, and nearly all of the rest."""
    found = final(simulate(mill(), 80, turns=60))
    assert found.share() > 0.95, {kind: found.missing(kind) for kind in found.all if found.missing(kind)}
    assert not found.missing("places") and not found.missing("facts")
    assert len(found.endings) >= 3


def test_a_dead_end_is_found_in_a_world_that_has_one() -> None:
    """Whoever burns the book can end nothing any more: walks find that, and say where, when, and with what in hand."""
    told = stuck()
    found = final(simulate(told, 40, turns=30))
    assert found.dead_ends
    for one in found.dead_ends:
        turns = list(walk(told, one.seed, 30, Counter()))
        assert one.place in told.places
        assert "book" not in one.held
        assert one.turn <= 30
        assert one.seed < 40 and turns
    assert sum(found.endings.values()) + len(found.dead_ends) <= found.walks


def test_no_dead_end_is_called_one_without_reason() -> None:
    """From every dead end nothing leads to an ending, however often one tries; in worlds without any, none is found."""
    told = stuck()
    tried: Counter[str] = Counter()
    ends = {one.seed for one in final(simulate(told, 20, turns=25)).dead_ends}
    for seed in range(20):
        state = list(walk(told, seed, 25, tried))[-1].after
        assert (seed in ends) == (not state.ended and not reach(told, state).ends)
        if seed in ends:
            rng = random.Random(seed)
            for turn in range(40):
                intent = rng.choice(list(possible(told, state)))
                state = decide(told, state, intent, "", offered=False, rng=dice(1, turn)).after
            assert not state.ended
    assert not final(simulate(mill(), 20, turns=40)).dead_ends


# -- laws along walks of the rich world ------------------------------------------------------------------------


def _strolls(seed: int, turns: int = 40, language: str = "en") -> list[tuple[State, Decision]]:
    return list(stroll(mill(language=language), seed, turns))


@given(st.integers(0, 10_000), st.floats(0, 1))
@settings(max_examples=10, deadline=None)
def test_walks_refold_to_the_same_state(seed: int, at: float) -> None:
    """The decided state is the fold of the stored events, however they are split, with everything that rules can do."""
    stream = opened(mill(), seed)
    for before, decision in _strolls(seed):
        assert fold(State(), stream) == before
        stream += [e.from_record(e.to_record(event)) for event in decision.events]
        assert fold(State(), stream) == decision.after
    cut = int(at * len(stream))
    assert fold(fold(State(), stream[:cut]), stream[cut:]).digest() == fold(State(), stream).digest()


@given(st.integers(0, 10_000))
@settings(max_examples=6, deadline=None)
def test_what_is_possible_is_not_refused(seed: int) -> None:
    """Wherever a walk leads, what is possible is carried out, three of it are offered, and refusals are told."""
    told = mill()
    for state, _ in _strolls(seed, 20):
        able = list(possible(told, state))
        assert len(set(able)) == len(able)
        offered = offer(told, state, dice(state.seed, -state.turn - 1))
        assert set(offered) <= set(able)
        assert len(offered) == 3 or (offered[0].kind == "answer" and len(offered) == 2)
        for intent in {*able, *everything(told, state)}:
            decision = decide(told, state, intent, "", offered=False, rng=dice(seed, state.turn))
            assert not (decision.refused and intent in able)
            assert not decision.refused or decision.refused in decision.facts
            assert all(fact.strip() for fact in decision.facts)


@given(st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_languages_agree_on_what_happens(seed: int) -> None:
    """The same walk in Chinese decides the same events; only the words of refusals differ."""
    other = mill(language="zh")
    state = fold(State(), opened(other, seed))
    for before, decision in _strolls(seed):
        action = decision.events[0]
        assert isinstance(action, e.ActionTaken)
        twin = decide(
            other,
            state,
            Intent.parse(action.intent),
            action.text,
            offered=False,
            rng=dice(before.seed, before.turn + 1),
        )
        assert [_without_words(one) for one in twin.events] == [_without_words(one) for one in decision.events]
        state = twin.after


def _without_words(event: e.Event) -> e.Event:
    return e.ActionRefused(intent=event.intent, reason="") if isinstance(event, e.ActionRefused) else event
