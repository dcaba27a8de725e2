"""Who handles a thing in an English sentence: found by the verb before it, and by whose verb that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.analysis.contexts import clause
from fabula.analysis.english import BODY
from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Mention
from fabula.analysis.people import READER, STRANGER, pronouns, strangers
from fabula.analysis.verbs import DOING, HANDLING, KNOWN, forms, stem, wordset

# Deeds that need nobody to hold the thing: it can lie there, or be far away.
_WITHOUT = (
    wordset(
        "accept appear applaud approach arrive back balance bark beckon blink bob bolt bounce bow call cheer chuckle"
        " circle climb come cough crawl creep cringe cross crouch curse"
        " dance dart dash disappear dodge doze edge emerge enter escape examine extend eye face fall finish flinch"
        " float flop fly follow frown gasp gaze gesture get giggle glance"
        " glare glide glower go greet grimace grin groan grope grumble gulp help hesitate hide hit hobble hop hover"
        " howl hum hunch hurry inspect jog join jump kick kneel land laugh"
        " leap leave limp linger listen look loom lunge march meet melt motion mount move mumble nod notice nudge"
        " pace"
        " pass pause peek peep peer perch plod point pore pounce pretend"
        " rest retreat ride rise roar run rush sag salute sail saunter scan scream scowl see settle shiver shout show"
        " shriek shrug shudder shuffle sidle sigh signal sing sink sit"
        " skip slouch slump smell smile smirk sneak sneeze sniff snore snort sob spin spit spot spring sprint squat"
        " squint squirm stagger stand stare start startle stay steady steal"
        " step stiffen stir stoop stop straighten stride stroll struggle stumble sway sweat swim talk thank tiptoe"
        " totter track trail tremble trip trot trudge trample tread try tumble"
        " turn usher vanish vault visit wade wait wake walk wander wash watch water weep welcome whimper whine whirl"
        " whisper whistle wince wink wish withdraw work yawn yelp yell"
        " wheel count check taste reach search touch smell read accept act adjust aim attack begin bend block blush"
        " break brush bump burst buy carve cast catch chase comb cook cover"
        " crack crash curl cut deal descend dive drink drown duck dust eat exhale fan fish fit fix flail flash flick"
        " follow gnaw guide gut inhale lead lick load lock march mend order"
        " paint peel quiver race repair seat serve shut soak sort spill stand steer stick strain strike surge tackle"
        " tear test trail unlock yield zip"
    )
    - HANDLING
)
_VERBS = frozenset(HANDLING | (DOING - _WITHOUT))
_BASE, _THIRD, _ING = forms(_VERBS, "base"), forms(_VERBS, "s"), forms(_VERBS, "ing")
_ON_BODY = Lazy(
    rf"^(?:['’]s \w+)?(?: [\w-]+){{0,4}}? (?:in|on|at|against|over|around|across|under|from|into|inside|within"
    rf"|beneath|through|round|between|to) (?P<whose>your|his|her|its|their|[A-Z]\w+['’]s)"
    rf" (?:[\w-]+ )?(?:{BODY}|pocket|belt|coat|shirt"
    rf"|boots?|hat|hood|bodice|jacket|sleeve|apron|waist|back|neck|lap|chest|wrist|cloak|bag|pack|collar"
    rf"|hip|side)\b"
)
_LED_BY_BODY = Lazy(
    rf"(?:^|[;:.] )(?!with\b)[\w' -]*?\b(?:in|between|against|under|on|over|around|to) (?P<whose>your|his|her|its)"
    rf" (?:[\w-]+ )?(?:{BODY}|shoulder|belt|wrist|neck), $",
    re.IGNORECASE,
)  # "Cold between your lips, the flute ..."
_CARRIED = Lazy(
    r"^ (?:that )?(?P<who>you|he|she|it) (?:\w+ly )?(?:are |is |have |has )?(?:held|carried|lugged|hold|carry|grip"
    r"|clutch|bear"
    r"|wear|lift|raise)(?:s|ing)?\b"
)
_NOT_IT = Lazy(r"^ (?:in (?:the|a) (?:picture|painting|drawing)|of (?:a|an) )")
_PART_OF = Lazy(
    r"\b(?:seal|edge|handle|blade|ends?|hilt|neck|cap|lid|flame|wick|wax|point|tip|weight|length|bit|shaft) of$"
)
_ELSEWHERE = wordset("at for from about of by behind beside near past")
_YOUR_BODY = Lazy(rf"(?<!in )(?<!on )(?<!at )(?<!into )(?<!of )(?<!to )\byour (?:[\w-]+ )?(?:{BODY})\b", re.IGNORECASE)
_GOVERNED = Lazy(
    r"\b(?:to|will|would|could|can|should|might|may|must|let|help|make|makes|lets|not|never)(?:"
    r" \w+ly)? $"
)
_ANOTHER = Lazy(r"(?:,|\band\b) (?:a|an|the|another|some) \w+")
_SPOKEN_TO = Lazy(r"\b(?:to|at|for|with|of|from|behind|beside|past|on|gives|hands|shows|tells)\s$")

_THEIRS = wordset("his her its he she it")

Verb = tuple[str, int]  # a word, and its offset


def who(plainly: str, thing: Mention, people: Sequence[Mention]) -> str:
    """Who handles ``thing`` in a narration: `READER`, a key, a pronoun, `STRANGER`; empty if nobody surely does."""
    left, right = plainly[: thing.begin], plainly[thing.end :]
    if re.match(
        r"^['’]s? (?!ends?\b|edge\b|handle\b|blade\b|hilt\b|weight\b|flame\b)"
        r"|^(?:-| (?:that|which) (?!you\b|he\b|she\b))",
        right,
    ) or _NOT_IT.match(right):
        return ""
    begin, _ = clause(plainly, "en", thing.begin)
    words = [(m[0].casefold(), begin + m.start()) for m in re.finditer(r"[\w'’-]+", plainly[begin : thing.begin])]
    verb = _verb(words)
    if thing.text.casefold().startswith("your ") and (
        re.search(r"\b(?:under|by) $", left) or re.match(r" (?!lies|hangs|waits|is|was|has|belongs|sits)\w+s\b", right)
    ):
        return READER
    in_hand = re.match(r" in (?:one )?hands?\b(?:, )?", right)
    if in_hand and re.search(r"(?:^|[,;:.] )(?:the )?$", left):
        late = _follows(plainly, thing.end + in_hand.end(), people)
        return late or _subject(plainly, ("holding", thing.begin), people)
    carried, body = _CARRIED.match(right), _ON_BODY.match(right)
    if carried:
        return _owner(carried["who"], plainly, thing.begin, people)
    if body and not verb:
        return _owner(body["whose"], plainly, thing.begin, people)
    led = _LED_BY_BODY.search(left)
    if led and not verb:
        return _owner(led["whose"], plainly, thing.begin, people)
    if re.search(r"(?:^|[,;:.] )with $", left, re.IGNORECASE):
        return _follows(plainly, thing.end, people)
    if re.search(r"\byou let $", left, re.IGNORECASE) and re.match(
        r" (?:drop|fall|slip|go|hang|swing|slide|dangle)\b", right
    ):
        return READER
    got = re.search(
        r"\b(?P<who>you|he|she|it)(?:['’](?:ve|s)| have| has) (?:still |already |even )?got $", left, re.IGNORECASE
    )
    if got:
        return _owner(got["who"], plainly, thing.begin, people)
    if verb:
        return _subject(plainly, verb, people)
    if re.match(r" is so [\w-]+ that you\b", right):
        return READER
    leans = re.match(r" \w+s\b.* (?:as|while|when) you (?:\w+ ){1,3}(?:on |at |with )?it\b", right)
    return READER if leans else ""


def _owner(word: str, plainly: str, position: int, people: Sequence[Mention]) -> str:
    """Who "your", "his" or "Bram's" means."""
    word = word.casefold()
    if word in ("your", "you"):
        return READER
    for one in people:
        if word.startswith(one.text.casefold()) and word.endswith("s"):
            return one.key
    near = [one for one in people if one.end <= position]
    if word in _THEIRS and near and not strangers(plainly[:position], "en", list(people)):
        return near[-1].key
    return {"his": "he", "her": "she", "its": "it"}.get(word, word)


def _follows(plainly: str, position: int, people: Sequence[Mention]) -> str:
    """Who is the subject behind "with the knife"."""
    rest = plainly[position:]
    pronoun = re.match(r",? (you|he|she|it) (?!could|can|would|might|may)\w+", rest)
    if pronoun:
        return READER if pronoun[1] == "you" else pronoun[1]
    return next(
        (
            one.key
            for one in people
            if re.fullmatch(r",? ", plainly[position : one.begin]) and re.match(r" \w+s\b", plainly[one.end :])
        ),
        "",
    )


def _verb(words: Sequence[Verb]) -> Verb | None:
    """The handling verb that governs what follows ``words``."""
    for number in range(len(words) - 1, max(-1, len(words) - 7), -1):
        word = words[number][0]
        if word in _BASE | _THIRD | _ING and _is_verb(words, number):
            return words[number] if _governs(word, [one for one, _ in words[number + 1 :]]) else None
    last = " ".join(word for word, _ in words[-4:])
    if not re.search(r"\bwith$|\bwith the (?:\w+ )?\w+ of$", last):
        return None
    for number in range(len(words) - 2, -1, -1):
        word, before = words[number][0], words[number - 1][0] if number else ""
        if stem(word) in KNOWN or (word in KNOWN and before in ("you", "and")):
            return words[number]
    return None


def _is_verb(words: Sequence[Verb], number: int) -> bool:
    """Whether a word that can be a verb is one there: "you light", not "the light"."""
    begins = words[number][1] == 0  # nobody is told to do anything: "Hand over hand the rope runs out"
    word, before = words[number][0], words[number - 1][0] if number else "" if begins else "and"
    if word in _BASE and word not in _THIRD:
        return before in ("you", "and", "then", "now", "still", "or", "both", "all") or before.endswith("ly")
    return before not in ("to", "the", "a", "his", "her", "your", "its", "of")


def _governs(word: str, behind: Sequence[str]) -> bool:
    """Whether what stands behind a verb and these words is what it handles."""
    if behind[-1:] == ["with"] or (len(behind) <= 5 and _PART_OF.search(" ".join(behind))):
        return True
    if len(behind) > 4 or _ELSEWHERE & set(behind):
        return False
    sounded = word.startswith(("blow", "play", "drum", "tap")) and behind[-1:] in (["on"], ["into"])
    return sounded or not set(behind) & {"to", "on", "into", "in"}


def _subject(plainly: str, verb: Verb, people: Sequence[Mention]) -> str:
    """Whose verb it is."""
    word, position = verb
    left = plainly[:position]
    helped = re.search(r"\bhelps? you (?:to )?$", left)
    if helped:
        return READER
    if _GOVERNED.search(left):
        return ""
    yours = [m.start() for m in re.finditer(r"\b[Yy]ou\b(?!['’]r)", left)]
    if word in KNOWN and word not in _THIRD and not word.endswith("ing"):
        direct = re.search(r"\b[Yy]ou(?: \w+ly| both| then| still)? $", left)
        seen = re.search(r"\b(?:see|watch|hear|feel|let|help) (?:\w+ ){1,3}$", left)
        return READER if direct or (yours and not seen) else ""
    subjects = [(one.begin, one.key) for one in people if one.end <= position]
    subjects += [(one.begin, one.gender) for one in pronouns(plainly, "en") if one.subject and one.end <= position]
    subjects += [(match.start(), READER) for match in _YOUR_BODY.finditer(left)]
    if word.endswith("ing"):
        subjects += [(begin, READER) for begin in yours if not _SPOKEN_TO.search(left[:begin])]
        if not subjects and not left.strip(" ,"):
            return READER if re.search(r", you\b", plainly[position:]) else ""
    return _nearest(plainly, position, subjects, people) if subjects else STRANGER


def _nearest(plainly: str, position: int, subjects: Sequence[tuple[int, str]], people: Sequence[Mention]) -> str:
    """The last of ``subjects``, unless somebody unnamed stands between them and the verb."""
    begin, who = max(subjects)
    between = plainly[begin:position]
    known = [Mention(o.key, o.begin - begin, o.end - begin, o.text) for o in people if begin <= o.begin < position]
    return STRANGER if strangers(between, "en", known) and _ANOTHER.search(between) else who
