# expect: invalid: route[0] is -1
def solve(xy, demand, Q):
    return {"route": [-1] + list(range(2, len(xy)))}
