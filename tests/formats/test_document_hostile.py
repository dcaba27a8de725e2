"""Whatever a stranger hands over, reading it ends with a document or with an error that says what it is."""

from __future__ import annotations

import io
import os
import random
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.errors import DocumentError, FabulaError
from fabula.formats import document
from fabula.formats.document import KINDS, parse, read
from fabula.formats.documents import web, zipped

MIB = 1024 * 1024
CONTAINER = '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
PACKAGE = (
    '<package><metadata/><manifest><item id="a" href="{href}" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)


def archive(entries: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A ZIP of these entries."""
    out = io.BytesIO()
    with ZipFile(out, "w", method) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def book(page: bytes, *, href: str = "a.xhtml", package: str = PACKAGE, **more: bytes) -> dict[str, bytes]:
    """The entries of an EPUB of one page."""
    return {
        "META-INF/container.xml": CONTAINER.encode(),
        "c.opf": package.format(href=href).encode() if package is PACKAGE else package.encode(),
        "a.xhtml": page,
        **more,
    }


def lying(data: bytes, name: bytes, size: int) -> bytes:
    """The same archive, in which the list of entries gives another unpacked size for ``name``."""
    changed = bytearray(data)
    at = data.index(b"PK\x01\x02")
    while changed[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 1)
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(changed)


@pytest.mark.parametrize("data", [b"", b" ", b"\n\t \r\n", "\u3000\ufeff\u200b".encode(), b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing(data: bytes) -> None:
    """No bytes, blanks and marks that nobody sees are no document."""
    with pytest.raises(DocumentError, match=r"is empty|holds no text"):
        parse(data, name="a.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PNG, "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG picture"),
        (b"\x7fELF" + bytes(50), "a program (ELF)"),
        (b"\x1f\x8b\x08" + bytes(50), "a gzip archive"),
        (b"GGUF\x03\x00" + bytes(50), "weights of a model (GGUF)"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "an old Office document (.doc, .xls) or one with a password"),
        (archive({"x.txt": b"x"}), "a ZIP archive"),
        (archive({"xl/workbook.xml": b"x"}), "an Excel table"),
        (random.Random(7).randbytes(5_000), "binary data"),
        (bytes(1_000), "binary data"),
    ],
)
def test_no_document(data: bytes, what: str) -> None:
    """A file of another kind is called what it is, also where it claims to be text."""
    with pytest.raises(DocumentError) as caught:
        parse(data, name="story.txt")
    assert "'story.txt'" in caught.value.message
    assert what in caught.value.message
    assert caught.value.hint


def test_too_large_file_is_not_read(tmp_path: Path) -> None:
    """A file over the limit is refused by its size, and so are bytes from elsewhere."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(document.MAX_BYTES + 1)  # a hole: it takes no disk
    with pytest.raises(DocumentError, match=r"has 52,428,801 bytes, and 52,428,800 are the most"):
        read(path)
    with pytest.raises(DocumentError, match=r"has 52,428,801 bytes"):
        parse(bytes(document.MAX_BYTES + 1))


def test_no_plain_file(tmp_path: Path) -> None:
    """Folders, pipes, devices, links and what isn't there are refused by name, and a pipe is not waited for."""
    (tmp_path / "text.txt").write_text("Text.")
    (tmp_path / "link").symlink_to("text.txt")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path, "is a folder and not a file"),
        (tmp_path / "pipe", "is a pipe and not a file"),
        (Path("/dev/null"), "is a device and not a file"),
        (tmp_path / "link", "is a link, to 'text.txt'"),
        (tmp_path / "dangling", "is a link, to 'nowhere'"),
        (tmp_path / "missing", "There is no file"),
        (tmp_path / "text.txt" / "more", "can't be read"),
        (tmp_path / ("x" * 5_000), "can't be read"),
        (Path("a\0b"), "can't be read"),
    ):
        with pytest.raises(DocumentError) as caught:
            read(path)
        assert message in caught.value.message
        assert caught.value.hint


def test_line_of_a_million_characters() -> None:
    """A line without end is one paragraph, in every kind that text can have."""
    line = "word " * 200_000
    for kind in ("txt", "markdown", "html"):
        assert len(parse(line.encode(), kind=kind).text) == 999_999
    assert len(parse(("钟" * 1_000_000).encode()).text) == 1_000_000


@pytest.mark.parametrize(
    "text", ["*" * 20_000, "[" * 20_000, "`" * 20_000, "> " * 5_000, "<!--" * 20_000, "<a " * 20_000, "![](" * 5_000]
)
def test_markup_that_never_ends(text: str) -> None:
    """Marks that are opened thousands of times and never closed end in a document or an error."""
    for kind in ("markdown", "html"):
        try:
            assert parse(f"x {text}".encode(), kind=kind).text
        except DocumentError as error:
            assert error.message


def test_deep_page() -> None:
    """A hundred thousand elements inside each other are read like any page; none of our own calls nest."""
    page = "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "<p>after"
    assert parse(page.encode(), kind="html").text == "deep\n\nafter"


def test_page_that_is_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements that are open by the hundred thousand, and others that are closed again and again, are refused."""
    monkeypatch.setattr(web, "_PATIENCE", 10**8)
    page = "<b>" * 60_000 + "x" + "</i>" * 60_000
    with pytest.raises(DocumentError, match="elements inside each other"):
        parse(page.encode(), kind="html")


def test_xml_entities_are_not_put_in(tmp_path: Path) -> None:
    """Entities that multiply, and those that name a file, are put in nowhere: not in a page, a book or its package."""
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "LAUGH"}">' for n in range(10))
    declared = f'<?xml version="1.0"?><!DOCTYPE html [{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    page = f"{declared}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Text. &l9; &file;</p></body></html>"
    package = declared + PACKAGE.format(href="a.xhtml").replace("<metadata/>", "<title>&l9;&file;</title>")
    for data in (page.encode(), archive(book(page.encode()))):
        found = parse(data)
        assert found.text.startswith("Text.")
        assert len(found.text) < 100
        assert "SECRET" not in found.text
    try:
        assert parse(archive(book(b"<p>Text.", package=package))).title == ""
    except DocumentError as error:
        assert "LAUGH" not in error.message


def test_word_entities_are_not_put_in(tmp_path: Path) -> None:
    """A Word document with entities that multiply or name a file gives neither."""
    import docx

    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    plain = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Text.")
    made.save(plain)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "LAUGH"}">' for n in range(10))
    doctype = f'<!DOCTYPE w [{laughs}<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    with ZipFile(plain) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    xml = entries["word/document.xml"].decode()
    xml = xml.replace("?>", f"?>{doctype}", 1).replace("Text.", "Text. &l9; &file;")
    entries["word/document.xml"] = xml.encode()
    try:
        text = parse(archive(entries)).text
    except DocumentError:
        return
    assert text.startswith("Text.")
    assert "LAUGH" not in text
    assert "SECRET" not in text


@pytest.mark.parametrize("kind", ["docx", "epub"])
def test_archive_that_is_a_bomb(kind: str) -> None:
    """An entry that shrinks more than any book does is refused by what is declared, before it is unpacked."""
    entries = book(b"<p>" + bytes(30 * MIB)) if kind == "epub" else {"word/document.xml": bytes(30 * MIB)}
    with pytest.raises(DocumentError, match=r"could fill the memory.*would unpack from"):
        parse(archive(entries))


def test_archive_of_too_much() -> None:
    """Entries that are each modest, and together more than is read, are refused."""
    noise = random.Random(3).randbytes(MIB)
    entries = book(b"<p>x")
    data = archive({**entries, **{f"p{n}": noise for n in range(3)}}, method=0)
    for n in range(3):
        data = lying(data, f"p{n}".encode(), 90 * MIB)
    with pytest.raises(DocumentError, match=r"could fill the memory: it would unpack to 283,"):
        parse(data)


def test_archive_that_lies() -> None:
    """An entry that declares less than it holds is never unpacked further than what it declares."""
    page = b"<p>" + b"word " * MIB
    data = lying(archive(book(page)), b"a.xhtml", 1_000)
    with pytest.raises(DocumentError, match="damaged or incomplete"):
        parse(data)


def test_archive_unpacks_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is really unpacked is counted over all entries, and again for each time it is read."""
    monkeypatch.setattr(zipped, "MAX_TOTAL", 300_000)
    spine = '<itemref idref="a"/>' * 5
    package = PACKAGE.format(href="a.xhtml").replace('<itemref idref="a"/>', spine)
    with pytest.raises(DocumentError, match=r"unpacks to more than 300,000 bytes"):
        parse(archive(book(b"<p>" + random.Random(1).randbytes(50_000).hex().encode(), package=package)))


def test_archive_of_too_many_entries() -> None:
    """More files than any book has are refused, also where the archive's own count says otherwise."""
    many = {f"x{n}": b"" for n in range(10_001)}
    data = archive({**book(b"<p>x"), **many})
    with pytest.raises(DocumentError, match="files, and 10,000 are the most"):
        parse(data)
    with pytest.raises(DocumentError, match="lists more than 10,000 files"):
        parse(b"PK\x03\x04" + b"PK\x01\x02" * 20_001)


def test_archive_packed_otherwise() -> None:
    """Only what books and Word documents use is unpacked: bzip2 can't be stopped in the middle."""
    with pytest.raises(DocumentError, match="packed with method 12"):
        parse(archive(book(b"<p>x"), ZIP_BZIP2))


def test_encrypted_archive() -> None:
    """An archive that needs a password is refused in words."""
    data = bytearray(archive(book(b"<p>x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(DocumentError, match="needs a password"):
        parse(bytes(data))


def test_protected_book() -> None:
    """A book whose chapters are encrypted is refused; one that only encrypts its fonts is read."""
    cipher = (
        '<encryption><EncryptedData><CipherData><CipherReference URI="{0}"/></CipherData></EncryptedData></encryption>'
    )
    entries = book(b"<p>Text.")
    with pytest.raises(DocumentError, match="is protected"):
        parse(archive({**entries, "META-INF/encryption.xml": cipher.format("a.xhtml").encode()}))
    assert parse(archive({**entries, "META-INF/encryption.xml": cipher.format("font.otf").encode()})).text == "Text."


@pytest.mark.parametrize(
    "href", ["../../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://a.example/x", "//["]
)
def test_names_lead_nowhere(href: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link out of the book is a missing chapter: nothing outside is read, and nothing is ever written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match="holds no text"):
        parse(archive({**book(b"<p>x", href=href), "../evil.txt": b"x", "/evil.txt": b"x"}))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["docx", "epub"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_truncated_archive(kind: str, part: float) -> None:
    """An archive that was cut off is damaged, whatever is left of it."""
    entries = (
        book(b"<p>Text." * 100) if kind == "epub" else {"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}
    )
    data = archive(entries)
    with pytest.raises(DocumentError, match="damaged or incomplete"):
        parse(data[: int(len(data) * part)])


@pytest.mark.parametrize(
    "missing", ["[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/_rels/document.xml.rels"]
)
def test_word_without_a_part(missing: str) -> None:
    """A Word document that lacks a part is read without it or called damaged."""
    import docx

    file = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Text.")
    made.save(file)
    with ZipFile(file) as old:
        entries = {name: old.read(name) for name in old.namelist() if name != missing}
    try:
        assert parse(archive(entries)).text == "Text."
    except DocumentError as error:
        assert "damaged or incomplete" in error.message


def test_damaged_entry() -> None:
    """A chapter whose bytes were changed on the way is noticed by its checksum."""
    data = bytearray(archive(book(b"<p>Text that is stored as it is."), method=0))
    data[data.index(b"stored")] ^= 1
    with pytest.raises(DocumentError, match="damaged or incomplete"):
        parse(bytes(data))


@given(
    st.binary(max_size=400), st.sampled_from([None, *KINDS]), st.sampled_from(["", "a.txt", "a.md", "a.html", "a.srt"])
)
def test_any_bytes(data: bytes, kind: str | None, name: str) -> None:
    """Random bytes of every kind end in a document or in an error of ours."""
    try:
        found = parse(data, name=name, kind=kind)
    except FabulaError as error:
        assert error.message
    else:
        assert found.text.strip()
        assert "\n\n\n" not in found.text
        assert all(found.text[one.begin : one.end].strip() for one in found.headings)


_BEGINNINGS = [
    b"%PDF-1.4\n", b"PK\x03\x04", b"WEBVTT\n\n00:01.000 --> 00:02.000\n", b"1\n00:00:01,000 --> 00:00:02,000\n",
    b"<!doctype html><html>", b"<?xml version='1.0' encoding='", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"---\n",
]  # fmt: skip


@given(st.sampled_from(_BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_after_a_good_beginning(begin: bytes, data: bytes) -> None:
    """What begins as a known kind and goes on at random ends in a document or in an error of ours."""
    try:
        assert parse(begin + data).text
    except FabulaError as error:
        assert error.message


_EPUB = archive(book(b"<h1>One</h1><p>Text of a chapter."), method=0)


@given(st.lists(st.tuples(st.integers(0, len(_EPUB) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_book(changes: list[tuple[int, int]]) -> None:
    """A book with some of its bytes changed is read, or an error of ours."""
    data = bytearray(_EPUB)
    for place, value in changes:
        data[place] = value
    try:
        assert parse(bytes(data)).text
    except FabulaError as error:
        assert error.message


@given(st.text(max_size=200), st.sampled_from([kind for kind in KINDS if kind in ("txt", "markdown", "html")]))
def test_reading_again_changes_nothing(text: str, kind: str) -> None:
    """The text of a document, read as a text again, keeps its words: what was cleaned once is clean."""
    try:
        once = parse(text.encode("utf-8", "replace"), kind=kind).text
        again = parse(once.encode(), kind="txt").text
    except FabulaError:
        return
    assert again.split() == once.split()


def test_packed_data_can_be_damaged() -> None:
    """Bytes that can't be unpacked at all are damage, not a crash of zlib."""
    packed = bytearray(archive(book(b"<p>" + b"Text of a chapter. " * 200)))
    packed[packed.rindex(b"a.xhtml", 0, packed.index(b"PK\x01\x02")) + 10] ^= 0xFF
    with pytest.raises(DocumentError, match="damaged or incomplete"):
        parse(bytes(packed))
