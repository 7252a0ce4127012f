"""Documents of our own making, with noise of every kind, and the truth about each.

An invented `report` is laid on `paper`; `figures`, `tables`, `labels` and `words` are noise upon it, each kind a function; `word`,
`page`, `text` and `book` write the paper as programs and people do; `judge` holds what the importer made of it against
what a person sees. Nothing here uses the program's own exporter. The same seed gives the same document everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from generator.edition import Edition
from tests.documents import book, figures, labels, page, pdf, tables, text, word, words
from tests.documents.noise import DRESSES, NOISES, Noise
from tests.documents.paper import Paper
from tests.documents.report import Report
from tests.factories import FORMS

__all__ = ["NOISES", "Document", "document"]

ROOMS = (figures, tables, labels, words)  # whose noises are on the list
SUFFIXES = {"word": ".docx", "page": ".html", "book": ".xlsx", "pipes": ".txt", "lines": ".txt", "pdf": ".pdf"}
KEPT = {"pipes": ("pipes", "tabs"), "lines": ("lines", "tab-lines", "spaces", "glued")}
COVERED = 0.6  # of texts whose merged cells leave blanks, as programs write them


@dataclass(frozen=True)
class Document:
    """A paper, and the file it became."""

    paper: Paper
    content: bytes
    suffix: str

    @property
    def name(self) -> str:
        return f"{self.paper.dress} of {self.paper.edition.key}: {', '.join(self.paper.noises) or 'clean'}"


def document(seed: int, only: str | None = None, dress: str = "") -> Document:
    """The document of this seed, with several noises at once; or with `only` one ("": none). PDF is made only if asked for."""
    chance = Random(f"document {seed}")
    edition: Edition = chance.choice([FORMS["2019"], FORMS["2021"]])
    fitting = [one for one in DRESSES if one != "pdf" and (not only or one in NOISES[only].dresses)]
    dress = dress or chance.choice(fitting)
    paper = Report(chance, edition, 2020 if edition.key == "2019" else chance.choice((2022, 2023, 2024))).paper(dress)
    paper.ways |= {chance.choice(KEPT[dress])} if dress in KEPT else set()
    if dress == "pipes":
        paper.ways |= {way for way, share in (("covered", COVERED), ("trailing", 0.4), ("leading", 0.4), ("markdown", 0.3))
                       if chance.random() < share}
    for one in _chosen(chance, dress, only):
        one.put(paper, chance)
        paper.noises.append(one.name)
    writer = {"word": word, "pdf": pdf, "page": page, "book": book}.get(dress, text)
    return Document(paper, writer.dressed(paper, chance), SUFFIXES[dress])


def _chosen(chance: Random, dress: str, only: str | None) -> list[Noise]:
    if only is not None:
        return [NOISES[only]] if only else []
    fitting = [one for one in NOISES.values() if dress in one.dresses]
    return chance.sample(fitting, min(len(fitting), chance.choice((1, 2, 3, 3, 4, 5, 6))))
