"""Remembering: what was long ago and is spoken of now is put beside the turn that is to be told.

What is told from events comes first. Where something or somebody is now is said by the state, as far as the reader can
know it; old prose is never asked for that. Only where no event speaks of the matter is a sentence of old prose taken, the one
that is nearest in words or in meaning. What still stands in the log is not recalled.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from fabula.analysis.sentences import han_share, sentences
from fabula.engine.zones import RECALL_TOKENS, estimate
from fabula.errors import FabulaError
from fabula.story.language import LANGUAGES
from fabula.story.lore import spoken
from fabula.story.recap import WHEREABOUTS, Happened, happenings, whereabouts
from fabula.story.state import State
from fabula.story.tree import Turn
from fabula.story.world import World

Embed = Callable[[Sequence[str]], Awaitable[Sequence[Sequence[float]]]]  # texts -> unit vectors

LINES = 2  # remembered lines beside a turn
NEAR = 0.55  # the cosine from which an old sentence is near in meaning
SHARED = 0.5  # the share of the weight of the reader's words from which an old sentence is near in words
AT_ONCE = 32  # sentences that are embedded together
_ASKING = {
    "en": re.compile(
        r"\?|\b(?:where|when|who|whose|what|which|how|why|remember|recall|remind|forgot|forget|again|still|once|back then"
        r"|find|left|promised?|told|said|called|name)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[？?吗呢]|哪|谁|什么|怎么|几|记得|想起|回忆|忘|当初|当时|上次|以前|之前|曾|答应|说过|叫|找"),
}
_SMALL = frozenset(
    """a an the and or but if of to in on at by for with from into out up down off over under about as than that this these
    those there here it its is are was were be been am do does did have has had can could will would shall should may might
    must not no nor so too very just only then when where who whom whose what which why how again still once i me my mine you
    your yours he him his she her hers we us our they them their one some any all each every own say says said tell tells told
    ask asks asked think know remember recall forgot""".split()
)
_SMALL_ZH = frozenset(
    "我你他她它们的了是在有和就不人都一个上也很到说要去会着没看好自己这那什么吗呢吧啊哪谁怎还把被让给问想"
)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A remembered line, and why it was remembered."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The moment in which something may be remembered.

    ``path`` is what was told before, the opening first; ``gone`` is how many turns have left the log; ``state`` is that in
    which the turn leaves the story; ``words`` are the reader's, ``facts`` what was decided and is told anyway.
    """

    world: World
    path: Sequence[Turn]
    gone: int
    before: State
    state: State
    words: str
    facts: Sequence[str] = ()

    @property
    def asking(self) -> bool:
        """Whether the reader asks or thinks back."""
        return bool(_ASKING[self.world.language].search(self.words))


@dataclass(slots=True)
class Memory:
    """Recalls what is old. With ``embed`` also by meaning; every old sentence is embedded once."""

    embed: Embed | None = None
    _vectors: dict[str, Sequence[float]] = field(default_factory=dict)

    async def recall(self, scene: Scene) -> list[Recalled]:
        """Up to `LINES` lines, together at most `RECALL_TOKENS`; nothing while all of the story is in the log."""
        if not scene.gone:
            return []
        seen = "\n".join(f"{told.note}\n{told.text}" for turn in scene.path[scene.gone + 1 :] if (told := turn.told))
        seen = "\n".join([seen, *scene.facts])
        out: list[Recalled] = []
        for one in _remembered(scene):
            if len(out) < LINES and one.text not in seen and _fits([*out, one]):
                out.append(one)
        if not out:
            found = await self._prose(scene)
            out = [found] if found and found.text not in seen and _fits([found]) else []
        return out

    async def learn(self, path: Sequence[Turn], language: str) -> None:
        """Embed what was told, ahead of need; in small steps, so that it can be broken off."""
        fresh = [one for turn in path for one in _sentences(turn, language) if one not in self._vectors]
        while self.embed is not None and fresh:
            part, fresh = fresh[:AT_ONCE], fresh[AT_ONCE:]
            self._vectors.update(zip(part, await self.embed(part), strict=True))

    async def _prose(self, scene: Scene) -> Recalled | None:
        """The sentence of old prose that is nearest to the reader's words, if one is near."""
        old = list(_old_sentences(scene))
        near = await self._nearest(scene.words, old)
        if near is not None:
            return near
        return _alike(scene, old) if scene.asking else None

    async def _nearest(self, words: str, old: Sequence[str]) -> Recalled | None:
        known = [one for one in old if one in self._vectors]
        if self.embed is None or not known or not words.strip():
            return None
        try:
            (mine,) = await self.embed([words])
        except FabulaError:
            return None
        score, best = max((sum(map(_product, mine, self._vectors[one])), one) for one in known)
        return Recalled(best, f"near in meaning, {score:.2f}") if score >= NEAR else None


def _product(one: float, other: float) -> float:
    return one * other


def _fits(lines: Sequence[Recalled]) -> bool:
    return estimate(" ".join(one.text for one in lines)) <= RECALL_TOKENS


# -- what events say -----------------------------------------------------------------------------------------------


def _remembered(scene: Scene) -> Iterator[Recalled]:
    """Lines made from events, the best first."""
    happened = happenings(scene.world, scene.path)
    keys = _mentioned(scene, happened)
    strong = {key for key, weight in keys.items() if weight > 1}
    for key in keys:
        line = _where(scene, happened, key) if key in strong else ""
        if line:
            yield Recalled(line, f"speaks of {key}")
    rows = []
    latest = {(one.kind, one.about): one.turn for one in happened}
    for one in happened:
        score = sum(keys.get(key, 0) for key in one.about)
        told_again = latest[one.kind, one.about] > scene.gone
        if one.turn > scene.gone or told_again or score < 2 or one.kind in ("went", *WHEREABOUTS):
            continue
        rows.append((score, one.turn, one))
    for _, _, one in sorted(rows, key=lambda row: row[:2], reverse=True):
        about = next(key for key in one.about if key in keys)
        for text in dict.fromkeys((one.told, one.text)):  # the author's words with it where there is room for them
            yield Recalled(text, f"speaks of {about}")


def _mentioned(scene: Scene, happened: Sequence[Happened]) -> dict[str, int]:
    """What the reader's words or the decided facts speak of: 2 for what may be recalled by itself, 1 for what is at hand.

    Who is here, where the reader is and what they carry is at hand, unless they ask about it. What the reader's own words
    name comes first.
    """
    world, state = scene.world, scene.state
    at_hand = {state.place, *state.here(), *state.held()} if scene.before.place == state.place else {*state.here()}
    keys = {key for one in happened for key in one.about} | {key for _, key, _ in world.entities()}
    out: dict[str, int] = {}
    for text, asking in ((scene.words, scene.asking), ("\n".join(scene.facts), False)):
        found = [
            (len(name), key) for key in keys for name in _names(world, key) if _says(world, text, key, name) and text
        ]
        for _, key in sorted(found, reverse=True):
            out.setdefault(key, 2 if asking or key not in at_hand else 1)
    return out


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


def _where(scene: Scene, happened: Sequence[Happened], key: str) -> str:
    """Where an item or a character is, as far as the reader knows; empty if that still stands in the log."""
    found = whereabouts(scene.world, scene.path, scene.state, happened, key)
    return found.text if found is not None and found.turn <= scene.gone else ""


# -- what old prose says -------------------------------------------------------------------------------------------


def _sentences(turn: Turn, language: str) -> list[str]:
    told = turn.told
    if told is None or (han_share(told.text) > 0.5) != (language == "zh"):
        return []
    return sentences(told.text, language)


def _old_sentences(scene: Scene) -> Iterator[str]:
    """Sentences that have left the log and don't claim to say where somebody or something is that has moved since."""
    world, speech = scene.world, LANGUAGES[scene.world.language]
    moved: dict[str, int] = {}
    for one in happenings(world, scene.path):
        if one.kind in WHEREABOUTS:
            moved[one.about[0]] = one.turn
    for number, turn in enumerate(scene.path[: scene.gone + 1]):
        late = [key for key, last in moved.items() if last > number]
        for sentence in _sentences(turn, world.language) if number else ():
            if not any(speech.contains(sentence, name) for key in late for name in _names(world, key)):
                yield sentence


def _alike(scene: Scene, old: Sequence[str]) -> Recalled | None:
    """The old sentence that has most of the reader's words, rare ones counting more; None if none has enough of them."""
    language = scene.world.language
    wanted = _content(scene.words, language)
    parts = [_content(one, language) for one in old]
    often = Counter(word for words in parts for word in words)
    weight = {word: math.log((len(old) + 1) / (often[word] + 0.5)) for word in wanted}
    total = sum(weight.values())
    best = max(
        ((sum(weight[word] for word in words & wanted), number) for number, words in enumerate(parts)), default=(0.0, 0)
    )
    if not total or best[0] < SHARED * total:
        return None
    shared = sorted(parts[best[1]] & wanted)
    return Recalled(old[best[1]], f"has the words {', '.join(shared)}") if len(shared) > 1 else None


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
