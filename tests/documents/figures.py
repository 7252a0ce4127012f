"""Noise upon figures: what programs and people do to the inside of a cell."""

from __future__ import annotations

from random import Random

from tests.documents.noise import BORDERED, EVERYWHERE, noise
from tests.documents.paper import Bit, Box, Paper

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
RAISED = "¹²³"
HAN = "〇一二三四五六七八九"
BREADTHLESS = ("\u200b", "\ufeff", "\u2060", "\u200e")


def _add(paper: Paper, chance: Random, look: str, text: str | None = None, most: int = 6) -> None:
    """Something that nobody reads as part of the figure, before or behind some figures."""
    for box in paper.plain_figures(chance, most):
        bit = Bit(text or str(chance.randint(1, 99)), look)
        box.bits = [bit, *box.bits] if look in ("hidden", "struck", "deleted") and chance.random() < 0.5 else [*box.bits, bit]


def _ambiguous(paper: Paper, box: Box, literal: str) -> None:
    """Nobody can tell the figure."""
    paper.see(box, literal)


# ── what stands beside a figure and is no part of it ──

@noise("word page book")
def raised_marks(paper: Paper, chance: Random) -> None:
    """A raised footnote mark behind some figures."""
    _add(paper, chance, "raised", str(chance.randint(1, 9)))
    paper.ways |= {chance.choice(("raised-style", "raised-plain"))}


@noise("word page")
def hidden_digits(paper: Paper, chance: Random) -> None:
    """Hidden digits beside some figures, by style or by attribute."""
    _add(paper, chance, "hidden")
    paper.ways |= {chance.choice(("hidden-style", "class-hidden", "attribute-hidden", "hidden-plain"))}


@noise("word page book")
def struck_figures(paper: Paper, chance: Random) -> None:
    """The old figure struck out beside the new one."""
    _add(paper, chance, "struck")


@noise("word page")
def tracked_changes(paper: Paper, chance: Random) -> None:
    """Figures put in and taken out under tracked changes."""
    for box in paper.plain_figures(chance, 6):
        old = Bit(str(chance.randint(1, 99)), chance.choice(("deleted", "moved") if paper.dress == "word" else ("deleted",)))
        box.bits = [old, Bit(box.text, "inserted")]


@noise("word page book")
def white_digits(paper: Paper, chance: Random) -> None:
    """White digits on white paper."""
    _add(paper, chance, "white")


@noise("word page")
def tiny_digits(paper: Paper, chance: Random) -> None:
    """Digits of no size."""
    _add(paper, chance, "tiny")


@noise("word")
def footnoted_figures(paper: Paper, chance: Random) -> None:
    """Real footnotes at some figures; their text stands at the foot of the page."""
    _add(paper, chance, "note", f"数字由{chance.randint(2, 9)}个村上报汇总。", 2)


@noise("page")
def linked_marks(paper: Paper, chance: Random) -> None:
    """A linked [1] behind some figures."""
    _add(paper, chance, "link", f"[{chance.randint(1, 9)}]")


@noise(EVERYWHERE)
def raised_signs(paper: Paper, chance: Random) -> None:
    """A mark that is a character of its own: 5¹."""
    for box in paper.plain_figures(chance, 4):
        box.say(box.text + chance.choice(RAISED))


@noise(EVERYWHERE)
def stars(paper: Paper, chance: Random) -> None:
    """A star behind a figure, for a note under the table."""
    for box in paper.plain_figures(chance, 4):
        box.say(box.text + chance.choice("*※"))


# ── figures in another writing ──

@noise(EVERYWHERE)
def full_width_digits(paper: Paper, chance: Random) -> None:
    """All figures in full-width digits."""
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.is_plain):
        box.say(box.text.translate(WIDE))


@noise(BORDERED)
def thousands(paper: Paper, chance: Random) -> None:
    """Thousands set off by commas, of half or whole width."""
    comma = chance.choice((",", "，"))
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.is_plain and len(box.text) > 3
                and box.text == paper.cells[box.address].literal):
        box.say(f"{int(box.text):,}".replace(",", comma))


@noise(BORDERED)
def units(paper: Paper, chance: Random) -> None:
    """Figures with their unit: 5件."""
    unit = chance.choice(("件", " 件", "个", "条"))
    for box in paper.plain_figures(chance, 40):
        if not box.address.endswith(".amount"):
            box.say(box.text + unit)


@noise(BORDERED)
def sums_of_money(paper: Paper, chance: Random) -> None:
    """The amount with its currency, or in another unit than its column's."""
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.address.endswith(".amount")):
        number = paper.cells[box.address].number
        if number is not None:
            box.say(chance.choice((f"{number}元", f"{number.normalize():f}元", f"¥{number}元")))


@noise(BORDERED)
def decimals(paper: Paper, chance: Random) -> None:
    """Counts with decimals that say nothing: 5.0."""
    for box in paper.plain_figures(chance, 5):
        if not box.address.endswith(".amount"):
            box.say(box.text + chance.choice((".0", ".00")))


@noise(BORDERED)
def leading_zeros(paper: Paper, chance: Random) -> None:
    """A zero before a figure: 05."""
    for box in paper.plain_figures(chance, 3, lambda text: text != "0" and len(text) < 3):
        box.say("0" + box.text)


@noise(BORDERED)
def chinese_figures(paper: Paper, chance: Random) -> None:
    """Figures as characters: 五."""
    for box in paper.plain_figures(chance, 3, lambda text: len(text) == 1 and text != "0"):
        box.say(HAN[int(box.text)])


@noise(BORDERED)
def bracketed_figures(paper: Paper, chance: Random) -> None:
    """A remark in brackets behind a figure."""
    for box in paper.plain_figures(chance, 3):
        box.say(f"{box.text}（其中网上{chance.randint(1, 9)}）")


@noise("word page pipes lines pdf")
def doubled_digits(paper: Paper, chance: Random) -> None:
    """Nearly all figures have their first digit twice: 00, 112."""
    share = chance.choice((1.0, 1.0, 0.98, 0.93, 0.85))
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.is_plain):
        if chance.random() < share:
            box.say(box.text[0] + box.text)


# ── blanks of every kind ──

@noise(BORDERED)
def blank_zeros(paper: Paper, chance: Random) -> None:
    """Zeros are left out: blank cells."""
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.is_plain and box.text == "0"):
        box.say("")
        paper.see(box, "")


@noise(EVERYWHERE)
def some_blanks(paper: Paper, chance: Random) -> None:
    """A few cells are blank."""
    for box in paper.plain_figures(chance, 6):
        box.say("")
        paper.see(box, "")


@noise(BORDERED)
def a_blank_row(paper: Paper, chance: Random) -> None:
    """A row without any figure."""
    boxes = [box for sheet in paper.sheets() for box in sheet.figures()]
    row = chance.choice([box.key for box in boxes])
    for box in boxes:
        if box.key == row and box.is_plain:
            box.say(chance.choice(("", " ", "\u3000")))
            paper.see(box, "")


@noise(EVERYWHERE)
def strokes_for_zeros(paper: Paper, chance: Random) -> None:
    """/ or — or 无 where nothing applies."""
    sign = chance.choice(("/", "—", "——", "-", "无"))
    for box in (box for sheet in paper.sheets() for box in sheet.figures() if box.is_plain and box.text == "0"):
        if chance.random() < 0.7:
            box.say(sign)
            paper.see(box, sign)


@noise(BORDERED)
def question_cells(paper: Paper, chance: Random) -> None:
    """A question mark where a figure should stand."""
    for box in paper.plain_figures(chance, 2):
        sign = chance.choice(("？", "?"))
        box.say(sign)
        _ambiguous(paper, box, sign)


@noise("word page")
def pictures_of_figures(paper: Paper, chance: Random) -> None:
    """A picture in a cell in place of the figure."""
    for box in paper.plain_figures(chance, 2):
        box.say(Bit("", "picture"))
        _ambiguous(paper, box, "（图片）")


@noise(BORDERED)
def words_in_cells(paper: Paper, chance: Random) -> None:
    """About so many, or a range: nobody can tell the figure."""
    for box in paper.plain_figures(chance, 3):
        literal = chance.choice((f"约{box.text}", f"{box.text}-{int(box.text) + 1}", f"{box.text}多", "详见附件"))
        box.say(literal)
        _ambiguous(paper, box, literal)


# ── within a figure ──

@noise(EVERYWHERE)
def spaces_around(paper: Paper, chance: Random) -> None:
    """Spaces of every kind around figures."""
    for box in paper.plain_figures(chance, 60):
        box.say(chance.choice((" ", "\u00a0", "\u3000", "\u2003")) * chance.randint(0, 2) + box.text
                + chance.choice((" ", "\u00a0", "\u3000", "")))


@noise(BORDERED)
def spaces_within(paper: Paper, chance: Random) -> None:
    """A space between the digits of a figure."""
    for box in paper.plain_figures(chance, 3, lambda text: len(text) > 1):
        box.say(box.text[0] + " " + box.text[1:])


@noise(EVERYWHERE)
def invisible_signs(paper: Paper, chance: Random) -> None:
    """Signs of no width within figures."""
    for box in paper.plain_figures(chance, 8):
        at = chance.randint(0, len(box.text))
        box.say(box.text[:at] + chance.choice(BREADTHLESS) + box.text[at:])


@noise("word page")
def wrapped_figures(paper: Paper, chance: Random) -> None:
    """A figure that its narrow cell broke into two lines."""
    for box in paper.plain_figures(chance, 3, lambda text: len(text) > 1):
        box.say(box.text[:1] + "\n" + box.text[1:])


@noise("word page book")
def two_figures_in_a_cell(paper: Paper, chance: Random) -> None:
    """Two figures below one another in one cell: nobody can tell which counts."""
    for box in paper.plain_figures(chance, 2):
        other = str(chance.randint(1, 99))
        _ambiguous(paper, box, f"{box.text} {other}")
        box.say(f"{box.text}\n{other}")


@noise("word page")
def figures_in_pieces(paper: Paper, chance: Random) -> None:
    """Every digit in a run of its own."""
    for box in paper.plain_figures(chance, 40, lambda text: len(text) > 1):
        box.say(*box.text)


@noise("word")
def calculated_fields(paper: Paper, chance: Random) -> None:
    """Sums that the program calculates: fields."""
    for box in paper.plain_figures(chance, 10):
        box.say(Bit(box.text, "field"))


@noise("book")
def number_formats(paper: Paper, chance: Random) -> None:
    """Cells show their number through a format: grouped, with a unit, or a thousandth."""
    paper.ways |= {chance.choice(("thousands-format", "unit-format", "plain-format", "scaled"))}


@noise("book")
def figures_as_text(paper: Paper, chance: Random) -> None:
    """Figures stored as text."""
    paper.ways.add("texts")
