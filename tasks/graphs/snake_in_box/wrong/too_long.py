# expect: invalid: at most 64 allowed
def solve(d, kind):
    return {"v": [0] * (2**d + 1)}
