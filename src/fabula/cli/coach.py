"""``fabula coach``: kind advice on a draft, what became of it, a whole class, prompts, and mending."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from collections.abc import Sequence

    from fabula.analysis.text import Text
    from fabula.workshop.advice_kinds import Advice, Level, StoryKind
    from fabula.workshop.advice_taken import Progress
    from fabula.workshop.classroom import Classroom

_SHOWN = 160  # columns of a quoted passage
_KINDS = ("story", "workplace")


def coach(
    file: Annotated[
        str | None, typer.Argument(help="A draft: text, Markdown, HTML, DOCX, EPUB or PDF; - for standard input.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="en or zh; found out where it isn't given.")] = None,
    level: Annotated[
        str, typer.Option("--level", help="primary, middle, high or adult; 小学, 初中, 高中, 成人.")
    ] = "middle",
    kind: Annotated[str, typer.Option("--kind", help="story or workplace.")] = "story",
    before: Annotated[
        str | None, typer.Option("--before", help="The draft as it was: what was taken up, what stays, what is new.")
    ] = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Print the text with sure slips put right, and each why.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="Let this model write rewrites; each is checked.", metavar="NAME")
    ] = None,
    classes: Annotated[
        Path | None, typer.Option("--class", help="Look at all drafts of a folder: scores and needs.", metavar="DIR")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="With --class: write the table to this file.")] = None,
    prompts: Annotated[bool, typer.Option("--prompts", help="Print things to write about.")] = False,
    theme: Annotated[
        str | None, typer.Option("--theme", help="With --prompts: only this theme, such as courage.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Advise on a draft: which sentence, what a reader meets there, and what to try.

    Example: fabula coach draft.txt --level middle
    """
    from fabula.errors import InputError
    from fabula.workshop.advice_kinds import level as known

    chosen = known(level)
    if kind not in _KINDS:
        raise InputError(f"There is no kind '{kind}'.", hint=f"Take one of: {', '.join(_KINDS)}.")
    if prompts:
        _prompts(lang, theme, chosen, as_json=json)
    elif classes is not None:
        _class(classes, chosen, kind, lang, csv, as_json=json)  # type: ignore[arg-type]
    elif file is None:
        raise InputError("There is no draft to look at.", hint="Name a file, or --class DIR, or --prompts.")
    elif mend:
        _mend(file, lang, as_json=json)
    else:
        _advise(file, before, lang, chosen, kind, model, as_json=json)  # type: ignore[arg-type]


def _read(file: str, lang: str | None) -> Text:
    from fabula.cli.analyse import text_of

    return text_of(file, lang)[1]


def _advise(
    file: str, before: str | None, lang: str | None, level: Level, kind: StoryKind, model: str | None, *, as_json: bool
) -> None:
    from fabula.analysis.report import report
    from fabula.cli import listing
    from fabula.workshop.advice_taken import progress
    from fabula.workshop.coach import coach as look

    text = _read(file, lang)
    with listing.busy("Reading the draft"):
        found = look(text, report(text), level, kind)
    if model is not None:
        found = _written(text, found, level, kind, model)
    if before is None:
        if as_json:
            listing.as_json({"language": text.language, "level": level.name, "advice": _data(text, found)})
        else:
            _show(text, found)
        return
    old = _read(before, lang)
    if old.language != text.language:
        from fabula.errors import InputError

        raise InputError("The two drafts are in different languages.", hint="Name two drafts of one text.")
    came = progress(old, look(old, report(old), level, kind), text, found)
    if as_json:
        listing.as_json({
            "language": text.language, "level": level.name, "taken": _data(old, came.taken),
            "stays": _data(text, came.stays), "new": _data(text, came.fresh),
        })  # fmt: skip
    else:
        _came(old, text, came)


def _show(text: Text, found: Sequence[Advice]) -> None:
    from fabula.cli import listing
    from fabula.workshop.advice_kinds import NAMES

    zh = text.language == "zh"
    if not found:
        listing.paragraph("没有什么要提醒的，写得很顺。" if zh else "Nothing to point out: this reads well.")
        return
    for number, one in enumerate(found):
        if number:
            typer.echo()
        where = text.sentence_at(one.span.begin) + 1
        listing.paragraph(f"{NAMES[text.language][one.kind]}（第{where}句）" if zh else
                          f"{NAMES['en'][one.kind]} (sentence {where})", style="bold")  # fmt: skip
        listing.paragraph(_quoted(text, one), indent=2, style="italic")
        listing.paragraph(one.why, indent=2)
        listing.paragraph(("试一试：" if zh else "Try: ") + one.offer, indent=2)


def _quoted(text: Text, one: Advice) -> str:
    from fabula.analysis.plots import short

    said = short(" ".join(text.of(one.span).split()), _SHOWN)
    return f"“{said}”" if not said.startswith(("“", '"')) else said


def _came(old: Text, new: Text, came: Progress) -> None:
    from fabula.cli import listing

    zh = new.language == "zh"
    for title, text, found in (
        (f"采纳了的建议：{len(came.taken)}" if zh else f"Taken up: {len(came.taken)}", old, came.taken),
        (f"还在的：{len(came.stays)}" if zh else f"Still there: {len(came.stays)}", new, came.stays),
        (f"新的：{len(came.fresh)}" if zh else f"New: {len(came.fresh)}", new, came.fresh),
    ):
        listing.paragraph(title, style="bold")
        if text is old:
            from fabula.workshop.advice_kinds import NAMES

            for one in found:
                listing.paragraph(f"{NAMES[old.language][one.kind]}: {_quoted(old, one)}", indent=2)
        elif found:
            _show(text, found)


def _data(text: Text, found: Sequence[Advice]) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind, "begin": one.span.begin, "end": one.span.end, "text": text.of(one.span),
            "sentence": text.sentence_at(one.span.begin) + 1, "why": one.why, "offer": one.offer, "how": one.how,
            "words": [{"begin": word.begin, "end": word.end} for word in one.words],
        }
        for one in found
    ]  # fmt: skip


def _written(text: Text, found: tuple[Advice, ...], level: Level, kind: StoryKind, name: str) -> tuple[Advice, ...]:
    """The advice with the rewrites of a model, where one was found that holds."""
    import asyncio

    from fabula.cli import listing, seat
    from fabula.models.request import Message, Request, Sampling
    from fabula.workshop.advice_model import rewritten

    opened = seat.opened(name, text.language)

    async def written() -> tuple[Advice, ...]:
        seeds = iter(range(1, 10_000))

        async def generate(task: str) -> str:
            said, _ = await opened.complete(
                Request((Message("user", task),), max_tokens=300, sampling=Sampling(), seed=next(seeds))
            )
            return said

        try:
            await opened.start()
            return tuple([await rewritten(text, one, level, kind, generate) or one for one in found])
        finally:
            await opened.close()

    with listing.busy("Writing"):
        return asyncio.run(written())


def _mend(file: str, lang: str | None, *, as_json: bool) -> None:
    from fabula.cli import listing
    from fabula.workshop.mending import mend

    text = _read(file, lang)
    made = mend(text)
    if as_json:
        listing.as_json({
            "text": made.text, "notes": list(made.notes),
            "changes": [
                {"begin": one.begin, "before": one.before, "after": one.after, "reason": one.reason}
                for one in made.changes
            ],
        })  # fmt: skip
        return
    from fabula.formats.book import readable

    typer.echo(readable(made.text))
    zh = text.language == "zh"
    typer.echo()
    if not made.changes:
        listing.paragraph("没有要改的。" if zh else "Nothing to mend.")
    for one in made.changes:
        near = " ".join(text.raw[max(0, one.begin - 12) : one.begin + len(one.before) + 12].split())
        shown = f"“{one.before}” → “{one.after}”" + (f"：{one.reason}（{near}）" if zh else f": {one.reason} ({near})")
        listing.paragraph(shown, indent=2)
    for note in made.notes:
        listing.paragraph(note, indent=2)


def _prompts(lang: str | None, theme: str | None, level: Level, *, as_json: bool) -> None:
    from fabula.analysis.sentences import han_share
    from fabula.cli import listing, seat
    from fabula.workshop.prompts import prompts

    language = lang or ("zh" if theme and han_share(theme) > 0.5 else seat.system_language())
    found = prompts(language, theme, level)
    if as_json:
        listing.as_json([
            {"theme": one.theme, "label": one.label, "levels": list(one.levels), "prompt": one.text} for one in found
        ])  # fmt: skip
        return
    label = ""
    for one in found:
        if one.label != label:
            label = one.label
            listing.paragraph(label, style="bold")
        listing.paragraph(one.text, indent=2)


def _class(folder: Path, level: Level, kind: StoryKind, lang: str | None, csv: Path | None, *, as_json: bool) -> None:
    from fabula.cli import listing, saving
    from fabula.workshop.classroom import classroom, table

    with listing.busy("Reading the drafts"):
        view = classroom(folder, level, kind, lang)
    if csv is not None:
        saving.put(csv, table(view).encode("utf-8-sig"))
    if as_json:
        listing.as_json(_class_data(view))
        return
    from fabula.workshop.advice_kinds import NAMES
    from fabula.workshop.classroom import CRITERIA

    rows = [
        (one.name, f"{one.length:,}", *(str(score.score) for score in one.scores), str(one.total), str(len(one.advice)))
        for one in view.drafts
    ]
    if rows:
        listing.table(("DRAFT", "LENGTH", *(name.upper() for name in CRITERIA), "TOTAL", "ADVICE"), rows)
        language = view.drafts[0].text.language
        needs = ", ".join(f"{NAMES[language][name]} ({count} of {len(rows)})" for name, count in view.needs)
        typer.echo()
        listing.paragraph(f"Commonest needs: {needs or 'none'}")
    for lost in view.unread:
        listing.paragraph(f"Not read: {lost.name}: {lost.reason}")
    if csv is not None:
        typer.echo(f"The table is in {csv}")


def _class_data(view: Classroom) -> dict[str, Any]:
    return {
        "drafts": [
            {
                "name": one.name, "language": one.text.language, "length": one.length, "total": one.total,
                "scores": {
                    score.criterion: {
                        "score": score.score,
                        "checks": [
                            {"measure": check.measure, "value": check.value, "bound": check.bound, "met": check.met}
                            for check in score.checks
                        ],
                    }
                    for score in one.scores
                },
                "advice": _data(one.text, one.advice),
            }
            for one in view.drafts
        ],
        "needs": [{"kind": name, "drafts": count} for name, count in view.needs],
        "unread": [{"name": one.name, "reason": one.reason} for one in view.unread],
    }  # fmt: skip
