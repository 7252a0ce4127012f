"""mkdocs.yml → Settings. Only site_name, site_url and `extra: portal:` are ours; the rest is the theme's."""

from __future__ import annotations

import re
from pathlib import Path

from generator.issue import BuildError, Issue
from generator.load.fields import Fields
from generator.load.kinds import read_kinds, shipped_kinds
from generator.load.source import Mapping, parse, read_text
from generator.settings import FORMAT, LOCAL, Settings

_TEXTS = ("operator", "licence", "address", "phone", "email", "footer", "site_code", "icp", "branch")


def read_settings(path: Path, site_url: str = "", repository: str = "") -> tuple[Settings | None, list[Issue]]:
    """The Settings, or None with Issues. A deployment knows its own address and repository: they go first."""
    issues: list[Issue] = []
    text = read_text(path, path.name, issues)
    tree = parse(text, path.name, issues, tags=True) if text is not None else None
    if tree is None:
        return None, issues
    top = Fields(tree, path.name, issues)
    name = top.text("site_name", "网站名称")
    url = _chosen(top, "site_url", site_url, r"https?://[^\s/]+/(\S+/)?", "应为以 http 开头、以 / 结尾的网址") or LOCAL
    extra = top.mapping_of("extra") or _nothing(path.name, issues)
    portal = extra.mapping_of("portal") or _nothing(path.name, issues)
    if name is None:
        return None, issues
    _format(portal)
    texts = {key: portal.text(key) or "" for key in _TEXTS}
    official, search, prose_changes, data_files = (_switch(portal, key, usual) for key, usual in (
        ("official", Settings.official), ("search", Settings.search), ("prose_changes", Settings.prose_changes),
        ("data_files", Settings.data_files)))
    originals, related = (
        {"true": True, "false": False}.get(portal.matching(key, "true|false|auto", "写 true、false 或 auto") or "auto")
        for key in ("originals", "related"))
    home = _chosen(portal, "repository", repository, r"https://github\.com/[\w.-]+/[\w.-]+",
                   "应为 https://github.com/… 的网址")
    deadlines = portal.mapping_of("deadlines")
    dates = {county: value for county in deadlines.mapping.nodes
             if (value := deadlines.day_of_a_year(county))} if deadlines is not None else {}
    kinds = read_kinds(portal, shipped_kinds())
    portal.finish()
    if issues:
        return None, issues
    return Settings(
        name=name, site_url=url, repository=home, deadlines=dates, kinds=kinds, official=official, search=search,
        related=related, originals=originals, prose_changes=prose_changes, data_files=data_files,
        operator=texts["operator"],
        licence=texts["licence"], address=texts["address"], phone=texts["phone"], email=texts["email"],
        footer=texts["footer"], site_code=texts["site_code"], icp=texts["icp"],
        branch=texts["branch"] or Settings.branch), issues


def _switch(fields: Fields, key: str, usual: bool) -> bool:
    value = fields.matching(key, "true|false", "写 true 或 false")
    return usual if value is None else value == "true"


def _nothing(name: str, issues: list[Issue]) -> Fields:
    """A group of settings that is not there: everything is as it is without a setting."""
    return Fields(Mapping(0, 0), name, issues)


def _format(portal: Fields) -> None:
    """A data repository may be older than the program; one that is newer may hold what the program would misread."""
    written = portal.matching("format", r"[1-9][0-9]{0,3}", "写 1 这样的数")
    if written is not None and int(written) > FORMAT:
        portal.complain("format-newer", "format", value=written, known=FORMAT)


def _chosen(fields: Fields, key: str, given: str, pattern: str, expected: str) -> str:
    """The value given from outside, else the file's; both must have the same form."""
    written = fields.matching(key, pattern, expected)
    if given and not re.fullmatch(pattern, given):
        raise BuildError(f"{key} 的值“{given}”不对：{expected}。")
    return given or written or ""
