# expect: invalid: does not halt
def solve(states, symbols):
    return {"table": [[[1, 1, 1]] * symbols, [[1, 0, 0]] * symbols] + [[[0, 0, 0]] * symbols] * (states - 2)}
