# expect: invalid: order: expected
def solve(n, edges):
    return {"order": list(range(n - 1))}
