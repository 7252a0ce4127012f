"""The cache: it gives back what was kept, and believes nothing that is damaged or another program's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from generator.cache import Cache, Keeper, Kept, load_cache
from generator.check import standings
from generator.compose import brief
from generator.issue import BuildError
from generator.model import Former, Period
from generator.page import Written
from tests.factories import a_report, a_township, findings, unreadable, untyped

NAME = "reports/shixian/shizhen"
FILES = {"a/index.html": Written(3, "abc")}
REPORT = untyped(a_report(2021, cells={"regulation.issued": 1, "penalty.decided": unreadable("04")},
                          period=Period("2021-01-01", "2021-08-31")), "review")


def kept() -> Kept:
    township = a_township(REPORT, contact={"phone": "1"}, formerly=(Former({"name": "旧乡"}),), file=f"{NAME}/township.yml")
    return Kept("stamp", "content", "key", a_township(contact={"phone": "1"}, formerly=(Former({"name": "旧乡"}),),
                                                      file=f"{NAME}/township.yml"),
                brief(township, {}, standings(township, {})), tuple(findings(REPORT)), "made", 1, 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cache of the program "one" with a township, a page and its search pages."""
    with Keeper(Cache(tmp_path, "one"), False) as keeper:
        keeper.township(NAME, kept(), FILES)
        keeper.bundle(NAME, b"bundle")
        keeper.pages({"": ("mark", FILES)})
        keeper.done("site", 7, "order", "1/2")
    return tmp_path


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "cache.db")) as base:
        base.execute(statement)
        base.commit()


def test_what_was_kept_is_given_back(folder: Path):
    cache = load_cache(folder, "one")
    assert cache.townships == {NAME: kept()}
    assert kept().issues
    assert (cache.site, cache.fingerprint, cache.order, cache.part) == ("site", 7, "order", "1/2")
    assert cache.pages == {"": ("mark", FILES)}
    assert cache.files([NAME]) == {NAME: FILES}
    assert cache.bundle(NAME) == b"bundle"


def test_what_another_program_kept_is_nothing(folder: Path):
    assert load_cache(folder, "other") == Cache(folder, "other")


def test_a_part_may_be_looked_at_whichever_program_made_it(folder: Path):
    assert load_cache(folder, None).program == "one"


@pytest.mark.parametrize("column", ["stamp", "content", "key", "facts", "brief", "issues", "made"])
def test_a_row_that_is_not_as_it_was_written_makes_the_cache_nothing(folder: Path, column: str):
    change(folder, f"update townships set {column} = replace({column}, substr({column}, 1, 1), '[')"
                   if column == "stamp" else f"update townships set {column} = {column} || ' '")
    assert load_cache(folder, "one") == Cache(folder, "one")


def test_damaged_search_pages_are_said(folder: Path):
    change(folder, "update bundles set bundle = x'00'")
    with pytest.raises(BuildError, match="已损坏"):
        load_cache(folder, "one").bundle(NAME)


def test_what_was_not_done_is_not_kept(folder: Path):
    with Keeper(load_cache(folder, "one"), True) as keeper:
        keeper.forget(NAME)
    assert load_cache(folder, "one").townships == {NAME: kept()}


def test_a_new_stamp_leaves_the_rest(folder: Path):
    cache = load_cache(folder, "one")
    with Keeper(cache, True) as keeper:
        keeper.stamp(NAME, "later")
        keeper.done("site", 7, "order")
    assert load_cache(folder, "one").townships[NAME].stamp == "later"
