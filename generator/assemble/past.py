"""What became of a report or of one place in it: its file is found, read, and its past asked for (`portal history`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from generator.assemble import EDITIONS, Options
from generator.history import History, history
from generator.issue import BuildError, Issue
from generator.load import load_editions, load_settings, township_at, value_in
from generator.naming import path_fault


@dataclass(frozen=True)
class Past:
    """The past of a place, or of a whole report (`place` "", `now` None). Without `history`: why it cannot be read."""

    issues: list[Issue]
    title: str = ""
    place: str = ""
    now: str | None = None
    history: History | None = None


def past_of(options: Options, path: str, year: int, at: str | None) -> Past:
    """The past of the report of the body at `path` on a year. BuildError: there is none, or no such place."""
    root = next((root for root in options.roots if (root / path / f"{year}.yml").is_file()), None)
    if root is None or path_fault(path):
        raise BuildError(f"找不到 {path} 的 {year} 年年报，请写 reports 下的文件夹，如 anqiu/jinzhongzi。")
    editions = load_editions(EDITIONS)
    settings, _ = load_settings(options.layers.settings)
    township, issues = township_at(root / path, editions, settings.kinds if settings else None)
    report = next((one for one in (township.reports if township else ()) if one.year == year), None)
    if township is None or report is None:
        return Past(issues)
    place = report.place(at) if at else ""
    if at and place == at:
        raise BuildError(f"这份年报里没有“{at}”这个位置。请写格子的地址（如 received.T）、title、signed 等项目、"
                         f"表或一节的名称（如 requests、overview），前言写 preamble。")

    def value(yaml: str, prose: str) -> str | None:
        return value_in(yaml, prose, editions, at or "")

    folder = Path(os.path.relpath(root, options.project))
    stems = [(folder / one / str(year)).as_posix() for one in (township.path, *township.moved_from)]
    now = value(*(Path(root, path, f"{year}{ending}").read_text(encoding="utf-8") for ending in (".yml", ".md")))
    name = f"{township.at(year).full_name}{year}年"
    return Past(issues, f"{name} · {place}（{at}）" if at else name, place, now or "" if at else None,
                history(options.project, report, stems, at, value))
