"""Pages → the full-text search index, made by Pagefind (the build that segments Chinese)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from generator.issue import BuildError

# the official labels stand on every page and would drown the prose; struck-out text is last year's
LEFT_OUT = "table.official th, del, .legend"


def index(site: Path) -> int:
    """Write `site`/pagefind; returns how many pages it knows. Raises BuildError where Pagefind fails."""
    command = [sys.executable, "-m", "pagefind_bin_extended", "--site", str(site), "--output-subdir", "pagefind",
               "--exclude-selectors", LEFT_OUT, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          env=os.environ | {"SOURCE_DATE_EPOCH": "0"})
    if done.returncode:
        raise BuildError(f"搜索索引（Pagefind）没有建成：{(done.stderr or done.stdout).strip()[-500:]}")
    return sum(1 for _ in (site / "pagefind" / "fragment").glob("*"))
