import json


def solve(n, round, rounds, state, reply, seed=0):
    # EVOLVE-BLOCK-START
    keep = 0.9
    partners = 4
    sifts = 3
    tries = 16
    left = json.loads(state) if round else list(range(n))
    if round > sifts + 1:
        zero, found = left[0], [0] * n
        for i, value in zip([i for i in range(n) if i != zero], reply, strict=True):
            found[i] = int(value)
        return {"answer": found}
    if round > 0:
        # the OR of an entry with another one is at least the entry: small entries have small sums, and their ANDs are small
        total = dict.fromkeys(left, 0)
        both = dict.fromkeys(left, n - 1)
        width = partners if round <= sifts else tries
        for place, value in enumerate(reply):
            i = left[place // width]
            total[i] += int(value)
            both[i] &= int(value)
        left = sorted(left, key=lambda i: total[i] if round <= sifts else both[i])
        left = left[: max(1, int(keep * len(left)))]
    if round > sifts:
        asked = [[left[0], i] for i in range(n) if i != left[0]]
    else:
        width = partners if round < sifts else tries
        asked = [[i, (i + (k + 1) * (2 * round + 3)) % n] for i in left for k in range(width)]
    # EVOLVE-BLOCK-END
    return {"ask": asked, "state": json.dumps(left).encode()}
