"""Drafts: a report written out and read again is the same report; `portal new` loses nothing and forgets nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.archive import Source
from generator.draft import blank_prose, blank_yaml, draft, report_prose, report_yaml
from generator.edition import Edition
from generator.hidden import HIDDEN
from generator.issue import BuildError
from generator.load.report import read_report
from generator.model import Acknowledgement, Report
from tests.factories import EDITIONS, a_report, committed, hybrid, load_tree, unreadable, write_tree
from tests.strategies import TEXTS, Made, reports

CONTENT = ("year", "edition", "title", "issuer", "signed", "published", "source", "transcription", "cells",
           "missing_tables", "absent_rows", "extra_lines", "acknowledged", "headings", "preamble", "prose")


def content(report: Report) -> dict:
    """Everything that a report says; lines and paths are the file's."""
    found = {name: getattr(report, name) for name in CONTENT}
    found["acknowledged"] = [(one.check, one.table, one.key, one.reason) for one in report.acknowledged]
    return found


def again(report: Report) -> Report:
    """The report written out and read."""
    with TemporaryDirectory() as folder:
        write_tree(Path(folder), report)
        issues = []
        found = read_report(Path(folder) / "reports/shixian/shizhen", "reports/shixian/shizhen", report.year, EDITIONS,
                            issues)
    assert issues == []
    return found


# ── written out and read again ──

@pytest.mark.parametrize("report", [report for township in committed().values() for report in township.reports],
                         ids=lambda one: one.path)
def test_a_committed_report_is_the_same_again(report: Report, tmp_path: Path):
    folder = write_tree(tmp_path, report)
    if report.source.file:
        original = Path(__file__).parent.parent / Path(report.path).with_name(report.source.file)
        (folder / report.source.file).write_bytes(original.read_bytes())
    site, issues = load_tree(tmp_path)
    assert issues == []
    assert content(site.townships[0].reports[0]) == content(report)


ODD = st.text(st.one_of(st.sampled_from("：:#\"'\\[]{}&*!|>%@`,-?~ 甲乙年0123<>=　\u00a0“”《》"),
                        st.characters(exclude_categories=["Cc", "Cs"])), max_size=30).map(str.strip).filter(
    lambda text: text != "待填" and not HIDDEN.search(text))
NAMES = st.one_of(ODD, st.sampled_from([
    "null", "NULL", "true", "no", "~", "12", "012", "1e3", "2021-01-05", "- 甲", "? 甲", "# 甲", "甲 # 乙", "甲: 乙", "甲：乙",
    "甲:", "*甲", "&甲", "!甲", "|", ">", "%甲", "@甲", "`甲`", "[甲]", "{甲}", "“甲”", "\"甲\"", "'甲'", "---", "...", "", "=",
    "missing", "<<", "https://a.invalid/:", "甲\\n乙", "2020年\u3000年报"]))
LINES = st.lists(NAMES, max_size=3).map(tuple)
DAYS = st.one_of(st.none(), st.dates().map(str).filter(lambda day: day > "1000"))
ADDRESSES = st.one_of(st.none(), st.sampled_from([
    "https://a.invalid/", "http://a.invalid/b?c=d&e=f#g", "https://a.invalid/:", "https://a.invalid/x:y,[z]{}'\"",
    "https://a.invalid/art/2021/1/5/art_1_2.html", "https://甲.invalid/年报#:~:text=a"]))


def acknowledgements(edition: Edition) -> st.SearchStrategy:
    keys = [(balance.id, balance.table, balance.at or column.key)
            for balance in edition.balances if balance.level == "balance" and balance.axis == "column"
            for column in edition.table(balance.table).blocks[0].column_leaves]
    return st.lists(st.builds(lambda key, reason: Acknowledgement(*key, reason, 0), st.sampled_from(keys),
                              NAMES.filter(bool)), max_size=3).map(tuple)


@st.composite
def whole_reports(draw: st.DrawFn) -> Made:
    """A random report with every field filled at random."""
    made = draw(reports(2021))
    tables = [table.key for table in made.edition.tables]
    sections = [section.key for section in made.edition.sections]
    return replace(made, more={
        "title": draw(st.none() | NAMES), "issuer": draw(st.none() | NAMES),
        "signed": draw(DAYS), "published": draw(DAYS), "source": Source(None, draw(ADDRESSES), draw(DAYS), None),
        "transcription": draw(LINES), "preamble": draw(TEXTS),
        "extra_lines": draw(st.dictionaries(st.sampled_from(tables), LINES.filter(bool), max_size=2)),
        "headings": draw(st.dictionaries(st.sampled_from(sections), st.none() | NAMES, max_size=3)),
        "acknowledged": draw(acknowledgements(made.edition))})


@given(whole_reports())
@settings(max_examples=80)
def test_any_report_is_the_same_again(made: Made):
    assert content(again(made.report)) == content(made.report)


@given(whole_reports())
@settings(max_examples=20)
def test_a_report_that_was_read_is_written_the_same_every_time(made: Made):
    once = again(made.report)
    twice = again(once)
    assert (report_yaml(twice), report_prose(twice)) == (report_yaml(once), report_prose(once))


@pytest.mark.parametrize("name", ["null", "甲: 乙", "甲:", "# 甲", "- 甲", "2021-01-05", "“甲”：乙#", "No", "a\\b", "甲\u3000乙"])
@pytest.mark.parametrize("field", ["title", "issuer"])
def test_an_odd_name_is_the_same_again(field: str, name: str):
    assert getattr(again(a_report(2021, **{field: name})), field) == name


def test_a_heading_that_was_lost_stays_lost():
    prose = {key: text for key, text in a_report(2021).prose.items() if key != "applications"}
    report = again(replace(a_report(2021), prose=prose, headings={"applications": None}))
    assert report.headings == {"applications": None}
    assert "applications" not in report.prose


# ── how it looks ──

def test_a_row_of_the_table_is_a_line_with_its_label():
    text = report_yaml(a_report(2021, cells={"not_held.P": 4, "not_held.B": None, "not_held.S": unreadable("04")}))
    [line] = [line for line in text.split("\n") if line.startswith("  not_held:")]
    assert re.fullmatch(r'  not_held: \[4, null, \{literal: "04"\}, 0, 0, 0, 0\] +# （四）无法提供／1\.本机关不掌握相关政府信息', line)


def test_a_hybrid_writes_the_group_as_one_row():
    text = report_yaml(hybrid())
    assert "  otherwise: [0, 0, 0, 0, 0, 0, 0]" in text
    assert "no_reply:" not in text


def test_a_lost_table_is_written_as_missing():
    assert "\nreview: missing\n" in report_yaml(a_report(2021, missing=["review"]))


def test_the_first_line_names_the_schema():
    first = report_yaml(a_report(2020)).split("\n")[0]
    assert first == "# yaml-language-server: $schema=../../../generator/editions/2019.schema.json"


# ── portal new ──

@pytest.mark.parametrize(("year", "key", "edition"), [(2019, None, "2019"), (2020, None, "2019"), (2021, None, "2021"),
                                                      (2030, None, "2021"), (2022, "2019", "2019"), (2008, None, "free"),
                                                      (2018, None, "free")])
def test_a_new_report_takes_the_format_of_its_year(tmp_path: Path, year: int, key: str | None, edition: str):
    files = draft(tmp_path, "shixian/shizhen", year, EDITIONS, key)
    assert [path.name for path in files] == [f"{year}.yml", f"{year}.md", "township.yml"]
    assert f'edition: "{edition}"\nyear: {year}\n' in files[0].read_text("utf-8")


@pytest.mark.parametrize(("path", "year", "key"), [
    ("shizhen", 2021, None), ("a/b/c", 2021, None), ("../b", 2021, None), ("试县/试镇", 2021, None), ("A/b", 2021, None),
    ("-a/b", 2021, None), ("a/b-", 2021, None), ("a--b/c", 2021, None), ("a/b", 2007, None), ("a/b", 2021, "2000")])
def test_a_new_report_that_could_not_be_read_is_refused(tmp_path: Path, path: str, year: int, key: str | None):
    with pytest.raises(BuildError):
        draft(tmp_path, path, year, EDITIONS, key)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("existing", ["2021.yml", "2021.md"])
def test_a_new_report_never_overwrites(tmp_path: Path, existing: str):
    folder = tmp_path / "shixian" / "shizhen"
    folder.mkdir(parents=True)
    (folder / existing).write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match="已经存在"):
        draft(tmp_path, "shixian/shizhen", 2021, EDITIONS)
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {existing: "mine"}


def test_a_second_year_leaves_the_townships_facts_alone(tmp_path: Path):
    draft(tmp_path, "shixian/shizhen", 2021, EDITIONS)
    facts = tmp_path / "shixian" / "shizhen" / "township.yml"
    facts.write_text("mine", encoding="utf-8")
    assert [path.name for path in draft(tmp_path, "shixian/shizhen", 2022, EDITIONS)] == ["2022.yml", "2022.md"]
    assert facts.read_text("utf-8") == "mine"


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda one: one.key)
def test_a_new_report_is_one_message_a_file_with_how_much_is_to_fill(tmp_path: Path, edition):
    year = edition.years[0]
    files = draft(tmp_path / "reports", "shixian/shizhen", year, EDITIONS)
    written = sum(len(re.findall(r"待填", path.read_text("utf-8"))) for path in files)
    _, issues = load_tree(tmp_path)
    words = 1 if edition.is_free else 3  # in the prose
    assert written == {"2019": 198, "2021": 200, "free": 0}[edition.key] + 7 + 6 + words
    assert [(one.path.rsplit("/", 1)[1], one.code) for one in issues] == [
        (f"{year}.md", "to-fill"), (f"{year}.yml", "to-fill"), ("township.yml", "to-fill")]  # one message a file
    assert [int(re.search(r"(\d+) 处“待填”", one.message)[1]) for one in issues] == [words, written - words - 6, 6]


def test_a_new_report_filled_in_loads(tmp_path: Path):
    draft(tmp_path / "reports", "shixian/shizhen", 2021, EDITIONS)
    folder = tmp_path / "reports" / "shixian" / "shizhen"
    yml = (folder / "2021.yml").read_text("utf-8")
    yml = re.sub(r"^(\w+|  \w+): 待填", r"\1: null", yml, flags=re.M).replace("待填", "0")
    (folder / "2021.yml").write_text(yml, encoding="utf-8")
    facts = {"name": "试镇", "kind": "镇", "code": '"990201100"', "county": "试县", "city": "试市", "province": "试省"}
    (folder / "township.yml").write_text("".join(f"{key}: {value}\n" for key, value in facts.items()), encoding="utf-8")
    prose = (folder / "2021.md").read_text("utf-8").replace("待填", "原文无此内容", 1).replace("待填", "有文字。")
    (folder / "2021.md").write_text(prose, encoding="utf-8")
    site, issues = load_tree(tmp_path)
    assert issues == []
    [report] = site.townships[0].reports
    assert report.cells == a_report(2021).cells
    assert (report.wordless, report.prose["overview"], report.prose["further"]) == ({"overview"}, "", "有文字。")
    assert "原文无此内容" in report_prose(report)


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda one: one.key)
def test_the_empty_prose_has_the_six_headings(edition):
    assert re.findall(r"^## (.*)$", blank_prose(edition), flags=re.M) == [one.heading for one in edition.sections]


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda one: one.key)
def test_a_new_report_names_every_official_label(edition):
    text = blank_yaml(edition, 2021)
    labels = {label for place in edition.places.values() for label in (place.row.label, place.column.label)}
    assert [label for label in labels if label not in text] == []


@pytest.mark.parametrize("word", ["Null", "NO", "True", "off", "Yes"])
def test_a_text_that_another_reader_takes_for_something_else_is_quoted(word: str):
    assert f'issuer: "{word}"\n' in report_yaml(a_report(2021, issuer=word))
