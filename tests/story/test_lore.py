"""Lore as authors write it: keys and patterns, files and overlays, and what is refused before it is played."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from walking import editions, small, world

from fabula.errors import WorldError
from fabula.story.language import CHINESE, ENGLISH
from fabula.story.lore import SCANNED, LoreEntry, read, spoken
from fabula.story.parse import parse
from fabula.story.pattern import PARTS, Pattern, pattern
from fabula.story.world import World

GOOD = small()


def written(entries: str, **files: str) -> World:
    """The small world with more entries, and with further files (``moon`` is lore/moon.md)."""
    more = {f"lore/{name.replace('_', '.')}.md": text for name, text in files.items()}
    return parse({**GOOD, "world.toml": GOOD["world.toml"] + entries, **more})


# -- keys -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "there"),
    [
        ("We hear the bells.", "bell", True),
        ("The bellows creak.", "bell", False),
        ("Into the Red Light!", "red light", True),
        ("A red, no, a light", "red light", False),
        ("She said 月見 to us.", "月見", True),
        ("お月見だんごを食べる", "月見だんご", True),
        ("カタカナのベルが鳴る", "ベル", True),
        ("A café, at last", "café", True),
        ("The cafés are shut", "café", False),
        ("the Earth’s shadow", "earth's shadow", True),
        ("moonrise over the sea", "/moon(rise|set)/", True),
        ("Moonrise over the sea", "/moon(rise|set)/", False),
        ("Moonrise over the sea", "/moon(rise|set)/i", True),
    ],
)
def test_keys_are_words_or_patterns(text: str, key: str, there: bool) -> None:
    """Words are whole where words are spaced, and anywhere in Chinese and Japanese; patterns are what they say."""
    assert spoken(ENGLISH, text, key) is there


def test_words_need_not_be_whole() -> None:
    """With ``whole = false`` a key is found inside words; in a Chinese world every key is."""
    assert not spoken(ENGLISH, "The bellows creak.", "bell")
    assert spoken(ENGLISH, "The bellows creak.", "bell", whole=False)
    assert spoken(CHINESE, "听见铜钟响", "钟")
    assert spoken(CHINESE, "the bellows", "Bell")


@given(text=st.text("abcs ,.'-", max_size=40), key=st.text("abcs '", min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_quick_look_changes_no_answer(text: str, key: str) -> None:
    """Keys that are plain words are found exactly where the language finds them."""
    assert spoken(ENGLISH, text, key) == ENGLISH.contains(text, key)


# -- patterns ---------------------------------------------------------------------------------------------

ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\d", "\\s", "\\b", "^", "$", "\\.", "[a-c]"])
COUNTS = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{1,3}", "{,2}", "{2,}", "*?"])
PATTERNS = st.recursive(
    st.builds(str.__add__, ATOMS, COUNTS),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("({}|{}){}".format, inner, inner, COUNTS),
        st.builds("(?:{}){}".format, inner, COUNTS),
    ),
    max_leaves=6,
)


@given(source=PATTERNS, flags=st.sampled_from(["", "i", "s", "m", "im"]), text=st.text("abcAB1. \n", max_size=12))
@settings(max_examples=800, deadline=None)
def test_a_pattern_finds_what_python_finds(source: str, flags: str, text: str) -> None:
    """Every pattern that is not refused matches exactly where Python's own expressions match."""
    try:
        found = Pattern(source, flags)
    except ValueError:
        return
    wanted = re.compile(source, sum({"i": re.I, "s": re.S, "m": re.M}[flag] for flag in flags))
    assert found.found(text) == bool(wanted.search(text))


@pytest.mark.parametrize(
    "source", [r"\w*\w*\w*\w*\w*x", "(a|a|a|a)*b", "(?:a|aa){1,40}b", ".*.*.*.*=.*", r"(\w|\w\w|\w\w\w){30}!"]
)
def test_no_pattern_runs_away(source: str) -> None:
    """Patterns for which going back and trying again takes hours are through at once, even on their worst text."""
    found = Pattern(source)
    begun = time.monotonic()
    assert not found.found("a" * SCANNED)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("/moon", "does not end like one"),
        ("/", "does not end like one"),
        ("/moon/rise", "its flags"),
        ("/moon/x", "its flags"),
        ("/(moon/", "a group has no end"),
        ("/moon)/", "never began"),
        ("/[moon/", "a class of characters has no end"),
        ("/[z-a]/", "no class of characters"),
        ("/(a+)+/", "repetition within a repetition"),
        ("/(a*b?){2,5}/", "repetition within a repetition"),
        ("/a**/", "repeats a repetition"),
        ("/(a)\\1/", "'\\1', which can't be used"),
        ("/(?=a)b/", "only ( ) and (?: )"),
        ("/(?P<x>a)(?P=x)/", "only ( ) and (?: )"),
        ("/*a/", "repeats nothing"),
        ("/a{2,1}/", "no count"),
        ("/a{1,999}/", "no count"),
        ("/a{x}/", "begins no count"),
        ("/a*/", "matches even where there is nothing"),
        ("/\\b/", "matches even where there is nothing"),
        (f"/{'(?:abcdefgh){100}'}/", f"more than {PARTS} parts"),
        (f"/{'(' * 50}a{')' * 50}/", "groups within one another"),
        (f"/{'a' * 205}/", "characters long"),
    ],
)
def test_a_pattern_that_can_not_be_used_is_an_error(key: str, words: str) -> None:
    """Broken patterns, and those that other engines choke on, are errors with file, key, and what is wrong."""
    entry = f"\n[lore.moon]\nkeys = ['''{key}''']\ntext = 'The tide.'\n"
    with pytest.raises(WorldError, match=r"world\.toml: 'lore\.moon\.keys\.0'") as caught:
        written(entry)
    assert words in caught.value.message
    with pytest.raises(WorldError, match=r"lore/moon\.md: 'lore\.moon\.secondary\.0'"):
        written("", moon=f"keys: moon\nsecondary: {key}\n\nThe tide.")


def test_words_are_no_patterns() -> None:
    """Only what begins with a slash is a pattern; marks in words mean themselves."""
    assert pattern("moon (full)") is None
    assert spoken(CHINESE, "月亮(圆)", "月亮(圆)")
    assert written("\n[lore.moon]\nkeys = ['moon (full)', 'a+b']\ntext = 'The tide.'\n").lore["moon"].keys


def test_too_many_patterns_are_refused() -> None:
    """Patterns of all entries together have a limit, so that a world can't make every turn slow."""
    keys = ", ".join(f"'/(?:abcdefgh{number}){{40}}/'" for number in range(20))
    with pytest.raises(WorldError, match="'lore': the patterns of all entries"):
        written(f"\n[lore.a]\nkeys = [{keys}]\ntext = 'x'\n")


# -- entries ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("keys = ['moon']\ncolour = 'red'", r"'lore\.moon\.colour'"),
        ("keys = ['moon']\nprobability = 0", r"'lore\.moon\.probability'"),
        ("keys = ['moon']\nprobability = 1.5", r"'lore\.moon\.probability'"),
        ("keys = ['moon']\nlogic = 'some'", r"'lore\.moon\.logic'"),
        ("keys = ['moon']\ncooldown = -1", r"'lore\.moon\.cooldown'"),
        ("keys = ['moon']\nwhen = { has = ['rope'] }", r"'lore\.moon\.when\.has': there is no item 'rope'"),
        ("keys = ['moon']\nwhen = { time = ['night'] }", r"'lore\.moon\.when': there is no clock"),
        ("keys = []", r"'lore\.moon\.keys': nothing calls this entry up"),
        ("meaning = 'Somebody asks for the tide.'", r"'lore\.moon\.keys': nothing calls this entry up where"),
        ("keys = ['…']", r"'lore\.moon\.keys': nobody can speak of '…'"),
        ("keys = ['moon', 'the']", r"'lore\.moon\.keys': nobody can speak of 'the'"),
        ("keys = ['moon']\nsecondary = ['?!']", r"'lore\.moon\.secondary': nobody can speak of"),
    ],
)
def test_a_broken_entry_is_explained(lines: str, message: str) -> None:
    """Unknown fields, impossible values, guards that name nothing, and entries that nothing can call up."""
    with pytest.raises(WorldError, match=rf"world\.toml: {message}") as caught:
        written(f"\n[lore.moon]\n{lines}\ntext = 'The tide.'\n")
    assert caught.value.hint


def test_a_text_must_fit_into_a_turn() -> None:
    """An entry longer than the room of a turn could never be told."""
    entry = "\n[lore_settings]\ncharacters = 10\n[lore.moon]\nkeys = ['moon']\ntext = 'The moon pulls at the sea.'\n"
    with pytest.raises(WorldError, match=r"'lore\.\w+\.text': the text has \d+ characters") as caught:
        written(entry)
    assert "lore_settings.characters" in caught.value.hint
    with pytest.raises(WorldError, match=r"'lore_settings\.turns'"):
        written("\n[lore_settings]\nturns = 1\n")


RING = """
[lore.moon]
keys = ["moon"]
text = "It pulls at the tide."
cooldown = {moon}
[lore.tide]
keys = ["/tides?/"]
text = "It carries the weed and follows the moon."
cooldown = 1
recursive = {recursive}
"""


def test_an_entry_that_calls_itself_up_is_an_error() -> None:
    """Directly or round a ring: entries that can fire again must not go on calling themselves up."""
    with pytest.raises(WorldError, match=r"lore/moon\.md: 'lore\.moon\.text'.*without end: moon -> moon") as caught:
        written("", moon="keys: moon\ncooldown: 3\n\nThe moon is new.")
    assert "recursive = false" in caught.value.hint
    with pytest.raises(WorldError, match=r"without end: (moon -> tide -> moon|tide -> moon -> tide)"):
        written(RING.format(moon=0, recursive="true"))


def test_harmless_rings_are_no_errors() -> None:
    """An entry that fires once may hold its own key, and one whose text calls up nothing may fire again."""
    written("", moon="keys: moon\n\nThe moon is new.")
    written("", moon="keys: moon\ncooldown: 3\nrecursive: false\n\nThe moon is new.")
    written(RING.format(moon=0, recursive="false"))
    written(RING.format(moon=0, recursive="true").replace("cooldown = 0\n", ""))


def test_groups_may_have_one_member() -> None:
    """A group that nobody shares is no mistake."""
    assert written("\n[lore.moon]\nkeys = ['moon']\ngroup = 'sky'\ntext = 'x'\n").lore["moon"].group == "sky"


@pytest.mark.parametrize(
    ("sticky", "cooldown", "active", "ready"),
    [(0, None, [5], []), (2, None, [5, 6, 7], []), (0, 0, [5], [6, 7, 8, 9]), (0, 2, [5], [8, 9]),
     (2, 1, [5, 6, 7], [9])],
)  # fmt: skip
def test_when_an_entry_is_active_and_when_it_may_fire_again(
    sticky: int, cooldown: int | None, active: list[int], ready: list[int]
) -> None:
    """It sticks for its turns, then is silent for its cooldown; without one it fires once."""
    entry = LoreEntry(keys=["x"], text="x", sticky=sticky, cooldown=cooldown)
    assert [turn for turn in range(4, 10) if entry.active(5, turn)] == active
    assert [turn for turn in range(5, 10) if entry.ready(5, turn)] == ready


# -- files ------------------------------------------------------------------------------------------------


def test_a_file_can_say_all_that_an_entry_has() -> None:
    """Head lines are the entry's fields: lists by commas, words as they are, the rest as in TOML."""
    head = """keys: moon, /tide[s,]{1,2}/i，月
secondary：sea, ship
logic: all
whole: false
meaning: Somebody asks for the tide, or the moon.
near: 0.7
constant: false
when: { has = ["key"], turn = ">= 2" }
delay: 3
probability: 0.5
order: -10
group: sky
weight: 5
sticky: 2
cooldown: 4
scan: 3
recursive: false
"""
    entry = written("", moon=head + " \nIt pulls.\n\nIt waits.").lore["moon"]
    assert entry.keys == ["moon", "/tide[s,]{1,2}/i", "月"]
    assert (entry.secondary, entry.logic, entry.whole) == (["sea", "ship"], "all", False)
    assert entry.meaning == "Somebody asks for the tide, or the moon."
    assert (entry.near, entry.constant, entry.delay, entry.probability) == (0.7, False, 3, 0.5)
    assert (entry.when.has, entry.when.turn) == (["key"], ">= 2")
    assert (entry.order, entry.group, entry.weight) == (-10, "sky", 5)
    assert (entry.sticky, entry.cooldown, entry.scan, entry.recursive) == (2, 4, 3, False)
    assert entry.text == "It pulls.\n\nIt waits."
    assert set(LoreEntry.model_fields) - entry.model_fields_set == set()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("keys: moon\ncolour: red\n\nx", r"lore/moon\.md: 'colour' is nothing that an entry has"),
        ("keys: moon\ntext: red\n\nx", r"lore/moon\.md: 'text' is nothing that an entry has"),
        ("keys: moon\nThe tide.\n\nx", r"lore/moon\.md: 'The tide\.' is nothing that an entry has"),
        ("keys: moon\norder: many\n\nx", r"lore/moon\.md: 'order: many' can't be read"),
        ("keys: moon\nwhen: { has = \n\nx", r"lore/moon\.md: 'when: { has =' can't be read"),
        ("keys: moon\norder: 1\norder: 2\n\nx", r"lore/moon\.md: 'order' stands there twice"),
        ("keys: moon\norder: 1.5\n\nx", r"lore/moon\.md: 'lore\.moon\.order'"),
        ("keys: moon\n\n   \n", r"lore/moon\.md does not begin with its keys"),
        ("constant: false\n\nx", r"lore/moon\.md: 'lore\.moon\.keys': nothing calls"),
    ],
)
def test_a_broken_file_is_explained(text: str, message: str) -> None:
    """Errors of a lore file name that file, the line, and what to do."""
    with pytest.raises(WorldError, match=message) as caught:
        written("", moon=text)
    assert caught.value.hint


def test_a_constant_entry_needs_no_keys() -> None:
    """What always fires need not be spoken of."""
    assert written("", moon="constant: true\n\nThe moon is new.").lore["moon"].constant


@pytest.mark.parametrize("head", ["/," * 450_000, "/a" * 450_000, ", " * 450_000, "a" * 900_000, "/\\," * 300_000])
def test_a_long_head_is_read_at_once(head: str) -> None:
    """Nearly a megabyte of anything in a head line takes no time to be read or refused."""
    begun = time.monotonic()
    with pytest.raises(WorldError):
        written("", moon=f"keys: {head}\n\nx")
    assert time.monotonic() - begun < 5


@given(text=st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_file_is_read_or_refused(text: str) -> None:
    """Whatever stands in a lore file, it becomes an entry's table or an error that names the file."""
    try:
        assert read(text, "lore/x.md")["text"]
    except WorldError as error:
        assert error.message.startswith("lore/x.md")


# -- overlays ---------------------------------------------------------------------------------------------

ENTRY = "keys: moon\nsecondary: sea\nmeaning: The tide.\norder: 7\nwhen: { has = ['key'] }\n\nIt pulls."


def test_an_overlay_replaces_words_and_nothing_else() -> None:
    """Keys, secondary keys, meaning and text are those of the language, all else is the world's."""
    files = {**GOOD, "lore/moon.md": ENTRY}
    files["lore/moon.zh.md"] = "keys: 月亮, /[满新]月/\nsecondary: 海\nmeaning: 潮水。\n\n它牵着海。"
    zh = parse(files, "zh").lore["moon"]
    assert (zh.keys, zh.secondary, zh.meaning, zh.text) == (["月亮", "/[满新]月/"], ["海"], "潮水。", "它牵着海。")
    assert (zh.order, zh.when.has) == (7, ["key"])
    assert parse(files, "en").lore["moon"].keys == ["moon"]


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ("keys: 月\nsecondary: 海\nmeaning: 潮。\norder: 3\n\n它", r"lore/moon\.zh\.md: 'order' is not text"),
        ("keys: 月\nsecondary: 海\nmeaning: 潮。\ngroup: 天\n\n它", r"lore/moon\.zh\.md: 'group' is not text"),
        ("keys: 月\nsecondary: 海\n\n它", r"world\.zh\.toml: 'lore\.moon\.meaning' has no text"),
        ("keys: 月\nmeaning: 潮。\n\n它", r"world\.zh\.toml: 'lore\.moon\.secondary' has no text"),
        ("keys: /(月/\nsecondary: 海\nmeaning: 潮。\n\n它", r"lore/moon\.zh\.md: 'lore\.moon\.keys\.0'"),
    ],
)
def test_a_broken_overlay_is_explained(overlay: str, message: str) -> None:
    """An overlay that decides something, or leaves words out, is an error of its own file."""
    with pytest.raises(WorldError, match=message):
        parse({**GOOD, "lore/moon.md": ENTRY, "lore/moon.zh.md": overlay}, "zh")


@pytest.mark.parametrize("line", ["cooldown = 1", "logic = 'all'", "constant = true", "whole = false"])
def test_an_overlay_table_decides_nothing(line: str) -> None:
    """In ``world.zh.toml`` as well an entry's table holds only text."""
    zh = GOOD["world.zh.toml"].replace("[lore.stairs]", f"[lore.stairs]\n{line}", 1)
    with pytest.raises(WorldError, match=r"world\.zh\.toml: 'lore\.stairs\.\w+' is not text"):
        parse({**GOOD, "world.zh.toml": zh}, "zh")


@pytest.mark.parametrize(("name", "language"), editions())
def test_shipped_lore_is_spoken_of_by_its_own_keys(name: str, language: str) -> None:
    """Every key of every shipped entry can be found in words of its language."""
    told = world(name, language)
    speech = {"en": ENGLISH, "zh": CHINESE}[language]
    for entry in told.lore.values():
        assert all(spoken(speech, f"… {key} …", key) for key in entry.keys if pattern(key) is None)
