"""What is done between two turns, while the reader reads: blocks are summed up, and a log that was cut is read ahead.

None of it costs the reader time. It stops as soon as they act, in steps short enough that they do not notice, and what
it did not finish is begun again after the next turn, or done without.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fabula.analysis.sentences import han_share
from fabula.engine.prompt import message
from fabula.engine.rollup import SUMMARY_TOKENS, Block, block, fault, form, missing, recap_of, summary, tidy
from fabula.engine.wording import WORDINGS
from fabula.engine.zones import BLOCK, window
from fabula.errors import FabulaError
from fabula.models.request import Message, Request, Sampling
from fabula.story.decide import dice
from fabula.story.event import SummaryMade
from fabula.story.recap import happenings

if TYPE_CHECKING:
    from fabula.engine.story import Story

SAMPLING = Sampling(temperature=0.3, repeat_penalty=1.0, dry_multiplier=0.0)
TRIES = 2  # summaries that are told before the recap stands alone
PIECE = 128  # estimated tokens that are read ahead at once: a server can't be stopped in the middle of them
SPARE = 24  # tokens beyond a summary, so that one that is too long is seen to be


class Between:
    """The work between the turns of one story. `begin` starts it, `pause` ends it early, `settle` waits for its end."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._task: asyncio.Task[None] | None = None
        self._spent: dict[str, Any] = {}
        self._forget()

    def begin(self) -> None:
        """Start what there is to do after the turn at the tip, perhaps nothing; in the background."""
        self._task = asyncio.create_task(self._work())

    async def pause(self) -> None:
        """Stop, and return when the server has nothing to do for us any more."""
        if self._task is not None:
            self._task.cancel()
        await self.settle()

    async def settle(self) -> None:
        """Wait until all is done."""
        task = self._task
        if task is not None:
            await asyncio.wait([task])
            self._task = None
            if not task.cancelled():
                task.result()  # what nobody foresaw is raised here

    def spent(self) -> dict[str, Any]:
        """What it cost since it was last asked: tokens evaluated and generated, seconds, and what went wrong."""
        out = self._spent
        self._forget()
        return out

    def _forget(self) -> None:
        self._spent = {"evaluated": 0, "generated": 0, "seconds": 0.0}

    async def _work(self) -> None:
        begun = time.perf_counter()
        try:
            await self._sum_up()
            if self._cut():
                await self._read_ahead()
            await self.story.memory.learn(self.story.tree.path(), self.story.world.language)
        except (FabulaError, RuntimeError) as error:  # the story goes on without; a closed model is a RuntimeError
            self._spent["failed"] = str(error)
        finally:
            self._spent["seconds"] = round(self._spent["seconds"] + time.perf_counter() - begun, 3)

    # -- summing up --------------------------------------------------------------------------------------------

    def _unsummed(self) -> Block | None:
        """The last finished block, if it is still in the log and nobody has summed it up in this language."""
        story = self.story
        path = story.tree.path()
        number = (len(path) - 1) // BLOCK - 1
        if not story.settings.summaries or number < 0 or window(path[1:], story.zones().log) > number * BLOCK:
            return None
        if summary(path, path[(number + 1) * BLOCK].id, story.world.language) is not None:
            return None
        return block(story.world, path, number, happenings(story.world, path))

    async def _sum_up(self) -> None:
        """Let the model sum up the block, check it, and keep it; also that no good summary came."""
        one, story = self._unsummed(), self.story
        if one is None:
            return
        words, language = WORDINGS[story.world.language], story.world.language
        recap, base = recap_of(one, story.settings.rollup_tokens), story.base()
        count = len(story.tree.path()) - 1 - story.tree.depth(one.turns[0].id) + 1
        ask, text = words.sum_up.format(count=count), ""
        for attempt in range(TRIES):
            seed = dice(story.state.seed, -one.last - attempt).getrandbits(31)
            request = Request(
                (*base, message("user", ask)), SUMMARY_TOKENS + SPARE, SAMPLING, seed, grammar=form(one), stop=("\n",)
            )  # fmt: skip
            told, usage = await story.running().complete(request)
            self._spent["evaluated"] += usage.prompt - usage.reused
            self._spent["generated"] += usage.generated
            text = tidy(told)
            if not fault(one, recap, text):
                break
            names = words.comma.join(missing(one, f"{recap}\n{text}"))
            ask = words.sum_up.format(count=count) + (words.sum_up_again.format(names=names) if names else "")
            text = ""
        if one.last in {turn.id for turn in story.tree.path()}:
            story.keep(SummaryMade(first=one.turns[0].id, last=one.last, language=language, text=text))

    # -- reading ahead -----------------------------------------------------------------------------------------

    def _cut(self) -> bool:
        """Whether the last turn made blocks leave the log, so that what stays must be read anew."""
        turns, budget = self.story.tree.path()[1:], self.story.zones().log
        return window(turns, budget) != window(turns[:-1], budget)

    async def _read_ahead(self) -> None:
        base = self.story.base()
        for part in growing(base):
            self._spent["evaluated"] += await self.story.running().read(part)


def growing(messages: Sequence[Message]) -> Iterator[tuple[Message, ...]]:
    """``messages`` from the fourth on, the world's prefix being read already, `PIECE` tokens longer each time."""
    for at in range(3, len(messages)):
        for text in _pieces(messages[at].content):
            yield (*messages[:at], Message(messages[at].role, text))


def _pieces(text: str) -> Iterator[str]:
    """Ever longer beginnings of a text, the last one being the whole."""
    width = int(PIECE * (1.4 if han_share(text) > 0.3 else 4.0))
    end = 0
    while len(text) - end > width:
        space = text.rfind(" ", end + 1, end + width)  # a token begins with its space
        end = space if space > end else end + width
        yield text[:end]
    yield text
