# expect: ok:
# at most: 4.1
# p(1) = n + 1
def solve(n):
    return {"s": [1] * (n + 1), "score": 1.0}
