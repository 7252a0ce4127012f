"""Renews the pictures of the staff guide and the README: `make screenshots`, which names the two folders.

They are taken of our own pages, built from the frozen portal, so they show the program as it is; small enough for git,
and cut where a reader would cut them.
"""

from __future__ import annotations

import base64
import shutil
import struct
import sys
import zlib
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, sync_playwright

from generator.__main__ import main as portal
from generator.assemble import Options, build
from tests.factories import PORTAL, SOURCES
from tests.site_fixture import FLAGS, browser_path, served

LIMIT = 150_000  # bytes
MARGIN = 12

# The report page told in one picture: beginning and end as they are, the six sections as headings only.
SHORTENED = """
article > section:has(> h2:is(#overview, #disclosed, #applications, #disputes, #problems, #further)) > :not(h2),
article > section:has(> h2:is(#overview, #disclosed, #applications, #disputes, #problems, #further)) > h2::before,
.preamble, .meta, #transcription, #transcription ~ ul:not(.downloads), #transcription + p, #citation, .citation { display: none }
article > section:has(> h2:is(#overview, #disclosed, #applications, #disputes, #problems)) > h2::after {
  content: "……"; color: #565d6d; font-weight: 400 }
.md-typeset h2 { margin: .8rem 0 .4rem }
"""

GITHUB = """
body { margin: 0; padding: 16px 20px; width: 1040px; font: 14px/1.5 "Noto Sans CJK SC", sans-serif; color: #1f2328 }
h1 { margin: 0 0 12px; padding-bottom: 6px; border-bottom: 1px solid #d1d9e0; font-size: 24px }
h2 { margin: 20px 0 12px; padding-bottom: 4px; border-bottom: 1px solid #d1d9e0; font-size: 19px }
table { border-collapse: collapse } th, td { padding: 5px 10px; border: 1px solid #d1d9e0; vertical-align: top }
th { white-space: nowrap } td:nth-child(1), td:nth-child(4), td:nth-child(5), td:nth-child(6) { white-space: nowrap }
"""

PAIR = """<!doctype html><style>body { margin: 0; display: flex; gap: 28px; align-items: flex-start; padding: 24px;
background: #e6e9f2; width: max-content } img { display: block; border-radius: 8px; box-shadow: 0 1px 6px #0003 }</style>
<img src="data:image/png;base64,%s"><img src="data:image/png;base64,%s">"""

# A picture as one byte a pixel: its 256 most frequent colours, a rarer one as the nearest of them.
PALETTE = """async (data) => {
  const image = new Image(); image.src = "data:image/png;base64," + data; await image.decode();
  const { width, height } = image, canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer), times = new Map();
  for (const pixel of pixels) times.set(pixel, (times.get(pixel) || 0) + 1);
  const parts = (pixel) => [pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255];
  const known = [...times.keys()].sort((a, b) => times.get(b) - times.get(a));
  const colours = known.slice(0, 256).map(parts), index = new Map();
  for (const pixel of known) {
    const far = colours.map((one) => parts(pixel).reduce((sum, value, at) => sum + (value - one[at]) ** 2, 0));
    index.set(pixel, far.indexOf(Math.min(...far)));
  }
  return [width, height, colours.flat(), btoa(Array.from(pixels, (pixel) => String.fromCharCode(index.get(pixel))).join(""))];
}"""


def main(images: Path, docs: Path) -> int:
    """Write the pictures of the staff guide and that of the README; 1 if one is too large."""
    for folder in (images, docs):
        folder.mkdir(exist_ok=True)
    with TemporaryDirectory() as work, _demo(Path(work)) as address, sync_playwright() as playwright:
        path = browser_path(playwright) or sys.exit("no Chromium on this machine")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        pictures = {
            images / "township-page.png": township(browser, address),
            images / "report-page.png": report(browser, address),
            images / "report-table.png": table(browser, address),
            images / "check-message.png": message(browser),
            docs / "screenshot.png": side_by_side(browser, address),
        }
        page = browser.new_page()
        pictures = {target: smaller(page, picture) for target, picture in pictures.items()}
    for target, picture in pictures.items():
        target.write_bytes(picture)
        print(f"{target}: {len(picture) / 1000:.0f} KB{' — too large' * (len(picture) > LIMIT)}")
    return int(any(len(picture) > LIMIT for picture in pictures.values()))


def _demo(work: Path) -> AbstractContextManager[str]:
    """The frozen portal with its example, built and served."""
    assert not build(Options(PORTAL, SOURCES, work / "demo")).failed
    return served(work / "demo")


def smaller(page: Page, picture: bytes) -> bytes:
    """The same PNG with a palette: a third of the bytes, and nobody sees it in a picture of a page."""
    width, height, colours, pixels = page.evaluate(PALETTE, base64.b64encode(picture).decode())
    rows = base64.b64decode(pixels)
    lines = b"".join(b"\0" + rows[start:start + width] for start in range(0, len(rows), width))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)), (b"PLTE", bytes(colours)),
              (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)


def opened(browser: Browser, url: str, width: int, height: int = 900) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN", device_scale_factor=1)
    page.goto(url)
    return page


def cut(page: Page, first: str, last: str) -> bytes:
    """From the top of one element to the bottom of another, over the whole width."""
    top = page.locator(first).first.bounding_box()["y"]
    box = page.locator(last).last.bounding_box()
    top, bottom = max(0, top - MARGIN), box["y"] + box["height"] + MARGIN
    return page.screenshot(full_page=True, clip={
        "x": 0, "y": top, "width": page.viewport_size["width"], "height": bottom - top})


def township(browser: Browser, address: str) -> bytes:
    return cut(opened(browser, address + "dehui/chalukou/", 760), ".crumbs", ".edits")


def report(browser: Browser, address: str) -> bytes:
    page = opened(browser, address + "dehui/chalukou/2020/", 760)
    page.add_style_tag(content=SHORTENED)
    return cut(page, ".crumbs", ".edits")


def table(browser: Browser, address: str) -> bytes:
    """Table three (表三) down to 不予公开 (refused), with its changes."""
    page = opened(browser, address + "shili/shilizhen/2022/", 900)
    page.add_style_tag(content="tr:has([id='inquiry.T']) ~ tr { display: none }")
    return cut(page, "#requests", "table.requests")


def message(browser: Browser) -> bytes:
    """The summary of a pull request in which one figure was copied wrong."""
    with TemporaryDirectory() as work:
        base, head = Path(work, "base", "reports"), Path(work, "head", "reports")
        for folder in (base, head):
            shutil.copytree(PORTAL / "reports" / "anqiu", folder / "anqiu")
        path = head / "anqiu" / "jinzhongzi" / "2020.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("  granted: [2,", "  granted: [3,"), encoding="utf-8")
        portal(["--project", str(PORTAL), "review", "--base", str(base), "--reports", str(head), "--out", work])
        summary = Path(work, "summary.md").read_text(encoding="utf-8")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(summary)
    page = browser.new_page(viewport={"width": 1080, "height": 300})
    page.set_content(f'<!doctype html><html lang="zh-CN"><style>{GITHUB}</style><body>{html}')
    return page.screenshot(full_page=True)


def side_by_side(browser: Browser, address: str) -> bytes:
    """The same report at a desk and on a phone."""
    shots = [opened(browser, address + "shili/shilizhen/2022/", width, 800).screenshot() for width in (1000, 390)]
    page = browser.new_page(viewport={"width": 1480, "height": 848})
    page.set_content(PAIR % tuple(base64.b64encode(shot).decode() for shot in shots))
    return page.screenshot()


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
