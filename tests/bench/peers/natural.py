"""A corpus → a peer's project as one would keep it by hand: a content file a report, its prose below its YAML.

Nothing is said beforehand: what stands in <year>.yml is the front matter, what stands in <year>.md the content, both
as they lie in git. The official formats are a data file made from the editions: grids of headings, where each figure
stands in the YAML, and what an edition says of the one before it. All else the peer does.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from generator.assemble import EDITIONS
from generator.compose import region_tree
from generator.compose.region import Region
from generator.edition import Edition
from generator.grid import laid_out
from generator.load import load, load_editions
from generator.model import Township
from tests.bench.peers.convert import SITE_NAME, parts_of
from tests.bench.peers.write import HERE, as_json, write_file


def write_hugo(reports: Path, project: Path) -> None:
    """Sections for counties and townships; cities and provinces are pages that name what is below them. The YAML as
    front matter: as a page's resource or as data of the site, read with other means, it takes a fifth more."""
    shutil.copytree(HERE / "hugo", project)
    formats = _content(reports, project, "_index.md", lambda kind: kind, {"kind: ": "category: "})  # Hugo's own word
    write_file(project / "data/editions.yaml", formats)  # JSON is YAML; as JSON, Hugo reads no whole numbers


def write_eleventy(reports: Path, project: Path) -> None:
    """Markdown files with layouts in Nunjucks."""
    shutil.copytree(HERE / "eleventy", project)
    formats = _content(reports, project, "index.md", "{}.njk".format, {})
    write_file(project / "editions.json", formats)


def _content(reports: Path, project: Path, index: str, layout: Callable[[str], str], renamed: Mapping[str, str]) -> str:
    """Write the content files; a folder's own is called `index`. Returns the formats, as JSON."""
    editions = load_editions(EDITIONS)
    site, issues = load([reports], editions)
    if issues:
        raise ValueError(f"the corpus has {len(issues)} issues")
    content = project / "content"
    for township in site.townships:
        _township(township, reports / township.path, content / township.path, index, layout("township"), renamed)
    tree = {one.url: one for one in region_tree(site.townships).provinces}
    write_file(content / index, _front(title=SITE_NAME, layout=layout("home")))
    write_file(content / "regions" / index, _front(title="按地区查找", layout=layout("regions"), below=_below(tree)))
    for region, within in _regions(tree, "/"):
        write_file(content / region.url / index, _front(title=region.name, layout=layout("region"), level=region.level,
                                                        within=within, below=_below(region.below)))
    return as_json({key: _format(one) for key, one in editions.items()})


def _township(township: Township, source: Path, target: Path, index: str, layout: str, renamed: Mapping[str, str]
              ) -> None:
    text = (source / "township.yml").read_text(encoding="utf-8")
    for old, new in renamed.items():
        text = text.replace(old, new)
    write_file(target / index, f"---\ntitle: {township.full_name}\nlayout: {layout}\n{text}---\n")
    for prose in source.glob("20??.md"):
        figures = prose.with_suffix(".yml").read_text(encoding="utf-8")
        write_file(target / prose.name, f"---\n{figures}---\n{prose.read_text(encoding='utf-8')}")


def _regions(below: Mapping[str, Region], within: str) -> Iterator[tuple[Region, str]]:
    for region in below.values():
        yield region, within
        yield from _regions(region.below, f"/{region.url}")


def _below(regions: Mapping[str, Region]) -> list[str]:
    return [f"/{one.url}" for one in regions.values()]


def _front(**values: object) -> str:
    return f"---\n{as_json(values)}\n---\n"  # YAML too


def _format(edition: Edition) -> dict:
    """What templates know of a format: names, tables by the heading above them, grids, where each figure stands."""
    columns = {row: [leaf.key for leaf in block.column_leaves] for row, (_, block, _) in edition.rows.items()}
    places = {address: [place.row.key, columns[place.row.key].index(place.column.key)]
              for address, place in edition.places.items()}
    return {"key": edition.key, "name": edition.name, "notice": edition.notice, "places": places,
            "sections": {section.heading: section.table for section in edition.sections if section.table},
            "tables": {table.key: {"key": table.key, "caption": f"{table.name} {table.caption}",
                                   "blocks": parts_of(edition, laid_out(table.blocks))}
                       for table in edition.tables},
            "compared_with": [{"edition": key} | {how: [{"now": pair.now, "before": pair.before} for pair in pairs
                                                        if pair.comparable == how]
                                                  for how in ("approximate", "incomparable")}
                              for key, pairs in edition.pairings.items()],
            "roles": {name: [[edition.places[address].table.key, *places[address]] for address in addresses
                             if address in places] for name, addresses in edition.roles.items()},
            "role_names": dict(edition.role_names)}
