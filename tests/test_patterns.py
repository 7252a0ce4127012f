"""Every regular expression of the generator takes time in proportion to a text, whatever the text is.

All of them are found by reading the source: calls of `re`, and the methods of what it compiles, with the patterns that
modules, formats and settings hold. Their growth is not timed: tests/steps.py counts the steps of a backtracking matcher
on texts made for each pattern, and a text four times as long may take eight times the steps (in proportion: four, by
its square: sixteen). Then `re` itself runs each on long texts of every feared sign, with a ceiling of seconds where a
few milliseconds are usual.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import re
import signal
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import NamedTuple

import pytest

from tests.factories import EDITIONS
from tests.steps import FEARED, TooMany, end_of_match, hostile_runs, largest_bound, program, sample_of, steps
from tests.test_house import MODULES, Module

SHORT, GROWTH, MOST = 60, 8, 400_000  # characters; how the steps of four times as many may grow; steps of any text
LONG, CEILING = 100_000, 4  # characters; seconds, of which the square of so many takes more

# How a method looks at a text, and which of its arguments are the flags if `re` itself is called.
USES = {"match": "match", "fullmatch": "fullmatch", "search": "search", "finditer": "finditer", "findall": "finditer",
        "sub": "finditer", "subn": "finditer", "split": "finditer"}
FLAGS = {"compile": 1, "sub": 4, "subn": 4, "split": 3}

# Patterns that a function is handed; how it uses them. Whatever is not told is held to be searched for everywhere.
HANDED_ON = {("importing.splice", "_KEY"): "match", ("importing.splice", "_ROW"): "match"}


# By the name that a local has wherever patterns are made of it: what it may be.
FROM_EDITIONS = {"claim": [claim for edition in EDITIONS.values() for claim in edition.claims],
                 "section": [section for edition in EDITIONS.values() for section in edition.sections]}


class Use(NamedTuple):
    """A pattern and one way it is used."""

    where: str
    pattern: re.Pattern
    use: str


class Reading:
    """What some modules do with regular expressions; `spaces` are the names that each module knows."""

    def __init__(self, modules: Iterable[Module], spaces: Mapping[str, Mapping[str, object]]) -> None:
        self.modules, self.spaces = list(modules), spaces

    def uses(self) -> Iterator[Use]:
        for module in self.modules:
            yield from self._called(module)
            for name, value in self.spaces[module.name].items():
                ways = sorted(self.ways.get(name, ())) or (HANDED_ON.get((module.name, name), "finditer"),)
                for pattern in _patterns(value):
                    for way in ways:
                        yield Use(f"{module.name}.{name}", pattern, way)

    def _called(self, module: Module) -> Iterator[Use]:
        """Direct calls: re.search(…), re.compile(…).search; one kept in a local name may be used in any way."""
        kept = {id(node.value): USES.get(node.attr, "finditer") for node in ast.walk(module.tree)
                if isinstance(node, ast.Attribute)}
        at_top = {id(node) for statement in module.tree.body if isinstance(statement, ast.Assign | ast.AnnAssign)
                  for node in ast.walk(statement)}  # these are values of the module
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _root(node.func) == "re"
                    and isinstance(node.func.value, ast.Name) and node.func.attr in (*USES, "compile")):
                continue
            if node.func.attr == "compile" and id(node) in at_top:
                continue
            place = FLAGS.get(node.func.attr, 2)
            given = [*node.args[place:place + 1], *(word.value for word in node.keywords if word.arg == "flags")]
            flags = next(self.values(module, given[0])) if given else 0
            for pattern in self.values(module, node.args[0]):
                yield Use(f"{module.name}:{node.lineno}", re.compile(pattern, flags),
                          USES.get(node.func.attr) or kept.get(id(node), "finditer"))

    @cached_property
    def ways(self) -> Mapping[str, set[str]]:
        """By the name of what holds it: how a pattern is used, in whichever module."""
        found: dict[str, set[str]] = {}
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Attribute) and node.attr in USES:
                    found.setdefault(_root(node), set()).add(USES[node.attr])
        return found

    def values(self, module: Module, expression: ast.expr) -> Iterator[object]:
        """What an expression may be: known to the module, or made of a local name whose values we know."""
        code = compile(ast.Expression(expression), module.name, "eval")
        known = self.spaces[module.name]
        local = {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)} - {*known, *dir(builtins)}
        if not local:
            yield eval(code, dict(known))
            return
        name, = local
        found = FROM_EDITIONS[name] if name in FROM_EDITIONS else self.locals.get(name)
        assert found, f"{module.name}:{expression.lineno}: where does {ast.unparse(expression)} come from?"
        for value in found:
            try:
                yield eval(code, {**known, name: value})
            except KeyError:  # a claim without parts
                continue

    @cached_property
    def locals(self) -> Mapping[str, list]:
        return {"pattern": list(self._asked_for())}

    def _asked_for(self) -> Iterator[str]:
        """The patterns of `fields.matching(key, pattern, …)` and of `_chosen(fields, key, given, pattern, …)`."""
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    asked = node.args[1] if name == "matching" else node.args[3] if name == "_chosen" else None
                    if asked is not None and ast.unparse(asked) != "pattern":
                        yield from self.values(module, asked)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _patterns(value: object) -> Iterator[re.Pattern]:
    """The patterns in a module's value."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in (*value, *value.values()):
            yield from _patterns(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _patterns(getattr(value, one.name))
    elif (of := getattr(value, "__self__", None)) is not None and isinstance(of, re.Pattern):  # a bound method
        yield of


def faults(use: Use) -> Iterator[str]:
    """The texts on which a pattern takes more than in proportion."""
    made = program(use.pattern)
    short = max(SHORT, 2 * largest_bound(use.pattern))
    for text in hostile_runs(use.pattern):
        try:
            once = steps(made, text(short), use.use, MOST)
            often = steps(made, text(4 * short), use.use, MOST)
        except TooMany:
            often, once = MOST, 1
        if often > GROWTH * once:
            yield f"{text(12)!r}: {once} → {often} steps"


@contextmanager
def ceiling(seconds: float) -> Iterator[None]:
    """Ends what computes longer."""
    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _all() -> list[Use]:
    named = [module for module in MODULES if module.name != "__main__"] + [
        module for module in MODULES if module.name == "__main__"]
    spaces = {module.name: vars(importlib.import_module(
        "generator" if module.name == "__init__" else f"generator.{module.name}")) for module in named}
    found = {}
    for use in Reading(named, spaces).uses():
        found.setdefault((use.pattern.pattern, use.pattern.flags, use.use), use)
    return list(found.values())


ALL = _all()


@pytest.mark.parametrize("use", ALL, ids=lambda use: f"{use.where}-{use.use}")
def test_a_pattern_takes_steps_in_proportion_to_the_text(use):
    assert not list(faults(use))[:5], use.pattern.pattern


@pytest.mark.parametrize("use", ALL, ids=lambda use: f"{use.where}-{use.use}")
def test_a_pattern_comes_to_an_end_on_a_long_text(use):
    method = getattr(use.pattern, use.use)
    kind = (lambda text: text) if isinstance(use.pattern.pattern, str) else str.encode
    with ceiling(CEILING):
        for sign in FEARED:
            found = method(kind(sign * LONG))
            if use.use == "finditer":
                sum(1 for _ in found)


@pytest.mark.parametrize("claim", [claim for edition in EDITIONS.values() for claim in edition.claims
                                   if "equals" in claim or "parts" in claim], ids=lambda claim: claim.get("equals", "parts"))
@pytest.mark.parametrize("written", ["1" * 10, "1" * 5000, "１" * 5000, "1,234567", "12.5"],
                         ids=["ten", "very-long", "wide", "comma", "point"])
def test_no_claim_takes_a_part_of_a_number_for_the_number(claim, written):
    pattern = re.compile(claim["pattern"])
    said = sample_of(pattern)
    found = pattern.search(said)
    figure = next(number for number, group in enumerate(found.groups(), 1) if group)

    def with_figure(text: str) -> re.Match | None:
        return pattern.search(said[:found.start(figure)] + text + said[found.end(figure):])

    assert with_figure("123456789")[figure] == "123456789"
    assert with_figure(written) is None


# ── the counting is right, and finds what is bad ──

@pytest.mark.parametrize("use", ALL, ids=lambda use: f"{use.where}-{use.use}")
def test_the_counting_matcher_finds_what_re_finds(use):
    made = program(use.pattern)
    for text in hostile_runs(use.pattern):
        short = text(20)
        given = short if isinstance(use.pattern.pattern, str) else short.encode("latin-1", "replace")
        for method in ("match", "fullmatch"):
            found = getattr(use.pattern, method)(given)
            if isinstance(given, bytes):
                short = given.decode("latin-1")
            assert end_of_match(made, short, method) == (found.end() if found else None), short


def _reading(source: str) -> Reading:
    """A module of its own."""
    space: dict[str, object] = {}
    exec(source, space)
    return Reading([Module("made", source)], {"made": space})


def _found(source: str) -> list[str]:
    return [f"{use.use} {use.pattern.pattern}" for use in _reading(source).uses() if list(faults(use))]


@pytest.mark.parametrize(("source", "bad"), [
    (r'A = re.compile(r"\d+件")' + "\ndef f(t): return A.search(t)", r"search \d+件"),
    (r'A = re.compile(r"\s*x?\s*y")' + "\ndef f(t): return A.match(t)", r"match \s*x?\s*y"),
    (r'A = {"a": (re.compile(r"(a+)+b"),)}' + "\ndef f(t): return A['a'][0].fullmatch(t)", "fullmatch (a+)+b"),
    (r'A = re.compile(r"\s+$").search', r"finditer \s+$"),
    (r'def f(t): return re.sub(r"\s+$", "", t)', r"finditer \s+$"),
    (r'def f(t): return re.compile("报告.*年报").search(t)', "search 报告.*年报"),
    (r'N = r"\d+"' + "\n" + r'def f(t): return re.split(rf"{N}年", t, flags=re.A)', r"finditer \d+年"),
    (r'A = re.compile(r"\d+件")' + "\ndef f(t): return g(A, t)", r"finditer \d+件"),
])
def test_a_bad_pattern_is_found_wherever_it_stands(source, bad):
    assert _found(f"import re\n{source}") == [bad]


@pytest.mark.parametrize("source", [
    r'A = re.compile(r"(?<!\d)\d{1,9}(?!\d)件")' + "\ndef f(t): return A.search(t)",
    r'A = re.compile(r"(?<!\d)\d++件")' + "\ndef f(t): return A.search(t)",
    r'A = re.compile(r"\d+件")' + "\ndef f(t): return A.match(t)",
    r'A = re.compile(r"[^<>]*<[^<>]*>")' + "\ndef f(t): return A.match(t)",
    r'def f(t): return re.findall(r"[^，。]+[，。]?", t)',
    r'A = re.compile(r"(?:报告|年报)\s*+(?:（.{0,60}）\s*+)?$")' + "\ndef f(t): return A.search(t)",
])
def test_a_good_pattern_is_let_through(source):
    assert _found(f"import re\n{source}") == []


def test_a_pattern_from_nobody_knows_where_is_refused():
    with pytest.raises(AssertionError, match="where does wanted come from"):
        list(_reading("import re\ndef f(t, wanted): return re.search(wanted, t)").uses())


def test_a_bad_pattern_comes_to_no_end_on_a_long_text():
    with pytest.raises(TimeoutError), ceiling(0.5):
        re.search(r"\d+件", "1" * LONG)
