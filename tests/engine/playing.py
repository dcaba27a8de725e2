"""Stories to play in tests: a shipped world, a store that forgets, and a model that follows a script."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from fabula.engine.story import Authored, Piece, Progress, Prose, Restarted, Story, TellSettings, Told, opening_events
from fabula.models.embedded import EmbeddedServer
from fabula.models.model import Model
from fabula.store.memory import MemoryStore
from fabula.store.worlds import load
from fabula.story import event as e
from fabula.story.tree import Tree
from fabula.testing.script import prose as prose_of
from fabula.testing.supervised import SupervisedScript

AT = "2026-03-14T15:09:26+00:00"
ID = "golden"
READER = e.ReaderIntroduced(name="Mei", pronouns="she", persona="", rating="family")

# Prose as a model tells it: it goes on from the lead, fills a turn with full sentences, and runs on.
TURNS = {
    "en": (
        " The lamp swings a little and settles. Coals shift under the grate, and a thread of smoke leans towards the "
        "river. Somewhere behind the shop a radio counts out the water levels, one town after another, as if calling "
        "children home. Grandmother Qin wipes her hands on her apron, first the left and then the right. She turns a "
        "potato with the tongs and listens to it. The wind carries the smell across the road and brings it back "
        "again. A dog passes, looks at both of them, and decides against it. The frogs begin at the landing."
    ),
    "zh": (
        "灯晃了晃，又稳住了。炉子里的炭轻轻塌下去一块，冒出几点火星。河那边的风带着水汽，把烤红薯的香味推过马路，"
        "又推回来。小卖部里的收音机一个镇一个镇地报着水位，像在喊孩子们回家。秦奶奶在围裙上擦了擦手，先擦左手，"
        "再擦右手。她用火钳翻了翻红薯，凑过去听了听。一条狗从路边走过，看了看，又走开了。河埠头的蛙声响了起来，"
        "一阵紧，一阵松。长椅上落着一片柿子树的叶子。远处的桥上，有一辆车慢慢地开过去，灯光在水里拖得很长。"
    ),
}


def turns(language: str, count: int) -> list[str]:
    """The prose of ``count`` turns in which no sentence is like another; the first is that of `TURNS`."""
    told = {"en": "It begins.", "zh": "开始了。"}[language]
    return [TURNS[language], *(prose_of(told, seed, goes_on=True) for seed in range(1, count))][:count]


def begin(
    model: Model | None = None, *, world: str = "last-bus", language: str = "en", store: MemoryStore | None = None,
    seed: int = 7, **settings: Any,
) -> Story:  # fmt: skip
    """A new session of ``world`` in a store of its own."""
    told = load(world, language)
    events = opening_events(told, seed=seed, reader=READER)
    store = store or MemoryStore()
    store.create(ID, events, world=told.id, language=language, title=told.title, at=AT)
    return Story(ID, told, Tree().grow(events), store, model, TellSettings(**settings))


async def take(steps: AsyncGenerator[Progress]) -> list[Progress]:
    """All progress of one turn."""
    async with aclosing(steps) as progress:
        return [step async for step in progress]


def told(steps: list[Progress]) -> Told:
    """The told turn that the steps of a turn end with."""
    last = steps[-1]
    assert isinstance(last, Told)
    return last


def shown(steps: list[Progress]) -> str:
    """What a reader has on screen after these steps; a restart wipes the turn."""
    text = ""
    for step in steps:
        if isinstance(step, Restarted | Authored):
            text = ""
        elif isinstance(step, Piece):
            text += step.text
    return text


def prose(steps: list[Progress]) -> str:
    """The complete prose as it was announced."""
    return next(step.text for step in steps if isinstance(step, Prose))


def stored(story: Story) -> list[e.Event]:
    """What the story's store holds."""
    assert isinstance(story.store, MemoryStore)
    return story.store.read(ID)


def check(story: Story) -> None:
    """The tree is what is stored, and every stored digest is that of the refolded state."""
    again = Tree().grow(stored(story))
    assert again == story.tree
    assert list(again.mismatches()) == []


def supervised(*scripts: Mapping[str, Any]) -> Model:
    """A model whose child plays these scripts, one a life."""
    child: EmbeddedServer = SupervisedScript(*scripts)
    return Model("scripted", embedded=child)
