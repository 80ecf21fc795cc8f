"""Every archive of the registry: pure function of the log, choices only from what it was given; and each rule by hand."""

from __future__ import annotations

import asyncio
import math
import random
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eft.config import entries, entry_class
from eft.evaluation.fake import FakeEvaluator
from eft.search.archives.beam import Beam
from eft.search.archives.best import Best, BestState
from eft.search.archives.chain import Chain, ChainState
from eft.search.archives.iid import Iid, IidState
from eft.search.archives.islands import Island, Islands, IslandsState
from eft.search.archives.puct import Puct
from eft.search.engine import Engine, Flow
from eft.search.lineage import Individual
from eft.search.plan import Search
from eft.search.store import Store

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
    return changes.pop("cls", Individual)(**{**fields, **changes})


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


def plain(value: Any) -> Any:
    """Everything an archive holds, with programs by id."""
    if isinstance(value, Individual):
        return value.id
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return {key: plain(entry) for key, entry in vars(value).items()} if hasattr(value, "record") or type(value) is Island else repr(value)


def kept(state: Any) -> list[list[Individual]]:
    """The programs that each rule keeps, by place from which a parent is drawn."""
    if isinstance(state, IslandsState):
        return [island.ranked for island in state.islands]
    if isinstance(state, (ChainState, IidState)):
        return [[only for only in (state.last if isinstance(state, ChainState) else state.seed,) if only is not None]]
    return [state.pool if isinstance(state, BestState) else state.members]


def grown(name: str, log: list[tuple[int, float | None]], **settings: Any) -> tuple[Any, list[Individual]]:
    """An archive after a log, and all programs of the log."""
    state, calls = entry_class("eft.search.archives", name)(**settings).build(), write(log)
    for call in calls:
        state.record(*call)
    return state, [child for _, child in calls if child is not None]


# --- laws of every archive ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@given(log=logs)
@hypothesis.settings(max_examples=30, deadline=None)
def test_replay_is_live(name: str, log: list[tuple[int, float | None]]) -> None:
    config = entry_class("eft.search.archives", name)()
    assert config.group_size >= 1
    live, calls = config.build(), write(log)
    known: list[Individual] = []
    for parent, child in calls:
        live.record(parent, child)
        known += [child] if child is not None else []
        before = plain(live)
        choices(live, known)
        assert plain(live) == before  # looking must not change anything
    replayed = config.build()
    for call in calls:
        replayed.record(*call)
    assert plain(replayed) == plain(live)
    assert choices(live, known) == choices(replayed, known)
    for tip in known[-5:]:
        assert live.ancestor(tip).id == replayed.ancestor(tip).id
        assert tip.parent is None or (tip.descends_from(live.ancestor(tip)) and live.ancestor(tip) is not tip)


@pytest.mark.parametrize("name", NAMES)
@given(log=logs, window=st.integers(1, 12), order=st.randoms(use_true_random=False), group=st.integers(1, 4))
@hypothesis.settings(max_examples=30, deadline=None)
def test_any_number_in_flight_and_any_order_of_return(
    name: str, log: list[tuple[int, float | None]], window: int, order: random.Random, group: int
) -> None:
    """A selection is always made at once, of a program that exists, also while all that is kept is in flight."""
    state, root = entry_class("eft.search.archives", name)(group_size=group).build(), individual(0, 5.0, None)
    state.record(None, root)
    known, flying = [root], list[Individual]()
    for index, (_, value) in enumerate(log, 1):
        while len(flying) < window:
            choice = state.select(random.Random(index + len(flying)), list(dict.fromkeys(flying)))
            assert choice.parent in known
            flying += [choice.parent] * group
        parent = flying.pop(order.randrange(len(flying)))
        child = None if value is None else individual(index, value, parent)
        known += [child] if child is not None else []
        state.record(parent, child)
    assert state.select(random.Random(0), known).parent in known


@pytest.mark.parametrize("name", NAMES)
@given(log=logs)
@hypothesis.settings(max_examples=20, deadline=None)
def test_every_kept_program_gets_its_turn(name: str, log: list[tuple[int, float | None]]) -> None:
    """While nothing better is found, every program that the rule keeps is selected, on every island that keeps it."""
    state, _ = grown(name, log, **SMALL[name])
    waiting = {(place, node.id) for place, nodes in enumerate(kept(state)) for node in nodes}
    assert waiting
    for turn in range(BOUND):
        choice = state.select(random.Random(turn), [])
        waiting.discard((choice.island, choice.parent.id))
        if not waiting:
            break
        if name in ("beam", "puct"):  # their turns move on with the attempts, those of the others by chance
            state.record(choice.parent, None)
            waiting &= {(0, node.id) for node in state.members}
            if name == "puct":  # what is left for good: a program whose own descendants take its turns, at a better value
                waiting -= {(0, node.id) for node in state.members if state.visits.get(node.id, 0)}
    assert not waiting


SMALL: dict[str, dict[str, Any]] = {
    "beam": {"width": 3, "branch": 2},
    "best": {},
    "islands": {"islands": 2},
    "puct": {"capacity": 4},
    "chain": {},
    "iid": {},
}
BOUND = 2000


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("group", [1, 3])
def test_a_group_shares_one_selection(name: str, group: int, tmp_path: Path, tweaker: Any, task: Any, seed_program: str) -> None:
    archive = entry_class("eft.search.archives", name)(group_size=group)
    with Store(tmp_path / "run.db") as store:
        engine = Engine(store, FakeEvaluator(), tweaker(), archive, flow=Flow(window=4))
        asyncio.run(engine.run([Search(task, 0, 30, seed_program)]))
        attempts = [attempt for attempt in store.attempts() if attempt.index]
    by_group: dict[int, set[tuple[Any, ...]]] = {}
    for attempt in attempts:
        by_group.setdefault((attempt.index - 1) // group, set()).add((attempt.parent, attempt.prompt, attempt.island))
    assert len(attempts) == 30
    assert [len(selections) for selections in by_group.values()] == [1] * (30 // group)
    assert group == 1 or len({attempt.child for attempt in attempts}) > 30 // group  # one prompt, different replies


@pytest.mark.parametrize("name", NAMES)
def test_a_call_costs_the_same_however_long_the_run(name: str) -> None:
    """Programs looked at per call, counted: on a wide tree of 1,000 and of 6,000 programs, each with three parents in flight."""

    def looks(size: int) -> float:
        rng, family = random.Random(0), [counting(0, 5.0, None)]
        state = entry_class("eft.search.archives", name)(**COSTS[name]).build()
        state.record(None, family[0])
        for index in range(1, size + 1):
            child = counting(index, rng.random(), family[rng.randrange(len(family))])
            family.append(child)
            state.record(child.parent, child)
        Counting.looked = 0
        for turn in range(40):
            choice = state.select(random.Random(turn), family[-3:])
            state.record(choice.parent, counting(size + 1 + turn, rng.random(), choice.parent))
        return Counting.looked / 40

    short, long = looks(1000), looks(6000)
    assert short > 0 or name in ("chain", "iid")  # these look at no value at all
    assert long < 1.5 * short + 40  # what may grow is depth, log(programs) in such a tree


COSTS: dict[str, dict[str, Any]] = {"beam": {}, "best": {}, "islands": {}, "puct": {"capacity": 100}, "chain": {}, "iid": {}}


class Counting(Individual):
    """Counts how often a program's value is looked at or a step up its line is taken."""

    __slots__ = ()
    looked = 0

    def __getattribute__(self, name: str) -> Any:
        if name in ("value", "parent"):
            Counting.looked += 1
        return super().__getattribute__(name)


def counting(index: int, value: float, parent: Individual | None) -> Individual:
    return individual(index, value, parent, cls=Counting)


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


@given(log=logs, capacity=st.integers(1, 8), kept=st.integers(1, 3))
@hypothesis.settings(max_examples=60, deadline=None)
def test_puct_buffer_is_that_of_the_rule(log: list[tuple[int, float | None]], capacity: int, kept: int) -> None:
    state, calls = Puct(capacity=capacity, kept_children=kept).build(), write(log)
    members, children = list[Individual](), dict[str, list[Individual]]()
    for parent, child in calls:
        state.record(parent, child)
        if child is None:
            continue
        members.append(child)
        if parent is not None:
            ranked = sorted([*children.get(parent.id, ()), child], key=lambda node: -node.value)
            children[parent.id] = ranked[:kept]
            members = [node for node in members if node not in ranked[kept:]]
        if len(members) > capacity:
            members.remove(min(members[1:], key=lambda node: (node.value, node.index)))  # never the seed, which came first
        assert {node.id for node in state.members} == {node.id for node in members}


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


@given(log=logs, busy=st.lists(st.integers(0, 60), max_size=4))
@hypothesis.settings(max_examples=60, deadline=None)
def test_puct_blocks_whole_lines(log: list[tuple[int, float | None]], busy: list[int]) -> None:
    """Against the definition: nothing above or below a parent in flight, and of the rest the highest score, the oldest of equals."""
    state, known = grown("puct", log, capacity=20)
    flying = [known[k % len(known)] for k in busy]
    free = [
        (score, node)
        for score, node in zip(state.scores().tolist(), state.members, strict=True)
        if not any(node.descends_from(tip) or tip.descends_from(node) for tip in flying)
    ]
    candidates = free or list(zip(state.scores().tolist(), state.members, strict=True))
    best = max(score for score, _ in candidates)
    expected = min((node for score, node in candidates if score == best), key=lambda node: node.index)
    assert state.select(random.Random(0), flying).parent is expected


@given(log=logs, group=st.integers(1, 5))
@hypothesis.settings(max_examples=40, deadline=None)
def test_puct_scores_of_what_is_left_alone_grow(log: list[tuple[int, float | None]], group: int) -> None:
    """An attempt elsewhere raises the score of every member that is not on its line: no program can be forgotten."""
    state, _ = grown("puct", log, group_size=group)
    for index in range(5):
        before = dict(zip([node.id for node in state.members], state.scores().tolist(), strict=True))
        parent = state.members[index % len(state.members)]
        state.record(parent, None)
        after = dict(zip([node.id for node in state.members], state.scores().tolist(), strict=True))
        line = {node.id for node in parent.upwards()}
        assert all(after[node] > before[node] for node in before if node not in line)
        assert all(after[node] < before[node] for node in before if node in line)


def test_puct_counts_a_group_once() -> None:
    """G attempts of one selection move the scores as one attempt does without groups (equal values, so that only counts matter)."""
    alone, group = Puct().build(), Puct(group_size=4).build()
    root = individual(0, 1.0, None)
    children = [individual(1, 3.0, root), individual(2, 2.0, root)]
    for state, times in ((alone, 1), (group, 4)):
        state.record(None, root)
        for child in children:
            state.record(root, child)
            for _ in range(times - 1):
                state.record(root, None)
        for _ in range(3 * times):
            state.record(children[0], None)
    assert group.scores().tolist() == pytest.approx(alone.scores().tolist(), rel=1e-15)


def test_islands_are_selected_alike() -> None:
    state, root = Islands(islands=4).build(), individual(0, 1.0, None)
    state.record(None, root)
    counts = [0] * 4
    for turn in range(4000):
        counts[state.select(random.Random(turn), [root]).island] += 1
    assert all(850 < count < 1150 for count in counts)  # 1,000 ± 5 standard deviations


def test_beam_goes_down_level_by_level() -> None:
    state, root = Beam(width=2, branch=2, keep=False).build(), individual(0, 5.0, None)
    state.record(None, root)
    a, b = individual(1, 3.0, root), individual(2, 1.0, root)
    state.record(root, a)
    assert state.members == [root]
    state.record(root, b)  # the seed's level is over after its two attempts: 1 member · 2
    assert (state.members, state.depth) == ([a, b], 1)
    children = [individual(3, 2.0, a), individual(4, 9.0, b), individual(5, 4.0, b)]
    turns = []
    for child in (children[0], children[1], None, children[2]):
        turns.append(state.select(random.Random(0), []).parent)
        state.record(turns[-1], child)
    assert turns == [a, b, a, b]
    assert (state.members, state.depth) == ([children[1], children[2]], 2)  # 9 and 4; the parents' level is gone
    for _ in range(4):
        state.record(children[1], None)
    assert (state.members, state.depth) == ([children[1], children[2]], 3)  # nothing came of it: the level stays


def test_beam_members_compete_with_their_children_and_the_newest_of_equals_stays() -> None:
    state, root = Beam(width=2, branch=1).build(), individual(0, 5.0, None)
    state.record(None, root)
    same = individual(1, 5.0, root)
    state.record(root, same)
    assert state.members == [same]
    worse, late = individual(2, 4.0, same), individual(3, 6.0, root)
    state.record(same, worse)
    assert state.members == [same, worse]
    state.record(root, late)  # of an earlier level, arrives late: it competes where it arrives
    state.record(same, None)
    assert state.members == [late, same]


@pytest.mark.parametrize("group", [1, 2, 3, 5])
def test_beam_gives_every_member_its_branch_in_whole_groups(group: int) -> None:
    state, root = Beam(width=3, branch=4, group_size=group).build(), individual(0, 1.0, None)
    state.record(None, root)
    for index in (1, 2, 3):
        state.record(root, individual(index, 1.0 + index, root))
    while state.depth == 0:
        state.record(root, None)
    level, counts = list(state.members), dict.fromkeys((node.id for node in state.members), 0)
    while state.depth == 1:
        parent = state.select(random.Random(0), []).parent
        for _ in range(group):
            counts[parent.id] += 1
            state.record(parent, None)
    each = {1: 4, 2: 4, 3: 6, 5: 5}[group]  # 4 attempts rounded up to whole groups
    assert counts == dict.fromkeys((node.id for node in level), each)


def test_beam_spreads_over_what_is_not_in_flight() -> None:
    state, root = Beam(width=3, branch=1).build(), individual(0, 1.0, None)
    state.record(None, root)
    a, b = individual(1, 2.0, root), individual(2, 3.0, root)
    state.record(root, a)
    state.record(root, b)
    state.record(root, None)
    flying: list[Individual] = []
    for _ in range(len(state.members)):
        flying.append(state.select(random.Random(0), flying).parent)
    assert {node.id for node in flying} == {node.id for node in state.members}
    assert state.select(random.Random(0), flying).parent in state.members


def test_iid_always_changes_the_seed_and_a_chain_its_newest_program() -> None:
    seed = individual(0, 5.0, None)
    worse, worst = individual(1, 3.0, seed), individual(2, 1.0, seed)
    iid, chain = Iid().build(), Chain().build()
    for state in (iid, chain):
        state.record(None, seed)
        state.record(seed, worse)
        state.record(worse, None)
    rng = random.Random(0)
    assert iid.select(rng, ()).parent is seed
    assert chain.select(rng, ()).parent is worse
    chain.record(worse, worst)
    assert chain.select(rng, ()).parent is worst
    assert chain.ancestor(worst) is seed
