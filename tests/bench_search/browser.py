"""The search in a real Chromium: a server that counts what it sends, and questions put to exact.js itself."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Puts phrases to the index: for each the pages with all its keys, those shown (ten townships, verified), the first
# group, and the milliseconds until they were ready. With `whole` every page is verified.
ASK = """async ([root, phrases, whole]) => {
  const { Exact } = await import(root + "assets/portal/exact.js");
  const exact = await (window.opened ??= Exact.open(new URL("search/index/", root)));
  const out = [];
  for (const phrase of phrases) {
    const start = performance.now();
    const answer = await exact.ask(phrase);
    const pages = [...answer.mask.keys()].filter((page) => answer.mask[page]);
    const groups = exact.ranked(pages, answer.wanted);
    const best = async (own) => {
      for (const page of own) if (await exact.verify(page, answer.wanted)) return page;
      return null;
    };
    const shown = (await Promise.all(groups.slice(0, 10).map(best))).filter((page) => page !== null);
    const took = performance.now() - start;
    const kept = whole ? (await Promise.all(pages.map(async (page) => (await exact.verify(page, answer.wanted)) && page)))
      .filter((page) => page !== null) : [];
    out.push({ pages, shown, kept, took, first: groups.length ? exact.url(groups[0][0]) : "" });
  }
  return out;
}"""


class _Handler(SimpleHTTPRequestHandler):
    """Sends parts of files if `ranges` says so, as web servers do and this one's parent does not."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # as web servers do; else headers and content wait for each other
    ranges = True
    sent: dict[str, int]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")) if self.ranges else None
        if wanted:
            content = content[int(wanted[1]):int(wanted[2]) + 1]
        self.sent[self.path] = self.sent.get(self.path, 0) + len(content) + 300  # about what the headers add
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        if wanted:
            self.send_header("Content-Range", f"bytes {wanted[1]}-{wanted[2]}/{path.stat().st_size}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves while something is sent is no news."""


@contextmanager
def serving(folder: Path, ranges: bool = True) -> Iterator[tuple[str, dict[str, int]]]:
    """The address of a folder, and the bytes sent of each path so far."""
    sent: dict[str, int] = {}
    handler = type("Handler", (_Handler,), {"sent": sent, "ranges": ranges})
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, address: str) -> Page:
    """The search page in a browser of its own, nothing loaded before."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(address + "search/")
    return page


def ask(page: Page, address: str, phrases: list[str], whole: bool = False) -> list[dict]:
    return page.evaluate(ASK, [address, phrases, whole])
