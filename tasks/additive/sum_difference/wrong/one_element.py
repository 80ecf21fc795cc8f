# expect: invalid: 1 entries
def solve(form, size_max, value_max):
    return {"a": [0]}
