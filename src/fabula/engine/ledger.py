"""The knowledge ledger: what a character knows, and lines told from that alone.

The log of the story holds all that the reader has seen, so a model that goes on from it lets everybody know
everything. When somebody is asked about something that they don't know, hide or deny, their line is therefore told
apart: in another slot, from the world's prefix and a short page about this one person, which never holds what they
must not know. The line then enters the story as part of the turn's lead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fabula.analysis.clean import plain
from fabula.analysis.sentences import sentences
from fabula.analysis.verbs import wordset
from fabula.engine.prompt import message, prefix
from fabula.engine.wording import WORDINGS
from fabula.errors import ServerError
from fabula.models.model import Model
from fabula.models.request import ASIDE, Message, Request, Sampling, Usage
from fabula.story.intent import Intent, spoken_of, tells
from fabula.story.language import LANGUAGES
from fabula.story.rules import PLAYER
from fabula.story.slots import filled
from fabula.story.state import State
from fabula.story.world import Fact, World

SAMPLING = Sampling(temperature=0.7)
TOKENS = 60  # of a line
TRIES = 3  # lines that are told before the author's own silence is taken
FACTS = 6  # of what somebody knows, the newest, so that the page stays short
LONGEST = {"en": 200, "zh": 80}  # characters of a line
ALLUDES = 5  # what the words of a question must weigh to come near a fact
GUARDED = ("inquire", "tell", "talk", "free")  # a topic ("ask") has its author's own answer

_FUNCTION = wordset(
    "that this with from what when where which have been into over they them their there than then will would could"
    " should about your some does each only most very just more must were"
)

_GRAMMARS = {
    "en": r"""root ::= [A-Z] heard* [.!?…] (" " [A-Z] heard* [.!?…])? "\""
heard ::= [^"“”)(\[\]{}<>|#*_~`\\/@=+\n\u4e00-\u9fff]
""",
    "zh": r"""root ::= [\u4e00-\u9fff] heard* [。！？…] ([\u4e00-\u9fff] heard* [。！？…])? "”"
heard ::= [^A-Za-z "“”（）)(\[\]{}<>|#*_~`\\/@=+\n]
""",
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """A question that must be answered from the ledger of ``who``, about ``facts`` (ids)."""

    who: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line that was told apart: as it stands in the story, and what it cost.

    ``refused`` says what was wrong with those before it; ``authored``: no good one came, it is the author's silence.
    """

    line: str
    usage: Usage
    refused: list[str] = field(default_factory=list)
    authored: bool = False


def guarded(world: World, state: State, intent: Intent, words: str) -> Guarded | None:
    """Who must answer from their ledger alone: somebody here who is spoken to about a fact that they would not tell."""
    here = [who for who in state.here() if _speaks(world, who)]
    if intent.kind not in GUARDED or not here or not world.facts:
        return None
    who = _spoken_to(world, state, intent, words, here)
    facts = spoken_of(world, state.language, words)
    speech = LANGUAGES[state.language]
    if re.search(r"[?？]", words) or speech.says(words, "ask") or speech.says(words, "talk"):
        facts += [fact for fact in world.facts if fact not in facts and _alludes(world, state, fact, words)]
    if intent.topic in world.facts and intent.topic not in facts:
        facts = [intent.topic, *facts]
    held_back = tuple(fact for fact in facts if not tells(world, state, who, fact))
    told = intent.kind == "tell" and intent.topic in held_back and f"{PLAYER}.{intent.topic}" in state.knows
    return Guarded(who, held_back) if held_back and not told else None


def _spoken_to(world: World, state: State, intent: Intent, words: str, here: Sequence[str]) -> str:
    """Who of those who are here is spoken to: whom the intent or the words name, else the first."""
    contains = LANGUAGES[state.language].contains
    names = {who: (world.characters[who].name, *world.characters[who].aliases) for who in here}
    named = [who for who in here if any(contains(words, name) for name in names[who])]
    return intent.target if intent.target in here else (named or here)[0]


def _alludes(world: World, state: State, fact: str, words: str) -> bool:
    """Whether words come near a fact that the reader knows without any of its keys: by what its text is made of.

    A word that the world's prefix doesn't hold weighs two, any other one, and so does somebody by any of their names.
    """
    if f"{PLAYER}.{fact}" not in state.knows:
        return False
    contains = LANGUAGES[state.language].contains
    text = world.facts[fact].text
    common = " ".join(part.content for part in prefix(world, state.reader.rating))
    people = [(one.name, *one.aliases) for one in world.characters.values()]
    named = [names for names in people if any(contains(text, name) for name in names)]
    met = sum(any(contains(words, name) for name in names) for names in named)
    bare = text
    for name in (name for names in named for name in names):
        bare = bare.replace(name, " ")
    shared = {word for word in _content(bare, state.language) if contains(words, word)}
    rare = sum(not contains(common, word) for word in shared)
    return bool(shared) and len(shared) + rare + met >= ALLUDES


def _content(text: str, language: str) -> Iterator[str]:
    """The words of a text that carry its meaning; in Chinese, where none is marked, pairs of characters."""
    if language == "zh":
        for run in re.findall(r"[\u3400-\u9fff]{2,}", text):
            yield from (run[at : at + 2] for at in range(0, len(run) - 1, 2))
    else:
        yield from (word for word in LANGUAGES[language].tokens(text) if len(word) > 3 and word not in _FUNCTION)


def _speaks(world: World, who: str) -> bool:
    """Whether somebody can answer at all: an animal or a thing with nothing to be asked about can't."""
    character = world.characters[who]
    return character.pronouns != "it" or bool(character.topics)


def page(world: World, state: State, who: str) -> list[str]:
    """What is said about a character to the model that speaks for them: who they are and what they know and would tell.

    Never what they don't know or hide: besides the world's prefix this is all that the line can be told from.
    """
    words, character = WORDINGS[state.language], world.characters[who]
    lines = [words.person.format(name=character.name, text=f"{character.persona} {character.voice}".strip())]
    if character.goals:
        lines.append(words.goals.format(name=character.name, goals=words.comma.join(character.goals)))
    known = [
        key
        for key, fact in world.facts.items()
        if f"{who}.{key}" in state.knows and not fact.secret and key not in character.lies
    ]  # what they hide they do not speak of, so the page need not say it
    for fact in known[-FACTS:]:
        source = state.knows[f"{who}.{fact}"]
        how = words.heard_from.format(name=world.name_of(source)) if source in world.characters else ""
        lines.append(f"- {filled(world, state, world.facts[fact].text)}{how}")
    if not known:
        lines.append(words.knows_nothing.format(name=character.name))
    for relation in sorted(state.relations):
        subject, kind, thing = relation.split()
        if who in (subject, thing) and kind in world.relations:
            names = {key: words.you if key == PLAYER else world.name_of(key) for key in (subject, thing)}
            lines.append(world.relations[kind].text.format(subject=names[subject], object=names[thing]))
    return lines


def messages(world: World, state: State, asked: Guarded, said: str) -> tuple[Message, ...]:
    """The prompt of a line: the world's prefix, the page of who speaks, what was said to them, and how it begins."""
    words, character = WORDINGS[state.language], world.characters[asked.who]
    denied = [world.facts[fact] for fact in asked.facts if f"{asked.who}.{fact}" in state.knows]
    manner = words.evades if denied else words.does_not_know
    ask = "\n".join(
        [
            words.only.format(name=character.name),
            *page(world, state, asked.who),
            words.was_said.format(name=character.name, words=said),
            manner.format(name=character.name),
        ]
    )
    return (
        *prefix(world, state.reader.rating),
        message("user", ask),
        message("assistant", words.speaking[0].format(name=character.name)),
    )


def leaks(world: World, state: State, asked: Guarded, line: str, said: str) -> str:
    """The fact that a line gives away though they would not tell it, by a word that was not said to them."""
    speech = LANGUAGES[state.language]
    common = " ".join(part.content for part in prefix(world, state.reader.rating))

    def gives(word: str) -> bool:
        return speech.contains(line, word) and not speech.contains(said, word)

    for key, fact in world.facts.items():
        if tells(world, state, asked.who, key):
            continue
        if any(map(gives, fact.keys)) or any(
            gives(word) and not speech.contains(common, word) for word in _telling(fact, state.language)
        ):
            return key
    return ""


def unsaid(world: World, state: State, asked: Guarded, said: str) -> list[str]:
    """The words that give away what was asked and were not said to them; prose behind the line keeps them back."""
    contains = LANGUAGES[state.language].contains
    return [key for fact in asked.facts for key in world.facts[fact].keys if not contains(said, key)]


@dataclass(frozen=True, slots=True)
class Hushed:
    """What must not be said in a turn in which nobody was asked for it: ``keys``, and two ``hints`` of one fact."""

    keys: tuple[str, ...] = ()
    hints: tuple[tuple[str, ...], ...] = ()


def hushed(world: World, state: State, intent: Intent, words: str, begins: str) -> Hushed:
    """What somebody who is spoken to would not tell, and neither the reader nor the author has just said.

    That is what is secret, and what the reader knows, so that the log holds it. The line of a question about a fact is
    told apart (`guarded`); what is said in any other talk is told from the log.
    """
    here = [who for who in state.here() if _speaks(world, who)]
    if intent.kind not in (*GUARDED, "ask") or not here:
        return Hushed()
    who = _spoken_to(world, state, intent, words, here)
    contains, said = LANGUAGES[state.language].contains, f"{words}\n{begins}"
    facts = [
        fact
        for key, fact in world.facts.items()
        if (fact.secret or f"{PLAYER}.{key}" in state.knows)
        and not tells(world, state, who, key)
        and not (intent.kind == "tell" and intent.topic == key)
    ]
    common = "\n".join([*(part.content for part in prefix(world, state.reader.rating)), *_names(world)])

    def fresh(told: Iterable[str]) -> tuple[str, ...]:
        return tuple(word for word in dict.fromkeys(told) if not contains(said, word))

    keys = fresh(key for fact in facts for key in fact.keys)
    hints = (tuple(w for w in fresh(_telling(fact, state.language)) if not contains(common, w)) for fact in facts)
    return Hushed(keys, tuple(filter(None, hints)))


def _names(world: World) -> Iterator[str]:
    """What everybody and everything in a world is called: naming it gives nothing away."""
    for table in (world.characters.values(), world.places.values(), world.items.values()):
        for one in table:
            yield from (one.name, *one.aliases)


def _telling(fact: Fact, language: str) -> list[str]:
    """The longer words of a fact's text: each gives it away, unless the world's prefix holds it too."""
    if language == "zh":
        runs = re.findall(r"[\u3400-\u9fff]{2,}", fact.text)
        return [run[at : at + 3] for run in runs for at in range(max(1, len(run) - 2))]
    return [word for word in LANGUAGES[language].tokens(fact.text) if len(word) > 5]


async def speak(model: Model, world: World, state: State, asked: Guarded, said: str, seed: int) -> Spoken:
    """Let a character answer from their ledger; the author's silence where no good line comes."""
    words, name = WORDINGS[state.language], world.name_of(asked.who)
    prompt = messages(world, state, asked, said)
    opening = prompt[-1].content
    usage, refused = Usage(), []
    for attempt in range(TRIES):
        request = Request(
            prompt if model.capabilities.prefill else prompt[:-1], TOKENS, SAMPLING, seed + attempt,
            grammar=_GRAMMARS[state.language], stop=("\n",), slot=ASIDE,
        )  # fmt: skip
        try:
            text, used = await model.complete(request)
        except ServerError as error:
            refused.append(error.message)
            break
        usage = _sum(usage, used)
        spoken = _line(text, state.language)
        wrong = "empty" if not spoken else leaks(world, state, asked, spoken, said)
        if not wrong:
            return Spoken(f"{opening}{spoken}{words.closing}", usage, refused)
        refused.append(wrong)
    return Spoken(words.silence.format(name=name), usage, refused, authored=True)


def _line(text: str, language: str) -> str:
    """One or two whole sentences without their quotation marks; empty if there are none."""
    said = re.split(r"[\"”“\n]", plain(text, lines=False).strip(' "“”'))[0].strip()
    whole = [one for one in sentences(said, language) if one[-1] in ".!?…。！？"]
    line = ("" if language == "zh" else " ").join(whole[:2])
    return line if len(line) <= LONGEST[language] else "".join(whole[:1])[: LONGEST[language]]


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        prompt=one.prompt + other.prompt, reused=one.reused + other.reused, generated=one.generated + other.generated,
        first=one.first or other.first, total=one.total + other.total,
    )  # fmt: skip
