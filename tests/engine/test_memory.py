"""Two hundred turns later what has left the log is still known, and every zone of the prompt keeps its budget."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from playing import supervised, take, told

from fabula.engine.between import growing
from fabula.engine.memory import LINES, Memory, Recalled, Scene
from fabula.engine.prompt import log, prefix, remembering
from fabula.engine.rollup import SINGLE, block, fault, form, recap_of, rolled, tidy
from fabula.engine.story import Story, TellSettings
from fabula.engine.wording import WORDINGS
from fabula.engine.zones import BLOCK, LEAST, PREFIX_TOKENS, RECALL_TOKENS, Zones, estimate, latter, shortened, window
from fabula.errors import ServerError
from fabula.evals import island
from fabula.models.request import Message
from fabula.store.worlds import load, shipped
from fabula.story import event as e
from fabula.story.decide import decide, dice
from fabula.story.intent import match
from fabula.story.recap import happenings, recap
from fabula.story.state import State, fold
from fabula.story.tree import Tree, Turn
from fabula.story.world import World
from fabula.testing.script import prose
from fabula.testing.sessions import opening

ZONES = Zones()
IDLE = ("I listen to the rain.", "I go to the quay.", "I watch the water.", "I go to the inn.", "I hum a tune.")
FACTS = {one.ask: one for one in island.facts()}


def step(world: World, tree: Tree, words: str, text: str = "") -> list[e.Event]:
    """The events of a turn in which the reader says ``words``, with scripted prose."""
    state = tree.state()
    decision = decide(world, state, match(world, state, words), words, offered=False, rng=dice(1, tree.next_id()))
    lead = " ".join([words.replace("I ", "You ").replace("my ", "your "), *decision.facts])
    told = f"{lead} {text or prose(words, tree.next_id(), goes_on=True)[:380].rpartition('.')[0]}"
    told = told if told.endswith(".") else f"{told}."
    return [
        e.TurnOpened(turn=tree.next_id(), parent=tree.tip),
        *decision.events,
        e.TurnTold(note="", text=told, lead=lead, digest=decision.after.digest()),
    ]


@cache
def played(turns: int) -> Tree:
    """A session on the island: sixty facts in ten turns, three things fetched, then idling. Not to be grown."""
    world = island.world()
    tree = Tree().grow(opening(world))
    for number in range(1, turns + 1):
        if number <= len(island.VISITS):
            tree.grow(step(world, tree, island.action(number), island.VISITS[number - 1].told))
        elif number <= len(island.VISITS) + len(island.FETCHED):
            tree.grow(step(world, tree, island.fetching()[number - len(island.VISITS) - 1]))
        else:
            tree.grow(step(world, tree, IDLE[number % len(IDLE)]))
    return tree


def grown(tree: Tree) -> Tree:
    """A tree of the same turns that may be grown."""
    out = Tree()
    for turn in tree.path():
        out.grow([*([e.TurnOpened(turn=turn.id, parent=turn.parent)] if turn.id else []), *turn.events])
    return out


def scene(words: str, tree: Tree, **more: Any) -> Scene:
    """The moment in which the reader says ``words`` at the tip."""
    world, path, state = island.world(), tree.path(), tree.state()
    return Scene(world, path, window(path[1:], ZONES.log), state, more.pop("state", state), words, **more)


def lines(words: str, tree: Tree, **more: Any) -> list[str]:
    return [one.text for one in Memory().recall(scene(words, tree, **more))]


# -- zones -------------------------------------------------------------------------------------------------------


def test_no_zone_exceeds_its_budget_in_two_hundred_turns() -> None:
    """Prefix, roll-ups and log stay within their budgets after every turn, and the whole does not grow any more."""
    path, world = played(200).path(), island.world()
    sizes = []
    for number in range(1, 201):
        messages = log(world, path[: number + 1], ZONES)
        gone = window(path[1 : number + 1], ZONES.log)
        begun = sum(estimate(part.content) for part in prefix(world, "family"))
        rollups = estimate(messages[3].content) if gone else 0
        kept = sum(estimate(turn.told.text) for turn in path[gone + 1 : number + 1] if turn.told)
        assert begun <= PREFIX_TOKENS
        assert rollups <= ZONES.rollups
        assert kept <= ZONES.log
        assert gone % BLOCK == 0
        sizes.append(sum(estimate(part.content) for part in messages))
    assert max(sizes[100:]) <= 1.05 * max(sizes[30:100])
    assert max(sizes) <= PREFIX_TOKENS + ZONES.rollups + ZONES.log


def test_the_prompt_only_grows_between_boundaries() -> None:
    """From turn to turn the messages begin with those before; at a boundary the world's prefix stays."""
    path, world = played(120).path(), island.world()
    before = log(world, path[:1], ZONES)
    boundaries = 0
    for number in range(1, 121):
        now = log(world, path[: number + 1], ZONES)
        if window(path[1 : number + 1], ZONES.log) == window(path[1:number], ZONES.log):
            assert now[: len(before) - 1] == before[:-1]
            assert now[len(before) - 1].content.startswith(before[-1].content)
        else:
            boundaries += 1
            assert now[:3] == (*before[:2], now[2])
        before = now
    assert boundaries > 5


def test_earlier_rollups_never_change() -> None:
    """What stands for a block is the same text at every later boundary, until the oldest blocks are merged."""
    path, world = played(80).path(), island.world()
    earlier: list[str] = []
    for blocks in range(1, SINGLE + 1):
        parts = rolled(world, path, blocks * BLOCK, 700)
        assert parts[: len(earlier)] == earlier
        earlier = parts[:blocks]
    after = rolled(world, path, (SINGLE + 1) * BLOCK, 700)
    assert len(after) < len(parts) + 1  # merged
    assert after[0] not in earlier


@pytest.mark.parametrize("budget", [500, 700, 1600, 3000])
def test_blocks_leave_together_and_rarely(budget: int) -> None:
    """The log never holds more than its budget, and where blocks fit it keeps a good part when one leaves."""
    turns = played(60).path()[1:]
    last, changes = 0, 0
    for number in range(1, 61):
        gone = window(turns[:number], budget)
        assert gone >= last
        assert sum(estimate(turn.told.text) for turn in turns[gone:number] if turn.told) <= budget
        changes, last = changes + (gone != last), gone
    assert 0 < changes <= 60 * 140 / (0.4 * budget)


def test_a_turn_larger_than_the_log_is_cut_to_its_end() -> None:
    """An edited turn of any length neither breaks the log's budget nor hides how the story goes on."""
    tree = grown(played(3))
    long = f"{'A long sentence that somebody pasted. ' * 400}The door is open."
    tree.grow(step(island.world(), tree, "I listen.", long))
    messages = log(island.world(), tree.path(), ZONES)
    assert sum(estimate(part.content) for part in messages[3:]) <= ZONES.rollups + ZONES.log
    assert messages[-1].content.endswith("The door is open.")


def test_texts_are_shortened_at_sentences() -> None:
    """What does not fit ends with a whole sentence, or is cut; what fits is left alone."""
    text = "One is here. Two is there. Three is gone."
    assert shortened(text, 1000, "en") == latter(text, 1000, "en") == text
    assert shortened(text, 11, "en") == "One is here. Two is there."
    assert latter(text, 11, "en") == "Two is there. Three is gone."
    assert shortened("x" * 400, 20, "en").endswith("…")
    assert estimate(shortened("长" * 400, 20, "zh")) <= 20
    assert latter("灯灭了。风停了。", 8, "zh") == "风停了。"


def test_a_small_server_gets_smaller_zones() -> None:
    """Roll-ups and log share what a server has room for; with much room they are what was set."""
    assert ZONES.within(10_000) == ZONES
    for room in (2000, 1000, 500, 100, -50):
        found = ZONES.within(room)
        assert found.rollups + found.log <= max(room, LEAST + LEAST // 5)
        assert found.log >= LEAST


def test_a_strangers_world_can_not_fill_the_prompt() -> None:
    """The prefix keeps its budget whatever texts a world holds."""
    world = island.world()
    huge = "All of this is told at great length. " * 200
    many = {f"place_{n}": world.places["inn"].model_copy(update={"text": huge}) for n in range(40)}
    world = world.model_copy(
        update={"premise": huge, "tone": huge, "manner": [huge], "opening": huge, "places": world.places | many}
    )
    assert sum(estimate(part.content) for part in prefix(world, "teen")) <= PREFIX_TOKENS


@pytest.mark.parametrize("name", shipped())
def test_shipped_worlds_are_told_whole(name: str) -> None:
    """No text of a shipped world is cut from its prefix, in any of its languages."""
    for language in load(name).languages:
        world = load(name, language)
        text = "\n".join(part.content for part in prefix(world, "adult"))
        for whole in (world.premise, world.opening, *world.manner, *(place.text for place in world.places.values())):
            assert whole in text


def test_estimates_know_both_scripts() -> None:
    """Chinese is dearer by the character, also where it stands in a story that is now told in English."""
    assert estimate("a" * 400) == 104
    assert estimate("长" * 400) > 280


# -- recaps ------------------------------------------------------------------------------------------------------


def test_a_recap_says_what_the_reader_was_there_for() -> None:
    """Things left and given, promises, what was heard, seen and learned; of a thing only where it was last."""
    text = " ".join(recap(island.world(), played(14).path(), played(14).state()))
    for part in (
        "You left the brass key and the red ribbon at the quay.", "The tin whistle went from your hands to Ada.",
        "Bring Ada new wicks", "Jory told you about the seals.", "the cracked window", "the old weir",
    ):  # fmt: skip
        assert part in text
    assert "the brass key at the lighthouse" not in text


def test_what_happens_unseen_is_not_recapped() -> None:
    """What moves where the reader is not is no part of what happened to them."""
    world, tree = island.world(), grown(played(12))
    unseen = [e.ItemMoved(item="lantern", to="ada"), e.CharacterMoved(character="jory", to="mill")]
    seen = [e.ItemMoved(item="bottle", to="nowhere")]
    tree.grow(unseen)
    assert happenings(world, tree.path()) == happenings(world, played(12).path())
    tree.grow([e.PlayerMoved(to="smithy"), *seen])
    assert "The green bottle is gone." in recap(world, tree.path(), tree.state())


# -- remembering -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turns", [50, 200])
@pytest.mark.parametrize("one", island.facts(), ids=lambda one: f"{one.kind}: {one.ask}")
def test_decided_facts_are_recalled_when_they_are_asked_for(one: island.Planted, turns: int) -> None:
    """Every fact that the rules decided comes back in a line or two when the reader asks, however long ago it was."""
    found = " ".join(lines(f"I try to remember {one.ask}.", played(turns)))
    if one.kind not in ("told", "said"):
        assert all(need.casefold() in found.casefold() for need in one.needs), found
    assert estimate(WORDINGS["en"].remembered.format(lines=found)) <= RECALL_TOKENS


def test_nothing_is_recalled_that_is_still_in_the_log() -> None:
    """While all of the story is in the prompt nothing is recalled; a line in a note of the log is not repeated."""
    assert lines("Where is the brass key?", played(8)) == []
    tree = grown(played(60))
    (line,) = lines("Where did I leave the blue lantern?", tree)
    tree.grow(step(island.world(), tree, "I hum."))
    last = tree.turns[tree.tip]
    last.events[-1] = e.TurnTold(note=remembering("", [line], "en"), text="You hum.")
    assert lines("Where did I leave the blue lantern?", tree) == []


def test_where_a_thing_is_comes_from_the_state() -> None:
    """A thing that was fetched is where it was left last; old prose that has it elsewhere is never quoted."""
    tree = grown(played(60))
    assert lines("Where is the brass key?", tree) == ["You left the brass key at the quay."]
    tree.grow([e.PlayerMoved(to="quay"), e.ItemMoved(item="key", to="player")])
    (line,) = lines("Where did I get the brass key?", tree) or [""]
    assert "lighthouse" not in line


def test_what_the_reader_can_not_know_is_not_given_away() -> None:
    """A thing that was moved behind the reader's back was last seen where they saw it; a person likewise."""
    tree = grown(played(60))
    tree.grow([e.ItemMoved(item="lantern", to="mill"), e.CharacterMoved(character="jory", to="chapel")])
    found = " ".join(lines("Where is the blue lantern?", tree))
    assert found == "You last saw the blue lantern at the lighthouse."
    found = " ".join(lines("Where is Jory?", tree))
    assert found == "You last saw Jory at the lighthouse."


def test_old_prose_is_quoted_only_where_no_event_speaks() -> None:
    """What only the model or the reader said comes back when asked for; idle words call up nothing."""
    tree = played(100)
    assert lines("What is the keeper's dog called?", tree) == ["The keeper's dog is called Pilot."]
    assert any("umbrellas" in one for one in lines("Do you remember what my grandfather sold?", tree))
    for words in ("I sit down.", "I look around.", "I warm my hands.", "I wait for the ferry.", "Hello."):
        assert lines(words, tree) == []


def test_old_prose_about_a_person_who_has_moved_is_not_quoted() -> None:
    """A sentence that names somebody who moved since might say where they are, so it is left."""
    tree = grown(played(60))
    assert any("hives" in one for one in lines("In which colour does Sister Mae paint the hives?", tree))
    tree.grow([e.CharacterMoved(character="mae", to="mill")])
    found = lines("In which colour does Sister Mae paint the hives?", tree)
    assert not any("hives" in one for one in found)


def test_what_was_asked_before_is_no_answer() -> None:
    """The reader's own question from long ago is not taken for what they once said."""
    tree = Tree().grow(opening(island.world()))
    tree.grow(step(island.world(), tree, "I ask Bess what the lighthouse cat is called."))
    for number in range(40):
        tree.grow(step(island.world(), tree, IDLE[number % len(IDLE)]))
    assert lines("I ask Bess what the lighthouse cat is called.", tree) == []


def test_the_tail_has_the_last_word() -> None:
    """Where the lead fills the tail nothing is recalled; what is told anyway is not recalled either."""
    tree = played(60)
    assert lines("Where is the blue lantern?", tree, room=10) == []
    facts = ["You left the blue lantern at the lighthouse."]
    assert lines("Where is the blue lantern?", tree, facts=facts) == []
    assert len(lines("Where are the blue lantern, the torn map, the silver spoon and the clay pipe?", tree)) == LINES


def test_decided_facts_call_up_old_ones() -> None:
    """Not only the reader's words: what the rules tell may speak of something old."""
    found = lines("I go on.", played(60), facts=["A boy asks for the torn map."])
    assert found == ["You left the torn map at the chapel."]


def vectors(texts: Sequence[str]) -> list[list[float]]:
    """Meanings in two directions: swimming, and everything else."""
    return [[1.0, 0.0] if "stone" in text or "swim" in text else [0.0, 1.0] for text in texts]


async def test_old_prose_is_found_by_meaning() -> None:
    """With an embedder the nearest sentence is found though it has none of the words."""
    tree, memory = played(60), Memory(vectors)
    words = "I try to remember whether I can swim."
    assert (
        memory.recall(scene(words, tree)) == []
    )  # nothing was embedded yet, and that is not done on the reader's time
    await memory.learn(tree.path(), "en")
    (found,) = memory.recall(scene(words, tree))
    assert "sink like a stone" in found.text
    assert found.why.startswith("near in meaning")
    assert memory.recall(scene("Where is the blue lantern?", tree))[0].why == "speaks of lantern"


async def test_a_broken_embedder_only_costs_meaning() -> None:
    """If the embedder fails, what is found by words is still found."""
    memory = Memory(vectors)
    await memory.learn(played(60).path(), "en")

    def broken(texts: Sequence[str]) -> list[list[float]]:
        raise ServerError("gone")

    memory.embed = broken
    assert memory.recall(scene("What is the keeper's dog called?", played(60)))[0].text.endswith("Pilot.")


def test_remembered_lines_stand_before_the_story_goes_on() -> None:
    """An aside with remembered lines keeps its other parts and ends as every aside does."""
    words = WORDINGS["en"]
    assert remembering("Nobody else is here. Write on.", [], "en") == "Nobody else is here. Write on."
    found = remembering("Nobody else is here. Write on.", ["A.", "B."], "en")
    assert found == f"Nobody else is here. {words.remembered.format(lines='A. B.')} {words.go_on}"


# -- Chinese -----------------------------------------------------------------------------------------------------


@cache
def house() -> World:
    """A small world in Chinese."""
    return World.model_validate(
        {
            "format": 1, "id": "house", "genre": "sandbox", "rating": "family", "language": "zh", "languages": ["zh"],
            "title": "旧屋", "premise": "一座老屋。", "tone": "安静。", "manner": ["写短句。"], "opening": "雨停了。",
            "start": {"place": "hall"},
            "places": {"hall": {"name": "堂屋", "text": "四面墙。", "exits": ["well"]},
                       "well": {"name": "井台", "text": "一口老井。", "exits": ["hall"]}},
            "items": {"key": {"name": "铜钥匙", "text": "一把铜钥匙。", "at": "player"}},
            "characters": {"qin": {"name": "秦奶奶", "pronouns": "she", "persona": "守屋的人。", "at": "well",
                                   "topics": {"flood": {"name": "大水", "text": "她说那年水漫到了第三级台阶。"}}}},
            "quests": {"out": {"title": "修好井绳", "text": "答应了秦奶奶。", "steps": {
                "find": {"goal": "找绳子。", "when": {"set": ["x"]}}}}},
            "endings": {"end": {"title": "完", "text": "完。", "when": {"set": ["x"]}}},
        }
    )  # fmt: skip


def test_chinese_is_remembered_as_well() -> None:
    """Facts of events and old prose come back in Chinese, within the budget."""
    world = house()
    tree = Tree().grow(opening(world))
    for words, text in (
        ("我去井台。", "桶里有一条叫阿福的鱼。"), ("我放下铜钥匙。", ""), ("我向秦奶奶打听大水。", ""),
        ("我去堂屋。", ""),
        *((f"我数到{number}。", "") for number in range(40)),
    ):  # fmt: skip
        state = tree.state()
        decision = decide(world, state, match(world, state, words), words, offered=False, rng=dice(1, tree.next_id()))
        lead = "".join([words.replace("我", "你"), *decision.facts])
        filler = prose(words, tree.next_id(), goes_on=True)
        told = e.TurnTold(note="", text=f"{lead}{text}{filler}", lead=lead)
        tree.grow([e.TurnOpened(turn=tree.next_id(), parent=tree.tip), *decision.events, told])

    def asked(words: str) -> list[Recalled]:
        path, state = tree.path(), tree.state()
        return Memory().recall(Scene(world, path, window(path[1:], ZONES.log), state, state, words))

    assert [one.text for one in asked("我的铜钥匙在哪？")] == ["你把铜钥匙留在了井台。"]
    assert "第三级台阶" in asked("秦奶奶跟我说过大水的什么事？")[0].text
    assert asked("桶里的鱼叫什么？")[0].text == "桶里有一条叫阿福的鱼。"
    assert asked("我坐下。") == []
    path = tree.path()
    messages = log(world, path, ZONES)
    assert "你把铜钥匙留在了井台" in messages[3].content
    assert estimate(messages[3].content) <= ZONES.rollups


# -- summaries ---------------------------------------------------------------------------------------------------

GOOD = "The keeper's dog is called Pilot, and your brother once drowned a clock."
FAULTS = {
    "": "empty",
    f"{GOOD} {GOOD} {GOOD} {GOOD}": "too long",
    "The keeper's dog is called": "broken off",
    "守灯人的狗叫小白。": "another language",
    "Lowen whistles while the keeper's dog is called Pilot.": "names Lowen",
    "The keeper's dog is called Pilot and belongs to Ilse.": "names Ilse",
    "Some elephants juggled porcelain teapots beneath electric chandeliers.": "says what was not told",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_bad_summary_is_found_out(text: str) -> None:
    """A summary must be short, whole, in the right language, and name and say only what the block does."""
    world, path = island.world(), played(10).path()
    one = block(world, path, 0, happenings(world, path))
    assert fault(one, recap_of(one, 2000), text) == FAULTS[text]


def test_a_good_summary_may_stand() -> None:
    """What the prose added, in a short sentence, passes; a recap with room has all that must be kept."""
    world, path = island.world(), played(10).path()
    one = block(world, path, 0, happenings(world, path))
    assert fault(one, recap_of(one, 2000), GOOD) == ""
    assert fault(one, "", GOOD).startswith("forgets ")
    assert tidy("  * The dog\nis called Pilot. ") == "The dog is called Pilot."


def test_a_summary_that_contradicts_the_state_is_found_out() -> None:
    """What was true at no time of the block is refused."""
    world, path = island.world(), played(10).path()
    one = block(world, path, 0, happenings(world, path))
    text = "Ada puts the kettle on, and she says that the keeper's dog is called Pilot. Bess stands in the lighthouse."
    dead = [fold(state, [e.CharacterDied(character="ada")]) for state in one.states]
    gone = type(one)(one.world, one.turns, one.happened, dead)
    assert fault(gone, recap_of(one, 2000), "Ada says that the keeper's dog is called Pilot.").startswith("contradicts")
    assert fault(one, recap_of(one, 2000), text) != ""


def test_a_summary_begins_with_who_was_there() -> None:
    """The grammar of a summary names the people of the block, at most two; where nobody was, it names nobody."""
    world, path = island.world(), played(40).path()
    one = block(world, path, 0, happenings(world, path))
    assert [f'"{name} said that "' in form(one) for name in ("Penn", "Mrs. Penn", "Wick", "Ada")] == [
        False, True, True, False,
    ]  # fmt: skip
    alone = type(one)(world, one.turns, one.happened, [State(place="quay")])
    assert '"There was "' in form(alone)
    assert "said that" not in form(alone)


def reply(number: int) -> str:
    """A turn of prose that no check refuses."""
    return f" {island.around(number)}"


SUMMARY = "At mooring 1000 a rope creaks, and gull 1021 has lost to gull 1028."
STRANGE = "Ilse brings tea to mooring 1000, where a rope creaks."


async def listen(story: Story, turns: int) -> list[dict[str, Any]]:
    """Take idle turns, each read to the end before the next; what each turn measured."""
    out = []
    for number in range(turns):
        out.append(told(await take(story.play(f"I listen to the rain, time {number}."))).meta)
        await story.between.settle()
    return out


def begun(*replies: Any, **settings: Any) -> Story:
    """A story whose model tells these replies and then what it likes."""
    model = supervised({"prose": list(replies)})
    return island.begin(island.world(), model, TellSettings(phrase_choices=False, **settings))


def summaries(story: Story) -> list[e.SummaryMade]:
    return [event for turn in story.tree.path() for event in turn.events if isinstance(event, e.SummaryMade)]


async def test_a_block_is_summed_up_while_the_reader_reads() -> None:
    """After a block's last turn the model sums it up; it is stored on the branch, and stands in the prompt later."""
    story = begun(*(reply(number) for number in range(1, 9)), SUMMARY)
    try:
        await listen(story, 7)
        assert summaries(story) == []
        await listen(story, 1)
        (made,) = summaries(story)
        assert (made.first, made.last, made.language, made.text) == (1, 8, "en", SUMMARY)
        assert story.between.spent()["generated"] > 0
        metas = await listen(story, 14)
        assert SUMMARY in story.base()[3].content
        assert metas[-1]["ahead"]["evaluated"] >= 0
        again = Tree().grow(story.store.read(story.id))  # type: ignore[attr-defined]
        assert again == story.tree
        assert list(again.mismatches()) == []
        elsewhere = Story(story.id, story.world, again, story.store, None, story.settings)
        assert elsewhere.base() == story.base()
    finally:
        await story.running().close()


async def test_a_bad_summary_is_told_once_more_and_then_dropped() -> None:
    """A second try may be good; when it is not the recap stands alone, and nobody asks again."""
    for tries, kept in (((STRANGE, SUMMARY), SUMMARY), ((STRANGE, STRANGE), "")):
        story = begun(*(reply(number) for number in range(1, 9)), *tries)
        try:
            await listen(story, 10)
            assert [made.text for made in summaries(story)] == [kept]
        finally:
            await story.running().close()


async def test_a_reader_who_acts_at_once_does_not_wait() -> None:
    """Acting stops the summary; the turn is told as always, and the block is summed up after it."""
    slow = {"text": SUMMARY, "slow": 0.2}
    story = begun(*(reply(number) for number in range(1, 9)), slow, reply(9), SUMMARY)
    try:
        await listen(story, 7)
        await take(story.play("I listen to the rain, time 7."))
        await asyncio.sleep(0.5)
        last = told(await take(story.play("I listen to the rain, time 8.")))
        assert "mooring 9000" in last.text
        assert summaries(story) == []
        await story.between.settle()
        assert [made.text for made in summaries(story)] == [SUMMARY]
    finally:
        await story.running().close()


async def test_summaries_can_be_left_out() -> None:
    """With summaries off the model is never asked for one."""
    story = begun(*(reply(number) for number in range(1, 9)), summaries=False)
    try:
        await listen(story, 9)
        assert summaries(story) == []
    finally:
        await story.running().close()


async def test_a_summary_belongs_to_its_block_on_every_branch() -> None:
    """A branch that grows behind the block keeps its summary; another telling of its last turn has none."""
    story = begun(*(reply(number) for number in range(1, 9)), SUMMARY)
    try:
        await listen(story, 9)
        story.goto(8)
        await listen(story, 1)
        assert [made.text for made in summaries(story)] == [SUMMARY]
        story.goto(8)
        story.edit("You sit in the rain.")
        assert summaries(story) == []
    finally:
        await story.running().close()


# -- in play -----------------------------------------------------------------------------------------------------


async def test_a_cut_log_is_read_ahead() -> None:
    """When a block leaves the log, what stays is read while the reader reads: the next turn finds it in the cache."""
    story = begun(log_tokens=700, summaries=False)
    try:
        metas = await listen(story, 16)
        ahead = [meta["ahead"]["evaluated"] for meta in metas]
        assert sum(count > 0 for count in ahead) >= 2
        shares = [meta["tokens"]["reused"] / meta["tokens"]["prompt"] for meta in metas]
        assert min(shares[3:]) > 0.85, shares
    finally:
        await story.running().close()


async def test_what_is_recalled_is_frozen_with_the_turn() -> None:
    """The remembered line stands in the aside that is stored, and the turn says what was recalled and why."""
    story = begun(summaries=False, log_tokens=700)
    try:
        await take(story.play(island.action(1)))
        await listen(story, 12)
        last = told(await take(story.play("I try to remember where I left the brass key.")))
        assert last.meta["recalled"] == [{"text": "You left the brass key at the lighthouse.", "why": "speaks of key"}]
        turn: Turn = story.tree.turns[last.turn]
        assert turn.told is not None
        assert "You left the brass key at the lighthouse." in turn.told.note
        assert turn.told.note in "\n".join(part.content for part in story.base())
        note = turn.told.note
        again = told(await take(story.retell()))
        retold = story.tree.turns[again.turn].told
        assert retold is not None
        assert retold.note == note
    finally:
        await story.running().close()


def test_reading_ahead_goes_by_small_steps() -> None:
    """Every step begins as the one before, none is much longer, and the last one is the whole."""
    text = " ".join(f"word{number}" for number in range(600))
    whole = (*(Message("system", "x") for _ in range(3)), Message("user", "so far"), Message("assistant", text))
    steps = list(growing(whole))
    assert steps[-1] == whole
    lengths = [sum(len(part.content) for part in one) for one in steps]
    assert lengths == sorted(lengths)
    assert all(later - before <= 520 for before, later in pairwise(lengths))
    assert all(one[-1].content == "so far" or text.startswith(one[-1].content) for one in steps)


def test_state_ignores_summaries() -> None:
    """A summary changes nothing that is true."""
    made = e.SummaryMade(first=1, last=8, language="en", text="x")
    assert fold(State(), [made]) == State()
