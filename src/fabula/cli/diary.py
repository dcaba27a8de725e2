"""``fabula diary``: what a person writes about their days, kept for them alone, and looked back on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    import datetime as dt

    from fabula.analysis.emotion import Feeling
    from fabula.store.diary import Entry
    from fabula.workshop.diary import Timeline, Week

app = typer.Typer(
    name="diary",
    help="A private diary, and a look back at its mood: add, timeline, list, remove, export."
    " An aid to reflection: no therapy and no diagnosis.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_STEPS = "▁▂▃▄▅▆▇█"
_QUOTED = 90  # columns
_PLOTS = (".svg", ".png")
_LATELY = 14  # days


@app.command("add")
def add_entry(
    text: Annotated[str, typer.Argument(help="What you write; without it, or with -, from standard input.")] = "-",
    date: Annotated[
        str | None, typer.Option("--date", help="The day that it is about, as 2026-01-31; today.", metavar="DAY")
    ] = None,
    locale: Annotated[
        str | None, typer.Option("--locale", help="Where you are, as GB or zh-CN; the terminal's.", metavar="PLACE")
    ] = None,
) -> None:
    """Keep an entry, word for word. One that speaks of danger is answered with who can help.

    Example: fabula diary add "The neighbours brought soup, and we laughed until late."
    """
    from fabula.cli.words_diary import say
    from fabula.store import now
    from fabula.store.diary import Diary
    from fabula.workshop.diary import language

    day = _day(date)
    given = _given() if text == "-" else text
    spoken = language(given)
    with Diary() as diary:
        first = not diary.entries()
        entry = diary.add(given, day=day, language=spoken, written=now())
        typer.echo(say(spoken, "kept", id=entry.id, day=entry.day))
        if first:
            typer.echo(say(spoken, "kept_private", path=diary.path))
    _care(given, spoken, locale)


@app.command("timeline")
def show_timeline(
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=520, help="How many weeks back.", metavar="N")] = 8,
    plot: Annotated[
        Path | None, typer.Option("--plot", help="Draw it to this .svg or .png file.", metavar="FILE")
    ] = None,
    json: Json = False,
) -> None:
    """Look back on the mood of some weeks. An aid to reflection: no therapy and no diagnosis.

    Example: fabula diary timeline --weeks 4 --plot mood.svg
    """
    from fabula.cli import listing
    from fabula.cli.words_diary import say
    from fabula.workshop.diary import timeline

    _checked(plot)
    entries = _entries()
    found = timeline(entries, max([_today(), *(one.day for one in entries)]), weeks)
    spoken = _spoken(entries)
    if plot is not None and found.days:
        _draw(found, spoken, plot)
    if json:
        listing.as_json(_facts(found, entries))
        return
    if not entries:
        typer.echo(say(spoken, "none"))
    elif not found.days and not found.unread:
        typer.echo(say(spoken, "none_here", weeks=weeks))
    else:
        _show(found, {one.id: one for one in entries}, spoken)
        if plot is not None and found.days:
            typer.echo(say(spoken, "drawn", path=plot))
        for one in reversed(entries):  # what was heavy lately is still answered, the newest of it
            if (_today() - one.day).days <= _LATELY and _care(one.text, one.language, None):
                break


def _care(text: str, spoken: str, locale: str | None) -> bool:
    """Answer words that speak of danger; whether they do."""
    from fabula.cli.care import care

    answer = care(text, spoken, locale)
    if answer is not None:
        typer.echo(f"\n{answer}")
    return answer is not None


@app.command("list")
def list_entries(json: Json = False) -> None:
    """List the entries, by their days.

    Example: fabula diary list
    """
    from fabula.analysis.plots import short
    from fabula.cli import listing
    from fabula.cli.words_diary import say
    from fabula.workshop.diary import note

    entries = _entries()
    if json:
        listing.as_json([_entry(one) for one in entries])
        return
    spoken = _spoken(entries)
    if not entries:
        typer.echo(say(spoken, "none"))
        return
    rows = []
    for one in entries:
        found = note(one)
        felt = _feeling(found.feeling, spoken) if found is not None else say(spoken, "not_read")
        rows.append((str(one.id), one.day.isoformat(), felt, short(" ".join(one.text.split()), _QUOTED)))
    listing.table([say(spoken, key) for key in ("id", "day", "feeling", "text")], rows)


@app.command("remove")
def remove_entry(
    number: Annotated[int, typer.Argument(help="The entry's number, from `fabula diary list`.", metavar="ID")],
) -> None:
    """Take an entry away for good.

    Example: fabula diary remove 3
    """
    from fabula.cli.words_diary import say
    from fabula.store.diary import Diary

    with Diary() as diary:
        spoken = _spoken(diary.entries())
        diary.remove(number)
    typer.echo(say(spoken, "removed", id=number))


@app.command("export")
def export_diary(
    form: Annotated[
        str | None, typer.Option("--format", help="markdown or json; else by the name of FILE.", metavar="FORM")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write here, for you alone, instead of printing.", metavar="FILE")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write the whole diary, word for word, to keep or to read elsewhere.

    Example: fabula diary export --out diary.md
    """
    from json import dumps

    from fabula.cli import saving
    from fabula.cli.words_diary import say
    from fabula.errors import InputError

    chosen = saving.form(form, out)
    if chosen == "html":
        raise InputError("A diary can't be exported as html.", hint="Use markdown or json.")
    entries = _entries()
    if chosen == "json":
        text = dumps([_entry(one) for one in entries], ensure_ascii=False, indent=2) + "\n"
    else:
        parts = [f"# {say(_spoken(entries), 'export')}", *(f"## {one.day}\n\n{one.text.strip()}" for one in entries)]
        text = "\n\n".join(parts) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        saving.write(out, text, force=force, private=True)
        typer.echo(f"Wrote {out}", err=True)


def _today() -> dt.date:
    import datetime as dt

    return dt.date.today()


def _day(given: str | None) -> dt.date:
    import datetime as dt

    from fabula.errors import InputError

    if given is None:
        return _today()
    try:
        day = dt.date.fromisoformat(given)
    except ValueError as error:
        raise InputError(f"'{given[:40]}' is no day.", hint="Write it as 2026-01-31. Nothing was kept.") from error
    if day > _today():
        raise InputError(f"{day} hasn't come yet.", hint="Give today or an earlier day. Nothing was kept.")
    return day


def _given() -> str:
    """What is on standard input, decoded; its last line break isn't part of it."""
    from fabula.errors import InputError
    from fabula.formats.documents import encoding
    from fabula.store.diary import LONGEST

    data = sys.stdin.buffer.read(4 * LONGEST + 1)
    if len(data) > 4 * LONGEST:
        raise InputError(f"The entry has over {LONGEST:,} characters.", hint="Keep it in parts. Nothing was kept yet.")
    text = encoding.decode(data).text if data else ""
    encoding.refuse_binary(text, "The entry")
    return text.replace("\r\n", "\n").removesuffix("\n")


def _entries() -> list[Entry]:
    from fabula.store.diary import Diary

    with Diary() as diary:
        return diary.entries()


def _spoken(entries: Sequence[Entry]) -> str:
    """The language that most entries are in; English for a diary without any."""
    known = Counter(one.language for one in entries if one.language)
    return max(known, key=lambda one: (known[one], one)) if known else "en"


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "id": one.id, "day": one.day.isoformat(), "written": one.written, "language": one.language, "text": one.text,
    }  # fmt: skip


def _facts(found: Timeline, entries: Sequence[Entry]) -> dict[str, Any]:
    texts = {one.id: one.text for one in entries}
    return {
        "weeks": [
            {"monday": week.monday.isoformat(), "days": len(week.days)} | _felt(week.feeling) for week in found.weeks
        ],
        "days": [{"day": day.day.isoformat(), "entries": list(day.entries)} | _felt(day.feeling) for day in found.days],
        "entries": [
            {"id": one.id, "day": one.day.isoformat(), "most": texts[one.id][one.most.begin : one.most.end]}
            | _felt(one.feeling)
            for one in found.noted
        ],
        "unread": list(found.unread),
    }


def _felt(feeling: Feeling | None) -> dict[str, Any]:
    if feeling is None:
        return {"feeling": None, "polarity": None, "intensity": None, "confidence": None, "plutchik": None}
    return {
        "feeling": feeling.name, "polarity": feeling.polarity, "intensity": feeling.intensity,
        "confidence": feeling.confidence, "plutchik": dict(feeling.plutchik),
    }  # fmt: skip


def _show(found: Timeline, entries: dict[int, Entry], spoken: str) -> None:
    from fabula.analysis.plots import short
    from fabula.cli import listing
    from fabula.cli.words_diary import entries as counted
    from fabula.cli.words_diary import say

    heads = [say(spoken, key) for key in ("week", "days", "mean", "mostly", "written")]
    listing.table(heads, [_row(week, spoken) for week in found.weeks])
    typer.echo()
    listing.paragraph(say(spoken, "scale"))
    for key, one in (("brightest", found.brightest), ("heaviest", found.heaviest)):
        if one is not None and len(found.noted) > 1:
            text = entries[one.id].text[one.most.begin : one.most.end]
            quoted = say(spoken, "quote", text=short(" ".join(text.split()), _QUOTED))
            listing.paragraph(_pair(f"{say(spoken, key)} ({one.day}, {_feeling(one.feeling, spoken)})", quoted, spoken))
    if len(found.days) == 1:
        listing.paragraph(say(spoken, "few"))
    if found.unread:
        ids = ", ".join(map(str, found.unread))
        listing.paragraph(say(spoken, "unread", count=counted(spoken, len(found.unread)), ids=ids))
    typer.echo()
    listing.paragraph(say(spoken, "mirror"))


def _pair(label: str, text: str, spoken: str) -> str:
    return (
        f"{label.replace(' (', '（').replace(', ', '，').replace(')', '）')}：{text}"
        if spoken == "zh"
        else f"{label}: {text}"
    )


def _row(week: Week, spoken: str) -> tuple[str, ...]:
    """A week in one line: a sign for each day, and the mean."""
    by_day = {one.day.weekday(): one.feeling.polarity for one in week.days}
    blank = "" if spoken == "zh" else " "
    wide = " " if spoken == "zh" else ""  # a sign is half as wide as the character above it
    signs = blank.join((_STEPS[_step(by_day[at])] if at in by_day else "·") + wide for at in range(7))
    if week.feeling is None:
        return (week.monday.isoformat(), signs, "", "", "")
    mood = f"{week.feeling.polarity:+.2f}".replace("-", "−")
    return (week.monday.isoformat(), signs, mood, _feeling(week.feeling, spoken), str(len(week.days)))


def _step(polarity: float) -> int:
    return min(len(_STEPS) - 1, int((polarity + 1) / 2 * len(_STEPS)))


def _feeling(feeling: Feeling, spoken: str) -> str:
    from fabula.analysis.pages.labels import labels

    return labels(spoken).say("emotions", feeling.name)


def _checked(plot: Path | None) -> None:
    from fabula.errors import InputError

    if plot is not None and plot.suffix.lower() not in _PLOTS:
        raise InputError(f"'{plot.name}' is no name for the picture.", hint=f"Let it end in {' or '.join(_PLOTS)}.")


def _draw(found: Timeline, spoken: str, path: Path) -> None:
    from fabula.analysis import plots
    from fabula.cli import saving
    from fabula.cli.words_diary import say

    first = found.weeks[0].monday
    dots = [
        plots.Dot((one.day - first).days, one.feeling.polarity, one.feeling.name, _feeling(one.feeling, spoken))
        for one in found.days
    ]
    drawn = plots.mood(
        dots, [week.feeling.polarity if week.feeling else None for week in found.weeks],
        [f"{week.monday.month}/{week.monday.day}" for week in found.weeks],
        say(spoken, "high"), say(spoken, "low"), say(spoken, "line"), say(spoken, "title"),
        picture=path.suffix.lower() == ".png",
    )  # fmt: skip
    saving.write(path, drawn, force=True, private=True)
