"""Several reports in one file: a draft for each where they part clearly, and no draft otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.importing.readers.text import read_text
from generator.importing.several import reports_in
from generator.load import load
from tests.factories import EDITIONS, PORTAL, a_report, example
from tests.test_importing import full, text_of
from tests.test_importing_freeform import OF_2016

TOWNSHIP = 'name: {name}\nkind: 镇\ncode: "{code}"\ncounty: 示例县\ncity: 示例市\nprovince: 示例省\n'
FIRST = full(replace(example(2021), title="示例县示例镇2021年政府信息公开工作年度报告"))
SECOND = a_report(2022, "2021", rows={"received": [3, 0, 0, 0, 0, 0, 3], "granted": [3, 0, 0, 0, 0, 0, 3], "total": [3, 0, 0, 0, 0, 0, 3]}, title="示例县示例镇2022年政府信息公开工作年度报告")


def parts(text: str) -> list[str]:
    return [one.text.strip() for one in reports_in(read_text(text.encode()), EDITIONS)]


# ── parting ──

def test_titles_with_a_report_below_part():
    one, two = text_of(FIRST, "tabs"), text_of(SECOND, "tabs")
    found = parts(one + two)
    assert [text.startswith(report.title) for text, report in zip(found, (FIRST, SECOND), strict=True)] == [True, True]
    assert "".join(found).replace("\n", "") == read_text((one + two).encode()).text.replace("\n", "").strip()


@pytest.mark.parametrize("change", [
    lambda text: text + "\n相关链接\n" + "\n".join(f"示例镇{year}年政府信息公开工作年度报告" for year in range(2015, 2020)),
    lambda text: "\n".join(f"示例镇{year}年政府信息公开工作年度报告" for year in range(2015, 2020)) + "\n" + text,
    lambda text: "政府信息公开年度报告\n" + text], ids=["links behind", "links before", "another title above"])
def test_titles_without_a_report_do_not(change):
    assert len(parts(change(text_of(FIRST, "tabs")))) == 1


def test_the_name_of_the_body_above_a_title_goes_with_it():
    second = text_of(SECOND, "tabs").replace(SECOND.title, "示例县示例镇人民政府\n2022年政府信息公开工作年度报告")
    assert parts(text_of(FIRST, "tabs") + second)[1].startswith("示例县示例镇人民政府")


def test_free_forms_part_as_well():
    assert len(parts(OF_2016 + OF_2016.replace("2016", "2017"))) == 2


# ── the command ──

@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for path, name, code in (("shilizhen", "示例镇", "990101999"), ("ling", "邻镇", "990101998")):
        folder = tmp_path / "reports" / "shili" / path
        folder.mkdir(parents=True)
        (folder / "township.yml").write_text(TOWNSHIP.format(name=name, code=code), encoding="utf-8")
    return tmp_path


def bring(desk: Path, text: str, *options: str) -> int:
    file = desk / "年报.txt"
    file.write_text(text, encoding="utf-8")
    return main(["--project", str(PORTAL), "import", str(file), "--reports", str(desk / "reports"), "--out",
                 str(desk / "sheets"), *options])


def drafts(desk: Path) -> dict[str, dict]:
    site, issues = load([desk / "reports"], EDITIONS)
    assert not issues
    return {f"{township.path}/{report.year}": dict(report.cells) for township in site.townships
            for report in township.reports}


def test_two_years_become_two_drafts(desk: Path, capsys):
    assert bring(desk, text_of(FIRST, "tabs") + text_of(SECOND, "tabs")) == 1
    made = drafts(desk)
    assert made == {"shili/shilizhen/2021": dict(FIRST.cells), "shili/shilizhen/2022": dict(SECOND.cells)}
    assert "共 2 份" in capsys.readouterr().out
    for year in (2021, 2022):
        page = (desk / "sheets" / f"shili-shilizhen-{year}.html").read_text(encoding="utf-8")
        assert "文件里有 2 份报告" in page
        assert (desk / "reports" / "shili" / "shilizhen" / f"{year}-original.txt").exists()
    assert bring(desk, text_of(FIRST, "tabs") + text_of(SECOND, "tabs"), "--update") == 1
    assert drafts(desk) == made


def test_two_bodies_become_two_drafts(desk: Path):
    text = text_of(FIRST, "tabs")
    assert bring(desk, text + text.replace("示例镇", "邻镇")) == 1
    assert list(drafts(desk)) == ["shili/ling/2021", "shili/shilizhen/2021"]


def test_two_formats_become_two_drafts(desk: Path):
    old = full(a_report(2019, "2019", title="示例县示例镇2019年政府信息公开工作年度报告", sections=dict.fromkeys(
        (section.key for section in a_report(2019, "2019").edition.sections), "工作平稳有序。")))
    assert bring(desk, text_of(old, "tabs") + text_of(FIRST, "tabs")) == 1
    assert list(drafts(desk)) == ["shili/shilizhen/2019", "shili/shilizhen/2021"]


@pytest.mark.parametrize("options", [(), ("--year", "2021")])
def test_what_does_not_part_is_refused(desk: Path, capsys, options: tuple[str, ...]):
    """The same year twice, with other figures."""
    text = text_of(FIRST, "tabs")
    other = text_of(full(replace(SECOND, title=FIRST.title)), "tabs")
    assert bring(desk, text + (other if not options else text_of(SECOND, "tabs")), *options) == 2
    assert "不止一份报告" in capsys.readouterr().err
    assert drafts(desk) == {}
