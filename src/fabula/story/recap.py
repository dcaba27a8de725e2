"""What happened so far, as sentences made from events: the recap for a returning reader and for the prompt."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.story import event as e
from fabula.story.state import State
from fabula.story.tree import Turn
from fabula.story.world import World

_TEXT = {
    "en": {
        "been": "You have been to {}.",
        "met": "You have spoken with {} about {}.",
        "took": "You carry {}.",
        "did": "You managed to {}.",
        "goal": "What is still to do: {}",
        "quest": "You achieved what you set out to do: {}.",
        "now": "You are now here: {}.",
        "and": " and ",
        "comma": ", ",
    },
    "zh": {
        "been": "你去过{}。",
        "met": "你和{}谈过{}。",
        "took": "你带着{}。",
        "did": "你做到了：{}。",
        "goal": "接下来要做的：{}",
        "quest": "你完成了心愿：{}。",
        "now": "你现在在{}。",
        "and": "和",
        "comma": "、",
    },
}


def _join(words: dict[str, str], parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return words["comma"].join(parts[:-1]) + words["and"] + parts[-1]


def recap(world: World, turns: Iterable[Turn], state: State) -> list[str]:
    """Sentences that say what happened in ``turns`` and where ``state`` leaves the reader.

    Made from events alone, so it can't be wrong about them; in the state's language.
    """
    words = _TEXT[state.language]
    events = [event for turn in turns for event in turn.events]
    places = dict.fromkeys(x.to for x in events if isinstance(x, e.PlayerMoved))
    heard: dict[str, list[str]] = {}
    for x in events:
        if isinstance(x, e.TopicHeard) and x.character in world.characters:
            topic = world.characters[x.character].topics.get(x.topic)
            if topic:
                heard.setdefault(x.character, []).append(topic.name)
    done = dict.fromkeys(x.rule for x in events if isinstance(x, e.RuleDone) and x.rule in world.rules)
    out = []
    if places:
        out.append(words["been"].format(_join(words, [world.name_of(place) for place in places])))
    out += [words["met"].format(world.name_of(who), _join(words, topics)) for who, topics in heard.items()]
    if done:
        out.append(words["did"].format(_join(words, [world.rules[rule].phrase for rule in done])))
    if state.held():
        out.append(words["took"].format(_join(words, [world.name_of(item) for item in state.held()])))
    for key, step in state.quests.items():
        quest = world.quests.get(key)
        if quest is None:
            continue
        if step == "done":
            out.append(words["quest"].format(quest.title))
        elif step in quest.steps:
            out.append(words["goal"].format(quest.steps[step].goal))
    out.append(words["now"].format(world.name_of(state.place)))
    return out
