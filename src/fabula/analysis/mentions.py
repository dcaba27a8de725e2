"""Mentions: where a text names somebody or something by one of the names that it goes by.

English names are whole words; a name in capitals keeps them, a common noun ("the keeper") needs an article. Chinese
names are the longest that fit; a name of one character counts only where a classifier or a verb of handling stands
before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fabula.analysis.lazy import Lazy

_ARTICLE = Lazy(r"^(?:the|a|an)\s+", re.IGNORECASE)
_HAN_BEFORE_ONE = "把封这那的条盏根支只张用拿着出起了过给带握"
_INSIDE_WORDS = Lazy(
    r"相信|迷信|信任|信心|信号|通信|自信|信用|确信|信服|信以为真|失信|音信|信徒|深信|不信|信不|笃信|轻信|剪刀|短刀"
    r"|木刀|镰刀|菜刀|刀子嘴|刀光"
)
# Between an article and a common noun that somebody goes by: "the old keeper" is still the keeper.
ADJECTIVES = (
    "old|young|little|big|tall|short|fat|thin|lean|stout|good|poor|tired|weary|sleepy|grey|gray|black|white|brown"
    "|red|pale"
    "|wet|dry|cold|warm|hot|silent|quiet|gruff|patient|stubborn|grim|stern|kind|kindly|gentle|burly|broad|bald"
    "|bearded"
    "|blind|lame|deaf|clever|cunning|sly|proud|shy|anxious|nervous|worried|frightened|angry|furious|cheerful|merry"
    "|happy"
    "|sad|sullen|drunk|drunken|half-asleep|sleeping|snoring|dripping|shivering|plump|skinny|wiry|hunched|wrinkled"
    "|ancient"
    "|whole|entire|empty|deserted|crowded|busy|noisy|dark|dim|draughty|dusty|steep|narrow"
    "|elderly|ageing|aging|loyal|faithful|scruffy|shaggy|great|heavy|massive|small|tiny|dour|dear|honest|surly"
)


def any_name(names: Iterable[str]) -> str:
    """A pattern for one of these names, the longest that fits."""
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


class Role(StrEnum):
    """What a mention does in its sentence."""

    ACTS = "acts"
    SPEAKS = "speaks"
    MET = "met"
    OWNS = "owns"
    SPOKEN_OF = "spoken of"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text. ``begin`` and ``end`` are offsets, the article included."""

    key: str
    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    core: str  # without its article
    common: bool  # a common noun, which needs an article


@dataclass(slots=True)
class Names:
    """Names and aliases to look for, as key -> names. ``articles`` may stand before a common noun in English."""

    names: Mapping[str, Iterable[str]]
    language: str
    articles: str = "the|your|that|this"
    _pattern: re.Pattern[str] = field(init=False)
    _keys: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        found = [one for key, names in self.names.items() for one in _split(key, list(names), self.language)]
        found.sort(key=lambda one: len(one.core), reverse=True)
        self._keys = {}
        for one in found:
            self._keys.setdefault(one.core.casefold(), one.key)
        self._pattern = re.compile(self._english(found) if self.language == "en" else _chinese(found))

    def _english(self, found: Sequence[_Name]) -> str:
        """Proper names as they are; common nouns behind an article, in small letters or with a capital."""
        proper = "|".join(_spaced(one.core) for one in found if not one.common)
        common = "|".join(f"[{one.core[0].upper()}{one.core[0]}]{_spaced(one.core[1:])}" for one in found if one.common)
        led = rf"(?:{self.articles}|{self.articles.title()})\s+(?:(?:{ADJECTIVES})\s+){{0,2}}"
        in_hand = r"(?= in (?:one |his |her |its |your )?hands?\b)"  # "Knife in hand"
        parts = ([f"(?:{proper})"] if proper else []) + (
            [f"{led}(?:{common})", f"(?:{common}){in_hand}"] if common else []
        )
        return rf"(?<![\w’'-])(?:{'|'.join(parts)})(?![\w-])" if parts else r"(?!)"

    def find(self, text: str) -> list[Mention]:
        """All mentions in ``text``, in order; where two fit, the one that begins first and then the longer one."""
        inside = [(m.start(), m.end()) for m in _INSIDE_WORDS.finditer(text)] if self.language == "zh" else []
        out = []
        for match in self._pattern.finditer(text):
            if any(begin <= match.start() < end for begin, end in inside):
                continue
            out.append(Mention(self._key(match[0]), match.start(), match.end(), match[0]))
        return out

    def _key(self, text: str) -> str:
        words = " ".join(text.casefold().split())
        while words not in self._keys:
            words = words.split(" ", 1)[1]
        return self._keys[words]


def _spaced(core: str) -> str:
    return re.escape(core).replace(r"\ ", r"\s+")


def _chinese(found: Sequence[_Name]) -> str:
    one_sign = f"(?<=[{_HAN_BEFORE_ONE}])"
    return "|".join(f"{one_sign if len(one.core) == 1 else ''}{re.escape(one.core)}" for one in found) or r"(?!)"


def _split(key: str, names: list[str], language: str) -> list[_Name]:
    """The names of one key as they are looked for: "the brass lamp" is the common noun "brass lamp"."""
    if language == "zh":
        return [_Name(key, name, False) for name in dict.fromkeys(names)]
    proper = {word for name in names for word in re.findall(r"[A-Z][\w'-]*", name)}
    out: dict[str, _Name] = {}
    for name in names:
        core = _ARTICLE.sub("", name).strip()
        titled = core.title() if all(word.title() in proper for word in core.split()) else core
        common = not titled[:1].isupper()
        out.setdefault(titled.casefold(), _Name(key, titled, common))
    return list(out.values())
