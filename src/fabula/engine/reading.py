"""From the reader's words to an intent: by their words, by what they mean, and only when unsure by asking the model.

What this decides is only what the reader means to do. Whether it happens is decided by the rules, so words can cause
nothing that a rule does not allow, whatever they say.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fabula.analysis.moods import Mood, Said, done
from fabula.engine.lore import Embed
from fabula.engine.meanings import nearness
from fabula.engine.prompt import message
from fabula.engine.wording_reading import ASKINGS
from fabula.errors import FabulaError
from fabula.models.model import Model
from fabula.models.request import ASIDE, Message, Request, Sampling, Usage
from fabula.story.intent import FREE, Intent, match, phrase, possible, stated
from fabula.story.language import LANGUAGES
from fabula.story.state import State
from fabula.story.world import World

_ASKING = {
    "en": re.compile(r"[?\"“”]|\b(?:want|like|love) to (?:know|hear)\b|\bteach\b", re.IGNORECASE),
    "zh": re.compile(r"[?？\"“”「]|[吗呢呗]|什么|怎么|谁|几|哪|多少|想知道|讲讲|教教"),
}
# Quoted words that bid somebody speak: whoever says them tells nothing, however near they come to a telling.
_BIDDING = {
    "en": re.compile(
        r"[\"“][^\"”]*\b(?:tell (?:me|us)|say|speak|repeat|explain|swear|confess|describe|recite|answer)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[“「\"][^”」\"]*(?:告诉我|[说讲]给我|[说讲][一出]|[说讲]来听|再[说讲]|交代|发誓|回答我|坦白)"),
}
_ASKED = {"en": re.compile(r"\?\W*$"), "zh": re.compile(r"[?？]\W*$|[吗么]\W*$")}
# How the phrase or an entry of a rule begins that is done by speaking, writing or looking; and by having others do it.
_SPOKEN = {
    "en": re.compile(
        r"^(?:say|tell|ask|write|whisper|speak|talk|answer|promise|order|beg|shout|watch|look|listen|see|hear|read|sing"
        r"|question|negotiate|parley|haggle|settle|own up|swear|confess|explain|propose)\b|: tell\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"告诉|讲|说|问|写：|请教|答应|打听|坦白"),
}
_CAUSED = {
    "en": re.compile(r"(?:let|have|send|make|get|bid)\b", re.IGNORECASE),
    "zh": re.compile(r"让|叫|请|派|求|劝|吩咐"),
}
_SO = {"en": "do that", "zh": "这么做"}  # stands for an author's phrase where the rest of the words is looked at
AGREED = 0.25  # the part of the bound that is forgiven where a verb is one of the intent's kind
UNSAID = 0.8  # what is left of the nearness of putting something down, where no verb says so: it names all one holds
OPTIONS = 5  # intents that the model is asked about
TOKENS = 2  # of its answer, which is one digit
SECONDS = 8.0  # for the answer; the reader waits
SAMPLING = Sampling(temperature=0, repeat_penalty=1.0, dry_multiplier=0.0)
SPEECH = ("ask", "inquire", "tell", "talk", "quiz")  # intents that are done by speaking
THINGS = ("take", "drop", "look", "go")  # intents that are not


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where nearness is sure: from ``sure`` on with a lead of ``gap``, and below ``least`` it is nothing.

    Chosen on the development halves of the bench's cases (`fabula bench intent`), for each way of measuring.
    """

    sure: float
    gap: float
    least: float


BY_MEANING = Bounds(sure=0.50, gap=0.05, least=0.33)
BY_WORDS = {"en": Bounds(sure=0.40, gap=0.15, least=0.15), "zh": Bounds(sure=0.26, gap=0.07, least=0.10)}


@dataclass(frozen=True, slots=True)
class Action:
    """What the reader does in a turn: their ``words`` for the telling, what they mean, and how that was ``found``.

    ``offered``: it was a choice, which carries its intent.
    """

    words: str
    intent: Intent
    offered: bool = False
    found: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in some words: the intent, ``how`` it was found, and what else is known of it, for ``/why``.

    ``facts``: by what nearness was measured (``words`` where no embedder knows the language), the score of the nearest
    intent and its lead over the next, the mood of what was left out, what an answer cost, and what went wrong.
    """

    intent: Intent
    how: str  # lexical | embedding | words | asked | free
    facts: dict[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As it is kept with the turn."""
        return {"how": self.how, **self.facts}


async def read(
    world: World, state: State, words: str, *, embed: Embed | None = None, model: Model | None = None,
    ready: Callable[[], Awaitable[object]] | None = None, patience: float = SECONDS,
) -> Reading:  # fmt: skip
    """The intent of free words, as sure as it can be had; what stays unsure is ``free``.

    ``ready`` is awaited before the ``model`` is asked, and its answer then for ``patience`` seconds. Failures of either
    are no failures here: then less is known.
    """
    names = [name for who in world.characters.values() for name in (who.name, *who.aliases)]
    said = done(words, state.language, names, _things(world))
    facts: dict[str, Any] = {"mood": said.mood.value} if said.mood else {}
    plain = stated(world, state, words)
    if plain is not None and _plainly(world, state, plain, words, names):
        return Reading(plain, "lexical")
    if not said.text:
        return Reading(FREE, "free", facts)
    guess, text = _guessed(world, state, said)
    if guess.kind in ("wait", "survey", "answer"):
        return Reading(guess, "lexical", facts)
    if guess == FREE and _stays(world, state, text):
        return Reading(FREE, "free", facts | {"mood": "here already"})
    speaking = text != said.acts
    if speaking and said.mood is not None:
        return Reading(guess, "lexical" if guess != FREE else "free", facts)
    only = partial(_is_spoken, world, said) if speaking else None
    near, by, problem = await _near(world, state, text, guess, embed, only)
    facts |= problem | {"by": by, "score": round(near[0][0], 3), "margin": round(near[0][0] - near[1][0], 3)}
    intent = _settled(near, guess, BY_MEANING if by == "embedding" else BY_WORDS[state.language], text, state)
    if by == "words" and text not in (said.text, "") and guess == FREE:  # too little is left to compare words
        intent = None
    if intent is not None:
        return Reading(intent, "free" if intent == FREE else "lexical" if intent == guess else by, facts)
    if said.mood is not None:  # what is left beside a denial is done only where that is plain
        return Reading(FREE if said.mood is Mood.DENIED else guess, "free" if guess == FREE else "lexical", facts)
    options = _options(near, guess, _speaks(text, state.language))
    asked, usage, problem = await _ask(world, state, text, options, model, ready, patience)
    facts |= problem
    if asked is None:
        if guess.kind in THINGS and _ASKED[state.language].search(text):  # who asks for leave has not done it
            guess = FREE
        return Reading(guess, "lexical" if guess != FREE else "free", facts)
    if asked == FREE:  # talking is what is left of speech that is about nothing in particular, and it changes nothing
        asked = next((intent for intent in (guess, near[0][1]) if intent.kind == "talk"), FREE)
    cost = {"tokens": usage.prompt - usage.reused + usage.generated, "seconds": round(usage.total, 2)}
    return Reading(asked, "asked", facts | cost)


def _things(world: World) -> list[str]:
    """The names of places and things."""
    tables = world.places.values(), world.items.values()
    return [name for table in tables for one in table for name in (one.name, *one.aliases)]


def _guessed(world: World, state: State, said: Said) -> tuple[Intent, str]:
    """What the words mean by themselves, and in which of them: those that act, or those that only speak and look."""
    guess = match(world, state, said.acts) if said.acts else FREE
    if said.acts == said.text or guess.kind not in ("free", "talk", "wait"):
        return guess, said.acts
    other = match(world, state, said.text, partial(_is_spoken, world, said))
    if said.acts and other.kind in ("free", "talk", "wait"):
        return (other if guess == FREE and other.kind == "talk" else guess), said.acts
    return other, said.text


def _is_spoken(world: World, said: Said, intent: Intent) -> bool:
    """Whether an intent is done by speaking or looking alone, so that it needs no act."""
    if intent.kind != "do":
        return intent.kind not in ("take", "drop", "go", *(() if said.sees or said.mood else ("look",)))
    rule = world.rules[intent.target]
    begins = _SPOKEN[world.language]
    caused = _CAUSED[world.language]
    return any(begins.search(one) or (said.orders and caused.match(one)) for one in (rule.phrase, *rule.words))


async def _near(
    world: World, state: State, text: str, guess: Intent, embed: Embed | None,
    only: Callable[[Intent], bool] | None = None,
) -> tuple[list[tuple[float, Intent]], str, dict[str, Any]]:  # fmt: skip
    """How near the words are to the guess and all (or ``only``) that is possible, by what, and what went wrong."""
    bidding = _BIDDING[state.language].search(text)
    intents = [intent for intent in possible(world, state) if intent.kind != "tell" or not bidding]
    if guess != FREE and guess not in intents:
        intents.append(guess)
    problem, by = {}, "words"
    if embed is not None:
        try:
            near, by = await nearness(world, intents, text, state.language, embed), "embedding"
        except FabulaError as error:
            problem = {"problem": error.message}
    if by == "words":
        near = await nearness(world, intents, text, state.language, None)
    if not _says(text, "drop", state.language):
        near = [(score * UNSAID if intent.kind == "drop" else score, intent) for score, intent in near]
    near = [row for row in near if only is None or only(row[1])]  # after weighing, so that words weigh what they did
    return sorted(near, key=lambda row: -row[0]), by, problem


def _settled(
    near: Sequence[tuple[float, Intent]], guess: Intent, bounds: Bounds, text: str, state: State
) -> Intent | None:
    """The intent, if nearness and the words' own guess leave no doubt; ``free`` if nothing is near."""
    score, best = near[0]
    if best.kind in THINGS and _ASKING[state.language].search(text):
        return None
    if guess != FREE and guess.kind != "talk":  # the words have a guess of their own: both agree, or it is unsure
        return best if best == guess else None
    if score < bounds.least:
        return guess
    if best.kind in SPEECH and not _speaks(text, state.language):
        return None
    if best.kind == "talk" and any(intent.target == best.target and intent.kind in SPEECH for _, intent in near[1:5]):
        return None
    sure = bounds.sure * (1 - AGREED * _says(text, best.kind, state.language))
    return best if score >= sure and score - near[1][0] >= bounds.gap else None


def _plainly(world: World, state: State, plain: Intent, words: str, names: Sequence[str]) -> bool:
    """Whether words do what they state outright: what stands beside an author's phrase must not take it back."""
    if plain.kind == "answer":
        return done(words, state.language, names).mood is not Mood.OUTSIDE
    rest = words.casefold().replace(phrase(world, plain, state.language).casefold(), _SO[state.language])
    things = _things(world)
    said = done(rest, state.language, names, things)
    if said.mood is not None or not (_SO[state.language] in said.acts or _is_spoken(world, said, plain)):
        return False
    meant = done(words, state.language, names, things)  # in "过去码头上" nobody goes there, though 去码头 is in it
    alone = done(phrase(world, plain, state.language), state.language, names, things)
    acts = phrase(world, plain, state.language).casefold() in meant.acts.casefold()
    return acts or alone.acts != alone.text or _is_spoken(world, said, plain)


def _stays(world: World, state: State, text: str) -> bool:
    """Whether words go to where one is: then what lies there must not be read into them."""
    place = world.places[state.place]
    speech = LANGUAGES[state.language]
    return any(speech.goes_to(text, name) for name in (place.name, *place.aliases))


def _says(text: str, kind: str, language: str) -> bool:
    """Whether words have a verb of that kind."""
    return LANGUAGES[language].says(text, kind)


def _speaks(text: str, language: str) -> bool:
    """Whether words are about saying or asking something."""
    return bool(_ASKING[language].search(text)) or _says(text, "ask", language) or _says(text, "talk", language)


def _options(near: Sequence[tuple[float, Intent]], guess: Intent, speaks: bool) -> list[Intent]:
    """The intents to ask about, the nearest first, the words' own guess among them.

    Talking is what is left if it is none of them. Who says nothing asks for nothing, and what is put down is said.
    """
    unsaid = ("talk", "drop") if speaks else ("drop", *SPEECH)
    options = [intent for _, intent in near if intent.kind not in unsaid][:OPTIONS]
    if guess.kind not in ("free", "talk") and guess not in options:
        options[-1] = guess
    return options


async def _ask(
    world: World, state: State, text: str, options: Sequence[Intent], model: Model | None,
    ready: Callable[[], Awaitable[object]] | None, patience: float,
) -> tuple[Intent | None, Usage, dict[str, Any]]:  # fmt: skip
    """Let the model choose among the options by one short call in a slot of its own; None if there was no answer."""
    if model is None:
        return None, Usage(), {}
    try:
        if ready is not None:
            await ready()
        if model.capabilities.extensions and model.capabilities.slots < 2:
            return None, Usage(), {"problem": "the server has no second slot"}  # the story's cache is worth more
        async with asyncio.timeout(patience):
            begun = instructions(state.language)
            await model.warm(begun, ASIDE)
            answer, usage = await model.complete(question(world, state, text, options, begun))
    except TimeoutError:
        return None, Usage(), {"problem": f"no answer in {patience:.0f} seconds"}
    except FabulaError as error:
        return None, Usage(), {"problem": error.message}
    found = re.search(r"(?<![-.\d])\d+", answer)
    number = int(found[0]) if found else -1
    if not 0 <= number <= len(options):
        return None, usage, {"problem": f"no number in the answer {answer[:20]!r}"}
    return options[number - 1] if number else FREE, usage, {}


def instructions(language: str) -> tuple[Message, ...]:
    """What every question begins with; the same bytes each time, so that they are evaluated once and kept."""
    words = ASKINGS[language]
    shown: list[Message] = []
    for asked, answer in words.examples:
        shown += [message("user", asked), message("assistant", answer)]
    return (message("system", words.system), *shown)


def question(world: World, state: State, text: str, options: Sequence[Intent], begun: Sequence[Message]) -> Request:
    """The request that asks which option the words mean. Its answer is one digit."""
    words = ASKINGS[state.language]
    people = words.comma.join(world.name_of(who) for who in state.here()) or words.nobody
    lines = "\n".join(f"{number}. {phrase(world, intent, state.language)}" for number, intent in enumerate(options, 1))
    asked = words.question.format(place=world.name_of(state.place), people=people, options=lines, words=text)
    schema = {"enum": list(range(len(options) + 1))}
    return Request((*begun, message("user", asked)), TOKENS, SAMPLING, schema=schema, slot=ASIDE)
