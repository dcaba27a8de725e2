"""The languages a story can be told in: the phrases of offered choices, and the verbs of free words."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """What pure story code must know about a language."""

    code: str
    phrases: dict[str, str]  # intent kind -> phrase of an offered choice, with {name} and {topic}
    verbs: dict[str, tuple[str, ...]]  # intent kind -> words that mean it
    negations: tuple[str, ...]
    refusals: dict[str, str]
    spaced: bool  # whether words are separated by spaces
    unlike: str = r"(?!)"  # a pattern of what only looks like going: 听到 does, for its 到
    goes: str = ""  # a pattern of words that go to {name}; without it a verb and a name anywhere are enough

    def tokens(self, text: str) -> list[str]:
        """Lower-case words (spaced languages) or single characters and latin words (others)."""
        if self.spaced:
            return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.casefold().replace("\u2019", "'"))
        return re.findall(r"[a-z0-9]+|[\u3400-\u9fff]", text.casefold())

    def contains(self, text: str, phrase: str) -> bool:
        """Whether ``phrase`` occurs in ``text``: as whole words, endings forgiven, where words are spaced."""
        if not self.spaced:
            return phrase.casefold() in text.casefold()
        words, wanted = self._core(text), self._core(phrase)
        if not wanted:
            return False
        last = len(words) - len(wanted) + 1
        return any(all(_same(a, b) for a, b in zip(words[i:], wanted, strict=False)) for i in range(max(0, last)))

    def _core(self, text: str) -> list[str]:
        return [word for word in self.tokens(text) if word not in _ARTICLES]

    def alike(self, phrase: str) -> str:
        """The same for all phrases that a reader's words can't tell apart: "A lamp", "the lamp"."""
        core = self._core(phrase) if self.spaced else []
        return " ".join(core or phrase.casefold().split())

    def wordless(self, phrase: str) -> bool:
        """Whether a phrase holds no word that could mean anything: nothing, blanks, marks, a lone article."""
        words = re.findall(r"\w+", phrase.casefold())
        return not words or (self.spaced and _ARTICLES.issuperset(words))

    def says(self, text: str, kind: str) -> bool:
        """Whether ``text`` has a verb of that kind."""
        plainly = re.sub(self.unlike, "\u25cb", text) if kind == "go" else text
        return any(self.contains(plainly, verb) for verb in self.verbs.get(kind, ()))

    def goes_to(self, text: str, name: str) -> bool:
        """Whether ``text`` goes to what is called so."""
        if not self.goes:
            return self.says(text, "go") and self.contains(text, name)
        where = self.goes.replace("{name}", re.escape(name.casefold()))
        return re.search(where, re.sub(self.unlike, "\u25cb", text.casefold())) is not None


_ARTICLES = frozenset({"the", "a", "an", "my", "your", "his", "her", "their", "some"})


def _same(word: str, wanted: str) -> bool:
    return word == wanted or word in (wanted + "s", wanted + "es", wanted + "'s", wanted + "ed", wanted + "ing")


ENGLISH = Language(
    code="en",
    phrases={
        "go": "go to {name}",
        "take": "take {name}",
        "drop": "put {name} down",
        "give": "give {name} to {topic}",
        "talk": "talk with {name}",
        "ask": "ask {name} about {topic}",
        "quiz": "let {name} ask you something",
        "answer": "answer: {name}",
        "accept": "promise to see to it: {name}",
        "inquire": "ask {name} about {topic}",
        "tell": "tell {name} about {topic}",
        "look": "look closely at {name}",
        "survey": "look around",
        "wait": "wait and watch",
    },
    verbs={
        "go": ("go", "walk", "enter", "climb", "run", "head", "return", "leave for", "step into", "travel", "move to",
               "descend", "visit", "sneak", "hurry", "follow the path", "cross", "ride", "sail"),
        "take": ("take", "grab", "pick", "pocket", "collect", "lift", "seize", "snatch", "gather"),
        "drop": ("drop", "put down", "leave behind", "discard", "set down"),
        "ask": ("ask", "question", "tell me", "swear it", "say what", "what about", "talk about", "speak about",
                "inquire"),
        "tell": ("tell", "say", "explain", "let know", "report", "confess", "warn", "mention"),
        "talk": ("talk", "speak", "greet", "say", "chat", "tell", "call", "ask", "hello", "hi", "answer", "thank"),
        "accept": ("accept", "agree", "promise", "take on", "i'll do it", "i will do it", "deal", "count me in"),
        "look": ("look", "examine", "inspect", "study", "read", "search", "check", "touch", "open", "watch"),
        "survey": ("look around", "look about", "where am i", "survey", "take in"),
        "wait": ("wait", "rest", "do nothing", "stay", "listen", "continue", "sit still", "watch"),
    },
    negations=("not", "don't", "never", "won't", "can't", "refuse to", "without", "instead of", "if i", "what if",
               "imagine", "dream", "didn't", "do not", "cannot"),
    refusals={
        "far": "There is no way from here to {name}.",
        "gone": "{name} is not here.",
        "absent": "{name} is not here to listen.",
        "fixed": "{name} can't be carried away.",
        "kept": "You can't part with {name}.",
        "locked": "The way to {name} is closed for now.",
        "rule": "That can't be done here and now.",
        "held": "You already have {name}.",
        "dead": "{name} is dead and answers nobody any more.",
        "comes": "{name} arrives.",
        "leaves": "{name} leaves.",
    },
    spaced=True,
)  # fmt: skip

CHINESE = Language(
    code="zh",
    phrases={
        "go": "去{name}",
        "take": "拿起{name}",
        "drop": "放下{name}",
        "give": "把{name}交给{topic}",
        "talk": "和{name}说说话",
        "ask": "向{name}打听{topic}",
        "quiz": "请{name}考考你",
        "answer": "回答：{name}",
        "accept": "答应下来：{name}",
        "inquire": "向{name}打听{topic}",
        "tell": "把{topic}告诉{name}",
        "look": "仔细看看{name}",
        "survey": "环顾四周",
        "wait": "静静等一会儿",
    },
    verbs={
        "go": ("去", "走到", "走进", "走向", "进入", "前往", "回到", "爬上", "上到", "下到", "赶往", "跑到", "到"),
        "take": ("拿", "取", "捡", "拾", "带上", "收起", "抓起"),
        "drop": ("放下", "丢下", "扔掉", "留下"),
        "ask": ("问", "打听", "请教", "告诉我", "说给我", "讲给我", "讲出来", "聊聊", "说说", "谈谈"),
        "tell": ("告诉", "说", "讲", "坦白", "提醒", "警告", "提起"),
        "talk": ("说", "聊", "谈", "问", "告诉", "打招呼", "喊", "叫", "回答", "道谢", "你好"),
        "accept": ("答应", "接受", "接下", "同意", "成交", "包在我身上", "我来办"),
        "look": ("看", "查看", "检查", "观察", "读", "翻", "摸", "打开", "端详"),
        "survey": ("环顾", "四处看", "看看四周", "看看周围", "我在哪"),
        "wait": ("等", "休息", "歇", "不动", "听", "继续", "坐着"),
    },
    negations=("不", "没", "别", "勿", "如果", "要是", "假如", "梦见", "想象"),
    refusals={
        "far": "从这里没有路通向{name}。",
        "gone": "{name}不在这里。",
        "absent": "{name}不在这里，听不到你的话。",
        "fixed": "{name}是拿不走的。",
        "kept": "{name}不能随便放下。",
        "locked": "通往{name}的路现在走不通。",
        "rule": "此时此地，这件事做不成。",
        "held": "{name}已经在你手里了。",
        "dead": "{name}已经死了，再也不会回答谁。",
        "comes": "{name}来了。",
        "leaves": "{name}走了。",
    },
    spaced=False,
    unlike=(
        r"[听看望说提谈聊讲问闻嗅感遇碰见撞梦等找得收拿取捡买抓捉猜料意觉察达传迟轮直亮照迎做办受遭读学记认]到"
        r"|想到(?![^，。！？；]*(?:去|看看|走走|逛逛|转转))|[过失除死望看听]去(?!了?[，。]|$)"
        r"|(?<=[一二两三四五六七八九十几])下到|到底|到处|到时|周到|去年"
    ),
    goes=(
        r"(?:[去往到进]|走向|进入|前往|回|爬上|上到|赶往|登上|走上|下)(?:了|到|往|去|一趟|趟|一下|进|上)?"
        r"(?:那[边个座条]?|这[边个座条]?|旁边的|对面的|楼[上下]的|[^，。！？；]{1,6}的"
        r"|[^，。！？；]{0,3}[那这][家个座条片艘])?{name}"
        r"|(?<![从离在]){name}(?:里|上|那边|那儿)?去|往[^，。！？；]{0,4}{name}"
        r"|(?:朝|向|沿着?|顺着?)[^，。！？；]{0,4}{name}[^，。！？；]{0,4}[走跑去爬溜挪]"
    ),
)

LANGUAGES: dict[str, Language] = {"en": ENGLISH, "zh": CHINESE}
