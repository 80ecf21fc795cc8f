# expect: ok: crosses the left wall
# at most: 2.0
# equal disks of radius 1/10 + 1e-9 on the 5 x 5 grid: the repair takes more than the overlap gave (n = 20)
def solve(n):
    cells = [(i % 5, i // 5) for i in range(n)]
    return {"x": [(a + 0.5) / 5 for a, b in cells], "y": [(b + 0.5) / 5 for a, b in cells], "r": [0.1 + 1e-9] * n}
