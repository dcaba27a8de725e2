"""Identities: which nominals of a text mean the same one, by name, by noun and by what tells them apart.

A sieve in the manner of Raghunathan et al. (2010): exact names first, then parts of names, then nouns whose traits
don't
contradict each other, the latest first; then what stands in apposition or says somebody's name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from fabula.analysis import beings_chinese, beings_english
from fabula.analysis.nominals import DEFINITE, INDEFINITE, NAME, POSSESSED, Nominal
from fabula.analysis.nominals_english import TITLES
from fabula.analysis.text import Text
from fabula.analysis.verbs import wordset

# Traits of one row tell their bearers apart.
_ROWS = tuple(
    wordset(row)
    for row in (
        "old young elder eldest older oldest younger youngest aged ancient",
        "first second third fourth fifth sixth seventh last next latter former other another new strange",
        "big little great small tall short tiny huge giant wee",
        "rich poor",
        "good wicked bad evil kind cruel",
        "white black red green blue grey gray brown yellow golden silver purple",
        "dead living",
    )
)
_APART = frozenset().union(*_ROWS)
_NAMES_LINK = re.compile(
    r",?\s+(?:who (?:was|is) )?(?:named|called|by name|by the name of|whose name (?:was"
    r"|is))\s+|[,，]\s*|——|(?<=[\u3400-\u9fff])"
)
_LISTED = re.compile(r"\s*(?:,\s*(?:and|or)\b|and\b|、|和)")
_BACK = 40  # bearers of one noun among whom somebody is looked for, the latest first
_GROUP_NOUNS = wordset(
    "pair party others pack company host band crowd couple flock swarm herd 人们 大家 别人 众人 人家 他人"
)


@dataclass(slots=True, eq=False)
class Identity:
    """Somebody in a text while it is found out who is who."""

    heads: set[str]
    names: set[str]
    traits: set[str]
    owners: set[str]
    kind: str
    gender: str
    found: list[Nominal] = field(default_factory=list)

    @property
    def many(self) -> bool:
        """Whether several are meant."""
        return self.gender == "they"


def identities(text: Text, found: Sequence[Nominal]) -> list[Identity]:
    """The identities of a text's nominals, in order of their first mention; predicates are nobody's."""
    book = _Book(text.language)
    for one in found:
        if not one.predicate or one.form == NAME:
            book.place(one)
    book.appose(text.raw, found)
    book.title()
    return sorted((one for one in book.all if one.found), key=lambda one: one.found[0].begin)


class _Book:
    """Who has been mentioned so far."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.all: list[Identity] = []
        self._by_head: defaultdict[str, dict[Identity, None]] = defaultdict(dict)  # the latest last
        self._by_name: dict[str, Identity] = {}
        self._by_part: defaultdict[str, list[Identity]] = defaultdict(list)
        self._by_sign: defaultdict[str, dict[Identity, None]] = defaultdict(dict)
        self._lately: list[Identity] = []
        self._of: dict[int, Identity] = {}  # by where a nominal begins and ends

    def place(self, one: Nominal) -> None:
        """Give a nominal to whoever it means."""
        if one.head == "one" and "latter" in one.traits:
            who = next((last for last in reversed(self._lately) if not last.many), None)
        else:
            who = self._named(one) if one.form == NAME else self._described(one)
        if who is None:
            who = Identity(set(), set(), set(), set(), one.kind, one.gender)
            self.all.append(who)
        self._keep(who, one)

    def _keep(self, who: Identity, one: Nominal) -> None:
        who.found.append(one)
        if not one.quoted:
            self._lately = [*self._lately[-5:], who]
        self._of[id(one)] = who
        if one.form == NAME:
            who.names.add(one.head)
            self._by_name.setdefault(self._core(one), who)
            if self.language == "zh" and not one.head.startswith("小") and not beings_chinese.being(one.head):
                for sign in one.head[1:]:
                    self._by_sign[sign][who] = None
            for part in self._parts(one):
                if who not in self._by_part[part]:
                    self._by_part[part].append(who)
        else:
            head = self._same(one.head) if one.head != "one" or not who.heads else next(iter(sorted(who.heads)))
            who.heads.add(head)
            who.traits |= one.traits
            self._by_head[head].pop(who, None)
            self._by_head[head][who] = None
        if one.owner:
            who.owners.add(one.owner)
        if one.gender in ("he", "she") and who.gender == "any":
            who.gender = one.gender
        who.kind = who.kind or one.kind

    def _same(self, head: str) -> str:
        return beings_chinese.SAME.get(head, head) if self.language == "zh" else head

    def _core(self, one: Nominal) -> str:
        return (
            one.head
            if self.language == "zh"
            else " ".join(part for part in one.head.split() if part not in TITLES) or one.head
        )

    def _parts(self, one: Nominal) -> Iterable[str]:
        if self.language == "zh":
            return {one.head[at:] for at in range(len(one.head) - 1)}
        return {part for part in one.head.split() if part not in TITLES and part not in ("of", "the")}

    def _named(self, one: Nominal) -> Identity | None:
        core = self._core(one)
        known = self._by_name.get(core)
        if known is not None and _agree(known.gender, one.gender):
            return known
        if self.language == "zh":
            return self._within(one)
        parts = set(self._parts(one))
        hits = [who for part in parts for who in self._by_part[part] if _agree(who.gender, one.gender)]
        for who in dict.fromkeys(hits):
            for name in who.names:
                theirs = {part for part in name.split() if part not in TITLES and part not in ("of", "the")}
                if parts <= theirs or theirs <= parts:
                    others = [w for w in self._by_part[next(iter(parts & theirs))] if w is not who]
                    if not others:
                        return who
        return None

    def _within(self, one: Nominal) -> Identity | None:
        """A Chinese name that ends with another (华老栓, 老栓), or goes with one of its characters (栓叔, 木公公)."""
        hits = [who for who in self._by_part[one.head] if _agree(who.gender, one.gender)]
        for size in range(2, len(one.head)):
            hits += [who for who in (self._by_name.get(one.head[-size:]),) if who and _agree(who.gender, one.gender)]
        title = beings_chinese.being(one.head) or (one.head[-1] if one.head[-1] in beings_chinese.TITLES else "")
        if not hits and len(one.head) == len(title) + 1 and title in beings_chinese.TITLES:
            sign = one.head[0]
            hits = [who for who in self._by_sign[sign] if _agree(who.gender, one.gender)]
        return hits[0] if len(set(map(id, hits))) == 1 else None

    def _described(self, one: Nominal) -> Identity | None:
        head = self._same(one.head)
        known = [who for who in islice(reversed(self._by_head[head]), _BACK) if self._fits(who, one)]
        if not known and self.language == "en" and one.form == DEFINITE:
            known = [who for who in self.all[-60:] if head in who.traits and not who.many and one.gender != "they"]
        if one.form == INDEFINITE:
            same = [who for who in known if one.traits and one.traits <= who.traits]
            return same[0] if same and self.language == "zh" else None
        if not known:
            return None
        return max(known, key=lambda who: (len(who.traits & one.traits), one.owner in who.owners, who.found[-1].begin))

    def _fits(self, who: Identity, one: Nominal) -> bool:
        if who.many != (one.gender == "they") or not _agree(who.gender, one.gender):
            return False
        if one.owner and who.owners and one.form == POSSESSED:
            named = {owner for owner in who.owners if not _pronoun(owner)}
            if named and not _pronoun(one.owner) and one.owner not in named:
                return False
        if self.language == "zh":
            return (
                not one.traits
                or not who.traits
                or any(_alike(left, right) for left in one.traits for right in who.traits)
            )
        if ("other" in one.traits) != ("other" in who.traits) and (one.traits & _APART or "other" in one.traits):
            return False
        for row in _ROWS:
            mine, theirs = one.traits & row, who.traits & row
            if mine and theirs and not mine & theirs:
                return False
        apart = {trait for trait in one.traits if _tells(trait)}
        return not apart or not {trait for trait in who.traits if _tells(trait)} or bool(apart & who.traits)

    def appose(self, raw: str, found: Sequence[Nominal]) -> None:
        """Join who stands beside a name: "the miller, Bob," "a boy called Tom", 他的学生庚桑楚."""
        for left, right in pairwise(found):
            if left.quoted or (left.form == NAME) == (right.form == NAME):
                continue
            one, other = self._of.get(id(left)), self._of.get(id(right))
            if one is None or other is None or one is other or one.many or other.many:
                continue
            between = raw[left.end : right.begin]
            if not _NAMES_LINK.fullmatch(between) and not (
                between == "" and right.form == NAME and self.language == "zh"
            ):
                continue
            plain = between.strip() in (",", "，")
            if plain and (
                _LISTED.match(raw[right.end : right.end + 8])
                or raw[right.end : right.end + 1] not in (",", "，", ".", ";")
            ):
                continue
            if between == "" and left.form == NAME:
                continue
            if _agree(one.gender, other.gender) and self._free(one, other):
                self._join(one, other)

    def _free(self, one: Identity, other: Identity) -> bool:
        """Whether two can be one: at most one of them has a name already."""
        return not (one.names and other.names)

    def title(self) -> None:
        """Join "King Kojata" with "the king", and "Mr Fox" with "the fox", where there is one of each."""
        bearers: defaultdict[str, dict[Identity, None]] = defaultdict(dict)
        for who in self.all:
            for name in who.names if who.found else ():
                for noun in self._nouns(name):
                    bearers[noun][who] = None
        for noun, named in bearers.items():
            bearing = [one for one in named if one.found]
            if len(bearing) != 1:
                continue
            known = [one for one in self._by_head[self._same(noun)] if self._plain(one) and one is not bearing[0]]
            if len(known) == 1 and _agree(known[0].gender, bearing[0].gender):
                self._join(bearing[0], known[0])
        if self.language == "zh":
            self._nicknames()
            self._by_one_sign()

    def _plain(self, who: Identity) -> bool:
        """Whether somebody is single and has no name."""
        return bool(who.found) and not who.many and not who.names

    def _nicknames(self) -> None:
        """Join 花白胡子 with 花白胡子的人, and 灌木鼠 with 住在灌木中的老鼠."""
        described: defaultdict[str, dict[Identity, None]] = defaultdict(dict)
        for one in self.all:
            for trait in one.traits if self._plain(one) else ():
                ends = {"人": "", **dict.fromkeys((head[-1] for head in one.heads), "")}
                for begin in range(len(trait)):
                    for size in range(1, min(7, len(trait) - begin) + 1):
                        part = trait[begin : begin + size]
                        if "人" in one.heads and size > 1:
                            described[part][one] = None
                        for end in ends if size > 1 else ():
                            described[part + end][one] = None
        for who in self.all:
            for name in sorted(who.names) if who.found else ():
                known = [one for one in described.get(name, ()) if one.found and one is not who]
                if len(known) == 1:
                    self._join(who, known[0])

    def _by_one_sign(self) -> None:
        """Join 木叔 with 庄木三, whose name was found later."""
        full: defaultdict[str, dict[Identity, None]] = defaultdict(dict)
        for one in self.all:
            for name in one.names if one.found else ():
                if len(name) > 2 and not name.startswith("小") and not beings_chinese.being(name):
                    for sign in name[1:]:
                        full[sign][one] = None
        for who in self.all:
            short = [name for name in who.names if name[1:] in beings_chinese.TITLES] if who.found else []
            if not short or len(short) < len(who.names):
                continue
            known = [
                one for one in full[short[0][0]] if one.found and one is not who and _agree(one.gender, who.gender)
            ]
            if len(known) == 1:
                self._join(known[0], who)

    def _nouns(self, name: str) -> list[str]:
        if self.language == "zh":
            noun = beings_chinese.being(name)
            return [noun] if noun and noun != name and noun not in beings_chinese.KINSHIP else []
        words = name.split()
        return [
            word for word in (words[0], words[-1]) if beings_english.being(word) and word not in beings_english.KINSHIP
        ]

    def _join(self, one: Identity, other: Identity) -> None:
        one.found = sorted([*one.found, *other.found], key=lambda nominal: nominal.begin)
        for nominal in other.found:
            self._of[id(nominal)] = one
        one.names |= other.names
        one.heads |= other.heads
        one.traits |= other.traits
        one.kind = one.kind or other.kind
        one.gender = one.gender if one.gender != "any" else other.gender
        other.found = []


def _agree(one: str, other: str) -> bool:
    return one == other or ("any" in (one, other) and "they" not in (one, other))


def _pronoun(owner: str) -> bool:
    return owner in ("my", "your", "his", "her", "its", "our", "their", "thy") or (
        len(owner) <= 2 and not owner.isascii()
    )


def _tells(trait: str) -> bool:
    """Whether a trait is a thing's or a being's name, which tells one bearer from another ("tin soldier")."""
    return trait.startswith("of ") or beings_english.being(trait)


def _alike(left: str, right: str) -> bool:
    """Whether two Chinese descriptions are nearly the same words."""
    if (left in right or right in left) and max(len(left), len(right)) <= 3 * min(len(left), len(right)):
        return True
    one, other = Counter(left), Counter(right)
    return 2 * sum((one & other).values()) / (len(left) + len(right)) >= 0.75


def vague(head: str) -> bool:
    """Whether a noun of several says too little to name somebody."""
    return head in _GROUP_NOUNS
