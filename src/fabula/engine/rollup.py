"""Roll-ups: what stands in the prompt for the blocks of turns that have left the log.

A roll-up is a recap, made by code from events and so always right, and a few sentences of a model about what the prose
added. Those are checked, stored as an event, and never changed. Blocks end at fixed turns, so a roll-up is the same on
every machine, and the prompt only grows behind it until the next boundary. The oldest are merged, by code alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fabula.analysis.clean import plain
from fabula.analysis.sentences import han_share, sentences
from fabula.engine.wording import WORDINGS
from fabula.engine.zones import BLOCK, estimate, shortened
from fabula.story.event import SummaryMade
from fabula.story.language import LANGUAGES
from fabula.story.recap import Happened, chosen, gist, happenings, important, present
from fabula.story.state import State, advance, fold
from fabula.story.tree import Turn
from fabula.story.world import World

SINGLE = 3  # the most blocks with a roll-up of their own
MERGED = 3  # blocks that are merged into the oldest roll-up together
SUMMARY_TOKENS = 48
SMALL = 400  # a budget below which all that happened shares one roll-up
_SENTENCES = 3
_GROUNDED = 0.6  # the least share of a summary's words that must have been told together
_NAME = re.compile(r"\b[A-Z][a-z]{2,}")
_BEGIN = re.compile(  # words that begin a sentence with a capital and are no names
    r"the|his|her|its|their|your|you|she|they|there|this|that|these|those|some|one|two|three|nobody|somebody|nothing"
    r"|something|everybody|both|all|each|every|another|other|after|before|when|while|then|later|earlier|once|now|soon"
    r"|again|also|and|but|with|without|for|from|near|under|over|behind|beside|inside|outside|not|only|even|still"
)
_SENTENCE = {
    "en": r'rest ::= [a-z0-9] [^.!?…"“”\n<>\[\]{}|#*_;:\u4e00-\u9fff]{8,90} "."',
    "zh": r'rest ::= [\u4e00-\u9fff] [^。！？…“”"\n<>\[\]{}|#*_；：A-Za-z]{3,28} "。"',
}
_CALLED = re.compile(r"[老小阿][\u4e00-\u9fff]|[\u4e00-\u9fff](?:先生|太太|奶奶|爷爷|师傅|老师|大叔|大娘|姑娘)")


@dataclass(frozen=True, slots=True)
class Block:
    """Some turns that left the log together, or will: what happened in them, and the state after each."""

    world: World
    turns: Sequence[Turn]
    happened: Sequence[Happened]
    states: Sequence[State]

    @property
    def prose(self) -> str:
        """All that was told in it, and what the reader wrote."""
        return "\n".join(
            f"{turn.action.text if turn.action else ''}\n{turn.told.text if turn.told else ''}" for turn in self.turns
        )

    @property
    def last(self) -> int:
        """The number of its last turn in the tree."""
        return self.turns[-1].id


def block(world: World, path: Sequence[Turn], number: int, happened: Iterable[Happened]) -> Block:
    """The block with that number, from 0; ``path`` begins with the opening and reaches to its end at least."""
    begin, end = number * BLOCK + 1, (number + 1) * BLOCK
    states = list(accumulate((turn.events for turn in path[: end + 1]), fold, initial=State()))[begin + 1 :]
    return Block(world, path[begin : end + 1], [one for one in happened if begin <= one.turn <= end], states)


def summary(path: Iterable[Turn], last: int, language: str) -> SummaryMade | None:
    """The stored summary of the block whose last turn has that number; the first one counts, for ever."""
    return next(
        (
            event
            for turn in path
            for event in turn.events
            if isinstance(event, SummaryMade) and event.last == last and event.language == language
        ),
        None,
    )


def merged(blocks: int) -> int:
    """How many of the oldest of so many blocks share one roll-up."""
    over = max(0, blocks - SINGLE)
    return -(-over // MERGED) * MERGED


def rolled(world: World, path: Sequence[Turn], gone: int, budget: int) -> list[str]:
    """The parts of the roll-ups of the first ``gone`` turns of ``path``, the opening not counted.

    First what only grows, the roll-ups from the oldest on; then what is true at the boundary. All together are at most
    ``budget`` estimated tokens.
    """
    head, language = list(path[: gone + 1]), world.language
    happened = happenings(world, head)
    small = budget < SMALL
    share = budget // 5 if small else (budget - SINGLE * SUMMARY_TOKENS) // (SINGLE + 5)
    whole = gone // BLOCK
    old = gone if small else merged(whole) * BLOCK
    parts = [_recap([one for one in happened if one.turn <= old], 2 * share, language)]
    for number in range(old // BLOCK, 0 if small else whole):
        begin, end = number * BLOCK, (number + 1) * BLOCK
        made = summary(path, head[end].id, language)
        parts += [
            _recap([one for one in happened if begin < one.turn <= end], share, language),
            shortened(made.text, SUMMARY_TOKENS, language) if made and made.text else "",
        ]
    parts.append(_recap([one for one in happened if one.turn > max(old, whole * BLOCK)], share, language))
    state = fold(State(), (event for turn in head for event in turn.events))
    parts += [_known(world, head, share), _short(present(world, state), share, language)]
    return [part for part in parts if part]


def recap_of(one: Block, budget: int) -> str:
    """The recap that stands beside the summary of a block, for roll-ups of that budget."""
    return _recap(one.happened, (budget - SINGLE * SUMMARY_TOKENS) // (SINGLE + 5), one.world.language)


def _joint(language: str) -> str:
    return WORDINGS[language].joint


def _recap(happened: Iterable[Happened], budget: int, language: str) -> str:
    """The recap of what happened, the most important of it if there is not room for all."""
    joint = _joint(language)
    return joint.join(gist(chosen(happened, lambda lines: estimate(joint.join(lines)) <= budget)))


def _short(lines: Sequence[str], budget: int, language: str) -> str:
    """As many of the last lines as there is room for."""
    kept = list(lines)
    while len(kept) > 1 and estimate(_joint(language).join(kept)) > budget:
        kept.pop(0)
    return shortened(_joint(language).join(kept), budget, language)


def _known(world: World, path: Sequence[Turn], budget: int) -> str:
    """Who those are whom the reader has met: their introduction has left the log. The last ones met come last."""
    state, seen = State(), dict[str, None]()
    for number, turn in enumerate(path):
        advance(state, turn.events)
        for who in state.here() if number else ():
            seen.pop(who, None)
            seen[who] = None
    words = WORDINGS[world.language]
    first = set(fold(State(), path[0].events).here())  # they are in the world's prefix
    lines = [
        words.person.format(name=c.name, text=f"{c.persona} {c.voice}".strip())
        for who in seen
        if who not in first and (c := world.characters.get(who)) is not None
    ]
    return _short(lines, budget, world.language) if lines else ""


# -- summaries -----------------------------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """A summary as it may be stored: one line, without the marks of a list around it."""
    return " ".join(plain(text, lines=False).split()).strip("*#- ")


def form(one: Block) -> str:
    """A GBNF grammar for a summary: a sentence or two about those whom the reader was with, short and without speech.

    Left to itself a small model goes on telling, or lists what it was told not to.
    """
    words, language = WORDINGS[one.world.language], one.world.language
    there = dict.fromkeys(who for state in one.states[::-1] for who in state.here() if who in one.world.characters)
    begins = [[start.format(name=one.world.name_of(who)) for start in words.summed_up] for who in list(there)[:2]] or [
        list(words.summed_up_alone)
    ]
    rules = [f"s{at} ::= ({' | '.join(_quoted(start) for start in begin)}) rest" for at, begin in enumerate(begins)]
    second = f' ("{words.joint}" s1)?' if len(begins) > 1 else ""
    return "\n".join([f"root ::= s0{second}", *rules, _SENTENCE[language]])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "").replace("\n", " ") + '"'


def fault(one: Block, recap: str, text: str) -> str:
    """What is wrong with a model's summary of a block beside its ``recap``; empty if it may stand."""
    language = one.world.language
    if not text:
        return "empty"
    if estimate(text) > SUMMARY_TOKENS or len(sentences(text, language)) > _SENTENCES:
        return "too long"
    if text[-1] not in ".!?…。！？":
        return "broken off"
    if len(set(sentences(text, language))) < len(sentences(text, language)):
        return "repeats"
    if (han_share(text) > 0.5) != (language == "zh"):
        return "another language"
    lost = missing(one, f"{recap}\n{text}")
    if lost:
        return f"forgets {lost[0]}"
    strange = next(_strangers(one, recap, text), "")
    if strange:
        return f"names {strange}"
    if _grounded(text, f"{one.prose}\n{recap}", language) < _GROUNDED:
        return "says what was not told"
    return _contradiction(one, text)


def _contradiction(one: Block, text: str) -> str:
    """What a summary says that was true at no time in the block; empty if there is nothing."""
    from fabula.engine.contradict import Contradictions  # late: it is large, and most starts don't need it

    before = ""
    for sentence in sentences(text, one.world.language):
        found = [Contradictions(one.world, state).find(sentence, before) for state in one.states]
        if all(found):
            return f"contradicts: {found[-1][0].kind}"
        before = sentence
    return ""


def missing(one: Block, text: str) -> list[str]:
    """The names of people, things and places that a roll-up of the block must hold and ``text`` does not."""
    speech = LANGUAGES[one.world.language]
    needed = dict.fromkeys(
        name
        for happened in important(one.happened)
        for key in happened.about
        if (name := one.world.name_of(key)) != key  # the others are no entities
    )
    return [name for name in needed if not speech.contains(text, name)]


def _strangers(one: Block, recap: str, text: str) -> Iterator[str]:
    """Names in a summary that the block does not hold: of the world, or made up."""
    world, speech = one.world, LANGUAGES[one.world.language]
    there = f"{one.prose}\n{recap}"
    for _, _, entity in world.entities():
        for name in (entity.name, *entity.aliases):
            if len(name) > 1 and speech.contains(text, name) and not speech.contains(there, name):
                yield name
    low = there.casefold()
    for match in (_NAME if world.language == "en" else _CALLED).finditer(text):
        if match[0].casefold() not in low and not _BEGIN.fullmatch(match[0].casefold()):
            yield match[0]


def _grounded(text: str, there: str, language: str) -> float:
    """How much of a summary was told: of its sentence with the least, the share of words that one passage has.

    A passage is a sentence and the one before it. Words of a block that are put together anew may say anything.
    """
    told = [_content(sentence, language) for line in there.split("\n") for sentence in sentences(line, language)]
    passages = [one | other for one, other in zip(told, [frozenset[str](), *told], strict=False)]
    shares = []
    for sentence in sentences(text, language):
        words = _content(sentence, language)
        best = max((len(words & passage) for passage in passages), default=0)
        shares.append(best / len(words) if words else 0.0)
    return min(shares, default=0.0)


def _content(sentence: str, language: str) -> frozenset[str]:
    """The longer words of a sentence, by their beginnings; in Chinese its pairs of characters."""
    if language == "zh":
        runs = re.findall(r"[\u3400-\u9fff]+", sentence)
        return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))
    return frozenset(word[:5] for word in LANGUAGES[language].tokens(sentence) if len(word) > 3)
