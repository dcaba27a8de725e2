"""Reading worlds: the texts of a world folder become a checked `World`, or an error that names file and key.

`parse` is pure; reading the files is the store's work. A further language is an overlay that holds only text.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from fabula.errors import WorldError
from fabula.story.lore import read as read_lore
from fabula.story.validate import check, near
from fabula.story.world import FORMAT, LANGUAGES, World

TEXT_KEYS = frozenset(
    ("title", "premise", "tone", "manner", "opening", "name", "aliases", "text", "persona", "voice", "phrase", "words",
     "tell", "tell_fail", "tell_offer", "tell_done", "tell_failed", "refuse", "goal", "goals", "claims", "keys",
     "secondary", "meaning",
     "explain", "days", "source", "ask", "options", "tell_right", "tell_wrong")
)  # fmt: skip
TEXT_TABLES = frozenset({"options", "words"})  # tables whose every line is text
RULES = frozenset({"when", "then", "fail", "needs", "start", "counters", "offer", "fails", "reward", "check"})
BY_ID = frozenset(
    ("places", "details", "items", "characters", "topics", "lore", "quests", "steps", "rules", "triggers", "tables",
     "rows", "facts", "gauges", "levels", "questions", "relations", "endings")
)  # fmt: skip
DEEPEST = 32  # tables and lists within one another; a guard with six alternatives within alternatives has 16
OPTIONAL_TEXT_KEYS = frozenset({"aliases", "words", "claims", "source"})


def _merge(base: dict[str, Any], over: dict[str, Any], path: str, file: str) -> dict[str, Any]:
    """Lay an overlay's texts over the base; anything but text under a known key is an error."""
    merged = dict(base)
    for key, value in over.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            if not isinstance(base.get(key), dict):
                raise WorldError(
                    f"{file}: '{where}' is not in world.toml.",
                    hint=near(key, [k for k, v in base.items() if isinstance(v, dict)]),
                )
            merged[key] = _merge(base[key], value, where, file)
        elif key in TEXT_KEYS or (path.rpartition(".")[2] in TEXT_TABLES and key in base):
            merged[key] = value
        else:
            raise WorldError(
                f"{file}: '{where}' is not text.",
                hint="An overlay holds only text; rules and places belong in world.toml.",
            )
    return merged


def _missing_texts(base: Mapping[str, Any], over: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, value in base.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            if key in RULES and path.rpartition(".")[2] not in BY_ID:
                continue
            under = over.get(key)
            yield from _missing_texts(value, under if isinstance(under, dict) else {}, where)
        elif key not in over and (
            key in TEXT_KEYS - OPTIONAL_TEXT_KEYS or path.rpartition(".")[2] in TEXT_TABLES - OPTIONAL_TEXT_KEYS
        ):
            yield where


def _unprintable(value: Any, where: str) -> Iterator[str]:
    """The keys of texts that would do something to a terminal: a world can come from a stranger."""
    if isinstance(value, str):
        if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\t\u200d" for c in value):
            yield where
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unprintable(key, where or "a key")
            yield from _unprintable(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _unprintable(inner, where)


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return _shallow(tomllib.loads(text), file)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number of 5,000 digits
        raise WorldError(f"{file} is not valid TOML: {error}.", hint="Correct it at that line.") from error


def _shallow(table: dict[str, Any], file: str) -> dict[str, Any]:
    """The table itself; `WorldError` if anything lies so deep in it that whoever walks through it would get lost."""
    level: list[tuple[str, Any]] = list(table.items())
    for _ in range(DEEPEST):
        level = [
            (f"{path}.{key}" if len(path) < 40 else path, inner)
            for path, value in level
            for key, inner in (
                value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
            )
            if isinstance(inner, dict | list)
        ]
    if level:
        raise WorldError(
            f"{file}: '{level[0][0]}…' has more than {DEEPEST} tables and lists within one another.",
            hint="Write it with fewer.",
        )
    return table


def collect(files: Mapping[str, str], language: str) -> tuple[dict[str, Any], str]:
    """The merged table of one language, and the name of the file that errors are to blame."""
    if "world.toml" not in files:
        raise WorldError("The folder has no world.toml.", hint="Make one with: fabula worlds new NAME")
    base = _toml(files["world.toml"], "world.toml")
    declared = base.get("languages", ["en"])
    if not (isinstance(declared, list) and declared and all(item in LANGUAGES for item in declared)):
        raise WorldError(
            f"world.toml: 'languages' = {declared!r} is not possible.", hint=f"A list of some of {LANGUAGES}."
        )
    if len(set(declared)) < len(declared):
        raise WorldError(
            f"world.toml: 'languages' = {declared!r} names one of them twice.", hint="Write each language once."
        )
    if language not in declared:
        raise WorldError(
            f"The world '{base.get('id', '?')}' is not written in '{language}'.",
            hint=f"It is written in: {', '.join(declared)}.",
        )
    if not isinstance(base.setdefault("lore", {}), dict):
        raise WorldError("world.toml: 'lore' must be a table.", hint="Write entries as [lore.NAME].")
    for name in sorted(files):
        match = re.fullmatch(r"lore/([a-z0-9_-]+)\.md", name)
        if match:
            base["lore"][match[1]] = _shallow(read_lore(files[name], name), name)
    blame = "world.toml"
    if language != declared[0]:
        blame = f"world.{language}.toml"
        if blame not in files:
            raise WorldError(
                f"{blame} is missing, though world.toml lists '{language}'.",
                hint=f"Write it, or take '{language}' out of 'languages'.",
            )
        over = _toml(files[blame], blame)
        if not isinstance(over.get("lore", {}), dict):
            raise WorldError(f"{blame}: 'lore' must be a table.", hint="Write entries as [lore.NAME].")
        for name in sorted(files):
            match = re.fullmatch(rf"lore/([a-z0-9_-]+)\.{language}\.md", name)
            if match:
                over.setdefault("lore", {})[match[1]] = read_lore(files[name], name, overlay=True)
        missing = list(_missing_texts(base, over, ""))
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise WorldError(f"{blame}: '{missing[0]}'{more} has no text.", hint="Write it in this language.")
        base = _merge(base, over, "", blame)
    return {**base, "language": language, "languages": declared}, blame


def blamed(files: Mapping[str, str], blame: str, key: str) -> str:
    """The file in which ``key`` stands: ``blame``, or the lore entry's own file."""
    match = re.match(r"lore\.([a-z0-9_-]+)", key)
    own = f"lore/{match[1]}{blame.removeprefix('world').removesuffix('toml')}md" if match else ""
    return own if own in files else blame


def parse(files: Mapping[str, str], language: str | None = None) -> World:
    """A checked `World` from the texts of a world folder (file name -> text).

    Without ``language`` the first of the world's languages is taken. Raises `WorldError` that names file,
    key and remedy.
    """
    if language is None:
        head = _toml(files["world.toml"], "world.toml") if "world.toml" in files else {}
        declared = head.get("languages", ["en"])
        language = declared[0] if isinstance(declared, list) and declared else "en"
    table, blame = collect(files, str(language))
    if table.get("format") != FORMAT or type(table["format"]) is not int:  # true and 1.0 are equal to 1, too
        raise WorldError(
            f"world.toml: 'format' = {table.get('format')!r}, but this Fabula reads format {FORMAT}.",
            hint=f"Write 'format = {FORMAT}', or update Fabula if the world is newer.",
        )
    strange = next(_unprintable(table, ""), None)
    if strange is not None:
        raise WorldError(
            f"{blame}: '{strange}' holds a character that does not print (an escape or an invisible mark).",
            hint="Type the text anew there.",
        )
    try:
        world = World.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        remedy = {
            "missing": "Add it.",
            "extra_forbidden": "Take it out, or correct its name.",
            "string_pattern_mismatch": "Ids are lower-case letters, digits and underscores.",
        }.get(first["type"], "Correct the value.")
        more = f" ({error.error_count() - 1} more problems follow.)" if error.error_count() > 1 else ""
        raise WorldError(f"{blamed(files, blame, key)}: '{key}': {first['msg']}.", hint=remedy + more) from error
    problems = list(check(world))
    if problems:
        more = f" ({len(problems) - 1} more problems follow.)" if len(problems) > 1 else ""
        key, message, hint = problems[0]
        raise WorldError(f"{blamed(files, blame, key)}: '{key}': {message}.", hint=hint + more)
    return world
