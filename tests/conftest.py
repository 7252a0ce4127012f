"""What several test modules share: a small report tree on disk, and one profile for the properties."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.factories import a_report, write_tree
from tests.site_fixture import address, browser, site  # noqa: F401  registered once, for one browser a process

# No deadline: a slow machine is no failure. Derandomized: the same tests everywhere, every time.
settings.register_profile("portal", deadline=None, derandomize=True, max_examples=40,
                          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
settings.load_profile("portal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A township's folder with one all-zero report on 2021, without a fault."""
    return write_tree(tmp_path, a_report(2021))


@pytest.fixture
def no_hanging():
    """Ends a test that would otherwise run for hours, as a hostile input to a bad regular expression does."""
    def stop(number: int, frame: object) -> None:
        pytest.fail("did not come to an end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
