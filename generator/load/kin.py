"""What bodies say of one another, joined: who succeeded whom, and which old addresses lead where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.issue import Issue, issue
from generator.model import Kin, Township, first_without


class _Succession(NamedTuple):
    """`later` took over from `earlier`; one of them may be a mere name, without pages here."""

    earlier: Township
    later: Township | str
    when: str | None
    renamed: bool  # the later one says that it is the earlier one under another name


def related(townships: Sequence[Township], issues: list[Issue]) -> list[Township]:
    """The townships with their successors and predecessors, as `successors` and `formerly` of all of them tell."""
    heirs: dict[str, list[_Succession]] = {}
    for one in _successions(townships, issues):
        heirs.setdefault(one.earlier.path, []).append(one)
    successors: dict[str, list[Kin]] = {}
    predecessors: dict[str, list[Kin]] = {}
    for path, found in heirs.items():
        for one in found:
            how = ("part" if one.earlier.until is None else "shared" if len(found) > 1
                   else "renamed" if one.renamed else "whole")
            if isinstance(one.later, str):
                successors.setdefault(path, []).append(Kin(one.later, None, one.when, how))
                continue
            successors.setdefault(path, []).append(
                Kin(_called(one.later, one.earlier, one.when), one.later.path, one.when, how))
            predecessors.setdefault(one.later.path, []).append(
                Kin(_called(one.earlier, one.later, one.when, before=True), path, one.when, how))
    _old_addresses(townships, issues)
    return [replace(one, successors=tuple(successors.get(one.path, ())),
                    predecessors=tuple(predecessors.get(one.path, ())))
            if one.path in successors or one.path in predecessors or one.successors or one.predecessors else one
            for one in townships]


def _successions(townships: Sequence[Township], issues: list[Issue]) -> Iterator[_Succession]:
    """In the order of the townships; what both of them say, once."""
    by_path = {township.path: township for township in townships}
    said: dict[tuple[str, str], _Succession] = {}
    for one in townships:
        for written in one.succeeded_by:
            other = by_path.get(written)
            if (other is None and "/" in written) or other is one:
                issues.append(issue("successor-unknown", one.file, key="successors", value=written))
            else:
                said[one.path, written] = _Succession(one, other or written, one.until, False)
    for one in townships:
        for former in one.formerly:
            before = by_path.get(former.path or "")
            if former.path and (before is None or before is one):
                issues.append(issue("successor-unknown", one.file, key="formerly", value=former.path))
            elif before is not None:
                told = said.get((before.path, one.path))
                when = told.when if told is not None else former.until
                said[before.path, one.path] = _Succession(before, one, when, "name" in former.facts)
    yield from said.values()


def _called(body: Township, other: Township, when: str | None, before: bool = False) -> str:
    """What a body was called when the other one took over from it or handed over to it."""
    if when is not None:
        body, other = (one.at(first_without(when) - before) for one in (body, other))
    return body.name if (body.county, body.city) == (other.county, other.city) else body.full_name


def _old_addresses(townships: Sequence[Township], issues: list[Issue]) -> None:
    """An address leads to one body."""
    taken = {township.path: township for township in townships}
    for one in townships:
        for path in one.moved_from:
            other = taken.setdefault(path, one)
            if other is not one or path == one.path:
                issues.append(issue("moved-from-taken", one.file, value=path, other=other.path))
