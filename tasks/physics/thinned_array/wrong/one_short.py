# expect: invalid: on: expected 22 integers, got 21
def solve(n, k, u0):
    return {"on": list(range(k - 2)) + [n - 1]}
