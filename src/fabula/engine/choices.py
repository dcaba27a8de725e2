"""The three choices: rules pick what is offered, the model only finds the words, and code checks them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fabula.analysis.clean import plain
from fabula.analysis.sentences import han_share, length
from fabula.engine.prompt import message
from fabula.engine.wording import WORDINGS
from fabula.errors import ServerError
from fabula.models.model import Model
from fabula.models.request import Message, Request, Sampling, Usage
from fabula.story.intent import Intent, phrase
from fabula.story.language import LANGUAGES
from fabula.story.world import World

SAMPLING = Sampling(temperature=0.6, repeat_penalty=1.0, dry_multiplier=0.0)
_LOOSE_ENDS = frozenset(("the", "a", "an", "to", "her", "his", "your", "about", "and", "of", "with", "for", "at"))
_LONGEST = {"en": 90, "zh": 32}  # characters of a label


def plain_choices(world: World, intents: Sequence[Intent], language: str) -> list[dict[str, str]]:
    """The offered intents in the author's own phrases."""
    return [{"label": _sentence(phrase(world, i, language)), "intent": str(i)} for i in intents]


async def phrase_choices(
    model: Model, messages: Sequence[Message], world: World, intents: Sequence[Intent], language: str, seed: int
) -> tuple[list[dict[str, str]], Usage]:
    """The offered intents in words that fit the scene, and what finding them cost.

    A label that lost its meaning, repeats another or is in the wrong language is replaced by the author's
    phrase, and so are all of them if the server fails: the turn itself is told already.
    """
    choices = plain_choices(world, intents, language)
    if not model.capabilities.schema:
        return choices, Usage()
    options = "\n".join(f"{number}. {choice['label']}" for number, choice in enumerate(choices, 1))
    ask = message("user", WORDINGS[language].choose.format(options=options))
    request = Request((*messages, ask), max_tokens=160, sampling=SAMPLING, seed=seed, schema=_schema(choices, language))
    try:
        text, usage = await model.complete(request)
    except ServerError:
        return choices, Usage()
    labels = _labels(text)
    taken: set[str] = set()
    for choice, intent, label in zip(choices, intents, labels, strict=False):
        label = _sentence(plain(label, lines=False).strip(" .。;；\"'"))
        if label.casefold() not in taken and _fits(world, intent, label, language):
            choice["label"] = label
        taken.add(choice["label"].casefold())
    if len({choice["label"].casefold() for choice in choices}) < len(choices):
        choices = plain_choices(world, intents, language)
    return choices, usage


def _schema(choices: Sequence[dict[str, str]], language: str) -> dict[str, Any]:
    """One string a choice, each beginning as the author's phrase does and made of plain words only."""
    if language == "zh":
        items = [f"^{choice['label'][:1]}[\u4e00-\u9fff，]{{2,24}}$" for choice in choices]
    else:
        items = [f"^{_letters(choice['label'].split()[0])} [A-Za-z ,'-]{{4,70}}$" for choice in choices]
    return {
        "type": "array",
        "prefixItems": [{"type": "string", "pattern": pattern} for pattern in items],
        "minItems": len(items),
        "maxItems": len(items),
    }


def _letters(word: str) -> str:
    return "".join(c for c in word if c.isalnum() or c in "'-")


def _labels(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [x for x in found if isinstance(x, str)] if isinstance(found, list) else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fits(world: World, intent: Intent, label: str, language: str) -> bool:
    """Whether a label still says what its intent does: the names it needs occur, in the right language."""
    if not 2 <= length(label, language) <= (14 if language == "en" else 26) or len(label) > _LONGEST[language]:
        return False
    plainly = phrase(world, intent, language)
    if language == "en" and not _same_shape(label.casefold().split(), plainly.casefold().split()):
        return False
    if (han_share(label) > 0.5) != (language == "zh") or "?" in label or "？" in label:
        return False
    speech = LANGUAGES[language]
    needed = _names(world, intent, language)
    return all(any(speech.contains(label, name) for name in names) for names in needed)


def _same_shape(words: list[str], plainly: list[str]) -> bool:
    """Whether an English label begins as the author's phrase does, adds little, and is not broken off."""
    joined = words.count("and") > plainly.count("and") or words.count("to") > plainly.count("to") + 1
    return words[0] == plainly[0] and len(words) <= len(plainly) + 4 and not joined and words[-1] not in _LOOSE_ENDS


def _names(world: World, intent: Intent, language: str) -> list[list[str]]:
    """Groups of names; a label must contain one of each group."""
    if intent.kind == "do":
        content = [word for word in LANGUAGES[language].tokens(phrase(world, intent, language)) if len(word) > 3]
        return [[word] for word in content] if language == "en" else [[phrase(world, intent, language)]]
    if intent.kind == "look":
        return [[world.places[intent.target].details[intent.topic].name]]
    if intent.kind == "ask":
        character = world.characters[intent.target]
        return [[character.name, *character.aliases], [character.topics[intent.topic].name]]
    for table in (world.places, world.items, world.characters):
        if intent.target in table:
            return [[table[intent.target].name, *table[intent.target].aliases]]
    return [[phrase(world, intent, language)]]
