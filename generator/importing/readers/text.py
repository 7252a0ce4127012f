"""Plain text and Markdown → a Source: lines; cells set off by tabs, pipes, or a line each become grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.importing.sentences import Refused
from generator.importing.source import Grid, Piece, Source


def read_text(content: bytes, kind: str = "txt") -> Source:
    source = Source(kind)
    text = decode(content, source)
    if text.count("\x00") or len(re.findall(r"[\x01-\x08\x0e-\x1f\ufffd]", text)) > len(text) / 50:
        raise Refused("damaged", suffix=f".{kind}", why="不是文本")
    read_lines(text, source)
    return source


def decode(content: bytes, source: Source, declared: str = "") -> str:
    """The text of a file: UTF-8 or UTF-16 by its marks, else what was declared, else Chinese of the old kind.

    gb2312 and gbk are read as gb18030, which contains both.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = declared.lower().replace("_", "-")
    if declared in ("big5", "big5-hkscs"):
        return content.decode("big5hkscs", "replace")
    if declared not in ("", "utf-8", "utf8", "gb2312", "gbk", "gb18030", "gb-2312", "x-gbk"):
        try:
            return content.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    text = content.decode("gb18030", "replace")
    if not declared:
        source.remark("encoding-guess", encoding="GB18030")
    return text


def read_lines(text: str, source: Source) -> None:
    """Lines and grids in order."""
    lines = [line.rstrip("\r") for line in re.split(r"\n|\r(?!\n)|\x0b|\x0c|\u2028|\u2029", text)]
    rows: list[tuple[Piece, ...]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        place = f"第 {number + 1} 行"
        if _one_cell(line):
            by_line, number = _cells_by_line(lines, number)
            rows.append(tuple(source.piece(_unmarked(cell), f"第 {at + 1} 行", column)
                              for column, (cell, at) in enumerate(by_line)))
            continue
        if "\t" in line.strip("\n") and (row := line.split("\t")) and len(row) > 2:
            rows.append(tuple(source.piece(_unmarked(cell), place, column) for column, cell in enumerate(row)))
        elif _piped(line):
            if not re.fullmatch(r"[\s|:+=-]+", line) or re.search(r"\|\s*\|", line):
                cells = line.strip().removeprefix("|").split("|")
                rows.append(tuple(source.piece(_unmarked(cell), place, column) for column, cell in enumerate(cells)))
        elif line.strip():
            _flush(rows, source)
            marks = re.match(r"\s{0,3}(#{1,6})\s+(?=\S)", line)
            if marks:
                text = line[marks.end():].rstrip().rstrip("#").rstrip() if line.rstrip().endswith("#") else \
                    line[marks.end():]
                source.line(_unmarked(text), place, level=len(marks[1]))
            else:
                source.line(_unmarked(line), place)
        number += 1
    _flush(rows, source)


def _unmarked(text: str) -> str:
    """A line or cell without the signs that make all of it bold in Markdown, as converters write headings and sums."""
    match = re.fullmatch(r"(\s*)(\*\*|__)(?=\S)((?:(?!\2).)*\S)\2(\s*)", text, re.S)
    return match[1] + match[3] + match[4] if match else text


def _flush(rows: list[tuple[Piece, ...]], source: Source) -> None:
    if rows:
        source.blocks.append(Grid(tuple(rows), exact=False))
        rows.clear()


def _one_cell(line: str) -> bool:
    return re.fullmatch(r"\t[^\t|]*", line) is not None


def _piped(line: str) -> bool:
    return line.count("|") >= 2 or re.search(r"\S\s*\|\s*$|^\s*\|\s*\S", line) is not None \
        or re.fullmatch(r"[^|]{1,40}\|[^|]{0,40}", line) is not None


def _cells_by_line(lines: list[str], number: int) -> tuple[list[tuple[str, int]], int]:
    """A row of one cell a line, each begun by a tab; a cell may go on in lines without one."""
    cells: list[tuple[str, int]] = []
    while number < len(lines):
        line = lines[number]
        if _one_cell(line):
            cells.append((line[1:], number))
        elif line.strip() and cells and _continues(lines, number):
            text, at = cells[-1]
            cells[-1] = (f"{text}\n{line}", at)
        else:
            break
        number += 1
    return cells, number


def _continues(lines: list[str], number: int) -> bool:
    """Is this a broken cell's second line: short, with another cell right after it?"""
    following: Iterator[str] = iter(lines[number + 1:number + 2])
    return len(lines[number]) < 30 and any(_one_cell(line) for line in following)
