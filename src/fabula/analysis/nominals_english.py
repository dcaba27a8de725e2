"""English nominals: names by their capitals, and noun phrases whose noun is a being's or does what only beings do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fabula.analysis import beings_english as beings
from fabula.analysis.english import BODY
from fabula.analysis.nominals import DEFINITE, INDEFINITE, NAME, POSSESSED, Nominal
from fabula.analysis.text import Text
from fabula.analysis.tokens_english import (
    ADVERBS,
    ENDS,
    FUNCTION,
    LEADS,
    MARKS,
    PREPOSITIONS,
    Token,
    finite,
    tokens,
    verbal,
)
from fabula.analysis.verbs import SPEECH, forms, wordset

_FORMS = (
    dict.fromkeys(wordset("the this that these those both all such every each"), DEFINITE)
    | dict.fromkeys(wordset("a an another some any one two three four five six seven eight nine ten eleven twelve"
                            " many several few no certain thirty forty hundred"), INDEFINITE)
    | dict.fromkeys(wordset("my your his her its our their thy"), POSSESSED)
)  # fmt: skip
TITLES = wordset(
    "mr mr. mrs mrs. miss ms ms. dr dr. sir lady lord king queen prince princess duke duchess count countess earl baron"
    " baroness emperor empress saint st. captain capt. general colonel major sergeant"
    " father mother brother sister uncle"
    " aunt old young little big dame madam master mistress professor prof. judge squire knight rev. grandfather"
    " grandmother granny goody gaffer goodman messrs. farmer doctor abbot bishop pope friar chief cousin dear poor"
)
_NEVER = wordset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december english french german spanish italian irish scottish welsh chinese japanese"
    " indian american african european russian roman greek latin norwegian swedish danish dutch christian jewish"
    " christmas easter yes no oh ah alas o well i i'm i'll i've i'd hurrah ho hi hey hello hush nay aye ay lo eh ha"
    " chapter part book volume mr mrs god's heaven heavens lord's sake majesty highness"
    " lordship ladyship excellency honour"
)
_NUMBERS = wordset("one two three four five six seven eight nine ten eleven twelve twenty thirty hundred")
_SAID = forms(
    SPEECH - {"begin", "finish", "sing", "sigh", "laugh", "continue", "read", "offer", "order", "say"}, "past"
) | {"said", "says"}
_MIND = forms(
    wordset("think wish want beg promise laugh weep smile wonder speak marry love hope dream believe know reply"),
    "past",
)
_COMES = forms(
    wordset("come go run sit stand live lie rush step spring stride ride sail dwell appear enter jump"), "past"
)
_PLACED = wordset(
    "then there here up down out in away off back downstairs upstairs so thus along again"
    " also forth by now home once where"
)
_BE = wordset("was is be been were are am being became become like as called named turned seemed made")
_NO_BEINGS = wordset(BODY.replace("|", " ")) | wordset(
    "voice heart eyes eye answer reply letter sign book law story tale song rest whole matter thing time day night"
    " morning evening end beginning way place house words word others one ones news rumour rumor truth sun-dial verse"
    " proverb inscription paper message question something nothing anything everything mind thought same two three"
    " four more next year years week month hour moment first last"
)
_TIMES = wordset(
    "day morning evening night time once moment last while week month year later length afternoon spring summer"
)
_OPENS_WHO = wordset("who whose whom")


@dataclass(slots=True)
class _Seen:
    """What the whole text shows of its words."""

    capitals: Counter[str] = field(default_factory=Counter)  # inside a sentence
    first: Counter[str] = field(default_factory=Counter)  # capitals that begin one
    small: Counter[str] = field(default_factory=Counter)
    alive: set[str] = field(default_factory=set)  # nouns that do what only beings do


def nominals(text: Text) -> Sequence[Nominal]:
    """The nominals of an English text."""
    found = tokens(text)
    seen = _Seen()
    for one in found:
        if one.word:
            table = seen.small if one.text[0].islower() else seen.first if one.starts else seen.capitals
            table[one.low.removesuffix("'s")] += 1
    seen.alive = {noun for noun, count in _alive(found).items() if count}
    out: list[Nominal] = []
    covered = 0
    for at, token in enumerate(found):
        if token.begin >= covered:
            out += _at(found, at, seen)
            covered = max([covered, *(one.end for one in out[-3:])])
    return out


def _at(found: Sequence[Token], at: int, seen: _Seen) -> Iterator[Nominal]:
    """The nominals that begin at a token: a noun phrase at its determiner, a name at its first word."""
    token = found[at]
    if token.low in _FORMS and not (at and found[at - 1].low in _FORMS and token.low in _NUMBERS):
        yield from _phrase(found, at, seen)
    elif token.word and token.text[0].isupper() and _name_start(found, at, seen):
        yield from _name(found, at, seen)


def _phrase(found: Sequence[Token], at: int, seen: _Seen) -> Iterator[Nominal]:
    """What a determiner leads: "the old woman", "his wife", "the demon's attendants"."""
    form, owner, begin = _FORMS[found[at].low], "", at
    if form == POSSESSED:
        owner = found[at].low
    while True:
        last, traits = _window(found, begin + 1, seen)
        if last is None:
            return
        own = found[last].low.endswith(("'s", "s'"))
        first = at
        if found[at + 1].low == "of" and begin == at:
            if own:
                first, form = at + 2, _FORMS.get(found[at + 2].low, DEFINITE)
            elif found[at].low not in ("one", "another"):
                form = DEFINITE
        yield _made(found, first, last, form, owner, traits, seen)
        if not own:
            return
        form, owner, begin = POSSESSED, found[last].low.removesuffix("'s"), last


def _window(found: Sequence[Token], begin: int, seen: _Seen) -> tuple[int | None, list[str]]:
    """The number of the noun behind a determiner, if it is a being's, and the words before it."""
    if (
        begin + 1 < len(found)
        and found[begin].low == "of"
        and found[begin + 1].low in ("the", "his", "her", "these", "those", "them", "their", "my")
    ):
        begin += 2  # "one of the demon's attendants"
    best: int | None = None
    at = begin
    words: list[str] = []
    while at < min(len(found), begin + 6):
        token = found[at]
        plain = token.low.removesuffix("'s") if not token.low.endswith("s'") else token.low[:-1]
        comma = (
            token.low == ","
            and words
            and found[at - 1].text.islower()
            and found[min(at + 1, len(found) - 1)].text.islower()
            and at + 1 < len(found)
            and found[at + 1].word
            and _adjective(words[-1])
        )
        if not token.word and not comma:
            break
        if token.word:
            if (token.low in FUNCTION and token.low not in _NUMBERS) or (words and token.low in _NUMBERS):
                break
            noun = (beings.being(plain) or plain in seen.alive) and plain not in ("young", "old")
            if best is not None and not noun:
                break
            if noun:
                best = at
                if token.low != plain:
                    break
            elif verbal(token) and not (token.low.endswith("ed") and _being_follows(found, at + 1, seen)):
                break
            words.append(plain)
        at += 1
    if best is None:
        return _ordinal(found, begin), []
    return best, [one for one in words[:-1] if one not in _NUMBERS]


def _being_follows(found: Sequence[Token], at: int, seen: _Seen) -> bool:
    return at < len(found) and (beings.being(found[at].low) or found[at].low in seen.alive)


def _adjective(word: str) -> bool:
    return not beings.being(word)


def _ordinal(found: Sequence[Token], at: int) -> int | None:
    """ "The eldest" where no noun follows."""
    if (
        at >= len(found)
        or not beings.ordinal(found[at].low.removesuffix("'s"))
        or found[at - 1].low in ("each", "no", "a", "an", "any")
    ):
        return None
    behind = found[at + 1] if at + 1 < len(found) else None
    ends = behind is None or not behind.word or behind.low in FUNCTION or verbal(behind)
    return at if ends and not (behind and behind.low in ("time", "of")) else None


def _made(found: Sequence[Token], at: int, last: int, form: str, owner: str, traits: list[str], seen: _Seen) -> Nominal:
    plain = found[last].low.removesuffix("'s")
    plain = plain[:-1] if plain.endswith("s'") else plain
    head = beings.singular(plain)
    many = beings.plural(plain)
    kind, gender = beings.kind(plain), beings.gender(plain)
    behind = found[last + 1] if last + 1 < len(found) else None
    if many and found[at].low in ("one", "another") and found[at + 1].low == "of":
        many, kind, gender = False, beings.kind(head), beings.gender(head)
    if behind is not None and behind.low == "of" and not found[last].low.endswith("'s"):
        far = _of(found, last + 2)
        if far is not None:
            traits = [*traits, f"of {found[far].low}"]
            last = far if kind == beings.PERSON else last
    if beings.ordinal(head):
        head, traits = "one", [head]
    elif head in seen.alive and not beings.being(head):
        kind, gender = ("group", "they") if many else ("thing", "any")
    return Nominal(
        found[at].begin,
        found[last].end - (2 if found[last].low.endswith("'s") else 0),
        head,
        form,
        kind,
        gender,
        frozenset(traits),
        owner,
        _subject(found, at, last),
        found[at].quoted,
        bool(at and form == INDEFINITE and (found[at - 1].low in _BE or found[at - 1].low in ("what", "such", "than"))),
    )


def _of(found: Sequence[Token], at: int) -> int | None:
    """The number of the noun behind "of", which tells one lord from another."""
    while at < len(found) and (found[at].low in _FORMS or found[at].low == "all"):
        at += 1
    last = None
    while at < min(len(found), (last if last is not None else at) + 3) and found[at].word:
        if found[at].low in FUNCTION or verbal(found[at]):
            break
        last, at = at, at + 1
    return last


def _name_start(found: Sequence[Token], at: int, seen: _Seen) -> bool:
    """Whether a capital begins a name, and isn't only the first of a sentence or a word that always has one."""
    token = found[at]
    plain = token.low.removesuffix("'s")
    if plain in _NEVER or (token.text.isupper() and len(token.text) > 1) or "'" in plain:
        return False
    if plain in FUNCTION or plain in LEADS:
        return False
    before = found[at - 1] if at else None
    if (
        before is not None
        and before.word
        and before.text[0].isupper()
        and not before.starts
        and before.low not in FUNCTION
    ):
        return False  # inside a name that began earlier
    if plain in TITLES:
        return (at + 1 < len(found) and found[at + 1].text[:1].isupper() and found[at + 1].low not in FUNCTION) or (
            beings.being(plain) and not token.starts
        )
    inside, first, small = seen.capitals[plain], seen.first[plain], seen.small[plain]
    if not token.starts:
        return small <= 3 * inside
    if inside:
        return small <= 2 * inside
    return not small and first >= 1 and not plain.endswith(("ly", "ing")) and plain not in finite() and _acts(found, at)


def _acts(found: Sequence[Token], at: int) -> bool:
    """Whether a word that begins a sentence is followed by what somebody does or has."""
    behind = found[at + 1] if at + 1 < len(found) else None
    return found[at].low.endswith("'s") or (
        behind is not None and (behind.low in finite() or behind.low in ("and", ","))
    )


def _name(found: Sequence[Token], at: int, seen: _Seen) -> Iterator[Nominal]:
    last = at
    while last + 1 < len(found) and not found[last].low.endswith("'s"):
        behind = found[last + 1]
        far = found[last + 2] if last + 2 < len(found) else None
        if (
            behind.word
            and behind.text[0].isupper()
            and not behind.starts
            and behind.low not in _NEVER
            and behind.low not in FUNCTION
        ):
            last += 1
        elif behind.low == "of" and far is not None and far.text[0].isupper() and far.word:
            last += 2
        else:
            break
    words = [one.low.removesuffix("'s") for one in found[at : last + 1]]
    core = [one for one in words if one not in TITLES]
    common = not core or (len(core) == 1 and beings.being(core[0]) and len(words) == 1)
    titled = [one for one in words if one in TITLES and beings.being(one)] or [one for one in core if beings.being(one)]
    noun = titled[0] if titled else ""
    yield Nominal(
        found[at].begin,
        found[last].end - (2 if found[last].low.endswith("'s") else 0),
        beings.singular(words[-1]) if common else " ".join(words),
        DEFINITE if common else NAME,
        beings.kind(noun) if noun else "",
        beings.gender(noun) if noun else _of_title(words),
        frozenset(words[:-1]) if common else frozenset(core),
        "",
        _subject(found, at, last),
        found[at].quoted,
    )
    own = found[last].low.endswith("'s")
    if own:
        noun_at, traits = _window(found, last + 1, seen)
        if noun_at is not None:
            yield _made(found, at, noun_at, POSSESSED, words[-1], traits, seen)


def _of_title(words: Sequence[str]) -> str:
    if {"mr", "mr.", "sir"} & set(words):
        return "he"
    return "she" if {"mrs", "mrs.", "miss", "dame", "lady"} & set(words) else "any"


def _subject(found: Sequence[Token], at: int, last: int) -> bool:
    """Whether the phrase ``at``..``last`` does something: a verb follows, or one of saying and coming stands before."""
    if found[last].low.endswith("'s"):
        return False
    before = found[at - 1] if at else None
    behind = last + 1
    while behind < len(found) and (found[behind].low in ADVERBS or found[behind].low.endswith("ly")):
        behind += 1
    after = found[behind] if behind < len(found) else None
    if (
        before is None
        or found[at].starts
        or before.low in LEADS | _TIMES
        or before.low in (",", "-", "--", "—", "(", ")", "'")
    ):
        if after is None:
            return False
        if verbal(after) or after.low in _OPENS_WHO:
            return True
        opens = found[at].starts or before is None
        return opens and after.low in (",", "and", "that", "with", "in", "of", "on", "at", "from")
    if before.low in _SAID or before.low in _COMES or before.low == "thought":
        earlier = found[at - 2] if at > 1 else None
        return (
            earlier is None
            or not earlier.word
            or earlier.low in _PLACED
            or earlier.low.endswith("ly")
            or earlier.low == "and"
        )
    return False


def _alive(found: Sequence[Token]) -> Counter[str]:
    """The nouns without a being's name that speak, wish, weep, or are somebody "who"."""
    out: Counter[str] = Counter()
    for at, token in enumerate(found):
        if token.low not in ("the", "this", "that") or token.quoted:
            continue
        last = at + 1
        while (
            last < min(len(found), at + 5)
            and found[last].word
            and found[last].low not in FUNCTION
            and not verbal(found[last])
        ):
            last += 1
        last -= 1
        while last > at and found[last].low.endswith("ly") and not beings.being(found[last].low):
            last -= 1  # the youth boldly answered
        noun = found[last].low
        if last == at or not noun.isalpha() or noun in _NO_BEINGS or beings.being(noun) or noun.endswith("ing"):
            continue
        before = found[at - 1] if at else None
        earlier = found[at - 2] if at > 1 else None
        late = bool(
            before and before.low in _SAID and earlier and (earlier.text in MARKS or earlier.low == ",")
        )  # “…,” said the tree
        behind = found[last + 1] if last + 1 < len(found) else None
        starts = token.starts or (
            before is not None and (before.low in LEADS or before.text in ENDS or before.low == ",")
        )
        does = bool(behind and (behind.low in _OPENS_WHO or (starts and behind.low in _SAID | _MIND)))
        if behind and behind.low in _OPENS_WHO and before and before.low in PREPOSITIONS and noun in _NO_BEINGS:
            does = False
        out[noun] += late or does
    return out
