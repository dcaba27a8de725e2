"""Chinese nominals: where a text has its learned names, and nouns of beings with what describes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.analysis import beings_chinese as beings
from fabula.analysis.clauses_chinese import SAYS, Clause, clauses, leads, subject_start
from fabula.analysis.names_learned import MEASURED, NO_NAMES, Learned, learn
from fabula.analysis.nominals import DEFINITE, INDEFINITE, NAME, POSSESSED, Nominal
from fabula.analysis.strings import Strings
from fabula.analysis.text import Text

_OWNERS = (
    "他的",
    "她的",
    "它的",
    "我的",
    "你的",
    "您的",
    "他们的",
    "她们的",
    "我们的",
    "你们的",
    "他",
    "她",
    "我",
    "你",
    "自己的",
    "我们",
    "你们",
    "其",
)
_THEIRS = re.compile(r"的(?:眼睛|眼光|脸|声音|嘴|手|心|说|问|道|答|叫|嚷|喊)")
_PRONOUNS = frozenset("我你您他她它咱俺伊其汝吾余予")


def nominals(text: Text) -> Sequence[Nominal]:
    """The nominals of a Chinese text."""
    parts = list(clauses(text))
    learned = learn(text, parts)
    known = Strings(learned.names)
    out: list[Nominal] = []
    for part in parts:
        out += _of_clause(text, part, learned, known)
    return out


def _of_clause(text: Text, part: Clause, learned: Learned, known: Strings) -> Iterator[Nominal]:
    """The nominals of one clause, in order."""
    taken: list[tuple[int, int, str, str]] = []  # begin, end, noun, name
    for begin, end, name in known.longest(text.raw[part.begin : part.end]):
        taken.append((part.begin + begin, part.begin + end, learned.names[name], name))
    for number in range(len(part.words)):
        noun = _noun(part, number)
        if not noun:
            continue
        begin, end = _grown(part, number, noun, learned, text)
        inside = [one for one in taken if one[0] < end and begin < one[1]]
        if inside and (inside[0][0] < begin or inside[-1][1] > end or (inside[0][0] == begin and inside[0][1] == end)):
            continue
        touching = [one for one in taken if one[1] == begin and len(noun) <= 2 and noun in beings.TITLES]
        for one in [*inside, *touching]:
            taken.remove(one)
            begin = min(begin, one[0])
        raw = text.raw[begin:end]
        if raw[0] in "这那" and len(raw) > 2:
            begin, raw = begin + 1, raw[1:]
        named = noun in beings.TITLES and len(raw) > len(noun) and raw[: -len(noun)] not in ("大", "小", "老")
        taken.append((begin, end, noun, raw if named else ""))
    for begin, end, noun, name in sorted(taken):
        yield _made(text, part, begin, end, noun, name, learned)


def _noun(part: Clause, number: int) -> str:
    """The noun of a being that a word is or ends with."""
    word = part.words[number]
    nounish = word.tag[:1] in "nrsmjg" or word.tag in ("vn", "an", "x", "k", "b", "zg", "nz")
    if not nounish and (len(word.text) > 1 or not beings.alone(word.text)):
        return ""
    noun = beings.being(word.text)
    if len(noun) == 1:  # 生曰: only where it begins a clause and does something
        behind = part.words[number + 1] if number + 1 < len(part.words) else None
        led = number == subject_start(part.words) or number == 0
        if word.text == "人":
            before = part.words[number - 1].text if number else ""
            return noun if before == "的" or before in ("一个", "那个", "这个", "有个", "另一个", "另") else ""
        return (
            noun
            if led and behind and behind.begin == word.end and (behind.tag[:1] in "vdp" or behind.text in "曰云")
            else ""
        )
    return noun


def _grown(part: Clause, number: int, noun: str, learned: Learned, text: Text) -> tuple[int, int]:
    """The span of a noun with a name before it (康大叔, 驼背五少爷) and a plural behind it."""
    word = part.words[number]
    begin, end = word.begin, word.end
    if number + 1 < len(part.words) and part.words[number + 1].text == "们":
        end = part.words[number + 1].end
    while number and begin == part.words[number - 1].end:
        before = part.words[number - 1]
        if before.text[0] in "被把对向给跟和与让叫" and len(before.text) == 2 and noun in beings.TITLES:
            return before.begin + 1, end  # 被康|大叔
        short = (
            len(before.text) <= 2
            and not SAYS.fullmatch(before.text)
            and before.tag in ("nr", "nrt", "nrfg", "ns", "nz", "j", "m", "n", "a", "b", "ng", "vg")
        )
        if (
            noun in beings.TITLES
            and short
            and not (len(before.text) > 1 and MEASURED.fullmatch(before.text))
            and before.text not in NO_NAMES
            and not (before.tag in ("a", "n", "b") and len(before.text) == 1 and before.text in "大小老坏好新旧")
            and not (leads(before) and not (before.tag == "m" and len(before.text) == 1))
            | (before.tag == "m" and len(before.text) > 1)
            | (beings.being(before.text) in beings.KINSHIP)
        ):
            begin, number = before.begin, number - 1
            continue
        if len(before.text) == 1 and before.text in "老小大":
            begin, number = before.begin, number - 1
            continue
        break
    if text.raw[begin - 1 : end] in learned.before_titles and begin == word.begin:
        begin -= 1
    return begin, end


def _made(text: Text, part: Clause, begin: int, end: int, noun: str, name: str, learned: Learned) -> Nominal:
    raw, left = text.raw[begin:end], text.raw[part.begin : begin]
    many = raw.endswith("们")
    owner = (
        "" if left.endswith("其他的") else next((one.removesuffix("的") for one in _OWNERS if left.endswith(one)), "")
    )
    form, traits = DEFINITE, frozenset[str]()
    start, head = begin, name or raw
    if name:
        form = NAME
    elif owner and noun:
        form, start = POSSESSED, begin - len(next(one for one in _OWNERS if left.endswith(one)))
    else:
        measured = re.search(r"(?:一|某|另一|另外一|有|几|两|三|四|五|六|七|八|九|十|这|那)?[个位名只条头匹群]$", left)
        if measured:
            many = measured[0][0] in "几两三四五六七八九十" or measured[0][-1] == "群"
            form = DEFINITE if measured[0][0] in "这那" else INDEFINITE
            start = begin - len(measured[0])
            if re.search(r"的$", text.raw[part.begin : start]) and start - part.begin <= 10:
                start = part.begin  # 坐在后排的一个…的人
        described = _description(part, begin, left)
        if described:
            form = INDEFINITE if re.match(r"(?:一|有|又一|另一)[个位只]", described) else form
            many = many or described.startswith(("所有", "许多", "满", "那些", "这些"))
            said = _BARE.sub("", described.removesuffix("的"))
            if noun not in ("人", "汉子", "家伙") and (said in learned.names or (said and beings.being(said) == said)):
                form, owner = POSSESSED, said
            elif noun not in beings.KINSHIP or form == INDEFINITE:
                traits = frozenset((said,))
            if owner or traits:
                start = begin - len(described)
            if text.raw[part.begin : start].endswith("的") and start - part.begin <= 10:
                start = part.begin  # 坐在后排的一个…的人
    kind = beings.kind(noun) if noun else ""
    gender = beings.gender(noun) if noun else "any"
    if many:
        kind, gender = beings.GROUP, "they"
    return Nominal(
        start,
        end,
        head,
        form,
        kind,
        gender,
        traits,
        owner,
        _subject(part, start, end, text),
        part.quoted,
        bool(
            re.search(
                r"(?:(?<![但可于只就还总凡要便])是|像|当作|成为|变成|作为|叫做|算)(?:了|一[个位只])*$",
                text.raw[part.begin : start],
            )
        ),
    )


_BARE = re.compile(r"^(?:[一那这有某]?[个位只些]|那|这|所有|其中|许多)")


def _description(part: Clause, begin: int, left: str) -> str:
    """What stands before a noun with 的: from its measure word on, or from where the clause's subject begins."""
    if not left.endswith("的") or len(left) < 3:
        return ""
    measured = [match.start() for match in re.finditer(r"[一那这有某][个位只]", left[:-1])]
    if measured:
        return left[measured[-1] :]
    done = left.rfind("了")
    if done >= 0:
        left_part = left[done + 1 :]
        return left_part if 2 < len(left_part) <= 10 else ""
    words = [word for word in part.words if word.end < begin]
    cut = subject_start(words)
    for number, word in enumerate(words):
        if word.text in ("对", "向", "把", "被", "给", "跟", "和", "同", "与", "是", "见", "看着", "看见", "问", "叫"):
            cut = number + 1
    found = left[words[cut].begin - part.begin :] if cut < len(words) else ""
    return (
        found
        if 2 < len(found) <= 14 and found[0] not in _PRONOUNS and not found.startswith(("这里", "那里", "的"))
        else ""
    )


def _subject(part: Clause, begin: int, end: int, text: Text) -> bool:
    """Whether a nominal begins its clause, but for words that lead, and something is said of it."""
    before = [word for word in part.words if word.end <= begin]
    behind = next((word for word in part.words if word.begin >= end), None)
    if behind is not None and behind.begin == end and behind.text in ("的", "之", "们"):
        return bool(_THEIRS.match(text.raw[end : end + 4])) and all(leads(word) for word in before)
    if re.search(r"[向对把被给跟和与让叫到在问看见请]$", text.raw[part.begin : begin]):
        return False
    if (
        re.search(r"(?:来|进|出|闯|走|坐|站|立|跑|是)(?:了|着|来)?(?:一[个位只群])?$", text.raw[part.begin : begin])
        and before
    ):
        return True
    return all(leads(word) for word in before) and (behind is not None or text.raw[end : end + 1] in ("，", "—"))
