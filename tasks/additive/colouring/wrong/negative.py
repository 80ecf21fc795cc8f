# expect: invalid: is -1, expected 0..3
def solve(rule, k):
    return {"c": [-1]}
