# expect: ok:
# at most: 0.0
def solve(n):
    return {"p": [[10.0 * i, 10.0 * i, 10.0 * i] for i in range(1, n + 1)], "m": 17.3}
