# expect: ok: divided
# at most: 1.0
# scaled up to the unit disk: a circle of equally spread points
import math


def solve(n):
    return {"re": [1e-3 * math.cos(6.283185307179586 * j / n) for j in range(n)], "im": [1e-3 * math.sin(6.283185307179586 * j / n) for j in range(n)]}
