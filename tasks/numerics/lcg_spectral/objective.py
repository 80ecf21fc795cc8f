"""Search view of lcg_spectral: the bytes of an exponent k, lowest first.

The multiplier is g^k with the smallest primitive root g and the first exponent from k on that has no factor in common with m - 1, so it is
always a primitive root. The value takes the shortest vector of a reduced basis for the shortest vector of the lattice, which it nearly
always is.
"""

import math
from operator import mul

HERMITE = {2: 4 / 3, 3: 2.0, 4: 4.0, 5: 8.0, 6: 64 / 3, 7: 64.0, 8: 256.0}  # gamma_d^d


class Objective:
    kind = "integers"
    low, high = 0, 255

    def __init__(self, inputs):
        self.m = int(inputs["m"])
        self.size = -(-self.m.bit_length() // 8)
        rest, primes, p = self.m - 1, [], 2
        while p * p <= rest:
            if rest % p == 0:
                primes.append(p)
                while rest % p == 0:
                    rest //= p
            p += 1
        primes += [rest] * (rest > 1)
        self.root = next(g for g in range(2, self.m) if all(pow(g, (self.m - 1) // p, self.m) != 1 for p in primes))

    def multiplier(self, z):
        k = sum(int(v) << (8 * i) for i, v in enumerate(z)) % (self.m - 1)
        while math.gcd(k, self.m - 1) != 1:
            k += 1
        return pow(self.root, k, self.m)

    def value(self, z):
        a, worst, power, basis = self.multiplier(z), math.inf, 1, [[self.m]]
        for d in range(2, 9):
            power = power * a % self.m
            basis = reduced([[*row, 0] for row in basis] + [[-power, *[0] * (d - 2), 1]])
            square = min(sum(map(mul, row, row)) for row in basis)
            worst = min(worst, (float(square) ** d / (HERMITE[d] * float(self.m) ** 2)) ** (0.5 / d))
        return -worst

    def answer(self, z):
        return {"a": self.multiplier(z)}


def reduced(b):
    """LLL-reduced basis of the same integer lattice."""
    mu, norm, k = [[] for _ in b], [0.0] * len(b), 0
    while k < len(b):
        stale = True
        while stale:
            row, r = [], []
            for j in range(k):
                value = float(sum(map(mul, b[k], b[j]))) - sum(map(mul, mu[j], r))
                r.append(value)
                row.append(value / norm[j])
            mu[k], norm[k] = row, float(sum(map(mul, b[k], b[k]))) - sum(map(mul, row, r))
            stale = False
            for j in range(k - 1, -1, -1):
                if abs(row[j]) > 0.501:
                    q, stale = round(row[j]), True
                    b[k] = [x - q * y for x, y in zip(b[k], b[j])]  # noqa: B905 # one length
                    for i in range(j):
                        row[i] -= q * mu[j][i]
        if k == 0 or norm[k] >= (0.99 - mu[k][k - 1] ** 2) * norm[k - 1]:
            k += 1
        else:
            b[k - 1], b[k] = b[k], b[k - 1]
            k -= 1
    return b
