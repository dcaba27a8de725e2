"""What is asked of a language model, and what comes back: records without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

STORY, ASIDE = 0, 1  # slots: the shared log of the story, and what must be told apart from it
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Role
    content: str


class Sampling(BaseModel):
    """How the next token is drawn. The defaults were chosen by ``fabula bench sampling``.

    Fields beyond the OpenAI protocol are only sent to servers that know them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float = Field(default=0.9, ge=0, le=2)
    top_p: float = Field(default=0.95, gt=0, le=1)
    top_k: int = Field(default=0, ge=0)
    min_p: float = Field(default=0.08, ge=0, le=1)
    repeat_penalty: float = Field(default=1.1, ge=1, le=2)
    repeat_last_n: int = Field(default=256, ge=0)
    dry_multiplier: float = Field(default=0.8, ge=0)
    dry_base: float = Field(default=1.75, ge=1)
    dry_allowed_length: int = Field(default=3, ge=1)
    dry_penalty_last_n: int = Field(default=8192, ge=0)

    def extended(self) -> dict[str, Any]:
        """All fields, for servers that speak llama.cpp's extensions.

        llama.cpp's own sequence breakers include the quotation mark, which lets dialogue loop for ever.
        """
        return self.model_dump() | {"dry_sequence_breakers": ["<|im_end|>"]}

    def plain(self) -> dict[str, Any]:
        """The fields of the OpenAI protocol."""
        return {"temperature": self.temperature, "top_p": self.top_p}


@dataclass(frozen=True, slots=True)
class Request:
    """One generation.

    ``schema`` constrains the output to a JSON schema. ``seed`` makes a repeat of the same cache history repeat
    the same text.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    sampling: Sampling = field(default_factory=Sampling)
    seed: int = 0
    schema: dict[str, Any] | None = None
    grammar: str = ""  # GBNF; only for servers with the extensions
    stop: tuple[str, ...] = ()
    slot: int = STORY  # which of the server's caches it is told from, where there are several


@dataclass(frozen=True, slots=True)
class Usage:
    """What a generation cost: tokens, and seconds from the sending of the request."""

    prompt: int = 0  # tokens in the prompt
    reused: int = 0  # of these, tokens whose evaluation was reused from the cache
    generated: int = 0
    first: float = 0.0  # seconds until the first piece of text
    total: float = 0.0
    finish: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can do, as data."""

    extensions: bool = False  # llama.cpp's sampling fields, cache_prompt, id_slot, timings
    prefill: bool = False  # goes on from a last message of the assistant
    slot_files: bool = False  # can save and restore a slot
    schema: bool = True  # JSON-schema output (assumed until refused)
    slots: int = 1  # prompts that it keeps in its cache side by side
    context: int = 8192  # tokens
    model: str = ""
