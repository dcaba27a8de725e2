"""World folders: finding, reading within bounds, listing, checking and beginning them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fabula.errors import FabulaError, NotFound, WorldError
from fabula.store import beginning, inspection, worlds
from fabula.story.decide import decide, dice, start
from fabula.story.offer import offer
from fabula.story.state import State, fold
from fabula.story.world import World


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of this test's own."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def mine(home: Path) -> Path:
    """The folder of a new world of the reader's own."""
    return beginning.new("night-bakery")


def edit(folder: Path, old: str, new: str, times: int = -1) -> None:
    """Change world.toml; the text to change must be there."""
    file = folder / "world.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, times), "utf-8")


def test_every_shipped_world_is_playable_in_all_its_languages(home: Path) -> None:
    """Each shipped world has no problem in any language and is listed without an error."""
    assert "last-bus" in worlds.shipped()
    for name in worlds.shipped():
        assert inspection.problems(name) == []
    assert [summary.error for summary in worlds.summaries()] == [""] * len(worlds.shipped())


def test_a_world_is_loaded_in_the_language_asked_for(home: Path) -> None:
    """Without a language it is the world's first; a language it is not written in is an error that says which are."""
    assert worlds.load("last-bus").title == "The Last Bus"
    assert worlds.load("last-bus", "zh").title == "末班车"
    with pytest.raises(WorldError, match="last-bus") as caught:
        worlds.load("last-bus", "fr")
    assert "en, zh" in caught.value.hint


def test_a_world_is_found_by_name_and_by_path(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own world by its name, any folder by its path, or by its name for who stands beside it."""
    wanted = worlds.find("night-bakery")
    assert set(wanted) == {"world.toml", "lore/neighbours.md"}
    assert worlds.find(str(mine)) == worlds.find(mine) == wanted
    monkeypatch.chdir(mine.parent)
    assert worlds.find("./night-bakery") == wanted
    monkeypatch.setenv("FABULA_HOME", "/nowhere")
    assert worlds.find("night-bakery") == wanted
    monkeypatch.chdir(mine)
    assert worlds.find(".") == wanted


def test_an_own_world_hides_a_shipped_one_of_its_name(mine: Path) -> None:
    """A copy in the home folder that was changed is the one that is played and listed."""
    edit(mine, 'id = "night-bakery"', 'id = "last-bus"')
    mine.rename(mine.parent / "last-bus")
    assert worlds.load("last-bus").title == "Night Bakery"
    assert [(one.title, one.source) for one in worlds.summaries() if one.name == "last-bus"] == [
        ("Night Bakery", "own")
    ]


def test_an_unknown_name_says_what_is_near(home: Path) -> None:
    """A misspelt name is NotFound with the name that was meant; a missing folder is NotFound with its path."""
    with pytest.raises(NotFound, match="lastbus") as caught:
        worlds.find("lastbus")
    assert "last-bus" in caught.value.hint
    for nowhere in ("./nowhere", "../..//nope", "", "a\x00b", "x" * 4000):
        with pytest.raises(FabulaError):
            worlds.find(nowhere)


@pytest.mark.parametrize("name", ["..", "../night-bakery/../..", "/etc", "~"])
def test_a_folder_without_a_world_says_so(mine: Path, name: str) -> None:
    """A path that leads to some other folder reads nothing of it and names what is missing."""
    with pytest.raises(FabulaError, match="no world"):
        worlds.find(name)


def test_errors_name_folder_and_file(mine: Path) -> None:
    """What is wrong inside a file is reported with the world, the file, the key and a remedy."""
    edit(mine, 'exits = ["yard", "stairs"]', 'exits = ["yard", "stair"]')
    with pytest.raises(WorldError, match=r"night-bakery.*world\.toml.*places\.kitchen\.exits.*stair") as caught:
        worlds.load("night-bakery")
    assert "stairs" in caught.value.hint


def test_a_file_beyond_bounds_is_refused(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge file, bytes that are no text, too many files and a pipe are errors that name the file; nothing hangs."""
    lore = mine / "lore" / "more.md"
    lore.write_bytes(b"a" * (worlds.MAX_BYTES + 1))
    with pytest.raises(WorldError, match=r"more\.md is 1,000,001 bytes"):
        worlds.find(mine)
    lore.write_bytes("keys: 雪\n\n下雪了。".encode("gb18030"))
    with pytest.raises(WorldError, match=r"more\.md is not UTF-8"):
        worlds.find(mine)
    lore.unlink()
    os.mkfifo(lore)
    with pytest.raises(WorldError, match=r"more\.md is not a file"):
        worlds.find(mine)
    lore.unlink()
    monkeypatch.setattr(worlds, "MAX_FILES", 1)
    with pytest.raises(WorldError, match="more than 1 world"):
        worlds.find(mine)


def test_a_link_out_of_the_folder_is_not_followed(mine: Path, tmp_path: Path) -> None:
    """A world from a stranger can't show files from elsewhere, by a linked file or a linked lore folder."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("keys: key\n\nsecret")
    (mine / "lore" / "key.md").symlink_to(secret / "key.md")
    with pytest.raises(WorldError, match="leads out of"):
        worlds.find(mine)
    (mine / "lore" / "key.md").unlink()
    (mine / "lore" / "neighbours.md").unlink()
    (mine / "lore").rmdir()
    (mine / "lore").symlink_to(secret)
    with pytest.raises(WorldError, match="leads out of"):
        worlds.find(mine)


def test_a_link_that_leads_nowhere_or_round_is_an_error(mine: Path) -> None:
    """A broken link and a link to itself are WorldErrors that name the file."""
    link = mine / "lore" / "x.md"
    for target in ("gone.md", "x.md"):
        link.symlink_to(target)
        with pytest.raises(WorldError, match=r"x\.md"):
            worlds.find(mine)
        link.unlink()


def test_only_world_files_are_read(mine: Path) -> None:
    """Other files in the folder, of whatever kind, do not matter."""
    (mine / "cover.png").write_bytes(b"\x89PNG\xff")
    (mine / ".git").mkdir()
    (mine / "lore" / "notes.txt").write_bytes(b"\xff")
    assert set(worlds.find(mine)) == {"world.toml", "lore/neighbours.md"}


def test_a_byte_order_mark_does_not_matter(mine: Path) -> None:
    """A world that was saved by an editor that puts a byte order mark first is playable."""
    text = (mine / "world.toml").read_bytes()
    (mine / "world.toml").write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert worlds.load(mine).title == "Night Bakery"


def test_a_broken_world_does_not_break_the_list(mine: Path) -> None:
    """The list has every world; a broken one stands in it with its error, an empty folder too."""
    (mine / "world.toml").write_text("format = ")
    (mine.parent / "empty").mkdir()
    found = {summary.name: summary for summary in worlds.summaries()}
    assert set(found) == {*worlds.shipped(), "night-bakery", "empty"}
    assert "world.toml" in found["night-bakery"].error
    assert "no world.toml" in found["empty"].error
    assert found["last-bus"].error == ""
    assert found["last-bus"].languages == ("en", "zh")


def test_the_list_is_told_in_the_language_asked_for(mine: Path) -> None:
    """Titles are in the language where a world is written in it, else in the world's first."""
    found = {summary.name: summary for summary in worlds.summaries("zh")}
    assert found["last-bus"].title == "末班车"
    assert found["night-bakery"].title == "Night Bakery"


def test_all_problems_are_found_at_once(mine: Path) -> None:
    """Checking lists every wrong reference with its key, where loading stops at the first."""
    edit(mine, 'exits = ["yard", "stairs"]', 'exits = ["yard", "stair"]')
    edit(mine, 'at = "yard"', 'at = "garden"')
    edit(mine, 'when = { done = ["bake"] }', 'when = { done = ["baking"] }')
    found = inspection.problems("night-bakery")
    keys = {problem.key for problem in found}
    assert {"places.kitchen.exits", "items.kindling.at", "quests.bread.steps.bake.when.done"} <= keys
    assert all(problem.file == "world.toml" and problem.hint for problem in found)


def test_all_wrong_values_are_found_at_once(mine: Path) -> None:
    """Also problems of form are all listed: a wrong genre, a missing text and an unknown key."""
    edit(mine, 'genre = "slice-of-life"', 'genre = "opera"')
    edit(mine, "tone = ", "mood = ")
    assert {problem.key for problem in inspection.problems(mine)} == {"genre", "tone", "mood"}


def test_problems_of_every_language_are_found(mine: Path) -> None:
    """A missing overlay is a problem of its own, and what is wrong in world.toml is said once."""
    edit(mine, 'languages = ["en"]', 'languages = ["en", "zh"]')
    assert [problem.file for problem in inspection.problems(mine)] == ["world.zh.toml"]
    (mine / "world.zh.toml").write_text('title = "夜里的面包房"\n')
    found = inspection.problems(mine)
    assert [problem.file for problem in found] == ["world.zh.toml"]
    assert "has no text" in found[0].message


def test_what_is_wrong_in_a_lore_file_names_it(mine: Path) -> None:
    """A key that can't be read and a key without a word are problems of the entry's own file, in each language."""
    (mine / "lore" / "fog.md").write_text("keys: /fo(g/\n\nFog.")
    assert [(one.file, one.key) for one in inspection.problems(mine)] == [("lore/fog.md", "lore.fog.keys.0")]
    (mine / "lore" / "fog.md").write_text("keys: …\n\nFog.")
    assert [(one.file, one.key) for one in inspection.problems(mine)] == [("lore/fog.md", "lore.fog.keys")]


@pytest.mark.parametrize("deep", [600, 100])
def test_what_lies_too_deep_is_a_problem_and_never_a_crash(mine: Path, deep: int) -> None:
    """Guards within guards are refused wherever a world is read: checked, loaded, listed."""
    edit(
        mine,
        "[endings.",
        "[endings.deep]\ntitle = 'x'\ntext = 'x'\nwhen = " + "{any=[" * deep + "]}" * deep + "\n[endings.",
        1,
    )
    assert [one.file for one in inspection.problems(mine)] == ["world.toml"]
    assert inspection.written_in(mine) in ([], ["en"])
    with pytest.raises(WorldError, match=r"world\.toml") as caught:
        worlds.load(mine)
    assert caught.value.hint
    assert [one.error != "" for one in worlds.summaries() if one.source == "own"] == [True]


@pytest.mark.parametrize(("line", "said"), [("format = true", "format"), ("format = 1.0", "format")])
def test_a_format_that_only_equals_one_is_a_problem(mine: Path, line: str, said: str) -> None:
    """The number 1 is the format, not true and not 1.0."""
    edit(mine, "format = 1", line)
    assert said in inspection.problems(mine)[0].message


def test_a_language_that_is_named_twice_is_a_problem(mine: Path) -> None:
    """Such a world is not called good in one language and in the same."""
    edit(mine, 'languages = ["en"]', 'languages = ["en", "en"]')
    assert ["twice" in one.message for one in inspection.problems(mine)] == [True]


def test_a_newer_format_is_a_problem(mine: Path) -> None:
    """A world in a format that this Fabula does not read is not called good."""
    edit(mine, "format = 1", "format = 2")
    assert [one.message for one in inspection.problems(mine)] == ["'format' = 2, but this Fabula reads format 1."]


def test_files_that_would_silently_not_be_read_are_problems(mine: Path) -> None:
    """A lore file with a capital in its name and an overlay of an undeclared language are pointed out."""
    (mine / "lore" / "The Mill.md").write_text("keys: mill\n\nA mill.")
    (mine / "world.zh.toml").write_text("")
    assert {problem.file for problem in inspection.problems(mine)} == {"lore/The Mill.md", "world.zh.toml"}


def test_a_world_in_a_folder_of_another_name_is_a_problem(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session finds an own world again by its id, so its folder must have that name, however it is given."""
    mine.rename(mine.parent / "bakery")
    assert [problem.key for problem in inspection.problems("bakery")] == ["id"]
    assert [problem.key for problem in inspection.problems(mine.parent / "bakery")] == ["id"]
    assert [problem.key for problem in inspection.problems(f"{mine.parent}/bakery/")] == ["id"]
    monkeypatch.chdir(mine.parent / "bakery")
    assert [problem.key for problem in inspection.problems(".")] == ["id"]
    (mine.parent / "bakery").rename(mine)
    assert inspection.problems(mine) == inspection.problems(f"{mine}/") == []


@pytest.mark.parametrize("text", ["", "languages = 3", "languages = []", "[lore]\nx = 1", "a = 1\na = 2", "\x00"])
def test_any_rubbish_is_a_problem_and_never_a_crash(mine: Path, text: str) -> None:
    """Whatever stands in world.toml, checking says what is wrong."""
    (mine / "world.toml").write_text(text)
    assert inspection.problems(mine) != []


def ending(world: World, seed: int, choice: int) -> str:
    """How a story ends in which the reader always takes the offer of that number."""
    state = fold(State(), [start(world, seed=seed)])
    for number in range(1, 60):
        if state.ended:
            break
        intents = offer(world, state, dice(seed, -number))
        intent = intents[min(choice, len(intents) - 1)]
        state = decide(world, state, intent, "", offered=True, rng=dice(seed, number)).after
    return state.ended


def test_a_new_world_is_complete_and_can_be_won_and_lost(mine: Path) -> None:
    """The skeleton has no problem; following its first offers reaches one ending, straying reaches the other."""
    assert inspection.problems("night-bakery") == []
    world = worlds.load("night-bakery")
    assert (world.id, world.title) == ("night-bakery", "Night Bakery")
    assert {ending(world, seed, choice=0) for seed in range(20)} == {"bread"}
    assert "late" in {ending(world, seed, choice=2) for seed in range(20)}


def test_a_new_world_never_overwrites(mine: Path, tmp_path: Path) -> None:
    """A second world of the same name is refused and the first stays as it is; elsewhere it is made."""
    edit(mine, "Night Bakery", "My Own")
    before = worlds.find(mine)
    with pytest.raises(WorldError, match="there already"):
        beginning.new("night-bakery")
    assert worlds.find(mine) == before
    made = beginning.new("night-bakery", tmp_path / "elsewhere")
    assert made == tmp_path / "elsewhere" / "night-bakery"
    assert worlds.load(made).title == "Night Bakery"
    assert [file.name for file in made.parent.iterdir()] == ["night-bakery"]


@pytest.mark.parametrize("name", ["", "../x", "A", "a b", "9", "-x", "a" * 41, "é", "a\n", 'a"'])
def test_a_name_that_can_be_no_id_is_refused(home: Path, name: str) -> None:
    """A world's name must be an id; nothing is made otherwise."""
    with pytest.raises(WorldError):
        beginning.new(name)
    assert not home.exists()


def test_a_place_that_cannot_be_written_is_a_paragraph(tmp_path: Path) -> None:
    """A folder that can't be made is a WorldError, and nothing is left half made."""
    (tmp_path / "file").write_text("")
    with pytest.raises(WorldError, match="file"):
        beginning.new("x", tmp_path / "file")


def test_a_new_world_never_hides_a_shipped_one(home: Path, tmp_path: Path) -> None:
    """The name of a shipped world is refused among one's own, and allowed in a folder elsewhere."""
    with pytest.raises(WorldError, match="comes with Fabula"):
        beginning.new("last-bus")
    assert beginning.new("last-bus", tmp_path).is_dir()
