# expect: invalid: twice
def solve(form, size_max, value_max):
    return {"a": [0, 0, 1, 3]}
