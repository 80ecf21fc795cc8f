from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASKS = read_family("inequalities/delsarte_bound")
score, objective = load_module(TASKS[0], "score"), load_module(TASKS[0], "objective")
BAND = np.linspace(-1.0, 0.5, 60_001)


def slow(d: int, f: np.ndarray) -> float:
    """(f(1) - M) / (f_0 - M) with M from 60,001 points, NaN if that is no bound."""
    g = [np.ones_like(BAND), BAND]
    for k in range(1, len(f)):
        g.append(((2 * k + d - 2) * BAND * g[k] - k * g[k - 1]) / (k + d - 2))
    top = max(0.0, float((f @ np.array(g[: len(f)])).max()))
    return (f.sum() - top) / (f[0] - top) if f[0] - top > 1e-6 * f.max() else float("nan")


def value(d: int, f: object) -> float | None:
    return score.score({"d": d, "deg_max": 16}, {}, {"f": f}).value


def test_by_hand() -> None:
    """(t - 1/2) (t + 1/2)^2 in three dimensions: f_0 = (1/2)(1/3) - 1/8 = 1/24, f(1) = 9/8."""
    assert value(3, [1 / 24, 7 / 20, 1 / 3, 2 / 5]) == pytest.approx(27.0, rel=1e-9)
    assert value(3, [1 / 24, 7 / 20, 1 / 3, 2 / 5]) >= 27.0 - 1e-9
    assert value(3, [5 / 12, 7 / 2, 10 / 3, 4]) == pytest.approx(27.0, rel=1e-9)


def test_the_polynomials_of_the_sphere() -> None:
    """Legendre in three dimensions, Chebyshev of the second kind over k + 1 in four."""
    assert score.gegenbauer(3, 3)[2] == (Fraction(-1, 2), 0, Fraction(3, 2))
    assert score.gegenbauer(4, 3)[2] == (Fraction(-1, 3), 0, Fraction(4, 3))
    assert [sum(row) for row in score.gegenbauer(7, 16)] == [1] * 17


def test_against_fine_sampling() -> None:
    rng = np.random.default_rng(4)
    bounds = 0
    for _ in range(160):
        d = int(rng.choice([3, 4, 5, 6, 7, 9, 10, 16]))
        view = objective.Objective({"d": d})
        f = view.coefficients(rng.random(view.size))[0] * rng.uniform(0.99, 1.01, 10)
        expected = slow(d, f)
        if np.isnan(expected):
            continue
        bounds += 1
        assert value(d, f) == pytest.approx(expected, rel=1e-4)
    assert bounds >= 50


def test_a_bump_between_sampling_points_is_seen() -> None:
    """A double root moved by 1e-5 leaves a bump of height about 1e-11; M is above it, and the bound above the limit."""
    f = np.array([1 / 24, 7 / 20, 1 / 3, 2 / 5])
    less = f - [0, 0, 0, 1e-7]
    assert value(3, less) > 27.0


def test_objective_is_minus_one_over_the_score() -> None:
    for task in TASKS:
        view = objective.Objective(task.params)
        z = np.array([*objective.WEAK, 0, 0, 0, 0])
        assert value(task.params["d"], view.answer(z)["f"]) == pytest.approx(-1.0 / view.value(z), rel=1e-3)
        assert value(task.params["d"], view.answer(np.zeros(8))["f"]) is not None


@pytest.mark.parametrize("f", [[1.0], [1.0] * 18, [float("nan"), 1.0], [True, 1.0], [[1.0, 1.0]]])
def test_refusals(f: list) -> None:
    with pytest.raises(Reject, match="f"):
        value(3, f)


@pytest.mark.parametrize("f", [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, -1e-12], [1e-14, 1.0]])
def test_no_certificate(f: list) -> None:
    assert value(3, f) is None
