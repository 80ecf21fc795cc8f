"""Measures and table of a comparison, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eft.comparison import table
from eft.comparison.anytime import Curve
from eft.comparison.one_step import Sample
from eft.comparison.parents import thirds


def curve(task: str, seed: int, *progress: float, closed: tuple[float, ...] = ()) -> Curve:
    return Curve(task, seed, progress, closed, None, None, len(progress), len(progress), {}, {})


def sample(parent: str, label: str, failure: str = "", number: int = 0, stage: str = "weak") -> Sample:
    return Sample("codes/labs/n=31", stage, parent, number, "" if failure else f"child{number}", failure, label, 0.0, 10)


def test_thirds_keep_order_and_differ_by_at_most_one() -> None:
    assert thirds(list("abcdefg")) == [["a", "b"], ["c", "d", "e"], ["f", "g"]]
    assert thirds(["a"]) == [[], ["a"], []]
    assert thirds([]) == [[], [], []]


def test_area_is_the_mean_of_the_curve() -> None:
    found = table.measures([], [curve("a/b/n=1", 0, 0.0, 0.5, 1.0)], 3)["area"]
    assert found == {("a/b", "a/b/n=1", "0"): pytest.approx(0.5)}


def test_a_parent_counts_once_whatever_its_samples() -> None:
    samples = [sample("p", "improved", number=0), sample("p", "unchanged", number=1), sample("q", "improved", number=0)]
    found = table.measures(samples, [], 1)["improving"]
    assert sorted(found.values()) == [0.5, 1.0]


def test_differences_pair_by_key_only() -> None:
    key, lonely = ("f", "f/a", "0"), ("f", "f/a", "1")
    found = table.difference({key: 0.7, lonely: 9.0}, {key: 0.5})
    assert found["pairs"]["mean"] == pytest.approx(0.2)
    assert found["pairs"]["n"] == 1
    assert found["won_tied_lost"] == [1, 0, 0]


def result(gain: float) -> dict[str, Any]:
    base = [curve(f"a{i}/b/n=1", s, 0.1 * i, 0.1 * i + 0.05) for i in range(4) for s in range(2)]
    better = [curve(c.task, c.seed, *(p + gain for p in c.progress)) for c in base]
    edits = [sample(f"p{i}", "improved" if i % 2 else "unchanged", number=i) for i in range(6)]
    arms = {"base": (edits, base), "eft": (edits, better)}
    found = {name: table.measures(s, c, 2) for name, (s, c) in arms.items()}
    return {
        "tasks": 4,
        "seeds": 2,
        "parents": 6,
        "samples": 1,
        "fresh_seeds": 8,
        "arms": {name: table.describe(s, c, 2, (1, 2)) for name, (s, c) in arms.items()},
        "differences": {"eft - base": {m: table.difference(found["eft"][m], found["base"][m]) for m, _ in table.MEASURES}},
    }


def test_the_text_says_what_the_intervals_allow() -> None:
    assert "eft - base, search (area of p): better over these pairs and over families" in table.text(result(0.1))
    assert "eft - base, search (area of p): worse over these pairs and over families" in table.text(result(-0.1))
    assert "eft - base, search (area of p): no difference shown" in table.text(result(0.0))
    assert "eft - base, single edits (improving rate): no difference shown" in table.text(result(0.1))


def test_failures_are_counted_by_reason() -> None:
    samples = [sample("p", "", "not_found", 0), sample("p", "", "not_found", 1), sample("p", "improved", "", 2)]
    found = table.describe(samples, [curve("codes/labs/n=31", 0, 0.5)], 1, (1,))
    assert found["failures"] == {"not_found": 2}
    assert found["valid"]["mean"] == pytest.approx(1 / 3)
    assert found["by_stage"] == {"weak": pytest.approx(1 / 3)}
