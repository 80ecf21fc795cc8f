# expect: invalid: day: expected
def solve(xy, edges, w, D, K, source):
    return {"day": [e % D for e in range(len(edges) - 1)]}
