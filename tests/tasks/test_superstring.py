from __future__ import annotations

import random

import pytest

from eft.evaluation.blocks.verdict import Reject
from eft.evaluation.tasks import load_module, read_family

score = load_module(read_family("strings/superstring")[0], "score")
SMALL = {"alphabet": 4, "words": [[0, 1, 2], [1, 2, 3], [3, 0]]}


def value(public: dict, s: list) -> float:
    return score.score(public, {"reference": 1}, {"s": s}).value


def test_length_by_hand() -> None:
    assert value(SMALL, [0, 1, 2, 3, 0]) == 5
    assert value(SMALL, []) == 8
    assert value(SMALL, [0, 1, 2, 3]) == 6  # 3 0 is missing
    assert score.score(SMALL, {"reference": 5}, {"s": [3, 0, 1, 2, 3]}).value == 1.0


def test_values_agree_with_a_search_of_all_places() -> None:
    rng = random.Random(1)
    for _ in range(200):
        s = [rng.randrange(4) for _ in range(rng.randint(0, 8))]
        found = [any(s[i : i + len(w)] == w for i in range(len(s))) for w in SMALL["words"]]
        assert value(SMALL, s) == len(s) + sum(len(w) for w, there in zip(SMALL["words"], found, strict=True) if not there)


@pytest.mark.parametrize("s", [[4], [-1], [0.0], [True], [0] * 9, "012", 0])
def test_bad_strings_are_refused(s: object) -> None:
    with pytest.raises(Reject, match="s"):
        value(SMALL, s)  # type: ignore[arg-type]


def test_kinds_have_the_stated_size() -> None:
    sizes = {}
    for task in read_family("strings/superstring"):
        public, _ = score.instance({**task.params, **task.args}, 1)
        words = public["words"]
        assert len({tuple(word) for word in words}) == len(words)
        assert all(0 <= letter < public["alphabet"] for word in words for letter in word)
        sizes[task.params["pool"]] = (len(words), min(map(len, words)) >= 5, max(map(len, words)) <= 40)
    assert {name: size for name, (size, *_) in sizes.items()} == {
        "dna40": 40, "dna80": 80, "dna160": 160, "binary60": 60, "letters50": 50, "repeats30": 30, "permutations5": 120, "permutations6": 720,
    }  # fmt: skip
    assert all(low and high for _, low, high in sizes.values())


def test_words_inside_others_are_left_out_of_the_objective() -> None:
    space = load_module(read_family("strings/superstring")[0], "objective").Objective({"words": [[0, 1, 2], [1, 2], [2, 3]]})
    assert space.value([1, 0, 2]) == 4
    assert space.answer([1, 0, 2]) == {"s": [0, 1, 2, 3]}
