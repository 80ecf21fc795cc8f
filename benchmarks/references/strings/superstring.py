"""Reference solver of strings/superstring: greedy merging, then iterated insertion of segments in the order of the words.

All permutations of n letters: the recursive construction 1! + 2! + ... + n! (Ashlock and Tillotson 1993). A proved bound is stored for
these only: 153 for n = 5 (Chaffin, Houston and Johnston 2014), n! + (n-1)! + (n-2)! + n - 3 in general (Engen and Vatter 2021, "Containing all permutations").
"""

from __future__ import annotations

import math
import time
from itertools import pairwise

import numpy as np
from numba import njit

SOLVER = "greedy merging and iterated segment insertion"
PROVED = {5: 153}


def solve(public, seconds):
    words = [bytes(word) for word in public["words"]]
    n = public["alphabet"]
    if len(words) == math.factorial(n) and all(len(word) == n for word in words):
        bound = PROVED.get(n, math.factorial(n) + math.factorial(n - 1) + math.factorial(n - 2) + n - 3)
        return {"s": _all_permutations(n)}, bound
    words = [word for word in set(words) if not any(word != other and word in other for other in words)]
    words.sort()
    overlap = np.array([[_overlap(a, b) for b in words] for a in words], dtype=np.int64)
    best, seed, start = None, 0, time.process_time()
    while seed == 0 or time.process_time() - start < seconds:
        total, order = _search(overlap, 20_000, seed)
        if best is None or total > best[0]:
            best = total, order
        seed += 1
    order = best[1]
    text = words[order[0]] + b"".join(words[b][overlap[a, b] :] for a, b in pairwise(order))
    return {"s": list(text)}, None


def base(public):
    return {"s": [letter for word in public["words"] for letter in word]}


def _overlap(a, b):
    return next((k for k in range(min(len(a), len(b)) - 1, 0, -1) if a.endswith(b[:k])), 0) if a != b else -1


def _all_permutations(n):
    if n == 1:
        return [0]
    shorter, out = _all_permutations(n - 1), []
    for i in range(len(shorter) - n + 2):
        word = shorter[i : i + n - 1]
        if len(set(word)) == n - 1:
            new = [*word, n - 1, *word]
            shared = next(k for k in range(len(new), -1, -1) if out[len(out) - k :] == new[:k])
            out += new[shared:]
    return out


@njit(cache=True)
def _search(overlap, steps, seed):
    """Random greedy order, then moves of segments (up to 8 words) that do not lose; a random double bridge after many failures."""
    np.random.seed(seed)
    n = len(overlap)
    order = np.zeros(n, np.int64)
    follow, before, head = np.full(n, -1), np.full(n, -1), np.arange(n)
    for _ in range(n - 1):  # merge the pair of chains with the largest overlap
        top, a, b = -1.0, -1, -1
        for i in range(n):
            if follow[i] < 0:
                for j in range(n):
                    if before[j] < 0 and head[i] != j:
                        v = overlap[i, j] + 0.5 * np.random.random()
                        if v > top:
                            top, a, b = v, i, j
        follow[a], before[b] = b, a
        at = b
        while at >= 0:
            head[at] = head[a]
            at = follow[at]
    at = 0
    for j in range(n):
        if before[j] < 0:
            at = j
    for k in range(n):
        order[k] = at
        at = follow[at]
    total = 0
    for k in range(n - 1):
        total += overlap[order[k], order[k + 1]]
    best, kept = total, order.copy()
    failed = 0
    for _ in range(steps):
        i = np.random.randint(n)
        length = 1 + np.random.randint(min(8, n - i))
        rest = np.concatenate((order[:i], order[i + length :]))
        if len(rest) == 0:
            continue
        j = np.random.randint(len(rest) + 1)
        new = np.concatenate((rest[:j], order[i : i + length], rest[j:]))
        value = 0
        for k in range(n - 1):
            value += overlap[new[k], new[k + 1]]
        failed += 1
        if value >= total or np.random.random() < 0.002:
            failed = 0 if value > total else failed
            total, order = value, new
        if total > best:
            best, kept = total, order.copy()
        if failed > 3000:
            total, order, failed = best, kept.copy(), 0
    return best, kept
