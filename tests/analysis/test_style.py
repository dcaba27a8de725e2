"""Style: each measure tells texts apart that differ in it, in both languages, and points at where it stands."""

from __future__ import annotations

import pytest

from fabula.analysis.imagery import imagery
from fabula.analysis.lexicon import lexicon, shipped
from fabula.analysis.readability import rare, readability, syllables
from fabula.analysis.register import register
from fabula.analysis.rhythm import rhythm
from fabula.analysis.showing import showing
from fabula.analysis.speech import dialogue
from fabula.analysis.style import style
from fabula.analysis.telling import person, tense
from fabula.analysis.text import Text, read
from fabula.analysis.vocabulary import diversity, mattr, repetitions

STREET = (
    "在深夜的街头，我遇到了一位老奶奶，她卖力的推着一辆满载货物的三轮车。尽管天气寒冷，但她脸上依然洋溢着慈祥的微笑。"
    "我毫不犹豫地买了她的东西，并告诉她是来自远方的游客。"
)
TIGER = "有屠人货肉归，日已暮，欻一狼来，瞰担上肉，似甚垂涎。屠惧，示之以刃，少却；及走，又从之。屠思狼所欲者肉，乃止。"


def _said(text: Text, spans: object) -> list[str]:
    return [text.of(one) for one in spans]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("walked", 1),
        ("wanted", 2),
        ("table", 2),
        ("idea", 3),
        ("something", 2),
        ("beautiful", 3),
        ("don't", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    """Silent endings, spoken ones and vowels side by side are counted as they are said."""
    assert syllables(word) == count


def test_longer_words_and_sentences_are_harder() -> None:
    """Flesch's measures agree with their formulas: short words in short sentences are easy, the opposite is hard."""
    easy = readability(read("The cat sat. The dog ran. The sun was hot.", "en"))
    hard = readability(
        read("Institutional considerations notwithstanding, administrative deliberations continued.", "en")
    )
    assert easy.ease is not None and hard.ease is not None and easy.grade is not None and hard.grade is not None
    assert easy.ease == pytest.approx(206.835 - 1.015 * 10 / 3 - 84.6)
    assert easy.ease > 100 > 0 > hard.ease
    assert easy.grade == 0 < 12 < hard.grade


def test_chinese_has_its_own_measures() -> None:
    """Chinese gets lengths and rare characters, and no English formula; 魍 is no character in common use."""
    found = readability(read("他来了，笑着说话。魍魉都走了。", "zh"))
    assert found.ease is None and found.grade is None
    assert found.sentence == 6 and found.clause == pytest.approx(4)
    assert found.rare == pytest.approx(2 / 12)
    assert rare("魍") and not rare("笑")


def test_mattr_is_what_it_says() -> None:
    """The mean share of different words in all windows, computed by hand; too few words have none."""
    assert mattr(["a", "b", "a", "a"], 2) == pytest.approx((1 + 1 + 0.5) / 3)
    assert mattr(["a"], 2) is None
    assert diversity(read("One two three.", "en")).mattr_50 is None


def test_repetitions_are_near_and_in_one_sentence() -> None:
    """Three words that come again close by are found with their places; far away or over a full stop they are not."""
    near = read("He took the rusty old key. Then she hid the rusty old key again.", "en")
    (one,) = repetitions(near)
    assert one.text == "the rusty old key" and _said(near, one.spans) == [one.text, one.text]
    far = read(
        "The rusty old key lay there. " + "Nothing else happened on any of those days. " * 12 + "A rusty old key.", "en"
    )
    assert all("rusty" not in found.text for found in repetitions(far))
    assert not repetitions(read("Black cats. White dogs. Sing black cats! White dogs sing.", "en"))


@pytest.mark.parametrize(
    ("raw", "runs"),
    [("One two three. " * 5, 1), ("One. One two three four five six. " * 4, 0)],
    ids=["alike", "changing"],
)
def test_rhythm_finds_sentences_that_are_alike(raw: str, runs: int) -> None:
    """Five sentences of one length are one run; where short and long ones change there is none."""
    found = rhythm(read(raw, "en"))
    assert len(found.alike) == runs
    assert (found.deviation == 0) is (runs == 1)


@pytest.mark.parametrize(
    ("raw", "language", "share"),
    [
        ('"Run!" he said.', "en", 6 / 13),
        ("The so-called “palace” was a hut.", "en", 0.0),
        ("他说：“快跑！”", "zh", 5 / 8),
        ("这就是所谓的“小”了。", "zh", 0.0),
    ],
)
def test_dialogue_is_what_is_spoken(raw: str, language: str, share: float) -> None:
    """What is said counts with its marks; a word that is only called so doesn't."""
    assert dialogue(read(raw, language)).share == pytest.approx(share)


def test_speech_without_marks_is_not_taken_for_none() -> None:
    """An old book without quotation marks has a share that isn't known, and its narrator isn't whoever speaks."""
    text = read("主人问其故。客曰：吾不知也，吾家贫。", "zh")
    assert dialogue(text).share is None
    assert person(text).name == ""


@pytest.mark.parametrize(
    ("raw", "language", "name"),
    [
        ('I opened the door. "You are late," she said to me.', "en", "first"),
        ('She opened the door. "I know that I am late," he said. "I am sorry."', "en", "third"),
        ("You open the door. You step inside.", "en", "second"),
        (STREET, "zh", "first"),
        ("他推开门。“我来晚了，我错了。”他说。", "zh", "third"),
    ],
)
def test_who_tells(raw: str, language: str, name: str) -> None:
    """The person is that of the narration: what people say of themselves doesn't count."""
    assert person(read(raw, language)).name == name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("She walked home, sat down and thought of him. He was gone.", "past"),
        ("She walks home. He sits there and they talk. The dog is asleep.", "present"),
        ('She smiled and said, "He is here, he has it, he knows."', "past"),
    ],
)
def test_tense_of_the_narration(raw: str, name: str) -> None:
    """Past and present are told by verb forms, and speech in the present leaves a tale in the past."""
    assert tense(read(raw, "en")).name == name


def test_chinese_has_aspect_and_no_tense() -> None:
    """Marks of aspect are counted as such; 了 in 了解 and 过 in 过去 are no marks."""
    found = tense(read("他吃了饭，看着窗外。", "zh"))
    assert found.name == "" and dict(found.aspects)["finished (了)"] > 0 and dict(found.aspects)["going on (着)"] > 0
    none = dict(tense(read("他了解过去的事。", "zh")).aspects)
    assert none["finished (了)"] == 0 and none["lived through (过)"] == 0


@pytest.mark.parametrize(
    ("raw", "language", "sense", "words"),
    [
        ("The red lamp glimmered.", "en", "sight", ["red", "glimmered"]),
        ("A bell clanged, and the reeds whispered.", "en", "sound", ["bell", "clanged", "whispered"]),
        ("The bread was sweet.", "en", "taste", ["bread", "sweet"]),
        ("金黄的稻田闪闪发亮。", "zh", "sight", ["金黄", "闪闪", "发亮"]),
        ("冰冷的手在发抖。", "zh", "touch", ["冰冷", "发抖"]),
        ("屋里香喷喷的。", "zh", "smell", ["香喷喷"]),
    ],
)
def test_sense_words(raw: str, language: str, sense: str, words: list[str]) -> None:
    """Words that speak to a sense are found in their forms, with their places."""
    text = read(raw, language)
    assert _said(text, imagery(text).spans(sense)) == words


@pytest.mark.parametrize(
    ("raw", "language", "count"),
    [
        ("Her hair was as black as coal, and she ran like a deer.", "en", 2),
        ("As soon as I came, I would like a cup of tea, as well as bread.", "en", 0),
        ("她的脸像苹果一样红，声音宛如银铃。", "zh", 2),
        ("我想像不出他的画像。他好像来了。", "zh", 0),
    ],
)
def test_similes(raw: str, language: str, count: int) -> None:
    """Figures of speech are similes; wishes, conditions and portraits are not."""
    assert len(imagery(read(raw, language)).similes) == count


@pytest.mark.parametrize(
    ("raw", "language", "name"),
    [
        (TIGER, "zh", "classical"),
        (STREET, "zh", "plain"),
        ("咱们咋办啊？甭管它，瞎折腾啥！", "zh", "colloquial"),
        ("Yeah, I dunno, you guys. Gonna be awesome.", "en", "colloquial"),
        ("Whither goest thou? He hath slain thee. Thy steed is weary.", "en", "classical"),
        ("Behold, her countenance was pallid amid the gloom.", "en", "literary"),
        ("The farmer fed the hens and went to the market.", "en", "plain"),
    ],
)
def test_register(raw: str, language: str, name: str) -> None:
    """Texts of four registers are named as such, by marks that stand where the answer says."""
    text = read(raw, language)
    found = register(text)
    assert found.name == name
    assert sum(share for _, share in found.shares) == pytest.approx(1)
    assert name == "plain" or found.spans(name)


@pytest.mark.parametrize(
    ("raw", "language", "told", "shown"),
    [
        ("She was very sad. His hands trembled.", "en", ["sad"], ["trembled"]),
        ('"I am so angry," he said.', "en", [], []),
        ("他非常难过。她攥紧了拳头。", "zh", ["难过"], ["攥紧", "拳头"]),
    ],
)
def test_showing_and_telling(raw: str, language: str, told: list[str], shown: list[str]) -> None:
    """A feeling that the narration names is told, one that a body shows is shown, and speech is neither."""
    text = read(raw, language)
    found = showing(text)
    assert (_said(text, found.told), _said(text, found.shown)) == (told, shown)
    assert found.told_share == (0.5 if told else None)


def test_lexicons_know_forms_and_phrases() -> None:
    """Entries are found in their forms and over a line's end, but not over a comma; of two the longer is taken."""
    known = lexicon([("x", "run", "words"), ("x", "run away", "words"), ("y", "wet", "adjectives")], "en")
    text = read("She ran\naway, running, away from the wettest dog.", "en")
    assert [(text.raw[one.begin : one.end], one.entry) for one in known.find(text)] == [
        ("ran\naway", "run away"), ("running", "run"), ("wettest", "wet"),
    ]  # fmt: skip


def test_lexicons_keep_to_words_in_chinese() -> None:
    """One character must be a word of its own: 红 is no colour in 红军."""
    assert not [one for one in shipped("senses", "zh").find(read("红军走了很远。", "zh")) if one.label == "sight"]


@pytest.mark.parametrize(
    "raw", ["Hello", "好", "No. 5 😀", "a" * 5000, "word " * 3000, "\n\n# One\n\nYes.\n\n# Two\n\nNo."]
)
def test_any_text_has_a_style(raw: str) -> None:
    """A word, a run of letters, one endless sentence and bare titles have one too, and the same every time."""
    language = "zh" if raw == "好" else "en"
    assert style(read(raw, language)) == style(read(raw, language))
