"""A corpus → a peer's project as one would keep it by hand: a content file a report, its prose below its YAML.

Nothing is said beforehand: what stands in <year>.yml is the front matter, what stands in <year>.md the content, both
as they lie in git. The official tables are data of the peer, made from the editions: a grid of headings, where each
cell's figure is in the YAML, and what an edition says of the one before it. The peer does the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from generator.build import EDITIONS
from generator.compose import region_tree
from generator.compose.region import Region
from generator.edition import Edition
from generator.load import load, load_editions
from tests.bench.peers.convert import SITE_NAME, block_grid
from tests.bench.peers.write import as_json, write_file

HERE = Path(__file__).parent


def write_hugo(reports: Path, project: Path) -> None:
    """Sections for counties and townships; cities and provinces are pages that name what is below them."""
    shutil.copytree(HERE / "hugo", project)
    editions = load_editions(EDITIONS)
    write_file(project / "data/editions.yaml", as_json({key: edition_data(one) for key, one in editions.items()}))
    site, _ = load([reports], editions)
    for township in site.townships:
        source, target = reports / township.path, project / "content" / township.path
        text = (source / "township.yml").read_text(encoding="utf-8").replace("kind: ", "category: ")  # Hugo's own word
        write_file(target / "_index.md", f"---\ntitle: {township.full_name}\nlayout: township\n{text}---\n")
        for prose in source.glob("20??.md"):
            figures = prose.with_suffix(".yml").read_text(encoding="utf-8")
            write_file(target / prose.name, f"---\n{figures}---\n{prose.read_text(encoding='utf-8')}")
    tree = region_tree(site.townships)
    write_file(project / "content/_index.md", f"---\ntitle: {SITE_NAME}\n---\n")
    write_file(project / "content/regions/_index.md", _front(title="按地区查找", layout="regions",
                                                         below=[f"/{one.url}" for one in tree.values()]))
    for region, within in _regions(tree, "/"):
        write_file(project / "content" / region.url / "_index.md", _front(
            title=region.name, layout="region", level=region.level, within=within,
            below=[f"/{one.url}" for one in region.below.values()]))


def _regions(below: dict[str, Region], within: str) -> Iterator[tuple[Region, str]]:
    for region in below.values():
        yield region, within
        yield from _regions(region.below, f"/{region.url}")


def edition_data(edition: Edition) -> dict:
    """What the templates know of a format: names, which table is in which section, grids, places of figures."""
    places = {address: [place.table.key, place.row.key, place.column.key] for address, place in edition.places.items()}
    columns = {row: [leaf.key for leaf in block.column_leaves] for row, (_, block, _) in edition.rows.items()}
    at = {address: [row, columns[row].index(column)] for address, (_, row, column) in places.items()}
    return {"key": edition.key, "name": edition.name, "notice": edition.notice,
            "sections": {one.heading: one.table for one in edition.sections if one.table},
            "tables": {table.key: {"key": table.key, "caption": f"{table.name} {table.caption}",
                                   "blocks": [block_grid(one, table.width) for one in table.blocks]}
                       for table in edition.tables},
            "places": at,
            "compared_with": [{"edition": key} | {kind: [{"now": pair.now, "before": pair.before}
                                                         for pair in pairs if pair.comparable == kind]
                                                  for kind in ("approximate", "incomparable")}
                              for key, pairs in edition.pairings.items()],
            "roles": {name: [[places[address][0], *at[address]] for address in cells if address in places]
                      for name, cells in edition.roles.items()},
            "role_names": dict(edition.role_names)}


def _front(**values: object) -> str:
    return f"---\n{as_json(values)}\n---\n"
