# expect: invalid: re: expected 3 numbers
def solve(n):
    return {"re": [1.0, 0.0], "im": [0.0, 0.0], "n": 2}
