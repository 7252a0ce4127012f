"""The door: the `portal` command line. Exit codes: 0 good, 1 errors in the data, 2 cannot run."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urljoin

import generator
from generator import assemble as conductor
from generator.assemble.front import build_nation
from generator.assemble.layers import Layers
from generator.assemble.parts import Shard
from generator.assemble.past import past_of
from generator.assemble.watch import said_to
from generator.compare import common_stretches, reworded
from generator.console import counts, guarded, print_found, print_issues, print_json
from generator.draft import draft, entry_yaml
from generator.history import as_data, words
from generator.init import init
from generator.issue import BuildError, Severity, reason_of
from generator.load import SUMMARY, load_addresses, load_editions, load_settings, township_at
from generator.publish import claim, claim_file, mark, real
from generator.review import Tools, review
from generator.revision import Revision
from generator.schema import schema

GOOD, FAULTY, BROKEN, INTERRUPTED = 0, 1, 2, 130
SITE, SHARDS, NATION = (Path("build") / name for name in ("site", "shards", "nation"))  # where they are put


@guarded()
def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BuildError as error:
        print(f"无法继续：{error}", file=sys.stderr)
    except MemoryError:
        print("无法继续：内存不够。可以用 --jobs 1 再试。", file=sys.stderr)
    except OSError as error:
        print(f"无法继续：{reason_of(error)}。", file=sys.stderr)
    except KeyboardInterrupt:
        print("\n已中断；上一次建好的网站没有改动。", file=sys.stderr)
        return INTERRUPTED
    return BROKEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description="乡镇政府信息公开年报门户")
    parser.add_argument("--project", type=Path, default=Path(), metavar="文件夹",
                        help="门户所在的文件夹（默认：当前文件夹）")
    parser.add_argument("--version", action="version", version=f"portal {generator.__version__}", help="显示程序的版本")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        return sub

    def sources(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--reports", type=Path, action="append", metavar="文件夹",
                         help="报告文件夹，可以写几个（默认：reports）")

    def output(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--out", type=Path, default=SITE, metavar="文件夹",
                         help="建好的网站放在哪里（默认：build/site）")
        sub.add_argument("--no-search", action="store_true", help="不做全文搜索索引")

    def address(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--site-url", default=os.environ.get("SITE_URL", ""),
                         help="网站的网址（默认：mkdocs.yml 里的）")
        sub.add_argument("--repository", default=os.environ.get("REPOSITORY_URL", ""), help="仓库的网址")

    def work(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--jobs", type=_whole(0, 1000), default=0, metavar="N",
                         help="同时用几个进程（默认：每个处理器核心一个）")
        sub.add_argument("--fresh", action="store_true", help="全部重新生成，不用上一次的缓存")
        sub.add_argument("--profile", type=Path, metavar="文件", help="把各阶段的用时、内存和数量写成 JSON")

    def findings(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--format", choices=("text", "github", "json"), default="text", help="输出格式")

    sub = command("build", _build, "核对并生成整个网站")
    sources(sub)
    output(sub)
    address(sub)
    work(sub)
    sub.add_argument("--shard", type=_shard, metavar="几/几",
                     help="只生成一份分片，如 2/3；再用 portal merge 合并（默认放在 build/shards/2-of-3）")
    sub = command("merge", _merge, "把各份分片合并成一个网站")
    sub.add_argument("parts", type=Path, nargs="*", metavar="分片", help="分片的文件夹（默认：build/shards 下的全部）")
    sources(sub)
    output(sub)
    address(sub)
    work(sub)
    sub = command("nation", _nation, "生成全国首页，把各省的网站连在一起，并能一起搜索")
    sub.add_argument("sites", type=Path, metavar="文件", help="写着首页名称和各省网站的 YAML 文件，如 nation.yml")
    sub.add_argument("--summaries", action="store_true",
                     help="不生成首页，只列出要下载的 summary.json：每行是网址、制表符、要放的位置")
    sub.add_argument("--out", type=Path, default=NATION, metavar="文件夹",
                     help=f"建好的首页放在哪里（默认：{NATION}）")
    address(sub)
    sub = command("serve", _serve, "在本机预览，文件一改就重新生成")
    sources(sub)
    output(sub)
    sub.add_argument("--port", type=_whole(0, 65535), default=8000, help="端口（默认：8000）")
    sub = command("check", _check, "只核对，不生成网站")
    sources(sub)
    findings(sub)
    sub.add_argument("--no-hints", action="store_true", help="不显示提示，只显示错误与说明")
    sub = command("init", _init, "新建一个资料库：放年报和设置的文件夹，可以直接作为 GitHub 仓库")
    sub.add_argument("folder", type=Path, metavar="文件夹", help="新的或空的文件夹")
    sub.add_argument("--nation", action="store_true", help="建的是几个门户共同的首页，不是放年报的资料库")
    command("address", _address, "显示网站将来的网址（在 GitHub Actions 里，由仓库的名称得出）")
    sub = command("new", _new, "新建一份待填写的年报")
    sub.add_argument("path", metavar="县/乡镇", help="reports 下的文件夹，如 anqiu/jinzhongzi")
    sub.add_argument("year", metavar="年份", type=_YEAR)
    sub.add_argument("--edition", metavar="格式", help="表格格式，如 2021（默认：按年份）")
    sub = command("review", _review, "审阅改动：与另一份报告文件夹相比，改了哪些数")
    sub.add_argument("--base", type=Path, required=True, metavar="文件夹", help="改动之前的报告文件夹")
    sub.add_argument("--out", type=Path, default=Path("build/review"), metavar="文件夹",
                     help="写在哪里（默认：build/review）")
    sub.add_argument("--date", type=_day, metavar="日期", help="新登记的更正写哪一天，如 2026-01-28（默认：今天）")
    findings(sub)
    sources(sub)
    sub = command("history", _history, "一份年报的来历，或其中一格、一项、一节的：登记过的更正，和 git 里的改动")
    sub.add_argument("path", metavar="县/乡镇", help="reports 下的文件夹，如 anqiu/jinzhongzi")
    sub.add_argument("year", metavar="年份", type=_YEAR)
    sub.add_argument("at", metavar="位置", nargs="?",
                     help="格子的地址（如 received.T）、title 等项目、表或一节的名称；不写是整份年报")
    sub.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")
    sources(sub)
    sub = command("import", _import, "导入年报原文件（Word、PDF、网页、表格、文本），生成草稿和审阅单")
    sub.add_argument("files", type=Path, nargs="+", metavar="文件", help="原文件，或放着原文件的文件夹")
    sub.add_argument("--township", metavar="县/乡镇", help="哪个单位的报告（默认：按文件里的名称辨认）")
    sub.add_argument("--year", type=_YEAR, metavar="年份", help="哪一年的报告（默认：按标题和统计期限辨认）")
    sub.add_argument("--reports", type=Path, default=Path("reports"), metavar="文件夹",
                     help="报告文件夹（默认：reports）")
    sub.add_argument("--out", type=Path, default=Path("build/import"), metavar="文件夹",
                     help="审阅单放在哪里（默认：build/import）")
    sub.add_argument("--update", action="store_true", help="已有的报告也更新：先显示改动，人工写的内容保留")
    sub.add_argument("--jobs", type=_whole(1, 1000), metavar="个数",
                     help="同时处理几份文件（默认：与处理器的核数相同）")
    sub = command("export", _export, "把一份年报导出为规定格式的 Word、Excel 或网页文件")
    sub.add_argument("report", type=Path, metavar="年报", help="年报的 YAML 文件，如 reports/anqiu/jinzhongzi/2020.yml")
    sub.add_argument("--to", choices=("docx", "xlsx", "html"), default="docx", help="文件格式（默认：docx）")
    sub.add_argument("--out", type=Path, metavar="文件", help="导出到哪里（默认：当前文件夹）")
    command("schema", _schema, "重新生成各格式的 JSON Schema")
    return parser


def _options(chosen: argparse.Namespace) -> conductor.Options:
    project = chosen.project.resolve()
    if not (project / "mkdocs.yml").is_file():
        raise BuildError(f"{project} 里没有 mkdocs.yml，请在门户的文件夹里运行，或用 --project 指明。")
    roots = tuple((project / root).resolve() for root in chosen.reports or [Path("reports")])
    return conductor.Options(project, roots, real(project / getattr(chosen, "out", SITE)),
                             getattr(chosen, "site_url", ""), getattr(chosen, "repository", ""),
                             not getattr(chosen, "no_search", False), getattr(chosen, "jobs", 0),
                             getattr(chosen, "fresh", False))


def _build(chosen: argparse.Namespace) -> int:
    if chosen.shard is None:
        return _made(conductor.build(_options(chosen), said_to(sys.stderr)), chosen)
    if chosen.out == SITE:
        chosen.out = SHARDS / f"{chosen.shard.number}-of-{chosen.shard.of}"
    return _made(conductor.build_part(_options(chosen), chosen.shard, said_to(sys.stderr)), chosen)


def _whole(least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number of the command line."""
    def read(text: str) -> int:
        if not re.fullmatch("0|[1-9][0-9]{0,5}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"“{text[:20]}”不对，应是 {least} 到 {most} 的整数")
        return int(text)

    return read


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text[:20]}”不对，应写成 2026-01-28 这样") from error


_YEAR = _whole(1900, 2099)  # as the files of reports are named


def _shard(text: str) -> Shard:
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", text)
    if not found or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(f"“{text[:20]}”不对，应写成 2/3 这样，表示三份中的第二份")
    return Shard(int(found[1]), int(found[2]))


def _merge(chosen: argparse.Namespace) -> int:
    options = _options(chosen)
    parts = [(options.project / part).resolve() for part in chosen.parts]
    if not parts:
        parts = sorted(path for path in (options.project / SHARDS).glob("*") if path.is_dir())
    if not parts:
        raise BuildError(f"{SHARDS} 里没有分片，请先用 portal build --shard 生成，或写明各分片的文件夹。")
    return _made(conductor.merge(options, parts, said_to(sys.stderr)), chosen)


def _made(outcome: conductor.Outcome, chosen: argparse.Namespace) -> int:
    if chosen.profile is not None:
        conductor.write_profile(outcome, chosen.profile)
    return _summary(outcome, chosen.out)


def _summary(outcome: conductor.Outcome, out: Path) -> int:
    if outcome.failed:
        print_issues([found for found in outcome.issues if found.severity is Severity.ERROR])
        print(counts(outcome.issues))
        print("没有生成网站；上一次建好的网站没有改动。", file=sys.stderr)
        return FAULTY
    for cost in outcome.costs:
        count = f"，{cost.count} 份" if cost.count else ""
        print(f"  {cost.stage}：{cost.seconds:.1f} 秒（处理器 {cost.cpu:.1f} 秒，"
              f"内存至多 {cost.memory / 1024 / 1024:.0f} MB{count}）", file=sys.stderr)
    print(counts(outcome.issues))
    print(f"已生成 {outcome.pages} 页（{outcome.reports} 份年报），共 {outcome.files} 个文件，"
          f"{outcome.size / 1024 / 1024:.1f} MB；这次写了 {outcome.written} 个文件，"
          f"用时 {outcome.seconds:.1f} 秒：{out}")
    return GOOD


def _nation(chosen: argparse.Namespace) -> int:
    chosen.reports = None
    options = _options(chosen)
    if chosen.summaries:
        return _summaries(options, options.project / chosen.sites)
    return _summary(build_nation(options, options.project / chosen.sites, said_to(sys.stderr)), chosen.out)


def _summaries(options: conductor.Options, sites: Path) -> int:
    settings, faults = load_settings(options.layers.settings, options.site_url, options.repository)
    found, issues = load_addresses(sites)
    if settings is None or found is None:
        print_issues([*faults, *issues])
        return FAULTY
    for address, file in found:
        print(f"{urljoin(settings.site_url, address)}{SUMMARY}\t{file}")
    return GOOD


def _serve(chosen: argparse.Namespace) -> int:
    from generator.serve import serve  # here and below: what only one command needs, the others do not wait for

    options = _options(chosen)
    conductor.claim_target(options, "site")

    def rebuild() -> bool:
        try:
            return _summary(conductor.build(options, said_to(sys.stderr)), chosen.out) == GOOD
        except BuildError as error:
            print(f"无法继续：{error}", file=sys.stderr)
            return False

    watched = [*options.roots, options.project / "content", options.project / "site_templates",
               options.project / "mkdocs.yml"]
    return serve(options.target, chosen.port, watched, rebuild)


def _check(chosen: argparse.Namespace) -> int:
    issues = [found for found in conductor.findings(_options(chosen))
              if not (chosen.no_hints and found.severity is Severity.HINT)]
    print_found(issues, chosen.format, "运行记录")
    return FAULTY if any(found.severity is Severity.ERROR for found in issues) else GOOD


def _init(chosen: argparse.Namespace) -> int:
    for path in init(chosen.folder, "nation" if chosen.nation else "portal", generator.__version__):
        print(f"已新建 {path}")
    print(f"资料库已建好。请先读 {chosen.folder / 'README.md'}。")
    return GOOD


def _address(chosen: argparse.Namespace) -> int:
    owner, _, name = os.environ.get("GITHUB_REPOSITORY", "").partition("/")
    own = os.environ.get("ADDRESS") or os.environ.get("SITE_URL")
    if not own and not name:
        raise BuildError("只有在 GitHub Actions 里才能由仓库的名称得出网址；也可以用环境变量 ADDRESS 指明。")
    root = f"https://{owner.lower()}.github.io/"
    print(f"{own.rstrip('/')}/" if own else root if name.lower() == f"{owner.lower()}.github.io" else f"{root}{name}/")
    return GOOD


def _new(chosen: argparse.Namespace) -> int:
    chosen.reports = None
    options = _options(chosen)
    for path in draft(options.project / "reports", chosen.path, chosen.year,
                      load_editions(conductor.EDITIONS), chosen.edition):
        print(f"已新建 {path}")
    print("请打开这些文件填写，填完后运行 portal check。")
    return GOOD


def _review(chosen: argparse.Namespace) -> int:
    options = _options(chosen)
    conductor.claim_target(options, "review")
    difference = conductor.difference(options, (options.project / chosen.base).resolve())

    def preview(changed: list[Revision]) -> str:
        return conductor.preview(options, difference, changed)

    mark(options.target, "review")
    tools = Tools(common_stretches, reworded, entry_yaml, difference.originals, chosen.date or _today())
    found = review(difference.before, difference.after, difference.issues, tools, preview, options.target)
    print_found(found, chosen.format, "本页下方的 Summary")
    print(f"已写好 {options.target / 'summary.md'} 和 {options.target / 'preview.html'}", file=sys.stderr)
    return FAULTY if any(one.severity is Severity.ERROR for one in found) else GOOD


def _today() -> str:
    """The day in China, under which a correction is proposed. No page is made of it."""
    return datetime.now(timezone(timedelta(hours=8))).date().isoformat()


def _history(chosen: argparse.Namespace) -> int:
    found = past_of(_options(chosen), chosen.path, chosen.year, chosen.at)
    if found.history is None:
        print_issues(found.issues)
        return FAULTY
    if chosen.format == "json":
        print_json({"path": chosen.path, "year": chosen.year, "at": chosen.at, "place": found.place or None,
                    "now": found.now, **as_data(found.history)})
    else:
        print(*words(found.history, found.title, found.now), sep="\n")
    return GOOD


def _import(chosen: argparse.Namespace) -> int:
    from generator.importing.run import import_files

    project = chosen.project.resolve()
    reports, out = project / chosen.reports, real(project / chosen.out)
    claim(out, "import", [reports, *Layers(project).sources])
    mark(out, "import")
    return import_files(chosen.files, reports, out, load_editions(conductor.EDITIONS), said_to(sys.stderr),
                        chosen.township, chosen.year, chosen.update, chosen.jobs)


def _export(chosen: argparse.Namespace) -> int:
    from generator.exporting.documents import write_document

    path = chosen.report.resolve()
    if not path.is_file() or path.suffix != ".yml" or len(path.parents) < 3:
        raise BuildError(f"找不到年报 {chosen.report}，请写 YAML 文件的路径，如 reports/anqiu/jinzhongzi/2020.yml。")
    township, issues = township_at(path.parent, load_editions(conductor.EDITIONS))
    wanted = "/".join(path.parts[-4:])
    report = next((one for one in (township.reports if township else ()) if one.path == wanted), None)
    if report is None:
        print_issues([found for found in issues if found.path.startswith(wanted.removesuffix(".yml"))
                       or found.path.endswith("/township.yml")])
        return FAULTY
    out = chosen.out or Path(f"{path.parents[1].name}-{path.parent.name}-{path.stem}.{chosen.to}")
    claim_file(out)
    write_document(report, chosen.to, out)
    print(f"已导出 {out}")
    return GOOD


def _schema(chosen: argparse.Namespace) -> int:
    for path in schema(load_editions(conductor.EDITIONS).values(), conductor.EDITIONS):
        print(path)
    return GOOD


if __name__ == "__main__":
    sys.exit(main())
