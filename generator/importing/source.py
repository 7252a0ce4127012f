"""What every reader yields: a Source, the document as units of text standing in lines and grids.

A unit is a stretch of the original (a line, a cell) and is never altered: all that is read later are
Pieces, which say where in which unit they stand. So every character can be accounted for at the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.importing.fold import RADICALS
from generator.importing.sentences import DOUBTS, UNSEEN, Doubt, Refused

# What a document may hand on to those who look for the report in it. A township's report has a hundredth of it.
MOST_CHARACTERS, MOST_LINES, MOST_CELLS, MOST_COLUMNS = 1_000_000, 30_000, 100_000, 500
LONGEST_PIECE = 300_000  # characters of one line or cell


_RADICAL = re.compile(f"[\u2f00-\u2fd5\uf900-\ufaff{''.join(RADICALS)}]")


def _character(radical: str) -> str:
    """The usual character for a glyph that looks like it: one for one, so that places stay."""
    found = unicodedata.normalize("NFKC", RADICALS.get(radical, radical))
    return found if len(found) == 1 else radical


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a unit: `text` is `units[unit].text[start:start+len(text)]`.

    In a grid `column` is the first grid column it covers and `span` how many; -1 outside of grids. `glued`
    marks text whose cell borders are lost; `unsure` that the reader cannot tell what a person sees here, so that no
    figure may be taken from it: the text then says what is known, both readings of it or the way it is drawn.
    """

    text: str
    unit: int
    start: int = 0
    column: int = -1
    span: int = 1
    glued: bool = False
    unsure: bool = False

    @property
    def stop(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, stop: int, glued: bool = False) -> Piece:
        """The piece of this piece's text[start:stop]."""
        return Piece(self.text[start:stop], self.unit, self.start + start, self.column, self.span, glued, self.unsure)


@dataclass(frozen=True, slots=True)
class Unit:
    text: str
    place: str  # where in the original, in a clerk's words: 第 12 行, 表 2 第 3 行第 1 格


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `level` is 1 to 6 for a heading by its markup. `joins`: the next line goes on with it
    (known from the layout), None: not known."""

    piece: Piece
    level: int = 0
    chrome: bool = False  # the reader knows that it is page furniture
    joins: bool | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, a merged cell once, where it begins. `exact`: the columns are those of the original
    (docx, html, xlsx, pdf); otherwise they only count the separators of a line."""

    rows: tuple[tuple[Piece, ...], ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the body of a document: what it is called, where it stands in a clerk's words, and `unit`: it stands
    before the unit of this number, and behind the one before."""

    name: str
    place: str
    unit: int


@dataclass
class Source:
    """A document as read. `kind` is its format; `facts` what its container tells (title, url). It is never larger than
    what can be looked through in time: a reader that puts in more is stopped by Refused.

    What a person who opens the document does not see is in no block, but in `left_out`, each with its reason, a key of
    DROPPED. `made` are the characters that a reader put in itself: numbers of lists, marks around what is raised.
    """

    kind: str
    units: list[Unit] = field(default_factory=list)
    blocks: list[Line | Grid] = field(default_factory=list)
    remarks: list[Doubt] = field(default_factory=list)  # about the reading as a whole, each once
    facts: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[Piece, str]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    radicals: list[str] = field(default_factory=list)  # that became usual characters
    characters: int = 0
    lines: int = 0

    def piece(self, text: str, place: str, column: int = -1, span: int = 1, unsure: bool = False) -> Piece:
        """A new unit and the piece that is all of it. Glyphs of radicals become the characters that they look like."""
        if _RADICAL.search(text):
            self.radicals += [sign for sign in text if _RADICAL.match(sign)]
            text = _RADICAL.sub(lambda match: _character(match[0]), text)
        self.units.append(Unit(text, place))
        self.characters += len(text)
        self.lines += column < 0
        if self.characters > MOST_CHARACTERS:
            raise Refused("too-long", limit=MOST_CHARACTERS // 10_000)
        if len(text) > LONGEST_PIECE:
            raise Refused("line-too-long", place=place, count=len(text), limit=LONGEST_PIECE // 10_000)
        if column + span > MOST_COLUMNS:
            raise Refused("too-wide", place=place, count=column + span, limit=MOST_COLUMNS)
        if self.lines > MOST_LINES:
            raise Refused("too-many-lines", limit=MOST_LINES)
        self.expect_cells(len(self.units) - self.lines)
        return Piece(text, len(self.units) - 1, 0, column, span, False, unsure)

    def expect_cells(self, count: int) -> None:
        """Refuse a document with more cells than can be looked through, before any of them is."""
        if count > MOST_CELLS:
            raise Refused("too-many-cells", limit=MOST_CELLS)

    def restart(self) -> None:
        """Forget the text put in so far."""
        for kept in (self.units, self.blocks, self.left_out, self.pictures, self.made, self.radicals):
            kept.clear()
        self.characters = self.lines = 0

    @property
    def text(self) -> str:
        """All that a person sees, unit by unit."""
        unseen = {piece.unit for piece, _ in self.left_out}
        return "\n".join(unit.text for number, unit in enumerate(self.units) if number not in unseen)

    def leave_out(self, text: str, place: str, reason: str) -> None:
        """Text of the document that a person does not see, or that is no part of what it says."""
        if text.strip():
            self.left_out.append((self.piece(text, place), reason))
            if reason in UNSEEN:
                self.remark("hidden-text")

    def picture(self, name: str, place: str) -> None:
        self.pictures.append(Picture(name, place, len(self.units)))

    def account(self, there: str | Iterable[str]) -> None:
        """Hold what was read against all the characters that the file has (white space aside): what is in the file and
        in no unit is a doubt."""
        read: Counter[str] = Counter()
        for unit in self.units:
            read.update(unit.text)
        read.subtract(self.made)
        wanted: Counter[str] = Counter()
        for text in [there] if isinstance(there, str) else there:
            wanted.update(_RADICAL.sub(lambda match: _character(match[0]), text))
        lost = [(sign, count - read[sign]) for sign, count in wanted.items()
                if count > read[sign] and not sign.isspace()]
        if lost:
            self.remark("unread", count=sum(count for _, count in lost),
                        text="".join(sign for sign, _ in lost[:20]))

    def line(self, text: str, place: str, level: int = 0, chrome: bool = False) -> None:
        self.blocks.append(Line(self.piece(text, place), level, chrome))

    def remark(self, code: str, **fields: object) -> None:
        """Something the editor should know of the reading as a whole, said once however often it is met."""
        found = Doubt(code, DOUBTS[code].format_map(fields))
        if found not in self.remarks:
            self.remarks.append(found)

    def place(self, piece: Piece) -> str:
        return self.units[piece.unit].place


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a piece: fate is table, prose, facts or dropped; `reason` says why it was dropped."""

    piece: Piece
    fate: str
    reason: str = ""


@dataclass
class Ledger:
    """Character accounting: where every character of the source went."""

    source: Source
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        for piece, reason in self.source.left_out:
            self.put(piece, "dropped", reason)

    def put(self, pieces: Piece | Iterable[Piece], fate: str, reason: str = "") -> None:
        for piece in [pieces] if isinstance(pieces, Piece) else pieces:
            if piece.text:
                self.entries.append(Entry(piece, fate, reason))

    def close(self) -> Counter[str]:
        """Characters (white space aside) by fate; what nothing claimed is entered as dropped, unclaimed,
        and `twice` counts what was claimed more than once."""
        claims: dict[int, list[int]] = {}
        counts: Counter[str] = Counter()
        for entry in self.entries:
            row = claims.setdefault(entry.piece.unit, [0] * len(self.source.units[entry.piece.unit].text))
            for place in range(entry.piece.start, entry.piece.stop):
                if not row[place]:
                    row[place] = 1
                    counts[entry.fate] += not self.source.units[entry.piece.unit].text[place].isspace()
                elif entry.fate != "prose":  # prose claims what is left of its line
                    counts["twice"] += not self.source.units[entry.piece.unit].text[place].isspace()
        for number, unit in enumerate(self.source.units):
            row = claims.get(number, [0] * len(unit.text))
            start = None
            for place in range(len(unit.text) + 1):
                free = place < len(unit.text) and not row[place]
                if free and start is None:
                    start = place
                elif not free and start is not None:
                    text = unit.text[start:place]
                    lost = sum(not character.isspace() for character in text)
                    if lost:
                        counts["unclaimed"] += lost
                        self.entries.append(Entry(Piece(text, number, start), "dropped", "unclaimed"))
                    start = None
        counts["all"] = sum(not character.isspace() for unit in self.source.units for character in unit.text)
        return counts

    @property
    def dropped(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.fate == "dropped" and entry.piece.text.strip()]
