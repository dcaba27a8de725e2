"""Taking a seat: choosing model, world and session, and introducing the reader, before the first turn."""

from __future__ import annotations

import locale
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from fabula.cli import care
from fabula.config import load
from fabula.errors import InputError, ModelError, NotFound, WorldError
from fabula.models import machine, registry, shelf
from fabula.models.embedded import EmbeddedServer
from fabula.models.model import Model, ServerSettings
from fabula.story.rules import OFF
from fabula.story.world import LANGUAGES, RATINGS, World

if TYPE_CHECKING:
    from fabula.models.catalogue import Weights
    from fabula.store import Store
    from fabula.store.profile import Profile
    from fabula.story.tree import Tree

DEFAULT_WORLD = "last-bus"


class PlaySettings(BaseModel):
    """How one plays, section ``[play]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    world: str = ""  # the world that `fabula play` opens without being told one
    lang: Literal["", "en", "zh"] = ""  # empty: the system's language
    model: str = "auto"
    seed: int | None = Field(default=None, ge=0, lt=2**63)


def system_language() -> str:
    """The language of this system, as far as stories are told in it; else English."""
    place = care.here()
    if place:
        return "zh" if place.lower().startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def is_url(name: str) -> bool:
    """Whether a model is named by the address of its server."""
    return name.startswith(("http://", "https://"))


def weights_for(name: str, language: str) -> Weights:
    """The weights of that name, or those that fit this machine and language for ``auto``."""
    if name == "auto":
        return registry.auto(language, machine.ram(), machine.free_disk(shelf.folder()), shelf.folder())
    weights = registry.find(name)
    if weights.embeds:
        raise ModelError(f"The model '{weights.name}' tells nothing.", hint="Take another: fabula models list")
    if weights.languages and not weights.tells(language):
        raise ModelError(
            f"The model '{weights.name}' can't tell stories in '{language}', only in {', '.join(weights.languages)}.",
            hint="Take another with --model, for example: --model default",
        )
    return weights


def embed(weights: Weights, settings: ServerSettings) -> Model:
    """The model of weights that are on disk, not yet started. Damaged weights are refused here."""
    path = shelf.ready(weights)
    context = min(settings.context, weights.context) if weights.context else settings.context
    server = EmbeddedServer(path, context=context, threads=settings.threads)
    stat = path.stat()
    identity = weights.sha256 or f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}"
    return Model(
        weights.name, embedded=server, identity=identity, languages=weights.languages, settings=settings,
        understands=weights.understands,
    )  # fmt: skip


def opened(name: str, language: str) -> Model:
    """The model of that name, or at that address, not yet started."""
    settings = load(ServerSettings, "server")
    return remote(name, settings) if is_url(name) else embed(weights_for(name, language), settings)


def remote(url: str, settings: ServerSettings) -> Model:
    """The model of a server elsewhere."""
    return Model(url, url=url, settings=settings)


def open_world(name: str | Path, language: str) -> World:
    """The world in ``language`` where it is written in it, else in its first language."""
    from fabula.store import worlds

    try:
        return worlds.load(name, language)
    except WorldError as error:
        if "is not written in" not in error.message:
            raise
        return worlds.load(name, None)


def exact_world(name: str | Path, language: str | None) -> World:
    """The world in exactly ``language``, or in its first one if none was asked for."""
    from fabula.store import worlds

    return worlds.load(name, language)


def suits(rating: str, profile: Profile) -> bool:
    """Whether a world's rating lies within what the reader asked for."""
    return RATINGS.index(rating) <= RATINGS.index(profile.rating)


def refuse_unsuited(world: World, profile: Profile) -> None:
    """Raise `InputError` for a world rated above what the reader asked for."""
    if not suits(world.rating, profile):
        from fabula.store import profile as profiles

        raise InputError(
            f"The world '{world.id}' is rated '{world.rating}', and the reader's rating is '{profile.rating}'.",
            hint=f"Take another world (fabula worlds list), or change 'rating' in {profiles.path()}.",
        )


def new_seed(seed: int | None) -> int:
    """The given seed, or a fresh one."""
    return secrets.randbelow(2**31) if seed is None else seed


def known_ids(world: World, tree: Tree) -> None:
    """Check that a stored story still fits its world; `WorldError` names what is gone."""
    state = tree.state()
    wanted = (
        ("place", [state.place], world.places),
        ("item", list(state.items), world.items),
        ("character", list(state.characters), world.characters),
        ("quest", list(state.quests), world.quests),
    )
    for kind, ids, table in wanted:
        for key in ids:
            if key not in table:
                raise WorldError(
                    f"This story needs the {kind} '{key}', which the world '{world.id}' no longer has.",
                    hint="Put it back into world.toml, or start a new story. Nothing was changed.",
                )
    for quest, step in state.quests.items():
        if step not in (*OFF, *world.quests[quest].steps):
            raise WorldError(
                f"This story is at the step '{step}' of the quest '{quest}', which '{world.id}' no longer has.",
                hint="Put it back into world.toml, or start a new story. Nothing was changed.",
            )


def resolve_session(store: Store, text: str) -> str:
    """The id of a session by id, unique beginning or ``latest``; `NotFound` where there is none."""
    if text == "latest":
        latest = store.latest()
        if latest is None:
            raise NotFound("No story has been begun here yet.", hint="Begin one with: fabula play")
        return latest.id
    return store.resolve(text)


def person() -> bool:
    """Whether a person sits here: input and output are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def language_of(flag: str | None, settings: PlaySettings) -> str:
    """The language to tell in: flag, setting, or the system's."""
    chosen = flag or settings.lang or system_language()
    if chosen not in LANGUAGES:
        raise InputError(f"There is no language '{chosen}'.", hint=f"Take one of: {', '.join(LANGUAGES)}.")
    return chosen
