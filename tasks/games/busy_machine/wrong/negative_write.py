# expect: invalid: expected write
def solve(states, symbols):
    return {"table": [[[-1, 1, -1]] * symbols] * states}
