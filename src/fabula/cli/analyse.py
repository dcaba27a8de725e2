"""``fabula analyse``: read a story and say what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.analysis.comparison import Comparison
    from fabula.analysis.record import Record
    from fabula.analysis.report import Report
    from fabula.analysis.text import Text
    from fabula.formats.document import Document

_SHOWN = 70  # columns of a quoted sentence


def _schema(wanted: bool) -> None:
    if wanted:
        from fabula.analysis.record import schema
        from fabula.cli import listing

        listing.as_json(schema())
        raise typer.Exit


def analyse(
    file: Annotated[
        str, typer.Argument(help="A text, Markdown, HTML, DOCX, EPUB, PDF or SRT file; - for standard input.")
    ],
    lang: Annotated[str | None, typer.Option("--lang", help="en or zh; found out where it isn't given.")] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write report.html, report.pdf and report.json to this folder."),
    ] = None,
    compare: Annotated[
        str | None, typer.Option("--compare", help="Another text of that language to set beside it.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Ask this model, too, what the text feels like as a whole.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Everything that was measured, as JSON.")] = False,
    schema: Annotated[
        bool, typer.Option("--schema", callback=_schema, is_eager=True, help="Print the schema of the JSON.")
    ] = False,
) -> None:
    """Read a story: its feelings and their arc, people, structure, themes and style, each with where it stands.

    Example: fabula analyse story.txt --report report
    """
    from fabula.analysis import record as records
    from fabula.analysis.comparison import comparison

    if report is not None:
        folder(report)
    document, text, found = _read(file, lang, model)
    beside = None
    if compare is not None:
        other, _, second = _read(compare, lang)
        beside = comparison(found, second, (_name(document, file), _name(other, compare)))
    made = records.Record(document.title, document.kind, document.text, found, beside)
    if report is not None:
        write(report, text, made, _name(document, file))
    if json:
        from fabula.cli import listing

        listing.as_json(records.data(made))
        return
    _summary(document, text, found)
    if beside is not None:
        _beside(beside)
    if report is not None:
        typer.echo(f"Written to {report}: report.html, report.pdf, report.json")


def _read(file: str, lang: str | None, model: str | None = None) -> tuple[Document, Text, Report]:
    from fabula.analysis.report import report
    from fabula.cli import listing, seat
    from fabula.models.asking import asking

    document, text = text_of(file, lang)
    with listing.busy(f"Reading {_name(document, file)}"):
        if model is None:
            return document, text, report(text)
        with asking(seat.opened(model, text.language)) as ask:
            return document, text, report(text, ask=ask)


def text_of(file: str, lang: str | None) -> tuple[Document, Text]:
    """The document in a file (``-``: standard input) and its text; what was left out or guessed is said."""
    from fabula.analysis.text import read

    document = document_of(file)
    text = read(document.text, lang, [(one.begin, one.end) for one in document.headings])
    for note in document.notes:
        typer.echo(f"Note: {note}", err=True)
    return document, text


def document_of(file: str) -> Document:
    """The document in a file, or in standard input for ``-``."""
    from fabula.formats import document

    if file == "-":
        return document.parse(sys.stdin.buffer.read(document.MAX_BYTES + 1), name="standard input")
    return document.read(Path(file))


def _name(document: Document, file: str) -> str:
    return document.title or ("" if file == "-" else Path(file).stem)


def folder(target: Path) -> None:
    """Make the folder before anything is measured, so that nothing is measured in vain."""
    from fabula.errors import StoreError

    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder '{target}' can't be made: {error.strerror}.", hint="Name a folder that can be written to."
        ) from error


def write(target: Path, text: Text, made: Record, title: str) -> None:
    """Draw the report into a folder: report.html, report.pdf, report.json."""
    import json

    from fabula.analysis.pages.build import page
    from fabula.analysis.pages.print import pdf
    from fabula.analysis.pages.web import html
    from fabula.analysis.record import data
    from fabula.cli import listing, saving

    with listing.busy("Drawing the report"):
        shown = page(text, made.report, title, made.comparison)
        written = {
            "report.html": html(shown).encode("utf-8", "replace"),
            "report.pdf": pdf(shown),
            "report.json": json.dumps(data(made), ensure_ascii=False).encode("utf-8", "replace"),
        }
    for name, content in written.items():
        saving.put(target / name, content)


def _summary(document: Document, text: Text, found: Report) -> None:
    from fabula.cli import listing

    say = listing.paragraph
    counts, style, feeling = found.style.counts, found.style, found.emotion.whole
    unit = "words" if text.language == "en" else "characters"
    title = document.title or "Untitled"
    say(
        f"{title}: {counts.length:,} {unit}, {counts.sentences:,} sentences, {len(text.chapters)} chapters",
        style="bold",
    )
    for one in found.summary[:3]:
        say(" ".join(one.text.split()), indent=2)
    likely = ", ".join(f"{name} {chance:.2f}" for name, chance in feeling.ranked[:3])
    say(f"Feeling: {likely}; polarity {feeling.polarity:+.2f}, intensity {feeling.intensity:.2f}, "
        f"confidence {feeling.confidence:.2f}")  # fmt: skip
    if found.emotion.asked is not None:
        said = found.emotion.asked
        say(f"The model takes the whole for {said.score:.2f} (0 unpleasant, 1 pleasant); with it, polarity "
            f"{said.feeling.polarity:+.2f}, intensity {said.feeling.intensity:.2f}")  # fmt: skip
    if found.emotion.arc is not None:
        arc = found.emotion.arc
        turns = ", ".join(f"{'high' if one.peak else 'low'} at {100 * one.at:.0f} %" for one in arc.turns) or "none"
        say(f"Arc: {arc.shape} (distance {arc.distance:.2f}); turning points: {turns}")
    for strong in found.emotion.strongest:
        words = ", ".join(text.raw[one.begin : one.end] for one in strong.carriers)
        quoted = _cut(text.raw[strong.feeling.begin : strong.feeling.end])
        say(
            f"{strong.feeling.name} ({strong.feeling.intensity:.2f}): {quoted}" + (f"  [{words}]" if words else ""),
            indent=2,
        )
    _people(found)
    easy = style.readability
    reading = (
        f"ease {easy.ease:.0f}, grade {easy.grade:.1f}, " if easy.ease is not None and easy.grade is not None else ""
    )
    say(f"Style: {reading}{easy.sentence:.1f} {unit} a sentence; {style.person.name or 'no'} person"
        + (f"; dialogue {100 * style.dialogue.share:.0f} %" if style.dialogue.share is not None else ""))  # fmt: skip
    if found.nearest:
        near = found.nearest[0]
        say(f"Nearest shelf: {near.name} (distance {near.distance:.2f})")
    if found.themes:
        say("Themes: " + ", ".join(f"{one.label} {one.score:.2f}" for one in found.themes[:5]))
    if found.keyphrases:
        say("Keyphrases: " + ", ".join(one.text for one in found.keyphrases[:8]))
    for part in found.structure.parts:
        say(f"{part.name}: {_cut(text.raw[part.sign.begin : part.sign.end])}", indent=2)


def _people(found: Report) -> None:
    from fabula.cli import listing

    company = found.company
    if company.cast:
        feels = {one.name: one.feeling.name for one in company.moods}
        told = (f"{one.name} ({one.count}; {feels.get(one.name, 'nothing told')})" for one in company.cast[:6])
        listing.paragraph("People: " + ", ".join(told))
    if company.relations:
        ties = (f"{one.one} and {one.other} ({one.tone:+.1f})" for one in company.relations[:3])
        listing.paragraph("Closest: " + ", ".join(ties))


def _beside(two: Comparison) -> None:
    from fabula.analysis.pages.sections import number
    from fabula.cli import listing

    listing.paragraph(f"Beside {two.second}", style="bold")
    if two.style is not None:
        listing.paragraph(f"Distance of style {two.style:.2f} (0 the same way of telling, 1 unrelated)")
    if two.arc is not None:
        listing.paragraph(f"Distance of arc {two.arc:.2f} (0 the same course, 1 unrelated)")
    listing.table(
        ("Measure", "This", "Other"),
        [(one.name, number(one.first), number(one.second)) for one in two.differences],
    )


def _cut(quoted: str) -> str:
    from fabula.analysis.plots import short

    return short(" ".join(quoted.split()), _SHOWN)
