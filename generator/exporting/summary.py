"""Summary → summary.json, which a nation's front page reads (load.nation)."""

from __future__ import annotations

import json

from generator.page import Place, Summary

FORMAT = 1  # of the file; load.nation knows this one


def summary_file(summary: Summary) -> bytes:
    """The same summary gives the same bytes. The site's version is not in it: it would change with every figure."""
    told = {"format": FORMAT, "name": summary.name, "townships": summary.townships, "reports": summary.reports,
            "years": {str(year): count for year, count in summary.years.items()},
            "places": list(map(_place, summary.places))}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _place(place: Place) -> dict[str, object]:
    told: dict[str, object] = {"name": place.name, "url": place.url, "townships": place.townships}
    return told | ({"below": list(map(_place, place.below))} if place.below else {})
