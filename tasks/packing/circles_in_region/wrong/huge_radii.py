# expect: ok:
# at most: 0.0
# the repair shrinks all disks by what the largest one needs
def solve(n, region):
    return {"x": [0.01 * i for i in range(n)], "y": [0.2] * n, "r": [1e300] * n, "score": 1e9}
