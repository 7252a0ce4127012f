"""The source beside the draft, in step: section by section, paragraph by paragraph; tables are in `rows`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from generator.grid import Slot
from generator.importing.sentences import DROPPED, NAMELESS
from generator.importing.sheet.markup import element, escape, link
from generator.importing.sheet.pairing import paired
from generator.importing.sheet.rows import Rows
from generator.importing.sheet.strips import Stretch, Strip, Strips
from generator.importing.source import Piece
from generator.model import Report

Badges = Callable[[str], str]


class Original:
    """How the source is shown: its strips with what was left out of them, and links back to the doubts."""

    def __init__(self, strips: Strips, badges: Badges) -> None:
        self.strips, self.badges = strips, badges
        self.placed: set[str] = set()

    def line(self, strip: Strip) -> str:
        """A strip as a paragraph."""
        if strip.picture is not None:
            number, picture = strip.picture
            return element("p", f"〔图片：{escape(picture.name or NAMELESS)}〕",
                           element("span", f"{escape(picture.place)}，没有录入", class_="why"),
                           self.badges(f"p{number}"), id=f"p{number}")
        return "".join(self._anchored(piece, "p", self.text(piece)) for piece in strip.pieces)

    def cells(self, strip: Strip) -> str:
        """A strip as the cells of a row, each with its borders; those that are lost are broken lines."""
        return "".join(self._anchored(piece, "span", self.text(piece), "c g" if piece.glued else
                                      "c q" if piece.unsure else "c") for piece in strip.pieces)

    def _anchored(self, piece: Piece, name: str, inside: str, look: str | None = None) -> str:
        """An element with the unit's id, where it stands first."""
        place = f"u{piece.unit}"
        if place in self.placed:
            return element(name, inside, class_=look)
        self.placed.add(place)
        return element(name, inside, self.badges(place), class_=look, id=place)

    def text(self, piece: Piece) -> str:
        return "".join(map(self._stretch, self.strips.stretches(piece)))

    def fates(self, strip: Strip) -> set[str]:
        return {one.fate for piece in strip.pieces for one in self.strips.stretches(piece) if one.text.strip()}

    def pieces(self, slot: Slot) -> Sequence[Piece]:
        """What the row of a cell was read from."""
        return self.strips.reading.tables.rows.get(slot.address.split(".")[0], ())

    def kept(self, strip: Strip) -> str:
        """What of a line went into the prose."""
        return "".join(one.text for piece in strip.pieces for one in self.strips.stretches(piece)
                       if one.fate == "prose")

    def _stretch(self, one: Stretch) -> str:
        if one.fate != "dropped" or not one.text.strip():
            return escape(one.text)
        place, why = f"w{one.number}", f"（{DROPPED[one.reason]}）"
        first = place not in self.placed
        self.placed.add(place)
        told = link(f"o{self.strips.list_places[one.number]}", why, class_="why")
        return element("span", escape(one.text), told, class_="out", id=place if first else None)


def step(source: str, result: str, look: str = "", place: str | None = None) -> str:
    return element("div", element("div", source), element("div", result), class_=f"step {look}".strip(), id=place)


class Beside:
    """The whole comparison of one report."""

    def __init__(self, strips: Strips, report: Report, badges: Badges) -> None:
        self.report, self.badges = report, badges
        self.original = Original(strips, badges)
        self.free = report.edition.is_free
        self.sections: list[tuple[str, list[Strip]]] = [("", [])]
        headings = iter(report.headings)
        for strip in self.original.strips:
            if strip.section is not None:
                self.sections.append((next(headings, "") if self.free else strip.section, []))
            self.sections[-1][1].append(strip)
        told = [strip for _, several in self.sections for strip in several]
        self.rows = Rows(report, self.original, told)

    def __str__(self) -> str:
        there = {key for key, _ in self.sections}
        order = [section.key for section in self.report.sections]
        told: list[str] = []
        for key, strips in self.sections:
            for lost in order[:order.index(key)] if key in order else ():
                if lost not in there:
                    there.add(lost)
                    told += self._section(lost, [])
            told += self._section(key, strips)
        for lost in order:
            if lost not in there:
                told += self._section(lost, [])
        told += self.rows.left()
        titles = element("div", element("div", "原文"), element("div", "录入的草稿"), class_="titles")
        return titles + "".join(told)

    def _section(self, key: str, strips: list[Strip]) -> Iterator[str]:
        heading = strips[0] if strips and strips[0].section is not None else None
        if key:
            yield self._heading(key, heading)
        body = strips[1:] if heading else strips
        text = self.report.prose.get(key, "") if key else self.report.preamble
        paragraphs = [part for part in text.split("\n\n") if part.strip()]
        tables = iter([part for part in paragraphs if self._is_table(part)])
        prose = _Prose(self.original, body, [part for part in paragraphs if not self._is_table(part)])
        for tabular, run in self._runs(body):
            if not tabular:
                for strip in run:
                    yield from prose.step(strip)
            elif self.free:
                yield _own_table(self.original, run, tables)
            else:
                yield from self.rows.table(run)
        yield from prose.rest()
        yield from (step("", element("pre", escape(part))) for part in tables)
        section = next((one for one in self.report.edition.sections if one.key == key), None)
        if section is not None and section.table is not None:
            yield from self.rows.without_source(section.table)

    def _heading(self, key: str, strip: Strip | None) -> str:
        heading = next(one.heading for one in self.report.sections if one.key == key)
        told = escape(heading)
        if not self.free and (printed := self.report.headings.get(key, heading)) != heading:
            told += element("small", f" 原文写作“{escape(printed)}”" if printed else " 原文缺这一标题")
        source = self.original.line(strip) if strip else element("span", "（没有找到这一标题）", class_="why")
        return step(source, told + self.badges(f"s-{key}"), "head", f"s-{key}")

    def _is_table(self, paragraph: str) -> bool:
        return self.free and paragraph.startswith("|")

    def _runs(self, strips: Sequence[Strip]) -> list[tuple[bool, list[Strip]]]:
        """Strips of tables, with what was left out between them; and the others."""
        kinds = [strip.tabular for strip in strips]
        for start, stop in _gaps(kinds):
            if all(self.original.fates(strip) <= {"dropped"} for strip in strips[start:stop]):
                kinds[start:stop] = [True] * (stop - start)
        found = [(kind, [strip for _, strip in several]) for kind, several in groupby(
            zip(kinds, strips, strict=True), key=lambda pair: pair[0])]
        return found


def _gaps(kinds: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where between two strips of a table others stand."""
    last = -1
    for number, tabular in enumerate(kinds):
        if tabular:
            if 0 <= last < number - 1:
                yield last + 1, number
            last = number


class _Prose:
    """The lines and the paragraphs of one section."""

    def __init__(self, original: Original, strips: Sequence[Strip], paragraphs: Sequence[str]) -> None:
        self.original, self.paragraphs = original, paragraphs
        self.lines = [strip for strip in strips if not strip.tabular and original.kept(strip).strip()]
        self.pairs = list(paired([original.kept(strip) for strip in self.lines], paragraphs))
        self.pair_of = {id_: number for number, pair in enumerate(self.pairs) for id_ in pair.lines}
        self.number_of = {strip: number for number, strip in enumerate(self.lines)}
        self.told = 0

    def step(self, strip: Strip) -> Iterator[str]:
        """The step of a strip; none if it was told with the one before, of whose paragraph it is a part."""
        if strip not in self.number_of:
            yield step(self.original.line(strip), _where(self.original.fates(strip)))
            return
        number = self.pair_of[self.number_of[strip]]
        while self.told <= number:
            pair = self.pairs[self.told]
            self.told += 1
            yield step("".join(self.original.line(self.lines[line]) for line in pair.lines),
                       "".join(map(self._paragraph, pair.paragraphs)))

    def rest(self) -> Iterator[str]:
        for pair in self.pairs[self.told:]:
            yield step("", "".join(map(self._paragraph, pair.paragraphs)))

    def _paragraph(self, number: int) -> str:
        text = self.paragraphs[number].strip("\n")
        heading = text.startswith("### ")
        return element("p", element("b", escape(text[4:])) if heading else escape(text))


def _where(fates: set[str]) -> str:
    """Where a line went that is no prose."""
    word = "见“基本信息”" if "facts" in fates else "归入表格" if "table" in fates else ""
    return element("span", word, class_="quiet") if word else ""


def _own_table(original: Original, run: Sequence[Strip], tables: Iterator[str]) -> str:
    """Tables of a report in free form, row by row."""
    lines: list[str] = []
    rows = []
    for strip in run:
        if strip.tabular and not lines:
            lines = [line for number, line in enumerate(next(tables, "").split("\n")) if number != 1 and line]
        line = lines.pop(0) if strip.tabular and lines else ""
        cells = [cell.replace("\\|", "|") for cell in line[2:-2].split(" | ")] if line else []
        source = original.cells(strip) if strip.tabular else original.line(strip)
        rows.append(element("tr", element("td", source, class_="source"),
                            *(element("td", escape(cell.strip())) for cell in cells)))
    return element("div", element("table", element("tbody", *rows)), class_="table")
