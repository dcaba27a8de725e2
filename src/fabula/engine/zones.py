"""The zones of a prompt, and how much each may hold: the prefix, the roll-ups, the log, and the tail.

Sizes are estimated, never counted by a server: where the log is cut must be the same on every machine, or a story that
is opened elsewhere would be read anew from its first turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.sentences import sentences
from fabula.story.tree import Turn

BLOCK = 8  # turns that leave the log together
KEPT, LEFT = 0.5, 0.25  # shares of its budget: blocks leave the log until it is down to one, but not to the other
PREFIX_TOKENS = 2400  # of a world's prefix, which is the same for every reader and so no setting
ROLLUP_TOKENS = 700
LOG_TOKENS = 1600  # half of it is read anew while the reader reads one turn, on two cores
TAIL_TOKENS = 400  # of an aside and a lead
RECALL_TOKENS = 60  # of what is remembered beside a turn
LEAST = 400  # of the log, however small a server's context is
_WIDE = "\u2e80"  # from here on a character is a Chinese one, or written as wide
_WIDE_A_TOKEN, _NARROW_A_TOKEN = 1.4, 4.0  # characters


@dataclass(frozen=True, slots=True)
class Zones:
    """Estimated tokens that the zones of a prompt may hold, besides the prefix."""

    rollups: int = ROLLUP_TOKENS
    log: int = LOG_TOKENS
    tail: int = TAIL_TOKENS

    def within(self, room: int) -> Zones:
        """These zones, the roll-ups and the log made smaller where a server has only so much ``room`` for both."""
        if self.rollups + self.log <= room:
            return self
        rollups = min(self.rollups, max(room, LEAST) // 5)
        return Zones(rollups, max(LEAST, min(self.log, room - rollups)), self.tail)


def estimate(text: str) -> int:
    """A rough number of tokens, with those that stand around a message."""
    wide = 0 if text.isascii() else sum(map(_WIDE.__le__, text))
    return int(wide / _WIDE_A_TOKEN + (len(text) - wide) / _NARROW_A_TOKEN) + 4


def size(turn: Turn) -> int:
    """What a told turn takes in the log."""
    told = turn.told
    return estimate(told.note + told.text) if told else 0


def window(turns: Sequence[Turn], budget: int) -> int:
    """How many of the oldest turns have left the log: a multiple of `BLOCK`.

    Whatever leaves, all that stays must be read anew. So nothing leaves before the budget is used up; then one block
    leaves, or more where much is left. Only where a single block is too large does the log begin inside one.
    """
    sizes = [size(turn) for turn in turns]
    gone = held = 0
    for number, fresh in enumerate(sizes, 1):
        held += fresh
        full = held > budget
        while full and held > KEPT * budget and (end := gone + BLOCK - gone % BLOCK) < number:
            left = held - sum(sizes[gone:end])
            if held <= budget and left < LEFT * budget:
                break
            gone, held = end, left
        while held > budget and gone + 1 < number:
            held -= sizes[gone]
            gone += 1
    return gone


def latter(text: str, budget: int, language: str) -> str:
    """The last sentences of ``text`` that fit; all of it if it fits. A story goes on from its end."""
    if estimate(text) <= budget:
        return text
    kept: list[str] = []
    joint = " " if language == "en" else ""
    for sentence in reversed(sentences(text, language)):
        if estimate(joint.join([sentence, *kept])) > budget:
            break
        kept.insert(0, sentence)
    return joint.join(kept) or text[-budget:]


def shortened(text: str, budget: int, language: str) -> str:
    """The first sentences of ``text`` that fit, or the beginning of the first one; all of it if it fits."""
    if estimate(text) <= budget:
        return text
    joint = " " if language == "en" else ""
    kept: list[str] = []
    for sentence in sentences(text, language):
        if estimate(joint.join([*kept, sentence])) > budget:
            break
        kept.append(sentence)
    return joint.join(kept) or f"{text[: max(1, budget - 6)].rstrip()}…"
