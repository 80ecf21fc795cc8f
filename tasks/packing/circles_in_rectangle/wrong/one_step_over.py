# expect: ok: crosses the
# at most: 1.875
# one grid step, 2^-46, over
def solve(n):
    cells = [(i % 4, i // 4) for i in range(n)]
    return {"w": 1.0, "x": [(a + 0.5) / 4 for a, b in cells], "y": [(b + 0.5) / 4 for a, b in cells], "r": [0.125 + 2.0**-46] * n}
