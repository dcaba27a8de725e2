"""Cards: what a head is, from which data, by which command, with which scores, and where it fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fabula.training.labelled import Row

if TYPE_CHECKING:
    from fabula.training.fit import Recipe

CREDITS: Mapping[str, str] = {
    "goemotions": "GoEmotions, CC BY 4.0: Demszky, Movshovitz-Attias, Ko, Cowen, Nemade, Ravi (ACL 2020)",
    "xed-en": "XED, CC BY 4.0: Öhman, Pàmies, Kajava, Tiedemann (COLING 2020)",
    "xed-zh": "XED, projected Chinese part, CC BY 4.0: Öhman, Pàmies, Kajava, Tiedemann (COLING 2020)",
    "cped": "CPED, Apache-2.0: Chen, Fan, Xing, Pang, Yang, Han, Tie, Xu (arXiv 2205.14727)",
    "cold": "COLDataset, Apache-2.0: Deng, Zhou, Sun, Zheng, Mi, Meng, Huang (EMNLP 2022)",
    "authored-en": "sentences and words written and judged for Fabula, Apache-2.0",
    "authored-zh": "sentences and words written and judged for Fabula, Apache-2.0",
}


def card(recipe: Recipe, given: Sequence[Row], metrics: Mapping[str, Any]) -> str:
    """The card of a head as Markdown."""
    parts = Counter(row.split for row in given)
    return "\n".join(
        (
            f"# {recipe.name}",
            "",
            f"A linear head over hashed features of {_LANGUAGE.get(recipe.language, recipe.language)} text"
            f" (`fabula.analysis.head`): {recipe.features:,} features at most, 8-bit weights.",
            "",
            f"Made by: `fabula train head {recipe.name} --data ../shared/data --out {recipe.name}`",
            "",
            "Data:",
            *(f"- {CREDITS[source]}" for source in recipe.sources),
            "",
            f"Rows: {parts['train']:,} to fit, {parts['tune']:,} for thresholds and calibration, {parts['test']:,} for"
            " the scores below. None of their text is in the head: it holds numbers of features and weights.",
            "",
            "Known failures: " + (recipe.limits or "not looked for."),
            "",
            "| label | F1 | calibration error | rows with it | rows judged |",
            "|---|---|---|---|---|",
            *(
                f"| {label} | {one['f1']:.3f} | {one['calibration']:.3f} | {one['rows']:,} | {one['of']:,} |"
                for label, one in metrics["labels"].items()
            ),
            "",
            *(f"Macro-F1 of {group}: {value:.3f}" for group, value in metrics.get("macro_f1", {}).items()),
            "",
        )
    )


_LANGUAGE = {"en": "English", "zh": "Chinese"}
