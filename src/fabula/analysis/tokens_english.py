"""English tokens: words and marks of a text with what can be told of each without a parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fabula.analysis.text import Text
from fabula.analysis.verbs import IRREGULAR, KNOWN, forms, wordset

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|St|Messrs|Mme|Mlle|Capt|Sgt|Col|Gen|Lt|Rev|Prof|Hon)\."
    r"|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|--+|\S"
)
MARKS = '"“”‘「」『』'
ENDS = frozenset(".!?:;…")
AUXILIARIES = wordset(
    "was were is are am had has have did does do would could should might may must can will shall wasn't weren't isn't"
    " aren't hadn't hasn't haven't didn't doesn't don't wouldn't couldn't shouldn't mustn't can't cannot won't"
    " used ought"
)
PREPOSITIONS = wordset(
    "of to in on at by for with from into upon onto over under behind before beside besides between among through"
    " against about after towards toward near around round without within beyond across along past off above below"
    " like than as up down out amid amidst beneath inside outside concerning except during till until unto"
)
LEADS = wordset(
    "and but or then so when while as that if because for where till until than who now yet though although whether"
    " what how once since lest nor well thus however therefore meanwhile still at_last which there whenever after"
    " before even only perhaps why unless suddenly presently immediately soon here"
)
ADVERBS = wordset(
    "also then now never always soon only just once still again himself herself itself themselves alone too all both"
    " at not ever even rather quite almost often sometimes thus therefore already at_once yet however long first"
)
FUNCTION = (
    AUXILIARIES
    | PREPOSITIONS
    | (LEADS - {"well", "still", "even", "only"})
    | wordset(
        "the a an this that these those some any each every another no my your his her its"
        " our their thy i you he she it"
        " we they me him us them who whom whose which what not nor if there here very too be been being to it's 's"
        " himself herself itself themselves myself yourself thou thee ye thine mine yours hers ours theirs oneself"
        " such so more most much enough both all whatever whoever everything nothing something anything everyone"
        " everybody nobody none"
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark; ``low``: in small letters; ``quoted``: inside a quotation; ``starts``: begins a sentence."""

    begin: int
    end: int
    text: str
    low: str
    quoted: bool
    starts: bool

    @property
    def word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()


@lru_cache(maxsize=1)
def finite() -> frozenset[str]:
    """The past and -s forms of all verbs that are known, and the auxiliaries."""
    known = KNOWN | set(IRREGULAR)
    return (forms(known, "past") | forms(known, "s") | AUXILIARIES | {"quoth", "saith"}) - {
        "left", "men", "ass", "others", "like", "set", "felt",
    } | {"left", "felt", "set"}  # fmt: skip


def verbal(token: Token) -> bool:
    """Whether a token can be a finite verb."""
    return token.low in finite() or (
        token.low.endswith("ed") and len(token.low) > 4 and token.low not in ("indeed", "hundred")
    )


def tokens(text: Text) -> Sequence[Token]:
    """The tokens of a text, paragraph by paragraph."""
    quotes = text.quotations
    number, out = 0, []
    for part in text.paragraphs:
        fresh = True
        for match in _TOKEN.finditer(text.raw, part.begin, part.end):
            while number < len(quotes) and quotes[number].end <= match.start():
                number += 1
            word = match[0]
            quoted = number < len(quotes) and quotes[number].begin <= match.start()
            out.append(Token(match.start(), match.end(), word, word.casefold().replace("’", "'"), quoted, fresh))
            if word[0].isalnum():
                fresh = False
            elif word in ENDS or word in MARKS or word == "'":
                fresh = True
    return out
