# expect: invalid: c
def solve(rule, k):
    return {"c": [0.5, 1.0]}
