"""The report as pages: everything cites where it stands, and hostile text is shown and never obeyed."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from fabula.analysis.comparison import comparison
from fabula.analysis.pages import build
from fabula.analysis.pages.build import page
from fabula.analysis.pages.labels import labels
from fabula.analysis.pages.page import Cite, Page
from fabula.analysis.pages.print import pdf
from fabula.analysis.pages.web import html
from fabula.analysis.report import report
from fabula.analysis.text import read

STORIES = {
    "en": "Chapter 1\n\nAnna was afraid of the dark.\n\n“Come in, my dear,” said the old woman, and gave her a loaf."
    "\n\nChapter 2\n\nAnna hugged the old woman. She was as happy as a lark. Then Anna thanked her.",
    "zh": "第一章\n\n小明很害怕黑暗。\n\n“进来吧。”老奶奶说，把馒头给了小明。\n\n"
    "第二章\n\n小明拥抱了老奶奶。他像小鸟一样高兴。小明谢谢她。",
}
HOSTILE = (
    '<script>alert(1)</script> was afraid. Anna said: "\'><img src=x onerror=alert(2)>" & wept.\n\n'
    '#import "evil.typ"; #read("/etc/passwd") said Anna, *laughing* with $joy$ and @love \\ {{ 7*7 }} {% if %}.\n\n'
    "\x00\x07\x1b[31mBoris\x1b[0m hugged Anna]]> --> </title></style></svg> ‮evil‬ and \ud800 was happy."
)
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def drawn(raw: str, title: str = "A Tale", language: str | None = None) -> Page:
    """The page of a text."""
    text = read(raw, language)
    return page(text, report(text), title)


class Seen(HTMLParser):
    """The tags and the anchors of a page, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.anchors += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        self.sources += [given["src"] or ""] if "src" in given else []
        self.handlers += [name for name in given if name.startswith("on")]


def cites(shown: Page) -> list[Cite]:
    """Every cite on a page."""
    found = []
    for section in shown.sections:
        for block in section.blocks:
            found += [cite for one in block.findings for cite in one.cites]
            if block.table is not None:
                found += [cite for row in block.table.rows for cell in row for cite in cell.cites]
    return found


@BOTH
def test_cites_lead_to_their_paragraphs(language: str) -> None:
    """Each cite is an anchor on the page, each anchor stands once, and every link leads to one."""
    shown = drawn(STORIES[language])
    seen = Seen(html(shown))
    assert len(seen.anchors) == len(set(seen.anchors))
    assert cites(shown) and all(f"p{one.number}" in seen.anchors for one in cites(shown))
    assert seen.links and all(link.startswith("#") and link[1:] in seen.anchors for link in seen.links)
    assert len([one for one in seen.anchors if re.fullmatch(r"p\d+", one)]) == len(read(STORIES[language]).paragraphs)


@BOTH
def test_nothing_is_fetched(language: str) -> None:
    """Every picture is in the file itself, and nothing runs."""
    seen = Seen(html(drawn(STORIES[language])))
    assert seen.sources and all(one.startswith("data:image/svg+xml;base64,") for one in seen.sources)
    assert not seen.tags & {"script", "link", "iframe", "object", "embed"} and not seen.handlers


def test_hostile_text_is_shown_as_text() -> None:
    """Markup, quotes, template signs and control characters of a text or a title are words on the page."""
    made = html(drawn(HOSTILE, "</title><script>alert(3)</script>"))
    seen = Seen(made)
    assert "script" not in seen.tags and not seen.handlers
    assert all(one.startswith("data:") for one in seen.sources)
    assert "&lt;script&gt;alert(1)" in made and "49" not in re.sub(r"base64,\S+", "", made).partition("7*7")[0][-40:]
    made.encode("utf-8", "replace")


def test_typst_is_given_no_markup() -> None:
    """Typst's own commands in a text or a title are printed and not carried out."""
    raw = 'Anna said: #panic("boo") and #read("/etc/passwd").\n\nAnna wept *bitterly* and $x$ was lost. #pagebreak()'
    made = pdf(drawn(raw, '#panic("title") *bold*'))
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(made)).pages)
    assert '#panic("title") *bold*' in words and "#read" in words


def test_hostile_text_prints() -> None:
    """The same text that would break a page gives a PDF that can be opened."""
    assert len(PdfReader(io.BytesIO(pdf(drawn(HOSTILE)))).pages) >= 1


@BOTH
def test_the_pdf_is_a_document(language: str) -> None:
    """It opens, has the title and the headings of all sections, and is the same file every time."""
    shown = drawn(STORIES[language], "老街" if language == "zh" else "A Tale")
    made = pdf(shown)
    found = PdfReader(io.BytesIO(made))
    assert found.metadata is not None and found.metadata.title == shown.title
    words = "".join("".join(one.extract_text().split()) for one in found.pages)
    for section in shown.sections:
        assert "".join(section.heading.split()) in words
    assert pdf(shown) == made


@BOTH
def test_a_comparison_is_a_section(language: str) -> None:
    """Beside another text the page has a section more, which names it."""
    text = read(STORIES[language])
    found = report(text)
    alone = page(text, found, "A")
    beside = page(text, found, "A", comparison(found, found, ("A", "B & <b>")))
    assert len(beside.sections) == len(alone.sections) + 1
    assert "B &amp; &lt;b&gt;" in html(beside)


def test_a_text_that_is_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond `PRINTED` characters the text isn't printed: cites are words then, and no link leads nowhere."""
    monkeypatch.setattr(build, "PRINTED", len(STORIES["en"]) - 1)
    seen = Seen(html(drawn(STORIES["en"])))
    assert not [one for one in seen.anchors if re.fullmatch(r"p\d+", one)]
    assert all(link[1:] in seen.anchors for link in seen.links)


def test_labels_of_both_languages_are_the_same() -> None:
    """Each label of one language has one in the other, with the same blanks."""
    tables = [labels(language)._table for language in ("en", "zh")]
    assert set(tables[0]) == set(tables[1])
    for group, own in tables[0].items():
        assert set(own) == set(tables[1][group]), group
        for key, words in own.items():
            blanks = [sorted(set(re.findall(r"\{(\w+)\}", str(one)))) for one in (words, tables[1][group][key])]
            assert blanks[0] == blanks[1], f"{group}.{key}"
