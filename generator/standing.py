"""Standing (核对): what the check of one report comes to, in the few words that page, list, filter and data all use."""

from __future__ import annotations

from typing import NamedTuple

BALANCED = "对得上"
UNBALANCED = "原文勾稽不平"
UNCLEAR = "有看不清或未录入的数"
UNCHECKED = "没有可核对的数"
WORDS = (BALANCED, UNBALANCED, UNCLEAR, UNCHECKED)  # as the search filter numbers them; the first that is true is shown


class Standing(NamedTuple):
    """What is known of a report's figures after the check; `word` is the one that a filter takes.

    A balance that holds only if cells without a figure count as 0 leaves the report what it is: a remark goes with it.
    """

    unbalanced: int  # balances that fail, also those that fail even with blanks as 0
    unclear: tuple[str, ...]  # addresses of the cells that nobody can read for certain
    untranscribed: tuple[str, ...]  # names of the tables that are not typed in
    supposed: int  # balances that hold only if cells without a figure count as 0
    checked: bool  # is there a balance that holds, be it so?

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """Every word that is true of the report, each with its count in words, "" where there is nothing to count."""
        found = []
        if self.unbalanced:
            found.append((UNBALANCED, f"{self.unbalanced} 处"))
        if self.unclear or self.untranscribed:
            counts = [f"{len(self.unclear)} 格"] if self.unclear else []
            if self.untranscribed:
                counts.append(f"{'、'.join(self.untranscribed)}未录入")
            found.append((UNCLEAR, "，".join(counts)))
        return tuple(found) or ((BALANCED if self.checked else UNCHECKED, ""),)

    @property
    def word(self) -> str:
        return self.facets[0][0]

    @property
    def words(self) -> str:
        """The whole of it: 原文勾稽不平（2 处）；有看不清或未录入的数（1 格）."""
        return "；".join(f"{word}（{count}）" if count else word for word, count in self.facets)
