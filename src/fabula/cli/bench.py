"""``fabula bench``: measures what Fabula claims, here on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # imported late at run time, so that --help stays instant
    from fabula.analysis.text import Span, Text
    from fabula.evals.report import Report
    from fabula.models.model import Model

app = typer.Typer(
    name="bench",
    help="Measure Fabula on this machine: turn, sampling, rules, secrets, intent, memory, cache,"
    " consistency, emotion, speakers, characters, danger, safety, analyse, coach, workshop.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Quick = Annotated[bool, typer.Option("--quick", help="Fewer repetitions and the small model: under three minutes.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write the report to this file.", metavar="FILE")]
Name = Annotated[str | None, typer.Option("--model", help="A model that is on this machine.", metavar="NAME")]
World = Annotated[str, typer.Option("--world", help="The world that is played.", metavar="WORLD")]
Turns = Annotated[int | None, typer.Option("--turns", min=1, max=200, help="How many turns are played.", metavar="N")]


@app.command("turn")
def bench_turn(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    world: World = "last-bus",
    lang: Annotated[str, typer.Option("--lang", help="en or zh.", metavar="LANG")] = "en",
    turns: Turns = None,
    starts: Annotated[
        int | None, typer.Option("--starts", min=0, help="Repeat starts so often; 0: no starts, no memory.")
    ] = None,
) -> None:
    """Compare told turns with the same prompts sent straight to the same server.

    Also: how much of the prompt is reused, how long a start takes, how much memory a play holds.
    A bench that was interrupted goes on where it stopped, if it is given the same options and --json.

    Example: fabula bench turn --quick --json turn.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import turn

    count = turns or (8 if quick else 20)
    plan = turn.Plan(world, lang, count, starts=starts if starts is not None else (3 if quick else 5))
    opened = _open(model, lang, quick=quick)
    _expect(opened, 2 if opened.name.startswith("smol") else 12, json)
    settings = load(TellSettings, "engine")
    _show(turn.run(plan, opened, settings, report=json, say=_say), json)


@app.command("sampling")
def bench_sampling(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    world: World = "last-bus",
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    turns: Turns = None,
    sessions: Annotated[int, typer.Option("--sessions", min=1, max=20, help="Sessions for each setting.")] = 1,
) -> None:
    """Compare sampling settings by how varied, whole and unrepeated their turns are.

    The defaults of the sampling were chosen by this table.

    Example: fabula bench sampling --lang en --turns 6
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import sampling

    opened = _open(model, lang or "en", quick=quick)
    languages = _languages(opened, lang)
    plan = sampling.Plan(world, languages, turns or (3 if quick else 6), sessions)
    _expect(opened, sampling.minutes(plan, small=opened.name.startswith("smol")), json)
    settings = load(TellSettings, "engine")
    report = sampling.run(plan, opened, settings, report=json, say=_say)
    _show(report, json, *sampling.table(report))


@app.command("rules")
def bench_rules(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    walks: Annotated[int, typer.Option("--walks", min=0, help="Random walks in each world.", metavar="N")] = 400,
    texts: Annotated[
        Path | None, typer.Option("--texts", help="Hostile texts: JSON lines with 'text'.", metavar="FILE")
    ] = None,
    told: Annotated[
        int | None, typer.Option("--told", min=0, help="How many of the texts are also told by the model.", metavar="N")
    ] = None,
) -> None:
    """Walk through the shipped worlds, and give the story hostile texts: what happens, and what is told?

    Without --texts only the worlds are walked and a long session is loaded. A bench that was interrupted goes on
    where it stopped, if it is given the same options and --json.

    Example: fabula bench rules --texts prompts.jsonl --told 40 --json rules.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import hostile

    given = hostile.hostile(texts) if texts is not None else []
    count = min(len(given), told if told is not None else (10 if quick else len(given)))
    opened = _open(model, "en", quick=quick) if count else None
    plan = hostile.Plan(min(walks, 60) if quick else walks, given, count)
    if opened is not None:
        _expect(opened, 1 + count * (3 if opened.name.startswith("smol") else 8) / 60, json)
    _show(hostile.run(plan, opened, load(TellSettings, "engine"), report=json, say=_say), json)


@app.command("secrets")
def bench_secrets(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    probes: Annotated[
        int | None, typer.Option("--probes", min=1, max=120, help="Probes in each language.", metavar="N")
    ] = None,
) -> None:
    """Ask everybody about what they must not know or hide, while the story's log holds it.

    Example: fabula bench secrets --quick --json secrets.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import secrets

    opened = _open(model, lang or "en", quick=quick)
    languages = _languages(opened, lang)
    plan = secrets.Plan(languages, probes or (12 if quick else 120))
    small = opened.name.startswith("smol")
    _expect(opened, len(languages) * plan.probes * (4 if small else 12) / 60, json)
    _show(secrets.run(plan, opened, load(TellSettings, "engine"), report=json, say=_say), json)


@app.command("intent")
def bench_intent(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    half: Annotated[str, typer.Option("--half", help="test, or dev: what bounds were chosen on.")] = "test",
    no_ask: Annotated[bool, typer.Option("--no-ask", help="No model: what code alone reads.")] = False,
) -> None:
    """Read free words over the shipped worlds: by the words alone, with nearness, and with asking the model.

    Example: fabula bench intent --quick --json intent.json
    """
    from fabula.errors import InputError
    from fabula.evals import intent
    from fabula.models.embedder import open_embedder

    if half not in intent.HALVES:
        raise InputError(f"There is no half '{half}'.", hint=f"Take one of: {', '.join(intent.HALVES)}.")
    opened = None if no_ask else _open(model, lang or "zh", quick=False)
    languages = _languages(opened, lang)
    if opened is not None:
        _expect(opened, 0.5 if quick else 0.8 * len(languages), json)
    embedder = open_embedder()
    if embedder is None:
        _say("The embedder is not here, so English is measured without it: fabula models pull embedder")
    report = intent.run(intent.Plan(languages, half, quick), opened, embedder, report=json, say=_say)
    _show(report, json, *intent.table(report))


@app.command("memory")
def bench_memory(
    quick: Quick = False,
    json: Json = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Let this model tell what some facts are needed for.", metavar="NAME")
    ] = None,
) -> None:
    """Plant sixty facts, and look in the prompt for them up to 190 turns later.

    The turns are told by the scripted server, so no model is needed, unless --model names one.

    Example: fabula bench memory --quick --json memory.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import remembering
    from fabula.models.embedder import open_embedder

    opened = _open(model, "en", quick=quick) if model else None
    turns = (50, 100) if quick else (50, 100, 200)
    plan = remembering.Plan(turns, (4 if quick else remembering.TELLINGS) if opened else 0)
    embedder = open_embedder()
    if embedder is None:
        _say("The embedder is not here, so old prose is found by its words alone: fabula models pull embedder")
    if opened is not None:
        _expect(opened, 2 if opened.name.startswith("smol") else 6, json)
    try:
        embed = embedder.vectors if embedder is not None else None
        _show(remembering.run(plan, opened, embed, load(TellSettings, "engine"), report=json, say=_say), json)
    finally:
        if embedder is not None:
            embedder.close()


@app.command("cache")
def bench_cache(quick: Quick = False, json: Json = None, model: Name = None, turns: Turns = None) -> None:
    """Play a long story with forty lore entries: how much is read again, beside lorebooks in the middle of the history?

    A bench that was interrupted goes on where it stopped, if it is given the same options and --json.

    Example: fabula bench cache --quick --json cache.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import caching

    opened = _open(model, "en", quick=quick)
    settings = load(TellSettings, "engine")
    tokens = caching.TOKENS if quick else settings.max_tokens
    plan = caching.Plan(turns or 100, tokens)
    _expect(opened, (4 if opened.name.startswith("smol") else 12) if quick else 25, json)
    _show(caching.run(plan, opened, settings, report=json, say=_say), json)


@app.command("consistency")
def bench_consistency(
    quick: Quick = False,
    json: Json = None,
    sealed: Annotated[
        bool, typer.Option("--sealed", help="Judge the halves too that the checker was not written with.")
    ] = False,
    sessions: Annotated[
        int, typer.Option("--sessions", min=0, help="Also tell so many sessions, with and without checks.", metavar="N")
    ] = 0,
    turns: Turns = None,
    model: Name = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Sessions in this language only.", metavar="LANG")] = None,
) -> None:
    """Hold planted sentences against the state: how many contradictions are found, how many alarms are false?

    No model is needed, unless sessions are told.

    Example: fabula bench consistency --json consistency.json
    """
    from fabula.config import load
    from fabula.engine.story import TellSettings
    from fabula.evals import consistency

    halves = (consistency.OPEN, consistency.SEALED, consistency.FRESH) if sealed else (consistency.OPEN,)
    opened = _open(model, lang or "en", quick=quick) if sessions else None
    languages = _languages(opened, lang)
    plan = consistency.Plan(halves, quick, sessions, turns or 25, languages)
    if opened is not None:
        seconds = 3 if opened.name.startswith("smol") else 6
        _expect(opened, 2 * sessions * len(languages) * plan.turns * seconds / 60, json)
    report = consistency.run(plan, opened, load(TellSettings, "engine"), report=json, say=_say)
    _show(report, json, *consistency.table(plan, report))
    if sessions:
        typer.echo()
        _show(report, None)


@app.command("emotion")
def bench_emotion(
    data: Annotated[Path, typer.Option("--data", help="The folder of the data sets.", metavar="DIR")],
    quick: Quick = False,
    json: Json = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    model: Name = None,
) -> None:
    """Read feelings in test data, beside VADER, the commonest label, and TF-IDF with logistic regression.

    With --model that model is asked too what personal texts feel like as a whole.

    Example: fabula bench emotion --data ../shared/data --quick --json emotion.json
    """
    from fabula.evals import emotion
    from fabula.models.asking import asking

    _say("Fitting the baselines takes most of the time: about 6 minutes, with --quick one.")
    plan = emotion.Plan(data, _languages(None, lang), quick)
    if model is None:
        _show(emotion.run(plan, report=json, say=_say), json)
        return
    with asking(_open(model, lang or "zh", quick=quick)) as ask:
        _show(emotion.run(plan, ask=ask, report=json, say=_say), json)


@app.command("danger")
def bench_danger(
    json: Json = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    half: Annotated[str, typer.Option("--half", help="test, or dev: what the signs were written with.")] = "test",
) -> None:
    """Look for danger in personal texts, half of which only sound so, beside plain keywords.

    Only counts are printed, never a text.

    Example: fabula bench danger --json danger.json
    """
    from fabula.evals import alarm

    _show(alarm.run(alarm.Plan(_languages(None, lang), half), report=json), json)


@app.command("safety")
def bench_safety(
    data: Annotated[Path, typer.Option("--data", help="The folder of the data sets.", metavar="DIR")],
    quick: Quick = False,
    json: Json = None,
    policy: Annotated[str, typer.Option("--policy", help="family, teen or adult.")] = "teen",
) -> None:
    """Screen hateful, harmless and ordinary texts, beside plain word lists. Only counts are printed.

    Example: fabula bench safety --data ../shared/data --quick --json safety.json
    """
    from fabula.evals import safety

    _show(safety.run(safety.Plan(data, policy, quick), report=json, say=_say), json)


@app.command("speakers")
def bench_speakers(
    json: Json = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
) -> None:
    """Read who says each of some quotations labelled by hand, beside the nearest name and the commonest speaker.

    Example: fabula bench speakers --json speakers.json
    """
    from fabula.evals import speaking

    _show(speaking.run_speakers(speaking.Plan(_languages(None, lang)), report=json, say=_say), json)


@app.command("characters")
def bench_characters(
    data: Annotated[Path, typer.Option("--data", help="The folder of the data sets.", metavar="DIR")],
    quick: Quick = False,
    json: Json = None,
) -> None:
    """Find the characters that questions about fairy tales ask after, beside words with a capital.

    Example: fabula bench characters --data ../shared/data --json characters.json
    """
    from fabula.evals import speaking

    _show(speaking.run_characters(speaking.Plan(data=data, quick=quick), report=json, say=_say), json)


@app.command("analyse")
def bench_analyse(
    data: Annotated[Path, typer.Option("--data", help="The folder of the data sets.", metavar="DIR")],
    quick: Quick = False,
    json: Json = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
) -> None:
    """Analyse a whole book, part by part, and weigh its memory, beside a plain script with comparable measures.

    Example: fabula bench analyse --data ../shared/data --json analyse.json
    """
    from fabula.evals import analysing

    _show(analysing.run(analysing.Plan(data, _languages(None, lang), quick), report=json, say=_say), json)


@app.command("coach")
def bench_coach(
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of the data sets, for false alarms.", metavar="DIR")
    ] = None,
    quick: Quick = False,
    json: Json = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    half: Annotated[str, typer.Option("--half", help="test, or dev: what bounds were chosen on.")] = "test",
) -> None:
    """Look for faults planted in drafts, and for false alarms on published prose, beside plain rules.

    Example: fabula bench coach --data ../shared/data --json coach.json
    """
    from fabula.errors import InputError
    from fabula.evals import coaching

    if half not in coaching.HALVES:
        raise InputError(f"There is no half '{half}'.", hint=f"Take one of: {', '.join(coaching.HALVES)}.")
    if data is None:
        _say("Without --data no published prose is read, and false alarms aren't measured.")
    _show(coaching.run(coaching.Plan(_languages(None, lang), half, data, quick), _coached, report=json), json)


def _coached(text: Text, grade: str) -> list[tuple[str, Span]]:
    """What the coach says to a draft: the kinds of advice and their places."""
    from fabula.analysis.report import report
    from fabula.workshop.advice_kinds import level
    from fabula.workshop.coach import coach

    return [(one.kind, one.span) for one in coach(text, report(text), level(grade))]


@app.command("workshop")
def bench_workshop(
    quick: Quick = False,
    json: Json = None,
    model: Name = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Only this language.", metavar="LANG")] = None,
    texts: Annotated[
        int | None, typer.Option("--texts", min=1, max=40, help="Texts in each language.", metavar="N")
    ] = None,
) -> None:
    """Tell stories of personal texts: is the chosen candidate nearer, and are facts kept, beside a plain prompt?

    A bench that was interrupted goes on where it stopped, if it is given the same options and --json.

    Example: fabula bench workshop --quick --json workshop.json
    """
    from fabula.evals import workshop

    opened = _open(model, lang or "zh", quick=False)
    plan = workshop.Plan(_languages(opened, lang), texts or (2 if quick else 10), 2 if quick else 4, reword=not quick)
    _expect(opened, workshop.minutes(plan), json)
    _show(workshop.run(plan, opened, report=json, say=_say), json)


def _open(name: str | None, language: str, *, quick: bool) -> Model:
    """The embedded model to measure, not yet started; weights that are not here are a `WeightsError`."""
    from fabula.cli import seat
    from fabula.config import load
    from fabula.errors import InputError
    from fabula.models.model import ServerSettings

    wanted = name or ("small" if quick and language == "en" else "auto")
    if seat.is_url(wanted):
        raise InputError("A bench measures the embedded server.", hint="Name a model from `fabula models list`.")
    return seat.embed(seat.weights_for(wanted, language), load(ServerSettings, "server"))


def _languages(model: Model | None, given: str | None) -> tuple[str, ...]:
    """The languages to measure: the given one or all, of those that the model tells (no model: every one)."""
    known = model.languages if model is not None else ()
    return tuple(code for code in ((given,) if given else ("en", "zh")) if not known or code in known)


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _expect(model: Model, minutes: float, report: Path | None) -> None:
    _say(f"Measuring {model.name}; on two processor cores this takes about {minutes:.0f} minutes.")
    if report is not None:
        _say(f"What is finished is kept beside {report} until the report is written.")


def _show(
    report: Report, path: Path | None, heads: tuple[str, ...] = (), lines: list[tuple[str, ...]] | None = None
) -> None:
    """Print the tables of a report."""
    from fabula.cli import listing

    if lines:
        listing.table(heads, lines)
    else:
        listing.table(("MEASURE", "FABULA", "PLAIN", "RATIO"), report.figures())
    if report.aims:
        typer.echo()
        listing.table(("AIM", "", "VALUE", ""), report.verdicts())
    if path is not None:
        typer.echo(f"\nThe report is in {path}")
