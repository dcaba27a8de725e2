"""The measures of the sampling bench, on texts whose figures are known."""

from __future__ import annotations

import pytest

from fabula.evals.sampling import BASELINE, DEFAULT, measure, settings
from fabula.models.request import Sampling

LEAD = "You wait."
LOOP = " The frogs sing by the river."


def turn(text: str) -> dict[str, str]:
    return {"lead": LEAD, "text": LEAD + text}


def test_a_loop_is_seen() -> None:
    """Sentences that come back lower variety and raise repetition; the author's leads do not count as repeated."""
    looped = measure([turn(LOOP * 2), turn(LOOP)], "en")
    assert looped["repeated_sentences"] == pytest.approx(2 / 3)
    assert looped["distinct_3"] < 0.5
    fresh = measure([turn(" A dog barks twice."), turn(" Somebody laughs behind the shop.")], "en")
    assert fresh["repeated_sentences"] == 0
    assert fresh["distinct_2"] == 1


def test_a_whole_turn_ends_on_a_sentence_within_bounds() -> None:
    """A turn that is cut off, too short or lost is not whole."""
    good = " ".join(f"Lamp number {number} goes out over the dark river now." for number in range(8))
    assert measure([turn(f" {good}")], "en")["whole_turns"] == 1
    assert measure([turn(f" {good[:-1]}…")], "en")["whole_turns"] == 0
    assert measure([turn(LOOP)], "en")["whole_turns"] == 0
    assert measure([turn(f" {good}")], "en", lost=1)["whole_turns"] == 0.5


def test_chinese_is_measured_by_characters() -> None:
    """Chinese sentences are told apart and counted without spaces."""
    found = measure([{"lead": "你等着。", "text": "你等着。灯灭了。灯灭了。"}], "zh")
    assert found["repeated_sentences"] == 0.5
    assert found["length"] == 9


def test_nothing_told_is_no_crash() -> None:
    """A setting with which no turn could be told is the worst, not an error."""
    assert measure([], "en", lost=3)["whole_turns"] == 0


def test_the_settings_hold_the_default_and_a_plain_baseline() -> None:
    """The default is compared as it is used, with a baseline that draws by temperature alone."""
    found = settings()
    assert found[DEFAULT] == Sampling()
    assert found[BASELINE].min_p == 0 and found[BASELINE].dry_multiplier == 0 and found[BASELINE].repeat_penalty == 1
    assert len({sampling.model_dump_json() for sampling in found.values()}) == len(found)
