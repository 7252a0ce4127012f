"""The search's scripts beside the Python that writes what they read, run by Node where there is one; no browser."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess

import numpy as np
import pytest

from generator.index.shards import Lists, packed
from generator.index.terms import keys, normalise, place
from tests.factories import ROOT

SCRIPTS = ROOT / "site_templates" / "material" / "assets" / "portal"


def said(script: str, given: object) -> object:
    """What an expression of text.js and exact.js gives for `given`."""
    node = shutil.which("node")
    if node is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Node on this machine")
    text = f"""
import * as text from {json.dumps((SCRIPTS / 'text.js').as_uri())};
import * as exact from {json.dumps((SCRIPTS / 'exact.js').as_uri())};
const given = {json.dumps(given)}, fold = text.folding("");
console.log(JSON.stringify({script}));
"""
    done = subprocess.run([node, "--input-type=module", "--no-warnings", "-e", text], capture_output=True,
                          encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


TEXTS = ["收到政府信息公开申请12件", "２０２１年（表三）", "Ａｂ c－9_8", "ﬁne ①②", "a", "乡镇 街道"]


def test_both_sides_normalise_alike():
    assert said("given.map((one) => text.normalise(one, fold))", TEXTS) == list(map(normalise, TEXTS))


def test_a_word_has_only_keys_that_a_page_with_it_has():
    words = [normalise(one) for one in TEXTS]
    found = said("given.map((one) => text.keys(one))", words)
    for word, wanted in zip(words, found, strict=True):
        assert wanted
        assert set(wanted) <= set(map(int, keys({word: 1})[0])), word


def test_both_sides_look_into_the_same_shard():
    numbers = [0, 1, 65535, 65536, 0x4E2D5FC3, 0xFFFFFFFF, *range(10**6, 10**6 + 50)]
    assert said("given.map((one) => text.place(one, 37))", numbers) == \
        list(map(int, place(np.array(numbers, np.uint32), 37)))


def test_a_shard_is_read_as_it_was_written():
    lists = Lists(np.array([3, 300, 70_000, 2**31 + 5], np.uint32), np.array([1, 2, 1, 1]),
                  np.array([0, 4, 900, 7, 65_000], np.uint16), np.array([1, 0x8001, 0x0100, 5, 0xFFFF], np.uint16))
    places, chunks, pages = said("(({places, chunks, pages}) => [[...places], [...chunks], [...pages]])"
                                 "(exact.opened(Uint8Array.from(given)))", list(gzip.decompress(packed(lists))))
    assert places == [[3, [0, 1]], [300, [1, 3]], [70_000, [3, 4]], [2**31 + 5, [4, 5]]]
    assert (chunks, pages) == (lists.chunks.tolist(), lists.pages.tolist())


def test_neighbouring_hits_are_all_marked_and_nothing_is_lost():
    assert said("text.marked(given, ['公开', '信息'], fold)", "政府信息公开、信 息") == [
        ["政府", False], ["信息", True], ["公开", True], ["、", False], ["信 息", True]]


def test_overlapping_hits_are_marked_once():
    assert said("text.marked(given, ['信息公', '公开'], fold)", "信息公开") == [["信息公", True], ["开", False]]


@pytest.mark.parametrize(("one", "other", "steps"), [("anqiu", "anqiu", 0), ("anqiu", "anqui", 1), ("a", "", 1), ("ab", "xb", 1)])
def test_how_far_two_names_are_apart(one: str, other: str, steps: int):
    assert said("text.distance(...given)", [one, other]) == steps
