"""Task folders: ids, selection, errors."""

from __future__ import annotations

import pytest

from eft.evaluation.tasks import all_tasks, families, find, kin, related, select, strict_split, without_relatives
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


RELATIVES = {  # the training families that are near relatives of held-out ones, and of which
    "packing/squares_in_square": "hexagons", "packing/spheres_in_cube": "circles", "points/sphere_separation": "kissing",
    "inequalities/flat_polynomials": "autocorr", "inequalities/delsarte_bound": "kissing", "codes/covering_design": "covering_code",
    "routing/tsp": "orienteering", "circuits/addition_chain": "xor_count", "circuits/boolean": "xor_count",
    "systems/broadcast_overlay": "steiner_tree", "systems/job_placement": "model_placement",
}  # fmt: skip


def test_relatives_are_marked_as_the_split_has_them() -> None:
    marked = {task.family: kin(task) for task in all_tasks() if kin(task)}
    assert marked == {family: name for family, name in RELATIVES.items() if family in families()}
    assert {task.split for task in all_tasks() if kin(task)} == {"train"}


def test_the_strict_split_has_no_relatives_on_either_side() -> None:
    train, held = ({task.family for task in strict_split(split)} for split in ("train", "heldout"))
    assert "routing/tsp" not in train
    assert "codes/labs" in train
    assert train == {task.family for task in all_tasks("train")} - set(RELATIVES)
    assert not any(family.startswith("packing/circles_") for family in held)  # spheres_in_cube is kin to them
    assert "codes/maxdet" in held
    assert [task.id for task in without_relatives(all_tasks("train"))] == [task.id for task in strict_split()]


def test_kin_names_a_family_or_all_that_begin_with_it() -> None:
    circles = find("packing/circles_in_square/n=26")
    assert related(circles, "circles")
    assert related(circles, "circles_in_square")
    assert not related(circles, "circle")
