"""What a scripted model server says: replies in order, faults among them, and plainly scripted prose when they run out.

A script is a TOML or JSON file, or the same as plain data::

    seed = 7
    prose = ["A told turn.", {text = "Half a turn", die_after = 3}]   # for requests without a schema
    choices = [{data = ["Go home", "Wait"]}, {status = 400}]          # for requests with a JSON schema
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from fabula.analysis.sentences import han_share
from fabula.errors import InputError

_PIECE = re.compile(r"\s*(?:[\u3400-\u9fff][。，！？：；”]*|[^\s\u3400-\u9fff]+)|\s+$")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. A reply that says nothing and is not ``empty`` gets prose by seed, so a fault may stand alone.

    Text is streamed exactly as written: a reply that goes on from English words begins with a space.
    """

    text: str = ""
    data: Any = None  # said as JSON instead of `text`
    pieces: tuple[str, ...] = ()  # said in exactly these pieces instead of `text`
    finish: str = "stop"
    status: int = 0  # answer with this HTTP status and nothing else
    die_after: int | None = None  # the process ends hard after so many pieces
    stall_after: int | None = None  # silence after so many pieces, until the client leaves
    garbage: str = ""  # sent as an event after the first piece
    error: str = ""  # sent as llama.cpp reports a failure in the middle, after the first piece
    truncate: bool = False  # the answer ends in order after half of its pieces, but without a finish
    empty: bool = False  # nothing is said, in order
    slow: float = 0.0  # seconds before each piece
    no_done: bool = False  # the closing [DONE] is left out

    @classmethod
    def of(cls, given: Any) -> Reply:
        """The reply written as ``given``: a text, or a table of fields. `InputError` names what is unknown."""
        if isinstance(given, str):
            return cls(text=given)
        known = {entry.name for entry in fields(cls)}
        if not isinstance(given, Mapping) or set(given) - known:
            what = sorted(set(given) - known)[0] if isinstance(given, Mapping) else repr(given)
            raise InputError(f"A scripted reply can't hold {what}.", hint=f"Known keys: {', '.join(sorted(known))}.")
        return cls(**{**given, "pieces": tuple(given.get("pieces", ()))})

    def cut(self) -> list[str]:
        """What is said, in pieces."""
        if self.empty:
            return []
        text = self.text if self.data is None else json.dumps(self.data, ensure_ascii=False)
        return list(self.pieces) or _PIECE.findall(text)


@dataclass(slots=True)
class Script:
    """Replies that are used up in order: for prose, for requests with a schema, and for probabilities of a token."""

    prose: list[Reply] = field(default_factory=list)
    choices: list[Reply] = field(default_factory=list)
    chances: list[dict[str, float]] = field(default_factory=list)
    seed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Script:
        """The script written as plain data. `InputError` names what is unknown."""
        unknown = set(given) - {"prose", "choices", "chances", "seed"}
        if unknown:
            raise InputError(
                f"A script can't hold '{sorted(unknown)[0]}'.", hint="It holds prose, choices, chances and seed."
            )
        replies = {kind: [Reply.of(reply) for reply in given.get(kind, ())] for kind in ("prose", "choices")}
        chances = [{str(token): float(one) for token, one in row.items()} for row in given.get("chances", ())]
        return cls(replies["prose"], replies["choices"], chances, int(given.get("seed", 0)))

    @classmethod
    def read(cls, path: Path) -> Script:
        """The script in a ``.toml`` or ``.json`` file. Raises `InputError`."""
        try:
            text = path.read_text("utf-8")
            return cls.of(tomllib.loads(text) if path.suffix == ".toml" else json.loads(text))
        except (OSError, ValueError) as error:
            raise InputError(f"The script {path} can't be read: {error}.", hint="Correct the file.") from error

    def likely(self) -> dict[str, float]:
        """The probabilities of the next token that a request for them gets; none where the script has no more."""
        with self._lock:
            return self.chances.pop(0) if self.chances else {}

    def next(self, messages: list[dict[str, Any]], schema: Any) -> Reply:
        """The reply to a request: the next of its list, else made from the request and the seed."""
        last = messages[-1] if messages else {}
        told = str(last.get("content", ""))
        with self._lock:
            waiting = self.prose if schema is None else self.choices
            reply = waiting.pop(0) if waiting else Reply()
        if reply.empty or reply.text or reply.pieces or reply.data is not None:
            return reply
        if schema is not None:
            return replace(reply, data=instance(schema, told))
        return replace(reply, text=prose(told, self.seed, goes_on=last.get("role") == "assistant"))


SENTENCES = 12  # of scripted prose
_PARTS = {
    "en": (
        "The old clock|A grey cat|One wet umbrella|The tin kettle|Her blue scarf|A paper boat|The thin moon|"
        "Some loose gravel|The kitchen window|A brown moth|His left boot|The iron gate|A torn ticket|The rain barrel",
        "rattles softly|leans sideways|catches fire and goes out|turns twice|drips without hurry|"
        "looks smaller than before|hums to itself|casts a long shadow|creaks and settles|"
        "moves a finger's breadth|smells faintly of soap|"
        "waits like a guest|shines for an instant|slides down slowly",
        "above the harbour|behind those barrels|near the bakery|under loose planks|along every wall|"
        "inside an empty drawer|beside the post office|past the last house|over wet cobbles|"
        "among the nettles|against cold glass|"
        "between two fences|below the signal mast|across the yard",
        "{0} {1} {2}.", " ",
    ),
    "zh": (
        "老挂钟|灰猫|湿雨伞|铁皮壶|蓝围巾|纸船|弯月亮|碎石子|厨房窗户|褐色飞蛾|左脚的靴子|铁栅门|撕破的车票|接雨的木桶",
        "轻轻地响|往一边歪|着了又灭|转了两圈|不紧不慢地滴水|显得比先前小|自顾自地哼|投下一条长影|吱呀着停稳|挪了一指宽|"
        "带着肥皂味|像客人那样等着|亮了一瞬|慢慢滑下来",
        "在港口上头|在那排桶后面|在面包房附近|在松动的木板底下|沿着每一堵墙|在空抽屉里|在邮局边上|在最末一户门外|"
        "在湿石头路上|在荨麻丛中|贴着冰凉的玻璃|在两道篱笆中间|在信号杆下方|在院子对面",
        "{2}，{0}{1}。", "",
    ),
}  # fmt: skip


def prose(told: str, seed: int, *, goes_on: bool) -> str:
    """Plainly scripted prose that goes on from ``told``: over 80 English words or 130 Chinese characters.

    The same words and seed give the same prose; other words give other sentences, as a good model would.
    """
    language = "zh" if han_share(told[-200:]) > 0.3 else "en"
    rng = random.Random(f"{seed}:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}")
    *tables, form, joint = _PARTS[language]
    columns = (rng.sample(words, SENTENCES) for words in (table.split("|") for table in tables))
    return (joint if goes_on else "") + joint.join(form.format(*words) for words in zip(*columns, strict=True))


def instance(schema: Any, told: str) -> Any:
    """A small value that fits a JSON schema; strings in a list are the numbered lines of ``told``, if it has any."""
    if not isinstance(schema, dict):
        return None
    if "enum" in schema or "const" in schema:
        return schema.get("const", *schema.get("enum", [])[:1])
    kind = schema.get("type")
    if kind == "object":
        return {key: instance(value, told) for key, value in schema.get("properties", {}).items()}
    if kind == "array":
        numbered = re.findall(r"^\d+[.)] *(.+)$", told, re.MULTILINE)
        count, inner = int(schema.get("minItems", 1)), schema.get("items", {})
        if inner.get("type") == "string" and len(numbered) >= count > 0:
            return numbered[:count]
        return [instance(inner, told) for _ in range(count)]
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    if kind == "boolean":
        return False
    return "scripted".ljust(int(schema.get("minLength", 0)), ".") if kind == "string" else None
