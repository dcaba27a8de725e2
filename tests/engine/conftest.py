"""Models that follow a script, for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from fabula.models.embedded import EmbeddedServer
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


@pytest.fixture(scope="module")
def small_server(clean_environment: None, small_weights: Path) -> Iterator[EmbeddedServer]:
    """The small model, running for the tests of one module."""
    server = EmbeddedServer(small_weights, context=2048)
    server.launch()
    yield server
    server.stop()
