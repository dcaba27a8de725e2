"""What all tests share: a home of their own, and the small weights where they were pulled.

No test sees the reader's real home: sessions, logs and saved prefixes go to a passing folder. Only weights are
read from the real one, because fetching them takes a network.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fabula import config
from fabula.errors import WeightsError
from fabula.models import registry, weights

# Before any test module imports it: its suites use plain `assert`.
pytest.register_assert_rewrite("fabula.testing")

REAL_MODELS = weights.folder()  # looked up before any test changes the environment


@pytest.fixture(scope="session", autouse=True)
def clean_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No FABULA_… variable of the person at the keyboard, and a passing home for what lives longer than a test."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("FABULA_")]:
            patch.delenv(variable)
        patch.setenv(config.HOME_VARIABLE, str(tmp_path_factory.mktemp("session-home")))
        yield


@pytest.fixture(autouse=True)
def home(clean_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This test's own home folder."""
    folder = tmp_path / "home"
    monkeypatch.setenv(config.HOME_VARIABLE, str(folder))
    return folder


def pulled(name: str) -> Path:
    """The weights called ``name`` in the real home; without them the test is skipped and says what to run."""
    try:
        return weights.ready(registry.find(name), REAL_MODELS)
    except WeightsError as error:
        pytest.skip(f"{error.paragraph()} (`make install` fetches the small ones.)")


@pytest.fixture(scope="session")
def small_weights() -> Path:
    """The GGUF file of the small model, as `fabula models pull small` leaves it."""
    return pulled("small")


@pytest.fixture(scope="session")
def default_weights() -> Path:
    """The GGUF file of the default model, as `fabula models pull default` leaves it."""
    return pulled("default")


@pytest.fixture(scope="session")
def embedder_weights() -> Path:
    """The GGUF file of the embedder, as `fabula models pull embedder` leaves it."""
    return pulled("embedder")


@pytest.fixture
def furnished_home(home: Path, small_weights: Path) -> Path:
    """This test's home with the small weights in it, as a link: removing them there harms nothing."""
    folder = weights.folder()
    folder.mkdir(parents=True)
    (folder / small_weights.name).symlink_to(small_weights)
    return home
