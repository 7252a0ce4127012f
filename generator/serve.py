"""A local preview: serves the built site on 127.0.0.1, rebuilds when a source changes, reloads the page."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.issue import BuildError

QUIET = 0.4  # seconds without a further change before a rebuild: editors write in several steps
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
    version: _Version

    def do_GET(self) -> None:
        if self.path == "/__version":
            return self._send(str(self.version.number).encode(), "text/plain")
        if self.path == "/__reload.js":
            return self._send(_SCRIPT.encode(), "text/javascript")
        page = Path(self.translate_path(self.path))
        if page.is_dir() and self.path.split("?")[0].endswith("/"):
            page /= "index.html"
        if page.suffix == ".html" and page.is_file():
            html = page.read_bytes().replace(b"</body>", b'<script src="/__reload.js"></script></body>')
            return self._send(html, "text/html; charset=utf-8")
        return super().do_GET()

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: object) -> None:
        pass


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
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(f"端口 {port} 已被占用，请用 --port 换一个（{error.strerror}）。") from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    changed = threading.Event()
    observer = Observer()
    for path in watched:
        whole = path.is_dir()
        observer.schedule(_Watcher(changed, None if whole else path), str(path if whole else path.parent),
                          recursive=whole)
    observer.start()
    print(f"预览网址：http://127.0.0.1:{server.server_port}/　按 Ctrl+C 结束。", flush=True)
    try:
        while True:
            changed.wait()
            while changed.is_set():
                changed.clear()
                changed.wait(QUIET)
            if rebuild():
                version.number += 1
    finally:
        observer.stop()
        server.shutdown()
