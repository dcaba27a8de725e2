"""Telling: where a turn ends, what is never shown, and that what was shown is what was told."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fabula.analysis.sentences import complete_length, length
from fabula.engine.contradict import KINDS
from fabula.engine.teller import MEASURES, RETELLS, STOPS, Telling, tell
from fabula.models.model import Model
from fabula.models.request import Message, Request, Usage
from fabula.testing.script import prose
from fabula.testing.scripted import ScriptedServer

LEADS = {"en": "You walk to the cart.", "zh": "你走到红薯摊前。"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
Serve = Callable[..., tuple[Model, ScriptedServer]]

cuts = st.lists(st.integers(1, 60), min_size=1, max_size=30)
english = st.sampled_from(
    ["The lamp burns.", "She says, \"Sit down, child.\"", "Mr. Luo waits.", "It is 9.30 p.m. now!", "Why?", "He nods…",
     "Wind, river, smoke:", "\"Eat,\"", "she says", "(No.)", "\n\n", "and then", "A dog — thin — runs.", "I.", "…",
     "“Child,” she says.", "It’s cold.", "naïve café", "e\u0301tude", "\t", "  "]
)  # fmt: skip
chinese = st.sampled_from(
    ["灯亮着。", "她说：“坐吧，孩子。”", "老罗等着", "，", "风停了！", "“吃", "吃吧。”", "\n\n", "……", "为什么？",
     "「好。」", "河埠头的蛙声响了起来。", "他——没说话。", "3.5块钱。"]
)  # fmt: skip


def told(telling: Telling, text: str, sizes: list[int]) -> str:
    """Feed ``text`` in pieces of these sizes, again and again, and return all that was shown."""
    shown, at, turn = "", 0, 0
    while at < len(text) and not telling.over:
        size = sizes[turn % len(sizes)]
        shown += telling.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    return shown + telling.finish()


@LANGUAGES
@given(seed=st.integers(0, 500), sizes=cuts, with_lead=st.booleans())
@example(seed=1, sizes=[10_000], with_lead=True)  # a proxy that collects the whole answer
@settings(max_examples=60, deadline=None)
def test_a_turn_ends_on_a_full_sentence_within_bounds(
    language: str, seed: int, sizes: list[int], with_lead: bool
) -> None:
    """However the stream is cut into pieces, the turn is whole sentences and neither too short nor too long."""
    lead = LEADS[language] if with_lead else ""
    text = prose(LEADS[language], seed, goes_on=with_lead) + prose("", seed + 1, goes_on=language == "en")
    telling = Telling(language, lead)
    told(telling, text, sizes)
    measure = MEASURES[language]
    assert measure.enough <= length(telling.text, language) <= measure.most
    assert complete_length(telling.text, language) == len(telling.text)
    assert telling.text.startswith(lead)
    assert (lead + text).lstrip().startswith(telling.text)


@LANGUAGES
@given(seed=st.integers(0, 500), sizes=cuts)
@settings(max_examples=30, deadline=None)
def test_pieces_do_not_decide_where_a_turn_ends(language: str, seed: int, sizes: list[int]) -> None:
    """The same stream gives the same turn, told word by word or in larger pieces."""
    text = prose(LEADS[language], seed, goes_on=True) + prose("", seed + 1, goes_on=language == "en")
    one, other = Telling(language, LEADS[language]), Telling(language, LEADS[language])
    told(one, text, [1])
    told(other, text, sizes)
    assert one.text == other.text


@given(parts=st.lists(english, max_size=80), sizes=cuts, with_lead=st.booleans())
@example(parts=["The lamp burns.", "she says"] * 3 + ["Wind, river, smoke:"], sizes=[5], with_lead=True)
@settings(max_examples=150, deadline=None)
def test_shown_is_told_in_english(parts: list[str], sizes: list[int], with_lead: bool) -> None:
    """What was let out, piece after piece, is exactly the turn that is kept, whatever a model writes."""
    lead = LEADS["en"] if with_lead else ""
    telling = Telling("en", lead)
    shown = told(telling, " " + " ".join(parts), sizes)
    assert (lead + shown).strip() == telling.text


@given(parts=st.lists(chinese, max_size=80), sizes=cuts, with_lead=st.booleans())
@settings(max_examples=150, deadline=None)
def test_shown_is_told_in_chinese(parts: list[str], sizes: list[int], with_lead: bool) -> None:
    """The same for Chinese, where nothing separates words and quotation marks nest."""
    lead = LEADS["zh"] if with_lead else ""
    telling = Telling("zh", lead)
    shown = told(telling, "".join(parts), sizes)
    assert (lead + shown).strip() == telling.text


@LANGUAGES
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400), sizes=cuts)
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_survived(language: str, text: str, sizes: list[int]) -> None:
    """Control characters, odd scripts and marks: what is shown is told, printable, and begins with the lead."""
    telling = Telling(language, LEADS[language])
    shown = told(telling, text, sizes)
    assert (LEADS[language] + shown).strip() == telling.text
    assert not [c for c in telling.text if unicodedata.category(c) == "Cc" and c != "\n"]


LEAKS = {
    "en": ["[Choices: 1. Go]", "\nAction: go home", "\n# Chapter", "\n**Note**", "\n1. Go home", "\n- Go home",
           "<|im_start|>user", "\nUser: hello", "\n---\nEnd"],
    "zh": ["【选项】", "\n行动：回家", "\n# 第二章", "\n1、回家", "[注]", "<|im_end|>", "\n选项：回家", "\n读者：好",
           "\n———"],
}  # fmt: skip


@LANGUAGES
@pytest.mark.parametrize("number", range(9))
@given(seed=st.integers(0, 50), sizes=cuts, sentences=st.integers(1, 4))
@settings(max_examples=15, deadline=None)
def test_leaks_are_cut(language: str, number: int, seed: int, sizes: list[int], sentences: int) -> None:
    """When a model falls out of the story nothing of that is shown, not even for a moment, and the turn is over."""
    leak = LEAKS[language][number]
    end = "." if language == "en" else "。"
    good = end.join(prose(LEADS[language], seed, goes_on=True).split(end)[:sentences]) + end
    telling = Telling(language, LEADS[language])
    shown = told(telling, good + leak + prose("", seed, goes_on=True), sizes)
    assert telling.over
    assert (LEADS[language] + good).startswith((LEADS[language] + shown).rstrip("…"))
    assert telling.text == (LEADS[language] + shown).strip()
    assert telling.text == LEADS[language] + good


def test_dialogue_is_not_broken_off() -> None:
    """A turn does not end inside a quotation while it has room: the closing mark is waited for."""
    start = "word " * 60 + "ends. "
    telling = Telling("en")
    told(telling, start + 'She says, "Sit down. Eat something. Then talk." The lamp burns. And more. And more.', [4])
    assert telling.text.endswith('Then talk."')


def test_a_forgotten_closing_quote_does_not_make_a_turn_endless() -> None:
    """When the model never closes a quotation the turn ends at a sentence all the same."""
    telling = Telling("en")
    told(telling, 'She says, "' + "The river is high tonight and the road is wet. " * 40, [4])
    assert telling.over
    assert length(telling.text, "en") <= MEASURES["en"].most
    assert telling.text.endswith(".")


def test_abbreviations_do_not_end_a_turn() -> None:
    """'Mr.' and '9 p.m.' are no ends of sentences, also when the piece stops right behind them."""
    telling = Telling("en")
    told(telling, "word " * 66 + "and then Mr. Luo waits for her. More. More.", [1])
    assert telling.text.endswith("Mr. Luo waits for her.")


def test_text_without_any_sentence_end_is_closed() -> None:
    """A model that never ends a sentence still gives a turn of bounded length that is not cut in silence."""
    telling = Telling("en", LEADS["en"])
    shown = told(telling, " and then the wind" * 200, [6])
    assert telling.over
    assert length(telling.text, "en") <= MEASURES["en"].most + 10
    assert telling.text == (LEADS["en"] + shown).strip()
    assert telling.text.endswith((".", "…"))


def test_sentences_are_shown_when_they_are_whole() -> None:
    """A sentence is let out as soon as the next one begins, and no word of it before."""
    telling = Telling("en", LEADS["en"])
    assert "".join(telling.feed(piece) for piece in (" The", " lamp", " burns", ".")) == ""
    assert telling.feed(" A") == " The lamp burns."
    assert telling.feed(" dog") == ""


class Refusing:
    """A judge that refuses every sentence with one of these words."""

    def __init__(self, *words: str) -> None:
        self.words, self.let_out = words, []

    def __call__(self, sentence: str, *, whole: bool) -> str:
        return next((word for word in self.words if word in sentence), "")

    def gravest(self, sentence: str) -> str:
        return ""

    def told(self, sentence: str) -> None:
        self.let_out.append(sentence)


def test_a_refused_sentence_is_never_shown() -> None:
    """A refusal comes before anything of the sentence is let out, and `again` goes on behind the last good one."""
    judge = Refusing("frog")
    telling = Telling("en", LEADS["en"], judge)
    shown = telling.feed(" The lamp burns. Somewhere a frog sings. The wind")
    assert (shown, telling.refused, telling.over) == (" The lamp burns.", "frog", False)
    telling.again()
    assert telling.refused == ""
    assert telling.feed(" Somewhere a dog barks. The") == " Somewhere a dog barks."
    assert telling.text == LEADS["en"] + " The lamp burns. Somewhere a dog barks."
    assert judge.let_out == ["The lamp burns.", "Somewhere a dog barks."]


@pytest.mark.parametrize(
    "lead",
    ["You look closely. The card says [CLOSED].", "You read it:\n1. Stop.\n2. Wait.", "It is old.\n\n\nIt is torn.",
     "You walk around until 9 p.m.", "You choose plan B.", "# A heading\n\n- eggs"],
)  # fmt: skip
def test_any_lead_can_be_told_on_from(lead: str) -> None:
    """What an author or a reader wrote is never looked at as if the model had written it, and is never lost."""
    telling = Telling("en", lead, Refusing("frog"))
    shown = telling.feed(" Somewhere a frog sings. More.")
    assert (shown, telling.refused) == ("", "frog")
    telling.again()
    shown = telling.feed(" The lamp burns over the cart. More.")
    assert shown == " The lamp burns over the cart."
    assert telling.text == f"{lead} The lamp burns over the cart."


@pytest.mark.parametrize("text", ["\n" * 4000, "—" * 6000, "\n\t" * 3000, ". " * 3000, "a" * 6000])
@pytest.mark.timeout(30)
def test_text_without_words_ends_too(text: str) -> None:
    """A server that sends line breaks, dashes or one endless word for ever does not hold the turn."""
    telling = Telling("en", LEADS["en"], Refusing())
    for _ in range(RETELLS + 2):
        for piece in text:
            telling.feed(piece)
            if telling.over or telling.refused:
                break
        if telling.over or not telling.refused:
            break
        telling.retold.add(telling.refused, 1, 0.0)
        telling.again()
    telling.finish()
    assert telling.over


def test_another_language_is_never_let_through() -> None:
    """When a model only writes another language the turn ends without it, however often it was tried."""

    class Foreign(Refusing):
        def __call__(self, sentence: str, *, whole: bool) -> str:
            return "another language" if "灯" in sentence else ""

    telling = Telling("en", LEADS["en"], Foreign())
    for _ in range(RETELLS + 1):
        telling.feed(" 灯亮着 and burns. More.")
        if telling.over:
            break
        telling.retold.add(telling.refused, 1, 0.0)
        telling.again()
    telling.finish()
    assert telling.over and not telling.added


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_so_is_never_let_through(kind: str) -> None:
    """When all is told again that may be, a contradiction ends the turn with what stands; nothing behind it is told."""

    class Wrong(Refusing):
        def __call__(self, sentence: str, *, whole: bool) -> str:
            return "loops" if "frog" in sentence or "crown" in sentence else ""

        def gravest(self, sentence: str) -> str:
            return kind if "crown" in sentence else ""

    telling = Telling("en", LEADS["en"], Wrong())
    for _ in range(RETELLS):
        telling.feed(" A frog sings. More.")
        telling.retold.add(telling.refused, 1, 0.0)
        telling.again()
    telling.feed(" A frog sings. You hold the crown. The lamp burns. More.")
    telling.finish()
    assert telling.text == f"{LEADS['en']} A frog sings."
    assert telling.over and telling.broken and telling.short
    off = Telling("en", LEADS["en"], Wrong(), retells=0)
    off.feed(" You hold the crown. The lamp burns. More.")
    assert "crown" in off.text, "where nothing is told again, all is let through, as the bench of unchecked prose needs"


def test_an_endless_sentence_is_refused() -> None:
    """A sentence that runs on and on is told again, and broken off when that does not help."""
    telling = Telling("en", LEADS["en"], Refusing())
    telling.feed(" and then the wind" * 12)
    assert telling.refused == "endless"
    telling = Telling("en", LEADS["en"])
    told(telling, " and then the wind" * 200, [6])
    assert telling.text.endswith(("and…", "then…", "the…", "wind…"))  # a whole word


async def test_a_refused_sentence_is_told_again(serve: Any) -> None:
    """The second request goes on from the good sentences, with other cues, and what it cost is counted apart."""
    bad = " The lamp burns. Somewhere a frog sings and sings. Nobody will read this. And this neither."
    good = " Somewhere a dog barks." + " The wind turns over the wet cobbles and comes back again." * 9
    model, server = serve({"prose": [bad, good]})
    await model.start()
    telling, asked = Telling("en", LEADS["en"], Refusing("frog")), []

    def ask(kept: str, refused: int) -> Request:
        asked.append((kept, refused))
        return Request((Message("assistant", kept),), 600)

    got = [piece async for piece in tell(model, ask, telling)]
    assert asked == [(LEADS["en"], 0), (LEADS["en"] + " The lamp burns.", 2)]
    shown = "".join(piece for piece in got if isinstance(piece, str))
    assert (LEADS["en"] + shown).strip() == telling.text
    assert "frog" not in telling.text and "dog" in telling.text
    assert telling.retold.why == ["frog"]
    assert 0 < telling.retold.tokens < 12
    assert got[-1].generated > telling.retold.tokens
    assert len(server.requests()) == 2
    await model.close()


async def test_telling_again_is_bounded(serve: Any) -> None:
    """A model that can do nothing right gets its turn told all the same, after so many attempts."""
    model, server = serve({"prose": [" A frog sings and sings by the cold black river tonight." * 9] * 20})
    await model.start()
    telling = Telling("en", LEADS["en"], Refusing("frog"))
    async for _ in tell(model, lambda kept, refused: Request((Message("assistant", kept),), 600), telling):
        pass
    assert len(server.requests()) == RETELLS + 1
    assert telling.retold.why == ["frog"] * RETELLS
    assert length(telling.text, "en") >= MEASURES["en"].enough
    await model.close()


async def test_the_model_is_stopped_when_the_turn_is_long_enough(serve: Any) -> None:
    """The stream is closed at the turn's end: the server is not left working on what nobody will read."""
    model, server = serve({"prose": [{"text": " " + "The lamp burns over the cart tonight. " * 60, "slow": 0.005}]})
    await model.start()
    telling = Telling("en", LEADS["en"])
    request = Request((Message("assistant", LEADS["en"]),), 600, stop=STOPS)
    got = [piece async for piece in tell(model, lambda kept, refused: request, telling)]
    shown = "".join(piece for piece in got if isinstance(piece, str))
    assert (LEADS["en"] + shown).strip() == telling.text
    usage = got[-1]
    assert isinstance(usage, Usage)
    assert 50 < usage.generated < 150
    assert usage.prompt > 0
    assert 0 < usage.first <= usage.total
    deadline = time.monotonic() + 10
    while server.stats()["disconnects"] != 1:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    assert server.stats()["pieces"] < 250
    await model.close()
