"""Small faults put into the program on purpose: the tests named beside each must notice it. `make mutate` tries them all.

A mutation says which file, the exact text (it occurs once), what stands there instead, which tests see it, and why it
matters. Texts are short, one expression, so that other edits seldom touch them.
"""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    """`file` below the project; `tests` are names of modules in tests/ without `test_` and `.py`."""

    file: str
    old: str
    new: str
    tests: str
    why: str


MUTATIONS = tuple(Mutation(*told) for told in (
    # ── load ──
    ("generator/load/figures.py", 'if text == "null":\n        return BLANK', 'if text == "null":\n        return _SMALL["0"]',
     "load", "a blank is never a zero"),
    ("generator/load/figures.py", 'if len(bare) > 1 and bare[0] == "0"', 'if len(bare) > 2 and bare[0] == "0"',
     "load", "04 may be 0 and 4: it is no number"),
    ("generator/load/figures.py", 'match[2] or column.unit', 'column.unit or match[2]', "load", "万元 printed in a cell counts"),
    ("generator/load/figures.py", 'in ("减少", "减", "-")', 'in ("减少", "-")', "load", "a decrease stays one"),
    ("generator/load/report.py", 'int(written) == year', 'int(written) >= year', "load",
     "the file of one year never holds another's report"),
    ("generator/load/originals.py", 'hexdigest()) != sha256', 'hexdigest())[:1] != sha256[:1]', "load", "the original is the one that was archived"),
    ("generator/kinds.yml", "name: 街道, level: township, digits: 9", "name: 街道, level: township, digits: 6", "load", "a code has the length that its kind demands"),
    ("generator/load/source.py", 'DEPTH_LIMIT = 12', 'DEPTH_LIMIT = 12_000', "load hostile", "a nest of lists ends nothing"),
    ("generator/load/source.py", 'if key.text in container.nodes:', 'if False:', "load", "a second key never wins silently"),
    ("generator/load/quick.py", '            if key in inner.key_lines:\n                return None', '            if False:\n                return None',
     "load_quick load", "nor in the quick reader"),
    # ── check ──
    ("generator/check/arithmetic.py", 'return over == 0 if', 'return abs(over) <= 1 if', "check", "the tolerance is zero"),
    ("generator/check/arithmetic.py", 'else over <= 0', 'else over <= 1', "check", "at most means at most"),
    ("generator/check/arithmetic.py", 'holds = left == right', 'holds = abs(left - right) <= 1', "check", "nor is there one where blanks are"),
    ("generator/check/arithmetic.py", 'cell.state is State.UNREADABLE for', 'cell.state is State.BLANK for', "check",
     "what cannot be read is not assessed"),
    ("generator/check/figures.py", 'rule["factor"] * 5', 'rule["factor"] / 5 + 1', "check", "元 taken for 万元 is noticed"),
    ("generator/check/statements.py", 'claimed > sum(known)', 'claimed > sum(known) + 1', "check", "more answers than requests are noticed"),
    ("generator/check/statements.py", 'report.published > deadline', 'report.published >= deadline', "check", "the day itself is in time"),
    # ── compare ──
    ("generator/compare.py", 'new.value - old.value', 'abs(new.value - old.value)', "compare", "less is less"),
    ("generator/compare.py", 'last.year != report.year - 1', 'last.year > report.year - 1', "compare", "a chain has no gaps"),
    ("generator/compare.py", 'range(before.year + 1, after.year)', 'range(before.year, after.year)', "compare", "the years between are named"),
    ("generator/compare.py", 'SHORTEST_MOVE = 12', 'SHORTEST_MOVE = 2', "compare", "a clause that recurs by chance has not moved"),
    # ── compose ──
    ("generator/compose/words.py", 'if value > 0 else f"－', 'if value >= -1 else f"－', "compose", "the sign of a change"),
    ("generator/compose/words.py", 'value / Decimal(YUAN[column.unit])', 'value * Decimal(YUAN[column.unit])', "compose", "money stays in its unit"),
    ("generator/compose/words.py", 'was = f"{before_year}年', 'was = f"{before_year + 1}年', "compose", "the year beside last year's figure is last year"),
    ("generator/compose/report.py", 'years[here - 1] if here', 'years[here - 1] if here > 1', "compose", "the way to the year before"),
    ("generator/compose/__init__.py", 'key=lambda pair: (pair[0].year, pair[0].date)', 'key=lambda pair: (pair[0].date, pair[0].year)',
     "compose", "newest is the report's year, not the day of its publication"),
    ("generator/compose/report.py", '"年份": f"{report.year}年"', '"年份": f"{(report.published or str(report.year))[:4]}年"',
     "compose", "the search's year is the report's, not its publication's"),
    ("generator/compose/report.py", 'report.title or f"{township', 'f"{township', "compose", "a published title stays"),
    # ── render, shell ──
    ("generator/render.py", ''' or '"' in value:''', ':', "render", "a quotation mark ends no attribute"),
    ("generator/render.py", '"&" in value or "<" in value', '"&" in value', "render", "a title is no tag"),
    ("generator/prose.py", 'and picture[2] in pictures', '', "prose", "a page loads no picture that is not the report's"),
    ("generator/prose.py", 'and heading[1] == _LEVEL ', '', "prose", "other signs than three make no heading"),
    ("generator/prose.py", 'row + ("",) *', 'row[:len(head)] + ("",) *', "prose", "no cell is lost"),
    ("generator/render.py", '.replace("\\n", "<br>")', '', "prose", "a line break is shown as one"),
    ("generator/compare.py", 'prose = prose and', 'prose = prose or', "free_form", "the words of a free form are not set against official ones"),
    ("generator/compose/region.py", 'if report.formless:', 'if False:', "free_form", "a report without form is not one with blanks"),
    ("generator/render.py", 'out[1::2] = literals if only_digits', 'out[1::2] = literals if True', "render", "a cell's text is no tag"),
    ("generator/shell.py", '"title": escape(title)', '"title": title', "shell", "a title ends no <title>"),
    ("generator/shell.py", ' == made_from + _digest(_below(work / "out"))):', '.startswith(made_from)):', "shell", "a damaged shell is built again"),
    # ── publish, cache, assemble ──
    ("generator/publish/__init__.py", 'or ".." in path.split("/")', '', "publish", "nothing is written outside the site"),
    ("generator/publish/__init__.py", '{status.st_mtime_ns}', '', "publish", "a file that somebody changed is noticed"),
    ("generator/publish/__init__.py", '            file.flush()\n            os.fsync(file.fileno())', '            file.flush()', "publish", "a journal is on the disk before it is obeyed"),
    ("generator/cache.py", 'if program not in (None, told.get("program")):', 'if False:', "cache", "what another program kept is not believed"),
    ("generator/cache.py", 'if mark != _mark(name, row):', 'if False:', "cache", "a flipped bit is noticed"),
    ("generator/assemble/keys.py", 'return key_of(repr((settings, ', 'return key_of(repr((', "assemble_keys", "another setting makes pages anew"),
    ("generator/assemble/layers.py", 'name.startswith(("pages/", "parts/"))', 'name.startswith("pages/")', "assemble_keys", "another template makes pages anew"),
    ("generator/assemble/keys.py", 'kept.key == key', 'kept.content == kept.content', "assemble_keys", "a key is compared"),
    ("generator/assemble/undertaking.py", 'key_of(self.workshop.search, self.workshop.settings.related, *', 'key_of(*', "assemble_keys", "the search comes back when it is turned on"),
    ("generator/assemble/undertaking.py", 'crumb_words(self.workshop.crumbs[township.path])', '""', "assemble_keys", "the way to a township is on its pages"),
    # ── index, scripts ──
    ("generator/index/terms.py", 'number ^= number >> np.uint32(15)', 'number ^= number >> np.uint32(16)', "scripts", "both sides look into the same shard"),
    ("generator/index/blocks.py", '<(nav|form|svg|del|', '<(nav|form|svg|', "search", "struck-out words of last year are not this year's"),
    ("generator/index/changes.py", 'if content != old.file(name)', 'if digest(content) != old.listing.digests[name]', "search_update",
     "a digest is short: it decides nothing"),
    ("site_templates/material/assets/portal/exact.js", 'if (!(await this.renew(exact))) throw error;', 'throw error;', "search_browser",
     "a page that was opened before a new build goes on"),
    ("generator/index/shards.py", '(width[more] > byte + 1) * 128', '(width[more] > byte) * 128', "search search_update", "a shard is read as it was written"),
    ("site_templates/material/assets/portal/text.js", '0x85ebca6b', '0x85ebca6d', "scripts", "both sides look into the same shard"),
    ("site_templates/material/assets/portal/text.js", 'text.normalize("NFKC").toLowerCase()', 'text.toLowerCase()', "scripts", "full-width figures are found"),
    ("site_templates/material/assets/portal/text.js", 'if (start < end) continue;', 'if (start <= end && end) continue;', "scripts", "neighbouring hits are both marked"),
    ("site_templates/material/assets/portal/exact.js", 'high << 8', 'high << 7', "scripts", "a shard is read as it was written"),
    # ── exporting, draft, schema, review, serve, console, hidden ──
    ("generator/exporting/__init__.py", '[=+\\-@＝', '[=+\\-＝', "exporting", "a cell is no formula"),
    ("generator/exporting/__init__.py", 'if cell.state is State.BLANK:\n        return "null"', 'if cell.state is State.BLANK:\n        return "0"', "exporting", "a blank is never a zero"),
    ("generator/exporting/documents.py", '{escape(box.text)}', '{box.text}', "exporting", "a cell's text is no tag"),
    ("generator/grid.py", 'columns - stub - at if', '1 if', "grid exporting", "the printed grid is whole"),
    ("generator/draft.py", 'value.lower() not in _WORDS', 'value not in _WORDS', "draft", "a name like No stays a name"),
    ("generator/schema.py", '"minItems": len(columns), ', '', "schema", "an editor notices a figure that is missing"),
    ("generator/review/markdown.py", 'r"\\\\\\g<0>"', 'r"\\g<0>"', "review", "a title is no markup in a pull request"),
    ("generator/review/__init__.py", 'found.severity is Severity.ERROR or', '', "review", "every error is shown, wherever it is"),
    ("generator/review/published.py", 'if cell.state is State.UNREADABLE:', 'if False:', "review_account", "a state is published as much as a literal"),
    ("generator/review/account.py", 'fitting.popleft() if fitting else None', 'fitting[0] if fitting else None', "review_account", "one entry accounts for one change"),
    ("generator/review/account.py", 'elif digest not in kept:', 'elif new.file is None:', "review_account", "an original that is replaced stays"),
    ("generator/history.py", 'for parent in ("^", "")', 'for parent in ("", "")', "history", "a cell's past is what each commit changed"),
    ("generator/serve.py", 'return name is not None', 'return True', "serve", "no other site reads the preview"),
    ("generator/console.py", '##(?=\\[)', '##(?=\\[\\[)', "console", "a name is no command in GitHub's log"),
    ("generator/hidden.py", '\\u061c\\u200e', '\\u061c', "hidden", "a mark of direction is seen"),
    # ── importing ──
    ("generator/importing/facts.py", 'facts.year = title or stated', 'facts.year = stated or title', "importing_facts", "the year is the title's"),
    ("generator/importing/facts.py", '_ONCE = 3', '_ONCE = 1', "importing_facts", "a year named once is no year of report"),
    ("generator/importing/__init__.py", 'chosen = given or found', 'chosen = found or given', "importing_facts", "the command line's year goes first"),
    ("generator/importing/labels.py", 'MOST, MARGIN = 2.8,', 'MOST, MARGIN = 5.0,', "importing_labels", "a label is not taken for another"),
    ("generator/importing/labels.py", 'MARGIN = 2.8, 1.2', 'MARGIN = 2.8, 0.0', "importing_labels", "a label near two is neither"),
    ("generator/importing/readings.py", 'MOSTLY, FIGURES = 0.9, 10', 'MOSTLY, FIGURES = 0.89, 10', "importing_tables", "figures are halved only where nine in ten are doubled"),
    ("generator/importing/readings.py", 'self.twice >= MOSTLY *', 'self.twice > MOSTLY *', "importing_tables", "and where just nine in ten are"),
    ("generator/importing/readings.py", 'FIGURES = 0.9, 10', 'FIGURES = 0.91, 10', "importing_tables", "what is doubled is never taken for another figure"),
    ("generator/importing/readings.py", 'self.of >= FIGURES', 'self.of >= FIGURES - 1', "importing_tables", "and only where there are ten"),
    ("generator/importing/readings.py", 'self.of >= FIGURES', 'self.of > FIGURES', "importing_tables", "ten are enough"),
    ("generator/importing/readings.py", 'zeros and nearly', 'nearly', "importing_tables", "11 and 22 alone are figures"),
    ("generator/importing/readings.py", 'if sum(left) > sum(right) or', 'if sum(left) > sum(right) + 1 or', "importing_digits", "a sum is exact"),
    ("generator/importing/readings.py", 'BUT_A_FEW = 0.97', 'BUT_A_FEW = 0.96', "importing_readings", "where more are printed once, 22 is read both ways"),
    ("generator/importing/placing.py", 'DENIED = 3', 'DENIED = 0', "importing_headers", "a row that its balances deny has slid"),
    ("generator/importing/cells.py", 'if re.search(r"[^?？\\s]", text) and not', 'if not', "importing_readings", "a mark alone in a cell is no blank"),
    ("generator/importing/merge.py", 'theirs in (ours, base)', 'theirs == ours', "importing_update", "a field that a person emptied or changed stays so"),
    ("generator/importing/merge.py", 'if ours == base or not (ours or base)', 'if ours == base', "importing_update", "an empty field takes what the document newly says"),
    ("generator/importing/merge.py", 'or not (ours or base)', 'or not ours', "importing_update", "nor does another document fill what a person emptied"),
    ("generator/importing/merge.py", 'new.state is State.UNREADABLE and', 'new.state is State.BLANK and', "importing_update", "a cell in doubt replaces no figure"),
    ("generator/importing/splice.py", 'return with_comments(text, "".join(found.values()))', 'return "".join(found.values())', "importing_update", "no comment is lost"),
    ("generator/importing/endings.py", 'begun = 0 in heads', 'begun = bool(heads)', "importing_endings", "tables alone do not end in the middle"),
    ("generator/importing/endings.py", 'def heed_pictures(source: Source, items: Sequence[Item], edition: Edition, tables: Tables) -> None:', 'def heed_pictures(source: Source, items: Sequence[Item], edition: Edition, tables: Tables) -> None:\n    items = ()', "importing_endings", "a table that is a picture is said to be one"),
    ("generator/importing/drafts.py", 'prose.headings.items() if printed is not None', 'prose.headings.items()', "importing_endings", "no heading is published as lost because it was not found"),
    ("generator/importing/tables.py", ' and fold(self.edition.labels[key]) not in unseen', '', "importing_endings", "a hidden row is not absent"),
    ("generator/importing/freeform.py", 'len(near) / 2 < 2', 'len(near) / 2 < 9', "importing_freeform", "a form whose tables are lost is that form"),
    ("generator/importing/freeform.py", 'if fold(piece.text) in later:', 'if False:', "importing_freeform", "a table of contents is no heading"),
    ("generator/importing/several.py", '_ENOUGH = 3', '_ENOUGH = 0', "importing_several", "a list of titles parts nothing"),
    ("generator/importing/__init__.py", 'if len({one.draft.report.path for one in made}) < len(made):', 'if False:', "importing_several", "two drafts of one report are refused"),
    ("generator/importing/sheet/doubts.py", '(target, 0 if target else number)', '(target, number)', "importing_sheet", "a row has one doubt on the sheet"),
    ("generator/importing/sheet/strips.py", 'others[place][0] <= unit', 'others[place][0] < 0', "importing_sheet", "what was left out stands at its place"),
    # ── editions ──
    ("generator/editions/2021.yml", 'formula: P + B + S + W + L + O = T', 'formula: P + B + S + W + L = T', "edition check", "the official relation"),
    ("generator/editions/2021.yml", 'formula: last.carried_forward = carried_over', 'formula: last.carried_forward <= carried_over', "edition check", "what is handed on is taken up"),
    ("generator/editions/2021.yml", 'granted: {short: 公开, cells: [granted.T, partly.T]}', 'granted: {short: 公开, cells: [granted.T]}', "edition compose", "the summary counts what was given"),
    ("generator/editions/2021.yml", '{key: granted, label: （一）予以公开}', '{key: granted, label: （一）予以公布}', "edition fidelity", "labels are the notice's, word for word"),
))
