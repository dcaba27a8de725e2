"""Heads: small linear classifiers over `features`, made by `training`, read here without any training library.

A head is one safetensors file: sorted feature numbers, how rare each was, a row of 8-bit weights for each, and
for each label a scale, a bias, and the two numbers of its calibration (Platt, 1999).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.analysis.features import Features, features
from fabula.errors import WeightsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

TOGETHER = 256  # texts in one pass: bounds the memory
LONGEST = 4000  # characters of a text that are looked at; longer ones are cut by who asks
FORMAT = "fabula-head-1"


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A linear classifier. ``keys`` [k] are sorted; ``weights`` [k, labels] are 8-bit, times ``scale`` [labels]."""

    language: str
    labels: tuple[str, ...]
    keys: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores
    slope: Scores  # of the calibration: p = sigmoid(slope * logit + shift)
    shift: Scores
    threshold: Scores  # above which a label counts as given
    card: str = ""

    def logits(self, texts: Sequence[str]) -> Scores:
        """The raw score of each label for each text: [texts, labels]."""
        import numpy as np

        out = np.empty((len(texts), len(self.labels)), np.float32)
        for at in range(0, len(texts), TOGETHER):
            part = [text[:LONGEST] for text in texts[at : at + TOGETHER]]
            out[at : at + len(part)] = self._logits(part)
        return out

    def _logits(self, texts: Sequence[str]) -> Scores:
        import numpy as np

        rows, value, owner = weighed(self, features(texts, self.language))
        sums: Scores = np.zeros((len(texts), len(self.labels)), np.float32)
        if len(rows):
            starts = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
            products = self.weights[rows].astype(np.float32) * value[:, None]
            sums[owner[starts]] = np.add.reduceat(products, starts, axis=0)
        sums *= self.scale
        sums += self.bias
        return sums

    def probabilities(self, texts: Sequence[str]) -> Scores:
        """The calibrated probability of each label for each text: [texts, labels], each from 0 to 1."""
        import numpy as np

        return (1 / (1 + np.exp(-(self.logits(texts) * self.slope + self.shift)))).astype(np.float32)

    def evidence(self, text: str) -> tuple[Features, NDArray[np.int64], Scores]:
        """What each known feature of a text adds to each label's score: the features, their places, [n, labels]."""
        import numpy as np

        found = features([text[:LONGEST]], self.language)
        place = np.searchsorted(self.keys, found.ids).clip(max=len(self.keys) - 1)
        known = np.flatnonzero(self.keys[place] == found.ids)
        ids, inverse, counts = np.unique(found.ids[known], return_inverse=True, return_counts=True)
        rows = np.searchsorted(self.keys, ids)
        size = (1 + np.log(counts)) * self.rarity[rows]
        value = size / max(float(np.sqrt((size**2).sum())), 1e-9) / counts  # shared by its places
        added = self.weights[rows].astype(np.float32) * value[:, None].astype(np.float32) * self.scale
        return found, known, added[inverse]

    def save(self, path: Path) -> None:
        """Write it as one file."""
        from safetensors.numpy import save_file

        names = ("keys", "rarity", "weights", "scale", "bias", "slope", "shift", "threshold")
        arrays = {name: getattr(self, name) for name in names}
        arrays["rarity"] = arrays["rarity"].astype("float16")
        about = {"format": FORMAT, "language": self.language, "labels": self.labels, "card": self.card}
        save_file(arrays, str(path), metadata={"head": json.dumps(about)})  # one entry: their order isn't kept


def weighed(head: Head, found: Features) -> tuple[NDArray[np.int64], Scores, NDArray[np.int64]]:
    """The features that a head knows: their rows, their values, and the text each is of, sorted by text.

    A text's values are (1 + log count) × rarity and have length one, as in TF-IDF with sublinear counts.
    """
    import numpy as np

    place = np.searchsorted(head.keys, found.ids).clip(max=len(head.keys) - 1)
    known = head.keys[place] == found.ids
    both = (found.text[known].astype(np.uint64) << np.uint64(32)) | place[known].astype(np.uint64)
    pairs, counts = np.unique(both, return_counts=True)
    rows = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    owner = (pairs >> np.uint64(32)).astype(np.int64)
    value = (1 + np.log(counts)) * head.rarity[rows]
    size = np.sqrt(np.bincount(owner, value**2, minlength=found.count))
    return rows, (value / size[owner]).astype(np.float32), owner


def load(path: Path) -> Head:
    """The head in a file; a `WeightsError` says what is wrong with it."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), "numpy") as file:
            about = json.loads((file.metadata() or {}).get("head", "{}"))
            if about.get("format") != FORMAT:
                raise WeightsError(f"{path} is no head of this format: '{about.get('format', '')}', not '{FORMAT}'.")
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no mapping
            arrays["rarity"] = arrays["rarity"].astype("float32")
            labels = tuple(str(label) for label in about["labels"])
            return Head(str(about["language"]), labels, card=str(about.get("card", "")), **arrays)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"{path} can't be read as a head: {error}.", hint="Install Fabula again.") from error


@lru_cache(maxsize=8)
def shipped(name: str) -> Head:
    """One of the heads that come with Fabula, such as ``emotion-en``; read once."""
    return load(Path(str(files("fabula.analysis") / "heads" / f"{name}.safetensors")))
