"""A site made in parts is the site that one machine makes, byte for byte; parts that do not fit together are refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.assemble import Options, Outcome, Shard, build, build_part, merge
from generator.assemble import keys as build_keys
from generator.issue import BuildError
from tests.bench import corpus
from tests.factories import a_portal
from tests.test_assemble_warm import tree

REPORTS = 48  # six townships


class Nation:
    """A project with a synthetic corpus, built as a whole and in parts."""

    def __init__(self, root: Path) -> None:
        self.root = root
        a_portal(root, related="false")
        corpus.write(REPORTS, root / "reports")

    def options(self, name: str, search: bool = False, **more) -> Options:
        return Options(self.root, (self.root / "reports",), self.root / name, search=search, **more)

    def shell(self, place: Path) -> None:
        """Spare this folder's cache the building of a shell: that has its own tests."""
        if not place.exists():
            shutil.copytree(self.root / ".site.cache" / "shell", place / "shell")

    def part(self, number: int, of: int, search: bool = False, **more) -> Path:
        """Build one part; where it was built before, what has changed."""
        place = self.root / f"part-{number}-of-{of}"
        self.shell(place / "cache")
        assert not build_part(self.options(place.name, search, **more), Shard(number, of)).failed
        return place

    def parts(self, of: int, search: bool = False) -> list[Path]:
        return [self.part(number, of, search) for number in range(1, of + 1)]

    @property
    def halves(self) -> list[Path]:
        """The two parts that are there."""
        return [self.root / f"part-{number}-of-2" for number in (1, 2)]

    def merged(self, places: list[Path], search: bool = False) -> Outcome:
        self.shell(self.root / ".merged.cache")
        return merge(self.options("merged", search), places)

    def whole(self, search: bool = False) -> dict[str, bytes]:
        assert not build(self.options("site", search)).failed
        return tree(self.root / "site")

    def township(self, number: int) -> Path:
        """The folder of a township, by its place in the order of codes."""
        found = {re.search(r'code: "(\d+)"', path.read_text(encoding="utf-8"))[1]: path.parent
                 for path in self.root.glob("reports/*/*/township.yml")}
        return found[sorted(found)[number]]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Nation:
    """A project whose site was built without a search index, as a whole and in two parts."""
    nation = Nation(tmp_path_factory.mktemp("nation"))
    nation.whole()
    nation.parts(2)
    return nation


@pytest.fixture
def nation(built: Nation, tmp_path: Path) -> Nation:
    """A copy to do anything with."""
    copy = Nation.__new__(Nation)
    copy.root = tmp_path / "nation"
    shutil.copytree(built.root, copy.root)
    return copy


def refused(nation: Nation, places: list[Path]) -> str:
    """The sentence with which the parts are refused; nothing was published."""
    with pytest.raises(BuildError) as stopped:
        nation.merged(places)
    assert not (nation.root / "merged").exists()
    assert re.search(r"[一-鿿].*。$", str(stopped.value))
    return str(stopped.value)


# ── the same bytes ──

@pytest.mark.parametrize("of", [1, 2, 5, 7])
def test_joined_parts_are_the_site_of_one_machine(nation: Nation, of: int):
    """Also where there are more parts than townships."""
    outcome = nation.merged(nation.parts(of))
    whole = tree(nation.root / "site")
    assert tree(nation.root / "merged") == whole
    assert (outcome.reports, outcome.files, outcome.size) == (REPORTS, len(whole), sum(map(len, whole.values())))


def test_the_search_index_is_made_when_they_are_joined(nation: Nation):
    places = nation.parts(3, search=True)
    assert not any((place / "site" / "search").exists() for place in places)
    nation.merged(places, search=True)
    whole = nation.whole(search=True)
    assert [path for path in whole if path.startswith("search/index/")]
    assert tree(nation.root / "merged") == whole


def test_parts_of_different_cuts_fit_if_each_township_is_there_once(nation: Nation):
    nation.merged([nation.part(1, 2), nation.part(3, 4), nation.part(4, 4)])
    assert tree(nation.root / "merged") == tree(nation.root / "site")


@pytest.mark.parametrize("of", [1, 2, 3, 5, 6, 7, 40])
def test_a_cut_leaves_nothing_out(of: int):
    folders = list(range(6))
    shares = [Shard(number, of).cut(folders) for number in range(1, of + 1)]
    assert [one for share in shares for one in share] == folders
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_what_is_joined_is_amended_like_any_site(nation: Nation):
    """The next build is warm, in parts or not."""
    nation.merged(nation.halves)
    before = tree(nation.root / "merged")
    corpus.correct(nation.root / "reports")
    again = nation.parts(2)
    outcome = nation.merged(again)
    whole = nation.whole()
    assert tree(nation.root / "merged") == whole
    assert outcome.written == sum(before.get(path) != content for path, content in whole.items()) < 12
    assert build(nation.options("merged")).written == 0


def test_a_part_is_made_anew_for_another_cut(nation: Nation):
    first = nation.part(1, 2)
    shutil.move(first, nation.root / "part-1-of-3")
    assert len(tree(nation.part(1, 3) / "site")) == len(tree(nation.part(2, 3) / "site"))
    nation.merged(nation.parts(3))
    assert tree(nation.root / "merged") == tree(nation.root / "site")


# ── errors in the data ──

def test_an_error_in_one_part_stops_that_part_alone(nation: Nation):
    shutil.rmtree(nation.halves[0])
    (nation.township(0) / "2020.yml").write_text("[", encoding="utf-8")
    nation.part(2, 2)
    nation.shell(nation.halves[0] / "cache")
    outcome = build_part(nation.options("part-1-of-2"), Shard(1, 2))
    assert [found.path.split("/")[-1] for found in outcome.issues if found.severity == 0] == ["2020.yml"]
    assert "part-1-of-2 不是一份做完的分片" in refused(nation, nation.halves)


# ── parts that do not fit ──

def test_a_missing_part_is_named(nation: Nation):
    places = nation.parts(3)
    said = refused(nation, [places[1]])
    assert "缺少第 1、3 份（共 3 份）。" in said
    assert "等 4 个单位" in said


def test_a_part_given_twice(nation: Nation):
    places = nation.halves
    shutil.copytree(places[1], nation.root / "again")
    assert "在两份分片里都有" in refused(nation, [*places, nation.root / "again"])


def test_overlapping_parts(nation: Nation):
    assert "在两份分片里都有" in refused(nation, [nation.part(1, 2), nation.part(2, 3), nation.part(3, 3)])


def test_a_township_that_is_gone(nation: Nation):
    places = nation.halves
    gone = nation.township(5)
    shutil.rmtree(gone)
    said = refused(nation, places)
    assert f"reports/{gone.parent.name}/{gone.name}，而报告文件夹里没有" in said


def test_a_township_that_came(nation: Nation):
    """In the middle of the codes, so that every cut is another one."""
    places = nation.halves
    shutil.copytree(nation.township(3), nation.township(3).with_name("xinzhen"))
    text = (nation.township(3) / "township.yml").read_text(encoding="utf-8")
    code = re.search(r'code: "(\d+)"', text)[1]
    (nation.township(3).with_name("xinzhen") / "township.yml").write_text(
        text.replace(code, str(int(code) + 50)), encoding="utf-8")
    assert "xinzhen。各份要按同一个总数来分，并用同一版本的报告生成。" in refused(nation, places)


def test_a_report_changed_between_the_parts(nation: Nation):
    places = nation.halves
    path, _ = corpus.correct(nation.root / "reports")
    assert f"reports/{path.parent.parent.name}/{path.parent.name} 的文件与生成分片" in refused(nation, places)


def test_a_region_renamed_between_the_parts(nation: Nation):
    """The way to a township stands on its pages; the names come from all townships."""
    places = nation.halves
    for path in nation.root.glob("reports/*/*/township.yml"):
        path.write_text(re.sub("province: .*", "province: 另省", path.read_text(encoding="utf-8")), encoding="utf-8")
    again = nation.part(1, 2)
    assert "part-2-of-2 时不同" in refused(nation, [again, places[1]])


@pytest.mark.parametrize("more", [{"site_url": "https://other.example/"}, {"search": True},
                                  {"repository": "https://github.com/other/other"}], ids=lambda more: next(iter(more)))
def test_a_part_made_with_other_settings(nation: Nation, more):
    places = [nation.part(1, 2), nation.part(2, 2, **more)]
    assert "part-2-of-2 是用别的设置、模板或程序生成的" in refused(nation, places)


def test_a_part_made_with_other_templates(nation: Nation):
    places = nation.halves
    with (nation.root / "site_templates" / "pages" / "report.html").open("a", encoding="utf-8") as file:
        file.write("{# #}")
    assert "别的设置、模板或程序" in refused(nation, places)


def test_a_part_made_with_another_program(nation: Nation, monkeypatch):
    places = nation.halves
    monkeypatch.setattr(build_keys, "GENERATOR", nation.root / "content")
    assert "别的设置、模板或程序" in refused(nation, places)


@pytest.mark.parametrize("harm", ["no cache", "no site", "cache damaged", "another site", "a site, no part"])
def test_a_folder_that_is_no_finished_part(nation: Nation, harm: str):
    place, other = nation.halves
    if harm == "no cache":
        shutil.rmtree(place / "cache")
    elif harm == "no site":
        shutil.rmtree(place / "site")
    elif harm == "cache damaged":
        (place / "cache" / "cache.db").write_bytes(b"SQLite format 3")
    elif harm == "another site":
        (place / "site" / "version.txt").write_text("other\n", encoding="ascii")
    else:
        for name, path in (("site", "site"), ("cache", ".site.cache")):
            shutil.rmtree(place / name)
            shutil.copytree(nation.root / path, place / name)
    assert f"{place} 不是一份做完的分片" in refused(nation, [place, other])


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_a_file_that_did_not_come_through(nation: Nation, harm: str):
    places = nation.halves
    path = next((places[0] / "site").rglob("2021/index.html"))
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b" ")
    assert str(path) in refused(nation, places)


def test_a_refused_merge_leaves_the_last_site(nation: Nation):
    places = nation.halves
    nation.merged(places)
    good = tree(nation.root / "merged")
    shutil.rmtree(places[1])
    with pytest.raises(BuildError):
        nation.merged(places)
    assert tree(nation.root / "merged") == good


# ── the command line ──

def test_the_commands(nation: Nation, capsys):
    for number in (1, 2):
        nation.shell(nation.root / f"build/shards/{number}-of-2/cache")
        assert main(["--project", str(nation.root), "build", "--shard", f"{number}/2", "--no-search"]) == 0
    nation.shell(nation.root / "build/.site.cache")
    assert main(["--project", str(nation.root), "merge", "--no-search"]) == 0
    assert f"（{REPORTS} 份年报）" in capsys.readouterr().out
    assert tree(nation.root / "build/site") == tree(nation.root / "site")


def test_an_error_in_a_part_is_1(nation: Nation, capsys):
    (nation.township(0) / "2020.yml").write_text("[", encoding="utf-8")
    nation.shell(nation.root / "build/shards/1-of-2/cache")
    assert main(["--project", str(nation.root), "build", "--shard", "1/2", "--no-search"]) == 1
    assert "[错误]" in capsys.readouterr().out


def test_a_missing_part_is_2(nation: Nation, capsys):
    assert main(["--project", str(nation.root), "merge"]) == 2
    assert "没有分片" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["0/3", "4/3", "3", "1/0", "a/b", "01/3"])
def test_a_shard_that_cannot_be(wrong: str, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["build", "--shard", wrong])
    assert stopped.value.code == 2
    assert "应写成 2/3 这样" in capsys.readouterr().err
