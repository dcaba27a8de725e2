"""The page as a PDF of A4 pages, set by Typst; the printed text is left to the HTML file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files

from fabula.analysis.pages.page import Page
from fabula.errors import MissingExtra

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the file's own date: the same page is the same file


def pdf(page: Page) -> bytes:
    """The page as a PDF. Whatever the text holds is data to the typesetter and never markup."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("analysis", "Setting a PDF") from error
    shown = {key: value for key, value in asdict(page).items() if key != "paragraphs"}
    room = files("fabula.analysis.pages")
    made = typst.compile(
        (room / "report.typ").read_bytes(),
        format="pdf",
        # Half a character, which a program's own text may hold, can't be handed on.
        sys_inputs={"page": json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace").decode()},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(files("pylopdf_fonts_zh_cn"))]),
        timestamp=_EPOCH,
    )
    assert isinstance(made, bytes)
    return made
