"""The headings of the official sections, cut out of the texts: of all that may be one, the likeliest that are in order.

A heading is looked for where a line begins and where a number stands in it (五、). From there its words are held
against those of the official heading; how far they are from it, whether its number is right, wrong or lacking, and
whether text is glued to it is what it weighs. Of all such places the heaviest chain is taken whose sections ascend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel, Levenshtein

from generator.edition import NUMBERING, Edition
from generator.importing.fold import Folded, fold, fold_with_places
from generator.importing.items import Head, Item, Text
from generator.importing.labels import lexicon
from generator.importing.source import Line

_NUMERAL = "[一二三四五六七八九十\\d]+"
_MARK = re.compile(rf"\s*(?:[（(]\s*({_NUMERAL})\s*[）)]|({_NUMERAL})\s*[、.．]|第({_NUMERAL})部分)?\s*")
_INSIDE = re.compile(r"(?:(?<![一二三四五六七八九十])([一二三四五六七八九十])|(\d))\s?[、.．](?!\d)")  # within a line
_DIGITS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_SHORT_WORDS = re.compile(r"[^。；，:：]{2,20}")
# How text begins that is glued to a heading.
_TEXT = re.compile(
    r"\s|[:：《“]|[（(][一二三四五六七八九十\d]{1,2}[）)]|20\d\d|[一二三四五六七八九十]是|[我本][镇乡街区县市局级机年单办]"
    r"|暂?无|没有|未|目前|根据|按照|今年|去年|全[年镇乡街区县市局]|截[至止]")

# What a candidate weighs. A heading as it is printed in the notice has all of it.
_OFFICIAL, _NUMBERLESS, _ASTRAY = 6.0, 5.0, 3.0  # with its number, without one, with another
_OTHER_WORDS, _FAR_WORDS, _INLINE = 4.0, 2.0, 0.5  # less, where text is glued to it
_LIKE, _FAR, _LIKE_GLUED, _LIKE_NUMBERLESS = 0.7, 0.5, 0.75, 0.8  # how near its words are to the official ones
_MOST_FOUND = 2  # headings that may be lacking where one is known by its number and its place alone
_LISTED, _BELOW = 1.0, 1.0  # as a line of what may be a table of contents; more, for having something else below it
_LONGEST, _SHORT_LINE = 40, 60  # characters of a heading's words; of a line that may be a heading as a whole


@dataclass(frozen=True, slots=True)
class _Candidate:
    item: int
    start: int
    stop: int
    section: int
    weight: float
    typo: bool
    like: float  # how near its words are to the official ones, 0 to 1
    whole: bool = False  # it is all of its line


class _Wording(NamedTuple):
    """An official heading: its section, its numeral, and its words folded."""

    section: int
    numeral: str
    words: str

    telling: frozenset[str]  # pairs of characters that no other section's heading has

    def numbered(self, numeral: str) -> bool:
        return numeral in (self.numeral, _DIGITS.get(self.numeral))

    def tells(self, words: str) -> bool:
        return bool(self.telling & _pairs(words))


@lru_cache(maxsize=8)
def _wordings(edition: Edition) -> tuple[_Wording, ...]:
    words = [[fold(NUMBERING.sub("", heading)) for heading in (section.heading, *section.also)]
             for section in edition.sections]
    pairs = [_pairs(headings[0]) for headings in words]
    telling = [one - frozenset[str]().union(*(other for other in pairs if other is not one)) for one in pairs]
    return tuple(_Wording(number, section.heading[0], heading, telling[number])
                 for number, section in enumerate(edition.sections) for heading in words[number])


def _pairs(words: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(words)))


def with_headings(items: list[Item], edition: Edition) -> list[Item]:
    """Cut the official headings out of the texts; of all candidates the best that are in order."""
    candidates: list[_Candidate] = []
    for index, item in enumerate(items):
        if isinstance(item, Text) and not item.line.chrome:
            candidates.extend(_candidates(item.line, index, edition))
    cuts: dict[int, list[_Candidate]] = {}
    lines = {one.item for one in candidates if one.whole}
    listed = _contents({one.item for one in candidates if one.whole and one.weight > _FAR_WORDS})
    weighed = [replace(one, weight=_LISTED) if one.item in listed else
               one if one.item + 1 in lines else replace(one, weight=one.weight + _BELOW) for one in candidates]
    chain = _in_order(weighed)
    chain += _by_number(items, chain, edition)
    for candidate in sorted([*chain, *_astray(weighed, chain)], key=lambda one: (one.item, one.start)):
        cuts.setdefault(candidate.item, []).append(candidate)
    contents = listed - set(cuts)
    found: list[Item] = []
    for index, item in enumerate(items):
        if not isinstance(item, Text) or (index not in cuts and index not in contents):
            found.append(item)
            continue
        if index not in cuts:
            found.append(Text(replace(item.line, chrome=True), contents=True))
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


def _by_number(items: Sequence[Item], chain: Sequence[_Candidate], edition: Edition) -> list[_Candidate]:
    """Headings in wholly other words, where nearly all others were found: short lines with the number that lacks, alone
    between the headings before and behind."""
    found = {one.section: one.item for one in chain}
    lacking = [number for number in range(len(edition.sections)) if number not in found]
    added = []
    for section in lacking if len(lacking) <= _MOST_FOUND else ():
        start, stop = found.get(section - 1, -1), found.get(section + 1, len(items))
        if (section and section - 1 not in found) or (section + 1 < len(edition.sections) and section + 1 not in found):
            continue
        numeral = edition.sections[section].heading[0]
        lines = [index for index in range(start + 1, stop) if isinstance(item := items[index], Text)
                 and (mark := _MARK.match(item.line.piece.text)) is not None and mark[2] == numeral
                 and _SHORT_WORDS.fullmatch(item.line.piece.text, mark.end())]
        if len(lines) == 1:
            text = next(item.line.piece.text for item in (items[lines[0]],) if isinstance(item, Text))
            added.append(_Candidate(lines[0], 0, len(text), section, _FAR_WORDS, True, 0.0, whole=True))
    return added


def _astray(candidates: Sequence[_Candidate], chain: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Official headings out of their order: a line of its own, word for word and with its number, only once, and with
    something below it."""
    found = {one.section for one in chain}
    for section in {one.section for one in candidates} - found:
        whole = [one for one in candidates if one.section == section and one.whole]
        if len(whole) == 1 and whole[0].weight > _OFFICIAL and not any(one.item == whole[0].item for one in chain):
            yield whole[0]


def _contents(lines: set[int]) -> set[int]:
    """The lines of what may be a table of contents: three or more headings in a row that head nothing."""
    return {item for item in lines if any(all(item - back + step in lines for step in range(3)) for back in range(3))}


def _candidates(line: Line, index: int, edition: Edition) -> Iterator[_Candidate]:
    """The headings that a line may be or have in it. What the whole line is nearest to is no heading with text glued to
    it, and the other way round."""
    text = line.piece.text
    whole = _whole(text, edition) if len(text) <= _SHORT_LINE else None
    glued = list(_glued(text, index, edition))
    if whole is not None and all(one.start > 0 or one.like <= whole.like for one in glued):
        yield replace(whole, item=index, stop=len(text))
    else:
        yield from glued


def _glued(text: str, index: int, edition: Edition) -> Iterator[_Candidate]:
    """Headings with text before or behind them."""
    mark = _MARK.match(text)
    begins = mark.end() if mark else 0
    if mark is None or mark.lastindex is None:
        yield from _from_words(text, index, len(text) - len(text.lstrip()), edition)
    for match in _INSIDE.finditer(text):
        start = match.start() if match.end() > begins else 0
        yield from _from_number(text, index, start, match.end(), match[1] or match[2], edition)


def _from_words(text: str, index: int, start: int, edition: Edition) -> Iterator[_Candidate]:
    """A heading without its number at the beginning of a line, word for word, with text glued to it."""
    folded = fold_with_places(text[start:start + 2 * _LONGEST])
    for wording in _wordings(edition):
        if folded.text.startswith(wording.words) and folded.text != wording.words:
            stop = start + folded.slice(0, len(wording.words))[1]
            if _TEXT.match(text, stop):
                yield _Candidate(index, 0, _with_colon(text, stop), wording.section, _FAR_WORDS, False, 1.0)


def _from_number(text: str, index: int, start: int, words: int, numeral: str, edition: Edition
                 ) -> Iterator[_Candidate]:
    """A heading behind a number, with text before or behind it, in the official words or nearly. A list of headings in
    a sentence (一、总体情况，二、……) has none."""
    parted = start == 0 or re.match(r"[\s\d。；！？：:）)”》|]", text[start - 1]) is not None
    if numeral.isdecimal() and start and (not parted or text[start - 1].isdecimal()):
        return
    folded = fold_with_places(text[words:words + 2 * _LONGEST])
    for wording in _wordings(edition):
        right = wording.numbered(numeral)
        length, weight = len(wording.words), 0.0
        if folded.text.startswith(wording.words) and (right or not numeral.isdecimal()):
            weight = _OFFICIAL if right else _ASTRAY
        elif right and (length := _near(folded, text[words:], wording.words, parted)) and wording.tells(
                folded.text[:length]):
            weight = _OTHER_WORDS
        if length and weight:
            stop = words + folded.slice(0, length)[1]
            said = folded.text[:length]
            if not re.match(r"\s*[、，,；;]", text[stop:stop + 3]):
                yield _Candidate(index, start, _with_colon(text, stop), wording.section, weight - _INLINE,
                                 said != wording.words, Indel.normalized_similarity(said, wording.words))


def _with_colon(text: str, stop: int) -> int:
    """Behind the colon that may follow a heading."""
    return stop + 1 if text[stop:stop + 1] in (":", "：") else stop


def _near(folded: Folded, text: str, words: str, parted: bool) -> int:
    """How much of a text is a heading in nearly these words; 0: none of it is. Of ends that are equally near the one
    where a text begins is taken, else the longest; in words that are far from the official ones only the former."""
    if len(set(folded.text[:len(words)]) & set(words)) < 0.4 * len(set(words)):
        return 0
    best = (-100.0, 0)
    for length in range(4, min(len(folded.text), len(words) + 6) + 1):
        edits = Levenshtein.distance(folded.text[:length], words)
        begins = length == len(folded.text) or _TEXT.match(text, folded.slice(0, length)[1]) is not None
        if 1 - edits / max(len(words), length) >= _LIKE_GLUED or (
                begins and parted and Indel.normalized_similarity(folded.text[:length], words) >= _FAR):
            best = max(best, (begins - edits, length))
    return best[1]


def heading_of(text: str, edition: Edition) -> tuple[int, float, bool] | None:
    """The section whose heading this short line is: its number, how sure, whether the wording differs."""
    found = _whole(text, edition)
    return (found.section, found.weight, found.typo) if found else None


def _whole(text: str, edition: Edition) -> _Candidate | None:
    bare = text.strip("?？# \t\u3000\xa0\n").rstrip("。：:")
    mark = _MARK.match(bare)
    rest = fold(bare[mark.end():]) if mark else fold(bare)
    if not rest or len(rest) > _LONGEST or re.search(r"[。；]", bare):
        return None
    numeral = next((group for group in mark.groups() if group), "") if mark else ""
    main = bool(mark and (mark[2] or mark[3]))
    likely: list[tuple[float, float, int]] = []  # weight, likeness, section
    for wording in _wordings(edition):
        right = wording.numbered(numeral)
        if rest == wording.words and (right or not numeral or main):
            weight = _OFFICIAL if main and right else _ASTRAY if numeral else _NUMBERLESS
            return _Candidate(0, 0, 0, wording.section, weight, False, 1.0, whole=True)
        like = Indel.normalized_similarity(rest, wording.words)
        if main and right and not numeral.isdecimal():
            within = wording.words in rest and len(rest) < len(wording.words) + 12
            others = any(other.tells(rest) for other in _wordings(edition) if other.section != wording.section)
            if within or (like >= _LIKE and (wording.tells(rest) or not others)):
                likely.append((_OTHER_WORDS, like, wording.section))
            elif wording.tells(rest) and not others:
                likely.append((_FAR_WORDS, like, wording.section))
        elif not numeral and like >= _LIKE_NUMBERLESS and not _TEXT.match(rest):
            likely.append((_FAR_WORDS, like, wording.section))
    weight, like, section = max(likely, default=(0.0, 0.0, -1))
    if not weight or (weight == _FAR_WORDS and lexicon(edition).match(bare)):
        return None
    return _Candidate(0, 0, 0, section, weight, True, like, whole=True)


class _Chain(NamedTuple):
    """Headings in the order of their sections: their weight together, the last one and those before it."""

    weight: float
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
