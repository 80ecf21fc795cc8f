# expect: invalid: appears 2 times
def solve(n, edges, kind):
    return {"pos": [0] * n}
