"""One contract for every task folder: a new family is tested by existing.

First lines of programs. right/: `# profile: cheap` or `# profile: train`, then optionally `; instance: key=value,…` (the first instance
otherwise). wrong/: `# expect: STATUS[|STATUS…]: part of the reason` and, for accepted answers that must gain nothing, `# at most: VALUE`
(no better than this in the task's direction; without it, no better than the textbook program).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from eft.evaluation import tasks
from eft.evaluation.blocks.pools import instance_hash
from eft.evaluation.blocks.verdict import Verdict
from eft.evaluation.evaluate import SandboxEvaluator, judge
from eft.evaluation.instances import PROFILES, PUBLIC_SECRET, genotypes, instances
from eft.types import Direction, Status, Task

COUNTS = {  # tasks per family in the suite's headers
    "packing/circles_in_square": 8, "packing/circles_in_rectangle": 4, "packing/circles_in_region": 6, "packing/hexagons_in_hexagon": 6,
    "packing/squares_in_square": 8, "packing/strip_rectangles": 8, "packing/polyomino_fill": 6, "packing/spheres_in_cube": 6,
    "packing/disc_cover": 8, "points/heilbronn": 14, "points/distance_ratio": 12, "points/sphere_separation": 6,
    "points/sphere_energy": 8, "points/kissing": 6, "points/star_discrepancy": 8, "points/grid_avoid": 10,
    "inequalities/erdos_overlap": 4, "inequalities/autocorr_first": 3, "inequalities/autocorr_second": 3,
    "inequalities/autocorr_third": 3, "inequalities/flat_polynomials": 5, "inequalities/turan_power_sums": 6,
    "inequalities/delsarte_bound": 8, "additive/sum_difference": 6, "additive/cap_set": 5, "additive/golomb": 6,
    "additive/difference_basis": 5, "additive/ap_free": 6, "additive/colouring": 8, "codes/binary_code": 8, "codes/constant_weight": 6,
    "codes/covering_design": 6, "codes/covering_code": 6, "codes/labs": 8, "codes/maxdet": 7, "graphs/independent_set": 6,
    "graphs/colouring": 6, "graphs/max_cut": 6, "graphs/linear_layout": 9, "graphs/rectilinear_crossing": 6, "graphs/ramsey": 8,
    "graphs/order_degree": 6, "graphs/extremal_girth": 5, "graphs/steiner_tree": 5, "graphs/snake_in_box": 7,
    "assignment/bin_packing": 6, "assignment/multi_knapsack": 5, "assignment/set_cover": 5, "assignment/max_sat": 6,
    "assignment/number_partition": 5, "assignment/qap": 6, "assignment/facility_location": 5, "routing/tsp": 7, "routing/cvrp": 6,
    "routing/pickup_delivery": 5, "routing/orienteering": 5, "scheduling/flow_shop": 6, "scheduling/job_shop": 6,
    "scheduling/weighted_tardiness": 5, "scheduling/rcpsp": 5, "scheduling/setup_machines": 5, "scheduling/dispatch_rule": 4,
    "contest/ad_rectangles": 4, "contest/stack_carry": 4, "contest/sweep_route": 4, "contest/road_repair": 4, "contest/fish_polygon": 4,
    "contest/production_plan": 4, "query/or_permutation": 4, "query/group_testing": 4, "query/hidden_graph": 4, "strings/superstring": 8,
    "strings/multi_lcs": 5, "strings/grammar": 5, "laws/oscillator": 20, "laws/growth": 16, "laws/kinetics": 12, "laws/vector_field": 8,
    "laws/integer_rules": 8, "laws/stress_strain": 6, "laws/scaling_law": 6, "circuits/matmul": 9, "circuits/sorting_network": 8,
    "circuits/addition_chain": 5, "circuits/boolean": 8, "circuits/qubit_routing": 6, "circuits/xor_count": 5,
    "numerics/cubature_kernel": 6, "numerics/minimax_poly": 9, "numerics/stability_poly": 6, "numerics/fir_filter": 6,
    "numerics/elimination_order": 6, "numerics/lcg_spectral": 5, "numerics/lattice_rule": 5, "speed/toeplitz_solve": 3,
    "speed/shortest_paths": 3, "speed/lasso_path": 3, "speed/few_eigenpairs": 3, "speed/nearest_neighbours": 3,
    "speed/simplex_projection": 3, "speed/convolve2d": 3, "speed/fft_convolution": 2, "speed/polynomial_roots": 3,
    "speed/psd_projection": 3, "speed/affine_transform": 2, "cpu/gemm_small": 4, "cpu/stencil": 3, "cpu/prefix_scan": 3,
    "cpu/softmax_norm": 3, "cpu/spmv": 3, "cpu/varint_decode": 3, "gpu/vecadd": 2, "gpu/grayscale": 2, "gpu/softmax_norm": 3,
    "gpu/grouped_gemm": 3, "gpu/trimul": 2, "gpu/mla_decode": 2, "systems/expert_balance": 4, "systems/model_placement": 4,
    "systems/prefix_reorder": 4, "systems/txn_order": 4, "systems/broadcast_overlay": 4, "systems/cache_eviction": 6,
    "systems/online_bin_packing": 5, "systems/job_placement": 4, "systems/request_router": 4, "systems/memory_plan": 5,
    "systems/autoscale": 4, "denoise/cells": 6, "denoise/low_rank_completion": 4, "denoise/images": 4, "search/blackbox": 8,
    "search/k_module": 4, "search/subset_oracle": 3, "games/busy_machine": 5, "games/peaceable_queens": 6, "games/tree_sort": 4,
    "games/life_box": 4, "physics/lennard_jones": 6, "physics/thinned_array": 5, "physics/multilayer": 5, "physics/hp_fold": 6,
}  # fmt: skip
LADDER_SEEDS = range(100, 116)
STATUSES = "|".join(status.value for status in Status)
EXPECT = re.compile(rf"# expect: ((?:{STATUSES})(?:\|(?:{STATUSES}))*): ?(.*)")
PROFILE = re.compile(r"# profile: (cheap|train)(?:; instance: (\S+))?\s*$")


def _first(family: str) -> Task:
    return tasks.read_family(family)[0]


def _programs(kind: str) -> list[object]:
    root = _first(tasks.families()[0]).folder.parent.parent
    return [pytest.param(file, id=str(file.relative_to(root))) for file in sorted(root.glob(f"*/*/{kind}/*.py"))]


def _family(file: Path) -> str:
    return f"{file.parent.parent.parent.name}/{file.parent.parent.name}"


def _profile(file: Path) -> tuple[str, Task]:
    """Profile and task that the first line of a right/ program names."""
    line = file.read_text(encoding="utf-8").split("\n", 1)[0]
    match = PROFILE.match(line)
    assert match, f"{file}: first line {line!r}, expected `# profile: cheap` or `# profile: train`"
    family = _family(file)
    return match[1], tasks.find(f"{family}/{match[2]}") if match[2] else _first(family)


def _ladder(family: str) -> tuple[Task, list[Path]]:
    files = [file for file in sorted((_first(family).folder / "right").glob("[0-9]_*.py")) if _profile(file)[0] == "cheap"]
    return _profile(files[0])[1], files


def better(task: Task, value: float, than: float) -> bool:
    return value > than if task.direction is Direction.MAX else value < than


@pytest.fixture(scope="module")
def cheap() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("cheap", workers=1)
    yield evaluator
    evaluator.close()


@pytest.fixture(scope="module")
def train() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("train", workers=1)
    yield evaluator
    evaluator.close()


@pytest.mark.parametrize("family", tasks.families())
def test_folder_is_complete(family: str) -> None:
    folder = _first(family).folder
    assert (folder / "initial.py").is_file()
    assert len(list((folder / "right").glob("*.py"))) >= 3
    assert list((folder / "wrong").glob("*.py"))


@pytest.mark.parametrize("family", tasks.families())
def test_header_count(family: str) -> None:
    assert len(tasks.read_family(family)) == COUNTS[family], "the suite's header and task.yaml disagree, or COUNTS lacks the family"


@pytest.mark.parametrize("family", tasks.families())
def test_statement_names_every_input_and_output(family: str) -> None:
    task = _first(family)
    for name in (*task.inputs, *task.outputs):
        assert re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", task.statement), f"statement does not mention {name}"
    statement = " ".join(task.statement.split())
    direction = "maximi[sz]|larger is better" if task.direction is Direction.MAX else "minimi[sz]|smaller is better"
    assert re.search(direction, statement, re.IGNORECASE), "statement does not give the direction"
    assert " s CPU" in statement, "statement does not give the limits"


@pytest.mark.parametrize("family", tasks.families())
def test_reference_values_are_in_order(family: str) -> None:
    for task in tasks.read_family(family):
        sign = 1.0 if task.direction is Direction.MAX else -1.0
        line = [task.baseline, task.best_known and task.best_known.value, task.far_bound]
        known = [sign * value for value in line if value is not None]
        assert known == sorted(known), f"{task.id}: baseline, best known, far bound = {line}"


@pytest.mark.parametrize("family", tasks.families())
def test_instances_are_reproducible(family: str) -> None:
    for task in tasks.read_family(family)[:3]:
        make = tasks.load_module(task, "score").instance
        if task.kind == "hidden":
            for half in ("search", "final"):
                entry = tasks.pool(task, half)[0]
                assert instance_hash(make({**task.params, **task.args}, int(entry["seed"]))[0]) == entry["hash"]
        else:
            first, second = (instance_hash(make({**task.params, **task.args}, None)[0]) for _ in range(2))
            assert first == second


@pytest.mark.parametrize("family", tasks.families())
def test_scorer_is_pure(family: str) -> None:
    """Same verdict twice and in the other order, nothing written to its arguments."""
    task = _first(family)
    if not (task.folder / "objective.py").is_file():
        pytest.skip("no objective to draw answers from")
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    objective = tasks.load_module(task, "objective").Objective(dict(instance.public))
    answers = [objective.answer(z) for z in genotypes(objective, 2)]
    kept, before = copy.deepcopy(answers), instance_hash(instance.public)
    there = [judge(task, instance, answer) for answer in answers]
    back = [judge(task, instance, answer) for answer in reversed(answers)][::-1]
    assert [(v.valid, v.value, v.reason) for v in there] == [(v.valid, v.value, v.reason) for v in back]
    assert instance_hash(instance.public) == before
    assert [instance_hash(answer) for answer in answers] == [instance_hash(answer) for answer in kept]


@pytest.mark.parametrize("family", tasks.families())
def test_score_agrees_with_the_objective(family: str) -> None:
    """Every genotype stands for a valid answer, and where one answer is clearly better to the objective it is to the scorer."""
    task = _first(family)
    if not (task.folder / "objective.py").is_file():
        pytest.skip("no objective")
    instance = instances(task, PROFILES["cheap"], "search", PUBLIC_SECRET)[0]
    objective = tasks.load_module(task, "objective").Objective(dict(instance.public))
    pairs = []
    for z in genotypes(objective, 8):
        verdict: Verdict = judge(task, instance, objective.answer(z))
        assert verdict.valid, verdict.reason
        assert verdict.value is not None
        pairs.append((objective.value(z), verdict.value))
    best, worst = min(pairs), max(pairs)
    assert best[0] == worst[0] or not better(task, worst[1], best[1])


@pytest.mark.parametrize("family", tasks.families())
def test_seed_program_is_valid(family: str, cheap: SandboxEvaluator) -> None:
    task = _first(family)
    outcome = cheap.evaluate(task, task.initial)
    assert outcome.status is Status.OK, outcome.reason
    assert not outcome.quarantined, outcome.reason


@pytest.mark.slow
@pytest.mark.parametrize("family", tasks.families())
def test_seed_program_is_valid_on_every_instance(family: str, cheap: SandboxEvaluator) -> None:
    for task in tasks.read_family(family):
        outcome = cheap.evaluate(task, task.initial)
        assert outcome.status is Status.OK, f"{task.id}: {outcome.reason}"


@pytest.mark.parametrize("family", tasks.families())
def test_ladder_improves_strictly(family: str, cheap: SandboxEvaluator) -> None:
    task, files = _ladder(family)
    assert len(files) >= 3
    outcomes = [cheap.evaluate(task, file.read_text(encoding="utf-8"), seeds=LADDER_SEEDS) for file in files]
    assert [outcome.status for outcome in outcomes] == [Status.OK] * len(files), [outcome.reason for outcome in outcomes]
    scores = [outcome.score for outcome in outcomes]
    for lower, higher in pairwise(scores):
        assert lower is not None
        assert higher is not None
        assert better(task, higher, lower), scores


@pytest.mark.slow
@pytest.mark.parametrize("file", [p for p in _programs("right") if _profile(p.values[0])[0] == "train"])  # type: ignore[attr-defined]
def test_long_programs_are_accepted(file: Path, train: SandboxEvaluator, cheap: SandboxEvaluator) -> None:
    """Programs of the train profile are accepted and beat the best cheap one."""
    task = _profile(file)[1]
    outcome = train.evaluate(task, file.read_text(encoding="utf-8"))
    assert outcome.status is Status.OK, outcome.reason
    assert outcome.score is not None
    other = cheap.evaluate(task, _ladder(_family(file))[1][-1].read_text(encoding="utf-8"))
    assert other.score is not None
    assert better(task, outcome.score, other.score)


def _textbook(family: str, cheap: SandboxEvaluator) -> float:
    """Score of the ladder's second program on the family's first task."""
    outcome = cheap.evaluate(_first(family), _ladder(family)[1][1].read_text(encoding="utf-8"))
    assert outcome.score is not None, outcome.reason
    return outcome.score


@pytest.mark.parametrize("file", _programs("wrong"))
def test_wrong_programs(file: Path, cheap: SandboxEvaluator) -> None:
    source = file.read_text(encoding="utf-8")
    lines = source.split("\n")
    match = EXPECT.match(lines[0])
    assert match, f"{file}: first line {lines[0]!r}, expected `# expect: STATUS: reason`"
    task = _first(_family(file))
    outcome = cheap.evaluate(task, source, seeds=(0,))
    assert outcome.status.value in match[1].split("|"), f"{outcome.status}: {outcome.reason}"
    assert match[2].strip() in outcome.reason
    if outcome.status is Status.OK:
        limit = re.search(r"^# at most: (\S+)", source, re.MULTILINE)
        assert outcome.score is not None
        assert not better(task, outcome.score, float(limit[1]) if limit else _textbook(_family(file), cheap)), outcome.score
