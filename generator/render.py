"""Page → HTML. Jinja2 lives here and nowhere else.

A template receives finished words. Official tables are printed by one template, once per layout, into a
skeleton with a slot per cell; a report's page only fills the slots. Prose is untrusted, and literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError
from markupsafe import Markup, escape

from generator.archive import published_name
from generator.edition import Edition
from generator.grid import printed
from generator.issue import BuildError
from generator.page import Page, Rendered, TableView
from generator.prose import Block, Paragraph, Subheading
from generator.settings import Settings

HATCHED, BLANK = "<i class=bl></i>", "空白"  # a blank cell: as it is shown, and in a word
SLOT = "\x00"  # cannot occur in a template or in a source


class Skeleton(NamedTuple):
    """A table's HTML in parts, every second one a cell's; the `rows` in that order, and by address a cell's place."""

    parts: list[str]
    rows: tuple[str, ...]
    cells: dict[str, int]


def render(templates: Sequence[Path], editions: Mapping[str, Edition], settings: Settings, ready: Sequence[str] = ()
           ) -> Callable[[Page], Rendered]:
    """A function that prints pages. Raises BuildError where a template is missing or faulty.

    `ready`: templates to be compiled at once, with those of the parts; the others are when they are first needed.
    """
    environment = _Environment(loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    environment.filters["published_at"] = lambda file: quote(published_name(file))
    environment.globals.update(settings=settings)

    @cache
    def compiled(name: str) -> Template:
        try:
            return environment.get_template(name)
        except TemplateError as error:
            raise BuildError(f"模板 {name} 有误：{error}") from error

    @cache
    def run(op: str) -> tuple[str, str]:
        before, after = compiled("parts/run.html").render(op=op, text=Markup(SLOT)).split(SLOT)
        return before, after

    def diff(runs: Sequence[tuple[str, str]]) -> Markup:
        return Markup("".join([_escape(text).join(run(op)) for op, text in runs]))

    environment.filters["diff"] = diff

    def prose(blocks: Iterable[Block]) -> Markup:
        return Markup("\n".join([_paragraph(block) if isinstance(block, Paragraph | Subheading) else
                                 compiled("parts/block.html").render(block=block, kind=type(block).__name__)
                                 for block in blocks]))

    environment.filters["prose"] = prose

    @lru_cache(maxsize=512)
    def skeleton(edition: str, table: str, rows: frozenset[str], row_notes: tuple[tuple[str, str], ...]) -> Skeleton:
        official = editions[edition].table(table)
        parts = compiled("parts/table.html").render(table=official, grid=printed(official, rows), slot=_slot,
                                                    row_notes=dict(row_notes)).split(SLOT)
        cells = {address: at for at, address in list(enumerate(parts))[1::2]}
        return Skeleton(parts, tuple(dict.fromkeys(address.partition(".")[0] for address in cells)), cells)

    def official_table(view: TableView) -> Markup:
        parts, rows, cells = skeleton(view.edition, view.table, view.rows, tuple(view.row_notes.items()))
        out = parts.copy()
        literals = list(chain.from_iterable(map(view.literals.__getitem__, rows)))
        only_digits = "".join(literals).isdecimal()  # in the whole table, as mostly
        out[1::2] = literals if only_digits else map(_escape, literals)
        for address in view.states.keys() | view.notes.keys():
            at = cells[address]
            out[at] = _cell(out[at], view.states.get(address), view.notes.get(address, ()))
        for address, entry in view.corrected.items():
            out[cells[address]] += f"<small><a href=#{entry}>更正</a></small>"
        for address, before in view.proposed.items():
            now = out[cells[address]]
            if view.states.get(address) == "blank":
                now = f"{BLANK}{now.removeprefix(HATCHED)}"
            out[cells[address]] = f"<del>{_escape(before or BLANK)}</del> → <ins>{now}</ins>"
        return Markup("".join(out))

    environment.globals["official_table"] = official_table
    if ready:
        for name in ("pages/base.html", "parts/head.html", "parts/run.html", "parts/table.html", *ready):
            compiled(name)

    def print_page(page: Page) -> Rendered:
        try:
            body = compiled(f"pages/{page.template}").render(page=page, root=page.root, **page.context)
            head = compiled("parts/head.html").render(page=page)
        except TemplateError as error:
            raise BuildError(f"模板 {page.template} 有误：{error}") from error
        return Rendered(page.title, head.strip(), body.strip())

    return print_page


def _paragraph(block: Paragraph | Subheading) -> str:
    """Every character as it stands; its spaces are kept by the style sheet (`.prose`)."""
    text = _escape(block.text)
    return f"<h3>{text}</h3>" if isinstance(block, Subheading) else "<p>" + text.replace("\n", "<br>") + "</p>"


def _slot(address: str) -> Markup:
    return Markup(f"{SLOT}{address}{SLOT}")


def _cell(printed: str, state: str | None, notes: Sequence[str]) -> str:
    """The published literal first, then what we say about it. `state`: None for a figure."""
    if state == "unreadable":
        printed += "<small class=u>数值不明</small>"
    elif state == "blank" and notes:
        printed = HATCHED
    return f"{printed}<small>{'<br>'.join(map(_escape, notes))}</small>" if notes else printed


def _escape(value: object) -> str:
    """What markupsafe's `escape` gives, in a fifth of the time for numbers and text without HTML's signs."""
    if type(value) is str:
        if "&" in value or "<" in value or ">" in value or "'" in value or '"' in value:
            return str(escape(value))
        return value
    return str(value if type(value) is int else escape(value))


class _Template(Template):
    """A template that escapes by `_escape`: a page has 250 places to do so."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        template = super().from_code(*args, **kwargs)
        template.root_render_func.__globals__["escape"] = _escape
        return template


class _Environment(Environment):
    """What a page does some hundred times, the short way.

    Jinja2 looks for `a.b` among a value's attributes first; our dicts have what they have as items.
    """

    template_class = _Template

    def make_globals(self, d: Mapping[str, Any] | None) -> dict[str, Any]:
        """One dict: Jinja2's chain of two is copied, slowly, for every page."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: object, attribute: str) -> object:
        try:
            return obj[attribute] if type(obj) is dict else getattr(obj, attribute)
        except (AttributeError, KeyError):
            return super().getattr(obj, attribute)
