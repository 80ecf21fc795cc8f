# expect: invalid: capacity
def solve(C, s):
    return {"C": 10**9, "bin": [0] * len(s)}
