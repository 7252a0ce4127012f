"""The list of mutations fits the program as it is; that the tests notice them is seen by `make mutate`."""

from __future__ import annotations

import pytest

from tests.factories import ROOT
from tests.mutate import mutated
from tests.mutations import MUTATIONS, Mutation

ROOMS = ("load", "check", "compare", "compose", "render", "shell", "publish", "cache", "index", "exporting", "draft", "schema",
         "review", "serve", "console", "hidden", "assemble", "importing", "editions")


@pytest.mark.parametrize("one", MUTATIONS, ids=lambda one: f"{one.file} {one.why}")
def test_a_mutation_still_fits(one: Mutation):
    mutated(one, (ROOT / one.file).read_text(encoding="utf-8"))
    assert one.why
    assert [name for name in one.tests.split() if not (ROOT / "tests" / f"test_{name}.py").is_file()] == []
    assert one.tests


def test_every_room_has_one():
    assert len(MUTATIONS) >= 40
    assert [room for room in ROOMS if not any(one.file.startswith(f"generator/{room}") for one in MUTATIONS)] == []
    assert any(one.file.endswith(".js") for one in MUTATIONS)


@pytest.mark.parametrize(("text", "new"), [("a b", "c"), ("a a", "b"), ("a", "a"), ("a", "(")])
def test_one_that_fits_no_more_is_refused(text: str, new: str):
    old = "x" if text == "a b" else "a"
    with pytest.raises((ValueError, SyntaxError)):
        mutated(Mutation("some.py", old, new, "load", "why"), text)
