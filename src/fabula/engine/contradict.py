"""Contradictions: what a told sentence says that is not so in the state.

The analysis says what a sentence states about those whom it names; here that is held against what is true. It must be
sure rather than complete: a contradiction that is let through costs less than a good sentence told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fabula.analysis import claims, handling, naming, placing, times
from fabula.analysis.contexts import Context, at, clause
from fabula.analysis.mentions import Mention, Names, Role
from fabula.analysis.people import ANY, Pronoun, pronouns, strangers
from fabula.analysis.quotations import narration
from fabula.analysis.roles import role
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
KINDS = (DEAD, ABSENT, NOT_HELD, WRONG_PLACE, WRONG_NAME, WRONG_PRONOUN, TIME_OF_DAY, QUEST_CLAIMED_DONE, PERSON)

LIKE_A_PLACE = 2  # words of one place's description in a sentence from which it is told as that place
_UNREAL = frozenset(Context) - {Context.FAR}
_PRESENT = frozenset((Role.ACTS, Role.SPEAKS, Role.MET))
_NARRATOR = {
    "en": re.compile(r"\b(?:I|I'm|I've|I'll|I'd|I’m|I’ve|[Mm]y|[Mm]yself|[Ww]e|[Ww]e're|[Ww]e've|[Uu]s|[Oo]ur(?! Lady)|me|[Oo]urselves)\b(?!\.)"),
    "zh": re.compile(r"(?<![自忘无唯本敌])我(?!行我素|见犹怜|活)(?<!行我)(?<!死我)"),
}
_HERO = re.compile(r"\b(?:our|the) (?:hero|heroine|protagonist|player|adventurer)\b|主人公|主角|玩家", re.IGNORECASE)
_NAMED = {
    "en": re.compile(
        r"\b(?:called|named|say|says|calls?(?: you)?|spells?|reads?|writes?|carved|scratched|inked|settles on|other|another|some|an?|saint|like"
        r"|shouts?|whispers?|cries|murmurs?|repeats?|answers to|as|old king|king|queen)(?: the name| for)? [\"“]?$", re.IGNORECASE),
    "zh": re.compile(r"(?:叫|名叫|喊|唤|念|写下?|写着|刻下?|刻着|姓|名字|名字是|念着|读作|作|那棵|这棵|一棵|节气|的|[“「])$"),
}  # what stands before a name that is only mentioned
_NAMES_IT = {
    "en": re.compile(r"\b(?:your|the|that|what|whose) (?:own )?name\b|\bname is\b", re.IGNORECASE),
    "zh": re.compile(r"名字|日历|叫作|叫做|几个字|两个字|刻着|写着"),
}
_WORD_NAMES = re.compile(r"^(?:Dawn|Rose|Hope|Grace|Summer|Autumn|Winter|Sky|Storm|River|Ash|Ivy|Hazel|Robin|Wren|Violet|Daisy|Lily|May|June|April)$")
_NATURE = re.compile(r"\s+(?:breaks|comes|creeps|falls|rises|fades|blooms|opens|grows|climbs|spreads|light|petals?|bushes|water|is|has)\b")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What is wrong: one of `KINDS`, and why, in plain words with the ids of the world."""

    kind: str
    why: str


class Contradictions:
    """Holds sentences against one state of a world."""

    def __init__(self, world: World, state: State) -> None:
        self.world, self.state, self.language = world, state, state.language
        self.here = set(state.here())
        self._people = Names({key: (one.name, *one.aliases) for key, one in world.characters.items()}, self.language)
        self._things = Names({key: (one.name, *one.aliases) for key, one in world.items.items()}, self.language)
        self._places = Names({key: (one.name, *one.aliases) for key, one in world.places.items()}, self.language)
        self._reader = Names({PLAYER: (state.reader.name,)} if state.reader.name else {}, self.language)
        self._features = {key: placing.features(" ".join([one.text, *(detail.name for detail in one.details.values())]), self.language) for key, one in world.places.items()}
        every = [word for words in self._features.values() for word in words]
        self._common = {word for word in every if every.count(word) > 1}
        self._goals = dict(self._open_goals())

    def find(self, sentence: str, before: str = "") -> list[Contradiction]:
        """All that contradicts the state in a whole sentence; ``before`` is the one before it."""
        told = _Told(sentence, before, self)
        found: list[Contradiction] = []
        for look in (
            self._present, self._by_pronoun, self._person, self._names, self._pronouns, self._held, self._placed, self._time, self._claims,
        ):  # fmt: skip
            found += look(told)
        return list({one.kind: one for one in reversed(found)}.values())[::-1]

    # -- who is here -------------------------------------------------------------------------------

    def _present(self, told: _Told) -> Iterator[Contradiction]:
        for one in told.people:
            if one.key in self.here:
                continue
            what = told.role(one)
            if what in _PRESENT and not self._excused(told, one):
                yield self._missing(one.key, f"{one.text} {what}")

    def _missing(self, key: str, what: str) -> Contradiction:
        if key in self.state.dead:
            return Contradiction(DEAD, f"{what}, but {key} is dead")
        return Contradiction(ABSENT, f"{what}, but {key} is not here")

    def _excused(self, told: _Told, one: Mention) -> bool:
        """Whether the sentence puts somebody elsewhere, or says only that it could be so."""
        marks = at(told.text, self.language, one.begin)
        if marks & _UNREAL:
            return True
        if one.key in self.state.dead:
            return False
        begin, end = clause(told.text, self.language, one.begin)
        elsewhere = any(begin <= place.begin < end and place.key != self.state.place for place in told.places)
        return Context.FAR in marks or elsewhere

    def _by_pronoun(self, told: _Told) -> Iterator[Contradiction]:
        """"She laughs", where the one who was spoken of before is dead, or elsewhere."""
        said = {one.key for one in told.earlier}
        if len(said) != 1 or not told.pronouns or strangers(told.before, self.language, told.earlier):
            return
        (key,) = said
        first = told.pronouns[0]
        mine = self.world.characters[key].pronouns
        if key in self.here or first.gender != mine or not first.subject or told.text[: first.begin].strip() or told.people[:1] and told.people[0].begin < first.begin:
            return
        if any(self.world.characters[one].pronouns == mine for one in self.here) or at(told.before, self.language, told.earlier[0].begin) & _UNREAL:
            return
        stand_in = Mention(key, first.begin, first.end, told.text[first.begin : first.end])
        if role(told.text, stand_in, self.language) in _PRESENT and not at(told.text, self.language, first.begin) & _UNREAL:
            yield self._missing(key, f"{stand_in.text} stands for {key}")

    # -- how the reader is told ---------------------------------------------------------------------

    def _person(self, told: _Told) -> Iterator[Contradiction]:
        plainly = told.plainly
        if _NARRATOR[self.language].search(plainly):
            yield Contradiction(PERSON, "the narrator says I or we")
        if _HERO.search(plainly):
            yield Contradiction(PERSON, "the reader is told as a hero")
        for one in self._reader.find(plainly):
            if not self._only_named(plainly, one) and not at(told.text, self.language, one.begin) & {Context.PICTURE, Context.SIMILE}:
                yield Contradiction(PERSON, f"the reader is told as {one.text}")
        if self._reader_as_other(told):
            yield Contradiction(PERSON, "the reader is told in the third person")

    def _only_named(self, plainly: str, one: Mention) -> bool:
        """Whether the reader's name stands there as a name, or as an ordinary word ("Dawn breaks")."""
        left, right = plainly[: one.begin], plainly[one.end :]
        if _NAMED[self.language].search(left) or _NAMES_IT[self.language].search(plainly):
            return True
        return bool(_WORD_NAMES.match(one.text) and _NATURE.match(right))

    def _reader_as_other(self, told: _Told) -> bool:
        """"She lifts the lamp", where nobody but the reader can be meant."""
        first = told.pronouns[0] if told.pronouns else None
        if first is None or not first.subject or first.gender == "it" or not _opens(told.text, first):
            return False
        if not re.search(r"\b[Yy]ou\b|你", told.before) or told.earlier or told.people and told.people[0].begin < first.begin:
            return False
        if strangers(told.before, self.language, []) or strangers(told.text[: first.begin], self.language, []):
            return False
        marks = at(told.text, self.language, first.begin)
        return not marks & _UNREAL and not any(self.world.characters[one].pronouns == first.gender for one in self.here)

    # -- names and pronouns -------------------------------------------------------------------------

    def _names(self, told: _Told) -> Iterator[Contradiction]:
        for given in naming.addressed(told.text, self.language, told.before):
            if self._nobodys(given.name, told):
                yield Contradiction(WRONG_NAME, f"the reader is called {given.name}")
        spoken_to = {one.key for one in told.people}
        for name in naming.hailed(told.text, self.language):
            if len(spoken_to) == 1 and self._not_theirs(name, next(iter(spoken_to))) and not strangers(told.plainly, self.language, told.people):
                yield Contradiction(WRONG_NAME, f"{told.people[0].key} is called {name}")
        for name in naming.introduced(told.text, self.language):
            key = next((one.key for one in told.people if told.role(one) in (Role.SPEAKS, Role.ACTS)), "")
            if key and self._not_theirs(name, key):
                yield Contradiction(WRONG_NAME, f"{key} calls themselves {name}")
        for given in naming.given(told.text, self.language):
            key = PLAYER if given.who == naming.READER else self._whose(given.who, told)
            if key and self._not_theirs(given.name, key):
                yield Contradiction(WRONG_NAME, f"{key} is named {given.name}")
        for one in told.people:
            nearly = naming.mistaken(told.plainly, one, self.world.characters[one.key].name, self.language)
            if nearly and one.text != self.world.characters[one.key].name:
                yield Contradiction(WRONG_NAME, f"{one.key} is named {nearly.name}")
        for given in naming.beside(told.text, told.people, self.language):
            if self._not_theirs(given.name, given.who):
                yield Contradiction(WRONG_NAME, f"{given.who} is named {given.name}")

    def _nobodys(self, name: str, told: _Told) -> bool:
        """Whether a name is neither the reader's nor that of anybody whom the world knows."""
        known = {word.casefold() for one in self.world.characters.values() for part in (one.name, *one.aliases) for word in part.split()}
        known |= {word.casefold() for word in self.state.reader.name.split()}
        if self.language == "zh":
            every = [self.state.reader.name, *(part for one in self.world.characters.values() for part in (one.name, *one.aliases))]
            return not any(name in part or part in name for part in every if part)
        if not self.state.reader.name:
            return False
        return not any(word.casefold() in known for word in name.split())

    def _not_theirs(self, name: str, key: str) -> bool:
        names = [self.state.reader.name] if key == PLAYER else [self.world.characters[key].name, *self.world.characters[key].aliases]
        if key == PLAYER and not self.state.reader.name:
            return False
        if self.language == "zh":
            return not any(name in part or part in name for part in names)
        words = {word.casefold() for part in names for word in part.split()}
        return not any(word.casefold() in words for word in name.split())

    def _whose(self, who: str, told: _Told) -> str:
        """The character that "his" or "the dog's" means, if it is plain."""
        for one in (*told.people, *told.earlier):
            if who.startswith(one.text) or who in (one.text.casefold(), f"{one.text.casefold()}'s", f"{one.text.casefold()}’s"):
                return one.key
        gender = {"他": "he", "她": "she", "它": "it", "his": "he", "him": "he", "he": "he", "her": "she", "she": "she", "its": "it", "it": "it"}.get(who, "")
        meant = {one.key for one in (*told.people, *told.earlier) if self.world.characters[one.key].pronouns == gender}
        return meant.pop() if len(meant) == 1 and not strangers(told.before, self.language, told.earlier) else ""

    def _pronouns(self, told: _Told) -> Iterator[Contradiction]:
        named = [self.world.characters[one.key].pronouns for one in (*told.people, *told.earlier)]
        if not named or "they" in named:
            return
        others = strangers(told.text, self.language, told.people + self._reader.find(told.text)) | strangers(told.before, self.language, told.earlier)
        here = {self.world.characters[one].pronouns for one in self.here}
        for one in told.pronouns:
            if one.gender in named or ANY in others or one.gender in others or (one.gender == "it" and not one.human):
                continue
            if one.gender in here and not one.own and not (self.language == "zh"):
                continue
            if not [m for m in told.people if m.begin < one.begin] and not told.earlier:
                continue
            if one.subject and not told.people and self._reader_as_other(told):
                continue
            yield Contradiction(WRONG_PRONOUN, f"nobody who is named is {one.gender}")
            return

    # -- things -------------------------------------------------------------------------------------

    def _held(self, told: _Told) -> Iterator[Contradiction]:
        things = [one for one in self._things.find(told.text) if not self._scenery(one)]
        for one in handling.handled(told.text, things, told.people, self.language):
            holder = self.state.items.get(one.thing.key, "")
            if one.who == handling.READER:
                wrong = holder != PLAYER and holder != self.state.place
            else:
                meant = self._meant(one.who, told)
                wrong = bool(meant) and holder not in meant and holder != self.state.place
            if wrong:
                yield Contradiction(NOT_HELD, f"{one.who} handles {one.thing.key}, which {holder or 'nobody'} has")

    def _scenery(self, one: Mention) -> bool:
        """Whether what is named may as well be something that belongs to the place."""
        place = self.world.places[self.state.place]
        text = " ".join([place.text, *(detail.name for detail in place.details.values())]).casefold()
        word = one.text.casefold() if self.language == "zh" else one.text.casefold().split()[-1]
        return bool(re.search(rf"\b{re.escape(word)}", text) if self.language == "en" else word in text)

    def _meant(self, who: str, told: _Told) -> set[str]:
        """The characters that may be meant by a key or a pronoun; none if it may be somebody else."""
        if who in self.world.characters:
            return {who}
        near = [one.key for one in told.earlier if self.world.characters[one.key].pronouns == who]
        return set(near) or {one for one in self.here if self.world.characters[one].pronouns == who}

    # -- place, time, quests ------------------------------------------------------------------------

    def _placed(self, told: _Told) -> Iterator[Contradiction]:
        if any(one.key == self.state.place for one in told.places):
            return
        for one in placing.placed(told.text, told.places, self.language):
            yield Contradiction(WRONG_PLACE, f"the reader is put in {one.key}, and is in {self.state.place}")
        others = {one.key for one in told.places if not _carried(told.plainly, one)}

        if len(others) > 1 or len(told.places) != len(others) or not placing.reaches(told.text, self.language) or placing.mentioned(told.text, self._features[self.state.place], self.language):
            return
        for key, words in self._features.items():
            needed = LIKE_A_PLACE - (key in others)
            if (not others or key in others) and len(placing.mentioned(told.text, words - self._common, self.language)) >= needed:
                yield Contradiction(WRONG_PLACE, f"the reader is among what is in {key}, and is in {self.state.place}")

    def _time(self, told: _Told) -> Iterator[Contradiction]:
        if not self.state.phase:
            return
        for one in times.told(told.text, self.language):
            if not one.holds(self.state.minutes):
                yield Contradiction(TIME_OF_DAY, f"'{one.words}', but it is {self.state.phase}")

    def _open_goals(self) -> Iterator[tuple[str, claims.Goal]]:
        for key, quest in self.world.quests.items():
            current = self.state.quests.get(key, next(iter(quest.steps)))
            if current in OFF:
                continue
            steps = list(quest.steps)
            for step in steps[steps.index(current) if current in steps else 0 :]:
                one = quest.steps[step]
                yield f"{key}.{step}", claims.Goal(one.goal, tuple(self._events(one.when.set)), quest.title, tuple(one.claims))

    def _events(self, flags: list[str]) -> Iterator[str]:
        """What the author tells when one of these flags is set."""
        for rule in self.world.rules.values():
            if set(rule.then.set) & set(flags):
                yield rule.tell

    def _claims(self, told: _Told) -> Iterator[Contradiction]:
        for key, goal in self._goals.items():
            if claims.claimed(told.text, told.before, goal, self.language):
                yield Contradiction(QUEST_CLAIMED_DONE, f"{key} is still open: {goal.text}")


def _opens(text: str, pronoun: Pronoun) -> bool:
    return not re.search(r"\w", text[: pronoun.begin])


def _carried(plainly: str, place: Mention) -> bool:
    """Whether what is told came from a place, or goes to it, or belongs to it: then it can be anywhere."""
    return bool(re.search(r"\b(?:from|to|for|towards?|about|near|past|like) (?:the )?(?:old )?$", plainly[: place.begin], re.IGNORECASE))


def _within(one: Mention, others: Iterable[Mention]) -> bool:
    return any(other.begin < one.end and one.begin < other.end for other in others)


class _Told:
    """A sentence with what was found in it."""

    def __init__(self, text: str, before: str, by: Contradictions) -> None:
        self.text, self.before, self.language = text, before, by.language
        self.plainly = narration(text, self.language)
        self.people = by._people.find(text)
        self.earlier = by._people.find(before)
        self.places = [one for one in by._places.find(text) if not _within(one, self.people)]
        self.pronouns = pronouns(text, self.language)

    def role(self, one: Mention) -> Role:
        return role(self.text, one, self.language)
