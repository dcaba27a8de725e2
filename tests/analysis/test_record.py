"""Records: the JSON of a report, and the schema that is published for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fabula.analysis.comparison import comparison
from fabula.analysis.record import Record, data, schema
from fabula.analysis.report import FORMAT, report
from fabula.analysis.text import read

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / f"{FORMAT.replace('/', '-')}.json"
STORIES = {
    "en": "Anna was afraid. “Come in,” said the old woman, and gave her a loaf.\n\nAnna thanked her. Then she laughed.",
    "zh": "小明很害怕。“进来吧。”老奶奶说，把馒头给了他。\n\n小明谢谢她。后来他笑了。",
}
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def valid(value: Any, rule: Any, root: Any) -> None:
    """Whether a value is as the schema says, for the words that the schema uses; an unknown word fails."""
    if "$ref" in rule:
        return valid(value, root["$defs"][rule["$ref"].rpartition("/")[2]], root)
    if "anyOf" in rule:
        for one in rule["anyOf"]:
            try:
                return valid(value, one, root)
            except AssertionError:
                continue
        raise AssertionError(f"{value!r} is none of {rule['anyOf']}")
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
             "null": type(None)}  # fmt: skip
    known = {"type", "properties", "required", "additionalProperties", "items", "prefixItems", "minItems", "maxItems",
             "title", "description", "default", "enum", "const", "$defs", "$schema", "format"}  # fmt: skip
    assert set(rule) <= known, set(rule) - known
    if "const" in rule:
        assert value == rule["const"]
    if "enum" in rule:
        assert value in rule["enum"]
    if "type" in rule:
        assert isinstance(value, kinds[rule["type"]]), (value, rule)
        assert not (isinstance(value, bool) and rule["type"] in ("integer", "number"))
    if isinstance(value, dict):
        assert set(rule.get("required", ())) <= set(value)
        for key, one in value.items():
            inner = rule.get("properties", {}).get(key, rule.get("additionalProperties"))
            assert inner not in (None, False), f"'{key}' isn't in the schema"
            if isinstance(inner, dict):
                valid(one, inner, root)
    if isinstance(value, list):
        assert rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value))
        for at, one in enumerate(value):
            inner = rule["prefixItems"][at] if "prefixItems" in rule else rule.get("items", {})
            valid(one, inner, root)
    return None


def test_the_published_schema_is_this_one() -> None:
    """The file in docs/schemas is what the code gives; `fabula analyse - --schema` writes it anew."""
    assert json.loads(PUBLISHED.read_text("utf-8")) == schema()


@BOTH
def test_a_record_is_as_the_schema_says(language: str) -> None:
    """A real record, with a comparison in it, passes through JSON and keeps to the schema in every part."""
    text = read(STORIES[language])
    found = report(text)
    beside = comparison(found, found, ("one", "other"))
    made = json.loads(json.dumps(data(Record("A", "txt", text.raw, found, beside)), ensure_ascii=False))
    valid(made, schema(), schema())
    assert made["report"]["format"] == FORMAT if "report" in made else made["format"] == FORMAT


def test_a_changed_record_is_noticed() -> None:
    """The check above can fail: a number in the place of words, and a key that nobody knows."""
    text = read(STORIES["en"])
    made = data(Record("A", "txt", text.raw, report(text)))
    for change in ({"title": 1}, {"surprise": 1}):
        with pytest.raises(AssertionError):
            valid(json.loads(json.dumps(made)) | change, schema(), schema())
