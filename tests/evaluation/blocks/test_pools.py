from __future__ import annotations

import numpy as np

from eft.evaluation.blocks.pools import fingerprint, instance_hash, pool_seed


def test_seeds_differ_by_every_part_of_the_name() -> None:
    seeds = {pool_seed(family, pool, half, i) for family in "ab" for pool in "cd" for half in ("search", "final") for i in range(8)}
    assert len(seeds) == 64
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_hash_sees_values_shapes_types_and_names() -> None:
    x = np.arange(6)
    variants = [{"x": x}, {"x": x.reshape(2, 3)}, {"x": x.astype(np.int32)}, {"y": x}, {"x": x, "n": 1}, {"x": x, "n": 2}, {"x": x[::-1]}]
    assert len({instance_hash(v) for v in variants}) == len(variants)
    assert instance_hash({"a": 1, "x": x}) == instance_hash({"x": x.copy(), "a": 1})


def test_fingerprints_forgive_the_last_place_of_reals_only() -> None:
    x = np.linspace(0.1, 3.0, 1000)
    assert fingerprint({"x": x, "n": 3}) == fingerprint({"x": x * (1 + 2e-16), "n": 3})
    assert fingerprint({"x": x, "n": 3}) != fingerprint({"x": x * 1.0001, "n": 3})
    assert fingerprint({"x": x, "n": 3}) != fingerprint({"x": x[:-1], "n": 3})
    assert fingerprint({"x": x, "n": 3}) != fingerprint({"x": x.reshape(2, 500), "n": 3})
    whole = {"a": np.arange(5), "text": "z", "q": 0.1}
    assert fingerprint(whole) == instance_hash(whole)
