"""What became of a body, in words: its names of before, what joined it, what it went into; and its old addresses.

No sentence says more than township.yml does: of a body whose duties went to several, nobody knows which went where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from generator.compose.changes import changes_url, has_changes
from generator.compose.words import report_url
from generator.model import Kin, Township, first_without
from generator.page import Link, Page, View
from generator.settings import Settings

_PLACES = ("province", "city", "county")


def when(date: str) -> str:
    """A year, month or day in Chinese: 2021年5月."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(date.split("-"), "年月日", strict=False))


def story(township: Township) -> list[View]:
    """Sentences on the body's life, each `before`, `names` (Links, their URL "" where there is no page) and `after`."""
    return [*_was(township), *_began(township), *_took_over(township.predecessors), *_parted(township.successors),
            *_ended(township)]


def _sentence(before: str, names: Sequence[Link] = (), after: str = "") -> View:
    return {"before": before, "names": names, "after": after}


def _links(kin: Sequence[Kin]) -> list[Link]:
    return [Link(one.name, f"{one.path}/" if one.path else "") for one in kin]


def _at(date: str | None) -> str:
    return f"{when(date)}，" if date else ""


# ── what it was ──

def _was(township: Township) -> Iterator[View]:
    """The latest name first. What it is the continuation of is linked, where that has pages of its own."""
    renamed = {one.path for one in township.predecessors if one.how == "renamed"}
    name = "现名"
    for former in township.formerly:
        if former.path and former.path not in renamed:
            continue  # told of the predecessor
        facts = former.facts
        others = "，".join(_others(facts))
        if "name" not in facts:
            yield _sentence((f"{when(former.until)}以前" if former.until else "原") + others)
            continue
        after = f"（{when(former.until)}改为{name}）" if former.until else ""
        yield _sentence("原名" if name == "现名" else "更早名为",
                        [Link(facts["name"], f"{former.path}/" if former.path else "")],
                        f"{after}，当时{others}" if others else after)
        name = facts["name"]


def _others(facts: Mapping[str, str]) -> Iterator[str]:
    """What differed besides the name, in words."""
    if any(place in facts for place in _PLACES):
        yield f"属{''.join(facts.get(place, '') for place in _PLACES)}"
    if "kind" in facts and "name" not in facts:
        yield f"为{facts['kind']}"
    if "code" in facts:
        yield f"代码 {facts['code']}"


# ── what came and what went ──

def _began(township: Township) -> Iterator[View]:
    if township.since:
        yield _sentence(f"{when(township.since)}设立")


def _took_over(predecessors: Sequence[Kin]) -> Iterator[View]:
    for (date, how), group in groupby(sorted(predecessors, key=_date), key=_date):
        links = _links(list(group))
        if how == "whole":
            yield _sentence(_at(date), links, "并入")
        elif how == "shared":
            yield _sentence(_at(date), links, "撤销，部分并入")
        elif how == "part":
            yield _sentence(f"{_at(date)}由", links, "分出")


def _parted(successors: Sequence[Kin]) -> Iterator[View]:
    for (date, _), group in groupby(sorted((one for one in successors if one.how == "part"), key=_date), key=_date):
        yield _sentence(f"{_at(date)}分出", _links(list(group)))


def _ended(township: Township) -> Iterator[View]:
    if township.until is None:
        return
    heirs = [one for one in township.successors if one.how != "part"]
    if not heirs:
        year_end = township.until.endswith("-12-31")
        yield _sentence(f"{when(str(first_without(township.until)) if year_end else township.until)}起不再设立")
    elif len(heirs) > 1:
        yield _sentence(f"{when(township.until)}撤销，分别并入", _links(heirs))
    else:
        yield _sentence(f"{when(township.until)}{'改为' if heirs[0].how == 'renamed' else '并入'}", _links(heirs))


def _date(kin: Kin) -> tuple[str, str]:
    return kin.when or "", kin.how


# ── between two years ──

def regrouping(township: Township, before: int, after: int) -> str:
    """机构合并 (others joined it) or 机构分设 (part of it left) between two years; "" if neither."""
    words = ["机构合并"] * bool(township.joined_between(before, after))
    words += ["机构分设"] * bool(township.parted_between(before, after))
    return "、".join(words)


def regrouped(township: Township, before: int, after: int) -> list[View]:
    """The sentences on what happened between two years."""
    return [*_took_over(township.joined_between(before, after)), *_parted(township.parted_between(before, after))]


def now(then: Township, today: Township) -> View | None:
    """What the body of a report's year is today; None where nothing differs.

    `name` is "" where only the code differs; `ended`: it is no more, and this was its last name.
    """
    if then is today:
        return None
    named = (then.whole_name, then.province) != (today.whole_name, today.province)
    if not named and then.code == today.code:
        return None
    name = today.whole_name if then.province == today.province else "".join((*today.above, today.full_name))
    codes = (then.code, today.code) if then.code != today.code else None
    return {"name": name if named else "", "codes": codes, "ended": today.ended}


# ── old addresses ──

def moved_pages(township: Township, settings: Settings) -> Iterator[Page]:
    """Small pages at the addresses of before that lead to those of today."""
    urls = [f"{township.path}/", *([changes_url(township)] if has_changes(township, settings) else []),
            *(report_url(township, report.year) for report in township.reports)]
    for old in township.moved_from:
        for url in urls:
            yield Page(f"{old}/{url.removeprefix(f'{township.path}/')}", "moved.html", township.full_name,
                       f"{township.full_name}的网页换了地址。", (), {"to": url}, searched=False)
