"""Why a turn is as it is: the guards that spoke, the dice, what happened by itself, and what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.engine.why import Spoke, Why, why
from fabula.errors import NotFound
from fabula.store import worlds
from fabula.story import event as e
from fabula.story.tree import ROOT, Tree
from fabula.story.world import World
from fabula.testing.sessions import play

RICH = Path(__file__).parents[1] / "story" / "rich"


@pytest.fixture(scope="module")
def mill() -> World:
    """A world with one of everything that rules can do."""
    return worlds.load(RICH)


def explained(world: World, *intents: str, turn: int | None = None, seed: int = 1, **meta: object) -> Why:
    """Why the last turn of such a story (or ``turn``) is as it is."""
    tree = Tree().grow(play(world, intents, seed=seed))
    return why(world, tree, tree.tip if turn is None else turn, meta)


def said(found: Why) -> dict[str, str]:
    """What each rule said."""
    return {one.key: one.said for one in found.rules}


def test_the_opening_has_nothing_to_explain(mill: World) -> None:
    """Turn 0 is the author's: no action, no rules; a turn that is not there is NotFound."""
    assert explained(mill) == Why(ROOT, origin="author")
    with pytest.raises(NotFound, match="no turn 7"):
        explained(mill, "wait", turn=7)


def test_the_lines_of_a_guard_that_let_an_action_pass(mill: World) -> None:
    """Each line of the rule's guard is named as held, with its key in world.toml and its value."""
    found = explained(mill, "do:grind")
    assert (found.turn, found.action, found.intent, found.source) == (1, "grind some grain", "do:grind", "offered")
    assert said(found)["rules.grind.when.at"] == "held: ['mill']"
    assert said(found)["rules.grind.when.counters"] == "held: {'grain': '>= 1'}"
    assert not found.refused
    assert "rule.done/1 rule=grind" in found.events
    assert "counter.set/1 counter=grain value=4" in found.events


def test_the_line_of_a_guard_that_held_an_action_back(mill: World) -> None:
    """In a refused turn the failing lines are named as failed and the others as held, as they were before the turn."""
    found = explained(mill, "do:deliver")
    assert found.refused == "That can't be done here and now."
    assert said(found)["rules.deliver.when.has"] == "failed: ['parcel']"
    assert said(found)["rules.deliver.when.present"] == "held: ['bo']"
    locked = explained(mill, "go:yard", "go:road")
    assert locked.refused == "Nobody goes out onto the road at night."
    assert said(locked)["places.road.needs.time"] == "failed: ['06:00-20:00']"


def test_the_guard_of_a_topic(mill: World) -> None:
    """Asking names the topic's guard."""
    assert said(explained(mill, "ask:ada/vow")) == {
        "characters.ada.topics.vow.when.related": "held: ['ada trusts player']"
    }


@pytest.mark.parametrize("seed", range(6))
def test_dice_are_told_with_what_they_had_to_reach(mill: World, seed: int) -> None:
    """A check says its throws, what was added and what it was against, and whether that was a success."""
    tree = Tree().grow(play(mill, ["go:yard", "do:climb"], seed=seed))
    rolled = next(x for x in tree.turns[2].events if isinstance(x, e.CheckRolled))
    told = said(why(mill, tree, 2, {}))["rules.climb.check"]
    total = sum(rolled.rolls)
    assert told.startswith("success: 2d6 gave " if total >= 8 else "failure: 2d6 gave ")
    assert told.endswith(f"{rolled.rolls[0]} + {rolled.rolls[1]}, 0 added: {total} against 8")


def test_what_happened_by_itself_is_explained_by_its_author(mill: World) -> None:
    """Triggers and gauges speak with their ``explain``; drawn rows, quests and their steps by name."""
    night = explained(mill, "wait", "wait")
    assert said(night)["triggers.owl"] == "It hunts at ten."
    assert said(explained(mill, "do:grind"))["gauges.grain"] == "Grinding takes a sack at a time."
    met = explained(mill, "go:yard")
    assert said(met)["quests.parcel"] == "offered"
    taken = explained(mill, "go:yard", "accept:parcel")
    assert said(taken)["quests.parcel"] == "fetch: Have the parcel."
    cellar = said(explained(mill, "go:cellar"))
    assert cellar["tables.litter"] in ("coin: a coin", "web: a cobweb")


def test_a_chance_is_told(mill: World) -> None:
    """A rule with a chance says the roll and the chance."""
    small = worlds.load(RICH.parent / "small")
    found = explained(small, "do:pick")
    (dice,) = (one for one in found.rules if one.key == "pick")
    assert dice.said.endswith("against a chance of 0.5")
    assert dice.said.split(":")[0] in ("success", "failure")


def test_free_words_say_how_they_were_read(mill: World) -> None:
    """How words were read, what was remembered and what was measured comes from the turn's meta."""
    events = play(mill, ["wait"])
    at = next(number for number, event in enumerate(events) if isinstance(event, e.ActionTaken))
    events[at] = e.ActionTaken(text="I sit down.", intent="wait", offered=False)
    meta = {
        "intent": {"by": "words", "score": 0.8},
        "recalled": [{"why": "the lamp", "text": "You left it."}],
        "tokens": {"prompt": 9},
    }
    found = why(mill, Tree().grow(events), 1, meta)
    assert found.source == "by=words score=0.8"
    assert found.recalled == [Spoke("the lamp", "You left it.")]
    assert found.measured == {"tokens": {"prompt": 9}}


def test_lore_is_told_with_its_reason(mill: World) -> None:
    """Entries that were called up are named with what called them."""
    events = play(mill, ["wait"])
    fired = e.LoreFired(entry="chapel", reason="keys: monks")
    told = next(number for number, event in enumerate(events) if isinstance(event, e.TurnTold) and number > 3)
    events.insert(told, fired)
    found = why(mill, Tree().grow(events), 1, {})
    assert found.lore == [Spoke("chapel", "keys: monks")]
    assert not [one for one in found.events if "lore" in one]


def test_a_turn_is_explained_on_its_own_branch(mill: World) -> None:
    """The guards are judged in the state before that turn, wherever the tip is now."""
    tree = Tree().grow(play(mill, ["do:insult", "ask:ada/vow", "goto:0", "ask:ada/vow"]))
    assert said(why(mill, tree, 2, {}))["characters.ada.topics.vow.when.related"].startswith("failed")
    assert said(why(mill, tree, 3, {}))["characters.ada.topics.vow.when.related"].startswith("held")


def test_a_world_that_has_changed_is_explained_as_far_as_it_goes(mill: World) -> None:
    """What the world no longer has is passed over, not stumbled on."""
    tree = Tree().grow(play(mill, ["go:cellar", "do:sleep", "ask:ada/vow"]))
    other = worlds.load(RICH.parent / "small")
    for number in (1, 2, 3):
        assert why(other, tree, number, {}).rules == []


def test_everything_said_is_keyed_in_the_world(mill: World) -> None:
    """Every key of a rule that spoke is a path in the world's own files."""
    stories = (["do:grind", "wait", "go:yard", "accept:parcel", "do:fetch", "do:climb"], ["go:cellar", "do:sleep"])
    for intents in stories:
        tree = Tree().grow(play(mill, intents))
        for number in range(1, len(intents) + 1):
            for one in why(mill, tree, number, {}).rules:
                part: object = mill
                for name in one.key.split("."):
                    part = part[name] if isinstance(part, dict) else getattr(part, name)
