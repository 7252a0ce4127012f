"""What of the last build still holds: which townships are unchanged, and whether the site is the one it made.

docs/design/cache.md lists every digest: of what it is, who compares it, what it makes anew.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from generator.assemble.layers import PROGRAM as GENERATOR
from generator.assemble.layers import laid, printing
from generator.cache import Cache, Kept, load_cache, started
from generator.issue import needs_extra
from generator.kind import Kinds
from generator.load import Folder, content_of, stamp_of
from generator.model import Township
from generator.page import Link, Written
from generator.publish import digest, fingerprint
from generator.settings import Settings
from generator.shell import Shell

TRUSTED = 2_000_000_000  # nanoseconds: some file systems tell times no finer than that
VERSION = "version.txt"  # in the site: a digest of all its files, the same for the same site
# All that is installed with us and has a hand in a page, those that MkDocs and Material bring along among them.
LIBRARIES = ("babel", "backrefs", "cbor2", "jinja2", "markdown", "markdown-it-py", "markupsafe", "mdurl", "mergedeep",
             "mkdocs", "mkdocs-material", "mkdocs-material-extensions", "numpy", "pagefind-bin-extended", "pathspec",
             "pygments", "pymdown-extensions", "pypinyin", "pyyaml", "pyyaml-env-tag", "rapidfuzz")
_found_at_first: dict[Path, str] = {}  # the digest of the generator's files when this process first asked


@dataclass
class LastBuild:
    """The last build beside today's sources. `before`: file times from then on are too fresh to be trusted.

    `kinds`: what a township.yml is read by, besides its own words.
    """

    cache: Cache
    before: int
    kinds: Kinds
    stamps: dict[str, str] = field(default_factory=dict)

    def known(self, path: Path, name: str) -> Township | None:
        """The township of a folder that has not changed since."""
        stamp = stamp_of(path, self.before)
        self.stamps[name] = stamp and key_of(stamp, self._kinds)
        kept = self.cache.townships.get(name)
        return kept.township if kept is not None and kept.stamp and kept.stamp == self.stamps[name] else None

    @cached_property
    def _kinds(self) -> str:
        return key_of(*map(repr, self.kinds.values()))

    def content(self, folder: Folder) -> str:
        kept = self.cache.townships.get(folder.name)
        stamp = self.stamps[folder.name]
        return kept.content if kept is not None and stamp and kept.stamp == stamp else content_of(folder.path)

    def holds(self, folder: Folder, key: str) -> Kept | None:
        """What was kept of a folder, if it was made from the same."""
        kept = self.cache.townships.get(folder.name)
        return kept if kept is not None and kept.key == key else None


def last_build(folder: Path, kinds: Kinds, forget: bool = False) -> LastBuild:
    """What the cache in a folder knows of its site, at the start of a build; nothing, if it is to be forgotten.

    What another program has kept counts as nothing.
    """
    mine = program()
    return LastBuild(Cache(folder, mine) if forget else load_cache(folder, mine), started(folder) - TRUSTED,
                     kinds)


def program() -> str:
    """A fingerprint of the program that runs: its own files, the versions of its libraries, and Python's.

    A process that began before its files were replaced (`portal serve` during an update) is neither the old program
    nor the new one: its formats and the modules it has yet to import are new. It has a digest of its own. Raises
    BuildError where something is not installed.
    """
    files = _digest_of_files(laid((GENERATOR,)))
    try:
        versions = [version(name) for name in LIBRARIES]
    except PackageNotFoundError as error:
        raise needs_extra("site", "生成网站", str(error.name)) from error
    found = sha256(repr((_found_at_first.setdefault(GENERATOR, files), files, tuple(sys.version_info[:2]),
                         zlib.ZLIB_RUNTIME_VERSION, versions)).encode())
    return found.hexdigest()


def foundation(templates: tuple[Path, ...], settings: Settings, shell: Shell, search: bool) -> str:
    """A fingerprint of all that every page depends on but the reports and the program, whose own the cache has."""
    return key_of(repr((settings, shell.name, shell.cuts, shell.content_urls, search)),
                  _digest_of_files(printing(templates)))


def _digest_of_files(files: Mapping[str, Path]) -> str:
    """By name and content; what Python compiled does not count."""
    found = sha256()
    for name, path in files.items():
        if path.suffix != ".pyc":
            found.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return found.hexdigest()


def key_of(*parts: object) -> str:
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()


def crumb_words(crumbs: Sequence[Link]) -> str:
    return "\0".join(f"{link.text}\0{link.url}" for link in crumbs)


def digest_of(files: Mapping[str, Written]) -> str:
    """A fingerprint of files by their paths and contents, in whatever order."""
    return sha256("\n".join(f"{path} {file.digest}" for path, file in sorted(files.items())).encode()).hexdigest()


def version_of(digests: Iterable[str]) -> str:
    """The content of version.txt."""
    return sha256("\n".join(digests).encode()).hexdigest() + "\n"


def stood(cache: Cache) -> Written:
    """version.txt of the site that the cache knows."""
    content = f"{cache.site}\n".encode()
    return Written(len(content), digest(content))


def intact(target: Path, cache: Cache) -> bool:
    """Is the site in the target folder the one that the cache knows, with every file as it was left?"""
    return stands(target, cache) and fingerprint(target) == cache.fingerprint


def stands(target: Path, cache: Cache) -> bool:
    """Does the site in the target folder say that it is the one that the cache knows?"""
    try:
        return bool(cache.site) and (target / VERSION).read_text(encoding="ascii").strip() == cache.site
    except (OSError, ValueError):
        return False
