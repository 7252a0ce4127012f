"""The import's benchmark runs and finds every figure again. How long anything takes is not asserted."""

from __future__ import annotations

from tests.bench_import.__main__ import main, table


def test_every_figure_comes_back():
    results = main(["6"])
    assert {one.documents for one in results} == {6}
    assert {one.wrong for one in results} == {0}
    assert all(one.figures > 1000 for one in results)
    assert table(results).count("\n") == len(results)
