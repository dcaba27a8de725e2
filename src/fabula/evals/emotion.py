"""``fabula bench emotion``: how well feelings are read, beside VADER, the commonest label, and a plain classifier.

The plain one is TF-IDF with logistic regression.

The data sets are those the heads were fitted on, their test splits here; the baseline is fitted in the same run on the
same training rows, and its thresholds are chosen on the same tuning rows. Personal texts (``evals/feelings``) were
written and judged by people who had not seen the head.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.analysis.asked import Ask, asked
from fabula.analysis.emotion import feelings, whole
from fabula.analysis.head import Head, shipped
from fabula.analysis.text import read
from fabula.errors import MissingExtra
from fabula.evals.report import Aim, Report, share
from fabula.training import labelled
from fabula.training.fit import best_threshold, calibration_error, f1
from fabula.training.labelled import FINE, NEGATIVE, POSITIVE, TEST, TRAIN, TUNE, WHEEL, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Say = Callable[[str], None]
QUICK = 6_000  # rows that the baseline is fitted on
SOURCES = {"en": ("goemotions", "xed-en"), "zh": ("cped", "xed-zh")}
_CLEAR = 0.05  # VADER's own bound between neutral and the rest


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: where the data sets are, in which languages, whether with a smaller baseline."""

    data: Path
    languages: tuple[str, ...] = ("en", "zh")
    quick: bool = False


def run(plan: Plan, *, ask: Ask | None = None, report: Path | None = None, say: Say = print) -> Report:
    """Measure; the report says how the heads do on the test rows, and how the baselines do.

    With ``ask`` a model is asked about the personal texts too (`fabula.analysis.asked`).
    """
    metrics: dict[str, Any] = {}
    baseline: dict[str, Any] = {}
    aims: list[Aim] = []
    for language in plan.languages:
        head = shipped(f"emotion-{language}")
        for source in SOURCES[language]:
            given = labelled.rows((source,), plan.data)
            group = WHEEL if source.startswith("xed") else FINE
            name = source.replace("-", "_")
            own = _scores(head, given, group)
            metrics |= {f"{name}_{key}": value for key, value in own.items()}
            say(f"{source}: macro-F1 {own['macro_f1']:.4f}; fitting the baseline …")
            baseline[f"{name}_macro_f1"] = round(_plain(given, group, QUICK if plan.quick else None), 4)
            baseline[f"{name}_macro_f1_commonest"] = round(_commonest(given, group), 4)
            if source == "goemotions":
                aims.append(Aim("macro-F1 on GoEmotions-28, offline tier", ">=", 0.47, own["macro_f1"]))
                metrics["goemotions_polarity"], baseline["goemotions_polarity"] = _sides(head, given)
            if source != "xed-zh":
                above = round(own["macro_f1"] - baseline[f"{name}_macro_f1"], 4)
                aims.append(Aim(f"{source}: macro-F1 above TF-IDF + logistic regression", ">=", 0.0, above))
        metrics |= _personal(language)
        if ask is not None:
            metrics |= _personal(language, ask)
        if language == "zh":
            measured = metrics.get("personal_zh_asked_agree", metrics["personal_zh_agree"])
            aims.append(Aim("personal Chinese texts: polarity as judged", ">=", 0.85, measured))
        metrics[f"words_a_second_{language}"] = _speed(head, given)
        aims.append(Aim(f"words a second, {language}", ">=", 20_000, metrics[f"words_a_second_{language}"]))
    ratio = {key: round(metrics[key] / value, 3) for key, value in baseline.items() if value and key in metrics}
    found = Report("emotion", metrics, baseline, ratio, aims)
    if report is not None:
        found.write(report)
    return found


def _chosen(given: Sequence[Row], group: str, split: str) -> tuple[list[Row], tuple[str, ...]]:
    labels = tuple(dict.fromkeys(label for row in given for label in row.targets if label.startswith(group)))
    return [row for row in given if row.split == split and any(label in row.targets for label in labels)], labels


def _truth(rows: Sequence[Row], labels: Sequence[str]) -> NDArray[np.float32]:
    import numpy as np

    return np.array([[row.targets.get(label, 0.0) for label in labels] for row in rows], np.float32)


def _scores(head: Head, given: Sequence[Row], group: str) -> dict[str, float]:
    rows, labels = _chosen(given, group, TEST)
    truth = _truth(rows, labels)
    place = [head.labels.index(label) for label in labels]
    chance = head.probabilities([row.text for row in rows])[:, place]
    each = [f1(chance[:, at] >= head.threshold[place[at]], truth[:, at] >= 0.5) for at in range(len(labels))]
    gaps = [calibration_error(chance[:, at], truth[:, at]) for at in range(len(labels))]
    return {"macro_f1": round(sum(each) / len(each), 4), "calibration_error": round(sum(gaps) / len(gaps), 4)}


def _plain(given: Sequence[Row], group: str, most: int | None) -> float:
    """The macro-F1 of TF-IDF (words, pairs, character runs) and logistic regression, the thresholds tuned."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import FeatureUnion
    except ImportError as error:
        raise MissingExtra("heads", "The baseline of this bench") from error
    import numpy as np

    fit, labels = _chosen(given, group, TRAIN)
    tune, test = _chosen(given, group, TUNE)[0], _chosen(given, group, TEST)[0]
    fit = fit[:: max(1, len(fit) // most)] if most else fit
    parts = FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
            (
                "runs",
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=100_000
                ),
            ),
        ]
    )
    values = parts.fit_transform([row.text for row in fit])
    tuning, testing = (parts.transform([row.text for row in rows]) for rows in (tune, test))
    truth, tuned, tested = (_truth(rows, labels) >= 0.5 for rows in (fit, tune, test))
    found = []
    for at in range(len(labels)):
        if not truth[:, at].any():
            found.append(0.0)
            continue
        model = LogisticRegression(solver="liblinear", C=4.0).fit(values, truth[:, at])
        threshold = best_threshold(model.predict_proba(tuning)[:, 1], tuned[:, at])
        found.append(f1(model.predict_proba(testing)[:, 1] >= threshold, tested[:, at]))
    return float(np.mean(found))


def _commonest(given: Sequence[Row], group: str) -> float:
    """The macro-F1 of always giving the label that most training rows have."""
    import numpy as np

    fit, labels = _chosen(given, group, TRAIN)
    top = int(_truth(fit, labels).sum(0).argmax())
    truth = _truth(_chosen(given, group, TEST)[0], labels) >= 0.5
    return f1(np.ones(len(truth), bool), truth[:, top]) / len(labels)


def _sides(head: Head, given: Sequence[Row]) -> tuple[float | None, float | None]:
    """How often positive, negative or neither is right, of the head and of VADER."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rows = [row for row in given if row.split == TEST and POSITIVE in row.targets]
    truth = [(row.targets[POSITIVE] > 0.5) - (row.targets[NEGATIVE] > 0.5) for row in rows]
    chance = head.probabilities([row.text for row in rows])
    up, down = chance[:, head.labels.index(POSITIVE)], chance[:, head.labels.index(NEGATIVE)]
    own = [sign(float(high), float(low)) for high, low in zip(up, down, strict=True)]
    vader = SentimentIntensityAnalyzer()
    scores = [vader.polarity_scores(row.text)["compound"] for row in rows]
    theirs = [(score >= _CLEAR) - (score <= -_CLEAR) for score in scores]
    return share(a == b for a, b in zip(own, truth, strict=True)), share(
        a == b for a, b in zip(theirs, truth, strict=True)
    )


def sign(up: float, down: float) -> int:
    """1, -1 or 0 (neither or both): the likeliest, if being positive and being negative are independent."""
    chances = {1: up * (1 - down), -1: down * (1 - up), 0: (1 - up) * (1 - down) + up * down}
    return max(chances, key=lambda one: chances[one])


def _personal(language: str, ask: Ask | None = None) -> dict[str, Any]:
    """On the clearly pleasant and unpleasant personal texts of each half: how often the side is as judged."""
    path = files("fabula.evals") / "feelings" / f"{language}.jsonl"
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    out: dict[str, Any] = {}
    for half in ("dev", "test"):
        chosen = [one for one in found if one["half"] == half and one["polarity"] in ("positive", "negative")]
        name = f"personal_{language}_" + ("asked_" if ask else "") + "agree" + ("_dev" if half == "dev" else "")
        out[name] = share(
            (personal(one["text"], language, ask) > 0) == (one["polarity"] == "positive") for one in chosen
        )
    return out


def personal(text: str, language: str, ask: Ask | None = None) -> float:
    """The polarity of a text as a whole, read by the head, and with a model's answer where one is asked."""
    given = read(text, language)
    parts = feelings(text, [(one.begin, one.end) for one in given.sentences], language)
    found = whole(parts, 0, len(text))
    return asked(text, found, language, ask).feeling.polarity if ask else found.polarity


def _speed(head: Head, given: Sequence[Row]) -> float:
    """Words (Chinese: characters) a second, of the test rows."""
    texts = [row.text for row in given if row.split != TEST][:6000]
    size = sum(len(text) if head.language == "zh" else len(text.split()) for text in texts)
    head.probabilities(texts[:200])
    began = time.perf_counter()
    head.probabilities(texts)
    return round(size / (time.perf_counter() - began))
