"""Site → Issues: the balances (勾稽关系) and hints, as an ordered list of small named checks.

Balances come from the edition's data and are evaluated by one function, `assess`; tolerance is zero and
nothing is ever repaired. A failing balance is an error unless the report acknowledges it (原文如此).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from generator.edition import Balance, Edition, Term
from generator.issue import Issue, Severity, issue
from generator.model import Cell, Number, Report, Site, State, Township, plain
from generator.settings import Settings


@dataclass(frozen=True)
class Subject:
    """What a check looks at: one report with its two predecessors (None where the year is missing)."""

    township: Township
    report: Report
    last: Report | None
    before_last: Report | None
    settings: Settings
    editions: tuple[Edition, ...]

    def hint(self, code: str, line: int = 0, path: str = "", **fields: object) -> Issue:
        return issue(code, path or self.report.path, line, Severity.HINT, **fields)


def check(site: Site, settings: Settings) -> list[Issue]:
    """Every finding on every report, in the order of path and line."""
    return sorted((found for township in site.townships for found in check_township(township, site, settings)),
                  key=Issue.order)


def check_township(township: Township, site: Site, settings: Settings) -> Iterator[Issue]:
    """The findings on one township; they depend on nothing outside it but editions and settings."""
    by_year = {report.year: report for report in township.reports}
    for report in township.reports:
        subject = Subject(township, report, by_year.get(report.year - 1), by_year.get(report.year - 2),
                          settings, tuple(site.editions.values()))
        for one in CHECKS:
            yield from one(subject)


# ── balances ──

class Verdict(Enum):
    HOLDS = "holds"
    FAILS = "fails"
    HOLDS_IF_ZERO = "holds only if blanks are 0"
    FAILS_EVEN_THEN = "fails even then"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True)
class Assessment:
    """One balance at one of its instances; `key` names the column or row, sides are as computed."""

    balance: Balance
    key: str
    row: str  # whose line in the YAML to point at
    verdict: Verdict
    left: Number = 0
    right: Number = 0
    left_words: str = ""
    right_words: str = ""


def assess(balance: Balance, report: Report, last: Report | None) -> Iterator[Assessment]:
    """The balance at each of its instances in the report; across years, only if `last` is there."""
    if balance.across_years and last is None:
        return
    for block in report.edition.table(balance.table).blocks:
        columns = [column.key for column in block.column_leaves]
        if balance.each == "column":
            for column in columns:
                yield _instance(balance, report, last, column, balance.right[0].key,
                                lambda term, at=column: (term.key, at))
        elif all(term.key in columns for term in balance.left + balance.right):
            rows = [row.key for row in block.row_leaves]
            rows += [key for key in report.edition.single_groups & report.rows
                     if report.edition.rows[key][1] is block]
            for row in rows:
                yield _instance(balance, report, last, balance.at or row, row,
                                lambda term, at=row: (at, term.key))


def _instance(balance: Balance, report: Report, last: Report | None, key: str, row: str,
              cell_of: Callable[[Term], tuple[str, str]]) -> Assessment:
    sides: list[tuple[Number, str]] = []
    cells: list[Cell | None] = []
    for terms in (balance.left, balance.right):
        total: Number = 0
        shown = []
        for term in terms:
            row_key, column_key = cell_of(term)
            for cell in operands(last if term.last_year else report, row_key, column_key):
                cells.append(cell)
                value = cell.value if cell is not None and cell.value is not None else 0
                total += term.sign * value
                shown.append((term.sign, str(value)))
        words = "".join(f"{' + ' if sign > 0 else ' − '}{value}" for sign, value in shown)
        sides.append((total, words.removeprefix(" + ") if len(shown) <= 3 else str(total)))
    (left, left_words), (right, right_words) = sides
    return Assessment(balance, key, row, _verdict(cells, left, right, balance.relation), left, right,
                      left_words, right_words)


def operands(report: Report | None, row: str, column: str) -> list[Cell | None]:
    """The cells a row key stands for: itself, or the rows of a group; None where the report has no such row."""
    if report is None:
        return [None]
    own = report.cell(f"{row}.{column}")
    group = report.edition.groups.get(row)
    if own is not None or group is None:
        return [own]
    return [report.cell(f"{part}.{column}") for part in group]


def _verdict(cells: list[Cell | None], left: Number, right: Number, relation: str) -> Verdict:
    if any(cell is None or cell.state is State.UNREADABLE for cell in cells):
        return Verdict.NOT_ASSESSABLE
    known = [cell.value is not None for cell in cells if cell is not None]
    holds = left == right if relation == "=" else left <= right
    if all(known):
        return Verdict.HOLDS if holds else Verdict.FAILS
    if not any(known):
        return Verdict.NOT_ASSESSABLE
    return Verdict.HOLDS_IF_ZERO if holds else Verdict.FAILS_EVEN_THEN


def balances(subject: Subject) -> Iterator[Issue]:
    """Arithmetic on published figures; a stale acknowledgement is an error as well."""
    report = subject.report
    acknowledged = {(entry.check, entry.table, entry.key): entry for entry in report.acknowledged}
    for balance in report.edition.balances:
        for found in assess(balance, report, subject.last):
            entry = None
            fails = found.verdict in (Verdict.FAILS, Verdict.FAILS_EVEN_THEN)
            if fails and balance.level == "balance":
                entry = acknowledged.pop((balance.id, balance.table, found.key), None)
            yield from _balance_issue(subject, found, entry.reason if entry else None)
    for entry in acknowledged.values():
        yield issue("acknowledgement-stale", report.path, entry.line, check=entry.check, key=entry.key)


def _balance_issue(subject: Subject, found: Assessment, reason: str | None) -> Iterator[Issue]:
    report, balance = subject.report, found.balance
    fields = {"table": balance.table, "key": found.key, "place": _instance_words(report.edition, found),
              "formula": balance.words, "words": balance.words, "axis": balance.axis, "check": balance.id,
              "left": found.left_words, "right": found.right_words, "expected": found.right_words,
              "found": found.left_words, "difference": str(abs(found.left - found.right))}
    line = report.lines.get(found.row, report.lines.get(balance.table, 0))
    if balance.level == "hint":
        if found.verdict is Verdict.FAILS:
            yield subject.hint(balance.id, line, template="relation-hint", **fields)
    elif found.verdict is Verdict.HOLDS_IF_ZERO:
        yield issue(balance.id, report.path, line, Severity.REMARK, template="balance-conditional", **fields)
    elif found.verdict in (Verdict.FAILS, Verdict.FAILS_EVEN_THEN):
        if reason is not None:
            yield issue(balance.id, report.path, line, Severity.NOTE, template="balance-acknowledged",
                        reason=reason, **fields)
        else:
            even_then = found.verdict is Verdict.FAILS_EVEN_THEN
            yield issue(balance.id, report.path, line,
                        template="balance-even-then" if even_then else "balance", **fields)


def _instance_words(edition: Edition, found: Assessment) -> str:
    """表 · 列 or 表 · 行, as on paper."""
    table = edition.table(found.balance.table)
    column = found.key if found.balance.axis == "column" else found.balance.right[0].key
    row = found.row
    place = edition.places.get(f"{row}.{column}")
    if place is None:
        return table.name
    path = place.column_path[1:] if len(place.column_path) > 1 and not found.balance.at else place.column_path
    if found.balance.axis == "column":
        return f"{table.name} · {'／'.join(path)}"
    return place.row_words


# ── hints: for the editor, never public ──

def regulation_by_township(subject: Subject) -> Iterator[Issue]:
    for rule in _rules(subject, "regulation-by-township"):
        if subject.township.kind not in rule["unless"]:
            for address in rule["positive"]:
                if (_number(subject.report, address) or 0) > 0:
                    yield _cell_hint(subject, "regulation-by-township", address,
                                     value=subject.report.cells[address].literal)


def both_or_neither(subject: Subject) -> Iterator[Issue]:
    for rule in _rules(subject, "both-or-neither"):
        values = [_number(subject.report, address) for address in rule["cells"]]
        if None not in values and len({value > 0 for value in values}) == 2:
            left, right = (subject.report.cells[address].literal for address in rule["cells"])
            yield _cell_hint(subject, "both-or-neither", rule["cells"][0], left=left, right=right)


def money_unit_jump(subject: Subject) -> Iterator[Issue]:
    for rule in _rules(subject, "money-unit-jump"):
        for address in rule["cells"] if subject.last else ():
            before, after = _number(subject.last, address), _number(subject.report, address)
            ratio = max(after / before, before / after) if before and after else 0
            if rule["factor"] / 5 < ratio < rule["factor"] * 5:
                yield _cell_hint(subject, "money-unit-jump", address,
                                 before=subject.last.cells[address].literal,
                                 after=subject.report.cells[address].literal)


def split_digits(subject: Subject) -> Iterator[Issue]:
    """A failing row that would hold if two neighbouring one-digit cells were one number: proposed only."""
    report = subject.report
    for balance in report.edition.balances:
        if balance.each != "row" or balance.at or balance.across_years or balance.level != "balance":
            continue
        for found in assess(balance, report, None):
            if found.verdict is not Verdict.FAILS:
                continue
            parts = [report.cells[f"{found.row}.{term.key}"].value for term in balance.left]
            for one, other, term in zip(parts, parts[1:], balance.left, strict=False):
                glued = one * 10 + other
                if 0 < one < 10 and 0 <= other < 10 and found.left - one - other + glued == found.right:
                    yield _cell_hint(subject, "split-digits", f"{found.row}.{term.key}", left=one, right=other,
                                     joined=glued)


def review_without_requests(subject: Subject) -> Iterator[Issue]:
    for rule in _rules(subject, "review-without-requests"):
        reports = [report for report in (subject.report, subject.last) if report is not None]
        if any((_number(subject.report, address) or 0) > 0 for address in rule["positive"]) \
                and all(_all_zero(report, rule["all_zero"]) for report in reports):
            review, requests = (subject.report.edition.table(key).name for key in ("review", rule["all_zero"]))
            yield subject.hint("review-without-requests", subject.report.lines.get("review", 0),
                               review=review, requests=requests, span="今年和上年" if reports[1:] else "今年")


def repeated_from_last_year(subject: Subject) -> Iterator[Issue]:
    report, last = subject.report, subject.last
    if last is None:
        return
    for table in report.edition.tables:
        now, before = _table_values(report, table.key), _table_values(last, table.key)
        if now and now == before and any(cell.value for cell in now.values()):
            yield subject.hint("identical-table", report.lines.get(table.key, 0), table=table.name)
    for section in report.edition.sections:
        text = plain(report.prose.get(section.key, ""))
        if len(text) > 20 and text == plain(last.prose.get(section.key, "")):
            yield subject.hint("identical-section", report.prose_lines.get(section.key, 0), report.prose_path,
                               heading=section.heading)


def text_against_table(subject: Subject) -> Iterator[Issue]:
    """What the prose says of a figure, with the sentence quoted."""
    report = subject.report
    for line, sentence in _sentences(report):
        for claim in report.edition.claims:
            match = re.search(claim["pattern"], sentence)
            if match is None:
                continue
            quote = {"path": report.prose_path, "line": line, "sentence": sentence.strip()[:80]}
            for address in claim.get("zero", ()):
                if (_number(report, address) or 0) > 0:
                    yield subject.hint("claim-nonzero", place=report.edition.places[address].words,
                                       value=report.cells[address].literal, **quote)
            if "equals" in claim:
                yield from _claimed_number(subject, claim, int(next(filter(None, match.groups()))), quote)


def _claimed_number(subject: Subject, claim: dict, claimed: int, quote: dict) -> Iterator[Issue]:
    report = subject.report
    value = _number(report, claim["equals"])
    if value is not None and value != claimed:
        yield subject.hint("claim-differs", claimed=claimed, place=report.edition.places[claim["equals"]].words,
                           value=value, **quote)
    known = [_number(report, address) for address in claim.get("at_most", ())]
    if known and None not in known and claimed > sum(known):
        yield subject.hint("claim-exceeds", claimed=claimed, value=sum(known), **quote)


def parts_against_whole(subject: Subject) -> Iterator[Issue]:
    """A whole that the prose breaks into parts (主动公开 N 条，其中 a 条、b 条): the parts add up to it."""
    report = subject.report
    for claim in report.edition.claims:
        for key, markdown in report.prose.items() if "parts" in claim else ():
            for match in re.finditer(claim["pattern"], plain(markdown).replace("\n", "")):
                parts = [int(number) for number in re.findall(claim["parts"], match[2])]
                if len(parts) > 1 and sum(parts) != int(match[1]):
                    yield subject.hint("claim-parts", report.prose_lines.get(key, 0), report.prose_path,
                                       sentence=match[0][:80], sum=sum(parts), claimed=match[1])


def structure(subject: Subject) -> Iterator[Issue]:
    """Sections empty or misplaced; year, edition and notice that do not fit together; a late date."""
    report, edition = subject.report, subject.report.edition
    for section in edition.sections:
        text = plain(report.prose.get(section.key, ""))
        line = report.prose_lines.get(section.key, 0)
        if section.table is None and text.strip("。.") in ("", "无"):
            yield subject.hint("section-empty", line, report.prose_path, heading=section.heading)
        first = edition.sections[0]
        if section is edition.sections[-1]:
            for part in text.splitlines():
                if re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]", part) and len(part) < 40:
                    for topic in first.topics:
                        if topic in part:
                            yield subject.hint("section-misplaced", line, report.prose_path,
                                               heading=section.heading, words=part)
                            break
    yield from _years(subject)
    start, end = edition.years
    if report.year < start or (end is not None and report.year > end):
        usual = [other.name for other in subject.editions
                 if other.years[0] <= report.year <= (other.years[1] or report.year)]
        yield subject.hint("edition-unusual", report.lines.get("edition", 0), year=report.year,
                           expected="、".join(usual) or "别的格式", found=edition.name)
    prose = re.sub(r"\s", "", plain("\n".join((report.preamble, *report.prose.values()))))
    for other in subject.editions:
        if other is not edition and other.notice in prose:
            yield subject.hint("notice-mismatch", 1, report.prose_path, cited=other.notice, found=edition.name)
    deadline = _deadline(subject)
    if deadline and report.published and report.published > deadline.isoformat():
        yield subject.hint("published-late", report.lines.get("published", 0), date=report.published,
                           deadline=deadline.isoformat())


def _years(subject: Subject) -> Iterator[Issue]:
    report = subject.report
    title = re.search(r"((?:19|20)\d\d)\s*年", report.title or "")
    if title and int(title[1]) != report.year:
        yield subject.hint("year-elsewhere", report.lines.get("title", 0), where="标题", found=title[1],
                           year=report.year)
    for line, sentence in _sentences(report):
        period = re.search(r"(?:统计|数据)[^。]{0,12}(?:自|从|为|：)\s*((?:19|20)\d\d)\s*年\s*1\s*月\s*1\s*日",
                           sentence)
        if period and int(period[1]) != report.year:
            yield subject.hint("year-elsewhere", line, report.prose_path, where="统计期限", found=period[1],
                               year=report.year)


def _deadline(subject: Subject) -> date | None:
    """条例第四十九条: departments 31 January, county governments 31 March; townships as their county sets."""
    by_kind = {"部门": "01-31", "县级政府": "03-31"}
    day = by_kind.get(subject.township.kind) or subject.settings.deadlines.get(subject.township.county_path)
    if day is None:
        return None
    month, number = map(int, day.split("-"))
    return date(subject.report.year + 1, month, number)


CHECKS: tuple[Callable[[Subject], Iterator[Issue]], ...] = (
    balances,
    regulation_by_township,
    both_or_neither,
    money_unit_jump,
    split_digits,
    review_without_requests,
    repeated_from_last_year,
    text_against_table,
    parts_against_whole,
    structure,
)


def _rules(subject: Subject, hint: str) -> Iterator[dict]:
    return (rule for rule in subject.report.edition.hints if rule["id"] == hint)


def _number(report: Report, address: str) -> Number | None:
    cell = report.cell(address)
    return cell.value if cell is not None else None


def _cell_hint(subject: Subject, code: str, address: str, **fields: object) -> Issue:
    place = subject.report.edition.places[address]
    return subject.hint(code, subject.report.lines.get(place.row.key, 0), place=place.words,
                        table=place.table.key, key=address, **fields)


def _table_values(report: Report, table: str) -> dict[str, Cell]:
    return {address: cell for address, cell in report.cells.items()
            if report.edition.places[address].table.key == table}


def _all_zero(report: Report, table: str) -> bool:
    values = _table_values(report, table).values()
    return bool(values) and all(cell.value == 0 for cell in values)


def _sentences(report: Report) -> Iterator[tuple[int, str]]:
    """Every sentence of the prose with its line in the Markdown file."""
    for key, markdown in (("", report.preamble), *report.prose.items()):
        for number, line in enumerate(markdown.split("\n"), report.prose_lines.get(key, 1)):
            for sentence in re.split(r"(?<=[。；！？])", plain(line)):
                if sentence.strip():
                    yield number, sentence
