"""Chinese clauses: the words of each clause of a text, and what may stand before its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.analysis.text import Text
from fabula.analysis.verbs import ZH_SPEECH, any_of, wordset
from fabula.analysis.words import Word

MARKS = '“”「」『』‘’"'
_CUT = re.compile(r"[，。！？；：、…—\n,.!?;:（）()《》〈〉\s“”「」『』‘’\"]+")
SPEECH = (
    *ZH_SPEECH,
    *sorted(
        wordset(
            "回答 答应 质问 争辩 解释 诅咒 大笑 打招呼 告诉 喝道 喝 求 曰 云 坚持 反驳 嘲笑 问话"
            " 央求 哀求 恳求 宣布 命令 抱怨 嘱咐 大叫 惊叫 尖叫 哭 笑 叹 自言自语 接着 嚷嚷 催"
            " 建议 提醒 警告 唱 念 呼 对曰 谓 语 笑曰 辞 请 拍手 嚷 咒骂 追问 插话 感叹 惊呼"
            " 发话 吼叫 开腔 附和 敷衍 赞 夸 骂 答话 搭讪 谢"
        )
    ),
)
SAYS = re.compile(rf"(?:{any_of(SPEECH)})(?:道|着|了|起来|出来|一声|说)*")
# What may stand before a subject: words that join, place in time, or point.
_LED = wordset(
    "但 但是 可是 而 而且 于是 因此 所以 因为 如果 虽然 然而 不过 却 便 就 这时 那时"
    " 这时候 那时候 此时 忽然 突然 忽而 原来 只见 只有 有一天 一天 有一次 后来 最后 接着"
    " 然后 随后 终于 当 等 等到 待到 待 直到 自从 每天 其实 果然 况且 并且 或者 不料 谁知"
    " 于 时 一日 居数日 既而 俄 俄而 无何 少顷 正 刚 又 也 还 连 这 那 此 该 这个 那个"
    " 这位 那位 有 一个 一位 一只 有个 有位 一条 两个 几个 那些 这些 许多 所有 其中 另"
    " 另一个 另外 另一 今天 昨天 第二天 夜里 晚上 早上 于此 至 及 适 会 见 听 听见 看见"
    " 任凭 幸而 可惜 好在 据说 仿佛 似乎 好像 当下 次日 明日 是夜 一夕 傍晚 黄昏 清晨"
)
_DIGITS = re.compile(r"[一二三四五六七八九]{2,3}")
_LED_TAGS = frozenset(("c", "d", "t", "ad", "tg", "m", "q", "mq", "f"))


@dataclass(frozen=True, slots=True)
class Clause:
    """The words between two marks; ``quoted``: inside a quotation."""

    begin: int
    end: int
    words: tuple[Word, ...]
    quoted: bool


def clauses(text: Text) -> Iterator[Clause]:
    """The clauses of a text, in order."""
    words, quotes = text.words, text.quotations
    at = number = 0
    for part in text.paragraphs:
        begin = part.begin
        for match in (*_CUT.finditer(text.raw, part.begin, part.end), None):
            end = match.start() if match else part.end
            first = at
            while at < len(words) and words[at].begin < end:
                at += 1
            while number < len(quotes) and quotes[number].end <= begin:
                number += 1
            if at > first:
                quoted = number < len(quotes) and quotes[number].begin <= begin
                yield Clause(words[first].begin, end, tuple(words[first:at]), quoted)
            if match:
                begin = match.end()


def leads(word: Word) -> bool:
    """Whether a word may stand before the subject of a clause."""
    if word.tag == "m" and _DIGITS.fullmatch(word.text):
        return False  # 八三 is somebody's name
    return word.text in _LED or (word.tag in _LED_TAGS and len(word.text) < 4)


def subject_start(words: Sequence[Word]) -> int:
    """The number of the first word of a clause that can begin its subject."""
    for number, word in enumerate(words):
        if not leads(word):
            return number
    return len(words)
