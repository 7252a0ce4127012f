"""An edition's labels as they are looked for in documents: Lexicon.

In: the official format. Out: which of its labels a cell says (`match`), and where labels stand in running
text (`scan`). Equal after folding is exact; every other way of matching has a name and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from generator.edition import NUMBERING, Edition, Heading, Table
from generator.grid import spans
from generator.importing.fold import fold, fold_with_places

_OPENING, _CLOSING = "（(“\"「『【[［", "）)”\"」』】]］"
EXACT, DOUBLED, UNNUMBERED, SHORTENED, TYPO = "exact", "doubled", "unnumbered", "shortened", "typo"


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the edition. role: row (has figures), group (of rows), column, block or stubhead."""

    role: str
    table: str
    block: int
    key: str  # "" for what has none
    text: str
    order: int  # among the rows of the edition; the group before its rows


@dataclass(frozen=True, slots=True)
class Match:
    labels: tuple[Label, ...]  # several where the same words stand in several places
    how: str

    def of(self, *roles: str) -> tuple[Label, ...]:
        return tuple(label for label in self.labels if label.role in roles)


@lru_cache(maxsize=8)
def lexicon(edition: Edition) -> Lexicon:
    return Lexicon(edition)


class Lexicon:
    """The labels of one edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.labels: list[Label] = []
        for table in edition.tables:
            for number, block in enumerate(table.blocks):
                self._add("block", table, number, "", block.heading)
                self._add("stubhead", table, number, "", block.stubhead)
                for span in spans(block.columns):
                    self._add("column", table, number, span.heading.key, span.heading.label)
                self._rows(table, number, block.rows)
        self.exact: dict[str, list[Label]] = {}
        self.unnumbered: dict[str, list[Label]] = {}
        self.shortened: dict[str, list[Label]] = {}
        for label in self.labels:
            self.exact.setdefault(fold(label.text), []).append(label)
            if label.role in ("row", "group") and (bare := NUMBERING.sub("", label.text)) != label.text:
                self.unnumbered.setdefault(fold(bare), []).append(label)
                self.unnumbered.setdefault(fold(_short(bare)), []).append(label)
            if (short := _short(label.text)) != label.text:
                self.shortened.setdefault(fold(short), []).append(label)
        self.worded: dict[str, list[Label]] = {}
        for said, word in edition.wordings.items():
            for forms in (self.exact, self.shortened, self.unnumbered):
                for form, labels in forms.items():
                    if word in form and (other := form.replace(word, said)) not in self.exact:
                        self.worded.setdefault(other, labels)
        self.longest = max(map(len, self.exact))
        self.rows = [label for label in self.labels if label.role == "row"]

    def _add(self, role: str, table: Table, block: int, key: str, text: str) -> None:
        if text:
            self.labels.append(Label(role, table.key, block, key, text, len(self.labels)))

    def _rows(self, table: Table, block: int, headings: tuple[Heading, ...]) -> None:
        for heading in headings:
            role = "group" if heading.children and not heading.single else "row"
            self._add(role, table, block, heading.key, heading.label)
            self._rows(table, block, heading.children)

    def match(self, text: str) -> Match | None:
        """The label that a cell's whole text says."""
        folded = fold(text)
        return self._match(folded) if len(folded) <= self.longest + 6 else None

    @lru_cache(maxsize=20_000)  # noqa: B019 - lexicons are few and live as long as the program
    def _match(self, folded: str) -> Match | None:
        if not folded or (folded.isdecimal() and len(folded) < 12):
            return None
        for how, forms in ((EXACT, self.exact), (UNNUMBERED, self.unnumbered), (SHORTENED, self.shortened)):
            if folded in forms:
                return Match(tuple(forms[folded]), how)
        if folded in self.worded:
            return Match(tuple(self.worded[folded]), TYPO)
        if folded[0] == folded[1:2] and folded[1:] in self.exact:
            return Match(tuple(self.exact[folded[1:]]), DOUBLED)
        return self._typo(folded)

    def _typo(self, folded: str) -> Match | None:
        """The one label nearest to the text, if it is near enough and nothing else is nearly as near."""
        if len(folded) < 4:
            return None
        ranked = sorted(((Levenshtein.normalized_similarity(folded, form), form)
                         for forms in (self.exact, self.shortened, self.unnumbered)
                         for form in forms if abs(len(form) - len(folded)) <= 6), reverse=True)
        if not ranked or ranked[0][0] < 0.72:
            return None
        best = self._of(ranked[0][1])
        for similarity, form in ranked[1:]:
            if similarity < ranked[0][0] - 0.12:
                break
            if not set(self._of(form)) & set(best):
                return None
        return Match(best, TYPO)

    def _of(self, form: str) -> tuple[Label, ...]:
        return tuple(self.exact.get(form) or self.shortened.get(form) or self.unnumbered[form])

    def scan(self, text: str) -> Iterator[tuple[int, int, Match]]:
        """Labels in running text, left to right, the longest first: start, stop in the text, the match."""
        folded = fold_with_places(text)
        place = 0
        while place < len(folded.text):
            for length in range(min(self.longest, len(folded.text) - place), 1, -1):
                form = folded.text[place:place + length]
                how = (EXACT if form in self.exact else SHORTENED if form in self.shortened else
                       UNNUMBERED if length > 3 and form in self.unnumbered else
                       TYPO if form in self.worded else None)
                if how:
                    forms = {EXACT: self.exact, SHORTENED: self.shortened, UNNUMBERED: self.unnumbered,
                             TYPO: self.worded}[how]
                    start, stop = folded.slice(place, place + length)
                    while start and text[start - 1] in _OPENING:
                        start -= 1
                    while stop < len(text) and text[stop] in _CLOSING:
                        stop += 1
                    yield start, stop, Match(tuple(forms[form]), how)
                    place += length
                    break
            else:
                place += 1


def _short(label: str) -> str:
    """A label without what it explains in brackets at its end."""
    return re.sub(r"（[^（）]{4,}）$", "", label)
