"""What happened so far, as sentences made from events: for a returning reader, for the prompt, and for remembering.

Nothing here is told by a model, so it can't be wrong about what happened. Only what the reader was there for is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fabula.story import event as e
from fabula.story.rules import NOWHERE, PLAYER
from fabula.story.slots import filled
from fabula.story.state import State, advance
from fabula.story.tree import Turn
from fabula.story.world import World

_TEXT = {
    "en": {
        "went": "You have been to {0}.",
        "took": "You took {0} at {1}.",
        "found": "You got {0} at {1}.",
        "got": "You got {0} from {2} at {1}.",
        "left": "You left {0} at {1}.",
        "gave": "{0} went from your hands to {1}.",
        "lost": "You no longer have {0}.",
        "gone": "{0} is gone.",
        "lies": "{0} is at {1}.",
        "with": "{1} has {0}.",
        "last_seen": "You last saw {0} at {1}.",
        "heard": "{0} told you about {1}.",
        "looked": "At {1} you looked closely at {0}.",
        "did": "You managed to {0}.",
        "learned": "You learned of {0}.",
        "promised": "You promised to see to it: {0}.",
        "achieved": "You achieved what you set out to do: {0}.",
        "failed": "You failed in what you set out to do: {0}.",
        "answered": "Asked by {0}, you answered: {1}.",
        "joined": "{0} goes along with you.",
        "came": "{0} came to {1}.",
        "parted": "{0} went away from {1}.",
        "died": "{0} died.",
        "trait": "{0}: {1} {2}.",
        "lore": "{0}",
        "ended": "The story came to its end: {0}.",
        "carry": "You carry {}.",
        "goal": "What is still to do: {}",
        "now": "You are now here: {}.",
        "and": " and ",
        "comma": ", ",
        "more": "{0} {1}",
    },
    "zh": {
        "went": "你去过{0}。",
        "took": "你在{1}拿了{0}。",
        "found": "你在{1}得到了{0}。",
        "got": "你在{1}从{2}那里得到了{0}。",
        "left": "你把{0}留在了{1}。",
        "gave": "{0}从你手里到了{1}手里。",
        "lost": "{0}已经不在你手里了。",
        "gone": "{0}没有了。",
        "lies": "{0}在{1}。",
        "with": "{0}在{1}手里。",
        "last_seen": "你上一次看到{0}是在{1}。",
        "heard": "{0}跟你说过{1}。",
        "looked": "你在{1}仔细看过{0}。",
        "did": "你做到了：{0}。",
        "learned": "你知道了{0}。",
        "promised": "你答应过：{0}。",
        "achieved": "你完成了心愿：{0}。",
        "failed": "你没能做到：{0}。",
        "answered": "{0}问你，你回答：{1}。",
        "joined": "{0}跟你一起走。",
        "came": "{0}来到了{1}。",
        "parted": "{0}离开了{1}。",
        "died": "{0}死了。",
        "trait": "{0}：{1}{2}。",
        "lore": "{0}",
        "ended": "故事有了结局：{0}。",
        "carry": "你带着{}。",
        "goal": "接下来要做的：{}",
        "now": "你现在在{}。",
        "and": "和",
        "comma": "、",
        "more": "{0}{1}",
    },
}

# What matters most first: where there is no room for all, the last ones are left out.
_RANKS = (
    ("ended", "died", "promised", "achieved", "failed"),
    ("left", "gave", "took", "found", "got", "lost", "gone", "lies", "with", "joined"),
    ("did", "learned", "answered"),
    ("heard", "trait"),
    ("came", "parted", "looked"),
    ("went",),
)
_RANK = {kind: rank for rank, kinds in enumerate(_RANKS) for kind in kinds}
_GONE = ("lost", "gone", "died")
WHEREABOUTS = (
    "left",
    "gave",
    "took",
    "found",
    "got",
    "lost",
    "gone",
    "lies",
    "with",
    "joined",
    "came",
    "parted",
    "died",
)
_JOINED = {  # kinds that share a sentence, and the word that is listed in it
    "went": 0, "heard": 1, "looked": 0, "did": 0, "left": 0, "gave": 0, "took": 0, "promised": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to the reader, or that they were there to see.

    ``turn`` counts the turns of the path; ``about`` are ids: of a place, an item, a character, or ``owner.topic``,
    ``place.detail``, ``fact.id``, ``quest.id``, ``rule.id``, ``lore.id``. ``words`` are the names that fill the
    sentence, and ``more`` is what the author says about it.
    """

    turn: int
    kind: str
    about: tuple[str, ...]
    words: tuple[str, ...]
    language: str
    more: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        return _sentence(self.language, self.kind, self.words)

    @property
    def told(self) -> str:
        """The sentence and what the author says about it."""
        return _TEXT[self.language]["more"].format(self.text, self.more) if self.more else self.text


def _sentence(language: str, kind: str, words: Sequence[str]) -> str:
    text = _TEXT[language][kind].format(*words)
    return text[:1].upper() + text[1:]


def _join(language: str, parts: Sequence[str]) -> str:
    words = _TEXT[language]
    if len(parts) < 2:
        return "".join(parts)
    return words["comma"].join(parts[:-1]) + words["and"] + parts[-1]


def happenings(world: World, path: Sequence[Turn]) -> list[Happened]:
    """What happened along ``path``, which begins with the opening, in order; in the world's language."""
    state, out = State(), list[Happened]()
    for number, turn in enumerate(path):
        for event in turn.events:
            if number:
                out += _of(world, state, event, number)
            advance(state, (event,))
    return out


def _of(world: World, state: State, event: e.Event, turn: int) -> Iterator[Happened]:
    """What an event means to the reader who is in ``state`` when it happens."""
    for part in (_moves, _words, _deeds):
        for kind, about, words, more in part(world, state, event):
            yield Happened(turn, kind, about, words, world.language, filled(world, state, more))


_Row = tuple[str, tuple[str, ...], tuple[str, ...], str]  # kind, about, words, more


def _moves(world: World, state: State, event: e.Event) -> Iterator[_Row]:
    """Where the reader went, and where things and people went before their eyes."""
    found: list[tuple[str, tuple[str, ...]]] = []
    match event:
        case e.PlayerMoved() if event.to in world.places:
            found = [("went", (event.to,))]
        case e.ItemMoved() if event.item in world.items:
            found = [(kind, (event.item, *others)) for kind, others in _item(world, state, event)]
        case e.CharacterMoved() if event.character in world.characters:
            found = [(kind, (event.character, *others)) for kind, others in _character(state, event)]
        case e.CharacterDied() if event.character in state.here():
            found = [("died", (event.character,))]
    for kind, about in found:
        yield kind, about, tuple(world.name_of(key) for key in about), ""


def _words(world: World, state: State, event: e.Event) -> Iterator[_Row]:
    """What the reader heard, saw closely, learned, and answered."""
    match event:
        case e.TopicHeard() if event.character in world.characters:
            who = event.character
            topic = world.characters[who].topics.get(event.topic)
            if topic:
                yield "heard", (f"{who}.{event.topic}", who), (world.name_of(who), topic.name), topic.text
        case e.DetailSeen() if event.place in world.places:
            detail = world.places[event.place].details.get(event.detail)
            if detail:
                about = (f"{event.place}.{event.detail}", event.place)
                yield "looked", about, (detail.name, world.name_of(event.place)), detail.text
        case e.FactLearned() if event.character == PLAYER and event.fact in world.facts:
            fact = world.facts[event.fact]
            source = (event.source,) if event.source in world.characters else ()
            yield "learned", (f"fact.{event.fact}", *source), (fact.name,), fact.text
        case e.TraitNoted() if event.owner in world.characters:
            if event.value.isascii() == (world.language == "en"):  # it was noted in the language of its prose
                yield "trait", (event.owner,), (world.name_of(event.owner), event.value, event.part), ""
        case e.LoreFired() if event.entry in world.lore:
            yield "lore", (f"lore.{event.entry}",), (world.lore[event.entry].text,), ""
        case e.QuestionAnswered() if event.question in world.questions:
            question = world.questions[event.question]
            answer = question.options.get(event.answer, "-")
            yield "answered", (question.by,), (world.name_of(question.by), answer), ""


def _deeds(world: World, state: State, event: e.Event) -> Iterator[_Row]:
    """What the reader did, promised, achieved, and how it ended."""
    match event:
        case e.RuleDone() if event.rule in world.rules:
            yield "did", (f"rule.{event.rule}",), (world.rules[event.rule].phrase,), ""
        case e.QuestAdvanced() if event.quest in world.quests:
            quest, was = world.quests[event.quest], state.quests.get(event.quest)
            taken_on = was in ("hidden", "offered") and event.step in quest.steps
            kind = {"done": "achieved", "failed": "failed"}.get(event.step, "promised" if taken_on else "")
            if kind:
                by = (quest.by,) if quest.by else ()
                yield kind, (f"quest.{event.quest}", *by), (quest.title.rstrip(".。"),), quest.text
        case e.StoryEnded() if event.ending in world.endings:
            yield "ended", (), (world.endings[event.ending].title.rstrip(".。"),), ""


def _item(world: World, state: State, event: e.ItemMoved) -> Iterator[tuple[str, list[str]]]:
    """How an item's move is told, and whom or what besides it: only if the reader had it, gets it, or sees it move."""
    before, to = state.items.get(event.item, NOWHERE), event.to
    near = (PLAYER, state.place, *state.here())
    if to == PLAYER:
        giver = [before] if before in world.characters and before in near else []
        yield "got" if giver else "took" if before == state.place else "found", [state.place, *giver]
    elif before == PLAYER and to == NOWHERE:
        yield "lost", []
    elif before == PLAYER:
        yield "left" if to in world.places else "gave", [to]
    elif to in near:  # where else it goes if it leaves from here, the reader can't know
        yield "lies" if to in world.places else "with", [to]
    elif before == state.place:
        yield "gone", []


def _character(state: State, event: e.CharacterMoved) -> Iterator[tuple[str, list[str]]]:
    """How a character's move is told: only what the reader sees of it."""
    before, to = state.place_of(event.character), event.to
    if to == PLAYER:
        yield "joined", []
    elif to == state.place and before != to:
        yield "came", [to]
    elif before == state.place and to != before:
        yield "parted", [before]


def important(happened: Iterable[Happened]) -> list[Happened]:
    """What belongs into a recap, the most important first: of each item and character only where they are last."""
    latest: dict[str, Happened] = {}
    out = []
    for one in happened:
        if one.kind == "lore":
            continue
        if one.kind in WHEREABOUTS:
            latest.pop(one.about[0], None)
            latest[one.about[0]] = one
        else:
            out.append(one)
    return sorted([*out, *latest.values()], key=lambda one: (_RANK[one.kind], one.turn))


def gist(happened: Iterable[Happened]) -> list[str]:
    """Sentences for ``happened``, in the order of a recap; what is alike shares one."""
    rows: dict[tuple[str, ...], list[Happened]] = {}
    for one in sorted(happened, key=lambda one: (-_RANK[one.kind], one.turn)):
        listed = _JOINED.get(one.kind)
        rest = one.words if listed is None else tuple(w for at, w in enumerate(one.words) if at != listed)
        rows.setdefault((one.kind, *rest), []).append(one)
    return [_row(row) for row in rows.values()]


def _row(row: Sequence[Happened]) -> str:
    first = row[0]
    listed = _JOINED.get(first.kind)
    if listed is None:
        return first.text
    names = _join(first.language, list(dict.fromkeys(one.words[listed] for one in row)))
    return _sentence(first.language, first.kind, [names if at == listed else w for at, w in enumerate(first.words)])


def chosen(happened: Iterable[Happened], fits: Callable[[list[str]], bool]) -> list[Happened]:
    """The most important of ``happened`` whose sentences together still fit."""
    ranked = important(happened)
    least, most = 0, len(ranked)
    while least < most:
        middle = (least + most + 1) // 2
        if fits(gist(ranked[:middle])):
            least = middle
        else:
            most = middle - 1
    return ranked[:least]


def whereabouts(
    world: World, path: Sequence[Turn], state: State, happened: Sequence[Happened], key: str
) -> Happened | None:
    """Where an item or a character is as far as the reader knows, and since which turn of the path they know it.

    The state says where it is, if the reader saw it come there or saw it there later; otherwise it is where they saw it
    last. Of what they carry: where they got it. None of what they never met with, and of who is with them.
    """
    if (key not in world.items and key not in world.characters) or key in state.here():
        return None
    last = next((one for one in reversed(happened) if one.kind in WHEREABOUTS and one.about[0] == key), None)
    if key in state.held():
        return last if last is not None and last.kind in ("took", "found", "got") else None
    seen, first, latest = _sighting(path, key)
    if last is not None and last.turn >= first and last.kind != "parted":
        there = _of_whom(last)
        if last.kind in _GONE or (there and _now(state, key) == there):
            return last
        seen, first = there or last.about[-1], last.turn
    if seen not in world.places and seen not in world.characters:
        return None
    true = _now(state, key) == seen
    kind = ("with" if seen in world.characters else "lies") if true else "last_seen"
    turn = latest if key in world.characters else first
    return Happened(turn, kind, (key, seen), (world.name_of(key), world.name_of(seen)), world.language)


def _of_whom(one: Happened) -> str:
    """Where what happened left the item or the character; empty where it was with the reader, who has moved since."""
    return one.about[1] if one.kind in ("left", "gave", "lies", "with", "came") else ""


def _now(state: State, key: str) -> str:
    return state.items[key] if key in state.items else state.place_of(key)


def _sighting(path: Sequence[Turn], key: str) -> tuple[str, int, int]:
    """Where the reader saw an item lie or a character stand last, and the turns in which they did so first and last."""
    state, seen, first, last = State(), "", 0, 0
    for number, turn in enumerate(path):
        advance(state, turn.events)
        if key in state.lying_here() or key in state.here():
            first = number if seen != state.place else first
            seen, last = state.place, number
    return seen, first, last


def present(world: World, state: State) -> list[str]:
    """Where ``state`` leaves the reader: what they carry, what is still to do, where they are."""
    words = _TEXT[state.language]
    out = []
    if state.held():
        out.append(words["carry"].format(_join(state.language, [world.name_of(item) for item in state.held()])))
    goals = [
        quest.steps[step].goal
        for key, step in state.quests.items()
        if (quest := world.quests.get(key)) is not None and step in quest.steps
    ]
    if goals:
        out.append(words["goal"].format((" " if state.language == "en" else "").join(goals)))
    return [*out, words["now"].format(world.name_of(state.place))]


def recap(world: World, path: Sequence[Turn], state: State) -> list[str]:
    """Sentences that say what happened on ``path``, the opening first, and where ``state`` leaves the reader."""
    return [*gist(important(happenings(world, path))), *present(world, state)]
