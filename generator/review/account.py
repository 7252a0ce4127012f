"""Is every change of what was published accounted for by a new entry of 更正记录, and is every old entry still there?

What is not becomes an error that holds the entry ready to paste, with only the reason to fill in.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.archive import Source
from generator.issue import Issue, issue
from generator.model import CORRECTIONS, TO_FILL, Correction, Report
from generator.revision import Alteration, Revision

Entry = Callable[[Mapping[str, str | None]], str]  # the fields of an entry → the entry on one line of YAML
SLIP, REPAIR, REWORDING = CORRECTIONS


def faults(revision: Revision, entry: Entry, day: str) -> Iterator[Issue]:
    """What the corrections of a report that was published before leave open. `day`: that of a new entry."""
    before, after = revision.before, revision.after
    if before is None or after is None:
        return
    changes, strays = account(revision)
    missing = [value for value, told in changes if told is None]
    altered = _altered(before, after, strays)
    for one, old in altered:
        yield issue("correction-altered", after.path, one.line, entry=entry(old.fields))
    kept = [one for one, _ in altered]
    for old in _lost(before, after):
        if old not in [other for _, other in altered]:
            yield issue("correction-removed", after.path, after.lines.get("corrections", 1), yml=_file(after),
                        template=_first("correction-removed", after.corrections), entry=entry(old.fields))
    for one in strays:
        if one not in kept:
            near = next((found for found in missing if found.at == one.at), None)
            yield issue("correction-stray", after.path, one.line, at=revision.place(one.at), advice=(
                f"这一处改动前是“{_told(near)[0]}”，改动后是“{_told(near)[1]}”，before 和 after 要与此完全一样。"
                if near else "这一处在这次改动里没有变。请删去这一条。"))
    for value in missing:
        was, now = _told(value)
        yield issue("correction-missing", value.path, value.line, place=revision.place(value.at), yml=_file(after),
                    before=was, after=now,
                    template=_first("correction-missing", after.corrections),
                    entry=entry(proposed(value, revision, day).fields))
    yield from _originals(revision, before, after, entry, day)


def proposed(one: Alteration, revision: Revision, day: str) -> Correction:
    """The entry for a change, but for its reason. Whose change it is shows in whether the original is another one."""
    before, after = revision.before, revision.after
    ours = before is None or after is None or _same_original(revision, before.source, after.source)
    text = after is not None and one.path == after.prose_path
    return Correction(day, SLIP if ours else REWORDING if text else REPAIR, one.at, one.before, one.after, TO_FILL,
                      None, 0)


def open_entries(revision: Revision, day: str) -> list[Correction]:
    """The entries that are still missing, in the order of the page."""
    if revision.before is None or revision.after is None:
        return []
    return [proposed(value, revision, day) for value in account(revision).open]


class Account(NamedTuple):
    """The changes of a report, each with the new entry that accounts for it, if any; and the entries left over."""

    changes: list[tuple[Alteration, Correction | None]]
    strays: list[Correction]

    @property
    def open(self) -> list[Alteration]:
        return [value for value, told in self.changes if told is None]


def account(revision: Revision) -> Account:
    """Which new entry tells of which change: one entry for one change."""
    if revision.before is None or revision.after is None:
        return Account([], [])
    entries = _new_entries(revision.before, revision.after)
    waiting: dict[tuple[str, str, str], deque[Correction]] = defaultdict(deque)
    for one in entries:
        waiting[_key(one)].append(one)
    changes = []
    for value in revision.alterations:
        fitting = waiting[_key(value)]
        changes.append((value, fitting.popleft() if fitting else None))
    left = Counter(one for queue in waiting.values() for one in queue)
    return Account(changes, [one for one in entries if one in left])


def _new_entries(before: Report, after: Report) -> list[Correction]:
    known = Counter(one.entry for one in before.corrections)
    found = []
    for one in after.corrections:
        if known[one.entry]:
            known[one.entry] -= 1
        else:
            found.append(one)
    return found


def _lost(before: Report, after: Report) -> list[Correction]:
    """Entries of before that are there no more."""
    return list((Counter(one.entry for one in before.corrections)
                 - Counter(one.entry for one in after.corrections)).elements())


def _altered(before: Report, after: Report, strays: Sequence[Correction]) -> list[tuple[Correction, Correction]]:
    """New entries that seem to be an old one, written otherwise: the new one and the old one."""
    found = []
    lost = _lost(before, after)
    for one in strays:
        old = next((other for other in lost if other.at == one.at and (
            other.date == one.date or _key(other) == _key(one))), None)
        if old is not None:
            lost.remove(old)
            found.append((one, old))
    return found


def _key(one: Alteration | Correction) -> tuple[str, str, str]:
    return one.at, one.before, one.after


def _file(report: Report) -> str:
    return report.path.rsplit("/", 1)[-1]


def _first(code: str, there: Sequence[object]) -> str:
    """The sentence that also gives the line above the entry, where the file has none of its kind yet."""
    return code if there else f"{code}-first"


_LONGEST = 60  # characters of a value in the sentence; the entry has it whole


def _told(one: Alteration) -> list[str]:
    """Before and after, not too long for a sentence."""
    return [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……" for text in one.sides]


# ── the original ──

def _same_original(revision: Revision, before: Source, after: Source) -> bool:
    return before.file == after.file and revision.originals[0] == revision.originals[1]


def _originals(revision: Revision, before: Report, after: Report, entry: Entry, day: str) -> Iterator[Issue]:
    """An original that was replaced stays beside the new one, with its digest."""
    old, new = before.source, after.source
    digest = revision.originals[0] or old.sha256
    line = after.lines.get("source", 1)
    kept = {one.sha256 for one in new.superseded}
    for gone in old.superseded:
        if gone.sha256 not in kept if gone.sha256 else gone.file not in {one.file for one in new.superseded}:
            yield issue("original-removed", after.path, line, name=gone.file, yml=_file(after),
                        template=_first("original-removed", new.superseded), entry=entry(gone._asdict()))
    if old.file is None or _same_original(revision, old, new):
        if old.sha256 and not new.sha256:
            yield issue("original-digest-removed", after.path, line, name=old.file or "", yml=_file(after),
                        entry=f"sha256: {old.sha256}")
    elif digest not in kept:
        name = old.file if old.file != new.file else _set_aside(old.file, day)
        yield issue("original-replaced", after.path, line, name=old.file, yml=_file(after),
                    template=_first("original-replaced", new.superseded),
                    entry=entry({"file": name, "sha256": digest, "until": day}))


def _set_aside(file: str, day: str) -> str:
    """A name for an original whose own name the new one has taken."""
    stem, dot, ending = file.rpartition(".")
    return f"{stem}-{day}{dot}{ending}" if dot else f"{file}-{day}"
