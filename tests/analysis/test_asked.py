"""Asked feelings: the model's answer is weighed in, and the question is the same for the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from fabula.analysis.asked import LONGEST, OPTIONS, asked, question
from fabula.analysis.emotion import Feeling, feelings, whole
from fabula.analysis.report import report
from fabula.analysis.text import read


def _read(text: str, language: str) -> Feeling:
    return whole(feelings(text, [(0, len(text))], language), 0, len(text))


@pytest.mark.parametrize("share", [0.0, 0.5, 0.97])
def test_the_answer_moves_the_polarity_and_keeps_what_the_head_read(share: float) -> None:
    """Polarity follows the answer by four fifths; Plutchik's probabilities are the head's own."""
    text = "He kept the soup hot until two in the morning."
    head = _read(text, "en")

    def ask(messages: Sequence[tuple[str, str]], options: Sequence[str]) -> Mapping[str, float]:
        told = share if messages[-1][1] == text else 0.5
        return {"A": told, "B": 1 - told}

    found = asked(text, head, "en", ask)
    assert found.score == pytest.approx(share)
    assert found.feeling.polarity == pytest.approx(0.8 * (2 * share - 1) + 0.2 * head.polarity)
    assert found.feeling.confidence == pytest.approx(max(share, 1 - share))
    assert found.feeling.plutchik == head.plutchik


@pytest.mark.parametrize("language", ["en", "zh"])
def test_only_the_end_of_the_question_changes(language: str) -> None:
    """All messages but the last are the same for every text, so that a server keeps them; the last is the text."""
    one, other = question("a text", language), question("another", language)
    assert one[:-1] == other[:-1]
    assert (one[-1], other[-1]) == (("user", "a text"), ("user", "another"))
    assert {words for role, words in one if role == "assistant"} == set(OPTIONS)


def test_of_a_long_text_both_ends_are_shown() -> None:
    """A book can't be shown: its beginning and its end are, within the bound."""
    shown = question("b" * 5000 + "e" * 5000, "en")[-1][1]
    assert shown.startswith("b") and shown.endswith("e") and len(shown) <= LONGEST + 10


def test_a_habit_of_the_model_is_taken_off() -> None:
    """A model that says A of nothing at all, too, says nothing by saying A."""

    def ask(messages: Sequence[tuple[str, str]], options: Sequence[str]) -> Mapping[str, float]:
        return {"A": 0.8, "B": 0.2}

    assert asked("She left.", _read("She left.", "en"), "en", ask).score == pytest.approx(0.5)


def test_a_report_asks_about_the_whole() -> None:
    """The report holds the answer beside what was read; without a model there is none."""
    seen: list[str] = []

    def ask(messages: Sequence[tuple[str, str]], options: Sequence[str]) -> Mapping[str, float]:
        seen.append(messages[-1][1])
        return {"A": 0.9, "B": 0.1} if len(seen) == 1 else {"A": 0.5, "B": 0.5}

    text = read("It rained. He was glad. She came. They ate bread.")
    found = report(text, ask=ask).emotion
    assert found.asked is not None and found.asked.score == pytest.approx(0.9)
    assert seen[0] == text.raw and len(seen) == 2
    assert report(text).emotion.asked is None
