"""Texts → what the document tells about itself: title, issuer, number, days, period, year, contact; whose report it is.

One rule for each. Where two candidates differ, or none is whole, that is a doubt, and what would be a guess stays
unknown. On the way it is found where the report's own text begins and ends, at its title and its signature: only
outside of them a web page's furniture is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from generator.edition import Edition
from generator.importing.contact import how_to_reach
from generator.importing.days import (
    Signature,
    agree,
    broken_day,
    day_in,
    period_year,
    periods,
    signatures,
    year_written,
    years_named,
)
from generator.importing.fold import fold, is_traditional, simplified
from generator.importing.furniture import NUMBER, PLAIN, about, ending, named, sentence, shows_a_page, sign
from generator.importing.items import Head, Item, Text
from generator.importing.sentences import CONTACT, Doubt, Refused, doubt
from generator.importing.source import Ledger, Line, Piece, Source
from generator.importing.title import Title, again, body_of, complete, find_title, price, same
from generator.model import Period, Township

_NOTICE = re.compile(r"国办[^〔，。；（）]{1,8}〔20\d\d〕\d{1,3}号")
_ONCE = 3  # times that a document must name its only year to be taken at its word
_LAST_LINES = 15  # of a document, among which a signature and buttons are looked for
_FRAGMENT = 25  # characters of a line that goes with the furniture around it


@dataclass
class Facts:
    """None where the document does not say, or where it cannot be decided."""

    title: str | None = None
    year: int | None = None
    issuer: str | None = None
    number: str | None = None
    signed: str | None = None
    published: str | None = None
    period: Period | None = None  # as stated; None: not stated, or all of a year
    url: str | None = None
    contact: dict[str, str] = field(default_factory=dict)  # by the keys of township.yml
    notices: tuple[str, ...] = ()  # the official notices that it cites
    doubts: list[Doubt] = field(default_factory=list)
    used: set[Piece] = field(default_factory=set)  # what is no prose

    def period_in(self, year: int) -> Period | None:
        """The part of the year that the report is on, if it says one within it."""
        return self.period if self.period is not None and self.period.end[:4] == str(year) else None


def read_facts(source: Source, items: Sequence[Item], ledger: Ledger) -> tuple[Facts, list[Item]]:
    """The facts, and the items with what came glued to a page's head and foot taken apart."""
    return _Reader(source, ledger).read(list(items))


class _Reader:
    """Walks from the outside of a document inwards: the page around the report, its title and signature, its words."""

    def __init__(self, source: Source, ledger: Ledger) -> None:
        self.source, self.ledger, self.facts = source, ledger, Facts()
        self.told: dict[str, str] = dict(source.facts)
        traditional = is_traditional(source.text)
        self.say = simplified if traditional else str

    def read(self, items: list[Item]) -> tuple[Facts, list[Item]]:
        head, tail = _head(items), _tail(items)
        page = shows_a_page(self.source, [*head[:60], *tail[-_LAST_LINES:]])
        items = self._taken_apart(items, page)
        head, tail = _head(items), _tail(items)
        found = self._title(head, page)
        self._head_furniture(head, found, page)
        for line in tail[-_LAST_LINES:]:
            self._told_by(line.piece.text, page)
        end = self._signature(tail, head[found.last + 1:found.last + 4] if found else [])
        if page:
            self._tail_furniture(tail, end)
        lines = [item.line for item in items if isinstance(item, Text)]
        self._number(head, found)
        self._published()
        self._words(self.say("\n".join(line.piece.text for line in lines if line.piece not in self.facts.used)),
                    self.say("\n".join(line.piece.text for line in head)))
        url = self.told.get("url", "")
        self.facts.url = url if re.fullmatch(r"https?://\S+", url) else None
        return self.facts, items

    def _doubt(self, code: str, lines: Sequence[Line] = (), **fields: str) -> None:
        self.facts.doubts.append(doubt(code, self.source, [line.piece for line in lines], **fields))

    def _use(self, line: Line, fate: str, reason: str = "") -> None:
        if line.piece not in self.facts.used:
            self.facts.used.add(line.piece)
            self.ledger.put(line.piece, fate, reason)

    # ── the page around it ──

    def _taken_apart(self, items: list[Item], page: bool) -> list[Item]:
        """A title or a page's head that came glued to the text, at its spaces; buttons behind the last lines."""
        first = next((index for index, item in enumerate(items) if isinstance(item, Head)), len(items))
        apart: list[Item] = [part for item in items[:first] for part in (
            _loosened(item, page) if isinstance(item, Text) else [item])]
        apart += items[first:]
        for index in range(len(apart) - 1, max(-1, len(apart) - 1 - _LAST_LINES) if page else len(apart) - 1, -1):
            item = apart[index]
            if isinstance(item, Text) and (stop := ending(item.line.piece.text)) < len(item.line.piece.text):
                piece = item.line.piece
                button = Line(piece.part(stop, len(piece.text)))
                apart[index:index + 1] = [Text(replace(item.line, piece=piece.part(0, stop))), Text(button)]
                self._use(button, "dropped", "chrome")
        return apart

    def _head_furniture(self, head: Sequence[Line], found: Title | None, page: bool) -> None:
        """What a page says about the text, and its furniture, before the first words of the report."""
        above = range(found.first if found else 0)
        top = found.last + 1 if found else 0
        words = next((at for at in range(top, len(head)) if sentence(head[at].piece.text) and not head[at].chrome),
                     len(head))
        marked = [self._outside(line, page) for line in head[:words]]
        stop = max((at + 1 for at in range(top, words) if marked[at]), default=top)
        for at in (*above, *range(top, words)):
            self._told_by(head[at].piece.text, page)
            if page and at + 1 < len(head) and named(head[at].piece.text):
                self._told_by(f"{head[at].piece.text.strip(' ：:')}：{head[at + 1].piece.text}", page)
        for stretch in (above, range(top, stop)):
            if any(marked[at] for at in stretch):
                for at in stretch:
                    line, text = head[at], head[at].piece.text
                    near = found is not None and not sentence(text) and (stretch is above or len(text) <= _FRAGMENT)
                    if (marked[at] or near) and NUMBER.fullmatch(_squeezed(line)) is None:
                        self._use(line, "dropped", "facts" if about(text)[1] else "chrome")

    def _outside(self, line: Line, page: bool) -> bool:
        """Is a line furniture by itself, where there may be any?"""
        return page and (line.chrome or line.piece in self.facts.used or sign(line.piece.text) > 0
                         or re.search(r"\w", line.piece.text) is None)

    def _tail_furniture(self, tail: Sequence[Line], end: int | None) -> None:
        """The foot of a page: behind the signature, or behind the last sentence."""
        enough = PLAIN if end is None and self.source.kind != "html" else 1
        marked = [line.chrome or sign(line.piece.text) >= enough for line in tail]
        last = end if end is not None else max((at for at, line in enumerate(tail) if sentence(line.piece.text)
                                                and not line.chrome), default=-1)
        first = next((at for at in range(last + 1, len(tail)) if marked[at]), len(tail))
        for at in range(first, len(tail)):
            if marked[at] or not sentence(tail[at].piece.text):
                self._use(tail[at], "dropped", "chrome")

    def _told_by(self, text: str, page: bool) -> None:
        """Keep what a line says about the page's text."""
        facts, weight = about(text)
        for name, value in facts.items() if page or weight >= PLAIN else ():
            if name == "published" and "published" in self.told:
                self.told[name] += f"\n{value}"
            else:
                self.told.setdefault(name, value)

    # ── what it says about itself ──

    def _title(self, head: Sequence[Line], page: bool) -> Title | None:
        """The title among the lines before the first heading; the page's own where they have none."""
        def texts(chrome: bool) -> list[str]:
            return ["" if line.piece in self.facts.used or (line.chrome and not chrome) or (
                page and sign(line.piece.text)) else self.say(line.piece.text) for line in head]

        found, others = find_title(texts(chrome=False))
        if found is None:
            found, others = find_title(texts(chrome=True))
        told = self.told.get("title") or next((facts["title"] for line in head if page and (
            facts := about(line.piece.text)[0]).get("title")), "")
        told = self.say(told) if price(self.say(told)) is not None else ""
        if found is None:
            self.facts.title = told or None
            if not told:
                self._doubt("title-missing")
            return None
        chosen = head[found.first:found.last + 1]
        self.facts.title = found.text
        for at in (at for stretch in again(texts(chrome=True), found) for at in stretch):
            self._use(head[at], "dropped", "title")
        for line in chosen:
            self._use(line, "facts")
        if len(chosen) > 1:
            self._doubt("title-joined", chosen)
        different = [one.text for one in others]
        if told and complete(told) and not same(told, found.text):
            different.append(told)
        if different:
            self._doubt("title-conflict", chosen, other=different[-1], title=found.text)
        return found

    def _number(self, head: Sequence[Line], found: Title | None) -> None:
        """The document number: in a line of its own around the title, or as the page says."""
        top, stop = (0, found.last + 3) if found else (0, 3)
        lines = [line for line in head[top:stop] if NUMBER.fullmatch(_squeezed(line)) and not line.chrome]
        told = self.told.get("number", "")
        numbers = dict.fromkeys(re.sub(r"\s", "", text) for text in (*(line.piece.text for line in lines), told)
                                if NUMBER.fullmatch(" ".join(text.split())))
        if len({fold(one) for one in numbers}) > 1:
            self._doubt("number-conflict", lines, numbers="、".join(numbers))
            return
        self.facts.number = next((self.say(one) for one in numbers), None)
        for line in lines:
            self._use(line, "facts")

    def _signature(self, tail: Sequence[Line], below: Sequence[Line]) -> int | None:
        """Who signed and when, at the end or in brackets `below` the title; returns the last line of a signature at the
        end."""
        skipped = max(0, len(tail) - 4 * _LAST_LINES)
        lines = [(at, line) for at, line in enumerate(tail) if at >= skipped
                 and line.piece not in self.facts.used and not sign(line.piece.text)]
        lines = lines[-_LAST_LINES:]
        inside = {line.piece.unit for _, line in lines}
        known = "\n".join([self.facts.title or "", *(unit.text for number, unit in enumerate(self.source.units)
                                                     if number not in inside)])
        found = [one for one in signatures([self.say(line.piece.text) for _, line in lines], known)
                 if one.issuer or not lines[one.last][1].chrome]
        stated = day_in(self.told.get("signed", ""))
        if not found:
            day = next((one.day for line in below if line.piece.text.strip()[:1] in ("（", "(")
                        for one in signatures([self.say(line.piece.text)], known)), None)
            self.facts.signed = stated or day
            return None
        signed = [one for one in found if one.issuer or one.unsure] or found
        best = signed[-1]
        self.facts.signed = best.day
        days = list(dict.fromkeys(one.day for one in signed))
        at = [line for _, line in lines[best.first:best.last + 1]]
        if len(days) > 1:
            self._doubt("signed-several", at, days="、".join(days), day=best.day)
        if stated and stated != best.day:
            self._doubt("signed-conflict", at, stated=stated, day=best.day)
        self._issuer(best, at)
        end = lines[best.last][0]
        following = tail[end + 1:end + 2]
        return end + any(re.fullmatch(r"\s*[(（].{0,20}[)）]\s*", line.piece.text) for line in following)

    def _issuer(self, best: Signature, at: Sequence[Line]) -> None:
        """The body that signed, if its name is whole; other names are a doubt."""
        if best.unsure:
            self._doubt("issuer-unsure", at, name=best.unsure)
        if not best.issuer:
            return
        self.facts.issuer = best.issuer
        others = [*best.others, *([self.told["publisher"]] if self.told.get("publisher") else []),
                  *filter(None, [body_of(self.facts.title or "")])]
        for other in others:
            if not agree(other, best.issuer) or other in best.others:
                self._doubt("issuer-conflict", at, other=other, issuer=best.issuer)
                break

    def _published(self) -> None:
        """The day of publication, as the page says."""
        facts = self.facts
        days = list(dict.fromkeys(day for text in self.told.get("published", "").split("\n") if (day := day_in(text))))
        facts.published = days[0] if days else None
        if len(days) > 1:
            self._doubt("published-conflict", days="、".join(days), day=days[0])
        if facts.signed and facts.published and facts.published < facts.signed:
            self._doubt("published-early", published=facts.published, signed=facts.signed)

    def _words(self, whole: str, head: str) -> None:
        """What the running text says: period and year, contact, notices."""
        facts = self.facts
        stated = periods(whole)
        if len(stated) > 1:
            self._doubt("period-conflict", periods="；".join(" 至 ".join(one) for one in stated))
        elif stated and (stated[0][0][5:], stated[0][1][5:]) != ("01-01", "12-31"):
            facts.period = Period(*stated[0])
            self._doubt("period-part", start=stated[0][0], end=stated[0][1])
        _year(facts, whole)
        if broken := broken_day(whole):
            message = doubt("year-broken", None, []).message.replace("“”", f"“{broken}”")
            facts.doubts.append(Doubt("year-broken", message, text=broken))
        facts.contact, several = how_to_reach(head, whole)
        for key, values in several.items():
            self._doubt("contact-conflict", name=CONTACT[key], values="、".join(values))
        facts.notices = tuple(dict.fromkeys(_NOTICE.findall(re.sub(r"\s", "", whole))))


def _head(items: Sequence[Item]) -> list[Line]:
    """The lines before the first heading."""
    first = next((index for index, item in enumerate(items) if isinstance(item, Head)), len(items))
    return [item.line for item in items[:first] if isinstance(item, Text)]


def _tail(items: Sequence[Item]) -> list[Line]:
    """The lines behind the last heading."""
    last = max((index for index, item in enumerate(items) if isinstance(item, Head)), default=-1)
    return [item.line for item in items[last + 1:] if isinstance(item, Text)]


def _squeezed(line: Line) -> str:
    return " ".join(line.piece.text.split())


def _loosened(item: Text, page: bool) -> list[Item]:
    """A page's head that came glued to the text, taken apart at its spaces: up to the first words that are neither a
    button, nor what a page says about a text, nor a title."""
    piece = item.line.piece
    tokens = list(re.finditer(r"\S+", piece.text))
    if len(piece.text) < 80 or len(tokens) < 2 or about(piece.text)[1]:
        return [item]
    words = [token[0] for token in tokens[:60]]
    starts = 0
    if page and any(sign(word) for word in words[:4] if len(word) < 30):
        starts = next((index for index, word in enumerate(words) if len(word) > 40 and price(word) is None), 0)
    elif price(words[0]) is not None:
        starts = 1
    if not starts:
        return [item]
    cuts = [0, *(token.start() for token in tokens[1:starts + 1]), len(piece.text)]
    return [Text(replace(item.line, piece=piece.part(start, stop), joins=item.line.joins if stop == cuts[-1] else None))
            for start, stop in pairwise(cuts)]



def only_year(text: str, edition: Edition) -> int | None:
    """The year of a document that names no other, several times, and whose format was in force for it."""
    named = list(years_named(text))
    first, last = edition.years
    fits = len(named) >= _ONCE and len(set(named)) == 1 and first <= named[0] and (last is None or named[0] <= last)
    return named[0] if fits else None


def _year(facts: Facts, whole: str) -> None:
    """The year: the title's, else the period's; they and the day of publication must agree."""
    stretches = periods(whole)
    title, stated = year_written(facts.title or ""), int(stretches[0][1][:4]) if stretches else period_year(whole)
    facts.year = title or stated
    if title and stated and title != stated:
        facts.doubts.append(doubt("year-conflict", None, [], title=title, period=stated, year=title))
    day = facts.published or facts.signed
    if facts.year and day and not f"{facts.year}-12-01" <= day <= f"{facts.year + 1}-12-31":
        facts.doubts.append(doubt("year-published", None, [], day=day, year=facts.year))


def match_township(townships: Sequence[Township], facts: Facts, whole: str) -> Township:
    """The existing body whose report this is: by the title, the issuer, else the text. Raises Refused."""
    for text in (facts.title or "", facts.issuer or "", whole[:3000], whole):
        text = fold(text)
        fitting = [one for one in townships if fold(one.name) in text]
        for needed in ("full_name", "county"):
            fewer = [one for one in fitting if fold(getattr(one, needed)) in text]
            if len(fitting) > 1 and fewer:
                fitting = fewer
        if len(fitting) > 1:
            raise Refused("many-townships", names="、".join(f"{one.full_name}（{one.path}）" for one in fitting))
        if fitting:
            return fitting[0]
    raise Refused("no-township")


def choose_edition(editions: Sequence[Edition], whole: str, year: int | None) -> tuple[Edition, bool]:
    """The format whose own labels the document has; where they do not tell, the year's. Second: sure?"""
    from generator.importing.labels import lexicon
    folded = fold(whole)
    editions = [edition for edition in editions if not edition.is_free]
    names = {edition: {fold(label.text) for label in lexicon(edition).labels} for edition in editions}
    scores = []
    for edition in editions:
        own = names[edition] - set().union(*(names[other] for other in editions if other is not edition))
        own = {name for name in own if not any(name in other for one in editions if one is not edition
                                               for other in names[one])}
        scores.append(sum(name in folded for name in own) / max(1, len(own)))
    best = max(scores)
    if best > 0 and scores.count(best) == 1:
        return editions[scores.index(best)], True
    for edition in editions:
        if year is not None and edition.years[0] <= year and (edition.years[1] is None or year <= edition.years[1]):
            return edition, False
    return editions[-1], False
