"""The built site that the tests look at: the seeds and the invented example, made once per test process."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from generator.assemble import Options, build
from tests.factories import PORTAL, SOURCES

MOUNT = "/repo/"  # the site must work below any path
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The folder of the built site."""
    target = tmp_path_factory.mktemp("built") / "site"
    outcome = build(Options(PORTAL, SOURCES, target, f"https://example.org{MOUNT}"))
    assert not outcome.failed, [found.message for found in outcome.issues]
    return target


@pytest.fixture(scope="session")
def address(site) -> Iterator[str]:
    """Where the site is served: http://127.0.0.1:…/repo/."""
    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process. Skips without one, but fails in CI."""
    with sync_playwright() as playwright:
        path = browser_path(playwright)
        if path is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(
                "no Chromium on this machine: install one, or see tests/browser.sh")
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


def nothing(found: list[str]) -> None:
    """Fails with every line of what was found."""
    if found:
        pytest.fail("\n".join(dict.fromkeys(found)), pytrace=False)


def browser_path(playwright: Playwright) -> str | None:
    """The machine's own Chromium, else Playwright's, else None."""
    found = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).is_file() else None)


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below MOUNT, as GitHub Pages does: what is not there gets 404.html."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        inside = path.startswith(MOUNT)
        return super().translate_path(path.removeprefix(MOUNT.rstrip("/"))) if inside else "/nowhere"

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *values: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *made: _Handler(*made, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{MOUNT}"
    finally:
        server.shutdown()
        server.server_close()
