"""`portal import --update`: what a person wrote stays, what the document says anew comes in, and both are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.draft import blank_prose, blank_yaml, report_yaml
from generator.exporting.documents import document
from generator.importing.merge import merge
from generator.importing.splice import spliced_yaml
from generator.load import load
from generator.model import Cell, Report, State
from tests.factories import EDITIONS, PORTAL, a_report, example

FIRST = replace(example(2021), cells={address: cell if cell.literal else Cell("0", 0, State.NUMBER)
                                      for address, cell in example(2021).cells.items()})
TOWNSHIP = """name: 示例镇
kind: 镇
code: "990101999"
county: 示例县
city: 示例市
province: 示例省
"""


@dataclass
class Desk:
    """A clerk's folder with one imported report."""

    folder: Path
    capsys: pytest.CaptureFixture

    @property
    def yaml(self) -> Path:
        return self.folder / "reports" / "shili" / "xinzhen" / "2021.yml"

    @property
    def prose(self) -> Path:
        return self.yaml.with_suffix(".md")

    def bring(self, report: Report, *options: str, name: str = "年报.docx", to: str = "docx") -> int:
        file = self.folder / name
        file.write_bytes(document(report, to))
        self.capsys.readouterr()
        return main(["--project", str(PORTAL), "import", str(file), "--township", "shili/xinzhen", "--year", "2021",
                     "--reports", str(self.folder / "reports"), "--out", str(self.folder / "sheets"), *options])

    def edit(self, old: str, new: str, path: Path | None = None) -> None:
        text = (path or self.yaml).read_text(encoding="utf-8")
        assert text.count(old) == 1, text.count(old)
        (path or self.yaml).write_text(text.replace(old, new), encoding="utf-8")

    def report(self) -> Report:
        site, issues = load([self.folder / "reports"], EDITIONS)
        assert not issues
        return site.townships[0].reports[0]


@pytest.fixture
def desk(tmp_path: Path, capsys) -> Desk:
    desk = Desk(tmp_path, capsys)
    desk.yaml.parent.mkdir(parents=True)
    (desk.yaml.parent / "township.yml").write_text(TOWNSHIP, encoding="utf-8")
    assert desk.bring(FIRST) == 0
    return desk


def with_cells(report: Report, cells: Mapping[str, int]) -> Report:
    return replace(report, cells={**report.cells, **{address: Cell(str(value), value, State.NUMBER)
                                                     for address, value in cells.items()}})


def test_nothing_changes_where_nothing_changed(desk: Desk):
    before = {path: path.read_bytes() for path in desk.yaml.parent.iterdir()}
    assert desk.bring(FIRST, "--update") == 0
    assert {path: path.read_bytes() for path in desk.yaml.parent.iterdir()} == before
    assert "@@" not in desk.capsys.readouterr().out


def test_figures_of_the_document_replace_figures_and_are_shown_first(desk: Desk):
    assert desk.bring(with_cells(FIRST, {"permit.decided": 77}), "--update") == 0
    shown = desk.capsys.readouterr().out
    assert shown.index("+  permit: [77]") < shown.index("已写入")
    assert "-  permit: [0]" in shown
    assert desk.report().cells["permit.decided"].value == 77


def test_comments_stay_where_they_are(desk: Desk):
    desk.edit("  permit: [0] ", "  # 王某核对过\n  permit: [0] ")
    desk.edit("# 行政处罚", "# 行政处罚，与台账一致")
    desk.edit('edition: "2021"', '# 2022年5月校对\nedition: "2021"  # 新格式')
    desk.bring(with_cells(FIRST, {"permit.decided": 77, "penalty.decided": 15}), "--update")
    text = desk.yaml.read_text(encoding="utf-8")
    assert "  # 王某核对过\n  permit: [77] " in text
    assert "  penalty: [15]  # 行政处罚，与台账一致\n" in text
    assert '# 2022年5月校对\nedition: "2021"  # 新格式\n' in text


def test_a_comment_whose_place_is_gone_stands_on_top(desk: Desk):
    desk.edit("disclosure:  # 表二", "transcription:\n  # 问过镇里\n  - 人工写的一条。  # 电话\ndisclosure:  # 表二")
    changed = replace(FIRST, missing_tables=frozenset({"review"}), cells={
        address: cell for address, cell in FIRST.cells.items() if not address.startswith("cases.")})
    desk.bring(changed, "--update")
    text = desk.yaml.read_text(encoding="utf-8")
    assert "问过镇里" in text
    assert "人工写的一条。" in text
    assert "电话" in text
    assert not desk.report().missing_tables  # the figures that stand there are not thrown away


def test_what_a_person_wrote_stays(desk: Desk):
    desk.edit("issuer: null", "issuer: 新镇人民政府")
    desk.edit("published: null", "published: 2022-01-20")
    desk.edit("  accessed: null", "  accessed: 2022-02-01")
    desk.edit("  url: null", "  url: https://ok.invalid/1.html")
    desk.yaml.write_text(desk.yaml.read_text(encoding="utf-8") + "as_published:\n  - {check: applicants-total, table: "
                         "requests, row: received, reason: 原文如此}\n", encoding="utf-8")
    desk.bring(with_cells(FIRST, {"received.T": 17}), "--update")
    report = desk.report()
    assert (report.issuer, report.published, report.source.accessed, report.source.url) == (
        "新镇人民政府", "2022-01-20", "2022-02-01", "https://ok.invalid/1.html")
    assert [one.reason for one in report.acknowledged] == ["原文如此"]
    assert report.cells["received.T"].value == 17


def test_a_title_corrected_by_hand_is_not_undone(desk: Desk):
    title = FIRST.title
    desk.edit(f"title: {title}", "title: 新镇2021年政府信息公开工作年度报告")
    assert desk.bring(FIRST, "--update") == 0  # the same document: the person has already decided
    assert desk.report().title == "新镇2021年政府信息公开工作年度报告"
    assert desk.bring(replace(FIRST, title="新镇政府信息公开2021年年度报告"), "--update") == 1  # another one: ask
    assert "现有的可能是人工改过的" in desk.capsys.readouterr().out
    assert desk.report().title == "新镇2021年政府信息公开工作年度报告"


def test_a_title_nobody_touched_follows_the_document(desk: Desk):
    desk.bring(replace(FIRST, title="新镇政府信息公开2021年年度报告"), "--update")
    assert desk.report().title == "新镇政府信息公开2021年年度报告"


def test_prose_edited_by_hand_stays_and_other_sections_follow(desk: Desk):
    desk.edit(FIRST.prose["further"][:12], "（人工补的一句。）" + FIRST.prose["further"][:12], desk.prose)
    changed = {**FIRST.prose, "problems": "文件里的新内容，与原来完全不同。"}
    assert desk.bring(replace(FIRST, prose=changed), "--update") == 0
    report = desk.report()
    assert report.prose["further"].startswith("（人工补的一句。）")
    assert report.prose["problems"] == "文件里的新内容，与原来完全不同。"
    assert report.prose["overview"] == FIRST.prose["overview"]


def test_prose_changed_on_both_sides_is_kept_and_said(desk: Desk):
    desk.edit(FIRST.prose["further"][:12], "（人工补的一句。）" + FIRST.prose["further"][:12], desk.prose)
    assert desk.bring(replace(FIRST, prose={**FIRST.prose, "further": "另一种说法，文件里改过了。"}), "--update") == 1
    assert "另一种说法" in desk.capsys.readouterr().out
    assert desk.report().prose["further"].startswith("（人工补的一句。）")


def test_a_figure_decided_by_a_person_is_not_put_in_doubt_again(desk: Desk):
    """The document's cell cannot be read; a person looked it up."""
    doubtful = replace(FIRST, cells={**FIRST.cells, "permit.decided": Cell("04", None, State.UNREADABLE)})
    desk.bring(doubtful, "--update")
    assert desk.report().cells["permit.decided"].value == 0  # what stood there was certain
    desk.edit("  permit: [0] ", "  permit: [4] ")
    assert desk.bring(doubtful, "--update") == 1
    assert desk.report().cells["permit.decided"].value == 4
    assert "保留现有的“4”" in desk.capsys.readouterr().out


def test_the_archived_original_is_replaced_with_its_digest(desk: Desk):
    desk.bring(with_cells(FIRST, {"permit.decided": 77}), "--update", name="网页.html", to="html")
    report = desk.report()  # read with its digest checked
    assert report.source.file == "2021-original.html"
    assert (desk.folder / "sheets" / "shili-xinzhen-2021-original.docx").exists()  # laid aside, not thrown away


def test_a_draft_with_an_error_is_not_touched(desk: Desk):
    desk.edit("  permit: [0] ", "  permit: [待填] ")
    before = desk.yaml.read_bytes()
    assert desk.bring(FIRST, "--update") == 2
    assert "不能在它上面更新" in desk.capsys.readouterr().err
    assert desk.yaml.read_bytes() == before


def test_an_empty_form_is_filled(desk: Desk):
    edition = FIRST.edition
    desk.yaml.write_text(blank_yaml(edition, 2021), encoding="utf-8")
    desk.prose.write_text(blank_prose(edition), encoding="utf-8")
    assert desk.bring(FIRST, "--update") == 0
    assert desk.report().cells == FIRST.cells


def test_another_edition_is_not_merged(desk: Desk):
    assert desk.bring(a_report(2021, "2019"), "--update") == 2
    assert "不能合并" in desk.capsys.readouterr().err
    assert desk.report().edition is EDITIONS["2021"]


def test_the_township_is_never_written_over(desk: Desk):
    desk.bring(with_cells(FIRST, {"permit.decided": 77}), "--update")
    assert (desk.yaml.parent / "township.yml").read_text(encoding="utf-8") == TOWNSHIP


def test_without_the_archived_original_everything_may_be_a_persons(desk: Desk):
    merged = merge(FIRST, replace(FIRST, title="另一个标题"), None)
    assert merged.report.title == FIRST.title
    assert [one.code for one in merged.doubts] == ["kept"]


FIELDS = ["title", "issuer", "signed", "published", "preamble"]
OTHERS = {"signed": "2022-03-01", "published": "2022-03-02"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_a_person_emptied_stays_empty(name: str):
    had = replace(FIRST, **{name: OTHERS.get(name, "原来的")})
    ours = replace(had, **{name: None if name != "preamble" else ""})
    same = merge(ours, had, had)
    assert (getattr(same.report, name), same.doubts) == (getattr(ours, name), [])
    other = merge(ours, replace(had, **{name: "2022-04-01" if name in OTHERS else "另外的"}), had)
    assert getattr(other.report, name) == getattr(ours, name)
    assert [one.code for one in other.doubts] == ["kept"]
    assert "（空）" in other.doubts[0].message


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("known", [True, False], ids=["the original had none either", "no original"])
def test_an_empty_field_takes_what_the_document_says(name: str, known: bool):
    ours = replace(FIRST, **{name: None if name != "preamble" else ""})
    new = replace(ours, **{name: OTHERS.get(name, "新写的")})
    merged = merge(ours, new, ours if known else None)
    assert (getattr(merged.report, name), merged.doubts) == (getattr(new, name), [])


def test_a_section_that_a_person_emptied_stays_empty():
    ours = replace(FIRST, prose={**FIRST.prose, "further": ""})
    assert merge(ours, FIRST, FIRST).report.prose["further"] == ""


@pytest.mark.parametrize("style", ["\n", "\r\n"])
def test_a_hand_made_layout_of_a_row_is_read_and_spliced(style: str):
    """Lists over several lines, quotes and signs inside of strings."""
    ours = replace(FIRST, issuer="甲#乙: '镇'")
    text = report_yaml(ours).replace("  penalty: [14] ", "  penalty: [\n    14  # 十四\n  ] ").replace("\n", style)
    merged = with_cells(ours, {"penalty.decided": 15})
    made = spliced_yaml(text.replace("\r\n", "\n"), ours, merged)
    assert "  penalty: [15]" in made
    assert "十四" in made
    assert "甲#乙: '镇'" in made


def test_a_heading_that_a_person_saw_to_be_lost_stays_so(desk: Desk):
    """The importer only does not find it, and leaves its section without words."""
    lost = replace(FIRST, prose={key: text for key, text in FIRST.prose.items() if key != "problems"},
                   headings={"problems": None})
    for path in desk.yaml.parent.glob("2021*"):
        path.unlink()
    desk.bring(lost)
    heading = next(section.heading for section in FIRST.edition.sections if section.key == "problems")
    desk.edit(f"## {heading}\n\n", "", desk.prose)
    desk.edit("disclosure:  # 表二", "headings:\n  problems: null\ndisclosure:  # 表二")
    before = desk.yaml.read_text(encoding="utf-8"), desk.prose.read_text(encoding="utf-8")
    assert desk.report().headings == {"problems": None}
    desk.bring(lost, "--update")
    assert (desk.yaml.read_text(encoding="utf-8"), desk.prose.read_text(encoding="utf-8")) == before
