"""Length of an induced path (snake) or induced cycle (coil) of the hypercube."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.graph import index_list
from eft.evaluation.blocks.verdict import Verdict, accept, reject


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"d": int(params["d"]), "kind": str(params["kind"])}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    d = public["d"]
    v = index_list(answer, "v", 2**d, 2**d).tolist()
    length, fault = induced_path(v, d)
    if public["kind"] == "snake":
        return accept(max(0, length - 1), fault, {"v": v[:length]})
    if len(v) < 4:
        return reject(f"v: {len(v)} vertices, a coil has at least 4")
    if length < len(v) - 1:
        return reject(fault)
    place = {u: k for k, u in enumerate(v)}
    near = sorted(place.get(v[-1] ^ 1 << b, -1) for b in range(d))
    if len(place) < len(v) or [k for k in near if k >= 0] != [0, len(v) - 2]:
        return reject(f"v[{len(v) - 1}] = {v[-1]} does not close a coil: expected exactly v[0] and v[{len(v) - 2}] among its neighbours")
    return accept(len(v), certificate={"v": v})


def induced_path(v: list[int], d: int) -> tuple[int, str]:
    """How many leading vertices form an induced path, and what is wrong with the next one ("" if nothing)."""
    seen: set[int] = set()
    for k, u in enumerate(v):
        if k and (u ^ v[k - 1]).bit_count() != 1:
            return k, f"v[{k}] = {u} is no neighbour of v[{k - 1}] = {v[k - 1]}"
        if u in seen:
            return k, f"v[{k}] = {u} is visited twice"
        if k > 1 and sum((u ^ 1 << b) in seen for b in range(d)) > 1:
            return k, f"v[{k}] = {u} has a chord to an earlier vertex"
        seen.add(u)
    return len(v), ""
