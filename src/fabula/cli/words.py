"""What the terminal says to the reader, in each language."""

from __future__ import annotations

from types import MappingProxyType

_ENGLISH = {
    "choose": "What do you do? (1-3, your own words, or /help)",
    "prompt": "> ",
    "previously": "Previously ...",
    "loading": "(The storyteller is waking up; read on, it takes a moment.)",
    "reading": "(The storyteller reads this world for the first time, {tokens} tokens; next time it opens at once.)",
    "restarted": "(The storyteller stumbled: {reason} The turn is told again.)",
    "authored": "(The storyteller failed: {reason} What follows is the author's alone. /retell tries again.)",
    "cancelled": "(This turn is cancelled; the story waits where it was.)",
    "ended": "The End: {title}",
    "after_end": "You may linger, or go back: /undo, /goto N, /branch N. /quit closes the book.",
    "bye": "The story is kept as {id}. Go on with: fabula play --session {id}",
    "ask_name": "What are you called in this story? (Enter: no name) ",
    "ask_pronouns": "Your pronouns: she, he, they, or your own? (Enter: none) ",
    "ask_persona": "Who are you, in a sentence? (Enter: nobody in particular) ",
    "ask_rating": "Who is reading? 1 family (fit for children), 2 teen, 3 adult (Enter: teen) ",
    "ask_again": "Please type 1, 2 or 3.",
    "pick_again": "There is no '{answer}' here; type a number from the list, or a world's name.",
    "asked_once": "(Kept for next time in {path}.)",
    "hint_quit": "(Ctrl-C cancels a turn. To leave: /quit; the story is kept.)",
    "saved": "Turn {turn} is saved as '{name}'.",
    "at": "You are at turn {turn}.",
    "branch": "You are at turn {turn}; what you do now begins another branch.",
    "no_lang": "This world is written in: {languages}.",
    "switched": "The story goes on in English. (The world is read anew; the first turn takes a little longer.)",
    "edit": "Edit the text; Esc, then Enter keeps it, Ctrl-C leaves it as it was.",
    "edited": "Your text is kept as turn {turn}.",
    "unknown": "There is no command {command}. /help lists them.",
    "changed": "(This world's text has changed since the story began; what happened stays.)",
    "help": """/undo, /redo      one turn back, forward
/retell           tell this turn again, in other words
/edit [TEXT]      put your own words in place of this turn's
/goto N           go to turn N
/branch N         go to just before turn N and choose otherwise
/save NAME        name this turn
/map              all turns and branches, and the places
/state            what is true now
/why              why this turn is as it is
/lang en|zh       go on in another language
/help, /quit""",
    "place": "Place",
    "people": "Here",
    "holding": "You hold",
    "quests": "To do",
    "done": "done",
    "counters": "Counts",
    "nothing": "nothing",
    "nobody": "nobody",
    "turns": "Turns",
    "places": "Places",
    "exits": "ways to ",
    "here": "you are here",
    "not_visited": " (not seen yet)",
    "opening": "(opening)",
    "why_action": "Your words",
    "why_intent": "Read as",
    "why_offered": "offered",
    "why_free": "free words",
    "why_refused": "Refused",
    "why_rules": "Rules that spoke",
    "why_lore": "Lore called up",
    "why_recalled": "Remembered",
    "why_events": "What happened",
    "why_note": "Told the storyteller",
    "why_lead": "The author's part",
    "why_tokens": "Tokens",
    "why_tokens_text": "{prompt} in the prompt, {reused} of them reused, {generated} generated; in the background {background}",
    "why_seconds": "Seconds",
    "why_seconds_text": "{first} to the first told word, {total} in all; choices {choices}",
    "why_retold": "Told again",
    "why_retold_text": "{why} ({tokens} tokens, {seconds} seconds)",
    "acts for the reader": "it acted for you",
    "another narrator": "somebody else told it",
    "speaks about itself": "it spoke about the story",
    "time jumps": "it jumped in time",
    "absent": "somebody spoke or acted who is not here",
    "another language": "another language",
    "loops": "it went in a circle",
    "repeats": "it had been said",
    "endless": "it did not end",
    "leaves the story": "it was no prose",
    "why_model": "Told by",
    "why_reader": "you",
    "colon": ": ",
    "comma": ", ",
    "semicolon": "; ",
    "why_nothing": "The opening is the author's own.",
    "pick_world": "Which story? (number, Enter: 1) ",
    "continue": "go on where you left: {title} ({id})",
}

_CHINESE = {
    "choose": "你要做什么？（1-3、自己的话，或 /help）",
    "prompt": "> ",
    "previously": "前情……",
    "loading": "（讲故事的人正在醒来，先读着，一会儿就好。）",
    "reading": "（讲故事的人头一次读这个世界，{tokens} 个词元；下次一打开就能讲。）",
    "restarted": "（讲故事的人磕绊了一下：{reason}这一回合重新讲。）",
    "authored": "（讲故事的人讲不下去了：{reason}下面只有作者的话。可以用 /retell 再讲一次。）",
    "cancelled": "（这一回合取消了，故事停在原处等你。）",
    "ended": "全文完：{title}",
    "after_end": "你可以再待一会儿，也可以回头：/undo、/goto N、/branch N。/quit 合上书。",
    "bye": "故事已保存为 {id}。继续：fabula play --session {id}",
    "ask_name": "在故事里怎么称呼你？（回车：不用名字）",
    "ask_pronouns": "用哪个代词：她、他、TA？（回车：不指定）",
    "ask_persona": "用一句话说说你是谁。（回车：没有特别的）",
    "ask_rating": "谁在读？1 合家（适合儿童），2 青少年，3 成人（回车：青少年）",
    "ask_again": "请输入 1、2 或 3。",
    "pick_again": "这里没有“{answer}”；请输入列表里的编号，或世界的名字。",
    "asked_once": "（已记在 {path}，下次不再问。）",
    "hint_quit": "（Ctrl-C 取消一个回合。离开请用 /quit，故事会保存。）",
    "saved": "第 {turn} 回合已保存为“{name}”。",
    "at": "你在第 {turn} 回合。",
    "branch": "你在第 {turn} 回合；接下来做的事会长出另一条枝。",
    "no_lang": "这个世界有这些语言：{languages}。",
    "switched": "故事接下来用中文讲。（要重新读一遍世界，头一回合会久一点。）",
    "edit": "修改文字；先 Esc 再回车保存，Ctrl-C 放弃。",
    "edited": "你的文字已存为第 {turn} 回合。",
    "unknown": "没有 {command} 这个命令。/help 列出全部。",
    "changed": "（故事开始以后，这个世界的文字改过；发生过的事不变。）",
    "help": """/undo、/redo      退一回合、进一回合
/retell           换个说法重讲这一回合
/edit [文字]      用你自己的话代替这一回合
/goto N           去第 N 回合
/branch N         回到第 N 回合之前，另选一条路
/save 名字        给这一回合起个名字
/map              所有回合、分枝和地点
/state            此刻的事实
/why              这一回合为什么是这样
/lang en|zh       换一种语言继续
/help、/quit""",
    "place": "地点",
    "people": "在场",
    "holding": "你带着",
    "quests": "要做的事",
    "done": "已完成",
    "counters": "计数",
    "nothing": "什么也没有",
    "nobody": "没有别人",
    "turns": "回合",
    "places": "地点",
    "exits": "通往",
    "here": "你在这里",
    "not_visited": "（还没去过）",
    "opening": "（开场）",
    "why_action": "你的话",
    "why_intent": "理解为",
    "why_offered": "给出的选项",
    "why_free": "自由输入",
    "why_refused": "没有做成",
    "why_rules": "起作用的规则",
    "why_lore": "唤起的设定",
    "why_recalled": "想起的往事",
    "why_events": "发生的事",
    "why_note": "告诉讲述者的话",
    "why_lead": "作者的部分",
    "why_tokens": "词元",
    "why_tokens_text": "提示 {prompt} 个，其中复用 {reused} 个，生成 {generated} 个；后台 {background} 个",
    "why_seconds": "秒",
    "why_seconds_text": "到第一个词 {first}，共 {total}；选项 {choices}",
    "why_retold": "重讲的句子",
    "why_retold_text": "{why}（{tokens} 个词元，{seconds} 秒）",
    "acts for the reader": "替你做了主",
    "another narrator": "换了人来讲",
    "speaks about itself": "讲起了故事本身",
    "time jumps": "时间跳走了",
    "absent": "不在场的人说话或动手了",
    "another language": "换了语言",
    "loops": "原地打转",
    "repeats": "已经说过",
    "endless": "一句话没完没了",
    "leaves the story": "不是正文",
    "why_model": "讲述者",
    "why_reader": "你",
    "colon": "：",
    "comma": "、",
    "semicolon": "；",
    "why_nothing": "开场是作者自己写的。",
    "pick_world": "读哪个故事？（输入编号，回车：1）",
    "continue": "接着上次读：{title}（{id}）",
}

WORDS = {"en": MappingProxyType(_ENGLISH), "zh": MappingProxyType(_CHINESE)}


def say(language: str, key: str, **values: object) -> str:
    """A sentence of the interface in ``language``."""
    return WORDS[language][key].format(**values)
