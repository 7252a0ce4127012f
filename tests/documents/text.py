"""A Paper as text, as crawlers and clerks keep it: cells between pipes or tabs, a cell a line, or glued.

`paper.ways`: pipes, tabs, lines (a cell a line), tab-lines (a cell a line behind a tab, an empty line before each row), spaces, glued (figures without
borders); covered (merged cells leave blanks); trailing (a separator closes the row), leading, markdown (a line below the
headings), marks (a form feed ends a page), encodings: gb18030, bom, utf-16.
"""

from __future__ import annotations

from random import Random

from tests.documents.paper import Box, Line, Paper, Sheet

KEPT = ("pipes", "tabs", "lines", "tab-lines", "spaces", "glued")
ENCODINGS = {"gb18030": "gb18030", "bom": "utf-8-sig", "utf-16": "utf-16"}
PIPED = {"pipes": "|", "tabs": "\t", "spaces": " ", "glued": ""}


def dressed(paper: Paper, chance: Random) -> bytes:
    indent = chance.choice(("", "　　", "    "))
    found: list[str] = []
    for part in paper.parts:
        if isinstance(part, Sheet):
            found += _table(part, paper.ways)
        else:
            found += _line(part, indent)
    ending = "\r\n" if "crlf" in paper.ways else "\n"
    return ending.join(found).encode(next((ENCODINGS[way] for way in ENCODINGS if way in paper.ways), "utf-8"))


def _line(line: Line, indent: str) -> list[str]:
    text = line.text
    return [f"{indent}{one}" if line.kind in ("text", "subheading") and not number else one
            for number, one in enumerate(text.split("\n"))]


def _table(sheet: Sheet, ways: set[str]) -> list[str]:
    way = next(way for way in KEPT if way in ways)
    found: list[str] = []
    for number, line in enumerate(sheet.lines()):
        cells = _row(sheet, number, line, "covered" in ways and way in ("pipes", "tabs"))
        if way == "lines":
            found += [cell for cell in cells if cell.strip()]
        elif way == "tab-lines":
            found += ["", *(f"\t{cell}" for cell in cells)]
        elif way in ("glued", "spaces"):
            found.append(_glued(line, PIPED[way]))
        else:
            mark = PIPED[way]
            row = mark.join(cells)
            found.append(mark * ("leading" in ways) + row + mark * ("trailing" in ways))
            if "markdown" in ways and way == "pipes" and not number:
                found.append("|".join("---" for _ in cells))
    return found


def _row(sheet: Sheet, number: int, line: list[Box], covered: bool) -> list[str]:
    if not covered:
        return [_flat(box.text) for box in line]
    begun = {box.column: box for box in line}
    return [_flat(begun[column].text) if column in begun else "" for column in range(sheet.width)]


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("|", " ")


def _glued(line: list[Box], between: str) -> str:
    """A row of figures in one run behind its label; headings side by side."""
    words = [_flat(box.text) for box in line]
    if not any(box.role == "figure" for box in line):
        return " ".join(words)
    figures = between.join(word for word, box in zip(words, line, strict=True) if box.role == "figure")
    labels = " ".join(word for word, box in zip(words, line, strict=True) if box.role != "figure")
    return f"{labels} {figures}" if labels else figures
