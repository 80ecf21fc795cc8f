"""Texts as sets of hashed windows of characters: the one measure of likeness behind the leak check and near deduplication.

A window is a run of bytes of the UTF-8 text without blanks, so layout does not count. Its hash is a polynomial in an odd base modulo 2⁶⁴ with
a random value per byte, built by doubling (h₂ₖ[i] = h₁..ₖ[i]·Bᵏ + hₖ[i+k]): a handful of array operations for any length. MinHash (Broder 1997): the
share of equal minima estimates the share of common windows, |A ∩ B| / |A ∪ B|.
Legend: N windows, K bins of a sketch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Sketch = NDArray[np.uint16]
BINS = 64  # of a sketch: a standard error of at most 0.0625, 0.04 near a likeness of 0.9
SHINGLE = 12  # bytes, about three tokens of code
BLANKS = b" \t\n\r\f\v"
_draw = np.random.default_rng(20260629)
_BYTES = _draw.integers(0, 1 << 64, 256, np.uint64)
_BASE = int(_draw.integers(0, 1 << 63, dtype=np.uint64)) | 1
EMPTY = np.uint32(0xFFFFFFFF)


def squeezed(text: str) -> bytes:
    """The text's UTF-8 without blanks. Lone surrogates count as question marks."""
    return text.encode("utf-8", "replace").translate(None, BLANKS)


def windows(data: bytes, size: int) -> Hashes:
    """Hashes of all windows of `size` bytes in order, [N]; none for shorter data. Their upper bits are well mixed, their lower ones less so."""
    if len(data) < size:
        return np.empty(0, np.uint64)
    hashes, width = _BYTES[np.frombuffer(data, np.uint8)], 1
    found: Hashes | None = None
    covered, left = 0, size
    while True:
        if left & 1:
            found = hashes if found is None else _joined(found, hashes, covered, width)
            covered += width
        left >>= 1
        if not left:
            break
        hashes, width = _joined(hashes, hashes, width, width), 2 * width
    assert found is not None
    return found[: len(data) - size + 1]


def distinct(*parts: Hashes) -> Hashes:
    """All different hashes of `parts`, ascending (numpy's `unique` hashes them once more, at six times the cost)."""
    found: Hashes = np.sort(np.concatenate([np.empty(0, np.uint64), *parts]))
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


def without(own: Hashes, others: Hashes) -> Hashes:
    """The different hashes of `own` that are not among `others`, which are distinct and ascending."""
    own = distinct(own)
    if not len(others):
        return own
    at = np.minimum(np.searchsorted(others, own), len(others) - 1)
    kept: Hashes = own[others[at] != own]
    return kept


def _joined(first: Hashes, second: Hashes, size: int, other: int) -> Hashes:
    """Hashes of windows of size + other bytes: those of `first` (size bytes) with those of `second` right behind them."""
    count = min(len(first), len(second) - size)
    if count <= 0:
        return np.empty(0, np.uint64)
    joined: Hashes = first[:count] * np.uint64(pow(_BASE, other, 1 << 64)) + second[size : size + count]
    return joined


def _mixed(hashes: Hashes) -> Hashes:
    """Spread to all bits (the finaliser of MurmurHash3)."""
    shift = np.uint64(33)
    hashes = (hashes ^ (hashes >> shift)) * np.uint64(0xFF51AFD7ED558CCD)
    hashes = (hashes ^ (hashes >> shift)) * np.uint64(0xC4CEB9FE1A85EC53)
    return hashes ^ (hashes >> shift)


def sketch(text: str) -> Sketch:
    """MinHash of the text's windows of SHINGLE bytes, [K]; a shorter text counts as one window. 16 bits are kept of each minimum.

    One-permutation hashing: a window's hash chooses a bin by its upper bits and competes there by its lower ones; an empty bin borrows from
    the next full one to its right, marked by the distance (Shrivastava and Li 2014).
    """
    data = squeezed(text)
    hashes = _mixed(windows(data, min(SHINGLE, max(1, len(data)))))
    least = np.full(BINS, EMPTY, np.uint32)
    if len(hashes):
        np.minimum.at(least, (hashes >> np.uint64(64 - BINS.bit_length() + 1)).astype(np.intp), hashes.astype(np.uint32))
        full = np.flatnonzero(least != EMPTY)
        lender = full[np.searchsorted(full, np.arange(BINS)) % len(full)]
        distance = ((lender - np.arange(BINS)) % BINS).astype(np.uint32)
        least = least[lender] + distance * np.uint32(0x9E3779B1)
    return (least ^ (least >> np.uint32(16))).astype(np.uint16)


def likeness(one: Sketch, others: Sketch) -> NDArray[np.float64]:
    """Estimated share of common windows of one sketch [K] with each of others [M, K]."""
    return np.asarray((others == one).mean(axis=-1), np.float64)
