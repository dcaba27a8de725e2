"""``fabula workshop``: a person brings what they lived through, and leaves with their own story."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from collections.abc import Sequence

    from fabula.analysis.report import Report
    from fabula.analysis.text import Text
    from fabula.store.drafts import Draft
    from fabula.workshop.story import Piece, Story
    from fabula.workshop.wish import Wish


def workshop(
    file: Annotated[
        str | None, typer.Argument(help="What you lived through: a text file of any kind; - for standard input.")
    ] = None,
    style: Annotated[str | None, typer.Option(help="plain, warm, spare, fairy-tale or wry.")] = None,
    length: Annotated[str | None, typer.Option(help="short, medium or long: how much is told beside yours.")] = None,
    mood: Annotated[str | None, typer.Option(help="own, or one of Plutchik's eight: joy, trust, fear, …")] = None,
    language: Annotated[str | None, typer.Option(help="en or zh; the text's own where it isn't given.")] = None,
    person: Annotated[str | None, typer.Option(help="first or third; your own where it isn't given.")] = None,
    keep: Annotated[
        str | None, typer.Option(help="words: your sentences stand word for word; facts: they may be reworded.")
    ] = None,
    candidates: Annotated[int, typer.Option(min=1, max=16, help="How many are told for each part.")] = 4,
    seed: Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="The same seed tells the same.")] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write story.md and the report on your text to this folder.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The story with all candidates and terms, as JSON.")] = False,
    model: Annotated[str, typer.Option("--model", help="A model's name, or the URL of a server.")] = "auto",
    draft: Annotated[str | None, typer.Option("--draft", help="The draft to go on with.", metavar="ID")] = None,
    retell: Annotated[
        int | None, typer.Option("--retell", min=1, help="Tell sentence N of the draft anew.", metavar="N")
    ] = None,
    drop: Annotated[
        int | None, typer.Option("--drop", min=1, help="Leave told sentence N of the draft out.", metavar="N")
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="The sentence may be one that you wrote.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the drafts.")] = False,
    show: Annotated[
        str | None, typer.Option("--show", help="Show a draft, its sentences numbered.", metavar="ID")
    ] = None,
    undo: Annotated[str | None, typer.Option("--undo", help="Go back to the version before.", metavar="ID")] = None,
    delete: Annotated[
        str | None, typer.Option("--delete", help="Remove a draft with all its versions.", metavar="ID")
    ] = None,
) -> None:
    """Tell the story of what you lived through: your sentences as they are, with a setting, bridges and a closing.

    On a terminal it asks what isn't given; piped, the defaults are taken.

    Example: fabula workshop memory.txt --style warm --report memory
    """
    tasks = [file is not None, draft is not None, listed, show is not None, undo is not None, delete is not None]
    if sum(tasks) != 1 or (draft is not None) != ((retell is None) != (drop is None)):
        raise typer.BadParameter(
            "Give one of: FILE or -; --draft ID with --retell N or --drop N; --list; --show; --undo; --delete."
        )
    if file is not None:
        wish = _wish(
            file, style=style, length=length, mood=mood, language=language, person=person, keep=keep,
            candidates=candidates, seed=seed,
        )  # fmt: skip
        _begin(file, wish, model, report, json)
    elif draft is not None and retell is not None:
        _retell(draft, retell, mine, model, json)
    elif draft is not None and drop is not None:
        _drop(draft, drop)
        _kept(False, draft, None, None, json)
    else:
        _kept(listed, show, undo, delete, json)


def _wish(file: str, **given: Any) -> Wish:
    """The wish as far as it was given; a person at a terminal is asked for the rest, one Enter each."""
    from fabula.analysis.text import LANGUAGES
    from fabula.cli import seat
    from fabula.workshop import wish as wishes

    asked = seat.person() and file != "-"
    known = {"style": wishes.STYLES, "length": wishes.LENGTHS, "mood": wishes.MOODS, "keep": wishes.KEEPS}
    standard = {"style": "plain", "length": "medium", "mood": wishes.OWN, "keep": wishes.WORDS}
    chosen = {
        name: given[name] or (_ask(name, known[name], standard[name]) if asked else standard[name]) for name in known
    }
    free = asked and chosen["keep"] == wishes.FACTS
    for name, values in (("language", LANGUAGES), ("person", wishes.PERSONS)):
        answer = given[name] or (_ask(name, ("own", *values), "own") if free else "own")
        chosen[name] = "" if answer == "own" else answer
    return wishes.Wish(**chosen, candidates=given["candidates"], seed=seat.new_seed(given["seed"]))


def _ask(name: str, known: Sequence[str], standard: str) -> str:
    while True:
        answer: str = typer.prompt(f"{name.capitalize()} ({', '.join(known)})", default=standard, err=True)
        if answer.strip().casefold() in known:
            return answer.strip().casefold()
        typer.echo(f"'{answer[:40]}' is none of them; Enter takes {standard}.", err=True)


def _begin(file: str, wish: Wish, model: str, report: Path | None, json: bool) -> None:
    from fabula.analysis.report import report as reported
    from fabula.analysis.text import read
    from fabula.cli import analyse, listing
    from fabula.store import now
    from fabula.store.drafts import open_drafts
    from fabula.workshop.story import data
    from fabula.workshop.telling import tell
    from fabula.workshop.wish import settled

    document = analyse.document_of(file)
    text = read(document.text, None, [(one.begin, one.end) for one in document.headings])
    if _cared(text, json):
        return
    if report is not None:
        analyse.folder(report)
    with listing.busy("Reading your text"):
        found = reported(text)
    settled(wish, text, found)  # before a model is loaded
    story = asyncio.run(
        _with(model, wish.language or text.language, lambda opened: tell(opened, text, found, wish, _step))
    )
    title = document.title if file != "-" and document.title else " ".join(text.of(text.sentences[0]).split())[:60]
    kept = open_drafts().create(title, story.wish.language, data(story), at=now(), why="told")
    if report is not None:
        from fabula.analysis.record import Record

        analyse.write(report, text, Record(document.title, document.kind, document.text, found), title)
        _page(report / "story.md", title, story)
    _out(kept, story, text, found, json)
    if report is not None and not json:
        typer.echo(f"Written to {report}: story.md, report.html, report.pdf, report.json")


def _cared(text: Text, json: bool) -> bool:
    """Whether the text speaks of danger; then a caring message is said instead of a story, and nothing is kept."""
    from fabula.analysis.caring import caring
    from fabula.analysis.danger import found_in
    from fabula.cli import care, listing

    danger = found_in(text)
    if danger is None:
        return False
    said = caring(danger, text.language, care.here())
    if json:
        listing.as_json({"story": None, "caring": said.message, "pointers": list(said.pointers)})
    else:
        for line in str(said).split("\n"):
            listing.paragraph(line)
    return True


async def _with(name: str, language: str, do: Any) -> Story:
    """Do something with a started model, and end it."""
    from fabula.cli import seat

    opened = seat.opened(name, language)
    try:
        await opened.start()
        made: Story = await do(opened)
        return made
    finally:
        await opened.close()


def _step(piece: Piece) -> None:
    from fabula.cli import listing

    if listing.on_terminal() and piece.trials:
        typer.echo(f"… {piece.part}: {len(piece.trials)} candidates", err=True)


def _retell(ident: str, number: int, mine: bool, model: str, json: bool) -> None:
    from fabula.analysis.report import report as reported
    from fabula.analysis.text import read
    from fabula.store import now
    from fabula.store.drafts import open_drafts
    from fabula.workshop.story import data, of
    from fabula.workshop.telling import retell

    drafts = open_drafts()
    kept = drafts.get(ident)
    story = of(kept.current.story)
    text = read(story.text, story.language)
    found = reported(text)

    def again(opened: Any) -> Any:
        return retell(opened, text, found, story, number, mine=mine, version=len(kept.versions))

    made = asyncio.run(_with(model, story.wish.language, again))
    kept = drafts.add(kept.id, kept.tip, data(made), at=now(), why=f"sentence {number} retold")
    _out(kept, made, text, found, json)


def _drop(ident: str, number: int) -> None:
    from fabula.store import now
    from fabula.store.drafts import open_drafts
    from fabula.workshop.story import data, of
    from fabula.workshop.telling import drop

    drafts = open_drafts()
    kept = drafts.get(ident)
    made = drop(of(kept.current.story), number)
    drafts.add(kept.id, kept.tip, data(made), at=now(), why=f"sentence {number} dropped")


def _kept(listed: bool, show: str | None, undo: str | None, delete: str | None, json: bool) -> None:
    from fabula.cli import listing
    from fabula.store.drafts import open_drafts
    from fabula.workshop.story import of

    drafts = open_drafts()
    if listed:
        every = drafts.list()
        if json:
            listing.as_json([{"id": one.id, "title": one.title, "language": one.language, "tip": one.tip,
                              "versions": len(one.versions), "created": one.created} for one in every])  # fmt: skip
        elif every:
            rows = [
                (one.id, one.title, one.language, str(len(one.versions)), one.versions[-1].at[:16]) for one in every
            ]
            listing.table(("DRAFT", "TITLE", "LANG", "VERSIONS", "CHANGED"), rows)
        else:
            typer.echo("No draft is kept here yet; begin one with: fabula workshop FILE")
    elif delete is not None:
        typer.echo(f"Removed {drafts.delete(delete)} with all its versions.")
    else:
        draft = drafts.undo(undo) if undo is not None else drafts.get(str(show))
        story = of(draft.current.story)
        if json:
            listing.as_json({"draft": draft.id, "version": draft.tip + 1, "story": story.prose, **draft.current.story})
            return
        listing.paragraph(f"{draft.title} ({draft.id}, version {draft.tip + 1} of {len(draft.versions)})", style="bold")
        for number, piece in enumerate(story.pieces, 1):
            listing.paragraph(f"{number:>3} {'yours' if piece.own else piece.part:<8} {' '.join(piece.text.split())}")


def _out(draft: Draft, story: Story, text: Text, found: Report, json: bool) -> None:
    """Print a story and how it was chosen."""
    from fabula.cli import listing
    from fabula.workshop.facts import facts, share

    known = facts(text, found)
    same = story.wish.language == story.language
    held = share(known, story.prose, story.language) if same else None
    if json:
        made = {"draft": draft.id, "version": draft.tip + 1, "prose": story.prose, "kept_facts": held}
        listing.as_json({**made, "facts": [one.name for one in known], **draft.current.story})
        return
    for part in story.prose.split("\n"):
        listing.paragraph(part)
    typer.echo()
    rows = []
    for number, one in enumerate(story.pieces, 1):
        best = next((trial.terms for trial in one.trials if trial.text == one.text and trial.terms), None)
        refused = sum(trial.terms is None for trial in one.trials)
        if best is not None:
            figures = (best.distance, best.lost, best.person, best.tense, best.strangers, best.added, best.total)
            rows.append(
                (f"{number} {one.part}", *(f"{figure:.2f}" for figure in figures), f"{refused}/{len(one.trials)}")
            )
    if rows:
        listing.table(("TOLD", "DISTANCE", "LOST", "PERSON", "TENSE", "STRANGERS", "ADDED", "TOTAL", "REFUSED"), rows)
    for part in story.left_out:
        typer.echo(f"No {part} could stand, so none is told.")
    if held is not None:
        typer.echo(f"Kept of your text: {held:.0%} of {len(known)} facts")
    typer.echo(f"The draft is {draft.id}: fabula workshop --show {draft.id}")


def _page(path: Path, title: str, story: Story) -> None:
    """Write the story, with what was told for the person set in italics."""
    from fabula.cli import saving

    told = "".join(one.before + (one.text if one.own else f"*{one.text}*") for one in story.pieces) + story.tail
    saving.put(path, f"# {title}\n\n{told}\n".encode("utf-8", "replace"))
