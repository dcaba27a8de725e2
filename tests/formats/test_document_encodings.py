"""Texts in old encodings come back character by character, short ones too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.formats.document import parse
from fabula.formats.documents.encoding import decode

SAMPLES = {
    "zh": "我从乡下跑到京城里，一转眼已经六年了。其间耳闻目睹的所谓国家大事，算起来也很不少；但在我心里，都不留痕迹。",
    "classical": "刘孝廉，能记前身事。与先文贲兄为同年，尝历历言之。一世为搢绅，行多玷。六十二岁而殁，初见冥王。",
    "traditional": "從前有一個國王，他有三個女兒。最小的女兒非常美麗，連太陽都感到驚訝。有一天，她走進森林裡玩耍。",
    "ja": "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗い所でニャーニャー。",
    "ko": "옛날 옛적에 깊은 산골에 나무꾼이 살고 있었습니다. 어느 날 나무를 하러 갔다가 사슴을 만났습니다.",
    "en": "It was a dark and stormy night; the rain fell in torrents, except at occasional intervals.",
    "fr": "Le petit garçon regarda la forêt où l'été s'achevait déjà. Où est passée la fée ? demanda-t-il à sa mère.",
    "de": "Es war einmal ein König, der hatte drei schöne Töchter. Die jüngste hieß Blümchen und war groß.",
    "ru": "Жил-был старик со своею старухой у самого синего моря. Они жили в ветхой землянке тридцать три года.",
}
CASES = [
    ("zh", "gb18030", "gb18030"), ("zh", "gbk", "gb18030"), ("zh", "gb2312", "gb18030"),
    ("classical", "gb18030", "gb18030"),
    ("traditional", "gbk", "gb18030"), ("traditional", "big5", "big5"), ("traditional", "big5hkscs", "big5"),
    ("ja", "shift_jis", "shift-jis"), ("ja", "euc_jp", "euc-jp"), ("ja", "iso2022_jp", "iso-2022-jp"),
    ("ko", "euc_kr", "euc-kr"), ("ko", "iso2022_kr", "iso-2022-kr"),
    ("fr", "latin-1", "iso-8859-1"), ("de", "latin-1", "iso-8859-1"),
    ("ru", "cp1251", "windows-1251"), ("ru", "koi8-r", "koi8-r"),
    *((name, codec, codec) for name in SAMPLES for codec in ("utf-8", "utf-16-le", "utf-16-be")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec", "called"), CASES)
@pytest.mark.parametrize("length", ["short", "long"])
def test_encoding_is_found(name: str, codec: str, called: str, length: str) -> None:
    """Fifty characters are enough to find the encoding without a declaration, and four thousand do no worse."""
    text = SAMPLES[name][:50] if length == "short" else (SAMPLES[name] + "\n\n") * 60
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.lost) == (text, called, 0)
    assert decoded.guessed == (called != "utf-8")


@pytest.mark.parametrize("name", ["zh", "ja", "fr", "ru"])
@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_mark_is_believed(name: str, codec: str) -> None:
    """A byte order mark decides, is no guess, and is not part of the text."""
    decoded = decode(SAMPLES[name].encode(codec))
    assert (decoded.text, decoded.guessed) == (SAMPLES[name], False)


@pytest.mark.parametrize("begin", range(0, 60, 3))
@pytest.mark.parametrize(("name", "codec", "called"), [("zh", "gbk", "gb18030"), ("traditional", "big5", "big5")])
def test_any_part_of_a_text_is_found(name: str, codec: str, called: str, begin: int) -> None:
    """Wherever twenty characters are cut from a Chinese text, simplified and traditional are told apart."""
    text = (SAMPLES[name] * 2)[begin : begin + 20]
    assert decode(text.encode(codec)).encoding == called


def test_english_preface_hides_nothing() -> None:
    """A long preface in ASCII does not keep the encoding of what follows from being found."""
    text = SAMPLES["en"] * 2000 + SAMPLES["zh"]
    assert decode(text.encode("gbk")).text == text


def test_markup_hides_nothing() -> None:
    """Russian in a page that is mostly ASCII markup is not taken for Western letters."""
    page = "".join(
        f'<p class="paragraph-{n}" id="p{n}">{SAMPLES["ru"]}</p>' + "<hr class='line'>" * 20 for n in range(9)
    )
    assert decode(page.encode("cp1251")).text == page


def test_damaged_utf8_is_forgiven() -> None:
    """A few damaged bytes in UTF-8 are left out and counted; the rest is not taken for something else."""
    data = (SAMPLES["zh"] * 3).encode()
    document = parse(data[:99] + b"\xff\xfe" + data[99:])
    assert document.encoding == "utf-8"
    assert document.notes == ("2 bytes could not be read as UTF-8 and were left out.",)
    assert "从乡下跑到京城" in document.text


def test_text_that_was_cut_off() -> None:
    """A text that ends in the middle of a character loses only that one."""
    document = parse("钟响".encode()[:-1])
    assert (document.text, document.encoding) == ("钟", "utf-8")
    assert document.notes == ("2 bytes could not be read as UTF-8 and were left out.",)


def test_damaged_gb18030_is_counted() -> None:
    """Bytes that are nothing in the encoding that was found are left out, and the note says how many."""
    document = parse((SAMPLES["zh"] * 3).encode("gbk") + b"\xff")
    assert document.text == SAMPLES["zh"] * 3
    assert document.notes[-1] == "1 byte could not be read as GB18030 and was left out."


@pytest.mark.parametrize(
    "declared", ["hex", "rot13", "base64", "utf-7", "unicode_escape", "idna", "nonsense", "\0", "utf-16"]
)
def test_declaration_is_not_trusted(declared: str) -> None:
    """What is no encoding of text, or can't be this one's, is not used, whatever the document declares."""
    text = SAMPLES["zh"]
    assert decode(text.encode("gbk"), declared).text == text


_LETTERS = st.text(alphabet=st.characters(min_codepoint=0x20, exclude_categories=["C", "Z"]), max_size=60)


@given(_LETTERS, st.sampled_from(["utf-8-sig", "utf-16", "utf-32", "utf-8"]))
def test_unicode_comes_back(text: str, codec: str) -> None:
    """Any printable text is the same after a round trip through every encoding of Unicode."""
    assert decode(f"钟{text}".encode(codec)).text == f"钟{text}"


@given(st.binary(max_size=300), st.sampled_from(["", "gb2312", "big5", "latin-1", "utf-8", "shift_jis"]))
def test_any_bytes_become_text(data: bytes, declared: str) -> None:
    """Whatever the bytes, decoding ends with a text that holds no half character and no sign of ours."""
    text = decode(data, declared).text
    assert not any("\ud800" <= c <= "\udfff" or c == "\ufdd0" for c in text)
