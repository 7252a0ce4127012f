"""An index brought up to date is the index written whole, byte for byte; where that cannot be, it says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from generator.index import Changes, Index, Searched, exact, gather, texts, update
from generator.index import changes as changes_module
from generator.index.bundle import Bundle
from generator.index.pages import Pages, heads
from generator.standing import BALANCED, UNBALANCED

PLACE = {"省份": "甲省", "城市": "乙市", "县区": "丙县"}
SENTENCES = ("全镇公开信息共12条。", "无，", "政府信息公開；", "联系电话0536-4791001，", "棚户区改造", "与金额2448023.00元有关。",
             "ABC大赛，", "𠮷野家。", "鎮", "开", "本年度按期答复。")
FIGURES = '<table class="official t"><caption id="t">表一</caption><tr><th>{label}</th><td id="a.P">{figure}</td></tr></table>'


def township(number: int, texts: list[str], label: str = "件数", name: str = "", note: str = BALANCED) -> list[Searched]:
    """A township's own page, and a report for each text; the text's length is its only figure."""
    name = name or f"第{number}镇"
    path = f"bing/{number}"
    return [Searched(f"{path}/", f"丙县{name}", PLACE, f"<article><h1>丙县{name}</h1></article>"), *(
        Searched(f"{path}/{2010 + at}/", f"丙县{name}{2010 + at}年", PLACE | {
            "年份": f"{2010 + at}年", "表格格式": f"{label}格式", "核对": note},
            f"<article><h1>{name}</h1><p>{text}</p>{FIGURES.format(label=label, figure=len(text))}</article>")
        for at, text in enumerate(texts))]


def others(texts: list[str]) -> list[Searched]:
    """Pages that belong to no township."""
    return [Searched(f"page-{at}/", "", {}, f"<article><h1>说明</h1><p>{text}</p></article>") for at, text in enumerate(texts)]


def written(groups: list[list[Searched]], site: Path) -> dict[str, bytes]:
    """The index written whole in the folder."""
    with TemporaryDirectory() as work:
        index = Index(Path(work), related=False)
        for group in groups:
            index.add(gather(group))
        index.write(site)
    return content(site)


def content(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def brought(site: Path, changed: list[list[Searched]]) -> dict[str, bytes] | None:
    """The index after what `update` says is done, or None."""
    changes = update(site, map(gather, changed))
    if changes is None:
        return None
    for path in changes.gone:
        (site / path).unlink()
    for path, told in changes.write.items():
        assert (site / path).parent.is_dir()
        (site / path).write_bytes(told)
    return content(site)


PROSE = st.lists(st.sampled_from(SENTENCES), max_size=4).map("".join)


@st.composite
def townships(draw: st.DrawFn, number: int, reports: int) -> list[Searched]:
    if not number:
        return others(draw(st.lists(PROSE, min_size=reports, max_size=reports)))
    return township(number, draw(st.lists(PROSE, min_size=reports, max_size=reports)), draw(st.sampled_from(["件数", "总数"])),
                    draw(st.sampled_from(["", "公开镇"])), draw(st.sampled_from([BALANCED, UNBALANCED])))


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[list[Searched]], list[dict[int, list[Searched]]]]:
    """A site, and for some builds after the first which groups of pages are other ones then."""
    sizes = [draw(st.integers(1, 18)), *draw(st.lists(st.integers(0, 18), max_size=3))]
    before = [draw(townships(number, size)) for number, size in enumerate(sizes)]
    chosen = st.sets(st.integers(0, len(sizes) - 1), max_size=2)
    return before, [{number: draw(townships(number, sizes[number])) for number in sorted(draw(chosen))} for _ in range(2)]


@settings(max_examples=30, deadline=None)
@given(edits())
def test_brought_up_to_date_is_written_anew(made):
    groups, builds = made
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "SAMPLE", 1)  # of the first chunk alone
        patch.setattr(exact, "ALLOWED", 2)  # more shards
        site = Path(folder, "site")
        written(groups, site)
        for number, changed in enumerate(builds):
            groups = [changed.get(at, group) for at, group in enumerate(groups)]
            whole = written(groups, Path(folder, str(number)))
            now = brought(site, list(changed.values()))
            event(f"brought up to date: {now is not None}")
            if now is None:
                assert 0 in changed  # the first chunk may change what is shared, nothing else here does
                return
            assert now == whole


@pytest.fixture
def site(tmp_path, monkeypatch) -> Path:
    """Ten townships of six pages each and a page of its own, which alone decides what is shared."""
    monkeypatch.setattr(texts, "SAMPLE", 1)
    monkeypatch.setattr(exact, "ALLOWED", 2)
    written([others(["本站说明。"]), *TOWNSHIPS], tmp_path / "site")
    return tmp_path / "site"


TOWNSHIPS = [township(number, [f"{sentence}{number}" for sentence in SENTENCES[at:at + 5]]) for at, number in
             ((number % 5, number) for number in range(1, 11))]


def edited(number: int, change: Callable[[list[str]], None]) -> list[Searched]:
    said = [f"{sentence}{number}" for sentence in SENTENCES[number % 5:number % 5 + 5]]
    change(said)
    return township(number, said)


def test_a_small_change_is_a_few_files(site, tmp_path):
    def one_more(said: list[str]) -> None:
        said[2] += "又办结囍事一件"

    changed = edited(4, one_more)
    changes = update(site, [gather(changed)])
    whole = written([others(["本站说明。"]), *TOWNSHIPS[:3], changed, *TOWNSHIPS[4:]], tmp_path / "whole")
    assert len(whole) == 30
    kinds = sorted(path.split("/")[-1][0] for path in changes.write)
    assert (kinds.count("p"), kinds.count("t"), len(kinds)) == (1, 1, 2 + kinds.count("s"))
    assert brought(site, [changed]) == whole


def test_a_file_that_comes_to_the_same_name_is_written_all_the_same(tmp_path, monkeypatch):
    """A digest is short; two contents may have the same."""
    for module in (exact, changes_module):
        monkeypatch.setattr(module, "digest", lambda content: "0aff09")
    monkeypatch.setattr(texts, "SAMPLE", 1)
    written([others(["本站说明。"]), *TOWNSHIPS], tmp_path / "same")
    changed = edited(4, lambda said: said.__setitem__(2, "又办结囍事一件"))
    whole = written([others(["本站说明。"]), *TOWNSHIPS[:3], changed, *TOWNSHIPS[4:]], tmp_path / "whole")
    assert update(tmp_path / "same", [gather(changed)]).gone == ()
    assert brought(tmp_path / "same", [changed]) == whole


def test_nothing_changed_is_nothing_written(site):
    assert update(site, [gather(TOWNSHIPS[6])]) == Changes()


def test_what_is_only_told_of_a_page_is_one_file(site, tmp_path):
    """A check note changes no text that is searched."""
    changed = [page._replace(filters=page.filters | {"核对": UNBALANCED}) for page in TOWNSHIPS[6]]
    assert update(site, [gather(changed)]).write.keys() == {"search/index/pages.bin"}
    assert brought(site, [changed]) == written([others(["本站说明。"]), *TOWNSHIPS[:6], changed, *TOWNSHIPS[7:]],
                                               tmp_path / "whole")


def named(pages: list[Searched], name: str, **places: str) -> list[Searched]:
    """The pages, where the first report is of a year when the township was called or lay otherwise."""
    own, first, *rest = pages
    return [own, first._replace(filters=first.filters | places | {"单位": name}), *rest]


@pytest.mark.parametrize("places", [{}, {"县区": "老县"}, {"县区": "老县", "城市": "老市"}])
def test_a_report_has_the_place_of_its_year(site, tmp_path, places):
    name = f"{places.get('县区', '丙县')}老乡"
    changed = named(TOWNSHIPS[6], name, **places)
    told = list(heads(Pages(head for pages in (TOWNSHIPS[5], changed) for head in Bundle(gather(pages)).heads).columns()))
    assert [head.filters for head in told[len(TOWNSHIPS[5]):]] == [page.filters for page in changed]
    assert told[len(TOWNSHIPS[5]) + 1].title == name
    assert brought(site, [changed]) == written([others(["本站说明。"]), *TOWNSHIPS[:6], changed, *TOWNSHIPS[7:]],
                                               tmp_path / "whole")


@pytest.mark.parametrize("changed", [
    township(3, ["全"] * 4), township(3, ["全"] * 6), township(11, ["全"] * 5), others(["一", "二"])],
    ids=["a report less", "a report more", "another township", "another page"])
def test_other_pages_need_a_full_write(site, changed):
    assert update(site, [gather(changed)]) is None


@pytest.mark.parametrize("file", ["pages.bin", "s7-*.bin", "t0-*.bin", "common-*.bin"])
def test_a_damaged_index_needs_a_full_write(site, file):
    [path] = (site / "search/index").glob(file)
    told = bytearray(path.read_bytes())
    told[len(told) // 2] ^= 1
    path.write_bytes(told)
    assert update(site, [gather(TOWNSHIPS[6])]) is None


def test_what_is_shared_by_all_needs_a_full_write(site):
    assert update(site, [gather(others(["本站说明一，" * 3]))]) is None
    assert update(site, [gather(others(["本站说明二。"]))]) is not None


def test_without_an_index_or_a_part_of_it_it_is_written(site):
    next(site.glob("search/index/t3-*.bin")).unlink()
    assert update(site, [gather(TOWNSHIPS[6])]) is None
    written([others(["本站说明。"]), *TOWNSHIPS], site)
    assert update(site, [gather(TOWNSHIPS[6])]) == Changes()
    (site / "search/index/t3-000000.bin").write_bytes(b"of another build")
    assert update(site, [gather(TOWNSHIPS[6])]) is None
    shutil.rmtree(site)
    assert update(site, [gather(TOWNSHIPS[6])]) is None
