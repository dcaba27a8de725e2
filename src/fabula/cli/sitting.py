"""One sitting with a story, from the first word on the screen to the last.

The author's opening is shown before anything slow is imported or loaded; the model loads meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula import config
from fabula.cli import seat
from fabula.cli.page import Page
from fabula.cli.words import say
from fabula.errors import FabulaError, TurnRejected
from fabula.models.model import Model, ServerSettings
from fabula.story.world import Ending, World

if TYPE_CHECKING:
    from fabula.engine.story import Progress, Story, Told
    from fabula.models.embedder import Embedder
    from fabula.store import Store
    from fabula.store.profile import Profile
    from fabula.story.event import SessionStarted


RATING_ANSWERS = {
    "": "teen", "1": "family", "2": "teen", "3": "adult", "１": "family", "２": "teen", "３": "adult",
    "family": "family", "teen": "teen", "adult": "adult", "合家": "family", "青少年": "teen", "成人": "adult",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    world: str | None
    lang: str | None
    session: str | None
    model: str | None
    seed: int | None
    actions: str | None
    json: bool
    players: tuple[str, ...] = ()  # names, where several take turns


def sit(order: Order) -> None:
    """Play as ordered; returns when the reader leaves or the actions are done."""
    settings = config.load(
        seat.PlaySettings, "play", world=order.world, lang=order.lang, model=order.model, seed=order.seed
    )
    sitting = Sitting(order, settings)
    try:
        sitting.open()
        sitting.begin()
        asyncio.run(sitting.run())
    finally:
        sitting.close()


class Sitting:
    """Holds what one sitting needs; `open` does what must be quick, `run` the rest."""

    def __init__(self, order: Order, settings: seat.PlaySettings) -> None:
        self.order, self.settings = order, settings
        self.person = order.actions is None and seat.person()
        self.page = Page(sys.stderr if order.json else sys.stdout)
        self.server = config.load(ServerSettings, "server")
        self.language = seat.language_of(order.lang, settings)
        self.model: Model | None = None
        self.embedder: Embedder | None = None  # optional; starts when it is first asked
        self.world: World | None = None
        self.store: Store | None = None
        self.story: Story | None = None
        self.begun = False  # the session was created in this sitting
        self.failed = False
        self._task: asyncio.Task[Told | None] | None = None

    # -- before the event loop ---------------------------------------------------------------------

    def open(self) -> None:
        """Choose the world, show its opening, and let the model load behind it."""
        if self.order.session is not None:
            self._resume()
            return
        self._launch()
        name = self.order.world or self.settings.world or (self._pick() if self.person else seat.DEFAULT_WORLD)
        if self.story is not None or name == "":
            return
        asked = self.order.lang is not None
        self.world = seat.exact_world(name, self.language) if asked else seat.open_world(name, self.language)
        if self.language != self.world.language:
            self.language = self.world.language
            self._close_model()  # another language may want another model
        seat.refuse_unsuited(self.world, self._profile(ask=self.world.rating != "family"))
        self._launch()
        self._cover(self.world)
        if not self.order.json:
            self.page.text(self.world.opening)
        self._fetch()

    def _launch(self) -> None:
        """Start loading the model, if its weights are here already."""
        if self.model is not None:
            return
        if seat.is_url(self.settings.model):
            self.model = seat.remote(self.settings.model, self.server)
            return
        from fabula.models import shelf

        weights = seat.weights_for(self.settings.model, self.language)
        if shelf.look(weights) is not None:
            self.model = seat.embed(weights, self.server)
            self.model.launch()

    def _close_model(self) -> None:
        if self.model is not None and self.model.embedded is not None:
            self.model.embedded.stop()
        self.model = None

    def _fetch(self) -> None:
        """Fetch missing weights, saying what and how large before, then start loading them."""
        if self.model is not None:
            return
        from fabula.cli.fetch import fetch

        weights = seat.weights_for(self.settings.model, self.language)
        self.page.line("")
        fetch(weights)
        self.model = seat.embed(weights, self.server)
        self.model.launch()

    def _pick(self) -> str:
        """Let the reader choose among the worlds, and the story they left last."""
        from fabula.store import open_store, worlds

        latest = None
        with contextlib.suppress(FabulaError):
            self.store = open_store()
            latest = self.store.latest()
        reader = self._profile(ask=True)
        found = [one for one in worlds.summaries(self.language) if not one.error and seat.suits(one.rating, reader)]
        found.sort(key=lambda one: one.name != seat.DEFAULT_WORLD)
        self.page.line("")
        if latest is not None:
            self.page.line(f"0. {say(self.language, 'continue', title=latest.title, id=latest.id)}")
        for number, one in enumerate(found, 1):
            self.page.line(f"{number}. {one.title}  ({one.genre}, {one.rating}, {' '.join(one.languages)})", "head")
            self.page.line(one.premise, "dim", indent=3)
        while True:
            answer = _asked(say(self.language, "pick_world")) or "1"
            if answer == "0" and latest is not None:
                self.order = Order(None, self.order.lang, latest.id, self.order.model, None, None, False)
                self._resume()
                return ""
            if answer.isdecimal() and len(answer) < 4 and 1 <= int(answer) <= len(found):
                return found[int(answer) - 1].name
            if answer in (one.name for one in found):
                return answer
            self.page.line(say(self.language, "pick_again", answer=answer[:40]), "error")

    def _cover(self, world: World) -> None:
        if self.order.json:
            return
        self.page.line("")
        self.page.line(world.title, "title")

    def _open_store(self) -> Store:
        if self.store is None:
            from fabula.store import open_store

            self.store = open_store()
        return self.store

    def _resume(self) -> None:
        """Open a stored session, and show where it was left."""
        from fabula.engine.story import Story, TellSettings
        from fabula.story.event import SessionStarted
        from fabula.story.recap import recap
        from fabula.story.tree import Tree

        store = self._open_store()
        stored = store.load(seat.resolve_session(store, self.order.session or "latest"))
        tree = Tree().grow(stored.events)
        state = tree.state()
        self.language = self.order.lang or state.language
        self.world = seat.exact_world(stored.info.world, self.language)
        seat.known_ids(self.world, tree)
        self._close_model_unless(self.language)
        self._launch()
        self.story = Story(stored.info.id, self.world, tree, store, self.model, config.load(TellSettings, "engine"))
        self.story.meta.update(stored.meta)
        if self.language != state.language:
            self.story.switch(self.world)
        if not self.order.json:
            self._cover(self.world)
            path = tree.path()
            if len(path) > 1:
                self.page.line("")
                self.page.line(say(self.language, "previously"), "dim")
                joint = " " if self.language == "en" else ""
                self.page.line(joint.join(recap(self.world, path, self.story.state)), "dim")
            told = path[-1].told
            self.page.text(told.text if told else self.world.opening)
            if state.ended:
                self.page.line("")
                self.page.line(say(self.language, "ended", title=self.world.endings[state.ended].title), "head")
            if any(isinstance(x, SessionStarted) and self._differs(x) for x in path[0].events):
                self.page.line(say(self.language, "changed"), "note")
        self._fetch()
        self.story.model = self.model

    def _differs(self, started: SessionStarted) -> bool:
        """Whether the world's text is another than the one that the story began in; told in the same language only."""
        assert self.world is not None
        return started.language == self.world.language and started.world_digest != self.world.digest()

    def _close_model_unless(self, language: str) -> None:
        if self.model is not None and self.model.languages and language not in self.model.languages:
            self._close_model()

    def _profile(self, *, ask: bool) -> Profile:
        """The reader's kept profile; asked for once, where there is a person to ask."""
        from fabula.analysis.clean import plain
        from fabula.store import profile as profiles

        kept = profiles.load()
        if kept is not None or not (ask and self.person):
            return kept or profiles.Profile()

        def answer(key: str, limit: int) -> str:
            return plain(_asked(say(self.language, key)), lines=False).strip()[:limit]

        self.page.line("")
        name, pronouns = answer("ask_name", 40), answer("ask_pronouns", 20)
        persona = answer("ask_persona", 300)
        while (rating := RATING_ANSWERS.get(answer("ask_rating", 20).casefold())) is None:
            self.page.line(say(self.language, "ask_again"), "error")
        fresh = profiles.Profile.model_validate(
            {"name": name, "pronouns": pronouns, "persona": persona, "rating": rating}
        )
        profiles.save(fresh)
        self.page.line(say(self.language, "asked_once", path=profiles.path()), "note")
        return fresh

    def begin(self) -> None:
        """Ask who is reading, where that is not known yet, and create the session of the world that was opened.

        Outside the event loop, so that Ctrl-C at a question leaves at once.
        """
        if self.story is None:
            self.story = self._begin()
            self.begun = True

    def _begin(self) -> Story:
        from fabula.engine.story import Story, TellSettings, opening_events
        from fabula.store import now
        from fabula.story.event import ReaderIntroduced
        from fabula.story.tree import Tree

        assert self.world is not None
        profile = self._profile(ask=True)
        seat.refuse_unsuited(self.world, profile)
        reader = ReaderIntroduced(
            name=profile.name, pronouns=profile.pronouns, persona=profile.persona, rating=profile.rating
        )
        others: list[ReaderIntroduced] = []
        if self.order.players:
            reader, *others = (
                ReaderIntroduced(name=name, pronouns="", persona="", rating=profile.rating, seat=number)
                for number, name in enumerate(self.order.players)
            )
        events = opening_events(self.world, seed=seat.new_seed(self.settings.seed), reader=reader, others=others)
        store = self._open_store()
        name = self._world_name()
        session = store.new_id(self.world.id)
        store.create(session, events, world=name, language=self.world.language, title=self.world.title, at=now())
        return Story(session, self.world, Tree().grow(events), store, self.model, config.load(TellSettings, "engine"))

    def _world_name(self) -> str:
        """How to find this world again: its name, or the whole path of its folder."""
        assert self.world is not None
        given = self.order.world or self.settings.world or self.world.id
        return str(Path(given).resolve()) if Path(given).is_dir() else self.world.id

    # -- in the event loop -------------------------------------------------------------------------

    async def run(self) -> None:
        """Take actions and tell turns until there are no more."""
        warming = None
        self._guard_interrupt()
        try:
            assert self.story is not None
            self.story.model = self.model
            self._understand(self.story)
            warming = asyncio.create_task(self._warm(self.story))
            if self.order.actions is not None:
                await self._actions(self.story, warming)
            else:
                await self._converse(self.story, warming)
        finally:
            if warming is not None:
                warming.cancel()
                with contextlib.suppress(asyncio.CancelledError, FabulaError):
                    await warming
            if self.model is not None:
                await self.model.close()
            if self.embedder is not None:
                self.embedder.close()
            self._forget_unplayed()
        if self.failed:
            raise TurnRejected("Not every turn could be told by the model.", hint="The lines above say which, and why.")

    def _understand(self, story: Story) -> None:
        """Let the story compare what words mean, if there is an embedder here that knows its language."""
        if self.embedder is None:
            from fabula.models.embedder import open_embedder

            self.embedder = open_embedder()
        knows = self.embedder is not None and self.embedder.knows(story.world.language)
        story.understand(self.embedder.vectors if self.embedder is not None and knows else None)

    def _forget_unplayed(self) -> None:
        """A session that was begun here and in which nothing happened is not kept: there is nothing to go on with."""
        if self.begun and self.story is not None and self.store is not None and not self._played(self.story):
            with contextlib.suppress(FabulaError):
                self.store.delete(self.story.id)

    def _played(self, story: Story) -> bool:
        return len(story.tree.turns) > 1 or bool(story.tree.bookmarks)

    async def _warm(self, story: Story) -> int:
        return await story.prepare()

    def _guard_interrupt(self) -> None:
        """Ctrl-C cancels the turn that is being told, not the story."""

        def cancel() -> None:
            if self._task is not None and not self._task.done():
                self._task.cancel()
            elif not self.person:
                raise KeyboardInterrupt

        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows has no handlers on its loop
            loop.add_signal_handler(signal.SIGINT, cancel)

    async def _actions(self, story: Story, warming: asyncio.Task[int]) -> None:
        await warming
        for line in self._lines():
            if line.startswith("/"):
                if await self._command(story, line):
                    return
                continue
            told = await self._turn(story, story.play(line), line)
            self.failed = self.failed or told is None

    def _lines(self) -> Iterator[str]:
        source = self.order.actions
        if source == "-" or source is None:
            yield from (_decoded(line) for line in sys.stdin.buffer)
            return
        with Path(source).open("rb") as file:
            yield from (_decoded(line) for line in file)

    async def _converse(self, story: Story, warming: asyncio.Task[int]) -> None:
        """Ask and tell, with a person or down a pipe. A pipe without a line gets one turn all the same."""
        try:
            self._offer(story)
            if not self.person:
                await warming
            elif not warming.done():
                self.page.line(say(story.state.language, "loading"), "note")
            heard = 0
            async for line in self._heard(story):
                heard += 1
                if line.startswith("/"):
                    if await self._command(story, line):
                        break
                else:
                    await self._turn(story, story.play(line), line)
                self._offer(story)
            if not heard and not self.person:
                await self._turn(story, story.play("1"), "1")
        finally:
            self._farewell(story)

    def _farewell(self, story: Story) -> None:
        """Say where the story is kept, if it is."""
        with contextlib.suppress(FabulaError):
            self._open_store().info(story.id)
            if self._played(story) or not self.begun:
                self.page.line("")
                self.page.line(say(story.state.language, "bye", id=story.id), "note")

    async def _heard(self, story: Story) -> AsyncIterator[str]:
        if not self.person:
            while True:
                line = await asyncio.to_thread(sys.stdin.buffer.readline)
                if not line:
                    return
                yield _decoded(line)
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        prompt: PromptSession[str] = PromptSession(history=InMemoryHistory())
        margin = " " * self.page.margin
        while True:
            try:
                line = await prompt.prompt_async(margin + say(story.state.language, "prompt"))
            except KeyboardInterrupt:
                self.page.line(say(story.state.language, "hint_quit"), "note")
                continue
            except EOFError:
                return
            if line.strip() == "/edit":
                line = await self._edited(story)
                if not line:
                    continue
            yield line

    async def _edited(self, story: Story) -> str:
        """Let the reader edit the told text in place, in an editor of its own: it has other keys."""
        from prompt_toolkit import PromptSession

        if story.tree.tip == 0:
            return "/edit"  # the opening can't be edited, and says so
        editor: PromptSession[str] = PromptSession()
        told = story.tree.turns[story.tree.tip].told
        self.page.line(say(story.state.language, "edit"), "note")
        try:
            text = await editor.prompt_async("", default=told.text if told else "", multiline=True)
        except (KeyboardInterrupt, EOFError):
            return ""
        return f"/edit {text}"

    async def _command(self, story: Story, line: str) -> bool:
        """Carry out a slash command; True if the reader leaves."""
        from fabula.cli import commands

        name, rest = commands.split(line)
        try:
            if name in ("quit", "exit", "q"):
                return True
            if name == "retell":
                told = await self._turn(story, story.retell(), line)
                self.failed = self.failed or (told is None and self.order.actions is not None)
                return False
            if commands.look(story, name, self.page):
                return False
            if name == "lang":
                said = commands.switch(story, rest, lambda code: seat.exact_world(self._story_world(story), code))
                self.world = story.world
                self._understand(story)
            else:
                said = commands.move(story, name, rest)
            self.page.line(said, "note")
            if not self.order.json:
                told_text = story.tree.turns[story.tree.tip].told
                if name != "save" and told_text is not None:
                    self.page.text(told_text.text)
        except FabulaError as error:
            self._complain(error, line)
        return False

    def _story_world(self, story: Story) -> str:
        return self._open_store().info(story.id).world

    def _offer(self, story: Story) -> None:
        """Show the choices."""
        if self.order.json:
            return
        self.page.line("")
        for number, choice in enumerate(story.choices, 1):
            self.page.line(f"{number}. {choice['label']}", "choice")
        if self.person:
            state = story.state
            whose = f"{state.reader.name}{say(state.language, 'colon')}" if state.players() > 1 else ""
            self.page.line(whose + say(state.language, "choose"), "dim")

    async def _turn(self, story: Story, progress: AsyncGenerator[Progress], action: str) -> Told | None:
        """Tell one turn to the page; None if it was cancelled or failed."""
        self._guard_interrupt()  # the line editor takes the signal for itself each time it runs
        self._task = asyncio.create_task(self._tell(story, progress, action))
        try:
            with silent_keys(self.person):
                return await self._task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise
            self.page.end()
            self.page.line(say(story.state.language, "cancelled"), "note")
            return None
        finally:
            self._task = None

    async def _tell(self, story: Story, progress: AsyncGenerator[Progress], action: str) -> Told | None:
        from fabula.engine.story import Authored, Piece, Prose, Restarted, Told

        told: Told | None = None
        quiet = self.order.json
        if not quiet:
            self.page.begin()
        try:
            async with aclosing(progress) as steps:
                async for step in steps:
                    match step:
                        case Piece() if not quiet:
                            self.page.prose(step.text)
                        case Prose() if not quiet:
                            self.page.end()
                        case Restarted():
                            self.page.end()
                            self.page.line(say(story.state.language, "restarted", reason=step.reason), "note")
                            if not quiet:
                                self.page.begin()
                        case Authored():
                            self.failed = self.failed or not self.person
                            self.page.end()
                            self.page.line(say(story.state.language, "authored", reason=step.reason), "note")
                            if not quiet:
                                self.page.begin()
                        case Told():
                            told = step
        except FabulaError as error:
            if not quiet:
                self.page.end()
            self._complain(error, action)
            return None
        if told is not None:
            self._after(story, told, action)
        return told

    def _after(self, story: Story, told: Told, action: str) -> None:
        if self.order.json:
            print(json.dumps(turn_record(story, told, action), ensure_ascii=False), flush=True)
            return
        if left_out := told.meta.get("intent", {}).get("left_out"):
            self.page.line(say(story.state.language, "left_out", count=left_out), "note")
        if told.ending:
            ending = story.world.endings[told.ending]
            self.page.text(_closing(story, ending))
            self.page.line("")
            self.page.line(say(story.state.language, "ended", title=ending.title), "head")
            self.page.line(say(story.state.language, "after_end"), "note")

    def _complain(self, error: FabulaError, action: str) -> None:
        if self.order.json:
            said = {"code": error.code, "message": error.message, "hint": error.hint}
            record = {"error": said, "action": action[:200]}
            print(json.dumps(record, ensure_ascii=False), flush=True)
        else:
            self.page.line(error.paragraph(), "error")
        asked = action.startswith("/") and self.order.actions is None  # a command that could not be carried out
        self.failed = self.failed or not (self.person or asked)

    def close(self) -> None:
        """Let go of the store and of a model that never ran."""
        if self.model is not None and self.model.embedded is not None:
            self.model.embedded.stop()
        if self.store is not None:
            self.store.close()


def turn_record(story: Story, told: Told, action: str) -> dict[str, Any]:
    """One turn as the JSON object of ``--json``; its keys are documented in ``docs/reference.md``."""
    from fabula.engine.story import LONGEST_ACTION
    from fabula.story.event import to_record

    ending = story.world.endings[told.ending] if told.ending else None
    return {
        "turn": told.turn,
        "action": action[:LONGEST_ACTION],
        "text": told.text,
        "choices": told.choices,
        "events": [to_record(event) for event in told.events],
        "state_digest": told.digest,
        "tokens": told.meta["tokens"],
        "background": told.meta["background"],
        "seconds": told.meta["seconds"],
        "retold": told.meta["retold"],
        **{key: told.meta[key] for key in ("intent", "recalled", "ledger") if key in told.meta},
        "model": told.meta["model"],
        "session": story.id,
        "ending": {"id": told.ending, "title": ending.title, "text": _closing(story, ending)} if ending else None,
    }


def _closing(story: Story, ending: Ending) -> str:
    """The author's last words, with what is true now in their slots."""
    from fabula.story.slots import filled

    return filled(story.world, story.state, ending.text)


def _asked(question: str) -> str:
    """A person's answer; leaving at a question (Ctrl-D) is leaving."""
    try:
        return input(question).strip()
    except EOFError as error:
        raise KeyboardInterrupt from error


@contextlib.contextmanager
def silent_keys(person: bool) -> Iterator[None]:
    """Keep what a person types meanwhile out of the page; it is read afterwards all the same."""
    try:
        import termios
    except ImportError:  # no terminals of this kind here
        person = False
    if not person:
        yield
        return
    keys = sys.stdin.fileno()
    before = termios.tcgetattr(keys)
    silent = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    termios.tcsetattr(keys, termios.TCSANOW, silent)
    try:
        yield
    finally:
        termios.tcsetattr(keys, termios.TCSANOW, before)


def _decoded(line: bytes) -> str:
    """A line of input as text; what is not UTF-8 is shown as such and not refused."""
    return line.decode("utf-8", "replace").rstrip("\r\n")
