# expect: ok: crosses the left wall
# at most: 2.0
# one grid step, 2^-46, over
def solve(n):
    cells = [(i % 5, i // 5) for i in range(n)]
    return {"x": [(a + 0.5) / 5 for a, b in cells], "y": [(b + 0.5) / 5 for a, b in cells], "r": [0.1 + 2.0**-46] * n}
