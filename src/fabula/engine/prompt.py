"""The prompt, in four zones: an unchanging world prefix, roll-ups, an append-only log, and a short tail.

The prefix (system message, who is there at the start, the author's opening) depends only on the world and the
content rating, so it is evaluated once for all readers and kept on disk. The roll-ups stand for the turns that have
left the log (`fabula.engine.rollup`). The log is the story itself, one growing
text in the storyteller's own voice. The tail is the lead of the turn to be told: the sentences that say what the
reader did and what the rules made of it. A small model goes on well from prose and badly from instructions
(`docs/LOG.md`), so a note that interrupts the text is written only where something must be said beside the story.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fabula.analysis.clean import unmarked
from fabula.analysis.sentences import sentences
from fabula.engine.rollup import rolled
from fabula.engine.voice import narrate
from fabula.engine.wording import WORDINGS, Wording
from fabula.engine.zones import PREFIX_TOKENS, TAIL_TOKENS, Zones, estimate, latter, shortened, window
from fabula.models.request import Message, Role
from fabula.story.decide import Decision
from fabula.story.intent import Intent, phrase
from fabula.story.rules import PLAYER
from fabula.story.slots import SLOT, filled
from fabula.story.state import State, fold
from fabula.story.tree import Turn
from fabula.story.world import World

# Parts of the prefix: far more than a world needs, but a world can come from a stranger.
_PREMISE, _MANNER, _THERE, _OPENING = (PREFIX_TOKENS * share // 24 for share in (4, 3, 4, 6))
_LORE = 60  # of a lore entry, however much else happens in its turn


def message(role: Role, text: str) -> Message:
    """A message of the prompt. Worlds, readers and models are strangers: their text can't end it early."""
    return Message(role, unmarked(text))


def bible(world: World) -> str:
    """The system message: how to tell, and the world. The same bytes for every reader."""
    words, language = WORDINGS[world.language], world.language
    head = words.system.format(
        title=world.title,
        premise=shortened(world.premise, _PREMISE, language),
        tone=shortened(world.tone, _MANNER // 3, language),
        manner=shortened("\n".join(world.manner), _MANNER, language),
    )
    room = PREFIX_TOKENS - estimate(head) - _THERE - _OPENING
    places = [(place.name, _lasting(place.text, language)) for place in world.places.values()]
    return "\n\n".join([head, _list(words, words.places, places, room)])


def _lasting(text: str, language: str) -> str:
    """A text without the sentences that change with the state: the prefix must not."""
    if not SLOT.search(text):
        return text
    return WORDINGS[language].joint.join(one for one in sentences(text, language) if not SLOT.search(one))


def _list(words: Wording, head: str, rows: list[tuple[str, str]], budget: int) -> str:
    """A list of as many rows as there is room for."""
    lines = [head]
    for name, text in rows:
        lines.append(words.entry.format(name=name, text=text))
        if estimate("\n".join(lines)) > budget:
            return "\n".join(lines[:-1])
    return "\n".join(lines)


def prefix(world: World, rating: str) -> tuple[Message, ...]:
    """The messages that every session of this world with this content rating begins with: the same bytes each time.

    Who is there at the start is part of them, and what the reader may be told.
    """
    there = [who for who, character in world.characters.items() if character.at in (world.start.place, PLAYER)]
    words = WORDINGS[world.language]
    begin = " ".join([words.ratings[rating], *_present(world, there, met=()), words.begin])
    return (
        message("system", bible(world)),
        message("user", shortened(begin, _THERE, world.language)),
        message("assistant", latter(world.opening, _OPENING, world.language)),
    )


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


def lead(world: World, decision: Decision, lore: Sequence[str], told_before: str, budget: int = TAIL_TOKENS) -> str:
    """How the turn begins: what the reader does, and the author's sentences about what follows from it.

    So what the rules decided is told as it was decided, whole. Descriptions that were told before on this branch are
    left out, and lore is told as far as there is room for it in the tail.
    """
    language = decision.after.language
    action = decision.action
    intent = Intent.parse(action.intent)
    words = phrase(world, intent, language) if action.offered else action.text
    refused = bool(decision.refused) or decision.failed
    decided = not refused and intent.kind not in ("free", "talk", "wait", "survey")
    names = [name for one in world.characters.values() for name in (one.name, *one.aliases)]
    parts = [
        narrate(
            words or action.text, language, decided=decided, failed=refused, authored=action.offered, names=names
        )
    ]  # fmt: skip
    parts += [fact for fact in decision.facts if fact not in decision.described or fact not in told_before]
    joint = WORDINGS[language].joint
    for entry in lore:
        room = max(_LORE, budget - estimate(joint.join(parts)))
        parts.append(shortened(filled(world, decision.after, world.lore[entry].text), room, language))
    return joint.join(parts)


def note(world: World, before: State, after: State, met: Collection[str], *, first: bool, ending: bool) -> str:
    """What must be said to the model beside the story before this turn; mostly nothing.

    Who is here is said when it changes, and who somebody is when they are first met (``met``: those met before):
    a small model lets everybody speak whom it was told about. The time of day is said when it changes.
    """
    words = WORDINGS[after.language]
    parts = introduction(after) if first else []
    here = after.here()
    if after.players() > 1:
        parts.append(words.now_you.format(name=after.reader.name, place=world.name_of(after.place)))
    if here != before.here() or after.players() > 1:
        parts += _present(world, here, met)
    if after.phase and (first or after.phase != before.phase):
        parts.append(words.phases[after.phase])
    if ending:
        parts.append(words.ending)
    return " ".join([*parts, words.go_on]) if parts else ""


def remembering(aside: str, lines: Sequence[str], language: str) -> str:
    """An aside with remembered lines in it, before the words that let the story go on."""
    if not lines:
        return aside
    words = WORDINGS[language]
    begun = aside.removesuffix(words.go_on).strip()
    return " ".join(part for part in (begun, words.remembered.format(lines=" ".join(lines)), words.go_on) if part)


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


def log(world: World, path: Sequence[Turn], zones: Zones) -> tuple[Message, ...]:
    """The prefix, the roll-ups of the turns that left the log, and the other turns of ``path`` (the opening first)."""
    head, turns = path[0], path[1:]
    begun = fold(State(), head.events)
    messages = list(prefix(world, begun.reader.rating))
    gone = window(turns, zones.log)
    if gone:
        messages.append(message("user", _so_far(world, path, gone, zones.rollups)))
    for turn in turns[gone:]:
        told = turn.told
        if told is not None:
            room = zones.log - estimate(told.note)
            _append(messages, told.note, latter(told.text, room, world.language))
    return tuple(messages)


def _so_far(world: World, path: Sequence[Turn], gone: int, budget: int) -> str:
    """What stands for the turns that have left the log; at its end what changes with every boundary."""
    words = WORDINGS[world.language]
    state = fold(State(), (event for turn in path[: gone + 1] for event in turn.events))
    about = shortened(" ".join(introduction(state)), budget // 10, world.language)
    parts = [about, words.so_far]
    room = budget - sum(estimate(part) for part in (*parts, words.go_on))
    return " ".join(part for part in [*parts, *rolled(world, path, gone, room), words.go_on] if part)


def _append(messages: list[Message], aside: str, text: str) -> None:
    """Let the story go on in the last message of the storyteller, or in a new one behind an aside."""
    if aside and messages[-1].role == "user":  # not every template takes two of them in a row
        messages[-1] = message("user", f"{messages[-1].content}\n{aside}")
    elif aside:
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
