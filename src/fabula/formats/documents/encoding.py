"""Bytes to text: UTF-8 first, then marks and declarations, then whichever encoding gives the most ordinary text."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from fabula.errors import DocumentError, MissingExtra
from fabula.formats.documents import common_characters as common

_SAMPLE = 60_000  # bytes that are judged; more of the same text says nothing new
_LOST = "\ufdd0"  # stands for a byte that can't be read; no text has this character
_ENOUGH = 0.4  # the share of ordinary characters from which on a guess is believed
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What it is called, and the codec that reads it: the widest of its family, as files are written with that.
_ASIAN = (
    ("gb18030", "gb18030", common.HAN | common.PUNCTUATION),
    ("big5", "cp950", common.HAN | common.PUNCTUATION),
    ("big5", "big5hkscs", common.HAN | common.PUNCTUATION),
    ("shift-jis", "cp932", common.KANJI | common.PUNCTUATION | common.KANA),
    ("euc-jp", "euc_jp", common.KANJI | common.PUNCTUATION | common.KANA),
    ("euc-kr", "cp949", common.HANGUL | common.PUNCTUATION),
)
_WIDE = common.KANJI | common.PUNCTUATION | common.KANA | common.HANGUL
_CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_NAMES = {
    "cp950": "big5",
    "cp932": "shift-jis",
    "cp949": "euc-kr",
    "cp1252": "windows-1252",
    "euc_jp": "euc-jp",
    "cp1251": "windows-1251",
    "cp1250": "windows-1250",
}
# Registered aliases of Python that are no encodings of text.
_NO_TEXT = re.compile(r"(?i)base64|bz2|hex|quopri|rot|uu|zip|zlib|idna|punycode|escape|undefined|mbcs|oem|utf.?7")
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž¡¿«»‘’“”„–—…°§£€©®·\u00a0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read with, whether that was guessed, and how many bytes could not be read."""

    text: str
    encoding: str
    guessed: bool = False
    lost: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the text should know about its bytes."""
        name = self.encoding.upper()
        guessed = f"The encoding is not declared and was taken for {name}." if self.guessed else ""
        many = "1 byte" if self.lost == 1 else f"{self.lost:,} bytes"
        left = f"{many} could not be read as {name} and {'was' if self.lost == 1 else 'were'} left out."
        return tuple(note for note in (guessed, left if self.lost else "") if note)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _LOST * (error.end - error.start), error.end


codecs.register_error("fabula.lost", _mark)


def decode(data: bytes, declared: str = "") -> Decoded:
    """``data`` as text. ``declared`` is what the document itself says; it counts unless the bytes are plainly UTF-8."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], codec, codec)
    return _utf16(data) or _utf8(data) or _declared(data, declared) or _asian(data) or _european(data)


def _decoded(data: bytes, name: str, codec: str, *, guessed: bool = False) -> Decoded:
    text = data.decode(codec, "fabula.lost")
    lost = text.count(_LOST)
    return Decoded(text.replace(_LOST, "") if lost else text, name, guessed, lost)


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without its mark: every other byte is tiny (alphabets), or one byte order gives ordinary Chinese."""
    sample = data[: _SAMPLE // 2 * 2]
    if len(data) % 2 or not sample:
        return None
    for codec, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        # Alphabets lie below U+0700, so that every other byte is one that no text in single bytes has.
        if _share(high) >= 0.9 and _share(low) <= 0.2:
            text = sample.decode(codec, "replace")
            if sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text):
                return _decoded(data, codec, codec, guessed=True)
        # Chinese has zeros only in its spaces and line ends; ASCII pairs would be rare Chinese characters.
        possible = 0 in sample or not (data.isascii() or _strictly(data, "utf-8") is not None)
        if possible and _ordinary(sample, codec, _WIDE) > 0.5:
            return _decoded(data, codec, codec, guessed=True)
    return None


def _share(data: bytes) -> float:
    return sum(byte < 0x07 for byte in data) / len(data)


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8, strictly; a few damaged places among many good ones are forgiven. ISO-2022-JP is written in ASCII too."""
    if data.isascii():
        korean = b"\x1b$)C" in data
        if b"\x1b$" in data and (text := _strictly(data, "iso2022_kr" if korean else "iso2022_jp_2")) is not None:
            return Decoded(text, "iso-2022-kr" if korean else "iso-2022-jp", guessed=True)
        return Decoded(data.decode("ascii"), "utf-8")
    if (text := _strictly(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    found = _decoded(data, "utf-8", "utf-8")
    good = sum(c > "\x7f" for c in found.text)
    return found if good >= 20 * found.lost or (good and found.lost <= 3 and _cut(data)) else None


def _cut(data: bytes) -> bool:
    """Whether all that is wrong with ``data`` is a last character that was cut off."""
    return any(_strictly(data[:-short], "utf-8") is not None for short in (1, 2, 3))


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _declared(data: bytes, declared: str) -> Decoded | None:
    """What the document says about itself, where that is an encoding and reads nearly all of it."""
    if not declared or _NO_TEXT.search(declared):
        return None
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32", "utf-8")):  # said in one-byte characters, so it can't be; nor is it UTF-8
        return None
    codec = _CODECS.get(name, name)
    found = _decoded(data, _NAMES.get(codec, codec), codec)
    return found if found.lost <= 0.01 * len(data) else None


def _asian(data: bytes) -> Decoded | None:
    """Whichever encoding of Chinese, Japanese or Korean gives the largest share of ordinary characters."""
    sample = _telling(data)
    scores = [(_ordinary(sample, codec, ordinary), name, codec) for name, codec, ordinary in _ASIAN]
    score, name, codec = max(scores, key=lambda one: one[0])
    return _decoded(data, name, codec, guessed=True) if score >= _ENOUGH else None


def _telling(data: bytes) -> bytes:
    """A sample that begins where the text stops being ASCII: a long English preface must not drown what follows."""
    found = re.search(rb"[\x80-\xff]", data)
    begin = found.start() if found else 0
    return data[begin : begin + _SAMPLE]


def _ordinary(sample: bytes, codec: str, ordinary: frozenset[str]) -> float:
    """The share of ordinary ones among the characters beyond ASCII, less what is unreadable or private."""
    text = codecs.getincrementaldecoder(codec)("fabula.lost").decode(sample)  # the last character may be cut: no error
    counts = Counter(c for c in text if c > "\x7f")
    total = sum(counts.values())
    if not total:
        return 0.0
    good = float(sum(number for c, number in counts.items() if c in ordinary))
    # Kana stand in the Chinese sets too, at the same codes as in EUC-JP: there they prove less.
    good += 0.5 * sum(number for c, number in counts.items() if c in common.KANA and c not in ordinary)
    bad = sum(number for c, number in counts.items() if c == _LOST or "\x80" <= c < "\xa0" or "\ue000" <= c < "\uf900")
    return (good - 2 * bad) / total


def _european(data: bytes) -> Decoded:
    """A one-byte encoding: Western Europe's where its letters come out, else what charset-normalizer finds."""
    sample = _telling(data)
    text = sample.decode("cp1252", "fabula.lost")
    high = [c for c in text if c > "\x7f"]
    western = sum(c in _WESTERN for c in high)
    # Latin words have a few letters beyond ASCII, Greek and Cyrillic ones only such; markup says nothing.
    words = "".join(word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii())
    if western >= 0.8 * len(high) and sum(c > "\x7f" for c in words) <= 0.5 * len(words):
        return _western(data)
    return _normalized(data, sample) or _western(data)


def _western(data: bytes) -> Decoded:
    if re.search(rb"[\x80-\x9f]", data):
        return _decoded(data, "windows-1252", "cp1252", guessed=True)
    return _decoded(data, "iso-8859-1", "latin-1", guessed=True)


def _normalized(data: bytes, sample: bytes) -> Decoded | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise MissingExtra("documents", "Finding out the encoding of this text") from None
    best = from_bytes(sample[:20_000]).best()
    if best is None:
        return None
    codec = codecs.lookup(best.encoding).name
    return _decoded(data, _NAMES.get(codec, codec), codec, guessed=True)


def refuse_binary(text: str, name: str) -> None:
    """Raises `DocumentError` where ``text`` has so many control characters that it can't have been written as text."""
    sample = text[:_SAMPLE]
    controls = sum((c < " " and c not in "\t\n\v\f\r\x1a\x1b\x00") or "\x7f" <= c < "\xa0" for c in sample)
    if controls > max(2, 0.02 * len(sample)) or sample.count("\0") > 0.3 * len(sample):
        raise DocumentError(
            f"{name} looks like binary data and not like text: {controls + sample.count(chr(0)):,} of its first "
            f"{len(sample):,} characters are control characters.",
            hint="Give a text, Markdown, HTML, DOCX, EPUB, PDF or subtitle file.",
        )
