"""Documents that the program's own exporter has not made: every kind of noise alone, and several at once.

No cell is another figure without a doubt at its row, no sentence is lost unlisted, every character is claimed.
`make import-long` tries thousands more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from generator.edition import Instance, Term
from generator.load import load
from generator.model import Site
from tests.documents import NOISES, Document, document
from tests.documents.judge import Verdict, imported, judged
from tests.documents.noise import DRESSES
from tests.documents.paper import Sight
from tests.documents.pdf import writer
from tests.factories import EDITIONS

AT_ONCE = range(40)  # documents with several noises
PLAIN = ("word", "page", "book", "pipes")  # dresses that keep the borders of cells


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return load([tmp_path_factory.mktemp("empty")], EDITIONS)[0]


def verdict(made: Document, site: Site, folder: Path) -> Verdict:
    return judged(made.paper, imported(made.paper, made.content, made.suffix, folder, site))


# ── what may never be ──

@pytest.mark.parametrize("kind", NOISES)
def test_a_noise_alone(kind: str, nobody: Site, tmp_path: Path):
    made = document(7, kind)
    assert verdict(made, nobody, tmp_path).failures == [], made.name


@pytest.mark.parametrize("seed", AT_ONCE)
def test_several_at_once(seed: int, nobody: Site, tmp_path: Path):
    made = document(seed)
    assert verdict(made, nobody, tmp_path).failures == [], made.name


@pytest.mark.skipif(writer() is None, reason="LibreOffice Writer is not installed")
@pytest.mark.parametrize("seed", range(2))
def test_as_pdf(seed: int, nobody: Site, tmp_path: Path):
    made = document(seed, "", "pdf")
    assert verdict(made, nobody, tmp_path).failures == [], made.name


@pytest.mark.parametrize("dress", PLAIN)
@pytest.mark.parametrize("seed", range(2))
def test_a_clean_document_is_read_whole(seed: int, dress: str, nobody: Site, tmp_path: Path):
    found = verdict(document(seed, "", dress), nobody, tmp_path)
    assert found.failures == []
    assert found.left_out == []
    assert set(found.cells) == {"right"}
    assert found.facts == {"title": "right", "issuer": "right", "signed": "right"}


# ── the generator ──

def test_there_are_kinds_enough():
    assert len(NOISES) >= 60
    assert all(one.does.endswith(".") and "\n" not in one.does for one in NOISES.values())
    assert all(one.dresses <= set(DRESSES) for one in NOISES.values())


@pytest.mark.parametrize("dress", ["word", "page", "pipes", "lines"])
def test_a_seed_gives_the_same_document(dress: str):
    assert document(3, "slips_in_labels", dress).content == \
        document(3, "slips_in_labels", dress).content
    assert document(3, "", dress).content != document(4, "", dress).content


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_keep_the_balances(seed: int):
    paper = document(seed, "").paper
    edition = paper.edition
    rows = {address.split(".")[0] for address in paper.cells}

    def sum_of(one: Instance, terms: Sequence[Term]) -> Decimal:
        places = [(term.sign, *one.address(term).split(".")) for term in terms]
        return sum((sign * (paper.cells[f"{key}.{column}"].number or 0) for sign, row, column in places
                    for key in edition.summands(row, rows)), Decimal(0))

    told = [one for one in edition.instances if one.balance.level == "balance" and one.balance.relation == "="
            and not one.balance.across_years and one.applies(rows)]
    assert len(told) > 30
    assert [one.balance.id for one in told if sum_of(one, one.balance.left) != sum_of(one, one.balance.right)] == []


def test_figures_are_diverse_and_sentences_come_once():
    paper = document(1, "").paper
    figures = Counter(sight.literal for sight in paper.cells.values())
    assert len(figures) > 20
    assert len(paper.wanted) == len(set(paper.wanted)) > 10


# ── the judge can fail ──

@pytest.mark.parametrize(("break_it", "said"), [
    (lambda paper: paper.cells.update({"received.P": Sight("7777", Decimal(7777))}), "wrong received.P"),
    (lambda paper: paper.cells.update({"received.P": Sight("", None)}), "wrong received.P"),
    (lambda paper: paper.cells.pop("received.P"), "wrong received.P"),
    (lambda paper: paper.wanted.append("没有这一句。"), "lost 没有这一句。"),
    (lambda paper: paper.unwanted.append(paper.wanted[0]), "strayed")])
def test_the_judge_sees_what_is_wrong(break_it, said: str, nobody: Site, tmp_path: Path):
    made = document(0, "", "page")
    break_it(made.paper)
    assert [one.startswith(said) for one in verdict(made, nobody, tmp_path).failures] == [True]
