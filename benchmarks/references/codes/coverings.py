"""Reference coverings, annealed with a fixed number of blocks or words: `python benchmarks/references/codes/coverings.py M SECONDS SEED v k t` or `… q n`.

Three numbers name a covering design, two a covering code of radius 1. A move exchanges one point of a block or one letter of a word.
"""

from __future__ import annotations

import math
import random
import sys
import time
from functools import cache
from itertools import combinations

import numpy as np

from eft.evaluation.scorers.codes import covering_code, covering_design

Item = tuple[int, ...]


def design(v: int, k: int, t: int):  # three functions of the kind that `anneal` takes
    """Random block, neighbour, numbers of the t-sets in a block; and how many t-sets there are."""
    number = {s: i for i, s in enumerate(combinations(range(v), t))}

    @cache
    def covers(block: Item) -> list[int]:
        return [number[s] for s in combinations(block, t)]

    def new(rng: random.Random) -> Item:
        return tuple(sorted(rng.sample(range(v), k)))

    def near(rng: random.Random, block: Item) -> Item:
        point = rng.choice([x for x in range(v) if x not in block])
        return tuple(sorted({*block, point} - {rng.choice(block)}))

    return new, near, covers, len(number)


def code(q: int, n: int):  # as above
    """Random word, neighbour, numbers of the words in its ball; and how many words there are."""

    @cache
    def covers(word: Item) -> list[int]:
        value = sum(a * q**i for i, a in enumerate(word))
        return [value, *(value + (b - a) * q**i for i, a in enumerate(word) for b in range(q) if b != a)]

    def new(rng: random.Random) -> Item:
        return tuple(rng.randrange(q) for _ in range(n))

    def near(rng: random.Random, word: Item) -> Item:
        i = rng.randrange(n)
        return (*word[:i], (word[i] + rng.randint(1, q - 1)) % q, *word[i + 1 :])

    return new, near, covers, q**n


def anneal(parts, size: int, seconds: float, seed: int) -> tuple[int, list[Item]]:  # what `design` or `code` returns
    """Fewest uncovered elements, and the items."""
    new, near, covers, elements = parts
    rng = random.Random(seed)
    start, best = time.process_time(), (elements + 1, [])
    while time.process_time() < start + seconds and best[0]:
        items = [new(rng) for _ in range(size)]
        count = [0] * elements
        for item in items:
            for e in covers(item):
                count[e] += 1
        open_now, heat = count.count(0), 0.7
        while heat > 0.12 and open_now:
            heat *= 0.999997
            i = rng.randrange(size)
            other = near(rng, items[i])
            before, after = covers(items[i]), covers(other)
            for e in before:
                count[e] -= 1
            lost = sum(not count[e] for e in before)
            gain = sum(not count[e] for e in after)
            if gain >= lost or rng.random() < math.exp((gain - lost) / heat):
                items[i], open_now = other, open_now + lost - gain
                for e in after:
                    count[e] += 1
                if open_now < best[0]:
                    best = (open_now, list(items))
            else:
                for e in before:
                    count[e] += 1
            if rng.random() < 1e-3 and time.process_time() > start + seconds:
                break
    return best


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[4:]]
    left, found = anneal(design(*numbers) if len(numbers) == 3 else code(*numbers), int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    rows = np.array(found)
    got = covering_design(*numbers, rows) if len(numbers) == 3 else covering_code(numbers[0], 1, numbers[1], rows)
    print(numbers, len(found), "uncovered", left, "score", got.value)
