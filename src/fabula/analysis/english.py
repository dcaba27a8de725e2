"""How an English sentence is built around a name: what stands before it, and what it does."""

from __future__ import annotations

import re

from fabula.analysis.lazy import Lazy
from fabula.analysis.mentions import Role
from fabula.analysis.verbs import DOING, HABITS, KNOWN, RESTING, SPEECH, STATIVE, any_of, forms, stem, wordset

BODY = (
    "hands?|fingers?|fingertips|arms?|eyes?|face|voice|mouth|lips?|head|breath|laugh(?:ter)?|cough|foot|feet|boots?"
    "|steps?"
    "|footsteps?|footfalls?|shoulders?|fists?|thumbs?|palms?|knuckles|chin|brows?|eyebrows?|gaze|glance|smile|grin"
    "|nose|muzzle"
    "|snout|tail|ears?|paws?|tongue|jaws?|throat|shadow|knees?|legs?|whispers?|shouts?|barks?|growls?|snores?"
    "|expression"
    "|clogs|heels|shoes|claws|elbows?|cheeks?|teeth|whistle|singing|snoring|breathing"
    "|humming|coughing|muttering|sobbing|weeping"
    "|whistling|panting|weight|chuckle|sigh|grip|hair"
)
_ADVERB = r"(?:\w+ly|just|only|still|already|now|then|even|also|too|again|once more|at last|suddenly|half|first|both)"
_LED = r"(?:and|but|so|then|yet|now|while|as|because|for|though|or|here|there|only|even|still|meanwhile|again|\w+ly)"
_PLACED = (
    r"(?:in|on|at|by|under|behind|beside|beyond|above|below|before|from|inside|outside|across|along|around|round|over"
    r"|between|among|through|down|up|near|against|close|next|somewhere|halfway|two|three|a|an|one|out|with|after"
    r"|past)"
)
_BREAK = Lazy(
    r"[,;:—–…\"“”!?]|(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.]|\b(?:and|but|while|as|because|so|then|though"
    r"|although|until|till|before|where|when|that|which"
    r"|if"
    r"|who|whom|whose|or|yet|since|after|than|what)\b"
)
_RELATIVE = Lazy(r"\b(?:that|which|where|whom|whose|than|what|if|until|till|before|after|who|since)\s*$")
_GOVERNING = wordset(
    "of for to by with at on in from behind beside between under about near like past after above around against"
    " beyond without"
)
_DOES = forms(DOING, "s")
_COMES = (
    "come|comes|stands|sits|walks|waits|steps|strides|runs|appears|emerges|trots|lies|kneels|leans|squats|crouches"
    "|bounds"
    "|shuffles|hobbles|stumbles|lurks|looms|goes"
)
_AT_HAND = Lazy(
    r"^(?:(?:\w+ly|still|already|just|only|now|there|right|close|half|again|even) )*"
    r"(?:(?P<ing>\w+ing)\b|(?:bent|seated|perched|crouched|hunched"
    r"|curled|busy|slumped|stooped|propped|huddled|here|back(?! home)|alive)\b|(?:beside|behind|next to|with|in"
    r" front of"
    r"|opposite|before|at|by) (?:you|your)\b|up (?:and|already)|(?:off )?after (?:you|it|him|her|them)\b"
    r"|(?:up|down|out|over|in|round|back|on|off) [\w' -]{0,30}?\b(?:beside|behind|next to|with|in front of|opposite"
    r"|before|at|by|over|around|between) (?:you|your)\b|the (?:first|last) to"
    r"|(?:on|in|at|by|under|behind) the [\w ]{2,20}? (?:too|as well|already)\b|on (?:his|her|its) (?:knees|feet|way"
    r" up)|(?:on|in|at|by|under|behind|near) (?:the|a|an|his|her|its) [\w' -]{2,30}?(?:, \w+ing\b|,? with (?:his"
    r"|her|its|an?)"
    r"\b))"
)
_ABSENT_ING = wordset("missing dying going lying rotting getting nothing being morning evening sleeping resting")
_HAS_COME = Lazy(
    r"^(?:just |already |only )?(?:(?:walked|run|burst|stepped|slipped|crept|climbed|come|got|jumped|marched"
    r"|strolled|wandered"
    r"|rushed|hurried|stormed|barged|stumbled|leaned|bent|moved|sat|sunk|dropped) (?:in|up|over|down|out|back"
    r"|through|into|to"
    r"|onto|across|round)|followed you|caught up|joined|come (?:in|down|up|out|back|over|to|for|and)"
    r"|arrived|sat down"
    r"|stopped|turned|risen|climbed|fallen asleep|crept|slipped|pulled|set (?:a|his|her|the|out|up)|drawn|taken"
    r" (?:a|the|your|his|her|off|hold)"
    r"|put (?:a|his|her|on|down)|got (?:up|hold|his|her|a)|begun|started|opened|closed|lit|found (?:you|a|his|her"
    r"|the)|brought|thrown|folded"
    r"|wrapped|spread|dropped off|nodded off|noticed|seen you|spotted|heard you|rolled|tied|poured|lifted|raised)\b"
)
_GOES = wordset("leave vanish disappear drown bury retreat escape withdraw")
_HAS_JUST = Lazy(rf"^just (?:{any_of(forms(DOING - _GOES, 'past'))})\b(?! \w+(?:teen|ty)\b)")
_HAS_FOR_YOU = Lazy(
    r"^(?:\w+ly )?(?!left|written|promised|taught|told|sent|lent|given|asked|warned|known)\w+"
    r" (?:(?:the two|both|all) of |at |after |behind |beside |around |past |over )?(?:you|your)\b"
    r"|^(?:(?:got )?hold of )?your (?:sleeve|collar|coat|wrist|arm|hand|elbow|shoulder|ear)\b|^you by\b"
)
_STANDS_STILL = Lazy(r"^(?:not|n't) (?:look|turn|smile|stop|wait|let|lift|raise|take|seem to notice|even)\b")
_AT_YOUR_FEET = Lazy(
    r"^(?:,? \w+ly)? \w+s (?:\w+ly )?(?:down )?(?:in front of|(?:at|across|on|against|beside|by|over|next to)"
    r" (?:you|your)|by the (?:oven|fire|stove|door|hearth|step)"
    r"|on the (?:step|floor|mat|bench|rail|table|stones|boards|counter|stairs?)|across the (?:step|door|threshold)"
    r"|along the)\b"
)
_WHO_DOES = Lazy(r"^,? who (?:\w+ly |is (?:still |now |already )?|has come |has stopped |has been )?(\w+)")
_WHO_IS = Lazy(r"^, who is (.*)", re.DOTALL)
_ASIDE = Lazy(r"^(?:,(?: [^,;:.!?\"]{2,70})){1,3},(?: who)?(?: \w+ly)? (\w+)")
_PHRASE = Lazy(r"^ (?:in|behind|at|on|with|beside|under|by|across|from|of) (?:[\w'’-]+ ){1,5}?(?=(\w+s)\b)")
_TOGETHER = Lazy(r"^,? and (?:the |you )?\w+(?:'s)?(?: \w+)?? (?:\w+ly |both )?(\w+)")
_POSSESSIVE = Lazy(rf"^['’]s? (?:(?!{BODY})[\w-]+ ){{0,3}}?(?:{BODY})\b(?P<rest>.*)", re.DOTALL)
_OWNS = Lazy(r"^['’]s?(?=\s|$)")
_MEET_WORDS = (
    "follow greet thank kiss hug embrace join pass meet face help hand give show tell ask pay push touch nudge"
    " lead"
    " pull"
    " hear see watch find catch shake grab interrupt offer stop rouse wake"
)
_MEETS = any_of(wordset(_MEET_WORDS))
_TO = r"(?:at|to|with|into|towards?|up to|over to|past|beside|behind|around|on)"
_MET = Lazy(
    rf"\byou (?:can (?:hardly |barely |just )?)?(?:\w+ly )?(?:{_MEETS})(?: out)? $|\byou\b[^;:.]* and (?:see|find"
    rf"|meet|face|greet|follow|hear) $"
    rf"|\byou (?:\w+ly )?(?:nod|smile|wave|bow|turn|grin|speak|talk|whisper|walk|run|step|sit|stand|kneel|lean|hold"
    rf"|hand|give"
    rf"|pass|press|offer|show|push|read|drop|put|slip|slide|lay|reach|wink|shout)(?: [\w'-]+){{0,5}}? (?:back"
    rf" )?{_TO} $"
    r"|\b\w+s (?:over|up|across) to $|\bopens? on $"
    r"|\byou (?:\w+ly )?(?!are\b|have\b|had\b|were\b)\w+ (?:[\w'-]+ ){0,3}?(?:past|beside|next to|against"
    r"|alongside) $"
    r"|\b(?:sit|stand|kneel|crouch|walk|lean|squeeze|settle|perch|huddle|squat)s?(?: [\w'-]+){0,3}?"
    r" (?:beside|next to|opposite|alongside|between|with|against) $"
    r"|\b(?:nudges|elbows|hugs|kisses|pats|slaps|embraces|interrupts|thanks|greets|jostles|hands|gives) $"
    r"|\b(?:turns|hands [\w' -]{1,25}|passes [\w' -]{1,25}|gives [\w' -]{1,25}|tosses [\w' -]{1,25}|throws [\w'"
    r" -]{1,25}|speaks|mutters|whispers|offers [\w' -]{1,25}) (?:back )?to $"
    r"|\b(?:nods|winks|bows|smiles|grins|talks|curtsies|scowls|glares)(?: [\w'-]+){0,2}? (?:to|at|with) $"
    r"|\b(?:shakes? hands|argues?|haggles?|quarrels?|whispers|jokes|shares? [\w' -]{1,20}|plays? \w+|dances?"
    r"|wrestles?|walks?|sits?|stands?|deals?) with $"
    r"|\"[^\"]*\" (?:[A-Z][\w.]+|the \w+|he|she|it) (?:\w+ly )?(?:asks|tells|answers|scolds|warns|corrects|teases"
    r"|reminds"
    r"|assures|orders) $"
    r"|\b(?:says|whispers|murmurs|mutters|calls|shouts|grunts|growls) (?:[A-Z]\w+|the \w+|he|she|it) to $"
    r"|\b(?:leads|helps|drags|chases|follows|tugs|wakes|interrupts|shoves|steadies|catches|grabs) $"
    r"|\b(?:bump|run|walk|crash|blunder|fall|trip|stumble)(?:e?s)? (?:into|over|against) $",
    re.IGNORECASE,
)
_LEADS = Lazy(
    rf"(?:^|[,;:] )(?:and )?(?:between|beside|next to|opposite|facing|behind|before"
    rf"|(?:{any_of(forms(wordset(_MEET_WORDS), 'ing'))})(?: (?:up to|at|to|after|behind|past))?) (?:[\w ]+ and )?$",
    re.IGNORECASE,
)
_LETS = Lazy(r"\b(?:mak(?:e|es|ing) (?:room|way|space) for|let(?:s|ting)?) $", re.IGNORECASE)
_ONE_IS = Lazy(
    r"\b(?:first|last|one|man|woman|figure|voice|person|only other|somebody|someone)\b[^,;:.]* (?:is|turns out to"
    r" be) $",
    re.IGNORECASE,
)
_SEES_THAT = Lazy(r"\b(?:see|find|realise|realize|notice|discover)s? that [^,;:.]* is $", re.IGNORECASE)
_IT_IS = Lazy(
    r"\b(?:it is|it['’]s|this is|that is|there is|here is)(?: only| just| really| none other than)?"
    r" $",
    re.I,
)
_IT_IS_THEM = Lazy(r"\s*(?:[.,;!?…]|who\b|that you\b|with|from|back|again|at|in|on|himself|herself|itself|$)")
_TOUCHED = Lazy(rf"^['’]s? (?:\w+ ){{0,2}}?(?:{BODY}|lap|side|sleeve|collar|coat|apron|neck|waist|wrist)\b")
_BRINGS = Lazy(r"\b(?:waves|beckons|calls|leads|brings|pulls|pushes|drags|steers|shoves|hauls|introduces|shows) $")
_TO_YOU = Lazy(r"(?: \w+){0,2} (?:to|towards|before|beside|in front of) you\b|(?: \w+)? (?:over|in|forward)\b(?! the)")
_DONE_BY = Lazy(
    r"\b(?:is|are) (?!made|owned|sewn|written|called|known|paid|baked)\w+(?:ed|en|wn|t)(?: \w+)? by $", re.IGNORECASE
)
_PART_OF = Lazy(rf"\bthe (?:\w+ )?(?:{BODY}) of $")
_TOUCHING = Lazy(
    r"\byou are (?:looking|staring|gazing) (?:up |down |straight |right )?(?:at|into) $"
    r"|\byou(?:r \w+)?(?: \w+ly)? (?:press|put|take|grip|drop|feel|touch|meet|see|catch|hold|shake|lean|push|look"
    r"|follow|grab"
    r"|clutch|squeeze|hear|brush|find|tug|seize|stare|gaze|lay|slip|pat)s?\b(?:(?! (?:for|of|about|after) )[^,;:])*$",
    re.IGNORECASE,
)
_TURNS_OUT = Lazy(
    r"\b(?:some(?:thing|body|one)|figure|shape|face|voice|hands?|shadow|man|woman|dog|girl|boy|nose|paws?|sleeve"
    r"|visitor"
    r"|stranger|steps|footsteps|her|him)\b[^;:]*(?::|—|–| -) $",
    re.IGNORECASE,
)


def role(text: str, begin: int, end: int) -> Role:
    """What the name at ``begin``..``end`` of a narration does."""
    left, right = text[:begin], text[end:]
    if _IT_IS.search(left) and not _OWNS.match(right):
        who = re.match(r" who (\w+)", right)
        if who and stem(who[1]) in STATIVE:
            return Role.SPOKEN_OF
        return Role.MET if _IT_IS_THEM.match(right) else Role.SPOKEN_OF
    if any(one.search(left) for one in (_TURNS_OUT, _ONE_IS, _SEES_THAT)) and re.match(r"\s*(?:[.,!?…]|$)", right):
        return Role.MET
    if re.search(r"\bnot\b[^;:.]* but $", left) and re.match(r"[,.]", right):
        return Role.MET
    whose = _WHO_DOES.match(right) if not _RELATIVE.search(left) else None
    if whose and right.startswith(",") and (stem(whose[1]) in DOING | SPEECH or whose[1].endswith("ing")):
        return Role.ACTS
    who_is = _WHO_IS.match(right)
    if who_is and not _RELATIVE.search(left) and _states("is", who_is[1]):
        return Role.ACTS
    if _LETS.search(left) and not _OWNS.match(right):
        return Role.MET
    if _LEADS.search(left) and re.match(r"(?: and [\w ]{2,20}?)?,? you \w+", right):
        return Role.MET
    if _speaks_late(left):
        return Role.OWNS if _OWNS.match(right) else Role.SPEAKS
    body = _POSSESSIVE.match(right)
    if _subject(left):
        if body and _body_acts(body["rest"]):
            return Role.ACTS
        if not _OWNS.match(right):
            found = _does(left, right)
            if found:
                return found
    if re.match(r" it is (?:who|that)\b", right) or (_BRINGS.search(left) and _TO_YOU.match(right)):
        return Role.MET
    if _DONE_BY.search(left) and re.search(r"\byour?\b", left, re.IGNORECASE) and not _OWNS.match(right):
        return Role.MET
    part = _PART_OF.search(left)
    if part and _TOUCHING.search(left[: part.start()]):
        return Role.MET
    if _touched(left, right) or (body and _comes(left)):
        return Role.MET
    if _OWNS.match(right):
        return Role.OWNS
    return Role.MET if _MET.search(left) or _comes(left) else Role.SPOKEN_OF


def _speaks_late(left: str) -> bool:
    """Whether the name stands behind "says": behind a quotation, whose words are blank."""
    late = re.search(r"(?P<quote>\" ?)(?:\w+ly )?(?P<verb>\w+s)(?: \w+ly)? $|[,.] (?:\w+ly )?(?P<said>\w+s) $", left)
    if not late or '"' not in left:
        return False
    return bool(stem(late["verb"] or "") or stem(late["said"] or "") in SPEECH)


def _subject(left: str) -> bool:
    """Whether a name behind these words can begin a statement about itself."""
    if _RELATIVE.search(left):
        return False
    broken = [match.end() for match in _BREAK.finditer(left)]
    start = left[broken[-1] if broken else 0 :].strip().casefold()
    if broken and _RELATIVE.search(left[: broken[-1]]) and start:
        return False
    if not start or re.fullmatch(rf"(?:{_LED}\s*)+", start):
        return True
    words = start.split()
    if not re.match(rf"(?:{_LED}\s+)*{_PLACED}\b", start) or len(words) > 9:
        return False
    return words[-1] not in _GOVERNING and not any(word in _DOES for word in words[1:-1])


def _does(left: str, right: str) -> Role | None:
    """What a subject does: by the verb that follows; None if it does nothing now."""
    rest = re.sub(rf"^(?:,? {_ADVERB}\b)+", "", right)
    rest = re.sub(r"^ (?:himself|herself|itself|alone|too)\b", "", rest)
    word = re.match(r"\s+([\w'’]+)(.*)", rest, re.DOTALL)
    verb = word[1].casefold() if word else ""
    if verb in HABITS:
        return None
    if word and verb in ("is", "has", "does", "isn't", "doesn't"):
        return _states(verb, word[2].lstrip())
    if word and _together(left):
        if re.match(r"[^,;.]* and are \w+ing\b", word[2]):
            return Role.ACTS
        near = (verb == "are" and _AT_HAND.match(word[2].lstrip())) or (
            verb == "have" and _HAS_FOR_YOU.match(word[2].lstrip())
        )
        return Role.ACTS if near or verb in DOING | SPEECH else None
    base = stem(verb)
    if (
        base == "keep"
        and word
        and not re.match(
            r" (?:\w+ing\b|(?:his|her|its) (?:eyes?|hands?|head|voice|mouth"
            r"|back|fingers?|balance))",
            word[2],
        )
    ):
        return None
    if base:
        return _acts(base, right)
    for pattern in (_WHO_DOES, _ASIDE, _PHRASE, _TOGETHER):
        found = pattern.match(rest)
        if not found:
            continue
        verb = found[1].casefold()
        if pattern is _ASIDE and verb in ("is", "has"):
            return _states(verb, rest[found.end() :].lstrip())
        if pattern is _TOGETHER and re.match(r"[^,;.]* and are \w+ing\b", rest[found.end() :]):
            return Role.ACTS
        if pattern is _TOGETHER and verb == "have":
            return Role.ACTS if _HAS_FOR_YOU.match(rest[found.end() :].lstrip()) else None
        if pattern is _TOGETHER and verb == "are":
            return Role.ACTS if _AT_HAND.match(rest[found.end() :].lstrip()) else None
        base = verb if pattern is _TOGETHER else stem(verb)
        if verb.endswith("ing") and pattern is _WHO_DOES:
            return Role.ACTS
        if base in DOING or base in SPEECH:
            return _acts(base, right)
    return None


def _acts(base: str, right: str) -> Role | None:
    near = re.search(r"\b(?:you|your)\b", right.split(";")[0])
    if base in SPEECH:
        return Role.SPEAKS
    if base in RESTING:
        return Role.ACTS if _AT_YOUR_FEET.match(right) else None
    if base in STATIVE and not (near and base in ("run", "sell", "deal", "bear", "seem", "bake")):
        return None
    return Role.ACTS


def _together(left: str) -> bool:
    return bool(re.search(r"(?:^|[,;:] )(?:[Tt]he )?[\w'-]+ and (?:the )?$", left)) and not left.lower().startswith(
        "between"
    )


def _states(verb: str, rest: str) -> Role | None:
    if re.match(r"[^,;.]* and is (?!gone)\w+ing\b", rest):
        return Role.ACTS
    if verb == "has":
        return Role.ACTS if any(one.match(rest) for one in (_HAS_COME, _HAS_JUST, _HAS_FOR_YOU)) else None
    if verb in ("does", "doesn't"):
        return Role.ACTS if _STANDS_STILL.match(rest if verb == "does" else f"not {rest}") else None
    if verb == "isn't":
        return None
    found = _AT_HAND.match(rest)
    return Role.ACTS if found and (found["ing"] or "") not in _ABSENT_ING else None


def _body_acts(rest: str) -> bool:
    """Whether what follows a hand, a voice, a shadow is a verb of this moment."""
    word = re.match(rf"(?: {_ADVERB})* (\w+)", rest)
    if not word:
        return False
    verb = word[1].casefold()
    if verb in ("is", "are"):
        return bool(re.match(r".{0,20}?\b(?:is|are) (?:\w+ly )?(?:on|in|around|upon|at|against|over) your\b", rest))
    base = stem(verb)
    return (base in KNOWN and base not in ("be", "have", "do")) or verb in DOING


def _touched(left: str, right: str) -> bool:
    return bool(_TOUCHED.match(right) and _TOUCHING.search(left))


def _comes(left: str) -> bool:
    """Whether the name stands behind a verb that brings it in: "in walks", "behind you stands"."""
    found = re.search(
        rf"(?:^|[,;:.—] )(?:(?:and|but|then|so) )*(?P<lead>[^,;:.]{{2,60}}?) (?P<verb>{_COMES}|is|are"
        rf"|\w+s) (?:only )?$",
        left,
        re.IGNORECASE,
    )
    if (
        found
        and found["verb"] not in ("is", "are")
        and not re.fullmatch(_COMES, found["verb"])
        and stem(found["verb"]) not in DOING
    ):
        return False
    return bool(found and re.match(rf"(?:{_PLACED}|here|there)\b", found["lead"].strip(), re.IGNORECASE))
