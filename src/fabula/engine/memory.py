"""Remembering: what was long ago and is spoken of now is put beside the turn that is to be told.

What is told from events comes first. Where something or somebody is now is said by the state, as far as the reader
can know it; old prose is never asked for that. Where no event speaks plainly of the matter, a sentence of old prose is
taken, the one that is nearest in words or in meaning. What still stands in the log is not recalled.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from fabula.analysis.sentences import han_share, sentences
from fabula.engine.lore import Embed
from fabula.engine.wording import WORDINGS
from fabula.engine.zones import RECALL_TOKENS, estimate, shortened
from fabula.errors import FabulaError
from fabula.story.event import CharacterMoved, ItemMoved
from fabula.story.language import LANGUAGES
from fabula.story.lore import spoken
from fabula.story.recap import WHEREABOUTS, Happened, happenings, whereabouts
from fabula.story.state import State
from fabula.story.tree import Turn
from fabula.story.world import World

LINES = 2  # remembered lines beside a turn
NEAR = 0.7  # the cosine from which an old sentence is near in meaning
ASKED = 0.45  # the same where the reader asks: then something is meant
SHARED = 0.5  # the share of the weight of the reader's words from which an old sentence is near in words
RARE = 2  # a word that occurs in so few old sentences is enough by itself
AT_ONCE = 32  # sentences that are embedded together
_ASKING = {
    "en": re.compile(
        r"\?|\b(?:where|who|whose|what|which|(?:when|how|why) did|remember|recall|remind|forgot|forget|promised"
        r"|back then)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[？?吗呢]|哪|谁|什么|怎么|几时|记得|想起|回忆|忘|当初|当时|上次|以前|之前|曾|答应过|说过"),
}
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an the and or but if of to in on at by for with from into out up down off over under about as than that "
        "this these those there here it its is are was were be been am do does did have has had can could will would "
        "shall should may might must not no nor so too very just only then when where who whom whose what which why "
        "how again still once i me my mine you your yours he him his she her hers we us our they them their one some "
        "any all each every own say says said tell told ask asks asked think know remember recall forgot try tried",
    )
)
_SMALL_ZH = frozenset(
    "我你他她它们的了是在有和就不人都一个上也很到说要去会着没看好自己这那什么吗呢吧啊哪谁怎还把被让给问想"
)


_PROMISED = {"en": re.compile(r"\bpromis", re.IGNORECASE), "zh": re.compile(r"答应|承诺|许诺")}


@dataclass(frozen=True, slots=True)
class Recalled:
    """A remembered line, and why it was remembered."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment in which something may be remembered.

    ``path`` is what was told before, the opening first; ``gone`` is how many turns have left the log; the turn leads
    from ``before`` to ``state``; ``words`` are the reader's, ``facts`` what was decided and is told anyway; ``room`` is
    what the tail has left, in estimated tokens.
    """

    world: World
    path: Sequence[Turn]
    gone: int
    before: State
    state: State
    words: str
    facts: Sequence[str] = ()
    room: int = RECALL_TOKENS

    @property
    def asking(self) -> bool:
        """Whether the reader asks or thinks back."""
        return bool(_ASKING[self.world.language].search(self.words))


@dataclass(slots=True)
class Memory:
    """Recalls what is old. With ``embed`` also by meaning; every old sentence is embedded once."""

    embed: Embed | None = None
    _vectors: dict[str, Sequence[float]] = field(default_factory=dict)

    def recall(self, scene: Scene) -> list[Recalled]:
        """Up to `LINES` lines, together at most `RECALL_TOKENS`; nothing while all of the story is in the log."""
        if not scene.gone:
            return []
        told = [told for turn in scene.path[scene.gone + 1 :] if (told := turn.told)]
        chosen = _Chosen("\n".join([*(f"{one.note}\n{one.text}" for one in told), *scene.facts]), scene)
        plain, places, rest = _remembered(scene)
        chosen.add(plain)
        if not chosen.lines:
            found = self._prose(scene)
            chosen.add([([found.text], found.why)] if found else [])
        chosen.add(places[:1])
        if not chosen.lines:
            chosen.add(rest[:1])
        return chosen.lines

    async def learn(self, path: Sequence[Turn], language: str) -> None:
        """Embed what was told, ahead of need; in small steps, so that it can be broken off."""
        fresh = [one for turn in path for one in _sentences(turn, language) if one not in self._vectors]
        while self.embed is not None and fresh:
            part, fresh = fresh[:AT_ONCE], fresh[AT_ONCE:]
            self._vectors.update(zip(part, await asyncio.to_thread(self.embed, part), strict=True))

    def _prose(self, scene: Scene) -> Recalled | None:
        """The sentence of old prose that is nearest to the reader's words, if one is near."""
        if not scene.asking and self.embed is None:
            return None
        old = _Old(scene)
        return self._nearest(scene, old) or (old.alike() if scene.asking else None)

    def _nearest(self, scene: Scene, old: _Old) -> Recalled | None:
        known = [one for one in old.sentences if one in self._vectors]
        if self.embed is None or not known or not scene.words.strip():
            return None
        try:
            (mine,) = self.embed([scene.words])
        except FabulaError:
            return None
        scores = {one: sum(map(_product, mine, self._vectors[one])) for one in known}
        least = ASKED if scene.asking else NEAR
        best = old.first(sorted((one for one in known if scores[one] >= least), key=scores.__getitem__, reverse=True))
        return Recalled(_upper(best), f"near in meaning, {scores[best]:.2f}") if best else None


Line = tuple[Sequence[str], str]  # forms of a line, the fullest first, and why it is remembered


class _Chosen:
    """The lines that were taken so far. ``seen`` is what the prompt says anyway."""

    def __init__(self, seen: str, scene: Scene) -> None:
        self.lines: list[Recalled] = []
        self._seen, self._room = seen, min(RECALL_TOKENS, scene.room)
        self._frame = WORDINGS[scene.world.language].remembered

    def add(self, lines: Iterable[Line]) -> None:
        """Take of each line the first form that there is room for, unless the prompt has one of them already."""
        for forms, why in lines:
            if len(self.lines) < LINES and not any(text in self._seen for text in forms):
                able = (text for text in forms if self._fits(text))
                self.lines += [Recalled(text, why) for text in islice(able, 1)]

    def _fits(self, text: str) -> bool:
        told = " ".join([*(one.text for one in self.lines), text])
        return estimate(self._frame.format(lines=told)) <= self._room


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _product(one: float, other: float) -> float:
    return one * other


# -- what events say -----------------------------------------------------------------------------------------------


def _remembered(scene: Scene) -> tuple[list[Line], list[Line], list[Line]]:
    """Lines made from events, the best first: what is plainly spoken of, where people are who are spoken of, and what
    else has to do with those people and places.
    """
    happened = happenings(scene.world, scene.path)
    keys = _mentioned(scene, happened)
    plain, places = _places(scene, happened, keys)
    people = {*scene.world.characters, *scene.world.places}
    rest: list[Line] = []
    rows = _rows(scene, happened, keys)
    for score, one in rows:
        about = next((key for key in one.about if key in keys), "a promise")
        forms = [one.told, one.text, shortened(one.told, max(20, scene.room - 12), scene.world.language)]
        if score == rows[0][0]:  # what is less spoken of than something else is not meant
            (rest if about in people and score < 3 else plain).append((forms, f"speaks of {about}"))
    return plain, places, rest


def _places(scene: Scene, happened: Sequence[Happened], keys: Mapping[str, int]) -> tuple[list[Line], list[Line]]:
    """Where the things are that are spoken of, and where the people are."""
    things: list[Line] = []
    people: list[Line] = []
    for key, weight in keys.items():
        moves = _at(scene.before, key) != _at(scene.state, key)  # right now, so that it is told anyway
        found = whereabouts(scene.world, scene.path, scene.state, happened, key) if weight > 1 and not moves else None
        if found is not None and found.turn <= scene.gone:
            (people if key in scene.world.characters else things).append(([found.text], f"speaks of {key}"))
    return things, people


def _rows(scene: Scene, happened: Sequence[Happened], keys: Mapping[str, int]) -> list[tuple[int, Happened]]:
    """What else happened that is spoken of, with how much so; that and the newest first."""
    latest = {(one.kind, one.about): one.turn for one in happened}
    rows = []
    for one in happened:
        score = sum(keys.get(key, 0) for key in one.about)
        score += 2 * (one.kind == "promised" and bool(_PROMISED[one.language].search(scene.words)))
        again = latest[one.kind, one.about] > scene.gone
        if one.turn <= scene.gone and not again and score > 1 and one.kind not in ("went", *WHEREABOUTS):
            rows.append((score, one))
    return sorted(rows, key=lambda row: (row[0], row[1].turn), reverse=True)


def _mentioned(scene: Scene, happened: Sequence[Happened]) -> dict[str, int]:
    """What the reader's words or the decided facts speak of: 2 for what may be recalled by itself, 1 for what is at
    hand: who is here, where the reader is and what they carry, unless they ask about it. The reader's words come first.
    """
    world, state = scene.world, scene.state
    at_hand = {*state.here(), *state.held(), *([state.place] if scene.before.place == state.place else [])}
    keys = {key for one in happened for key in one.about} | {key for _, key, _ in world.entities()}
    out: dict[str, int] = {}
    for text, asking in ((scene.words, scene.asking), ("\n".join(scene.facts), False)):
        found = [
            (len(name), key) for key in keys for name in _names(world, key) if _says(world, text, key, name) and text
        ]
        for _, key in sorted(found, reverse=True):
            out.setdefault(key, 2 if asking or key not in at_hand else 1)
    return out


def _at(state: State, key: str) -> str:
    return state.items[key] if key in state.items else state.place_of(key)


def _says(world: World, text: str, key: str, name: str) -> bool:
    if key.startswith("lore."):
        return spoken(LANGUAGES[world.language], text, name)
    return LANGUAGES[world.language].contains(text, name)


def _names(world: World, key: str) -> list[str]:
    """The words by which something is spoken of."""
    kind, _, rest = key.partition(".")
    if not rest:
        for table in (world.items, world.characters, world.places):
            if key in table:
                return [name for name in (table[key].name, *table[key].aliases) if len(name) > 1]
        return []
    if kind == "fact" and rest in world.facts:
        return [world.facts[rest].name, *world.facts[rest].keys]
    if kind == "quest" and rest in world.quests:
        return [world.quests[rest].title]
    if kind == "rule" and rest in world.rules:
        return [world.rules[rest].phrase]
    if kind == "lore" and rest in world.lore:
        return list(world.lore[rest].keys)
    if kind in world.characters and rest in world.characters[kind].topics:
        return [world.characters[kind].topics[rest].name]
    if kind in world.places and rest in world.places[kind].details:
        return [world.places[kind].details[rest].name]
    return []


# -- what old prose says -------------------------------------------------------------------------------------------


def _sentences(turn: Turn, language: str) -> list[str]:
    """The sentences of a told turn in this language, without what the reader only asked."""
    told, action = turn.told, turn.action
    if told is None or (han_share(told.text) > 0.5) != (language == "zh"):
        return []
    found = sentences(told.text, language)
    return found[1:] if action is not None and _ASKING[language].search(action.text) else found


class _Old:
    """The sentences that have left the log; what the reader did and said themselves only where they ask about it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._turns = {
            sentence: number
            for number, turn in enumerate(scene.path[: scene.gone + 1])
            for sentence in (_sentences(turn, scene.world.language) if number else ())
            if scene.asking or (turn.told is not None and sentence not in turn.told.lead)
        }
        self.sentences = list(self._turns)

    def first(self, ranked: Iterable[str]) -> str:
        """The first sentence that does not speak of somebody or something that has moved since; empty if all do.

        Such a sentence may say where they were, and only the state says where they are.
        """
        world, speech = self.scene.world, LANGUAGES[self.scene.world.language]
        moved = self._moved()
        for sentence in ranked:
            late = (key for key, turn in moved.items() if turn >= self._turns[sentence])
            if not any(speech.contains(sentence, name) for key in late for name in _names(world, key)):
                return sentence
        return ""

    def _moved(self) -> dict[str, int]:
        """The turn in which each item and character was moved last, whether the reader saw it or not."""
        scene, out = self.scene, dict[str, int]()
        for number, turn in enumerate(scene.path):
            for event in turn.events:
                if isinstance(event, ItemMoved | CharacterMoved):
                    out[event.item if isinstance(event, ItemMoved) else event.character] = number
        now = [
            key
            for key in (*scene.state.items, *scene.state.characters)
            if _at(scene.before, key) != _at(scene.state, key)
        ]
        return out | dict.fromkeys(now, len(scene.path))

    def alike(self) -> Recalled | None:
        """The sentence that has most of the reader's words, rare ones counting more; None if none has enough.

        Words that nobody ever said count half: the reader may ask in other words than it was told in.
        """
        language = self.scene.world.language
        wanted = _content(self.scene.words, language)
        parts = {one: _content(one, language) for one in self.sentences}
        often = Counter(word for words in parts.values() for word in words & wanted)
        weight = {word: math.log((len(parts) + 1) / (often[word] or len(parts) ** 0.5)) for word in wanted}
        scores = {one: sum(weight[word] for word in words & wanted) for one, words in parts.items()}
        least = SHARED * sum(weight.values())

        def plain(one: str) -> bool:
            shared = parts[one] & wanted
            return scores[one] >= least and (len(shared) > 1 or any(often[word] <= RARE for word in shared))

        best = self.first(sorted(filter(plain, parts), key=scores.__getitem__, reverse=True))
        return Recalled(_upper(best), f"has the words {', '.join(sorted(parts[best] & wanted))}") if best else None


def _content(text: str, language: str) -> frozenset[str]:
    """The words of a text that carry meaning, without their endings; in Chinese pairs of characters."""
    if language == "zh":
        runs = re.findall(r"[\u3400-\u9fff]+", text)
        pairs = (run[at : at + 2] for run in runs for at in range(len(run) - 1))
        return frozenset(pair for pair in pairs if not _SMALL_ZH.issuperset(pair))
    words = (re.sub(r"'s$", "", word) for word in LANGUAGES[language].tokens(text))
    return frozenset(_stem(word) for word in words if word not in _SMALL and len(word) > 2)


def _stem(word: str) -> str:
    for end in ("ing", "ed", "es", "s", "e"):
        if word.endswith(end) and len(word) - len(end) > 2:
            return word[: -len(end)]
    return word
