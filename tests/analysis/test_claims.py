"""Claims: whether a goal is said to be reached."""

from __future__ import annotations

import pytest

from fabula.analysis.claims import Goal, claimed

FIND, RING = Goal("find the bell"), Goal("ring the bell", ("The bell speaks over the town.",))
LIGHT = Goal("light the lighthouse", also="The dark light")
PAY = Goal("pay Tove's debt", ("Jonas counts nine crowns and tears up a paper.",))
ZH_FIND, ZH_RING, ZH_LIGHT = Goal("找到那口钟"), Goal("敲响那口钟"), Goal("点亮灯塔")
ZH_PAY = Goal("还清托薇的债", ("姚师傅数了九个银币，撕掉一张纸。",))


@pytest.mark.parametrize(
    ("language", "goal", "text"),
    [
        ("en", FIND, "You have found the bell."), ("en", FIND, "The bell breaks the surface at your feet."),
        ("en", RING, "You have rung the bell, and the gulls go up."), ("en", LIGHT, "You have lit the light."),
        ("en", LIGHT, "The lighthouse burns again by your hand."), ("en", PAY, "With that, Tove's debt is paid."),
        ("en", PAY, "Jonas counts nine crowns out of it and tears up the paper."),
        ("en", PAY, "You lay the ninth crown on Tove's page."),
        ("zh", ZH_FIND, "钟破水而出，落在你脚边。"), ("zh", ZH_RING, "你敲响了那口钟。"),
        ("zh", ZH_LIGHT, "礁石上的灯塔重新亮了。"),
        ("zh", ZH_PAY, "你付清了九个银币，姚师傅把欠条撕成两半。"), ("zh", ZH_PAY, "第九枚银币落进他掌心。"),
    ],
)  # fmt: skip
def test_a_deed_is_claimed(language: str, goal: Goal, text: str) -> None:
    """It is said to be done, to have happened, or what is told when it is done is told."""
    assert claimed(text, "", goal, language)


@pytest.mark.parametrize(
    ("language", "goal", "text"),
    [
        ("en", FIND, "You might have found the bell, if the rope had held."),
        ("en", FIND, "You have not found the bell."),
        ("en", FIND, "It is only an anchor, not the bell."), ("en", RING, "A handbell rings in the square."),
        ("en", LIGHT, "Until the lighthouse is lit again, no boat puts out."),
        ("en", PAY, "Jonas tears up a sheet of paper, but it is only an old bill."),
        ("en", PAY, '"Paid, all of it," she says.'), ("en", RING, "The bell hangs still."),
        ("zh", ZH_FIND, "你拽了半天，什么也没挂上来。"), ("zh", ZH_RING, "还没人敲过那口钟。"),
        ("zh", ZH_LIGHT, "梦里你点亮了灯塔。"), ("zh", ZH_LIGHT, "谁点亮了灯塔，他就向谁脱帽。"),
        ("zh", ZH_PAY, "“还清了再说。”姚师傅说。"),
    ],
)  # fmt: skip
def test_a_deed_is_only_spoken_of(language: str, goal: Goal, text: str) -> None:
    """What is denied, wished, tried, dreamt or said by somebody claims nothing."""
    assert not claimed(text, "", goal, language)


def test_the_sentence_before_says_what_it_is() -> None:
    """ "It rings out at last" is the bell that was spoken of."""
    assert claimed("You swing the clapper, and it rings out at last over the town.", "The bell hangs here.", RING, "en")
    assert not claimed("You swing the clapper, and it rings out at last.", "A cup hangs here.", RING, "en")


def test_the_authors_own_words_decide() -> None:
    """With claims of its own a goal is claimed by nothing else."""
    goal = Goal("find the bell", claims=("green bronze",))
    assert claimed("Green bronze fills your arms.", "", goal, "en")
    assert not claimed("You have found the bell.", "", goal, "en")
