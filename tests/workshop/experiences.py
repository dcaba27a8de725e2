"""Two experiences, what may and what may not be told beside them, and how stories of them are told in tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fabula.analysis.report import Report
from fabula.analysis.text import Text, read
from fabula.models.model import Model
from fabula.testing.scripted import ScriptedServer
from fabula.workshop.story import Story
from fabula.workshop.telling import tell
from fabula.workshop.wish import Wish

Serve = Callable[..., tuple[Model, ScriptedServer]]
RAW = {
    "zh": "在深夜的街头，我遇到了一位老奶奶，她卖力的推着一辆满载货物的三轮车。"
    "尽管天气寒冷，但她脸上依然洋溢着慈祥的微笑。"
    "我毫不犹豫地买了她的东西，并告诉她是来自远方的游客。",
    "en": "Last winter my car broke down on the road to Hallam. It was snowing, and my phone was dead. An old farmer"
    " stopped his tractor, tied a rope to my bumper and towed me four miles to the village. He would not take any"
    " money.",
}
TEXTS = {language: read(raw) for language, raw in RAW.items()}
GOOD = {
    "zh": ["夜色很深，寒冷的街头只剩下几盏昏黄的灯。", "我停下脚步，静静地看着她推车。", "她的微笑让我心里暖和起来。",
           "那一夜的寒冷我已经忘了，她的微笑我一直记得。"],
    "en": ["The winter road lay white and empty under the snow.", "My hands were numb, and I had no way to call.",
           "I watched his tractor come slowly out of the snow.",
           "I still think of that rope and of his quiet kindness."],
}  # fmt: skip
BAD = {
    "zh": {"speaks about the story": "这个故事讲的是一位老奶奶在街头。",
           "another script": "The street was very cold that night.",
           "marks of a list or of speech": "她说：“谢谢你，远方来的游客。”",
           "broken off": "夜很深，寒冷的街头上我一个人慢慢"},
    "en": {"speaks about the story": "Here is a sentence about the cold snow.",
           "another script": "那条路上下着很大的雪，我很冷。",
           "marks of a list or of speech": "“Come along with me,” the farmer said kindly.",
           "broken off": "The snow fell on the road and I could"},
}  # fmt: skip


def told(model: Model, text: Text, found: Report, wish: Wish) -> Story:
    """The story that a model tells."""
    story: Story = done(model, lambda: tell(model, text, found, wish))
    return story


def done(model: Model, do: Callable[[], Any]) -> Any:
    """What comes of doing something with a started model."""

    async def run() -> Any:
        await model.start()
        try:
            return await do()
        finally:
            await model.close()

    return asyncio.run(run())
