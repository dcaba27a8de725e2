"""Contradictions: what a told sentence says that is not so in the state.

The analysis says what a sentence states about those whom it names; here that is held against what is true. It must be
sure rather than complete: a contradiction that is let through costs less than a good sentence told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from fabula.analysis import claims, handling, naming, placing, times
from fabula.analysis.contexts import Context, at, clause
from fabula.analysis.mentions import Mention, Names, Role, any_name
from fabula.analysis.people import ANY, READER, Pronoun, first_person, pronouns, strangers
from fabula.analysis.quotations import narration
from fabula.analysis.roles import role
from fabula.analysis.traits import traits
from fabula.story.rules import OFF, PLAYER
from fabula.story.state import State
from fabula.story.world import World

DEAD = "dead"
ABSENT = "absent"
NOT_HELD = "not held"
WRONG_PLACE = "wrong place"
WRONG_NAME = "wrong name"
WRONG_PRONOUN = "wrong pronoun"
TIME_OF_DAY = "time of day"
QUEST_CLAIMED_DONE = "quest claimed done"
PERSON = "person"
TRAIT = "trait"  # not a kind of the planted suite: it needs prose that was told before
KINDS = (DEAD, ABSENT, NOT_HELD, WRONG_PLACE, WRONG_NAME, WRONG_PRONOUN, TIME_OF_DAY, QUEST_CLAIMED_DONE, PERSON)

LIKE_A_PLACE = 2  # words of one place's description in a sentence from which it is told as that place; its name is one
_UNREAL = frozenset(Context) - {Context.FAR}
_PRESENT = frozenset((Role.ACTS, Role.SPEAKS, Role.MET))
_HERO = re.compile(r"\b(?:our|the) (?:hero|heroine|protagonist|player|adventurer)\b|主人公|主角|玩家", re.IGNORECASE)
_READERS = re.compile(r"\b[Yy]ours?\b|\b[Yy]ou\b|你")
_NEAR = re.compile(rf"{_READERS.pattern}|\b(?:stands|sits|waits) (?:right |just )?(?:there|here)\b")
_READER = re.compile(r"\b[Yy]ou\b|你")
_MEANS = {
    "his": "he", "him": "he", "he": "he", "her": "she", "she": "she", "its": "it", "it": "it",
    "他": "he", "她": "she", "它": "it",
}  # fmt: skip


_REPORTED = {"en": re.compile(r"\b(?:says|tells \w+|explains|whispers) that $"), "zh": re.compile(r"[说讲][，：]$")}
_OWN_WILL = re.compile(r" (?:will|would|won't)\b|会|想|要")
_KINDS_OF = {"man|fellow|host|boy|lad": "he", "woman|lady|hostess|girl": "she", "dog|animal|beast": "it"}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is wrong: one of `KINDS`, and why, in plain words with the ids of the world."""

    kind: str
    why: str


class _Named(Protocol):
    """Anything in a world that goes by names."""

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> list[str]: ...


class _Told:
    """A sentence, the one before it, and what was found in them."""

    def __init__(self, text: str, before: str, by: Contradictions) -> None:
        self.text, self.before, self.language = text, before, by.language
        self.plainly = narration(text, self.language)
        self.people = by.people.find(text)
        self.earlier = by.people.find(before)
        self.places = [one for one in by.places.find(text) if not _overlaps(one, self.people)]
        self.pronouns = pronouns(text, self.language)
        self.reader = by.reader.find(self.plainly)

    def role(self, one: Mention) -> Role:
        """What a mention does in the sentence."""
        return role(self.text, one, self.language)

    def marks(self, one: Mention | Pronoun) -> frozenset[Context]:
        """The contexts in which something stands."""
        return at(self.text, self.language, one.begin)

    def strangers_before(self) -> set[str]:
        """Who else was mentioned in the sentence before."""
        return strangers(self.before, self.language, self.earlier)


class Contradictions:
    """Holds sentences against one state of a world."""

    def __init__(self, world: World, state: State) -> None:
        self.world, self.state, self.language = world, state, state.language
        self.here = state.here()
        self.people, self.things = (_names(table, self.language) for table in (world.characters, world.items))
        self.places = _names(world.places, self.language, "the|your|that|this|her|his|its|their")
        tables = (world.items.values(), world.places.values(), world.characters.values())
        names = [name for table in tables for one in table for name in (one.name, *one.aliases)]
        # "A jar of noon" is no hour; the bare "noon" that it is also called may be one.
        bare = [re.sub(r"^(?:the|an?) ", "", name) for name in names]
        self._called = re.compile(
            any_name(name for name in bare if " " in name or (self.language == "zh" and len(name) > 2)) or r"(?!)", re.I
        )
        self.reader = Names({PLAYER: [state.reader.name]} if state.reader.name else {}, self.language)
        self._owners = world.people()
        self._goals = list(self._open_goals())
        seen = {key: " ".join([one.text, *(d.name for d in one.details.values())]) for key, one in world.places.items()}
        self._seen_here = seen.get(state.place, "").casefold()
        found = {key: placing.features(text, self.language) for key, text in seen.items()}
        every = [word for words in found.values() for word in words]
        self._features_here = found.get(state.place, frozenset())
        self._seen = seen
        self._features = {key: {word for word in words if every.count(word) == 1} for key, words in found.items()}

    def find(self, sentence: str, before: str = "") -> list[Contradiction]:
        """All that contradicts the state in a whole sentence, one of a kind; ``before`` is the sentence before it."""
        told = _Told(sentence, before, self)
        found: dict[str, Contradiction] = {}
        for look in (
            self._present, self._by_pronoun, self._later, self._person, self._names, self._pronouns, self._held,
            self._placed, self._time, self._claims, self._traits,
        ):  # fmt: skip
            for one in look(told):
                found.setdefault(one.kind, one)
        return list(found.values())

    def _gender(self, key: str) -> str:
        return self.world.characters[key].pronouns

    # -- who is here -------------------------------------------------------------------------------

    def _present(self, told: _Told) -> Iterator[Contradiction]:
        for one in told.people:
            if one.key not in self.here and told.role(one) in _PRESENT and not self._excused(told, one):
                yield self._missing(one.key, f"{one.text} {told.role(one)}")

    def _missing(self, key: str, what: str) -> Contradiction:
        dead = key in self.state.dead
        return Contradiction(DEAD if dead else ABSENT, f"{what}, but {key} is {'dead' if dead else 'not here'}")

    def _excused(self, told: _Told, one: Mention) -> bool:
        """Whether the sentence puts somebody elsewhere, or says only that it could be so."""
        marks = told.marks(one)
        if marks & _UNREAL or one.key in self.state.dead:
            return bool(marks & _UNREAL)
        begin, end = clause(told.text, self.language, one.begin)
        elsewhere = any(begin <= place.begin < end and place.key != self.state.place for place in told.places)
        return Context.FAR in marks or elsewhere

    def _later(self, told: _Told) -> Iterator[Contradiction]:
        """ "Jonas's hammer rings, and he bawls at you", where only one who is not here can be meant."""
        for one in told.pronouns:
            meant = {who.key for who in (*told.people, *told.earlier) if self._gender(who.key) == one.gender}
            begin, end = clause(told.text, self.language, one.begin)
            if not one.subject or one.gender == "it" or not _NEAR.search(told.plainly[begin:end]):
                continue
            if len(meant) != 1:
                continue
            (key,) = meant
            named = next((who for who in told.people if who.key == key and who.end <= one.begin), None)
            if key in self.here or named is None or one.gender in map(self._gender, self.here):
                continue
            others = strangers(told.text[: one.begin], self.language, told.people) | told.strangers_before()
            stand_in = Mention(key, one.begin, one.end, told.text[one.begin : one.end])
            excused = (told.marks(one) | told.marks(named)) & _UNREAL or self._excused(told, named)
            if not others and not excused and told.role(stand_in) in _PRESENT:
                yield self._missing(key, f"{stand_in.text} stands for {key}")

    def _by_pronoun(self, told: _Told) -> Iterator[Contradiction]:
        """ "She laughs", where only one was spoken of before, who is dead or elsewhere."""
        first, said = next(iter(told.pronouns), None), {one.key for one in told.earlier}
        if first is None or len(said) != 1 or not first.subject or not _opens(told.text, first.begin):
            return
        (key,) = said
        mine = self._gender(key)
        meant_otherwise = mine in map(self._gender, self.here) or told.strangers_before()
        if key in self.here or first.gender != mine or meant_otherwise:
            return
        stand_in = Mention(key, first.begin, first.end, told.text[first.begin : first.end])
        spoken_of = at(told.before, self.language, told.earlier[0].begin) | told.marks(first)
        if told.role(stand_in) in _PRESENT and not spoken_of & _UNREAL:
            yield self._missing(key, f"{stand_in.text} stands for {key}")

    # -- how the reader is told ---------------------------------------------------------------------

    def _person(self, told: _Told) -> Iterator[Contradiction]:
        if first_person(told.plainly, self.language):
            yield Contradiction(PERSON, "the narrator says I or we")
        if _HERO.search(told.plainly):
            yield Contradiction(PERSON, "the reader is told as a hero")
        for one in told.reader:
            compared = told.marks(one) & {Context.PICTURE, Context.SIMILE}
            if not compared and not naming.only_named(told.plainly, one, self.language):
                yield Contradiction(PERSON, f"the reader is told as {one.text}")
        if self._reader_as_other(told):
            yield Contradiction(PERSON, "the reader is told in the third person")

    def _reader_as_other(self, told: _Told) -> bool:
        """ "She lifts the lamp", where nobody but the reader can be meant."""
        first = next(iter(told.pronouns), None)
        if first is None or not first.subject or first.gender == "it" or not _opens(told.text, first.begin):
            return False
        if not _READER.search(told.before) or told.earlier or strangers(told.before, self.language, []):
            return False
        return not told.marks(first) & _UNREAL and first.gender not in map(self._gender, self.here)

    # -- names and pronouns -------------------------------------------------------------------------

    def _names(self, told: _Told) -> Iterator[Contradiction]:
        for key, name in self._given(told):
            if self._not_theirs(name, key):
                yield Contradiction(WRONG_NAME, f"{'the reader' if key == PLAYER else key} is called {name}")

    def _given(self, told: _Told) -> Iterator[tuple[str, str]]:
        """Who is given which name: a character's key or `PLAYER`, and the name."""
        for given in naming.addressed(told.text, self.language, told.before):
            if (
                not any(
                    _alike(given.name, names, self.language) for names in map(self._names_of, self.world.characters)
                )
                and given.name not in self.world.opening
            ):
                yield PLAYER, given.name
        if len({one.key for one in told.people}) == 1 and not strangers(told.plainly, self.language, told.people):
            own = self._names_of(PLAYER)  # who says their own name calls nobody
            names = [name for name in naming.hailed(told.text, self.language) if not _alike(name, own, self.language)]
            yield from ((told.people[0].key, name) for name in names)
        speaking = next((one.key for one in told.people if told.role(one) in (Role.SPEAKS, Role.ACTS)), "")
        if speaking:
            yield from ((speaking, name) for name in naming.introduced(told.text, self.language))
        for given in naming.given(told.text, self.language):
            key = PLAYER if given.who == READER else self._whose(given.who, told)
            if key:
                yield key, given.name
        yield from ((given.who, given.name) for given in naming.beside(told.text, told.people, self.language))
        for one in told.people if self.language == "zh" else ():
            name = self.world.characters[one.key].name
            nearly = naming.mistaken(told.plainly, one, name) if one.text != name else ""
            if nearly:
                yield one.key, nearly

    def _names_of(self, key: str) -> list[str]:
        if key == PLAYER:
            return [self.state.reader.name] if self.state.reader.name else []
        return [self.world.characters[key].name, *self.world.characters[key].aliases]

    def _not_theirs(self, name: str, key: str) -> bool:
        names = self._names_of(key)
        return bool(names) and not _alike(name, names, self.language)

    def _whose(self, who: str, told: _Told) -> str:
        """The character that "his" or "the dog's" means, if it is plain; else empty."""
        both = (*told.people, *told.earlier)
        for one in both:
            if who.casefold().startswith(one.text.casefold()):
                return one.key
        kin = next((gender for words, gender in _KINDS_OF.items() if re.search(rf"\b(?:{words})\b", who)), "")
        gender = _MEANS.get(who, kin)
        meant = {one.key for one in both if self._gender(one.key) == gender}
        if kin and not meant:
            meant = {one for one in self.here if self._gender(one) == gender}
        return meant.pop() if len(meant) == 1 and not told.strangers_before() else ""

    def _pronouns(self, told: _Told) -> Iterator[Contradiction]:
        named = {self._gender(one.key) for one in (*told.people, *told.earlier)}
        others = strangers(told.text, self.language, told.people + told.reader) | told.strangers_before()
        if not named or "they" in named or ANY in others or self._reader_as_other(told):
            return
        # In Chinese a pronoun is written for somebody named just before; in English it may mean one who is here.
        here = set() if self.language == "zh" else set(map(self._gender, self.here))
        for one in told.pronouns:
            behind = any(mention.begin < one.begin for mention in told.people) or _leads_to(told, one)
            reported = one.subject and _REPORTED[self.language].search(told.plainly[: one.begin])
            if reported and not _OWN_WILL.match(told.plainly[one.end :]):
                continue  # "Ines says that he is tired": somebody else is spoken of; but who will, speaks of themselves
            if one.gender in named | others or not one.human or not (behind or told.earlier):
                continue
            if (one.own and behind) or one.gender not in here:
                yield Contradiction(WRONG_PRONOUN, f"nobody who is named is {one.gender}")
                return

    # -- things -------------------------------------------------------------------------------------

    def _held(self, told: _Told) -> Iterator[Contradiction]:
        things = [one for one in self.things.find(told.text) if not self._scenery(one)]
        for one in handling.handled(told.text, things, told.people, self.language):
            holder = self.state.items.get(one.thing.key, "")
            meant = {PLAYER} if one.who == READER else self._meant(one.who, told)
            if meant and holder not in meant and holder != self.state.place:
                yield Contradiction(NOT_HELD, f"{one.who} handles {one.thing.key}, which {holder or 'nobody'} has")

    def _scenery(self, one: Mention) -> bool:
        """Whether what is named may as well be something that belongs to the place."""
        word = one.text.casefold()
        if self.language == "zh":
            return word in self._seen_here
        head = word.split(" of ")[0].split()[-1]  # a jar of noon is a jar
        return bool(re.search(rf"\b{re.escape(head)}", self._seen_here))

    def _meant(self, who: str, told: _Told) -> set[str]:
        """The characters that may be meant by a key or a pronoun; none if it may be somebody else."""
        if who in self.world.characters:
            return {who}
        near = {one.key for one in told.earlier if self._gender(one.key) == who}
        return near or {one for one in self.here if self._gender(one) == who}

    def _traits(self, told: _Told) -> Iterator[Contradiction]:
        """Grey eyes that were brown when they were first told of."""
        for one in traits(told.text, self._owners, self.language):
            known = self.state.traits.get(f"{one.owner}.{one.part}", one.value)
            if known != one.value:
                yield Contradiction(TRAIT, f"{one.owner}'s {one.part}: {one.value}, but told as {known} before")

    # -- place, time, quests ------------------------------------------------------------------------

    def _placed(self, told: _Told) -> Iterator[Contradiction]:
        if any(one.key == self.state.place for one in told.places):
            return
        place = next(iter(placing.placed(told.text, told.places, self.language)), None)
        key = place.key if place else self._like_another(told)
        if key:
            yield Contradiction(WRONG_PLACE, f"the reader is put in {key}, and is in {self.state.place}")

    def _like_another(self, told: _Told) -> str:
        """The other place whose things are told around the reader; empty if there is none."""
        named = {one.key for one in told.places}
        if len(named) > 1 or any(placing.elsewhere(told.plainly, one) for one in told.places):
            return ""
        touched = placing.touched(told.text, self.language)
        if not touched and not placing.reaches(told.text, self.language):
            return ""
        if placing.mentioned(told.text, self._features_here, self.language):
            return ""
        for key, words in self._features.items():
            if named and key not in named:
                continue
            found = placing.mentioned(told.text, words, self.language)
            if touched and any(placing.alone(told.text[slice(*touched)], self._seen[key], word) for word in found):
                return key
            if placing.reaches(told.text, self.language) and len(found) + (key in named) >= LIKE_A_PLACE:
                return key
        return ""

    def _time(self, told: _Told) -> Iterator[Contradiction]:
        if self.world.clock is None:
            return
        now, usual = self.state.minutes, self.world.clock.usual(self.state.minutes)
        for one in times.told(self._called.sub(lambda match: "x" * len(match[0]), told.text), self.language):
            if not one.holds(now if one.twice else usual):
                yield Contradiction(TIME_OF_DAY, f"'{one.words}', but it is {self.state.phase}")

    def _open_goals(self) -> Iterator[tuple[str, claims.Goal]]:
        """What the open quests ask for, from their current steps on."""
        for key, quest in self.world.quests.items():
            steps = list(quest.steps)
            current = self.state.quests.get(key, steps[0])
            if current in OFF:
                continue
            for step in steps[steps.index(current) if current in steps else 0 :]:
                one = quest.steps[step]
                told = [rule.tell for rule in self.world.rules.values() if set(rule.then.set) & set(one.when.set)]
                also = tuple(
                    alias for who in self.people.find(one.goal) for alias in self.world.characters[who.key].aliases
                )
                yield f"{key}.{step}", claims.Goal(one.goal, tuple(told), quest.title, tuple(one.claims), also)

    def _claims(self, told: _Told) -> Iterator[Contradiction]:
        for key, goal in self._goals:
            if claims.claimed(told.text, told.before, goal, self.language):
                yield Contradiction(QUEST_CLAIMED_DONE, f"{key} is still open: {goal.text}")


def _names(table: Mapping[str, _Named], language: str, articles: str = "the|your|that|this") -> Names:
    names = {key: [one.name, *one.aliases] for key, one in table.items()}
    if language == "zh":  # 那封信 is also called 信
        names = {
            key: [*all_, *(re.sub(r"^[那这一][封把盏个只条本张件]", "", one) for one in all_)]
            for key, all_ in names.items()
        }
    return Names(names, language, articles)


def _alike(name: str, names: Iterable[str], language: str) -> bool:
    """Whether a name is one of ``names``, or has a word in common with one."""
    if language == "zh":
        return any(name in part or part in name for part in names)
    words = {word.casefold() for part in names for word in part.split()}
    return any(word.casefold() in words for word in name.split())


def _leads_to(told: _Told, one: Pronoun) -> bool:
    """Whether a pronoun stands in a phrase for the one named right behind it: "Rubbing her wrist, Jonas asks"."""
    led = re.match(r"(?:\w+ly )?(?:\w+ing|[Ww]ith)\b[^,;:.]*, ", told.plainly)
    return bool(led and one.end < led.end() and any(mention.begin == led.end() for mention in told.people))


def _opens(text: str, begin: int) -> bool:
    """Whether no word stands before an offset."""
    return not re.search(r"\w", text[:begin])


def _overlaps(one: Mention, others: Iterable[Mention]) -> bool:
    return any(other.begin < one.end and one.begin < other.end for other in others)
