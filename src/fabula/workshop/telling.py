"""Telling: candidates for each part of a story are told by a model, and the best of those that can stand is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fabula.analysis.clean import plain
from fabula.analysis.report import Report
from fabula.analysis.sentences import complete_length
from fabula.analysis.text import Text
from fabula.errors import InputError
from fabula.models.model import Model
from fabula.models.request import Request, Sampling
from fabula.workshop import wording
from fabula.workshop.distance import target
from fabula.workshop.facts import Fact, facts, within
from fabula.workshop.mismatch import Place, fault, terms
from fabula.workshop.story import CLOSING, MIDDLE, OPENING, OWN, REWORDED, TURN, Piece, Story, Trial
from fabula.workshop.wish import WORDS, Wish, settled

TOKENS = 64  # of a told part
SAMPLING = Sampling(temperature=0.8)
_ROUNDS = 2  # how often so many candidates are asked for, where all of the first are refused
_BRIDGES = {"short": 0, "medium": 2, "long": 8}  # sentences told between the person's own; the turn is one of them
_NEXT = 7919  # between the seeds of two parts

Heard = Callable[[Piece], None]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is to be told: ``source`` is the sentence that it stands behind, or words anew (`REWORDED`)."""

    part: str
    source: int


async def tell(model: Model, text: Text, found: Report, wish: Wish, heard: Heard | None = None) -> Story:
    """Tell the story of a text; ``found`` is the report on it. ``model`` must have been started.

    Every piece is also handed to ``heard`` as soon as it is known. Raises `InputError` for a wish that can't be met
    (`wish.settled`) and `ServerError`.
    """
    wish = settled(wish, text, found)
    known = facts(text, found)
    pieces: list[Piece] = []
    left_out: list[str] = []
    for number, part in enumerate(_plan(text, found, wish)):
        if part.part == OWN:
            piece: Piece | None = _own(text, wish, part, pieces)
        else:
            told = [one.text for one in pieces] + [text.of(one) for one in text.sentences]
            trials = await _trials(model, text, found, known, wish, part, told, wish.seed + _NEXT * number)
            piece = _piece(text, wish, part, trials, pieces)
        if piece is None and part.part == REWORDED:
            piece = _own(text, wish, part, pieces)
        if piece is None:
            left_out.append(part.part)
            continue
        pieces.append(piece)
        if heard is not None:
            heard(piece)
    tail = text.raw[text.sentences[-1].end :].rstrip() if wish.keep == WORDS else ""
    if tail and pieces[-1].part == CLOSING:
        pieces[-1] = replace(pieces[-1], before=f"{tail}{pieces[-1].before}")
        tail = ""
    return Story(text.raw, text.language, wish, tuple(pieces), tail, tuple(left_out))


async def retell(
    model: Model, text: Text, found: Report, story: Story, number: int, *, mine: bool = False, version: int = 1
) -> Story:
    """The story with its piece ``number`` (from 1) told anew, from new candidates chosen in the same way.

    A sentence that the person wrote is reworded only with ``mine``. ``version`` makes the seeds differ from those of
    earlier tellings. Raises `InputError` for a number that isn't there, for a sentence of the person's own without
    ``mine``, and where no new candidate can stand.
    """
    old = _numbered(story, number)
    if old.own and not mine:
        raise InputError(
            f"Sentence {number} is your own, and stays word for word.", hint="Give --mine too, if it may be reworded."
        )
    part = _Part(REWORDED if old.own else old.part, old.source)
    told = [one.text for one in story.pieces if one is not old]
    seed = story.wish.seed + _NEXT * (number + 1000 * version)
    trials = await _trials(model, text, found, facts(text, found), story.wish, part, told, seed, old.text)
    best = _best(trials)
    if best is None:
        raise InputError(
            f"None of the new candidates for sentence {number} can stand ({trials[-1].fault}).",
            hint="Try again with another --seed or more --candidates; the draft is as it was.",
        )
    piece = Piece(part.part, best.text, old.before, old.source, trials)
    return replace(story, pieces=(*story.pieces[: number - 1], piece, *story.pieces[number:]))


def drop(story: Story, number: int) -> Story:
    """The story without its piece ``number`` (from 1), which must have been told; what the person wrote stays.

    Raises `InputError` for a number that isn't there and for a sentence that is the person's or words it anew.
    """
    old = _numbered(story, number)
    if old.part in (OWN, REWORDED):
        raise InputError(f"Sentence {number} is from your own text, and stays.", hint="Drop what was told beside it.")
    before, behind = story.pieces[: number - 1], story.pieces[number:]
    if not behind:
        return replace(story, pieces=before, tail=old.before.rstrip() + story.tail)
    first = behind[0] if before else replace(behind[0], before=old.before)
    return replace(story, pieces=(*before, first, *behind[1:]))


def _numbered(story: Story, number: int) -> Piece:
    if not 1 <= number <= len(story.pieces):
        raise InputError(
            f"There is no sentence {number}; the story has {len(story.pieces)}.", hint="--show ID numbers them."
        )
    return story.pieces[number - 1]


def _plan(text: Text, found: Report, wish: Wish) -> list[_Part]:
    """The parts in order: an opening, the person's sentences with what is told between them, and a closing."""
    count = len(text.sentences)
    gaps = min(_BRIDGES[wish.length], count - 1)
    felt = [one.polarity for one in found.emotion.sentences]
    steps = [abs(felt[at + 1] - felt[at]) for at in range(count - 1)]
    turn = max(range(count - 1), key=lambda at: steps[at]) if gaps else -1
    spread = {turn, *(round((at + 1) * (count - 1) / gaps) - 1 for at in range(gaps))} if gaps else set()
    while len(spread) > gaps:
        spread.remove(min(spread - {turn}, key=lambda at: abs(at - turn)))
    out = [_Part(OPENING, -1)]
    for at in range(count):
        out.append(_Part(OWN if wish.keep == WORDS else REWORDED, at))
        if at in spread:
            out.append(_Part(TURN if at == turn else MIDDLE, at))
    return [*out, _Part(CLOSING, count - 1)]


def _own(text: Text, wish: Wish, part: _Part, pieces: Sequence[Piece]) -> Piece:
    return Piece(OWN, text.of(text.sentences[part.source]), _before(text, wish, part, pieces), part.source)


def _before(text: Text, wish: Wish, part: _Part, pieces: Sequence[Piece]) -> str:
    """What stands before a piece: what the text has there, a blank before what is told, a new paragraph at the end."""
    if not pieces:
        return text.raw[: text.sentences[0].begin].lstrip() if wish.keep == WORDS else ""
    if part.part == CLOSING:
        return "\n\n"
    if part.part in (OWN, REWORDED) and part.source:
        between = text.raw[text.sentences[part.source - 1].end : text.sentences[part.source].begin]
        if between.strip() or "\n" in between:
            return between
    return wording.joint(wish.language)


def _piece(text: Text, wish: Wish, part: _Part, trials: tuple[Trial, ...], pieces: Sequence[Piece]) -> Piece | None:
    best = _best(trials)
    return Piece(part.part, best.text, _before(text, wish, part, pieces), part.source, trials) if best else None


def _best(trials: Sequence[Trial]) -> Trial | None:
    """The trial with the least total, the first of equals; None where none can stand."""
    return min(
        (one for one in trials if one.terms is not None), key=lambda one: one.terms.total if one.terms else 0.0,
        default=None,
    )  # fmt: skip


async def _trials(
    model: Model, text: Text, found: Report, known: Sequence[Fact], wish: Wish, part: _Part, told: Sequence[str],
    seed: int, present: str = "",
) -> tuple[Trial, ...]:  # fmt: skip
    """The candidates for a part, each looked at; where all are refused, as many again. ``present`` isn't told again."""
    place = _place(text, found, known, wish, part, told)
    spans = text.sentences
    at = max(0, part.source)
    before = text.of(spans[at]) if part.source >= 0 else ""
    after = text.of(spans[part.source + 1]) if part.source + 1 < len(spans) else ""
    messages = wording.prompt(text.raw, spans[at].begin, wish, part.part, before, after)
    grammar = wording.form(part.part, wish.language) if model.capabilities.extensions else ""
    out: list[Trial] = []
    for number in range(wish.candidates * _ROUNDS):
        if number >= wish.candidates and _best(out) is not None:
            break
        request = Request(messages, TOKENS, SAMPLING, seed=seed + number, grammar=grammar)
        answer, _ = await model.complete(request)
        out.append(_trial(place, tidy(answer, wish.language), present))
    return tuple(out)


def tidy(answer: str, language: str) -> str:
    """An answer as one line, without quotation marks around it and without a sentence that was cut off."""
    line = " ".join(plain(answer, lines=False).split()).strip("\"“”「」' ")
    return line[: complete_length(line, language, quotes=False)] or line


def _trial(place: Place, candidate: str, present: str) -> Trial:
    wrong = "is what stands there" if candidate == present else fault(place, candidate)
    return Trial(candidate, None, wrong) if wrong else Trial(candidate, terms(place, candidate))


def _place(text: Text, found: Report, known: Sequence[Fact], wish: Wish, part: _Part, told: Sequence[str]) -> Place:
    felt, spans = found.emotion.sentences, text.sentences
    if part.part == CLOSING:
        near, about = list(felt), list(known)
    elif part.part == REWORDED:
        near, about = [felt[part.source]], within(known, spans[part.source].begin, spans[part.source].end)
        told = [one for one in told if one != text.of(spans[part.source])]
    else:
        first, last = max(0, part.source), min(part.source + 1, len(spans) - 1)
        near, about = list(felt[first : last + 1]), within(known, spans[first].begin, spans[last].end)
    need = len(about) if part.part == REWORDED else 1
    return Place(text, wish.language, wish.person, target(near, wish.mood), about, need, told)
