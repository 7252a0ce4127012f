"""The list of noises: each a function that does one thing to a Paper, and the dresses in which that can happen."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tests.documents.paper import Paper

DRESSES = ("word", "page", "book", "pipes", "lines", "pdf")
EVERYWHERE = " ".join(DRESSES)
BORDERED = "word page book pipes pdf"  # a blank cell leaves its trace


class Noise(NamedTuple):
    """`put` does to a Paper what `does` says."""

    name: str
    does: str
    dresses: frozenset[str]
    put: Callable[[Paper, Random], None]


NOISES: dict[str, Noise] = {}


def noise(dresses: str) -> Callable[[Callable[[Paper, Random], None]], Callable[[Paper, Random], None]]:
    """Put a function on the list, under its own name and with the line that says what it does."""
    def listed(put: Callable[[Paper, Random], None]) -> Callable[[Paper, Random], None]:
        NOISES[put.__name__] = Noise(put.__name__, put.__doc__ or "", frozenset(dresses.split()), put)
        return put
    return listed
