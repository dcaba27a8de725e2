"""Danger in personal texts: it is found, and what only sounds so is left alone."""

from __future__ import annotations

import pytest

from fabula.analysis.danger import ENOUGH, HARMED, OTHER, SELF_HARM, danger
from fabula.errors import InputError

SPOKEN = [
    ("en", SELF_HARM, "I keep thinking about killing myself and I don't know whom to tell."),
    ("en", SELF_HARM, "I burned my arm again last night. Nobody asks about the long sleeves."),
    ("en", SELF_HARM, "Everyone would be better off without me. I just want to go to sleep and not wake up."),
    ("en", HARMED, "He slapped me again on Friday and he has hidden my passport. I'm scared to go home."),
    ("en", HARMED, "My uncle comes into my room at night and touches me. He says it is our secret. I'm eleven."),
    ("en", OTHER, "My sister keeps texting me that she wants to die and now she isn't answering."),
    ("zh", SELF_HARM, "我真的不想活了，昨天连遗书都写好了。"),
    ("zh", SELF_HARM, "又拿刀片划了自己的手臂，疼了才觉得安静。"),
    ("zh", HARMED, "他喝了酒又打我，我的眼睛肿得睁不开，不敢报警。"),
    ("zh", HARMED, "叔叔摸我的腿，说这是我们的秘密。我今年十岁。"),
    ("zh", OTHER, "室友刚才发消息说她不想活了，电话也不接，我该不该报警？"),
]
INNOCENT = [
    ("en", "This essay is killing me, I could die of boredom."),
    ("en", "Mum is going to kill me when she sees the carpet."),
    ("en", "I cut myself shaving and bled all over the towel."),
    ("en", "I don't want to kill myself, I want to sleep for a week and then eat a pie."),
    ("en", "Twenty years ago I wanted to die. I am glad every morning that I stayed."),
    ("en", "In the novel the heroine writes that she wants to die, and I cried at the last chapter."),
    ("en", "I want to die in your arms tonight / oh oh, take me down the line / and leave me in the light"),
    ("en", "A man who beat his wife was jailed for six years at the crown court on Monday."),
    ("en", "Grandma died in spring. I miss her every day, and I still ring her number."),
    ("zh", "笑死我了，这个视频我看了十遍。"),
    ("zh", "这次考砸了，我妈会打死我的。"),
    ("zh", "切菜时不小心划了自己的手，流了不少血，贴了创可贴。"),
    ("zh", "二十年前我也想过自杀，如今回头看，庆幸自己留了下来。"),
    ("zh", "电视剧里的女主角说她不想活了，我看得直掉眼泪。"),
    ("zh", "奶奶走了三年了，每到清明我还是很想她。"),
    ("zh", "法院判处长期殴打妻子的被告人有期徒刑四年。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "text"), SPOKEN)
def test_danger_is_found_with_its_kind_and_place(language: str, kind: str, text: str) -> None:
    """Who speaks of it is found, of the right kind; the span lies in the text; how sure is between the bounds."""
    found = danger(text, language)
    assert found is not None
    assert found.kind == kind
    assert 0 <= found.span.begin < found.span.end <= len(text)
    assert ENOUGH <= found.sure <= 1


@pytest.mark.parametrize(("language", "text"), INNOCENT)
def test_what_only_sounds_so_is_left_alone(language: str, text: str) -> None:
    """Idioms, accidents, denials, what is long over, fiction, songs, news and grief raise no alarm."""
    assert danger(text, language) is None


def test_what_is_long_over_counts_again_when_it_happens_now() -> None:
    """The years of a story don't hide that it goes on: "he still hits me" after ten years is danger."""
    assert danger("We married ten years ago. He used to hit me.", "en") is None
    assert danger("We married ten years ago. He still hits me, and last night he held me by the throat.", "en")


def test_signs_far_apart_do_not_add_up() -> None:
    """Two small signs in one passage of a book and pages later are no alarm together."""
    first, second, third = "I wear long sleeves.", "It goes quiet.", "I drew blood, I think."
    between = "We went to the market and bought apples for the horse. " * 12
    assert danger(f"{first} {between} {second} {between} {third}", "en") is None


def test_nothing_is_found_where_nothing_is_said() -> None:
    """Empty texts and texts of marks alone are no danger; an unknown language is an error that says so."""
    assert danger("", "en") is None
    assert danger("…！？", "zh") is None
    with pytest.raises(InputError, match="'fr'"):
        danger("bonjour", "fr")


def test_a_long_line_takes_linear_time() -> None:
    """A text of one line without an end is read, not searched over and over."""
    assert danger("a" * 300_000 + " " + "I was in the garden and " * 4000, "en") is None
    assert danger("我在花园里看花" * 20_000, "zh") is None
