"""How many steps a backtracking matcher takes: a regular expression's cost as a number that is always the same.

`re` compiles a pattern to a program and runs it with backtracking. This does the same, slowly, with the same parser,
and counts: `steps(pattern, text, use)`. What `re` does faster (looking for a literal first) changes no order of growth.
`hostile_runs` makes the texts on which this pattern, if any, would be slow: for every repeat what leads to it, then what
it repeats, again and again, then what it does not expect.
"""

from __future__ import annotations

import re
import re._constants as sre
import re._parser as parser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

Test = Callable[[str], bool]
USES = ("match", "fullmatch", "search", "finditer")
_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


class TooMany(Exception):
    """More steps than were allowed."""


# ── pattern → program ──

@dataclass
class Program:
    """Instructions (name, arguments); a repeat's bounded part is written out."""

    code: list[tuple] = field(default_factory=list)
    marks: int = 0  # places that a loop remembers, so that it does not go round without a character

    def add(self, *instruction: object) -> int:
        self.code.append(instruction)
        return len(self.code) - 1


def largest_bound(pattern: re.Pattern) -> int:
    """The most that a repeat with an end may repeat; a text must be longer to tell a bound from none."""
    return max((int(bound) for op, argument in _parts(_parsed(pattern)) if op in _REPEATS
                for bound in argument[:2] if bound != sre.MAXREPEAT), default=0)


def _parsed(pattern: re.Pattern) -> Sequence:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    return parser.parse(text, _flags(pattern))


def _flags(pattern: re.Pattern) -> int:
    return pattern.flags if isinstance(pattern.pattern, str) else pattern.flags | re.ASCII


def _parts(items: Sequence) -> Iterator[tuple[object, object]]:
    """A pattern's parts, those within others too."""
    for op, argument in items:
        yield op, argument
        for inner in _within(op, argument):
            yield from _parts(inner)


def _within(op: object, argument: object) -> Sequence[Sequence]:
    """The parts that a part is made of: one for each way to go."""
    if op in _REPEATS:
        return [argument[2]]
    if op is sre.SUBPATTERN:
        return [argument[3]]
    if op is sre.ATOMIC_GROUP:
        return [argument]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    return argument[1] if op is sre.BRANCH else []


def program(pattern: re.Pattern) -> Program:
    made = Program()
    _sequence(made, _parsed(pattern), _flags(pattern))
    made.add("end")
    return made


def _sequence(made: Program, items: Sequence, flags: int) -> None:
    for op, argument in items:
        _item(made, op, argument, flags)


def _item(made: Program, op: object, argument: object, flags: int) -> None:
    if (test := one_character(op, argument, flags)) is not None:
        made.add("one", test)
    elif op is sre.AT:
        made.add("at", argument, flags)
    elif op is sre.SUBPATTERN:
        group, more, less, items = argument
        made.add("open", group)
        _sequence(made, items, (flags | more) & ~less)
        made.add("close", group)
    elif op is sre.BRANCH:
        ends = []
        for items in argument[1][:-1]:
            split = made.add("split", 0, 0)
            _sequence(made, items, flags)
            ends.append(made.add("jump", 0))
            made.code[split] = ("split", split + 1, len(made.code))
        _sequence(made, argument[1][-1], flags)
        for end in ends:
            made.code[end] = ("jump", len(made.code))
    elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        _repeat(made, *argument, flags, lazy=op is sre.MIN_REPEAT)
    elif op is sre.POSSESSIVE_REPEAT:
        _inner(made, "atomic", lambda inner: _repeat(inner, *argument, flags, lazy=False))
    elif op is sre.ATOMIC_GROUP:
        _inner(made, "atomic", lambda inner: _sequence(inner, argument, flags))
    elif op in (sre.ASSERT, sre.ASSERT_NOT):
        back = argument[1].getwidth()[0] if argument[0] < 0 else 0
        _inner(made, "look", lambda inner: _sequence(inner, argument[1], flags), back, op is sre.ASSERT)
    elif op is sre.GROUPREF:
        made.add("again", argument)
    else:
        raise NotImplementedError(f"{op}: teach tests/steps.py")


def _inner(made: Program, name: str, fill: Callable[[Program], None], *more: object) -> None:
    inner = Program(marks=made.marks)
    fill(inner)
    inner.add("end")
    made.marks = inner.marks
    made.add(name, inner, *more)


def _repeat(made: Program, least: int, most: int, items: Sequence, flags: int, lazy: bool) -> None:
    def split(first: int, second: int) -> tuple:
        return ("split", second, first) if lazy else ("split", first, second)

    for _ in range(least):
        _sequence(made, items, flags)
    if most == sre.MAXREPEAT:
        mark, made.marks = made.marks, made.marks + 1
        start = made.add("split", 0, 0)
        made.add("mark", mark)
        _sequence(made, items, flags)
        made.add("moved", mark)
        made.add("jump", start)
        made.code[start] = split(start + 1, len(made.code))
        return
    skips = []
    for _ in range(most - least):
        skips.append(made.add("split", 0, 0))
        _sequence(made, items, flags)
    for skip in skips:
        made.code[skip] = split(skip + 1, len(made.code))


def one_character(op: object, argument: object, flags: int) -> Test | None:
    """The test of what matches exactly one character; None of anything else."""
    if op is sre.ANY:
        return (lambda one: True) if flags & re.DOTALL else (lambda one: one != "\n")
    if op not in (sre.LITERAL, sre.NOT_LITERAL, sre.IN):
        return None
    members = argument if op is sre.IN else [(sre.LITERAL, argument)]
    negated = op is sre.NOT_LITERAL or (op is sre.IN and members[0][0] is sre.NEGATE)
    known: dict[str, bool] = {}

    def test(one: str) -> bool:
        if one not in known:
            forms = {one, one.lower(), one.upper()} if flags & re.IGNORECASE else {one}
            known[one] = negated != any(_is_member(form, *member, flags) for form in forms for member in members)
        return known[one]

    return test


def _is_member(one: str, op: object, argument: object, flags: int) -> bool:
    if op is sre.LITERAL:
        return ord(one) == argument
    if op is sre.RANGE:
        return len(one) == 1 and argument[0] <= ord(one) <= argument[1]
    if op is sre.CATEGORY:
        letter = {sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_WORD: r"\w",
                  sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_NOT_WORD: r"\W"}[argument]
        return re.fullmatch(letter, one, flags & re.ASCII) is not None
    return False  # NEGATE


# ── program → steps ──

@dataclass
class _Run:
    text: str
    limit: float
    count: int = 0

    def match(self, made: Program, at: int, whole: bool, groups: dict, marks: tuple) -> tuple[int, dict] | None:
        """Where the first match that begins at `at` ends, with the groups found; None where there is none."""
        text, code = self.text, made.code
        waiting = [(0, at, groups, marks)]
        while waiting:
            here, at, groups, marks = waiting.pop()
            while True:
                self.count += 1
                if self.count > self.limit:
                    raise TooMany
                name, *arguments = code[here]
                here += 1
                if name == "one":
                    if at == len(text) or not arguments[0](text[at]):
                        break
                    at += 1
                elif name == "split":
                    waiting.append((arguments[1], at, groups, marks))
                    here = arguments[0]
                elif name == "jump":
                    here = arguments[0]
                elif name == "mark":
                    marks = (*marks[:arguments[0]], at, *marks[arguments[0] + 1:])
                elif name == "moved":
                    if marks[arguments[0]] == at:
                        break
                elif name == "open":
                    groups = {**groups, ("open", arguments[0]): at}
                elif name == "close":
                    groups = {**groups, arguments[0]: (groups["open", arguments[0]], at)}
                elif name == "at":
                    if not self._at(at, *arguments):
                        break
                elif name == "atomic":
                    found = self.match(arguments[0], at, False, groups, marks)
                    if found is None:
                        break
                    at, groups = found
                elif name == "look":
                    inner, back, wanted = arguments
                    found = self.match(inner, at - back, False, groups, marks) if at >= back else None
                    if (found is not None) != wanted:
                        break
                elif name == "again":
                    start, stop = groups.get(arguments[0], (0, -1))
                    self.count += max(stop - start, 0)
                    if stop < start or not text.startswith(text[start:stop], at):
                        break
                    at += stop - start
                elif not whole or at == len(text):  # end
                    return at, groups
                else:
                    break
        return None

    def _at(self, at: int, where: object, flags: int) -> bool:
        text = self.text
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            lines = flags & re.MULTILINE and where is sre.AT_BEGINNING
            return at == 0 or bool(lines and text[at - 1] == "\n")
        if where is sre.AT_END_STRING:
            return at == len(text)
        if where is sre.AT_END:
            return at == len(text) or (text[at] == "\n" and bool(flags & re.MULTILINE or at == len(text) - 1))
        inside = [0 <= place < len(text) and re.match(r"\w", text[place], flags & re.ASCII) is not None
                  for place in (at - 1, at)]
        return (inside[0] != inside[1]) == (where is sre.AT_BOUNDARY)


def steps(made: Program, text: str, use: str, limit: float = float("inf")) -> int:
    """How many steps one use of a pattern on a text takes. Raises TooMany beyond the limit."""
    run = _Run(text, limit)
    marks = (0,) * made.marks
    at = 0
    while at <= len(text):
        found = run.match(made, at, use == "fullmatch", {}, marks)
        if use in ("match", "fullmatch") or (use == "search" and found):
            break
        at = found[0] if found and found[0] > at else at + 1
    return run.count


def end_of_match(made: Program, text: str, use: str) -> int | None:
    """Where a match or full match at the beginning ends."""
    found = _Run(text, float("inf")).match(made, 0, use == "fullmatch", {}, (0,) * made.marks)
    return found and found[0]


# ── hostile texts ──

FEARED = ("1", " ", "１", "\n", ",", "，", "（", "(", "[", "年", "件", "a", "_", "#", "*", "<", '"', "\\", "。", "\u3000")


def hostile_runs(pattern: re.Pattern, most: int = 60) -> list[Callable[[int], str]]:
    """Makers of texts of about so many characters, tailored from the pattern's own characters."""
    loops = list(dict.fromkeys(_loops(_parsed(pattern), "", _flags(pattern))))
    pumps = list(dict.fromkeys(pump for _, pump in loops))
    shapes = [("", pump, end) for pump in dict.fromkeys([*pumps, *(lead + pump for lead, pump in loops)])
              for end in ("", "\x01")]
    shapes += [(lead, pump, end) for lead, pump in loops for end in ("\x01", "")]
    shapes += [("", one + two, "\x01") for one, two in product(pumps, repeat=2) if one != two]
    shapes = [shape for shape in dict.fromkeys(shapes) if shape[1]][:most]
    return [lambda size, shape=shape: shape[0] + shape[1] * (size // len(shape[1])) + shape[2] for shape in shapes]


def sample_of(pattern: re.Pattern) -> str:
    """A short text that the pattern matches."""
    return sample(_parsed(pattern), _flags(pattern))


def _loops(items: Sequence, lead: str, flags: int) -> Iterator[tuple[str, str]]:
    """Of every repeat without end: a text that leads to it, and one that it repeats."""
    for op, argument in items:
        if op in _REPEATS and argument[1] == sre.MAXREPEAT:
            yield from ((lead, body) for body in _bodies(argument[2], flags))
        within = (flags | argument[1]) & ~argument[2] if op is sre.SUBPATTERN else flags
        for inner in _within(op, argument):
            yield from _loops(inner, lead, within)
        lead += sample([(op, argument)], flags)


def _bodies(items: Sequence, flags: int) -> Iterator[str]:
    """Texts that a repeat's body matches: for a body of one character, some of different kinds."""
    if len(items) == 1 and (test := one_character(*items[0], flags)) is not None:
        found = [one for one in FEARED if test(one)]
        yield from found[:5] or [sample(items, flags)]
    elif len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        yield from _bodies(items[0][1][3], flags)
    elif len(items) == 1 and items[0][0] is sre.BRANCH:
        for branch in items[0][1][1]:
            yield from _bodies(branch, flags)
    else:
        yield sample(items, flags)


def sample(items: Sequence, flags: int) -> str:
    """A text that these parts match, as short as can be; what looks around is left out."""
    found = ""
    for op, argument in items:
        if (test := one_character(op, argument, flags)) is not None:
            found += next((one for one in (*_named(op, argument), *FEARED, "b", "-", "/", "\t") if test(one)), "")
        elif op in _REPEATS:
            found += sample(argument[2], flags) * max(1, argument[0])
        elif op is sre.SUBPATTERN:
            found += sample(argument[3], flags)
        elif op is sre.BRANCH:
            found += sample(argument[1][0], flags)
        elif op is sre.ATOMIC_GROUP:
            found += sample(argument, flags)
    return found


def _named(op: object, argument: object) -> Iterator[str]:
    """The characters that a set names."""
    if op is sre.LITERAL:
        yield chr(argument)
    for member, value in argument if op is sre.IN else ():
        if member is sre.LITERAL:
            yield chr(value)
        elif member is sre.RANGE:
            yield chr(value[0])
