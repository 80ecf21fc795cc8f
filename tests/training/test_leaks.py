from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from eft.evaluation.tasks import all_tasks
from eft.training.fingerprints import named
from eft.training.leaks import WINDOW, HeldOut, grams, tree

SECRET = """def solve(n):
    radii = [1.0 / (2 * n) for _ in range(n)]
    for sweep in range(100):
        for i in range(n):
            radii[i] = min(radii[i] * 1.01, wall(i), *(gap(i, j) - radii[j] for j in range(n) if j != i))
    return {"r": radii}
"""
COMMON = "def solve(n, objective=None):\n    x = [0.5 for _ in range(n)]\n    while objective.left > 0:\n        objective(x)\n    return objective.answer(x)\n"


@pytest.fixture
def heldout(tmp_path: Path) -> HeldOut:
    for name, text in {"secret.py": SECRET, "idiom.py": COMMON, "initial.py": COMMON}.items():
        (tmp_path / name).write_text(text)
    statement = " ".join(f"word{i}" for i in range(60))
    held = [tmp_path / "secret.py", tmp_path / "idiom.py"]
    return HeldOut.of(held, [tmp_path / "initial.py"], {"packing/secret": statement}, {"packing/secret"})


def test_grams_are_windows_without_comments_and_layout() -> None:
    text = "".join(chr(97 + i % 26) for i in range(WINDOW + 1))
    assert len(grams(text)) == 2
    assert grams(f"{text[:9]}  {text[9:]}\n# a comment of any length that is left out of every comparison").tolist() == grams(text).tolist()
    assert len(grams(text[:-2])) == 0


def test_tree_ignores_layout_comments_and_docstrings() -> None:
    assert tree('def f(x):\n    """What."""\n    return (x)\n') == tree("def f( x ):  # c\n    return x\n")
    assert tree("def f(x):\n    return x\n") != tree("def f(y):\n    return y\n")
    assert tree("def f(:") is None


def test_family_by_any_of_its_names(heldout: HeldOut) -> None:
    assert heldout.family("packing/secret")
    assert heldout.family("packing_secret")
    assert heldout.family("erdos_min_overlap")  # an evaluation task of the public data
    assert not heldout.family("packing/open")


@pytest.mark.parametrize(
    "name",
    [
        "circle_packing",
        "circle_packing_26",
        "circle-packing-n32",
        "math/circle_packing_rect",
        "algotune_affine_transform_2d",
        "eft__math__erdos_min_overlap",
        "AHC039",
        "frontier_cs_167",
        "hexagon_packing_11",
        "foreign/circle_packing",
        "math/kissing_number",
        "sums_diffs_finite_sets",
        "trimul",
    ],
)
def test_names_in_wrappers(name: str) -> None:
    assert named(name)


@pytest.mark.parametrize(
    "name",
    ["frontier_cs_16", "frontier_cs_1670", "hexagon_tiling_11", "heilbronn_convex_13", "circle_packing_of_graphs", "prisma", "ahc03", ""],
)
def test_other_names_are_free(name: str) -> None:
    assert not named(name)


def test_copies_are_found(heldout: HeldOut) -> None:
    assert heldout.reason("x/y", [SECRET.replace("    radii = [", "    # mine\n    radii = [")]).startswith("same syntax tree")
    more = SECRET.replace('    return {"r"', '    print("done")\n    return {"radius"')
    assert heldout.reason("x/y", ["", more]).startswith("near copy")
    assert heldout.reason("x/y", ["", more]).startswith("near copy")  # from memory this time


def test_half_is_the_line(heldout: HeldOut) -> None:
    """A text with one window less than half of the held-out program's is clean."""
    data = "".join(SECRET.split())
    windows = len(data) - WINDOW + 1
    half = -(-windows // 2)
    assert heldout.reason("x/y", [data[: half + WINDOW - 1]]).startswith("near copy")
    assert heldout.reason("x/y", [data[: half + WINDOW - 2]]) == ""


def test_common_idioms_and_unrelated_programs_are_clean(heldout: HeldOut) -> None:
    assert heldout.reason("x/y", [COMMON, COMMON.replace("0.5", "0.25"), "def solve(n):\n    return n\n"]) == ""


def test_statement_inside_a_prompt(heldout: HeldOut) -> None:
    words = [f"word{i}" for i in range(60)]
    assert heldout.reason("x/y", [], "please solve " + " ".join(words[:45])) == "statement of packing/secret"
    assert heldout.reason("x/y", [], "be brief", "please solve " + " ".join(words[:45])) == "statement of packing/secret"
    assert heldout.reason("x/y", [], "", "please solve " + " ".join(words[:20])) == ""


def test_memory_of_verdicts_is_bounded(heldout: HeldOut, tmp_path: Path) -> None:
    small = replace(heldout, remembered=10)
    for number in range(25):
        assert small.reason("x/y", [f"x = {number}"]) == ""
    assert len(small._known) <= 10


# Statements in our own words, under a name that says nothing.
PROBLEMS = {
    "circle packing": "Place 26 circles inside the unit square without overlap. Make the sum of\n  the radii as large as you can; best so far 2.635.",
    "circle packing ": "Choose centres and radii of 21 circles in a rectangle of perimeter 4 so that the total radius is largest.",
    "minimum overlap": "Erdős asked for the minimum  overlap constant: find a step function h on [0, 2] with values in [0, 1].",
    "minimum overlap ": "Find h: [0,2] -> [0,1] of integral 1 such that max over k of the integral of h(x) (1 - h(x + k)) is small.",
    "autocorrelation constants": "Find a nonnegative f whose autoconvolution is flat. The best known constant of this inequality is 1.5029.",
    "autocorrelation constants ": "The third autocorrelation inequality: f may take negative values; known bound 1.4556.",
    "purse seine": "A polygon shall hold many mackerels and few sardines; its sides are parallel to the axes.",
    "maximal determinant": "Find a Hadamard-like matrix with entries 1 and -1 of order 29; the score is |det| over the bound.",
    "affine transform": "Apply a 2D affine transformation to an image with cubic spline interpolation, as fast as you can.",
    "convolution": "Speed up a two-dimensional convolution in full mode with zero fill.",
    "convolution ": "Compute the full 1D correlation of pairs of arrays faster than the reference.",
    "convolution  ": "Convolve two signals; the reference calls scipy.signal.fftconvolve.",
    "convolution by Fourier transform": "Two signals x and y are given; compute the convolution of x and y through the Fast Fourier Transform.",
    "one-dimensional convolution or correlation": "For each pair in a list of 1D arrays return the correlation in full mode.",
    "polynomial roots ": "A polynomial with real coefficients has a mix of real and complex roots; return them in a fixed order.",
    "polynomial roots": "Given the coefficients of a polynomial, return all the roots, sorted, real and complex mixed.",
    "semidefinite projection": "Project a symmetric matrix onto the cone of positive semidefinite matrices.",
    "hexagon packing": "Pack 11 unit hexagons into the smallest regular hexagon.",
    "kissing number": "The kissing number in dimension 11: find as many vectors as you can that keep their distance.",
    "sums and differences": "Find a finite set U of integers; the exponent compares the sizes of U + U and U - U.",
    "triangle multiplication": "Write a kernel for the triangle multiplicative update of a protein model.",
    "latent attention": "Decode with Multi-head Latent Attention, one token at a time.",
    "expert balance": "The Expert Parallelism Load Balancer (EPLB) assigns replicas of experts to devices.",
    "prefix reorder": "Reorder rows and columns of a table so that the prefix hit rate of the language model's cache grows.",
    "transaction order": "Order the transactions so that conflicting ones wait little: minimise the makespan.",
}
OTHERS = (
    "Place 13 points in a convex region so that the smallest triangle is largest.", "Tile the plane by hexagons and colour them.",
    "Bound the kissing number from above by linear programming.", "Choose a set with many different sums.", "Balance jobs over machines.",
    "Pack equal squares into a square without overlap, after a question of Erdős.", "Maximise the ratio of smallest to largest distance of 16 points.",
    "Find a polynomial with coefficients 1 and -1 that is flat on the unit circle.", "Colour a graph with few colours.",
    "Filter a noisy non-stationary signal causally; penalise lag and slope changes.", "Solve a travelling salesman tour over the cities.",
    "Find signs whose aperiodic autocorrelations are small: a low-autocorrelation binary sequence.",
)  # fmt: skip


@pytest.mark.parametrize(("problem", "statement"), PROBLEMS.items())
def test_evaluation_tasks_under_another_name(problem: str, statement: str) -> None:
    heldout = HeldOut()
    assert (
        heldout.reason("task_42", ("x = 1", "x = 2"), f"You are an expert. {statement}", "the program")
        == f"states the public evaluation task {problem.strip()}"
    )
    assert heldout.reason("task_42", (), "", f"{statement.upper()}\n# Current program").startswith("states the public")


PROGRAMS = {
    "circle packing": "def build():\n    circles = np.zeros((26, 3))\n    radii = grow(circles)\n    return circles, radii, sum_radii(radii)\n",
    "minimum overlap": "def score(h):\n    # c5_bound of the step function\n    return max(overlap(h, k) for k in range(n))\n",
    "autocorrelation constants": "# first autocorrelation inequality\ndef run():\n    return heights\n",
}


@pytest.mark.parametrize(("problem", "program"), PROGRAMS.items())
def test_programs_that_can_be_of_one_task_alone(problem: str, program: str) -> None:
    assert (
        HeldOut().reason("task_42", ("x = 1", program), "Improve it.", "the program") == f"program of the public evaluation task {problem}"
    )


@pytest.mark.parametrize("statement", OTHERS)
def test_other_problems_are_no_evaluation_tasks(statement: str) -> None:
    assert HeldOut().reason("task_42", ("x = 1", "x = 2"), statement, "the program") == ""


def test_suite_split() -> None:
    heldout = of_suite()
    held = {task.family for task in all_tasks("heldout")}
    assert heldout.families == held
    for task in all_tasks("train"):
        assert not heldout.family(task.family)
    for family in {task.family: task for task in all_tasks("train")}.values():
        assert heldout.reason(family.family, [family.initial], family.statement, "x") == "", family.family
        for file in sorted((family.folder / "right").glob(f"*{family.suffix}")):
            assert heldout.reason(family.family, [file.read_text()]) == "", file


@cache
def of_suite() -> HeldOut:
    """Read once: it takes every program of the suite."""
    return HeldOut.of_suite()


@pytest.mark.parametrize("family", sorted({task.family for task in all_tasks("heldout")}))
def test_heldout_families_of_the_suite_under_another_name(family: str) -> None:
    """By any of its solutions with the lines moved about, and by its statement."""
    heldout = of_suite()
    task = next(task for task in all_tasks("heldout") if task.family == family)
    assert heldout.reason("mathematical/task_42", [], f"An exercise.\n{task.statement}", "the program")
    rights = sorted((task.folder / "right").glob(f"*{task.suffix}"), key=lambda file: -len(file.read_text()))
    first = "import os\n" if task.suffix == ".py" else "#include <math.h>\n"
    disguised = first + rights[0].read_text().replace("def solve", "def run_it").replace("void ", "extern void ")
    assert heldout.reason("mathematical/task_42", [disguised])


def test_the_strict_split_knows_relatives() -> None:
    normal, strict = HeldOut.of_suite(), HeldOut.of_suite(strict=True)
    assert normal.reason("routing/tsp", ["x = 1"]) == ""
    assert strict.reason("routing/tsp", ["x = 1"]) == "family routing/tsp, kin to orienteering"
    assert strict.reason("packing/spheres_in_cube", ["x = 1"]) == "family packing/spheres_in_cube, kin to circles"
    assert strict.reason("codes/labs", ["x = 1"]) == ""
    assert strict.families == normal.families
