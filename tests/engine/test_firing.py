"""Firing: which lore a turn calls up, why, and that nothing but words, state and dice has a say in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import begin, check, take, told
from playing import turns as texts

from fabula.engine.lore import Embed, Firing, Talk, active, earlier, fired
from fabula.engine.prompt import bible, lead
from fabula.engine.story import Story
from fabula.engine.wording import WORDINGS
from fabula.models.model import Model
from fabula.store.worlds import find
from fabula.story import event as e
from fabula.story.decide import decide, dice, start
from fabula.story.intent import Intent
from fabula.story.lore import SCANNED
from fabula.story.parse import parse
from fabula.story.state import State, fold
from fabula.story.tree import Tree
from fabula.story.world import World
from fabula.testing.scripted import ScriptedServer

Serve = Callable[..., tuple[Model, ScriptedServer]]
SMALL = Path(__file__).parents[1] / "story" / "small"
MANY = "entries = 9"


def lore(entries: str, *, room: str = MANY, language: str = "en", overlay: str = "") -> World:
    """The small world with these entries instead of its own, and with these settings."""
    files = {name: text for name, text in find(SMALL).items() if not name.startswith("lore/")}
    for name, more in (("world.toml", f"\n[lore_settings]\n{room}\n{entries}"), ("world.zh.toml", overlay)):
        head, _, rest = files[name].partition("[lore.stairs]")
        files[name] = head + rest[rest.index("[quests.out]") :] + more
    return parse(files, language)


def opened(world: World, *, turn: int = 1, **fired_in: int) -> State:
    """The state of a new session in its ``turn``; ``fired_in`` says when entries fired last."""
    state = fold(State(), [start(world, seed=1)])
    state.turn, state.lore = turn, dict(fired_in)
    return state


def call(
    world: World, words: str = "", *, facts: Sequence[str] = (), earlier: Sequence[str] = (), seed: int = 1,
    state: State | None = None, embed: Embed | None = None,
) -> Firing:  # fmt: skip
    """What fires for these words, in the first turn if nothing else is said."""
    return fired(world, state or opened(world), Talk(words, facts, earlier), dice(seed, 1), embed)


def reasons(firing: Firing) -> dict[str, str]:
    """Why each entry fired."""
    return {event.entry: event.reason for event in firing.events if isinstance(event, e.LoreFired)}


def entry(name: str, keys: str, more: str = "", text: str = "It is so.") -> str:
    """An entry as it stands in world.toml."""
    listed = ", ".join(f"'{key}'" for key in keys.split(",") if key)
    return f"\n[lore.{name}]\nkeys = [{listed}]\n{more}\ntext = '''{text}'''\n"


def test_no_slot_stands_in_a_prompt() -> None:
    """The prefix leaves out what changes; lore is told with its slots filled."""
    files = find(SMALL)
    files["world.toml"] = files["world.toml"].replace('"Four walls."', '"Four walls. The bell: {bell}."')
    told = parse(files, "en")
    assert "Four walls." in bible(told)
    assert "bell:" not in bible(told)
    told = lore(entry("count", "bell", text="It rang {bell} times."))
    state = opened(told)
    decision = decide(told, state, Intent("free"), "ask of the bell", offered=False, rng=dice(1, 1))
    assert f"It rang {decision.after.counters['bell']} times." in lead(told, decision, ["count"], "")


# -- keys, secondary keys, constants and guards -----------------------------------------------------------


def test_a_key_fires_and_says_so() -> None:
    """A key in the reader's words, a fact or the last turn calls up its entry; the reason says which and where."""
    world = lore(entry("moon", "moon,tide") + entry("sun", "sun") + entry("star", "star"))
    firing = call(world, "I wait for the tide", facts=["The sun rises."], earlier=["A star fell."])
    assert firing.entries == ["moon", "sun", "star"]
    assert reasons(firing) == {"moon": "key: tide", "sun": "key: sun", "star": "key: star; turns ago: 1"}
    assert call(world, "I wait for noon").entries == []


def test_keys_of_other_scripts() -> None:
    """Chinese and kana keys need no word boundaries, in an English world either; patterns and parts of words fire."""
    world = lore(entry("moon", "月見") + entry("bell", "bell", "whole = false") + entry("tide", "/tides?\\b/i"))
    assert call(world, "She whispers お月見だんご").entries == ["moon"]
    assert call(world, "The doorbells ring").entries == ["bell"]
    assert call(world, "TIDES").entries == ["tide"]
    overlay = "\n[lore.moon]\nkeys = ['月亮', 'ベル']\ntext = '它是圆的。'\n"
    zh = lore(entry("moon", "moon"), language="zh", overlay=overlay)
    assert call(zh, "我抬头看月亮").entries == ["moon"]
    assert call(zh, "ドアベルが鳴る").entries == ["moon"]
    assert call(zh, "moon").entries == []


def test_patterns_look_at_the_beginning_of_what_was_said() -> None:
    """Patterns look at so many characters of a turn, the newest first; words are looked for in all of it."""
    world = lore(entry("word", "moon") + entry("pattern", "/mo+n/"))
    filling = "x" * (SCANNED - 10)
    assert call(world, filling, facts=["the moon", "the moon"]).entries == ["word", "pattern"]
    assert call(world, filling, facts=["a cloud again", "the moon"]).entries == ["word"]


@pytest.mark.parametrize(
    ("logic", "words", "reason"),
    [
        ("any", "moon and sea", "key: moon; secondary: sea"),
        ("any", "moon", ""),
        ("all", "moon, sea and ship", "key: moon; secondary: sea, ship"),
        ("all", "moon and sea", ""),
        ("none", "moon", "key: moon; without: sea, ship"),
        ("none", "moon and ship", ""),
        ("any", "sea and ship", ""),
    ],
)
def test_secondary_keys_have_a_say(logic: str, words: str, reason: str) -> None:
    """Beside a key any, all or none of the secondary keys must be spoken of."""
    world = lore(entry("moon", "moon", f"secondary = ['sea', 'ship']\nlogic = '{logic}'"))
    assert reasons(call(world, words)).get("moon", "") == reason


def test_a_constant_entry_fires_by_itself_once() -> None:
    """It fires at the start, or as soon as its guard holds, whatever is said, and not again."""
    world = lore(entry("rule", "", "constant = true") + entry("late", "", "constant = true\nwhen = { has = ['key'] }"))
    assert reasons(call(world)) == {"rule": "constant"}
    holding = fold(opened(world, turn=2, rule=1), [e.ItemMoved(item="key", to="player")])
    assert reasons(call(world, state=holding)) == {"late": "constant"}


def test_a_guard_holds_an_entry_back() -> None:
    """Without its guard an entry does not fire, though it is spoken of; what this turn decided counts."""
    world = lore(entry("moon", "moon", "when = { at = ['study'] }"))
    state = opened(world)
    assert call(world, "moon", state=state).entries == []
    assert call(world, "moon", state=fold(state, [e.PlayerMoved(to="study")])).entries == ["moon"]


# -- turns ------------------------------------------------------------------------------------------------


def test_an_entry_fires_once_unless_it_cools_down() -> None:
    """What fired does not fire again on the branch, or not before its silent turns are over."""
    world = lore(entry("once", "moon") + entry("again", "moon", "cooldown = 2"))
    found = [call(world, "moon", state=opened(world, turn=turn, once=5, again=5)).entries for turn in range(5, 9)]
    assert found == [[], [], [], ["again"]]


def test_a_delay_keeps_an_entry_for_later() -> None:
    """Before its turn an entry does not fire."""
    world = lore(entry("moon", "moon", "delay = 3"))
    found = [call(world, "moon", state=opened(world, turn=turn)).entries for turn in (1, 2, 3, 4)]
    assert found == [[], [], ["moon"], ["moon"]]


def test_a_sticky_entry_is_active_but_not_told_again() -> None:
    """While it sticks it does not fire again, counts as active, and its text calls up others."""
    world = lore(
        entry("moon", "moon", "sticky = 2\ncooldown = 0", "It pulls at the sea.") + entry("weed", "sea", "delay = 2")
    )
    assert call(world, "moon").entries == ["moon"]
    for turn, stuck, found in ((2, ["moon"], {"weed": "key: sea; by: moon"}), (4, [], {})):
        state = opened(world, turn=turn, moon=1)
        assert active(world, state) == stuck
        assert reasons(call(world, "I wait", state=state)) == found
    assert call(world, "moon", state=opened(world, turn=3, moon=1, weed=2)).entries == []
    assert call(world, "moon", state=opened(world, turn=4, moon=1, weed=2)).entries == ["moon"]


@pytest.mark.parametrize(("scan", "reached"), [("", 1), ("scan = 0", 0), ("scan = 2", 2)])
def test_how_far_an_entry_looks_back(scan: str, reached: int) -> None:
    """An entry looks at as many earlier turns as it says; one, if it says nothing."""
    world = lore(entry("moon", "moon", scan))
    said = ["The moon.", "Clouds.", "Clouds.", "Clouds."]
    turned = [[*said[-ago:], *said[: 4 - ago]] if ago else said for ago in range(4)]
    assert [bool(call(world, one[0], earlier=one[1:]).entries) for one in turned] == [x <= reached for x in range(4)]


# -- chance and groups ------------------------------------------------------------------------------------


def test_chance_is_thrown_with_the_turn_s_dice_and_recorded() -> None:
    """An improbable entry fires as often as it should; the roll is an event, and the same dice give the same."""
    world = lore(entry("moon", "moon", "probability = 0.25"))
    count = 0
    for seed in range(400):
        firing = call(world, "moon", seed=seed)
        (roll, *rest) = firing.events
        assert isinstance(roll, e.DiceRolled)
        assert (roll.why, roll.chance) == ("lore.moon", 0.25)
        assert bool(rest) == bool(firing.entries) == (roll.roll < 0.25)
        assert call(world, "moon", seed=seed) == firing
        count += len(firing.entries)
    assert 70 <= count <= 130
    assert call(world, "noon").events == []


def test_one_entry_of_a_group_fires() -> None:
    """The highest order of a group fires; those of the same order are drawn by their weight."""
    group = "group = 'sky'\norder = {}\nweight = {}"
    world = lore(
        entry("low", "moon", group.format(1, 9)) + entry("one", "moon", group.format(5, 3))
        + entry("two", "moon", group.format(5, 1)) + entry("other", "moon", "group = 'sea'")
        + entry("free", "moon")
    )  # fmt: skip
    drawn = [call(world, "moon", seed=seed) for seed in range(400)]
    assert all(firing.entries[1:] == ["other", "free"] for firing in drawn)
    firsts = [firing.entries[0] for firing in drawn]
    assert set(firsts) == {"one", "two"}
    assert 260 <= firsts.count("one") <= 340
    assert reasons(drawn[firsts.index("one")])["one"] == "key: moon; drawn beside: two"
    alone = lore(entry("low", "moon", group.format(1, 1)) + entry("high", "sun", group.format(2, 1)))
    assert reasons(call(alone, "moon")) == {"low": "key: moon"}


def test_a_group_passes_to_the_next_where_luck_fails() -> None:
    """An entry that misses its chance does not keep its group from firing."""
    world = lore(
        entry("rare", "moon", "group = 'sky'\norder = 2\nprobability = 0.01") + entry("plain", "moon", "group = 'sky'")
    )
    found = {tuple(call(world, "moon", seed=seed).entries) for seed in range(300)}
    assert found == {("plain",), ("rare",)}


# -- calling up others ------------------------------------------------------------------------------------

CHAIN = (
    entry("a", "apple", text="It fell from the branch.") + entry("b", "branch", text="It grew by the canal.")
    + entry("c", "canal", text="It carries a dinghy.") + entry("d", "dinghy", text="It leaks.")
)  # fmt: skip


@pytest.mark.parametrize(("depth", "found"), [(0, "a"), (1, "ab"), (2, "abc"), (3, "abcd"), (8, "abcd")])
def test_entries_call_up_others(depth: int, found: str) -> None:
    """An entry's text calls up others, as far as the world's depth allows; the reason says who called."""
    firing = call(lore(CHAIN, room=f"{MANY}\ndepth = {depth}"), "an apple")
    assert firing.entries == list(found)
    if depth:
        assert reasons(firing)["b"] == "key: branch; by: a"


def test_an_entry_can_keep_to_itself() -> None:
    """With ``recursive = false`` its text calls up nothing, now or in the next turn; budgets hold for the chain too."""
    shy = CHAIN.replace("keys = ['apple']\n", "keys = ['apple']\nrecursive = false\n")
    assert call(lore(shy), "an apple").entries == ["a"]
    assert call(lore(CHAIN, room="entries = 2"), "an apple").entries == ["a", "b"]


def test_a_group_fires_once_however_it_is_called_up() -> None:
    """An entry whose group has fired is not called up by another entry's text either."""
    world = lore(
        entry("a", "apple", "group = 'fruit'", "It fell from the branch.")
        + entry("b", "branch", "group = 'fruit'") + entry("c", "branch")
    )  # fmt: skip
    assert call(world, "an apple").entries == ["a", "c"]


def test_secondary_keys_of_a_called_entry_may_stand_anywhere() -> None:
    """What an entry's text calls up may find its secondary keys in what was said."""
    world = lore(entry("a", "apple", text="The branch.") + entry("b", "branch", "secondary = ['storm']"))
    assert call(world, "an apple").entries == ["a"]
    assert reasons(call(world, "an apple in the storm"))["b"] == "key: branch; by: a; secondary: storm"


# -- budgets ----------------------------------------------------------------------------------------------


def test_one_entry_a_turn_by_default() -> None:
    """Without settings one entry fires: the one with the highest order, or the first in the world."""
    entries = entry("one", "moon") + entry("two", "moon")
    assert call(lore(entries, room=""), "moon").entries == ["one"]
    assert call(lore(entries + entry("three", "moon", "order = 1"), room=""), "moon").entries == ["three"]
    assert call(lore(entries, room="entries = 0"), "moon").entries == []


def test_the_texts_of_a_turn_have_room_for_so_many_characters() -> None:
    """What does not fit is left out, and a shorter one may still come."""
    world = lore(
        entry("long", "moon", text="x" * 60) + entry("longer", "moon", text="y" * 50) + entry("short", "moon"),
        room=f"{MANY}\ncharacters = 80",
    )
    assert call(world, "moon").entries == ["long", "short"]


KEYS = ("moon", "tide", "sea", "ship", "bell", "/b(e|a)ll?s?/", "月", "ベル")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of random entries that call one another up; none that could do so without end."""
    out = []
    for number in range(draw(st.integers(1, 9))):
        keys = ",".join(draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3)))
        again = draw(st.booleans())
        lines = [
            f"probability = {draw(st.sampled_from([1.0, 0.5, 0.1]))}",
            f"order = {draw(st.integers(-1, 1))}",
            f"group = '{draw(st.sampled_from(['', 'a', 'b']))}'",
            f"weight = {draw(st.integers(1, 3))}",
            f"sticky = {draw(st.integers(0, 2))}",
            f"delay = {draw(st.integers(0, 3))}",
            f"scan = {draw(st.integers(0, 3))}",
            f"constant = {str(draw(st.booleans())).lower()}",
            *([f"cooldown = {draw(st.integers(0, 3))}", "recursive = false"] if again else []),
        ]
        text = " ".join(draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=5)))
        out.append(entry(f"e{number}", keys, "\n".join(lines), text))
    room = f"entries = {draw(st.integers(0, 4))}\ncharacters = {draw(st.integers(70, 150))}"
    return lore("".join(out), room=f"{room}\ndepth = {draw(st.integers(0, 4))}")


@given(world=worlds(), said=st.lists(st.text("moon tidesbal月ベル", max_size=30), max_size=6), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_firing_is_repeatable_and_within_its_budget(world: World, said: list[str], seed: int) -> None:
    """For any words: the same again gives the same, limits hold, and none fires before it may, in a row of turns."""
    state, limits = opened(world), world.lore_settings
    for turn, words in enumerate(said, 1):
        state.turn = turn
        past = said[: turn - 1][::-1]
        firing = fired(world, state, Talk(words, (), past), random.Random(seed + turn))
        assert fired(world, state.copy(), Talk(words, (), list(past)), random.Random(seed + turn)) == firing
        assert firing.entries == [event.entry for event in firing.events if isinstance(event, e.LoreFired)]
        assert all(event.reason for event in firing.events if isinstance(event, e.LoreFired))
        assert len(set(firing.entries)) == len(firing.entries) <= limits.entries
        found = [world.lore[key] for key in firing.entries]
        assert sum(len(one.text) for one in found) <= limits.characters
        groups = [one.group for one in found if one.group]
        assert len(set(groups)) == len(groups)
        assert all(world.lore[key].ready(state.lore.get(key), turn) for key in firing.entries)
        state = fold(state, firing.events)


# -- meanings ---------------------------------------------------------------------------------------------

MEANT = entry("way", "road", "meaning = 'Somebody asks for the way.'")
VECTORS = {"Somebody asks for the way.": (1.0, 0.0), "Which way home?": (4.0, 3.0), "I eat.": (0.0, 2.0)}


def by_table(texts: Sequence[str]) -> list[tuple[float, float]]:
    """Vectors from a table: an embedder whose answers are known."""
    return [VECTORS.get(text, (0.0, 0.0)) for text in texts]


def test_a_meaning_fires_where_words_come_near_it() -> None:
    """With an embedder an entry fires by what the reader means; the reason tells how near it was."""
    world = lore(MEANT)
    assert reasons(call(world, "Which way home?", embed=by_table)) == {"way": "meaning: 0.800"}
    assert call(world, "I eat.", embed=by_table).entries == []
    assert call(world, "Something else.", embed=by_table).entries == []
    assert call(lore(MEANT, room=f"{MANY}\nnear = 0.81"), "Which way home?", embed=by_table).entries == []
    own = MEANT.replace("meaning =", "near = 0.81\nmeaning =")
    assert call(lore(own), "Which way home?", embed=by_table).entries == []


def test_without_an_embedder_meanings_fall_back_to_keys() -> None:
    """Keys call up an entry with a meaning as any other, with an embedder or without."""
    world = lore(MEANT)
    assert call(world, "Which way home?").entries == []
    assert reasons(call(world, "the road")) == {"way": "key: road"}
    assert reasons(call(world, "the road", embed=by_table)) == {"way": "key: road"}


def test_an_embedder_is_asked_once_and_only_for_what_could_fire() -> None:
    """One call a turn, with the reader's words and the meanings of entries that may fire; none if there are none."""
    asked: list[list[str]] = []

    def embed(texts: Sequence[str]) -> list[tuple[float, float]]:
        asked.append(list(texts))
        return by_table(texts)

    world = lore(MEANT + entry("late", "late", "meaning = 'Somebody is late.'\ndelay = 5"))
    call(world, "I eat.", embed=embed)
    assert asked == [["I eat.", "Somebody asks for the way."]]
    call(world, "", embed=embed)
    call(world, "I eat.", embed=embed, state=opened(world, way=0))
    assert len(asked) == 1


# -- what was said in earlier turns -----------------------------------------------------------------------


def tree_of(world: World, *turns: list[e.Event]) -> Tree:
    """A session with an opening and these turns."""
    tree = Tree().grow([start(world, seed=1), e.TurnTold(note="", text="The opening.", origin="author")])
    for number, events in enumerate(turns, 1):
        tree.grow([e.TurnOpened(turn=number, parent=number - 1), *events])
    return tree


def test_earlier_turns_are_leads_and_the_opening() -> None:
    """The opening and the leads count, the last first and as far as an entry looks; a model's prose does not."""
    turns: list[list[e.Event]] = [
        [e.ActionTaken(text="I wait", intent="wait", offered=False),
         e.TurnTold(note="", text=f"You wait {number}. The moon!", lead=f"You wait {number}.", origin=origin)]
        for number, origin in ((1, "model"), (2, "reader"), (3, "author"))
    ]  # fmt: skip
    assert earlier(lore(entry("a", "x", "scan = 9")), tree_of(lore(""), *turns)) == [
        "You wait 3.", "You wait 2.", "You wait 1.", "The opening.",
    ]  # fmt: skip
    assert earlier(lore(entry("a", "x", "scan = 2")), tree_of(lore(""), *turns)) == ["You wait 3.", "You wait 2."]
    assert earlier(lore(entry("a", "x", "scan = 0")), tree_of(lore(""), *turns)) == []
    assert earlier(lore(""), tree_of(lore(""), *turns)) == []


def test_texts_that_keep_to_themselves_are_not_looked_at_later() -> None:
    """The lead holds the text of an entry that fired; it calls up others in the next turn only if it may."""
    for recursive, left in (("true", True), ("false", False)):
        world = lore(entry("a", "apple", f"recursive = {recursive}", "It fell from the branch."))
        lead = "You look. It fell from the branch."
        turn = [e.ActionTaken(text="I look", intent="survey", offered=False), e.LoreFired(entry="a"),
                e.TurnTold(note="", text=lead, lead=lead)]  # fmt: skip
        assert ("branch" in earlier(world, tree_of(world, turn))[0]) is left


def test_a_line_that_a_model_spoke_is_not_looked_at() -> None:
    """What somebody answered from their ledger stands in the lead, but a model found the words: they don't count."""
    fact = "\n[facts.theft]\nname = 'the theft'\ntext = 'The bell was stolen.'\nkeys = ['stolen']\n"
    world = lore(fact + entry("a", "moon"))
    words = "I ask Ada what was stolen"
    line = f"{WORDINGS['en'].speaking[0].format(name='Ada')}The moon took it.{WORDINGS['en'].closing}"
    turn = [e.ActionTaken(text=words, intent="talk:ada", offered=False),
            e.TurnTold(note="", text="", lead=f"You ask Ada what was stolen. {line}")]  # fmt: skip
    assert earlier(world, tree_of(world, turn)) == ["You ask Ada what was stolen. "]
    unasked = [e.ActionTaken(text="I wait", intent="wait", offered=False), turn[1]]
    assert "moon" in earlier(world, tree_of(world, unasked))[0]


# -- in a session -----------------------------------------------------------------------------------------


async def test_what_fired_is_told_stored_and_explained(serve: Serve) -> None:
    """In a played turn the entry's text is in the lead, the event has its reason, and the stored turn refolds."""
    model, _ = serve({"prose": texts("en", 4)})
    story = begin(model)
    story.world = lore_of_the_bus(story, "probability = 0.999")
    last = told(await take(story.play("I think of the frost")))
    await model.close()
    kinds = [event for event in last.events if isinstance(event, e.LoreFired | e.DiceRolled)]
    assert [event.type for event in kinds][-2:] == ["dice.rolled/1", "lore.fired/1"]
    assert kinds[-1] == e.LoreFired(entry="frost", reason="key: frost")
    assert story.world.lore["frost"].text in last.text
    assert story.state.lore == {"frost": 1}
    check(story)


async def test_a_story_is_handed_its_embedder(serve: Serve) -> None:
    """A session calls up lore by meaning if it was given an embedder."""
    model, _ = serve({"prose": texts("en", 4)})
    bare = begin(model)
    world = lore_of_the_bus(bare, "meaning = 'It is freezing.'")
    asked: list[Any] = []

    def embed(texts: Sequence[str]) -> list[tuple[float, float]]:
        asked.append(texts)
        return [(1.0, 1.0) for _ in texts]

    story = Story(bare.id, world, bare.tree, bare.store, model, embed=embed)
    last = told(await take(story.play("I hum an old song")))
    await model.close()
    assert asked
    assert e.LoreFired(entry="frost", reason="meaning: 1.000") in last.events


def lore_of_the_bus(story: Story, line: str) -> World:
    """The story's world with the entry 'frost' alone, and one more line in it."""
    files = dict(find(story.world.id))
    name = "[lore.frost]\n"
    files["world.toml"] = files["world.toml"].replace(name, f"{name}{line}\n", 1)
    world = parse(files, "en")
    return world.model_copy(update={"lore": {"frost": world.lore["frost"]}})


# -- what is told again -----------------------------------------------------------------------------------


def test_what_is_decided_is_told_every_time() -> None:
    """A failed attempt is told as one, with its reason, as often as it fails; descriptions are told once."""
    told = parse(find(SMALL), "en")
    state = opened(told)
    before, failed = "", 0
    for turn in range(1, 40):
        decision = decide(told, state, Intent("do", "pick"), "", offered=True, rng=dice(1, turn))
        if decision.refused:
            break
        begins = lead(told, decision, [], before)
        if decision.failed:
            failed += 1
            assert begins.startswith("You try to pick the lock.")
            assert "The pick slips." in begins
        else:
            assert begins.startswith("You pick the lock. The lock gives.")
        before += begins
    assert failed > 2
    look = Intent("survey")
    again = decide(told, state, look, "look around", offered=False, rng=dice(1, 1))
    assert told.places[state.place].text not in lead(told, again, [], told.places[state.place].text)


def test_a_refusal_is_told_every_time() -> None:
    """Why something can't be done is told at the second attempt too."""
    told = parse(find(SMALL), "en")
    state = opened(told)
    decision = decide(told, state, Intent("drop", "book"), "put the book down", offered=False, rng=dice(1, 1))
    assert decision.refused
    assert decision.refused in lead(told, decision, [], f"Before. {decision.refused}")
