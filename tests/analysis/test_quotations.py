"""Quotations: what is quoted, who says it, and what is left."""

from __future__ import annotations

import pytest

from fabula.analysis.quotations import narration, quotations


@pytest.mark.parametrize(
    ("language", "text", "said", "speaker"),
    [
        ("en", '"Not that loaf," says the baker.', "Not that loaf,", "the baker"),
        ("en", '"Sit down," Bram says.', "Sit down,", "Bram"),
        ("en", 'Oda says, "Come here."', "Come here.", "Oda"),
        ("en", '"Here, Ash," you whisper.', "Here, Ash,", "you"),
        ("en", "A sign reads “Closed”.", "Closed", ""),
        ("en", '"Nobody,"', "Nobody,", ""),
        ("zh", "“再等一炉就好。”托薇说着，擦了擦手。", "再等一炉就好。", "托薇"),
        ("zh", "“你明明站在集市上！”奥婶醉醺醺地嚷。", "你明明站在集市上！", "奥婶"),
        ("zh", "“过来。”你悄声说。", "过来。", "你"),
        ("zh", "铁匠咧嘴一笑：“坐。”", "坐。", ""),
    ],
)
def test_what_is_said_and_by_whom(language: str, text: str, said: str, speaker: str) -> None:
    """A quotation has its words, its place, and whoever the sentence names as speaking."""
    (one,) = quotations(text, language)
    assert (one.text, one.speaker) == (said, speaker)
    assert text[one.begin : one.end].strip("\"“”'") == said


def test_an_open_quotation_reaches_to_the_end() -> None:
    """Prose that is still being written may stop inside a quotation."""
    (one,) = quotations('Oda says, "You know what I', "en")
    assert one.text == "You know what I"


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", '"I am," he says, "not."', '"     " he says, "    "'),
        ("en", "He calls it 'mine' and don't ask.", 'He calls it "    " and don\'t ask.'),
        ("zh", "他说：“我不怕。”", "他说：“    ”"),
        ("zh", "他说：「我」", "他说：“ ”"),
    ],
)
def test_narration_keeps_every_offset(language: str, text: str, left: str) -> None:
    """What is quoted becomes blanks, so that what is found in the narration lies where it does in the text."""
    assert narration(text, language) == left
    assert len(narration(text, language)) == len(text)
