"""English cues: what the narration beside a quotation says of who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fabula.analysis.quotations import Quotation
from fabula.analysis.text import Span, Text
from fabula.analysis.verbs import SPEECH, forms, wordset

if TYPE_CHECKING:
    from fabula.analysis.discourse import Ref, _Reader

_PRONOUN = re.compile(
    r"\b(?:he|him|his|himself|she|her|hers|herself|it|its|itself|they|them|their"
    r"|themselves|I|me|my|myself)\b(?!['’]s name)",
    re.IGNORECASE,
)
_GENDER = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "they"),
    **dict.fromkeys(("i", "me", "my", "myself"), "I"),
}
_IMPERSONAL = re.compile(
    r"\s+(?:\w+ly\s+)?(?:was|is|happened|happens|seemed|seems|rained|rains|snowed|appeared"
    r"|chanced|came to pass|had been|must be|would be|may be|grew (?:dark|late)|came"
    r" about)\b"
)
_MORE = wordset(
    "think wonder thank call cry exclaim implore entreat respond return sing shriek squeak pant gibber snarl query"
    " assent babble jeer wish growl purr hoot quack bleat crow pray summon welcome chime pipe warble thunder"
)
_THOUGHT = wordset("thought wondered mused reflected reasoned thinks wonders")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?;:,—]|--")
_END = re.compile(r"[.!?;](?=\s|$)|\n\s*\n")
_OPEN_ADVERBS = wordset("then again at last also so and thus here")
_FINAL = (".", ",", "!", "?", ";", ":", "—", "-", "…")
_SUBJECTS = frozenset(("he", "she", "they", "i", "it"))
_NOT_SAID_BY = wordset("began begun begins finished finishes continued_on laughed_at")
_TRANSITIVE = wordset(
    "told asked addressed begged thanked called warned tells asks calls begs warns informed reminded greeted"
)
_TO = wordset("to of at with from for in by on upon behind before after unto into over")


@dataclass(frozen=True, slots=True)
class Cue:
    """Who is pointed at; None where only the form of what follows is known. ``verb``: where the verb ends."""

    ref: Ref | None
    how: str = ""
    thought: bool = False
    verb: int = 0


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """The forms of verbs of speech."""
    known = (SPEECH | _MORE) - {"order", "offer", "begin", "read"}
    return (
        forms(known, "past")
        | forms(known, "s")
        | wordset("said says quoth saith offered ordered read sang sung thought")
    ) - _NOT_SAID_BY


def pronouns(text: Text) -> Iterator[tuple[int, int, str, bool]]:
    """The pronouns of a text with their gender, and whether they can be subjects."""
    for match in _PRONOUN.finditer(text.raw):
        word = match[0].casefold()
        if (word == "i" and match[0] != "I") or (word == "it" and _IMPERSONAL.match(text.raw, match.end())):
            continue
        yield match.start(), match.end(), _GENDER[word], word in _SUBJECTS


def possessive(raw: str, begin: int, end: int) -> bool:
    """Whether a pronoun is one of having, or points back: his, her hat, himself."""
    word = raw[begin:end].casefold()
    if word == "her":
        return bool(
            re.match(
                (
                    r"\s+(?!(?:and|but|that|to|in|on|with|by|for|from|at|as|into|so|how|what|if|the|a|an"
                    r"|up|down|out|away)\b)[a-z]"
                ),
                raw[end : end + 8],
            )
        )
    return word in ("his", "its", "their", "my") or word.endswith(("self", "selves"))


def told(gap: str) -> bool:
    """Whether somebody behind these words of a verb of speech is spoken to."""
    return bool(re.fullmatch(r"\s+(?:\w+\s+){0,2}?(?:to|at|unto|after)\s+", gap))


def asks(behind: str) -> bool:
    """Whether what follows a subject is that they ask."""
    return bool(
        re.match(
            (
                r"\s+(?:\w+ ){0,2}?(?:asked|inquired|enquired|begged|wondered|questioned)\b(?!\s+for"
                r" a)"
            ),
            behind,
        )
    )


def turns(gap: str) -> bool:
    """Whether what stands between a line and a pronoun says that somebody else goes on."""
    return bool(re.fullmatch(r"\W*(?:but|yet)\s+", gap.casefold()))


def far(gap: str) -> bool:
    """Whether what stands between a quotation and somebody is too much for them to begin the sentence."""
    return bool(
        re.search(
            r"[^\W\d_]",
            re.sub(r"\b(?:and|as|but|then|so|at this|with this|with that|thereupon|now)\b", "", gap.casefold()),
        )
    )


def spoken(raw: str, quote: Quotation, before: Span, after: Span) -> bool:
    """Whether a quotation is said, and isn't a word that is only quoted."""
    said = quote.text.strip()
    if not said:
        return False
    left, right = raw[before.begin : before.end].rstrip(), raw[after.begin : after.end].lstrip()
    words = left.split()
    last = words[-1].casefold().strip("“\"'") if words else ""
    if len(said.split()) > 6 or not last or last[-1] in ",:;.!?—-)" or not last[-1].isalnum():
        return bool(re.search(r"[^\W\d_]", said))
    if last in verbs() or last in ("replied", "answer", "cry"):
        return True
    found = _WORD.findall(right[:80])
    if found and found[0].casefold() in verbs() - {"called"}:
        return True
    return bool(len(found) > 1 and found[0].casefold() in _SUBJECTS and found[1].casefold() in verbs())


def cue(reader: _Reader, number: int, quote: Quotation, before: Span, after: Span) -> Cue | None:
    """Who the narration beside a quotation says speaks: behind it, else before it."""
    attached = quote.text.rstrip()[-1:] not in (".", "!", "?") or bool(
        re.match(r"\s*[a-z]", reader.raw[after.begin : after.end])
    )
    if attached:
        return _behind(reader, quote, after, number) or _ahead(reader, before)
    return _ahead(reader, before) or _behind(reader, quote, after, number)


def _behind(reader: _Reader, quote: Quotation, after: Span, number: int) -> Cue | None:
    """“…,” said the king; “…,” he said."""
    part = reader.raw[after.begin : after.end]
    stop = _END.search(part)
    piece = part[: stop.start()] if stop else part
    words = list(_WORD.finditer(piece))
    if not words:
        return None
    ends = quote.text.rstrip()[-1:]
    upper = words[0][0][0].isupper()
    refs = reader.between(after.begin, after.begin + len(piece))
    first = next(
        (
            one
            for one in refs
            if one.begin - after.begin <= words[0].start() + 1 or not far(piece[: one.begin - after.begin])
        ),
        None,
    )
    for place, word in enumerate(words[:4]):
        low = word[0].casefold()
        if low in verbs() and (not upper or (place and ends != ".")):
            if low in _THOUGHT:
                return Cue(None, thought=True)
            late = _right_behind(refs, after.begin + word.end(), reader.raw)
            if late is not None:
                return Cue(late, verb=late.end)
        if not (low in _OPEN_ADVERBS or low.endswith("ly")) or (
            low == "and" and place == 0 and piece.rstrip().endswith(":")
        ):
            break
    if ends in (",", "!", "?") and not upper and words[0][0].casefold().endswith("ed"):  # “…,” spluttered Ginger
        late = _right_behind(refs, after.begin + words[0].end(), reader.raw)
        if late is not None and not reader.raw[after.begin + words[0].end() : late.begin].strip():
            return Cue(late, verb=late.end)
    if first is None or (
        ends == "." and upper and not piece.rstrip().endswith(("said", "asked")) and first.how == "pronoun"
    ):
        return None
    if (
        ends == "."
        and reader.raw[after.end - 1 : after.end] not in ("", ".")
        and number + 1 < len(reader.quotes)
        and reader.quotes[number + 1].begin == after.end
        and re.search(r"[,:]\s*$", part)
    ):
        return None  # “….” He said, “…”: of the next one
    if not (first.subject or first.how != "pronoun"):
        return None
    own = re.match(r"['’]s?\b", reader.raw[first.end : first.end + 3])
    for word in words:
        if word.start() + after.begin < first.end:
            continue
        low = word[0].casefold()
        if (
            low in verbs() or (ends == "," and low.endswith("ed") and word.start() + after.begin - first.end < 3)
        ) and not own:
            used = [one for one in refs if one.subject and first.end <= one.begin < after.begin + word.start()]
            if used:
                return None
            return Cue(None, thought=True) if low in _THOUGHT else Cue(first, verb=after.begin + word.end())
        if word.start() + after.begin - first.end > 60:
            break
    return None


def _right_behind(refs: Sequence[Ref], end: int, raw: str) -> Ref | None:
    """Whoever stands right behind a verb: said the king, cried out the boy."""
    for one in refs:
        if one.begin >= end:
            gap = raw[end : one.begin].casefold().split()
            if len(gap) <= 2 and not any(word.strip(",") in _TO for word in gap) and "," not in raw[end : one.begin]:
                return one if one.gender != "I" or raw[one.begin : one.end] == "I" else None
            return None
    return None


def _ahead(reader: _Reader, before: Span) -> Cue | None:
    """The king said: “…”; then said the king: “…”."""
    part = reader.raw[before.begin : before.end]
    plain = part.rstrip()
    if not plain or plain[-1] in ".!?;":
        return None
    if re.search(r"\b(?:think|thinking|thought)\W*(?:to (?:him|her|it)self\W*)?$", plain):
        return Cue(None, thought=True)
    if plain[-1] not in ":,—-" and plain[-1].isalnum() and plain.split()[-1].casefold() not in verbs():
        return None
    cut = max((match.end() for match in re.finditer(r"[.!?;](?=\s)|\n\s*\n", plain)), default=0)
    cut = max(cut, *(match.end() for match in re.finditer(r"(?<![:,])\n\s*\n", plain)), 0)
    begin = before.begin + cut
    refs = reader.between(begin, before.end)
    spoken_verbs = [
        match
        for match in _WORD.finditer(part, cut)
        if match[0].casefold() in verbs()
        or (match[0].casefold().endswith("ing") and match[0].casefold()[:-3] in SPEECH)
    ]
    for match in reversed(spoken_verbs):
        verb, verb_end = before.begin + match.start(), before.begin + match.end()
        if before.end - verb > 130:
            break
        thought = match[0].casefold() in _THOUGHT
        early = [one for one in refs if one.end <= verb and one.subject]
        late = _right_behind(refs, verb_end, reader.raw)
        lead = part[cut : match.start()].strip().casefold().rstrip(",")
        inverted = (
            not lead
            or lead.endswith((",", "then", "so", "thus", "and", ";"))
            or part[cut : match.start()].rstrip().endswith(",")
        )
        if (
            late is not None
            and (not early or (inverted and match[0].casefold() not in _TRANSITIVE))
            and _nominative(late, reader.raw)
        ):
            return Cue(None, thought=True) if thought else Cue(late, verb=verb_end)
        if early:
            return Cue(None, thought=True) if thought else Cue(early[-1], verb=verb_end)
        return Cue(None)
    if plain.endswith(":"):
        subjects = [one for one in refs if one.subject]
        return Cue(subjects[-1], verb=subjects[-1].end) if subjects else None
    return None


def _nominative(ref: Ref, raw: str) -> bool:
    word = raw[ref.begin : ref.end].casefold()
    return word not in ("him", "them", "me", "his", "their", "my", "its", "her")
