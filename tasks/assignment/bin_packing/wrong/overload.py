# expect: invalid: capacity
def solve(C, s):
    return {"bin": [0] * len(s)}
