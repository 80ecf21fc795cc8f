# expect: invalid: 
def solve(n, d, weight):
    return {"w": [31] * 50}
