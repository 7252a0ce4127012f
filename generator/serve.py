"""A local preview: serves the built site on 127.0.0.1, rebuilds when a source changes, reloads the page."""

from __future__ import annotations

import functools
import re
import sys
import threading
from collections.abc import Callable, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from os import PathLike
from pathlib import Path
from socket import socket
from typing import BinaryIO

from generator.issue import BuildError, needs_extra

try:
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer
except ImportError as error:
    raise needs_extra("site", "本机预览", "watchdog") from error

QUIET = 0.4  # seconds without a further change before a rebuild: editors write in several steps
PATIENCE = 10  # such spans at most: something may write all the time
_SCRIPT = """(async () => {
  let known;
  for (;;) {
    try {
      const now = await (await fetch("/__version", { cache: "no-store" })).text();
      if (known && now !== known) location.reload();
      known = now;
    } catch (_) { known = known || "gone"; }
    await new Promise((done) => setTimeout(done, 800));
  }
})();"""


class _Version:
    """How often the site was built; a page that sees the number change reloads itself."""

    number = 1


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site and nothing else: no list of a folder, and no answer to a page of another site.

    A page anywhere on the web could give its own name this machine's address; its requests then name another host.
    """

    version: _Version

    def do_GET(self) -> None:
        if not self._asked_here():
            return self.send_error(421, "not this host")
        if self.path == "/__version":
            return self._send(str(self.version.number).encode(), "text/plain")
        if self.path == "/__reload.js":
            return self._send(_SCRIPT.encode(), "text/javascript")
        page = self._file()
        if page is not None and page.suffix == ".html":
            html = page.read_bytes().replace(b"</body>", b'<script src="/__reload.js"></script></body>')
            return self._send(html, "text/html; charset=utf-8")
        return super().do_GET()

    def do_HEAD(self) -> None:
        if not self._asked_here():
            return self.send_error(421, "not this host")
        return super().do_HEAD()

    def _asked_here(self) -> bool:
        name = re.fullmatch(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", self.headers.get("Host", ""), re.IGNORECASE)
        return name is not None

    def _file(self) -> Path | None:
        """What the address leads to, for a folder its index."""
        try:
            path = Path(self.translate_path(self.path))
            if path.is_dir() and self.path.split("?")[0].endswith("/"):
                path /= "index.html"
            return path if path.is_file() else None
        except (OSError, ValueError):  # too long for the file system, or with a NUL in it
            return None

    def send_head(self) -> BinaryIO | None:
        try:
            return super().send_head()
        except (OSError, ValueError):
            self.send_error(404)
            return None

    def list_directory(self, path: str | PathLike[str]) -> None:
        self.send_error(404)

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def _failed(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """A browser that went away before it had its answer is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    handle_error = _failed


class _Watcher(FileSystemEventHandler):
    """Notes that something below a folder changed, or one file in it."""

    def __init__(self, changed: threading.Event, only: Path | None) -> None:
        self.changed, self.only = changed, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "deleted", "moved") and (
                self.only is None or str(self.only) in (event.src_path, event.dest_path)):
            self.changed.set()


def serve(site: Path, port: int, watched: Sequence[Path], rebuild: Callable[[], bool]) -> int:
    """Serve until interrupted. `rebuild` builds the site and says whether it succeeded."""
    if not rebuild() and not site.is_dir():
        return 1
    version = _Version()
    handler = functools.partial(type("Handler", (_Handler,), {"version": version}), directory=str(site))
    try:
        server = _Server(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        raise BuildError(f"端口 {port} 不能用或已被占用，请用 --port 换一个（{error}）。") from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    changed = threading.Event()
    observer = Observer()
    for path in watched:
        whole = path.is_dir()
        observer.schedule(_Watcher(changed, None if whole else path), str(path if whole else path.parent),
                          recursive=whole)
    observer.start()
    try:
        print(f"预览网址：http://127.0.0.1:{server.server_port}/　按 Ctrl+C 结束。", flush=True)
        while True:
            changed.wait()
            _settle(changed)
            if rebuild():
                version.number += 1
    except KeyboardInterrupt:
        print("\n预览已结束。", flush=True)
        return 0
    finally:
        observer.stop()
        server.shutdown()


def _settle(changed: threading.Event) -> None:
    """Wait until nothing has changed for a while, or for long enough."""
    pause = threading.Event()
    for _ in range(PATIENCE):
        changed.clear()
        pause.wait(QUIET)
        if not changed.is_set():
            return
