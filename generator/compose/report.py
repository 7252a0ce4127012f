"""One Report → its Page: summary, source, six sections with tables and notes, year over year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from generator.archive import Attachment, published_name
from generator.comparison import Change, Comparable, Comparison
from generator.compose.changes import has_changed
from generator.compose.corrections import cited, corrections_of, marks_of, meta_marks, proposal_of, rewordings
from generator.compose.lives import now, regrouped, regrouping
from generator.compose.standings import standing_links
from generator.compose.words import (
    NOT_TYPED_IN,
    change_words,
    form_words,
    incomparable_words,
    literal,
    report_url,
    signed,
    span,
    summary,
)
from generator.edition import Edition, Place, Section
from generator.issue import Issue, Severity
from generator.model import Report, Township
from generator.page import NOTHING, Link, Page, TableView, View
from generator.prose import Picture
from generator.revision import Revision
from generator.settings import Settings
from generator.standing import Standing

NOT_STATED = "未注明"


def notes_of(issues: Sequence[Issue]) -> list[Issue]:
    """Those of a report's findings that a reader is told beside its tables."""
    return [found for found in issues if found.table and found.severity in (Severity.NOTE, Severity.REMARK)]


def title_of(township: Township, report: Report) -> str:
    """The report's title, or ours where the original has none (marked 本站拟题 on the page)."""
    part = f"（{span(report.period)}）" if report.period else ""
    return report.title or f"{township.full_name}{report.year}年{part}政府信息公开工作年度报告"


def report_page(township: Township, report: Report, comparison: Comparison | None, issues: Sequence[Issue],
                standing: Standing | None, settings: Settings, crumbs: tuple[Link, ...],
                revision: Revision | None = None) -> Page:
    """The page of one report, with the names of its year. `issues` are the report's own; `revision`: what a proposal
    changes, in its preview.
    """
    today, township = township, township.at(report.year)
    public = notes_of(issues)
    title = title_of(township, report)
    url = report_url(township, report.year)
    years = [other.year for other in township.reports]
    here = years.index(report.year)
    words = summary(report, township.name)
    figures = None if comparison is None or comparison.incomparable else comparison
    told = _by_table(figures)
    marks = marks_of(report)
    reworded = rewordings(revision)
    context = {
        "township": township, "now": now(township, today), "report": report, "title": title,
        "titled_by_us": report.title is None,
        "summary": words, "standing": standing_links(report, standing, public), "period": period_words(report),
        "attachments": _attachments(report), "meta": _meta(township, report, settings),
        "original": _original(report, settings), "unsourced": not (report.source.file or report.source.url),
        "earlier": years[here - 1] if here else None,
        "later": years[here + 1] if here + 1 < len(years) else None,
        "preamble": report.blocks[""],
        "sections": [_section(section, report, figures, told, public, marks, revision)
                     for section in report.sections],
        "corrections": corrections_of(report), "marks": marks, "meta_marks": meta_marks(marks),
        "proposal": proposal_of(report, revision), "reworded": reworded,
        "comparison": _comparison(today, report, comparison),
        "first": not here,
        "changes": has_changed(comparison),
        "downloads": _downloads(township, report) if settings.data_files else [],
        "citation": _citation(township, report, title, settings),
        "edits": edit_links(settings, report.path),
        "permalink": settings.site_url + url,
        "notes": len(public),
    }
    return Page(url, "report.html", f"{title}（{township.full_name}）" if township.name not in title else title,
                "".join(words), crumbs, context, column="政府信息公开工作年度报告",
                published=report.published, source=report.issuer or township.full_name,
                keywords=(township.full_name, f"{report.year}年", "政府信息公开工作年度报告"),
                filters={**unit_filters(township, today),
                         "年份": f"{report.year}年", "表格格式": report.edition.name,
                         **({"核对": standing.word} if standing else {})},
                example=township.example)


def unit_filters(township: Township, today: Township) -> dict[str, str]:
    """Where the search finds a body; where it was called or lay otherwise in that year, with its name of then."""
    places = {"省份": township.province, "城市": township.city, "县区": township.county}
    return places if township is today else {**places, "单位": township.full_name}


def _meta(township: Township, report: Report, settings: Settings) -> list[tuple[str, str, str]]:
    """Label, value, link ("" for none)."""
    source = report.source
    rows = [("发布机关", report.issuer or NOT_STATED, ""),
            ("报告年度", f"{report.year}年", ""),
            *([("报告时段", period_words(report), "")] if report.period else []),
            *([("文号", report.number, "")] if report.number else []),
            ("表格格式", form_words(report), ""),
            ("成文日期", report.signed or NOT_STATED, ""),
            ("发布日期", report.published or NOT_STATED, ""),
            ("原文网址", source.url or NOT_STATED, source.url or ""),
            ("获取日期", source.accessed or NOT_STATED, "")]
    if source.file:
        rows.append(("原文文件", source.file, quote(source.published_as) if settings.originals else ""))
    if source.sha256:
        rows.append(("文件校验（SHA-256）", source.sha256, ""))
    for old in source.superseded:
        words = f"{old.file}（{f'{old.until} 起' if old.until else '已'}被替换）"
        rows.append(("以前的原文文件", words, quote(published_name(old.file)) if settings.originals else ""))
        if old.sha256:
            rows.append(("以前的文件校验（SHA-256）", old.sha256, ""))
    return rows


def _original(report: Report, settings: Settings) -> Link | None:
    """Where the reader finds the original: the web page first, then the archived file."""
    if report.source.url:
        return Link("查看原发布页", report.source.url)
    if report.source.file and settings.originals:
        return Link("查看原文存档", quote(report.source.published_as))
    return None


def period_words(report: Report) -> str:
    """The part of a year that a report is on: 2019年9月1日至12月31日; "" for the whole year."""
    return f"{report.year}年{span(report.period)}" if report.period else ""


_KINDS = {"doc": "Word", "docx": "Word", "wps": "WPS", "xls": "Excel", "xlsx": "Excel", "et": "WPS 表格", "txt": "文本",
          "zip": "压缩包", "rar": "压缩包", "7z": "压缩包"}


def _attachments(report: Report) -> list[View]:
    """The attachments; a picture that stands in the text is not shown once more."""
    if not report.attachments:
        return []
    shown = {block.file for blocks in report.blocks.values() for block in blocks if isinstance(block, Picture)}
    return [_attachment(one) | ({"alt": ""} if one.file in shown else {}) for one in report.attachments]


def _attachment(one: Attachment) -> View:
    """An attachment with its kind and size: Word，12 KB."""
    ending = one.published_as.rpartition(".")[2].lower()
    kind = "图片" if one.is_picture else _KINDS.get(ending, ending.upper())
    size = f"{-(-one.size // 1024)} KB" if one.size < 1024 * 1024 else f"{one.size / 1024 / 1024:.1f} MB"
    return {"title": one.title, "url": quote(one.published_as), "about": f"{kind}，{size}",
            "alt": one.alt if one.is_picture else ""}


# ── the six sections ──

def _section(section: Section, report: Report, comparison: Comparison | None, told: Mapping[str, Sequence[Change]],
             public: list[Issue], marks: Mapping[str, str], revision: Revision | None) -> View:
    printed = report.headings.get(section.key, section.heading)
    view: View = {"key": section.key, "heading": section.heading,
            "printed": printed if printed != section.heading else "",
            "lost": printed is None, "prose": report.blocks.get(section.key, ()), "table": None,
            "missing": False, "untranscribed": False, "compared": None,
            "needs_text": section.table is None and not report.edition.is_free,
            "wordless": section.key in report.wordless}
    if section.table:
        edition = report.edition
        table = edition.table(section.table)
        here = [found for found in public if found.table == table.key]
        missing = table.key in report.missing_tables
        view |= {"table": table, "missing": missing, "untranscribed": table.key in report.untranscribed,
                 "table_notes": report.table_notes.get(table.key, ()), "extra": report.extra_lines.get(table.key, ()),
                 "notes": _notes(here, Severity.NOTE), "remarks": _notes(here, Severity.REMARK),
                 "absent": [edition.labels[key] for key in sorted(report.absent_rows)
                            if edition.rows[key][0] is table and not edition.in_single_row(key, report.rows)]}
        if table.key not in report.without_table:
            mine = told.get(table.key, ())
            view["view"] = shown = table_view(report, table.key, comparison, mine)._replace(
                corrected=_within(marks, report, table.key),
                proposed=_within(revision.cells if revision else NOTHING, report, table.key))
            view["states"] = set(shown.states.values())
            view["compared"] = _table_words(report, table.key, comparison, mine)
    return view


def _within(by_place: Mapping[str, str], report: Report, table: str) -> Mapping[str, str]:
    """Those of the cells of one table that the report has."""
    if not by_place:
        return NOTHING
    return {at: words for at, words in by_place.items()
            if at in report.cells and report.edition.places[at].table.key == table}


def _notes(issues: list[Issue], severity: Severity) -> list[View]:
    """Findings of one severity, those of one formula and of the same signs counted as 0 together."""
    found = sorted((one for one in issues if one.severity is severity), key=lambda one: (*_alike(one), one.line))
    return [{"formula": formula, "supposed": supposed, "items": list(items)}
            for (formula, supposed), items in groupby(found, key=_alike)] if found else []


def _alike(found: Issue) -> tuple[str, str]:
    """What findings that are told together have in common; each that fails tells for itself what it supposes."""
    return found.formula, found.supposed if found.severity is Severity.REMARK else ""


def table_view(report: Report, table: str, comparison: Comparison | None, mine: Sequence[Change]) -> TableView:
    """The cells of one table, each with its small print; a row wholly 不可比 (not comparable) says so once, at its
    label.

    `mine`: the changes in this table that have something to say.
    """
    edition, cells = report.edition, report.cells
    states = {address: cells[address].state.value for address in report.without_figure
              if edition.places[address].table.key == table}
    notes: dict[str, tuple[str, ...]] = {}
    row_notes: dict[str, str] = {}
    if comparison is None:
        return TableView(edition.key, table, report.rows, report.literals, states, notes, row_notes)
    for row, group in groupby(mine, key=lambda change: change.address.partition(".")[0]):
        changes = list(group)
        if 1 < len(changes) == len(edition.addresses.get(row, ())) and all(map(_without_counterpart, changes)):
            row_notes[row] = f"与{comparison.before.year}年不可比"
            continue
        for change in changes:
            if change.address in cells:
                words = change_words(change, edition.places[change.address].column, comparison.before.year)
                if words:
                    notes[change.address] = words
    return TableView(edition.key, table, report.rows, report.literals, states, notes, row_notes)


def _without_counterpart(change: Change) -> bool:
    return change.comparable is Comparable.NO and change.before is None


# ── year over year ──

def _by_table(comparison: Comparison | None) -> Mapping[str, list[Change]]:
    """The changes that have something to say, by table."""
    found: dict[str, list[Change]] = {}
    if comparison is None:
        return found
    for change in comparison.telling:
        table = comparison.after.edition.table_of(change.address.partition(".")[0])
        found.setdefault(table.key, []).append(change)
    return found


def _table_words(report: Report, table: str, comparison: Comparison | None, mine: Sequence[Change]) -> View | None:
    """What to say under a table about its comparison. `mine`: the changes in it that have something to say."""
    if comparison is None:
        return None
    edition, before = report.edition, comparison.before
    without = f"{before.year}年的原文缺这张表" if table in before.missing_tables else \
        f"本站{NOT_TYPED_IN}{before.year}年的这张表" if table in before.untranscribed else ""
    pairs: dict[str, list[str]] = {}
    for change in mine:
        if change.note and change.before is not None:
            place = edition.places[change.address]
            pairs.setdefault(change.note, []).append(
                f"{place.row.label}：{before.year}年 {literal(change.before)}，"
                f"{report.year}年 {literal(change.after)}")
    sums = [f"{edition.column(change.address).label} {literal(change.before)} → {literal(change.after)}"
            for change in mine if change.address not in report.cells]
    group = next((edition.labels[change.address.split(".")[0]] for change in mine
                  if change.address not in report.cells), "")
    return {"year": before.year, "without": without, "spans_differ": comparison.spans_differ,
            "changed": sum(1 for change in mine if change.changed and change.comparable is Comparable.YES),
            "unknown": any(change.comparable is Comparable.UNKNOWN and change.changed for change in mine),
            "law": [point.words for point in edition.turning_points
                    if point.table == table and before.year < point.year <= report.year],
            "pairs": pairs, "sums": sums, "group": group,
            "dropped": _dropped(report, before, table), "cross": before.edition is not edition}


def _dropped(report: Report, before: Report, table: str) -> list[str]:
    """Rows with figures that the earlier report has and this one's format has not."""
    if before.edition is report.edition:
        return []
    known = set(report.edition.rows) | set(report.edition.groups)
    return [before.edition.labels[row] for row, (owner, _, _) in before.edition.rows.items()
            if owner.key == table and row not in known and row in before.rows]


def _comparison(township: Township, report: Report, comparison: Comparison | None) -> View | None:
    """The changes in words: the key figures first, then how much else changed."""
    if comparison is None:
        return None
    before, edition = comparison.before, report.edition
    if comparison.incomparable:
        return {"year": before.year, "incomparable": incomparable_words(comparison)}
    said, unchanged = [], []
    for name in ("received", "closed", "carried_forward", "reconsideration", "litigation"):
        for address in edition.roles.get(name, ()):
            change = comparison.change(address)
            if change is None or change.before is None or change.after is None:
                continue
            place = edition.places[address]
            figure = _figure_name(edition, name, place)
            if change.comparable is Comparable.OTHER_SPAN:
                was, now = literal(change.before), literal(change.after)
                said.append((figure, f"{before.year}年 {was}，{report.year}年 {now}"))
            elif change.delta is None:
                continue
            elif change.delta:
                said.append((figure, f"{literal(change.before)} → {literal(change.after)}"
                                     f"（{signed(change.delta, place.column)}）"))
            else:
                unchanged.append(f"{figure} {literal(change.after)}")
    return {"year": before.year, "incomparable": "", "formless": edition.is_free, "gap": comparison.gap,
            "regrouping": regrouping(township, before.year, report.year),
            "regrouped": regrouped(township, before.year, report.year), "figures": said, "unchanged": unchanged,
            "spans": [f"{one.year}年的报告只报{span(one.period)}" for one in (before, report) if one.period]
            if comparison.spans_differ else [],
            "untyped": [f"{one.year}年的{table.name}" for one in (before, report) for table in one.edition.tables
                        if table.key in one.untranscribed],
            "changed": sum(map(bool, (change.delta for change in comparison.changes.values()))),
            "same": comparison.any_same,
            "cross": before.edition is not edition, "before_edition": before.edition.name,
            "after_edition": edition.name,
            "repeated": [(change.heading, round(change.repeated * 100))
                         for change in comparison.prose if change.repeated is not None]}


def _figure_name(edition: Edition, role: str, place: Place) -> str:
    """The role's short term; where it has several cells, with the column group that tells them apart."""
    name = edition.role_names[role]
    return name if len(edition.roles[role]) == 1 else f"{name}（{place.column_path[-2]}）"


# ── use of the page ──

def _downloads(township: Township, report: Report) -> list[Link]:
    stem = township.stem(report.year)
    return [Link("YAML（本站所存数据）", f"{stem}.yml"), Link("JSON", f"{stem}.json"),
            Link("CSV（表格软件可打开）", f"{stem}.csv")]


def _citation(township: Township, report: Report, title: str, settings: Settings) -> str:
    """Up to the page's own address, which follows as a link."""
    number = f"（{report.number}）" if report.number else ""
    day = report.published or report.signed or "未注明日期"
    parts = [f"{report.issuer or township.full_name}：《{title}》{number}", day + cited(report)]
    if report.source.url:
        parts.append(f"原文：{report.source.url}")
    return "，".join(parts) + f"，{settings.name}（{settings.status}）："


def edit_links(settings: Settings, path: str) -> list[Link]:
    """Links: 报告错误 (report an error: a form of the repository, in which it fills in the page)
    and 在 GitHub 上修改 (edit on GitHub), where there is one.
    """
    if not settings.repository:
        return []
    place = quote(path)
    links = [Link("报告错误", f"{settings.repository}/issues/new?template=report-error.yml&page={place}"),
             Link("在 GitHub 上修改表格数字", f"{settings.repository}/edit/{settings.branch}/{place}")]
    if path.endswith("township.yml"):
        return [links[0], Link("在 GitHub 上修改", links[1].url)]
    return [*links, Link("在 GitHub 上修改文字", links[1].url.removesuffix(".yml") + ".md")]
