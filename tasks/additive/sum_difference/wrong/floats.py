# expect: invalid: a
def solve(form, size_max, value_max):
    return {"a": [0.0, 1.0, 3.5]}
