"""What a proposal does to one report, as values: which published words and figures are others than before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from generator.comparison import Run
from generator.model import Report, Township


class Alteration(NamedTuple):
    """A published value that is another now. `at`, `before` and `after` as in a Correction that accounts for it.

    `path` and `line`: where in the sources it stands, or stood, that is where the message about it belongs.
    """

    at: str
    before: str
    after: str
    path: str
    line: int

    @property
    def sides(self) -> tuple[str, str]:
        """Before and after as a reader takes them."""
        nothing = "（空白）" if "." in self.at else "（无）"
        return self.before or nothing, self.after or nothing


class Switch(NamedTuple):
    """Something beside the published values that is another now: of a body, of a report's origin. In words."""

    name: str
    before: str
    after: str


class Rewording(NamedTuple):
    """What became of the words of one section. `at`: its key in the later report, "" where it is gone."""

    at: str
    heading: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Revision:
    """One report before and after; one of the two is None where it is new or removed.

    `prose`: the sections whose words differ. `originals`: the digests of the archived originals before and after, None
    where there is none.
    """

    township: Township
    before: Report | None
    after: Report | None
    alterations: tuple[Alteration, ...] = ()
    prose: tuple[Rewording, ...] = ()
    switches: tuple[Switch, ...] = ()
    originals: tuple[str | None, str | None] = (None, None)

    @property
    def report(self) -> Report:
        """The later one of those that there are."""
        report = self.after or self.before
        if report is None:
            raise ValueError("a revision of nothing")
        return report

    @property
    def name(self) -> str:
        return f"{self.township.full_name}{self.report.year}年"

    @cached_property
    def cells(self) -> Mapping[str, str]:
        """By address: what stood in the cells that are others now, as a Correction has it."""
        return {one.at: one.before for one in self.alterations if "." in one.at}

    def place(self, at: str) -> str:
        """In words the place of an alteration, which the format of either report may have."""
        words = self.report.place(at)
        return self.before.place(at) if words == at and self.before else words


@dataclass(frozen=True)
class Move:
    """One body before and after; one of the two is None where it is new or removed."""

    before: Township | None
    after: Township | None
    switches: tuple[Switch, ...] = ()

    @property
    def township(self) -> Township:
        """The later one of those that there are."""
        township = self.after or self.before
        if township is None:
            raise ValueError("a move of nobody")
        return township
