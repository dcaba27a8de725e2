"""A model that follows a script, and the reports on the experiences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from experiences import TEXTS, Serve

from fabula.analysis.report import Report, report
from fabula.models.model import Model
from fabula.testing.scripted import ScriptedServer, scripted_server


@pytest.fixture(scope="module")
def found() -> Mapping[str, Report]:
    """The reports on the texts."""
    return {language: report(text) for language, text in TEXTS.items()}


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a scripted server with some prose and gives a model of it; all end with the test."""
    with ExitStack() as stack:

        def start(*prose: str) -> tuple[Model, ScriptedServer]:
            server = stack.enter_context(scripted_server({"prose": list(prose)}))
            return Model("scripted", url=server.url), server

        yield start
