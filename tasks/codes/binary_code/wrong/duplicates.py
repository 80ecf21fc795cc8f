# expect: invalid: 
def solve(n, d):
    return {"w": [31] * 50}
