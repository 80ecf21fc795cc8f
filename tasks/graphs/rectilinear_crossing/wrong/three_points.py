# expect: invalid: p: expected 12 x 2 integers, got 3
def solve(n):
    return {"n": 3, "p": [[0, 0], [1, 0], [0, 1]], "crossings": 0}
