"""更正记录 on a report's page: every published value that was changed since, as it was and as it is now; and what a
proposal changes, in its preview.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.model import CORRECTIONS, FIELDS, OTHER_PLACES, Correction, Report
from generator.page import View
from generator.revision import Alteration, Revision

_SLIP, _REPAIR, _REWORDING = CORRECTIONS
_KINDS = {_SLIP: "本站录入有误，照原文改正", _REPAIR: "发布机关更正了原文", _REWORDING: "发布机关修订了原文"}


def corrections_of(report: Report) -> list[View]:
    """The entries, the latest first. An entry keeps its id when others come to it."""
    return [{"id": f"c{len(report.corrections) - at}", "date": day_words(one.date), "kind": one.kind,
             "meaning": _KINDS[one.kind], "place": report.place(one.at), "anchor": _anchor(one.at, report),
             **_sides(one), "reason": one.reason, "link": one.link or ""}
            for at, one in enumerate(report.corrections)]


def marks_of(report: Report) -> Mapping[str, str]:
    """By place: the id of the entry that tells of its last correction."""
    found: dict[str, str] = {}
    for at, one in enumerate(report.corrections):
        found.setdefault(one.at, f"c{len(report.corrections) - at}")
    return found


def meta_marks(marks: Mapping[str, str]) -> Mapping[str, str]:
    """The same by the label that stands in the list of the report's facts."""
    return {label: marks[name] for name, label in (FIELDS | OTHER_PLACES).items() if name in marks}


def day_words(day: str) -> str:
    """2026-01-28 → 2026年1月28日."""
    year, month, number = day.split("-")
    return f"{year}年{int(month)}月{int(number)}日"


def cited(report: Report) -> str:
    """What a citation says of corrections: the day of the last one."""
    return f"（{day_words(report.corrections[0].date)}更正）" if report.corrections else ""


def proposal_of(report: Report, revision: Revision | None) -> View | None:
    """What a proposal changes in a report; None where there is none, or where the whole report is new."""
    if revision is None or revision.before is None:
        return None
    return {"figures": [{"place": revision.place(one.at), "anchor": _anchor(one.at, report), **_sides(one)}
                        for one in revision.alterations if one.path != report.prose_path],
            "facts": [*revision.switches],
            "gone": [(one.heading, wording(one.runs)) for one in revision.prose if not one.at],
            "sections": [(one.heading, one.at) for one in revision.prose if one.at]}


def wording(runs: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[str, str]]:
    return [(op, "".join(texts)) for op, texts in runs]


def rewordings(revision: Revision | None) -> Mapping[str, list[tuple[str, str]]]:
    """By section the words of a proposal, with what it strikes out and what it adds."""
    if revision is None or revision.before is None:
        return {}
    return {one.at: wording(one.runs) for one in revision.prose if one.at}


def _sides(one: Correction | Alteration) -> View:
    """Before and after; in words where there is nothing to show."""
    nothing = "空白" if "." in one.at else "无"
    return {"before": one.before, "after": one.after, "nothing": nothing}


def _anchor(at: str, report: Report) -> str:
    """The id on the page of the place that was changed; "" where it has none."""
    places = {"preamble", *(section.key for section in report.sections), *report.edition.table_addresses}
    if at in report.cells or at in places - report.without_table:
        return at
    return "source" if at != "title" and at in FIELDS | OTHER_PLACES else ""
