"""What a proposal does to the data, for the pull request: errors, a summary and a preview to download.

In: the Site before and after, the findings after. Every published value that is another now must be accounted for by
an entry of 更正记录 (`account`). Out: summary.md (Chinese, for GitHub's step summary) and preview.html, the changed
reports as one self-contained page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from generator.issue import Issue, Severity
from generator.model import Site
from generator.review.account import faults
from generator.review.changes import Tools, lost_addresses, moves, revisions
from generator.review.writing import summary
from generator.revision import Revision

__all__ = ["Tools", "faults", "lost_addresses", "moves", "review", "revisions", "summary"]


def review(base: Site, head: Site, issues: Sequence[Issue], tools: Tools, preview: Callable[[list[Revision]], str],
           out: Path) -> list[Issue]:
    """Write summary.md and preview.html into `out`; returns the findings that concern the change, errors first.

    `issues`: what is wrong with the sources after; `preview` prints the page of the changed reports.
    """
    changed = revisions(base, head, tools)
    unaccounted = [found for revision in changed for found in faults(revision, tools.entry, tools.day)]
    mine = concerned(changed, [*issues, *lost_addresses(base, head), *unaccounted])
    out.mkdir(parents=True, exist_ok=True)
    text = summary(moves(base, head), changed, mine, tools.entry, tools.day)
    (out / "summary.md").write_text(text, encoding="utf-8")
    (out / "preview.html").write_text(preview(changed), encoding="utf-8")
    return mine


def concerned(changed: Sequence[Revision], issues: Sequence[Issue]) -> list[Issue]:
    """Every error, and the other findings on changed reports; errors first, in the order they came in."""
    paths = {report.path for revision in changed for report in (revision.before, revision.after) if report}
    stems = {path.removesuffix(".yml") for path in paths}
    mine = [found for found in issues if found.severity is Severity.ERROR or found.path.rsplit(".", 1)[0] in stems]
    return sorted(mine, key=lambda found: found.severity)
