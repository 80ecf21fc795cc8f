# expect: invalid: is 4, expected 0..3
def solve(rule, k):
    return {"c": [0, 1, k]}
