"""English names: what is one, and where an English sentence gives somebody one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fabula.analysis.lazy import Lazy
from fabula.analysis.verbs import KNOWN, forms, wordset

_NO_NAMES = wordset("sir madam maam mister mistress miss lord lady captain doctor father mother sister brother"
                    " uncle aunt"
    " grandmother grandfather"
    " grandma grandpa granny god heaven heavens christ lads boys girls gentlemen ladies friend child love dear"
    " darling dearie"
    " stranger traveller traveler son daughter lad lass boy girl man woman old young well yes no now look listen"
    " please oh ah"
    " here there come go wait stop hush quiet good thank thanks sorry so and but then right careful easy later"
    " today tomorrow"
    " yesterday tonight monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july"
    " august september october november december christmas easter martinmas english chinese commander sergeant"
    " corporal"
    " prentice apprentice sexton chief cook master majesty highness honour keeper smith baker fishwife dog hey"
    " hello welcome"
    " nothing never always maybe perhaps again indeed enough first second third north south east west i i'm i'll"
    " i've you we he she"
    " they it the a an if when what who why how where that this these those my your his her our their take sit"
    " stand give"
    " saints mercy bless goodness gracious mind damn hell thunder careful steady two four five six seven eight nine"
    " ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred thousand mum dad mama papa"
    " saint blessed virgin lordship reverend professor teacher nurse officer mate pal comrade neighbour")  # fmt: skip
_VERB_FORMS = KNOWN | forms(KNOWN, "past") | forms(KNOWN, "s")
_IN_ED = wordset("alfred wilfred winifred mohammed ahmed mildred ethelred aldred")
_TITLE = "Old|Big|Little|Young|Mr\\.?|Mrs\\.?|Miss|Uncle|Aunt|Father|Mother|Captain|Master|Mistress|Sister|Brother"
_TITLES = Lazy(rf"^(?:{_TITLE}) ")
NAME = r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)?(?: [A-Z][a-z]+)?"
VOCATIVE = Lazy(
    rf"(?:^|[.!?…] )(?P<first>{NAME})(?=[,!?…]|\.\.\.)"
    rf"(?!, (?:the|an?|his|her|who) [^,.!?]{{2,40}}, )|, (?:(?:my|little|old|young|poor|dear|sweet|good|dearest"
    rf"|Miss|Mr\.?"
    rf"|Mrs\.?|Master|Mistress|Sir|Lady) )*(?P<last>{NAME})(?=[.,!?…—]|$)|^(?P<all>{NAME})[.,!?]?$"
    rf"|\b[Yy]ou(?:['’]re| are| must be) (?P<being>{NAME})(?=[,.!?]|$)|^(?:Hello|Hey|Welcome|Evening|Morning|Good"
    rf" \w+|Ah|Oh|Here|Come|Look|Listen|Easy|Careful|Well|Thank you|Thanks),? (?:back,"
    rf" )?(?P<greeted>{NAME})(?=[,.!?]|$)"
)
ELSEWHERE = Lazy(
    r"\b(?:a|an|another|some) (?:\w+ )?(?:man|woman|boy|girl|child|voice|stranger|fisherman|sailor|carter|pedlar"
    r"|neighbour|customer|mother|lad) (?:\w+ )?(?:calls?|shouts?|cries|yells?|says|asks|answers|bawls|sings"
    r"|whispers)\b"
    r"|\b(?:reads?|recites?|counts?|lists?|names|meaning|mimics?|sings?|prays?|quotes?|spells?|talking of|speaking"
    r" of|the name)\b|\bnot your name\b|\bnobody (?:of|by) that name\b|\bmistak\w+|\bwrong (?:man|woman|person"
    r"|name)\b"
    r"|\bsomebody else\b|\bto (?:him|her|it)self\b|\bcorrects? (?:him|her)self\b|\bcalls? (?:her|his|its|the|one) ",
    re.IGNORECASE,
)  # what is said is no address of the reader
_CALLS = (
    r"\b(?:calls?|shouts?|yells?|bawls|says|bellows|cries|roars|snaps|whispers|mutters|murmurs|tells|turns|whistles)"
    r"(?: \w+ly)?(?: back| out| over| across \w+ \w+)?"
)
_WHOM = r"(?: the| a| an| her| his| its| some)?(?! you\b)(?: [a-z]+){1,3}"
TO_OTHERS = Lazy(rf"{_CALLS} (?:to|at|after|for){_WHOM}", re.IGNORECASE)
CALLING = Lazy(rf"{_CALLS} (?:into|across|over|down|up){_WHOM}", re.IGNORECASE)  # somewhere, where the reader may be
THERE = Lazy(
    r"\b(?:at|to|for|sees?|hears?|behind|after) you\b|\bwhen you (?:come|enter|knock|step)\b|\byour\b", re.IGNORECASE
)
GIVEN = Lazy(
    rf"\b(?P<who1>[Yy]our|[Hh]is|[Hh]er|[Ii]ts|[Tt]he \w+(?:'s)?|{NAME}['’]s) (?:(?:own|real|true|full|given"
    rf"|first) )?name(?: (?:is|on it is|was always)|:|,)"
    rf" (?:\w+ )?[\"“‘']?(?P<name1>{NAME})\b"
    rf"|(?P<who2>\b(?:[Hh]is|[Hh]er|[Ii]ts|[Yy]our)|[Tt]he [\w ]{{2,24}}?(?:['’]s)) (?:real |true |full |own |first"
    rf" |proper )?name(?:, [^,]{{2,30}},| is|"
    rf" was)+ (?:is )?(?P<name2>{NAME})\b"
    rf"|(?P<who3>[Tt]he [\w ]{{2,24}}?|[A-Z]\w+),? whose (?:real |true |full |own |given |first )?name is"
    rf" (?P<name3>{NAME})\b"
    rf"|(?P<whoa>[Tt]he [\w ]{{2,24}}?|[A-Z]\w+),? (?:whom|who) [\w ]{{2,30}}? (?:calls?|called"
    rf"|knows? as|known as|names?|addresses as)"
    rf" (?P<namea>{NAME})\b"
    rf"|(?P<whoc>[Yy]our) name\b[^,;:.\"]{{0,40}}: [\"“‘']?(?P<namec>{NAME})(?=[.!\"”’']|$)"
    rf"|(?P<whod>[Tt]he \w+|[A-Z]\w+),? or (?P<named>{NAME}),? (?:as|to) (?:you|he|she|they|his|her|the|all|every)"
    rf"|(?P<whoe>[Tt]he \w+['’]s|[Ii]ts|[Hh]is|[Hh]er) (?:collar|tag|badge|medal|nameplate)[^,;:.]{{0,20}}?"
    rf" (?:says|reads),?:? ?"
    rf"[\"“‘']?(?P<namee>{NAME})"
    rf"|\b(?P<whof>your) name (?:down )?as (?P<namef>{NAME})\b"
    rf"|(?P<whob>[Tt]he [\w ]{{2,24}}?), (?P<nameb>{NAME}) by name\b"
    rf"|(?P<who4>\b[Tt]he [\w ]{{2,24}}?|\b[Hh]e|\b[Ss]he|\b[Ii]t|\b[Yy]ou) (?:is|are) (?:called|named)"
    rf" (?P<name4>{NAME})\b"
    rf"|\b(?:calls?|named?|addresses|christens) (?P<who5>you) (?P<name5>{NAME})\b"
    rf"|\b(?P<who6>[Yy]ou) are (?:really |still |just )?(?P<name6>{NAME})(?=[.,;:!?]| and\b| now\b|$)"
    rf"|\b(?:greets?|welcomes?) (?P<who7>you) as (?P<name7>{NAME})\b"
    rf"|^(?P<who8>[Yy]ou), (?P<name8>{NAME}),"
    rf"|\bcall(?:s|ed)? (?P<who9>it|him|her) (?P<name9>{NAME})\b|\b(?P<who0>[Hh]e|[Ss]he|[Ii]t) answers to"
    rf" (?:the name (?:of )?)?(?P<name0>{NAME})\b"
)
INTRODUCED = Lazy(
    rf"\b(?:[Mm]y name(?: is|['’]s)|I am|I['’]m|[Cc]all me|(?:[Tt]hey|[Ff]olk|[Ee]verybody) calls? me)"
    rf" (?P<name>{NAME})"
    r"(?=[.,!?;—]|$| and\b)"
)
PRESENTS = Lazy(rf"\bintroduces (?:him|her|it)self[^:,.]*?(?:\bas|:) (?P<name>{NAME})(?=[,.; ]|$)")
_BEFORE = Lazy(rf"(?P<name>(?:(?:{_TITLE}) )?{NAME}),? $")
_BEHIND = Lazy(rf"^,? (?:(?:named|called|who is called) )?(?P<name>(?:(?:{_TITLE}) )?{NAME})(?=,|\s|\.|;|$)")
_FORMER = Lazy(
    r"\b(?:first|last|old|former|previous|next|other|another|some|late|new|second|third|father|predecessor|brother"
    r"|sister|son|daughter|wife|husband)\b[^,;]*$"
)


def ordinary(name: str) -> bool:
    """Whether a word that begins with a capital is an ordinary one after all."""
    words = {word.casefold() for word in re.split(r"[ -]", name)}
    made = any(word.endswith(("ly", "ing")) or (word.endswith("ed") and len(word) > 4) for word in words - _IN_ED)
    return bool(words & _NO_NAMES or words & _VERB_FORMS or made)


def titled(name: str) -> bool:
    """Whether there is no more in a name than titles and kinship."""
    return bool({word.casefold() for word in _TITLES.sub("", name).split()} & _NO_NAMES)


def vocatives(said: str) -> Iterator[str]:
    """The names by which somebody is called in what is said."""
    for match in VOCATIVE.finditer(said):
        name = next(value for value in match.groupdict().values() if value)
        if not ordinary(name):
            yield name


def to_the_reader(said: str, plainly: str) -> bool:
    """Whether what is said is said to the reader, as far as the words show it: not where names are listed."""
    names = re.findall(r"[A-Z][a-z]+(?=,)", said)
    return len(names) < 3 and bool(plainly.strip(' "“”.,!?') or re.search(r"\b[Yy]ou", said))


def beside(left: str, right: str, common: str) -> str:
    """The name that stands beside the common noun between ``left`` and ``right``; empty if there is none."""
    found = _BEFORE.search(left)
    if found and not _FORMER.search(common) and re.match(r"^(?:,|\s+\w+|$|\.)", right):
        sure = "," not in found[0] or right.startswith(",") or not left[: found.start()].strip()
        if sure and not titled(found["name"]) and not re.search(r"\b(?:and|or)\s$", left[: found.start()]):
            return _TITLES.sub("", found["name"])
    behind = _BEHIND.match(right)
    if not behind or _FORMER.search(f"{left[-20:]}{common}") or titled(behind["name"]):
        return ""
    closed = right[behind.end() :]
    apposed = not behind[0].startswith(",") or closed.startswith(",")
    return _TITLES.sub("", behind["name"]) if apposed and not closed.startswith(("'", "’")) else ""
