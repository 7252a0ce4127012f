"""The settings of a nation's front page and the summaries that its portals publish → Nation + Issues."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from generator.hidden import HIDDEN
from generator.issue import Issue, issue
from generator.load.fields import Fields, kind_of
from generator.load.source import Mapping, Node, parse, read_text
from generator.page import Member, Nation, Place, Summary

SUMMARY = "summary.json"
MOST = 10 ** 9  # townships or reports: a nation has some ten thousands of the one, and a report a year of each
_STEP = r"[\w.~-]*[\w~-]"  # no step is . or ..
_ADDRESS = rf"(https?://[^\s/?#\"'<>]+/|/|(\.\./)*)({_STEP}/)*"
_PLACE = r"regions/[\w-]+/"


def load_addresses(path: Path) -> tuple[list[tuple[str, str]] | None, list[Issue]]:
    """The address of each site and the place of its summary, which need not be there yet; or None with Issues."""
    found, issues = _sites(path)
    return (None if found is None else [(url, told) for _, _, url, told, _ in found[1]]), issues


def load_nation(path: Path) -> tuple[Nation | None, list[Issue]]:
    """The Nation, or None with Issues."""
    found, issues = _sites(path)
    if found is None:
        return None, issues
    members = []
    for fields, name, url, told, file in found[1]:
        summary = _read(file / SUMMARY if os.path.isdir(file) else file, told, fields)
        if summary is not None:
            members.append(Member(name, url, summary))
    return (None if issues else Nation(found[0], tuple(members))), issues


_Site = tuple[Fields, str, str, str, Path]  # its fields, name, address, and its summary as written and as a path


def _sites(path: Path) -> tuple[tuple[str, list[_Site]] | None, list[Issue]]:
    """The name of the front page and the sites it names, or None with Issues."""
    issues: list[Issue] = []
    text = read_text(path, path.name, issues)
    tree = parse(text, path.name, issues) if text is not None else None
    if tree is None:
        return None, issues
    top = Fields(tree, path.name, issues)
    name = top.text("name", "首页的名称")
    taken: set[str] = set()
    sites = [site for node in top.items("sites") if (site := _site(node, path, taken, issues))]
    if not sites and not issues:
        top.complain("missing-key", "sites", meaning="各省的网站")
    top.finish()
    return (None if issues or name is None else (name, sites)), issues


def _site(node: Node, path: Path, taken: set[str], issues: list[Issue]) -> _Site | None:
    """One of the portals; `taken` are the addresses of those before it."""
    if not isinstance(node, Mapping):
        issues.append(issue("wrong-type", path.name, node.line, key="sites",
                            expected="一组组“name、url、summary”", found=kind_of(node)))
        return None
    fields = Fields(node, path.name, issues, "sites.")
    name = fields.text("name", "省份的名称")
    url = fields.matching("url", _ADDRESS, "应为这个网站的地址，以 / 结尾，如 ../shandong/", "网站的地址")
    told = fields.text("summary", f"这个网站的 {SUMMARY}，或它建好的文件夹")
    fields.finish()
    if url in taken:
        fields.complain("wrong-value", "url", value=url, expected="每个网站只写一次")
    if not (name and url and told):
        return None
    taken.add(url)
    return fields, name, url, told, path.parent / told


def _read(file: Path, told: str, fields: Fields) -> Summary | None:
    if not os.path.isfile(file):  # false also where no file can have such a name
        fields.complain("file-missing", "summary", file=told, meaning=f"该网站公布的 {SUMMARY}，或它建好的文件夹")
        return None
    text = read_text(file, told, fields.issues)
    if text is None:
        return None
    try:
        return _summary(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        fields.complain("summary-unfit", "summary", file=told)
        return None


def _summary(told: dict[str, Any]) -> Summary:
    """Raises ValueError, TypeError, KeyError or AttributeError where it is not as exporting.summary writes it."""
    if told["format"] != 1:
        raise ValueError(told["format"])
    years = {_year(year): _count(count) for year, count in told["years"].items()}
    return Summary(_words(told["name"]), _count(told["townships"]), _count(told["reports"]), years,
                   tuple(map(_place, told["places"])))


def _place(told: dict[str, Any]) -> Place:
    if not re.fullmatch(_PLACE, told["url"]):
        raise ValueError(told["url"])
    below = tuple(map(_place, told.get("below", ())))
    return Place(_words(told["name"]), told["url"], _count(told["townships"]), below)


def _year(text: str) -> int:
    if not re.fullmatch("[0-9]{4}", text):
        raise ValueError(text)
    return int(text)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < MOST:
        raise ValueError(value)
    return value


def _words(value: object) -> str:
    if not (isinstance(value, str) and value) or HIDDEN.search(value):
        raise ValueError(value)
    return value
