from __future__ import annotations

import random
from itertools import combinations

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

TASK = read_family("additive/ap_free")[0]
score, objective = load_module(TASK, "score"), load_module(TASK, "objective")


def plain(a: list[int]) -> bool:
    return not any(x + z == 2 * y for x, y, z in combinations(sorted(a), 3))


def test_by_hand() -> None:
    assert score.score({"N": 9}, {}, {"a": [9, 1, 2, 8, 4]}).value == 5
    assert not score.score({"N": 9}, {}, {"a": [9, 1, 5]}).valid


def test_against_the_plain_definition() -> None:
    rng = random.Random(5)
    seen = set()
    for _ in range(100):
        a = rng.sample(range(1, 30), rng.randint(1, 7))
        verdict = score.score({"N": 29}, {}, {"a": a})
        assert verdict.valid == plain(a)
        assert not verdict.valid or verdict.value == len(a)
        seen.add(verdict.valid)
    assert seen == {False, True}


@pytest.mark.parametrize("n", [3, 51, 100])
def test_decoded_sets_are_free_and_maximal(n: int) -> None:
    rng = random.Random(n)
    view = objective.Objective({"N": n})
    for _ in range(10):
        z = [rng.randint(1, n) for _ in range(view.size)]
        a = view.members(z)
        assert plain(a)
        assert not any(plain([*a, x]) for x in range(1, n + 1) if x not in a)
        assert score.score({"N": n}, {}, view.answer(z)).value == -view.value(z)


def test_without_wishes_the_greedy_set_is_found() -> None:
    """Numbers less one whose digits in base 3 are 0 or 1."""
    view = objective.Objective({"N": 100})
    assert view.members([1] * view.size)[:9] == [1, 2, 4, 5, 10, 11, 13, 14, 28]
    assert view.value([1] * view.size) == -24


@pytest.mark.parametrize("a", [[], [1.0], [True], list(range(52))])
def test_refusals(a: list) -> None:
    with pytest.raises(Reject, match="a"):
        score.score({"N": 51}, {}, {"a": a})
