"""Reference solver of strings/multi_lcs: beam search by the letters left; bound: the shortest pairwise common subsequence of some pairs."""

from __future__ import annotations

import time
from itertools import combinations, islice

import numpy as np

SOLVER = "beam search by letters left, growing width"
PAIRS = 100  # whose exact length is computed


def solve(public, seconds):
    strings, alphabet = public["strings"], public["alphabet"]
    best, width, start = [], 25, time.process_time()
    while not best or time.process_time() - start < seconds:
        best = max(best, _beam(strings, alphabet, width), key=len)
        width *= 2
    rows = strings.tolist()
    return {"s": best}, min(_pair(a, b) for a, b in islice(combinations(rows, 2), PAIRS))


def base(public):
    strings = public["strings"]
    counts = [(strings == a).sum(axis=1).min() for a in range(public["alphabet"])]
    return {"s": [int(np.argmax(counts))] * int(max(counts))}


def _pair(a, b):
    """Length of the longest common subsequence of two strings, with the rows of the table as bits (Hyyro 2004)."""
    masks = {letter: sum(1 << i for i, other in enumerate(a) if other == letter) for letter in set(b)}
    full = (1 << len(a)) - 1
    row = full
    for letter in b:
        match = row & masks[letter]
        row = ((row + match) | (row - match)) & full
    return len(a) - row.bit_count()


def _beam(strings, alphabet, width):
    k, n = strings.shape
    after = np.full((k, n + 1, alphabet), -1, dtype=np.int64)
    left = np.zeros((k, n + 1, alphabet), dtype=np.int64)
    for p in range(n - 1, -1, -1):
        after[:, p], left[:, p] = after[:, p + 1], left[:, p + 1]
        after[np.arange(k), p, strings[:, p]] = p + 1
        left[np.arange(k), p, strings[:, p]] += 1
    places, history, rows = np.zeros((1, k), dtype=np.int64), [], np.arange(k)
    while True:
        new = after[rows[None, :], places]  # [beam, k, letters]
        fits = (new >= 0).all(axis=1)
        parents, letters = np.nonzero(fits)
        if not len(parents):
            break
        nxt = new[parents, :, letters]
        hope = left[rows[None, :], nxt].min(axis=1).sum(axis=1) - 1e-3 * nxt.sum(axis=1) / k
        nxt, kept = np.unique(nxt, axis=0, return_index=True)
        order = np.argsort(-hope[kept], kind="stable")[:width]
        places, kept = nxt[order], kept[order]
        history.append((parents[kept], letters[kept]))
    at, out = 0, []
    for parents, letters in reversed(history):
        out.append(int(letters[at]))
        at = parents[at]
    return out[::-1]
