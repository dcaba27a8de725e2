"""Sections of a report's page, each from the part of the report that it tells of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

from fabula.analysis import plots
from fabula.analysis.emotion import Feeling
from fabula.analysis.emotions import PLUTCHIK
from fabula.analysis.pages.labels import Labels
from fabula.analysis.pages.page import Block, Cell, Citing, Finding, Plot, Run, Section, Table
from fabula.analysis.reference import Evident, Usual, shipped
from fabula.analysis.report import Report
from fabula.analysis.text import Span, Text
from fabula.analysis.themes import definitions

One = TypeVar("One")

_ROWS = 12  # of a table, and of a list of findings
_LINKED = 14  # people in the graph
_AROUND = 1.0  # standard deviations: the middle two thirds of a normal distribution
_SHARES = ("MATTR (50)", "dialogue share", "first person", "second person", "told in the present", "rare characters")
_SPREAD = 3.0  # standard deviations from the middle to the edge of a style plot


def summary(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """The sentences that sum the text up."""
    chosen = tuple(
        Finding("", citing.quote(Span(one.begin, one.end)), (citing.at(one.begin),)) for one in found.summary
    )
    return Section(
        "summary", say.say("summary", "heading"), (Block(words=(say.say("summary", "lead"),), findings=chosen),)
    )


def feeling(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """The feeling of the text, its arc, and where it is strongest."""
    whole, arc = found.emotion.whole, found.emotion.arc
    near = whole.affect
    lead = say.say(
        "feeling", "lead", name=_names(whole, say), polarity=signed(whole.polarity),
        intensity=f"{whole.intensity:.2f}", confidence=f"{whole.confidence:.2f}", valence=signed(near.valence),
        arousal=signed(near.arousal), dominance=signed(near.dominance),
    )  # fmt: skip
    blocks = [Block(words=(lead,))]
    if arc is None:
        blocks.append(Block(words=(say.say("feeling", "no_arc"),)))
    else:
        shape = say.say("shapes", arc.shape)
        told = (
            say.say("feeling", "flat")
            if arc.shape == "flat"
            else say.say("feeling", "arc", shape=shape, distance=f"{arc.distance:.2f}")
        )
        turns = []
        for one in arc.turns:
            kind = say.say("feeling", "peak" if one.peak else "valley")
            place = _sentence(text, one.at)
            label = say.say("feeling", "turn", kind=kind, at=f"{100 * one.at:.0f}")
            turns.append(Finding(label, citing.quote(place), (citing.at(place.begin),)))
        blocks.append(Block(words=(told,), plot=_arc(text, found, say), findings=tuple(turns)))
    strong = tuple(
        Finding(
            f"{say.say('emotions', one.feeling.name)} {one.feeling.intensity:.2f}",
            citing.quote(Span(one.feeling.begin, one.feeling.end), [(part.begin, part.end) for part in one.carriers]),
            (citing.at(one.feeling.begin),),
        )
        for one in found.emotion.strongest
    )
    blocks.append(Block(say.say("feeling", "strongest"), findings=strong))
    return Section("feeling", say.say("feeling", "heading"), tuple(blocks))


def _names(whole: Feeling, say: Labels) -> str:
    """The three likeliest feelings of a whole text: one alone would say too much."""
    return joined([f"{say.say('emotions', name)} {100 * chance:.0f} %" for name, chance in whole.ranked[:3]], say)


def _arc(text: Text, found: Report, say: Labels) -> Plot:
    arc = found.emotion.arc
    assert arc is not None
    size = max(1, len(text.raw))
    points = [((one.begin + one.end) / 2 / size, one.polarity) for one in found.emotion.sentences]
    marks = [plots.Marked(one.at, one.value, f"{100 * one.at:.0f} %") for one in arc.turns]
    chapters = [one.begin / size for one in found.chapters[1:]]
    caption = say.say("feeling", "plot")
    drawn = plots.curve(
        arc.curve, points[:: max(1, len(points) // 1500)], marks, chapters, say.say("feeling", "high"),
        say.say("feeling", "low"), caption,
    )  # fmt: skip
    return Plot(caption, drawn)


def people(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """The people: who they are, what they feel, and what they have to do with each other."""
    company, heading = found.company, say.say("people", "heading")
    if not company.cast:
        return Section("people", heading, (Block(words=(say.say("people", "none"),)),))
    lines: dict[str, int] = {}
    for line in company.speech:
        lines[line.speaker] = lines.get(line.speaker, 0) + 1
    rows = [
        (
            Cell(one.name), Cell(joined(one.aliases[:3], say)),
            Cell(f"{one.count:,}", number=True), Cell(str(lines.get(one.name, 0)), number=True),
            Cell(cites=(citing.at(one.mentions[0].begin),)),
        )
        for one in company.cast[:_ROWS]
    ]  # fmt: skip
    words = [say.say("people", "lead")]
    if company.speech:
        known = sum(bool(line.speaker) for line in company.speech)
        words.append(say.say("people", "lines", known=known, all=len(company.speech)))
    table = Table("", say.heads("people"), rows, _more(say, len(company.cast) - _ROWS))
    blocks = [Block(words=tuple(words), table=table)]
    if len(company.moods) > 0:
        columns = [(say.say("emotions", name), name) for name in PLUTCHIK]
        caption = say.say("people", "moods")
        values = [[one.feeling.plutchik[name] for name in PLUTCHIK] for one in company.moods]
        drawn = plots.grid([one.name for one in company.moods], columns, values, caption)
        blocks.append(Block(caption, plot=Plot(caption, drawn)))
    if company.relations:
        blocks += [_network(found, say), _ties(found, say, citing)]
    acts = [one for one in company.deeds if one.real and one.patient]
    if acts:
        done = tuple(
            Finding(
                f"{one.agent} → {one.patient}", citing.quote(_sentence_of(text, one.begin), [(one.begin, one.end)]),
                (citing.at(one.begin),), one.verb,
            )
            for one in _spread(acts, _ROWS)
        )  # fmt: skip
        blocks.append(Block(say.say("people", "deeds"), findings=done))
    return Section("people", heading, tuple(blocks))


def _network(found: Report, say: Labels) -> Block:
    names = [one.name for one in found.company.cast[:_LINKED]]
    ties = [
        plots.Tie(one.one, one.other, one.weight, one.tone)
        for one in found.company.relations
        if one.one in names and one.other in names
    ]
    tied = {name for one in ties for name in (one.one, one.other)}
    sizes = {one.name: float(one.count) for one in found.company.cast[:_LINKED] if one.name in tied}
    caption = say.say("people", "relations")
    if not ties:
        return Block()
    drawn = plots.network(sizes, ties, caption, say.say("people", "friendly"), say.say("people", "hostile"))
    return Block(caption, plot=Plot(caption, drawn))


def _ties(found: Report, say: Labels, citing: Citing) -> Block:
    ties = found.company.relations
    rows = [
        (
            Cell(f"{one.one} – {one.other}" + (f" ({one.kin})" if one.kin else "")),
            Cell(str(one.together), number=True), Cell(str(one.spoken), number=True),
            Cell(signed(one.tone), number=True), Cell(cites=citing.all_of([span.begin for span in one.spans], 3)),
        )
        for one in ties[:_ROWS]
    ]  # fmt: skip
    return Block(
        table=Table(say.say("people", "ties"), say.heads("people", "tie_heads"), rows, _more(say, len(ties) - _ROWS))
    )


def structure(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """Scenes, tension and the parts of the story."""
    built, size = found.structure, max(1, len(text.raw))
    begins = [one.begin for one in found.emotion.sentences]
    edges = [(bisect_left(begins, one.begin), bisect_left(begins, one.end)) for one in built.scenes]
    tense = [_mean([one.total for one in built.strains[first:last]]) for first, last in edges]
    words = [say.say("structure", "lead")]
    words += [say.say("reasons", one) for one in built.missing]
    highest = max([*tense, *(one.tension for one in built.parts)], default=0.0) or 1.0
    caption = say.say("structure", "plot")
    drawn = plots.strip(
        [
            plots.Part(one.begin / size, one.end / size, high / highest, str(place))
            for place, (one, high) in enumerate(zip(built.scenes, tense, strict=True), 1)
        ],
        [plots.Part(one.begin / size, one.end / size, one.tension, say.say("parts", one.name)) for one in built.parts],
        caption,
    )
    parts = tuple(
        Finding(
            say.say("parts", one.name), citing.quote(one.sign), (citing.at(one.sign.begin),),
            say.say("reasons", one.reason),
        )
        for one in built.parts
    )  # fmt: skip
    rows = [
        (
            Cell(str(place)), Cell(cites=(citing.at(_first(text, one.begin)),)),
            Cell(say.say("reasons", one.because)), Cell(_percent(one.pace.action), number=True),
            Cell(_percent(one.pace.speech), number=True), Cell(_percent(one.pace.description), number=True),
        )
        for place, one in enumerate(built.scenes[:_ROWS * 3], 1)
    ]  # fmt: skip
    table = Table(
        say.say("structure", "scenes"), say.heads("structure"), rows, _more(say, len(built.scenes) - 3 * _ROWS)
    )
    return Section(
        "structure", say.say("structure", "heading"),
        (Block(words=tuple(words), plot=Plot(caption, drawn), findings=parts), Block(table=table)),
    )  # fmt: skip


def _first(text: Text, begin: int) -> int:
    """Where the first paragraph at or behind an offset begins: a scene's bound may be the blank before it."""
    return next((one.begin for one in text.paragraphs if one.end > begin), begin)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def theme(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """Themes beside the shelf, with the words that speak for them, and keyphrases."""
    known = shipped(text.language)
    labels = definitions(text.language)
    blocks = []
    if found.themes:
        bars = [
            plots.Bar(one.label, one.score, *_usual_theme(known.themes.get(one.key))) for one in found.themes[:_ROWS]
        ]
        caption = say.say("theme", "plot")
        drawn = plots.bars(bars, caption, say.say("theme", "own"), say.say("theme", "usual"))
        evidence = tuple(
            Finding(
                one.label,
                _evident(text, one.evidence),
                citing.all_of([span.begin for span in one.evidence]),
                labels[one.key].sentence,
            )
            for one in found.themes[:_ROWS]
        )
        blocks.append(Block(words=(say.say("theme", "lead"),), plot=Plot(caption, drawn), findings=evidence))
    else:
        blocks.append(Block(words=(say.say("theme", "lead"), say.say("report", "nothing"))))
    phrases = [
        (
            Cell(one.text), Cell(str(len(one.spans)), number=True),
            Cell(cites=citing.all_of([span.begin for span in one.spans])),
        )
        for one in found.keyphrases[:_ROWS]
    ]  # fmt: skip
    if phrases:
        blocks.append(Block(table=Table(say.say("theme", "phrases"), say.heads("theme", "phrase_heads"), phrases)))
    return Section("theme", say.say("theme", "heading"), tuple(blocks))


def style(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """Style beside the shelf, the nearest shelf, and the places that show it."""
    known, own = shipped(text.language).measures, found.profile.measures
    shown = [name for name in own if name in known and known[name].deviation > 0]
    caption = say.say("style", "plot")
    bars = [plots.Bar(say.say("measures", name), *_placed(own[name], known[name])) for name in shown]
    words = [say.say("style", "lead")]
    if found.style.readability.short and text.language == "en":
        words.append(say.say("style", "short"))
    blocks = []
    if found.nearest:
        near = found.nearest[0]
        words.append(say.say("style", "nearest", name=near.name, distance=f"{near.distance:.2f}"))
        like = [say.say("measures", one.name) if one.name in own else f"“{one.name}”" for one in near.because]
        if like:
            words.append(say.say("style", "because", names=joined(like, say)))
    if bars:
        drawn = plots.bars(bars, caption, say.say("theme", "own"), say.say("theme", "usual"))
        blocks.append(Block(words=tuple(words), plot=Plot(caption, drawn)))
    else:
        blocks.append(Block(words=tuple(words)))
    rows = [
        (
            Cell(say.say("measures", name)), Cell(measure(name, own[name]), number=True),
            Cell(measure(name, known[name].mean) if name in known else "", number=True),
        )
        for name in own
    ]  # fmt: skip
    blocks.append(Block(table=Table(say.say("style", "measures"), say.heads("style"), rows)))
    longest = found.style.rhythm.longest
    examples = [
        Finding(say.say("style", "longest"), citing.quote(longest), (citing.at(longest.begin),)),
        *_places(text, say.say("style", "told"), found.style.showing.told, citing),
        *_places(text, say.say("style", "similes"), found.style.imagery.similes, citing),
    ]
    examples += [
        Finding(say.say("style", "repeated"), citing.quote(one.spans[0]), citing.all_of([s.begin for s in one.spans]))
        for one in found.style.repetitions[:3]
    ]
    blocks.append(Block(findings=tuple(examples)))
    return Section("style", say.say("style", "heading"), tuple(blocks))


def world(text: Text, found: Report, say: Labels, citing: Citing) -> Section:
    """Places, things and words of time."""
    blocks = []
    for key, named in (("places", found.places), ("objects", found.objects)):
        rows = [
            (
                Cell(one.name), Cell(str(one.count), number=True),
                Cell(cites=citing.all_of([span.begin for span in one.mentions], 3)),
            )
            for one in named[:_ROWS]
        ]  # fmt: skip
        if rows:
            table = Table(say.say("world", key), say.heads("world"), rows, _more(say, len(named) - _ROWS))
            blocks.append(Block(table=table))
    moments = [one for one in found.timeline if not one.quoted]
    if moments:
        times = tuple(
            Finding(one.words, citing.quote(one.sentence, [(one.begin, one.end)]), (citing.at(one.begin),))
            for one in _spread(moments, _ROWS)
        )
        blocks.append(Block(say.say("world", "times"), findings=times))
    if not blocks:
        blocks.append(Block(words=(say.say("report", "nothing"),)))
    return Section("world", say.say("world", "heading"), tuple(blocks))


def _places(text: Text, label: str, spans: Sequence[Span], citing: Citing) -> list[Finding]:
    return [
        Finding(
            "" if number else label, citing.quote(_sentence_of(text, one.begin), [(one.begin, one.end)]),
            (citing.at(one.begin),),
        )
        for number, one in enumerate(_spread(list(spans), 3))
    ]  # fmt: skip


def _usual_theme(one: Evident | None) -> tuple[float, float] | tuple[None, None]:
    """Where stories of the shelf lie on a theme's scale: 0.5 is its 80th percentile, and the middle is under it."""
    if one is None:
        return None, None
    level = one.eightieth(8)
    middle = one.mean**2 / (one.mean**2 + level**2) if one.mean else 0.0
    return middle, max(0.0, 0.5 - middle)


def _placed(value: float, usual: Usual) -> tuple[float, float, float]:
    """A measure on a scale whose middle is the shelf's mean and whose edges are three deviations away."""
    away = (value - usual.mean) / usual.deviation
    return 0.5 + max(-_SPREAD, min(_SPREAD, away)) / (2 * _SPREAD), 0.5, _AROUND / (2 * _SPREAD)


def _evident(text: Text, spans: Sequence[Span]) -> tuple[Run, ...]:
    words = dict.fromkeys(" ".join(text.of(one).split()) for one in spans)
    return (Run(", ".join(words) if text.language == "en" else "、".join(words)),)


def joined(words: Sequence[str], say: Labels) -> str:
    """Some words as a list in the page's language."""
    return (", " if say.language == "en" else "、").join(words)


def _more(say: Labels, count: int) -> str:
    return say.say("report", "more", number=count) if count > 0 else ""


def _spread(all_of: Sequence[One], most: int) -> list[One]:
    """At most ``most`` of some things, evenly from the first to the last."""
    if len(all_of) <= most:
        return list(all_of)
    return [all_of[round(at * (len(all_of) - 1) / (most - 1))] for at in range(most)]


def _sentence(text: Text, at: float) -> Span:
    """The sentence at a share of the text."""
    return text.sentences[text.sentence_at(round(at * len(text.raw)))]


def _sentence_of(text: Text, offset: int) -> Span:
    return text.sentences[text.sentence_at(offset)] if text.sentences else Span(offset, offset)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def measure(name: str, value: float) -> str:
    """A measure of a profile as people read it: shares in per cent."""
    share = name in _SHARES or name.startswith("words of ") or name.endswith(" sentences")
    return f"{100 * value:.1f} %" if share else number(value)


def number(value: float) -> str:
    """A number with three figures, a whole one without a point."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def difference(value: float) -> str:
    """A difference with its sign and three figures."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value))


def signed(value: float) -> str:
    """A number from -1 to 1 with its sign and two places."""
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"
