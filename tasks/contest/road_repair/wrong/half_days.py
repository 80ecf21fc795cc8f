# expect: invalid: day
def solve(xy, edges, w, D, K, source):
    return {"day": [e % D + 0.5 for e in range(len(edges))]}
