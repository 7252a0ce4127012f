"""One value out of an old text of a report, read as far as it goes: what stood there need not be right today."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from generator.edition import Edition
from generator.issue import Issue
from generator.load.quick import quick
from generator.load.sections import read_prose
from generator.load.source import Items, Mapping, Node, Scalar, parse


def value_in(yaml: str, prose: str, editions: Dict[str, Edition], at: str) -> str | None:
    """What stands at a correction's place in the two texts of a report, None where there is no such place.

    A figure is given as it is written in the file (null for a blank); of a table, whether it is there.
    """
    issues: list[Issue] = []
    tree = quick(yaml) or parse(yaml, "", issues)
    if tree is None:
        return None
    edition = editions.get(_text(tree.nodes.get("edition")) or "")
    if edition is None:
        return None
    if (place := edition.places.get(at)) is not None:
        table = tree.nodes.get(place.table.key)
        row = table.nodes.get(place.row.key) if isinstance(table, Mapping) else None
        columns = edition.addresses[place.row.key]
        if isinstance(row, Items) and len(row.nodes) == len(columns):
            return _text(row.nodes[columns.index(at)])
        return None
    if at in edition.table_addresses:
        return _text(tree.nodes.get(at)) or ("逐行录入" if at in tree.nodes else None)
    if at in tree.nodes:
        return _text(tree.nodes[at])
    text = read_prose(prose, "", edition, (), (), issues).text
    return text.get("" if at == "preamble" else at)


def _text(node: Node | None) -> str | None:
    """A value of one line as it is written; a literal by its words; of a group its values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return "，".join(filter(None, map(_text, node.nodes.values())))
    return None
