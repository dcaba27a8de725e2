"""The reader's slash commands: moving in the tree of turns and looking behind the story."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from fabula.cli.page import Page
from fabula.cli.words import WORDS, say
from fabula.engine.story import Progress, Story
from fabula.engine.why import Why, why
from fabula.engine.wording_refusals import refusal
from fabula.errors import ActionError, FabulaError
from fabula.story.clock import day, hour
from fabula.story.rules import OFF, PLAYER
from fabula.story.tree import ROOT
from fabula.story.world import World

Teller = Callable[[AsyncIterator[Progress]], object]
NAMES = (
    "undo", "redo", "retell", "edit", "branch", "goto", "why", "state", "map", "save", "lang", "help", "quit",
)  # fmt: skip


def split(line: str) -> tuple[str, str]:
    """``/goto 3`` as ``("goto", "3")``."""
    name, _, rest = line[1:].strip().partition(" ")
    return name.casefold(), rest.strip()


def move(story: Story, name: str, rest: str) -> str:
    """Carry out a command that moves or names turns; returns what to say. Raises `FabulaError` if it can't."""
    language = story.state.language
    if name == "undo":
        return say(language, "at", turn=story.undo().id)
    if name == "redo":
        return say(language, "at", turn=story.redo().id)
    if name == "goto":
        return say(language, "at", turn=story.goto(_number(rest, "/goto", language)).id)
    if name == "branch":
        turn = story.tree.turn(_number(rest, "/branch", language) if rest else story.tree.tip)
        return say(language, "branch", turn=story.goto(max(turn.parent, ROOT)).id)
    if name == "save":
        story.bookmark(rest)
        return say(language, "saved", name=rest.strip()[:60], turn=story.tree.tip)
    if name == "edit":
        return say(language, "edited", turn=story.edit(rest).id)
    raise ActionError(say(language, "unknown", command=f"/{name}"))


def _number(text: str, command: str, language: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise refusal(language, "no number", command=command, text=text[:40])
    return int(text)


def switch(story: Story, language: str, load: Callable[[str], World]) -> str:
    """Go on in another language; returns what to say."""
    if language not in story.world.languages:
        known = say(story.state.language, "comma").join(story.world.languages)
        raise ActionError(say(story.state.language, "no_lang", languages=known), hint="")
    model = story.model
    if model is not None and model.languages and language not in model.languages:
        raise ActionError(
            f"The model '{model.name}' can't tell stories in '{language}'.",
            hint=f"Go on with another one: fabula play --session {story.id} --lang {language}",
        )
    story.switch(load(language))
    return say(language, "switched")


def show_state(story: Story, page: Page) -> None:
    """Print what is true now."""
    state, world = story.state, story.world
    words = state.language
    comma = say(words, "comma")
    people = comma.join(world.name_of(who) for who in state.here()) or say(words, "nobody")
    items = comma.join(world.name_of(item) for item in state.held()) or say(words, "nothing")
    colon = say(words, "colon")
    for head, text in ((("place"), world.name_of(state.place)), ("people", people), ("holding", items)):
        page.line(f"{say(words, head)}{colon}{text}")
    if world.clock is not None:
        named = world.clock.name_of_day(state.minutes) or say(words, "day", number=day(state.minutes))
        page.line(f"{say(words, 'time')}{colon}{named}{comma}{hour(state.minutes)}{comma}{say(words, state.phase)}")
    page.line(f"{say(words, 'quests')}{colon.rstrip()}")
    for key, step in state.quests.items():
        quest = world.quests[key]
        if step != "hidden":
            how = say(words, step) if step in OFF else quest.steps[step].goal
            page.line(f"- {quest.title}{colon}{how}", indent=2)
    known = [fact.name for key, fact in world.facts.items() if f"{PLAYER}.{key}" in state.knows]
    if known:
        page.line(f"{say(words, 'known')}{colon}{comma.join(known)}")
    if state.counters:
        page.line(
            f"{say(words, 'counters')}{colon}" + comma.join(f"{key} {value}" for key, value in state.counters.items())
        )


def show_map(story: Story, page: Page) -> None:
    """Print the tree of turns and the places."""
    from fabula.formats.branches import outline

    state, world = story.state, story.world
    words = state.language
    colon = say(words, "colon")
    page.line(f"{say(words, 'turns')}{colon.rstrip()}", "head")
    for row in outline(story.tree):
        mark = "●" if row.turn == story.tree.tip else "│" if row.told else " "
        page.line(f"{mark} {row.turn:>3} {'  ' * row.indent}{row.name or say(words, 'opening')}", indent=2)
    page.line("")
    page.line(f"{say(words, 'places')}{colon.rstrip()}", "head")
    comma = say(words, "comma")
    for key, place in world.places.items():
        if key not in state.visited:
            page.line(f"- {place.name}{say(words, 'not_visited')}", "dim", indent=2)
            continue
        ways = comma.join(world.name_of(exit_) for exit_ in place.exits)
        here = f" <- {say(words, 'here')}" if key == state.place else ""
        page.line(f"- {place.name}{colon}{say(words, 'exits')}{ways}{here}", indent=2)


def rows(found: Why, words: str) -> Iterator[tuple[str, str]]:
    """Rows (heading, text) that explain a turn, in the language ``words``."""
    if not found.intent:
        yield "", say(words, "why_nothing")
        return
    semicolon = say(words, "semicolon")
    yield say(words, "why_action"), found.action
    free = f"{say(words, 'why_free')} {found.source}".strip()
    source = say(words, "why_offered") if found.source == "offered" else free
    yield say(words, "why_intent"), f"{found.intent} ({source})"
    if found.refused:
        yield say(words, "why_refused"), found.refused
    for heading, spoken in (
        ("why_rules", found.rules), ("why_lore", found.lore), ("why_recalled", found.recalled),
    ):  # fmt: skip
        if spoken:
            yield say(words, heading), semicolon.join(f"{one.key} ({one.said})" for one in spoken)
    yield say(words, "why_events"), semicolon.join(found.events) or "-"
    yield say(words, "why_lead"), found.lead or "-"
    if found.note:
        yield say(words, "why_note"), found.note
    if found.origin == "reader":
        yield say(words, "why_model"), say(words, "why_reader")
        return
    meta = found.measured
    if meta:
        tokens = dict.fromkeys(("prompt", "reused", "generated"), "?") | meta.get("tokens", {})
        seconds = dict.fromkeys(("first", "total", "choices"), "?") | meta.get("seconds", {})
        background = meta.get("background", {})
        behind = background.get("prompt", 0) - background.get("reused", 0) + background.get("generated", 0)
        yield say(words, "why_tokens"), say(words, "why_tokens_text", background=behind, **tokens)
        yield say(words, "why_seconds"), say(words, "why_seconds_text", **seconds)
        retold = {"why": [], "tokens": "?", "seconds": "?"} | meta.get("retold", {})
        if retold["why"]:
            reasons = say(words, "semicolon").join(reason_of(words, str(reason)) for reason in retold["why"])
            yield say(words, "why_retold"), say(words, "why_retold_text", **{**retold, "why": reasons})
        yield say(words, "why_model"), str(meta.get("model", "?"))


def reason_of(language: str, reason: str) -> str:
    """Why a sentence was told again, for readers; a reason of another version as it stands."""
    return say(language, reason) if reason in WORDS[language] else reason


def show_why(story: Story, page: Page) -> None:
    """Print why the turn at the tip is as it is."""
    words, tip = story.state.language, story.tree.tip
    for head, text in rows(why(story.world, story.tree, tip, story.meta.get(tip, {})), words):
        page.line(f"{head}{say(words, 'colon')}{text}" if head else text)


def look(story: Story, name: str, page: Page) -> bool:
    """Carry out a command that only looks; False if it is none."""
    if name == "state":
        show_state(story, page)
    elif name == "map":
        show_map(story, page)
    elif name == "why":
        show_why(story, page)
    elif name == "help":
        page.lines(say(story.state.language, "help"))
    else:
        return False
    return True


def complain(error: FabulaError, page: Page) -> None:
    """Print an error as one paragraph."""
    page.line(error.paragraph(), "error")
