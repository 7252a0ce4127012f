"""Labels that are not quite the official ones: taken where they can only be one, left where they could be another."""

from __future__ import annotations

import pytest

from generator.importing.labels import DOUBLED, EXACT, TYPO, lexicon
from tests.factories import EDITIONS

WORDS = lexicon(EDITIONS["2021"])


def test_an_official_label_is_exact():
    assert WORDS.match("（一）予以公开").how == EXACT


@pytest.mark.parametrize(("text", "key"), [("1.属于国家秘蜜", "secret"), ("5.属于三类内部事务信", "internal"),
                                           ("2.重复申情", "repeated")])
def test_a_slip_is_taken_for_the_one_label_it_can_be(text: str, key: str):
    found = WORDS.match(text)
    assert found.how == TYPO
    assert {label.key for label in found.labels} == {key}


def test_a_doubled_first_character_is_named():
    assert WORDS.match("结结果维持").how == DOUBLED


@pytest.mark.parametrize("text", ["属于国家机关", "没有现成的表格", "其他法律规定", "行政复议机关", "本年新增人数", "公开信息总量"])
def test_other_words_are_no_label(text: str):
    assert WORDS.match(text) is None


@pytest.mark.parametrize("text", ["结果维正", "属于四类内部性信息", "属于三类过程性事务信息"])
def test_words_about_as_near_to_one_label_as_to_another_are_neither(text: str):
    assert WORDS.match(text) is None


def test_labels_are_found_up_to_the_end_of_a_text():
    for label in WORDS.labels:
        found = list(WORDS.scan(f"填报{label.text}"))
        assert [(start, stop) for start, stop, _ in found] == [(2, 2 + len(label.text))]
