# expect: invalid: a
def solve(form, size_max, value_max):
    return {"a": [-(2**63), 2**63 - 1, 0]}
