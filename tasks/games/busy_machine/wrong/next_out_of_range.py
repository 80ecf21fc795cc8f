# expect: invalid: table[0, 0, 2] is 2
def solve(states, symbols):
    return {"table": [[[1, 1, states]] * symbols] * states}
