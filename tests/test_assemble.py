"""The whole way: the same sources give the same bytes, and broken data leaves the last good site."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest

import generator.assemble as conductor
from generator.archive import Source, Superseded
from generator.assemble import Options, Outcome, build, difference, preview
from generator.issue import BuildError, Severity
from generator.load import load_settings, without_comments
from generator.publish import MARK
from generator.revision import Revision
from generator.settings import Settings
from tests.factories import PORTAL, ROOT, SOURCES, TOWNSHIP, a_portal, a_report, changed, write_tree


def make(target: Path, *roots: Path, **options) -> Outcome:
    return build(Options(PORTAL, roots or SOURCES, target, **options))


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != MARK}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [path for path in sorted({*one, *other}) if one.get(path) != other.get(path)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> dict[str, bytes]:
    """The site of the seeds and the example without a search index."""
    target = tmp_path_factory.mktemp("plain") / "site"
    assert not make(target, search=False).failed
    return tree(target)


def test_building_twice_gives_the_same_bytes(plain: dict[str, bytes], tmp_path: Path):
    make(tmp_path / "elsewhere", search=False)
    assert differing(plain, tree(tmp_path / "elsewhere")) == []


def test_building_twice_with_the_index_gives_the_same_bytes(plain: dict[str, bytes], tmp_path: Path):
    make(tmp_path / "one")
    make(tmp_path / "other")
    one, other = tree(tmp_path / "one"), tree(tmp_path / "other")
    assert differing(one, other) == []
    assert "pagefind/pagefind.js" in one
    pages = {path: content for path, content in one.items() if not path.startswith(("pagefind/", "search/index/"))}
    assert differing(plain, pages) == ["version.txt"]


def test_building_over_an_old_site_gives_the_same_bytes_and_drops_old_pages(plain: dict[str, bytes], tmp_path: Path):
    write_tree(tmp_path, a_report(2021), path="alt/alt")
    make(tmp_path / "site", tmp_path / "reports", search=False)
    assert "alt/alt/2021/index.html" in tree(tmp_path / "site")
    make(tmp_path / "site", search=False)
    assert differing(plain, tree(tmp_path / "site")) == []


def test_the_order_of_the_folders_does_not_matter(plain: dict[str, bytes], tmp_path: Path):
    make(tmp_path / "site", *reversed(SOURCES), search=False)
    assert differing(plain, tree(tmp_path / "site")) == []


def test_every_report_has_its_page_data_and_original(plain: dict[str, bytes]):
    assert {path for path in plain if path.startswith("dehui/")} == {
        "dehui/index.html", "dehui/chalukou/index.html", "dehui/chalukou/2020/index.html",
        "dehui/chalukou/2020/2020-original.txt",
        *(f"dehui/chalukou/2020/dehui-chalukou-2020.{ending}" for ending in ("yml", "json", "csv"))}
    source = (PORTAL / "reports/dehui/chalukou/2020.yml").read_text(encoding="utf-8")
    assert plain["dehui/chalukou/2020/dehui-chalukou-2020.yml"].decode() == without_comments(source)
    assert plain["dehui/chalukou/2020/2020-original.txt"] == \
        (PORTAL / "reports/dehui/chalukou/2020-original.txt").read_bytes()


def test_every_page_is_in_the_sitemap(plain: dict[str, bytes]):
    base = load_settings(PORTAL / "mkdocs.yml")[0].site_url
    pages = {path.removesuffix("index.html") for path in plain if path.endswith("index.html")}
    listed = plain["sitemap.xml"].decode()
    assert [page for page in pages if f"<loc>{base}{page}</loc>" not in listed] == []
    assert f"Sitemap: {base}sitemap.xml" in plain["robots.txt"].decode()


def test_the_outcome_counts_what_was_made(tmp_path: Path):
    write_tree(tmp_path, a_report(2021), a_report(2022))
    outcome = make(tmp_path / "site", tmp_path / "reports", search=False)
    files = tree(tmp_path / "site")
    assert (outcome.reports, outcome.files, outcome.size) == (2, len(files), sum(map(len, files.values())))
    assert outcome.pages == len([path for path in files if path.endswith("index.html")])


def test_broken_data_leaves_the_last_good_site(tmp_path: Path):
    folder = write_tree(tmp_path, a_report(2021))
    make(tmp_path / "site", tmp_path / "reports", search=False)
    good = tree(tmp_path / "site")
    write_tree(tmp_path, changed(a_report(2021), {"received.P": 1}))
    outcome = make(tmp_path / "site", tmp_path / "reports", search=False)
    assert outcome.failed
    assert (outcome.pages, outcome.files) == (0, 0)
    assert tree(tmp_path / "site") == good
    (folder / "2021.yml").write_text("[", encoding="utf-8")
    assert make(tmp_path / "site", tmp_path / "reports", search=False).failed
    assert tree(tmp_path / "site") == good


@pytest.mark.parametrize("broken", ["site_templates/pages/report.html", "site_templates/material/main.html", "mkdocs.yml"])
def test_a_broken_world_leaves_the_last_good_site(tmp_path: Path, broken: str):
    write_tree(tmp_path, a_report(2021))
    a_portal(tmp_path)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("last", encoding="utf-8")
    with (tmp_path / broken).open("a", encoding="utf-8") as file:
        file.write("\n{% broken %}\n")
    options = Options(tmp_path, (tmp_path / "reports",), tmp_path / "site", search=False)
    with suppress(BuildError):
        assert build(options).failed
    assert tree(tmp_path / "site") == {"index.html": b"last"}


def test_a_county_may_not_have_the_name_of_a_page(tmp_path: Path):
    write_tree(tmp_path, a_report(2021), path="guide/shizhen")
    [found] = make(tmp_path / "site", tmp_path / "reports").issues
    assert found.code == "slug-reserved"


@pytest.mark.parametrize("name", ["index.html", "990201100-2021.csv", "990201100-2021.yml"])
def test_an_original_may_not_take_the_name_of_a_page_or_of_data(tmp_path: Path, name: str):
    """A slip in the data is said with its file and line; it is no broken world."""
    folder = write_tree(tmp_path, a_report(2021))
    (folder / name).write_text("original", encoding="utf-8")
    text = (folder / "2021.yml").read_text("utf-8")
    (folder / "2021.yml").write_text(text.replace("  file: null", f"  file: {name}"), encoding="utf-8")
    assert make(tmp_path / "site", tmp_path / "reports", search=False).failed


@pytest.mark.parametrize("originals", [True, False])
def test_what_an_original_replaced_is_published_beside_it(tmp_path: Path, originals: bool):
    a_portal(tmp_path, originals=str(originals).lower())
    source = Source("new.html", None, None, None, (Superseded("old.html", None, "2022-03-01"),))
    folder = write_tree(tmp_path, a_report(2021, source=source))
    for name in ("new.html", "old.html"):
        (folder / name).write_text(name, encoding="utf-8")
    assert not build(Options(tmp_path, (tmp_path / "reports",), tmp_path / "site", search=False)).failed
    found = [path.rpartition("/")[2] for path in tree(tmp_path / "site") if path.endswith(".html.txt")]
    assert sorted(found) == ["new.html.txt", "old.html.txt"] * originals


def test_originals_are_published_only_where_the_settings_say_so(tmp_path: Path):
    a_portal(tmp_path, originals="false")
    options = Options(tmp_path, (PORTAL / "reports",), tmp_path / "site", search=False)
    assert not build(options).failed
    assert [path for path in tree(tmp_path / "site") if path.endswith("original.txt")] == []


def test_attachments_are_published_whatever_becomes_of_originals(tmp_path: Path):
    a_portal(tmp_path, originals="false")
    folder = ROOT / "tests/cases/attachment/reports"
    assert not build(Options(tmp_path, (folder,), tmp_path / "site", search=False)).failed
    for name in ("fujian1.pdf", "yinzhang.png"):
        assert (tmp_path / "site/shixian/shizhen/2023" / name).read_bytes() == \
            (folder / "shixian/shizhen" / name).read_bytes()


@pytest.mark.parametrize(("year", "compared"), [(2020, []), (2021, ["2021年与2020年相比"]), (2022, ["2022年与2021年相比"])])
def test_the_preview_compares_the_words_of_the_wanted_years_only(tmp_path: Path, year: int, compared: list[str]):
    write_tree(tmp_path, *(a_report(year) for year in (2020, 2021, 2022)))
    options = Options(PORTAL, (tmp_path / "reports",), tmp_path / "site")
    (tmp_path / "before").mkdir()
    found = difference(options, tmp_path / "before")
    [town] = found.after.townships
    wanted = [Revision(town, None, report) for report in town.reports if report.year == year]
    page = preview(options, found, wanted)
    assert re.findall(r'<h2 id="y20\d\d">([^<]*)</h2>', page) == compared
    assert ("年报历年文字对照" in page) == bool(compared)


def test_a_review_keeps_only_the_townships_that_differ(tmp_path: Path):
    """But finds what is wrong anywhere."""
    bad = changed(a_report(2021), {"received.P": 1})
    town = TOWNSHIP.replace("990201100", "99020110{}")
    for side, last in (("before", 0), ("after", 1)):
        write_tree(tmp_path / side, bad, path="shixian/bad", township=town.format(1))
        write_tree(tmp_path / side, a_report(2021, rows={"normative": [last] * 3}), path="shixian/other",
                   township=town.format(3))
        write_tree(tmp_path / side, a_report(2021), path=f"shixian/new{last}", township=town.format(4 + last))
    options = Options(PORTAL, (tmp_path / "after/reports",), tmp_path / "site")
    found = difference(options, tmp_path / "before/reports")
    codes = [[township.code for township in side.townships] for side in (found.before, found.after)]
    assert codes == [["990201103", "990201104"], ["990201103", "990201105"]]
    assert {one.path for one in found.issues if one.severity is Severity.ERROR} == {"reports/shixian/bad/2021.yml"}


@pytest.mark.parametrize(("originals", "related", "count", "settled"), [
    (None, None, 999, (True, True)), (None, None, 1000, (False, True)), (None, None, 3000, (False, False)),
    (True, None, 3000, (True, False)), (None, True, 3000, (False, True)), (False, False, 1, (False, False))])
def test_what_the_settings_leave_open_depends_on_the_number_of_reports(monkeypatch, originals, related, count, settled):
    monkeypatch.setattr(conductor, "count_reports", lambda folder: count)
    found = conductor._settled(Settings("", originals=originals, related=related), [None])
    assert (found.originals, found.related) == settled


def test_a_build_with_errors_does_not_say_that_it_writes(tmp_path: Path):
    write_tree(tmp_path, changed(a_report(2021), {"received.P": 1}))
    said: list[str] = []
    assert build(Options(PORTAL, (tmp_path / "reports",), tmp_path / "site"), lambda stage, done, of: said.append(stage)).failed
    assert "写入" not in said


def test_progress_names_the_stages_in_order(tmp_path: Path):
    write_tree(tmp_path, a_report(2021))
    said: list[str] = []
    build(Options(PORTAL, (tmp_path / "reports",), tmp_path / "site"), lambda stage, done, of: said.append(stage))
    assert list(dict.fromkeys(said)) == ["读取", "网站外壳", "生成网页", "全站网页", "搜索索引", "写入"]
