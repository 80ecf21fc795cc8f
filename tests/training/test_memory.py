"""The data path holds a few rows at a time: traced peak of Python's memory against the size of the texts."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eft.training.account import Account
from eft.training.columns import stream_rows, write_rows
from eft.training.data.trajectories import Trajectories
from eft.training.leaks import HeldOut
from eft.training.table import COUNTED, JUDGED, Table, marked

ROWS, KB = 600, 20


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """12 MB of texts."""
    file = tmp_path_factory.mktemp("big") / "t.parquet"

    def rows() -> Iterator[dict[str, Any]]:
        for i in range(ROWS):
            text = f"{i} " * (KB * 1000 // (len(str(i)) + 1))
            yield {
                "task": f"t{i % 5}", "improvement_label": ("improved", "regressed")[i % 2], "user_prompt": text, "response": f"answer {i * 7919}",
                "parent_code": f"a{i}", "child_code": f"b{i}", "leak": "", "instance_uid": str(i), "status": "ok", "parent_status": "ok",
            }  # fmt: skip

    write_rows(file, rows())
    return file


def peak_mb(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def test_selection_and_the_walk_after_it(big: Path) -> None:
    HeldOut.of_suite()  # what is loaded once is not counted

    def work() -> None:
        rows = Trajectories(path=big, select="improved", near=1.0, max_repeats=1).rows(Account())
        assert sum(len(row.messages[0].content) for row in rows) > ROWS * KB * 400

    assert peak_mb(work) < 4  # 32 rows of 20 kB, twice over while they are taken apart, and the keys


def test_inspect_and_leaks(big: Path) -> None:
    assert peak_mb(lambda: [None for _ in Table().counting(stream_rows(big, COUNTED))]) < 3
    heldout = HeldOut()
    assert peak_mb(lambda: [None for _ in marked(stream_rows(big, JUDGED), heldout, {}, keep=True)]) < 4
