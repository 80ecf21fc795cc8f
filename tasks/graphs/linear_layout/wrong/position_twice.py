# expect: invalid: appears
def solve(n, edges, kind):
    return {"pos": [0] * n}
