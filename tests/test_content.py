"""The hand-written pages say what the program does."""

from __future__ import annotations

import re

from generator.assemble import EDITIONS
from generator.draft import blank_yaml
from generator.load import load_editions
from tests.factories import PORTAL

CONTENT = PORTAL / "content"


def test_the_template_in_the_staff_guide_is_the_one_that_portal_new_writes():
    blocks = re.findall(r"```[^\n]*\n(.*?)```", (CONTENT / "staff.md").read_text(encoding="utf-8"), re.S)
    assert blank_yaml(load_editions(EDITIONS)["2021"], 2025) in blocks


def test_every_picture_of_the_staff_guide_is_there():
    names = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (CONTENT / "staff.md").read_text(encoding="utf-8"))
    assert names
    assert [name for name in names if not (CONTENT / name).is_file()] == []


def test_every_heading_has_an_address_of_its_own():
    for page in CONTENT.glob("*.md"):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
        headings = re.findall(r"^##+ .*$", text, re.M)
        assert [heading for heading in headings if "{#" not in heading] == []
