"""What is pasted into a report's text and is no text: told with its line and what to do.

Only forms that cannot be a sentence of a report are refused; `a < b`, <20件>, a single tab and the word file stay.
"""

from __future__ import annotations

import re
from collections.abc import Container, Generator, Iterator
from itertools import groupby

from generator.issue import Issue, issue
from generator.load.slips import CONFLICT, conflict_words
from generator.model import TO_FILL

LONGEST_LINE = 5000  # characters
_TAGS = ("p|div|span|br|hr|table|tbody|thead|tr|td|th|font|strong|em|img|ul|ol|li|h[1-6]|style|script|center|section|"
         "article|colgroup|col|meta|link|iframe|blockquote|pre|sup|sub|(?:o|v|w|st1):\\w{1,20}|html|body|head|title|input|"
         "button|form|video")
_SHORT = "a|b|i|u|s|q"  # may be a name in a formula: only with a closing tag or attributes
_ATTRIBUTE = r"""[ \t]{1,4}[\w:-]{1,40} ?= ?["'\w#]"""
_HTML = re.compile(rf"</(?:{_TAGS}|{_SHORT}) ?>|<(?:{_TAGS})(?: ?/?>|{_ATTRIBUTE})|<(?:{_SHORT}){_ATTRIBUTE}"
                   r"|<!--|<!\[|<!DOCTYPE|<\?xml", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|apos|[lr][ds]quo|[mn]dash|middot|hellip|e[nm]sp|times|"
                     r"#\d{1,6}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_IMAGE = re.compile(r"!\[\[|\[(?:图片|图像|截图|表情|动画表情|image|Image|图\.jpg)\]|data:image/\w{2,10}|cid:image\d")
_PATH = re.compile(r"file:/|(?<![A-Za-z0-9])[A-Za-z]:(?:\\(?=[^\s\\])|/(?=[^\s/]\S{0,80}[/.]))"
                   r"|(?<!\\)\\\\(?=[\w.-]{1,60}\\\w)")
_WORD = re.compile(r"mso-[a-z]{2,20}|Mso(?:Normal|Table|List)|/\* Style Definitions \*/|Normal 0 (?:7\.8|false|10 pt)")
_FORMS = (("pasted-image", _IMAGE), ("pasted-html", _HTML), ("pasted-entity", _ENTITY), ("pasted-path", _PATH),
          ("pasted-word", _WORD))
# A text without any of these has none of the forms: few and short, since every text is looked through for them.
_SIGNS = ("<", "&", "[", "\\", ":/", "data:", "cid:", "mso-", "Mso", "/* Style", "Normal 0", ">>>>>>>")


def pasted(text: str, path: str, told: Container[int] = ()) -> Iterator[Issue]:
    """What is no text in a report's text; one issue a line, a block of several lines or of the same kind told once.

    `told`: lines of which something is said already.
    """
    signs = any(map(text.__contains__, _SIGNS))
    if not signs and "\t" not in text and TO_FILL not in text and len(text) <= LONGEST_LINE:
        return
    lines = text.split("\n")
    if signs:
        marked = yield from _conflicts(lines, path)
        yield from _forms(lines, marked, told, path)
    if "\t" in text:
        yield from _tabs(lines, path)
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            yield issue("line-too-long", path, number, size=len(line), limit=LONGEST_LINE)
    empty = [number for number, line in enumerate(lines, 1) if line.strip(" \t\u3000。#") == TO_FILL]
    if empty:
        yield issue("to-fill", path, empty[0], template="to-fill-prose", count=len(empty),
                    lines="、".join(map(str, empty[:6])))


def _conflicts(lines: list[str], path: str) -> Generator[Issue, None, set[int]]:
    """Lines in two versions, as git leaves them; returns the numbers of the lines with its marks."""
    marked: set[int] = set()
    begun = 0
    for number, line in enumerate(lines, 1):
        if not CONFLICT.match(line):
            continue
        if line[0] == "<":
            begun = begun or number
        elif line[0] == ">":
            yield issue("conflict", path, begun or number, why=conflict_words(begun or number, number))
            begun = 0
        if begun or line[0] in "<>":
            marked.add(number)
    if begun:
        yield issue("conflict", path, begun, why=conflict_words(begun, max(marked)))
    return marked


def _forms(lines: list[str], marked: set[int], told: Container[int], path: str) -> Iterator[Issue]:
    yml = path.rsplit("/", 1)[-1].replace(".md", ".yml")
    for number, line in enumerate(lines, 1):
        if number in marked or number in told or len(line) > LONGEST_LINE:
            continue
        for code, form in _FORMS:
            if found := form.search(line):
                end = line.find(">", found.start()) + 1
                words = line[found.start():end] if code == "pasted-html" and 0 < end - found.start() < 60 else line[
                    found.start():found.start() + 30]
                yield issue(code, path, number, column=found.start() + 1, value=words, yml=yml)
                break


def _tabs(lines: list[str], path: str) -> Iterator[Issue]:
    """Rows of a table whose cells are parted by tabs, as spreadsheets give them: three cells, or two in three rows."""
    def cells(line: str) -> int:
        return len(re.findall(r"[^\t]+", line.strip())) if "\t" in line else 0

    for is_row, group in groupby(enumerate(lines, 1), key=lambda item: cells(item[1]) > 1):
        rows = list(group)
        if is_row and (len(rows) > 2 or any(cells(line) > 2 for _, line in rows)):
            parts = [part.strip() for part in re.split(r"\t+", rows[0][1].strip())]
            yield issue("pasted-tabs", path, rows[0][0], line=rows[0][0], last=rows[-1][0],
                        plain=f"| {' | '.join(parts)} |", rule="|" + "---|" * len(parts))
