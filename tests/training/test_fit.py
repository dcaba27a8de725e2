"""Fitting a head: labelled texts become a directory with a head, its card and a manifest, the same every time."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fabula.analysis.head import load
from fabula.errors import InputError
from fabula.training import labelled
from fabula.training.fit import Recipe, best_threshold, calibration_error, f1, fit, fitted
from fabula.training.labelled import TEST, TRAIN, TUNE, Row
from fabula.training.recipe import names, read

GOOD = [
    "what a lovely warm day",
    "the soup was lovely",
    "a lovely friend came",
    "so warm and lovely here",
    "lovely, lovely rain",
]
BAD = [
    "what an awful cold day",
    "the soup was awful",
    "an awful noise came",
    "so cold and awful here",
    "awful, awful rain",
]


def rows() -> list[Row]:
    """Lovely and awful things, for all splits; of "warm" only the training rows know anything."""
    out = []
    for split, times in ((TRAIN, 6), (TUNE, 2), (TEST, 1)):
        for number in range(times):
            for good in (True, False):
                for text in GOOD if good else BAD:
                    targets = {"good": float(good)} | ({"warm": float("warm" in text)} if split == TRAIN else {})
                    out.append(Row(f"{text} {number}", targets, split))
    return out


RECIPE = Recipe(name="tiny", language="en", sources=("none",), features=400, least=1, decay=0.05)


def test_a_head_learns_what_it_is_shown() -> None:
    """New sentences with the words of one side are given that side; probabilities lie between 0 and 1."""
    head, metrics = fitted(RECIPE, rows())
    good, bad = head.probabilities(["a lovely garden", "an awful garden"])[:, head.labels.index("good")]
    assert good > head.threshold[head.labels.index("good")] > bad
    assert metrics["labels"]["good"]["f1"] == 1.0
    assert "warm" not in metrics["labels"]  # nothing is known of it in the test rows


def test_the_same_rows_make_the_same_head() -> None:
    """Fitting uses no chance."""
    (first, _), (second, _) = fitted(RECIPE, rows()), fitted(RECIPE, rows())
    assert (first.weights == second.weights).all() and (first.keys == second.keys).all()


def test_unknown_labels_teach_nothing() -> None:
    """What stands only in rows without a target for a label has no weight for it, but has for the label they know."""
    more = [*rows(), *(Row(f"grey {number}", {"good": 0.0}, TRAIN) for number in range(40))]
    head, _ = fitted(RECIPE, more)
    found, known, added = head.evidence("grey")
    within = [place for place, one in enumerate(known) if found.begin[one] == 1]  # "rey": in no other row
    assert within and not added[within, head.labels.index("warm")].any()
    assert added[within, head.labels.index("good")].any()


def _data(folder: Path, count: int = 60) -> Path:
    """A folder in the form of COLD, with made-up posts."""
    made = folder / "data" / "safety-zh-cold"
    made.mkdir(parents=True)
    for part in ("train", "dev", "test"):
        with (made / f"{part}.csv").open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(["row_id", "split", "topic", "label", "TEXT"])
            for number in range(count):
                text = "他们都是坏人滚出去" if number % 2 else "今天天气真好我们去散步"
                write.writerow([number, part, "x", number % 2, f"{text}{number}"])
    return folder / "data"


def test_a_stage_leaves_a_directory_with_its_manifest(tmp_path: Path) -> None:
    """Head, card and manifest with the config, hashes, versions and metrics; done again, it comes out the same."""
    data, out = _data(tmp_path), tmp_path / "out"
    recipe = read("safety-zh").model_copy(update={"features": 500})
    fit(recipe, data, out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["config"]["sources"] == ["cold"]
    assert {Path(path).name for path in manifest["inputs"]} == {"train.csv", "dev.csv", "test.csv"}
    assert set(manifest["outputs"]) == {"safety-zh.safetensors", "safety-zh.md"}
    assert manifest["metrics"]["labels"]["offensive"]["f1"] > 0.9
    assert load(out / "safety-zh.safetensors").labels == ("offensive",)
    assert "COLDataset" in (out / "safety-zh.md").read_text("utf-8")
    again = fit(recipe, data, out)
    assert again["outputs"] == manifest["outputs"]


def test_what_a_stage_did_not_make_is_left_alone(tmp_path: Path) -> None:
    """A target with other files in it is refused and stays as it was."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match="no stage made"):
        fit(read("safety-zh"), _data(tmp_path), tmp_path / "out")
    assert (tmp_path / "out" / "letter.txt").read_text("utf-8") == "mine"


def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A source without files, and one that nobody knows, are errors that name it; nothing is left behind."""
    with pytest.raises(InputError, match="'cold'"):
        fit(read("safety-zh"), tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="'nonsense'"):
        labelled.rows(("nonsense",), tmp_path)


def test_recipes_are_read_and_checked(tmp_path: Path) -> None:
    """Every shipped recipe is whole; a wrong value or an unknown name is an error that says which."""
    assert names() == ["emotion-en", "emotion-zh", "safety-zh"]
    assert all(set(read(name).sources) <= set(labelled.SOURCES) for name in names())
    with pytest.raises(InputError, match="no recipe 'x'"):
        read("x")
    path = tmp_path / "bad.toml"
    path.write_text('name = "a"\nlanguage = "en"\nsources = ["cold"]\ndecay = -1\n', "utf-8")
    with pytest.raises(InputError, match="decay"):
        read(str(path))


def test_measures_of_a_head() -> None:
    """F1, the threshold that has the best one, and the calibration error, by hand."""
    import numpy as np

    truth = np.array([True, True, False, False])
    assert f1(np.array([True, False, True, False]), truth) == 0.5
    assert 0.2 < best_threshold(np.array([0.9, 0.8, 0.2, 0.1], np.float32), truth) <= 0.8
    assert calibration_error(np.array([0.75, 0.75, 0.25, 0.25], np.float32), truth) == pytest.approx(0.25)
    assert calibration_error(np.array([1.0, 1.0, 0.0, 0.0], np.float32), truth) == 0.0
