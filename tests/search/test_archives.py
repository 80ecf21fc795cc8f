"""Every archive of the registry: pure function of the log, choices only from what it was given; and each rule by hand."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.config import entries, entry_class
from eft.search.archives.best import Best
from eft.search.archives.islands import Islands
from eft.search.archives.puct import Puct
from eft.search.lineage import Individual

NAMES = entries("eft.search.archives")


def individual(index: int, value: float, parent: Individual | None, **changes: Any) -> Individual:
    fields = {
        "id": f"id{index}",
        "index": index,
        "parent": parent,
        "depth": 0 if parent is None else parent.depth + 1,
        "value": value,
        "score": value,
        "level": value,
        "progress": None,
        "mark": "=",
        "change": "",
        "island": index % 3,
        "length": 100 + 7 * index,
        "novelty": (index % 10) / 10,
    }
    return Individual(**{**fields, **changes})


# One attempt: which program is changed, and the child's value (None: it failed).
logs = st.lists(st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 20).map(float)), max_size=60)


def write(log: list[tuple[int, float | None]]) -> list[tuple[Individual | None, Individual | None]]:
    family = [individual(0, 5.0, None)]
    calls: list[tuple[Individual | None, Individual | None]] = [(None, family[0])]
    for index, (which, value) in enumerate(log, 1):
        parent = family[which % len(family)]
        child = None if value is None else individual(index, value, parent)
        calls.append((parent, child))
        family += [child] if child is not None else []
    return calls


def choices(state: Any, known: list[Individual]) -> list[tuple[Any, ...]]:
    found = []
    for seed in range(4):
        busy = known[: seed + 1] if seed else []
        choice = state.select(random.Random(seed), busy)
        found.append((choice.parent.id, [d.id for d in choice.donors], choice.island, choice.back))
        assert choice.parent in known
        assert choice.parent not in choice.donors
    return found


@pytest.mark.parametrize("name", NAMES)
@given(log=logs)
@settings(max_examples=30, deadline=None)
def test_replay_is_live(name: str, log: list[tuple[int, float | None]]) -> None:
    config = entry_class("eft.search.archives", name)()
    assert config.group_size >= 1
    live, calls = config.build(), write(log)
    known: list[Individual] = []
    for parent, child in calls:
        live.record(parent, child)
        known += [child] if child is not None else []
        choices(live, known)  # looking must not change anything
    replayed = config.build()
    for call in calls:
        replayed.record(*call)
    assert choices(live, known) == choices(replayed, known)
    for tip in known[-5:]:
        assert live.ancestor(tip).id == replayed.ancestor(tip).id
        assert tip.parent is None or (tip.descends_from(live.ancestor(tip)) and live.ancestor(tip) is not tip)


@pytest.mark.parametrize("name", NAMES)
def test_impossible_settings_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        entry_class("eft.search.archives", name)(group_size=0)


def test_best_keeps_the_best_and_one_place_per_score() -> None:
    state, root = Best(size=3).build(), individual(0, 1.0, None)
    state.record(None, root)
    for index, value in enumerate([5.0, 2.0, 5.0, 9.0, 3.0], 1):
        state.record(root, individual(index, value, root))
    assert [(node.value, node.index) for node in state.pool] == [(9.0, 4), (5.0, 3), (3.0, 5)]


def test_islands_keep_the_best_of_a_cell_and_migrate_natives_around_the_ring() -> None:
    state, root = Islands(islands=2, migrate_every=2, migrate_share=0.5).build(), individual(0, 1.0, None, length=100)
    state.record(None, root)
    same_cell = {"length": 100, "novelty": 0.55, "island": 0}
    first, second = individual(1, 2.0, root, **same_cell), individual(2, 1.5, root, **same_cell)
    state.record(root, first)
    assert first not in state.islands[1].ranked
    state.record(root, second)
    assert state.islands[0].ranked == [first, root]  # the worse one did not get the cell
    assert state.islands[1].ranked == [first, root]  # half of island 0, rounded up, came over
    third = individual(3, 9.0, root, length=350, novelty=0.55, island=1)
    fourth = individual(4, 0.1, root, length=30, novelty=0.95, island=1)
    state.record(root, third)
    state.record(root, fourth)
    assert third in state.islands[0].ranked
    assert [n.value for n in state.islands[1].ranked] == [9.0, 2.0, 1.0, 0.1]


def test_puct_formula_by_hand() -> None:
    state, root = Puct(exploration=2.0, group_size=2).build(), individual(0, 1.0, None)
    state.record(None, root)
    a, b = individual(1, 4.0, root), individual(2, 2.0, root)
    state.record(root, a)
    state.record(root, b)
    state.record(a, None)
    # T = 3 attempts, G = 2; values 1, 4, 2 give ranks 3, 1, 2 and priors 1/6, 3/6, 2/6; scale = 4 − 2 (the seed left out).
    # Visits: the seed 3 (all attempts lie below it), a 1, b 0. Q: the seed's best child 4; a and b have none: their own value.
    explore = 2.0 * 2.0 * math.sqrt(1 + 3 / 2)
    expected = [4 + explore / 6 / (1 + 3 / 2), 4 + explore / 2 / (1 + 1 / 2), 2 + explore / 3]
    assert state.scores().tolist() == pytest.approx(expected, rel=1e-15)
    assert state.select(random.Random(0), []).parent is a


def test_puct_leaves_lines_in_flight_alone() -> None:
    state, root = Puct(exploration=0.0).build(), individual(0, 1.0, None)
    state.record(None, root)
    a, b = individual(1, 9.0, root), individual(2, 5.0, root)
    aa = individual(3, 8.0, a)
    for parent, child in ((root, a), (root, b), (a, aa)):
        state.record(parent, child)
    assert state.select(random.Random(0), [a]).parent is b  # the seed is above a, aa below it
    assert state.select(random.Random(0), [aa]).parent is b
    assert state.select(random.Random(0), [a, b]).parent is root  # every line is in flight: the highest of all (Q = 9, its best child)


def test_puct_buffer_keeps_seed_and_two_children_per_parent() -> None:
    state, root = Puct(capacity=4).build(), individual(0, -5.0, None)
    state.record(None, root)
    for index, value in enumerate([1.0, 2.0, 3.0, 0.5], 1):
        state.record(root, individual(index, value, root))
    assert sorted(node.value for node in state.members) == [-5.0, 2.0, 3.0]
    tip = next(node for node in state.members if node.value == 3.0)
    for index, value in enumerate([4.0, 5.0, 6.0], 10):
        tip_child = individual(index, value, tip)
        state.record(tip, tip_child)
        tip = tip_child
    assert root in state.members
    assert sorted(node.value for node in state.members) == [-5.0, 4.0, 5.0, 6.0]


def test_puct_says_when_it_goes_back() -> None:
    state, root = Puct(exploration=0.0).build(), individual(0, 9.0, None)
    state.record(None, root)
    a = individual(1, 1.0, root)
    state.record(root, a)
    aa = individual(2, 0.5, a)
    state.record(a, aa)
    # Q(root) = 1, Q(a) = 0.5, Q(aa) = 0.5: back to the seed from aa.
    choice = state.select(random.Random(0), [])
    assert choice.parent is root
    assert choice.back
