"""A BERT encoder from its published files (safetensors, word pieces, configuration) as one GGUF file for llama.cpp.

Written with the standard library alone, so that a fresh machine needs no numerical packages to fetch the embedder.
The same files always give the same bytes: the result has a SHA-256 that can be known beforehand.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from fabula.errors import WeightsError

VERSION, ALIGNMENT = 3, 32
F32, Q8_0 = 0, 8  # kinds of tensors
BLOCK = 32  # values that share a scale in Q8_0
U32, I32, FLOAT, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9  # kinds of values
NORMAL, CONTROL = 1, 3  # kinds of tokens
Q8_FILE, QUANTIZATION, MEAN = 7, 2, 1
SPECIAL = {"[PAD]": "padding", "[UNK]": "unknown", "[CLS]": "cls", "[SEP]": "seperator", "[MASK]": "mask"}  # sic
LONGEST_HEAD = 1 << 20  # bytes

_PARTS = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_EXACT = ("position_embd.weight", "token_types.weight")  # small, and every token passes through them


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where a tensor lies in the source, and what it becomes."""

    name: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def kind(self) -> int:
        """The form it is written in."""
        return F32 if len(self.shape) == 1 or self.name in _EXACT or self.shape[-1] % BLOCK else Q8_0

    @property
    def bytes(self) -> int:
        """How long it is in that form."""
        count = (self.end - self.begin) // 4
        return count * 4 if self.kind == F32 else count // BLOCK * (BLOCK + 2)


def write(source: IO[bytes], pieces: Sequence[str], config: Mapping[str, Any], target: Path, *, title: str) -> None:
    """Write the GGUF file ``target`` from safetensors, the word pieces in order, and ``config.json``.

    Embeddings are the mean over all tokens. Files of another form are a `WeightsError`.
    """
    start, tensors = _tensors(source)
    with target.open("wb") as out:
        values = list(_values(tensors, pieces, config, title))
        out.write(struct.pack("<4sIQQ", b"GGUF", VERSION, len(tensors), len(values)))
        for key, kind, value in values:
            out.write(_text(key) + struct.pack("<I", kind) + _packed(kind, value))
        offset = 0
        for tensor in tensors:
            shape = tensor.shape[::-1]
            out.write(_text(tensor.name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape))
            out.write(struct.pack("<IQ", tensor.kind, offset))
            offset += tensor.bytes + -tensor.bytes % ALIGNMENT
        out.write(bytes(-out.tell() % ALIGNMENT))
        for tensor in tensors:
            source.seek(start + tensor.begin)
            _copy(source, tensor, out)
            out.write(bytes(-out.tell() % ALIGNMENT))


def _tensors(source: IO[bytes]) -> tuple[int, list[_Tensor]]:
    """Where the data begins, and the tensors that an encoder needs, by name."""
    try:
        (length,) = struct.unpack("<Q", source.read(8))
        if length > LONGEST_HEAD:
            raise ValueError(f"a head of {length:,} bytes")
        head = json.loads(source.read(length))
        found = [
            _Tensor(name, tuple(int(n) for n in entry["shape"]), *(int(n) for n in entry["data_offsets"]))
            for key, entry in head.items()
            if (name := _name(key)) and entry["dtype"] == "F32"
        ]
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise WeightsError(f"The weights are no safetensors file: {error}.") from error
    if not any(tensor.name == "token_embd.weight" for tensor in found):
        raise WeightsError("The weights are no BERT encoder: they have no word embeddings.")
    return 8 + length, sorted(found, key=lambda tensor: tensor.name)


def _name(key: str) -> str:
    """The GGUF name of a tensor; empty for what only training needs."""
    stem, _, part = key.rpartition(".")
    layer = ""
    if stem.startswith("encoder.layer."):
        number, _, stem = stem.removeprefix("encoder.layer.").partition(".")
        layer = f"blk.{number}."
    return f"{layer}{_PARTS[stem]}.{part}" if stem in _PARTS else ""


def _values(
    tensors: Sequence[_Tensor], pieces: Sequence[str], config: Mapping[str, Any], title: str
) -> Iterator[tuple[str, int, Any]]:
    """The key, kind and value of all that llama.cpp must know."""
    shape = {tensor.name: tensor.shape for tensor in tensors}
    layers = {tensor.name.split(".")[1] for tensor in tensors if tensor.name.startswith("blk.")}
    yield "general.architecture", STRING, "bert"
    yield "general.name", STRING, title
    yield "general.file_type", U32, Q8_FILE
    yield "general.quantization_version", U32, QUANTIZATION
    yield "bert.block_count", U32, len(layers)
    yield "bert.context_length", U32, shape["position_embd.weight"][0]
    yield "bert.embedding_length", U32, shape["token_embd.weight"][1]
    yield "bert.feed_forward_length", U32, shape["blk.0.ffn_up.weight"][0]
    yield "bert.attention.head_count", U32, config["num_attention_heads"]
    yield "bert.attention.layer_norm_epsilon", FLOAT, config["layer_norm_eps"]
    yield "bert.attention.causal", BOOL, False
    yield "bert.pooling_type", U32, MEAN
    yield "tokenizer.ggml.model", STRING, "bert"
    yield "tokenizer.ggml.pre", STRING, "jina-v2-en"  # llama.cpp's name for BERT's lower-case word pieces
    yield "tokenizer.ggml.token_type_count", U32, shape["token_types.weight"][0]
    yield "tokenizer.ggml.tokens", ARRAY, [_piece(piece) for piece in pieces]
    yield "tokenizer.ggml.token_type", ARRAY, [CONTROL if p in SPECIAL else NORMAL for p in pieces]
    for piece, role in SPECIAL.items():
        yield f"tokenizer.ggml.{role}_token_id", U32, pieces.index(piece)


def _piece(piece: str) -> str:
    """A word piece as llama.cpp writes it: a mark where a word begins, instead of one where it goes on."""
    if piece in SPECIAL:
        return piece
    return piece[2:] if piece.startswith("##") else f"\u2581{piece}"


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _packed(kind: int, value: Any) -> bytes:
    if kind == STRING:
        return _text(value)
    if kind == ARRAY:
        inner = STRING if isinstance(value[0], str) else I32
        return struct.pack("<IQ", inner, len(value)) + b"".join(_packed(inner, one) for one in value)
    return struct.pack({U32: "<I", I32: "<i", FLOAT: "<f", BOOL: "<?"}[kind], value)


def _copy(source: IO[bytes], tensor: _Tensor, out: IO[bytes]) -> None:
    """Write one tensor in its form, some rows at a time."""
    left = tensor.end - tensor.begin
    while left:
        wanted = min(left, BLOCK * 4 * 8192)
        data = source.read(wanted)
        if len(data) < wanted:
            raise WeightsError("The weights end before they should.")
        left -= len(data)
        out.write(data if tensor.kind == F32 else _quantized(data))


def _quantized(data: bytes) -> bytes:
    """Floats as Q8_0: in each block a half float that is the scale, and a signed byte for each value."""
    values = struct.unpack(f"<{len(data) // 4}f", data)
    pack = struct.Struct(f"<e{BLOCK}b").pack
    out = []
    for at in range(0, len(values), BLOCK):
        block = values[at : at + BLOCK]
        most = max(max(block), -min(block))
        inverse = 127 / most if most else 0.0
        # Rounded by cutting off a number above nought, which is half again as quick as `round`.
        out.append(pack(most / 127, *[int(value * inverse + 128.5) - 128 for value in block]))
    return b"".join(out)
