"""What the diary says to the person who keeps it, in each language."""

from __future__ import annotations

from types import MappingProxyType

_ENGLISH = {
    "kept": "Kept, word for word, as entry {id} of {day}.",
    "kept_private": "Only you can read the diary on this machine: {path}",
    "removed": "Entry {id} is gone; its words are overwritten.",
    "none": 'The diary is empty. Begin it with: fabula diary add "Today …"',
    "none_here": "Nothing was written in these {weeks} weeks. See further back with --weeks, or: fabula diary list",
    "unread": "{count} kept, but in no language that is read here, so not in the picture: {ids}.",
    "few": "One day makes no line yet. Write about some more, and this becomes a picture of your weeks.",
    "brightest": "Brightest",
    "heaviest": "Heaviest",
    "mirror": "This is a mirror for looking back: it weighs words, and it can be wrong about you. It is an aid to reflection, no therapy and no diagnosis. If things stay heavy, please talk with somebody you trust, or with a doctor.",
    "week": "WEEK OF",
    "days": "M T W T F S S",
    "mean": "MOOD",
    "mostly": "MOSTLY",
    "written": "DAYS",
    "scale": "Each sign is a day, from ▁ (unpleasant) to █ (pleasant); · nothing written. Mood goes from −1 to +1.",
    "title": "Mood, day by day and week by week",
    "high": "pleasant",
    "low": "unpleasant",
    "line": "mean of the week",
    "drawn": "The picture is in {path}; only you can read it.",
    "id": "ENTRY",
    "day": "DAY",
    "feeling": "FEELING",
    "text": "TEXT",
    "not_read": "not read",
    "quote": "“{text}”",
    "export": "Diary",
}

_CHINESE = {
    "kept": "已一字不改地存为第 {id} 篇（{day}）。",
    "kept_private": "这本日记在这台机器上只有你能读：{path}",
    "removed": "第 {id} 篇已删去，原文已被覆盖。",
    "none": '日记还是空的。可以这样开始：fabula diary add "今天……"',
    "none_here": "这 {weeks} 周里没有写过。可用 --weeks 往前看，或看 fabula diary list",
    "unread": "有 {count} 存着，但不是这里能读的语言，没有画进图里：{ids}。",
    "few": "只有一天，还连不成线。再写几天，就能看见这几周的样子。",
    "brightest": "最明亮",
    "heaviest": "最沉重",
    "mirror": "这只是一面回望的镜子：它掂量的是字句，也可能看错你。它帮你回顾，不是治疗，也不作诊断。如果一直很难受，请找你信任的人说说，或去看医生。",
    "week": "周一",
    "days": "一二三四五六日",
    "mean": "心情",
    "mostly": "多为",
    "written": "天数",
    "scale": "一格是一天，▁ 不快，█ 愉快，· 没有写。心情从 −1 到 +1。",
    "title": "每天与每周的心情",
    "high": "愉快",
    "low": "不快",
    "line": "每周平均",
    "drawn": "图存于 {path}，只有你能读。",
    "id": "篇",
    "day": "日期",
    "feeling": "情绪",
    "text": "内容",
    "not_read": "未读",
    "quote": "「{text}」",
    "export": "日记",
}

WORDS = {"en": MappingProxyType(_ENGLISH), "zh": MappingProxyType(_CHINESE)}


def say(language: str, key: str, **values: object) -> str:
    """A sentence of the diary in ``language``; English where that is another."""
    return WORDS.get(language, WORDS["en"])[key].format(**values)


def entries(language: str, count: int) -> str:
    """Some entries, counted."""
    return f"{count} 篇" if language == "zh" else f"{count} entr{'y is' if count == 1 else 'ies are'}"
