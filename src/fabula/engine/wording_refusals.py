"""What a story says to a reader whose words it can't take, in each language: the message and what to do."""

from __future__ import annotations

from fabula.errors import ActionError

_REFUSALS = {
    "en": {
        "no choice": ("There is no choice {number}.", "Type 1 to {count}, or say in words what you do."),
        "opening told": ("The opening is the author's own and can't be told again.", "Take a turn first."),
        "opening edited": ("The opening is the author's own and can't be edited.", "Take a turn first."),
        "nothing to undo": ("This is the opening; there is nothing to undo.", "Take a turn first."),
        "nothing to redo": ("There is no turn after this one to go back to.", "/map shows all turns."),
        "edited length": ("The edited text has {length:,} characters.", "Write between 1 and {most:,}."),
        "no name": ("A saved place needs a name.", "Write: /save before the storm"),
        "no number": ("{command} takes the number of a turn, not '{text}'.", "/map shows the numbers."),
    },
    "zh": {
        "no choice": ("没有第 {number} 个选项。", "请输入 1 到 {count}，或者用自己的话说你要做什么。"),
        "opening told": ("开场是作者写的，不能重讲。", "先走一个回合吧。"),
        "opening edited": ("开场是作者写的，不能修改。", "先走一个回合吧。"),
        "nothing to undo": ("这里就是开场，没有可以撤回的。", "先走一个回合吧。"),
        "nothing to redo": ("后面没有可以恢复的回合了。", "/map 能看到所有的回合。"),
        "edited length": ("改过的文字有 {length:,} 个字符。", "请写 1 到 {most:,} 个字符。"),
        "no name": ("存档要有个名字。", "比如：/save 暴风雨之前"),
        "no number": ("{command} 后面要写回合的号码，不是“{text}”。", "/map 能看到号码。"),
    },
}


def refusal(language: str, what: str, **values: object) -> ActionError:
    """The error that says to the reader, in their language, why something can't be done, and what can."""
    message, hint = _REFUSALS[language][what]
    return ActionError(message.format(**values), hint=hint.format(**values))
