"""The benches of speakers and characters: their labels, their scores and their baselines."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import InputError
from fabula.evals import speaking
from fabula.evals.speaking import Plan, asked, judge, named, passage, passages, run_speakers, same

ROW = {
    "id": "x",
    "text": 'The king met Ilse. "Who are you?" asked the king.\n\n'
    '"I am Ilse," said Ilse. They saw the "Hills," and went.',
    "characters": {"the king": [], "Ilse": ["the girl"]},
    "quotes": [
        {"begin": 19, "end": 33, "speaker": "the king", "kind": "descriptor"},
        {"begin": 51, "end": 63, "speaker": "Ilse", "kind": "named"},
        {"begin": 87, "end": 95, "speaker": "", "kind": "not speech"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_fit_their_texts(language: str) -> None:
    """Every labelled span has quotation marks at both ends, and every speaker is one of the passage's characters."""
    for half in speaking.HALVES:
        for one in passages(half, language):
            for quote in one.quotes:
                assert one.text[quote.begin] in "\"“'‘「"
                assert quote.speaker in {"", *one.characters}


def test_a_passage_is_judged() -> None:
    """Right speakers are right, what isn't said is known, and the nearest name is a baseline of its own."""
    first, second, third = judge(passage(ROW, "dev", "en"))
    assert first.right and first.strictly and not first.nearest
    assert second.right and not second.nearest
    assert not third.spoken


def test_a_wrong_label_is_counted_as_wrong() -> None:
    """The scores can fail: with the speakers exchanged, nothing is right."""
    turned = {
        **ROW,
        "quotes": [
            {**one, "speaker": {"the king": "Ilse", "Ilse": "the king"}.get(str(one["speaker"]), "")}
            for one in ROW["quotes"]
        ],
    }  # type: ignore[attr-defined]
    first, second, _ = judge(passage(turned, "dev", "en"))
    assert not first.right
    assert not second.right


def test_the_bench_beats_its_baselines_on_the_development_half() -> None:
    """Both languages are read better than by the nearest name or the commonest speaker, and halves that aren't there
    are named."""
    lines: list[str] = []
    report = run_speakers(Plan(), say=lines.append)
    for language in ("en", "zh"):
        assert report.metrics[f"{language}_dev_right"] > 1.2 * report.baseline[f"{language}_dev_right"]
        assert report.metrics[f"{language}_dev_right"] > 1.2 * report.baseline[f"{language}_dev_right_commonest"]


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("Earl Gregory and the king", ["earl gregory", "king"]),
        ("a bird who was hanging in a cage", []),
        ("the daughter of one of the stars", ["daughter"]),
        ("They wanted to go home.", []),
        ("an old, bent woman", ["old", "bent woman"]),
    ],
)
def test_answers_name_characters(answer: str, names: list[str]) -> None:
    """Names and nouns with what describes them; sentences name nobody."""
    assert named(answer) == names


@pytest.mark.parametrize(
    ("answer", "name", "yes"),
    [
        ("old woman", "the woman", True),
        ("two servants", "the servants", True),
        ("old woman", "the old man", False),
        ("wicked witch", "the good witch", False),
    ],
)
def test_who_is_the_same(answer: str, name: str, yes: bool) -> None:
    """One last word, and one phrase has all the words of the other."""
    assert same(answer, name) is yes


def test_tales_that_are_not_there_are_missed_clearly(tmp_path: Path) -> None:
    """The error says which folder has no tales and what to give."""
    with pytest.raises(InputError, match="tales are not in"):
        list(asked(tmp_path, "val"))
