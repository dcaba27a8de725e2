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
    """Replies that are used up in order, one list for prose and one for requests with a schema."""

    prose: list[Reply] = field(default_factory=list)
    choices: list[Reply] = field(default_factory=list)
    seed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Script:
        """The script written as plain data. `InputError` names what is unknown."""
        unknown = set(given) - {"prose", "choices", "seed"}
        if unknown:
            raise InputError(f"A script can't hold '{sorted(unknown)[0]}'.", hint="It holds prose, choices and seed.")
        replies = {kind: [Reply.of(reply) for reply in given.get(kind, ())] for kind in ("prose", "choices")}
        return cls(replies["prose"], replies["choices"], int(given.get("seed", 0)))

    @classmethod
    def read(cls, path: Path) -> Script:
        """The script in a ``.toml`` or ``.json`` file. Raises `InputError`."""
        try:
            text = path.read_text("utf-8")
            return cls.of(tomllib.loads(text) if path.suffix == ".toml" else json.loads(text))
        except (OSError, ValueError) as error:
            raise InputError(f"The script {path} can't be read: {error}.", hint="Correct the file.") from error

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


_OPENING = {
    "en": 'A scripted voice repeats the last words, "{echo}," and goes on as it was written to go on.',
    "zh": "一个照着剧本念的声音重复了最后几个字“{echo}”，然后照写好的念下去。",
}
_SENTENCES = {
    "en": (
        "Somewhere a door that nobody wrote opens a little and lets the wind in.",
        "The light is the colour of paper, and it falls on everything in the same way.",
        "Dust turns slowly in the air, as the stage directions ask it to.",
        "A clock ticks behind the scenery, always at the same distance.",
        "There is a smell of ink and of rain that was only mentioned.",
        "Far off a bell rings once, because one bell was in the script.",
        "The floorboards creak in the order in which they were numbered.",
        "Nothing here has been made up on the spot, and it shows.",
        "A cup stands on the table, half full, exactly where it was put.",
        "Outside, the painted trees move a little and then stop moving.",
        "The silence that follows is two lines long and evenly spaced.",
        "Someone has left a pencil mark in the margin of the evening.",
    ),
    "zh": (
        "远处有一扇没人写过的门开了一条缝，风从那里进来。",
        "光是纸的颜色，落在每样东西上都一个样子。",
        "灰尘在空气里慢慢地转，正像舞台说明要求的那样。",
        "布景后面有只钟在走，远近总是不变。",
        "空气里有墨水味，还有一场只被提到过的雨。",
        "远远地响了一声钟，因为剧本里只有一声。",
        "地板按编好的次序，一块接一块地响。",
        "这里没有一样东西是临时想出来的，看得出来。",
        "桌上放着一只杯子，半满，就在原来的地方。",
        "外面画出来的树动了动，又不动了。",
        "接下来的安静有两行那么长，排得很匀。",
        "不知是谁在这个傍晚的页边留了一道铅笔印。",
    ),
}


def prose(told: str, seed: int, *, goes_on: bool) -> str:
    """Plainly scripted prose that goes on from ``told``: over 80 English words or 130 Chinese characters.

    The same words and seed give the same prose.
    """
    tail = told[-200:]
    language = "zh" if han_share(tail) > 0.3 else "en"
    rng = random.Random(f"{seed}:{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}")
    words = re.findall(r"[A-Za-z']+" if language == "en" else r"[\u3400-\u9fff]", tail)
    joint = " " if language == "en" else ""
    echo = joint.join(words[-5:]) or ("nothing" if language == "en" else "没有")
    lines = [_OPENING[language].format(echo=echo), *rng.sample(_SENTENCES[language], 9)]
    return (joint if goes_on else "") + joint.join(lines)


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
