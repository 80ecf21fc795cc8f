# expect: ok:
# at most: 0.0
# a huge triangle outside the region: clamping puts the points onto the border
def solve(n, region):
    return {"p": [[1e300, 1e300], [-1e300, 1e300], [1e300, -1e300]] + [[1e9 + i, 1e9 * i] for i in range(n - 3)]}
