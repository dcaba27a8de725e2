"""Labelled texts: the rows of the data sets that heads are fitted on, in one form.

A target names a label of the head and how much of it there is, from 0 to 1. A label without a target is unknown, and
nothing is learnt about it from that row.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.analysis.coloured import colours
from fabula.analysis.emotions import CPED, GOEMOTIONS, PLUTCHIK, side, wheel
from fabula.errors import InputError

FINE, WHEEL = "fine:", "plutchik:"
POSITIVE, NEGATIVE, INTENSITY = "polarity:positive", "polarity:negative", "intensity"
TRAIN, TUNE, TEST = "train", "tune", "test"


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what is known of it. ``split``: `TRAIN`, `TUNE` (for thresholds and calibration) or `TEST`."""

    text: str
    targets: Mapping[str, float]
    split: str
    weight: float = 1.0


def goemotions(data: Path) -> Iterator[Row]:
    """English Reddit comments with 28 labels; upstream's own splits."""
    for part, split in (("train", TRAIN), ("dev", TUNE), ("test", TEST)):
        for row in _csv(data / "emotion-en-goemotions" / f"{part}.csv"):
            names = row["labels"].split("|")
            yield Row(row["text"], _targets(names, GOEMOTIONS, fine=True), split)


def xed_english(data: Path) -> Iterator[Row]:
    """English subtitle lines with Plutchik's eight and neutral. A tenth of the training part tunes."""
    for row in _csv(data / "emotion-en-xed-subtitles" / "xed_en.csv"):
        split = TEST if row["split"] == "test" else _tenth(row["text"])
        yield Row(row["text"], _targets(row["labels"].split("|"), _SAME), split)


def xed_chinese(data: Path) -> Iterator[Row]:
    """Chinese subtitle lines; their labels were projected from other languages, and none is neutral."""
    for row in _csv(data / "emotion-zh-xed-subtitles" / "xed_zh.csv"):
        split = TEST if row["split"] == "test" else _tenth(row["text"])
        targets = _targets(row["labels"].split("|"), _SAME)
        yield Row(row["text"], {name: value for name, value in targets.items() if name != WHEEL + "neutral"}, split)


def cped(data: Path) -> Iterator[Row]:
    """Chinese television dialogue with 13 labels.

    As its README suggests: nine tenths of the dialogues of the test file train, one tenth tunes, and the valid
    file, of other series, is the test. Only its own labels are learnt from it: what is pleasant in a quarrel on the
    screen is another thing than in a story that is told (docs/LOG.md).
    """
    folder = data / "emotion-zh-cped-dialogue"
    for name in ("test", "valid"):
        for row in _csv(folder / f"{name}.csv"):
            split = TEST if name == "valid" else _tenth(row["Dialogue_ID"])
            yield Row(row["Utterance"], {FINE + one: float(one == row["Emotion"]) for one in CPED}, split)


def authored(data: Path, language: str) -> Iterator[Row]:
    """Sentences out of stories, and words and phrases, that the authors of Fabula wrote and judged themselves."""
    folder = Path(__file__).parent / "authored"
    path = folder / f"sentences.{language}.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        found = json.loads(line)
        yield Row(found["text"], _judged(found["emotions"], found), _tenth(found["text"]), _SENTENCE)
    for word, colour in colours(language).items():
        if colour.feelings:
            found = {"polarity": colour.polarity, "intensity": colour.intensity}
            yield Row(word, _judged(colour.feelings, found), TRAIN, _ENTRY)


def cold(data: Path) -> Iterator[Row]:
    """Chinese posts, offensive or not; upstream's own splits."""
    for part, split in (("train", TRAIN), ("dev", TUNE), ("test", TEST)):
        for row in _csv(data / "safety-zh-cold" / f"{part}.csv"):
            yield Row(row["TEXT"], {"offensive": float(row["label"])}, split)


SOURCES: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    "goemotions": goemotions,
    "xed-en": xed_english,
    "xed-zh": xed_chinese,
    "cped": cped,
    "cold": cold,
    "authored-en": lambda data: authored(data, "en"),
    "authored-zh": lambda data: authored(data, "zh"),
}

_SENTENCE, _ENTRY = 10.0, 3.0  # rows of a data set that one written for stories, and one word of the list, count like
_SAME = {name: (name,) for name in PLUTCHIK}


def rows(names: Sequence[str], data: Path) -> list[Row]:
    """All rows of some sources, in order. A source whose files are not there is an `InputError` that names it."""
    out: list[Row] = []
    for name in names:
        if name not in SOURCES:
            raise InputError(f"There is no source '{name}'.", hint=f"Take some of: {', '.join(SOURCES)}.")
        try:
            out += [row for row in SOURCES[name](data) if row.text.strip()]
        except OSError as error:
            raise InputError(
                f"The source '{name}' can't be read: {error}.", hint="Give the folder of the data sets with --data."
            ) from error
        except (KeyError, ValueError) as error:
            raise InputError(f"The source '{name}' has another form than expected: {error}.") from error
    return out


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tenth(key: str) -> str:
    return TUNE if int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(), 16) % 10 == 0 else TRAIN


def _targets(names: Sequence[str], mapping: Mapping[str, tuple[str, ...]], *, fine: bool = False) -> dict[str, float]:
    """What some names say of the finer labels (all of ``mapping``'s), of Plutchik's nine, and of polarity."""
    out = {FINE + name: float(name in names) for name in mapping} if fine else {}
    meant = wheel(names, mapping)
    out |= {WHEEL + name: float(name in meant) for name in PLUTCHIK}
    return out | _polarity(side(names))


def _polarity(value: float | None) -> dict[str, float]:
    return {} if value is None else {POSITIVE: max(0.0, value), NEGATIVE: max(0.0, -value)}


def _judged(names: Sequence[str], numbers: Mapping[str, object]) -> dict[str, float]:
    polarity, intensity = float(str(numbers["polarity"])), float(str(numbers["intensity"]))
    out = {WHEEL + name: float(name in names) for name in PLUTCHIK}
    return out | _polarity(polarity) | {INTENSITY: intensity}
