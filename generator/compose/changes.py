"""One Township → the Page that sets each report's prose beside the last one's (历年文字对照)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.comparison import Comparison, Run
from generator.compose.words import incomparable_words
from generator.model import Township
from generator.page import Brief, Link, Page, View
from generator.settings import Settings

LONG = 30  # characters within new prose that are worth leaving out
_SHORTENED = {"same": 1, "added": LONG}  # op → characters from which on they are left out; of others none are


def has_changes(township: Township | Brief, settings: Settings) -> bool:
    """Is there anything to compare, and is it wanted?"""
    return settings.prose_changes and len(township.reports) > 1


def changes_url(township: Township | Brief) -> str:
    return f"{township.path}/changes/"


def has_changed(comparison: Comparison | None) -> bool:
    """Do the words of the two reports differ?"""
    return comparison is not None and any(run.op != "same" for change in comparison.prose for run in change.runs)


def changes_page(township: Township, comparisons: Mapping[int, Comparison], crumbs: tuple[Link, ...]) -> Page:
    """The newest year first. The search does without: what is new stands in the reports."""
    years = [{"year": year, "before": comparison.before.year, "changes": _sections(comparison),
              "incomparable": incomparable_words(comparison)}
             for year, comparison in sorted(comparisons.items(), reverse=True)]
    title = f"{township.full_name}年报历年文字对照"
    return Page(changes_url(township), "changes.html", title,
                f"{township.full_name}各年政府信息公开工作年度报告的文字，与上一份年报逐句对照。", crumbs,
                {"township": township, "title": title, "years": years}, column="文字对照", source=township.full_name,
                keywords=(township.full_name, "政府信息公开工作年度报告", "文字对照"), example=township.example,
                searched=False)


def _sections(comparison: Comparison) -> list[View]:
    """Each changed section's clauses, unchanged stretches shortened to their neighbours."""
    found = []
    for change in comparison.prose:
        if all(run.op == "same" for run in change.runs):
            continue
        ops = {run.op for run in change.runs}
        found.append({"heading": change.heading, "rewritten": ops <= {"added", "removed"},
                      "without": comparison.before.year if ops == {"added"} else
                      comparison.after.year if ops == {"removed"} else None,  # the year that has nothing of it
                      "runs": _shortened(change.runs)})
    return found


def _shortened(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Of an unchanged stretch only the clauses beside a change stay, the rest is counted.

    Of a long new stretch, which stands in the report in full, the first and the last clause stay.
    """
    found = []
    for index, (op, texts) in enumerate(runs):
        first, last = 1, 1
        if op == "same":
            first, last = int(index > 0), int(index + 1 < len(runs))
        least = _SHORTENED.get(op)
        middle = texts[first:len(texts) - last] if least and len(texts) > first + last else ()
        length = sum(map(len, middle))
        if least is None or not middle or length < least:
            found.append((op, "".join(texts)))
            continue
        found += [(op, text) for text in texts[:first]]
        found.append(("new" if op == "added" else "skip", str(length)))
        found += [(op, text) for text in texts[len(texts) - last:]]
    return found
