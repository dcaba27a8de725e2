"""The one error tree.

Branches are drawn by who must act: the person who gave the input, the model, the turn, the store, or the
person who installs. Every error says what happened, which value, and (in ``hint``) what to do next.
Exit codes and HTTP statuses are mapped once, at the edges, from the class.

    FabulaError
    ├── InputError            the input must change
    │   ├── WorldError        a world folder
    │   ├── ActionError       what the reader typed
    │   ├── DocumentError     a document to read: file, kind, size or content
    │   └── SettingsError     a setting, a flag or an environment variable
    ├── ModelError            the model, its weights or its server
    │   ├── WeightsError      weights missing, truncated or corrupt
    │   ├── ServerError       the model server failed, stalled or talked nonsense
    │   └── UnknownModel      no model of that name
    ├── TurnRejected          this turn could not be told; the story is as it was before
    ├── StoreError            what is kept
    │   ├── Conflict          somebody else wrote first
    │   ├── NotFound          nothing of that name
    │   └── NewerFormat       written by a newer Fabula
    └── MissingExtra          an optional part is not installed
"""

from __future__ import annotations


class FabulaError(Exception):
    """Any failure that Fabula explains. ``str()`` is one sentence; ``hint`` says what to do."""

    code = "fabula"
    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def paragraph(self) -> str:
        """The message and the hint as one paragraph, for people."""
        return f"{self.message} {self.hint}".strip()


class InputError(FabulaError):
    """The input must change before this can work."""

    code = "input"


class WorldError(InputError):
    """A world folder does not hold a playable world."""

    code = "world"


class ActionError(InputError):
    """The reader's action cannot be used as it was typed."""

    code = "action"


class DocumentError(InputError):
    """A document can't be read as it is."""

    code = "document"


class SettingsError(InputError):
    """A setting has an unknown name or an impossible value."""

    code = "settings"


class ModelError(FabulaError):
    """The model, its weights or its server failed."""

    code = "model"


class WeightsError(ModelError):
    """Weights are missing, truncated or not what they claim to be."""

    code = "weights"


class ServerError(ModelError):
    """A model server failed, stalled or answered with something unreadable."""

    code = "server"
    retryable = True


class UnknownModel(ModelError):
    """No model of that name is registered."""

    code = "unknown-model"


class TurnRejected(FabulaError):
    """The turn could not be told; nothing was stored and the story is as it was before."""

    code = "turn"
    retryable = True


class StoreError(FabulaError):
    """What is kept could not be read or written."""

    code = "store"


class Conflict(StoreError):
    """Somebody else appended to the session first."""

    code = "conflict"
    retryable = True


class NotFound(StoreError):
    """Nothing of that name is kept here."""

    code = "not-found"


class NewerFormat(StoreError):
    """The data was written by a newer Fabula than this one."""

    code = "newer-format"


class MissingExtra(FabulaError):
    """An optional part is not installed; the hint is the install command."""

    code = "missing-extra"

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the optional part '{extra}', which is not installed.",
            hint=f"Install it with: pip install 'fabula[{extra}]'",
        )
