# expect: invalid: expected an integer below 2^63
def solve(x, y):
    return {"expr": "99999999999999999999"}
