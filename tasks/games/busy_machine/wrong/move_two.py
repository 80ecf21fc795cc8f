# expect: invalid: table[0, 0, 1] is 2
def solve(states, symbols):
    return {"table": [[[1, 2, 0]] * symbols] * states}
