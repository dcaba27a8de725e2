"""Advice on who is meant: a pronoun that fits two people, or nobody that the draft has named."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.cast import Character
from fabula.analysis.speech import Inside
from fabula.analysis.text import Span, Text
from fabula.workshop.advice_kinds import PATTERN, REWRITE, WHO, Advice, Draft
from fabula.workshop.advice_people import Somebody, somebodies, surely

_PRONOUN = {
    "en": re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE),
    "zh": re.compile(r"(?<!其)[他她](?!们|人|乡|日|国|处|方)"),
}
_SUBJECT = {
    "en": re.compile(r"^\W*(?:(?:then|suddenly|now|so|and|but|at that moment),? )?(he|she)\b", re.IGNORECASE),
    "zh": re.compile(r"^[“\W]*(?:这时|于是|然后|突然|忽然|后来)?[，]?([他她])(?!们|人)"),
}
_SHE = frozenset(("she", "her", "hers", "herself", "她"))
_TOLD = {
    "en": re.compile(r"\b(?:told|asked|promised|warned|reminded|assured|informed) (?P<who>\w+)(?: \w+)? (?:that |if |whether )?(?P<it>s?he)\b"),  # noqa: E501
    "zh": re.compile(r"(?:告诉|通知|提醒|答应|问|对)(?P<who>[\u4e00-\u9fff]{1,4}?)(?:说)?[，,：]?(?P<it>[他她])(?!们)"),
}  # fmt: skip
_SHE_OR_HE = ("he", "she")
_SOMEBODY = {
    "he": re.compile(
        r"\b(?:m[ae]n|boys?|father|dad|brother|son|uncle|king|prince|lord|husband|grand(?:father|pa|son)|mr|sir|lad|guy|nephew"
        r"|god|baby|child|children|people|teacher|doctor|friend|person|somebody|someone)\b|[男父爸兄弟叔伯舅爷公王帝儿子人们师友先生]",
        re.IGNORECASE,
    ),
    "she": re.compile(
        r"\b(?:wom[ae]n|girls?|mother|mum|mom|sister|daughter|aunt|queen|princess|lady|wife|grand(?:mother|ma)|mrs|miss|ms"
        r"|niece|maid|goddess|baby|child|children|people|teacher|doctor|friend|person|somebody|someone)\b|[女母妈姐妹姑姨婆奶娘嫂后妻人们师友]",
        re.IGNORECASE,
    ),
}  # fmt: skip
# Two people under one pronoun: who does it, and to whom.
_BOTH = {
    "en": re.compile(r"\b[Hh]e\b.*\bhim\b|\b[Ss]he\b.*\b(?:at|to|with|for|from|behind|beside|after) her\b(?=[.,;!?])"),
    "zh": re.compile("他[^他，。们]{1,3}他(?!们|的|自己)|她[^她，。们]{1,3}她(?!们|的|自己)|他.*(?:对|把|给|向|朝|跟)他(?!们|的|自己)|她.*(?:对|把|给|向|朝|跟)她(?!们|的|自己)"),  # noqa: E501
}  # fmt: skip
_FAR = 5  # sentences before, for those
_BACK = 3  # sentences before, in which two people are looked for
_EVEN = 2.0  # how much oftener one may be named than the other, for a reader not to know
_EARLY = 2  # sentences at the beginning in which a pronoun may keep its secret


@dataclass(frozen=True, slots=True)
class _Named:
    begin: int
    who: int


def unclear(draft: Draft) -> Iterator[Advice]:
    """Advice on each sentence with a pronoun that a reader can't give to one person, in order."""
    text = draft.text
    people = somebodies(text, draft.report.company.cast)
    named = sorted(
        (_Named(spot.begin, number) for number, one in enumerate(people) for spot in one.spots),
        key=lambda one: one.begin,
    )
    quoted = Inside((one.begin, one.end) for one in text.quotations)
    first = _first(text)
    for number, whole in enumerate(text.sentences):
        found = [
            (whole.begin + one.start(), one[0])
            for one in _PRONOUN[text.language].finditer(text.of(whole))
            if not quoted(whole.begin + one.start())
        ]
        if not found or quoted(whole.begin):
            continue
        yield from _of_two(draft, people, named, number, found) or _of_nobody(draft, people, named, number, first)


def _fits(one: Somebody, pronoun: str) -> bool:
    gender = "she" if pronoun.casefold() in _SHE else "he"
    return one.gender in (gender, "")


def _may_be(one: Character, pronoun: str) -> bool:
    """Whether somebody, an animal too, may be meant; who tells the story isn't."""
    gender = "she" if pronoun.casefold() in _SHE else "he"
    return not one.narrator and (one.gender in (gender, "") or one.kind not in ("person", ""))


def _of_two(
    draft: Draft, people: list[Somebody], named: list[_Named], number: int, found: list[tuple[int, str]]
) -> list[Advice]:
    text, whole = draft.text, draft.text.sentences[number]
    said = text.of(whole)
    told = _TOLD[text.language].search(said)
    here = _between(named, whole.begin, whole.end)
    if told:
        rivals = _rivals(people, here, told["it"])
        if len(rivals) == 2 and whole.begin + told.start("it") > max(one.begin for one in here):
            spot = Span(whole.begin + told.start("it"), whole.begin + told.end("it"))
            return [_advice(draft, whole, rivals, [spot])]
    opened = _SUBJECT[text.language].match(said)
    if (
        here
        and (tail := said[max(one.begin for one in here) - whole.begin :])
        and (pair := _BOTH[text.language].search(tail))
    ):
        rivals = _rivals(people, here, pair[0][0] if draft.chinese else pair[0].split()[0])
        if len(rivals) == 2 and _even(rivals):
            begin = whole.end - len(tail) + pair.start()
            return [
                _advice(
                    draft, whole, rivals, [Span(begin, begin + len(pair[0].split()[0] if not draft.chinese else "他"))]
                )
            ]
    if here or not opened:
        return []
    both = _BOTH[text.language].search(said) is not None
    first = text.sentences[max(0, number - (_FAR if both else _BACK))].begin
    back = _between(named, first, whole.begin)
    rivals = _rivals(people, back, opened[1], sure=both)
    if draft.chinese and len(rivals) > 2:
        rivals = [one for one in rivals if surely(one)]
    if not both:
        rivals = _nearest(draft, people, back, rivals, opened[1])
    if len(rivals) != 2 or not _even(rivals) or not (both or _together(draft, people, back, rivals)):
        return []
    spots = [Span(begin, begin + len(word)) for begin, word in found]
    return [_advice(draft, whole, rivals, spots)]


def _between(named: list[_Named], begin: int, end: int) -> list[_Named]:
    return named[bisect_right(named, begin - 1, key=lambda one: one.begin) : bisect_right(named, end - 1, key=lambda one: one.begin)]  # fmt: skip  # noqa: E501


def _rivals(people: list[Somebody], spots: list[_Named], pronoun: str, *, sure: bool = False) -> list[Somebody]:
    """Who may be meant; with ``sure``, where two are known to be of the gender, only those."""
    found = [people[who] for who in dict.fromkeys(one.who for one in spots) if _fits(people[who], pronoun)]
    known = [one for one in found if one.gender] if sure else []
    return known if len(known) > 1 else found


def _even(rivals: list[Somebody]) -> bool:
    """Whether the two are named about as often, so that neither is the one that the story follows."""
    counts = sorted(len(one.spots) for one in rivals)
    return counts[1] <= _EVEN * counts[0]


def _nearest(
    draft: Draft, people: list[Somebody], back: list[_Named], rivals: list[Somebody], pronoun: str
) -> list[Somebody]:
    """The two of the last sentence that names any, unless the story follows a third one who is near too."""
    if len(rivals) < 3:
        return rivals
    last = draft.text.sentences[draft.text.sentence_at(max(one.begin for one in back if people[one.who] in rivals))]
    two = _rivals(people, _between(back, last.begin, last.end), pronoun)
    most = max((len(one.spots) for one in rivals if one not in two), default=0)
    return two if len(two) == 2 and most < _EVEN * min(len(one.spots) for one in two) else rivals


def _together(draft: Draft, people: list[Somebody], back: list[_Named], rivals: list[Somebody]) -> bool:
    """Whether the last sentence that names either of them names both, so that neither is nearer."""
    text = draft.text
    last = text.sentence_at(max(one.begin for one in back if people[one.who] in rivals))
    whole = text.sentences[last]
    near = _rivals(people, _between(back, whole.begin, whole.end), "he") + _rivals(
        people, _between(back, whole.begin, whole.end), "she"
    )
    if not all(one in near for one in rivals):
        return False
    if any(
        " ".join(one.name.split()).casefold() in other.name.casefold()
        for one in rivals
        for other in rivals
        if one is not other
    ):
        return False
    owned = re.compile(r"['’]s\b|的")
    spots = [spot for one in rivals for spot in one.spots if whole.begin <= spot.begin < whole.end]
    return not any(owned.match(text.raw, spot.end) for spot in spots)


def _advice(draft: Draft, whole: Span, rivals: list[Somebody], spots: list[Span]) -> Advice:
    one, other = (who.name for who in rivals)
    word = draft.text.of(spots[0])
    why = draft.say(
        f"“{word}” can be {one} or {other} here, and a reader has to guess; say the name once.",
        f"这里的“{word}”可以是{one}，也可以是{other}，读者只能猜；写一次名字就清楚了。",
    )
    first = _with(draft, whole, spots[0], one)
    second = _with(draft, whole, spots[0], other)
    offer = draft.say(f"{first} (or: {second})", f"{first}（或者：{second}）")
    return Advice(WHO, whole, why, offer, REWRITE, tuple(spots))


def _with(draft: Draft, whole: Span, spot: Span, name: str) -> str:
    """The sentence with a name for the pronoun."""
    raw = draft.text.raw
    own = "'s" if raw[spot.begin : spot.end].casefold() in ("his", "hers") else ""
    shown = name[0].upper() + name[1:] if spot.begin == whole.begin else name
    return f"{raw[whole.begin : spot.begin]}{shown}{own}{raw[spot.end : whole.end]}"


def _first(text: Text) -> tuple[int, int]:
    """Where the first man and the first woman of a text can stand, by a pronoun or a noun for somebody."""
    out = [len(text.raw), len(text.raw)]
    for found in _PRONOUN[text.language].finditer(text.raw):
        own = int(found[0].casefold() in _SHE)
        out[own] = min(out[own], found.start())
    for own, gender in enumerate(_SHE_OR_HE):
        noun = _SOMEBODY[gender].search(text.raw)
        out[own] = min(out[own], noun.start()) if noun else out[own]
    return out[0], out[1]


def _of_nobody(
    draft: Draft, people: list[Somebody], named: list[_Named], number: int, first: tuple[int, int]
) -> list[Advice]:
    """A pronoun for a gender that nobody named so far has."""
    text, whole = draft.text, draft.text.sentences[number]
    opened = _SUBJECT[text.language].match(text.of(whole))
    if number < _EARLY or not opened:
        return []
    begin, word = whole.begin + opened.start(1), opened[1]
    so_far = [one.who for one in named if one.begin < begin]
    others = draft.report.company.cast
    if not so_far or any(_fits(people[who], word) for who in so_far):
        return []
    if any(_may_be(one, word) and one.mentions[0].begin < begin for one in others):
        return []
    if first[word.casefold() in _SHE] < whole.begin:
        return []
    why = draft.say(
        f"Nobody has been named whom “{word}” could mean, and a reader looks around for a person who isn't there.",
        f"前面没有写到“{word}”指的是谁，读者会四处找一个不在场的人。",
    )
    gap = "…" if text.language == "en" else "……"
    offer = f"{text.raw[whole.begin : begin]}{gap}{text.raw[begin + len(word) : whole.end]}" + draft.say(
        " (who? a name or “my aunt” is enough)", "（是谁？写一个名字，或者“我的姑姑”，就够了）"
    )
    return [Advice(WHO, whole, why, offer, PATTERN, (Span(begin, begin + len(word)),))]
