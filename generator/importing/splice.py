"""A report's changes → its existing files, with the comments and the layout that a person gave them.

YAML is taken apart at its top-level keys and, in the tables, at its rows; only what changes is replaced. No comment is
ever lost: one that lost its place stands at the top of the file.
"""

from __future__ import annotations

import re

from generator.draft import report_prose, report_yaml
from generator.importing.sentences import LOST_COMMENTS
from generator.model import Report

_KEY = re.compile(r"([a-z_]+):")
_ROW = re.compile(r"  ([a-z_]+):")
_COMMENT = re.compile(r"""^(?:[^'"#]|"(?:[^"\\]|\\.)*"|'[^']*'|(?<=\S)#)*?(?:^|\s)(#.*)$""")


def spliced_yaml(text: str, ours: Report, merged: Report) -> str:
    """`text`, which says `ours`, made to say `merged`."""
    before, after = report_yaml(ours), report_yaml(merged)
    if text == before:
        return after
    mine, old, new = (_blocks(one, _KEY) for one in (text, before, after))
    found: dict[str, str] = {"": mine.get("", "")}
    for key, block in new.items():
        if key and key in mine:
            table = any(table.key == key for table in merged.edition.tables)
            found[key] = mine[key] if block == old.get(key) else _rows(mine[key], old.get(key, ""), block) if table \
                else _replaced(mine[key], block)
        elif key:
            found[key] = block
    return with_comments(text, "".join(found.values()))


def with_comments(text: str, new: str) -> str:
    """`new` with those comments of `text` on top that it does not have."""
    kept = _comments(new)
    lost = [comment.lstrip("#").strip() for comment in _comments(text) if comment not in kept]
    return "".join(f"{LOST_COMMENTS}{comment}\n" for comment in lost if comment) + new


def spliced_prose(text: str, ours: Report, merged: Report) -> str:
    """The Markdown: sections whose text stays keep their lines."""
    if (ours.preamble, dict(ours.prose)) == (merged.preamble, dict(merged.prose)):
        return text
    return report_prose(merged)


def _blocks(text: str, key: re.Pattern[str]) -> dict[str, str]:
    """Lines by the key they belong to; comments and empty lines belong to the key that follows."""
    found: dict[str, list[str]] = {"": []}
    current = ""
    waiting: list[str] = []
    for line in text.splitlines(keepends=True):
        if match := key.match(line):
            current = match[1]
            found[current] = [*waiting, line]
            waiting = []
        elif not line.strip() or line.lstrip().startswith("#"):
            waiting.append(line)
        else:
            found[current] += [*waiting, line]
            waiting = []
    found[current] += waiting
    return {name: "".join(lines) for name, lines in found.items()}


def _rows(mine: str, old: str, new: str) -> str:
    """A table's block: the rows that change get their new list."""
    if not mine.strip().count("\n"):  # it was missing
        return _replaced(mine, new)
    rows, before, after = (_blocks(one, _ROW) for one in (mine, old, new))
    found = {"": rows.get("", "")}
    for key, row in after.items():
        if key:
            found[key] = row if key not in rows else rows[key] if row == before.get(key) else _replaced(rows[key], row)
    return "".join(found.values())


def _replaced(mine: str, new: str) -> str:
    """The new lines below the comments of the old ones; a comment at the end of a line stays at its end."""
    lead = [line for line in mine.splitlines(keepends=True) if line.lstrip().startswith("#")]
    lines = [line for line in new.splitlines(keepends=True) if line.strip() and line not in lead
             and not line.lstrip().startswith("#")]
    ends = [comment for line in mine.splitlines() if not line.lstrip().startswith("#")
            for comment in _comments(line)]
    if len(lines) == 1 and len(ends) == 1 and ends != _comments(lines[0]):
        end = _COMMENT.match(lines[0].rstrip("\n"))
        bare = (lines[0].rstrip("\n")[:end.start(1)] if end else lines[0]).rstrip()
        lines = [f"{bare}  {ends[0]}\n"]
    return "".join([*lead, *lines])


def _comments(text: str) -> list[str]:
    """All comments, each with its sign."""
    return [match[1].strip() for line in text.splitlines() if (match := _COMMENT.match(line))]
