"""The prompt, in three zones: an unchanging world prefix, an append-only log, and a short tail.

The prefix (system message, who is there at the start, the author's opening) depends only on the world and the
content rating, so it is evaluated once for all readers and kept on disk. The log is the story itself, one growing
text in the storyteller's own voice. The tail is the lead of the turn to be told: the sentences that say what the
reader did and what the rules made of it. A small model goes on well from prose and badly from instructions
(`docs/LOG.md`), so a note that interrupts the text is written only where something must be said beside the story.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fabula.analysis.clean import unmarked
from fabula.engine.voice import narrate
from fabula.engine.wording import WORDINGS, Wording
from fabula.models.request import Message, Role
from fabula.story import event as e
from fabula.story.decide import Decision
from fabula.story.intent import Intent, phrase
from fabula.story.recap import recap
from fabula.story.rules import PLAYER
from fabula.story.state import State, fold
from fabula.story.tree import Turn
from fabula.story.world import World

BLOCK = 8  # turns that leave the log together
CHARACTERS_A_TOKEN = {"en": 4.0, "zh": 1.4}


def message(role: Role, text: str) -> Message:
    """A message of the prompt. Worlds, readers and models are strangers: their text can't end it early."""
    return Message(role, unmarked(text))


def bible(world: World) -> str:
    """The system message: how to tell, and the world. The same bytes for every reader."""
    words = WORDINGS[world.language]
    head = words.system.format(
        title=world.title, premise=world.premise, tone=world.tone, manner="\n".join(world.manner)
    )
    places = [(p.name, p.text) for p in world.places.values()]
    return "\n\n".join([head, _list(words, words.places, places)])


def _list(words: Wording, head: str, rows: list[tuple[str, str]]) -> str:
    return "\n".join([head, *(words.entry.format(name=name, text=text) for name, text in rows)])


def prefix(world: World, rating: str) -> tuple[Message, ...]:
    """The messages that every session of this world with this content rating begins with: the same bytes each time.

    Who is there at the start is part of them, and what the reader may be told.
    """
    there = [who for who, character in world.characters.items() if character.at in (world.start.place, PLAYER)]
    words = WORDINGS[world.language]
    begin = " ".join([words.ratings[rating], *_present(world, there, met=()), words.begin])
    return (message("system", bible(world)), message("user", begin), message("assistant", world.opening))


def _present(world: World, here: Sequence[str], met: Collection[str]) -> list[str]:
    """Who is here, and of those who were not met before who they are."""
    words = WORDINGS[world.language]
    names = words.comma.join(world.name_of(who) for who in here)
    return [
        words.here.format(people=names) if here else words.alone,
        *(
            words.person.format(name=c.name, text=f"{c.persona} {c.voice}".strip())
            for who in here
            if who not in met and (c := world.characters[who])
        ),
    ]


def lead(world: World, decision: Decision, lore: Sequence[str], told_before: str) -> str:
    """How the turn begins: what the reader does, and the author's sentences about what follows from it.

    So what the rules decided is told as it was decided. Sentences that were told before on this branch are left
    out, and so is lore where much happens anyway.
    """
    language = decision.after.language
    action = next(x for x in decision.events if isinstance(x, e.ActionTaken))
    intent = Intent.parse(action.intent)
    words = phrase(world, intent, language) if action.offered else action.text
    refused = bool(decision.refused)
    decided = not refused and intent.kind not in ("free", "talk", "wait", "survey")
    parts = [narrate(words or action.text, language, decided=decided, failed=refused)]
    parts += [fact.strip() for fact in decision.facts if fact.strip() and fact.strip() not in told_before]
    parts += [world.lore[entry].text for entry in lore]
    return WORDINGS[language].joint.join(parts)


def note(world: World, before: State, after: State, met: Collection[str], *, first: bool, ending: bool) -> str:
    """What must be said to the model beside the story before this turn; mostly nothing.

    Who is here is said when it changes, and who somebody is when they are first met (``met``: those met before):
    a small model lets everybody speak whom it was told about.
    """
    words = WORDINGS[after.language]
    parts = introduction(after) if first else []
    here = after.here()
    if here != before.here():
        parts += _present(world, here, met)
    if ending:
        parts.append(words.ending)
    return " ".join([*parts, words.go_on]) if parts else ""


def met(world: World, path: Sequence[Turn]) -> set[str]:
    """The characters that were with the reader in a turn of ``path``, and so were introduced to the model."""
    seen: set[str] = set()
    state = State()
    for turn in path:
        state = fold(state, turn.events)
        seen.update(state.here())
    return seen & set(world.characters)


def introduction(state: State) -> list[str]:
    """Who the reader plays; nothing if they did not say."""
    words, reader = WORDINGS[state.language], state.reader
    out = []
    if reader.name:
        pronouns = words.pronouns.get(reader.pronouns, reader.pronouns) or "-"
        out.append(words.reader.format(name=reader.name, pronouns=pronouns))
    if reader.persona:
        out.append(
            reader.persona if reader.persona.endswith((".", "。", "!", "！")) else f"{reader.persona}{words.stop}"
        )
    return out


def estimate(text: str, language: str) -> int:
    """A rough number of tokens. It only decides where the log is cut, so it must not depend on a server."""
    return int(len(text) / CHARACTERS_A_TOKEN[language]) + 4


def window(turns: Sequence[Turn], language: str, budget: int) -> int:
    """How many of the oldest turns have left the log: a multiple of `BLOCK`, so that it rarely changes."""
    sizes = [estimate(told.note + told.text, language) if (told := turn.told) else 0 for turn in turns]
    gone = 0
    while sum(sizes[gone:]) > budget and gone + BLOCK < len(turns):
        gone += BLOCK
    return gone


def log(world: World, path: Sequence[Turn], budget: int) -> tuple[Message, ...]:
    """The prefix and the told turns of ``path`` (the opening first), the oldest ones as a recap if need be."""
    words = WORDINGS[world.language]
    head, turns = path[0], path[1:]
    begun = fold(State(), head.events)
    messages = list(prefix(world, begun.reader.rating))
    gone = window(turns, world.language, budget)
    if gone:
        state = fold(State(), (event for turn in (head, *turns[:gone]) for event in turn.events))
        lines = [*introduction(state), words.so_far, *recap(world, turns[:gone], state), words.go_on]
        messages.append(message("user", " ".join(lines)))
    for turn in turns[gone:]:
        told = turn.told
        if told is not None:
            _append(messages, told.note if turn is not turns[0] or not gone else "", told.text)
    return tuple(messages)


def _append(messages: list[Message], aside: str, text: str) -> None:
    """Let the story go on in the last message of the storyteller, or in a new one behind an aside."""
    if aside:
        messages.append(message("user", aside))
    if messages[-1].role == "assistant":
        messages[-1] = message("assistant", f"{messages[-1].content}\n\n{text}")
    else:
        messages.append(message("assistant", text))


def turn_messages(
    base: Sequence[Message], aside: str, begins: str, language: str, *, prefill: bool
) -> tuple[Message, ...]:
    """The whole prompt of one turn: the log, the aside, and the lead to go on from.

    A server that can't go on from a last message of the assistant (no ``prefill``) is asked in words.
    """
    messages = list(base)
    if prefill:
        _append(messages, aside, begins)
    else:
        words = WORDINGS[language]
        ask = words.next_turn.format(lead=begins, facts=aside)
        messages.append(message("user", ask.strip()))
    return tuple(messages)
