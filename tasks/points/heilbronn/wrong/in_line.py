# expect: ok:
# at most: 0.0
def solve(n, region):
    return {"p": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]] + [[0.5, 0.05 * i] for i in range(n - 3)]}
