"""Sets, codes and circuits: exact scorers against the usual Python loop, NumPy and Numba.

All rivals but the determinants work in integers too, so the comparison is of speed alone. The inputs are valid: nobody stops early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, combinations_with_replacement, pairwise
from typing import Any

import numba
import numpy as np
from harness import Row, compare
from numpy.typing import NDArray

from eft import _scorers
from eft.evaluation.verify import circuits, codes
from scorers import CLOCK, agree

Integers = NDArray[np.int64]
BATCH = 256
SAMPLES = 21  # the Python loops take up to a second


def rows(rng: np.random.Generator) -> Iterator[Row]:
    yield from sidon_rows()
    yield from cap_rows()
    yield from energy_rows(rng)
    yield from determinant_rows(rng)
    yield from network_rows()
    yield from matmul_rows()


def versus(case: str, ours: Callable[[], Any], rivals: dict[str, Callable[[], Any]], **how: Any) -> Iterator[Row]:
    """One row a rival, after all agree on the value."""
    exact = ours().value
    for name, rival in rivals.items():
        for one, other in zip(np.atleast_1d(exact), np.atleast_1d(rival()), strict=True):
            agree(case, float(one), float(other), name)
        yield compare(case, ours, rival, name, samples=SAMPLES, clock=CLOCK, **how)


# Sidon sets


def mian_chowla(q: int) -> Integers:
    """Greedy Sidon set of q + 1 elements (Mian and Chowla)."""
    elements, used = [1], {0}
    candidate = 2
    while len(elements) <= q:
        differences = {candidate - a for a in elements}
        if not differences & used:
            used |= differences
            elements.append(candidate)
        candidate += 1
    return np.array(elements, dtype=np.int64)


def python_sidon(elements: list[int]) -> int:
    seen = set()
    for a, b in combinations_with_replacement(elements, 2):
        if a + b in seen:
            return 0
        seen.add(a + b)
    return len(elements)


def numpy_sidon(elements: Integers, pairs: tuple[Any, Any]) -> int:
    sums = elements[pairs[0]] + elements[pairs[1]]
    return len(elements) if len(np.unique(sums)) == len(sums) else 0


@numba.njit(cache=False)
def numba_sidon(elements: Integers) -> int:
    seen = np.zeros(2 * elements.max() + 1, dtype=np.bool_)
    for i in range(len(elements)):
        for j in range(i, len(elements)):
            if seen[elements[i] + elements[j]]:
                return 0
            seen[elements[i] + elements[j]] = True
    return len(elements)


def sidon_rows() -> Iterator[Row]:
    elements = mian_chowla(31)
    plain, pairs, largest = elements.tolist(), np.triu_indices(len(elements)), int(elements.max())
    rivals = {
        "python loop": lambda: python_sidon(plain),
        "numpy": lambda: numpy_sidon(elements, pairs),
        "numba": lambda: numba_sidon(elements),
    }
    yield from versus("Sidon set of 32", lambda: _scorers.bh_set(2, largest, elements), rivals)


# Cap sets


def cap(n: int) -> Integers:
    """Product of the caps {0, 1} and {(x, y, x^2 + y^2)} of F_3 and F_3^3."""
    base = {1: [[0], [1]], 3: [[x, y, (x * x + y * y) % 3] for x in range(3) for y in range(3)]}
    parts = [3] * (n // 3) + [1] * (n % 3)
    vectors: list[list[int]] = [[]]
    for part in parts:
        vectors = [a + b for a in vectors for b in base[part]]
    return np.array(vectors, dtype=np.int64)


def python_cap(vectors: list[tuple[int, ...]]) -> int:
    chosen = set(vectors)
    for a, b in combinations(vectors, 2):
        if tuple((-x - y) % 3 for x, y in zip(a, b, strict=True)) in chosen:
            return 0
    return len(vectors)


def numpy_cap(vectors: Integers, pairs: tuple[Any, Any], powers: Integers) -> int:
    present = np.zeros(3 ** len(powers), dtype=bool)
    present[vectors @ powers] = True
    third = -(vectors[pairs[0]] + vectors[pairs[1]]) % 3 @ powers
    return 0 if present[third].any() else len(vectors)


@numba.njit(cache=False)
def numba_cap(vectors: Integers, powers: Integers) -> int:
    m, n = vectors.shape
    present = np.zeros(3**n, dtype=np.bool_)
    for i in range(m):
        number = 0
        for k in range(n):
            number += vectors[i, k] * powers[k]
        present[number] = True
    for i in range(m):
        for j in range(i + 1, m):
            number = 0
            for k in range(n):
                number += (6 - vectors[i, k] - vectors[j, k]) % 3 * powers[k]
            if present[number]:
                return 0
    return m


def cap_rows() -> Iterator[Row]:
    for n in (6, 8):
        vectors, powers = cap(n), 3 ** np.arange(n)
        plain, pairs = [tuple(v) for v in vectors.tolist()], np.triu_indices(len(vectors), 1)
        rivals = {
            "python loop": lambda plain=plain: python_cap(plain),
            "numpy": lambda vectors=vectors, pairs=pairs, powers=powers: numpy_cap(vectors, pairs, powers),
            "numba": lambda vectors=vectors, powers=powers: numba_cap(vectors, powers),
        }
        yield from versus(f"cap of {len(vectors)} in F_3^{n}", lambda n=n, vectors=vectors: _scorers.cap_set(n, vectors), rivals)


# Low autocorrelation


def numpy_energy(s: Integers) -> int:
    tail = np.correlate(s, s, "full")[len(s) :]
    return int(tail @ tail)


@numba.njit(cache=False)
def numba_energy(s: Integers) -> int:
    n, energy = len(s), 0
    for k in range(1, n):
        c = 0
        for i in range(n - k):
            c += s[i] * s[i + k]
        energy += c * c
    return energy


@numba.njit(cache=False)
def numba_energies(s: Integers) -> Integers:
    out = np.empty(len(s), dtype=np.int64)
    for b in range(len(s)):
        out[b] = numba_energy(s[b])
    return out


def energy_rows(rng: np.random.Generator) -> Iterator[Row]:
    many = rng.choice([-1, 1], (BATCH, 66))
    one = many[0]
    instance, plain = {"n": 66}, {"s": one.tolist()}
    rivals = {
        "python loop": lambda: codes.autocorrelation_energy(instance, plain),
        "numpy (correlate)": lambda: numpy_energy(one),
        "numba": lambda: numba_energy(one),
    }
    yield from versus("autocorrelation energy n=66", lambda: _scorers.autocorrelation_energy(one), rivals)
    batch = {"numpy (correlate), loop": lambda: [numpy_energy(s) for s in many], "numba, batch": lambda: numba_energies(many)}
    case = f"autocorrelation energy n=66, batch of {BATCH}"
    yield from versus(case, lambda: _scorers.autocorrelation_energy_batch(many), batch, per_call=BATCH)


# Determinants


@numba.njit(cache=False)
def numba_determinant(matrix: NDArray[np.float64]) -> float:
    return float(abs(np.linalg.det(matrix)))


def determinant_rows(rng: np.random.Generator) -> Iterator[Row]:
    matrix = rng.choice([-1, 1], (29, 29))
    floats = matrix.astype(np.float64)
    instance, plain = {"n": 29}, {"matrix": matrix.tolist()}
    rivals = {
        "python loop (Bareiss)": lambda: codes.sign_determinant(instance, plain),
        "numpy float (LAPACK)": lambda: abs(np.linalg.det(floats)),
        "numba float (LAPACK)": lambda: numba_determinant(floats),
    }
    yield from versus("determinant of order 29", lambda: _scorers.sign_determinant(matrix), rivals)


# Sorting networks


def merge_exchange(n: int) -> Integers:
    """Knuth, TAOCP 3, 5.2.2 M, for n a power of two."""
    out = []
    p = n // 2
    while p:
        q, r, d = n // 2, 0, p
        while d:
            out += [(i, i + d) for i in range(n - d) if i & p == r]
            d, q, r = (q - p, q // 2, p) if q != p else (0, q, r)
        p //= 2
    return np.array(out, dtype=np.int64)


def python_network(n: int, comparators: list[list[int]]) -> int:
    """Bit sets over all inputs in Python's integers, as fast as plain Python gets."""
    full = (1 << (1 << n)) - 1
    wires = [full // ((1 << (1 << i)) + 1) << (1 << i) for i in range(n)]
    for i, j in comparators:
        wires[i], wires[j] = wires[i] & wires[j], wires[i] | wires[j]
    return len(comparators) if all(a & ~b == 0 for a, b in pairwise(wires)) else 0


def numpy_network(n: int, comparators: list[list[int]]) -> int:
    wires = (np.arange(1 << n) >> np.arange(n)[:, None] & 1).astype(np.uint8)
    for i, j in comparators:
        wires[i], wires[j] = np.minimum(wires[i], wires[j]), np.maximum(wires[i], wires[j])
    return len(comparators) if (wires[:-1] <= wires[1:]).all() else 0


@numba.njit(cache=False)
def numba_network(n: int, comparators: Integers) -> int:
    for word in range(1 << n):
        x = word
        for k in range(len(comparators)):
            i, j = comparators[k]
            if x >> i & 1 and not x >> j & 1:
                x ^= (1 << i) | (1 << j)
        for i in range(n - 1):
            if x >> i & 1 and not x >> (i + 1) & 1:
                return 0
    return len(comparators)


def network_rows() -> Iterator[Row]:
    comparators = merge_exchange(16)
    plain = comparators.tolist()
    rivals = {
        "python integers as bit sets": lambda: python_network(16, plain),
        "numpy": lambda: numpy_network(16, plain),
        "numba": lambda: numba_network(16, comparators),
    }
    yield from versus("sorting network n=16", lambda: _scorers.sorting_network(16, comparators), rivals)


# Matrix multiplication


def strassen_squared() -> list[Integers]:
    """49 terms for 4 x 4: Strassen's seven on blocks of themselves."""
    u = [[1, 0, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1], [1, 1, 0, 0], [-1, 0, 1, 0], [0, 1, 0, -1]]
    v = [[1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, -1], [-1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]]
    w = [[1, 0, 0, 1], [0, 1, 0, -1], [0, 0, 1, 1], [1, 1, 0, 0], [-1, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    small = [np.array(f, dtype=np.int64).reshape(7, 2, 2) for f in (u, v, w)]
    return [np.einsum("rab,scd->rsacbd", f, f).reshape(49, 16) for f in small]


def product_tensor(n: int) -> Integers:
    i, j, k = (index.ravel() for index in np.indices((n, n, n)))
    out = np.zeros((n * n,) * 3, dtype=np.int64)
    out[i * n + j, j * n + k, k * n + i] = 1
    return out


def numpy_matmul(u: Integers, v: Integers, w: Integers, tensor: Integers) -> int:
    outer = (u.T[:, None] * v.T[None]).reshape(-1, len(u))
    return len(u) if ((outer @ w).reshape(tensor.shape) == tensor).all() else 0


@numba.njit(cache=False)
def numba_matmul(u: Integers, v: Integers, w: Integers, tensor: Integers) -> int:
    out = np.zeros_like(tensor)
    for r in range(len(u)):
        for a in range(u.shape[1]):
            for b in range(v.shape[1]):
                c = u[r, a] * v[r, b]
                if c != 0:
                    for k in range(w.shape[1]):
                        out[a, b, k] += c * w[r, k]
    return len(u) if (out == tensor).all() else 0


def matmul_rows() -> Iterator[Row]:
    factors = strassen_squared()
    tensor = product_tensor(4)
    instance, plain = {"n": 4, "m": 4, "p": 4}, dict(zip("uvw", (f.tolist() for f in factors), strict=True))
    rivals = {
        "python loop (sparse)": lambda: circuits.matmul(instance, plain),
        "numpy": lambda: numpy_matmul(*factors, tensor),
        "numba": lambda: numba_matmul(*factors, tensor),
    }
    yield from versus("matmul <4,4,4> of 49 terms", lambda: _scorers.matmul(4, 4, 4, *factors), rivals)
