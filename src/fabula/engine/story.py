"""A session being played: the one place where a turn is decided, told, and stored."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from fabula.analysis.clean import plain, unmarked
from fabula.analysis.sentences import complete_length, sentences
from fabula.analysis.traits import traits
from fabula.engine.between import Between
from fabula.engine.check import Check
from fabula.engine.choices import phrase_choices, plain_choices
from fabula.engine.direct import direct, grammar
from fabula.engine.ledger import Guarded, Spoken, guarded, hushed, speak, unsaid
from fabula.engine.lore import Embed, Firing, Talk, earlier, fired
from fabula.engine.memory import Memory, Recalled, Scene
from fabula.engine.prompt import lead, log, met, note, prefix, remembering, turn_messages
from fabula.engine.reading import Action, read
from fabula.engine.teller import RETELLS, STOPS, Retold, Telling, tell
from fabula.engine.wording import WORDINGS
from fabula.engine.wording_refusals import refusal
from fabula.engine.zones import LOG_TOKENS, RECALL_TOKENS, ROLLUP_TOKENS, TAIL_TOKENS, Zones, estimate, window
from fabula.errors import ActionError, Conflict, ServerError, TurnRejected
from fabula.models.model import Model
from fabula.models.request import ASIDE, Message, Request, Sampling, Usage
from fabula.store.base import SessionInfo
from fabula.story import event as e
from fabula.story.decide import Decision, decide, dice, note_traits, start
from fabula.story.intent import Intent, known, phrase
from fabula.story.offer import offer
from fabula.story.state import State, fold
from fabula.story.tree import ROOT, Tree, Turn
from fabula.story.world import World

LONGEST_ACTION = 600  # characters
LONGEST_EDIT = 8000
WORDING = 200  # estimated tokens for the wording of choices
CHOICES_SECONDS = 30.0  # after that the author's own phrases are offered
AFTERWARDS = (e.TurnTold, e.SummaryMade, e.TraitNoted, e.SeatTaken)  # what the telling adds to what was decided
ATTEMPTS = 2  # a turn that a failing server broke off is told once more


class TellSettings(BaseModel):
    """How turns are told, section ``[engine]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_tokens: int = Field(default=260, ge=32, le=1024)  # a turn is stopped long before, at a sentence
    # The zones of the prompt, in estimated tokens; the world's prefix is the same for every reader and no setting.
    rollup_tokens: int = Field(default=ROLLUP_TOKENS, ge=100)  # of what stands for turns that have left the log
    log_tokens: int = Field(default=LOG_TOKENS, ge=500)  # of told turns
    tail_tokens: int = Field(default=TAIL_TOKENS, ge=100)  # of an aside and a lead
    retells: int = Field(default=RETELLS, ge=0, le=20)  # refused sentences of a turn that are told again
    summaries: bool = True  # let the model sum up turns before they leave the log
    phrase_choices: bool = True  # let the model word the offered choices
    asks: bool = True  # ask the model what free words mean, where code is unsure
    sampling: Sampling = Sampling()


class SessionStore(Protocol):
    """What a story needs of a store; see `fabula.store`."""

    def append(
        self, session_id: str, events: Sequence[e.Event], *, expected_position: int,
        meta: dict[int, dict[str, Any]] | None = None, at: str,
    ) -> int:  # fmt: skip
        """Append in one transaction; the new position."""
        ...

    def info(self, session_id: str) -> SessionInfo:
        """What is known of a session, its position included."""
        ...


@dataclass(frozen=True, slots=True)
class Decided:
    """The rules have spoken; the telling begins."""

    turn: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of prose to show."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The server failed; what was shown of this turn is void and it is told again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Prose:
    """The prose is complete; choices are still being worded."""

    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """The turn is told and stored."""

    turn: int
    text: str
    choices: list[dict[str, str]]
    events: list[e.Event]
    digest: str
    ending: str
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Authored:
    """The model failed for good; what was shown of this turn is void and the author's words alone tell it."""

    reason: str


Progress = Decided | Piece | Restarted | Authored | Prose | Told


@dataclass(slots=True)
class _Draft:
    """A turn on its way: how it begins, what was told apart for it, the prose, and what it cost."""

    begins: str
    aside: str = ""
    recalled: list[Recalled] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)  # how the reader's words were read
    spoken: Spoken | None = None
    base: tuple[Message, ...] = ()
    text: str = ""
    origin: str = "model"
    usage: Usage = field(default_factory=Usage)
    retold: Retold = field(default_factory=Retold)


def _of_ledger(spoken: Spoken) -> dict[str, Any]:
    usage = spoken.usage
    return {
        "line": spoken.line, "refused": spoken.refused, "authored": spoken.authored,
        "tokens": _tokens(usage), "seconds": round(usage.total, 3),
    }  # fmt: skip


def _tokens(usage: Usage) -> dict[str, int]:
    return {"prompt": usage.prompt, "reused": usage.reused, "generated": usage.generated}


def now() -> str:
    """The time of storing, ISO 8601 in UTC."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def clean_action(text: str, language: str) -> tuple[str, int]:
    """The reader's words as they may enter a prompt and the store (one line, printable), and how much was left out.

    Of a text over `LONGEST_ACTION` characters only the beginning is taken, up to the end of a sentence or a word; the
    number is that of the characters behind it.
    """
    cleaned = unmarked(plain(text[: 64 * LONGEST_ACTION], lines=False)).translate(str.maketrans("[]【】", "()()"))
    line = " ".join(cleaned.split())
    kept = line
    if len(line) > LONGEST_ACTION:
        begun = line[:LONGEST_ACTION]
        whole = complete_length(begun, language, quotes=False)
        kept = begun[:whole].rstrip() if whole else begun.rpartition(" ")[0].rstrip() or begun
    return kept, len(line) - len(kept) + max(0, len(text) - 64 * LONGEST_ACTION)


class Story:
    """One session in play: world, tree and model together. Methods that change it also store it.

    Not safe for two tasks at once; a second process is caught by the store's expected position.
    """

    def __init__(
        self, session_id: str, world: World, tree: Tree, store: SessionStore, model: Model | None,
        settings: TellSettings | None = None, *, embed: Embed | None = None,
    ) -> None:  # fmt: skip
        self.id, self.world, self.tree = session_id, world, tree
        self.store, self.model, self.settings = store, model, settings or TellSettings()
        self.meta: dict[int, dict[str, Any]] = {}
        self._prepared = ""  # the language whose prefix is in the cache
        self._preparing = asyncio.Lock()  # a turn may be asked for while the world is still being read
        self.memory, self.between = Memory(embed), Between(self)

    def understand(self, embed: Embed | None) -> None:
        """Compare by ``embed`` what words mean, from now on; without it, by the words alone."""
        self.memory.embed = embed

    # -- reading -----------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What is true at the tip."""
        return self.tree.state()

    @property
    def choices(self) -> list[dict[str, str]]:
        """The choices offered at the tip, in the world's current language."""
        state = self.state
        told = self.tree.turns[self.tree.tip].told
        stored = told.choices if told is not None and not self._switched(self.tree.turns[self.tree.tip]) else []
        if stored and all(known(self.world, Intent.parse(choice["intent"])) for choice in stored):
            return stored
        return plain_choices(self.world, self._offered(state), state.language)

    def _refusal(self, what: str, **values: object) -> ActionError:
        return refusal(self.state.language, what, **values)

    def _switched(self, turn: Turn) -> bool:
        events = turn.events
        told = max((i for i, x in enumerate(events) if isinstance(x, e.TurnTold)), default=-1)
        return any(isinstance(x, e.LanguageSwitched) for x in events[told + 1 :])

    def _offered(self, state: State) -> list[Intent]:
        return offer(self.world, state, dice(state.seed, -state.turn - 1))

    async def read(self, text: str) -> Action:
        """What the reader's words mean. Only where they leave it open is the model asked."""
        cleaned, left_out = clean_action(text, self.state.language)
        choices = self.choices
        if cleaned.isdecimal() and len(cleaned) < 3:
            number = int(cleaned)
            if not 1 <= number <= len(choices):
                raise self._refusal("no choice", number=number, count=len(choices))
            return self._offer_of(choices[number - 1])
        for choice in choices:
            if cleaned.casefold().rstrip(".。") == choice["label"].casefold().rstrip(".。"):
                return self._offer_of(choice)
        state = self.state
        if not cleaned:
            wait = Intent("wait")
            return Action(phrase(self.world, wait, state.language), wait)
        model = self.model if self.settings.asks and self.model and self.model.understands else None
        found = await read(self.world, state, cleaned, embed=self.memory.embed, model=model, ready=self._listening)
        return Action(cleaned, found.intent, found=found.record() | ({"left_out": left_out} if left_out else {}))

    def _offer_of(self, choice: dict[str, str]) -> Action:
        """An offered choice in the author's phrase: how a model worded it must not change what happened."""
        intent = Intent.parse(choice["intent"])
        return Action(plain_choices(self.world, [intent], self.state.language)[0]["label"], intent, offered=True)

    # -- telling -----------------------------------------------------------------------------------

    async def prepare(self) -> int:
        """Start the model and bring the world's prefix and the told turns into its cache; tokens newly evaluated.

        Does nothing while the server that was prepared still runs.
        """
        model = self.running()
        async with self._preparing:
            started = await model.start()
            if not started and self._prepared == self.world.language:
                return 0
            begun = prefix(self.world, self.state.reader.rating)
            tokens = await model.warm(begun)
            told = self.base()
            if told != begun:
                tokens += await model.read(told)
            self._prepared = self.world.language
        return tokens

    def running(self) -> Model:
        """The model that tells; `TurnRejected` where there is none."""
        if self.model is None:
            raise TurnRejected("This story was opened without a model.", hint="Open it with: fabula play")
        return self.model

    async def _listening(self) -> None:
        """Make the model ready for a question: what it does between turns waits, and the story is in its cache."""
        await self.between.pause()
        await self.prepare()

    async def play(self, text: str) -> AsyncGenerator[Progress]:
        """Take the reader's action and tell the turn that follows from it.

        Nothing is stored before the whole turn is there: closing the iterator or a failure leaves the story as
        it was. Raises `ActionError` for unusable text. A model that fails twice leaves the turn to the author's words.
        """
        meant = await self.read(text)
        words, intent, state = meant.words, meant.intent, self.state
        turn = self.tree.next_id()
        rng = dice(state.seed, turn)
        decision = decide(self.world, state, intent, words, offered=meant.offered, rng=rng)
        talk = Talk(words, decision.facts, earlier(self.world, self.tree))
        lore = self._fired(decision, talk, rng)
        after = fold(decision.after, lore.events)
        decision = replace(decision, events=[*decision.events, *lore.events], after=after)
        begins = lead(self.world, decision, lore.entries, "\n".join(t.told.text for t in self.tree.path() if t.told))
        aside = note(
            self.world, state, decision.after, met(self.world, self.tree.path()),
            first=self.tree.tip == ROOT, ending=bool(decision.ending),
        )  # fmt: skip
        yield Decided(turn, decision)
        asked = None if decision.refused else guarded(self.world, state, intent, words)
        growing = self._grow(self.tree.tip, decision, aside, begins, asked=asked, found=meant.found)
        async with aclosing(growing) as progress:
            async for step in progress:
                yield step

    def _fired(self, decision: Decision, talk: Talk, rng: random.Random) -> Firing:
        """The lore that is called up; without the embedder if that fails."""
        try:
            return fired(self.world, decision.after, talk, rng, self.memory.embed)
        except ServerError:
            return fired(self.world, decision.after, talk, rng)

    async def retell(self) -> AsyncGenerator[Progress]:
        """Tell the turn at the tip again: the same events, other prose, as a sibling turn."""
        old = self.tree.turns[self.tree.tip]
        told = old.told
        if old.id == ROOT or told is None:
            raise self._refusal("opening told")
        events = [x for x in old.events if not isinstance(x, AFTERWARDS)]
        before = self.tree.state(old.parent)
        after = fold(before, events)
        decision = Decision(events, after, ending=after.ended if not before.ended else "")
        asked = None
        if not any(isinstance(x, e.ActionRefused) for x in events):
            action = decision.action
            asked = guarded(self.world, before, Intent.parse(action.intent), action.text)
        known = self.meta.get(old.id, {})
        line = known.get("ledger", {}).get("line", "") if asked else ""
        begins = told.lead.removesuffix(line).rstrip()  # what was told apart is told anew
        yield Decided(self.tree.next_id(), decision)
        growing = self._grow(
            old.parent, decision, told.note, begins, asked=asked, unlike=told.text, found=known.get("intent")
        )
        async with aclosing(growing) as progress:
            async for step in progress:
                yield step

    async def _grow(
        self, parent: int, decision: Decision, aside: str, begins: str, *, asked: Guarded | None = None,
        unlike: str = "", found: dict[str, Any] | None = None,
    ) -> AsyncGenerator[Progress]:  # fmt: skip
        """Tell and store a turn; ``unlike`` is an earlier telling of it, which must not come again.

        ``found`` is how the reader's words were read. ``asked`` is a question that somebody must answer from what they
        know. If the model fails, the turn is what the author and the rules made of it, with a quiet sentence behind.
        """
        self._unmoved()
        await self.between.pause()
        turn = self.tree.next_id()
        draft = _Draft(begins, aside, found=found or {})
        if not unlike:
            self._remember(draft, parent, decision)
        yield Piece(begins)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with aclosing(self._attempt(draft, parent, decision, asked, unlike)) as pieces:
                    async for piece in pieces:
                        yield piece
                break
            except ServerError as error:
                if attempt < ATTEMPTS:
                    yield Restarted(error.message)
                    yield Piece(draft.begins)
                    continue
                words = WORDINGS[decision.after.language]
                draft.text = f"{draft.begins}{words.joint}{words.quiet}"
                draft.origin = "author"
                yield Authored(error.message)
                yield Piece(draft.text)
        yield Prose(draft.text)
        decision = self._passed_on(self._noted(decision, draft))
        choices, background = await self._choose(draft, decision.after, self._seed(decision, turn))
        told = e.TurnTold(
            note=draft.aside, text=draft.text, choices=choices, digest=decision.after.digest(), lead=draft.begins,
            origin=draft.origin,
        )  # fmt: skip
        events: list[e.Event] = [e.TurnOpened(turn=turn, parent=parent), *decision.events, told]
        meta = self._measured(draft, background)
        self._store(events, {turn: meta})
        self.between.begin()
        yield Told(turn, draft.text, choices, decision.events, told.digest, decision.ending, meta)

    def _remember(self, draft: _Draft, parent: int, decision: Decision) -> None:
        """Put beside the turn what is old and is spoken of in it; it stays in the log with the turn."""
        path, language = self.tree.path(parent), decision.after.language
        room = self.settings.tail_tokens - estimate(draft.aside) - estimate(draft.begins)
        scene = Scene(
            self.world, path, window(path[1:], self.zones().log), self.tree.state(parent), decision.after,
            decision.action.text, decision.facts, min(RECALL_TOKENS, room),
        )  # fmt: skip
        draft.recalled = self.memory.recall(scene)
        draft.aside = remembering(draft.aside, [one.text for one in draft.recalled], language)

    def _noted(self, decision: Decision, draft: _Draft) -> Decision:
        """The decision with the small facts that the prose let fall and the rules accept."""
        if draft.origin != "model" or not draft.text.startswith(draft.begins):
            return decision
        owners, language = self.world.people(), decision.after.language
        found = [
            (one.owner, one.part, one.value)
            for sentence in sentences(draft.text[len(draft.begins) :], language)
            for one in traits(sentence, owners, language)
        ]
        accepted, _ = note_traits(self.world, decision.after, found)
        return replace(decision, events=[*decision.events, *accepted], after=fold(decision.after, accepted))

    def _passed_on(self, decision: Decision) -> Decision:
        """The decision with the turn passed on to the next of several players."""
        after = decision.after
        if after.players() == 1 or after.ended:
            return decision
        event = e.SeatTaken(seat=(after.seat + 1) % after.players())
        return replace(decision, events=[*decision.events, event], after=fold(after, [event]))

    def _seed(self, decision: Decision, turn: int) -> int:
        return dice(decision.after.seed, turn).getrandbits(31)

    async def _attempt(
        self, draft: _Draft, parent: int, decision: Decision, asked: Guarded | None, unlike: str
    ) -> AsyncGenerator[Piece]:  # fmt: skip
        """Tell a turn once into ``draft``. Raises `ServerError` if the model fails."""
        begun, turn, language = time.perf_counter(), self.tree.next_id(), decision.after.language
        seed, action = self._seed(decision, turn), decision.action
        await self.prepare()
        if asked is not None and draft.spoken is None:
            await self.running().warm(prefix(self.world, decision.after.reader.rating), ASIDE)
            draft.spoken = await speak(self.running(), self.world, decision.after, asked, action.text, seed)
            fresh = f"{WORDINGS[language].joint}{draft.spoken.line}"
            draft.begins += fresh
            yield Piece(fresh)
        said = [told.text for turn in self.tree.path(parent) if (told := turn.told)]
        meant = Intent.parse(action.intent)
        cues = direct(
            self.world, decision.after, meant, "\n".join([*said, draft.begins]), dice(seed, turn),
            silent=asked is not None,
        )  # fmt: skip
        zones = self.zones(estimate(draft.aside + draft.begins))
        draft.base = base = log(self.world, self.tree.path(parent), zones)
        kept_back = unsaid(self.world, decision.after, asked, action.text) if asked else ()
        hush = None if asked else hushed(self.world, decision.after, meant, action.text, draft.begins)
        check = Check(
            self.world, decision.after, [*said, unlike, draft.begins], silent=asked is not None, unsaid=kept_back,
            hushed=hush,
        )  # fmt: skip
        telling = Telling(language, draft.begins, check, retells=self.settings.retells)

        def ask(kept: str, step: int) -> Request:
            left = cues[step:] or cues[-1:]
            return Request(
                self._turn_messages(base, draft.aside, kept, language), self.settings.max_tokens,
                self.settings.sampling, seed + step, grammar=grammar(left, language), stop=STOPS,
            )  # fmt: skip

        first, usage = 0.0, Usage()
        async with aclosing(tell(self.running(), ask, telling)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    usage = piece
                else:
                    first = first or time.perf_counter() - begun
                    yield Piece(piece)
        if not telling.added:
            raise ServerError("The model told nothing.", hint="Try again, or use another model.")
        draft.text, draft.retold = telling.text, telling.retold
        if telling.short:  # what can't be let out leaves a gap, and the author's quiet sentence fills it
            fresh = f"{WORDINGS[language].joint}{WORDINGS[language].quiet}"
            draft.text += fresh
            yield Piece(fresh)
        draft.usage = replace(usage, first=first, total=time.perf_counter() - begun)

    def base(self) -> tuple[Message, ...]:
        """What the prompt of the next turn begins with: the prefix, the roll-ups and the log."""
        return log(self.world, self.tree.path(), self.zones())

    def zones(self, tail: int = 0) -> Zones:
        """The zones of the prompt: what was set, and never more than the server has room for beside ``tail``."""
        given = self.settings
        zones = Zones(given.rollup_tokens, given.log_tokens, given.tail_tokens)
        begun = sum(estimate(part.content) for part in prefix(self.world, self.state.reader.rating))
        taken = begun + max(zones.tail, tail) + given.max_tokens + WORDING
        context = self.model.capabilities.context if self.model else taken + zones.rollups + zones.log
        return zones.within(context - taken)

    def _unmoved(self) -> None:
        """Raise `Conflict` before a turn is told that could not be stored; the store has the last word all the same."""
        position = self.store.info(self.id).position
        if position != self.tree.position:
            raise Conflict(
                f"Somebody else went on with '{self.id}': it is at position {position}, not at {self.tree.position}.",
                hint=f"Open it again: fabula play --session {self.id}",
            )

    def _turn_messages(self, base: Sequence[Message], aside: str, text: str, language: str) -> tuple[Message, ...]:
        return turn_messages(base, aside, text, language, prefill=self.running().capabilities.prefill)

    async def _choose(self, draft: _Draft, state: State, seed: int) -> tuple[list[dict[str, str]], Usage]:
        intents = self._offered(state)
        if not self.settings.phrase_choices or draft.origin == "author":
            return plain_choices(self.world, intents, state.language), Usage()
        said = turn_messages(draft.base, draft.aside, draft.text, state.language, prefill=True)
        try:
            async with asyncio.timeout(CHOICES_SECONDS):
                return await phrase_choices(self.running(), said, self.world, intents, state.language, seed)
        except TimeoutError:
            return plain_choices(self.world, intents, state.language), Usage(total=CHOICES_SECONDS)

    def _measured(self, draft: _Draft, background: Usage) -> dict[str, Any]:
        usage, retold = draft.usage, draft.retold
        return {
            "tokens": _tokens(usage),
            "background": _tokens(background),
            "seconds": {"first": round(usage.first, 3), "total": round(usage.total, 3),
                        "choices": round(background.total, 3)},
            "retold": {"why": retold.why, "tokens": retold.tokens, "seconds": round(retold.seconds, 3)},
            "model": self.running().name,
            "ahead": self.between.spent(),
            "recalled": [{"text": one.text, "why": one.why} for one in draft.recalled],
            **({"ledger": _of_ledger(draft.spoken)} if draft.spoken else {}),
            **({"intent": draft.found} if draft.found else {}),
        }  # fmt: skip

    def keep(self, summary: e.SummaryMade) -> None:
        """Store the summary of a block of turns on this branch."""
        self._store([summary])

    # -- moving in the tree ------------------------------------------------------------------------

    def _store(self, events: Sequence[e.Event], meta: dict[int, dict[str, Any]] | None = None) -> None:
        self.store.append(self.id, events, expected_position=self.tree.position, meta=meta, at=now())
        self.tree.grow(events)
        self.meta.update(meta or {})

    def goto(self, turn: int) -> Turn:
        """Move the tip to a turn; the next action grows a branch there. `NotFound` if there is none."""
        target = self.tree.turn(turn)
        if target.id != self.tree.tip:
            self._store([e.TipMoved(turn=target.id)])
        return target

    def undo(self) -> Turn:
        """Go back one turn; it stays in the tree."""
        parent = self.tree.turns[self.tree.tip].parent
        if parent < 0:
            raise self._refusal("nothing to undo")
        return self.goto(parent)

    def redo(self) -> Turn:
        """Go forward to the turn told last from here."""
        child = self.tree.forward(self.tree.tip)
        if child is None:
            raise self._refusal("nothing to redo")
        return self.goto(child)

    def edit(self, text: str) -> Turn:
        """Replace the prose of the turn at the tip by the reader's own, as a sibling turn; the events stay."""
        old = self.tree.turns[self.tree.tip]
        told = old.told
        if old.id == ROOT or told is None:
            raise self._refusal("opening edited")
        prose = unmarked(plain(text)).strip()
        if not prose or len(prose) > LONGEST_EDIT:
            raise self._refusal("edited length", length=len(prose), most=LONGEST_EDIT)
        kept = [x for x in old.events if not isinstance(x, e.TurnTold | e.SummaryMade)]
        turn = self.tree.next_id()
        self._store(
            [e.TurnOpened(turn=turn, parent=old.parent), *kept, replace(told, text=prose, origin="reader")],
            {turn: dict(self.meta.get(old.id, {}))},
        )
        return self.tree.turns[turn]

    def bookmark(self, name: str, turn: int | None = None) -> None:
        """Name a turn (default: the tip)."""
        cleaned = plain(name, lines=False).strip()[:60]
        if not cleaned:
            raise self._refusal("no name")
        self._store([e.BookmarkSet(name=cleaned, turn=self.tree.tip if turn is None else turn)])

    def switch(self, world: World) -> None:
        """Go on in another language: ``world`` is the same world in it."""
        if world.id != self.world.id:
            raise ValueError(f"{world.id} is another world than {self.world.id}")
        if world.language != self.state.language:
            self._store([e.LanguageSwitched(language=world.language)])
        self.world = world


def opening_events(
    world: World, *, seed: int, reader: e.ReaderIntroduced, others: Sequence[e.ReaderIntroduced] = ()
) -> list[e.Event]:  # fmt: skip
    """The events of turn 0: the session, the reader (and the ``others`` who take turns), the author's opening."""
    events: list[e.Event] = [start(world, seed=seed), reader, *others]
    state = fold(State(), events)
    choices = plain_choices(world, offer(world, state, dice(seed, -1)), world.language)
    return [
        *events,
        e.TurnTold(note="", text=world.opening, choices=choices, digest=state.digest(), origin="author"),
    ]
