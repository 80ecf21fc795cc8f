# expect: invalid: pos
def solve(n, edges, kind):
    return {"pos": list(range(1, n + 1))}
