# profile: cheap
import math
import random


def solve(p, want, seed=0, objective=None):
    rng = random.Random(seed)
    # EVOLVE-BLOCK-START
    p, want = [[int(v) for v in row] for row in p], [int(v) for v in want]
    out = [None] * len(p)

    def cut(box, members):
        # the cut that needs the least correction, both axes and every number of customers
        if len(members) == 1:
            out[members[0]] = box
            return
        whole, options = sum(want[i] for i in members), []
        for axis in (0, 1):
            order = sorted(members, key=lambda i: p[i][axis])
            low, high = box[axis], box[axis + 2]
            share = 0
            for k in range(1, len(order)):
                share += want[order[k - 1]]
                wish = low + (high - low) * share / whole
                at = min(max(round(wish), p[order[k - 1]][axis] + 1), p[order[k]][axis])
                least = min(share, whole - share) / whole * (high - low)
                thin = max(high - low, box[3 - axis] - box[1 - axis]) / (high - low)
                options.append(
                    (abs(at - wish) / least + 0.02 * thin + 0.03 * rng.random() - 0.05 * least / (high - low), axis, at, order, k)
                )
        _, axis, at, order, k = min(options)
        one, two = list(box), list(box)
        one[axis + 2] = two[axis] = at
        cut(one, order[:k])
        cut(two, order[k:])

    def loss():
        areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in out]
        return sum((1 - min(a, w) / max(a, w)) ** 2 for a, w in zip(areas, want, strict=True))

    best = None
    for _ in range(4):
        cut([0, 0, 10000, 10000], list(range(len(p))))
        if best is None or loss() < best[0]:
            best = loss(), list(out)
    # EVOLVE-BLOCK-END
    return {"r": best[1]}
