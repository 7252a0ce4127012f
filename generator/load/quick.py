"""The canonical form of our YAML, as `portal new` and `portal import` write it → the tree that `parse` would give.

A twelfth of PyYAML's time, for the form that nearly every file has: keys at the margin or two spaces in, one flow list
a table row, plain or double-quoted text on one line. Whatever else there is makes it step back (None), and PyYAML reads
the file. Equal trees are a property under test; columns are left at 0, so a file with a fault is read again by `parse`,
which knows them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.load.source import List, Mapping, Node, Row, Scalar

# Ends of lines and forbidden characters that only YAML knows; tabs, which it allows in some places.
_ODD = re.compile("[\t\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_TEXT = (r'"(?P<quoted>[^"\\]*)"'
         r"|(?P<plain>https?://[^\s#\"']*[^\s#\"':]|[0-9A-Za-z一-鿿《（〔“](?:[^:#\"']*[^:#\"'\s])?)")
_ENTRY = re.compile(r"(?P<inner>  )?(?P<key>[a-z_][a-z0-9_]*):"
                    rf"(?: +(?:{_TEXT}|\[(?P<row>[^\[\]{{}}#'\\]*)\]))?(?P<note> +#.*| *)")
_PARTS = [_ENTRY.groupindex[name] for name in ("inner", "key", "quoted", "plain", "row")]
_ITEM = re.compile(rf"  - (?:{_TEXT})(?P<note> +#.*| *)")
_WHOLE = re.compile(r"[0-9]+(?:, *[0-9]+)*")
_CELL = re.compile(r'null|[+-]?[0-9]+(?:\.[0-9]+)?|"[^",]*"')


@lru_cache(maxsize=32)  # a township's reports are read, and read again when they are published
def quick(text: str) -> Mapping | None:
    """The tree of a file in canonical form, None of any other. Not to be changed: it may be asked for again."""
    if _ODD.search(text):
        return None
    root = Mapping(0, 0)  # on line 0 until an entry is found
    opened = ""  # the key at the margin whose value is still to come, or whose entries and items follow
    inner: Mapping | List | None = None
    for number, line in enumerate(text.split("\n"), 1):
        entry = _entry(line)
        if entry is None:
            if line.lstrip(" ")[:1] in ("#", ""):
                continue
            item = _ITEM.fullmatch(line)
            if item is None or not opened or isinstance(inner, Mapping):
                return None
            inner = inner or List(number, 0)
            plain = item["plain"]
            inner.nodes.append(Scalar(item["quoted"] if plain is None else plain, plain is not None, number, 0))
            root.nodes[opened] = inner
            continue
        indent, key, quoted, plain, row, whole = entry
        if whole and indent and type(inner) is Mapping:  # as most lines are; the rest is the long way to the same
            if key in inner.key_lines:
                return None
            inner.key_lines[key], inner.nodes[key] = number, Row(number, 0, whole)
            continue
        empty = row is None and plain is None and quoted is None
        if indent:
            if empty or not opened or isinstance(inner, List):
                return None
            inner = inner or Mapping(number, 0)
            root.nodes[opened] = inner
            into = inner
        else:
            if opened and inner is None:  # a key without a value
                return None
            root.line = root.line or number
            opened, inner, into = key if empty else "", None, root
        if key in into.key_lines:
            return None
        into.key_lines[key] = number
        if not empty:
            node: Node | None
            if whole:
                node = Row(number, 0, whole)
            elif row is not None:
                node = _row(row, number)
                if node is None:
                    return None
            else:
                node = Scalar(plain or quoted or "", plain is not None, number, 0)
            into.nodes[key] = node
    return None if not root.line or (opened and inner is None) else root


@lru_cache(maxsize=4096)  # a row of zeros is the same line in most reports
def _entry(line: str) -> tuple[str | None, str, str | None, str | None, str | None, str] | None:
    """Indent, key, of the three kinds of value the one that is there, and again a row that is of whole numbers."""
    found = _ENTRY.fullmatch(line)
    if found is None:
        return None
    indent, key, quoted, plain, row = found.group(*_PARTS)
    return indent, key, quoted, plain, row, row if row and _WHOLE.fullmatch(row) else ""


def without_comments(text: str) -> str:
    """The same data without its comments, which help those who fill in; a text of another form as it is."""
    if quick(text) is None:
        return text
    return "".join(map(_without_comment, text.split("\n")))


@lru_cache(maxsize=4096)
def _without_comment(line: str) -> str:
    """The line with its end; "" where it has nothing but a comment."""
    if "#" in line:
        found = _ENTRY.fullmatch(line) or _ITEM.fullmatch(line)
        line = line[:found.start("note")] if found else ""
    return f"{line}\n" if line.strip(" ") else ""


def _row(content: str, line: int) -> Node | None:
    cells = [cell.strip(" ") for cell in content.split(",")]
    if not all(map(_CELL.fullmatch, cells)):
        return None
    return List(line, 0, [Scalar(cell[1:-1], False, line, 0) if cell[0] == '"' else Scalar(cell, True, line, 0)
                           for cell in cells])
