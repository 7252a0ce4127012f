"""One Report → its Page: summary, source, six sections with tables and notes, year over year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from generator.comparison import Change, Comparable, Comparison
from generator.compose.changes import has_changed
from generator.compose.words import change_words, literal, report_url, signed, summary
from generator.edition import Edition, Place, Section
from generator.issue import Issue, Severity
from generator.model import Report, Township
from generator.page import Link, Page, TableView, View
from generator.settings import Settings

PUBLIC = (Severity.NOTE, Severity.REMARK)
NOT_STATED = "未注明"


def title_of(township: Township, report: Report) -> str:
    """The report's title, or ours where the original has none (marked 本站拟题 on the page)."""
    return report.title or f"{township.full_name}{report.year}年政府信息公开工作年度报告"


def report_page(township: Township, report: Report, comparison: Comparison | None, issues: Sequence[Issue],
                settings: Settings, crumbs: tuple[Link, ...]) -> Page:
    """The page of one report. `issues` are the report's own."""
    public = [found for found in issues if found.severity in PUBLIC]
    title = title_of(township, report)
    url = report_url(township, report.year)
    years = [other.year for other in township.reports]
    here = years.index(report.year)
    words = summary(report, township.name)
    told = _by_table(comparison)
    context = {
        "township": township, "report": report, "title": title, "titled_by_us": report.title is None,
        "summary": words, "meta": _meta(township, report, settings),
        "original": _original(report, settings), "unsourced": not (report.source.file or report.source.url),
        "earlier": years[here - 1] if here else None,
        "later": years[here + 1] if here + 1 < len(years) else None,
        "preamble": report.preamble,
        "sections": [_section(section, report, comparison, told, public) for section in report.edition.sections],
        "comparison": _comparison(report, comparison),
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
                filters={"省份": township.province, "城市": township.city, "县区": township.county,
                         "年份": f"{report.year}年", "表格格式": report.edition.name,
                         "核对说明": "有" if public else "无"},
                example=township.example)


def _meta(township: Township, report: Report, settings: Settings) -> list[tuple[str, str, str]]:
    """Label, value, link ("" for none)."""
    source = report.source
    rows = [("发布机关", report.issuer or NOT_STATED, ""),
            ("报告年度", f"{report.year}年", ""),
            ("表格格式", f"{report.edition.name}（{report.edition.notice}）", ""),
            ("成文日期", report.signed or NOT_STATED, ""),
            ("发布日期", report.published or NOT_STATED, ""),
            ("原文网址", source.url or NOT_STATED, source.url or ""),
            ("获取日期", source.accessed or NOT_STATED, "")]
    if source.file:
        rows.append(("原文文件", source.file, quote(source.published_as) if settings.originals else ""))
    if source.sha256:
        rows.append(("文件校验（SHA-256）", source.sha256, ""))
    return rows


def _original(report: Report, settings: Settings) -> Link | None:
    """Where the reader finds the original: the web page first, then the archived file."""
    if report.source.url:
        return Link("查看原发布页", report.source.url)
    if report.source.file and settings.originals:
        return Link("查看原文存档", quote(report.source.published_as))
    return None


# ── the six sections ──

def _section(section: Section, report: Report, comparison: Comparison | None, told: Mapping[str, Sequence[Change]],
             public: list[Issue]) -> View:
    printed = report.headings.get(section.key, section.heading)
    view: View = {"key": section.key, "heading": section.heading,
            "printed": printed if printed != section.heading else "",
            "lost": printed is None, "prose": report.prose.get(section.key, ""), "table": None,
            "missing": False, "compared": None, "needs_text": section.table is None,
            "wordless": section.key in report.wordless}
    if section.table:
        edition = report.edition
        table = edition.table(section.table)
        here = [found for found in public if found.table == table.key]
        missing = table.key in report.missing_tables
        view |= {"table": table, "missing": missing,
                 "extra": report.extra_lines.get(table.key, ()),
                 "notes": _notes(here, Severity.NOTE), "remarks": _notes(here, Severity.REMARK),
                 "absent": [edition.labels[key] for key in sorted(report.absent_rows)
                            if edition.rows[key][0] is table and not edition.in_single_row(key, report.rows)]}
        if not missing:
            mine = told.get(table.key, ())
            view["view"] = shown = table_view(report, table.key, comparison, mine)
            view["states"] = set(shown.states.values())
            view["compared"] = _table_words(report, table.key, comparison, mine)
    return view


def _notes(issues: list[Issue], severity: Severity) -> list[View]:
    """Findings of one severity, those of one formula together."""
    found = sorted((one for one in issues if one.severity is severity), key=lambda one: (one.formula, one.line))
    return [{"formula": formula, "items": list(items)}
            for formula, items in groupby(found, key=lambda one: one.formula)] if found else []


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
    lost = table in before.missing_tables
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
    return {"year": before.year, "lost": lost,
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


def _comparison(report: Report, comparison: Comparison | None) -> View | None:
    """The changes in words: the key figures first, then how much else changed."""
    if comparison is None:
        return None
    before, edition = comparison.before, report.edition
    said, unchanged = [], []
    for name in ("received", "closed", "carried_forward", "reconsideration", "litigation"):
        for address in edition.roles[name]:
            change = comparison.change(address)
            if change is None or change.delta is None:
                continue
            place = edition.places[address]
            figure = _figure_name(edition, name, place)
            if change.delta:
                said.append((figure, f"{literal(change.before)} → {literal(change.after)}"
                                     f"（{signed(change.delta, place.column)}）"))
            else:
                unchanged.append(f"{figure} {literal(change.after)}")
    return {"year": before.year, "gap": comparison.gap, "figures": said, "unchanged": unchanged,
            "changed": sum(map(bool, (change.delta for change in comparison.changes.values()))),
            "same": comparison.any_same,
            "cross": before.edition is not edition, "before_edition": before.edition.name,
            "after_edition": edition.name,
            "repeated": [(edition.heading(change.section), round(change.repeated * 100))
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
    parts = [f"{report.issuer or township.full_name}：《{title}》", report.published or report.signed or "未注明日期"]
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
