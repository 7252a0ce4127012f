"""Which lines of a web page are nothing but links to other pages: lists of them are furniture."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import html

from generator.importing.source import Grid, Line

_LONGEST = 60  # characters of a link of a list; in a page with longer ones its own text is a link


class Links:
    """Told of every element, every stretch of text and every line, in order."""

    def __init__(self) -> None:
        self.within = False  # a link to another page
        self._linked = self._unlinked = 0  # stretches of the line that are links, and that are none
        self._lines: dict[int, int] = {}  # the blocks that are nothing but links: how many they are

    def enter(self, element: html.HtmlElement) -> bool:
        """An element begins; returns what `within` is to be again behind it."""
        outside = self.within
        self.within = outside or (element.tag == "a" and not (element.get("href") or "#").startswith("#"))
        return outside

    def say(self, text: str) -> None:
        if re.search(r"\w", text):
            self._linked, self._unlinked = self._linked + self.within, self._unlinked + (not self.within)

    def end_line(self, place: int) -> None:
        """The line ends that becomes the block of this number, if it has any text."""
        if self._linked and not self._unlinked:
            self._lines[place] = self._linked
        self._linked = self._unlinked = 0

    def mark(self, blocks: list[Line | Grid]) -> None:
        """Several links in a line, or several lines of links, are furniture."""
        lines = {place: block for place, block in enumerate(blocks) if place in self._lines and isinstance(block, Line)}
        if any("。" in line.piece.text or len(line.piece.text) > _LONGEST * self._lines[place]
               for place, line in lines.items()):
            return
        for place, line in lines.items():
            if self._lines[place] > 1 or place - 1 in lines or place + 1 in lines:
                blocks[place] = replace(line, chrome=True)
