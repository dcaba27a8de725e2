"""Checking: what a sentence of the model may not be, found by code before the reader sees it.

The reader decides alone what they do; nothing contradicts what is true (`fabula.engine.contradict`); nothing is said
twice; time does not jump; the story does not speak about itself; and it stays within the reader's content rating
(`fabula.analysis.safety`). A refused sentence is told again
(`fabula.engine.teller`), so a check must be sure rather than complete: what it lets through costs less than a good
sentence refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from fabula.analysis.mentions import any_name
from fabula.analysis.people import first_person
from fabula.analysis.quotations import QUOTED
from fabula.analysis.safety import safety
from fabula.analysis.sentences import sentences
from fabula.engine.contradict import KINDS, Contradictions
from fabula.engine.ledger import Hushed
from fabula.story.language import LANGUAGES
from fabula.story.state import State
from fabula.story.world import World

REMEMBERED = 200  # sentences that a new one is compared with
ALIKE = 0.5  # the share of word groups in common from which two sentences say the same
LATEST = 8  # sentences that a new one is also compared with word by word
SAME_WORDS = 0.7  # the share of words in common, of the longer of two sentences, from which they say the same
FEW = {"en": 4, "zh": 6}  # words (pairs of characters) below which a sentence is too short to be judged by them
_GROUP = {"en": 3, "zh": 4}  # words or characters in a group

Said = tuple[frozenset[tuple[str, ...]], frozenset[str]]  # the groups of a sentence, and its words

# The reader as the one who acts, feels or speaks: "you" at the head of a clause, or before a verb of doing.
_ACTS = {
    "en": re.compile(
        r"(?:^|[,;:—–]\s+|\b(?:and|but|then|so|as|when|while|till|because|after|though|once|now|moment)\s+)"
        r"(?:\w+ly,?\s+)?you(?:'\w+)?\b(?!\s+(?:and|or|both)\b)"
        r"|(?<!\bof )(?<!\bbehind )(?<!\bbeside )(?<!\baround )(?<!\bbefore )(?<!\bif )(?<!\buntil )"
        r"(?<!\bthan )(?<!\bwhere )"
        r"\byou (?:are|were|have|had|can|could|will|would|must|should|might|know|feel|hear|see|think|remember|walk|go"
        r"|look|take|turn|want|need|wake|ignore|notice|reali[sz]e|smell|stand|sit|wait|say|ask|try|start|begin|find"
        r"|follow|step|reach|open|hold|pick|watch|listen|keep|get|come|leave|put|pull|push|run|make|tell|eat|drink"
        r"|breathe|do|don't|never|always|suddenly|slowly|finally|lift|shake|nod|smile|laugh|carry)\b"
        r"|\byour (?:heart|mind|breath|thoughts|chest|stomach)\b"
        r"|\byour eyes (?:fill|close|open|widen|drift|wander|well)"
        r"|(?:^|[,;]\s+)your (?:hands?|feet|legs|fingers|lips|arms|voice) \w|\b(?:down|from) your (?:cheeks?|face)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:^|[，；：、。！？…\s])(?:于是|然后|接着|但是|但|而|便|就|又|当|如果|直到|让|使|令|这时|突然|忽然|此时|只见|只有|同时|因为|所以)?[，]?"
        r"你(?!身|面|眼前|旁|脚[下边]|头[上顶]|背后|周围|们|和|跟|对面|左|右|手[里边心]|口袋|衣|小时候|家|的(?!心|手(?!边)|眼|泪|双|脸|嘴|声音))"
        r"|你的心|你心[里头中]|从你[的]?[脸眼]"
    ),
}
_ITSELF = {
    "en": re.compile(
        r"\b(?:the reader|this (?:novel|story|chapter|scene)|the (?:novel|chapter)|chapter \d"
        r"|the story (?:ends|begins|continues|goes on)|to be continued|as an ai\b|language model)|^\W*the end\W*$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"[这本部]小说|读者|作者|未完待续|本章|下一章|第[一二三四五六七八九十\d]+章|全文完|故事(?:就|到此|结束|开始)|人工智能"
    ),
}
_JUMPS = {
    "en": re.compile(
        r"\b(?:[Aa]n hour|[Aa] (?:day|week|month|year)|[Hh]ours|[Dd]ays|[Ww]eeks|[Mm]onths|[Yy]ears)"
        r" (?:later|pass|go by|have passed)|\b[Tt]he (?:next|following) (?:day|morning|week|year)"
        r"|\b[Oo]ne (?:day|morning|evening),"
    ),
    "zh": re.compile(
        r"(?<!再过)(?<!再)[一二两三四五六七八九十几数多半]+个?(?:分钟|小时|钟头|星期|天|日|周|月|年)(?:之|以)?后"
        r"|第二天(?!的)|次日|翌日|有一天|从此以后"
    ),
}
_REPORTED = {"en": re.compile(r"\b(?:says|said|tells|told|remembers)\b"), "zh": re.compile(r"说|道|记得|想起|就要")}
_SAYING = {
    "en": re.compile(
        r"\b(?:says?|tells?|speaks?|talks?|whispers?|murmurs?|mutters?|explains?|mentions?|admits?|confess(?:es)?"
        r"|answers?|repl(?:y|ies)|adds?|claims?|swears?|knows?|remembers?|heard)\b"
    ),
    "zh": re.compile(r"[说讲谈聊答道]|告诉|提[起到]|解释|承认|知道|听说|记得"),
}
_FOREIGN = {"en": re.compile(r"[^\W\d_\x00-\u024f\u1e00-\u1eff]"), "zh": re.compile(r"[A-Za-z]{4}")}
_LOOPS = {
    "en": re.compile(r"\b(\w[\w' ]{5,}?)\b(?:\W+\1\b){2,}|\b(\w+)\b(?:\W+\2\b){3,}", re.IGNORECASE),
    "zh": re.compile(r"([\u3400-\u9fff，]{4,12}?)(?:[，、；]?\1){2,}|([\u3400-\u9fff]{2,3})(?:[，、；]?\2){3,}"),
}
_UNSURE = 12  # characters at the end of an unfinished sentence that may still change its meaning


def _sure(begun: str, language: str) -> str:
    """What an unfinished sentence will surely hold: its last words may still become others."""
    kept = begun[:-_UNSURE]
    return kept if language == "zh" else kept[: kept.rfind(" ") + 1]


class Check:
    """Looks at the sentences of one turn. ``told`` is the prose so far, the author's included.

    In a ``silent`` turn nobody may speak, and the words ``unsaid`` may not come up. What is ``hushed`` may not be said
    by anybody.
    """

    def __init__(
        self, world: World, state: State, told: Iterable[str], *, silent: bool = False, unsaid: Iterable[str] = (),
        hushed: Hushed | None = None,
    ) -> None:  # fmt: skip
        self.language, self._policy = state.language, state.reader.rating
        self._silent, self._unsaid, self._hushed = silent, tuple(unsaid), hushed or Hushed()
        self._contradictions = Contradictions(world, state)
        names = [name for name in world.people() if len(name) > 1]
        names += [state.reader.name] if state.reader.name else []
        self._names = re.compile(any_name(names) or r"(?!)", re.IGNORECASE)
        before = [one for text in told for one in sentences(text, self.language)][-REMEMBERED:]
        self._said = [self._parts(one) for one in before]
        self._last = before[-1] if before else ""

    def __call__(self, sentence: str, *, whole: bool = True) -> str:
        """The name of what is wrong with a sentence, or of one that is still being told; empty if nothing is."""
        language = self.language
        bare = QUOTED.sub(" ", sentence).strip()
        if not whole:
            bare = _sure(bare, language)
        for name, found in (
            ("acts for the reader", _ACTS[language]), ("speaks about itself", _ITSELF[language]),
            ("time jumps", _JUMPS[language]),
        ):  # fmt: skip
            if found.search(bare) and (name != "time jumps" or not _REPORTED[language].search(bare)):
                return name
        if first_person(bare, language):
            return "another narrator"
        grave = self._grave(sentence)
        if grave:
            return grave
        if _LOOPS[language].search(sentence):
            return "loops"
        if whole and self._unsuited(sentence):
            return "not for this reader"
        wrong = self._contradictions.find(sentence, self._last) if whole else []
        if wrong:
            return wrong[0].kind
        return "repeats" if whole and self._repeats(sentence) else ""

    def gravest(self, sentence: str) -> str:
        """What makes a whole sentence untrue, or breaks the page, whatever else is wrong with it; empty if nothing."""
        grave = self._grave(sentence) or ("not for this reader" if self._unsuited(sentence) else "")
        wrong = [] if grave else self._contradictions.find(sentence, self._last)
        return grave or next((one.kind for one in wrong if one.kind in KINDS), "")

    def _grave(self, sentence: str) -> str:
        """What breaks the page or gives away what is kept back; empty if nothing does."""
        language = self.language
        if self._silent and QUOTED.search(sentence):
            return "speaks out of turn"
        if any(LANGUAGES[language].contains(sentence, word) for word in self._unsaid) or self._says(sentence):
            return "gives away"
        return "another language" if _FOREIGN[language].search(self._names.sub(" ", sentence)) else ""

    def _unsuited(self, sentence: str) -> bool:
        """Whether a sentence, the names in it left out, holds what the reader's content rating doesn't allow."""
        return not safety(self._names.sub(" ", sentence), self.language, self._policy, listed=True).allowed

    def _says(self, sentence: str) -> bool:
        """Whether somebody says in a sentence what is hushed, in quotation marks or without."""
        spoken = " ".join(match[0] for match in QUOTED.finditer(sentence))
        said = spoken or (sentence if _SAYING[self.language].search(sentence) else "")
        contains = LANGUAGES[self.language].contains
        if any(contains(said, key) for key in self._hushed.keys):
            return True
        return any(sum(contains(said, word) for word in words) > 1 for words in self._hushed.hints)

    def told(self, sentence: str) -> None:
        """Remember a sentence that was let out."""
        self._said.append(self._parts(sentence))
        self._last = sentence

    def _repeats(self, sentence: str) -> bool:
        groups, words = self._parts(sentence)
        if any(groups == old or len(groups & old) >= max(2, ALIKE * len(groups)) for old, _ in self._said if groups):
            return True
        return len(words) >= FEW[self.language] and any(
            len(words & old) >= SAME_WORDS * max(len(words), len(old)) for _, old in self._said[-LATEST:]
        )

    def _parts(self, sentence: str) -> Said:
        """What is compared. Names are left out: that somebody speaks again is no repetition."""
        words = LANGUAGES[self.language].tokens(self._names.sub(" ", sentence))
        size = _GROUP[self.language]
        groups = frozenset(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)) if words)
        if self.language == "zh":
            return groups, frozenset(map("".join, pairwise(words)))
        return groups, frozenset(word for word in words if len(word) > 3)
