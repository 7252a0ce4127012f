"""An edition's labels as they are looked for in documents: Lexicon, the one matcher of words.

In: the official format. Out: which of its labels a cell says (`match`), all that it may say with what each would cost
(`costs`), and where labels stand in running text (`scan`). A cost is the sum of the differences between what is
printed and the official label after folding; 0 is the label itself. One rule for all: the best is taken if nothing
else is nearly as good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq, Levenshtein

from generator.edition import NUMBERING, Edition, Heading, Table
from generator.grid import spans
from generator.importing.fold import fold, fold_with_places

_OPENING, _CLOSING = "（(“\"「『【[［", "）)”\"」』】]］"
_NUMBER = re.compile("^(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})")
EXACT, DOUBLED, UNNUMBERED, SHORTENED, TYPO = "exact", "doubled", "unnumbered", "shortened", "typo"

# What a difference costs. MOST is as far as words may be from a label, MARGIN as near as another must not come.
MOST, MARGIN = 2.8, 1.2
COST = {EXACT: 0.0, UNNUMBERED: 1.0, SHORTENED: 1.0, DOUBLED: 1.0}
WORDED, RENUMBERED, PART, ABRIDGED = 0.5, 1.3, 2.5, 2.0
EDIT = 10.0  # an edit of every character
LIKE = 1 - (MOST + MARGIN) / EDIT
SHORTEST_TYPO, SHORTEST_PART, TELLING = 4, 5, 4  # characters
KEPT = 0.75  # of an abridged label's characters, that stand in the official one in their order


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


Reach = tuple[float, str]  # what it costs to take words for a label, and what kind of difference it is


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
        self.forms: dict[str, dict[Label, Reach]] = {}
        for label in self.labels:
            numbered = label.role in ("row", "group") and NUMBERING.match(label.text)
            for text, cost in ((label.text, 0.0), (_short(label.text), COST[SHORTENED])):
                self._form(fold(text), label, cost, SHORTENED if cost else EXACT)
                if numbered:
                    self._form(fold(NUMBERING.sub("", text)), label, COST[UNNUMBERED], UNNUMBERED)
        for said, word in edition.wordings.items():
            for form, labels in list(self.forms.items()):
                if word in form and (other := form.replace(word, said)) not in self.forms:
                    self.forms[other] = {label: (cost + WORDED, TYPO) for label, (cost, _) in labels.items()}
        self.longest = max(map(len, self.forms), default=0)
        self.lengths: dict[str, list[int]] = {}  # of the forms, by how they begin, the longest first
        for form in sorted(self.forms, key=len, reverse=True):
            known = self.lengths.setdefault(form[:2], [])
            if len(form) not in known:
                known.append(len(form))

    def _add(self, role: str, table: Table, block: int, key: str, text: str) -> None:
        if text:
            self.labels.append(Label(role, table.key, block, key, text, len(self.labels)))

    def _rows(self, table: Table, block: int, headings: tuple[Heading, ...]) -> None:
        for heading in headings:
            role = "group" if heading.children and not heading.single else "row"
            self._add(role, table, block, heading.key, heading.label)
            self._rows(table, block, heading.children)

    def _form(self, form: str, label: Label, cost: float, how: str) -> None:
        if form:
            known = self.forms.setdefault(form, {})
            known[label] = min(known.get(label, (cost, how)), (cost, how))

    def match(self, text: str) -> Match | None:
        """The label that a cell's whole text says; the same words may stand in several places."""
        folded = fold(text)
        return self._match(folded) if len(folded) <= self.longest + 6 else None

    def costs(self, text: str) -> Mapping[Label, Reach]:
        """All labels that a cell's whole text may say."""
        folded = fold(text)
        found = self._costs(folded) if len(folded) <= self.longest + 6 else {}
        return {label: reach for label, reach in found.items() if reach[0] <= MOST}

    @lru_cache(maxsize=20_000)  # noqa: B019 - lexicons are few and live as long as the program
    def _match(self, folded: str) -> Match | None:
        found = self._costs(folded)
        best = min(found.values(), default=None)
        if best is None or best[0] > MOST:
            return None
        labels = tuple(label for label, (cost, _) in found.items() if cost == best[0])
        said = {label.text for label in labels}
        others = {label.text for label, (cost, _) in found.items() if cost < best[0] + MARGIN} - said
        if best[0] >= MARGIN and (others or len(said) > 1):
            return None
        return Match(labels, best[1])

    @lru_cache(maxsize=20_000)  # noqa: B019
    def _costs(self, folded: str) -> Mapping[Label, Reach]:
        if not folded or (folded.isdecimal() and len(folded) < 12):
            return {}
        found: dict[Label, Reach] = dict(self.forms.get(folded, {}))
        if not any(cost < MARGIN for cost, _ in found.values()):
            for how, form, more in ((DOUBLED, folded[1:], COST[DOUBLED]) if folded[0] == folded[1:2] else
                                    (TYPO, _NUMBER.sub("", folded), RENUMBERED),):
                for label, (cost, kind) in self.forms.get(form, {}).items():
                    if (kind == EXACT) == (how == DOUBLED) and (how == DOUBLED or label.role in ("row", "group")):
                        found.setdefault(label, (more + max(cost - COST[UNNUMBERED], 0), how))
        if not found:
            self._near(folded, found)
        return found

    def _near(self, folded: str, found: dict[Label, Reach]) -> None:
        """Labels with a slip in them, labels in part, and labels put in fewer words under their number."""
        number = _NUMBER.match(folded)
        bare = folded[number.end():] if number else folded
        for form, labels in self.forms.items():
            cost = EDIT
            if len(folded) >= SHORTEST_TYPO and abs(len(form) - len(folded)) <= 6:
                cost = EDIT * (1 - Levenshtein.normalized_similarity(folded, form, score_cutoff=LIKE))
            if len(bare) >= SHORTEST_PART and bare in form:
                cost = min(cost, PART)
            elif number and len(bare) >= TELLING and form.startswith(number[0]) and (
                    kept := LCSseq.normalized_similarity(bare, form) * max(len(bare), len(form)) / len(bare)) >= KEPT:
                cost = min(cost, ABRIDGED + 3 * (1 - kept))
            if cost <= MOST + MARGIN:
                for label in labels:
                    found[label] = min(found.get(label, (cost, TYPO)), (cost, TYPO))

    def scan(self, text: str) -> Iterator[tuple[int, int, Match]]:
        """Labels in running text, left to right, the longest first: start, stop in the text, the match."""
        folded = fold_with_places(text)
        place = 0
        while place < len(folded.text):
            for length in self.lengths.get(folded.text[place:place + 2], ()):
                form = folded.text[place:place + length]
                labels = self.forms.get(form) if len(form) == length else None
                best = min(labels.values()) if labels else None
                if labels and best and (best[1] != UNNUMBERED or length > 3):
                    start, stop = folded.slice(place, place + length)
                    while start and text[start - 1] in _OPENING:
                        start -= 1
                    while stop < len(text) and text[stop] in _CLOSING:
                        stop += 1
                    yield start, stop, Match(tuple(label for label, reach in labels.items() if reach == best), best[1])
                    place += length
                    break
            else:
                place += 1


def _short(label: str) -> str:
    """A label without what it explains in brackets at its end."""
    return re.sub(r"（[^（）]{4,}）$", "", label)
