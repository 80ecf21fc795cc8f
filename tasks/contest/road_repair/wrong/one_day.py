# expect: invalid: roads on day 0, at most
def solve(xy, edges, w, D, K, source):
    return {"day": [0] * len(edges)}
