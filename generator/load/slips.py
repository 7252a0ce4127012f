"""What usually goes wrong in YAML typed by hand: told line by line, each slip at its own line with what to type.

PyYAML stops at the first fault, and often at a later line than the one that has it. Here a faulty file is read as a
clerk writes it, an entry a line, and every line is put as it was meant. The text put right is read on, so that the
other faults of the file are told as well; it is never published. Of a file without a fault nothing is asked here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from generator.load.flow import put_right, without_comment


class Slip(NamedTuple):
    line: int
    column: int
    why: str  # clauses in Chinese
    plain: str  # the line as it was meant, "" where there is nothing to type


class Entry(NamedTuple):
    """A line as it was read: where it begins, what it is."""

    number: int
    indent: int
    key: str
    opens: bool  # its value follows on the next lines
    below: int  # how far its own entries are in, if it is an item that is a mapping


_SPACE = re.compile("[\t \u00a0\u3000\u200b\u2000-\u200a\u202f\ufeff]*")
_MARKER = re.compile(r"(<{7}|\|{7}|>{7})(?: .*)?$|={7}$")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}+|[一-鿿]{2,8}")
_COLONS = "：﹕︰∶ː"
_OTHER_SIGNS = "；;=＝"
_BULLET = re.compile(r"([－—–•·●*])\s*(?=\S)|-(?=[^\s\-0-9])")
_ADDRESS = re.compile("(?:https?|ftp|file|mailto):")
_BEGINNING = re.compile(rf"(?:- )?(?:{_NAME.pattern}) ?[:{_COLONS}]|- |<{{7}}|>{{7}}|={{7}}")
_LONGEST = 2000  # characters; a longer line has no usual slip
_BLOCK = re.compile(r"[|>][+-]?[0-9]?[+-]?$")


def find_slips(text: str, homes: Mapping[str, str]) -> tuple[list[Slip], str]:
    """The slips of a faulty file in the order of its lines, and the text as it was meant.

    `homes`: of the keys that are known, under which key they stand; "" for those at the margin.
    """
    reader = _Reader(text.split("\n"), homes)
    reader.read()
    return sorted(reader.slips), "\n".join(reader.lines)


class _Reader:
    def __init__(self, lines: list[str], homes: Mapping[str, str]) -> None:
        self.lines, self.homes = lines, homes
        self.slips: list[Slip] = []
        self.stack: list[int] = []  # how far in the entries are that are open
        self.left: list[int] = []  # the deeper ones that the last line closed
        self.last: Entry | None = None
        self.parent = ""  # the last key at the margin
        self.ends = [at for at, line in enumerate(lines) if line.startswith(">>>>>>>")]

    def read(self) -> None:
        number, lines = 0, self.lines
        while number < len(lines):
            number = self._read_from(number)

    def _read_from(self, at: int) -> int:
        """Read the line with this index, and those that belong to it; the index of the next one."""
        line = self.lines[at]
        if len(line) > _LONGEST:
            return at + 1
        if _MARKER.match(line):
            return self._conflict(at)
        odd = _SPACE.match(line)
        space = odd[0] if odd else ""
        rest = line[len(space):]
        if not rest or rest[0] == "#" or rest.startswith(("---", "...", "? ", "%YAML")):
            return at + 1
        whys: list[str] = []
        indent = len(space)
        if space.strip(" "):
            what = "用了制表符（Tab 键）" if "\t" in space else "有从网页或 Word 粘贴来的特殊空格"
            whys.append(f"行首{what}，请删去，改按空格键")
            indent = self._expected(rest)
        dash, rest = self._dash(rest, whys)
        name = _NAME.match(rest)
        colon = self._colon(name[0], rest[name.end():], bool(dash), indent, whys) if name else None
        if name is None or colon is None:
            return self._other(at, indent, dash, rest, whys)
        value = colon
        if dash and name[0] not in self.homes and not name[0].isascii():  # an item that is a text with a colon in it
            value = ""
        bare, _ = without_comment(value)
        if _BLOCK.fullmatch(bare):
            self._keep(at, indent, dash, f"{name[0]}: {value}", whys)
            self._place(at, indent, name[0], False, len(dash))
            return self._after_block(at + 1, indent)
        following = self._begins_entry(at + 1)
        value, why, open_ended = put_right(value, following, of_key=not dash)
        whys += why
        self._keep(at, indent, dash, f"{name[0]}: {value}" if value else f"{name[0]}:", whys)
        self._place(at, indent, name[0], not bare, len(dash))
        return self._after_open(at + 1, open_ended) if open_ended else at + 1

    def _dash(self, rest: str, whys: list[str]) -> tuple[str, str]:
        """The sign of an item with the spaces behind it, and what follows."""
        found = re.match(r"- +", rest)
        if found or rest == "-":
            return (found[0], rest[found.end():]) if found else ("", rest)
        bullet = _BULLET.match(rest)
        last = self.last
        if bullet and last is not None and (last.opens or self.lines[last.number - 1].lstrip(" ")[:1] == "-"):
            whys.append(f"每一条的开头要用英文短横加一个空格（- ），不用“{bullet[1]}”" if bullet[1] else
                        "行首的短横（-）后面少了一个空格")
            return "- ", rest[bullet.end():]
        return "", rest

    def _colon(self, key: str, rest: str, item: bool, indent: int, whys: list[str]) -> str | None:
        """The value behind a key's colon; None if the line is no entry."""
        known = key in self.homes
        if found := re.match(r" *:(?: +|$)", rest):
            return rest[found.end():]
        sure = not item and (known or self._no_continuation(indent))
        spaces = re.match(f"[ \u3000\u00a0]*([{_COLONS}])[ \u3000\u00a0]*", rest)
        if spaces and (key.isascii() or sure):
            whys.append(f"“{key}”后面用了中文冒号")
            return rest[spaces.end():]
        if not key.isascii() or not sure:
            return None
        if rest[:1] == ":" and not _ADDRESS.match(f"{key}:"):
            whys.append(f"“{key}”的冒号后面" + ("不是普通的空格" if rest[1:2] in "\u3000\u00a0" else "少了一个空格"))
            return rest[1:].lstrip("\u3000\u00a0 ")
        if found := re.match(f" *([{_OTHER_SIGNS}]) *", rest):
            whys.append(f"“{key}”后面应当是英文冒号，这里是“{found[1]}”")
            return rest[found.end():]
        if known and (rest[:1] in ("[", " ", "\u3000", '"', "“", "") or ord(rest[0]) > 127):
            whys.append(f"“{key}”后面少了英文冒号和空格")
            return rest.strip(" \u3000")
        return None

    def _no_continuation(self, indent: int) -> bool:
        """Is a line so far out that it cannot go on with the text above it?"""
        return self.last is None or self.last.opens or indent <= self.last.indent

    def _other(self, at: int, indent: int, dash: str, rest: str, whys: list[str]) -> int:
        """A line that is no entry of a known form: an item, the rest of a text, or something astray."""
        following = self._begins_entry(at + 1)
        if dash or re.search(r":( |$)", rest):
            value, why, open_ended = put_right(rest, following, of_key=False)
            self._keep(at, indent, dash, value, whys + why)
            self._place(at, indent, "", not dash and rest.endswith(":"), len(dash))
            return self._after_open(at + 1, open_ended) if open_ended else at + 1
        last = self.last
        if last is not None and not last.opens and self._no_continuation(indent) and rest[0] not in "[{":
            self.slips.append(Slip(
                at + 1, indent + 1, "这一行不是“名称: 值”，也不是以 - 开头的一条，请删去，或并到它所属的那一行", ""))
            self.lines[at] = "#"
        elif whys:
            self._keep(at, indent, "", rest, whys)
        return at + 1

    def _keep(self, at: int, indent: int, dash: str, content: str, whys: list[str]) -> None:
        """Note what was wrong with a line, and put it as it was meant."""
        if whys:
            self.lines[at] = f"{' ' * indent}{dash}{content}"
            plain = f"{' ' * indent}{dash}{without_comment(content)[0]}"
            self.slips.append(Slip(at + 1, indent + 1, "；".join(whys), plain))

    # ── indentation ──

    def _expected(self, rest: str) -> int:
        """How far in a line should be whose own spaces do not tell."""
        key = _NAME.match(rest)
        home = self.homes.get(key[0], self.parent) if key else self.parent
        if not home or self.last is None:
            return 0
        return self.last.indent + 2 if self.last.opens else self.stack[-1]

    def _place(self, at: int, indent: int, key: str, opens: bool, dash: int) -> None:
        """Is a line as far in as it should be? If not, say which line is not, and put that right."""
        item = bool(dash)
        number = at + 1
        last = self.last
        before, self.left = self.left, []
        if not self.stack:
            if indent and self.homes.get(key) == "":
                self._move(number, indent, 0)
                indent = 0
            self.stack = [indent]
        elif last is not None and last.opens and (indent > last.indent or (item and indent == last.indent)):
            self._to(indent)
        elif indent in self.stack:
            lost = not indent and not item and self.homes.get(key, "") == self.parent != "" and self._inside() > 0
            if lost:  # a known key of the group above
                indent = self._move(number, indent, self._inside())
            else:
                self._to(indent)
        elif indent in before and self.last is not None and self.homes.get(self.last.key) != "":
            self._move(self.last.number, self.last.indent, indent)  # the line before stands too far out
            self.stack = [one for one in self.stack if one < indent] + [indent]
        else:
            indent = self._move(number, indent, 0 if self.homes.get(key) == "" else self.stack[-1])
            self._to(indent)
        self.last = Entry(number, indent, key, opens, dash)
        if dash and key:
            self.stack.append(indent + dash)
            self.last = self.last._replace(indent=indent + dash if not opens else indent)
        if not indent and not item:
            self.parent = key

    def _inside(self) -> int:
        """How far in the entries of the group above are."""
        return self.stack[1] if len(self.stack) > 1 else 0

    def _to(self, indent: int) -> None:
        self.left = [one for one in self.stack if one > indent]
        self.stack = [one for one in self.stack if one < indent] + [indent]

    def _move(self, number: int, indent: int, to: int) -> int:
        line = self.lines[number - 1]
        plain = " " * to + line.lstrip(" ")
        why = f"行首的空格{'少' if to > indent else '多'}了 {abs(to - indent)} 个，" + (
            f"这一行应当从行首空 {to} 格写起" if to else "这一行应当顶格写")
        self.lines[number - 1] = plain
        self.slips.append(Slip(number, 1, why, without_comment(plain)[0]))
        return to

    # ── what takes several lines ──

    def _conflict(self, at: int) -> int:
        """Two versions of the same lines, as git leaves them: the first is read on."""
        later = bisect_left(self.ends, at)
        end = self.ends[later] if later < len(self.ends) else at
        self.slips.append(Slip(at + 1, 1, conflict_words(at + 1, end + 1), ""))
        kept = True
        for one in range(at, end + 1):
            marker = _MARKER.match(self.lines[one])
            if marker:
                kept = self.lines[one].startswith("<<<<<<<")
            if marker or not kept:
                self.lines[one] = "#"
        return at

    def _after_block(self, at: int, indent: int) -> int:
        """Past the lines of a text that is written below its key."""
        deeper = " " * (indent + 1)
        while at < len(self.lines) and (self.lines[at].startswith(deeper) or not self.lines[at].strip(" ")):
            at += 1
        return at

    def _after_open(self, at: int, closer: str) -> int:
        """Past the lines of a list or a quotation that goes on below."""
        while at < len(self.lines) and closer not in self.lines[at]:
            at += 1
        return at + 1

    def _begins_entry(self, at: int) -> bool:
        """Does the next line with something on it begin an entry, or the file end?"""
        following = islice(self.lines, at, None)
        line = next((one.lstrip() for one in following if one.strip() and one.lstrip()[:1] != "#"), "x:")
        return _BEGINNING.match(line) is not None


def conflict_words(first: int, last: int) -> str:
    """What is said of lines that git left in two versions."""
    return (f"第 {first} 行到第 {last} 行是两个人改了同一处留下的冲突标记：请在两份内容里留下正确的一份，"
            "并删去以 <<<<<<<、=======、>>>>>>> 开头的几行")
