"""Directing: with which words the sentences of a turn may begin.

A small model writes good sentences and chooses bad ones: left alone it walks the reader away, lets the absent speak, or
says the same again. So code chooses whom or what the next sentence is about, and the model finishes it. A *cue* is a
set of beginnings, of which the model takes the one that it likes best. Those who are here take turns with what
surrounds them, and what began a sentence lately does not begin one now.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence

from fabula.engine.wording import WORDINGS, Wording
from fabula.story.intent import Intent
from fabula.story.state import State
from fabula.story.world import World

Cue = tuple[str, ...]
CUES = 14  # more than a turn has sentences, told again or not
CHOICE = 4  # beginnings in one cue
LATELY = 1500  # characters of told prose in which a beginning counts as used
SILENT = ("act", "around", "act", "around")  # where a line was told apart, nobody may go on speaking from the log
ANSWERED = ("talk", "ask", "free")  # kinds of intent that somebody who is here will answer
BEATS = ("act", "around", "speak", "act", "around")  # how sentences take turns where somebody is here


def direct(
    world: World, state: State, intent: Intent, told: str, rng: random.Random, *, silent: bool = False
) -> tuple[Cue, ...]:  # fmt: skip
    """The cues of one turn, `CUES` of them. ``told`` is the prose so far; the same dice give the same cues.

    With ``silent`` nobody speaks in it.
    """
    words = WORDINGS[world.language]
    told = told[-LATELY:]
    here = state.here()
    if intent.target in here:  # who was spoken to comes first
        here = [intent.target, *(who for who in here if who != intent.target)]
    around = _around(words, _things(world, state), told, rng)
    if not here:
        return tuple(next(around) for _ in range(CUES))
    acting = {who: _acting(words, world, who, told, rng) for who in here}  # with the name still to be put in
    out: list[Cue] = []
    beats = SILENT if silent else ("speak", *BEATS) if intent.kind in ANSWERED else BEATS
    named: dict[str, int] = {}
    for number, beat in enumerate((beats * CUES)[:CUES]):
        who = here[(number // 3) % len(here)]
        if beat == "around":
            out.append(next(around))
            continue
        starts = words.speaking if beat == "speak" else next(acting[who])
        again = named.get(who, 0) % 2 == 1 and _alone_in_pronouns(world, who, here)
        out.append(tuple(_called(words, world, who, start, again=again) for start in starts))
        named[who] = named.get(who, 0) + 1
    return tuple(out)


def _alone_in_pronouns(world: World, who: str, here: Sequence[str]) -> bool:
    """Whether a pronoun can mean nobody else here. "They" takes other verbs than our beginnings have."""
    mine = world.characters[who].pronouns
    return mine != "they" and [world.characters[one].pronouns for one in here].count(mine) == 1


def _called(words: Wording, world: World, who: str, start: str, *, again: bool) -> str:
    """A beginning with the character's name, or with the pronoun."""
    character = world.characters[who]
    if not again:
        return start.format(name=character.name)
    subject, whose = words.again[character.pronouns]
    return start.replace("{name}'s", whose).replace("{name}的", whose).replace("{name}", subject)


def _things(world: World, state: State) -> list[str]:
    """What can be seen here, by name."""
    details = world.places[state.place].details.values()
    return [detail.name for detail in details] + [world.items[item].name for item in state.lying_here()]


def _acting(words: Wording, world: World, who: str, told: str, rng: random.Random) -> Iterator[Cue]:
    """Beginnings with what a character does; without end."""
    yield from _dealt(words.acting, told, rng, name=world.characters[who].name)


def _around(words: Wording, things: Collection[str], told: str, rng: random.Random) -> Iterator[Cue]:
    """Beginnings about the place and what is in it; without end."""
    named = [words.thing.format(name=name[:1].upper() + name[1:]) for name in things]
    fresh = [start for start in named if start.strip() not in told]
    for number, cue in enumerate(_dealt(words.around, told, rng)):
        yield (*cue[:-1], fresh[number]) if number < len(fresh) else cue


def _dealt(starts: Sequence[str], told: str, rng: random.Random, *, name: str = "") -> Iterator[Cue]:
    """``starts`` shuffled and dealt out `CHOICE` at a time, those that were used lately last; without end."""
    while True:
        deck = rng.sample(starts, len(starts))
        deck.sort(key=lambda start: _used(start.replace("{name}", name), told))
        deck = deck[: max(CHOICE, len(deck) * 2 // 3)]
        for at in range(0, len(deck) - CHOICE + 1, CHOICE):
            yield tuple(deck[at : at + CHOICE])


def _used(start: str, told: str) -> bool:
    """Whether a sentence began so."""
    return any(f"{end}{start.strip()}" in told for end in (". ", '" ', "\n\n", "。", "！", "？", "”"))


def grammar(cues: Sequence[Cue], language: str) -> str:
    """A GBNF grammar of one sentence for each cue, in order: the beginning is fixed, the rest is plain prose.

    Marks that do not belong to prose, and letters of another script, are not in it at all.
    """
    rules = [
        f"c{number} ::= " + " | ".join(f"{_literal(start)} {'spoken' if _speaks(start) else 'rest'}" for start in cue)
        for number, cue in enumerate(cues)
    ]
    chain = " sep ".join(f"c{number}" for number in range(len(cues)))
    return "\n".join([f"root ::= {_FIRST[language]}{chain}", *rules, _PROSE[language]])


def _speaks(start: str) -> bool:
    return start.endswith(('"', "“"))


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


_NO = r"\[\]{}<>|#*_~`\\/@=+\n"
_FIRST = {"en": '" "? ', "zh": ""}
_PROSE = {
    "en": rf"""
sep ::= " " | "\n\n"
rest ::= part* (letter end | quote)
part ::= letter | " " ("Mr" | "Mrs" | "Ms" | "Dr" | "St") ". " [A-Z] | "\"" word heard* ",\" "
quote ::= "\"" word heard* [.!?…] "\""
spoken ::= word heard* [.!?…] "\""
word ::= [A-Za-z0-9]
heard ::= [^"“”)({_NO}\u4e00-\u9fff]
letter ::= [^.!?…"“”)({_NO}\u4e00-\u9fff]
end ::= [.!?…]
""",
    "zh": rf"""
sep ::= "" | "\n\n"
rest ::= (letter | quote)* (letter end | quote end?)
quote ::= "“" word heard* "”"
spoken ::= word heard* [。！？…] "”"
word ::= [\u3400-\u9fff]
heard ::= [^A-Za-z “”"（）){_NO}(]
letter ::= [^A-Za-z 。！？…“”"（）){_NO}(]
end ::= [。！？] | "……"
""",
}
