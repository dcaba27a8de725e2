"""Headings that are written as plain lines: Chapter IV, 第十二回, Prologue."""

from __future__ import annotations

import re

_LONGEST = 80
_NUMBER = (
    r"(?:[ivxlcdm]{1,8}|\d{1,4}|(?:the\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|first|second|third|fourth|fifth|"
    r"sixth|seventh|eighth|ninth|tenth|last)(?:-\w{3,6})?)"
)
_ENGLISH = re.compile(
    rf"(?i:(?P<part>part|book|volume|act)|(?P<chapter>chapter|canto|letter|stave|chap\.|scene))\s+(?i:{_NUMBER})"
    r"(?=$|\s*[.:,;—–-]|\s+[\"'“‘(]?[A-Z])[^\n]*"
)
_NAMED = re.compile(
    r"(?i:prologue|epilogue|preface|foreword|introduction|afterword|interlude|conclusion|contents)[.:]?(?:\s+[A-Z][^.!?]{0,60})?"
)
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\.?")
_COUNT = r"[〇零一二三四五六七八九十百千两兩廿卅\d０-９]{1,8}"
_CHINESE = re.compile(
    rf"(?:第\s*{_COUNT}\s*(?:(?P<part>[部卷集编編篇冊册])|(?P<chapter>[章回折幕话話])|(?P<section>[节節场場]))"
    rf"|(?P<volume>卷\s*{_COUNT}|[上中下][卷部篇]))(?=$|[\s　:：、.．《—]|[^，。！？的了是])"
    r"[^。！？，；]{0,40}[！？]?"
)
_CHINESE_NAMED = re.compile(
    r"(?:序言|序章|前言|楔子|引子|引言|尾声|尾聲|后记|後記|番外|终章|終章|结语|結語|附录|附錄|目录|目錄|自序|序)"
    r"(?:[\s　:：一二三四五六七八九十\d]\S{0,20})?"
)


def level(line: str) -> int:
    """The level of a line that reads as a heading: 1 for parts, 2 for chapters, 3 for sections; 0 for anything else."""
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return 0
    if found := _ENGLISH.fullmatch(line):
        return 1 if found["part"] else 2
    if found := _CHINESE.fullmatch(line):
        return 1 if found["part"] or found["volume"] else 3 if found["section"] else 2
    return 2 if _NAMED.fullmatch(line) or _ROMAN.fullmatch(line) or _CHINESE_NAMED.fullmatch(line) else 0
