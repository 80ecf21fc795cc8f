# expect: invalid: w
def solve(n, d):
    return {"w": [31.0]}
