# expect: invalid: v[1] is 64, expected 0..63
def solve(d, kind):
    return {"v": [0, 2**d]}
