"""The local preview: the files of the site, to this machine's own pages only."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from generator import serve as room
from generator.issue import BuildError
from generator.serve import serve


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A site with a page, a folder without one, and a file that is no page."""
    (tmp_path / "index.html").write_text("<body>家</body>", encoding="utf-8")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.css").write_text("a{}", encoding="ascii")
    handler = type("Handler", (room._Handler,), {"version": room._Version()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *made: handler(*made, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, path: str, host: str | None = None, method: str = "GET") -> tuple[int, str]:
    """Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def test_a_page_reloads_itself(port: int):
    status, body = ask(port, "/")
    assert status == 200
    assert "家" in body
    assert "/__reload.js" in body
    assert ask(port, "/__version") == (200, "1")


def test_a_file_that_is_no_page_is_sent_as_it_is(port: int):
    assert ask(port, "/assets/a.css") == (200, "a{}")


@pytest.mark.parametrize("path", [
    "/assets/", "/assets", "/nothing", "/%00", "/a%00b.html", "/" + "a" * 5000, "/" + "a/" * 5000, "/..%2f..%2fetc/passwd",
    "/%ed%b3%bf"])
def test_what_is_no_file_of_the_site_is_not_found(port: int, path: str):
    assert ask(port, path)[0] in (301, 404, 414)
    assert ask(port, path.rstrip("/") + "/")[0] in (404, 414)
    assert ask(port, "/")[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example"])
@pytest.mark.parametrize("path", ["/", "/__version", "/assets/a.css"])
def test_a_page_of_another_host_gets_nothing(port: int, method: str, host: str, path: str):
    assert ask(port, path, host, method)[0] == 421


@pytest.mark.parametrize("host", ["localhost:8000", "LocalHost", "127.0.0.1"])
def test_this_machine_by_its_names(port: int, host: str):
    assert ask(port, "/", host)[0] == 200


@pytest.mark.parametrize("port", [99999, -1])
def test_a_port_that_cannot_be_had_is_said(tmp_path: Path, port: int):
    with pytest.raises(BuildError, match="--port"):
        serve(tmp_path, port, [], lambda: True)


def test_a_port_that_is_taken_is_said(tmp_path: Path, port: int):
    with pytest.raises(BuildError, match="--port"):
        serve(tmp_path, port, [], lambda: True)


def test_a_storm_of_changes_does_not_put_the_rebuild_off_for_ever(monkeypatch):
    """Files that never stop changing: the site is built all the same, now and then."""
    monkeypatch.setattr(room, "QUIET", 0.01)
    changed = threading.Event()
    changed.clear = lambda: None  # set again at once
    changed.set()
    room._settle(changed)


def test_changes_are_waited_out(monkeypatch):
    monkeypatch.setattr(room, "QUIET", 0.05)
    changed = threading.Event()
    changed.set()
    room._settle(changed)
    assert not changed.is_set()


def test_without_a_site_there_is_nothing_to_serve(tmp_path: Path):
    assert serve(tmp_path / "site", 0, [], lambda: False) == 1
