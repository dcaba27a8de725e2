"""Building a page from a report, and one from the comparison of two."""

from __future__ import annotations

from collections.abc import Sequence

from fabula import __version__
from fabula.analysis import plots
from fabula.analysis.comparison import Comparison
from fabula.analysis.emotion import Feeling
from fabula.analysis.pages import sections
from fabula.analysis.pages.labels import Labels, labels
from fabula.analysis.pages.page import Block, Cell, Citing, Page, Paragraph, Plot, Section, Table, Tinted
from fabula.analysis.report import Report
from fabula.analysis.text import Text
from fabula.analysis.themes import definitions

PRINTED = 400_000  # characters of a text that are printed with its report
_READ = {"en": 230, "zh": 350}  # words or characters a minute (Brysbaert, 2019, for English; rounded)


def page(text: Text, found: Report, title: str = "", beside: Comparison | None = None) -> Page:
    """The page of a report, in the language of the text; with ``beside`` it has a section that compares it."""
    say = labels(text.language)
    citing = Citing(text, say)
    made = [
        sections.summary(text, found, say, citing), sections.feeling(text, found, say, citing),
        sections.people(text, found, say, citing), sections.structure(text, found, say, citing),
        sections.theme(text, found, say, citing), sections.style(text, found, say, citing),
        sections.world(text, found, say, citing),
    ]  # fmt: skip
    if beside is not None:
        made.insert(1, _beside(beside, say))
    fits = len(text.raw) <= PRINTED
    counts = found.style.counts
    return Page(
        text.language,
        title or say.say("report", "untitled"),
        say.say("report", "about"),
        say.say(
            "report", "counts" if counts.chapters > 1 else "counts_one",
            length=f"{counts.length:,}", sentences=f"{counts.sentences:,}", paragraphs=f"{counts.paragraphs:,}",
            chapters=counts.chapters, minutes=max(1, round(counts.length / _READ[text.language])),
        ),
        tuple(made),
        say.say("report", "text"),
        say.say("report", "text_note")
        if fits
        else say.say("report", "text_left_out", length=f"{len(text.raw):,}"),
        say.say("report", "contents"),
        say.say("report", "made", version=__version__),
        _paragraphs(text, found.emotion.sentences) if fits else (),
    )  # fmt: skip


def _paragraphs(text: Text, felt: Sequence[Feeling]) -> tuple[Paragraph, ...]:
    titles = {one.begin for one in text.titles}
    out = []
    at = 0
    for number, one in enumerate(text.paragraphs, 1):
        own = []
        while at < len(felt) and felt[at].begin < one.end:
            own.append(felt[at])
            at += 1
        told = tuple(Tinted(text.raw[part.begin : part.end], part.name, _depth(part)) for part in own)
        if not told:
            told = (Tinted(text.of(one), "neutral", 0.0),)
        out.append(Paragraph(number, one.begin in titles, told))
    return tuple(out)


def _depth(felt: Feeling) -> float:
    return 0.0 if felt.name == "neutral" else round(min(1.0, felt.intensity * felt.confidence), 2)


def _beside(two: Comparison, say: Labels) -> Section:
    rows = [
        (
            Cell(say.say("measures", one.name)), Cell(sections.measure(one.name, one.first), number=True),
            Cell(sections.measure(one.name, one.second), number=True),
            Cell(sections.difference(one.second - one.first), number=True),
        )
        for one in two.differences
    ]  # fmt: skip
    names = [definitions(say.language)[key].label for key in two.themes]
    words = [say.say("beside", "lead")]
    if two.style is not None:
        words.append(say.say("beside", "distance", distance=f"{two.style:.2f}"))
    if two.arc is not None:
        words.append(say.say("beside", "arcs", distance=f"{two.arc:.2f}"))
    words.append(
        say.say("beside", "themes", names=sections.joined(names, say)) if names else say.say("beside", "no_themes")
    )
    blocks = [Block(words=tuple(words))]
    if two.curves is not None:
        caption = say.say("beside", "plot")
        first, second = two.curves
        drawn = plots.curves(
            {two.first: first, two.second: second}, say.say("feeling", "high"), say.say("feeling", "low"), caption
        )
        blocks.append(Block(plot=Plot(caption, drawn)))
    blocks.append(Block(table=Table("", say.heads("beside"), rows)))
    return Section("beside", say.say("beside", "heading", other=two.second), tuple(blocks))
