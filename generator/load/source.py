"""One file → text → a tree of YAML nodes that remember their line; nothing is interpreted yet.

The tree is built from PyYAML's events, so a statutory figure is never read by YAML's own rules
(`012` → 10, `no` → False, `12:30` → 750) and a duplicate key cannot silently win. Guards: size, depth,
encoding; anchors, aliases, tags and several documents are refused. Problems become Issues.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import yaml

from generator.hidden import misleading, told
from generator.issue import SENTENCES, Issue, Severity, issue, issue_of, reason_of
from generator.load.slips import find_slips

SIZE_LIMIT_KB = 512  # a report is 3 KB, its prose 10 to 60 KB
DEPTH_LIMIT = 12
MARKS_LIMIT = 30  # combining marks in a row; Unicode's own bound for texts that can be read as a stream (UAX #15)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(slots=True)
class Scalar:
    text: str
    plain: bool  # not quoted
    line: int
    column: int


@dataclass(slots=True)
class List:
    line: int
    column: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A flow list of plain whole numbers, by far the most frequent one: kept as text until somebody asks for nodes."""

    line: int
    column: int
    content: str

    @property
    def nodes(self) -> list[Node]:
        return [Scalar(text, True, self.line, self.column) for text in self.content.replace(" ", "").split(",")]


@dataclass(slots=True)
class Mapping:
    line: int
    column: int
    nodes: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Items = List | Row
Node = Scalar | Items | Mapping


Read = Callable[[str], bytes]
Homes = Dict[str, str]  # keys that are known, and under which key each stands
_NO_HOMES: Homes = {}


def read_bytes(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def text_of(raw: bytes) -> str:
    """A byte-order mark is dropped, CRLF becomes LF. Raises UnicodeDecodeError."""
    text = raw.decode().removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_text(path: Path | str, name: str, issues: list[Issue], read: Read = read_bytes) -> str | None:
    """The file's text, or None with an Issue."""
    path = os.fspath(path)
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            issues.append(issue("symbolic-link", name, name=os.path.basename(path)))
            return None
        size = status.st_size
        if size > SIZE_LIMIT_KB * 1024:
            issues.append(issue("oversized-file", name, file="", size=size // 1024, limit=SIZE_LIMIT_KB))
            return None
        raw = read(path)
    except OSError as error:
        issues.append(issue("unreadable-file", name, why=reason_of(error)))
        return None
    try:
        text = text_of(raw)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        issues.append(issue("wrong-encoding", name, line, byte=error.start + 1))
        return None
    if (place := stacked(text)) >= 0:
        issues.append(issue("stacked-marks", name, text.count("\n", 0, place) + 1, limit=MARKS_LIMIT,
                            number=f"U+{ord(text[place]):04X}"))
        return None
    found = list(islice(misleading(text), 20))
    for match in found:
        at = match.start() - text.rfind("\n", 0, match.start())
        issues.append(issue("control-character", name, text.count("\n", 0, match.start()) + 1, column=at,
                            where=f"第 {at} 个字处", character=told(match[0])))
    return None if found else text


def stacked(text: str) -> int:
    """Where more combining marks follow one another than any writing needs; -1 if nowhere.

    To put n of them in order, as every comparison of texts does, takes n² steps.
    """
    if unicodedata.is_normalized("NFD", text):  # as all Chinese is: they are in order
        return -1
    height = 0
    for place, sign in enumerate(text):
        height = height + 1 if unicodedata.combining(sign) else 0
        if height > MARKS_LIMIT:
            return place
    return -1


class _Fault(Exception):
    pass


def parse(text: str, name: str, issues: list[Issue], *, tags: bool = False, homes: Homes = _NO_HOMES,
          doubted: bool = False) -> Mapping | None:
    """The tree of a YAML mapping with its Issues, or None.

    Where the usual slips are all that is wrong with the text, there is a tree as well: that of the text as it was
    meant, so that what else is wrong in it can be told. `homes`: see `find_slips`. `doubted`: look for slips in any
    case, since something was wrong with what the text says. `tags` tolerates tags (MkDocs' own file has some).
    """
    found: list[Issue] = []
    root = _root(text, name, found, tags)
    deep = any(one.code == "nested-too-deep" for one in found)  # no slip, and long to look through
    slips, meant = find_slips(text, homes) if not deep and (doubted or (found and not tags)) else ([], text)
    if slips:
        found.clear()
        root = _root(meant, name, found, tags)
        found = [one for one in found if one.code != "yaml-syntax"]
        found += [issue("yaml-syntax", name, one.line, column=one.column, why=one.why, plain=one.plain,
                        template="yaml-slip" if one.plain else "yaml-astray") for one in slips]
    issues += found
    return root


def _root(text: str, name: str, issues: list[Issue], tags: bool) -> Mapping | None:
    known = len(issues)
    try:
        root = _tree(text, name, issues, tags)
    except yaml.YAMLError as error:
        line, column = _blamed(error)
        issues.append(issue("yaml-syntax", name, line, column=column))
        return None
    except _Fault:
        return None
    if root is None or (isinstance(root, Scalar) and not root.text):
        issues.append(issue("empty-file", name))
        return None
    if not isinstance(root, Mapping):
        issues.append(issue("wrong-type", name, root.line, key=name.rsplit("/", 1)[-1],
                            expected="逐行的“名称: 值”", found="别的形式"))
        return None
    return root if len(issues) == known else None


def without_refused_advice(issues: Sequence[Issue]) -> list[Issue]:
    """The same, where a line with a slip has another fault as well: the line put right would be refused again."""
    others = {one.line for one in issues if one.code != "yaml-syntax"}
    mark = SENTENCES["yaml-slip"].removeprefix("{why}").removesuffix("{plain}")
    return [replace(one, message=one.message.partition(mark)[0] + "。")
            if one.code == "yaml-syntax" and one.line in others and mark in one.message else one for one in issues]


def _blamed(error: yaml.YAMLError) -> tuple[int, int]:
    """Line and column of a fault: where the text begins that has no end, not where that was noticed."""
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, yaml.MarkedYAMLError) and re.search("quoted scalar|simple key", error.context or ""):
        mark = error.context_mark or mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _tree(text: str, name: str, issues: list[Issue], tags: bool) -> Node | None:
    root: Node | None = None
    stack: list[tuple[Mapping | List, list[Scalar]]] = []  # container and its pending key

    def refuse(event: yaml.Event, code: str, **fields: object) -> None:
        line, column = _place(event)
        issues.append(issue_of(code, name, line, Severity.ERROR, fields, column))

    def place(node: Node, event: yaml.Event) -> None:
        nonlocal root
        if not stack:
            if root is not None:
                refuse(event, "yaml-feature", what="---（一个文件里有两份内容）")
                raise _Fault
            root = node
            return
        container, pending = stack[-1]
        if isinstance(container, List):
            container.nodes.append(node)
        elif not pending:
            if not isinstance(node, Scalar):
                refuse(event, "yaml-feature", what="用列表作名称")
                node = Scalar("", True, node.line, node.column)
            pending.append(node)
        else:
            key = pending.pop()
            if key.text in container.nodes:
                issues.append(issue("duplicate-key", name, key.line, column=key.column, key=key.text,
                                    first=container.key_lines[key.text]))
            else:
                container.nodes[key.text] = node
                container.key_lines[key.text] = key.line

    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refuse(event, "yaml-feature", what="& 或 *（锚点与引用）")
            raise _Fault
        if getattr(event, "tag", None) and not tags and not (
                isinstance(event, yaml.ScalarEvent) and event.tag == "!"):
            refuse(event, "yaml-feature", what=f"{getattr(event, 'tag', '')}（标签）")
        line, column = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            if control := _CONTROL.search(event.value):
                refuse(event, "control-character", where="", character=told(control[0]))
            if (place_of_mark := stacked(event.value)) >= 0:  # written as \\u0301
                refuse(event, "stacked-marks", limit=MARKS_LIMIT, number=f"U+{ord(event.value[place_of_mark]):04X}")
            place(Scalar(event.value, event.style is None or event.style == "", line, column), event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            node = (Mapping if isinstance(event, yaml.MappingStartEvent) else List)(line, column)
            place(node, event)
            stack.append((node, []))
            if len(stack) > DEPTH_LIMIT:
                refuse(event, "nested-too-deep", limit=DEPTH_LIMIT)
                raise _Fault
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
    return root


def _place(event: yaml.Event) -> tuple[int, int]:
    """Line and column, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)


def to_data(node: Node) -> object:
    """Plain data of our own files (editions, settings): ints, null, true and false, else text."""
    if isinstance(node, Items):
        return [to_data(child) for child in node.nodes]
    if isinstance(node, Mapping):
        return {key: to_data(child) for key, child in node.nodes.items()}
    if node.plain:
        if node.text.isdecimal() and (node.text == "0" or node.text[0] != "0"):
            return int(node.text)
        return {"null": None, "": None, "true": True, "false": False}.get(node.text, node.text)
    return node.text
