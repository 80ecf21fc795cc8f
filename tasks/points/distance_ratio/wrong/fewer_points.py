# expect: invalid: p: expected 8 x 2 numbers
def solve(n, d):
    return {"n": 3, "p": [[0.0, 0.0], [1.0, 0.0], [0.5, 0.75**0.5]]}
