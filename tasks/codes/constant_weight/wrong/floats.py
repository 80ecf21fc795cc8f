# expect: invalid: w
def solve(n, d, weight):
    return {"w": [31.0]}
