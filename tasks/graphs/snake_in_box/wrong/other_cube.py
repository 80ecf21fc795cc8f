# expect: invalid: expected 0..63
def solve(d, kind):
    return {"v": [2**k - 1 for k in range(30)], "d": 30, "length": 29}
