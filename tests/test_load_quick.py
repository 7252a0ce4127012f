"""The quick reader gives the tree that PyYAML's events give, or steps back; it never gives another one."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.draft import report_yaml
from generator.load.quick import quick, without_comments
from generator.load.source import Items, Node, Scalar, parse
from tests.factories import EDITIONS, PORTAL, SOURCES, a_report

COMMITTED = sorted(path for root in SOURCES for path in root.glob("*/*/*.yml"))
CANONICAL = report_yaml(a_report(2021, cells={"received.P": 2}, rows={"fee": ["1.20"]}, transcription=("去掉页脚",)))


def bare(node: Node) -> object:
    """A tree without columns."""
    if isinstance(node, Scalar):
        return (node.text, node.plain, node.line)
    if isinstance(node, Items):
        return (node.line, [bare(child) for child in node.nodes])
    return (node.line, {key: bare(child) for key, child in node.nodes.items()}, node.key_lines)


def agrees(text: str) -> bool:
    """Is there a quick tree? If so it is PyYAML's."""
    tree = quick(text)
    if tree is None:
        return False
    issues = []
    slow = parse(text, "x.yml", issues)
    assert issues == []
    assert bare(tree) == bare(slow)
    return True


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_committed_files_are_read_alike(path):
    agrees(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_we_write_is_read_quickly(edition: str):
    assert agrees(report_yaml(a_report(2021, edition)))


def test_most_committed_files_are_read_quickly():
    assert sum(quick(path.read_text(encoding="utf-8")) is not None for path in COMMITTED) > len(COMMITTED) / 2


@pytest.mark.parametrize("text", [
    "a: 1\na: 2\n", "a: [1, 2\n", "a: &x 1\n", "a: *x\n", "a: !t 1\n", "a: |\n  b\n", "a: 'b'\n", "a: \"\\u0041\"\n",
    "a: b: c\n", "a: b #c\nd", "a:\n", "a:\nb: 1\n", "a:\n  b: 1\n  - c\n", "a:\n  - c\n  b: 1\n", "a: 1\n  b: 2\n",
    "a: 1\n  b\n", "a:\n    b: 1\n", "\ta: 1\n", "a: 1\t\n", "---\na: 1\n", "a: 1\n...\n", "? a\n: 1\n", "a: {b: 1}\n",
    "a: [[1]]\n", "a: [1,, 2]\n", "a: []\n", "a: [1, 2,]\n", "a: [b]\n", "a: 1\u2028b: 2\n", "a: 1\x85\n", "a : 1\n", "# a\n",
    "", "- a\n", "a:\n- b\n", "a:\n  -  b\n", "a:\n  - b\n   c\n", "a: b\n c\n", "a: 1\n# c\n  b: 2\n"])
def test_anything_else_is_left_to_pyyaml(text: str):
    assert quick(text) is None


lines = st.one_of(
    st.sampled_from(CANONICAL.split("\n")),
    st.builds("{}{}:{}{}".format, st.sampled_from(["", "  ", " ", "    "]), st.sampled_from(["a", "b", "year", "x_1", "A", "甲"]),
              st.sampled_from(["", " ", "  "]),
              st.one_of(st.sampled_from(["", "1", "012", "null", "~", "no", "12:30", "[0, 1]", "[ 0,1 ]", "[null, +3, 2.50]",
                                         '["/", 1]', '["a#b", 0]', "[0x1, 1]", '"a: b"', '"a # b"', '"', "a # b", "a#b", "a: b",
                                         "https://a.b/c?d=1:2", "《甲》：乙", "- 1", "{a: 1}", "missing  # 原文缺"]),
                        st.text(st.sampled_from("甲a1 :#\"'[]{},-&*\\\u3000\u00a0，"), max_size=6))),
    st.builds("{}- {}".format, st.sampled_from(["", "  ", " ", "    "]), st.text(st.sampled_from("甲a1 :#\"'-"), max_size=5)),
    st.sampled_from(["", "#", "  # 注", " ", "---", "..."]))


def unplaced(node: Node) -> object:
    """A tree without lines either."""
    if isinstance(node, Scalar):
        return (node.text, node.plain)
    if isinstance(node, Items):
        return [unplaced(child) for child in node.nodes]
    return {key: unplaced(child) for key, child in node.nodes.items()}


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_without_comments_the_data_are_the_same(path):
    text = path.read_text(encoding="utf-8")
    assert unplaced(parse(without_comments(text), "x.yml", [])) == unplaced(parse(text, "x.yml", []))


@settings(max_examples=200)
@given(st.lists(lines, max_size=8).map("\n".join))
def test_any_text_without_comments_says_the_same(text: str):
    tree = quick(text)
    if tree is None:
        assert without_comments(text) == text
    else:
        assert unplaced(parse(without_comments(text), "x.yml", [])) == unplaced(tree)


def test_comments_go():
    bare = without_comments(CANONICAL)
    assert "#" not in bare
    assert len(bare) < len(CANONICAL) / 2


@settings(max_examples=300)
@given(st.lists(lines, max_size=8).map("\n".join))
@example("a: 1\n\n  # c\nb:\n  c: 2\n  d: \"\"\n")
@example("b:\n  - c\n  # d\n  - \"e\" # f\n")
def test_any_text_is_read_alike_or_left(text: str):
    agrees(text)


@settings(max_examples=200)
@given(st.integers(0, len(CANONICAL)), st.integers(0, 3), st.text(st.sampled_from("0 :#\"'[],-\n甲a\t{}"), max_size=3))
def test_a_slip_of_the_pen_is_read_alike_or_left(at: int, cut: int, put: str):
    agrees(CANONICAL[:at] + put + CANONICAL[at + cut:])
