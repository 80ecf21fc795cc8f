# expect: invalid: not connected
def solve(n, d):
    return {"edges": []}
