# expect: invalid: day
def solve(xy, edges, w, D, K, source):
    return {"day": [1 + e % D for e in range(len(edges))]}
