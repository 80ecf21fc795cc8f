# expect: invalid: occurs twice
def solve(k):
    return {"m": [0] * k}
