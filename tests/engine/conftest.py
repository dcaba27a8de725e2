"""Models that follow a script, for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from fabula.models.model import Model, ServerSettings
from fabula.testing.scripted import ScriptedServer, scripted_server

Serve = Callable[..., tuple[Model, ScriptedServer]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a scripted server and gives a model of it: ``serve(script, llama=True)``. All end with the test."""
    with ExitStack() as stack:

        def start(
            script: Mapping[str, Any] | None = None, *, settings: Mapping[str, Any] | None = None, **more: Any
        ) -> tuple[Model, ScriptedServer]:
            server = stack.enter_context(scripted_server(script, **more))
            return Model("scripted", url=server.url, settings=ServerSettings(**(settings or {}))), server

        yield start
