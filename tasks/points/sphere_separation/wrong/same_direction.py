# expect: ok:
# at most: 0.0
def solve(n):
    return {"p": [[1.0, 0.0, 0.0], [2.0, 0.0, 0.0]] + [[0.1 * i, 1.0, 0.5] for i in range(n - 2)]}
