"""Every change of what was published needs an entry of 更正记录, which the message holds ready to paste."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive import Source, Superseded
from generator.draft import entry_yaml, report_prose, report_yaml
from generator.issue import Issue
from generator.load.report import read_report
from generator.model import Correction, Report
from generator.review import faults
from generator.revision import Revision
from tests.factories import EDITIONS, a_report, changed, unreadable
from tests.strategies import Made, reports, values
from tests.test_review import DAY, TOOLS, between

ENTRY = Correction(DAY, "录入订正", "permit.decided", "0", "7", "录入时看错一行", None, 0)


def said(before: Report, after: Report) -> list[Issue]:
    return [found for one in between([before], [after]) for found in faults(one, TOOLS.entry, DAY)]


def entries(found: list[Issue]) -> list[str]:
    return [match[1] for one in found if (match := re.search(r"^  - (\{date: .*\})$", one.message, re.M))]


def pasted(report: Report, lines: list[str], reason: str = "与原文核对") -> str:
    """The report's YAML with these entries at its end, their reason filled in."""
    text = report_yaml(report)
    head = "" if "\ncorrections:\n" in text else "corrections:\n"
    return text + head + "".join(f"  - {line.replace('reason: 待填', f'reason: {reason}')}\n" for line in lines)


def read(folder: Path, yaml: str, prose: str, year: int) -> tuple[Report | None, list[Issue]]:
    (folder / f"{year}.yml").write_text(yaml, encoding="utf-8")
    (folder / f"{year}.md").write_text(prose, encoding="utf-8")
    issues: list[Issue] = []
    return read_report(folder, "reports/shixian/shizhen", year, EDITIONS, issues), issues


def loaded(folder: Path, report: Report) -> Report:
    """The report as it is read from its files."""
    found, issues = read(folder, report_yaml(report), report_prose(report), report.year)
    assert found is not None, issues
    return found


# ── what needs an entry, and what not ──

@pytest.mark.parametrize("fields", [
    {"title": "别的标题"}, {"title": None}, {"issuer": "别的机关"}, {"number": "〔2022〕1号"}, {"signed": "2022-01-20"},
    {"published": "2022-01-21"}, {"preamble": "别的说明。"}, {"extra_lines": {"requests": ("注：一行",)}},
    {"table_notes": {"requests": ("注：一行",)}}, {"missing_tables": frozenset({"review"})},
    {"untranscribed": frozenset({"review"})}], ids=str)
def test_what_is_published_needs_an_entry(fields: dict[str, Any]):
    before = a_report(2021)
    [found] = said(before, replace(before, **fields))
    assert found.code == "correction-missing"


@pytest.mark.parametrize("fields", [
    {"transcription": ("整理了一处。",)}, {"headings": {"overview": "1、总体情况"}},
    {"source": Source(None, "https://a.invalid/", "2022-01-01", None)}], ids=str)
def test_how_it_was_copied_needs_none(fields: dict[str, Any]):
    before = a_report(2021)
    assert said(before, replace(before, **fields)) == []


def test_what_was_not_typed_in_yet_needs_none():
    after = changed(a_report(2021), {"granted.P": 3})
    before = replace(a_report(2021, missing=["requests"]), missing_tables=frozenset(), untranscribed=frozenset({"requests"}))
    assert said(before, after) == []


def test_a_table_that_was_called_missing_needs_one_entry_and_its_cells_none():
    after = replace(changed(a_report(2021), {"granted.P": 3}), table_notes={"requests": ("注",)})
    [found] = said(a_report(2021, missing=["requests"]), after)
    assert "before: 原文缺这张表, after: 逐行录入" in found.message


def test_a_new_report_and_one_that_is_gone_need_none():
    assert said(a_report(2020), a_report(2021)) == []


@pytest.mark.parametrize(("old", "new"), [(None, 0), (unreadable("4"), 4), ("/", None), (0, "无"), ("—", "/"), (" 7", 7)])
def test_a_state_of_a_cell_is_published_as_much_as_its_literal(old, new):
    before = a_report(2021, cells={"granted.P": old})
    assert len(said(before, changed(before, {"granted.P": new}))) == 1


def test_a_message_is_at_the_line_and_names_the_place():
    before = a_report(2021)
    after = changed(before, {"granted.P": 3})
    [found] = said(before, after)
    assert (found.path, found.line) == (after.path, after.lines["granted"])
    assert found.message.startswith("表三 · 三、本年度办理结果／（一）予以公开 · 申请人情况／自然人：已经公布的“0”改成了“3”")
    assert found.message.endswith("corrections:\n  - {date: 2026-11-28, kind: 录入订正, at: granted.P, before: \"0\", "
                                  "after: \"3\", reason: 待填, link: null}")


def test_where_the_original_is_another_one_the_authority_made_the_change():
    before = a_report(2021, source=Source("a.pdf", None, None, "0" * 64))
    after = replace(changed(before, {"granted.P": 3}), preamble="新。", source=Source("b.pdf", None, None, "1" * 64, (
        Superseded("a.pdf", "0" * 64, DAY),)))
    assert [re.search("kind: (..)", line)[1] for line in entries(said(before, after))] == ["更正", "修订"]


# ── properties ──

@st.composite
def proposals(draw: st.DrawFn) -> tuple[Report, Report]:
    """A report, and the same with cells of any state, fields and sentences changed."""
    made: Made = draw(reports(2021))
    before = made.report
    chosen = draw(st.lists(st.sampled_from(sorted(before.cells) or [""]), unique=True, max_size=4)) if before.cells else []
    after = changed(before, {address: draw(values(made.edition, address)) for address in chosen})
    words = st.text("甲乙，。；！？ \n#|>*_@:{}\"'\\ab\u200b\u3000", max_size=30).map(lambda text: text.strip().replace("#", "＃"))
    for key in draw(st.lists(st.sampled_from(sorted(before.prose)), unique=True, max_size=2)):
        text = after.prose[key]
        cut = draw(st.integers(0, len(text)))
        rest = draw(st.integers(cut, len(text)))
        after = replace(after, prose={**after.prose, key: (text[:cut] + draw(words) + text[rest:]).strip()})
    lines = st.text("甲乙: #{}[],\"'\\-null0\u3000", min_size=1, max_size=12).map(str.strip).filter(bool)
    for name in draw(st.lists(st.sampled_from(["title", "issuer", "number"]), unique=True, max_size=2)):
        after = replace(after, **{name: draw(lines)})
    if draw(st.booleans()):
        after = replace(after, signed=draw(st.sampled_from([None, "2022-01-20"])))
    return before, after


def words_of(report: Report) -> list[str]:
    """What a page shows of a report's words, apart from white space."""
    return ["".join(text.split()) for text in (report.preamble, *report.prose.values())]


@given(proposals())
def test_every_change_is_an_error_until_its_entry_is_pasted_and_reasoned(tmp_path_factory, pair):
    folder = tmp_path_factory.mktemp("report")
    before, after = (loaded(folder, one) for one in pair)
    found = said(before, after)
    same = before.cells == after.cells and words_of(before) == words_of(after) and all(
        getattr(before, name) == getattr(after, name) for name in ("title", "issuer", "number", "signed"))
    assert same == (not found)
    lines = entries(found)
    assert len(lines) == len(found)
    if not lines:
        return
    report, issues = read(folder, pasted(after, lines, "待填"), report_prose(after), 2021)
    assert report is None
    assert {one.code for one in issues} == {"to-fill"}
    report, issues = read(folder, pasted(after, lines), report_prose(after), 2021)
    assert issues == []
    assert said(before, report) == []
    for left_out in range(len(lines)):
        report, _ = read(folder, pasted(after, lines[:left_out] + lines[left_out + 1:]), report_prose(after), 2021)
        assert [one.code for one in said(before, report)] == ["correction-missing"]


def test_a_very_long_sentence_is_told_whole(tmp_path: Path):
    before = loaded(tmp_path, a_report(2021, prose={"problems": "甲" * 40_000 + "。"}))
    after = replace(before, prose={**before.prose, "problems": "乙" * 40_000 + "。"})
    [line] = entries(said(before, after))
    report, issues = read(tmp_path, pasted(after, [line]), report_prose(after), 2021)
    assert (issues, said(before, report)) == ([], [])


def test_two_changes_that_read_alike_need_two_entries(tmp_path: Path):
    before = loaded(tmp_path, a_report(2021, prose={"problems": "甲。甲。"}))
    after = loaded(tmp_path, replace(before, prose={**before.prose, "problems": "乙。乙。"}))
    lines = entries(said(before, after))
    assert len(lines) == 2
    one, both = (read(tmp_path, pasted(after, some), report_prose(after), 2021)[0] for some in (lines[:1], lines))
    assert [len(said(before, report)) for report in (one, both)] == [1, 0]


# ── entries that do not fit ──

def test_an_entry_that_fits_no_change_is_an_error():
    before = a_report(2021)
    [found] = said(before, replace(before, corrections=(ENTRY._replace(line=9),)))
    assert (found.code, found.line) == ("correction-stray", 9)
    assert "没有变" in found.message


def test_an_entry_with_other_values_tells_which_they_are():
    before = a_report(2021)
    after = replace(changed(before, {"permit.decided": 8}), corrections=(ENTRY,))
    found = {one.code: one.message for one in said(before, after)}
    assert found.keys() == {"correction-stray", "correction-missing"}
    assert "改动前是“0”，改动后是“8”" in found["correction-stray"]


def test_an_entry_once_published_stays():
    before = a_report(2021, corrections=(ENTRY,))
    [found] = said(before, replace(before, corrections=()))
    assert found.code == "correction-removed"
    assert found.message.endswith(f"corrections:\n  - {entry_yaml(ENTRY.fields)}")


@pytest.mark.parametrize("other", [{"reason": "别的理由"}, {"link": "https://a.invalid/"}, {"date": "2026-11-29"}, {"after": "8"}])
def test_an_entry_once_published_stays_as_it_is(other: dict[str, str]):
    before = a_report(2021, corrections=(ENTRY,))
    [found] = said(before, replace(before, corrections=(ENTRY._replace(line=70, **other),)))
    assert (found.code, found.line) == ("correction-altered", 70)
    assert entry_yaml(ENTRY.fields) in found.message


def test_entries_of_before_account_for_nothing_new():
    before = a_report(2021, corrections=(ENTRY,))
    assert [one.code for one in said(before, changed(before, {"permit.decided": 7}))] == ["correction-missing"]


# ── originals ──

OLD, NEW = "a" * 64, "b" * 64
BEFORE = a_report(2021, source=Source("原文.pdf", None, None, OLD))


def of_source(**fields) -> Report:
    return replace(BEFORE, source=replace(BEFORE.source, **fields))


@pytest.mark.parametrize(("after", "line"), [
    (of_source(sha256=NEW), f"  superseded:\n    - {{file: \"原文-{DAY}.pdf\", sha256: {OLD}, until: {DAY}}}"),
    (of_source(file="新.pdf", sha256=NEW), f"  superseded:\n    - {{file: 原文.pdf, sha256: {OLD}, until: {DAY}}}"),
    (of_source(file="新.pdf"), f"  superseded:\n    - {{file: 原文.pdf, sha256: {OLD}, until: {DAY}}}"),
    (of_source(file=None, sha256=None), f"  superseded:\n    - {{file: 原文.pdf, sha256: {OLD}, until: {DAY}}}")])
def test_an_original_that_was_replaced_must_stay_beside_the_new_one(after: Report, line: str):
    [found] = said(BEFORE, after)
    assert found.code == "original-replaced"
    assert found.message.replace('"', "").endswith(line.replace('"', ""))


def test_an_original_kept_under_its_digest_is_enough():
    kept = (Superseded("原文-旧.pdf", OLD, None),)
    assert said(BEFORE, of_source(sha256=NEW, superseded=kept)) == []
    [found] = said(BEFORE, of_source(sha256=NEW, superseded=(Superseded("原文-旧.pdf", NEW, None),)))
    assert "superseded 里加上" in found.message


def test_a_digest_that_is_removed_is_an_error():
    [found] = faults(Revision(None, BEFORE, of_source(sha256=None), originals=(OLD, OLD)), TOOLS.entry, DAY)
    assert (found.code, found.message.splitlines()[-1]) == ("original-digest-removed", f"  sha256: {OLD}")


def test_a_file_of_the_same_name_with_other_bytes_is_another_original():
    """Whether or not its digest is written down."""
    before = a_report(2021, source=Source("原文.pdf", None, None, None))
    [found] = faults(Revision(None, before, before, originals=(OLD, NEW)), TOOLS.entry, DAY)
    assert OLD in found.message


def test_what_was_superseded_stays():
    before = of_source(superseded=(Superseded("更旧.pdf", NEW, None),))
    [found] = said(before, of_source())
    assert (found.code, "更旧.pdf" in found.message) == ("original-removed", True)
