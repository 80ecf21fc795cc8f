# expect: invalid: 0 entries
def solve(rule, k):
    return {"c": []}
