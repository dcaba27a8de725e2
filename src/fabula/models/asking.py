"""Asking a model from code that doesn't wait: for how likely an answer is, one question after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from fabula.models.model import Model
from fabula.models.request import Message, Role

Ask = Callable[[Sequence[tuple[Role, str]], Sequence[str]], Mapping[str, float]]


@contextmanager
def asking(model: Model) -> Iterator[Ask]:
    """Start a model, and give a function from messages (role, content) and one-token options to their shares.

    The model ends with the block. Don't use it where an event loop runs.
    """
    with asyncio.Runner() as runner:
        try:
            runner.run(model.start())
            yield lambda messages, options: runner.run(model.chances([Message(*one) for one in messages], options))
        finally:
            runner.run(model.close())
