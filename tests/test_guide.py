"""``docs/worlds.md`` tells the truth: its blocks are a world that is good after every step, its tables are whole."""

from __future__ import annotations

import random
import re

import pytest
from pydantic import BaseModel

import guide
from fabula.analysis.sentences import han_share
from fabula.errors import WorldError
from fabula.story import lore, rules, world
from fabula.story.clock import Clock
from fabula.story.decide import Decision, decide, dice, start
from fabula.story.intent import Intent, match, phrase, possible
from fabula.story.offer import offer
from fabula.story.parse import parse
from fabula.story.state import State, fold
from fabula.story.walk import simulate

TEXT = guide.GUIDE.read_text("utf-8")
FIRST_GOOD, LAST = 4, 12  # steps
MODELS: dict[str, type[BaseModel]] = {
    "world.toml": world.World, "clock": Clock, "start": world.Start, "places.ID": world.Place,
    "places.ID.details.ID": world.Detail, "items.ID": world.Item, "characters.ID": world.Character,
    "characters.ID.topics.ID": world.Topic, "facts.ID": world.Fact, "relations.ID": world.Relation,
    "quests.ID": world.Quest, "quests.ID.steps.ID": world.Step, "rules.ID": rules.Rule, "rules.ID.check": rules.Check,
    "triggers.ID": rules.Trigger, "tables.ID": rules.Table, "tables.ID.rows.ID": rules.Row, "gauges.ID": world.Gauge,
    "gauges.ID.levels.ID": world.Level, "questions.ID": world.Question, "lore.ID": lore.LoreEntry,
    "lore_settings": lore.LoreSettings, "endings.ID": world.Ending,
}  # fmt: skip
OF_PARSE = {"language"}  # set by reading, not by the author
OPTIONAL = {"languages"}  # English if nothing is said


@pytest.fixture(scope="module", params=["en", "zh"])
def told(request: pytest.FixtureRequest) -> world.World:
    """The guide's world, whole, in each language."""
    return parse(guide.world_files(), request.param)


def played(told: world.World, intents: list[str], seed: int = 1) -> list[Decision]:
    """One decided turn for each intent."""
    state, out = fold(State(), [start(told, seed=seed)]), []
    for text in intents:
        out.append(decide(told, state, Intent.parse(text), text, offered=False, rng=dice(seed, state.turn + 1)))
        state = out[-1].after
    return out


def test_the_guide_is_short_and_every_block_has_its_place() -> None:
    """Under 600 lines; every step but the last one writes something, and only files of a world are written."""
    assert len(TEXT.splitlines()) < 600
    assert {part.step for part in guide.parts()} == set(range(1, LAST + 1))
    assert set(guide.files()) == {"world.toml", "world.zh.toml", "lore/fog.md", "lore/fog.zh.md"}


@pytest.mark.parametrize("step", range(1, LAST + 1))
def test_the_world_is_good_after_every_step(step: int) -> None:
    """From the fourth step on the English world can be played after each one; before, what is missing is named."""
    if step < FIRST_GOOD:
        with pytest.raises(WorldError, match=r"world\.toml: "):
            parse(guide.world_files(step), "en")
    else:
        assert parse(guide.world_files(step), "en").title == "Small Weather"


def test_the_world_is_whole_in_both_languages(told: world.World) -> None:
    """Blocks put together in order are good in English and in Chinese, and no Chinese sentence is left in English."""
    assert told.languages == ["en", "zh"]
    for text in (told.title, told.premise, told.opening, *(ending.text for ending in told.endings.values())):
        assert (han_share(text) > 0.5) == (told.language == "zh")


def test_the_evening_goes_well(told: world.World) -> None:
    """The shown actions, read as free words, are each understood and allowed, and lead to the best ending."""
    english = parse(guide.world_files(), "en")
    intents = guide.intents(english)
    assert not [action for action, intent in zip(guide.evening(), intents, strict=True) if intent == "free"]
    turns = played(told, intents)
    assert [turn.refused for turn in turns] == [""] * len(intents)
    assert turns[-1].ending == "both"
    assert turns[-1].after.quests == {"tomorrow": "done", "letter": "done"}
    facts = [fact for turn in turns for fact in turn.facts]
    assert all((han_share(fact) > 0.5) == (told.language == "zh") for fact in facts)


def test_phrases_of_the_evening_are_understood_in_chinese() -> None:
    """A Chinese reader who types what is offered is understood as an English one is."""
    chinese = parse(guide.world_files(), "zh")
    state = fold(State(), [start(chinese, seed=1)])
    for text in guide.intents(parse(guide.world_files(), "en")):
        intent = Intent.parse(text)
        assert match(chinese, state, phrase(chinese, intent, "zh")) == intent
        state = decide(chinese, state, intent, "", offered=False, rng=dice(1, state.turn + 1)).after


@pytest.mark.parametrize(("step", "action"), guide.promised())
def test_a_player_can_do_what_is_promised(step: int, action: str) -> None:
    """Each action that a step says is possible now is understood and possible somewhere in the world as it is then."""
    until = parse(guide.world_files(step if step >= FIRST_GOOD else FIRST_GOOD), "en")
    states = [fold(State(), [start(until, seed=1)])]
    for text in guide.intents(parse(guide.world_files(), "en")):
        state = states[-1]
        if Intent.parse(text) in possible(until, state):
            states.append(decide(until, state, Intent.parse(text), "", offered=False, rng=dice(1, 1)).after)
    assert [state for state in states if match(until, state, action) in set(possible(until, state))], action


def test_every_ending_can_be_reached(told: world.World) -> None:
    """Sun, rain, both, and nothing by ten o'clock: four evenings, four last pages."""
    fill = ["look:office/board", "do:fill", "do:stoke", "do:stoke"]
    evenings = {
        "fine": [*fill, "go:loft", "take:noon", "go:office", "do:stoke", "do:stoke", "do:fine"],
        "rain": [*fill, "go:jetty", "take:mist", "go:office", "do:stoke", "do:stoke", "do:rain"],
        "late": ["wait"] * 48,
    }
    for ending, intents in evenings.items():
        turns = played(told, intents)
        assert not [turn.refused for turn in turns if turn.refused]
        assert turns[-1].ending == ending
        assert not [turn for turn in turns[:-1] if turn.ending]


def test_what_the_guide_says_of_its_people(told: world.World) -> None:
    """Mr. Pell denies the wells and keeps the promise; Ines tells of the wedding and passes the wells on."""
    pell = played(told, ["look:office/board", "go:loft", "inquire:pell/wells", "inquire:pell/promise"])
    assert not [known for known in pell[-1].after.knows if known.startswith("player.")]
    ines = played(told, ["go:jetty", "inquire:ines/wedding", "look:jetty/pump"])
    assert {"player.wedding", "player.wells", "ines.wells"} <= set(ines[-1].after.knows)
    quiz = played(told, ["look:office/board", "go:loft", "quiz:pell", "answer:mackerel/rain"])
    assert "pell trusts player" in quiz[-1].after.relations


def test_the_tide_brings_both(told: world.World) -> None:
    """Wading succeeds and fails, lemons come and boots, and hot lemon is trusted."""
    outcomes, found = set(), set()
    for seed in range(30):
        wade, *_ = played(told, ["go:jetty", "do:wade"], seed)[1:]
        outcomes.add(wade.after.place)
        found.add(wade.after.drawn.get("tide", ""))
        if wade.after.drawn.get("tide") == "lemons":
            turns = played(told, ["go:jetty", "do:wade", "go:jetty", "go:office", "do:fill", "do:lemon"], seed)
            assert "pell trusts player" in turns[-1].after.relations
    assert outcomes == {"jetty", "sandbank"}
    assert found == {"", "lemons", "boot"}


def test_following_the_first_choice_ends_the_story(told: world.World) -> None:
    """A reader who always takes the leading choice reaches one of the endings in time."""
    for seed in range(3):
        state = fold(State(), [start(told, seed=seed)])
        while not state.ended:
            intent = offer(told, state, random.Random(seed))[0]
            state = decide(told, state, intent, "", offered=True, rng=dice(seed, state.turn + 1)).after
        assert state.ended in ("fine", "rain", "both")


def test_walks_find_nearly_everything_and_no_dead_end() -> None:
    """Random walks reach all of the guide's world but its best ending, and never get stuck."""
    found = list(simulate(parse(guide.world_files(), "en"), 60))[-1]
    assert found.share() > 0.9
    assert not found.dead_ends
    assert set(found.missing("endings")) <= {"both"}


# -- the tables of keys ---------------------------------------------------------------------------------------


def _rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, as cells."""
    text = TEXT.partition(f"\n{heading}\n")[2]
    text = re.split(r"^#{2,3} ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if "|" in line][2:]


def _keys(cell: str) -> dict[str, bool]:
    """The keys of a cell, and whether they are bold."""
    return {key: bool(bold) for bold, key in re.findall(r"(\*\*)?`(\w+)`", cell)}


def test_the_tables_have_every_key() -> None:
    """Each table of a world is there with all its keys and no other, and those are bold that must be there."""
    shown: dict[str, dict[str, bool]] = {}
    where = ""
    for first, keys, what in _rows("## Every key"):
        where = first.strip("`") or where
        assert what
        again = set(_keys(keys)) & set(shown.setdefault(where, {}))
        assert not again, f"{where}: {again} twice"
        shown[where] |= _keys(keys)
    assert set(shown) == set(MODELS)
    for where, model in MODELS.items():
        needed = {key: one.is_required() and key not in OPTIONAL for key, one in model.model_fields.items()}
        assert shown[where] == {key: bold for key, bold in needed.items() if key not in OF_PARSE}, where


@pytest.mark.parametrize(("heading", "model"), [("### Guards", rules.Guard), ("### Effects", rules.Effects)])
def test_the_tables_have_every_line(heading: str, model: type[BaseModel]) -> None:
    """Each line that a guard or an effects table can have is explained once, and no other."""
    lines = [key for cells in _rows(heading) for key in re.findall(r"`(\w+)`", cells[0])]
    assert len(lines) == len(set(lines))
    assert set(lines) == set(model.model_fields)


def test_every_model_is_in_the_tables() -> None:
    """No part of a world is a model that the tables forget."""
    used: set[type[BaseModel]] = set()

    def look(model: type[BaseModel]) -> None:
        used.add(model)
        for one in model.model_fields.values():
            for inner in _models(one.annotation):
                if inner not in used:
                    look(inner)

    look(world.World)
    assert used - {rules.Guard, rules.Effects} == set(MODELS.values())


def _models(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in _models(inner)]
