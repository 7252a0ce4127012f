"""The headings of the official sections, cut out of the texts: of all lines that may be one, the best that are in
order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from generator.edition import NUMBERING, Edition, Section
from generator.importing.fold import fold, fold_with_places
from generator.importing.items import Head, Item, Text
from generator.importing.labels import lexicon
from generator.importing.source import Line

_NUMERAL = "[一二三四五六七八九十\\d]+"
_MARK = re.compile(rf"\s*(?:[（(]\s*({_NUMERAL})\s*[）)]|({_NUMERAL})\s*[、.．]|第({_NUMERAL})部分)?\s*")
_DIGITS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_WORD_FOR_WORD = 6  # weight of a heading that is exactly the official one, with its number


@dataclass(frozen=True, slots=True)
class _Candidate:
    item: int
    start: int
    stop: int
    section: int
    weight: int
    typo: bool


def with_headings(items: list[Item], edition: Edition) -> list[Item]:
    """Cut the official headings out of the texts; of all candidates the best that are in order."""
    candidates: list[_Candidate] = []
    for index, item in enumerate(items):
        if isinstance(item, Text) and not item.line.chrome:
            candidates.extend(_candidates(item.line, index, edition))
    cuts: dict[int, list[_Candidate]] = {}
    starting = {one.item for one in candidates if one.start == 0}
    weighed = [_weighed(one, starting) for one in candidates]
    chain = _in_order(weighed)
    for candidate in sorted([*chain, *_astray(weighed, chain)], key=lambda one: (one.item, one.start)):
        cuts.setdefault(candidate.item, []).append(candidate)
    contents = _contents({one.item for one in candidates} - set(cuts))
    found: list[Item] = []
    for index, item in enumerate(items):
        if not isinstance(item, Text) or (index not in cuts and index not in contents):
            found.append(item)
            continue
        if index not in cuts:
            found.append(Text(replace(item.line, chrome=True)))
            continue
        line, place = item.line, 0
        for cut in cuts[index]:
            if line.piece.text[place:cut.start].strip():
                found.append(Text(Line(line.piece.part(place, cut.start))))
            found.append(Head(edition.sections[cut.section].key, line.piece.part(cut.start, cut.stop), cut.typo,
                              line.level))
            place = cut.stop
        if line.piece.text[place:].strip():
            found.append(Text(Line(line.piece.part(place, len(line.piece.text)), joins=line.joins)))
    return found


def _weighed(one: _Candidate, starting: set[int]) -> _Candidate:
    """A heading with something below it weighs more than a line of a table of contents."""
    return one if one.item + 1 in starting else replace(one, weight=one.weight + 1)


def _astray(candidates: Sequence[_Candidate], chain: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Official headings out of their order: a line of its own, word for word and with its number, only once, and with
    something below it."""
    found = {one.section for one in chain}
    for section in {one.section for one in candidates} - found:
        whole = [one for one in candidates if one.section == section and one.start == 0]
        if len(whole) == 1 and whole[0].weight > _WORD_FOR_WORD and not any(one.item == whole[0].item for one in chain):
            yield whole[0]


def _contents(spare: set[int]) -> set[int]:
    """The lines of a table of contents: three or more headings in a row that head nothing."""
    return {item for item in spare if any(all(item - back + step in spare for step in range(3)) for back in range(3))}


def _candidates(line: Line, index: int, edition: Edition) -> Iterator[_Candidate]:
    text = line.piece.text
    if len(text) <= 60:
        if (found := heading_of(text, edition)) is not None:
            yield _Candidate(index, 0, len(text), *found)
        return
    folded = fold_with_places(text)
    for number, section in enumerate(edition.sections):
        hits = []
        for heading in (section.heading, *section.also):
            form = fold(heading)
            place = folded.text.find(form)
            while place >= 0:
                start, stop = folded.slice(place, place + len(form))
                if re.match(r"[^、.．\s]{1,2}\s*[、.．]", text[start:start + 4]):
                    hits.append(_Candidate(index, start, stop, number, 6, False))
                place = folded.text.find(form, place + 1)
        yield from hits or _near(text, index, number, section)


def _near(text: str, index: int, number: int, section: Section) -> Iterator[_Candidate]:
    """A heading with a slip in it, inside running text: its numeral and words nearly the official ones."""
    for match in re.finditer(re.escape(section.heading[0]) + r"\s*、", text):
        best = (0.0, 0, "")
        for heading in (section.heading, *section.also):
            for length in range(len(heading) - 2, len(heading) + 3):
                stretch = text[match.start():match.start() + length]
                likeness = Levenshtein.normalized_similarity(fold(stretch), fold(heading))
                best = max(best, (likeness, length, heading))
        if best[0] >= 0.85:
            yield _Candidate(index, match.start(), match.start() + best[1], number, 4, True)


def heading_of(text: str, edition: Edition) -> tuple[int, int, bool] | None:
    """The section whose heading this short line is: its number, how sure, whether the wording differs."""
    bare = text.strip("?？# \t\u3000\xa0\n").rstrip("。：:")
    mark = _MARK.match(bare)
    rest = fold(bare[mark.end():]) if mark else fold(bare)
    if not rest or len(rest) > 40 or re.search(r"[。；]", bare):
        return None
    numeral = next((group for group in mark.groups() if group), "") if mark else ""
    main = bool(mark and (mark[2] or mark[3]))
    best: tuple[float, int] = (0.0, -1)
    for number, section in enumerate(edition.sections):
        right = numeral in (section.heading[0], _DIGITS.get(section.heading[0]))
        for heading in (section.heading, *section.also):
            words = fold(NUMBERING.sub("", heading))
            if rest == words and (right or not numeral or main):
                return number, (_WORD_FOR_WORD if main and right else 5 if not numeral else 3), False
            if main and right and numeral not in _DIGITS.values():
                likeness = Indel.normalized_similarity(rest, words)
                likeness = max(likeness, 0.9 if words in rest and len(rest) < len(words) + 12 else 0)
                best = max(best, (likeness, number))
    if best[0] < 0.7 and (best[0] < 0.5 or lexicon(edition).match(bare)):
        return None
    return best[1], (4 if best[0] >= 0.7 else 2), True


class _Chain(NamedTuple):
    """Headings in the order of their sections: their weight together, the last one and those before it."""

    weight: int
    last: _Candidate
    before: _Chain | None


def _in_order(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The heaviest chain of candidates whose sections ascend."""
    best: dict[int, _Chain] = {}  # by last section
    for candidate in sorted(candidates, key=lambda one: (one.item, one.start)):
        before = max((chain for section, chain in best.items() if section < candidate.section
                      and (chain.last.item, chain.last.stop) <= (candidate.item, candidate.start)),
                     key=lambda chain: chain.weight, default=None)
        weight = candidate.weight + (before.weight if before else 0)
        if candidate.section not in best or weight > best[candidate.section].weight:
            best[candidate.section] = _Chain(weight, candidate, before)
    chain = max(best.values(), key=lambda one: one.weight, default=None)
    found: list[_Candidate] = []
    while chain:
        found.insert(0, chain.last)
        chain = chain.before
    return found
