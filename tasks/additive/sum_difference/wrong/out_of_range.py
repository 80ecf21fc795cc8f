# expect: invalid: out of range
def solve(form, size_max, value_max):
    return {"a": [0, 1, value_max + 1]}
