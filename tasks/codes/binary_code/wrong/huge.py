# expect: invalid: w
def solve(n, d):
    return {"w": [2**70]}
