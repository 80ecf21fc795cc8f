# expect: ok: not covered
# at most: 53
# everything else is counted
def solve(v, k, t):
    return {"b": [list(range(k))], "score": 1}
