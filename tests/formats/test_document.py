"""Documents of every kind become the same plain text: paragraphs, headings with their places, and honest notes."""

from __future__ import annotations

import io
import sys
import unicodedata
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.document import KINDS, Document, parse, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def headings(document: Document) -> list[tuple[str, int]]:
    """The headings' words and levels, cut from the text at their offsets."""
    return [(document.text[one.begin : one.end], one.level) for one in document.headings]


def word(*, title: str = "", footnotes: int = 0) -> bytes:
    """A Word document with headings, a table, a line break and, if asked for, footnotes."""
    made = docx.Document()
    made.core_properties.title = title
    made.add_heading("The Lamp", 0)
    made.add_heading("第一章", 1)
    made.add_paragraph("The lamp went out.\nNobody moved.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "left cell"
    table.cell(0, 1).text = "right cell"
    made.add_heading("Later", 2)
    made.add_paragraph("Morning came.")
    file = io.BytesIO()
    made.save(file)
    return with_footnotes(file.getvalue(), footnotes) if footnotes else file.getvalue()


def with_footnotes(data: bytes, number: int) -> bytes:
    """The same Word document with a part of footnotes, as Word writes it: two separators come first."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = "".join(
        f"<w:footnote w:id='{n}'><w:p><w:r><w:t>note {n}</w:t></w:r></w:p></w:footnote>" for n in range(number)
    )
    part = f"<w:footnotes {W}><w:footnote w:type='separator' w:id='-1'><w:p/></w:footnote>{notes}</w:footnotes>"
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode("latin-1")
            if name == "[Content_Types].xml":
                content = content.replace(
                    "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                )
            if name == "word/_rels/document.xml.rels":
                content = content.replace(
                    "</Relationships>",
                    f'<Relationship Id="rF" Type="{relation}" Target="footnotes.xml"/></Relationships>',
                )
            new.writestr(name, content.encode("latin-1"))
        new.writestr("word/footnotes.xml", part)
    return out.getvalue()


def book(chapters: dict[str, str], *, package: str = "OEBPS/content.opf", spine: list[str] | None = None) -> bytes:
    """An EPUB with these files beside its package, all of them in the spine unless ``spine`` says which."""
    folder = package.rpartition("/")[0]
    kind = "application/xhtml+xml"
    items = "".join(
        f"<item id='{name}' href='{name}' media-type='{kind}' properties='{'nav' if 'nav' in name else ''}'/>"
        for name in chapters
    )
    refs = "".join(f'<itemref idref="{name}"/>' for name in (chapters if spine is None else spine))
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Bell &amp; the Sea</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    out = io.BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        container = f'<container><rootfiles><rootfile full-path="{package}"/></rootfiles></container>'
        file.writestr("META-INF/container.xml", container)
        file.writestr(package, opf)
        for name, text in chapters.items():
            file.writestr(f"{folder}/{name}".lstrip("/"), text)
    return out.getvalue()


def xhtml(body: str) -> str:
    """A chapter of a book."""
    head = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
    return f"{head}<body>{body}</body></html>"


def test_text_file_with_wrapped_lines() -> None:
    """Hard-wrapped prose becomes paragraphs, a broken word is whole again, and verse keeps its lines."""
    document = parse(
        b"CHAPTER I.\nDown the Rabbit-Hole\n\n"
        b"Alice was beginning to get very tired of sitting by her sister on the\n"
        b"bank, and of having nothing to do: once or twice she had peeped into the\n"
        b"well-known book her sister was reading, but it had no pictures or conver-\n"
        b"sations in it. She sighed, and looked at the sky, which was full of well-\n"
        b"known clouds.\n\n"
        b"How doth the little crocodile\nImprove his shining tail\nAnd pour the waters\n\n"
        b"So she was considering in her own mind (as well as she could, for the hot\n"
        b"day made her feel very sleepy and stupid), whether to get up.\n",
        name="alice.txt",
    )
    first, prose, verse, last = document.text.split("\n\n")
    assert headings(document) == [("CHAPTER I. Down the Rabbit-Hole", 2)]
    assert first == "CHAPTER I. Down the Rabbit-Hole"
    assert "\n" not in prose
    assert "sister on the bank" in prose
    assert "conversations in it" in prose
    assert "well-known clouds" in prose
    assert verse.split("\n") == ["How doth the little crocodile", "Improve his shining tail", "And pour the waters"]
    assert last.endswith("for the hot day made her feel very sleepy and stupid), whether to get up.")
    assert (document.kind, document.encoding, document.title, document.notes) == ("txt", "utf-8", "alice", ())


def test_wrapped_text_without_blank_lines() -> None:
    """Without blank lines, a paragraph ends with a sentence on a short line, or before an indented one."""
    document = parse(
        b"Alice was beginning to get very tired of sitting by her sister on the\n"
        b"bank, and of having nothing to do: once or twice she had peeped into the\n"
        b"book her sister was reading, but there was nothing at all in it.\n"
        b"So she was considering in her own mind as well as she could, for the hot\n"
        b"day made her feel very sleepy and stupid, whether the pleasure was worth\n"
        b"getting up.\n"
        b"There was nothing so very remarkable in that; nor did she think it so so\n"
        b"  very much out of the way to hear the Rabbit say to itself that it was\n"
        b"late.\n"
    )
    assert [one.split()[0] for one in document.text.split("\n\n")] == ["Alice", "So", "There", "very"]


def test_chinese_novel_without_blank_lines() -> None:
    """In a Chinese text each indented line is a paragraph, and chapters are headings below parts."""
    text = "第一部　海\n第一章　开端\n　　他走了。\n　　她笑道：“好。”\n第十二回 风雪山神庙\n　　第二天，天亮了。\n"
    document = parse(text.encode("gb18030"), name="novel.txt")
    assert headings(document) == [("第一部 海", 1), ("第一章 开端", 2), ("第十二回 风雪山神庙", 2)]
    assert document.text.split("\n\n")[2:4] == ["他走了。", "她笑道：“好。”"]
    assert document.encoding == "gb18030"
    assert document.notes == ("The encoding is not declared and was taken for GB18030.",)


@pytest.mark.parametrize(
    "line",
    [
        "Part one of the plan was to wait.",
        "第二天，天亮了。",
        "第一次见到他的时候",
        "第三章的内容很好",
        "I",
        "I went home.",
        "Chapterhouse is a word.",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    """Sentences that begin like a chapter, or are a single English word, are not made headings."""
    expected = [(line, 2)] if line == "I" else []  # a Roman numeral alone is one, as in many books
    assert headings(parse(f"Before.\n\n{line}\n\nAfter.".encode())) == expected


def test_licence_around_a_book_is_left_out() -> None:
    """What Project Gutenberg writes around a book is not part of it but for the title, and a note says so."""
    begin, end = (f"*** {edge} OF THE PROJECT GUTENBERG EBOOK THE BELL ***" for edge in ("START", "END"))
    text = f"Title: The Bell\n\n{begin}\n\nIt rang.\n\n{end}\n\nLicence."
    document = parse(text.encode())
    assert (document.text, document.title) == ("It rang.", "The Bell")
    assert "Gutenberg" in document.notes[0]


def test_markdown() -> None:
    """Markdown is read as it would look: no marks, link targets or comments; wrapped Chinese has no gaps."""
    text = (
        "---\ntitle: 'A Tale'\ntags: x\n---\n# Head *line*\n\nSome **bold** text that\nwraps, a [link](http://a.example/x).\n"
        "\n## Second\n\n- one\n- two\n\n<!-- no -->\n\n中文\n换行 &amp; `code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    document = parse(text.encode(), name="tale.md")
    assert headings(document) == [("Head line", 1), ("Second", 2)]
    assert document.text.split("\n\n") == [
        "Head line", "Some bold text that wraps, a link.", "Second", "one", "two", "中文换行 & code",
        "a", "b", "1", "2",
    ]  # fmt: skip
    assert (document.title, document.kind) == ("A Tale", "markdown")
    assert document.notes == ("The front matter was left out.",)


def test_html() -> None:
    """A page's visible text is kept block by block; scripts, navigation, hidden parts and ruby are not."""
    page = (
        "<!DOCTYPE html><html><head><title>The  Page</title><style>p{}</style><script>if (a<b) x()</script></head>"
        "<body><nav><p>menu</p></nav><h1>Big <b>head</b></h1>"
        "<p>漢<ruby>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>&amp;&nbsp;caf&eacute;"
        "<br>next<p hidden>no</p><div style='display: none'>no</div><p>one<br><br>two<pre>a\n  b</pre>"
        "<noscript>no</noscript><textarea>no</textarea>tail"
    )
    document = parse(page.encode(), name="page.html")
    assert document.text.split("\n\n") == ["Big head", "漢字& café\nnext", "one", "two", "a\nb", "tail"]
    assert headings(document) == [("Big head", 1)]
    assert (document.title, document.kind) == ("The Page", "html")
    assert document.notes == ("Ruby above the characters was left out.",)


def test_html_declares_its_encoding() -> None:
    """A page that declares gb2312 is read with it and needs no guess, also where it is short."""
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><p>朱镕基'
    document = parse(page.encode("gbk"))
    assert (document.text, document.encoding, document.notes) == ("朱镕基", "gb18030", ())


def test_html_that_declares_the_wrong_encoding() -> None:
    """A page in UTF-8 that declares gb2312 is read as what its bytes plainly are."""
    document = parse('<html><meta charset="gb2312"><p>海上的钟声，响了一夜。'.encode())
    assert (document.text, document.encoding) == ("海上的钟声，响了一夜。", "utf-8")


def test_word() -> None:
    """A Word document gives headings by style, text and tables in order; footnotes are left out and counted."""
    document = parse(word(title="Of Lamps", footnotes=2), name="lamp.docx")
    assert document.text.split("\n\n") == [
        "The Lamp", "第一章", "The lamp went out.\nNobody moved.", "left cell", "right cell", "Later", "Morning came.",
    ]  # fmt: skip
    assert headings(document) == [("The Lamp", 1), ("第一章", 1), ("Later", 2)]
    assert (document.title, document.kind, document.encoding) == ("Of Lamps", "docx", "")
    assert document.notes == ("2 footnotes were left out.",)
    assert parse(word()).notes == ()


def test_word_is_read_as_printed() -> None:
    """Inserted text counts, deleted and hidden text doesn't, ruby is left out, and a text box is told once."""
    made = docx.Document()
    made.element.body.insert(
        0,
        parse_xml(
            f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            "<w:r><w:t>kept </w:t></w:r><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
            "<w:r><w:ruby><w:rt><w:r><w:t>ji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>"
            "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
            "</w:p>"
        ),
    )
    file = io.BytesIO()
    made.save(file)
    assert parse(file.getvalue()).text == "kept inserted字\n\nbox"


def test_book() -> None:
    """An EPUB is read in the order of its spine, without contents and note marks, whatever order its files have."""
    data = book(
        {
            "b.xhtml": xhtml("<h1>Two</h1><p>Second<a epub:type='noteref'>1</a>.</p>"),
            "nav.xhtml": xhtml("<p>contents</p>"),
            "a%20a.xhtml": "",
            "a.xhtml": xhtml("<script src='x'/><h1>One</h1><p>First.</p>"),
        },
        spine=["nav.xhtml", "a.xhtml", "b.xhtml"],
    )
    document = parse(data, name="x.epub")
    assert document.text.split("\n\n") == ["One", "First.", "Two", "Second."]
    assert headings(document) == [("One", 1), ("Two", 1)]
    assert (document.title, document.kind) == ("The Bell & the Sea", "epub")


def test_book_with_pages_aside() -> None:
    """Pages that a book itself puts outside the order of reading are left out, and counted."""
    data = book({"a.xhtml": xhtml("<p>Here.</p>"), "b.xhtml": xhtml("<p>Advertisement.</p>")})
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'idref="b.xhtml"', b'idref="b.xhtml" linear="no"'))
    document = parse(out.getvalue())
    assert (document.text, document.notes) == ("Here.", ("1 page outside the order of reading was left out.",))


def test_book_with_a_missing_chapter() -> None:
    """A book that lists a chapter which isn't there is read without it, and says so."""
    whole = book({"a.xhtml": xhtml("<p>Here.</p>"), "b.xhtml": xhtml("<p>There.</p>")})
    out = io.BytesIO()
    with ZipFile(io.BytesIO(whole)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            if not name.endswith("b.xhtml"):
                new.writestr(name, old.read(name))
    document = parse(out.getvalue())
    assert document.text == "Here."
    assert document.notes == ("1 chapter that the book lists is not in it.",)


def test_subtitles() -> None:
    """Cues become sentences in the order of their times, without tags and numbers; another speaker begins anew."""
    text = (
        "2\n00:00:02,500 --> 00:00:04,000\nworld.\n\n"
        "1\n00:00:01,000 --> 00:00:02,000 X1:10\n{\\an8}<i>Hello</i>\nthere\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\n- Who?\n- Me!\n\n4\n00:00:06,100 --> 00:00:07,000\n他走了\n\n"
        "5\n00:00:07,000 --> 00:00:08,000\n没有回来\n\n6\n00:00:20,000 --> 00:00:21,000\n天亮了\n"
    )
    document = parse(text.encode(), name="film.srt")
    assert document.text.split("\n\n") == ["Hello there world.", "Who?", "Me!", "他走了没有回来", "天亮了"]
    assert document.kind == "srt"


def test_web_subtitles() -> None:
    """WebVTT is read like SRT: no comments, styles, voices, and a line that rolls on is told once."""
    text = (
        "WEBVTT - film\n\nSTYLE\n::cue { color: red }\n\nNOTE nothing\n\n00:01.000 --> 00:02.000 line:0 position:20%\n"
        "<v Roger>Fish &amp; chips.\n\n"
        "00:02.000 --> 00:03.000\nFish &amp; chips.\n\n00:00:03.000 --> 00:00:04.000\nYes.\n"
    )
    document = parse(text.encode(), name="film.vtt")
    assert (document.text, document.kind) == ("Fish & chips.\n\nYes.", "srt")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", word(), "docx"),
        ("a.pdf", book({"a.xhtml": xhtml("<p>Text.</p>")}), "epub"),
        ("a.docx", b"Only text.", "txt"),
        ("a.srt", b"Only text.", "txt"),
        ("a.md", b"1\n00:00:01,000 --> 00:00:02,000\nHello.\n", "srt"),
        ("a.epub", b"<html><p>Page.", "html"),
    ],
)
def test_content_counts_more_than_the_name(name: str, data: bytes, kind: str) -> None:
    """A file with the wrong extension is read as what it is, and a note names both."""
    document = parse(data, name=name)
    assert document.kind == kind
    assert document.notes[0] == f"The name ends in {name[1:]}, but the content is {kind}; it was read as {kind}."


def test_kind_can_be_said() -> None:
    """A kind that is asked for is used, whatever the content looks like, and an unknown one is refused by name."""
    assert parse(b"# Not a heading", name="a.md", kind="txt").text == "# Not a heading"
    assert parse(b"# Head", kind="markdown").text == "Head"
    with pytest.raises(DocumentError, match="no kind of document called 'odt'") as caught:
        parse(b"x", kind="odt")
    assert all(kind in caught.value.hint for kind in KINDS)


def test_text_is_clean() -> None:
    """No control, escape, direction, private or zero-width character comes through; emoji stay whole."""
    dirty = "a\x1b[31mred\x1b[0m\x07 \u202eb\u200bc\ufeff\ue000\x00 e\u0301 👩\u200d👧\r\nx\u2028y\x85z\r\rnext\x0clast"
    document = parse(dirty.encode(), name="\x1b[1mna\nme\u202e.txt")
    assert document.text == "ared bc é 👩\u200d👧\nx\ny\nz\n\nnext\nlast"
    assert unicodedata.is_normalized("NFC", document.text)
    assert document.title == "na me"
    assert document.notes == ("1 NUL characters were left out.",) or document.notes == (
        "1 NUL character was left out.",
    )


def test_emoji_alone() -> None:
    """One emoji is a document."""
    assert parse("😀".encode()).text == "😀"


def test_file_is_read(tmp_path: Path) -> None:
    """`read` is `parse` of the file's bytes under its name."""
    path = tmp_path / "钟.txt"
    path.write_bytes("钟响了。".encode())
    assert read(path) == parse(path.read_bytes(), name="钟.txt")


@pytest.mark.parametrize(
    ("library", "data", "kind"),
    [
        ("lxml", b"<html><p>x", "html"),
        ("markdown_it", b"x", "markdown"),
        ("docx", word(), "docx"),
        ("pypdf", b"%PDF-1.4", "pdf"),
        ("pysubs2", b"WEBVTT\n\n00:01.000 --> 00:02.000\nx", "srt"),
        ("charset_normalizer", ("Жил-был старик у самого синего моря. " * 3).encode("cp1251"), "txt"),
    ],
)
def test_missing_library(library: str, data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library for a kind is not installed, the error names the command that installs it."""
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra) as caught:
        parse(data, kind=kind)
    assert "pip install 'fabula[documents]'" in caught.value.hint


def test_plain_text_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text in UTF-8 and in the encodings of East Asia is read without any of the optional libraries."""
    for library in ("lxml", "markdown_it", "docx", "pypdf", "pysubs2", "charset_normalizer"):
        monkeypatch.setitem(sys.modules, library, None)
    assert parse("海上的钟声，响了一夜，没有人听见。".encode("gbk")).encoding == "gb18030"
