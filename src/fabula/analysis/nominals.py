"""Nominals: the words of a text that name or describe somebody who may be a character, before it is known who is
who."""

from __future__ import annotations

from dataclasses import dataclass

NAME, DEFINITE, INDEFINITE, POSSESSED = "name", "definite", "indefinite", "possessed"


@dataclass(frozen=True, slots=True)
class Nominal:
    """``raw[begin:end]`` names or describes somebody.

    ``head``: the noun in small letters and in the singular, or the name. ``traits``: what tells them from others of
    that
    noun. ``form``: `NAME`, `DEFINITE` (the, that), `INDEFINITE` (a, another) or `POSSESSED` (his, Tom's), then with the
    ``owner``'s word. ``kind``: person, animal, group or thing. ``gender``: he, she, it, they or any. ``subject``:
    whether
    something is said of what they do. ``quoted``: whether it stands inside a quotation.
    """

    begin: int
    end: int
    head: str
    form: str
    kind: str
    gender: str
    traits: frozenset[str] = frozenset()
    owner: str = ""
    subject: bool = False
    quoted: bool = False
    predicate: bool = False  # "was a child of ill luck": said of somebody, and naming nobody
