"""Claims: whether a sentence says that what a goal asks for has now been achieved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.analysis.contexts import Context, at
from fabula.analysis.lazy import Lazy
from fabula.analysis.quotations import narration
from fabula.analysis.verbs import any_of, forms, ing, past, third, wordset

_UNREAL = frozenset(Context) - {Context.FAR, Context.HABIT}

# Families of achieving: verbs that mean the same deed, and what its object then does by itself.
_FAMILIES = (
    ("find discover recover retrieve raise uncover unearth locate haul_up fish_out dig_up track_down bring_up"
     " pull_up",
     r"comes? up|breaks? the surface|swings? up|rises? (?:out of|from|into)|surfaces|lies? in your (?:hands?|arms"
     r"|palm)|is (?:yours|in your hands|safe|up|found|ashore)|emerges|(?:hangs|lies|stands|swings|rests|drips)"),
    ("ring toll sound chime peal strike", r"rings?(?: out)?|strikes|fills? [^,;.]*with its (?:voice|sound|song)"
                                          r"|tolls|peals|booms|clangs|answers|speaks|sounds|sings|chimes"),
    ("light kindle ignite rekindle relight",
     r"(?:burns?|blazes?|shines?|flares?|glows?)|(?:is|are) (?:lit|burning|alight|shining|ablaze)|catches|goes"
     r" round|turns again|wakes|(?:comes?|has come) (?:alive|to life|on|back)"
     r"|sweeps?|begins? to (?:turn|burn|shine|glow)|throws? (?:its|her|a) (?:beam|light)"),
    ("pay settle clear repay square discharge buy_off", r"(?:is|are|has been|stands?) (?:all |now |finally"
        r" )?(?:paid|settled|cleared|squared|gone|forgiven|done with|wiped out|no more|history|behind (?:her|him"
        r"|you|them))|(?:is|are) (?:\w+ )?out of debt|(?:is|are) (?:\w+ )?(?:free|quit"
        r"|rid|clear) of|owes? (?:\w+ ){0,2}?(?:nothing|no more|not a)"),
    ("open unlock unseal", r"(?:swings?|stands?|springs?|slides?|creaks?|falls?|bursts?|grinds?) (?:wide )?open"
                           r"|gives? way|yields"),
    ("mend repair fix restore", r"(?:is|are) (?:whole|mended|repaired|fixed|as good as new) ?(?:again)?|works?"
                                r" again|holds? again|runs? again"),
    ("deliver hand_over bring give", r"(?:is|are) (?:delivered|handed over)|changes? hands"),
    ("free release rescue save", r"(?:is|are) (?:free|safe|saved|released)"),
    ("defeat kill slay beat destroy", r"(?:is|are|lies?) (?:dead|slain|beaten|destroyed|defeated)|falls? dead"),
    ("win earn gain", r"(?:is|are) (?:won|yours)"),
    ("solve answer unravel", r"(?:is|are) (?:solved|answered|clear at last)"),
    ("build finish complete", r"(?:is|are|stands?) (?:finished|complete|built|done)"),
    ("close shut seal block bar", r"(?:is|are|falls?|slams?|swings?) (?:shut|closed|sealed|blocked|barred)"),
    ("wedge prop shackle", r"(?:is|are|sits?) (?:wedged|propped|shackled|fast|still at last)"),
    ("convince persuade", r"(?:is|are) (?:convinced|persuaded)|agrees at last"),
)  # fmt: skip
_WITH = {"light": ("beam", "light"), "pay": ("debt",)}  # what else shows that the deed is done
_ALSO_DONE = {"light": ("set burning", "got burning", "set alight", "got going")}
_ORDINALS = {
    "two": "second", "three": "third", "four": "fourth", "five": "fifth", "six": "sixth", "seven": "seventh",
    "eight": "eighth", "nine": "ninth", "ten": "tenth", "twelve": "twelfth", "twenty": "twentieth",
}  # fmt: skip
_OUT = r" (?:out|up|over|onto|ashore|aboard|from|free|to the surface)\b"
_GRASP = r"(?:hands|feet|arms|palms?|fingers)"
_BECAUSE_OF = (
    r"(?:by your hand|thanks to you|because of you|at your touch|your doing|at last|again|over all the"
    r" roofs|over the (?:town|roofs|harbour|water|bay)|for the first time|once more|finally)"
)
_DONE = Lazy(
    r"\b(?:the search is over|your (?:search|task|work|quest|errand|promise) is (?:over|done"
    r"|complete|kept|finished)|you have done it|it is done)\b",
    re.IGNORECASE,
)
_UNDONE = Lazy(
    r"\b(?:but (?:it is )?only|still owes?|still (?:dark|silent|lost|locked|shut|broken|unpaid|missing)|not yet"
    r"|stays? (?:black|dark|shut|silent)|(?:and|sputters|flickers|it) dies|goes out|fails?|in vain|no use|another"
    r"|some other|toy|almost|nearly|try|tries|trying|pretend\w*|as you (?:try|go)|half of|part of|first of)\b",
    re.IGNORECASE,
)
_FUNCTION = wordset(
    "the a an of to for with and or in on at by from into out up your her his its their you it that this who what how"
    " why is are be been one get go put see tell ask take let make do have some any all them him she he they so than"
    " then now"
)

_FAMILIES_ZH = (
    ("找", r"找到(?:了|[^，。]{1,3}了)|找着了|[拖拽拉捞吊扛][^，。]{0,2}上(?:了|来)"
           r"|[拖拽拉捞吊扛掀抬推提搬]上(?:码头|岸|船|石|台)|寻到了|寻着了|捞上来|捞了?上来"
           r"|捞起|捞到|拉上来|拉了上来|拖上来|拽上来|吊上来|浮出水面|破水而出|出了水|露出水面|浮上来|就在你(?:手里"
           r"|脚下|眼前|怀里)|到手了|重见天日|[升浮]了?(?:上|起)来|露了?出来|蹲在你|立在你|落进你|被你找|(?:吊|躺"
           r"|立|挂|悬|卧|搁)在你|落在你|[吊悬]在半空"),
    ("敲", r"(?:敲|撞)(?:着|起|了)+(?:那口)?钟|头一[回次]响|(?:开了?口|出了声)|响了(?!一下)|敲响了?|(?:撞|敲|荡)响"
           r"|敲响过|(?<!声)响着[^。]*你|响了起来|响起来了?|响彻|响遍|敲了(?!敲|半天)|撞响|鸣响|传遍|越过屋顶|回荡"),
    ("点", r"点亮了?|点着了|点燃了?|光柱开始|光柱转|亮了(?!一下)|亮起来|重新亮|重放光明|又亮|燃起|着了|大放光明"
           r"|转了起来|光柱|重新燃|扫过海面|点起来了|亮着|亮堂|明晃晃|照亮了整"),
    ("还", r"还清了?|还完了?|付清了?|两清|结清|清了账|一笔勾销|了结|还上了|债[^，。]{0,4}(?:没|清|消|了)了|付讫"
           r"|最后一[枚块张]"
           r"|撕成|撕了欠条|撕掉|撕碎|偿清|抵清|作废"
           r"|一个不差|一个不少|划掉|勾掉|不欠[^，。]*(?:了|什么|一文|分文)|谁[也都]不欠|[一分]文不[差少]"),
    ("修", r"修好了?|补好|修缮一新"), ("打开", r"打开了|开了锁|敞开|开了"), ("开", r"打开了|开了锁|敞开"),
    ("救", r"救出|救下|救了|得救"), ("杀", r"杀死|杀了|断了气"), ("送", r"送到了|交到了|送达"),
    ("交", r"交到了|交给了|交出"), ("关", r"关上了|关好了|合拢"), ("说服", r"说服了|答应了|点头应了"),
    ("赢", r"赢了|赢下|赢得"), ("写", r"写好了|写完了"), ("建", r"建好|建成"), ("答", r"答对了|答出|解开了"),
    ("解", r"解开了|解决了"),
)  # fmt: skip
_WITH_ZH = {"点": frozenset(("光柱", "大灯", "塔顶")), "还": frozenset(("债", "欠条", "不欠", "银币"))}
_UNDONE_ZH = Lazy(
    r"还没(?!响完|停|散)|还差|什么也没|依旧|仍旧|[了着]半天|可惜|灭了(?![^，。]{1,8}的)|又灭|只差|差一点|再(?:还|付)|要(?:想)?(?:敲|点|还"
    r"|找)|还缺|没碰"
    r"|没人|虽然"
    r"|先(?:还|付)|一半|不够|假装|好像|怎么也|没能|才能|就能|等你|等着|[着上]不了|弄不|谁(?![也都]不欠)[^，。]*，|只要|一旦|凡是"
)
_JUST_NOW_ZH = Lazy(r"你(?:刚才|方才|刚刚)")  # a deed of a moment ago is done
_DONE_ZH = Lazy(
    r"总算办成|大功告成|这桩事[^，。]{0,6}(?:了结|办妥|办成)|算是(?:彻底)?了结|终于(?:办成|做到)"
    r"|到此为止|完成了|了却"
)
_FILLER_ZH = Lazy(
    r"那口|那座|那个|那只|那封|那把|那条|这口|这座|的|了|把|去|来|给|和|与|向|到|在|是|一|个|口"
    r"|座|里|上|下|你|再"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be achieved, in words.

    ``events`` are what is told when it is; ``claims`` the author's own words that claim it, which then decide alone.
    """

    text: str
    events: tuple[str, ...] = ()
    also: str = ""  # what its object is also called
    claims: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # what those whom it names are also called


def claimed(text: str, before: str, goal: Goal, language: str) -> bool:
    """Whether a sentence says that ``goal`` has been achieved now. ``before`` says what "it" is."""
    plainly = narration(text, language)
    if any(_stands(text, plainly, claim, language) for claim in goal.claims):
        return True
    if goal.claims:
        return False
    find = _claimed_zh if language == "zh" else _claimed_en
    return find(text, plainly, before, goal)


def _stands(text: str, plainly: str, claim: str, language: str) -> bool:
    at_ = plainly.casefold().find(claim.casefold())
    return at_ >= 0 and not at(text, language, at_) & _UNREAL


def _real(text: str, language: str, match: re.Match[str]) -> bool:
    marks = at(text, language, match.start()) | at(text, language, match.end() - 1)
    if re.search(r"nothing|no more|不[欠差少]", match[0]):  # what is denied is the debt
        marks -= {Context.NEGATED}
    if _JUST_NOW_ZH.search(text):
        marks -= {Context.MEMORY}
    return not marks & _UNREAL


def words(text: str) -> list[str]:
    """The words of an English text that carry its meaning, in lower case."""
    found = re.findall(r"[a-z]+(?:['’]s)?", text.casefold())
    return [word.removesuffix("'s").removesuffix("’s") for word in found if word not in _FUNCTION and len(word) > 2]


def _parts(goal: str) -> list[tuple[str, list[str]]]:
    """The deeds that a goal names, as (verb, the words of its object)."""
    out = []
    for part in re.split(r"[,;:.]|\bor\b|\band\b", goal):
        found = words(part)
        if len(found) > 1:
            out.append((found[0], found[1:]))
    return out


def _family(verb: str) -> tuple[list[str], str]:
    for verbs, event in _FAMILIES:
        if verb in verbs.split():
            return [one.replace("_", " ") for one in verbs.split()], event
    return [verb], ""


def _claimed_en(text: str, plainly: str, before: str, goal: Goal) -> bool:
    if _UNDONE.search(plainly):
        return False
    for verb, objects in _parts(goal.text):
        if _part_en(
            text, plainly, before, verb, [*objects, *words(goal.also)[-1:], *words(" ".join(goal.people))], goal
        ):
            return True
    return any(_told_en(text, plainly, event) for event in goal.events)


def _part_en(text: str, plainly: str, before: str, verb: str, objects: Sequence[str], goal: Goal) -> bool:
    verbs, event = _family(verb)
    others = (
        rf"\b(?:an?|another|some|every|each|any|no) (?:[\w-]+ )?(?:{any_of(objects)})\b"  # not the one that is meant
    )
    plainly = re.sub(others, lambda match: " " * len(match[0]), plainly, flags=re.IGNORECASE)
    objects = [*objects, *_WITH.get(verbs[0], ())]
    thing = any_of([*objects, *(f"{one}s" for one in objects)])
    named = Lazy(rf"\b(?:{thing})\b", re.IGNORECASE)
    if not named.search(plainly) and not named.search(before):
        return False
    told = set(words(" ".join(goal.events)))
    ordinals = [_ORDINALS[number] for number in told & _ORDINALS.keys()] or ["ultimate"]
    sure = bool(_you(before) or re.search(rf"\byou|{_BECAUSE_OF}", plainly, re.IGNORECASE))
    for pattern in (
        *_by_the_reader(verbs, thing, objects[0]),
        *(_by_itself(verbs, event, thing, ordinals, sure) if event else ()),
    ):
        match = re.search(pattern, plainly, re.IGNORECASE)
        if match and _real(text, "en", match):
            return True
    over = _DONE.search(plainly)
    return bool(over and named.search(plainly) and not at(text, "en", over.start()) & _UNREAL)


def _by_the_reader(verbs: Sequence[str], thing: str, head: str) -> Iterator[str]:
    """Patterns of sentences in which the deed is done: by the reader, or done to its object."""
    another = (
        r"(?! (?:\w+ ){0,3}for (?:the|an?|your|his|her)\b)"
        if "pay" in verbs
        else rf"(?! (?:your|an?|the|his|her)\b(?![^,;.]*\b(?:{thing})\b))"
    )  # what is done is done to something else
    done = any_of({form for one in verbs for form in _pasts(one)} | set(_ALSO_DONE.get(verbs[0], ())))
    yield rf"\byou(?:['’]ve| have)(?:,? \w+(?: (?:up|out|down|over))?,?){{0,2}}(?: and)? (?:{done})\b{another}"
    yield rf"\b(?:{thing})(?: [\w'’]+){{0,3}} (?:is|are|has been|have been|was|stands)(?: \w+){{0,2}} (?:{done})\b"
    yield rf"\b(?:{thing})\b[^.]* (?:{done}) at last\b"
    yield rf"\bwith (?:that|this)\b.*\b(?:{head}) is (?:{done}|over)\b"


def _by_itself(verbs: Sequence[str], event: str, thing: str, ordinals: Sequence[str], sure: bool) -> Iterator[str]:
    """Patterns of sentences that tell what the object does when the deed is done.

    ``ordinals`` belong to the numbers that are told then: where nine crowns are owed, the ninth is the last.
    """
    yield rf"\byou (?:\w+ly |finally |at last )?(?:{any_of(verbs)})\b(?! (?:at|for|about|your))[^,;.]*\b(?:{thing})\b"
    yield rf"\byou have (?:made|got|set|brought) [^,;.]*\b(?:{thing})\b(?! for| from| to )"
    yield rf"\b(?:{thing})(?:,? \w+){{0,3}} \w+s(?: \w+){{0,3}} (?:at last|for the first time)\b"
    yield rf"\byou\b.*\b(?:it|they|{thing}) (?:{event})\b.*(?:{_BECAUSE_OF})"
    if sure:
        yield rf"\b(?:{thing})\b(?:[,:]? [\w'’]+){{0,6}},? (?:{event})\b"
        yield rf"\b(?:the|your) (?:(?:{thing}) )*(?:{thing}) (?:is|are) (?:\w+ )?(?:{any_of(forms(verbs, 'ing'))})\b"
    if "pay" in verbs:
        money = "crowns?|coins?|coppers?|silver|instalment"
        yield rf"\byou have (?:given|paid|counted out|handed)\b[^,;.]*\b(?:{money}|money|gold|sum)\b"
        yield rf"\b(?:last|final|{'|'.join(ordinals)})\b[^,;.]*\b(?:{money})\b"
        yield rf"\bthat (?:was|is|makes) (?:the )?(?:last|end|rest|all) of [^,;.]*\b(?:{thing})\b"
        yield r"\b(?:writes|marks|stamps|chalks)[^,;.]* paid\b"
    if "ring" in verbs:
        if sure:
            yield rf"\b(?:{thing})['’]s (?:\w+ )?(?:voice|note|stroke|song|clang|boom|peal) (?!is|was|has)\w+s\b"
        yield rf"\byou are (?:ringing|tolling|sounding) [^,;.]*\b(?:{thing})\b"
    if "find" in verbs:
        yield rf"\b(?:{thing})\b.*\b(?:up it comes|it comes up)\b|\bup comes\b[^;.]*\b(?:{thing})\b"
        yield rf"\b(?:{thing})\b.*\b(?:sits|stands|lies|rests) [^,;.]*\b(?:beside|before|in front of) you\b"
        yield rf"\byou have (?:got )?(?:the|your) (?:\w+ )?(?:{thing})\b(?! to\b| of\b)"
        if sure:
            yield rf"\b(?:hangs|stands|swings|rises|comes|swims) (?:the|your) (?:\w+ )?(?:{thing})\b(?!['’]s| of\b)"
        yield rf"\b(?:there|here) it is\b[^.;]*\b(?:{thing})\b"
        yield rf"\byou (?:haul|pull|drag|lift|heave|hoist|winch|fish|land) [^,;.]*\b(?:{thing})\b[^,;.]*{_OUT}"
        yield rf"\b(?:in|between|at|before|beside) your (?:\w+ )?{_GRASP}\b[^.;]*\b(?:{thing})\b"


def _you(before: str) -> bool:
    return bool(re.match(r"[Yy]ou\b", before))


def _pasts(verb: str) -> set[str]:
    first, _, rest = verb.partition(" ")
    return {rf"{form}(?: [\w'’]+){{0,3}} {rest}" if rest else form for form in past(first)}


def _told_en(text: str, plainly: str, event: str) -> bool:
    """Whether a sentence tells the same as what the author tells when the goal is reached."""
    wanted = set(words(event))
    if len(wanted) < 3:
        return False
    found = set(words(plainly))
    same = {
        word
        for word in wanted
        if found & {word, third(word), ing(word), *past(word), word.removesuffix("s"), f"{word}s"}
    }
    return len(same) >= max(3, 0.6 * len(wanted)) and not any(
        at(text, "en", m.start()) & _UNREAL for m in re.finditer(any_of(same), plainly, re.I)
    )


def _claimed_zh(text: str, plainly: str, before: str, goal: Goal) -> bool:
    if _UNDONE_ZH.search(plainly):
        return False
    for part in re.split(r"[，。；、]|或者?|再", goal.text):
        family = next((event for key, event in _FAMILIES_ZH if key in part[:3]), "")
        if not family:
            continue
        nouns = _FILLER_ZH.sub(" ", part[1:]).split()
        head = nouns[-1] if nouns else ""
        things = {head[-size:] for size in (1, 2, 3) if len(head) >= size} - {"到", "响", "亮", "清", "好"}
        things |= _WITH_ZH.get(part[:1], frozenset())
        if not any(thing in plainly or thing in before for thing in things):
            continue
        if part.startswith("还"):  # where nine are owed, the ninth is the last
            family += "".join(
                f"|第{one}[枚个块]" for one in re.findall(r"([二三四五六七八九十百]+)个", "".join(goal.events))
            )
        if any(_real(text, "zh", match) for match in re.finditer(family, plainly)):
            return True
    return bool(_DONE_ZH.search(plainly)) and any(thing in plainly for thing in _FILLER_ZH.sub(" ", goal.text).split())
