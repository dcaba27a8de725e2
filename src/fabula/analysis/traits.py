"""Small lasting facts that prose lets fall: whose eyes are grey, whose coat is red.

Only what is said plainly, in one clause, of a part that lasts; what is compared, denied, supposed or asked is no trait.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabula.analysis.mentions import any_name
from fabula.analysis.quotations import QUOTED


@dataclass(frozen=True, slots=True)
class Trait:
    """``owner`` (a name as it stands in the text) has a ``part`` of this ``value``, all in the text's language."""

    owner: str
    part: str
    value: str


_COLOURS = {
    "en": "black|white|grey|gray|brown|red|blue|green|yellow|orange|purple|pink|golden|silver|copper|dark|fair|pale"
    "|auburn",
    "zh": "黑|白|灰|棕|褐|红|蓝|绿|黄|橙|紫|粉|金|银|花白|灰白|雪白|乌黑|深蓝|浅蓝|碧绿",
}
_PARTS = {
    "en": "eyes|hair|beard|moustache|coat|jacket|cap|hat|scarf|shawl|dress|apron|boots|gloves|sweater|fur|feathers",
    "zh": "眼睛|头发|胡子|外套|大衣|帽子|围巾|裙子|围裙|靴子|手套|毛衣|毛|羽毛",
}
_UNSURE = {
    "en": re.compile(
        r"\b(?:not|never|no|if|as if|like|would|could|might|seems?|used to|once|dream\w*|remember\w*|imagine\w*)\b|\?",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"不|没|如果|要是|像|似|仿佛|好像|也许|可能|从前|曾经|梦|记得|想象|吗|？"),
}


def traits(sentence: str, owners: Mapping[str, str], language: str) -> Iterator[Trait]:
    """The traits in one sentence, quotations left out. ``owners`` maps every name that may occur to the owner it means.

    English: "Bram's eyes are grey", "Bram's grey eyes", "Bram has grey eyes", "Bram wears a red scarf"; Chinese
    likewise.
    """
    bare = QUOTED.sub(" ", sentence)
    if not owners or _UNSURE[language].search(bare):
        return
    some = any_name(owners)
    for pattern in _patterns(language, some):
        for match in re.finditer(pattern, bare, re.IGNORECASE if language == "en" else 0):
            owner = next(value for name, value in owners.items() if name.casefold() == match["owner"].casefold())
            yield Trait(owner, match["part"].casefold(), match["value"].casefold())


def _patterns(language: str, some: str) -> Iterator[str]:
    colour, part = f"(?P<value>{_COLOURS[language]})", f"(?P<part>{_PARTS[language]})"
    if language == "zh":
        yield rf"(?P<owner>{some})的{part}是{colour}色?的"
        yield rf"(?P<owner>{some})(?:那|的)?(?:双|头|把|顶|条|件)?{colour}色?的{part}"
        yield rf"(?P<owner>{some})(?:有|戴|穿|围|系)(?:着|了)?一?(?:双|头|把|顶|条|件)?{colour}色?的?{part}"
        return
    yield rf"\b(?P<owner>{some})'s {part} (?:is|are) {colour}\b"
    yield rf"\b(?P<owner>{some})'s {colour} {part}\b"
    yield rf"\b(?P<owner>{some}) (?:has|wears) (?:a |an |the )?{colour} {part}\b"
