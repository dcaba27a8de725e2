"""Firing: which background entries are called up in a turn, and why.

What fires depends on the state, the reader's words, what was decided, and the dice: never on what a model told,
because prose is no truth. So the same actions give the same events. An entry is frozen into the log where it fired.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.engine.ledger import guarded
from fabula.engine.wording import WORDINGS
from fabula.story import event as e
from fabula.story.intent import Intent
from fabula.story.language import LANGUAGES
from fabula.story.lore import SCANNED, LoreEntry, spoken
from fabula.story.pattern import pattern
from fabula.story.state import State
from fabula.story.tree import Tree, Turn
from fabula.story.world import World

Embed = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Texts to vectors, one a text, in which what means the same lies in the same direction. Called once a turn at most."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where keys are looked for: this turn's words and facts, and what was said in earlier turns, the last first."""

    words: str
    facts: Sequence[str] = ()
    earlier: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Firing:
    """The entries that fire, and all that happens with it: `LoreFired` with its reason, and the dice."""

    entries: list[str]
    events: list[e.Event]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A text in which keys are looked for: how many turns ``ago`` it was said, or the entry ``by`` which it came."""

    text: str
    clipped: str  # the part of it that patterns look at
    ago: int = 0
    by: str = ""


def fired(world: World, state: State, talk: Talk, rng: random.Random, embed: Embed | None = None) -> Firing:
    """The entries that are called up in a turn which, up to here, leaves the story in ``state``.

    Entries go by their order, then as they stand in the world, until `LoreSettings` allows no more. First come those
    that the talk calls up, then those that they and the still active ones call up, and so on. ``reason`` of a
    `LoreFired` says which key was found and how many turns ago, which secondary keys, which entry's text it stood in,
    how near the meaning was, or that the entry is constant. Without ``embed`` meanings call up nothing, keys do.
    """
    course = _Course(world, state, rng)
    course.fire(course.by_talk(talk, embed))
    sources = [*active(world, state), *course.entries]
    for _ in range(world.lore_settings.depth):
        before = len(course.entries)
        course.fire(course.by_entries(sources))
        sources = course.entries[before:]
    return Firing(course.entries, course.events)


def active(world: World, state: State) -> list[str]:
    """The entries that fired in the last turn, or that fired before and stick: their text still counts as said."""
    return [key for key, entry in world.lore.items() if entry.active(state.lore.get(key), state.turn)]


def earlier(world: World, tree: Tree) -> list[str]:
    """What authors and the reader said in the turns up to the tip, the last first, as far as an entry looks back."""
    furthest = max((_scan(world, entry) for entry in world.lore.values()), default=0)
    path = tree.path()
    return [_said(world, tree, turn) for turn in path[max(0, len(path) - furthest) :][::-1]]


def _scan(world: World, entry: LoreEntry) -> int:
    return world.lore_settings.scan if entry.scan is None else entry.scan


def _said(world: World, tree: Tree, turn: Turn) -> str:
    """The opening, or a turn's lead without what a model made of a question and without texts that call up nothing."""
    told, action = turn.told, turn.action
    if told is None or action is None:
        return told.text if told else ""
    said, before = told.lead, tree.state(turn.parent)
    asked = guarded(world, before, Intent.parse(action.intent), action.text)
    if asked is not None:
        begins = WORDINGS[before.language].speaking[0].format(name=world.name_of(asked.who))
        said = said[: said.rfind(begins)] if begins in said else said
    for event in turn.events:
        entry = world.lore.get(event.entry) if isinstance(event, e.LoreFired) else None
        if entry is not None and not entry.recursive:
            said = said.replace(entry.text, " ")
    return said


class _Course:
    """What has fired so far in a turn, and what there is still room for."""

    def __init__(self, world: World, state: State, rng: random.Random) -> None:
        self.world, self.state, self.rng = world, state, rng
        self.entries: list[str] = []
        self.events: list[e.Event] = []
        self._settled: set[str] = set()  # entries whose turn has come, whether they fired or not
        self._groups: set[str] = set()  # groups of which one has fired
        self._room = world.lore_settings.characters
        self._clip = SCANNED
        self._talk: list[_Passage] = []
        self._language = LANGUAGES[state.language]

    # -- who is called up ------------------------------------------------------------------------------------

    def by_talk(self, talk: Talk, embed: Embed | None) -> dict[str, str]:
        """The entries that are constant, or whose keys or meaning are in the talk: entry -> reason."""
        self._talk = [self._passage(text) for text in (talk.words, *talk.facts)]
        self._talk += [self._passage(text, ago=number) for number, text in enumerate(talk.earlier, 1)]
        able = dict(self._able())
        near = _nearness(talk.words, {key: entry.meaning for key, entry in able.items() if entry.meaning}, embed)
        found: dict[str, str] = {}
        for key, entry in able.items():
            threshold = self.world.lore_settings.near if entry.near is None else entry.near
            passages = [passage for passage in self._talk if passage.ago <= _scan(self.world, entry)]
            reason = "constant" if entry.constant else self._key(entry, passages)
            if not reason and near.get(key, -1.0) >= threshold:
                reason = f"meaning: {near[key]:.3f}"
            self._note(found, entry, key, reason, passages)
        return found

    def by_entries(self, sources: Sequence[str]) -> dict[str, str]:
        """The entries whose keys are in the texts of other entries: entry -> reason."""
        if len(self.entries) >= self.world.lore_settings.entries:
            return {}
        texts = [self._passage(self.world.lore[by].text, by=by) for by in sources if self.world.lore[by].recursive]
        found: dict[str, str] = {}
        for key, entry in self._able() if texts else ():
            passages = [passage for passage in self._talk if passage.ago <= _scan(self.world, entry)]
            self._note(found, entry, key, self._key(entry, texts), [*passages, *texts])
        return found

    def _passage(self, text: str, *, ago: int = 0, by: str = "") -> _Passage:
        clipped = text[: self._clip]
        self._clip -= len(clipped)
        return _Passage(text, clipped, ago, by)

    def _able(self) -> Iterator[tuple[str, LoreEntry]]:
        """The entries that could fire now, if something called them up."""
        for key, entry in self.world.lore.items():
            if key in self._settled or (entry.group and entry.group in self._groups):
                continue
            if entry.ready(self.state.lore.get(key), self.state.turn) and entry.when.holds(self.state):
                yield key, entry

    def _key(self, entry: LoreEntry, passages: Sequence[_Passage]) -> str:
        """Which of the entry's keys stands where; empty if none does."""
        for key in entry.keys:
            for passage in passages:
                if self._speaks(passage, key, entry):
                    where = (
                        f"; by: {passage.by}" if passage.by else f"; turns ago: {passage.ago}" if passage.ago else ""
                    )
                    return f"key: {key}{where}"
        return ""

    def _speaks(self, passage: _Passage, key: str, entry: LoreEntry) -> bool:
        text = passage.text if pattern(key) is None else passage.clipped
        return spoken(self._language, text, key, whole=entry.whole)

    def _note(
        self, found: dict[str, str], entry: LoreEntry, key: str, reason: str, passages: Sequence[_Passage]
    ) -> None:
        """Add an entry with its reason, unless its secondary keys say no. What is constant asks for none."""
        if reason and entry.secondary and not entry.constant:
            here = [word for word in entry.secondary if any(self._speaks(one, word, entry) for one in passages)]
            if not {"any": bool(here), "all": len(here) == len(entry.secondary), "none": not here}[entry.logic]:
                return
            words = ", ".join(here or entry.secondary)
            reason += f"; without: {words}" if entry.logic == "none" else f"; secondary: {words}"
        if reason:
            found[key] = reason

    # -- who fires ---------------------------------------------------------------------------------------------

    def fire(self, called: Mapping[str, str]) -> None:
        """Let those of the called ones fire for whom there is room and luck."""
        lore, limit = self.world.lore, self.world.lore_settings.entries
        pool = sorted(called, key=lambda key: -lore[key].order)
        while pool and len(self.entries) < limit:
            key, beside = self._drawn(pool)
            entry = lore[key]
            pool.remove(key)
            self._settled.add(key)
            if len(entry.text) > self._room or not self._lucky(key, entry.probability):
                continue
            self._room -= len(entry.text)
            self.entries.append(key)
            drawn = f"; drawn beside: {', '.join(beside)}" if beside else ""
            self.events.append(e.LoreFired(entry=key, reason=called[key] + drawn))
            if entry.group:
                self._groups.add(entry.group)
                pool = [other for other in pool if lore[other].group != entry.group]

    def _drawn(self, pool: Sequence[str]) -> tuple[str, list[str]]:
        """The first of the pool, or one that is tied with it in its group, and those beside which it was drawn."""
        lore, first = self.world.lore, self.world.lore[pool[0]]
        tied = [key for key in pool if (lore[key].group, lore[key].order) == (first.group, first.order)]
        if not first.group or len(tied) == 1:
            return pool[0], []
        (key,) = self.rng.choices(tied, [lore[one].weight for one in tied])
        return key, [one for one in tied if one != key]

    def _lucky(self, key: str, chance: float) -> bool:
        """Whether an entry that comes only sometimes comes now; the dice are recorded."""
        if chance >= 1:
            return True
        roll = round(self.rng.random(), 6)
        self.events.append(e.DiceRolled(why=f"lore.{key}", chance=chance, roll=roll))
        return roll < chance


def _nearness(words: str, meanings: Mapping[str, str], embed: Embed | None) -> dict[str, float]:
    """How near the reader's words are to each meaning: the cosine of their vectors, to three digits."""
    if embed is None or not meanings or not words.strip():
        return {}
    mine, *theirs = embed([words, *meanings.values()])
    return {key: round(_cosine(mine, vector), 3) for key, vector in zip(meanings, theirs, strict=True)}


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    sizes = math.hypot(*one) * math.hypot(*other)
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / sizes if sizes else 0.0
    return cosine if math.isfinite(cosine) else 0.0
