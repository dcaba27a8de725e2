"""Fit a head: labelled texts -> one linear classifier over hashed features, calibrated, small, with its card.

Each label is a logistic regression on TF-IDF values (sublinear counts), fitted with all others at once by L-BFGS; rows
that don't say anything about a label don't count for it. Thresholds and calibration (Platt, 1999) come from rows that
were not fitted; the scores on the test rows are only written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from fabula.analysis.features import features
from fabula.analysis.head import Head, weighed
from fabula.errors import MissingExtra
from fabula.training import stage
from fabula.training.labelled import TEST, TRAIN, TUNE, Row, rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Say = Callable[[str], None]
_CALIBRATED = 5  # rows with a label, and without, from which its probabilities are calibrated
TOGETHER = 2048  # texts whose features are made in one pass


class Recipe(BaseModel):
    """What a head is fitted on, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    language: str
    sources: tuple[str, ...] = Field(min_length=1)
    features: int = Field(default=60_000, ge=100, description="How many features are kept, the commonest.")
    least: int = Field(default=3, ge=1, description="In how many texts a feature must be.")
    decay: float = Field(default=0.5, gt=0, description="The weight of the squared weights beside the loss.")
    passes: int = Field(default=80, ge=1, description="Steps of L-BFGS at most.")
    limits: str = Field(default="", description="Known failures, for the card.")


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows as arrays: values, targets and what is known (1) or not (0), each [rows, …]."""

    values: Any  # scipy.sparse.csr_array
    targets: Floats
    known: Floats


def fit(recipe: Recipe, data: Path, target: Path, say: Say = lambda line: None) -> dict[str, Any]:
    """Fit the head of a recipe on the data sets in ``data``; the head, its card and a manifest lie in ``target``."""
    try:
        import scipy  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise MissingExtra("heads", "Fitting a head") from error

    def work(folder: Path) -> dict[str, Any]:
        from fabula.training.card import card

        found = rows(recipe.sources, data)
        say(f"{len(found)} rows from {', '.join(recipe.sources)}.")
        head, metrics = fitted(recipe, found, say)
        text = card(recipe, found, metrics)
        head.save(folder / f"{recipe.name}.safetensors")
        (folder / f"{recipe.name}.md").write_text(text, "utf-8")
        return metrics

    inputs = sorted(path for path in data.rglob("*") if path.suffix in (".csv", ".jsonl", ".tsv") and _of(recipe, path))
    return stage.run("fit", recipe, inputs, target, work, ("numpy", "scipy", "scikit-learn"))


def _of(recipe: Recipe, path: Path) -> bool:
    folders = {"goemotions": "goemotions", "xed-en": "en-xed", "xed-zh": "zh-xed", "cped": "cped", "cold": "cold"}
    return any(folders.get(source, "\0") in path.parent.name for source in recipe.sources)


def fitted(recipe: Recipe, given: Sequence[Row], say: Say = lambda line: None) -> tuple[Head, dict[str, Any]]:
    """The head of a recipe and its scores on the test rows, by label."""
    import numpy as np

    labels = tuple(dict.fromkeys(label for row in given for label in row.targets))
    split = {name: [row for row in given if row.split == name] for name in (TRAIN, TUNE, TEST)}
    head = _vocabulary(recipe, labels, [row.text for row in split[TRAIN]])
    say(f"{len(head.keys)} features, {len(labels)} labels, {len(split[TRAIN])} rows to fit.")
    part = _part(head, split[TRAIN])
    weight = np.array([row.weight for row in split[TRAIN]], np.float32)
    weights, bias = _optimum(part, weight, recipe, say)
    head = _quantised(head, weights, bias)
    head = _calibrated(head, split[TUNE] or split[TRAIN])
    return head, scores(head, split[TEST])


def _vocabulary(recipe: Recipe, labels: tuple[str, ...], texts: Sequence[str]) -> Head:
    """An empty head that knows the commonest features of some texts, and how rare each is."""
    import numpy as np

    chunks = []
    for at in range(0, len(texts), TOGETHER):
        found = features(texts[at : at + TOGETHER], recipe.language)
        both = (found.text.astype(np.uint64) << np.uint64(32)) | found.ids
        chunks.append((np.unique(both) & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    ids, counts = np.unique(np.concatenate(chunks), return_counts=True)
    enough = counts >= recipe.least
    ids, counts = ids[enough], counts[enough]
    kept = np.sort(np.lexsort((ids, -counts))[: recipe.features])
    rarity = (np.log((1 + len(texts)) / (1 + counts[kept])) + 1).astype(np.float16).astype(np.float32)
    none = np.zeros(len(labels), np.float32)
    one = np.ones(len(labels), np.float32)
    empty = np.zeros((len(kept), len(labels)), np.int8)
    return Head(recipe.language, labels, ids[kept], rarity, empty, one, none, one, none, one * 0.5)


def _part(head: Head, given: Sequence[Row]) -> _Part:
    import numpy as np
    from scipy.sparse import coo_array, vstack

    blocks = []
    for at in range(0, len(given), TOGETHER):
        texts = [row.text for row in given[at : at + TOGETHER]]
        column, value, owner = weighed(head, features(texts, head.language))
        blocks.append(coo_array((value, (owner, column)), shape=(len(texts), len(head.keys))).tocsr())
    targets = np.zeros((len(given), len(head.labels)), np.float32)
    known = np.zeros_like(targets)
    place = {label: number for number, label in enumerate(head.labels)}
    for number, row in enumerate(given):
        for label, share in row.targets.items():
            targets[number, place[label]], known[number, place[label]] = share, 1
    return _Part(vstack(blocks, format="csr"), targets, known)


def _optimum(part: _Part, weight: Floats, recipe: Recipe, say: Say) -> tuple[Floats, Floats]:
    """Weights [features, labels] and biases that make the penalised loss smallest."""
    import numpy as np
    from scipy.optimize import minimize

    values, turned = part.values, part.values.T.tocsr()
    shape = (values.shape[1], part.targets.shape[1])
    known = part.known * weight[:, None]
    share = (part.targets * known).sum(0) / np.maximum(known.sum(0), 1)
    start = np.log(np.clip(share, 1e-4, 1 - 1e-4) / (1 - np.clip(share, 1e-4, 1 - 1e-4)))
    steps = 0

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[: shape[0] * shape[1]].reshape(shape).astype(np.float32), flat[-shape[1] :]
        logits = values @ weights + bias.astype(np.float32)
        chance = 1 / (1 + np.exp(-logits))
        error = (chance - part.targets) * known
        each = (np.logaddexp(0, logits) - part.targets * logits) * known
        total = float(each.sum(dtype=np.float64)) + recipe.decay / 2 * float((weights**2).sum(dtype=np.float64))
        slope = turned @ error + recipe.decay * weights
        return total, np.concatenate([slope.ravel(), error.sum(0)]).astype(np.float64)

    def step(flat: NDArray[np.float64]) -> None:
        nonlocal steps
        steps += 1
        if steps % 10 == 0:
            say(f"step {steps} of at most {recipe.passes}")

    begin = np.concatenate([np.zeros(shape[0] * shape[1]), start])
    options = {"maxiter": recipe.passes, "maxcor": 8, "ftol": 1e-6}
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", callback=step, options=options).x
    return found[: shape[0] * shape[1]].reshape(shape).astype(np.float32), found[-shape[1] :].astype(np.float32)


def _quantised(head: Head, weights: Floats, bias: Floats) -> Head:
    """With weights of eight bits: the largest of a label becomes 127, or what cuts one in ten thousand of them."""
    import numpy as np

    top = np.quantile(np.abs(weights), 0.9999, axis=0)
    scale = (np.maximum(top, 1e-6) / 127).astype(np.float32)
    small = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    return Head(head.language, head.labels, head.keys, head.rarity, small, scale, bias, head.slope, head.shift,
                head.threshold)  # fmt: skip


def _calibrated(head: Head, given: Sequence[Row]) -> Head:
    """With probabilities that can be taken as shares, and with the threshold of each label that has the best F1."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    logits = head.logits([row.text for row in given])
    slope, shift = np.ones(len(head.labels), np.float32), np.zeros(len(head.labels), np.float32)
    threshold = np.full(len(head.labels), 0.5, np.float32)
    for number, label in enumerate(head.labels):
        told = [place for place, row in enumerate(given) if label in row.targets]
        truth = np.array([given[place].targets[label] for place in told])
        hit = truth >= 0.5
        score = logits[told, number][:, None]
        if min(hit.sum(), (~hit).sum()) >= _CALIBRATED:
            twice = np.concatenate([score, score])  # a soft target is both, in its shares
            both = np.concatenate([np.ones(len(told)), np.zeros(len(told))])
            weight = np.array([given[place].weight for place in told])
            shares = np.concatenate([truth * weight, (1 - truth) * weight])
            found = LogisticRegression(C=1e3).fit(twice, both, sample_weight=shares)
            slope[number], shift[number] = max(0.05, float(found.coef_[0, 0])), float(found.intercept_[0])
        if hit.any():
            chance = 1 / (1 + np.exp(-(score[:, 0] * slope[number] + shift[number])))
            threshold[number] = best_threshold(chance, hit)
    return Head(head.language, head.labels, head.keys, head.rarity, head.weights, head.scale, head.bias, slope, shift,
                threshold)  # fmt: skip


def best_threshold(chance: Floats, hit: NDArray[np.bool_]) -> float:
    """The threshold with the best F1, in the middle of the plateau around it."""
    import numpy as np

    steps = np.arange(0.02, 0.95, 0.01)
    found = np.array([f1(chance >= step, hit) for step in steps])
    smooth = np.convolve(np.pad(found, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(steps[int(smooth.argmax())])


def f1(given: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """F1 of one label; 0 where nothing is right."""
    right = int((given & truth).sum())
    return 2 * right / max(int(given.sum()) + int(truth.sum()), 1)


def scores(head: Head, given: Sequence[Row]) -> dict[str, Any]:
    """For each label on some rows: F1, how many rows have it, and the expected calibration error (ten bins)."""
    import numpy as np

    if not given:
        return {"labels": {}}
    chance = head.probabilities([row.text for row in given])
    out: dict[str, Mapping[str, float]] = {}
    for number, label in enumerate(head.labels):
        told = [place for place, row in enumerate(given) if label in row.targets]
        truth = np.array([given[place].targets[label] for place in told])
        if len(told):
            own = chance[told, number]
            score = f1(own >= head.threshold[number], truth >= 0.5)
            out[label] = {"f1": round(score, 4), "rows": int((truth >= 0.5).sum()), "of": len(told),
                          "calibration": round(calibration_error(own, truth), 4)}  # fmt: skip
    groups: dict[str, list[float]] = {}
    for label, one in out.items():
        groups.setdefault(label.partition(":")[0], []).append(one["f1"])
    return {"labels": out, "macro_f1": {name: round(sum(found) / len(found), 4) for name, found in groups.items()}}


def calibration_error(chance: Floats, truth: NDArray[Any]) -> float:
    """How far probabilities are from shares: the mean distance over ten bins, weighed by how full they are."""
    import numpy as np

    place = np.minimum((chance * 10).astype(int), 9)
    full = np.bincount(place, minlength=10)
    gap = np.abs(np.bincount(place, chance, minlength=10) - np.bincount(place, truth, minlength=10))
    return float(gap.sum() / max(full.sum(), 1))
