"""Discourse: whom each pronoun of a narration means and who says each quotation, followed from beginning to end.

Pronouns go to whoever was mentioned last and fits in gender and number, subjects before others (the recency and
parallelism of Lappin and Leass, 1994, without their parser). Quotations go to whoever is named beside them, else to who
acts beside them, else to who has the turn (in the manner of Elson and McKeown, 2010, and He et al., 2013, by rules).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType

from fabula.analysis.quotations import Quotation
from fabula.analysis.text import Span, Text

NAMED, DESCRIPTOR, PRONOUN, NARRATION, TURN = "named", "descriptor", "pronoun", "narration", "turn-taking"
# How often each way was right on the development texts (`fabula bench speakers`), rounded down: they were written with
# them.
SURE = {NAMED: 0.95, DESCRIPTOR: 0.95, PRONOUN: 0.8, NARRATION: 0.85, TURN: 0.75, "": 0.0}
_FAR = 4  # sentences back in which a pronoun looks for whom it means, before it looks further
_FURTHER = 25
_OTHER = {"he": "she", "she": "he"}
_CLEAR = 2.0  # how far the best candidate must be ahead to teach a gender
_WIDEST = 100  # characters of a line that may be wrapped
_TALK = 900  # characters of narration that end a conversation


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is followed: ``named``: spans of names, ``described``: of descriptions; each begin -> (end,
    subject)."""

    gender: str
    kind: str
    mentions: Sequence[tuple[int, int, bool, bool]]  # begin, end, whether a name, whether a subject
    narrator: bool = False
    share: float = 0.0


@dataclass(slots=True)
class Ref:
    """A mention or a pronoun of the narration. ``who``: the number of the person, or -1 while it isn't known."""

    begin: int
    end: int
    who: int
    gender: str
    how: str  # NAMED, DESCRIPTOR or PRONOUN
    subject: bool
    sentence: int = 0
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A quotation and who says it: ``who`` is -1 where nobody is known; ``speech`` is False for what isn't said
    aloud."""

    begin: int
    end: int
    who: int
    how: str
    speech: bool
    to: int = -1
    called: bool = False  # whether whom it is said to is called by name


@dataclass(frozen=True, slots=True)
class Course:
    """What was found: the pronouns with whom they mean, and the lines."""

    pronouns: tuple[Ref, ...]
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Talk:
    """The conversation as it goes."""

    lines: list[Line] = field(default_factory=list)
    end: int = 0

    def last(self) -> Line | None:
        return self.lines[-1] if self.lines else None

    def other(self, who: int) -> int:
        """The latest speaker, or whom they spoke to, other than ``who``."""
        for line in reversed(self.lines[-8:]):
            if line.who not in (who, -1):
                return line.who
            if line.to not in (who, -1):
                return line.to
        return -1


def follow(text: Text, people: Sequence[Person]) -> Course:
    """Follow a text with its people. Time grows with its length."""
    return _Reader(text, people).course()


def _breaks(text: Text) -> list[int]:
    """Where lines end that aren't wrapped: the next word would still have had room, or lines are as long as
    paragraphs."""
    raw = text.raw
    ends = [match.start() for match in re.finditer("\n", raw)]
    starts = [0, *(end + 1 for end in ends)]
    sizes = sorted(end - begin for begin, end in zip(starts, ends, strict=False) if end > begin)
    width = sizes[-1] if sizes and text.language == "en" and sizes[int(0.95 * (len(sizes) - 1))] <= _WIDEST else 0
    out = []
    for begin, end in zip(starts, ends, strict=False):
        word = re.match(r"[ \t]*(\S*)", raw[end + 1 : end + 40])
        room = end - begin + 1 + len(word[1] if word else "") <= width
        if room or not width or end == begin or (word and not word[1]):
            out.append(end)
    return out


class _Reader:
    def __init__(self, text: Text, people: Sequence[Person]) -> None:
        from fabula.analysis import cues_chinese, cues_english

        self.text, self.people, self.raw = text, people, text.raw
        self.cues: ModuleType = cues_chinese if text.language == "zh" else cues_english
        self.genders = [one.gender for one in people]
        self._votes: list[Counter[str]] = [Counter() for _ in people]
        self._meant: list[Counter[str]] = [Counter() for _ in people]
        self.quotes = text.quotations
        self._quote_begins = [one.begin for one in self.quotes]
        self.refs = self._refs()
        self.begins = [one.begin for one in self.refs]
        self.recent: deque[Ref] = deque(maxlen=40)
        self.talk = _Talk()
        self.lines: list[Line] = []
        self._inside = sorted(
            (begin, end, number)
            for number, one in enumerate(people)
            for begin, end, _, _ in one.mentions
            if self.quoted(begin)
        )
        self._inside_begins = [begin for begin, _, _ in self._inside]
        self._paragraphs = [one.begin for one in text.paragraphs]
        self._breaks = _breaks(text)

    def _refs(self) -> list[Ref]:
        """The mentions and pronouns of the narration, in order."""
        out = []
        for number, one in enumerate(self.people):
            for begin, end, name, subject in one.mentions:
                if not self.quoted(begin):
                    out.append(Ref(begin, end, number, one.gender, NAMED if name else DESCRIPTOR, subject))
        narrator = next((number for number, one in enumerate(self.people) if one.narrator), -1)
        taken = {ref.begin for ref in out}
        inside = sorted((ref.begin, ref.end) for ref in out)
        starts = [begin for begin, _ in inside]
        for begin, end, gender, subject in self.cues.pronouns(self.text):
            place = bisect_right(starts, begin) - 1
            if (
                self.quoted(begin)
                or begin in taken
                or (place >= 0 and begin < inside[place][1] and inside[place][0] != begin)
            ):
                continue
            out.append(Ref(begin, end, narrator if gender == "I" else -1, gender, PRONOUN, subject))
        out.sort(key=lambda ref: (ref.begin, -ref.end))
        for ref in out:
            ref.sentence = self.text.sentence_at(ref.begin)
        return out

    def quoted(self, offset: int) -> bool:
        place = bisect_right(self._quote_begins, offset) - 1
        return place >= 0 and offset < self.quotes[place].end

    def course(self) -> Course:
        at = 0
        for number, quote in enumerate(self.quotes):
            while at < len(self.refs) and self.refs[at].begin < quote.begin:
                self.meet(self.refs[at])
                at += 1
            line = self.line(number, quote)
            for begin, end, who in self.inner(quote):
                called = who in self.called(quote)
                self.recent.append(
                    Ref(begin, end, who, self.genders[who], NAMED, False, self.text.sentence_at(begin), not called)
                )
            if line.speech:
                if self.talk.lines and quote.begin - self.talk.end > _TALK:
                    self.talk.lines.clear()
                self.talk.lines.append(line)
                self.talk.end = quote.end
            self.lines.append(line)
        for ref in self.refs[at:]:
            self.meet(ref)
        return Course(tuple(ref for ref in self.refs if ref.how == PRONOUN and ref.who >= 0), tuple(self.lines))

    # Pronouns

    def meet(self, ref: Ref, exclude: Sequence[int] = ()) -> None:
        """Take a reference of the narration in; a pronoun is given to whom it means."""
        if ref.who < 0 and ref.how == PRONOUN:
            last = self.talk.last()
            if last is not None and ref.subject and self.cues.turns(self.raw[last.end : ref.begin]):
                exclude = [*exclude, last.who]  # “…” But he …
            ref.who = self.antecedent(ref, exclude)
        if ref.who >= 0 and (not self.recent or self.recent[-1] is not ref):
            self.recent.append(ref)

    def antecedent(self, ref: Ref, exclude: Sequence[int] = (), among: Sequence[int] = ()) -> int:
        """Whom a pronoun means, or -1."""
        scores: dict[int, float] = {}
        own = self.cues.possessive(self.raw, ref.begin, ref.end)
        same = {one.who for one in self.recent if one.sentence == ref.sentence and one.subject and self._near(one, ref)}
        for back, one in enumerate(reversed(self.recent)):
            far = ref.sentence - one.sentence
            if far > _FURTHER or one.who in exclude or not self.fits(one.who, ref.gender) or one.begin >= ref.begin:
                continue
            score = 10.0 - 2.5 * min(far, _FAR) - 0.2 * max(0, far - _FAR) - 0.05 * back
            score += 2.5 if one.subject else 0.0
            score += 0.5 if one.how == PRONOUN else 1.0 if not far else 0.0
            score += {ref.gender: 1.5, "any": 0.75 if ref.gender == "he" else 0.0}.get(self.genders[one.who], -1.0)
            score += 0.5 * self.people[one.who].share
            if one.who in same:  # "he … him": somebody else; "he … his": himself
                score += 1.5 if own else 0.0 if ref.subject else -8.0
            if self.genders[one.who] == "any" and self._meant[one.who].get(_OTHER.get(ref.gender, ""), 0):
                score -= 3.0  # who was "he" is hardly "she"
            if one.quoted:
                score -= 3.0
            if one.who in among:
                score += 3.0
            scores[one.who] = max(scores.get(one.who, 0.0), score)
        if not scores:
            return -1
        best = max(scores, key=lambda who: (scores[who], -who))
        self._meant[best][ref.gender] += 1
        rest = [score for who, score in scores.items() if who != best]
        if not rest or scores[best] - max(rest) >= _CLEAR:
            self.learn(best, ref.gender)
        return best

    def learn(self, who: int, gender: str) -> None:
        """Take in that somebody was surely meant by a pronoun; after two, and few others, their gender is known."""
        votes = self._votes[who]
        votes[gender] += 1
        if self.people[who].gender == "any" and gender in ("he", "she") and votes[gender] > 1:
            self.genders[who] = gender if votes[gender] >= 0.75 * sum(votes.values()) else "any"

    def _near(self, one: Ref, ref: Ref) -> bool:
        return not re.search(r"[,;，；:：]", self.raw[one.end : ref.begin])

    def fits(self, who: int, gender: str) -> bool:
        """Whether somebody can be meant by a pronoun."""
        if who < 0 or self.people[who].narrator:
            return False
        own, kind = self.genders[who], self.people[who].kind
        if gender == "they" or own == "they":
            return gender == own
        if gender == "it":
            return own == "it" or (own == "any" and kind in ("animal", "thing"))
        return own in (gender, "any") or (own == "it" and kind == "thing" and gender == "he")

    # Quotations

    def between(self, begin: int, end: int) -> list[Ref]:
        """The references of a part of the narration."""
        return self.refs[bisect_left(self.begins, begin) : bisect_left(self.begins, end)]

    def line(self, number: int, quote: Quotation) -> Line:
        """Who says a quotation."""
        before = self.region_before(number)
        after = self.region_after(number)
        if not self.cues.spoken(self.raw, quote, before, after):
            return Line(quote.begin, quote.end, -1, "", False)
        found = self.cues.cue(self, number, quote, before, after)
        if found is not None and found.thought:
            return Line(quote.begin, quote.end, -1, "", False)
        called = self.called(quote)
        if found is not None and found.ref is not None:
            return self.said(number, quote, found.ref, found.how, called, found.verb)
        who, how = self.turn(number, quote, before, after, called, found)
        to = self.addressee(who, called)
        return Line(quote.begin, quote.end, who, how, True, to, to in called)

    def said(self, number: int, quote: Quotation, ref: Ref, how: str, called: Sequence[int], verb: int) -> Line:
        """A line whose speaker the narration points at."""
        if ref.how == PRONOUN and ref.gender != "I" and not (ref.who >= 0 and ref.begin < quote.begin):
            told = [
                one.who
                for one in self.between(verb, verb + 50)
                if one.who >= 0 and self.cues.told(self.raw[verb : one.begin])
            ]
            out = [*called, *told, *self.replied_to(number, ref.gender), *self.asker(ref)]
            ref.who = self.antecedent(ref, out, self.speakers() if self.close(number) else ())
            if ref.who < 0:
                ref.who = self.antecedent(ref, called)
        way = how or ref.how
        to = self.addressee(ref.who, called)
        for one in self.between(verb, verb + 60):
            if one.begin > verb and one.who not in (ref.who, -1) and one.begin != ref.begin and not one.subject:
                to = one.who  # said the king to the boy
                break
        return Line(quote.begin, quote.end, ref.who, way if ref.who >= 0 else "", True, to, to in called)

    def asker(self, ref: Ref) -> list[int]:
        """Who asks in the narration right before: somebody else answers."""
        for one in reversed(self.recent):
            if ref.sentence - one.sentence > 1:
                break
            if one.begin < ref.begin and self.cues.asks(self.raw[one.end : one.end + 24]):
                others = {two.who for two in self.recent if two.who != one.who and self.fits(two.who, ref.gender)}
                return [one.who] if others else []
        return []

    def speakers(self) -> list[int]:
        """Who speaks in this conversation."""
        return [line.who for line in self.talk.lines[-4:] if line.who >= 0]

    def replied_to(self, number: int, gender: str) -> list[int]:
        """Who has just spoken, where the next line follows at once in a paragraph of its own: they don't go on."""
        last = self.talk.last()
        if last is None or number == 0 or last.who < 0:
            return []
        gap = self.raw[self.quotes[number - 1].end : self.quotes[number].begin]
        if last.called and self.fits(last.to, gender) and re.search(r"[.!?]\s*$", gap):
            return [last.who]
        if len(gap) > 250 or (gap.strip() and self.together(number)):
            return []
        rest = gap.rstrip().rpartition("\n\n")[2] if "\n\n" in gap.rstrip() else ""
        if rest.strip() or not any(self.fits(one.who, gender) for one in self.recent if one.who != last.who):
            return []
        return [last.who]

    def turn(
        self, number: int, quote: Quotation, before: Span, after: Span, called: Sequence[int], found: object
    ) -> tuple[int, str]:
        """Who says a line that nobody is named beside."""
        last = self.talk.last()
        gap = self.raw[self.quotes[number - 1].end : quote.begin] if number else self.raw[: quote.begin]
        fresh = self.opens(quote.begin)
        if last is not None and number and not gap.strip(" \u3000,，。.") and self.close(number):
            return self.other(last, called)
        if last is not None and number and not fresh and self.together(number) and last.who not in called:
            return last.who, last.how if last.how != TURN else TURN
        beat = self.beat(before, after, fresh)
        if beat is not None and beat.who not in called:
            return beat.who, NARRATION
        if last is not None and self.close(number):
            return self.other(last, called)
        ref = next((one for one in reversed(self.recent) if one.subject and one.who not in called), None)
        return (ref.who, TURN) if ref is not None else (-1, "")

    def together(self, number: int) -> bool:
        """Whether a quotation stands in the paragraph of the last one."""
        return not self.broken(self.quotes[number - 1].end, self.quotes[number].begin)

    def broken(self, begin: int, end: int) -> bool:
        """Whether a paragraph ends in a part of the text; a line that is only wrapped goes on."""
        place = bisect_left(self._breaks, begin)
        return place < len(self._breaks) and self._breaks[place] < end

    def close(self, number: int) -> bool:
        """Whether a quotation follows the last one in a conversation."""
        return bool(number) and self.quotes[number].begin - self.talk.end < 260

    def opens(self, offset: int) -> bool:
        """Whether a paragraph (or a line, behind the end of a sentence) begins at an offset."""
        blank = offset
        while blank and self.raw[blank - 1].isspace():
            blank -= 1
        return blank == 0 or self.broken(blank, offset)

    def other(self, last: Line, called: Sequence[int]) -> tuple[int, str]:
        """Who has the turn behind a line."""
        who = self.talk.other(last.who)
        if who < 0 or who in called:
            ref = next(
                (one for one in reversed(self.recent) if one.who not in (last.who, -1) and one.who not in called), None
            )
            who = ref.who if ref is not None else -1
        return who, TURN if who >= 0 else ""

    def beat(self, before: Span, after: Span, fresh: bool) -> Ref | None:
        """Who acts beside a quotation, in its own paragraph."""
        if fresh:
            found = self.first_subject(after)
            if found is not None:
                self.meet(found)
                return found if found.who >= 0 else None
        subjects = [one for one in self.between(before.begin, before.end) if one.subject and one.who >= 0]
        return subjects[-1] if subjects and not fresh else None

    def first_subject(self, after: Span) -> Ref | None:
        """Who begins the narration behind a quotation."""
        for one in self.between(after.begin, after.end)[:2]:
            if one.subject and not self.cues.far(self.raw[after.begin : one.begin]):
                return one
        return None

    def called(self, quote: Quotation) -> list[int]:
        """Who is addressed by name in a quotation, and so doesn't say it."""
        out = []
        for begin, end, who in self.inner(quote):
            left, right = self.raw[quote.begin + 1 : begin].rstrip()[-1:], self.raw[end : quote.end].lstrip()[:1]
            if left in ("", ",", "，", "！", "!", "。", ".", "?", "？", "…", "—") and right in (
                ",",
                "，",
                "!",
                "！",
                ".",
                "。",
                "?",
                "？",
                "—",
                "…",
                "”",
                '"',
                "’",
                "'",
                "」",
            ):
                out.append(who)
        return out

    def inner(self, quote: Quotation) -> list[tuple[int, int, int]]:
        """The people who are named inside a quotation."""
        first, last = bisect_left(self._inside_begins, quote.begin), bisect_left(self._inside_begins, quote.end)
        return self._inside[first:last]

    def addressee(self, who: int, called: Sequence[int]) -> int:
        """Whom a line is said to."""
        named = next((one for one in called if one != who), -1)
        if named >= 0:
            return named
        last = self.talk.last()
        if last is not None and last.who not in (who, -1):
            return last.who
        other = self.talk.other(who)
        if other >= 0 or not self.recent:
            return other
        now = self.recent[-1].sentence
        near = (one.who for one in reversed(self.recent) if now - one.sentence < 3)
        return next((one for one in near if one != who and not self.people[one].narrator), -1)

    def region_before(self, number: int) -> Span:
        """The narration before a quotation: from the last one, or from its paragraph (or the one before it) on."""
        begin = self.quotes[number].begin
        place = max(0, bisect_right(self._paragraphs, begin) - 1)
        start = self._paragraphs[place]
        if not self.raw[start:begin].strip() and place:
            start = self._paragraphs[place - 1]
        if number:
            start = max(start, self.quotes[number - 1].end)
        return Span(max(start, begin - 400), begin)

    def region_after(self, number: int) -> Span:
        """The narration behind a quotation, up to the next one or the end of its paragraph."""
        end = self.quotes[number].end
        place = bisect_right(self._paragraphs, end - 1) - 1
        stop = self.text.paragraphs[max(place, 0)].end
        if number + 1 < len(self.quotes):
            stop = min(stop, self.quotes[number + 1].begin)
        behind = self.raw[end : end + 80]
        if self.broken(end, end + len(behind) - len(behind.lstrip())):
            stop = end
        return Span(end, min(max(stop, end), end + 300))
