# expect: invalid: does not halt
def solve(states, symbols):
    return {"table": [[[0, 1, 0]] * symbols] * states}
