"""What counts as hidden, and what only looks rare."""

from __future__ import annotations

import pytest

from generator.hidden import HIDDEN, MISLEADING, misleading, told, unmarked, visible

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "\x00\x07\x0b\x0c\x1b\x1c\x7f\x80\x85\x9f"
ELSE = "\t\n\r\xad\u034f\u115f\u180e\u200b\u200c\u200d\u2028\u2029\u2060\u2800\u3164\ufeff\ue000\uf8ff\ufdd0\ufffe\uffff" \
       "\U0001ffff\U000e0001\U000e0041\U000f0000\U0010ffff\ud800\udcff"


@pytest.mark.parametrize("character", BIDI + CONTROLS + ELSE, ids=lambda character: f"U+{ord(character):04X}")
def test_a_hidden_character_is_found_and_named(character: str):
    assert HIDDEN.search(f"甲{character}乙")
    assert f"U+{ord(character):04X}（" in told(character)
    assert visible(f"甲{character}乙") == f"甲〔U+{ord(character):04X}〕乙"


@pytest.mark.parametrize("text", [
    "安丘市金冢子镇", "阿卜杜拉·买买提", "欧阳•甲", "𠮷林", "㐂", "〇", "\U0002a700\U00030000\U000323af", "葛\U000e0100城", "神\ufe00社",
    "（甲）“乙”《丙》——…：；，", "甲\u3000乙\u00a0丙", "O'Brien-Smith & Söhne", "é e\u0301", "①Ⅳ㈠", "\ufffd", "བོད་ལྗོངས།", "شىنجاڭ"])
def test_what_only_looks_rare_stays(text: str):
    assert not HIDDEN.search(text)
    assert not MISLEADING.search(text)
    assert visible(text) == text


@pytest.mark.parametrize("text", ["\U000e0100", "a\ufe0f", "葛\U000e0100\U000e0101", "☎\ufe0f"])
def test_a_selector_of_variants_without_its_character_is_hidden(text: str):
    assert HIDDEN.search(text)


@pytest.mark.parametrize("character", BIDI + CONTROLS + "\r\u2028\u2029\uffff\U000e0041")
def test_what_makes_a_line_show_other_words_misleads_in_prose_too(character: str):
    assert [found.span() for found in misleading(f"甲{character}乙")] == [(1, 2)]


@pytest.mark.parametrize("character", "\n\t\u200b\u200d\ue000")
def test_what_prose_may_have(character: str):
    assert not MISLEADING.search(f"甲{character}乙")


def test_every_misleading_character_is_found_and_hidden():
    every = [chr(number) for number in range(0x110000) if MISLEADING.match(chr(number))]
    assert [sign for sign in every if not list(misleading(sign))] == []
    assert [sign for sign in every if not HIDDEN.match(sign)] == []


def test_no_character_of_chinese_is_hidden():
    planes = [*range(0x3400, 0xa000), *range(0xf900, 0xfb00), *range(0x20000, 0x2fffe), *range(0x30000, 0x3fffe)]
    assert not HIDDEN.search("".join(map(chr, planes)))


def test_documents_lose_only_what_stands_for_nothing():
    assert unmarked("甲\u200b\u202e\ufeff乙\ue000丙\x80\n") == "甲乙\ue000丙\x80\n"
    assert unmarked("甲\u200d\u202e乙", prose=True) == "甲\u200d乙"


@pytest.mark.parametrize(("character", "words"), [
    ("\u200b", "看不见的字符 U+200B（零宽空格）"), ("\n", "看不见的字符 U+000A（换行）"), ("\u202e", "看不见的字符 U+202E（从右到左强制）"),
    ("\x07", "看不见的字符 U+0007（控制字符）"), ("\U000e0041", "看不见的字符 U+E0041（标签字符）"),
    ("\ue001", "造字区的字符 U+E001（别的电脑显示不出来）")])
def test_how_it_is_told(character: str, words: str):
    assert told(character) == words
