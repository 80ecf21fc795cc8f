# expect: invalid: on[0] is -1
def solve(n, k, u0):
    return {"on": [-1] + list(range(1, k - 1)) + [n - 1]}
