# expect: invalid: expected 0..
def solve(n, edges, w, terminals):
    return {"e": [len(edges)]}
