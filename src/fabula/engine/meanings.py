"""What the intents of a moment mean, in words, and how near the reader's words are to each.

Nearness is the cosine of sentence vectors where there is an embedder for the language, else that of the words that both
share, each the weightier the fewer intents it belongs to. In Chinese, where nothing shows where a word ends, characters
count as words.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fabula.engine.lore import Embed
from fabula.story.intent import Intent, phrase
from fabula.story.language import LANGUAGES, Language
from fabula.story.world import World

COMMON = 0.3  # what a word still weighs that every intent has
_SMALL = """
i me my you your we us our it its a an the of to and or in on at for with by from is are be do i'm i'll that this
我 你 您 他 她 它 的 了 着 一 个 那 这 是 在 把 就 去 和 说 地 得 们
"""
SMALL = frozenset(_SMALL.split())  # words that tell nothing apart


def texts(world: World, intent: Intent, language: str) -> Iterator[str]:
    """What an intent can be called: its phrase, what it is about, other names of it, and the words of its rule."""
    plainly = phrase(world, intent, language)
    yield plainly
    about = _about(world, intent)
    if about:
        yield f"{plainly}{'。' if language == 'zh' else '. '}{about}"
    if intent.kind == "do":
        yield from world.rules[intent.target].words
    elif intent.kind == "ask":
        yield world.characters[intent.target].topics[intent.topic].name
    elif intent.kind in ("inquire", "tell"):
        yield world.facts[intent.topic].name
    elif intent.kind == "answer":
        yield world.questions[intent.target].options[intent.topic]
    for table in (world.places, world.items, world.characters):
        if intent.target in table and intent.kind in ("go", "take", "drop", "talk"):
            entity = table[intent.target]
            yield from (plainly.replace(entity.name, alias) for alias in entity.aliases)


def _about(world: World, intent: Intent) -> str:
    """The author's sentence about what the intent leads to; never shown."""
    match intent.kind:
        case "go":
            return world.places[intent.target].text
        case "take" | "drop":
            return world.items[intent.target].text
        case "look":
            return world.places[intent.target].details[intent.topic].text
        case "ask":
            return world.characters[intent.target].topics[intent.topic].text
        case "do":
            return world.rules[intent.target].tell
    return ""


async def nearness(
    world: World, intents: Sequence[Intent], words: str, language: str, embed: Embed | None
) -> list[tuple[float, Intent]]:
    """How near the words are to each intent, the nearest first; what ``embed`` raises is not caught."""
    named = [(intent, text) for intent in intents for text in texts(world, intent, language)]
    if embed is not None:
        mine, *theirs = await asyncio.to_thread(embed, [words, *(text for _, text in named)])
        scores = [sum(a * b for a, b in zip(mine, vector, strict=True)) for vector in theirs]
    else:
        scores = shared(LANGUAGES[language], words, [text for _, text in named])
    best: dict[Intent, float] = {}
    for (intent, _), score in zip(named, scores, strict=True):
        best[intent] = max(score, best.get(intent, -1.0))
    return sorted(((score, intent) for intent, score in best.items()), key=lambda row: -row[0])


def shared(language: Language, words: str, others: Sequence[str]) -> list[float]:
    """The cosine of the weighed words of a text and of each of the others."""
    counted = [Counter(_tokens(language, text)) for text in others]
    common = Counter(token for one in counted for token in one)

    def weigh(count: Counter[str]) -> Mapping[str, float]:
        weights = {
            token: (1 + math.log(number)) * (COMMON + math.log((len(others) + 1) / (common[token] + 1)))
            for token, number in count.items()
        }
        size = math.hypot(*weights.values()) or 1.0
        return {token: weight / size for token, weight in weights.items()}

    mine = weigh(Counter(_tokens(language, words)))
    return [sum(weight * mine.get(token, 0.0) for token, weight in weigh(count).items()) for count in counted]


def _tokens(language: Language, text: str) -> Iterable[str]:
    return (_stem(token) if language.spaced else token for token in language.tokens(text) if token not in SMALL)


def _stem(word: str) -> str:
    """An English word without its commonest endings."""
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending)
    return word
