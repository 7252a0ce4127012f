"""Texts and headings → the report's prose: paragraphs restored under their sections, words as they are printed.

Between a report's title and its signature nothing is furniture. What is left out is what the making of a document left
between its words: the numbers and running heads of pages, rules, question marks for spaces, a table of contents, pinyin
behind characters. Lines that broke a sentence are joined, but never across a table or across what was left out of a
page. Traditional characters become simplified. All of it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.edition import Edition
from generator.importing.fold import PINYIN, fold, is_traditional, simplified
from generator.importing.found import Tables
from generator.importing.furniture import running
from generator.importing.items import Head, Item, Row, Text
from generator.importing.labels import lexicon
from generator.importing.sentences import Doubt, doubt
from generator.importing.source import Ledger, Line, Piece, Source

_PAGE = re.compile(r"\s*(?:[-—–－·]{1,2}\s*\d{1,3}\s*[-—–－·]{1,2}|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
                   r"|\d{1,3}\s*/\s*\d{1,3})\s*")
_SEPARATOR = re.compile(r"\s*+[=\-_*~—–·.]{3,}+\s*+(?:正文\s*+)?[=\-_*~—–·.]*+\s*+")
_TENS = "一二三四五六七八九十"
_MARKER = re.compile(rf"\s*(?:[（(][{_TENS}\d]{{1,3}}[)）]|[{_TENS}]{{1,3}}[、.．]|\d{{1,2}}\s*[、.．)）](?!\d)"
                     rf"|第[{_TENS}]+[，、是]|[{_TENS}]是|[①-⑳●■◆▪·•])")
_STOPS = tuple("。！？；：…!?;:”’）)》】」")
_CLOSED = re.compile(r"[》”）)][的要规和及与等中精、，。；]")  # a quotation ends, and its sentence goes on
_LONGEST = 5_000  # characters of a paragraph that is still joined with a line
_LABELLED = re.compile(r"[一-鿿]{2,6}[：:]")  # 时间：…; a line that says one thing
_INNER = re.compile(r"(?<=[。；：:！])\s*(?=[（(][一二三四五六七八九十]{1,2}[）)])")
_CELLS = ("pdf", "xlsx", "xls")  # formats in which a line right beside a table may be a row of it
_BETWEEN_PAGES = ("page-number", "margin")  # what a sentence goes on behind
_FOR_SPACES = re.compile(r"(?m)^[^\S\n]*\?(?:[^\S\n]|\?|$)|\?\s?\?|^\?")  # question marks that stand for spaces


@dataclass
class Prose:
    """The prose by section, as the portal writes it; `headings` what was printed where it differs (None: lost)."""

    preamble: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str | None] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    paragraphs: list[tuple[str, str]] = field(default_factory=list)  # section, plain paragraph


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something stood here that is no prose: "table" rows that a line beside them may belong to, "page-number" and
    "margin" the end of a page, "" anything else."""

    kind: str = ""


_Part = Line | _Gap


def read_prose(source: Source, items: Sequence[Item], edition: Edition, tables: Tables, used: set[Piece],
               ledger: Ledger) -> Prose:
    """The prose of the items, but for the pieces already `used` for the title and other facts."""
    out = Prose()
    writer = _Writer(source, ledger, out)
    parts: dict[str, list[_Part]] = {"": []}
    current = ""
    order = [section.key for section in edition.sections]
    for item in items:
        if isinstance(item, Head):
            if current and order.index(item.section) < order.index(current):
                out.doubts.append(doubt("section-order", source, [item.piece]))
            current = item.section
            parts[current] = []
            _heading(source, item, edition, writer, out)
        elif isinstance(item, Row):
            parts[current].append(_Gap("table" if not item.exact or source.kind in _CELLS else ""))
        else:
            reason = "" if item.line.piece in used else writer.leaves_out(item)
            parts[current].append(item.line if reason is None else _Gap(reason if reason in _BETWEEN_PAGES else ""))
    for key, lines in parts.items():
        table = next((section.table for section in edition.sections if section.key == key), None)
        text = writer.written(key, _orphans(lines, table, edition, tables, ledger))
        if key:
            out.sections[key] = text
        else:
            out.preamble = text
    for section in edition.sections:
        if section.key not in parts:
            out.headings[section.key] = None
            out.doubts.append(doubt("heading-missing", source, [], proposal=section.heading))
    writer.report()
    return out


def _heading(source: Source, item: Head, edition: Edition, writer: _Writer, out: Prose) -> None:
    section = next(one for one in edition.sections if one.key == item.section)
    printed = writer.say(writer.clean(item.piece))
    writer.ledger.put(item.piece, "prose")
    if item.typo:
        out.doubts.append(doubt("heading-typo", source, [item.piece], proposal=section.heading))
    names = {re.sub(r"\s", "", name) for name in (section.heading, *section.also)}
    if re.sub(r"\s", "", printed) not in names:
        out.headings[section.key] = printed


def _orphans(parts: list[_Part], table: str | None, edition: Edition, tables: Tables, ledger: Ledger) -> list[_Part]:
    """Lines that say a label of the section's table and nothing else. Where the table could not be read they are kept
    as lines of it; right beside rows whose borders are lost, or in a workbook, or where a page may end, they are a part
    of it.
    Anywhere else a paragraph is a paragraph, whatever it says."""
    labels = lexicon(edition).labels
    names = {fold(label.text) for label in labels if label.table == table
             or (table is None and label.role in ("block", "stubhead") and label.table not in tables.unread)}
    kept: list[_Part] = []
    for place, part in enumerate(parts):
        if isinstance(part, _Gap) or fold(part.piece.text) not in names:
            kept.append(part)
            continue
        unread = table is not None and table in tables.unread
        if not unread and _Gap("table") not in (*kept[-1:], *parts[place + 1:place + 2]):
            kept.append(part)
            continue
        if table is not None and unread:
            tables.extra.setdefault(table, []).append(part.piece.text.strip())
        ledger.put(part.piece, "table")
        kept.append(_Gap("table"))
    return kept


class _Writer:
    """Turns lines into prose and keeps count of what it dropped, joined and converted."""

    def __init__(self, source: Source, ledger: Ledger, out: Prose) -> None:
        self.source, self.ledger, self.out = source, ledger, out
        self.traditional = is_traditional(source.text)
        self.say = simplified if self.traditional else str
        self.running = running(source)
        self.spaced = _FOR_SPACES.search(source.text) is not None
        self.pinyin: list[str] = []
        self.questions = 0

    def leaves_out(self, item: Text) -> str | None:
        """Why a line is none of the report's words; then it is entered as dropped. None: it is one."""
        piece = item.line.piece
        reason = ("contents" if item.contents else "margin" if piece.unit in self.running else
                  "page-number" if self.source.kind != "docx" and _PAGE.fullmatch(piece.text) else
                  "separator" if _SEPARATOR.fullmatch(piece.text) else
                  "question-marks" if not re.sub(r"[?？\s\u200b\ufeff]", "", piece.text) else None)
        if reason == "question-marks":
            self.questions += piece.text.count("?")
        if reason:
            self.ledger.put(piece, "dropped", reason)
        return reason

    # ── paragraphs ──

    def written(self, section: str, parts: Sequence[_Part]) -> str:
        paragraphs: list[tuple[str, int]] = []
        before: Line | None = None
        for line in self._unglued(parts):
            if isinstance(line, _Gap):
                if line.kind not in _BETWEEN_PAGES:
                    before = None
                elif line.kind == "margin" and before is not None and not before.joins:
                    # the reader looked at what was left out
                    before = Line(before.piece, before.level)
                continue
            text = self.clean(line.piece)
            self.ledger.put(line.piece, "prose")
            if not text:
                continue
            if paragraphs and before is not None and not line.level and not before.level \
                    and _goes_on(paragraphs[-1][0], text, before):
                paragraphs[-1] = (paragraphs[-1][0] + text, 0)
                if before.joins is None:
                    self.out.doubts.append(doubt("joined", self.source, [before.piece]))
            else:
                paragraphs.append((text, line.level))
            before = line
        said = [(self.say(text), level) for text, level in paragraphs]
        self.out.paragraphs += [(section, text) for text, _ in said]
        return "\n\n".join(f"### {text}" if level else _literal(text) for text, level in said)

    def _unglued(self, parts: Sequence[_Part]) -> Iterator[_Part]:
        """Lines out of a page that came as one line, broken again before （一）, （二）…"""
        for line in parts:
            if isinstance(line, _Gap):
                yield line
                continue
            text, place = line.piece.text, 0
            if len(self.source.units[line.piece.unit].text) > 1500:
                for match in _INNER.finditer(text):
                    yield Line(line.piece.part(place, match.start()))
                    place = match.end()
            yield Line(line.piece.part(place, len(text)), line.level, line.chrome, line.joins) if place else line

    def clean(self, piece: Piece) -> str:
        """A piece's text as it is kept: no residue, no outer space."""
        text = piece.text
        residue = [match.span() for match in PINYIN.finditer(text)]
        self.pinyin += [text[max(0, start - 1):stop] for start, stop in residue]
        for span in residue:
            self.ledger.put(piece.part(*span), "dropped", "pinyin")
        marks = [match for match in re.finditer(r"^[?\s]+|[?\s]+$|\?{2,}|(?<=\s)\?|\?(?=\s)", text)
                 if self.spaced and "?" in match[0]]
        for match in marks:
            self.questions += match[0].count("?")
            self.ledger.put(piece.part(*match.span()), "dropped", "question-marks")
        kept, place = "", 0
        for start, stop in sorted([*residue, *(match.span() for match in marks)]):
            kept, place = kept + text[place:max(start, place)], max(stop, place)
        kept += text[place:]
        return re.sub(r"\s+", " ", re.sub(r"[\u200b\ufeff\u00ad]", "", kept)).strip()

    def report(self) -> None:
        add = self.out.doubts.append
        if self.traditional:
            add(doubt("traditional", None, []))
        if self.pinyin:
            add(Doubt("pinyin", doubt("pinyin", None, [], count=len(self.pinyin)).message.replace(
                "如“”", f"如“{self.pinyin[0]}”")))
        if self.questions:
            add(doubt("question-marks", None, [], count=self.questions))


def _goes_on(text: str, following: str, line: Line) -> bool:
    """Does the sentence at the end of `text` go on in the next line?"""
    if len(text) > _LONGEST:
        return False
    if line.joins is not None:
        return line.joins
    if text.count("《") > text.count("》") or text.count("（") > text.count("）"):
        return True
    ended = text.endswith(_STOPS) and not _CLOSED.fullmatch(text[-1] + following[:1])
    if ended or _MARKER.match(following) or _LABELLED.match(following):
        return False
    if text.endswith(("，", ",", "、")):
        return True
    marked = _MARKER.match(text)
    heading = marked and not re.search(r"[。；]", text) and (len(text) <= 24 or (text[:1] in "（(" and len(text) <= 40))
    if heading or len(text) < 20 or (_LABELLED.match(text) and not re.search(r"[。；，]", text)):
        return False
    return following.endswith(_STOPS) or re.search(r"[。；，]", following) is not None


def _literal(text: str) -> str:
    """A paragraph as the portal reads it. One that begins like a heading is indented, as on paper, and so is none."""
    return f"　　{text}" if text.startswith("#") else text
