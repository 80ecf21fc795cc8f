"""One contract for every task folder (eft/evaluation/contract.py and checks/): a new family is tested by existing.

By default every family goes through the checks of its files, scorer, objective and seed program; its ladder and its wrong programs, which cost
seconds, are run of the first family of every domain. `-m slow` runs the rest, so that every family has been through everything;
`eft tasks check FAMILY` does it for one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eft.evaluation import contract, tasks
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.timing.harness import missing

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


SAMPLE = {
    min(family for family in tasks.families() if family.startswith(domain))
    for domain in {f.partition("/")[0] + "/" for f in tasks.families()}
}
ALL = pytest.mark.parametrize("family", tasks.families())
LADDERS = pytest.mark.parametrize(  # but of timed programs, whose order is a measurement: `eft tasks check` takes it
    "family",
    [
        pytest.param(family, marks=() if family in SAMPLE else pytest.mark.slow)
        for family in tasks.families()
        if "timing" not in tasks.read_family(family)[0].tags
    ],
)


def _programs(kind: str) -> list[object]:
    """Programs of all families as parameters; those of families outside of the sample are slow."""
    return [
        pytest.param(family, file, id=f"{family}/{kind}/{file.name}", marks=() if family in SAMPLE else pytest.mark.slow)
        for family in tasks.families()
        for file in contract.programs(tasks.read_family(family), kind)
    ]


def _long() -> list[object]:
    """Programs of the train profile."""
    return [p for p in _programs("right") if contract.profile(tasks.read_family(p.values[0]), p.values[1])[0] == "train"]  # type: ignore[attr-defined]


def _needs(family: str) -> None:
    """Skip families of C programs where they cannot be compiled or timed."""
    if tasks.is_kernel(tasks.read_family(family)[0]) and (missing() or not shutil.which("cc")):
        pytest.skip(f"no kernel timer or compiler here: {missing()}")


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


def test_the_sample_holds_every_domain() -> None:
    assert sorted(family.partition("/")[0] for family in SAMPLE) == sorted({family.partition("/")[0] for family in tasks.families()})


@ALL
def test_folder_is_complete(family: str) -> None:
    contract.complete(tasks.read_family(family))


@ALL
def test_header_count(family: str) -> None:
    assert len(tasks.read_family(family)) == COUNTS[family], "the suite's header and task.yaml disagree, or COUNTS lacks the family"


@ALL
def test_statement_names_every_input_and_output(family: str) -> None:
    contract.stated(tasks.read_family(family))


@ALL
def test_reference_values_are_in_order(family: str) -> None:
    contract.ordered(tasks.read_family(family))


@ALL
def test_instances_are_reproducible(family: str) -> None:
    contract.reproducible(tasks.read_family(family))


@ALL
def test_scorer_is_pure(family: str) -> None:
    if not contract.pure(tasks.read_family(family)):
        pytest.skip("no objective to draw answers from")


@ALL
def test_score_agrees_with_the_objective(family: str) -> None:
    if not contract.agrees(tasks.read_family(family)):
        pytest.skip("no objective")


@ALL
def test_seed_program_is_valid(family: str, cheap: SandboxEvaluator) -> None:
    _needs(family)
    contract.seed_program(tasks.read_family(family), cheap)


@pytest.mark.slow
@ALL
def test_seed_program_is_valid_on_every_instance(family: str, cheap: SandboxEvaluator) -> None:
    _needs(family)
    contract.every_instance(tasks.read_family(family), cheap)


@LADDERS
def test_ladder_improves_strictly(family: str, cheap: SandboxEvaluator) -> None:
    contract.climbs(tasks.read_family(family), cheap)


@pytest.mark.slow
@pytest.mark.parametrize(("family", "file"), _long())
def test_long_programs_are_accepted(family: str, file: Path, train: SandboxEvaluator, cheap: SandboxEvaluator) -> None:
    contract.long_program(tasks.read_family(family), file, train, cheap)


@pytest.mark.parametrize(("family", "file"), _programs("wrong"))
def test_wrong_programs(family: str, file: Path, cheap: SandboxEvaluator) -> None:
    _needs(family)
    contract.wrong_program(tasks.read_family(family), file, cheap)
