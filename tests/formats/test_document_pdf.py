"""PDF files become paragraphs again, and those without text or with too much of everything are refused in words."""

from __future__ import annotations

import zlib

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission

from fabula.errors import DocumentError
from fabula.formats.document import Document, parse
from fabula.formats.documents import pdf

NIGHTS = ("", "Monday", "Tuesday", "Wednesday", "Thursday")
PROSE = [
    "The harbour lay quiet under the first snow, and nobody who had slept there would have said that anything was "
    "wrong, had it not been for the well-known bell, which did not ring at six, nor at seven, nor at all.",
    "Mara counted the boats twice. One was missing; its rope lay cut on the stones, and the cut was clean and new.",
    "She thought of the lighthouse keeper, who owed money to everybody and a kindness to no one but her.",
]


def printed(*, chapters: int = 4, encrypted: str = "", owner: str = "") -> bytes:
    """A small printed book: a header, a heading, three paragraphs and a page number on each page."""
    made = FPDF()
    made.set_title("The Bell")
    if encrypted or owner:
        made.set_encryption(owner or "owner", encrypted or None, permissions=AccessPermission.none())
    for number in range(1, chapters + 1):
        made.add_page()
        made.set_font("times", size=9)
        made.cell(0, 5, "THE BELL OF THE HARBOUR", align="C")
        made.ln(12)
        made.set_font("times", "B", 20)
        made.cell(0, 10, f"Night {number}")
        made.ln(14 + number)
        made.set_font("times", size=12)
        for text in PROSE:
            made.multi_cell(0, 6, f"{NIGHTS[number]}: {text}", align="L")
            made.ln(4)
        made.set_y(-25)
        made.cell(0, 5, str(number + 6), align="C")
    return bytes(made.output())


def drawn(contents: list[str], *, kids: str = "", font: str = "", extra: list[str] | None = None) -> bytes:
    """A PDF written by hand: one content stream a page, object 1 the catalogue, 2 the tree, 3 the font."""
    pages = [4 + 2 * number for number in range(len(contents))]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids or ' '.join(f'{page} 0 R' for page in pages)}]>>",
        font or "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for page, content in zip(pages, contents, strict=True):
        resources = "<</Font<</F1 3 0 R>>/XObject<</X0 99 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources{resources}/Contents {page + 1} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    objects += extra or []
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode())


def lines(*texts: str, size: int = 12) -> str:
    """A page's drawing: these lines under each other."""
    shown = " ".join(f"({text}) Tj 0 -14 Td" for text in texts)
    return f"BT /F1 {size} Tf 50 750 Td {shown} ET"


def headings(document: Document) -> list[str]:
    """The headings, cut from the text."""
    return [document.text[one.begin : one.end] for one in document.headings]


def test_printed_book() -> None:
    """Wrapped lines are paragraphs again; headings are found by their size, and what is on every page is gone."""
    document = parse(printed(), name="bell.pdf")
    expected = []
    for number in range(1, 5):
        expected += [f"Night {number}", *(f"{NIGHTS[number]}: {text}" for text in PROSE)]
    assert document.text.split("\n\n") == expected
    assert headings(document) == [f"Night {number}" for number in range(1, 5)]
    assert (document.title, document.kind) == ("The Bell", "pdf")
    assert document.notes == ("8 lines of page headers, footers and page numbers were left out.",)


def test_broken_words() -> None:
    """A word broken at a line's end is whole again; a compound that stands in the text keeps its hyphen."""
    page = lines(
        "The well-known bell did not ring, and the harbour had for-",
        "gotten how to wake. It was a well-",
        "known thing, an OP-",
        "TION",
    )
    assert parse(drawn([page])).text == (
        "The well-known bell did not ring, and the harbour had forgotten how to wake. "
        "It was a well-known thing, an OPTION"
    )


def test_sentence_goes_on_over_the_page() -> None:
    """A sentence that a page cuts in two is one paragraph."""
    first = lines("The boat came back with nobody in it, and the", "people on the pier stood and")
    second = lines("looked at each other without a word.")
    assert parse(drawn([first, second])).text == (
        "The boat came back with nobody in it, and the people on the pier stood and "
        "looked at each other without a word."
    )


def test_chinese() -> None:
    """Chinese comes out by the font's own map to Unicode, and its lines are joined without spaces."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> "
        "endcodespacerange 1 beginbfrange <0001> <0002> <949F> endbfrange 2 beginbfchar <0003> <54CD> <0004> <4E86> "
        "endbfchar endcmap end end"
    )
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType2/BaseFont/Song/DW 1000"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    page = "BT /F1 12 Tf 50 750 Td <00010003> Tj 0 -14 Td <0004> Tj ET"
    document = parse(drawn([page], font=font, extra=[f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream"]))
    assert document.text == "钟响了"


def test_scanned() -> None:
    """A PDF of pictures alone is called scanned, with what to do about it."""
    with pytest.raises(DocumentError, match=r"seems to be scanned: 2 pages, and not one character of text") as caught:
        parse(drawn(["0 0 100 100 re f", "0 0 100 100 re f"]))
    assert "OCR" in caught.value.hint


def test_no_pages() -> None:
    """A PDF without a page is said to have none, and not taken for a scanned one."""
    with pytest.raises(DocumentError, match="has no pages"):
        parse(drawn([]))


def test_partly_scanned() -> None:
    """Pages without text among others are said, not hidden."""
    document = parse(drawn([lines("Some words."), "0 0 100 100 re f"]))
    assert (document.text, document.notes) == ("Some words.", ("1 of 2 pages hold no text; they may be scanned.",))


def test_password() -> None:
    """A PDF that needs a password is refused in words; one that only forbids copying is read."""
    with pytest.raises(DocumentError, match="encrypted and needs a password"):
        parse(printed(encrypted="secret"))
    assert parse(printed(owner="owner")).text == parse(printed()).text


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_truncated(part: float) -> None:
    """A PDF that was cut off gives what can still be read, or an error; never anything else."""
    data = printed()
    try:
        assert parse(data[: int(len(data) * part)]).kind == "pdf"
    except DocumentError as error:
        assert "PDF" in error.message


def test_only_a_beginning() -> None:
    """What merely begins like a PDF is damaged."""
    with pytest.raises(DocumentError, match="damaged or incomplete"):
        parse(b"%PDF-1.7\n" + b"nothing " * 100)


def test_too_many_pages() -> None:
    """More pages than are read are an error before any of them is looked at, also where few objects make them many."""
    with pytest.raises(DocumentError, match=r"more than 5,000 pages"):
        parse(drawn([lines("x")], kids="4 0 R " * 5_001))


def test_tree_of_pages_that_multiplies() -> None:
    """A tree whose branches all lead to the same branches, 2^40 pages in 40 objects, is refused at once."""
    trees = [f"<</Type/Pages/Count 9/Kids[{6 + n + 1} 0 R {6 + n + 1} 0 R]>>" for n in range(40)]
    data = drawn([lines("x")], kids="6 0 R 6 0 R", extra=[*trees, "<</Type/Page/MediaBox[0 0 9 9]>>"])
    with pytest.raises(DocumentError, match=r"more than 5,000 pages"):
        parse(data)


def test_tree_of_pages_that_is_a_circle() -> None:
    """A tree of pages that contains itself ends in an error."""
    with pytest.raises(DocumentError, match=r"more than 5,000 pages"):
        parse(drawn([lines("x")], kids="2 0 R"))


def test_too_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The characters of all pages together are bounded."""
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 60)
    with pytest.raises(DocumentError, match="more than 60 characters"):
        parse(drawn([lines("forty characters or nearly so, as it is")] * 2))
    assert parse(drawn([lines("forty characters or nearly so, as it is")])).kind == "pdf"


def test_too_many_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing commands are bounded: those that print nothing take time too."""
    monkeypatch.setattr(pdf, "_MAX_STEPS", 1_000)
    with pytest.raises(DocumentError, match="more than 1,000 drawing commands"):
        parse(drawn(["q Q " * 600]))


def test_packed_stream_that_is_a_bomb() -> None:
    """A page whose drawing would unpack to a hundred times what pypdf allows is an error, not a full memory."""
    packed = zlib.compress(b" " * 90_000_000 + lines("x").encode()).decode("latin-1")
    stream = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n{packed}\nendstream"
    data = drawn(["", ""], kids="4 0 R", extra=[stream]).replace(b"/Contents 5 0 R", b"/Contents 8 0 R")
    assert len(data) < 1_000_000
    with pytest.raises(DocumentError):
        parse(data)
