"""What one cell says: its text as a literal, and whether it is a figure at all."""

from __future__ import annotations

import re

from generator.importing.source import Piece

UNITS, VOID = "件项个条宗次份笔", "\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad"  # signs of no width
FIGURE = re.compile(r"[¥￥]?\s*+(?:(?:[+\-＋－−增减]|增加|减少)\s*+)?[\d０-９][\d０-９,，.．\s]*+"
                    rf"(?:亿元|万元|元|[{UNITS}])?\s*+(?:[(（].*[)）])?|[/／\\\-—–－]{{1,3}}|无|不适用", re.S)
_VOID = re.compile(f"[{VOID}]+")


def bare(text: str) -> str:
    """A text without signs of no width: between two digits they are no border."""
    return _VOID.sub("", text)


def plain(piece: Piece) -> str:
    """A cell's text as a literal: no space at its ends or inside a number, one line."""
    if piece.text.isdecimal() and piece.text.isascii():
        return piece.text
    text = bare(piece.text)
    # where it is all that stands there, or behind a figure, a mark says something; else it stands for a space
    if re.search(r"[^?？\s]", text) and not re.search(r"(?m)^[^\d\n]*+\d.*[?？]", text):
        text = re.sub(r"[?？]+", "", text)
    return " ".join(text.split())


def figure(piece: Piece) -> bool:
    return FIGURE.fullmatch(bare(piece.text).strip()) is not None


def separator(text: str) -> bool:
    """Only a sign that stood between cells."""
    return re.fullmatch(r"[\s|]+", text) is not None


def likely(text: str) -> str:
    """What an unreadable literal probably says, to propose it."""
    digits = re.sub(r"\D", "", text).lstrip("0")
    return digits if text.isdecimal() and text.startswith("0") and digits else ""
