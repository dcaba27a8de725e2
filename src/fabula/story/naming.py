"""Naming: words of a world that would mean everything, nothing, or two things at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from fabula.story.contradiction import contradiction
from fabula.story.language import LANGUAGES, Language
from fabula.story.rules import PLAYER, Guard
from fabula.story.world import World

Problem = tuple[str, str, str]  # key, message, remedy


def problems(world: World) -> Iterator[Problem]:
    """What is wrong with the names and words of a world, as (key, message, remedy)."""
    language = LANGUAGES[world.language]
    for key, text in _meant(world):
        if language.wordless(text):
            yield key, f"'{text}' holds no word, so that it would mean everything or nothing", "Write a word."
    for key, text in _told(world):
        if not text.strip():
            yield key, "there is only blank space", "Write what it says."
    for key, entry in _entries(world):
        if language.spaced and not language.wordless(entry):
            for part in filter(language.wordless, entry.split()):
                yield key, f"'{part}' in '{entry}' is never looked for, so that all is never found", "Leave it out."
    yield from _entities(world, language)
    yield from _doubles(world, language)
    yield from _asked(world, language)


def _meant(world: World) -> Iterator[tuple[str, str]]:
    """Every text that a reader's words are held against, with its key."""
    for kind, key, entity in world.entities():
        yield f"{kind}.{key}.name", entity.name
        yield from ((f"{kind}.{key}.aliases", alias) for alias in entity.aliases)
    for where, place in world.places.items():
        yield from ((f"places.{where}.details.{key}.name", detail.name) for key, detail in place.details.items())
    for who, character in world.characters.items():
        yield from ((f"characters.{who}.topics.{key}.name", topic.name) for key, topic in character.topics.items())
    for key, fact in world.facts.items():
        yield f"facts.{key}.name", fact.name
        yield from ((f"facts.{key}.keys", word) for word in fact.keys)
    for key, question in world.questions.items():
        yield from ((f"questions.{key}.options.{option}", text) for option, text in question.options.items())
    for key, quest in world.quests.items():
        yield f"quests.{key}.title", quest.title
        for name, step in quest.steps.items():
            yield from ((f"quests.{key}.steps.{name}.claims", claim) for claim in step.claims)
    yield from ((f"rules.{key}.phrase", rule.phrase) for key, rule in world.rules.items())
    yield from _entries(world)


def _entries(world: World) -> Iterator[tuple[str, str]]:
    """Every set of words, all of which must occur, with its key."""
    for key, rule in world.rules.items():
        yield from ((f"rules.{key}.words", entry) for entry in rule.words)
    for key, question in world.questions.items():
        for option, words in question.words.items():
            yield from ((f"questions.{key}.words.{option}", entry) for entry in words)


def _told(world: World) -> Iterator[tuple[str, str]]:
    """Texts that must be there to be told or shown, and that may be any signs."""
    yield from ((f"rules.{key}.tell", rule.tell) for key, rule in world.rules.items())
    for key, table in world.tables.items():
        yield from ((f"tables.{key}.rows.{name}.name", row.name) for name, row in table.rows.items())


def _entities(world: World, language: Language) -> Iterator[Problem]:
    """Two places, items or characters of one name."""
    names: dict[str, str] = {}
    for kind, key, entity in world.entities():
        for name in (entity.name, *entity.aliases):
            owner = names.setdefault(language.alike(name), f"{kind}.{key}")
            if owner != f"{kind}.{key}":
                yield f"{kind}.{key}", f"the name '{name}' is taken by {owner}", "Give one another name."


def _doubles(world: World, language: Language) -> Iterator[Problem]:
    """Two of a kind that are offered in the same words."""
    named = {
        "facts": {key: fact.name for key, fact in world.facts.items()},
        "quests": {key: quest.title for key, quest in world.quests.items()},
        **{f"places.{where}.details": {key: one.name for key, one in p.details.items()}
           for where, p in world.places.items()},
        **{f"questions.{key}.options": question.options for key, question in world.questions.items()},
    }  # fmt: skip
    for kind, texts in named.items():
        for one, other in _alike(texts, language):
            remedy = "Give one another name."
            yield f"{kind}.{other}", f"the name '{texts[other]}' is taken by {kind}.{one}", remedy
    remedy = "Give one other words, or guards that never hold at once."
    rules = world.rules
    for one, other in _alike({key: rule.phrase for key, rule in rules.items()}, language):
        after = _after(one, other, rules[one].when.done, rules[other].when.done)
        if not _apart(rules[one].when, rules[other].when) and (after is None or rules[after].again):
            yield f"rules.{other}.phrase", f"'{rules[other].phrase}' is offered by rules.{one} too", remedy
    for who, character in world.characters.items():
        topics = character.topics
        for one, other in _alike({key: topic.name for key, topic in topics.items()}, language):
            heard = [[text.partition(".")[2] for text in topics[key].when.heard if text.startswith(f"{who}.")]
                     for key in (one, other)]  # fmt: skip
            if not _apart(topics[one].when, topics[other].when) and _after(one, other, *heard) is None:
                path = f"characters.{who}.topics"
                yield f"{path}.{other}", f"the name '{topics[other].name}' is taken by {path}.{one}", remedy


def _asked(world: World, language: Language) -> Iterator[Problem]:
    """Topics of somebody who, asked in the same words, would tell a fact of that name instead."""
    for who, character in world.characters.items():
        told = {
            language.alike(fact.name): key
            for key, fact in world.facts.items()
            if who in fact.known_by and not fact.secret and key not in character.lies
        }
        for key, topic in character.topics.items():
            fact = told.get(language.alike(topic.name), "")
            if fact and not _apart(topic.when, Guard(ignorant=[f"{PLAYER}.{fact}"])):
                yield (
                    f"characters.{who}.topics.{key}",
                    f"the name '{topic.name}' is taken by facts.{fact}, which '{who}' tells when asked",
                    f"Give one another name, or the topic a guard with knows = ['{PLAYER}.{fact}'].",
                )


def _alike(texts: Mapping[str, str], language: Language) -> Iterator[tuple[str, str]]:
    """Pairs of keys whose texts can't be told apart: each later one with each earlier one."""
    groups: dict[str, list[str]] = {}
    for key, text in texts.items():
        groups.setdefault(language.alike(text), []).append(key)
    return (pair for group in groups.values() for pair in combinations(group, 2))


def _apart(one: Guard, other: Guard) -> bool:
    """Whether two guards never hold at once."""
    return bool(contradiction(one, other))


def _after(one: str, other: str, before_one: Iterable[str], before_other: Iterable[str]) -> str | None:
    """Which of the two must have come before the other; None if neither."""
    return one if one in before_other else other if other in before_one else None
