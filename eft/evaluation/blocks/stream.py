"""Counter-based random stream that defines instances: Philox4x32-10 (Salmon et al., SC 2011) and our own distributions.

NumPy's `Generator` promises no stable streams between versions, and vectorised `log`/`exp` differ in the last bit between
processors. Everything here is integer arithmetic or single IEEE operations, so an instance is the same on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def philox(counter: U64, key: tuple[int, int]) -> U64:
    """Ten rounds of Philox4x32 on rows of four 32-bit words (held in uint64); returns the same shape [blocks, 4]."""
    c0, c1, c2, c3 = (counter[:, i].astype(np.uint64) for i in range(4))
    k0, k1 = key
    for _ in range(10):
        p0, p1 = c0 * _MULTIPLIERS[0], c2 * _MULTIPLIERS[1]
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ np.uint64(k0), p1 & _MASK, (p0 >> _SHIFT) ^ c3 ^ np.uint64(k1), p0 & _MASK
        k0, k1 = (k0 + _WEYL[0]) & 0xFFFFFFFF, (k1 + _WEYL[1]) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=1)


def log(x: F64) -> F64:
    """Natural logarithm of positive x from + − × / only (atanh series, error below 2 ulp): the same bits everywhere."""
    mantissa, exponent = np.frexp(x)
    low = mantissa < 0.7071067811865476
    mantissa, exponent = np.where(low, 2.0 * mantissa, mantissa), exponent - low
    t = (mantissa - 1.0) / (mantissa + 1.0)
    square, total = t * t, np.zeros_like(t)
    for k in range(23, 0, -2):
        total = total * square + 1.0 / k
    return np.asarray(exponent * _LN2_HIGH + (2.0 * t * total + exponent * _LN2_LOW))


def exp(x: F64) -> F64:
    """e**x from + − × only (Taylor after range reduction): the same bits everywhere. |x| ≤ 700."""
    whole = np.rint(np.asarray(x) * 1.4426950408889634)
    r = (x - whole * _LN2_HIGH) - whole * _LN2_LOW
    total = np.ones_like(r)
    for k in range(16, 0, -1):
        total = 1.0 + total * r / k
    return np.asarray(np.ldexp(total, whole.astype(np.int64)))


class Stream:
    """Independent random stream for one (64-bit seed, name). Draws advance a block counter; sizes are exact, never padded.

    The seed is the Philox key, the first 8 bytes of SHA-256(name) are the upper half of the counter.
    """

    def __init__(self, seed: int, name: str) -> None:
        if not 0 <= seed < 1 << 64:
            raise ValueError(f"seed must be in 0 .. 2**64 - 1, got {seed}")
        digest = hashlib.sha256(name.encode()).digest()
        self._key = (seed & 0xFFFFFFFF, seed >> 32)
        self._high = (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little"))
        self._block = 0

    def words(self, size: int) -> U64:
        """`size` uniform 64-bit words; every call starts a fresh block."""
        blocks = (size + 1) // 2
        index = np.arange(self._block, self._block + blocks, dtype=np.uint64)
        self._block += blocks
        counter = np.empty((blocks, 4), dtype=np.uint64)
        counter[:, 0], counter[:, 1] = index & _MASK, index >> _SHIFT
        counter[:, 2], counter[:, 3] = self._high
        out = philox(counter, self._key)
        return np.asarray((out[:, 0::2] | (out[:, 1::2] << _SHIFT)).reshape(-1)[:size])

    def uniform(self, low: float = 0.0, high: float = 1.0, size: int = 1) -> F64:
        """Multiples of 2**-53 in [0, 1), scaled to [low, high)."""
        unit = (self.words(size) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return np.asarray(low + (high - low) * unit)

    def randint(self, low: int, high: int, size: int = 1) -> I64:
        """Integers in low..high, both included, without bias (masked rejection); high − low < 2**63."""
        span = high - low
        if not 0 <= span < 1 << 63:
            raise ValueError(f"empty or too wide range {low}..{high}")
        if span == 0:
            return np.full(size, low, dtype=np.int64)
        shift, out = np.uint64(64 - span.bit_length()), np.empty(0, dtype=np.uint64)
        while len(out) < size:
            drawn = self.words(size - len(out)) >> shift
            out = np.concatenate([out, drawn[drawn <= np.uint64(span)]])
        return out.astype(np.int64) + low

    def permutation(self, n: int) -> I64:
        """Uniform permutation of 0..n−1: stable order of n 64-bit keys."""
        return np.argsort(self.words(n), kind="stable").astype(np.int64)

    def shuffle(self, items: Sequence[Any]) -> list[Any]:
        """The items in random order (a new list)."""
        return [items[i] for i in self.permutation(len(items)).tolist()]

    def choice(self, n: int, k: int) -> I64:
        """k distinct numbers of 0..n−1, in random order."""
        return self.permutation(n)[:k]

    def normal(self, mean: float = 0.0, sd: float = 1.0, size: int = 1) -> F64:
        """Normal numbers by Marsaglia's polar method."""
        out = np.empty(0)
        while len(out) < size:
            pairs = self.uniform(-1.0, 1.0, size + size % 2 + 2).reshape(-1, 2)
            square = pairs[:, 0] * pairs[:, 0] + pairs[:, 1] * pairs[:, 1]
            keep = (square < 1.0) & (square > 0.0)
            pairs, square = pairs[keep], square[keep]
            out = np.concatenate([out, (pairs * np.sqrt(-2.0 * log(square) / square)[:, None]).reshape(-1)])
        return np.asarray(mean + sd * out[:size])

    def exponential(self, mean: float = 1.0, size: int = 1) -> F64:
        """Exponential numbers with the given mean."""
        return np.asarray(-mean * log(1.0 - self.uniform(size=size)))

    def log_uniform(self, low: float, high: float, size: int = 1) -> F64:
        """exp of a uniform number between log(low) and log(high); 0 < low < high."""
        ends = log(np.array([low, high]))
        return exp(self.uniform(float(ends[0]), float(ends[1]), size))

    def weibull(self, shape: float, scale: float, size: int = 1) -> F64:
        """Weibull numbers: scale·E**(1/shape) with E standard exponential; 0 stays 0."""
        draw = np.maximum(self.exponential(size=size), 2.0**-60)
        return np.asarray(scale * exp(log(draw) / shape))

    def zipf(self, values: int, exponent: float, size: int = 1) -> I64:
        """Ranks 0..values−1 with probability proportional to (rank + 1)**−exponent."""
        weights = np.cumsum(exp(-exponent * log(np.arange(1.0, values + 1.0))))
        ranks = np.searchsorted(weights, self.uniform(size=size) * weights[-1], side="right")
        return np.asarray(np.minimum(ranks, values - 1), dtype=np.int64)
