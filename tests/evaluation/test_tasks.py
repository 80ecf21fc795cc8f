"""Task folders: ids, selection, errors."""

from __future__ import annotations

import pytest

from eft.evaluation.tasks import all_tasks, families, find, select
from eft.types import UserError

HELD_OUT = {
    "packing/circles_in_square", "inequalities/erdos_overlap", "inequalities/autocorr_first", "codes/maxdet", "graphs/extremal_girth",
    "contest/production_plan", "systems/txn_order",
}  # fmt: skip


def test_ids_are_unique_and_found() -> None:
    ids = [task.id for task in all_tasks()]
    assert len(ids) == len(set(ids))
    assert all(find(i).id == i for i in ids)


def test_the_held_out_families_are_whole_families() -> None:
    held = {task.family for task in all_tasks("heldout")}
    assert held >= HELD_OUT
    assert held.isdisjoint({task.family for task in all_tasks("train")})


def test_at_least_sixteen_families() -> None:
    assert len(families()) >= 16


def test_select_takes_ids_families_and_splits_once() -> None:
    tasks = select(("codes/labs/n=31", "codes/labs"))
    assert [t.id for t in tasks].count("codes/labs/n=31") == 1
    assert {t.split for t in select(("heldout",))} == {"heldout"}


def test_unknown_task_suggests_the_nearest() -> None:
    with pytest.raises(UserError, match=r"did you mean packing/circles_in_square/n=\d+\?"):
        find("packing/circles_in_square/n=27")
    with pytest.raises(UserError, match="did you mean codes/labs"):
        find("codes/lab/n=31")
