"""Noise upon the labels and headings of tables."""

from __future__ import annotations

import re
from random import Random

from generator.edition import NUMBERING
from tests.documents.noise import BORDERED, EVERYWHERE, noise
from tests.documents.paper import Box, Paper
from tests.documents.tables import any_sheet

NUMERALS = "一二三四五六七八九十"
OTHER_CHARACTERS = "口曰土王目木禾"


def _labels(paper: Paper, chance: Random, most: int, least: int = 6) -> list[Box]:
    """Some labels of rows, long enough that a slip leaves them what they are."""
    found = [box for sheet in paper.sheets() for box in sheet.boxes if box.role == "label" and len(box.text) >= least
             and len(box.bits) == 1]
    return chance.sample(found, min(len(found), chance.randint(1, most)))


@noise(EVERYWHERE)
def slips_in_labels(paper: Paper, chance: Random) -> None:
    """A character of a label is another one, or lost."""
    for box in _labels(paper, chance, 4, 8):
        at = chance.randint(3, len(box.text) - 1)
        box.say(box.text[:at] + chance.choice((*OTHER_CHARACTERS, "")) + box.text[at + 1:])


@noise(EVERYWHERE)
def unnumbered_labels(paper: Paper, chance: Random) -> None:
    """Labels without their numbers."""
    for box in _labels(paper, chance, 30, 4):
        box.say(NUMBERING.sub("", box.text))


@noise(EVERYWHERE)
def other_numbers(paper: Paper, chance: Random) -> None:
    """Labels under other numbers, or under the same in another writing."""
    for box in _labels(paper, chance, 8, 4):
        number = NUMBERING.match(box.text)
        if number:
            bare, digits = box.text[number.end():], re.sub(r"\D", "", number[0])
            numeral = re.sub(r"[^一二三四五六七八九十]", "", number[0])
            value = int(digits) if digits else NUMERALS.index(numeral[0]) + 1
            numeral = NUMERALS[min(value, 10) - 1]
            box.say(chance.choice((f"{value}、", f"（{value}）", f"({numeral})", f"{value}．", f"{numeral}.")) + bare)


@noise(EVERYWHERE)
def other_words(paper: Paper, chance: Random) -> None:
    """合计 or 小计 for 总计, 其它 for 其他."""
    word = chance.choice(("合计", "小计"))
    for sheet in paper.sheets():
        for box in sheet.boxes:
            if box.role in ("head", "label") and len(box.bits) == 1:
                box.say(box.text.replace("总计", word).replace("其他", "其它"))


@noise(EVERYWHERE)
def shortened_labels(paper: Paper, chance: Random) -> None:
    """Labels without what they explain in brackets."""
    for sheet in paper.sheets():
        for box in sheet.boxes:
            if box.role == "label" and len(box.bits) == 1:
                box.say(re.sub(r"（区分处理[^）]*）", "", box.text))


@noise(EVERYWHERE)
def doubled_characters(paper: Paper, chance: Random) -> None:
    """The first character of a label comes twice."""
    for box in _labels(paper, chance, 5, 5):
        box.say(box.text[0] + box.text)


@noise("word page book")
def labels_in_two_lines(paper: Paper, chance: Random) -> None:
    """Headings and labels broken within their cells."""
    for sheet in paper.sheets():
        for box in sheet.boxes:
            if box.role in ("head", "label") and len(box.bits) == 1 and len(box.text) > 3 and chance.random() < 0.4:
                at = chance.randint(1, len(box.text) - 1)
                box.say(box.text[:at] + "\n" + box.text[at:])


@noise(BORDERED)
def spaced_headings(paper: Paper, chance: Random) -> None:
    """Spaces between the characters of short headings."""
    for sheet in paper.sheets():
        for box in sheet.boxes:
            if box.role == "head" and len(box.bits) == 1 and len(box.text) < 5:
                box.say(chance.choice((" ", "\u3000")).join(box.text))


@noise(BORDERED)
def headings_with_units(paper: Paper, chance: Random) -> None:
    """Headings with their unit in brackets."""
    sheet = any_sheet(paper, chance)
    for box in sheet.leaves() if sheet else ():
        if len(box.bits) == 1 and "单位" not in box.text:
            box.say(f"{box.text}（件）")


@noise("word page book")
def vertical_groups(paper: Paper, chance: Random) -> None:
    """The names of groups stand vertically, a character a line."""
    for sheet in paper.sheets():
        for box in sheet.boxes:
            if box.role == "group" and box.down > 2 and len(box.bits) == 1:
                box.say("\n".join(box.text))


@noise("word page pipes book")
def headings_lost(paper: Paper, chance: Random) -> None:
    """A table has lost all its headings."""
    sheet = any_sheet(paper, chance, "requests")
    if sheet:
        for row in reversed(sheet.heads()):
            sheet.drop_row(row)


@noise("word page pipes book")
def a_heading_lost(paper: Paper, chance: Random) -> None:
    """The heading of one column is empty."""
    sheet = any_sheet(paper, chance)
    if sheet and (leaves := sheet.leaves()):
        chance.choice(leaves).say("")
