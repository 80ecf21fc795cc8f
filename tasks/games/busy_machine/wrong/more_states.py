# expect: invalid: table: expected
def solve(states, symbols):
    return {"states": 5, "table": [[[1, 1, 2], [1, 0, -1]], [[1, 1, 1], [1, 1, 0]], [[1, 0, 2], [0, 0, 1]]]}
