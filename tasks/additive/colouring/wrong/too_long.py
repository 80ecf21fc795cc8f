# expect: invalid: 4001 entries
def solve(rule, k):
    return {"c": [0] * 4001}
