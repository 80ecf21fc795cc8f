# expect: ok:
# at most: 0.0
def solve(n, region):
    return {"p": [[0.3, 0.2], [0.3, 0.2]] + [[0.1 * i, 0.01 * i * i] for i in range(n - 2)]}
