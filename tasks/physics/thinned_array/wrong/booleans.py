# expect: invalid: on
def solve(n, k, u0):
    return {"on": [i < k for i in range(n)]}
