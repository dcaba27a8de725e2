"""Broken worlds: every error names the file, the key and the remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import editions, small, world

from fabula.errors import WorldError
from fabula.story.parse import parse
from fabula.story.world import GENRES

GOOD = small()

# name: (text of world.toml to replace, replacement, words of the message, words of the hint)
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "no TOML": ("[start]", "[start", r"world\.toml is not valid TOML", "at that line"),
    "twice": ("[items.book]", "[items.key]", r"world\.toml is not valid TOML", "at that line"),
    "no format": ("format = 1\n", "", r"world\.toml: 'format' = None", "format = 1"),
    "newer format": ("format = 1\n", "format = 9\n", r"world\.toml: 'format' = 9", "update Fabula"),
    "no title": ('title = "Small"\n', "", "world.toml: 'title'", "Add it"),
    "empty title": ('title = "Small"\n', 'title = " "\n', "world.toml: 'title'", "Correct"),
    "unknown key": ("[start]\n", "[start]\nweather = 1\n", "world.toml: 'start.weather'", "Take it out"),
    "unknown genre": ('genre = "sandbox"', 'genre = "horror"', "world.toml: 'genre'.*slice-of-life", "Correct"),
    "unknown rating": ('rating = "family"', 'rating = "x"', "world.toml: 'rating'", "Correct"),
    "bad id": ("[items.book]", "[items.Book-1]", r"world\.toml: 'items\.Book-1", "lower-case"),
    "bad languages": ('languages = ["en", "zh"]', 'languages = ["en", "xx"]', "'languages' = .*xx", "zh"),
    "no languages": ('languages = ["en", "zh"]', "languages = []", "'languages' = ", "en"),
    "no manner": ('manner = ["Short sentences."]', "manner = []", "world.toml: 'manner'", "Correct"),
    "start nowhere": ('place = "hall"', 'place = "hal"', "'start.place': there is no place 'hal'", "'hall'"),
    "exit to nowhere": ('exits = ["study"]', 'exits = ["study", "stdy"]', "'places.hall.exits'.*'stdy'", "'study'"),
    "item nowhere": ('at = "study"\n', 'at = "studi"\n', "'items.book.at'.*'studi'", "'study'"),
    "character nowhere": ('keeps the house."\nat = "hall"', 'x"\nat = "hell"', "'characters.ada.at'.*'hell'", "'hall'"),
    "guard at nowhere": ('when = { at = ["hall"]', 'when = { at = ["hull"]', "'rules.pick.when.at'", "'hall'"),
    "no such item": ('needs = { has = ["key"] }', 'needs = { has = ["kee"] }',
            "'places.study.needs.has'.*'kee'", "'key'"),
    "flag never set": ('set = ["open"] }\nfail', 'set = ["opn"] }\nfail',
            "no effect ever sets the flag 'open'", "'opn'"),
    "no such counter": ("then = { count = { bell = 10", "then = { count = { bel = 10",
            "'triggers.echo.then.count'", "bell"),
    "no comparison": ('bell = ">= 1"', 'bell = "1"', r"world\.toml: 'triggers\.ring\.when", "Correct"),
    "counter in a comparison": ('bell = ">= 1"', 'bell = ">= bll"', "'triggers.ring.when.counters'.*'bll'", "bell"),
    "no such step": ('set = ["open"] }\ntext', 'quest = { out = "dne" } }\ntext', "no step 'dne'", "unlock"),
    "no such ending": ('then = { set = ["open"] }\nf', 'then = { set = ["open"], end = "fre" }\nf',
            "no ending 'fre'", "'free'"),
    "no such topic": ('when = { has = ["book"] }', 'when = { heard = ["ada.hose"] }',
            "no topic 'ada.hose'", "ada.house"),
    "unreachable place": ("[items.key]", '[places.cave]\nname = "a cave"\ntext = "Dark."\n[items.key]',
                          "'places.cave': this place can't be reached", "exit"),
    "unreachable ending": ('[endings.free]\ntitle = "Out"\nwhen = { set = ["open"] }', '[endings.free]\ntitle = "Out"',
                           "'endings.free.when': this ending can't be reached", "guard"),
    "can fail in silence": ('tell_fail = "The pick slips."\n', "", "'rules.pick.tell_fail'", "Add it"),
    "impossible chance": ("chance = 0.5", "chance = 2", "'rules.pick.chance'", "Correct"),
    "name taken": ('name = "the study"', 'name = "Ada"', "the name 'Ada' is taken by", "another name"),
    "alias taken": ('aliases = ["the library"]', 'aliases = ["the key"]',
            "the name 'the key' is taken by", "another name"),
    "id taken": ("[characters.ada]", '[items.ada]\nname="x"\ntext="x"\nat="hall"\n[characters.ada]',
                 "'characters.ada': the id is taken by items.ada", "rename"),
    "reserved id": ("[items.book]", "[items.player]", "'items.player': this id is reserved", "another id"),
    "wrong type": ("counters = { bell = 0", 'counters = { bell = "many"', "start.counters.bell", "Correct"),
    "format that only equals 1": ("format = 1\n", "format = true\n", r"world\.toml: 'format' = True", "format = 1"),
    "format with a point": ("format = 1\n", "format = 1.0\n", r"world\.toml: 'format' = 1\.0", "format = 1"),
    "language twice": ('languages = ["en", "zh"]', 'languages = ["en", "en"]', "'languages' = .* twice", "once"),
    "slot in an ending": ('text = "You are out."', 'text = "You are out, {bll}."',
            r"'endings\.free\.text': nothing fills the slot '\{bll\}'", "counters"),
    "slot in lore": ('text = "There never were any stairs."', 'text = "{stairs} stairs."',
            r"'lore\.stairs\.text': nothing fills the slot '\{stairs\}'", "counters"),
    "slot with a capital": ('text = "You are out."', 'text = "You are out, {Bell}."',
            r"'endings\.free\.text': nothing fills the slot '\{Bell\}'", "counters"),
    "slot in the opening": ('A key lies on the floor."', '{bell} keys lie on the floor."',
            r"'opening': nothing fills the slot '\{bell\}' before the story has begun", "Write it out"),
    "no quest": ("[quests.out]", "[quests]\n[other.out]", "world.toml: '", ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_world_is_explained(kind: str) -> None:
    """One mistake in a good world is one error in one paragraph, with file, key and what to do."""
    old, new, message, hint = BROKEN[kind]
    assert old in GOOD["world.toml"]
    with pytest.raises(WorldError, match=message) as caught:
        parse({**GOOD, "world.toml": GOOD["world.toml"].replace(old, new, 1)})
    assert "world.toml" in caught.value.message
    assert caught.value.hint
    assert hint in caught.value.hint
    assert caught.value.paragraph().count("\n") == 0 or kind in ("no TOML", "twice")
    assert "pydantic" not in caught.value.paragraph()


# name: (text of world.zh.toml to replace, replacement, words of the message)
OVERLAYS: dict[str, tuple[str, str, str]] = {
    "text missing": ('title = "小屋"\n', "", r"world\.zh\.toml: 'title' has no text"),
    "text deep inside missing": (
        'tell_fail = "铁丝滑了一下。"\n',
        "",
        r"world\.zh\.toml: 'rules\.pick\.tell_fail' has no",
    ),
    "unknown entity": ("[items.key]", "[items.kee]", r"world\.zh\.toml: 'items\.ke[ey]"),
    "surplus entity": (
        "[items.key]",
        '[items.hat]\nname = "帽子"\n[items.key]',
        r"world\.zh\.toml: 'items\.hat' is not in",
    ),
    "not text": ('title = "小屋"\n', 'title = "小屋"\nrating = "adult"\n', r"world\.zh\.toml: 'rating' is not text"),
    "no TOML": ("[items.key]", "[items.key", r"world\.zh\.toml is not valid TOML"),
    "name taken": ('name = "书房"', 'name = "门厅"', r"world\.zh\.toml: .*the name '门厅' is taken"),
    "empty text": ('title = "小屋"\n', 'title = ""\n', r"world\.zh\.toml: 'title'"),
}


@pytest.mark.parametrize("kind", OVERLAYS)
def test_a_broken_overlay_blames_its_own_file(kind: str) -> None:
    """A mistake in a translation names the translation's file and leaves the first language playable."""
    old, new, message = OVERLAYS[kind]
    files = {**GOOD, "world.zh.toml": GOOD["world.zh.toml"].replace(old, new, 1)}
    assert files != GOOD
    with pytest.raises(WorldError, match=message) as caught:
        parse(files, "zh")
    assert caught.value.hint
    assert parse(files, "en").title == "Small"


def test_missing_files_and_languages_are_explained() -> None:
    """No world.toml, a listed language without its file, and a language that the world does not have."""
    with pytest.raises(WorldError, match=r"no world\.toml") as caught:
        parse({})
    assert "fabula worlds new" in caught.value.hint
    with pytest.raises(WorldError, match=r"world\.zh\.toml is missing") as caught:
        parse({"world.toml": GOOD["world.toml"]}, "zh")
    assert "languages" in caught.value.hint
    with pytest.raises(WorldError, match="not written in 'fr'") as caught:
        parse(GOOD, "fr")
    assert "en, zh" in caught.value.hint


@pytest.mark.parametrize("text", ["No keys here.", "keys: a\nkeys: b\n\ntext", "keys: moon\n", "", "keys:\n\ntext"])
def test_a_lore_file_without_its_head_is_explained(text: str) -> None:
    """A lore file must begin with its keys; the error names the file and shows the form."""
    with pytest.raises(WorldError, match=r"lore/moon\.md|lore\.moon") as caught:
        parse({**GOOD, "lore/moon.md": text})
    assert "keys" in caught.value.paragraph()


def test_many_mistakes_are_counted() -> None:
    """When more is wrong the first is told and the others are counted: nobody mends one at a time in the dark."""
    text = GOOD["world.toml"].replace('exits = ["study"]', 'exits = ["study", "a", "b", "c"]')
    with pytest.raises(WorldError) as caught:
        parse({**GOOD, "world.toml": text})
    assert "2 more problems" in caught.value.hint


@pytest.mark.parametrize(("name", "language"), editions())
def test_every_shipped_world_is_playable(name: str, language: str) -> None:
    """Shipped worlds parse in each of their languages, have their folder's name, and a digest of their own."""
    told = world(name, language)
    assert told.id == name
    assert told.language == language
    assert told.genre in GENRES
    assert len(told.digest()) == 16
    others = {world(other, code).digest() for other, code in editions() if (other, code) != (name, language)}
    assert told.digest() not in others


@given(at=st.integers(0, len(GOOD["world.toml"]) - 1), junk=st.text(max_size=5), gone=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_damage_is_a_world_error_or_a_world(at: int, junk: str, gone: int) -> None:
    """Cutting and scribbling anywhere in a world file gives a world or a WorldError, never anything else."""
    text = GOOD["world.toml"]
    try:
        parse({**GOOD, "world.toml": text[:at] + junk + text[at + gone :]})
    except WorldError as error:
        assert "world.toml" in error.message
        assert error.hint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Small"', 'title = "Sm\\u001b[2Jall"'),
        ('title = "Small"', 'title = "Sm\\u202eall"'),
        ('title = "Small"', "title = " + "[" * 3000),
        ('title = "Small"', "title = " + "9" * 6000),
        ('when = { set = ["open"] }\ntext', "when = " + "{ any = [" * 600 + "] }" * 600 + "\ntext"),
        ('when = { set = ["open"] }\ntext', "when = " + "{ any = [" * 60 + "] }" * 60 + "\ntext"),
        ('title = "Small"', 'title = "Small"\n' + ".".join("a" * 5000) + " = 1"),
        ("counters = { bell = 0", "counters = { bell = 0x" + "f" * 400),
        ('title = "Small"', 'title = "' + "a. " * 30000 + '"'),
    ],
    ids=["escape", "override", "nested", "long number", "guard 600 deep", "guard 60 deep", "key", "counter", "text"],
)
def test_hostile_worlds_are_world_errors(old: str, new: str) -> None:
    """Escapes for the terminal, nesting without end (in the text, or in what is made of it) and numbers without end
    are refused like any other mistake."""
    with pytest.raises(WorldError, match=r"world\.toml") as caught:
        parse({**GOOD, "world.toml": GOOD["world.toml"].replace(old, new)})
    assert "\x1b" not in caught.value.paragraph() and "\u202e" not in caught.value.paragraph()


@pytest.mark.timeout(20)
def test_a_lore_head_without_end_is_read_at_once() -> None:
    """A megabyte of spaces behind the keys takes no time that anybody would notice."""
    with pytest.raises(WorldError, match="begin with its keys"):
        parse({**GOOD, "lore/a.md": "keys: a" + " " * 900_000})


def test_what_lies_too_deep_is_named_in_every_file() -> None:
    """So it is in an overlay and in a lore file's guard; a guard with six alternatives within one another is read."""
    deep = "{ any = [" * 40 + "] }" * 40
    with pytest.raises(WorldError, match=r"world\.zh\.toml: 'lore\.x\.any\.0.*more than 32 tables"):
        parse({**GOOD, "world.zh.toml": GOOD["world.zh.toml"] + f"\n[lore]\nx = {deep}\n"}, "zh")
    with pytest.raises(WorldError, match=r"lore/moon\.md: 'when\.any\.0.*more than 32 tables"):
        parse({**GOOD, "lore/moon.md": f"keys: moon\nwhen: {deep}\n\nThe moon."})
    six = "{ any = [" * 6 + '{ set = ["open"] }' + "] }" * 6
    text = GOOD["world.toml"].replace('when = { set = ["open"] }\ntext', f"when = {six}\ntext")
    assert parse({**GOOD, "world.toml": text}).endings["free"].when.any


def test_lore_that_is_no_table_is_named() -> None:
    """An overlay with 'lore' as a text is an error of that file."""
    zh = 'lore = "x"\n' + GOOD["world.zh.toml"]
    with pytest.raises(WorldError, match=r"world\.zh\.toml"):
        parse({**GOOD, "world.zh.toml": zh, "lore/a.zh.md": "keys: a\n\nb"}, "zh")
