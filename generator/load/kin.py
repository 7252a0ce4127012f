"""What bodies say of one another, joined: who succeeded whom, and which old addresses lead where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.issue import Issue, issue
from generator.model import Kin, Township


def related(townships: Sequence[Township], issues: list[Issue]) -> list[Township]:
    """The townships with their successors and predecessors, as `successors` and `formerly` of all of them tell."""
    by_path = {township.path: township for township in townships}
    successors: dict[str, list[Kin]] = {}
    predecessors: dict[str, list[Kin]] = {}
    for one in townships:
        for written in one.succeeded_by:
            other = by_path.get(written)
            if (other is None and "/" in written) or other is one:
                issues.append(issue("successor-unknown", one.file, key="successors", value=written))
                continue
            successors.setdefault(one.path, []).append(Kin(other.name if other else written,
                                                           other.path if other else None, one.until))
            if other is not None:
                predecessors.setdefault(other.path, []).append(Kin(one.name, one.path, one.until))
        for former in one.formerly:
            before = by_path.get(former.path or "")
            if former.path and (before is None or before is one):
                issues.append(issue("successor-unknown", one.file, key="formerly", value=former.path))
            elif before is not None and one.path not in before.succeeded_by:
                successors.setdefault(before.path, []).append(Kin(one.name, one.path, former.until))
                predecessors.setdefault(one.path, []).append(Kin(before.name, before.path, former.until))
    _old_addresses(townships, issues)
    return [replace(one, successors=tuple(successors.get(one.path, ())),
                    predecessors=tuple(predecessors.get(one.path, ())))
            if one.path in successors or one.path in predecessors or one.successors or one.predecessors else one
            for one in townships]


def _old_addresses(townships: Sequence[Township], issues: list[Issue]) -> None:
    """An address leads to one body."""
    taken = {township.path: township for township in townships}
    for one in townships:
        for path in one.moved_from:
            other = taken.setdefault(path, one)
            if other is not one or path == one.path:
                issues.append(issue("moved-from-taken", one.file, value=path, other=other.path))
