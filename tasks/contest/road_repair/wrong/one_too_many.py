# expect: invalid: roads on day 0, at most
def solve(xy, edges, w, D, K, source):
    return {"day": [0 if e <= K else 1 + e % (D - 1) for e in range(len(edges))]}
