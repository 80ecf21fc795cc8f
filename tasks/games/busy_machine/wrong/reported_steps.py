# expect: ok: 1 steps
# at most: 0
def solve(states, symbols):
    return {"steps": 10**9, "table": [[[1, 1, -1]] * symbols] * states}
