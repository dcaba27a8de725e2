"""Lines from the ledger: told apart, without what must not be known, and never a secret on the page."""

from __future__ import annotations

from typing import Any

import pytest
from playing import shown, take, told

from conftest import Serve
from fabula.engine import ledger
from fabula.engine.check import Check
from fabula.engine.story import TellSettings, opening_events
from fabula.engine.teller import RETELLS
from fabula.engine.wording import WORDINGS
from fabula.evals import consistency, script, secrets
from fabula.models.model import Model
from fabula.models.request import ASIDE
from fabula.story import event as e
from fabula.story.decide import start
from fabula.story.intent import Intent, tells
from fabula.story.parse import parse
from fabula.story.state import State, fold
from guide import world_files

PROSE = {
    "en": " The nets swing a little over the quay. A gull walks along the wall and looks into every basket there. The "
    "water slaps against the stones below, and a rope creaks somewhere behind the sheds. The wind turns towards the "
    "chapel. Wet canvas flaps over the last stall, and a bucket rolls away from it. Smoke lies low over the roofs.",
    "zh": "渔网在码头上轻轻地晃。一只海鸥沿着墙走，往每个篮子里看。下面的水拍着石头，"
    "棚子后面有根缆绳吱呀作响。风转向了山那边。最后"
    "一个摊子上的湿帆布啪啪地响，一只水桶从旁边滚开。烟压得很低，贴着屋顶。远处有人关上了一扇木门，灯光一下子暗了。",
}
OTHER = (
    " Rain begins on the slates. Two carts stand with their shafts on the ground. Somebody has chalked a "
    "ship on the door of the sail loft, and the drops take it away line by line. The flag on the customs house hangs "
    "straight down. Tar steams in its kettle. Behind the boats the sea has no colour at all this hour."
)
QUIET = TellSettings(phrase_choices=False, summaries=False)


def probe(language: str, who: str, fact: str) -> secrets.Probe:
    """The plainest question about a fact."""
    world = consistency.world(language)
    words = secrets.PROBES[language][0].format(who=world.name_of(who), name=world.facts[fact].name)
    return secrets.Probe(0, who, fact, words, who in world.facts[fact].known_by)


async def ask(serve: Serve, replies: list[Any], asked: secrets.Probe, language: str = "en") -> tuple[str, list[Any]]:
    """The told turn of a question and the requests that it took."""
    model, server = serve({"prose": [*replies, PROSE[language], PROSE[language]]})
    story = secrets.begin(consistency.world(language), asked, model, QUIET)
    text = told(await take(story.play(asked.words))).text
    requests = [one for one in server.requests() if one["max_tokens"] > 1]
    await model.close()
    return text, requests


@pytest.mark.parametrize(
    ("language", "line"), [("en", "I never heard of it. Who told you?"), ("zh", "没听说过。谁说的？")]
)
async def test_a_guarded_line_is_told_apart(language: str, line: str, serve: Serve) -> None:
    """Who must not know answers from a short prompt without the secret, in the other slot; then nobody else speaks."""
    asked = probe(language, "oda", "wreck")
    text, requests = await ask(serve, [line], asked, language)
    apart, *rest = requests
    assert apart["id_slot"] == ASIDE
    assert all(one["id_slot"] != ASIDE for one in rest)
    prompt = "\n".join(message["content"] for message in apart["messages"])
    world = consistency.world(language)
    assert not secrets.given_away(world, "wreck", prompt, asked.words)
    assert any(world.facts["wreck"].text in message["content"] for message in rest[0]["messages"]), "the log holds it"
    assert line in text
    assert text.count("“") + text.count('"') == {"en": 2, "zh": 1}[language]


async def test_a_line_that_gives_it_away_is_told_again(serve: Serve) -> None:
    """A line with a word of the secret is refused; after a few the author's silence stands there."""
    asked = probe("en", "oda", "wreck")
    text, _ = await ask(serve, ["He did it with an auger, I saw him.", "Ask the sea."], asked)
    assert "auger" not in text
    assert "Ask the sea." in text
    text, requests = await ask(serve, ["An auger, that was it."] * ledger.TRIES, asked)
    assert "auger" not in text
    assert WORDINGS["en"].silence.format(name="Oda") in text
    assert sum(one["id_slot"] == ASIDE for one in requests) == ledger.TRIES


async def test_the_prose_behind_the_line_gives_nothing_away(serve: Serve) -> None:
    """What the model goes on with stands in the log, secret and all; a sentence that shows it is told again."""
    asked = probe("en", "oda", "wreck")
    text, _ = await ask(
        serve, ["I never heard of it.", " Oda turns an auger over in her hands. The wind drops." + OTHER], asked
    )
    assert "auger" not in text
    assert "I never heard of it." in text
    stubborn = [" The nets swing a little. Oda turns an auger over in her hands. The wind drops over the quay."] * 12
    text, requests = await ask(serve, ["I never heard of it.", *stubborn], asked)
    assert len(requests) > RETELLS
    assert "auger" not in text


async def test_told_again_they_answer_from_the_ledger_too(serve: Serve) -> None:
    """Telling such a turn again tells the line anew, apart and in the lead once; nobody speaks from the log."""
    asked = probe("en", "oda", "wreck")
    model, server = serve({"prose": ["I never heard of it.", PROSE["en"], "Ask the sea.", OTHER, OTHER]})
    story = secrets.begin(consistency.world("en"), asked, model, QUIET)
    first = told(await take(story.play(asked.words))).text
    before = len(server.requests())
    again = told(await take(story.retell())).text
    apart = [one for one in server.requests()[before:] if one["max_tokens"] > 1 and one["id_slot"] == ASIDE]
    assert len(apart) == 1
    assert "I never heard of it." in first
    assert "I never heard of it." not in again
    assert again.count("Ask the sea.") == 1
    assert again.count('"') + again.count("“") == 2
    await model.close()


async def test_a_server_that_fails_leaves_silence(serve: Serve) -> None:
    """A failing server costs the line, not the turn."""
    text, _ = await ask(serve, [{"status": 500}], probe("en", "tove", "oil"))
    assert WORDINGS["en"].silence.format(name="Tove") in text


def state_of(who: str) -> State:
    """Where somebody is spoken to, with nothing known that was not known at the start."""
    world = consistency.world("en")
    model = Model("none", url="http://127.0.0.1:1")
    return secrets.begin(world, probe("en", who, "wreck"), model, QUIET).tree.state(0)


def test_who_guards_what() -> None:
    """Guarded is a question to somebody here about a fact that they don't know or hide; nothing else is."""
    world = consistency.world("en")
    here = fold(secrets.begin(world, probe("en", "jonas", "wreck"), Model("x", url="http://x"), QUIET).state, ())
    assert ledger.guarded(world, here, Intent("talk", "jonas"), "What of the Marigold, Jonas?") == ledger.Guarded(
        "jonas", ("wreck",)
    )
    assert ledger.guarded(world, here, Intent("talk", "jonas"), "What of the weather, Jonas?") is None
    assert ledger.guarded(world, here, Intent("go", "harbour"), "I go to where the Marigold lay") is None
    asked = ledger.guarded(world, here, Intent("free"), "Oda, is there a tunnel?")
    assert asked == ledger.Guarded("oda", ("tunnel",))


def test_an_alias_names_who_is_asked() -> None:
    """Whoever is called by another of their names is the one who answers, not whoever stands first."""
    world = consistency.world("en")
    here = secrets.begin(world, probe("en", "jonas", "wreck"), Model("x", url="http://x"), QUIET).state
    for who in here.here():
        for name in world.characters[who].aliases:
            asked = ledger.guarded(world, here, Intent("free"), f"{name}, is there a tunnel?")
            assert asked is None or asked.who == who, name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_without_a_key_comes_near_a_fact(language: str) -> None:
    """Asked in other words about what the log holds, they answer from the ledger; other talk stays talk."""
    world = parse(world_files(), language)
    state = fold(State(), [start(world, seed=1), e.PlayerMoved(to="jetty")])
    asked = {
        "en": "What did Mr. Pell tell the girl about the gardens on the same day as the rain?",
        "zh": "佩尔先生许了园子什么雨水？",
    }[language]
    assert ledger.guarded(world, state, Intent("talk", "ines"), asked) is None, "the log does not hold it yet"
    state.knows["player.promise"] = "told"
    assert ledger.guarded(world, state, Intent("talk", "ines"), asked) == ledger.Guarded("ines", ("promise",))
    other = {
        "en": ["Is it going to rain tomorrow?", "How are your knees?", "Is Mr. Pell a good man, Ines?"],
        "zh": ["明天会下雨吗？", "你的膝盖怎么样？", "伊内丝，佩尔先生人好吗？"],
    }[language]
    for words in other:
        assert ledger.guarded(world, state, Intent("talk", "ines"), words) is None, words


SAID = {
    "en": (
        'Ines says, "He promised it to both of them."', "Ines tells you that he made two promises.",
        'Ines says, "A fine evening, and the tide is far out."', "The promise of rain hangs over the water.",
    ),
    "zh": (
        "伊内丝说：“他答应了两边。”", "伊内丝告诉你，那是两个许诺。", "伊内丝说：“今晚天气真好，潮水退得远。”",
        "水面上像有一个雨的许诺。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_other_talk_nobody_says_what_they_would_not_tell(language: str) -> None:
    """Words that give away what the log holds are refused in what somebody says, and only there."""
    world = parse(world_files(), language)
    state = fold(State(), [start(world, seed=1), e.PlayerMoved(to="jetty")])
    state.knows["player.promise"] = "told"
    words = {"en": "Postwoman, what did the old man say?", "zh": "邮差，老先生说了什么？"}[language]
    check = Check(world, state, [], hushed=ledger.hushed(world, state, Intent("talk", "ines"), words, ""))
    quoted, reported, other, narrated = SAID[language]
    assert check(quoted) == check(reported) == "gives away"
    assert check(other) == check(narrated) == ""
    named = {"en": "Ines, you know of the promise he promised", "zh": "伊内丝，那两个许诺，你答应保密吗"}[language]
    assert not set(ledger.hushed(world, state, Intent("talk", "ines"), named, "").keys) & {"promise", "许诺", "答应"}
    assert ledger.hushed(world, state, Intent("go", "office"), words, "") == ledger.Hushed()


async def test_the_log_is_not_told_on_in_other_talk(serve: Serve) -> None:
    """A question that no key betrays is told from the log, but the line that gives the secret away never comes out."""
    world = parse(world_files(), "en")
    model, _ = serve({"prose": [' "Mr. Pell promised sun to Wren and rain to the gardens," says Ines.'] * 12})
    reader = e.ReaderIntroduced(name="", pronouns="", persona="", rating="family")
    story = script.session(world, opening_events(world, seed=7, reader=reader), model, QUIET)
    await take(story.play("go to the jetty"))
    text = told(await take(story.play("Postwoman, what did the old man say to the bride?"))).text
    assert text.startswith('You ask, "Postwoman, what did')
    assert "promised" not in text
    await model.close()


@pytest.mark.parametrize(
    ("language", "untrue"),
    [
        (
            "en",
            " You now hold the jar of noon. You put the letter into your pocket. Ines hands you the bottle of mist.",
        ),
        ("zh", "你把信揣进口袋。你举起手里的一罐正午，对着灯看。伊内丝把信递给你。"),
    ],
)
async def test_a_stubborn_model_makes_nothing_true(language: str, untrue: str, serve: Serve) -> None:
    """What is not so never comes out, however often the model tells it; the author's quiet sentence stands there."""
    world = parse(world_files(), language)
    still = {"en": " The stove ticks quietly.", "zh": "炉子轻轻地响。"}[language]
    for first in ("", still):
        model, _ = serve({"prose": [first + untrue] * 30})
        reader = e.ReaderIntroduced(name="", pronouns="", persona="", rating="family")
        story = script.session(world, opening_events(world, seed=7, reader=reader), model, QUIET)
        steps = await take(story.play({"en": "wait", "zh": "静静等一会儿"}[language]))
        text = told(steps).text
        assert not any(word in text for word in ("jar of noon", "the letter", "the bottle", "正午", "信", "雾")), text
        assert text.endswith(WORDINGS[language].quiet)
        assert first.strip() in text
        assert shown(steps) == text
        await model.close()


def test_the_page_holds_what_they_would_tell_and_no_more() -> None:
    """On the page of who speaks stands who they are; secrets that they know do not, nor anybody else's."""
    world = consistency.world("en")
    here = state_of("jonas")
    page = "\n".join(ledger.page(world, here, "jonas"))
    assert world.characters["jonas"].persona in page
    for fact in world.facts:
        assert not secrets.given_away(world, fact, page, "")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_order_to_speak_is_read_as_telling(language: str) -> None:
    """However they are asked or ordered, whoever would not tell answers from their ledger, and learns nothing by it."""
    world = consistency.world(language)
    model = Model("none", url="http://127.0.0.1:1")
    for asked in secrets.probes(world, 72):
        story = secrets.begin(world, asked, model, TellSettings(asks=False))
        meant = (await story.read(asked.words)).intent
        assert meant.kind != "tell", asked.words
        told_anyway = tells(world, story.state, asked.who, asked.fact)
        assert told_anyway or ledger.guarded(world, story.state, meant, asked.words), asked.words
