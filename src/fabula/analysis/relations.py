"""Relations: a graph of who has to do with whom, how much, how friendly, and where the text shows it.

Weight adds up shared sentences, shared scenes and speech between two (as in Elson, Dames and McKeown, 2010, and the
co-occurrence networks of Labatut and Bost's survey, 2019). Tone is of their deeds towards each other and, where the
polarity of sentences is handed in, of the sentences that they share. Kinship is read from words such as "her father".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from fabula.analysis import beings_chinese, beings_english
from fabula.analysis.cast import Character, plain
from fabula.analysis.deeds import Deed
from fabula.analysis.speakers import Speech
from fabula.analysis.text import Span, Text
from fabula.analysis.verbs import wordset

_SENTENCE, _SCENE, _SAID = 1.0, 0.3, 1.5  # what each adds to a relation's weight
_CROWD = 8  # people in one scene from which on being there together says nothing
_EVIDENCE = 12  # spans that are kept of each relation
_FRIENDLY = {
    "en": wordset(
        "help save thank love kiss hug embrace comfort console marry give feed heal cure protect rescue welcome greet"
        " praise bless forgive pity nurse free reward invite smile caress stroke guide teach trust join serve warm"
        " cheer befriend guard soothe admire honour honor adopt accompany obey support share lend clothe carry"
    ),
    "zh": wordset(
        "帮 帮助 救 谢 感谢 爱 喜欢 抱 拥抱 吻 亲 安慰 照顾 保护 欢迎 称赞 夸 原谅 送 喂 陪"
        " 扶 迎接 关心 鼓励 教 请 疼 抚 劝 拜 敬 赏 尊敬 嫁 娶 赠 援 搀 祝福"
    ),
}
_HOSTILE = {
    "en": wordset(
        "kill hit beat strike attack hurt scold curse threaten rob steal cheat betray chase hunt bite slay murder wound"
        " hate punish mock jeer push kick throw seize imprison bind trick deceive abandon drive strangle devour fight"
        " burn stab shoot poison insult accuse tease frighten terrify banish torment whip slap deny refuse envy catch"
    ),
    "zh": wordset(
        "打 杀 骂 恨 害 偷 抢 骗 追 咬 欺负 欺侮 嘲笑 讥笑 威胁 赶 踢 推 绑 捆 关 吓 罚 责备"
        " 诅咒 杀死 打死 砍 刺 揍 逼 斥 怒 笑骂 辱骂 出卖 背叛 抛弃 撕 扔 揪 掴 鞭 毒 陷害"
        " 攻击 吃掉 捉 抓"
    ),
}
_OWNED = re.compile(
    (
        r"^(?:(?P<pronoun>his|her|their|its|my|他的?|她的?|它的?|我的?|他们的)\s*"
        r"|(?P<name>[\w' \u3400-\u9fff-]{1,40}?)(?:['’]s\s+|的))(?P<kin>.+)$"
    ),
    re.IGNORECASE,
)
_GENDER = {"his": "he", "her": "she", "their": "they", "its": "it", "他": "he", "她": "she", "它": "it", "他们": "they"}


@dataclass(frozen=True, slots=True)
class Relation:
    """Two people, ``one`` before ``other`` in the cast. ``weight``: how much they have to do with each other, above 0.

    ``tone``: from -1 (hostile) to 1 (friendly), 0 where nothing shows it. ``kin``: what one is to the other, as the
    text
    says it ("father: the king"), or empty. ``together``, ``spoken``: numbers of shared sentences and of lines
    between them.
    ``spans``: sentences that show it, at most 12, kinship and deeds first.
    """

    one: str
    other: str
    weight: float
    tone: float
    kin: str
    together: int
    spoken: int
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Edge:
    weight: float = 0.0
    kind: list[float] = field(default_factory=list)
    kin: str = ""
    together: int = 0
    spoken: int = 0
    first: list[int] = field(default_factory=list)  # numbers of sentences that show most
    rest: list[int] = field(default_factory=list)


def relations(
    text: Text,
    cast: Sequence[Character],
    speech: Sequence[Speech] = (),
    deeds: Sequence[Deed] = (),
    *,
    scenes: Sequence[Span] = (),
    polarity: Sequence[float] = (),
) -> tuple[Relation, ...]:
    """The relations between the people of a cast, the strongest first.

    ``scenes``: parts in which being together counts (without any: paragraphs). ``polarity``: one value from -1 to 1 for
    each of the text's sentences, as `emotion.feelings` gives them.
    """
    order = {one.name: number for number, one in enumerate(cast)}
    edges: defaultdict[tuple[str, str], _Edge] = defaultdict(_Edge)

    def edge(left: str, right: str) -> _Edge:
        return edges[(left, right) if order[left] < order[right] else (right, left)]

    marks = sorted((mention.begin, one.name) for one in cast for mention in one.mentions)
    for number, names in _shared(marks, text.sentences):
        for left, right in combinations(names, 2):
            found = edge(left, right)
            found.weight += _SENTENCE
            found.together += 1
            found.rest.append(number)
            if polarity:
                found.kind.append(0.5 * polarity[number])
    for _, names in _shared(marks, scenes or text.paragraphs):
        for left, right in combinations(names, 2) if len(names) <= _CROWD else ():
            edge(left, right).weight += _SCENE
    for line in speech:
        if line.speaker in order and line.to in order and line.speaker != line.to:
            found = edge(line.speaker, line.to)
            found.weight += _SAID
            found.spoken += 1
            found.first.append(text.sentence_at(line.begin))
    for deed in deeds:
        if deed.patient in order and deed.agent in order and deed.patient != deed.agent and deed.real:
            tone = (deed.verb in _FRIENDLY[text.language]) - (deed.verb in _HOSTILE[text.language])
            if tone:
                found = edge(deed.agent, deed.patient)
                found.kind.append(float(tone))
                found.first.insert(0, text.sentence_at(deed.begin))
    for owner, kin, who, begin in _kinship(text, cast, speech):
        found = edge(owner, who)
        found.kin = found.kin or f"{kin}: {who}"
        found.weight += _SENTENCE
        found.first.insert(0, text.sentence_at(begin))
    out = [_relation(text, pair, found) for pair, found in edges.items() if found.weight >= _SENTENCE]
    return tuple(sorted(out, key=lambda one: (-one.weight, order[one.one], order[one.other])))


def _shared(marks: Sequence[tuple[int, str]], parts: Sequence[Span]) -> Iterator[tuple[int, list[str]]]:
    """The number of each part with at least two people, and these."""
    begins = [begin for begin, _ in marks]
    for number, part in enumerate(parts):
        inside = marks[bisect_left(begins, part.begin) : bisect_left(begins, part.end)]
        names = sorted({name for _, name in inside})
        if 1 < len(names) < 20:
            yield number, names


def _relation(text: Text, pair: tuple[str, str], found: _Edge) -> Relation:
    numbers = list(dict.fromkeys([*found.first, *found.rest]))[:_EVIDENCE]
    tone = sum(found.kind) / (abs(sum(found.kind)) + 2.0) if found.kind else 0.0
    spans = tuple(text.sentences[number] for number in sorted(numbers) if number < len(text.sentences))
    return Relation(*pair, round(found.weight, 2), round(tone, 3), found.kin, found.together, found.spoken, spans)


def _kinship(text: Text, cast: Sequence[Character], speech: Sequence[Speech]) -> Iterator[tuple[str, str, str, int]]:
    """Whose kin somebody is said to be: owner, kinship word, who, and where."""
    marks = sorted(
        (mention.begin, mention.subject, number) for number, one in enumerate(cast) for mention in one.mentions
    )
    begins = [begin for begin, _, _ in marks]
    known = {plain(words): one.name for one in cast for words in (one.name, *one.aliases)}
    for number, one in enumerate(cast):
        for mention in one.mentions:
            if mention.how != "descriptor":
                continue
            found = _OWNED.match(" ".join(text.raw[mention.begin : mention.end].split()))
            kin = _kin(found["kin"] if found else "", text.language)
            if not found or not kin:
                continue
            owner = known.get(plain(found["name"])) if found["name"] else None
            word = (found["pronoun"] or "").casefold().removesuffix("的")
            if word in ("my", "我"):
                owner = _said_by(speech, mention.begin) or next((who.name for who in cast if who.narrator), None)
            elif word:
                owner = _owner(cast, marks, bisect_right(begins, mention.begin - 1), number, _GENDER.get(word, ""))
            if owner and owner != one.name:
                yield owner, kin, one.name, mention.begin


def _said_by(speech: Sequence[Speech], offset: int) -> str:
    """Who says what stands at an offset."""
    place = bisect_right(speech, offset, key=lambda line: line.begin) - 1
    return speech[place].speaker if place >= 0 and offset < speech[place].end else ""


def _kin(words: str, language: str) -> str:
    if language == "zh":
        return next((words[at:] for at in range(len(words)) if words[at:] in beings_chinese.KINSHIP), "")
    last = words.split()[-1].casefold() if words.split() else ""
    return last if beings_english.singular(last) in beings_english.KINSHIP else ""


def _owner(cast: Sequence[Character], marks: Sequence[tuple[int, bool, int]], place: int, own: int, gender: str) -> str:
    """Who was mentioned last before a place and can be meant by "his"."""
    for _, _, number in reversed(marks[max(0, place - 8) : place]):
        if number != own and (
            cast[number].gender == gender or (not cast[number].gender and gender not in ("they", "it"))
        ):
            return cast[number].name
    return ""


def central(found: Sequence[Relation]) -> dict[str, float]:
    """How central each person is in the graph, from 0 to 1: their share of all weight (weighted degree)."""
    total = sum(one.weight for one in found) or 1.0
    out: defaultdict[str, float] = defaultdict(float)
    for one in found:
        out[one.one] += one.weight / total
        out[one.other] += one.weight / total
    return dict(sorted(out.items(), key=lambda item: (-item[1], item[0])))
