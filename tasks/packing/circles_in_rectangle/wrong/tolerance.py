# expect: ok: crosses the
# at most: 1.875
# equal disks of radius 1/8 + 1e-9 on the 4 x 4 grid of the square: the repair takes more than the overlap gave (n = 15)
def solve(n):
    cells = [(i % 4, i // 4) for i in range(n)]
    return {"w": 1.0, "x": [(a + 0.5) / 4 for a, b in cells], "y": [(b + 0.5) / 4 for a, b in cells], "r": [0.125 + 1e-9] * n}
