"""Intents: what an action means in a world, and which are possible now.

An intent is written ``kind``, ``kind:target`` or ``kind:target/topic``: ``go:cove``, ``ask:bram/lamp``,
``do:fill_lamp``, ``free``. An offered choice carries its intent; free words are matched to one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fabula.story.language import LANGUAGES, Language
from fabula.story.rules import PLAYER
from fabula.story.state import State
from fabula.story.world import World

KINDS = (
    "go", "take", "drop", "talk", "ask", "inquire", "tell", "look", "survey", "wait", "accept", "quiz", "answer", "do",
    "free",
)  # fmt: skip
# Kinds that are read by their phrase alone.
PLAIN = ("do", "ask", "inquire", "tell", "accept", "quiz", "look", "go", "take", "drop")


@dataclass(frozen=True, slots=True)
class Intent:
    """What the reader means to do. ``target`` and ``topic`` are ids of the world, or empty."""

    kind: str
    target: str = ""
    topic: str = ""

    def __str__(self) -> str:
        text = f"{self.kind}:{self.target}" if self.target else self.kind
        return f"{text}/{self.topic}" if self.topic else text

    @classmethod
    def parse(cls, text: str) -> Intent:
        """The intent written as ``text``; unknown kinds are read as ``free``."""
        kind, _, rest = text.partition(":")
        target, _, topic = rest.partition("/")
        return cls(kind, target, topic) if kind in KINDS else cls("free")


FREE = Intent("free")
WAIT = Intent("wait")


def possible(world: World, state: State) -> Iterator[Intent]:
    """All intents that the rules would carry out now, in a fixed order. Never empty: one can always wait."""
    for key, rule in world.rules.items():
        if (rule.again or key not in state.done) and rule.when.holds(state):
            yield Intent("do", key)
    asked = open_question(world, state)
    if asked:
        for option in world.questions[asked].options:
            yield Intent("answer", asked, option)
    for key, quest in world.quests.items():
        if state.quests.get(key) == "offered" and (quest.by is None or quest.by in state.here()):
            yield Intent("accept", key)
    for who in state.here():
        for topic, entry in world.characters[who].topics.items():
            if f"{who}.{topic}" not in state.heard and entry.when.holds(state):
                yield Intent("ask", who, topic)
        for fact in world.facts:
            if f"{PLAYER}.{fact}" not in state.knows and tells(world, state, who, fact):
                yield Intent("inquire", who, fact)
            if f"{PLAYER}.{fact}" in state.knows and f"{who}.{fact}" not in state.knows:
                yield Intent("tell", who, fact)
        if not asked and next_question(world, state, who):
            yield Intent("quiz", who)
        yield Intent("talk", who)
    for item in state.lying_here():
        if not world.items[item].fixed:
            yield Intent("take", item)
    for detail in world.places[state.place].details:
        yield Intent("look", state.place, detail)
    for place in world.places[state.place].exits:
        if world.places[place].needs.holds(state):
            yield Intent("go", place)
    for item in state.held():
        if not world.items[item].fixed:
            yield Intent("drop", item)
    yield Intent("survey")
    yield WAIT


def tells(world: World, state: State, who: str, fact: str) -> bool:
    """Whether somebody would tell a fact to whoever asks: they know it, and it is neither secret nor denied by them."""
    known = f"{who}.{fact}" in state.knows
    return known and not world.facts[fact].secret and fact not in world.characters[who].lies


def spoken_of(world: World, language: str, text: str) -> list[str]:
    """The facts that words speak of, by their keys and names."""
    speech = LANGUAGES[language]
    return [
        key for key, fact in world.facts.items() if any(speech.contains(text, word) for word in (fact.name, *fact.keys))
    ]


def open_question(world: World, state: State) -> str:
    """The question that waits for an answer; empty if there is none, or if whoever asked it is not here any more."""
    question = world.questions.get(state.asked)
    return state.asked if question is not None and question.by in state.here() else ""


def next_question(world: World, state: State, who: str) -> str:
    """The question that somebody who is here would ask next: not yet answered rightly, nearest to the reader's level.

    Empty if they have none.
    """
    open_ = [
        (abs(question.level - state.level), number, key)
        for number, (key, question) in enumerate(world.questions.items())
        if question.by == who and not state.answered.get(key) and question.when.holds(state)
    ]
    return min(open_)[2] if open_ and who in state.here() else ""


def known(world: World, intent: Intent) -> bool:
    """Whether the world still has what the intent speaks of; a world may have changed since it was offered."""
    if intent.kind == "do":
        return intent.target in world.rules
    if intent.kind == "accept":
        return intent.target in world.quests
    if intent.kind == "answer":
        return intent.target in world.questions and intent.topic in world.questions[intent.target].options
    if intent.kind in ("inquire", "tell"):
        return intent.target in world.characters and intent.topic in world.facts
    if intent.kind == "ask":
        return intent.target in world.characters and intent.topic in world.characters[intent.target].topics
    if intent.kind == "look":
        return intent.target in world.places and intent.topic in world.places[intent.target].details
    return not intent.target or any(intent.target in table for table in (world.places, world.items, world.characters))


def phrase(world: World, intent: Intent, language: str) -> str:
    """The plain phrase of an intent, in the imperative: "ask Bram about the lamp"."""
    words = LANGUAGES[language].phrases
    if intent.kind == "do":
        return world.rules[intent.target].phrase
    if intent.kind == "look":
        return words["look"].format(name=world.places[intent.target].details[intent.topic].name)
    if intent.kind == "ask":
        character = world.characters[intent.target]
        return words["ask"].format(name=character.name, topic=character.topics[intent.topic].name)
    if intent.kind in ("inquire", "tell"):
        topic = world.facts[intent.topic].name
        return words[intent.kind].format(name=world.name_of(intent.target), topic=topic)
    if intent.kind == "answer":
        return words["answer"].format(name=world.questions[intent.target].options[intent.topic])
    if intent.kind == "accept":
        return words["accept"].format(name=world.quests[intent.target].title)
    if intent.kind in words:
        return words[intent.kind].format(name=world.name_of(intent.target), topic="")
    return ""


def stated(world: World, state: State, text: str) -> Intent | None:
    """The intent that words state outright: an answer to the open question, or a possible intent's whole phrase.

    Putting down what can't be put down is stated, too, so that it is refused and not told as if it were free.
    """
    language = LANGUAGES[state.language]
    low = text.casefold()
    if state.asked in world.questions:
        given = _answers(world, state.asked, language, low)
        if len(given) == 1:  # words that mean two answers are none
            return Intent("answer", state.asked, given[0])
    kept = (Intent("drop", item) for item in state.held() if world.items[item].fixed)
    for intent in (*possible(world, state), *kept):
        plainly = phrase(world, intent, state.language).casefold()
        if intent.kind in PLAIN and plainly in low:
            rest = low.replace(plainly, " ")
            if not any(language.contains(rest, word) for word in language.negations):
                return intent
    return None


def match(world: World, state: State, text: str, only: Callable[[Intent], bool] = lambda _: True) -> Intent:
    """The intent that free words most plainly mean in this world, possible now or not; else ``free``.

    Lexical and cautious: a rule needs all words of one of its entries, everything else needs a verb and a
    name. Words that deny or only imagine are ``free``. Targets that are not here are matched too, so that
    the rules can refuse them with a reason. What ``only`` does not let through is not meant.
    """
    language = LANGUAGES[state.language]
    low = text.casefold()
    plain = stated(world, state, text)
    if plain is not None and only(plain):
        return plain
    if any(language.contains(low, word) for word in language.negations):
        return FREE
    return next(filter(only, _matches(world, state, language, low)), FREE)


def _matches(world: World, state: State, language: Language, low: str) -> Iterator[Intent]:
    """What words may mean, the plainest first."""
    yield from _rules(world, state, language, low)
    yield from _asks(world, state, language, low)
    yield from _facts(world, state, language, low)
    for kind, targets in _targets(world, state):
        named = [key for key, names in targets if any(_does(language, low, kind, name) for name in names)]
        if named:
            yield Intent(kind, state.place, named[0]) if kind == "look" else Intent(kind, named[0])
    if language.says(low, "survey"):
        yield Intent("survey")
    if language.says(low, "wait") and len(language.tokens(low)) <= (4 if language.spaced else 8):
        yield WAIT


def _does(language: Language, text: str, kind: str, name: str) -> bool:
    """Whether words do something of that kind with what is called so."""
    if kind == "go":
        return language.goes_to(text, name)
    return language.contains(text, name) and language.says(text, kind)


def _answers(world: World, key: str, language: Language, text: str) -> list[str]:
    """The options of a question that the words mean."""
    question = world.questions[key]
    return [
        option
        for option, label in question.options.items()
        if language.contains(text, label)
        or any(all(language.contains(text, part) for part in entry.split()) for entry in question.words.get(option, ()))
    ]


def _rules(world: World, state: State, language: Language, text: str) -> list[Intent]:
    """Rules whose words occur; those possible now first, then those that need most words."""
    found = []
    for key, rule in world.rules.items():
        for entry in (rule.phrase, *rule.words):
            parts = [entry] if entry == rule.phrase else entry.split()
            if all(language.contains(text, part) for part in parts):
                able = rule.when.holds(state) and (rule.again or key not in state.done)
                found.append((not able, -len(entry), Intent("do", key)))
    return [intent for _, _, intent in sorted(found, key=lambda row: row[:2])]


def _asks(world: World, state: State, language: Language, text: str) -> list[Intent]:
    if not language.says(text, "ask"):
        return []
    found = []
    for who, character in world.characters.items():
        named = any(language.contains(text, name) for name in (character.name, *character.aliases))
        alone = state.here() == [who]
        for topic, entry in character.topics.items():
            about = language.contains(text, entry.name) or language.contains(text, topic.replace("_", " "))
            if about and (named or alone) and entry.when.holds(state):
                found.append(Intent("ask", who, topic))
    return found


def _facts(world: World, state: State, language: Language, text: str) -> list[Intent]:
    """Asking somebody who is here about a fact, or telling them one that the player knows."""
    here = state.here()
    named = [
        who
        for who in here
        if any(language.contains(text, name) for name in (world.characters[who].name, *world.characters[who].aliases))
    ]
    who = (named or here)[0] if named or len(here) == 1 else ""
    facts = spoken_of(world, state.language, text) if who else []
    if not facts:
        return []
    asking = language.says(text, "ask") or "?" in text or "？" in text
    telling = not asking and _tells(language, text)
    if telling and f"{PLAYER}.{facts[0]}" in state.knows:
        return [Intent("tell", who, facts[0])]
    return [Intent("inquire", who, facts[0])] if asking else []


def _tells(language: Language, text: str) -> bool:
    """Whether the reader says that they tell something; words in quotation marks may order anything."""
    if text[:1] in "\"“「'":
        return False
    if not language.spaced:
        return language.says(text, "tell")
    words = [word for word in language.tokens(text) if word not in ("i", "then", "just", "quietly", "now")]
    return language.says(words[0], "tell") if words else False


def _targets(world: World, state: State) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    here, lying, held = state.here(), state.lying_here(), state.held()

    def first(near: list[str], keys: list[str]) -> list[str]:
        return [*(key for key in keys if key in near), *(key for key in keys if key not in near)]

    def names(keys: list[str], table: str) -> list[tuple[str, list[str]]]:
        entities = getattr(world, table)
        return [(key, [entities[key].name, *entities[key].aliases]) for key in keys]

    yield "take", names([key for key in first(lying, list(world.items)) if key not in held], "items")
    yield "drop", names(held, "items")
    details = world.places[state.place].details
    yield "look", [(key, [detail.name]) for key, detail in details.items()]
    yield "talk", names(first(here, list(world.characters)), "characters")
    exits = world.places[state.place].exits
    yield "go", names([key for key in first(exits, list(world.places)) if key != state.place], "places")
