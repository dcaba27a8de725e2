"""Sessions as pages: everything of a branch is there, and nothing in a story can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from fabula.formats.book import bind, paragraphs
from fabula.formats.branches import branches, outline
from fabula.formats.session import to_html, to_markdown
from fabula.store import SessionInfo, worlds
from fabula.story import event as e
from fabula.story.intent import WAIT
from fabula.story.tree import Tree
from fabula.story.world import World
from fabula.testing.sessions import play, turn

WALK = ["go:cart", "do:share_potato", "do:show_letter", "goto:2", "go:stop", "go:shop", "goto:1", "go:steps", "goto:3"]
EVIL = [
    "<script>alert(1)</script>",
    "</style><script>alert(2)</script>",
    "</title><img src=x onerror=alert(3)>",
    '"><svg onload=alert(4)>',
    "' onmouseover='alert(5)",
    "<!-- --><iframe src=//evil.example></iframe>",
    "{{ 7 * 7 }}{% raw %}",
    "[click](javascript:alert(6)) ![x](http://evil.example/x.png)",
    "&lt;script&gt; &#60;b&#62;",
    "<a href=http://evil.example>x</a> http://evil.example",
]


@pytest.fixture(params=["en", "zh"])
def world(request: pytest.FixtureRequest) -> World:
    """The shipped world, in each language."""
    return worlds.load("last-bus", request.param)


def info(world: World, title: str = "") -> SessionInfo:
    """What a store would know of the session."""
    at = "2026-03-14T15:09:26.535897+00:00"
    return SessionInfo("last-bus-7f3a", world.id, world.language, title or world.title, at, at, 10, 6)


def evil_tree(world: World) -> Tree:
    """A session in which everything that a model or a reader can write is an attack."""
    events = play(world, [], name=EVIL[3])
    for number, text in enumerate(EVIL, start=1):
        events += [
            e.TurnOpened(turn=number, parent=2 if number == 4 else number - 1),  # there is a map, too
            e.ActionTaken(text=text, intent="free", offered=False),
            e.TurnTold(note="", text=f"{text}\n{text}"),
            e.BookmarkSet(name=text, turn=number),
        ]
    return Tree().grow(events)


def waited_out(world: World) -> Tree:
    """A session whose reader waits until the story ends."""
    tree = Tree().grow(play(world, []))
    while not tree.state().ended and len(tree.turns) < 50:
        tree.grow(turn(world, tree, WAIT))
    return tree


class Page(HTMLParser):
    """Collects the elements, attributes and text of a page as a browser would read them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def lines(tree: Tree) -> Iterator[str]:
    """Every line of prose on the branch of the tip."""
    for one in tree.path():
        assert one.told is not None
        yield from paragraphs(one.told.text)


def test_a_page_tells_the_whole_branch_in_order(world: World) -> None:
    """Title, premise, and each turn's action and prose are on the HTML page, in the order of the story."""
    tree = Tree().grow(play(world, WALK))
    page = Page(to_html(world, tree, info(world)))
    text = "\n".join(page.texts)
    wanted = [world.premise, *lines(tree)]
    assert [text.find(line) >= 0 for line in wanted] == [True] * len(wanted)
    assert sorted(wanted, key=text.find) == wanted
    assert page.texts.count(world.rules["show_letter"].phrase) == 1
    assert world.places["shop"].text not in text, "another branch is not told"


def test_a_turn_chooses_the_branch(world: World) -> None:
    """With a turn the page tells the branch that leads there."""
    tree = Tree().grow(play(world, WALK))
    for write in (to_html, to_markdown):
        text = write(world, tree, info(world), turn=5)
        assert world.places["shop"].text in text
        assert world.rules["show_letter"].phrase not in re.sub("<svg.*</svg>", "", text, flags=re.DOTALL)


def test_the_page_says_its_language(world: World) -> None:
    """The page carries the language tag; a turn that was told in another language carries its own."""
    tag = {"en": "en", "zh": "zh-Hans"}
    other = "en" if world.language == "zh" else "zh"
    events = play(world, ["wait"])
    events += [e.TurnOpened(turn=2, parent=1), e.LanguageSwitched(language=other), e.TurnTold(note="", text="Hm. 嗯。")]
    page = to_html(world, Tree().grow(events), info(world))
    assert f'<html lang="{tag[other]}">' in page
    sections = re.findall(r'id="turn-(\d)" lang="([^"]+)"', page)
    assert sections == [("0", tag[world.language]), ("1", tag[world.language]), ("2", tag[other])]


def test_an_open_story_and_an_ended_one_close_differently(world: World) -> None:
    """An ended story has its ending's title and the author's last words once, an open one says that it goes on."""
    opened = Tree().grow(play(world, ["wait"]))
    ended = waited_out(world)
    ending = world.endings[ended.state().ended]
    for write in (to_html, to_markdown):
        assert ending.title not in write(world, opened, info(world))
        text = write(world, ended, info(world))
        assert ending.title in text
        assert text.count(paragraphs(ending.text)[-1][:20]) == 1
    told = ended.turns[max(ended.turns)].events
    last = told[-1]
    assert isinstance(last, e.TurnTold)
    told[-1] = e.TurnTold(note="", text=f"{last.text}\n\n{ending.text}")
    for write in (to_html, to_markdown):
        assert write(world, ended, info(world)).count(paragraphs(ending.text)[-1][:20]) == 1


def test_a_session_can_be_read_without_its_world(world: World) -> None:
    """When the world's folder is gone, the story is still told, under the session's own title."""
    tree = Tree().grow(play(world, WALK))
    for write in (to_html, to_markdown):
        text = write(None, tree, info(world, "My evening"))
        assert "My evening" in text
        assert world.rules["share_potato"].phrase in text


def test_nothing_in_a_story_becomes_an_element(world: World) -> None:
    """A story full of attacks has only the template's elements and attributes on its page, and the attacks as text."""
    good = Tree().grow([*play(world, WALK), e.BookmarkSet(name="x", turn=0), e.BookmarkSet(name="y", turn=2)])
    plain = Page(to_html(world, good, info(world, "My evening")))
    page = Page(to_html(world, evil_tree(world), info(world, EVIL[2])))
    assert set(page.elements) <= set(plain.elements)
    names = {name for name, _ in page.attributes}
    assert names <= {name for name, _ in plain.attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href", "style")}
    text = "".join(page.texts)
    assert [attack for attack in EVIL if text.count(attack) < (2 if attack != EVIL[2] else 1)] == []
    assert "49" not in re.sub(r"<style>.*</style>|<svg.*</svg>", "", text, flags=re.DOTALL)


def test_a_page_asks_for_nothing_from_outside(world: World) -> None:
    """No address stands in an attribute or in the style, and the page's policy forbids every request and script."""
    html = to_html(world, evil_tree(world), info(world))
    page = Page(html)
    policy = next(value for name, value in page.attributes if name == "content" and value and "default-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [value for _, value in page.attributes if value and "//" in value]
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_control_characters_do_not_reach_a_page(world: World) -> None:
    """Escapes, half characters and direction overrides are taken out of every form of page."""
    events = play(world, [])
    nasty = "a\x1b[31mb\x00c\udc80d\u202ee\x9bf"
    events += [e.TurnOpened(turn=1, parent=0), e.ActionTaken(nasty, "free", False), e.TurnTold(note="", text=nasty)]
    for write in (to_html, to_markdown):
        text = write(world, Tree().grow(events), info(world, nasty))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
        text.encode()


def as_text(markdown: str) -> list[str]:
    """The paragraphs that a reader of the rendered Markdown sees; anything but text is an error."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    kinds = {token.type for token in tokens}
    assert kinds <= {"paragraph_open", "inline", "paragraph_close"}, kinds
    inner = [token.children or [] for token in tokens if token.type == "inline"]
    assert {child.type for line in inner for child in line} <= {"text", "text_special"}
    return ["".join(child.content for child in line) for line in inner]


@pytest.mark.parametrize(
    "line",
    [
        *EVIL,
        "# a",
        "1. a",
        "1) a",
        "- a",
        "+ a",
        "> a",
        "    a",
        "---",
        "***",
        "===",
        "a | b",
        "~~a~~",
        "`a`",
        "\\",
        "|a|",
    ],
)
def test_markdown_shows_a_line_as_it_is(line: str) -> None:
    """A line that would be a list, a heading, a rule, a table, a link or HTML is shown as the line that it is."""
    from fabula.formats.session import _escape

    assert as_text(_escape(line)) == [" ".join(line.split())]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]) | st.just(" "), max_size=60)
)
def test_markdown_shows_any_line_as_it_is(line: str) -> None:
    """Whatever is written, Markdown's reader sees exactly that, as plain text."""
    from fabula.formats.session import _escape

    assert "".join(as_text(_escape(line))) == " ".join(line.split())


def test_markdown_tells_the_whole_branch(world: World) -> None:
    """Rendered, the Markdown has the prose of each turn as paragraphs of its own."""
    tree = Tree().grow(play(world, WALK))
    rendered = MarkdownIt("commonmark").parse(to_markdown(world, tree, info(world)))
    seen = ["".join(c.content for c in token.children or []) for token in rendered if token.type == "inline"]
    assert [line for line in seen if line in set(lines(tree))] == list(lines(tree))
    assert seen[0] == world.title


def test_the_map_shows_forks_and_ends_and_the_way_told(world: World) -> None:
    """The map has the opening, each fork and each branch's end; the way told is marked, and labels name the ends."""
    tree = Tree().grow(play(world, WALK))
    drawn = branches(tree)
    assert drawn is not None
    assert sum(node.told for node in drawn.nodes) == 4  # the opening, turns 1 and 2 where it forked, and the tip
    assert [node.number for node in drawn.nodes if node.tip] == [3]
    assert len(drawn.edges) == len(drawn.nodes) - 1
    assert [label.told for label in drawn.labels].count(True) == 1
    assert len({label.y for label in drawn.labels}) == 3, "every branch has a row of its own"
    assert branches(Tree().grow(play(world, ["wait", "wait"]))) is None


def test_the_outline_has_every_turn_once(world: World) -> None:
    """The outline lists all turns, and its marks are those of the path."""
    tree = Tree().grow(play(world, WALK))
    shown = list(outline(tree))
    assert sorted(line.turn for line in shown) == sorted(tree.turns)
    assert {line.turn for line in shown if line.told} == {one.id for one in tree.path()}


def test_a_very_long_and_wide_story_can_be_bound(world: World) -> None:
    """Thousands of turns in a row, and a fork at each of many, neither overflow nor take forever."""
    events = play(world, [])
    for number in range(1, 3000):
        events += [e.TurnOpened(turn=number, parent=max(0, number - 2)), e.TurnTold(note="", text="雪")]
    tree = Tree().grow(events)
    assert len(bind(world, tree, info(world)).pages) > 1000
    assert len(to_html(world, tree, info(world))) > 100_000
    assert len(list(outline(tree))) == 3000
