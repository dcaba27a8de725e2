"""``fabula analyse``: read a story and say what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.analysis.report import Report
    from fabula.analysis.text import Text
    from fabula.formats.document import Document

_SHOWN = 70  # columns of a quoted sentence


def analyse(
    file: Annotated[
        str, typer.Argument(help="A text, Markdown, HTML, DOCX, EPUB, PDF or SRT file; - for standard input.")
    ],
    lang: Annotated[str | None, typer.Option("--lang", help="en or zh; found out where it isn't given.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Everything that was measured, as JSON.")] = False,
) -> None:
    """Read a story: its feelings and their arc, style and nearest shelf, themes, keyphrases and structure.

    Example: fabula analyse story.txt
    """
    from fabula.analysis.report import report
    from fabula.analysis.text import read

    document = _document(file)
    text = read(document.text, lang, [(one.begin, one.end) for one in document.headings])
    found = report(text)
    for note in document.notes:
        typer.echo(f"Note: {note}", err=True)
    if json:
        from fabula.cli import listing

        listing.as_json(record(document, found))
        return
    _summary(document, text, found)


def record(document: Document, found: Report) -> dict[str, Any]:
    """The report as JSON data, with the text that its offsets are of."""
    from pydantic import TypeAdapter

    from fabula.analysis.report import Report

    made: dict[str, Any] = TypeAdapter(Report).dump_python(found, mode="json")
    return {"title": document.title, "kind": document.kind, "text": document.text} | made


def _document(file: str) -> Document:
    from fabula.formats import document

    if file == "-":
        return document.parse(sys.stdin.buffer.read(document.MAX_BYTES + 1), name="standard input")
    return document.read(Path(file))


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
    say(f"Feeling: {feeling.name}; polarity {feeling.polarity:+.2f}, intensity {feeling.intensity:.2f}, "
        f"confidence {feeling.confidence:.2f}")  # fmt: skip
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


def _cut(quoted: str) -> str:
    from fabula.cli.listing import columns

    line = " ".join(quoted.split())
    if columns(line) <= _SHOWN:
        return line
    while columns(line) > _SHOWN:
        line = line[:-1]
    return line.rstrip() + "…"
