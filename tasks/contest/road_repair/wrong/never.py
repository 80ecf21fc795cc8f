# expect: invalid: day
def solve(xy, edges, w, D, K, source):
    return {"day": [-1] * len(edges)}
