"""Number of comparators of a sorting network after repair, by the 0-1 principle on bit sets."""

from __future__ import annotations

from eft.evaluation.blocks.graph import index_pairs
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: dict, seed: int | None) -> tuple[dict, dict]:
    """The parameter is the instance."""
    return {"n": params["n"]}, {}


def wires(n: int) -> list[int]:
    """Bit set of every wire over all 2**n inputs: bit w of wire i is bit i of w."""
    full = (1 << (1 << n)) - 1
    return [full // ((1 << (1 << i)) + 1) << (1 << i) for i in range(n)]


def apply(state: list[int], i: int, j: int) -> bool:
    """Compare wires i < j (smaller to i) in place; False if no input is changed."""
    low, high = state[i] & state[j], state[i] | state[j]
    changed = low != state[i]
    state[i], state[j] = low, high
    return changed


def repair(state: list[int]) -> list[tuple[int, int]]:
    """Adjacent comparators in bubble order, without those that change nothing; afterwards every input is sorted."""
    n = len(state)
    return [(i, i + 1) for end in range(n - 1, 0, -1) for i in range(end) if apply(state, i, i + 1)]


def score(public: dict, secret: dict, answer: dict) -> Verdict:
    """Comparators of the answer plus those of the repair."""
    n = public["n"]
    comparators = index_pairs(answer, "c", n, n * n)
    state = wires(n)
    for row, (i, j) in enumerate(comparators.tolist()):
        if i >= j:
            return reject(f"c[{row}] is ({i}, {j}), expected i < j")
        apply(state, i, j)
    extra = repair(state)
    note = f"the answer alone does not sort; {len(extra)} comparators appended" if extra else ""
    return accept(len(comparators) + len(extra), note, {"appended": [list(pair) for pair in extra]})
