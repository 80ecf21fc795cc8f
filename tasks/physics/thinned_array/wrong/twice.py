# expect: invalid: element 5 appears twice
def solve(n, k, u0):
    return {"on": [0, 5, n - 1] + list(range(1, k - 2))}
