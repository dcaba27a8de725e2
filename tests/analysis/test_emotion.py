"""Feelings: what sentences feel like, which words carry it, how it goes through a text, and heads as files."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.analysis.arc import POINTS, arc
from fabula.analysis.coloured import coloured
from fabula.analysis.emotion import Feeling, carriers, feelings, whole
from fabula.analysis.emotions import CPED, EIGHT, GOEMOTIONS, PLUTCHIK, affect, side, wheel
from fabula.analysis.features import features
from fabula.analysis.head import load, shipped
from fabula.analysis.text import read
from fabula.errors import InputError, WeightsError

GLAD = {
    "en": "She laughed with joy and hugged her happy daughter.",
    "zh": "她高兴得笑了起来，紧紧拥抱着女儿，满心欢喜。",
}
GRIM = {"en": "He wept bitterly at the grave, full of grief and despair.", "zh": "他在坟前痛哭，心如刀割，绝望极了。"}
PLAIN = {"en": "The box is on the second shelf.", "zh": "盒子在第二层架子上。"}
BOTH = pytest.mark.parametrize("language", ["en", "zh"])


def felt(text: str, language: str) -> Feeling:
    """The feeling of a text as one span."""
    return feelings(text, [(0, len(text))], language)[0]


@BOTH
def test_three_numbers_are_kept_apart(language: str) -> None:
    """A glad and a grim sentence differ in polarity, are both stronger than a plain one, and lie in their ranges."""
    glad, grim, plain = (felt(one[language], language) for one in (GLAD, GRIM, PLAIN))
    assert glad.polarity > 0.2 > -0.2 > grim.polarity
    assert min(glad.intensity, grim.intensity) > plain.intensity
    assert abs(plain.polarity) < min(glad.polarity, -grim.polarity)
    for one in (glad, grim, plain):
        assert -1 <= one.polarity <= 1 and 0 <= one.intensity <= 1 and 0 <= one.confidence <= 1
        assert set(one.plutchik) == set(PLUTCHIK)
        assert set(one.fine) == set(GOEMOTIONS if language == "en" else CPED)


@BOTH
def test_the_eight_and_what_is_derived_from_them(language: str) -> None:
    """The likeliest of the eight is named; valence follows it."""
    assert felt(GLAD[language], language).name == "joy"
    assert felt(GRIM[language], language).name == "sadness"
    assert felt(GLAD[language], language).affect.valence > felt(GRIM[language], language).affect.valence


@BOTH
def test_reading_together_changes_nothing(language: str) -> None:
    """A sentence is read the same alone and among others, and the same every time."""
    texts = [GLAD[language], PLAIN[language], GRIM[language]] * 100
    joined, spans, at = "", [], 0
    for one in texts:
        spans.append((at, at + len(one)))
        joined, at = joined + one, at + len(one)
    together = feelings(joined, spans, language)
    assert [one.polarity for one in together[:3]] == pytest.approx([one.polarity for one in together[-3:]], abs=1e-5)
    assert together[0].polarity == pytest.approx(felt(GLAD[language], language).polarity, abs=1e-5)


@BOTH
def test_words_that_carry_a_feeling_are_marked(language: str) -> None:
    """What is marked stands in the text, in order, and carries the feeling; nothing is marked in a plain text."""
    found = carriers(GRIM[language], (0, len(GRIM[language])), language)
    marked = [GRIM[language][one.begin : one.end] for one in found]
    assert [one.begin for one in found] == sorted(one.begin for one in found)
    assert (
        {"wept", "grief", "despair", "bitterly"} & set(marked) if language == "en" else {"痛哭", "绝望"} & set(marked)
    )
    assert carriers(PLAIN[language], (0, len(PLAIN[language])), language) == []


def test_a_whole_is_the_mean_of_its_parts_strong_ones_first() -> None:
    """A whole lies between its parts, nearer to what is felt strongly; of nothing it is neutral and unsure."""
    text = PLAIN["en"] + " " + GLAD["en"]
    parts = feelings(text, [(one.begin, one.end) for one in read(text).sentences], "en")
    total = whole(parts, 0, len(text))
    assert parts[0].polarity < (parts[0].polarity + parts[1].polarity) / 2 < total.polarity < parts[1].polarity
    none = whole([], 0, 0)
    assert (none.polarity, none.intensity, none.confidence, none.name) == (0.0, 0.0, 0.0, "neutral")


def test_another_language_is_refused() -> None:
    """Feelings in a language without a head are an error that names those with one."""
    with pytest.raises(InputError, match="'fr'"):
        feelings("Bonjour.", [(0, 8)], "fr")


# -- names -------------------------------------------------------------------------------------------------


def test_the_sets_of_names_map_to_the_wheel() -> None:
    """Every name of GoEmotions means some of Plutchik's nine; the sides are those of its authors."""
    assert len(GOEMOTIONS) == 28 and all(set(wheel([name], GOEMOTIONS)) <= set(PLUTCHIK) for name in GOEMOTIONS)
    assert all(wheel([name], GOEMOTIONS) for name in GOEMOTIONS)
    assert (side(["joy"]), side(["grief"]), side(["neutral"]), side(["joy", "grief"])) == (1.0, -1.0, 0.0, 0.0)
    assert side(["surprise"]) is None


def test_affect_is_the_mean_of_places() -> None:
    """Of one feeling affect is its place; neutral pulls it to the middle."""
    assert affect({"anger": 1.0}).dominance > 0 > affect({"fear": 1.0}).dominance
    assert abs(affect({"joy": 0.5, "neutral": 0.5}).valence - affect({"joy": 1.0}).valence / 2) < 1e-9
    assert all(-1 <= value <= 1 for name in EIGHT for value in affect({name: 1.0}))


# -- coloured words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "word", "below", "above"),
    [
        ("She is happy.", "en", "happy", 0.99, 1.01),
        ("She is not happy.", "en", "happy", -1.0, -0.01),
        ("She is very happy.", "en", "happy", 1.01, 3.0),
        ("She was happy, but he wept.", "en", "happy", 0.1, 0.99),
        ("他高兴。", "zh", "高兴", 0.99, 1.01),
        ("他不高兴。", "zh", "高兴", -1.0, -0.01),
        ("尽管寒冷，但她脸上是慈祥的微笑。", "zh", "微笑", 1.01, 3.0),
    ],
)
def test_what_stands_before_a_word_weighs_it(text: str, language: str, word: str, below: float, above: float) -> None:
    """A negation turns a coloured word, a degree and a contrast weigh it; alone it counts as it is."""
    found = {text[one.begin : one.end]: one.factor for one in coloured(text, language)}
    assert below <= found[word] <= above


def test_a_negation_that_negates_nothing_is_known() -> None:
    """ "Without hesitation" and 毫不犹豫 turn nothing around."""
    text = "我毫不犹豫地拥抱了她。"
    assert all(one.factor > 0 for one in coloured(text, "zh"))
    assert all(one.factor > 0 for one in coloured("She hugged him without hesitation.", "en"))


# -- features and heads ------------------------------------------------------------------------------------


@given(st.lists(st.text(max_size=40), max_size=5), st.sampled_from(["en", "zh"]))
@settings(max_examples=60, deadline=None)
def test_features_lie_within_their_texts(texts: list[str], language: str) -> None:
    """Whatever the text: every feature is of one of them and covers a part of it."""
    found = features(texts, language)
    assert len(found.ids) == len(found.text) == len(found.begin) == len(found.end)
    for text, begin, end in zip(found.text, found.begin, found.end, strict=True):
        assert 0 <= begin <= end <= len(texts[text]) + 1


@BOTH
def test_a_head_is_small_and_comes_back_from_its_file(language: str, tmp_path: Path) -> None:
    """A shipped head is under five megabytes, has a card, and reads the same when written and loaded again."""
    head = shipped(f"emotion-{language}")
    head.save(tmp_path / "head.safetensors")
    assert (tmp_path / "head.safetensors").stat().st_size < 5_000_000
    again = load(tmp_path / "head.safetensors")
    texts = [GLAD[language], GRIM[language]]
    assert again.labels == head.labels
    assert (again.probabilities(texts) == head.probabilities(texts)).all()


@pytest.mark.parametrize("content", [b"", b"not a head", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "])
def test_what_is_no_head_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no head, or a broken one, is an error that names it."""
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"broken\.safetensors"):
        load(path)


# -- arcs --------------------------------------------------------------------------------------------------

STEPS = [number / 40 for number in range(41)]


@pytest.mark.parametrize(
    ("values", "shape", "turns"),
    [
        ([at - 0.5 for at in STEPS], "rags to riches", 0),
        ([0.5 - at for at in STEPS], "riches to rags", 0),
        ([math.cos(2 * math.pi * at) / 2 for at in STEPS], "man in a hole", 1),
        ([-math.cos(2 * math.pi * at) / 2 for at in STEPS], "icarus", 1),
        ([-math.cos(3 * math.pi * at) / 2 for at in STEPS], "cinderella", 2),
        ([math.cos(3 * math.pi * at) / 2 for at in STEPS], "oedipus", 2),
        ([0.1 for _ in STEPS], "flat", 0),
    ],
)
def test_each_shape_is_known(values: list[float], shape: str, turns: int) -> None:
    """A curve of each classic shape is named so, with its turning points; one that stays level is flat."""
    found = arc(STEPS, values, [1.0] * len(values))
    assert found is not None and len(found.curve) == POINTS
    assert found.shape == shape and found.distance < 0.1
    assert len(found.turns) == turns
    assert all(0 < one.at < 1 for one in found.turns)


def test_few_sentences_have_no_arc() -> None:
    """Of three sentences nothing is said."""
    assert arc([0, 0.5, 1], [1, 0, 1], [1, 1, 1]) is None
