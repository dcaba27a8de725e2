"""The page as one HTML file: nothing is fetched, it reads on a phone, and it prints."""

from __future__ import annotations

import base64
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fabula.analysis.pages.page import Page
from fabula.analysis.plots import COLOURS

if TYPE_CHECKING:
    from jinja2 import Template


def html(page: Page) -> str:
    """The page as HTML. Whatever the text holds is shown as text, never read as markup."""
    return _template().render(page=page, colours=COLOURS, picture=_picture)


def _picture(svg: str) -> str:
    """A drawing as a data URL: apart from the page, so that its names can't meet those of another drawing."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return room.from_string((files("fabula.analysis.pages") / "report.html.j2").read_text("utf-8"))
