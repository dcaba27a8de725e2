"""Verbs by what they mean: speech, doing, being, handling, going; and the forms of English ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable

Verbs = frozenset[str]


def wordset(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


SPEECH = wordset(
    "say ask reply answer whisper murmur mutter shout call cry tell grunt growl snap add admit confide explain insist"
    " remark observe repeat warn declare announce demand beg plead swear agree protest urge suggest continue croak"
    " rasp hiss mumble stammer chuckle snort recite scold tease joke complain concede inform inquire enquire greet"
    " interrupt order command bellow roar yell scream holler chirp drawl gasp groan moan sob wail wheeze confess"
    " boast"
    " brag argue correct counter retort rejoin venture finish comment blurt bawl boom sing hum sigh laugh begin offer"
    " promise breathe echo read quote coax soothe advise grumble object remind mention muse sneer scoff"
)
# What somebody does with their body, with things, with others: it is seen when it happens.
DOING = wordset(
    "accept adjust aim appear applaud approach arrive attack back balance bang bark beam beat beckon bend bite blink"
    " block blow blush bob bolt bounce bound bow brace break bring brush buckle bump burst bury button buy call carry"
    " carve cast catch chalk chase check cheer chew chop chuckle circle clap clasp clatter clean clear clench climb"
    " cling close clutch coil collapse collect comb come cook cough count cover cower cradle crane crash crawl creep"
    " cringe croon cross crouch crowd crumble crumple cup curl curse curtsy cut dab dance dart dash deal descend dig"
    " dip disappear dive dodge doze drag drain draw dribble drift drink drive drop drown drum dry duck dump dust duck"
    " ease eat edge elbow embrace emerge empty enter escape examine exhale extend eye face fall fan fasten fetch"
    " fiddle"
    " fidget fill finger finish fish fit fix flail flap flash flick flicker flinch fling flip float flop flush fly"
    " fold"
    " follow frown fumble gasp gather gaze gesture get giggle give glance glare glide glower gnaw go grab greet"
    " grimace"
    " grin grip grope groan grumble guide gulp gut hammer hand hang haul heave help hesitate hide hit hitch hobble"
    " hoist"
    " hold hop hover howl hug hum hunch hurl hurry inch inhale inspect jab jerk jog join jump keep kick kiss kneel"
    " knit"
    " knock knot lace land lap laugh launch lay lead lean leap leave lick lie lift light limp linger list listen load"
    " lock loosen look loom loop lower lug lunge lurch make march measure meet melt mend mop motion mount move mumble"
    " munch nap narrow nibble nip nod nose nudge open pace pack paddle paint pant park part pass pat patch pause paw"
    " pay peel peek peep peer perch pick pile pin pinch pipe pitch place plant play plod pluck plunge pocket point"
    " poke"
    " pore pounce pound pour pout press prick prod prop pry puff pull punch purse push put quiver race raise rap"
    " rattle"
    " reach read rear recite recoil reel relax release remove reply rest retreat return ride ring rinse rip rise roar"
    " rock roll row rub rummage run rush rustle sag sail salute sandwich saunter sway scan scatter scold scoop scowl"
    " scrabble scramble scrape scratch scream scribble scrub scuttle seat seize set settle sew shake share sharpen"
    " shave shed shiver shoo shoot shoulder shove shout show shrink shrug shudder shuffle shut shy sidle sift sigh"
    " sign"
    " signal sing sink sip sit skid skim skip skirt slam slap slash slice slide slip slit slouch slump slurp smack"
    " smash"
    " smear smell smile smirk smoke smooth snap snarl snatch sneak sneeze sniff sniffle snore snort snuggle soak sob"
    " soothe sort spear spin spit splash split spoon spot spread spring sprinkle sprint squat squeeze squint squirm"
    " stab"
    " stack stagger stamp stand stare start startle stay steady steal steer step stick stiffen stifle stir stoop stop"
    " straddle straighten strain stretch stride strike stroke stroll struggle strut stuff stumble suck surge swallow"
    " swat sway sweat sweep swim swing swivel tackle take talk tap taste tear tease tend test thank throw thrust"
    " thumb"
    " thump tickle tie tighten tilt tip tiptoe toss totter touch tow track trail trample tread tremble trickle trim"
    " trip"
    " trot trudge try tuck tug tumble turn tweak twirl twist twitch unbuckle unbutton uncoil uncork uncover unfold"
    " unhook unlatch unlock unpack unroll untie unwind unwrap usher vanish vault visit wade wag wait wake walk wander"
    " warm wash watch water wave weave weep weigh welcome wheel whimper whine whirl whisk whistle wiggle wince wind"
    " wink"
    " winnow wipe wish withdraw wobble work wrap wrench wrestle wriggle wring write yank yawn yelp yield zip begin"
    " darn haggle shape slosh stow polish pad bid scrawl scuff sluice weigh swig crook crack pry rake snip stitch"
    " hitch"
    " lope amble ladle butter knead flour slaver drool hurtle saddle shoulder clamber dangle flinch thread vouch wag"
)
STATIVE = wordset(
    "be have know owe own like love hate want need mean believe think belong seem live reside dwell work sell trade"
    " matter contain consist concern remain understand remember forget hope fear trust prefer deserve lack possess"
    " cost"
    " resemble depend mind regret doubt suspect dislike expect intend plan wish admire envy respect miss use deal"
    " bake"
    " earn run owe bear die used suppose swear stand_for"
)
# Said of the dead as they are, and of people in general: no deed of this moment.
RESTING = wordset("lie rest sleep repose slumber haunt")
HABITS = wordset(
    "always never often usually sometimes seldom rarely generally mostly nearly_always hardly everyday normally"
)
PERCEIVING = wordset(
    "see watch hear notice spot find catch glimpse spy observe feel recognise recognize meet face discover"
)
SUPPOSING = wordset(
    "imagine picture fancy suppose wish expect hope dread fear guess dream pretend wonder envision conjure"
)
# What only whoever holds a thing can do with it.
HANDLING = wordset(
    "hold carry grip clutch clasp raise lift swing shake tip tilt turn weigh shoulder pocket wield brandish wear lug"
    " haul drag coil uncoil unroll fold unfold open break tear light trim blow play sharpen wipe polish twirl toss"
    " throw"
    " drop lay place put hand pass give offer slide push press slip stuff tuck pull draw take produce fish fit insert"
    " use tie knot loop unsheathe sheathe thumb finger turn twist twirl spin spread heft hoist lower set plant dangle"
    " jingle jangle rattle flourish wave hug cradle juggle grab snatch seize grasp pick fetch bring wrap unwrap hang"
    " stick thrust shove dip drive jam work wriggle slot feed pay run rub dry clean oil fill cup crook keep shift"
    " hide"
    " bury burn read lend return fling hurl lob surrender present deliver thread wind unwind buckle don strap lash"
    " tap"
    " strike bang drum beat stow unpack pack test taste try sling splice show trade barter swap exchange have"
    " slap scrape"
    " clutch unlock shoulder dab measure chew gnaw"
)
ARRIVING = wordset("enter reach arrive step climb duck slip walk come push")
STAYING = wordset(
    "stand sit lie kneel crouch wait lean stay stop pause rest linger squat perch find walk wander stroll pick push"
    " squeeze weave make pace tread wade huddle shelter stretch settle sink"
)

IRREGULAR = {
    base: (past, done)
    for base, past, done in (
        line.split("/")
        for line in sorted(
            wordset(
                "find/found/found ring/rang/rung light/lit/lit pay/paid/paid bring/brought/brought take/took/taken"
                " give/gave/given get/got/got make/made/made win/won/won tell/told/told say/said/said"
                " break/broke/broken"
                " catch/caught/caught buy/bought/bought sell/sold/sold send/sent/sent meet/met/met leave/left/left"
                " lose/lost/lost keep/kept/kept hold/held/held know/knew/known see/saw/seen hear/heard/heard"
                " come/came/come run/ran/run rise/rose/risen sing/sang/sung steal/stole/stolen write/wrote/written"
                " read/read/read build/built/built burn/burnt/burnt set/set/set put/put/put cut/cut/cut"
                " shut/shut/shut"
                " hide/hid/hidden dig/dug/dug tie/tied/tied free/freed/freed wake/woke/woken beat/beat/beaten"
                " teach/taught/taught learn/learnt/learnt sink/sank/sunk drive/drove/driven ride/rode/ridden"
                " throw/threw/thrown draw/drew/drawn swim/swam/swum speak/spoke/spoken choose/chose/chosen"
                " forgive/forgave/forgiven repay/repaid/repaid lay/laid/laid sit/sat/sat stand/stood/stood"
                " shake/shook/shaken"
                " bend/bent/bent creep/crept/crept fall/fell/fallen fling/flung/flung grind/ground/ground"
                " hang/hung/hung"
                " kneel/knelt/knelt slide/slid/slid spin/spun/spun spit/spat/spat spread/spread/spread"
                " stick/stuck/stuck"
                " strike/struck/struck sweep/swept/swept swing/swung/swung tear/tore/torn wind/wound/wound"
                " wring/wrung/wrung wear/wore/worn bite/bit/bitten blow/blew/blown thrust/thrust/thrust"
                " feel/felt/felt sleep/slept/slept weep/wept/wept think/thought/thought grow/grew/grown fly/flew/flown"
                " flee/fled/fled fight/fought/fought seek/sought/sought shine/shone/shone begin/began/begun"
                " become/became/become eat/ate/eaten drink/drank/drunk forget/forgot/forgotten freeze/froze/frozen"
                " lead/led/led feed/fed/fed mean/meant/meant lend/lent/lent spend/spent/spent shoot/shot/shot"
                " shrink/shrank/shrunk slay/slew/slain spring/sprang/sprung sting/stung/stung stride/strode/stridden"
                " swear/swore/sworn swell/swelled/swollen tread/trod/trodden understand/understood/understood"
                " weave/wove/woven withdraw/withdrew/withdrawn bind/bound/bound bleed/bled/bled cling/clung/clung"
                " deal/dealt/dealt dream/dreamt/dreamt forbid/forbade/forbidden hurt/hurt/hurt hit/hit/hit let/let/let"
                " cost/cost/cost burst/burst/burst split/split/split cast/cast/cast mistake/mistook/mistaken"
                " overcome/overcame/overcome bear/bore/borne dwell/dwelt/dwelt stink/stank/stunk"
                " be/was/been have/had/had do/did/done go/went/gone"
            )
        )
    )
}
_THIRDS = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_BASES = {form: base for base, form in _THIRDS.items()}
_NO_VERBS = wordset(
    "as is was has does us this his its always perhaps besides towards yes thus whereas upwards downwards outdoors"
    " sometimes less unless afterwards downstairs upstairs indoors backwards forwards afterwards onwards inwards"
    " outwards"
    " sideways nowadays overseas across pass plus minus versus ours yours hers theirs alas else's whose else's needs"
    " lots others ways days nights hours years minutes times"
)


def third(base: str) -> str:
    """The form of the third person: "walk" -> "walks"."""
    if base in _THIRDS:
        return _THIRDS[base]
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return f"{base}es"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}s"


def _doubles(base: str) -> bool:
    """Whether the last letter is doubled before an ending: one short vowel and one consonant."""
    vowels = "aeiou"
    return (
        len(base) > 2
        and base[-1] not in f"{vowels}wxyh"
        and base[-2] in vowels
        and base[-3] not in vowels
        and (len(base) < 5 or base in ("unpin", "unzip", "begin", "regret", "admit", "forget", "upset"))
    )


def ing(base: str) -> str:
    """The form in -ing: "run" -> "running"."""
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return f"{base[:-1]}ing"
    return f"{base}{base[-1]}ing" if _doubles(base) else f"{base}ing"


def past(base: str) -> tuple[str, ...]:
    """The past forms: "ring" -> "rang", "rung"."""
    if base in IRREGULAR:
        return IRREGULAR[base]
    if base.endswith("e"):
        return (f"{base}d",)
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return (f"{base[:-1]}ied",)
    return (f"{base}{base[-1]}ed",) if _doubles(base) else (f"{base}ed",)


def forms(verbs: Collection[str], kind: str) -> frozenset[str]:
    """All verbs in one form: ``base``, ``s``, ``ing`` or ``past``."""
    if kind == "past":
        return frozenset(form for verb in verbs for form in past(verb))
    if kind == "s":
        return frozenset(map(third, verbs))
    return frozenset(map(ing, verbs)) if kind == "ing" else frozenset(verbs)


def stem(word: str) -> str:
    """The base of a word that can be a verb in the third person ("claps" -> "clap"); else empty."""
    if word in _BASES:
        return _BASES[word]
    if len(word) < 3 or not word.endswith("s") or word.endswith(("ss", "us", "'s")) or word in _NO_VERBS:
        return ""
    if word[:-1] in KNOWN:
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes", "zes")):
        return word[:-2]
    return word[:-1]


KNOWN = frozenset(SPEECH | DOING | STATIVE | HANDLING | PERCEIVING | SUPPOSING | STAYING | ARRIVING | RESTING)


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest that fits."""
    return "|".join(sorted((word.replace("_", " ") for word in words), key=len, reverse=True))


ZH_SPEECH = (
    "说道", "问道", "答道", "喊道", "叫道", "笑道", "低声道", "说", "问", "答", "喊", "叫", "嚷", "道", "吼", "骂",
    "嘀咕", "嘟囔", "念叨", "咕哝", "劝", "吩咐", "招呼", "应", "唤", "叮嘱", "开口", "接口", "插嘴", "安慰",
)  # fmt: skip
