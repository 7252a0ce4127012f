"""Texts and headings → the report's prose: title lines and page furniture apart, paragraphs restored.

Wording is never changed. Lines that broke a sentence are joined, what stood for spaces or was left by a
converter is dropped and listed, traditional characters become simplified. All of it is reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.edition import Edition
from generator.importing.fold import PINYIN, RADICALS, fold, is_traditional, traditional
from generator.importing.found import Tables
from generator.importing.labels import lexicon
from generator.importing.rows import Head, Item, Text
from generator.importing.sentences import Doubt, doubt
from generator.importing.source import Ledger, Line, Piece, Source

CHROME = re.compile(
    r"扫一扫|当前位置|您的位置|您所在的位置|^主办|^承办|主办单位|ICP备|公网安备|网站标识码|版权所有|技术支持|打印本页|^打印$|^关闭$|关闭窗口"
    r"|分享到|字体大小|^字体|浏览次数|点击数|点击次数|阅读次数|访问量|^上一篇|^下一篇|附件下载|^相关链接|网站地图|^联系我们|无障碍|适老|长者模式"
    r"|^发布时间|^发布日期|^信息来源|^来源|^时间|^作者|^责任编辑|^首页|^微信|^微博|^QQ空间|^全真版|^文字版|^文件下载|^返回|^收藏|^政府网站找错"
    r"|^大中小$|^保护视力|^手机版|^繁体")
_PAGE = re.compile(r"\s*(?:[-—–－·]{1,2}\s*\d{1,3}\s*[-—–－·]{1,2}|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
                   r"|\d{1,3}\s*/\s*\d{1,3})\s*")
_SEPARATOR = re.compile(r"\s*+[=\-_*~—–·.]{3,}+\s*+(?:正文\s*+)?[=\-_*~—–·.]*+\s*+")
_TENS = "一二三四五六七八九十"
_MARKER = re.compile(rf"\s*(?:[（(][{_TENS}\d]{{1,3}}[)）]|[{_TENS}]{{1,3}}[、.．]|\d{{1,2}}\s*[、.．)）](?!\d)"
                     rf"|第[{_TENS}]+[，、是]|[{_TENS}]是|[①-⑳●■◆▪·•])")
_STOPS = tuple("。！？；：…!?;:”’）)》】」")
_LONGEST = 5_000  # characters of a paragraph that is still joined with a line
_INNER = re.compile(r"(?<=[。；：:！])\s*(?=[（(][一二三四五六七八九十]{1,2}[）)])")


@dataclass
class Prose:
    """The prose by section, as the portal writes it; `headings` what was printed where it differs (None: lost)."""

    preamble: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str | None] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    paragraphs: list[tuple[str, str]] = field(default_factory=list)  # section, plain paragraph


def read_prose(source: Source, items: Sequence[Item], edition: Edition, tables: Tables, used: set[Piece],
               ledger: Ledger) -> Prose:
    """The prose of the items, but for the pieces already `used` for the title and other facts."""
    out = Prose()
    writer = _Writer(source, ledger, out)
    parts: dict[str, list[Line]] = {"": []}
    current = ""
    order = [section.key for section in edition.sections]
    for item in items:
        if isinstance(item, Head):
            if current and order.index(item.section) < order.index(current):
                out.doubts.append(doubt("section-order", source, [item.piece]))
            current = item.section
            parts[current] = []
            _heading(source, item, edition, writer, out)
        elif isinstance(item, Text):
            parts[current].append(item.line)
    last = list(parts)[-1]
    for key, lines in parts.items():
        kept = writer.furniture([line for line in lines if line.piece not in used], head=not key, tail=key == last)
        table = next((section.table for section in edition.sections if section.key == key), None)
        kept = _orphans(kept, table, edition, tables, ledger)
        text = writer.written(key, kept)
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
    printed = writer.clean(item.piece)
    writer.ledger.put(item.piece, "prose")
    if item.typo:
        out.doubts.append(doubt("heading-typo", source, [item.piece], proposal=section.heading))
    names = {re.sub(r"\s", "", name) for name in (section.heading, *section.also)}
    if re.sub(r"\s", "", printed) not in names:
        out.headings[section.key] = printed


def _orphans(lines: list[Line], table: str | None, edition: Edition, tables: Tables, ledger: Ledger) -> list[Line]:
    """Labels of a section's table that stand outside of it: where the table is lost they are kept as its
    lines, else they belong to it (a heading parted from its table by the end of a page)."""
    labels = lexicon(edition).labels
    names = {fold(label.text) for label in labels if label.table == table
             or (table is None and label.role in ("block", "stubhead") and label.table not in tables.unread)}
    kept = []
    for line in lines:
        if fold(line.piece.text) not in names:
            kept.append(line)
            continue
        if table and table in tables.unread:
            tables.extra.setdefault(table, []).append(line.piece.text.strip())
        ledger.put(line.piece, "table")
    return kept


class _Writer:
    """Turns lines into prose and keeps count of what it dropped, joined and converted."""

    def __init__(self, source: Source, ledger: Ledger, out: Prose) -> None:
        self.source, self.ledger, self.out = source, ledger, out
        self.traditional = is_traditional("".join(unit.text for unit in source.units))
        self.pinyin: list[str] = []
        self.questions = 0
        self.radicals: list[str] = []

    # ── furniture ──

    def furniture(self, lines: list[Line], head: bool, tail: bool) -> list[Line]:
        """The lines without page numbers, rules, navigation and footers."""
        kept = []
        for line in lines:
            text = line.piece.text
            reason = ("chrome" if line.chrome else "page-number" if _PAGE.fullmatch(text) else
                      "separator" if _SEPARATOR.fullmatch(text) else None)
            if reason is None and not re.sub(r"[?？\s\u200b\ufeff]", "", text):
                reason = "question-marks"
                self.questions += text.count("?")
            if reason is None and head and chrome(text) and len(text) < 120:
                reason = "chrome"
            if reason:
                self.ledger.put(line.piece, "dropped", reason)
            else:
                kept.append(line)
        return self._tail(kept) if tail else kept

    def _tail(self, lines: list[Line]) -> list[Line]:
        """A page's footer: from the first line of furniture on, if only short lines follow."""
        for index, line in enumerate(lines):
            text = line.piece.text
            closing = re.search(r"(?<=[。！])\s+(\S{2,12})\s*$", text)
            if closing and chrome(closing[1]) and index == len(lines) - 1:
                self.ledger.put(line.piece.part(closing.start(1), len(text)), "dropped", "chrome")
                return [*lines[:index], Line(line.piece.part(0, closing.start(1)), line.level)]
            if chrome(text) and not re.search(r"[。；]", text) and \
                    all(len(other.piece.text) < 150 and "。" not in other.piece.text for other in lines[index:]):
                self.ledger.put([other.piece for other in lines[index:]], "dropped", "chrome")
                return lines[:index]
        return lines

    # ── paragraphs ──

    def written(self, section: str, lines: Sequence[Line]) -> str:
        paragraphs: list[tuple[str, int]] = []
        before: Line | None = None
        for line in self._unglued(lines):
            text = self.clean(line.piece)
            self.ledger.put(line.piece, "prose")
            if not text:
                continue
            if paragraphs and before is not None and not line.level and not before.level \
                    and _goes_on(paragraphs[-1][0], text, before):
                paragraphs[-1] = (paragraphs[-1][0] + text, 0)
                if before.joins is None:
                    self.out.doubts.append(doubt("joined", self.source, [before.piece],
                                                 shown=""))
            else:
                paragraphs.append((text, line.level))
            before = line
        self.out.paragraphs += [(section, text) for text, _ in paragraphs]
        return "\n\n".join(f"### {text}" if level else _literal(text)
                           for text, level in paragraphs)

    def _unglued(self, lines: Iterable[Line]) -> Iterable[Line]:
        """Lines out of a page that came as one line, broken again before （一）, （二）…"""
        for line in lines:
            text, place = line.piece.text, 0
            if len(self.source.units[line.piece.unit].text) > 1500:
                for match in _INNER.finditer(text):
                    yield Line(line.piece.part(place, match.start()))
                    place = match.end()
            yield Line(line.piece.part(place, len(text)), line.level, line.chrome, line.joins) if place else line

    def clean(self, piece: Piece) -> str:
        """A piece's text as it is kept: no residue, no outer space, simplified characters."""
        text = piece.text
        for match in PINYIN.finditer(text):
            self.pinyin.append(text[max(0, match.start() - 1):match.end()])
            self.ledger.put(piece.part(*match.span()), "dropped", "pinyin")
        marks = [match for match in re.finditer(r"^[?\s]+|[?\s]+$|\?{2,}|(?<=\s)\?|\?(?=\s)", text) if "?" in match[0]]
        for match in marks:
            self.questions += match[0].count("?")
            self.ledger.put(piece.part(*match.span()), "dropped", "question-marks")
        spans = sorted([match.span() for match in PINYIN.finditer(text)] + [match.span() for match in marks])
        kept, place = "", 0
        for start, stop in spans:
            kept, place = kept + text[place:max(start, place)], max(stop, place)
        kept += text[place:]
        kept = re.sub(r"[\u200b\ufeff\u00ad]", "", kept)
        kept = re.sub(r"\s+", " ", kept).strip()
        return "".join(map(self._character, kept))

    def _character(self, character: str) -> str:
        if "\u2f00" <= character <= "\u2fd5" or character in RADICALS:
            self.radicals.append(character)
            character = unicodedata.normalize("NFKC", RADICALS.get(character, character))
        return traditional().get(character, character) if self.traditional else character

    def report(self) -> None:
        add = self.out.doubts.append
        if self.traditional:
            add(doubt("traditional", None, []))
        if self.pinyin:
            add(Doubt("pinyin", doubt("pinyin", None, [], count=len(self.pinyin)).message.replace(
                "如“”", f"如“{self.pinyin[0]}”")))
        if self.questions:
            add(doubt("question-marks", None, [], count=self.questions))
        if self.radicals:
            add(Doubt("radicals", doubt("radicals", None, [], count=len(self.radicals)).message.replace(
                "如“”", f"如“{self.radicals[0]}”")))


def chrome(text: str) -> bool:
    """Is this text page furniture by its words?"""
    return CHROME.search(fold(text)) is not None


def _goes_on(text: str, following: str, line: Line) -> bool:
    """Does the sentence at the end of `text` go on in the next line?"""
    if len(text) > _LONGEST:
        return False
    if line.joins is not None:
        return line.joins
    if text.count("《") > text.count("》") or text.count("（") > text.count("）"):
        return True
    if text.endswith(_STOPS) or _MARKER.match(following):
        return False
    if text.endswith(("，", ",", "、")):
        return True
    marked = _MARKER.match(text)
    heading = marked and not re.search(r"[。；]", text) and (len(text) <= 24 or (text[:1] in "（(" and len(text) <= 40))
    if heading or len(text) < 20:
        return False
    return following.endswith(_STOPS) or re.search(r"[。；，]", following) is not None


def _literal(text: str) -> str:
    """A paragraph as the portal reads it. One that begins like a heading is indented, as on paper, and so is none."""
    return f"　　{text}" if text.startswith("#") else text
