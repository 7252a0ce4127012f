"""The house's laws, read from the source with `ast`: who may import whom, which library lives where, no clock,
no official label outside the editions. Every law is a function from a module to its breaches; BREACHES shows
for each that it can fail.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from generator.load import load_editions

ROOT = Path(__file__).parent.parent
GENERATOR = ROOT / "generator"
EDITIONS = load_editions(GENERATOR / "editions")

DOOR = "__main__"
# `assemble` conducts the way to the site, `importing` the way from a document to a draft: a small house of its own,
# whose drafts are read and checked by the same verbs as everything else.
CONDUCTORS = {"assemble", "importing"}
NOUNS = {"archive", "comparison", "edition", "grid", "hidden", "issue", "kind", "model", "naming", "page", "prose", "revision",
         "settings", "standing"}
# A verb and its one public stage. `export` is not the package's name because that is a list of formats to come;
# the shell and the index are things that outlive one call.
VERBS = {"load": "load", "check": "check", "compare": "compare", "compose": "compose", "render": "render",
         "shell": "build_shell", "cache": "Cache", "index": "Index", "publish": "publish", "exporting": "export",
         "draft": "draft", "init": "init", "schema": "schema", "review": "review", "serve": "serve", "console": "guarded",
         "history": "history"}

# Exceptions: importer → imported, with the reason. One that is no longer needed fails too.
ALLOWED = {("comparison", "model"): "a Comparison is of two Reports",
           ("page", "standing"): "the lists tell of each report what its check came to",
           ("revision", "model"): "a Revision is of a Report before and after",
           ("revision", "comparison"): "what became of its words is told as between two years",
           ("settings", "kind"): "an operator adds kinds of bodies",
           ("model", "edition"): "a Report says in which edition it is",
           ("model", "archive"): "a Report says which files belong to it",
           ("model", "prose"): "a Report's prose is read in one way",
           ("grid", "edition"): "a grid is laid out from an edition's headings",
           ("issue", "hidden"): "a sentence shows what is hidden in the words that it quotes"}

# A function that its package offers under the name of its own module: nobody needs that module by its name.
SHADOWING = {"importing.fold", "importing.merge"}

LIBRARIES = {"yaml": {"load"}, "jinja2": {"render"}, "markdown_it": {"prose"}, "markupsafe": {"render"},
             "subprocess": {"shell", "index", "importing", "history"}, "watchdog": {"serve"},
             "rapidfuzz": {"compare", "importing"},
             "numpy": {"index"}, "sqlite3": {"cache"},
             "mkdocs": set(), "material": set(), "pagefind_bin_extended": set(), "random": set(), "uuid": set(),
             "secrets": set(), "time": {"assemble"}}
WRITERS = {"assemble", "publish", "cache", "shell", "index", "draft", "init", "schema", "review", "exporting", "importing"}
CLOCKS = {("__main__", "now"): "the day under which a review proposes a correction; no page is made of it"}
LONGEST_MODULE = 400


@dataclass(frozen=True)
class Module:
    """A module of the generator; `name` is dotted without `generator`, a package's own is the package's."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and dotted name of everything imported, the names taken from a package's top included."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                found += [(node.lineno, f"{module}.{alias.name}" if module == "generator" else module)
                          for alias in node.names]
        return list(dict.fromkeys(found))

    @cached_property
    def texts(self) -> list[tuple[int, str]]:
        """Line and value of every string but the docstrings."""
        docstrings = {id(node.body[0].value) for node in ast.walk(self.tree)
                      if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
                      and isinstance(node.body[0], ast.Expr)}
        return [(node.lineno, node.value) for node in ast.walk(self.tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(GENERATOR).with_suffix("").parts).removesuffix(".__init__") or "__init__"


MODULES = [Module(_name(path), path.read_text(encoding="utf-8")) for path in sorted(GENERATOR.rglob("*.py"))]
MODULE_NAMES = {module.name for module in MODULES}


# ── laws: a module → what breaks the law, each with its line ──

def nothing_walks_backwards(module: Module) -> Iterator[str]:
    """Door → conductor → verbs → nouns; a verb never imports a verb."""
    for line, name in module.imports:
        if name.startswith("."):
            yield f"{line}: relative import"
        if not name.startswith("generator."):
            continue
        other = name.split(".")[1]
        if other == module.room or _may_import(module.room, other):
            continue
        yield f"{line}: {module.name} imports {other}"


def _may_import(room: str, other: str) -> bool:
    if room == DOOR:
        return other in CONDUCTORS or other in VERBS or other in NOUNS
    if room in CONDUCTORS:
        return other in VERBS or other in NOUNS
    if room in VERBS:
        return other in NOUNS or (room, other) in ALLOWED
    return (room, other) in ALLOWED


def libraries_stay_in_their_rooms(module: Module) -> Iterator[str]:
    for line, name in module.imports:
        library = name.split(".")[0]
        if library in LIBRARIES and module.room not in LIBRARIES[library]:
            yield f"{line}: {library} in {module.name}"


def only_writers_write(module: Module) -> Iterator[str]:
    """Nothing else opens a file for writing, makes a folder, moves or removes."""
    methods = {"write_text", "write_bytes", "mkdir", "rename", "unlink", "rmtree", "copyfile", "copytree", "touch",
               "makedirs", "rmdir", "symlink_to"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and module.room not in WRITERS:
            called = node.func
            if isinstance(called, ast.Attribute) and called.attr in methods:
                yield f"{node.lineno}: {module.name} writes ({called.attr})"
            elif isinstance(called, ast.Name) and called.id == "open" and _mode(node) not in ("r", "rb"):
                yield f"{node.lineno}: {module.name} writes (open)"


def _mode(call: ast.Call) -> object:
    given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
    return getattr(given[0], "value", "?") if given else "r"


def nouns_do_nothing(module: Module) -> Iterator[str]:
    """A noun holds values: it reads no file and no environment, and prints nothing."""
    if module.room not in NOUNS:
        return
    for line, name in module.imports:
        if name.split(".")[0] in ("io", "os", "pathlib", "shutil", "socket", "sys", "tempfile"):
            yield f"{line}: {name} in a noun"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("open", "print"):
            yield f"{node.lineno}: {node.func.id} in a noun"


def no_clock(module: Module) -> Iterator[str]:
    """Same input, same bytes: the only clock is the one that says how long a build took."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if owner == "time" and node.attr != "perf_counter":
                yield f"{node.lineno}: time.{node.attr}"
            if owner in ("date", "datetime") and (module.name, node.attr) not in CLOCKS and node.attr in (
                    "now", "today", "utcnow", "fromtimestamp"):
                yield f"{node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{node.lineno}: from time import"
        elif (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hash", "id")
              and not _inside_hash(module.tree, node)):
            yield f"{node.lineno}: {node.func.id}() differs from run to run"


def _inside_hash(tree: ast.Module, call: ast.Call) -> bool:
    return any(call in ast.walk(node) for node in ast.walk(tree)
               if isinstance(node, ast.FunctionDef) and node.name == "__hash__")


def no_edition_is_named(module: Module) -> Iterator[str]:
    """A new edition is one data file: no `if edition == …`, no table keyed by editions."""
    for line, text in module.texts:
        if text in EDITIONS:
            yield f"{line}: the edition {text!r} in code"


def no_label_is_typed(module: Module) -> Iterator[str]:
    """Official labels stand in editions/*.yml alone."""
    for line, text in module.texts:
        yield from (f"{line}: {label}" for label in _labels_in(text))


def every_module_explains_itself(module: Module) -> Iterator[str]:
    if not ast.get_docstring(module.tree):
        yield "1: no docstring"


def no_module_is_long(module: Module) -> Iterator[str]:
    if (lines := module.text.count("\n")) > LONGEST_MODULE:
        yield f"{lines}: more than {LONGEST_MODULE} lines"


def no_bug_is_swallowed(module: Module) -> Iterator[str]:
    """Our own bug ends in a traceback."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
            if caught & {"", "Exception", "BaseException"}:
                yield f"{node.lineno}: catches everything"


def names_say_something(module: Module) -> Iterator[str]:
    if re.search(r"(^|\.)(utils?|helpers?|common|misc|manager)$", module.name):
        yield "1: a room without a purpose"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and re.match(r"_*(get|process|handle)_|.*(Manager|Helper)$",
                                                                         node.name):
            yield f"{node.lineno}: {node.name}"


def nothing_shadows_a_module(module: Module) -> Iterator[str]:
    """No package has a function or a value of the name of one of its modules: `a.b` would be either, by the order of
    imports."""
    for node in module.tree.body:
        bound = [alias.asname or alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else \
            [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else \
            [target.id for target in node.targets if isinstance(target, ast.Name)] if isinstance(node, ast.Assign) else []
        own = isinstance(node, ast.ImportFrom) and node.module == f"generator.{module.name}"
        shadowed = {f"{module.name}.{name}" for name in bound} & (MODULE_NAMES - SHADOWING)
        yield from (f"{node.lineno}: {name}" for name in shadowed if not own)


LAWS: list[Callable[[Module], Iterator[str]]] = [
    nothing_walks_backwards, libraries_stay_in_their_rooms, only_writers_write, nouns_do_nothing, no_clock,
    no_edition_is_named, no_label_is_typed, every_module_explains_itself, no_module_is_long, no_bug_is_swallowed,
    names_say_something, nothing_shadows_a_module]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law):
    breaches = [f"generator/{module.name.replace('.', '/')}.py:{breach}" for module in MODULES
                for breach in law(module)]
    assert not breaches, "\n" + "\n".join(breaches)


# ── every law can fail: a module that breaks it, and how often ──

BREACHES = [
    (nothing_walks_backwards, "check", "from generator.load import load", 1),
    (nothing_walks_backwards, "check", "def late():\n    import generator.compare", 1),
    (nothing_walks_backwards, "load.fields", "from generator import check, model", 1),
    (nothing_walks_backwards, "render", "from generator.assemble import Options", 1),
    (nothing_walks_backwards, "assemble", "from generator.__main__ import main", 1),
    (nothing_walks_backwards, "issue", "from generator.model import Cell", 1),
    (nothing_walks_backwards, "load.report", "from .fields import Fields", 1),
    (libraries_stay_in_their_rooms, "draft", "import yaml", 1),
    (libraries_stay_in_their_rooms, "compose.words", "from markupsafe import escape", 1),
    (libraries_stay_in_their_rooms, "shell", "from mkdocs.commands import build", 1),
    (libraries_stay_in_their_rooms, "check", "import random\nfrom rapidfuzz.distance import LCSseq", 2),
    (only_writers_write, "compose", "path.write_text('x')\nopen(path, mode='a')\nopen(path)", 2),
    (nouns_do_nothing, "model", "from pathlib import Path\nprint(1)", 2),
    (no_clock, "compose", "import datetime\ndatetime.datetime.now()", 1),
    (no_clock, "check", "from datetime import date\ndate.today()\ndate(2020, 1, 1)", 1),
    (no_clock, "assemble", "import time\ntime.time()\ntime.perf_counter()", 1),
    (no_clock, "compose", "hash('a')\nclass A:\n    def __hash__(self):\n        return hash('a')", 1),
    (no_edition_is_named, "compare", f"if edition.key == {next(iter(EDITIONS))!r}: pass", 1),
    (no_edition_is_named, "compose", f"match key:\n    case {next(iter(EDITIONS))!r}: pass", 1),
    (no_label_is_typed, "compose", "'''科研机构'''\nx = f'{n}件，科研机构'\ny = '总体情况'", 2),
    (every_module_explains_itself, "check", "x = 1", 1),
    (no_module_is_long, "check", "\n" * (LONGEST_MODULE + 1), 1),
    (no_bug_is_swallowed, "check", "try: pass\nexcept (ValueError, Exception): pass\ntry: pass\nexcept: pass", 2),
    (names_say_something, "compose.utils", "def get_title(): pass\nclass PageManager: pass", 3),
    (nothing_shadows_a_module, "load", "from generator.load.quick import quick\nfrom generator.load import source\n"
                                       "def sections(): pass\nreport = 1\nedition_of = 2", 3),
]


@pytest.mark.parametrize(("law", "name", "text", "count"), BREACHES, ids=lambda value: getattr(value, "__name__", ""))
def test_law_can_fail(law, name, text, count):
    assert len(list(law(Module(name, text)))) == count


def test_every_law_is_shown_to_fail():
    assert {law for law, *_ in BREACHES} == set(LAWS)


# ── the house as a whole ──

def test_every_room_is_a_noun_or_a_verb():
    assert {module.room for module in MODULES} == NOUNS | set(VERBS) | CONDUCTORS | {DOOR, "__init__"}


def ignored(patterns: str) -> list[str]:
    """Modules that git would leave out: those in a folder, at whatever depth, that .gitignore names."""
    names = {line.strip("/") for line in patterns.split() if line.endswith("/") and not line.startswith("/")}
    return [path.relative_to(ROOT).as_posix() for path in sorted(GENERATOR.rglob("*.py"))
            if names.intersection(path.relative_to(ROOT).parts)]


def test_no_module_is_ignored():
    assert ignored((ROOT / ".gitignore").read_text(encoding="utf-8")) == []
    assert "generator/assemble/__init__.py" in ignored("assemble/")


@pytest.mark.parametrize(("verb", "stage"), VERBS.items())
def test_a_verb_has_its_stage(verb, stage):
    tree = next(module.tree for module in MODULES if module.name == verb)
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert stage in defined


def test_no_exception_is_left_over():
    used = {(module.room, name.split(".")[1]) for module in MODULES for _, name in module.imports
            if name.startswith("generator.")}
    assert set(ALLOWED) <= used
    assert {f"{name}.{name.rpartition('.')[2]}" for name in SHADOWING} <= {
        f"{name}.{alias.name}" for module in MODULES for node in module.tree.body if isinstance(node, ast.ImportFrom)
        for alias in node.names for name in [(node.module or "").removeprefix("generator.")]}


# ── labels ──

def _labels() -> list[str]:
    """Official headings, captions and row and column labels of four characters or more, with and without number."""
    found: set[str] = set()

    def walk(headings) -> None:
        for heading in headings:
            found.add(heading.label)
            walk(heading.children)

    for edition in EDITIONS.values():
        found |= {words for section in edition.sections for words in (section.heading, *section.also)}
        for table in edition.tables:
            found.add(table.caption)
            for block in table.blocks:
                found |= {block.heading, block.stubhead}
                walk(block.columns)
                walk(block.rows)
    found |= {re.sub(r"^(?:[一二三四五六七八九十]、|（[一二三四五六七八九十]）|\d+\.)", "", label) for label in found}
    return sorted(label for label in found if len(label) >= 4)


LABELS = _labels()


def _labels_in(text: str) -> list[str]:
    """The labels in a text; one that is part of a longer one found is not named again."""
    found = [label for label in LABELS if label in text]
    return [label for label in found if not any(label in longer for longer in found if longer != label)]


def test_the_editions_give_labels():
    assert len(LABELS) > 60
    assert "法律服务机构" in LABELS
    assert _labels_in("一、总体情况") == ["一、总体情况"]


def template_breaches(text: str) -> list[str]:
    """Labels and editions named in a template; what stands in a comment is not printed."""
    bare = re.sub(r"\{#.*?#\}", "", text, flags=re.S)
    return _labels_in(bare) + [key for key in EDITIONS if re.search(rf"[\"']{key}[\"']", bare)]


def test_no_label_in_a_template():
    breaches = {path.relative_to(ROOT).as_posix(): found for path in sorted((ROOT / "site_templates").rglob("*"))
                if path.suffix in (".html", ".js", ".css", ".svg")
                and (found := template_breaches(path.read_text(encoding="utf-8")))}
    assert breaches == {}


def test_a_label_in_a_template_is_found():
    key = next(iter(EDITIONS))
    assert template_breaches("{# 科研机构 #}<th>法律服务机构</th>") == ["法律服务机构"]
    assert template_breaches(f'{{% if report.edition.key == "{key}" %}}') == [key]


# ── every file of ours ──

_OURS = ("generator", "site_templates", "tests", "docs", ".github", ".ci")
_THEIRS = ("LICENSE", ".git", "mkdocs.yml", "nation.yml")  # the operator may write there what they like
_MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w+)(?![\w-])")
_UNDONE = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")


def stains(text: str) -> list[str]:
    """Paths of somebody's machine, and promises instead of issues."""
    return _MACHINE.findall(text) + _UNDONE.findall(text)


def test_no_machine_path_and_nothing_left_undone():
    files = [path for folder in _OURS for path in sorted((ROOT / folder).rglob("*"))]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.name not in _THEIRS]
    breaches = {}
    for path in files:
        if not path.is_file() or "__pycache__" in path.parts or path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # pictures
            continue
        if found := stains(text):
            breaches[path.relative_to(ROOT).as_posix()] = found
    assert breaches == {}


@pytest.mark.parametrize(("text", "count"), [
    ("open('/wo" + "rk/x')", 1), ("cd /ro" + "ot", 1), ("/home/someone/x", 1), ("# TO" + "DO later", 1),
    ("../.github/workflows/ci.yml and https://example.org/wo" + "rk/ and /working", 0)])
def test_what_counts_as_a_stain(text, count):
    assert len(stains(text)) == count


# ── what the tests look at ──

# An operator adds townships, corrects figures and sets a name of their own: no test may notice. tests/portal/ holds a
# whole portal that stays as it is; `PORTAL` of tests/factories.py names it. Benchmarks may measure what is there.
_SOURCES = r"""(['"])(?:reports|content|examples|mkdocs\.yml)\b"""
_LIVE = re.compile(r"\b(?:ROOT|PROJECT|parent(?:s\[\d\])?) */ *" + _SOURCES
                   + r"|\b(?:Path|ROOT\.(?:joinpath|r?glob))\(" + _SOURCES
                   + r"""|\bOptions\((?:ROOT|Path)\b|['"]--project['"], *(?:str\()?ROOT\b""")


def live(text: str) -> list[str]:
    """Where a test's source names the sources of the portal that it stands in."""
    return [found[0] for found in _LIVE.finditer(text)]


def test_no_test_looks_at_the_live_sources():
    files = [path for path in sorted((ROOT / "tests").rglob("*.py"))
             if not path.relative_to(ROOT / "tests").parts[0].startswith(("bench", "operator"))]
    assert len(files) > 50
    assert {path.name: found for path in files if (found := live(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(("text", "count"), [
    ('load([{ROOT} / "reports", {ROOT} / "examples"], EDITIONS)', 2), ("{Path}(__file__).parent.{parent} / 'content'", 1),
    ("{Path}(__file__).{parents}[1] / 'reports/a/b'", 1), ('{ROOT}.glob("reports/*/*/*.md")', 1), ("{Path}('content')", 1),
    ('shutil.copy({ROOT} / "mkdocs.yml", folder)', 1), ("Options({ROOT}, SOURCES, target)", 1),
    ("Options({Path}.cwd(), x)", 1), ('main(["--project", str({ROOT}), "check"])', 1),
    ('PORTAL / "reports", tmp_path / "reports", ({ROOT} / "site_templates"), Options(PORTAL, SOURCES, target)', 0)])
def test_what_counts_as_live(text: str, count: int):
    names = {name: name for name in ("ROOT", "Path", "parent", "parents")}  # so that this module is no breach itself
    assert len(live(text.format_map(names))) == count
