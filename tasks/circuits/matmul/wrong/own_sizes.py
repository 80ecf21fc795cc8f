# expect: invalid: expected 4 integers, got 1
def solve(n, m, p):
    return {"n": 1, "m": 1, "p": 1, "U": [[1]], "V": [[1]], "W": [[1]]}
