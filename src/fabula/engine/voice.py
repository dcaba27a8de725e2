"""From the reader's words to the story's voice: "I pick the lock" becomes "You try to pick the lock."

What a reader claims is never told as a success that the rules did not decide: getting, opening, killing and
the like become attempts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_QUOTED = re.compile(r"(\"[^\"]*\"|\u201c[^\u201d]*\u201d)")
_QUOTES = re.compile(r"[\"“”「」]")
_SWAPS = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "am": "are", "we": "you", "our": "your", "us": "you",
}  # fmt: skip
# A question to somebody whom no name is known for: "Boy, where is the well?"
_CALLS = re.compile(
    r"(?!(?:i|we|then|now|first|next|so|well|and|but)\b)(?!\w+ly,)[A-Za-z]+, (?:what|where|who|whom|whose|when|why"
    r"|how|which|is|are|was|were|do|does|did|can|could|will|would|have|has)\b[^\"\u201c]*\?$",
    re.IGNORECASE,
)
_LATER = re.compile(r"(?<=[.!?\u2026] )you")  # at the head of a sentence that is not the first
_ASKING = frozenset(
    ("what", "where", "who", "whom", "whose", "when", "why", "how", "which", "is", "are", "was", "were", "do", "does",
     "did", "can", "could", "will", "would", "shall", "should", "may", "has", "have")
)  # fmt: skip
_SAYING = frozenset(
    ("yes", "no", "yeah", "nope", "hello", "hi", "hey", "thanks", "thank", "please", "sorry", "good", "ok", "okay",
     "well", "oh", "ah", "goodbye", "bye", "the", "a", "an", "he", "she", "it", "they", "this", "that", "these",
     "those", "there", "his", "her", "their", "it's", "that's", "you", "you're", "your", "if", "because")
)  # fmt: skip
_ATTEMPTS = frozenset(
    ("take", "get", "grab", "steal", "find", "win", "kill", "open", "unlock", "pick", "have", "own", "become", "turn",
     "conjure", "summon", "teleport", "fly", "destroy", "cure", "buy", "sell", "receive", "obtain", "discover",
     "break", "escape", "defeat", "convince", "persuade", "force", "make", "catch", "seize", "finish", "complete")
)  # fmt: skip
_ATTEMPTS_ZH = (
    "拿", "取", "偷", "找到", "杀", "打开", "撬", "得到", "获得", "拥有", "变成", "召唤", "飞", "毁", "治好", "买",
    "说服", "抓住", "完成",
)  # fmt: skip
_WH_ZH = ("什么", "谁", "哪", "怎么", "为什么", "吗", "呢", "几点", "多少")


def narrate(
    text: str, language: str, *, decided: bool = False, failed: bool = False, authored: bool = False,
    names: Iterable[str] = (),
) -> str:  # fmt: skip
    """One sentence (or two) in the second person that tells what the reader does or says.

    With ``decided`` the rules carried the action out, so it is told as done; with ``failed`` as an attempt;
    with neither, only what would be a gain is told as an attempt. An ``authored`` phrase speaks of "we" and "I" as its
    author meant it. Words that begin by calling one of ``names`` are said to them.
    """
    if text.count('"') % 2:
        text = text.replace('"', "")  # a quotation that is opened must be closed, or the whole turn stands in it
    for begin, end in ("“”", "「」", "『』"):
        if text.count(begin) != text.count(end):
            text = text.replace(begin, "").replace(end, "")
    text = text.strip()
    if not text:
        text = "等一等" if language == "zh" else "wait"
    called = not authored and _calls(text, language, names)
    if language == "zh":
        return _spoken_zh(text) if called else _chinese(text, decided, failed, authored)
    if called or _CALLS.match(text):
        return f'You {"ask" if text.endswith("?") else "say"}, "{_sentence(_QUOTES.sub("", text))}"'
    return _english(text, decided, failed, authored)


def _calls(text: str, language: str, names: Iterable[str]) -> bool:
    """Whether words begin by calling somebody: a name, or a common noun without its article, and a comma."""
    if language == "zh":
        return any(text.startswith((f"{name}，", f"{name}！", f"{name}：")) for name in names if name)
    low = text.casefold()
    called = {re.sub(r"^(?:the|an?) ", "", name.casefold()) for name in names if name}
    return any(low.startswith((f"{name}, ", f"{name}! ")) for name in called)


def _spoken_zh(text: str) -> str:
    asks = text.endswith(("？", "?"))
    return f"你{'问' if asks else '说'}：“{_close_zh(_QUOTES.sub('', text).replace('?', '？'))}”"


def _english(text: str, decided: bool, failed: bool, authored: bool) -> str:
    text = text.replace("\u2019", "'")
    words = re.findall(r"[A-Za-z']+", text)
    first = words[0].casefold() if words else ""
    if not words or text[0] in '"\u201c' or (first in _SAYING and first not in ("i", "we")):
        return f'You say, "{_sentence(_QUOTES.sub("", text))}"'
    if text.endswith("?") and first in _ASKING:
        return f'You ask, "{_sentence(text)}"'
    swapped = text if authored else _swap(text)
    if first in ("i", "we"):
        swapped = swapped.split(None, 1)[1] if " " in swapped else ""
    elif first in ("i'm", "i've", "i'll", "i'd", "my"):
        return _close(swapped[:1].upper() + swapped[1:])
    verb = re.match(r"(?:try to |want to |would like to |will |just |then |quickly |slowly )*([A-Za-z]+)", swapped)
    attempt = failed or (not decided and verb is not None and verb[1].casefold() in _ATTEMPTS)
    if attempt and not re.match(r"(?:try|tries|want|would|will)\b", swapped):
        swapped = f"try to {swapped[:1].lower()}{swapped[1:]}"
    return _close(f"You {swapped[:1].lower()}{swapped[1:]}" if swapped else "You wait.")


def _swap(text: str) -> str:
    parts = _QUOTED.split(text)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r"[A-Za-z]+(?:'[a-z]+)?", lambda m: _SWAPS.get(m[0].casefold(), m[0]), parts[index])
    return _LATER.sub("You", "".join(parts))


def _sentence(text: str) -> str:
    return _close(text[:1].upper() + text[1:])


def _close(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith((".", "!", "?", "…", '."', '!"', '?"', ".\u201d")) else text.rstrip(",;:") + "."


def _chinese(text: str, decided: bool, failed: bool, authored: bool) -> str:
    if text[0] in '“"「':
        return f"你说：“{_close_zh(_QUOTES.sub('', text))}”"
    if not text.startswith(("我", "你")) and text.endswith(("？", "?")) and any(word in text for word in _WH_ZH):
        return f"你问：“{_close_zh(text.replace('?', '？'))}”"
    parts = re.split(r"(“[^”]*”|\"[^\"]*\")", text)
    for index in range(0, 0 if authored else len(parts), 2):
        parts[index] = parts[index].replace("我们", "你们").replace("我", "你")
    swapped = "".join(parts)
    bare = swapped.removeprefix("你")
    attempt = failed or (not decided and bare.startswith(_ATTEMPTS_ZH))
    return _close_zh(("你想" if failed else "你试着" if attempt else "你") + bare)


def _close_zh(text: str) -> str:
    text = text.rstrip().rstrip(".")
    ends = ("。", "！", "？", "…", "。”", "！”", "？”", "…”")
    return text if text.endswith(ends) else text.rstrip("，；：、") + "。"
